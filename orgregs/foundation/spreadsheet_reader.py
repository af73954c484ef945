"""Reads the first sheet of a workbook; see limited_process.py for where it runs.

It looks at the cell references before it opens the workbook: the limits of the process end it, they explain nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from orgregs.foundation.limited_process import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES_UNPACKED = 60_000_000
MOST_FILES = 500
MOST_COLUMNS = 200
MOST_ROWS = 20_000

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,18})["']""")
_CHUNK = 1 << 20
_LONGEST_REFERENCE = 64


def read(content: bytes) -> dict[str, Any]:
    """Return the rows of the first sheet; raises `Refused`."""
    _look_into(content)
    return {"rows": list(_rows(content))}


def _look_into(content: bytes) -> None:
    """Refuse bombs and sheets whose cells lie far away, by what is really unpacked, not by what the file says of it."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.infolist()
        if len(names) > MOST_FILES:
            raise Refused("too_large")
        for name in names:
            is_sheet = "/worksheets/" in f"/{name.filename.lower()}"
            with archive.open(name) as member:
                kept = b""
                while chunk := member.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > MOST_BYTES_UNPACKED:
                        raise Refused("too_large")
                    if is_sheet:
                        _look_at_references(kept + chunk)
                        kept = chunk[-_LONGEST_REFERENCE:]


def _look_at_references(text: bytes) -> None:
    for letters, digits in _REFERENCE.findall(text):
        if _column(letters) > MOST_COLUMNS or int(digits) > MOST_ROWS:
            raise Refused("too_wide")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _rows(content: bytes) -> Iterator[list[Any]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        for row in sheet.to_python(skip_empty_area=False):
            yield [_plain(value) for value in row]
    except (python_calamine.CalamineError, IndexError) as error:
        raise Refused("unreadable") from error


def _plain(value: Any) -> Any:
    """Write a cell so that JSON can carry it: a day as {"day": "2024-03-01"}, a whole number as a whole number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return {"day": value.date().isoformat()}
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    return value if isinstance(value, str | int | float | bool) else str(value)
