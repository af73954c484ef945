"""The page “Nhập từ Excel”: a file is checked, shown beside the register, and written only once somebody saw it."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from agencies.models import Agency, AgencyAlias
from orgregs.foundation.workbooks import read_workbook
from quotas import actions
from quotas.choices import Block, DraftState
from quotas.forms import carried
from quotas.intake import Preview
from quotas.models import DecisionDraft, DraftLine, DraftTotal, Holder, Pool, QuotaDecision, Receipt
from regulations.models import Document
from tests.quotas.conftest import MOMENT, Page
from tests.workbooks import FILES, HOSTILE, Hostile, xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.conftest import Places
    from tests.quotas.conftest import Desk

PAGE = "/vao-so/tu-excel/"
TEMPLATE = "/vao-so/tu-excel/tep-mau/"
NAMES = {
    "mttq": "Ủy ban MTTQ Việt Nam huyện Đức Linh",
    "ldld": "Liên đoàn Lao động huyện Đức Linh",
    "nong-dan": "HỘI NÔNG DÂN HUYỆN ĐỨC LINH",
    "phu-nu": "Hoi Lien hiep Phu nu huyen Duc Linh",
    "doan": "Huyện đoàn Đức Linh",
    "ccb": "Hội Cựu chiến binh",
}
POSTS = {"mttq": 6, "ldld": 2, "nong-dan": 4, "phu-nu": 4, "doan": 5, "ccb": 3}
TITLE = ["BẢNG GIAO BIÊN CHẾ NĂM 2024"]
HEADER = ["TT", "Cơ quan", "Biên chế"]
# The title on line 1, the header on line 3, the agencies from line 4, the total on line 10.


def table(*, total: Any = 24, **changed: Any) -> list[list[Any]]:
    """The sheet of 2034-QĐ/HU; a changed agency is a number, or a whole line."""
    lines = []
    for place, name in enumerate(NAMES, start=1):
        told = changed.get(name.replace("-", "_"), POSTS[name])
        lines.append(told if isinstance(told, list) else [place, NAMES[name], told])
    return [TITLE, [], HEADER, *lines, ["", "Tổng cộng", total]]


def book(rows: list[list[Any]] | None = None, **sheets: list[list[Any]]) -> bytes:
    """A workbook of one sheet “Giao”, and others."""
    return xlsx({"Giao": table() if rows is None else rows, **sheets})


class Answer(Page):
    """A page, an address to go to, or a file."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.location: str = response.headers.get("Location", "")
        self.content: bytes = response.content
        if "html" in response.headers["Content-Type"]:
            super().__init__(response)


if TYPE_CHECKING:
    Send = Callable[..., Answer]


@pytest.fixture
def an_alias(places: Places) -> None:
    AgencyAlias.objects.create(agency=places.agency("duc-linh-mttq"), name=NAMES["mttq"])


@pytest.fixture
def paper(desk: Desk) -> Document:
    """2034-QĐ/HU, on record."""
    return desk.paper(2034)


@pytest.fixture
def send(client: Client, desk: Desk, paper: Document, an_alias: None) -> Send:
    """Send the form as a clerk; `content` is the file, None where it was read before."""

    def post(
        content: bytes | None = None, name: str = "giao.xlsx", *, by: User | None = None, ask: str = "", **fields: Any
    ) -> Answer:
        client.force_login(by or desk.drafts)
        typed: dict[str, Any] = {
            "document": paper.code,
            "year_from": "2024",
            "extent": "toan-van",
            "category": "chua-phan-loai",
        }
        typed |= {key.replace("__", "-"): value for key, value in fields.items()}
        if content is not None:
            typed["workbook"] = SimpleUploadedFile(name, content)
        response = client.post(f"{PAGE}?dia-phuong=duc-linh{ask}", {k: v for k, v in typed.items() if v is not None})
        return Answer(response)

    return post


def read_of(page: Page) -> str:
    """The signed field of a page."""
    found = re.search(r'name="read" value="([^"]*)"', page.html)
    assert found is not None
    return found[1]


def problems(page: Page) -> list[list[str]]:
    """The table of what is to be mended: place, what stands there, what to do."""
    return next((each[1:] for each in page.tables if each[0][-1] == "Cần sửa gì"), [])


def can_confirm(page: Page) -> bool:
    return 'name="confirm"' in page.html


def written() -> list[int]:
    """How many rows there are of everything that an import writes."""
    return [
        each.objects.count()
        for each in (DecisionDraft, DraftLine, DraftTotal, Receipt, Document, Holder, QuotaDecision)
    ]


