"""An exported table as it comes back: its lines, whatever program saved them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from orgregs.foundation.imprint import ADDRESS
from orgregs.foundation.vietnamese import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgregs.foundation.workbooks import Cell, Sheet

_SIGN = ": "


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line with something in it; `cells` begin in column A."""

    number: int
    cells: Sequence[Cell]

    def cell(self, column: int) -> Cell:
        """Return the cell of a column, from 1; beyond the end it is empty."""
        return self.cells[column - 1] if column <= len(self.cells) else ""

    @property
    def has_two_cells(self) -> bool:
        """Whether label and value stand apart, as in a CSV, and not in one cell, as in a workbook."""
        return not is_blank(self.cell(2))

    @property
    def label(self) -> str:
        """What a line above the table says of its value; nothing if it has none."""
        if self.has_two_cells:
            return normalise(str(self.cell(1)))
        label, sign, _value = str(self.cell(1)).partition(_SIGN)
        return normalise(label) if sign else ""

    @property
    def value(self) -> Cell:
        """What stands behind the label; the whole line if there is none."""
        if self.has_two_cells:
            return self.cell(2)
        label, sign, value = str(self.cell(1)).partition(_SIGN)
        return value if sign else label


@dataclass(frozen=True, slots=True)
class FoundTable:
    """The sheet that holds the table, without its empty lines, and what else the file holds."""

    sheet: str
    lines: Sequence[FoundLine]
    address: FoundLine
    other_sheets: Sequence[str] = ()


def table_in(sheets: Sequence[Sheet]) -> FoundTable | None:
    """Find the table by the line that prints its address; None in a file that has no such line."""
    filled = [(sheet.name, lines) for sheet in sheets if (lines := _lines(sheet))]
    for name, lines in filled:
        address = next((line for line in lines if line.label == ADDRESS), None)
        if address is not None:
            return FoundTable(name, lines, address, [other for other, _lines in filled if other != name])
    return None


def is_blank(cell: Cell) -> bool:
    """Say whether nothing stands in a cell."""
    return isinstance(cell, str) and not normalise(cell)


def _lines(sheet: Sheet) -> list[FoundLine]:
    lines = []
    for number, row in enumerate(sheet.rows, start=1):
        cells = [
            _("(công thức chưa tính)") if (number, column) in sheet.uncomputed else cell
            for column, cell in enumerate(row, start=1)
        ]
        if not all(map(is_blank, cells)):
            lines.append(FoundLine(number, cells))
    return lines
