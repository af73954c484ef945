"""Sums of a table: those of its parts, of each line, and the grand total, which is told and not imported."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.sheets.workbooks.findings import TableProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quotas.sheets.workbooks.columns import Layout
    from quotas.sheets.workbooks.rows import Row

_MOST_LINES = 4


def differences(row: Row, summands: Sequence[Row], sentence: str) -> Iterator[TableProblem]:
    """Tell in which columns a line's own numbers are not the sums of others; unknown while a number is to be mended."""
    if any(each.bad for each in summands):
        return
    sums: Counter[str] = Counter()
    for each in summands:
        sums.update(each.posts)
    lines = _in_words([each.line for each in summands])
    for key, cell in row.numbers.items():
        if sums[key] != (cell.posts or 0):
            filled = Sentence(sentence, name=row.name, printed=cell.printed, sum=sums[key], lines=lines)
            yield TableProblem(
                "subtotal-differs", filled, line=row.line, column=cell.column, printed=cell.printed, name=row.name
            )


def grand_total(totals: Sequence[Row], rows: Sequence[Row]) -> tuple[Row | None, list[TableProblem]]:
    """Return the total of the whole table, and what is wrong with the others."""
    grand = _grand(totals, rows)
    parts = [row for row in totals if row is not grand and row.numbers]
    if grand is not None and all(row.posts == grand.posts for row in parts):
        return grand, []
    problems = [problem for row in parts for problem in _of_part(row, totals, rows)]
    if grand is None and problems:
        return None, [_several(row, parts) for row in parts]
    return grand, problems


def lines_not_adding_up(rows: Sequence[Row], layout: Layout, beside: Sequence[str]) -> Iterator[TableProblem]:
    """Tell of lines whose sum is not that of their categories; contracts may be left out of all sums alike."""
    if layout.sums is None:
        return
    checked = [row for row in rows if "" in row.numbers and not row.bad]
    wrong = min((_wrong(checked, left_out) for left_out in ((), beside)), key=len, default=[])
    for row, found in wrong:
        cell = row.numbers[""]
        sentence = Sentence(
            _("Cột tổng ghi {printed}, các cột {columns} cộng lại là {sum}: sửa số sai trong dòng này."),
            printed=cell.printed,
            columns=", ".join(column.letter for column in layout.gives.values()),
            sum=found,
        )
        yield TableProblem("sum-of-line", sentence, line=row.line, column=cell.column, printed=cell.printed)


def prints_sum_only(row: Row) -> bool:
    """Say whether a line of totals gives the sum of all categories, and no category's own."""
    return set(row.numbers) == {""}


def sum_not_adding_up(grand: Row | None, rows: Sequence[Row]) -> Iterator[TableProblem]:
    """Tell of a grand total printed under the sum alone that is not the sum of that column."""
    if grand is None or not prints_sum_only(grand) or any(row.bad or "" not in row.numbers for row in rows):
        return
    cell, added = grand.numbers[""], sum(row.posts[""] for row in rows)
    if added != grand.posts[""]:
        sentence = _("Dòng tổng ghi {printed}, cột này cộng lại là {sum}: sửa dòng sai hoặc dòng tổng.")
        filled = Sentence(sentence, printed=cell.printed, sum=added)
        yield TableProblem("sum-of-line", filled, line=grand.line, column=cell.column, printed=cell.printed)


def _wrong(rows: Sequence[Row], left_out: Sequence[str]) -> list[tuple[Row, int]]:
    found = [(row, sum(posts for key, posts in row.posts.items() if key and key not in left_out)) for row in rows]
    return [(row, added) for row, added in found if added != row.posts[""]]


def _grand(totals: Sequence[Row], rows: Sequence[Row]) -> Row | None:
    """Of several lines of totals, return the one that says it is that of all: “Tổng cộng” beside “Cộng”."""
    told = [row for row in totals if row.numbers]
    if len(told) == 1 and (told[0].is_called_total_only or not _is_of_part(told[0], totals, rows)):
        return told[0]
    for chosen in (
        [row for row in told if row.is_called_total_only and row.says_tong],
        [row for row in told if row.says_tong],
        [row for row in told if row.is_called_total_only],
    ):
        if chosen and all(row.posts == chosen[0].posts for row in chosen):
            return chosen[0]
    return None


def _part(row: Row, totals: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Return the lines between a total and the one above it."""
    begin = max((each.line for each in totals if each.line < row.line), default=0)
    return [each for each in rows if begin < each.line < row.line]


def _is_of_part(row: Row, totals: Sequence[Row], rows: Sequence[Row]) -> bool:
    part = _part(row, totals, rows)
    return len(part) < len(rows) and not any(_of_part(row, totals, rows))


def _of_part(row: Row, totals: Sequence[Row], rows: Sequence[Row]) -> Iterator[TableProblem]:
    sentence = _("“{name}” ghi {printed}, các dòng của phần đó (dòng {lines}) cộng lại là {sum}: sửa số sai.")
    return differences(row, _part(row, totals, rows), sentence)


def _several(row: Row, others: Sequence[Row]) -> TableProblem:
    sentence = Sentence(
        _("Có nhiều dòng tổng khác nhau (dòng {lines}): chỉ giữ một dòng “Tổng cộng” của cả bảng."),
        lines=_in_words([each.line for each in others]),
    )
    column = next(iter(row.numbers.values())).column
    return TableProblem("several-totals", sentence, line=row.line, column=column, printed=row.printed, name=row.name)


def _in_words(lines: Sequence[int]) -> str:
    if len(lines) > _MOST_LINES:
        return f"{lines[0]}–{lines[-1]}"
    return ", ".join(map(str, lines)) or "–"