# ---- From the file to the draft


def test_a_file_is_shown_beside_the_register_before_anything_is_written(desk: Desk, send: Send) -> None:
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 3), document=desk.paper(), is_extract=True)
    before = written()

    page = send(book())

    assert page.status == 200
    assert written() == before
    assert "Mới 4 Thay đổi 1 Không đổi 1" in page.text
    assert "Tổng số ghi trong quyết định: 24 · Cộng các dòng: 24" in page.text
    assert page.tables[-1][0] == [
        "Dòng", "Trong tệp", "Cơ quan trong sổ", "Đang có trong sổ", "Số trong tệp", "Kết quả",
    ]  # fmt: skip
    assert page.tables[-1][1:4] == [
        ["4", NAMES["mttq"], "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh", "6", "6", "Không đổi"],
        ["5", NAMES["ldld"], NAMES["ldld"], "3", "2", "Thay đổi"],
        ["6", NAMES["nong-dan"], "Hội Nông dân huyện Đức Linh", "chưa có số liệu", "4", "Mới"],
    ]
    assert can_confirm(page)


def test_what_was_shown_is_written_with_the_receipt_of_its_file(desk: Desk, send: Send, paper: Document) -> None:
    content = book()

    page = send(None, read=read_of(send(content, "C:\\giao 2024.xlsx")), confirm="1")

    draft = DecisionDraft.objects.get()
    assert (page.status, page.location) == (302, draft.get_absolute_url())
    assert (draft.document, draft.pool, draft.year_from, draft.is_extract) == (paper, desk.district, 2024, False)
    lines = draft.lines.select_related("holder__agency").order_by("number")
    assert {line.holder.agency.code.removeprefix("duc-linh-"): line.posts for line in lines if line.holder.agency} == (
        POSTS
    )
    assert draft.totals.get().posts == 24
    receipt = draft.receipt
    assert (receipt.file_name, receipt.sheet, receipt.size) == ("giao 2024.xlsx", "Giao", len(content))
    assert receipt.received_by == desk.drafts


@pytest.mark.parametrize("name", ["giao.csv", "giao.xlsx"])
def test_a_csv_goes_the_same_road(send: Send, name: str) -> None:
    lines = ["TT;Cơ quan;Biên chế", *(f"{place};{NAMES[name]};{POSTS[name]}" for place, name in enumerate(NAMES, 1))]
    content = "\n".join(lines).encode("utf-8-sig")

    page = send(content, "giao.csv") if name == "giao.csv" else send(book())

    assert "Mới 6 Thay đổi 0 Không đổi 0" in page.text
    assert ("trang “Giao”" in page.text) == (name == "giao.xlsx")


def test_a_new_paper_is_written_by_the_confirmation_only(send: Send, desk: Desk) -> None:
    new = {
        "document": None,
        "number": "77",
        "issued_on": "20/12/2023",
        "subject": "Giao biên chế",
        "series_of": "duc-linh-uy",
    }
    before = Document.objects.count()

    page = send(book(), **new)
    assert Document.objects.count() == before
    assert "Quyết định số 77, ngày 20/12/2023, năm 2024, toàn văn" in page.text
    send(None, read=read_of(page), confirm="1", **new)

    draft = DecisionDraft.objects.get()
    assert (draft.document.symbol, draft.document.subject) == ("77-QĐ/HU", "Giao biên chế")
    assert draft.document.history.get().history_user == desk.drafts


def test_a_paper_that_was_offered_stays_the_chosen_one(send: Send, paper: Document) -> None:
    typed = {"document": None, "number": "2034", "issued_on": "15/12/2023", "series_of": "duc-linh-uy"}
    refused = send(book(), subject="Tên khác", **typed)
    assert refused.status == 400
    assert 'name="use-document"' in refused.html

    page = send(None, read=read_of(refused), use__document=paper.code, subject="Tên khác", **typed)

    assert can_confirm(page)
    assert f'<option value="{paper.code}" selected>' in page.html
    assert "Tên khác" not in page.html
    sent = typed | {"document": paper.code, "subject": paper.subject}
    assert send(None, read=read_of(page), confirm="1", **sent).status == 302
    assert DecisionDraft.objects.get().document == paper


# ---- What is wrong stays where it is, and is told


def test_nothing_without_a_file(send: Send) -> None:
    page = send(None)

    assert page.status == 400
    assert "Chọn tệp Excel của quyết định." in page.text


