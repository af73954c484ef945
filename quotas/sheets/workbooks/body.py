"""The lines of a table: those that give posts, sections with their sums, totals, and what is only told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.sheets.workbooks.findings import TableLine, TableProblem
from quotas.sheets.workbooks.totals import differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotas.sheets.workbooks.rows import Row

_MOST_NAMED = 6


@dataclass(slots=True)
class _Section:
    """A line that opens a part of the table: its own numbers must be the sums of the lines below it."""

    row: Row
    members: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """What the lines gave so far; an agency that is named twice stands there twice, and is told."""

    lines: list[TableLine] = field(default_factory=list)
    # The lines that sums add up: those of agencies, and of names that are to be mended.
    summands: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    problems: list[TableProblem] = field(default_factory=list)
    passed_over: list[TableProblem] = field(default_factory=list)
    _called: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _open: list[_Section] = field(default_factory=list)
    _ends_in_total: bool = False

    def take(self, row: Row, *, is_below: bool) -> None:
        """Put one line where it belongs; `is_below`: it stands below everything that is known."""
        if not row.name and row.lacks_values:
            self.problems += row.bad
        elif row.is_total and (row.numbers or row.bad):
            self._close_all()
            self.problems += row.bad
            self.totals.append(row)
            self._ends_in_total = bool(self.summands)
        elif len(row.called) > 1:
            self._close(row.level)
            self.problems.append(_ambiguous(row))
            self._add_up(row)
        elif row.called:
            self._close(row.level)
            self._take_line(row)
        elif row.is_of_which:
            self.passed_over.append(_told(row, _("Dòng “{name}” chỉ nói rõ thêm: không nhập.")))
        elif not row.name:
            self._take_nameless(row, is_below=is_below)
        elif row.holds_number or (row.printed and not is_below):
            self._take_unknown(row, is_below=is_below)
        else:
            self._close(row.level)
            self.passed_over.append(_told(row, _("Dòng chữ “{name}” không có số: bỏ qua.")))

    def finish(self) -> None:
        """Close what is open, and tell of rows that are named twice."""
        self._close_all()
        self._refuse_repeated()

    # ---- Lines

    def _take_line(self, row: Row) -> None:
        self.problems += row.bad
        cells = {key: cell for key, cell in row.numbers.items() if key}
        if not row.bad and not row.numbers:
            self.passed_over.append(_told(row, _("“{name}” không có số bên cạnh: không nhập dòng này.")))
            return
        self._add_up(row)
        self._called[row.called[0].key].append(row)
        self.lines.append(TableLine(row.line, row.column, row.name, row.called[0].key, cells))

    def _add_up(self, row: Row) -> None:
        self.summands.append(row)
        for section in self._open:
            section.members.append(row)

    def _take_nameless(self, row: Row, *, is_below: bool) -> None:
        if row.holds_number:
            self.problems.append(_outside(row) if is_below and self._ends_in_total else _nameless(row))
        elif row.printed:
            self.passed_over.append(_told(row, _("Dòng chữ “{printed}” không có số: bỏ qua.")))

    def _take_unknown(self, row: Row, *, is_below: bool) -> None:
        """A name that is nobody's: a section, if lines of another sort follow that it may add up."""
        self._close(row.level)
        self.problems += row.bad if row.lacks_values else []
        if is_below and self._ends_in_total:
            self.problems.append(_outside(row))
        elif row.level and not row.bad:
            self._open.append(_Section(row))
        else:
            self._take_stranger(row)

    def _take_stranger(self, row: Row) -> None:
        self.problems.append(_unknown(row))
        self._add_up(row)

    def _refuse_repeated(self) -> None:
        self.problems += [_doubled(row, same) for same in self._called.values() if len(same) > 1 for row in same]

    # ---- Sections

    def _close(self, level: str) -> None:
        """Close the section of this sort of ordinal, and those inside it."""
        place = next((place for place, each in enumerate(self._open) if level and each.row.level == level), None)
        if place is not None:
            self._close_from(place)

    def _close_all(self) -> None:
        self._close_from(0)

    def _close_from(self, place: int) -> None:
        while len(self._open) > place:
            section = self._open.pop()
            if section.members:
                self._compare(section)
            else:
                self._take_stranger(section.row)

    def _compare(self, section: _Section) -> None:
        self.passed_over.append(_told(section.row, _("Dòng “{name}” là cộng của một phần: không nhập, chỉ đối chiếu.")))
        sentence = _(
            "“{name}” ghi {printed}, các dòng bên dưới (dòng {lines}) cộng lại là {sum}: sửa số sai; nếu “{name}” là tên "
            "một cơ quan thì sửa tên cho đúng như trong sổ."
        )
        self.problems += differences(section.row, section.members, sentence)


def _told(row: Row, sentence: str) -> TableProblem:
    filled = Sentence(sentence, name=row.name, printed=row.printed)
    return TableProblem("passed-over", filled, line=row.line, column=row.column, printed=row.printed, name=row.name)


def _ambiguous(row: Row) -> TableProblem:
    titles = " / ".join(each.title for each in row.called[:_MOST_NAMED])
    sentence = Sentence(_("“{name}” có thể là {titles}: ghi đủ tên cơ quan."), name=row.name, titles=titles)
    return TableProblem("ambiguous-agency", sentence, line=row.line, column=row.column, name=row.name)


def _unknown(row: Row) -> TableProblem:
    sentence = Sentence(_("Không có cơ quan nào tên “{name}”: sửa tên cho đúng như trong sổ."), name=row.name)
    return TableProblem(
        "unknown-agency", sentence, line=row.line, column=row.column, printed=row.printed, name=row.name
    )


def _nameless(row: Row) -> TableProblem:
    sentence = Sentence(_("Có số {printed} nhưng không có tên cơ quan: ghi tên, hoặc xoá số."), printed=row.printed)
    return TableProblem("no-name", sentence, line=row.line, column=row.printed_in, printed=row.printed)


def _outside(row: Row) -> TableProblem:
    if row.name:
        sentence = _(
            "Có số {printed} bên cạnh “{name}” ở dưới dòng tổng cộng: nếu là một cơ quan thì sửa tên cho đúng và chuyển "
            "lên trên dòng tổng; nếu không thì xoá số."
        )
    else:
        sentence = _("Có số {printed} không có tên ở dưới dòng tổng cộng: chuyển vào bảng, hoặc xoá số.")
    filled = Sentence(sentence, name=row.name, printed=row.printed)
    return TableProblem(
        "number-outside", filled, line=row.line, column=row.printed_in, printed=row.printed, name=row.name
    )


def _doubled(row: Row, same: Sequence[Row]) -> TableProblem:
    others = [str(each.line) for each in same if each is not row]
    told = ", ".join(others[:_MOST_NAMED]) + (", …" if len(others) > _MOST_NAMED else "")
    sentence = Sentence(
        _("“{title}” còn đứng ở dòng {lines}: chỉ giữ một dòng, xoá dòng kia."), title=row.called[0].title, lines=told
    )
    return TableProblem("doubled-agency", sentence, line=row.line, column=row.column, printed=row.name, name=row.name)
