"""The lines of a file beside those that the register would write now: every cell that differs is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from orgregs.foundation.dates import print_day
from orgregs.foundation.imprint import EXPORTED, NOTE
from orgregs.foundation.workbooks import column_letter
from quotas.checking.matching import plain, says
from quotas.checking.reading import is_blank

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from orgregs.foundation.exports import Column, Content
    from orgregs.foundation.workbooks import Cell
    from quotas.checking.reading import FoundLine, FoundTable

Written = TypeVar("Written")
Found = TypeVar("Found")

_NAME = 2  # the column of the agency
_NAMES, _REGULATIONS, _WHOLE = "co_quan", "mandates", "whole"
_LONGEST = 300  # of what is quoted


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the file says otherwise than the register; `line` 0 is where the file has no such line."""

    line: int
    column: str
    what: str
    in_file: str
    in_register: str
    why: str = ""
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        parts = [_("trang “%s”") % self.sheet] if self.sheet else []
        parts += [_("dòng %s") % self.line] if self.line else []
        parts += [_("cột %s") % self.column] if self.column else []
        return ", ".join(parts) or _("tệp thiếu")

    @property
    def meaning(self) -> str:
        """What it means, where that is more than another word."""
        return self.why or ("" if self.line or self.sheet else _("tệp thiếu dòng này"))

    def __str__(self) -> str:
        what = f" ({self.what})" if self.what else ""
        told = [_("tệp ghi %s") % quoted(self.in_file)] if self.line or self.sheet else []
        told += [_("sổ ghi %s") % quoted(self.in_register)]
        sentence = f"{self.place}{what}: {', '.join(told)}{f'; {self.why}' if self.why else ''}."
        return " ".join(f"{sentence[:1].upper()}{sentence[1:]}".split())


@dataclass
class Comparison:
    """What was compared: how many cells, and every difference, in the order of the file."""

    cells: int = 0
    differences: list[Difference] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)  # keys of columns, and `_WHOLE`, where something differs

    @property
    def touches_names(self) -> bool:
        """Whether a name or a regulation differs, or a whole row: these follow lists that people edit."""
        return not self.touched.isdisjoint((_WHOLE, _NAMES, _REGULATIONS))

    @property
    def touches_regulations(self) -> bool:
        """Whether the regulations of an agency differ: which of them a person reads depends on the person, too."""
        return _REGULATIONS in self.touched

    def tell(self, difference: Difference, touches: str = "") -> None:
        """Note a difference."""
        self.differences.append(difference)
        self.touched.add(touches)

    def compare(self, line: FoundLine, column: int, written: Any, what: str, touches: str = "") -> None:
        """Compare one cell."""
        self.cells += 1
        found = line.cell(column)
        if not says(found, written):
            self.tell(Difference(line.number, column_letter(column), what, shown(found), shown(written)), touches)

    def nothing_beyond(self, line: FoundLine, column: int) -> None:
        """Tell what stands to the right of the last column that was written."""
        for number, found in enumerate(line.cells[column:], start=column + 1):
            if not is_blank(found):
                why = _("ô này không có trong tệp đã xuất")
                self.tell(Difference(line.number, column_letter(number), "", shown(found), "", why))


def compare(
    found: FoundTable, content: Content, why: Mapping[str, str], passed_over: Sequence[FoundLine] = ()
) -> Comparison:
    """Compare a file with what the register writes; `why` explains what it means that a line above differs, by label."""
    comparison = Comparison()
    lines = [line for line in found.lines if line not in passed_over]
    header = _header_among(lines, [str(column.heading) for column in content.columns])
    above, body = _split(lines, header, found.address)
    _compare_above(comparison, above, content, why)
    _compare_header(comparison, None if header is None else lines[header], content)
    _compare_body(comparison, body, content)
    for name in found.other_sheets:
        told = _("trang này không có trong tệp đã xuất, không đối chiếu")
        comparison.tell(Difference(0, "", "", _("có dữ liệu"), "", told, sheet=name))
    return comparison


# ---- Above the table


def _compare_above(
    comparison: Comparison, above: Sequence[FoundLine], content: Content, why: Mapping[str, str]
) -> None:
    written = [("", content.imprint.title), *content.imprint.lines()]
    keys = [_key(label, value) for label, value in written]
    for expected, line in _aligned(written, keys, above, [_key(line.label, line.value) for line in above]):
        if line is None:
            label, value = expected or ("", "")
            comparison.tell(Difference(0, "", label or _("tên bảng"), "", value))
        elif expected is None:
            told = _("dòng này không có trong tệp đã xuất")
            comparison.tell(Difference(line.number, "A", line.label, shown(line.value), "", told))
        else:
            _compare_line(comparison, line, *expected, why.get(expected[0], ""))


