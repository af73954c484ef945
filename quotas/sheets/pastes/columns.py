"""Which of several columns of numbers gives for the year of the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import fold
from quotas.sheets.pastes.lines import MOST_NAME, has_number
from quotas.sheets.words import NOT_GIVEN, YEAR, is_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quotas.sheets.pastes.lines import PastedLine


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers to choose among: its place, its heading if it has one, and how it begins."""

    place: int
    heading: str
    sample: str


def choose_column(
    body: Sequence[PastedLine], above: Sequence[PastedLine], year: int, chosen: int | None
) -> tuple[int | None, str, list[Column]]:
    """Choose the column of this year's numbers: its place and heading, else those among which a person must choose."""
    counted = {place for line in body for place, cell in line.numbers.items() if is_count(cell)}
    places = sorted(counted or {place for line in body for place, cell in line.numbers.items() if has_number(cell)})
    places = [place for place in places if len(places) == 1 or not _is_ordinal(place, body)]
    width = max((len(line.cells) for line in body), default=0)
    headings = {place: _heading(place, above, width) for place in places}
    if chosen in places:
        return chosen, headings[chosen], []
    place = places[0] if len(places) == 1 else _meant(headings, year)
    if place is not None or not places:
        return place, headings.get(place or 0, ""), []
    return None, "", [Column(each, headings[each], _sample(each, body)) for each in places]


def _is_ordinal(place: int, body: Sequence[PastedLine]) -> bool:
    """Say whether a column only counts its rows: 1, 2, 3 …"""
    cells = [line.cell(place).rstrip(".") for line in body if line.cell(place)]
    return len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]


def _heading(place: int, above: Sequence[PastedLine], width: int) -> str:
    """Join what stands above a column; without tabs, headings stand over the last cells of a line."""
    words = []
    for line in above:
        shift = 0 if len(line.cells) >= width or "\t" in line.text else len(line.cells) - width
        cell = line.cells[place + shift] if 0 <= place + shift < len(line.cells) else ""
        if any(character.isalpha() for character in cell) or YEAR.fullmatch(cell):
            words.append(cell)
    return " ".join(words)[:MOST_NAME]


def _meant(headings: Mapping[int, str], year: int) -> int | None:
    """Return the one column whose heading says that it gives for this year; None where no heading or several do."""
    plain = {place: fold(heading) for place, heading in headings.items()}
    of_year = [place for place, words in plain.items() if str(year) in words.split() or "nam nay" in words]
    if not of_year and all(plain.values()):
        of_year = [place for place, words in plain.items() if not YEAR.search(words)]
    giving = [place for place in of_year if not any(word in plain[place] for word in NOT_GIVEN)]
    return giving[0] if len(giving) == 1 else None


def _sample(place: int, body: Sequence[PastedLine]) -> str:
    cells = [line.cell(place) for line in body if line.cell(place)]
    return ", ".join(cell[:12] for cell in cells[:4]) + (", …" if len(cells) > 4 else "")