def test_a_wrong_day_does_not_lose_the_file(send: Send) -> None:
    before = written()
    page = send(book(), document=None, number="77", issued_on="31/02/2023", subject="Giao biên chế")

    assert page.status == 400
    assert "Đã đọc tệp “giao.xlsx”" in page.text
    assert not can_confirm(page)
    mended = {
        "document": None,
        "number": "77",
        "issued_on": "20/12/2023",
        "subject": "Giao",
        "series_of": "duc-linh-uy",
    }
    again = send(None, read=read_of(page), **mended)
    assert (again.status, can_confirm(again)) == (200, True)
    assert written() == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"year_from": ""}, "Trường này là bắt buộc.", id="no year"),
        pytest.param({"year_to": "2023"}, "Năm cuối không được trước năm đầu.", id="years out of order"),
        pytest.param({"effective_on": "01/01/2025"}, "không được sau ngày 31/12 của năm đầu", id="a day too late"),
        pytest.param({"stated_total": "24 người"}, "24 người", id="a total that is none"),
        pytest.param({"category": "la"}, "la", id="a category that is none"),
        pytest.param({"extent": ""}, "Chọn toàn văn hay trích.", id="neither whole nor extract"),
    ],
)
def test_what_is_said_of_the_file_is_judged_like_a_typed_decision(
    send: Send, fields: dict[str, str], sentence: str
) -> None:
    page = send(book(), **fields)

    assert page.status == 400
    assert sentence in page.text
    assert read_of(page)
    assert Receipt.objects.count() == 0


SENTENCES = {
    "empty": "Tệp rỗng",
    "too-large": "Tệp lớn hơn 5 MB",
    "not-a-workbook": "Tệp này không phải sổ tính",
    "web-page": "Tệp này là trang web (HTML)",
    "other-kind": "Tệp này là sổ tính kiểu",
    "password": "Tệp đặt mật khẩu",
    "unpacks-too-large": "Tệp quá lớn khi mở ra",
    "limits": "tốn quá nhiều bộ nhớ hoặc thời gian",
    "too-many-sheets": "Tệp có hơn 100 trang",
    "too-far": "ở rất xa (sau dòng",
    "too-many-rows": "dòng, kể cả dòng trống",
    "damaged": "Tệp bị hỏng",
    "no-cells": "Không ô nào trong tệp có chữ hay số",
    "csv-encoding": "Tệp CSV phải ghi bằng mã UTF-8",
    "csv-quotes": "Tệp CSV sai cách ghi từ dòng",
    "csv-separator": "Các cột của tệp CSV phải cách nhau bằng",
}


@pytest.mark.parametrize("hostile", [pytest.param(each, id=name) for name, each in HOSTILE.items()])
def test_a_file_that_is_no_table_is_refused_in_its_own_words(send: Send, hostile: Hostile) -> None:
    before = written()

    page = send(hostile.content(), hostile.name)

    assert page.status == 400
    assert SENTENCES[hostile.code] in page.text
    assert read_of(page) == ""
    assert written() == before


