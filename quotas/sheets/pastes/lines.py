"""Pasted text as lines of cells: which cell is the name, which are numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgregs.foundation.numbers import NotACount, read_count
from orgregs.foundation.vietnamese import DASHES, fold, normalise
from quotas.sheets.words import YEAR, is_count, is_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quotas.sheets.names import Names

MOST_NAME = 120
_NUMBERED_HEADINGS = ("bieu", "phu luc", "mau", "bang", "trang", "so", "quyet dinh")
# Between a name and its number: signs, the dots that lead across a page, two spaces.
_BETWEEN = re.compile(r"\s*(?:[;|:]|…+|\.{3,})\s*|\s{2,}")
_LINE_BREAK_IN_A_CELL = re.compile(r'(?<![^\t\n])"([^"\t]*)"(?![^\t\n])')
_END_OF_A_SENTENCE = re.compile(r"(?<=[0-9])[.,]$")


@dataclass(frozen=True, slots=True)
class Unread:
    """A pasted line that went nowhere, and what to do about it."""

    line: int
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One pasted line: its number, its text as it came, its cells, and which of them is the name; -1 if none is."""

    number: int
    text: str
    cells: Sequence[str]
    name_at: int

    @property
    def name(self) -> str:
        return self.cells[self.name_at][:MOST_NAME] if self.name_at >= 0 else ""

    @property
    def numbers(self) -> dict[int, str]:
        """What stands behind the name, by its place."""
        return {place: cell for place, cell in enumerate(self.cells) if place > self.name_at and cell}

    @property
    def gives(self) -> bool:
        """Whether a count stands behind a name; a year is the heading of a column."""
        counts = (cell for cell in self.numbers.values() if is_count(cell) and not YEAR.fullmatch(cell))
        return self.name_at >= 0 and any(counts)

    @property
    def ends_in_count(self) -> bool:
        """Whether one cell may be an unknown name and its number: “Hội Chữ thập đỏ 4”, but no “Phụ lục 2”."""
        last = normalise(self.text).rpartition(" ")[2]
        is_one_cell = self.name_at >= 0 and not any(self.cells[self.name_at + 1 :])
        is_heading = fold(self.name).startswith(_NUMBERED_HEADINGS)
        return is_one_cell and not is_heading and is_count(last) and not YEAR.fullmatch(last)

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""

    def unread(self, sentence: str) -> Unread:
        return Unread(self.number, self.text, sentence)


def has_number(cell: str) -> bool:
    return any(character.isdigit() for character in cell) or (bool(cell) and cell in DASHES)


def lines_of(text: str, names: Names) -> Iterator[PastedLine]:
    is_block = "\t" in text
    if is_block:
        # Excel quotes a cell that holds a line break; the table has one line there.
        text = _LINE_BREAK_IN_A_CELL.sub(lambda cell: cell[1].replace("\n", " "), text)
    for number, printed in enumerate(text.removesuffix("\n").split("\n"), start=1):
        cells = [normalise(cell) for cell in printed.split("\t")] if is_block else _parted(printed)
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:
            cells = _name_and_number(filled[0], names) or cells
        known = (place for place, cell in enumerate(cells) if cell and names.knows(cell))
        likely = (place for place, cell in enumerate(cells) if is_name(cell))
        name_at = next(known, next(likely, -1))
        if not is_block and name_at > 0:  # without tabs, places are counted from the name
            cells, name_at = cells[name_at:], 0
        yield PastedLine(number, printed, cells, name_at)


def _parted(printed: str) -> list[str]:
    cells = [normalise(cell) for cell in _BETWEEN.split(printed.replace("\u00a0", " ").strip())]
    return [_END_OF_A_SENTENCE.sub("", cell) for cell in cells if cell]


def _name_and_number(cell: str, names: Names) -> list[str] | None:
    """Part “Hội Nông dân 04”, where a single space stands between a name that is known and its number."""
    name, _space, number = cell.rpartition(" ")
    return [name, number] if not names.called(cell) and has_number(number) and names.knows(name) else None


def why_no_count(printed: str) -> str | None:
    try:
        read_count(printed)
    except NotACount as refusal:
        return refusal.sentence
    return None
