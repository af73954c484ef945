"""Whether a cell still says what was written into it, whatever program saved it again."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from orgregs.foundation.dates import NotADay, read_day
from orgregs.foundation.exports import FORMULA_STARTS, as_long_as_a_cell
from orgregs.foundation.vietnamese import normalise

if TYPE_CHECKING:
    from orgregs.foundation.workbooks import Cell

# A CSV saved by Excel holds numbers as they were shown: grouped by the signs of the machine's country.
_NUMBER = re.compile(r"([-−]?)([0-9]+|[0-9]{1,3}(?:([., ])[0-9]{3})(?:\3[0-9]{3})*)")


def says(found: Cell, written: Any) -> bool:
    """Say whether the cell of a file says what was written: a number, a text, or nothing."""
    if written is None or written == "":
        return isinstance(found, str) and not normalise(found)
    if isinstance(found, bool):
        return False
    if isinstance(written, int):
        return number_in(found) == written
    if isinstance(found, dt.date):
        return _day_in(str(written)) == found
    if isinstance(found, str):
        return _says_text(found, str(written))
    return number_in(str(written)) == found


def number_in(cell: Cell) -> int | None:
    """Return the whole number that a cell holds, or shows; None if it holds none."""
    if isinstance(cell, bool | dt.date):
        return None
    if not isinstance(cell, str):
        return int(cell) if cell == int(cell) else None
    found = _NUMBER.fullmatch(normalise(cell))
    return None if found is None else int(re.sub("[., ]", "", found[2])) * (-1 if found[1] else 1)


def plain(text: str) -> str:
    """Write a text as it is compared: composed, single spaces, without the apostrophe before what seems a formula."""
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    return normalise(text)


def _says_text(found: str, written: str) -> bool:
    if plain(found) in {plain(written), plain(as_long_as_a_cell(written))}:
        return True
    # A day that Excel took for one, and a code of zeros that it took for a number.
    day = _day_in(written)
    return (day is not None and _day_in(found) == day) or (written.isdigit() and number_in(found) == int(written))


def _day_in(text: str) -> dt.date | None:
    try:
        return read_day(text)
    except NotADay:
        return None
