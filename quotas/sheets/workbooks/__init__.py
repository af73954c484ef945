"""A workbook's table is read by its headings and its names, wherever they stand.

First the sheet and the line of headings, then the columns, then the lines, then the sums. What is not certain is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence, fold
from orgregs.foundation.vietnamese import marked as _
from orgregs.foundation.workbooks import column_letter
from quotas.sheets.names import Named, Names
from quotas.sheets.workbooks.body import Body
from quotas.sheets.workbooks.columns import NoColumn, Wanted, lay_out, told_columns
from quotas.sheets.workbooks.findings import TableProblem, TableReading
from quotas.sheets.workbooks.grid import lines_of
from quotas.sheets.workbooks.header import MOST_ABOVE, Header, NoTable, find_header, is_line_of_codes
from quotas.sheets.workbooks.headings import Categories, years_in
from quotas.sheets.workbooks.rows import Row, row_of
from quotas.sheets.workbooks.totals import grand_total, lines_not_adding_up, prints_sum_only, sum_not_adding_up

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from orgregs.foundation.workbooks import Sheet
    from quotas.sheets.workbooks.columns import Layout
    from quotas.sheets.workbooks.grid import GridLine

MOST_LINES = 2_000
_TITLE = re.compile(r"\bnam ((?:19|20)[0-9]{2})\b")


def read_table(
    sheets: Sequence[Sheet],
    rows: Sequence[Named],
    *,
    year_from: int,
    year_to: int,
    categories: Sequence[Named],
    usual: str,
    beside: Collection[str] = (),
    sheet: str | None = None,
    column: str | None = None,
) -> TableReading:
    """Read the one table of a workbook for these rows and categories.

    `usual`: the category of a column that names none; `beside`: those that a sum may leave out; `sheet`, `column`:
    what the person chose among several.
    """
    names = Names(rows)
    wanted = Wanted(range(year_from, year_to + 1), Categories(categories), usual, beside, column)
    candidates, hidden = [each for each in sheets if not each.is_hidden], [each for each in sheets if each.is_hidden]
    if sheet is not None:
        candidates = [each for each in candidates if each.name == sheet] or candidates
    looked_at = [_look_at(each, names, wanted) for each in candidates]
    tables = [each for each in looked_at if each.is_table]
    if len(tables) > 1:
        return _ask_for_sheet([each.sheet.name for each in tables])
    told = [_told(each, _("Trang “{sheet}” đang ẩn: không đọc.")) for each in hidden]
    if not looked_at:
        return TableReading(problems=[_only_hidden()], passed_over=told)
    found = tables[0] if tables else _likeliest(looked_at)
    told += [
        _told(each.sheet, _("Trang “{sheet}” không có bảng: không đọc."))
        for each in looked_at
        if each is not found and each.grid
    ]
    return _placed(_read(found, names, wanted), found.sheet.name, told)


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet: its lines and the header of its table, or why there is none."""

    sheet: Sheet
    grid: Sequence[GridLine]
    header: Header | None
    refusal: TableProblem | None

    @property
    def is_table(self) -> bool:
        return self.refusal is None or self.refusal.code == "two-headers"


# ---- The sheet


def _look_at(sheet: Sheet, names: Names, wanted: Wanted) -> _Found:
    grid = list(islice(lines_of(sheet), MOST_ABOVE + MOST_LINES + 1))
    try:
        return _Found(sheet, grid, find_header(grid, names, wanted.categories), None)
    except NoTable as refusal:
        return _Found(sheet, grid, None, TableProblem(refusal.code, refusal.sentence, line=refusal.line))


def _likeliest(found: Sequence[_Found]) -> _Found:
    """Of sheets without a table, speak of the one that comes nearest to one."""
    near = [each for each in found if each.refusal and each.refusal.code != "no-table"]
    filled = [each for each in found if each.grid]
    return (near or filled or list(found))[0]


def _ask_for_sheet(names: Sequence[str]) -> TableReading:
    sentence = Sentence(
        _("Tệp có {count} trang có bảng ({sheets}): chọn một trang để nhập."),
        count=len(names),
        sheets=", ".join(f"“{name}”" for name in names),
    )
    return TableReading(problems=[TableProblem("choose-sheet", sentence)], sheets=names)


def _only_hidden() -> TableProblem:
    return TableProblem(
        "no-table", _("Mọi trang trong tệp đều đang ẩn: mở tệp bằng Excel, cho hiện trang có bảng rồi lưu lại.")
    )


def _told(sheet: Sheet, sentence: str) -> TableProblem:
    return TableProblem("sheet-left", Sentence(sentence, sheet=sheet.name), sheet=sheet.name)