def _compare_line(comparison: Comparison, line: FoundLine, label: str, value: str, why: str) -> None:
    if not label:
        comparison.compare(line, 1, value, _("tên bảng"), touches=_WHOLE)
        comparison.nothing_beyond(line, 1)
        return
    is_exporter = label == EXPORTED  # the register keeps no note of who exported what
    if line.label != plain(label):
        comparison.tell(Difference(line.number, "A", label, line.label or shown(line.value), label))
    elif not is_exporter:
        comparison.cells += 1
        if not says(line.value, value):
            column = "B" if line.has_two_cells else "A"
            comparison.tell(Difference(line.number, column, label, shown(line.value), value, why))
    comparison.nothing_beyond(line, 2)


def _key(label: str, value: Cell) -> Hashable:
    """Tell lines above the table apart: by their label, and those that have none or one of several by what they say."""
    label = plain(label)
    return label if label and label != NOTE else (label, plain(shown(value)))


# ---- The table


def _header_among(lines: Sequence[FoundLine], headings: Sequence[str]) -> int | None:
    """Find the line that holds most of the headings; None if none holds half of them."""
    counts = [sum(says(line.cell(n), text) for n, text in enumerate(headings, start=1)) for line in lines]
    most = max(counts, default=0)
    return counts.index(most) if most * 2 >= len(headings) else None


def _split(
    lines: Sequence[FoundLine], header: int | None, address: FoundLine
) -> tuple[Sequence[FoundLine], Sequence[FoundLine]]:
    """Return what stands above the header and below it; without one, what stands before and behind the empty line."""
    if header is not None:
        return lines[:header], lines[header + 1 :]
    start = lines.index(address) + 1
    while start < len(lines) and lines[start].number == lines[start - 1].number + 1:
        start += 1
    return lines[:start], lines[start:]


def _compare_header(comparison: Comparison, line: FoundLine | None, content: Content) -> None:
    headings = [str(column.heading) for column in content.columns]
    if line is None:
        comparison.tell(Difference(0, "", _("dòng tiêu đề"), "", _in_one_line(headings)))
        return
    for number, heading in enumerate(headings, start=1):
        comparison.compare(line, number, heading, _("tiêu đề"), touches=_WHOLE)
    comparison.nothing_beyond(line, len(headings))


def _compare_body(comparison: Comparison, body: Sequence[FoundLine], content: Content) -> None:
    rows = [list(row) for row in (*content.rows, *content.totals)]  # type: ignore[arg-type]  # a table has no sections
    keys = [plain(shown(row[_NAME - 1])) for row in rows]
    for row, line in _aligned(rows, keys, body, [plain(shown(each.cell(_NAME))) for each in body]):
        if line is None:
            comparison.tell(Difference(0, "", _("dòng của bảng"), "", _in_one_line(row or ())), touches=_WHOLE)
        elif row is None:
            told = _("dòng này không có trong bảng")
            comparison.tell(Difference(line.number, "", "", _in_one_line(line.cells), "", told), touches=_WHOLE)
        else:
            _compare_row(comparison, line, row, content.columns)


def _compare_row(comparison: Comparison, line: FoundLine, row: Sequence[Any], columns: Sequence[Column]) -> None:
    name = shown(row[_NAME - 1])
    for number, (column, written) in enumerate(zip(columns, row, strict=True), start=1):
        what = str(column.heading) if number == _NAME else f"{column.heading}; {name}"
        comparison.compare(line, number, written, what, touches=column.key)
    comparison.nothing_beyond(line, len(columns))


def _aligned(
    written: Sequence[Written], keys: Sequence[Hashable], found: Sequence[Found], found_keys: Sequence[Hashable]
) -> Iterator[tuple[Written | None, Found | None]]:
    """Pair what was written with what is found, so that a line left out shifts nothing behind it."""
    matcher = SequenceMatcher(None, keys, found_keys, autojunk=False)
    for _tag, start, end, found_start, found_end in matcher.get_opcodes():
        yield from zip_longest(written[start:end], found[found_start:found_end])


# ---- In words


def shown(cell: Any) -> str:
    """Write a cell as it is told."""
    if cell is None:
        return ""
    return print_day(cell) if hasattr(cell, "toordinal") else str(cell)


def quoted(text: str) -> str:
    """Quote what a cell says; an empty one is called so."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= _LONGEST else f'{text[:_LONGEST]}…'}”" if text else _("trống")


def _in_one_line(cells: Sequence[Any]) -> str:
    return "; ".join(text for cell in cells if (text := shown(cell).strip()))
