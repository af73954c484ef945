"""What people paste from Word and Excel becomes rows: a name and a number each.

A column of numbers is read by its place, a table by its names. What is not certain is told, never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.sheets.names import Named, Names, is_total
from quotas.sheets.pastes.lines import has_number, lines_of
from quotas.sheets.pastes.places import read_by_place
from quotas.sheets.pastes.reading import Reading
from quotas.sheets.pastes.tables import read_by_name

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CHARACTERS, MOST_LINES, MOST_CELLS = 100_000, 1_000, 100


def read_paste(text: str, rows: Sequence[Named], *, year: int, column: int | None = None) -> Reading:
    """Read pasted text for the rows of a form; `column` is the place that the person chose among several."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES:
        return Reading(
            refusal=Sentence(
                _("Phần dán quá dài (hơn {lines} dòng hoặc {characters} chữ): chỉ dán bảng của quyết định này."),
                lines=MOST_LINES,
                characters=MOST_CHARACTERS,
            )
        )
    names = Names(rows)
    lines = list(lines_of(text, names))
    if any(len(line.cells) > MOST_CELLS for line in lines):
        return Reading(refusal=Sentence(_("Phần dán có hơn {cells} cột: chỉ dán cột tên và cột số."), cells=MOST_CELLS))
    if not any(has_number(cell) for line in lines for cell in line.cells):
        return Reading(refusal=_("Không thấy số nào trong phần dán: dán cột số, hoặc cột tên và cột số."))
    if any(names.called(line.name) or (line.gives and not is_total(line.name)) for line in lines):
        return read_by_name(lines, names, year, column)
    return read_by_place(lines, rows, year, column)