def test_a_file_larger_than_any_form_takes_is_refused_by_its_size(send: Send, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

    page = send(b"PK\x03\x04" + b"x" * 5_000_001)

    assert page.status == 400
    assert "Tệp lớn hơn 5 MB" in page.text


def test_what_does_not_fit_into_a_page_is_told(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "MOST_CHARACTERS", 300)

    page = send(book())

    assert page.status == 400
    assert "Tệp có quá nhiều dữ liệu để kiểm tra" in page.text
    assert (read_of(page), can_confirm(page)) == ("", False)


@pytest.mark.parametrize(
    ("rows", "place", "sentence"),
    [
        pytest.param(table(ccb=[6, "Hội Lạ", 3]), "9 B", "không có cơ quan tên “Hội Lạ”", id="an unknown agency"),
        pytest.param(
            table(ccb=[6, "Hội Liên hiệp Phụ nữ huyện Na Hang", 3]),
            "9 B",
            "“Hội Liên hiệp Phụ nữ huyện Na Hang” mang tên địa phương khác",
            id="an agency of another locality",
        ),
        pytest.param(table(ccb=[6, "Huyện đoàn Đức Linh", 3]), "8 B", "còn đứng ở dòng 9", id="an agency twice"),
        pytest.param(table(ccb=-3), "9 C", "“-3” là số âm", id="a minus"),
        pytest.param(table(ccb=2.5), "9 C", "“2,5” là số lẻ", id="a decimal"),
        pytest.param(table(ccb="3 biên chế"), "9 C", "ô này chỉ ghi 3", id="a number with a word"),
        pytest.param(table(ccb="ba"), "9 C", "“ba” không phải là số nguyên", id="a word for a number"),
        pytest.param(table(ccb=dt.date(2024, 3, 1)), "9 C", "Ô này là ngày 01/03/2024", id="a day for a number"),
        pytest.param(table(ccb=True), "9 C", "Ô này ghi đúng/sai", id="true for a number"),
        pytest.param(table(ccb="=1+2"), "9 C", "công thức chưa được tính", id="a formula without value"),
        pytest.param(table(ccb=10**9), "9 C", "lớn quá mức", id="a number beyond measure"),
        pytest.param(table(ccb=[6, "", 3]), "9 C", "Có số 3 nhưng không có tên cơ quan", id="a number without name"),
        pytest.param(
            [["GIAO BIÊN CHẾ NĂM 2023"], *table()[1:]], "1 A", "Dòng này ghi năm 2023", id="a title of another year"
        ),
        pytest.param(
            [TITLE, [], ["TT", "Cơ quan", "Giao năm 2023"], *table()[3:]],
            "3 C",
            "“Giao năm 2023” không phải của năm 2024",
            id="a column of another year",
        ),
        pytest.param(
            [TITLE, [], *(row[:2] for row in table()[2:])], "3", "Không thấy cột số biên chế", id="no column of numbers"
        ),
        pytest.param(
            [["Danh sách"], [], *([row[0], row[2]] for row in table()[2:])],
            "3",
            "Không thấy cột tên cơ quan",
            id="no column of names",
        ),
        pytest.param([TITLE, HEADER, *table()[2:]], "3", "nằm ở hai dòng (2 và 3)", id="two lines of headings"),
        pytest.param([TITLE, [], HEADER], "3", "không có dòng nào có tên cơ quan và số", id="no lines"),
        pytest.param([*table(), ["", "Tổng cộng", 30]], "10 C", "Có nhiều dòng tổng khác nhau", id="two totals"),
    ],
)
def test_each_mistake_is_told_with_its_place_and_its_own_sentence(
    send: Send, rows: list[list[Any]], place: str, sentence: str
) -> None:
    before = written()

    page = send(book(rows))

    told = {(f"{line} {column}".strip(), said) for sheet, line, column, _in_file, said in problems(page)}
    assert (page.status, can_confirm(page)) == (200, False)
    assert place in [where for where, said in told if sentence in said and said.startswith("Lỗi")]
    assert {row[0] for row in problems(page)} <= {"Giao", ""}
    assert written() == before
    # A confirmation that no button sends writes nothing either.
    assert send(None, read=read_of(page), confirm="1").status == 200
    assert written() == before


def test_all_mistakes_are_told_at_once(send: Send) -> None:
    page = send(book(table(mttq=-6, ldld="2 người", nong_dan=[3, "Hội Lạ", 4], phu_nu=4.5)))

    assert {line for _sheet, line, *_rest in problems(page)} >= {"4", "5", "6", "7"}
    assert "Không hợp lệ" in page.text
    assert ("8", "Huyện đoàn Đức Linh") in [(row[0], row[1]) for row in page.tables[-1]]


def test_a_total_that_differs_is_a_warning_and_the_draft_can_be_written(send: Send) -> None:
    page = send(book(table(total=25)))

    ((sheet, line, column, in_file, said),) = problems(page)
    assert (sheet, line, column, in_file) == ("Giao", "10", "C", "25")
    assert said.startswith("Cảnh báo Tổng số ghi trong quyết định")
    assert can_confirm(page)
    send(None, read=read_of(page), confirm="1")
    assert DecisionDraft.objects.get().totals.get().posts == 25


def test_what_is_to_be_mended_goes_along_as_a_file(send: Send) -> None:
    page = send(book(table(ccb="=1+2", doan=-5)))

    answer = send(None, read=read_of(page), result="1")

    (sheet,) = read_workbook(answer.content, "ket-qua.xlsx")
    assert sheet.rows[0] == ["Trang", "Dòng", "Cột", "Trong tệp", "Cần sửa gì"]
    assert [row[:4] for row in sheet.rows[1:3]] == [["Giao", 8, "C", "-5"], ["Giao", 9, "C", ""]]
    assert Receipt.objects.count() == 0


# ---- Sheets and columns among which to choose


def test_of_two_tables_a_sheet_is_chosen(send: Send) -> None:
    content = book(table(), **{"Giao lần 2": table(ccb=4, total=25), "Ghi chú": [["Người lập"]]})

    asked = send(content)
    assert "Tệp có 2 trang có bảng (“Giao”, “Giao lần 2”): chọn một trang để nhập." in asked.text
    assert not can_confirm(asked)
    page = send(None, read=read_of(asked), sheet="Giao lần 2")

    assert "trang “Giao lần 2”" in page.text
    assert "Cộng các dòng: 25" in page.text
    assert '<option value="Giao lần 2" selected>' in page.html
    assert send(None, read=read_of(page), sheet="Giao lần 2", confirm="1").status == 302
    assert Receipt.objects.get().sheet == "Giao lần 2"


def test_of_two_columns_one_is_chosen(send: Send) -> None:
    rows = [[*row, *row[2:]] for row in table()]
    rows[2] = ["TT", "Cơ quan", "Biên chế đợt 1", "Biên chế đợt 2"]
    rows[8][3] = 1
    rows[9][3] = 22

    asked = send(book(rows))
    assert (asked.status, can_confirm(asked)) == (200, False)
    assert "Ghép cột" in asked.text
    assert re.findall(r'<option value="([C-F])"', asked.html) == ["C", "D"]
    page = send(None, read=read_of(asked), column="D")

    assert "Cộng các dòng: 22" in page.text
    assert '<option value="D" selected>' in page.html
    assert send(None, read=read_of(page), column="D", confirm="1").status == 302


def test_another_file_forgets_what_was_chosen_in_the_one_before(send: Send) -> None:
    asked = send(book(table(), **{"Giao lần 2": table()}))

    page = send(book(), read=read_of(asked), sheet="Giao lần 2")

    assert "trang “Giao”" in page.text
    assert can_confirm(page)
    assert send(None, read=read_of(page), sheet="", confirm="1").status == 302


# ---- Only what was seen is written


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"year_from": "2023"}, id="the year"),
        pytest.param({"year_to": "2025"}, id="the last year"),
        pytest.param({"category": "cong-chuc"}, id="the category"),
        pytest.param({"extent": "trich"}, id="the extent"),
        pytest.param({"stated_total": "24"}, id="the total"),
        pytest.param({"effective_on": "01/03/2024"}, id="the day"),
        pytest.param({"document": "another"}, id="the paper"),
    ],
)
def test_what_was_asked_otherwise_is_shown_before_it_is_written(
    desk: Desk, send: Send, changed: dict[str, str]
) -> None:
    if "document" in changed:
        changed = {"document": desk.paper(2035).code}
    page = send(book())
    before = written()

    again = send(None, read=read_of(page), confirm="1", **changed)

    assert again.status == 200
    assert "Chưa ghi: thông tin đã đổi so với lần kiểm tra." in again.text
    assert written() == before
    if can_confirm(again):
        assert send(None, read=read_of(again), confirm="1", **changed).status == 302


