"""A sheet as lines of cells, each told as text where it is needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgregs.foundation.dates import print_day
from orgregs.foundation.vietnamese import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orgregs.foundation.workbooks import Cell, Sheet

# A name or a heading is shorter; what is longer is prose, of which the beginning is enough.
_MOST_LETTERS = 400
# Our own CSV files keep text harmless by an apostrophe before these.
_FORMULA_STARTS = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of a sheet that holds anything: its number and its cells."""

    number: int
    cells: Sequence[Cell]

    def at(self, place: int) -> Cell:
        return self.cells[place] if 0 <= place < len(self.cells) else ""

    def text(self, place: int) -> str:
        return text_of(self.at(place))

    def texts(self) -> dict[int, str]:
        """Return the filled cells as text, by their places."""
        told = ((place, text_of(cell)) for place, cell in enumerate(self.cells))
        return {place: text for place, text in told if text}


def lines_of(sheet: Sheet) -> Iterator[GridLine]:
    """Yield the lines that hold anything, a formula without a value too."""
    uncomputed = {line for line, _column in sheet.uncomputed}
    for number, cells in enumerate(sheet.rows, start=1):
        if number in uncomputed or any(not isinstance(cell, str) or cell.strip() for cell in cells):
            yield GridLine(number, cells)


def text_of(cell: Cell) -> str:
    """Write a cell as Excel would show it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, dt.date):
        return print_day(cell)
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    text = normalise(str(cell)[:_MOST_LETTERS])
    return text[1:] if text.startswith(_FORMULA_STARTS) else text
