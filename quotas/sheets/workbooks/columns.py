"""Which columns of a table are read: the names, the posts of each category, and the sum that is only checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from orgregs.foundation.workbooks import column_letter
from quotas.sheets.workbooks.cells import is_number
from quotas.sheets.workbooks.findings import TableColumn, TableProblem
from quotas.sheets.workbooks.headings import has_phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from quotas.sheets.names import Names
    from quotas.sheets.workbooks.grid import GridLine
    from quotas.sheets.workbooks.header import Header
    from quotas.sheets.workbooks.headings import Categories

_MOST_SAMPLED = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader looks for: the years of the decision, how categories are called, and the person's own choice."""

    years: range
    categories: Categories
    usual: str
    beside: Collection[str]
    column: str | None = None

    @property
    def years_in_words(self) -> str:
        first, last = self.years[0], self.years[-1]
        return str(first) if first == last else f"{first}–{last}"

    def is_of_years(self, years: Collection[int]) -> bool:
        return any(year in self.years for year in years)


class NoColumn(Exception):
    """No column of numbers can be read yet: why, and among which a person may choose."""

    def __init__(self, problems: Sequence[TableProblem], choices: Sequence[TableColumn] = ()) -> None:
        super().__init__(*(problem.sentence for problem in problems))
        self.problems = problems
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of the columns that are read; `sums` only checks the others."""

    name: int
    ordinal: int | None
    year: int | None
    gives: Mapping[int, TableColumn]
    sums: int | None = None

    def key(self, place: int) -> str:
        """Name a column of numbers by its category; the sum of all has none."""
        return "" if place == self.sums else self.gives[place].category

    @property
    def beside_names(self) -> list[int]:
        """The places in which a merged cell may begin that goes on over the names."""
        left = [place for place in range(self.name - 1, -1, -1) if place not in self.numbers]
        return left if self.ordinal is None else [self.ordinal, *left]

    @property
    def numbers(self) -> list[int]:
        """The places of all columns of numbers that are looked at."""
        return sorted({*self.gives, *(() if self.sums is None else (self.sums,))})


@dataclass(frozen=True, slots=True)
class _Giving:
    """A column whose heading says that it gives: its categories, and whether it names the decision's year."""

    place: int
    categories: Sequence[str]
    is_of_year: bool
    sums: bool


def lay_out(header: Header, body: Sequence[GridLine], names: Names, wanted: Wanted) -> Layout:
    """Decide which columns are read; raises `NoColumn`."""
    name = _name_column(header, body, names)
    layout = Layout(
        name=name,
        ordinal=next((place for place, each in header.headings.all.items() if each.is_ordinal), _left_of(name, header)),
        year=next((place for place, each in header.headings.all.items() if each.is_year), None),
        gives={},
    )
    if wanted.column is not None:
        return _as_chosen(layout, header, body, wanted)
    giving = _of_the_years(header, body, wanted)
    apart = [each for each in giving if each.categories]
    whole = _whole([each for each in giving if not each.categories])
    sums = None
    if len(whole) == 1 and apart and _adds_up(apart, wanted):
        sums = whole.pop().place
    gives = {each.place: (each.categories or [wanted.usual])[0] for each in (*apart, *whole)}
    if len({*gives.values()}) < len(gives) or (apart and whole and whole[0].sums):
        raise _choose(header, body, [each.place for each in giving], wanted)
    columns = {place: _column(header, body, place, gives[place]) for place in sorted(gives)}
    return replace(layout, gives=columns, sums=sums)


def told_columns(layout: Layout, header: Header, body: Sequence[GridLine]) -> list[TableProblem]:
    """Tell of the columns that hold numbers and are not read."""
    width = max((len(line.cells) for line in body), default=0)
    read = {layout.name, layout.ordinal, layout.year, *layout.numbers}
    others = [place for place in range(width) if place not in read]
    return [
        TableProblem(
            "column-left",
            Sentence(_("Cột “{heading}” không nhập."), heading=header.heading(place).text or column_letter(place + 1)),
            line=header.line,
            column=column_letter(place + 1),
        )
        for place in others
        if any(is_number(line.at(place)) for line in body)
    ]