def test_another_file_is_shown_before_it_is_written(send: Send) -> None:
    page = send(book())

    again = send(book(table(ccb=4, total=25)), read=read_of(page), confirm="1")

    assert "Chưa ghi: thông tin đã đổi" in again.text
    assert "Cộng các dòng: 25" in again.text
    assert DecisionDraft.objects.count() == 0


def test_a_preview_that_is_no_longer_true_is_refused_with_what_changed(desk: Desk, send: Send) -> None:
    page = send(book())
    desk.booked(desk.line("ccb", 3), desk.line("doan", 4), document=desk.paper(), is_extract=True)
    before = written()

    refused = send(None, read=read_of(page), confirm="1")

    assert refused.status == 409
    assert written() == before
    assert "Từ lúc kiểm tra, sổ đã thay đổi:" in refused.text
    assert "Huyện đoàn Đức Linh: lúc kiểm tra sổ đang ghi chưa có số liệu, nay ghi 4." in refused.text
    assert "Hội Cựu chiến binh huyện Đức Linh: lúc kiểm tra sổ đang ghi chưa có số liệu, nay ghi 3." in refused.text
    assert "Hội Nông dân huyện Đức Linh: lúc kiểm tra" not in refused.text
    assert "Mới 4 Thay đổi 1 Không đổi 1" in refused.text
    assert send(None, read=read_of(refused), confirm="1").status == 302


def test_a_booking_that_changes_nothing_here_refuses_nothing(desk: Desk, send: Send) -> None:
    page = send(book())
    paper = desk.paper(issued_on=dt.date(2022, 12, 15))
    desk.booked(desk.line("ccb", 3), document=paper, year_from=2023, is_extract=True)

    assert send(None, read=read_of(page), confirm="1").status == 302


