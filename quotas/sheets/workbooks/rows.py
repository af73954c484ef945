"""The lines below the headings, each as its name, its ordinal and what stands in the columns of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import DASHES, fold
from orgregs.foundation.vietnamese import marked as _
from orgregs.foundation.workbooks import column_letter
from quotas.sheets.names import is_total
from quotas.sheets.words import is_name
from quotas.sheets.workbooks.cells import BadCell, is_number, is_silent, read_posts
from quotas.sheets.workbooks.findings import TableCell, TableProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotas.sheets.names import Named, Names
    from quotas.sheets.workbooks.columns import Layout
    from quotas.sheets.workbooks.grid import GridLine

_ORDINAL = re.compile(r"\(?([0-9]+(?:[.,][0-9]+)*|[IVX]+|[A-Za-zĐđ])[.)]?")
_ORDINAL_BEFORE = re.compile(r"\(?([0-9]+(?:[.,][0-9]+)*|[IVX]+|[A-Za-zĐđ])[.)]|([0-9]+|[IVX]+)\s|([+•*·○▪–-])")
_PARTS = re.compile(r"(?:các |nhóm )?(?:khối|nhóm|phần|mục|cấp|các) ", re.IGNORECASE)
_TOTAL = re.compile(r"(?:tổng cộng|tổng số|cộng)(?![^\W\d_])(?! (?:đồng|h[oò][àa])\b)", re.IGNORECASE)
_OF_WHICH = ("trong do", "bao gom", "gom")


@dataclass(slots=True)
class Row:
    """One line of the table: `numbers` are those of its cells that can be read, `bad` what is wrong with the others."""

    line: int
    name: str
    column: str
    level: str
    called: Sequence[Named]
    numbers: dict[str, TableCell] = field(default_factory=dict)
    bad: list[TableProblem] = field(default_factory=list)
    # What stands in the columns of numbers, be it a number or not; where the first of them stands.
    printed: str = ""
    printed_in: str = ""
    holds_number: bool = False

    @property
    def is_total(self) -> bool:
        return not self.called and bool(is_total(self.name) or _TOTAL.match(_without_ordinal(self.name)))

    @property
    def is_called_total_only(self) -> bool:
        """Whether nothing says of what it is the total: “Tổng cộng”, no “Cộng khối Đảng”."""
        return is_total(re.sub(r"\([^()]*\)", "", self.name))

    @property
    def says_tong(self) -> bool:
        return "tong" in fold(self.name).split()

    @property
    def is_of_which(self) -> bool:
        return fold(self.name).startswith(_OF_WHICH)

    @property
    def lacks_values(self) -> bool:
        """Whether a formula of this line was never computed."""
        return any(problem.code == "uncomputed" for problem in self.bad)

    @property
    def posts(self) -> dict[str, int]:
        """The posts by category; a dash gives none."""
        return {key: cell.posts or 0 for key, cell in self.numbers.items()}


def row_of(line: GridLine, layout: Layout, names: Names, uncomputed: frozenset[tuple[int, int]]) -> Row:
    """Read one line; nothing is decided yet about what it is."""
    place, name = _name(line, layout)
    row = Row(line.number, name, column_letter(place + 1), _level(line, layout, name), names.called(name))
    for each in (layout.name, *layout.numbers):
        if (line.number, each + 1) in uncomputed:
            row.bad.append(_problem("uncomputed", _NEVER_COMPUTED, row, each))
            row.printed, row.printed_in, row.holds_number = "", column_letter(each + 1), True
    for each in layout.numbers:
        _read_cell(line, each, layout, row)
    return row


_NEVER_COMPUTED = _(
    "Ô này có công thức chưa được tính: mở tệp bằng Excel, bấm lưu lại rồi tải lên, hoặc ghi thẳng giá trị."
)


def _read_cell(line: GridLine, place: int, layout: Layout, row: Row) -> None:
    cell = line.at(place)
    if is_silent(cell):
        return
    letter, printed = column_letter(place + 1), line.text(place)
    if not row.printed_in:
        row.printed, row.printed_in = printed, letter
    row.holds_number = row.holds_number or is_number(cell)
    try:
        posts = read_posts(cell)
    except BadCell as refusal:
        row.bad.append(_problem(refusal.code, refusal.sentence, row, place, printed))
    else:
        row.numbers[layout.key(place)] = TableCell(line.number, letter, printed, posts)


def _problem(code: str, sentence: str, row: Row, place: int, printed: str = "") -> TableProblem:
    return TableProblem(
        code, sentence, line=row.line, column=column_letter(place + 1), printed=printed[:120], name=row.name
    )


def _name(line: GridLine, layout: Layout) -> tuple[int, str]:
    """Return the name and its place; a merged “Tổng cộng” stands to the left of the names."""
    text = line.text(layout.name)
    if is_name(text):
        return layout.name, text
    for place in layout.beside_names:
        if is_name(beside := line.text(place)) and (place == layout.ordinal or is_total(beside)):
            return place, beside
    return layout.name, ""


def _level(line: GridLine, layout: Layout, name: str) -> str:
    """Tell the sort of a line's ordinal: lines of one sort stand side by side, not below each other."""
    typed = "" if layout.ordinal is None else line.text(layout.ordinal)
    if (found := _ORDINAL.fullmatch(typed)) is not None:
        return _sort_of(found[1])
    if typed and typed in DASHES:
        return "mark"
    before = _ORDINAL_BEFORE.match(name)
    if before is None:
        return "words" if _PARTS.match(name) else ""
    return "mark" if before[3] else _sort_of(before[1] or before[2])


def _sort_of(ordinal: str) -> str:
    if ordinal[0].isdigit():
        return f"digits {len(re.split('[.,]', ordinal))}"
    if ordinal.strip("IVX") == "":
        return "roman"
    return "lower" if ordinal.islower() else "upper"


def _without_ordinal(name: str) -> str:
    before = _ORDINAL_BEFORE.match(name)
    return name[before.end() :].strip() if before else name