def _name_column(header: Header, body: Sequence[GridLine], names: Names) -> int:
    """Of several headings of names, return the one below which known names stand."""
    places = header.headings.names
    if len(places) == 1:
        return places[0]
    known = {place: sum(1 for line in body if names.called(line.text(place))) for place in places}
    return max(places, key=lambda place: (known[place], -place))


def _left_of(name: int, header: Header) -> int | None:
    """A column without a heading to the left of the names holds their ordinals."""
    return name - 1 if name and not header.heading(name - 1).text else None


def _of_the_years(header: Header, body: Sequence[GridLine], wanted: Wanted) -> list[_Giving]:
    """Return the columns that give for the decision's years; those that name no year where none names them."""
    dated: list[_Giving] = []
    undated: list[_Giving] = []
    others: list[_Giving] = []
    for place in header.headings.gives:
        heading = header.heading(place)
        is_of_year = wanted.is_of_years(heading.years) or has_phrase(heading.words, ["nam nay"])
        named = wanted.categories.named_in(heading.words)
        each = _Giving(place, named if len(named) == 1 else (), is_of_year, heading.sums)
        (dated if is_of_year else others if heading.years else undated).append(each)
    if not dated and others and not any(not each.categories for each in undated):
        raise NoColumn([_of_another_year(header, each.place, wanted) for each in others])
    return dated + undated


def _whole(columns: list[_Giving]) -> list[_Giving]:
    """Of the columns that name no category, those that name the year come first."""
    return [each for each in columns if each.is_of_year] or columns


def _adds_up(apart: Sequence[_Giving], wanted: Wanted) -> bool:
    """Say whether a column adds up those of categories; beside contracts alone, “Biên chế” is a number of its own."""
    named = {category for each in apart for category in each.categories}
    return wanted.usual in named or not named.issubset(wanted.beside)


def _as_chosen(layout: Layout, header: Header, body: Sequence[GridLine], wanted: Wanted) -> Layout:
    """Read the one column that the person chose."""
    width = max(len(line.cells) for line in (header.headings.line, *body))
    places = [place for place in range(width) if place not in {layout.name, layout.ordinal}]
    chosen = next((place for place in places if column_letter(place + 1) == wanted.column), None)
    if chosen is None:
        counted = [place for place in places if any(is_number(line.at(place)) for line in body)]
        raise _choose(header, body, counted, wanted)
    heading = header.heading(chosen)
    if heading.years and not wanted.is_of_years(heading.years):
        raise NoColumn([_of_another_year(header, chosen, wanted)])
    named = wanted.categories.named_in(heading.words)
    category = named[0] if len(named) == 1 else wanted.usual
    return replace(layout, gives={chosen: _column(header, body, chosen, category)})


def _choose(header: Header, body: Sequence[GridLine], places: Sequence[int], wanted: Wanted) -> NoColumn:
    columns = [_column(header, body, place, wanted.usual) for place in sorted(places)]
    sentence = Sentence(
        _("Bảng có nhiều cột có thể là số giao năm {years} (cột {columns}): chọn một cột để nhập."),
        years=wanted.years_in_words,
        columns=", ".join(column.letter for column in columns),
    )
    return NoColumn([TableProblem("choose-column", sentence, line=header.line)], columns)


def _of_another_year(header: Header, place: int, wanted: Wanted) -> TableProblem:
    heading = header.heading(place)
    sentence = Sentence(
        _("Cột “{heading}” không phải của năm {years}: chọn lại năm của quyết định, hoặc dùng đúng tệp của năm đó."),
        heading=heading.text,
        years=wanted.years_in_words,
    )
    return TableProblem("wrong-year", sentence, line=header.line, column=column_letter(place + 1), printed=heading.text)


def _column(header: Header, body: Sequence[GridLine], place: int, category: str) -> TableColumn:
    texts = [text for line in body if (text := line.text(place))]
    sample = ", ".join(text[:12] for text in texts[:_MOST_SAMPLED]) + (", …" if len(texts) > _MOST_SAMPLED else "")
    return TableColumn(column_letter(place + 1), header.heading(place).text, category, sample)