def test_a_name_that_now_means_another_agency_is_told(desk: Desk, send: Send, places: Places) -> None:
    page = send(book())
    mttq, other = places.agency("duc-linh-mttq"), places.agency("duc-linh-ldld")
    Agency.objects.create(code="duc-linh-khoi", name="Khối vận", kind=other.kind, locality=other.locality, order=99)
    AgencyAlias.objects.filter(agency=mttq).update(agency=Agency.objects.get(code="duc-linh-khoi"))

    refused = send(None, read=read_of(page), confirm="1")

    assert refused.status == 409
    assert "lúc kiểm tra là “Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh”, nay là “Khối vận”" in refused.text
    assert DecisionDraft.objects.count() == 0


# ---- The signed field


def _cut(text: str) -> str:
    return text[:-4] + "AAAA"


def _other_figures(text: str) -> str:
    """The content of another file under the signature of this one."""
    _content, moment, signature = text.rsplit(":", 2)
    other = signing.dumps({"sheets": []}, compress=True).rsplit(":", 2)[0]
    return ":".join([other, moment, signature])


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(_cut, id="another signature"),
        pytest.param(_other_figures, id="another content"),
        pytest.param(lambda text: "x" * 100, id="letters"),
        pytest.param(lambda text: f"{text}é:ü:ß", id="letters with marks"),
        pytest.param(lambda text: text[1:], id="a letter less"),
        pytest.param(lambda text: signing.dumps({"a": 1}), id="signed for something else"),
    ],
)
def test_a_field_that_was_tampered_with_is_refused_in_a_sentence(send: Send, spoilt: Callable[[str], str]) -> None:
    page = send(book())

    refused = send(None, read=spoilt(read_of(page)), confirm="1")

    assert refused.status == 400
    assert "Dữ liệu của lần kiểm tra trước không dùng được nữa: chọn lại tệp." in refused.text
    assert (read_of(refused), Receipt.objects.count()) == ("", 0)


def test_a_field_with_a_signature_over_an_older_content_is_refused(send: Send, desk: Desk) -> None:
    salt = f"quotas.workbook:{desk.district.pk}:{desk.drafts.pk}"

    refused = send(None, read=signing.dumps({"file": ["a.xlsx"]}, salt=salt), confirm="1")

    assert (refused.status, Receipt.objects.count()) == (400, 0)


def test_the_field_of_another_person_or_pool_is_refused(send: Send, desk: Desk, clerk: User) -> None:
    Pool.objects.create(locality=desk.district.locality, block=Block.STATE)
    read = read_of(send(book()))

    assert send(None, read=read, confirm="1", by=clerk).status == 400
    assert send(None, read=read, confirm="1", ask="&khoi=state").status == 400
    assert Receipt.objects.count() == 0


# ---- The same file again


def test_the_same_file_leads_to_the_draft_that_was_made_of_it(send: Send, desk: Desk, clerk: User) -> None:
    content = book()
    send(None, read=read_of(send(content)), confirm="1")
    draft = DecisionDraft.objects.get()

    page = send(content, by=clerk)

    assert page.status == 200
    assert "Quyết định này đã có phương án" in page.text
    assert f'href="{draft.get_absolute_url()}"' in page.html
    assert not can_confirm(page)


