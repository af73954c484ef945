"""Files of the ledger: what is read back from XLSX and CSV equals the page, and says of what and when it speaks."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from agencies.models import Agency
from quotas.actions import LineInput, holder_of
from quotas.models import Seal
from tests.times import MARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User
    from tests.conftest import Places
    from tests.quotas.conftest import Desk, Page

    Open = Callable[..., Page]

TABLE = "/bien-che/duc-linh/2024/"
NUMBERS = ("TT", "Giao năm 2023", "Giao năm 2024", "Tăng, giảm")


class Sheet:
    """A file of the site as a reader's program opens it."""

    def __init__(self, rows: list[list[Any]], header: str = "TT") -> None:
        self.rows = rows
        self.header_line = next(number for number, row in enumerate(rows) if row[0] == header)
        self.header = rows[self.header_line]
        self.body = rows[self.header_line + 1 : -1]
        self.total = rows[-1]
        above = [cell for row in rows[: self.header_line] for cell in row if cell]
        self.title, self.imprint = above[0], " | ".join(map(str, above[1:]))

    def column(self, heading: str) -> list[Any]:
        """The cells below a heading, without the total."""
        return [row[self.header.index(heading)] for row in self.body]


def workbook(client: Client, person: User, address: str = TABLE, **query: Any) -> Any:
    """The active sheet of the XLSX."""
    client.force_login(person)
    response = client.get(address, query | {"tep": "xlsx"})
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content)).active


def from_xlsx(client: Client, person: User, address: str = TABLE, *, header: str = "TT", **query: Any) -> Sheet:
    """The XLSX read back."""
    sheet = workbook(client, person, address, **query)
    return Sheet([list(row) for row in sheet.iter_rows(values_only=True)], header)


def from_csv(client: Client, person: User, address: str = TABLE, *, header: str = "TT", **query: Any) -> Sheet:
    """The CSV read back; its rows above the table are filled up to its width."""
    client.force_login(person)
    response = client.get(address, query | {"tep": "csv"})
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows: list[list[Any]] = [row or [""] for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))]
    return Sheet(rows, header)


def as_page(cell: Any) -> str:
    """A cell as the page prints it."""
    return "" if cell is None else str(cell)


# ---- 2034-QĐ/HU read back


@pytest.mark.parametrize("read", [from_xlsx, from_csv])
def test_the_file_reads_back_equal_to_the_page(
    loaded: None, client: Client, staff: User, page: Open, read: Callable[..., Sheet]
) -> None:
    sheet, shown = read(client, staff), page(staff, TABLE)

    heading, *body, total = shown.tables[0]
    assert sheet.header == heading
    without_signs = [[cell.lstrip("+") for cell in row] for row in body]
    assert [[as_page(cell) for cell in row] for row in sheet.body] == without_signs
    assert [as_page(cell) for cell in sheet.total] == total
    assert sheet.title == "Bảng giao biên chế năm 2024, Huyện Đức Linh"


def test_numbers_are_numbers_the_header_stays_and_the_head_is_on_it(loaded: None, client: Client, staff: User) -> None:
    raw, sheet = workbook(client, staff), from_xlsx(client, staff)

    assert sheet.column("Giao năm 2024") == [6, 2, 4, 4, 5, 3]
    assert sheet.column("TT") == [1, 2, 3, 4, 5, 6]
    assert (sheet.total[1], sheet.total[4]) == ("Cộng 6 cơ quan đã ghi", 24)
    assert raw.freeze_panes == f"A{sheet.header_line + 2}"
    head = Seal.objects.get().head
    for words in (
        "Bộ lọc: không lọc",
        "Tính đến ngày: 31/12/2024",
        "vị trí 1",
        f"Mã chốt số liệu: {head}",
        "Người xuất, lúc xuất: Cán bộ Đức Linh",
        "Đơn vị tính: biên chế",
        "Ghi chú: Chưa ghi số cấp trên giao",
        "Trích: chỉ ghi một phần quyết định",
    ):
        assert words in sheet.imprint, words


