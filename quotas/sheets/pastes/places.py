"""Pasted numbers without names are read by their place, where it can mean only one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgregs.foundation.numbers import read_count
from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.sheets.names import is_total
from quotas.sheets.pastes.columns import choose_column
from quotas.sheets.pastes.lines import why_no_count
from quotas.sheets.pastes.reading import Reading, ask_for_column
from quotas.sheets.words import is_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quotas.sheets.names import Named
    from quotas.sheets.pastes.lines import PastedLine, Unread


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of the pasted column."""

    line: PastedLine
    printed: str


@dataclass(frozen=True, slots=True)
class _Placement:
    """One way in which the cells can stand for the rows; the last cell may be their sum."""

    cells: tuple[tuple[Named, _Cell], ...]
    total: _Cell | None

    @property
    def meaning(self) -> tuple[object, ...]:
        """What it says; two ways that say the same are one."""
        filled = tuple((row.key, cell.printed) for row, cell in self.cells if cell.printed)
        return (*filled, self.total and self.total.printed)


def read_by_place(lines: Sequence[PastedLine], rows: Sequence[Named], year: int, chosen: int | None) -> Reading:
    """Read numbers without names, in the order of the rows; the last may be their sum."""
    start = next((place for place, line in enumerate(lines) if _holds_counts(line, year)), 0)
    body = [line for line in lines[start:] if not is_total(line.name)]
    place, heading, columns = choose_column(body, lines[:start], year, chosen)
    if columns:
        return ask_for_column(columns, year)
    cells = [_Cell(line, line.cell(place or 0)) for line in body]
    totals = [_Cell(line, _only_number(line, place or 0)) for line in lines[start:] if is_total(line.name)]
    meant = {placement.meaning: placement for placement in _placements(cells, rows, adds_up=not totals)}
    if len(meant) != 1:
        return Reading(refusal=_why_not_placed(cells, rows, is_ambiguous=bool(meant)))
    [placement] = meant.values()
    if placement.total:
        totals = [placement.total]
    filled = [(row.title, cell) for row, cell in placement.cells if cell.printed]
    unread = [*_refused(filled), *_refused([(cell.line.name, cell) for cell in totals])]
    refused = {each.line for each in unread}
    return Reading(
        numbers={
            row.key: cell.printed for row, cell in placement.cells if cell.printed and cell.line.number not in refused
        },
        total=next((cell.printed for cell in totals if cell.line.number not in refused), None),
        heading=heading,
        unread=unread,
    )


def _holds_counts(line: PastedLine, year: int) -> bool:
    return any(is_count(cell) and cell != str(year) for cell in line.numbers.values())


def _only_number(line: PastedLine, place: int) -> str:
    told = list(line.numbers.values())
    return told[0] if len(told) == 1 else line.cell(place)


def _refused(cells: Sequence[tuple[str, _Cell]]) -> Iterator[Unread]:
    for title, cell in cells:
        why = why_no_count(cell.printed) if cell.printed else None
        if why is not None:
            yield cell.line.unread(Sentence(_("“{title}”: {why}"), title=title, why=why))


def _placements(cells: Sequence[_Cell], rows: Sequence[Named], *, adds_up: bool) -> Iterator[_Placement]:
    """Yield the ways in which the cells stand for all rows, or for those with posts of their own.

    Empty cells at the ends may belong to the column or to the copying; where no line is called a total, the last cell
    may be the sum of the others.
    """
    for kept in (cells, _trimmed(cells, at_start=False), _trimmed(cells, at_start=True)):
        for asked in (rows, [row for row in rows if row.has_own_quota]):
            if len(kept) == len(asked):
                yield _Placement(tuple(zip(asked, kept, strict=True)), None)
            elif adds_up and len(kept) == len(asked) + 1 and _is_sum(kept[-1], kept[:-1]):
                yield _Placement(tuple(zip(asked, kept[:-1], strict=True)), kept[-1])


def _trimmed(cells: Sequence[_Cell], *, at_start: bool) -> Sequence[_Cell]:
    filled = [place for place, cell in enumerate(cells) if cell.printed]
    return cells[filled[0] if at_start else 0 : filled[-1] + 1] if filled else []


def _is_sum(total: _Cell, cells: Sequence[_Cell]) -> bool:
    if not all(is_count(cell.printed) for cell in (total, *cells) if cell.printed) or not total.printed:
        return False
    return read_count(total.printed) == sum(read_count(cell.printed) or 0 for cell in cells)


def _why_not_placed(cells: Sequence[_Cell], rows: Sequence[Named], *, is_ambiguous: bool) -> str:
    count = len(_trimmed(cells, at_start=True))
    own = sum(row.has_own_quota for row in rows)
    if is_ambiguous:
        sentence = _(
            "Cột dán có {count} số, có thể hiểu nhiều cách (có hay không có dòng tổng, dòng trống): dán cả cột tên."
        )
    elif own == len(rows):
        sentence = _("Cột dán có {count} số nhưng bảng có {rows} dòng: dán cho đủ, hoặc dán cả cột tên cơ quan.")
    else:
        sentence = _(
            "Cột dán có {count} số nhưng bảng có {rows} dòng, {own} dòng được giao riêng: dán cho đủ, "
            "hoặc dán cả cột tên cơ quan."
        )
    return Sentence(sentence, count=count, rows=len(rows), own=own)