def test_two_clicks_make_one_draft(send: Send) -> None:
    new = {"document": None, "number": "77", "issued_on": "20/12/2023", "subject": "Giao", "series_of": "duc-linh-uy"}
    read = read_of(send(book(), **new))

    first, second = (send(None, read=read, confirm="1", **new) for _click in range(2))

    draft = DecisionDraft.objects.get()
    assert [first.location, second.location] == [draft.get_absolute_url()] * 2
    assert Document.objects.filter(number=77).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="a paper on record"),
        pytest.param(
            {
                "document": None,
                "number": "77",
                "issued_on": "20/12/2023",
                "subject": "Giao",
                "series_of": "duc-linh-uy",
            },
            id="a new paper",
        ),
    ],
)
def test_two_clicks_at_once_make_one_draft(
    send: Send, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str | None]
) -> None:
    """The first click is done between the second's reading and its writing."""
    read = read_of(send(book(), **fields))
    compare = Preview.changes_since

    def interrupted(preview: Preview, shown: Any) -> list[str]:
        monkeypatch.setattr(Preview, "changes_since", compare)
        assert send(None, read=read, confirm="1", **fields).status == 302
        return compare(preview, shown)

    monkeypatch.setattr(Preview, "changes_since", interrupted)
    page = send(None, read=read, confirm="1", **fields)

    assert page.location == DecisionDraft.objects.get().get_absolute_url()
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(actions.NotAllowed("Bạn không có quyền ở đây."), id="not allowed"),
        pytest.param(ValidationError("Dòng 1: quá lớn."), id="a line that no paper could hold"),
        pytest.param(IntegrityError("UNIQUE"), id="somebody wrote the same"),
    ],
)
def test_what_is_refused_at_the_last_moment_is_told_and_can_be_sent_again(
    send: Send, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    page = send(book())

    def refuse(**_options: Any) -> None:
        raise refusal

    with monkeypatch.context() as patched:
        patched.setattr(actions, "save_imported", refuse)
        refused = send(None, read=read_of(page), confirm="1")

    assert refused.status == 400
    assert (
        str(refusal) if not isinstance(refusal, ValidationError | IntegrityError) else "Chưa ghi được"
    ) in refused.text
    assert can_confirm(refused)
    assert send(None, read=read_of(refused), confirm="1").status == 302


def test_the_same_file_once_everything_is_booked_says_who_and_when(send: Send, desk: Desk) -> None:
    content = book()
    send(None, read=read_of(send(content)), confirm="1")
    draft = DecisionDraft.objects.get()
    actions.submit_draft(draft=draft, by=desk.drafts, at=MOMENT)
    actions.book_decision(draft=draft, by=desk.books, at=MOMENT)
    assert DecisionDraft.objects.get().state == DraftState.BOOKED
    before = written()

    page = send(content)

    assert "6 dòng không đổi" in page.text
    assert re.search(rf"Tệp này {desk.drafts} đã nhập lúc \d\d:\d\d \d\d/\d\d/\d{{4}}: {draft.code}", page.text)
    assert "2034-QĐ/HU" in page.text
    assert send(None, read=read_of(page), confirm="1").status in {200, 409}
    assert written() == before


# ---- Who may come, and from where


def test_who_drafts_nowhere_or_elsewhere_finds_nothing(
    client: Client, desk: Desk, stranger: User, unit_head: User, auditor: User, places: Places
) -> None:
    for person, address in (
        (stranger, f"{PAGE}?dia-phuong=duc-linh"),
        (stranger, f"{TEMPLATE}?dia-phuong=duc-linh"),
        (unit_head, PAGE),
        (auditor, PAGE),
        (desk.books, PAGE),
        (desk.drafts, f"{PAGE}?dia-phuong=na-hang"),
        (desk.drafts, f"{PAGE}?dia-phuong=duc-linh&khoi=state"),
    ):
        client.force_login(person)
        assert client.get(address).status_code == 404, (person, address)


def test_of_several_pools_one_is_chosen_first(client: Client, desk: Desk) -> None:
    Pool.objects.create(locality=desk.district.locality, block=Block.STATE)
    client.force_login(desk.drafts)

    for address in (PAGE, TEMPLATE):
        page = Page(client.get(address))

        assert "Chọn địa phương của quyết định:" in page.text
        assert 'href="?dia-phuong=duc-linh&amp;khoi=state"' in page.html


def test_the_way_to_the_page_stands_where_decisions_are_entered(client: Client, desk: Desk) -> None:
    client.force_login(desk.drafts)

    assert f'href="{PAGE}"' in Page(client.get("/vao-so/")).html
    form = Page(client.get("/vao-so/them/?dia-phuong=duc-linh"))
    assert f'href="{PAGE}?dia-phuong=duc-linh&amp;khoi=party"' in form.html


def test_a_name_of_a_file_is_only_text(send: Send) -> None:
    page = send(book(), 'giao "<script>alert(1)</script>".xlsx')

    assert page.status == 200
    assert "<script>alert" not in page.html


# ---- The empty table


def test_the_empty_table_is_read_back_by_the_same_road(client: Client, desk: Desk, send: Send, places: Places) -> None:
    Agency.objects.filter(code="duc-linh-ccb").update(has_own_quota=False)
    client.force_login(desk.drafts)
    response = client.get(TEMPLATE, {"dia-phuong": "duc-linh", "nam": "2024"})
    assert 'filename="mau-giao-bien-che-duc-linh-2024.xlsx"' in response["Content-Disposition"]
    filled = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = filled.active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["TT", "Cơ quan, đơn vị", "Biên chế", "Ghi chú"]
    assert sheet.max_row == 7  # five agencies and the total
    for line, posts in enumerate([6, 2, 4, 4, 5, 21], start=2):
        sheet.cell(line, 3, posts)
    content = io.BytesIO()
    filled.save(content)

    page = send(content.getvalue())

    assert "Mới 5 Thay đổi 0 Không đổi 0" in page.text
    assert "Tổng số ghi trong quyết định: 21 · Cộng các dòng: 21" in page.text
    assert (problems(page), can_confirm(page)) == ([], True)


def test_an_empty_table_that_was_not_filled_in_says_so(client: Client, desk: Desk, send: Send) -> None:
    client.force_login(desk.drafts)
    content = client.get(TEMPLATE, {"dia-phuong": "duc-linh", "nam": "abc"}).content

    page = send(content)

    assert (page.status, can_confirm(page)) == (200, False)
    assert problems(page)


# ---- The cost


def test_the_number_of_queries_does_not_grow_with_the_rows(send: Send, desk: Desk, places: Places) -> None:
    def queries(rows: list[list[Any]], **fields: Any) -> int:
        content = book(rows)
        with CaptureQueriesContext(connection) as captured:
            page = send(content, **fields)
        assert page.status == 200
        return len(captured)

    send(book())  # whatever is read once
    few = queries([*table()[:5], ["", "Tổng cộng", 8]])
    many = queries(table())

    assert few == many


# ---- The files to try

# What each shows, and whether a draft can be made of it; those of 2025 are for Huyện Tập huấn.
FILES_TO_TRY = {
    "giao-2034.xlsx": (200, False, "6 dòng không đổi"),
    "giao-2025-dung.csv": (200, True, "Mới 6"),
    "giao-2025-dung.ods": (200, True, "Mới 6"),
    "giao-2025-dung.xls": (200, True, "Mới 6"),
    "giao-2025-dung.xlsx": (200, True, "Mới 6"),
    "giao-2025-loi.xlsx": (200, False, "4 lỗi phải sửa"),
    "giao-2025-cong-thuc.xlsx": (200, False, "công thức chưa được tính"),
    "giao-2025-dia-phuong-khac.xlsx": (200, False, "là cơ quan của Huyện Đức Linh, không phải của Huyện Tập huấn"),
    "giao-2025-hai-tieu-de.xlsx": (200, False, "Tiêu đề của bảng nằm ở hai dòng"),
    "giao-2025-hai-trang.xlsx": (200, False, "Tệp có 2 trang có bảng"),
    "giao-2025-sai-nam.xlsx": (200, False, "ghi năm 2024, quyết định là của năm 2025"),
    "giao-2025-sai-tong.xlsx": (200, True, "là 26 nhưng cộng các dòng được 24"),
    "giao-2025-so-le.xlsx": (200, False, "“4,5” là số lẻ"),
    "giao-2025-thieu-cot.xlsx": (200, False, "Không thấy cột số biên chế"),
    "giao-2025-trung-co-quan.xlsx": (200, False, "còn đứng ở dòng"),
    "giao-2025-khong-phai-so-tinh.xlsx": (400, False, SENTENCES["not-a-workbook"]),
    "giao-2025-mat-khau.xlsx": (400, False, SENTENCES["password"]),
    "giao-2025-o-xa.xlsx": (400, False, SENTENCES["too-far"]),
    "giao-2025-trang-trang.xlsx": (400, False, SENTENCES["no-cells"]),
    "giao-2025-trieu-dong.xlsx": (400, False, SENTENCES["too-many-rows"]),
}


def test_the_files_to_try_show_what_they_are_there_to_show(
    client: Client, seeds: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TRAINING = True
    call_command("load_register")
    call_command("demo_accounts")
    capsys.readouterr()
    client.force_login(User.objects.get(username="duclinh.nhap"))
    before, shown = written(), {}
    common = {"extent": "toan-van", "category": "chua-phan-loai"}
    of_2025 = {"number": "3001", "issued_on": "15/12/2024", "subject": "Giao biên chế năm 2025", "year_from": "2025"}
    of_2034 = {"document": "2034-qd-hu-duc-linh-2023", "year_from": "2024"}

    for path in FILES.glob("giao-*"):
        place, typed = ("duc-linh", of_2034) if "2034" in path.name else ("huyen-tap-huan", of_2025)
        upload = SimpleUploadedFile(path.name, path.read_bytes())
        page = Page(client.post(f"{PAGE}?dia-phuong={place}", common | typed | {"workbook": upload}))
        told = FILES_TO_TRY.get(path.name, (0, False, ""))[2]
        shown[path.name] = (page.status, can_confirm(page), told if told in page.text else page.text)

    assert shown == FILES_TO_TRY
    assert written() == before
