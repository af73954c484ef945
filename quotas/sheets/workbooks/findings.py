"""What a workbook's table says: lines, totals, and what is wrong with it, each with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number of the table: where it stands, as it is printed, and how many posts it says; None for a dash."""

    line: int
    column: str
    printed: str
    posts: int | None


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line that gives posts to one row: its name as printed, the row's key, and what stands under each category."""

    line: int
    column: str
    name: str
    key: str
    cells: Mapping[str, TableCell]


@dataclass(frozen=True, slots=True)
class TableProblem:
    """Something to mend, or only to tell: the sentence says what and how, the other fields where."""

    code: str
    sentence: str
    sheet: str = ""
    line: int | None = None
    column: str | None = None
    printed: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of numbers: its letter, its heading, the key of the category it gives for, and how it begins."""

    letter: str
    heading: str
    category: str
    sample: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """What was read of a workbook; `totals` are those of the grand total's line, by category.

    `sum_of_totals`: that line's cell in a column that adds the categories up. `sheets` and `choices`: among which a person must choose first.
    """

    sheet: str = ""
    header_line: int = 0
    columns: Sequence[TableColumn] = ()
    lines: Sequence[TableLine] = ()
    totals: Mapping[str, TableCell] = field(default_factory=dict)
    sum_of_totals: TableCell | None = None
    problems: Sequence[TableProblem] = ()
    passed_over: Sequence[TableProblem] = ()
    sheets: Sequence[str] = ()
    choices: Sequence[TableColumn] = ()
