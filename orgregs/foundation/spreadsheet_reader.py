"""Reads the sheets of a workbook; see limited_process.py for where it runs."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from typing import Any

from orgregs.foundation.limited_process import Refused
from orgregs.foundation.spreadsheet_looks import look_into
from orgregs.foundation.spreadsheet_parts import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Look, refuse_far

MOST_SHEETS = 100
MOST_CHARACTERS = 20_000_000

_ZIP = b"PK"
_WORKBOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook\0", "Book\0"))
_ENCRYPTED_PACKAGE = "EncryptedPackage\0".encode("utf-16-le")
_BEGINNING_OF_XLS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILE_PASS = 0x2F
_MOST_RECORDS_BEFORE_FILE_PASS = 20
# A database keeps no NUL and UTF-8 has no half of a character: in their place the sign of what cannot be read.
_UNKEPT = re.compile("[\0\ud800-\udfff]")


def read(content: bytes) -> dict[str, Any]:
    """Return the sheets of an .xlsx, .xls or .ods; raises `Refused`."""
    if content.startswith(_ZIP):
        looks = look_into(content)
    else:
        _look_into_xls(content)
        looks = None
    sheets = _sheets(content, looks)
    if not any(sheet["rows"] for sheet in sheets):
        raise Refused("no-cells")
    return {"sheets": sheets}


def _look_into_xls(content: bytes) -> None:
    """Tell what cannot be opened from what is broken: one of these says nothing of the other."""
    if _ENCRYPTED_PACKAGE in content:
        raise Refused("password")
    if not any(name in content for name in _WORKBOOK_STREAMS):
        raise Refused("not-a-workbook")
    place = content.find(_BEGINNING_OF_XLS)
    for _record in range(_MOST_RECORDS_BEFORE_FILE_PASS if place >= 0 else 0):
        if int.from_bytes(content[place : place + 2], "little") == _FILE_PASS:
            raise Refused("password")
        place += 4 + int.from_bytes(content[place + 2 : place + 4], "little")


def _sheets(content: bytes, looks: list[Look] | None) -> list[dict[str, Any]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [about for about in book.sheets_metadata if about.typ == python_calamine.SheetTypeEnum.WorkSheet]
        if len(tables) > MOST_SHEETS:
            raise Refused("too-many-sheets")
        if len({about.name for about in tables}) < len(tables):
            raise Refused("damaged")  # sheets are asked for by name: one would be read twice, the other never
        looks = [Look() for _table in tables] if looks is None else looks
        budget = _Budget()
        return [
            {
                "name": about.name,
                "rows": _rows(book.get_sheet_by_name(about.name), look, budget),
                "is_hidden": about.visible != python_calamine.SheetVisibleEnum.Visible,
                "uncomputed": sorted(look.uncomputed),
            }
            for about, look in zip(tables, looks, strict=True)
        ]
    except (python_calamine.CalamineError, ValueError) as error:
        raise Refused("damaged") from error


class _Budget:
    """What may be handed to the other process in all."""

    def __init__(self) -> None:
        self._cells, self._characters = MOST_CELLS, MOST_CHARACTERS

    def spend(self, *, cells: int = 0, characters: int = 0) -> None:
        self._cells -= cells
        self._characters -= characters
        if self._cells < 0 or self._characters < 0:
            raise Refused("unpacks-too-large")


def _rows(sheet: Any, look: Look, budget: _Budget) -> list[list[Any]]:
    """Return the rows from line 1, all as long as the longest; what is empty at the end is left out."""
    line, column = sheet.end or (-1, -1)
    if line >= MOST_ROWS or column >= MOST_COLUMNS:
        refuse_far(sheet.name, line + 1, column + 1)
    budget.spend(cells=(line + 1) * (column + 1))
    rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (line, column), text in [*look.errors.items(), *((place, "") for place in look.uncomputed)]:
        _put(rows, line, column, text)
    budget.spend(characters=sum(len(cell) for row in rows for cell in row if isinstance(cell, str)))
    return _trimmed(rows, look)


def _put(rows: list[list[Any]], line: int, column: int, value: str) -> None:
    """Write what the reader made nothing of into its place, which may lie outside of what it found."""
    rows.extend([] for _row in range(line - len(rows)))
    row = rows[line - 1]
    row.extend([""] * (column - len(row)))
    row[column - 1] = value


def _trimmed(rows: list[list[Any]], look: Look) -> list[list[Any]]:
    filled = {(line, column) for line, row in enumerate(rows, 1) for column, cell in enumerate(row, 1) if cell != ""}
    places = filled | look.uncomputed
    height = max((line for line, _column in places), default=0)
    width = max((column for _line, column in places), default=0)
    return [(row + [""] * width)[:width] for row in rows[:height]]


def _plain(value: Any) -> Any:
    """Write a cell so that JSON can carry it: a day as {"day": "2024-03-01"}, a whole number as a whole number."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value if math.isfinite(value) else str(value)
    if isinstance(value, dt.datetime):
        return {"day": value.date().isoformat()} if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M:%S}"
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    return value if isinstance(value, bool | int) else _UNKEPT.sub("\ufffd", str(value))
