"""Why a number stands: the page behind every figure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.timezone import localdate

from accounts.models import Grant, User
from agencies.models import Agency, Mandate
from quotas.actions import LineInput, book_decision, countersign_decision, holder_of, save_draft, submit_draft
from quotas.models import Pool
from tests.times import JULY, MARCH, YEAR_END

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from quotas.models import QuotaDecision
    from tests.conftest import Places
    from tests.quotas.conftest import Desk, Page

    Open = Callable[..., Page]

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
WHY = "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-mttq/"
TABLE = "/bien-che/duc-linh/2024/"


def lines_of(shown: Page) -> list[list[str]]:
    """The rows of “Quá trình giao biên chế”, without its heading."""
    return shown.tables[0][1:]


# ---- From the figure to the page


def test_every_figure_of_a_table_leads_to_its_page(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 4, category=desk.civil), desk.line("mttq", 2, category=desk.contract))
    table = page(desk.drafts, TABLE).html

    for address in (
        WHY,
        f"{WHY}?loai=cong-chuc",
        f"{WHY}?loai=hop-dong",
        "/bien-che/duc-linh/2023/can-cu/co-quan/duc-linh-mttq/",
        "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-ccb/",
    ):
        assert f'href="{address}"' in table, address
        assert page(desk.drafts, address).status == 200


def test_a_link_keeps_the_day_the_position_and_the_block_of_its_page(desk: Desk, page: Open) -> None:
    pool = Pool.objects.create(locality=desk.district.locality, block="state")
    desk.booked(desk.line("mttq", 9), pool=pool)

    table = page(desk.drafts, TABLE, khoi="state", ngay="01/03/2024", so="1").html

    assert f'href="{WHY}?khoi=state&amp;ngay=01/03/2024&amp;so=1"' in table
    assert (
        'href="/bien-che/duc-linh/2023/can-cu/co-quan/duc-linh-mttq/?khoi=state&amp;ngay=31/12/2023&amp;so=1"' in table
    )


def test_the_years_of_an_agency_lead_to_their_pages(desk: Desk, page: Open) -> None:
    desk.year_2024()

    shown = page(desk.drafts, desk.places.agency("duc-linh-mttq").get_absolute_url())

    assert f'href="{WHY}?loai=chua-phan-loai"' in shown.html


def test_a_carried_figure_leads_to_the_year_that_it_is_of(desk: Desk, page: Open) -> None:
    desk.year_2024()
    this_year = "/bien-che/duc-linh/2025/can-cu/co-quan/duc-linh-mttq/"

    assert f'href="{WHY}"' in page(desk.drafts, "/bien-che/duc-linh/2025/").html
    shown = page(desk.drafts, this_year)
    assert "Năm 2025 chưa có quyết định giao: bảng hiển thị số năm 2024." in shown.text
    assert f'href="{WHY}"' in shown.html


def test_a_year_that_has_not_begun_leads_to_the_closing_day_of_the_last(desk: Desk, page: Open) -> None:
    """Else the page of last year would show it as of today, and another number than the table."""
    year = localdate().year + 1
    desk.booked(desk.line("mttq", 6), year_from=2024, year_to=year)

    shown = page(desk.drafts, f"/bien-che/duc-linh/{year}/").html

    assert f"/bien-che/duc-linh/{year - 1}/can-cu/co-quan/duc-linh-mttq/?ngay=31/12/{year - 1}" in shown


def test_decision_scan_and_regulation_are_two_clicks_from_a_figure(
    loaded: None, staff: User, page: Open, client: Client
) -> None:
    shown = page(staff, "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-nong-dan/")

    assert "04 biên chế năm 2024" in shown.text
    for address in ("/quyet-dinh/1/", "/van-ban/2034-qd-hu-duc-linh-2023/", "/van-ban/293-qd-hu-duc-linh-2021/"):
        assert f'href="{address}"' in shown.html
        assert client.get(address).status_code == 200
    assert "chưa có bản chụp" in shown.text


def test_the_scan_that_was_sealed_is_linked(desk: Desk, page: Open) -> None:
    from regulations.models import Attachment

    paper = desk.paper(77)
    scan = Attachment.objects.create(
        document=paper,
        file="aa/a.pdf",
        sha256="a" * 64,
        size=1,
        original_name="77.pdf",
        attached_by=desk.drafts,
        attached_at=MOMENT,
    )
    desk.booked(desk.line("mttq", 6), document=paper)
    other = desk.paper(78)
    desk.booked(desk.add("mttq", 1, effective_on=MARCH), document=other)
    later = Attachment.objects.create(
        document=other,
        file="bb/b.pdf",
        sha256="b" * 64,
        size=1,
        original_name="78.pdf",
        attached_by=desk.drafts,
        attached_at=MOMENT,
    )

    shown = page(desk.drafts, WHY)

    assert f'href="{scan.get_absolute_url()}"' in shown.html
    assert f'href="{later.get_absolute_url()}"' in shown.html
    assert shown.text.count("đính kèm sau khi vào sổ") == 1


# ---- What it tells


def test_the_history_tells_each_line_its_kind_and_the_value_after_it(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6), document=desk.paper(100))
    desk.booked(desk.add("mttq", 2), document=desk.paper(200, issued_on=MARCH))
    desk.booked(
        desk.move("mttq", "doan", 1),
        desk.line("doan", 5),
        document=desk.paper(300, issued_on=JULY),
        reasons=BEFORE_ISSUE,
    )

    shown = page(desk.drafts, WHY)

    assert "07 biên chế năm 2024" in shown.text
    assert lines_of(shown) == [
        ["01/01/2024 (suy ra)", "100-QĐ/HU ngày 15/12/2023, số vào sổ 1", "Giao", "giao 6", "+6", "6"],
        [
            "01/03/2024 (suy ra)",
            "200-QĐ/HU ngày 01/03/2024, số vào sổ 2",
            "Quyết định điều chỉnh",
            "bổ sung 2",
            "+2",
            "8",
        ],
        [
            "01/07/2024 (suy ra)",
            "300-QĐ/HU ngày 01/07/2024, số vào sổ 3",
            "Quyết định điều chỉnh",
            "điều chuyển 1 đến Huyện đoàn Đức Linh",
            "−1",
            "7",
        ],
    ]
    receiver = page(desk.drafts, "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-doan/")
    assert lines_of(receiver)[-1][3:] == [
        "nhận 1 điều chuyển từ Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh",
        "+1",
        "6",
    ]


BEFORE_ISSUE = {"before-issue": "Như bản giấy."}


def test_what_was_put_right_stays_struck_out_with_who_did_it(desk: Desk, page: Open) -> None:
    first = desk.year_2024()
    desk.corrected(first, desk.line("mttq", 7, corrects=first.lines.get(number=1)))

    shown = page(desk.drafts, WHY)

    struck, beneath, correction = lines_of(shown)
    assert struck[2:] == ["Giao", "giao 6", "", ""]
    assert beneath == ["", "đã đính chính bởi 2034-QĐ/HU, số vào sổ 2"]
    assert correction[2:] == ["Đính chính sổ", "giao 7", "+7", "7"]
    assert "đã đính chính bởi 2034-QĐ/HU, số vào sổ 2" in shown.text
    assert 'class="superseded"' in shown.html
    assert "Gõ nhầm khi vào sổ." in shown.text
    assert "07 biên chế năm 2024" in shown.text
    before = page(desk.drafts, WHY, so="1")
    assert "06 biên chế năm 2024" in before.text
    assert "đã đính chính bởi" not in before.text


def test_a_voided_line_and_one_that_went_elsewhere_leave_no_figure(desk: Desk, page: Open, unit_head: User) -> None:
    first = desk.booked(desk.line("mttq", 6), desk.line("phu-nu", 4))
    desk.corrected(first, desk.void(first.lines.get(number=1)))
    desk.corrected(first, desk.line("ccb", 4, corrects=first.lines.get(number=2)))

    voided = page(desk.drafts, WHY)
    moved = page(unit_head, "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-phu-nu/")

    assert "huỷ dòng 1, số vào sổ 1" in voided.text
    assert "đã huỷ bởi 1001-QĐ/HU, số vào sổ 2" in voided.text
    assert "Không dòng nào của sổ còn tính cho số này vào ngày đó." in voided.text
    assert "ghi lại dòng 2, số vào sổ 1 cho nơi khác, năm khác hoặc loại khác" in moved.text
    assert "Cựu chiến binh" not in moved.text


def test_a_line_without_effect_stands_in_the_history_and_not_among_the_entries(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6))
    desk.booked(desk.line("mttq", 6, effective_on=MARCH), document=desk.paper(issued_on=MARCH))

    history, entries = page(desk.drafts, WHY).tables

    assert [row[-2:] for row in history[1:]] == [["+6", "6"], ["0", "6"]]
    assert len(entries) == 3


def test_a_late_paper_explains_its_opposite_entry(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6), document=desk.paper(100))
    desk.booked(desk.line("mttq", 5, effective_on=JULY), document=desk.paper(200, issued_on=JULY))
    desk.booked(
        desk.add("mttq", 2), document=desk.paper(300, issued_on=MARCH), reasons={"swallowed-by-later-paper": "Đã biết."}
    )

    shown = page(desk.drafts, WHY, ngay="31/12/2024")

    entries = shown.tables[1]
    assert [row[-2:] for row in entries[1:-1]] == [["+6", "6"], ["+2", "8"], ["−1", "7"], ["−2", "5"]]
    assert entries[-1][-1] == "5"
    assert "mức do dòng 1 của 200-QĐ/HU (số vào sổ 2) quy định" in shown.text


def test_what_counts_after_the_day_is_said_to(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6))
    desk.booked(desk.add("mttq", 2), document=desk.paper(issued_on=JULY))

    shown = page(desk.drafts, WHY, ngay="01/03/2024")

    assert "06 biên chế năm 2024" in shown.text
    assert "(sau ngày đang xem)" in shown.text
    assert shown.tables[1][-1] == ["", "Cộng đến ngày 01/03/2024", "6"]


def test_categories_add_up_and_one_may_be_asked_for(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 4, category=desk.civil), desk.line("mttq", 2, category=desk.contract))

    whole, one = page(desk.drafts, WHY), page(desk.drafts, WHY, loai="hop-dong")

    assert "04 biên chế năm 2024" in whole.text
    assert "Hợp đồng: 2 (không tính vào tổng số)" in whole.text
    assert "02 biên chế năm 2024 Hợp đồng" in one.text
    assert "Cán bộ, công chức" not in one.text
    assert page(desk.drafts, WHY, loai="khong-co").status == 404


def test_nothing_on_record_has_a_page_that_says_so(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("ldld", 2))
    agency = desk.places.agency("duc-linh-mttq")

    assert "Sổ không có dòng nào ghi số này cho năm 2024." in page(desk.drafts, WHY).text
    agency.has_own_quota = False
    agency.save()
    assert "Cơ quan không được giao biên chế riêng." in page(desk.drafts, WHY).text


def test_a_provisional_figure_and_an_extract_are_told(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6, provisional=True), is_extract=True)

    shown = page(desk.drafts, WHY).text

    assert "Có số tạm giao." in shown
    assert "Trích: sổ chỉ ghi một phần quyết định." in shown


def test_what_a_place_received_has_its_page_too(desk: Desk, page: Open) -> None:
    desk.allotment(30)
    why = "/bien-che/binh-thuan/2024/can-cu/dia-phuong/duc-linh/"

    assert f'href="{why}"' in page(desk.drafts, TABLE).html
    shown = page(desk.drafts, why)
    assert "30 biên chế năm 2024" in shown.text
    assert "Văn bản quy định chức năng, nhiệm vụ" not in shown.text
    assert f'href="{why}"' in page(desk.drafts, "/bien-che/binh-thuan/2024/").html


def test_the_regulation_is_the_one_of_the_day(desk: Desk, page: Open) -> None:
    agency = desk.places.agency("duc-linh-mttq")
    Mandate.objects.create(agency=agency, document=desk.paper(291), valid_to=MARCH)
    Mandate.objects.create(agency=agency, document=desk.paper(999), valid_from=MARCH)

    assert "291-QĐ/HU" in page(desk.drafts, WHY, ngay="29/02/2024").text
    assert "999-QĐ/HU" not in page(desk.drafts, WHY, ngay="29/02/2024").text
    assert "999-QĐ/HU" in page(desk.drafts, WHY, ngay="01/03/2024").text


# ---- The second person


def _booked_alone(desk: Desk, clerk: User, places: Places) -> QuotaDecision:
    locality = places.locality("duc-linh")
    locality.one_person_books = True
    locality.save()
    return book_decision(draft=desk.submitted(desk.line("mttq", 6), by=clerk), by=clerk, at=MOMENT)


def test_one_person_is_told_until_another_compared(desk: Desk, clerk: User, places: Places, page: Open) -> None:
    decision = _booked_alone(desk, clerk, places)
    agency = places.agency("duc-linh-mttq").get_absolute_url()

    for address in (WHY, TABLE, agency):
        assert "Chưa có người thứ hai đối chiếu" in page(desk.drafts, address).text, address
    countersign_decision(decision=decision, by=desk.books, at=MOMENT)
    for address in (WHY, TABLE, agency):
        assert "Chưa có người thứ hai đối chiếu" not in page(desk.drafts, address).text, address
    assert "người thứ hai đối chiếu: Đối chiếu Đức Linh, ngày 20/12/2023" in page(desk.drafts, WHY).text


# ---- Addresses


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        pytest.param("01/03/2024", 200, id="a day of the year"),
        pytest.param("31/12/2023", "/bien-che/duc-linh/2023/can-cu/co-quan/duc-linh-mttq/", id="a day before it"),
        pytest.param("2025-01-01", "/bien-che/duc-linh/2025/can-cu/co-quan/duc-linh-mttq/", id="a day after it"),
        pytest.param("30/02/2024", 400, id="no day at all"),
        pytest.param("01/01/1900", 404, id="a year the register cannot hold"),
    ],
)
def test_a_day_outside_the_year_leads_to_its_own_year(desk: Desk, client: Client, day: str, answer: int | str) -> None:
    client.force_login(desk.drafts)

    response = client.get(WHY, {"ngay": day, "loai": "chua-phan-loai", "khoi": "party"})

    if isinstance(answer, int):
        assert response.status_code == answer
    else:
        assert response.status_code == 302
        address, _mark, query = response["Location"].partition("?")
        assert address == answer
        assert "loai=chua-phan-loai" in query


@pytest.mark.parametrize(
    "address",
    [
        "/bien-che/khong-co/2024/can-cu/co-quan/duc-linh-mttq/",
        "/bien-che/duc-linh/2024/can-cu/co-quan/khong-co/",
        "/bien-che/duc-linh/9999/can-cu/co-quan/duc-linh-mttq/",
        f"{WHY}?khoi=khong-co",
        f"{WHY}?khoi=state",
        "/bien-che/duc-linh/2024/can-cu/co-quan/na-hang-mttq/",
        "/bien-che/duc-linh/2024/can-cu/dia-phuong/binh-thuan/",
        "/bien-che/duc-linh/2024/can-cu/dia-phuong/khong-co/",
    ],
)
def test_what_is_not_there_is_404(desk: Desk, administrator: User, page: Open, address: str) -> None:
    assert page(administrator, address).status == 404


def test_a_position_the_register_has_not_reached_is_told_in_a_sentence(desk: Desk, page: Open) -> None:
    shown = page(desk.drafts, WHY, so="99")

    assert shown.status == 400
    assert "Sổ hiện có 0 quyết định" in shown.text


def test_strangers_and_heads_of_other_units_get_404(
    desk: Desk, stranger: User, unit_head: User, auditor: User, page: Open
) -> None:
    desk.year_2024()
    own = "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-phu-nu/"

    assert page(stranger, WHY).status == 404
    assert page(unit_head, WHY).status == 404
    assert page(unit_head, own).status == 200
    assert page(auditor, WHY).status == 200
    desk.allotment(30)
    why = "/bien-che/binh-thuan/2024/can-cu/dia-phuong/duc-linh/"
    assert page(unit_head, why).status == 404
    assert page(stranger, why).status == 404


def test_a_head_sees_nothing_of_the_other_agencies_of_a_decision(desk: Desk, unit_head: User, page: Open) -> None:
    desk.year_2024()

    shown = page(unit_head, "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-phu-nu/").text

    for name in ("Mặt trận", "Liên đoàn", "Nông dân"):
        assert name not in shown


def test_the_history_costs_as_many_queries_however_long(
    desk: Desk, places: Places, client: Client, django_assert_max_num_queries: Any
) -> None:
    desk.year_2024()
    Mandate.objects.create(agency=places.agency("duc-linh-mttq"), document=desk.paper(291))
    client.force_login(desk.drafts)
    client.get(WHY)

    def queries() -> int:
        with django_assert_max_num_queries(40) as counted:
            assert client.get(WHY, {"ngay": YEAR_END.strftime("%d/%m/%Y")}).status_code == 200
        return len(counted.captured_queries)

    few = queries()
    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    for number in range(8):
        paper = desk.paper(issued_on=dt.date(2024, 2, 1 + number))
        Mandate.objects.create(agency=places.agency("duc-linh-mttq"), document=paper)
        agency = Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
        others = [LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1)]
        draft = save_draft(
            document=paper,
            pool=desk.district,
            year_from=2024,
            lines=[desk.add("mttq", 1), *others],
            is_extract=True,
            by=desk.drafts,
            at=MOMENT,
        )
        reasons = {"before-issue": "Như bản giấy."}
        book_decision(
            draft=submit_draft(draft=draft, acknowledged=reasons, by=desk.drafts, at=MOMENT), by=desk.books, at=MOMENT
        )

    assert queries() == few


def test_a_clerk_of_the_place_below_reads_what_it_received_and_not_the_others(
    desk: Desk, places: Places, page: Open
) -> None:
    desk.allotment(30)
    clerk = User.objects.create(username="chi.duclinh")
    Grant.objects.create(user=clerk, role="staff", locality=desk.district.locality)

    assert "30 biên chế năm 2024" in page(clerk, "/bien-che/binh-thuan/2024/can-cu/dia-phuong/duc-linh/").text
    assert page(clerk, "/bien-che/binh-thuan/2024/can-cu/dia-phuong/na-hang/").status == 404