def test_the_csv_says_the_same_of_itself(loaded: None, client: Client, staff: User) -> None:
    sheet = from_csv(client, staff)

    for words in (
        "Bộ lọc | không lọc",
        "Tính đến ngày | 31/12/2024",
        Seal.objects.get().head,
        "Chưa ghi số cấp trên giao",
    ):
        assert words in sheet.imprint, words
    assert sheet.column("Giao năm 2024") == ["6", "2", "4", "4", "5", "3"]


def test_the_file_has_a_name_that_tells_what_it_is(loaded: None, client: Client, staff: User) -> None:
    client.force_login(staff)

    for form, kind in (("xlsx", "application/vnd.openxmlformats"), ("csv", "text/csv")):
        response = client.get(TABLE, {"tep": form})
        name = f"bang-giao-bien-che-nam-2024-huyen-duc-linh-2024-12-31.{form}"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Content-Type"].startswith(kind)


def test_another_form_of_file_is_refused_in_words(desk: Desk, page: Open) -> None:
    refused = page(desk.drafts, TABLE, tep="pdf")

    assert refused.status == 400
    assert "Chỉ xuất được tệp xlsx hoặc csv." in refused.text


# ---- Exactly what the page shows


def test_the_file_is_of_the_day_the_position_and_the_filter_asked(desk: Desk, client: Client, places: Places) -> None:
    first = desk.year_2024()
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH))
    desk.corrected(first, desk.line("mttq", 9, corrects=first.lines.get(number=1)))
    kind = places.agency("duc-linh-mttq").kind

    sheet = from_xlsx(client, desk.drafts, ngay="29/02/2024", so="1", loai_co_quan=kind.code)

    assert sheet.column("Giao năm 2024") == [6]
    assert sheet.total[4] == 6
    for words in (f"Loại cơ quan: {kind.name}", "Tính đến ngày: 29/02/2024", "vị trí 1", first.seal.head):
        assert words in sheet.imprint
    assert from_xlsx(client, desk.drafts).column("Giao năm 2024")[0] == 10


def test_before_the_first_decision_the_file_says_position_0(desk: Desk, client: Client) -> None:
    desk.year_2024()

    sheet = from_xlsx(client, desk.drafts, so="0")

    assert sheet.column("Giao năm 2024") == ["chưa có số liệu"] * 6
    assert "vị trí 0" in sheet.imprint
    assert "0" * 64 in sheet.imprint
    assert Seal.objects.get().head not in sheet.imprint


def test_dash_zero_and_nothing_stay_apart_in_a_file(desk: Desk, client: Client, places: Places) -> None:
    agency = places.agency("duc-linh-doan")
    agency.has_own_quota = False
    agency.save()
    desk.booked(desk.line("mttq", None), desk.line("ldld", 0), desk.line("nong-dan", 4, provisional=True))

    for read in (from_xlsx, from_csv):
        sheet = read(client, desk.drafts)
        assert list(map(as_page, sheet.column("Giao năm 2024"))) == [
            "–",
            "0",
            "4",
            "chưa có số liệu",
            "không giao riêng",
            "chưa có số liệu",
        ]
        assert sheet.column("Ghi chú")[2] == "tạm giao"


def test_carried_figures_are_named_by_their_year(desk: Desk, client: Client) -> None:
    desk.year_2024()

    sheet = from_xlsx(client, desk.drafts, "/bien-che/duc-linh/2025/")

    assert sheet.column("Số năm 2024") == [6, 2, 4, 4, 5, 3]
    assert "hiển thị số năm 2024" in sheet.imprint


def test_categories_have_columns_of_numbers(desk: Desk, client: Client) -> None:
    desk.booked(desk.line("mttq", 1149, category=desk.civil), desk.line("mttq", 2, category=desk.contract))

    sheet = from_xlsx(client, desk.drafts)

    assert (sheet.column("Cán bộ, công chức")[0], sheet.column("Hợp đồng")[0]) == (1149, 2)
    assert sheet.total[sheet.header.index("Cán bộ, công chức")] == 1149
    assert from_csv(client, desk.drafts).column("Cán bộ, công chức")[0] == "1149"


