"""The sum of a file's own numbers, where some of them are still to be mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orgregs.foundation.spreadsheet_parts import column_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgregs.foundation.workbooks import Cell, Sheet
    from quotas.sheets import TableColumn, TableReading

# Problems of a row that gives posts; a section's sum or a number below the table gives none.
_OF_A_ROW = {
    "unknown-agency",
    "ambiguous-agency",
    "doubled-agency",
    "negative",
    "decimal",
    "not-a-number",
    "uncomputed",
    "no-name",
}
_NUMBER = re.compile(r"[-−–]?\s*[0-9]+(?:\.[0-9]{3})*")


def sum_in_file(reading: TableReading, sheets: Sequence[Sheet], column: TableColumn) -> int | None:
    """Add up a column over the rows that were read or refused, “4 biên chế” as 4; None where a cell tells no number.

    It serves to say that a total is wrong besides, never to fill a draft.
    """
    rows = next((sheet.rows for sheet in sheets if sheet.name == reading.sheet), ())
    totals = {cell.line for cell in reading.totals.values()}
    refused = {each.line for each in reading.problems if each.line and each.code in _OF_A_ROW}
    found = 0
    for line in sorted({line.line for line in reading.lines} | refused - totals):
        number = _number(_cell(rows, line, column.letter))
        if number is None:
            return None
        found += number
    return found


def _cell(rows: Sequence[Sequence[Cell]], line: int, letters: str) -> Cell:
    place = column_number(letters)
    row = rows[line - 1] if line <= len(rows) else ()
    return row[place - 1] if place <= len(row) else ""


def _number(cell: Cell) -> int | None:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = str(cell).strip()
    if text in {"", "-", "–", "—"}:
        return 0
    told = _NUMBER.match(text) if isinstance(cell, str) else None
    return int(told[0].replace(".", "").replace("−", "-").replace("–", "-").replace(" ", "")) if told else None
