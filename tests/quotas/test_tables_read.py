"""What a workbook's table is read as: its headings and names decide, and everything else is told with its place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from orgregs.foundation.workbooks import Sheet, column_letter
from quotas.sheets import Named, TableReading, read_table
from quotas.sheets.workbooks import MOST_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgregs.foundation.workbooks import Cell

pytestmark = pytest.mark.once

FRONT = Named(
    "mttq",
    "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh",
    names=("UBMTTQVN huyện Đức Linh",),
    short_names=("MTTQ", "Mặt trận Tổ quốc"),
)
UNION = Named("ldld", "Liên đoàn Lao động huyện Đức Linh", short_names=("LĐLĐ", "Liên đoàn Lao động"))
FARMERS = Named("nong-dan", "Hội Nông dân huyện Đức Linh", short_names=("Hội Nông dân", "Hội ND"))
YOUTH_OF_A_WARD = Named("doan-5", "Đoàn phường 5", short_names=("Đoàn phường",))
YOUTH_OF_ANOTHER = Named("doan-6", "Đoàn phường 6", short_names=("Đoàn phường",))
ROWS = (FRONT, UNION, FARMERS, YOUTH_OF_A_WARD, YOUTH_OF_ANOTHER)
UNDIVIDED, SERVANTS, EMPLOYEES, CONTRACTS = "chua-phan-loai", "cong-chuc", "vien-chuc", "hop-dong"
CATEGORIES = (
    Named(UNDIVIDED, "Biên chế (chưa phân loại)"),
    Named(SERVANTS, "Cán bộ, công chức"),
    Named(EMPLOYEES, "Viên chức"),
    Named(CONTRACTS, "Hợp đồng 68/111"),
)
HEAD: list[Cell] = ["TT", "Cơ quan", "Biên chế"]


def sheet_of(rows: Sequence[Sequence[Cell]], **options: Any) -> Sheet:
    return Sheet(options.pop("name", "Giao"), rows, **options)


def read(*rows: Sequence[Cell], year: int = 2024, year_to: int | None = None, **options: Any) -> TableReading:
    return read_book(sheet_of(rows), year=year, year_to=year_to, **options)


def read_book(*sheets: Sheet, year: int = 2024, year_to: int | None = None, **options: Any) -> TableReading:
    return read_table(
        sheets,
        ROWS,
        year_from=year,
        year_to=year_to or year,
        categories=CATEGORIES,
        usual=UNDIVIDED,
        beside={CONTRACTS},
        **options,
    )


def posts(reading: TableReading) -> dict[str, Any]:
    """Say what was read: by agency the posts; by category too where there are several."""
    return {
        line.key: next(iter(line.cells.values())).posts
        if len(reading.columns) == 1 and line.cells
        else {key: cell.posts for key, cell in line.cells.items()}
        for line in reading.lines
    }


def totals(reading: TableReading) -> Any:
    told = {key: cell.posts for key, cell in reading.totals.items()}
    return told.get(UNDIVIDED) if set(told) <= {UNDIVIDED} else told


def told(reading: TableReading) -> list[tuple[str, int | None, str | None]]:
    return [(each.code, each.line, each.column) for each in reading.problems]


# ---- What is read

THREE = {"mttq": 6, "ldld": 2, "nong-dan": 4}
ROWS_OF_THREE: list[list[Cell]] = [[1, "MTTQ", 6], [2, "LĐLĐ", 2], [3, "Hội Nông dân", 4]]


@pytest.mark.parametrize(
    ("rows", "read_as", "total"),
    [
        pytest.param([HEAD, *ROWS_OF_THREE], THREE, None, id="the plainest"),
        pytest.param([[], ["", "", "", ""], ["", *HEAD], ["", 1, "MTTQ", 6]], {"mttq": 6}, None, id="anywhere in the sheet"),
        pytest.param([["Ghi chú", "Biên chế", "Cơ quan"], ["mới", 6, "MTTQ"]], {"mttq": 6}, None, id="columns in another order"),
        pytest.param([["STT", "TÊN CƠ QUAN, ĐƠN VỊ", "BIÊN CHẾ GIAO"], [1, "UBMTTQVN HUYỆN ĐỨC LINH", "06"]], {"mttq": 6}, None, id="capitals"),
        pytest.param([["Don vi", "Bien che"], ["lien doan lao dong huyen duc linh", "2"]], {"ldld": 2}, None, id="no marks"),
        pytest.param([["Đơn vị", "Số lượng"], ["1. MTTQ", 6], ["b) LĐLĐ", 2], ["- Hội ND", 4]], THREE, None, id="ordinals before the names"),
        pytest.param([HEAD, [1, "Mặt trận\nTổ  quốc", 6]], {"mttq": 6}, None, id="a name over two lines of its cell"),
        pytest.param([HEAD, [1, "MTTQ", "06"], [2, "LĐLĐ", "1.149"], [3, "Hội ND", 0]], {"mttq": 6, "ldld": 1149, "nong-dan": 0}, None, id="numbers as papers print them"),
        pytest.param([HEAD, [1, "MTTQ", "–"], [2, "LĐLĐ", "'-"]], {"mttq": None, "ldld": None}, None, id="dashes, one from our own csv"),
        pytest.param([HEAD, [1, "MTTQ", 6], [2, "LĐLĐ", ""]], {"mttq": 6}, None, id="an empty cell is no line"),
        pytest.param([HEAD, [1, "MTTQ", 6], [2, "LĐLĐ", "chưa có số liệu"], [3, "Hội ND", "không giao riêng"]], {"mttq": 6}, None, id="our own words for no number"),
        pytest.param([HEAD, *ROWS_OF_THREE, ["", "Tổng cộng", 12]], THREE, 12, id="a total"),
        pytest.param([HEAD, ["Tổng cộng", "", 12], *ROWS_OF_THREE], THREE, 12, id="a merged total before the lines"),
        pytest.param([HEAD, *ROWS_OF_THREE, ["", "Cộng 3 cơ quan đã ghi", 12]], THREE, 12, id="the total of our own extract"),
        pytest.param([HEAD, *ROWS_OF_THREE, ["", "TỔNG CỘNG (I+II)", 12]], THREE, 12, id="a total with a formula in words"),
        pytest.param([HEAD, *ROWS_OF_THREE, ["", "Tổng cộng", "-"]], THREE, None, id="a dash for a total"),
        pytest.param(
            [HEAD, ["I", "Khối Mặt trận", 6], [1, "MTTQ", 6], ["II", "Khối đoàn thể", 6], [1, "LĐLĐ", 2], [2, "Hội ND", 4], ["", "Tổng số", 12]],
            THREE, 12, id="sections with their sums",
        ),
        pytest.param(
            [HEAD, ["A", "Cấp huyện", 12], ["I", "Khối Mặt trận", 6], [1, "MTTQ", 6], ["II", "Khối đoàn thể", 6], [1, "LĐLĐ", 2], [2, "Hội ND", 4]],
            THREE, None, id="sections in sections",
        ),
        pytest.param([HEAD, ["", "Khối Đảng, đoàn thể", 12], *ROWS_OF_THREE], THREE, None, id="a section without ordinal"),
        pytest.param([HEAD, [1, "Mặt trận và các đoàn thể", 12], ["-", "MTTQ", 6], ["-", "LĐLĐ", 2], ["+", "Hội ND", 4]], THREE, None, id="lines with dashes below one with a number"),
        pytest.param([HEAD, [1, "MTTQ", 6], ["", "Cộng", 6], [2, "LĐLĐ", 2], [3, "Hội ND", 4], ["", "Cộng", 6], ["", "Tổng cộng", 12]], THREE, 12, id="sums of parts and one of all"),
        pytest.param([HEAD, [1, "MTTQ", 6], ["", "Cộng khối Mặt trận", 6], [2, "LĐLĐ", 2], [3, "Hội ND", 4], ["", "Cộng khối đoàn thể", 6]], THREE, None, id="sums of parts alone"),
        pytest.param([HEAD, *ROWS_OF_THREE[:1], ["", "Cộng khối Mặt trận", 6], *ROWS_OF_THREE[1:]], THREE, None, id="the sum of one part alone"),
        pytest.param([HEAD, ["", "Tổng số", 12], *ROWS_OF_THREE, ["", "Tổng cộng", 12]], THREE, 12, id="one total, told twice"),
        pytest.param([HEAD, ["A", "B", 1], *ROWS_OF_THREE], THREE, None, id="a line of column codes"),
        pytest.param([HEAD, ["(1)", "(2)", "(3)"], *ROWS_OF_THREE], THREE, None, id="column codes in brackets"),
        pytest.param([["Đơn vị tính", "biên chế"], HEAD, *ROWS_OF_THREE], THREE, None, id="the unit in two cells"),
        pytest.param([["", "", "Đơn vị tính: biên chế"], HEAD, *ROWS_OF_THREE], THREE, None, id="the unit above the header"),
        pytest.param([HEAD, ["", "", "(người)"], *ROWS_OF_THREE], THREE, None, id="the unit below the header"),
        pytest.param([["HUYỆN ỦY", "", "ĐẢNG CỘNG SẢN VIỆT NAM"], ["GIAO BIÊN CHẾ CÁC CƠ QUAN NĂM 2024"], HEAD, *ROWS_OF_THREE], THREE, None, id="letterhead and title"),
        pytest.param(
            [HEAD, *ROWS_OF_THREE, ["", "Tổng cộng", 12], [], ["", "NGƯỜI LẬP BẢNG", "T/M BAN THƯỜNG VỤ"], ["", "", "ngày 15 tháng 12 năm 2023"], ["", "Trần Văn B", dt.date(2023, 12, 15)]],
            THREE, 12, id="signatures and a day below",
        ),
        pytest.param([[*HEAD, "Có mặt", "Tăng, giảm"], [1, "MTTQ", 6, 5, -1]], {"mttq": 6}, None, id="present staff and changes are left alone"),
        pytest.param([["Đơn vị", "Giao năm 2023", "Giao năm 2024"], ["MTTQ", 5, 6]], {"mttq": 6}, None, id="last year beside"),
        pytest.param([["Đơn vị", 2023, 2024], ["MTTQ", 5, 6]], {"mttq": 6}, None, id="years alone as headings"),
        pytest.param([["Đơn vị", "Biên chế", "Giao năm 2024"], ["MTTQ", 5, 6]], {"mttq": 6}, None, id="the column that names the year comes first"),
        pytest.param([["Đơn vị", "Biên chế năm trước", "Biên chế giao năm nay"], ["MTTQ", 5, 6]], {"mttq": 6}, None, id="this year in words"),
        pytest.param([["Đơn vị", "Biên chế năm 2023", "Biên chế giao"], ["MTTQ", 5, 6]], {"mttq": 6}, None, id="a column without year beside another year"),
        pytest.param([["Đơn vị", "Biên chế (Quyết định 22/2019/NQ-HĐND, ngày 15/12/2023)"], ["MTTQ", 6]], {"mttq": 6}, None, id="years of papers and days are none"),
        pytest.param([["Năm", "Đơn vị", "Biên chế"], [2024, "MTTQ", 6], ["", "LĐLĐ", 2]], {"mttq": 6, "ldld": 2}, None, id="a column of years"),
        pytest.param([["Đơn vị", "Công chức"], ["MTTQ", 6]], {"mttq": 6}, None, id="a category alone"),
    ],
)  # fmt: skip
def test_a_table_is_read(rows: list[list[Cell]], read_as: dict[str, Any], total: int | None) -> None:
    reading = read(*rows)

    assert told(reading) == []
    assert (posts(reading), totals(reading)) == (read_as, total)


OF_CATEGORIES = {
    "mttq": {SERVANTS: 4, EMPLOYEES: 2},
    "ldld": {SERVANTS: 2, EMPLOYEES: None},
}


@pytest.mark.parametrize(
    ("rows", "read_as"),
    [
        pytest.param([["Cơ quan", "Công chức", "Viên chức"], ["MTTQ", 4, 2], ["LĐLĐ", 2, "-"]], OF_CATEGORIES, id="categories side by side"),
        pytest.param([["Cơ quan", "Tổng số", "CB, CC", "VC"], ["MTTQ", 6, 4, 2], ["LĐLĐ", 2, 2, "-"]], OF_CATEGORIES, id="with a sum that is only checked"),
        pytest.param(
            [["Cơ quan", "Giao năm 2023", "Cán bộ, công chức", "Viên chức", "Giao năm 2024"], ["MTTQ", 5, 4, 2, 6], ["LĐLĐ", 2, 2, "–", 2], ["Tổng cộng", 7, 6, 2, 8]],
            OF_CATEGORIES, id="as our own export prints them",
        ),
        pytest.param(
            [["Cơ quan", "Công chức năm 2023", "Công chức năm 2024", "Viên chức năm 2023", "Viên chức năm 2024"], ["MTTQ", 1, 4, 1, 2], ["LĐLĐ", 1, 2, 1, "-"]],
            OF_CATEGORIES, id="two years of each",
        ),
        pytest.param([["Cơ quan", "Biên chế", "Hợp đồng 111"], ["MTTQ", 6, 1]], {"mttq": {UNDIVIDED: 6, CONTRACTS: 1}}, id="contracts beside posts"),
        pytest.param([["Cơ quan", "Tổng số", "Công chức", "HĐ 68"], ["MTTQ", 6, 6, 1]], {"mttq": {SERVANTS: 6, CONTRACTS: 1}}, id="a sum without the contracts"),
        pytest.param([["Cơ quan", "Tổng số", "Công chức", "HĐ 68"], ["MTTQ", 7, 6, 1]], {"mttq": {SERVANTS: 6, CONTRACTS: 1}}, id="a sum with the contracts"),
        pytest.param([["Cơ quan", "Biên chế cán bộ, công chức, viên chức"], ["MTTQ", 6]], {"mttq": 6}, id="a heading that names several is undivided"),
    ],
)  # fmt: skip
def test_categories_are_read_each_from_its_column(rows: list[list[Cell]], read_as: dict[str, Any]) -> None:
    reading = read(*rows)

    assert told(reading) == []
    assert posts(reading) == read_as


def test_a_reading_says_where_everything_stands() -> None:
    reading = read([], ["", "Cơ quan", "Ghi chú", "Biên chế"], ["", "Hội\nND", "", "04"], ["", "Tổng cộng", "", "04"])

    assert (reading.sheet, reading.header_line) == ("Giao", 2)
    (column,) = reading.columns
    assert (column.letter, column.heading, column.category, column.sample) == ("D", "Biên chế", UNDIVIDED, "04, 04")
    (line,) = reading.lines
    assert (line.line, line.column, line.name, line.key) == (3, "B", "Hội ND", "nong-dan")
    cell = line.cells[UNDIVIDED]
    assert (cell.line, cell.column, cell.printed, cell.posts) == (3, "D", "04", 4)
    assert reading.totals[UNDIVIDED].line == 4


def test_the_total_of_a_sum_column_is_told_apart() -> None:
    reading = read(["Cơ quan", "Tổng số", "Công chức", "Viên chức"], ["MTTQ", 6, 4, 2], ["Tổng cộng", 6, "", ""])

    assert told(reading) == []
    assert not reading.totals
    assert reading.sum_of_totals is not None
    assert reading.sum_of_totals.posts == 6


def test_a_total_under_the_sum_alone_is_held_against_that_column() -> None:
    reading = read(["Cơ quan", "Tổng số", "Công chức", "Viên chức"], ["MTTQ", 6, 4, 2], ["Tổng cộng", 7, "", ""])

    assert told(reading) == [("sum-of-line", 3, "B")]


def test_a_decision_of_several_years_takes_a_column_of_any_of_them() -> None:
    assert posts(read(["Đơn vị", "Giai đoạn 2022-2026"], ["MTTQ", 6], year=2022, year_to=2026)) == {"mttq": 6}
    assert told(read(["Đơn vị", "Giai đoạn 2022-2026"], ["MTTQ", 6])) == [("wrong-year", 1, "B")]


def test_the_line_that_a_person_chose_is_read() -> None:
    table: list[list[Cell]] = [["Đơn vị", "Giao đầu năm", "Giao cuối năm"], ["MTTQ", 5, 6]]

    asked = read(*table)

    assert told(asked) == [("choose-column", 1, None)]
    assert [(each.letter, each.heading, each.sample) for each in asked.choices] == [
        ("B", "Giao đầu năm", "5"),
        ("C", "Giao cuối năm", "6"),
    ]
    assert posts(read(*table, column="C")) == {"mttq": 6}
    assert told(read(*table, column="Z")) == [("choose-column", 1, None)]
    assert told(read(*table, column="C", year=2024)) == []


def test_a_chosen_column_of_another_year_is_refused() -> None:
    assert told(read(["Đơn vị", "Giao năm 2023", "Giao năm 2024"], ["MTTQ", 5, 6], column="B")) == [
        ("wrong-year", 1, "B")
    ]


def test_a_chosen_column_may_have_any_heading() -> None:
    assert posts(read(["Đơn vị", "Biên chế", "Kết quả"], ["MTTQ", 5, 6], column="C")) == {"mttq": 6}


# ---- What is told


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        pytest.param([["Kính gửi các đồng chí"]], [("no-table", None, None)], id="prose"),
        pytest.param([["MTTQ", 6], ["LĐLĐ", 2]], [("no-table", None, None)], id="no headings"),
        pytest.param([["TT", "Biên chế"], [1, 6]], [("missing-name-column", 1, None)], id="no column of names"),
        pytest.param([["TT", "Nội dung", "Biên chế"], [1, "MTTQ", 6]], [("missing-name-column", 1, None)], id="names under another heading"),
        pytest.param([["TT", "Đơn vị", "Ghi chú"], [1, "MTTQ", ""]], [("missing-number-column", 1, None)], id="no column of numbers"),
        pytest.param([["TT", "Đơn vị", "Có mặt"], [1, "MTTQ", 5]], [("missing-number-column", 1, None)], id="present staff only"),
        pytest.param([["TT", "Đơn vị", "Biên chế năm 2024", ""], ["", "", "Công chức", "Viên chức"], [1, "MTTQ", 4, 2]], [("two-headers", 2, None)], id="a group above its columns"),
        pytest.param([["", "", "Biên chế 2023", "Biên chế 2024"], ["TT", "Đơn vị", "Giao", "Giao"], [1, "MTTQ", 4, 2]], [("two-headers", 2, None)], id="groups above a whole header"),
        pytest.param([["TT", "Đơn vị", ""], ["", "", "Biên chế"], [1, "MTTQ", 4]], [("two-headers", 2, None)], id="names above numbers"),
        pytest.param([["TT", "Đơn vị", ""], ["", "", 2024], [1, "MTTQ", 4]], [("two-headers", 2, None)], id="a year below the header"),
        pytest.param([["", "", "Biên chế"], ["TT", "Đơn vị", ""], [1, "MTTQ", 4]], [("two-headers", 2, None)], id="numbers above names"),
        pytest.param([HEAD, [1, "MTTQ", 6], HEAD, [2, "LĐLĐ", 2]], [("two-headers", 3, None)], id="the header again"),
        pytest.param([["Đơn vị", "Giao năm 2023"], ["MTTQ", 6]], [("wrong-year", 1, "B")], id="the year of the heading"),
        pytest.param([["Đơn vị", "Giao năm 2022", "Số năm 2023"], ["MTTQ", 6, 6]], [("wrong-year", 1, "B"), ("wrong-year", 1, "C")], id="the years of both headings"),
        pytest.param([["Đơn vị", "Giao năm 2022", "Công chức", "Viên chức", "Giao năm 2023"], ["MTTQ", 6, 4, 2, 6]], [("wrong-year", 1, "B"), ("wrong-year", 1, "E")], id="our own export of another year"),
        pytest.param([["Biểu giao biên chế năm 2023"], HEAD, [1, "MTTQ", 6]], [("wrong-year", 1, "A")], id="the year of the title"),
        pytest.param([["BIỂU GIAO BIÊN CHẾ"], ["", "NĂM 2023"], HEAD, [1, "MTTQ", 6]], [("wrong-year", 2, "B")], id="the year on a line of its own"),
        pytest.param([["Năm", "Đơn vị", "Biên chế"], [2024, "MTTQ", 6], [2023, "LĐLĐ", 2]], [("wrong-year", 3, "A")], id="the year of a line"),
        pytest.param([["Năm", "Đơn vị", "Biên chế"], ["nay", "MTTQ", 6]], [("wrong-year", 2, "A")], id="no year in a column of years"),
        pytest.param([["Đơn vị", "Công chức đầu năm", "Công chức cuối năm"], ["MTTQ", 6, 7]], [("choose-column", 1, None)], id="a category twice"),
        pytest.param([["Đơn vị", "Tổng số", "Hợp đồng"], ["MTTQ", 6, 1]], [("choose-column", 1, None)], id="a sum of contracts alone is not certain"),
        pytest.param([HEAD, [1, "Hội Chữ thập đỏ", 3], [2, "MTTQ", 6]], [("unknown-agency", 2, "B")], id="nobody's name"),
        pytest.param([HEAD, [1, "MTTQ", 6], [2, "Hội Chữ thập đỏ", 3]], [("unknown-agency", 3, "B")], id="nobody's name at the end"),
        pytest.param([HEAD, [1, "MTTQ", 6], [2, "Hội Chữ thập đỏ", "ba"], [3, "LĐLĐ", 2]], [("unknown-agency", 3, "B")], id="nobody's name beside a word"),
        pytest.param([HEAD, ["I", "Hội Chữ thập đỏ", 3], ["II", "MTTQ", 6]], [("unknown-agency", 2, "B")], id="nobody's name among Roman ordinals"),
        pytest.param([HEAD, ["I", "Khối đoàn thể", 5], [1, "Hội Chữ thập đỏ", 3], [2, "LĐLĐ", 2]], [("unknown-agency", 3, "B")], id="nobody's name counts in its section"),
        pytest.param([HEAD, [1, "Đoàn phường", 3]], [("ambiguous-agency", 2, "B")], id="a name of two agencies"),
        pytest.param([HEAD, [1, "MTTQ", 6], [2, "LĐLĐ", 2], [3, "Mặt trận Tổ quốc", 6]], [("doubled-agency", 2, "B"), ("doubled-agency", 4, "B")], id="an agency twice"),
        pytest.param([HEAD, [1, "MTTQ", -6]], [("negative", 2, "C")], id="a negative number"),
        pytest.param([HEAD, [1, "MTTQ", "-6"]], [("negative", 2, "C")], id="a negative text"),
        pytest.param([HEAD, [1, "MTTQ", "(6)"]], [("negative", 2, "C")], id="a negative number of accountants"),
        pytest.param([HEAD, [1, "MTTQ", 6.5]], [("decimal", 2, "C")], id="a decimal number"),
        pytest.param([HEAD, [1, "MTTQ", "6,5"]], [("decimal", 2, "C")], id="a decimal text"),
        pytest.param([HEAD, [1, "MTTQ", "1.5"]], [("decimal", 2, "C")], id="a decimal point"),
        pytest.param([HEAD, [1, "MTTQ", "1,149"]], [("decimal", 2, "C")], id="a comma between thousands"),
        pytest.param([HEAD, [1, "MTTQ", "4 biên chế"]], [("not-a-number", 2, "C")], id="words beside the number"),
        pytest.param([HEAD, [1, "MTTQ", "sáu"]], [("not-a-number", 2, "C")], id="a word"),
        pytest.param([HEAD, [1, "MTTQ", "#REF!"]], [("not-a-number", 2, "C")], id="an error of a formula"),
        pytest.param([HEAD, [1, "MTTQ", True]], [("not-a-number", 2, "C")], id="true"),
        pytest.param([HEAD, [1, "MTTQ", dt.date(2024, 1, 6)]], [("not-a-number", 2, "C")], id="a day"),
        pytest.param([HEAD, [1, "MTTQ", float("nan")]], [("not-a-number", 2, "C")], id="no number at all"),
        pytest.param([HEAD, [1, "MTTQ", 10**12]], [("not-a-number", 2, "C")], id="far too much"),
        pytest.param([HEAD, [1, "", 6], [2, "MTTQ", 6]], [("no-name", 2, "C")], id="a number without a name"),
        pytest.param([HEAD, *ROWS_OF_THREE, ["", "Tổng cộng", "mười hai"]], [("not-a-number", 5, "C")], id="a total in words"),
        pytest.param([HEAD, *ROWS_OF_THREE, ["", "Tổng cộng", 12], ["", "Hội Chữ thập đỏ", 3]], [("number-outside", 6, "C")], id="a number below the total"),
        pytest.param([HEAD, *ROWS_OF_THREE, ["", "Tổng cộng", 12], ["", "", 3]], [("number-outside", 6, "C")], id="a bare number below the total"),
        pytest.param([HEAD, ["", "Tổng cộng", 12], *ROWS_OF_THREE, [4, "Hội Chữ thập đỏ", 3]], [("unknown-agency", 6, "B")], id="nobody's name below a total that comes first"),
        pytest.param([HEAD, ["I", "Khối đoàn thể", 9], *ROWS_OF_THREE], [("subtotal-differs", 2, "C")], id="the sum of a section"),
        pytest.param([HEAD, [1, "MTTQ", 6], ["", "Cộng", 7], [2, "LĐLĐ", 2], ["", "Cộng", 2], ["", "Tổng cộng", 8]], [("subtotal-differs", 3, "C")], id="the sum of a part"),
        pytest.param([HEAD, [1, "MTTQ", 6], ["", "Cộng", 8], [2, "LĐLĐ", 2], ["", "Cộng", 9]], [("several-totals", 3, "C"), ("several-totals", 5, "C")], id="totals that are neither"),
        pytest.param([["Đơn vị", "Tổng số", "Công chức", "Viên chức"], ["MTTQ", 7, 4, 2], ["LĐLĐ", 2, 2, ""]], [("sum-of-line", 2, "B")], id="the sum of a line"),
        pytest.param([["Đơn vị", "Tổng số", "Công chức", "Viên chức"], ["MTTQ", 6, "", ""]], [("sum-of-line", 2, "B")], id="a sum of nothing"),
        pytest.param([HEAD, [1, "MTTQ", ""]], [("no-lines", 1, None)], id="no numbers"),
        pytest.param([HEAD], [("no-lines", 1, None)], id="headings alone"),
        pytest.param([HEAD, *([1, "MTTQ", 6] for _line in range(MOST_LINES + 1))], [("too-many-lines", 1, None)], id="too many lines"),
        pytest.param([HEAD, ["", "Cộng hòa xã hội chủ nghĩa Việt Nam", 3], [1, "MTTQ", 6]], [("unknown-agency", 2, "B")], id="no total, though it begins like one"),
        pytest.param([HEAD, ["", "Cộng đồng doanh nghiệp", 3], [1, "MTTQ", 6]], [("unknown-agency", 2, "B")], id="no sum, though it begins like one"),
        pytest.param([HEAD, [1, "MTTQ", "x"], ["", "Cộng", 6], [2, "LĐLĐ", 2], ["", "Cộng", 2], ["", "Tổng cộng", 8]], [("not-a-number", 2, "C")], id="no sum is compared with a number that is to be mended"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    rows: list[list[Cell]], problems: list[tuple[str, int | None, str | None]]
) -> None:
    reading = read(*rows)

    assert told(reading) == problems
    assert {each.sheet for each in reading.problems} == {"Giao"}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        pytest.param([["Đơn vị", "Biên chế"], ["", "Công chức"], ["MTTQ", 4]], "ở hai dòng (1 và 2)", id="a header of two lines names both"),
        pytest.param([HEAD, [1, "MTTQ", 6], HEAD], "(dòng 1 và dòng 3)", id="a repeated header names both"),
        pytest.param([HEAD, [1, "MTTQ", 6], [2, "MTTQ", 6], [3, "MTTQ", 6]], "còn đứng ở dòng 3, 4", id="a doubled agency names the other lines"),
        pytest.param([HEAD, [1, "Đoàn phường", 6]], "“Đoàn phường” có thể là Đoàn phường 5 / Đoàn phường 6", id="an ambiguous name says of whom"),
        pytest.param([HEAD, [1, "MTTQ", "4 biên chế"]], "chỉ ghi 4", id="words beside a number say what to write"),
        pytest.param([HEAD, [1, "MTTQ", "04 (tạm giao)"]], "chỉ ghi 04", id="brackets too"),
        pytest.param([HEAD, [1, "MTTQ", dt.date(2024, 1, 6)]], "là ngày 06/01/2024", id="a day is called one"),
        pytest.param([HEAD, [1, "MTTQ", 6.5]], "“6,5” là số lẻ", id="a decimal as Excel shows it"),
        pytest.param([["Đơn vị", "Giao năm 2023"], ["MTTQ", 6]], "“Giao năm 2023” không phải của năm 2024", id="both years are named"),
        pytest.param([HEAD, ["I", "Khối A", 9], *ROWS_OF_THREE], "“Khối A” ghi 9, các dòng bên dưới (dòng 3, 4, 5) cộng lại là 12", id="a wrong sum says which lines"),
        pytest.param([["Đơn vị", "Tổng số", "CC", "VC"], ["MTTQ", 7, 4, 2]], "Cột tổng ghi 7, các cột C, D cộng lại là 6", id="a wrong sum of a line says which columns"),
    ],
)  # fmt: skip
def test_sentences_say_what_to_look_at(rows: list[list[Cell]], sentence: str) -> None:
    assert sentence in read(*rows).problems[0].sentence


def test_every_kind_of_bad_cell_has_its_own_sentence() -> None:
    cells: list[Cell] = [-1, 1.5, "ba", "4 người", "#N/A", True, dt.date(2024, 1, 1), float("inf"), 10**10, "+4"]

    sentences = {read(HEAD, [1, "MTTQ", cell]).problems[0].sentence for cell in cells}

    assert len(sentences) == len(cells)


def test_a_formula_that_was_never_computed_is_told() -> None:
    rows: list[list[Cell]] = [HEAD, [1, "MTTQ", ""], [2, "LĐLĐ", 2], [3, "", 4]]

    reading = read_book(sheet_of(rows, uncomputed=frozenset({(2, 3), (4, 2)})))

    assert told(reading) == [("uncomputed", 2, "C"), ("uncomputed", 4, "B")]


def test_what_is_left_alone_is_told() -> None:
    reading = read(
        ["TT", "Đơn vị", "Có mặt", "Biên chế", "Ghi chú"],
        [1, "MTTQ", 5, 6, "x"],
        [2, "LĐLĐ", 2, "", ""],
        ["", "Trong đó: nữ", 3, 3, ""],
        ["", "Người lập bảng", "", "", ""],
    )

    assert told(reading) == []
    assert [(each.code, each.line, each.column) for each in reading.passed_over] == [
        ("column-left", 1, "C"),
        ("passed-over", 3, "B"),
        ("passed-over", 4, "B"),
        ("passed-over", 5, "B"),
    ]
    assert reading.passed_over[2].printed == "3"


# ---- Sheets

TABLE = sheet_of([HEAD, [1, "MTTQ", 6]], name="2024")
OTHER = sheet_of([HEAD, [1, "MTTQ", 5]], name="2023")
NOTES = sheet_of([["Hướng dẫn"]], name="Ghi chú")
EMPTY = sheet_of([], name="Sheet3")
HIDDEN = sheet_of([HEAD, [1, "MTTQ", 9]], name="Ẩn", is_hidden=True)


def test_the_one_sheet_with_a_table_is_read_and_the_others_are_told() -> None:
    reading = read_book(NOTES, TABLE, EMPTY, HIDDEN)

    assert (reading.sheet, posts(reading)) == ("2024", {"mttq": 6})
    assert [(each.code, each.sheet) for each in reading.passed_over] == [
        ("sheet-left", "Ẩn"),
        ("sheet-left", "Ghi chú"),
    ]


def test_of_several_tables_a_person_chooses_one() -> None:
    reading = read_book(NOTES, TABLE, OTHER)

    assert told(reading) == [("choose-sheet", None, None)]
    assert reading.sheets == ["2024", "2023"]
    assert posts(read_book(NOTES, TABLE, OTHER, sheet="2023")) == {"mttq": 5}
    assert told(read_book(TABLE, OTHER, sheet="Không có")) == [("choose-sheet", None, None)]
    assert told(read_book(TABLE, OTHER, HIDDEN, sheet="Ẩn")) == [("choose-sheet", None, None)]


def test_hidden_sheets_are_never_read() -> None:
    reading = read_book(HIDDEN)

    assert told(reading) == [("no-table", None, None)]
    assert "đang ẩn" in reading.problems[0].sentence


def test_a_book_without_a_table_is_told_by_its_likeliest_sheet() -> None:
    lacking = sheet_of([["TT", "Đơn vị", "Ghi chú"]], name="Biểu")

    reading = read_book(NOTES, lacking, EMPTY)

    assert (reading.sheet, told(reading)) == ("Biểu", [("missing-number-column", 1, None)])


# ---- Any sheet

WORDS = st.sampled_from(
    [
        "", "TT", "Cơ quan", "Đơn vị", "Biên chế", "Giao năm 2024", "Giao năm 2023", "Công chức", "Viên chức", "Tổng số",
        "Năm", "Có mặt", "Ghi chú", "MTTQ", "LĐLĐ", "Hội ND", "Đoàn phường", "Hội Chữ thập đỏ", "Tổng cộng", "Cộng",
        "Khối Đảng", "Trong đó", "I", "II", "A", "a)", "-", "'-", "06", "4 biên chế", "#REF!", "năm 2023", "1.1",
    ]
)  # fmt: skip
CELLS = st.one_of(
    WORDS,
    st.integers(-3, 2030),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.text(max_size=12),
)
SHEETS = st.lists(st.lists(CELLS, max_size=7), max_size=12)


@given(rows=SHEETS, column=st.sampled_from([None, "A", "C", "ZZ", ""]))
@example(rows=[["Cơ quan", "Tổng số"], ["Tổng cộng", ""], ["Cộng", "x"]], column=None)
@example(rows=[["Đơn vị", "Biên chế"], ["I", 1], ["²", "²"]], column=None)
def test_no_sheet_breaks_the_reading(rows: list[list[Cell]], column: str | None) -> None:
    reading = read_book(
        sheet_of(rows, uncomputed=frozenset({(2, 2), (99, 1)})), sheet_of(rows[1:], name="khác"), column=column
    )

    assert {line.key for line in reading.lines} <= {row.key for row in ROWS}
    assert reading.lines or reading.problems
    for problem in reading.problems:
        assert problem.sentence


@given(rows=SHEETS)
def test_a_line_that_is_read_is_what_its_cells_say(rows: list[list[Cell]]) -> None:
    reading = read(HEAD, *rows)

    for line in reading.lines:
        for cell in line.cells.values():
            stands = rows[line.line - 2]["ABCDEFG".index(cell.column)]
            assert cell.posts is None or (cell.posts >= 0 and str(cell.posts) in f"{stands}")


LINES = st.permutations([("MTTQ", 6), ("LĐLĐ", 2), ("Hội ND", 4)])
SECTION = st.sampled_from([0, 1, 2])
WRONG: Any = st.sampled_from([None, "x", -1, 1.5, ""])


@given(lines=LINES, section=SECTION, wrong=WRONG, order=st.permutations(range(5)))
def test_the_order_of_the_columns_changes_nothing(
    lines: list[tuple[str, int]], section: int, wrong: Any, order: list[int]
) -> None:
    table: list[list[Cell]] = [["TT", "Cơ quan", "Có mặt", "Giao năm 2024", "Ghi chú"]]
    for number, (name, count) in enumerate(lines, start=1):
        if number == section:
            table.append(["I", "Khối đoàn thể", 0, 12, ""])
        table.append([number, name, count, count if wrong is None or number > 1 else wrong, "như cũ"])
    table.append(["Tổng cộng", "", 12, 12, ""])
    permuted = [[row[place] for place in order] for row in table]

    assert by_heading(read(*permuted)) == by_heading(read(*table))


def by_heading(reading: TableReading) -> Any:
    """Say what was read without the letters of its columns."""
    return (
        reading.header_line,
        [(each.heading, each.category, each.sample) for each in reading.columns],
        [(line.line, line.key, posts(reading)[line.key]) for line in reading.lines],
        totals(reading),
        sorted((each.code, each.line or 0, each.sentence) for each in reading.problems),
        sorted((each.code, each.line or 0, each.sentence) for each in reading.passed_over),
    )


@given(counts=st.lists(st.one_of(st.none(), st.integers(0, 99_999)), min_size=3, max_size=3), shift=st.integers(0, 30))
def test_what_a_table_holds_is_read_back_wherever_it_stands(counts: list[int | None], shift: int) -> None:
    assume(any(count is not None for count in counts))
    lines: list[list[Cell]] = [
        [name, "–" if count is None else count] for (name, _posts), count in zip(THREE_NAMES, counts, strict=True)
    ]
    table: list[list[Cell]] = [["Cơ quan", "Biên chế"], *lines, ["Tổng cộng", sum(count or 0 for count in counts)]]
    margin: list[Cell] = [""] * shift

    reading = read(*[[]] * shift, *(margin + row for row in table))

    assert told(reading) == []
    assert list(posts(reading).values()) == counts
    assert totals(reading) == sum(count or 0 for count in counts)
    assert {line.column for line in reading.lines} == {column_letter(shift + 1)}


THREE_NAMES = [("MTTQ", 6), ("LĐLĐ", 2), ("Hội ND", 4)]
