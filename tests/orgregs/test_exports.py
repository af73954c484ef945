"""Files: what is written reads back the same, whatever a cell holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from orgregs.foundation import exports
from orgregs.foundation.exports import Column, Heading, Kind, Subtotal
from orgregs.foundation.imprint import Imprint, Ledger
from orgregs.foundation.pages import BadQuestion
from tests.times import MARCH

pytestmark = pytest.mark.once

COLUMNS = [
    Column("stt", "STT", Kind.NUMBER),
    Column("name", "Cơ quan"),
    Column("posts", "Biên chế", Kind.NUMBER),
    Column("day", "Từ ngày", Kind.DAY),
]
ROWS: list[Any] = [
    Heading("Mặt trận và các đoàn thể"),
    [1, "Hội Nông dân", 1149, dt.date(2024, 3, 1)],
    [2, "=1+1", None, None],
    [3, "Không giao riêng", "–", None],
    Subtotal([None, "Cộng", 1149, None]),
]
TOTALS = [[None, "Tổng cộng", 1149, None]]


def imprint(**facts: Any) -> Imprint:
    known: dict[str, Any] = {
        "title": "Bảng giao biên chế",
        "day": MARCH,
        "exported_by": "Cán bộ thử",
        "exported_at": dt.datetime(2024, 3, 2, 8, 5, tzinfo=dt.UTC),
        "filters": [("Năm", "2024")],
    }
    return Imprint(**known | facts)


def sheet(**facts: Any) -> Any:
    content = exports.write_xlsx(imprint=imprint(**facts), columns=COLUMNS, rows=ROWS, totals=TOTALS)
    return openpyxl.load_workbook(io.BytesIO(content)).active


def csv_rows(**facts: Any) -> list[list[str]]:
    content = exports.write_csv(imprint=imprint(**facts), columns=COLUMNS, rows=ROWS, totals=TOTALS)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def values(written: Any) -> list[list[Any]]:
    return [list(row) for row in written.iter_rows(values_only=True)]


def test_a_workbook_opens_with_what_it_is_and_how_it_was_asked_for() -> None:
    lines = [row[0] for row in values(sheet(ledger=Ledger(12, "ab12cd")))]

    assert lines[:6] == [
        "Bảng giao biên chế",
        "Bộ lọc: Năm: 2024",
        "Tính đến ngày: 01/03/2024",
        "Theo sổ đến lúc: vị trí 12",
        "Mã chốt số liệu: ab12cd",
        "Người xuất, lúc xuất: Cán bộ thử, 02/03/2024 08:05",
    ]


def test_before_the_first_decision_a_file_says_that_there_is_no_code_yet() -> None:
    assert [row[0] for row in values(sheet())][3:5] == ["Theo sổ đến lúc: chưa có", "Mã chốt số liệu: chưa có"]


def test_a_training_register_says_so_in_its_files() -> None:
    assert sheet(is_training=True)["A2"].value == "Lưu ý: DỮ LIỆU TẬP HUẤN"


def test_numbers_are_numbers_and_days_are_days() -> None:
    written = values(sheet())
    header = written.index(["STT", "Cơ quan", "Biên chế", "Từ ngày"])

    assert written[header + 2] == [1, "Hội Nông dân", 1149, dt.datetime(2024, 3, 1)]  # noqa: DTZ001  # as Excel keeps days


def test_text_that_begins_like_a_formula_stays_text() -> None:
    cell = next(row[1] for row in sheet().iter_rows() if row[0].value == 2)

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_nothing_and_none_given_differ() -> None:
    written = {row[0]: row for row in values(sheet())}

    assert written[2][2] is None
    assert written[3][2] == "–"


def test_sections_and_totals_stand_where_they_belong() -> None:
    names = [row[1] or row[0] for row in values(sheet())]
    start = names.index("Cơ quan")

    assert names[start:] == [
        "Cơ quan",
        "Mặt trận và các đoàn thể",
        "Hội Nông dân",
        "=1+1",
        "Không giao riêng",
        "Cộng",
        "Tổng cộng",
    ]


def test_the_header_stays_in_sight_and_is_printed_on_every_page() -> None:
    written = sheet()
    header = next(cell.row for cell in written["A"] if cell.value == "STT")

    assert written.freeze_panes == f"A{header + 1}"
    assert written.print_title_rows == f"${header}:${header}"
    assert str(written.page_setup.paperSize) == "9"
    assert written.page_setup.fitToHeight == 0


def test_the_longest_text_is_cut_and_not_lost() -> None:
    content = exports.write_xlsx(imprint=imprint(), columns=[Column("text", "Nội dung")], rows=[["đ" * 40_000]])
    longest = openpyxl.load_workbook(io.BytesIO(content)).active["A9"].value  # type: ignore[index]

    assert len(str(longest)) == 32_767
    assert str(longest).endswith("…")


def test_a_csv_file_has_the_same_lines() -> None:
    written = csv_rows()

    assert written[:3] == [["Bảng giao biên chế"], ["Bộ lọc", "Năm: 2024"], ["Tính đến ngày", "01/03/2024"]]
    header = written.index(["STT", "Cơ quan", "Biên chế", "Từ ngày"])
    assert written[header + 1 :] == [
        ["Mặt trận và các đoàn thể"],
        ["1", "Hội Nông dân", "1149", "01/03/2024"],
        ["2", "'=1+1", "", ""],
        ["3", "Không giao riêng", "–", ""],
        ["", "Cộng", "1149", ""],
        ["", "Tổng cộng", "1149", ""],
    ]


def test_a_csv_file_tells_excel_that_it_is_utf_8() -> None:
    content = exports.write_csv(imprint=imprint(), columns=COLUMNS, rows=[])

    assert content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_a_csv_file_can_become_a_formula(text: str) -> None:
    content = exports.write_csv(imprint=imprint(title=text), columns=[Column("x", text)], rows=[[text]])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert rows[0] == [f"'{text}"]
    assert rows[-1] == [f"'{text}"]


def test_an_answer_is_a_file_named_by_title_and_day() -> None:
    answer = exports.answer("csv", imprint=imprint(), columns=COLUMNS, rows=ROWS)

    assert answer["Content-Disposition"] == 'attachment; filename="bang-giao-bien-che-2024-03-01.csv"'


def test_another_kind_of_file_is_refused_in_words() -> None:
    with pytest.raises(BadQuestion, match="xlsx hoặc csv"):
        exports.answer("pdf", imprint=imprint(), columns=COLUMNS, rows=ROWS)