def _placed(reading: TableReading, sheet: str, told: Sequence[TableProblem]) -> TableReading:
    """Say of everything on which sheet it stands, in the order of the lines."""
    return replace(
        reading,
        sheet=sheet,
        problems=[replace(each, sheet=sheet) for each in sorted(reading.problems, key=_place)],
        passed_over=[*told, *(replace(each, sheet=sheet) for each in sorted(reading.passed_over, key=_place))],
    )


def _place(problem: TableProblem) -> tuple[int, int, str]:
    return problem.line or 0, len(problem.column or ""), problem.column or ""


# ---- The table


def _read(found: _Found, names: Names, wanted: Wanted) -> TableReading:
    if found.header is None:
        return TableReading(problems=[found.refusal] if found.refusal else [])
    header = found.header
    problems = list(_wrong_years_above(header, wanted))
    if len(header.body) > MOST_LINES:
        sentence = Sentence(_("Bảng có hơn {lines} dòng: chỉ để bảng của quyết định này."), lines=MOST_LINES)
        problems.append(TableProblem("too-many-lines", sentence, line=header.line))
        return TableReading(header_line=header.line, problems=problems)
    body = [line for index, line in enumerate(header.body) if index > 1 or not is_line_of_codes(line)]
    try:
        layout = lay_out(header, body, names, wanted)
    except NoColumn as refusal:
        return TableReading(header_line=header.line, problems=[*problems, *refusal.problems], choices=refusal.choices)
    taken = _taken(body, layout, names, found.sheet.uncomputed)
    grand, of_totals = grand_total(taken.totals, taken.summands)
    added = [*taken.summands, *(row for row in taken.totals if not prints_sum_only(row))]
    problems += [*taken.problems, *of_totals, *lines_not_adding_up(added, layout, tuple(wanted.beside))]
    problems += sum_not_adding_up(grand if layout.sums else None, taken.summands)
    problems += _wrong_years_beside(body, layout, taken, wanted)
    if not taken.lines and not problems:
        no_lines = _("Dưới dòng tiêu đề không có dòng nào có tên cơ quan và số: ghi số vào bảng rồi tải lại.")
        problems.append(TableProblem("no-lines", no_lines, line=header.line))
    totals = {} if grand is None else grand.numbers
    return TableReading(
        header_line=header.line,
        columns=list(layout.gives.values()),
        lines=taken.lines,
        totals={key: cell for key, cell in totals.items() if key},
        sum_of_totals=totals.get(""),
        problems=problems,
        passed_over=[*told_columns(layout, header, body), *taken.passed_over],
    )


def _taken(body: Sequence[GridLine], layout: Layout, names: Names, uncomputed: frozenset[tuple[int, int]]) -> Body:
    lines: list[Row] = [row_of(line, layout, names, uncomputed) for line in body]
    last = max((row.line for row in lines if row.called or row.is_total), default=0)
    taken = Body()
    for row in lines:
        taken.take(row, is_below=row.line > last)
    taken.finish()
    return taken


# ---- Years


def _wrong_years_above(header: Header, wanted: Wanted) -> Iterator[TableProblem]:
    """Tell of a title that names other years only: “giao biên chế năm 2023”."""
    told = [
        (line.number, place, text, years)
        for line in header.above
        for place, text in line.texts().items()
        if (years := _years_of_title(text))
    ]
    if any(wanted.is_of_years(years) for _line, _column, _text, years in told):
        return
    for line, place, text, years in told[:1]:
        sentence = Sentence(
            _("Dòng này ghi năm {printed}, quyết định là của năm {years}: chọn lại năm, hoặc dùng đúng tệp."),
            printed=", ".join(map(str, sorted(years))),
            years=wanted.years_in_words,
        )
        yield TableProblem("wrong-year", sentence, line=line, column=column_letter(place + 1), printed=text[:120])


def _years_of_title(text: str) -> set[int]:
    """Return the years of a title about posts, or of a line that is a year alone; days and papers have others."""
    words = fold(text)
    if words.startswith(("can cu", "thuc hien")) or not (_TITLE.fullmatch(words) or "bien che" in words):
        return set()
    return years_in(text) & {int(year) for year in _TITLE.findall(words)}


def _wrong_years_beside(
    body: Sequence[GridLine], layout: Layout, taken: Body, wanted: Wanted
) -> Iterator[TableProblem]:
    """Tell of lines whose own year, in a column “Năm”, is another one."""
    if layout.year is None:
        return
    given = {line.line for line in taken.lines}
    for line in body:
        text = line.text(layout.year)
        if line.number not in given or not text or wanted.is_of_years(years_in(text)):
            continue
        sentence = Sentence(
            _("Dòng này ghi năm “{printed}”, quyết định là của năm {years}: bỏ dòng này, hoặc chọn lại năm."),
            printed=text[:20],
            years=wanted.years_in_words,
        )
        yield TableProblem(
            "wrong-year", sentence, line=line.number, column=column_letter(layout.year + 1), printed=text[:120]
        )
