"""Reads text in columns; see limited_process.py for where it runs."""

from __future__ import annotations

import csv
import io
from typing import Any

from orgregs.foundation.limited_process import Refused
from orgregs.foundation.spreadsheet_parts import MOST_COLUMNS, MOST_ROWS, refuse_far, refuse_rows

_BYTE_ORDER_MARKS = {b"\xff\xfe", b"\xfe\xff"}
# Names and notes hold commas, rarely semicolons: where both stand in as many lines, the rarer one separates.
_SEPARATORS = "\t;,"
_OTHER_SEPARATORS = "|^~"


def read(content: bytes) -> dict[str, Any]:
    """Return the one sheet of a CSV; raises `Refused`."""
    text = _text(content)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True):
            while row and not row[-1].strip():
                row.pop()
            if len(row) > MOST_COLUMNS:
                refuse_far("", len(rows) + 1, len(row))
            rows.append(row)
    except csv.Error as error:
        raise Refused("csv-quotes", line=len(rows) + 1) from error
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS:
        refuse_rows("")
    if not rows:
        raise Refused("no-cells")
    width = max(map(len, rows))
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    return {"sheets": [{"name": "", "rows": cells, "is_hidden": False, "uncomputed": []}]}


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-16" if content[:2] in _BYTE_ORDER_MARKS else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("csv-encoding") from None
    if "\0" in text:
        raise Refused("csv-encoding")
    return text


def _separator(text: str) -> str:
    """Find the sign that stands in the most lines: a title above the table may hold any of them."""
    lines = text.splitlines()
    found = max(_SEPARATORS, key=lambda sign: sum(sign in line for line in lines))
    if found not in text and any(text.count(sign) >= len(lines) for sign in _OTHER_SEPARATORS):
        raise Refused("csv-separator")
    return found