def test_one_person_is_told_in_the_file(desk: Desk, client: Client, clerk: User, places: Places) -> None:
    from quotas.actions import book_decision

    locality = places.locality("duc-linh")
    locality.one_person_books = True
    locality.save()
    draft = desk.submitted(desk.line("mttq", 6), by=clerk)
    book_decision(draft=draft, by=clerk, at=dt.datetime(2024, 1, 2, tzinfo=dt.UTC))

    for read in (from_xlsx, from_csv):
        assert "Chưa có người thứ hai đối chiếu." in read(client, desk.drafts).imprint


def test_a_name_that_begins_like_a_formula_stays_a_name(desk: Desk, client: Client, places: Places) -> None:
    agency = places.agency("duc-linh-mttq")
    agency.name = '=HYPERLINK("http://x","y")'
    agency.save()
    desk.year_2024()

    raw = workbook(client, desk.drafts)
    cell = next(cell for row in raw.iter_rows() for cell in row if cell.value == agency.name)
    assert cell.data_type == "s"
    assert from_csv(client, desk.drafts).column("Cơ quan, đơn vị")[0] == f"'{agency.name}"


def test_the_file_is_ordered_as_the_page(desk: Desk, client: Client) -> None:
    desk.year_2024()

    assert from_xlsx(client, desk.drafts, xep="-nam_nay").column("Giao năm 2024") == [6, 5, 4, 4, 3, 2]


def test_the_file_of_a_long_table_holds_every_page(desk: Desk, client: Client, places: Places) -> None:
    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    lines = []
    for number in range(60):
        agency = Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
        lines.append(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1))
    desk.booked(*lines)

    assert len(from_xlsx(client, desk.drafts).body) == 66


def test_training_files_say_that_they_are(desk: Desk, client: Client, settings: Any) -> None:
    settings.TRAINING = True
    desk.year_2024()

    assert "DỮ LIỆU TẬP HUẤN" in from_xlsx(client, desk.drafts).imprint


# ---- Lists, and who gets which file


def test_the_lists_of_tables_and_decisions_are_files_too(desk: Desk, client: Client) -> None:
    desk.allotment(30)
    desk.year_2024()

    decisions = from_xlsx(client, desk.drafts, "/quyet-dinh/", header="STT")
    tables = from_xlsx(client, desk.drafts, "/bien-che/", header="STT")

    assert decisions.column("Số vào sổ") == [2, 1]
    assert decisions.column("Thay đổi biên chế") == [24, 30]
    assert decisions.column("Ngày ban hành")[0] == dt.datetime(2023, 12, 15)  # noqa: DTZ001  # a workbook's day
    assert decisions.total[1:3] == ["Tổng cộng", 2]
    assert [count for count in tables.column("Biên chế được giao") if count is not None] == [30, 24]
    assert tables.body[-1][1:3] == ["Tổng cộng", 2]
    assert tables.total[1:3] == ["Biên chế được giao", 54]


def test_a_unit_heads_file_holds_the_own_line_only(loaded: None, client: Client, unit_head: User) -> None:
    sheet = from_xlsx(client, unit_head)

    assert [row[1] for row in sheet.body] == ["Hội Liên hiệp Phụ nữ huyện Đức Linh"]
    assert (sheet.column("Giao năm 2024"), sheet.total[4]) == ([4], 4)
    assert "cấp trên giao" not in sheet.imprint


def test_an_auditor_of_the_heir_exports_it_another_district_does_not(
    loaded: None, client: Client, auditor: User, stranger: User
) -> None:
    assert from_xlsx(client, auditor).total[4] == 24

    client.force_login(stranger)
    for address in (TABLE, "/quyet-dinh/1/"):
        assert client.get(address, {"tep": "xlsx"}).status_code == 404
    for address in ("/bien-che/", "/quyet-dinh/"):
        assert "Đức Linh" not in client.get(address, {"tep": "csv"}).content.decode()
