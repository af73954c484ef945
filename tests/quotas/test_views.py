"""Pages of what is booked: 2034-QĐ/HU as it is read, on every day and position, by everybody who may and may not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.models import Grant, User
from agencies.models import Agency
from quotas.actions import LineInput, book_decision, holder_of, save_draft, submit_draft
from quotas.choices import Block
from quotas.models import Pool, QuotaDecision, Seal
from tests.times import MARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.conftest import Places
    from tests.quotas.conftest import Desk, Page

    Open = Callable[..., Page]

TABLE = "/bien-che/duc-linh/2024/"
POSTS, GIVEN = "Biên chế", "Giao năm 2024"
IN_ORDER = ["6", "2", "4", "4", "5", "3"]
MOMENT = dt.datetime(2024, 4, 1, 2, 0, tzinfo=dt.UTC)
EXTRACT_SUM = "Cộng 6 cơ quan đã ghi"


# ---- The allocation table of 2034-QĐ/HU


def test_the_six_lines_stand_as_printed_with_their_sum(loaded: None, staff: User, page: Open) -> None:
    shown = page(staff, TABLE)

    assert shown.status == 200
    assert shown.column(GIVEN) == [*IN_ORDER, "24"]
    assert [row[1] for row in shown.tables[0][1:]] == [
        *(Agency.objects.filter(locality__code="duc-linh").order_by("order").values_list("name", flat=True)),
        EXTRACT_SUM,
    ]
    assert "Chưa ghi số cấp trên giao" in shown.text
    assert "Bảng giao biên chế năm 2024, Huyện Đức Linh" in shown.text
    assert shown.column("Quyết định")[:6] == ["2034-QĐ/HU"] * 6
    assert Seal.objects.get().head in shown.text
    assert "vị trí 1" in shown.text
    assert "Tính đến ngày 31/12/2024" in shown.text


def test_each_line_names_the_regulation_of_its_agency(loaded: None, staff: User, page: Open) -> None:
    shown = page(staff, TABLE)

    assert shown.column("Văn bản quy định")[:6] == [f"{number}-QĐ/HU" for number in (292, 295, 293, 294, 291, 296)]


def test_the_farmers_union_shows_4_by_2034_and_its_regulation_293(loaded: None, staff: User, page: Open) -> None:
    shown = page(staff, "/co-quan/duc-linh-nong-dan/")

    figures = next(table for table in shown.tables if "Biên chế được giao" in table[0])
    assert figures[1][:2] == ["2024", "4"]
    assert figures[1][-1] == "2034-QĐ/HU 15/12/2023"
    assert "293-QĐ/HU" in shown.text


def test_the_document_and_the_locality_lead_to_the_table(loaded: None, staff: User, page: Open) -> None:
    document = page(staff, "/van-ban/2034-qd-hu-duc-linh-2023/")
    locality = page(staff, "/dia-phuong/duc-linh/")

    assert 'href="/quyet-dinh/1/"' in document.html
    assert f'href="{TABLE}' in document.html
    assert f'href="{TABLE}' in locality.html


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        pytest.param("01/03/2024", 200, id="a day of the year"),
        pytest.param("2024-03-01", 200, id="the machine's way of writing it"),
        pytest.param("31/12/2023", "/bien-che/duc-linh/2023/?ngay=31%2F12%2F2023", id="a day of the year before"),
        pytest.param("2025-01-01", "/bien-che/duc-linh/2025/?ngay=01%2F01%2F2025", id="a day of the year after"),
        pytest.param("31/12/1944", 404, id="a day of a year before the first"),
        pytest.param("32/01/2024", 400, id="no day at all"),
    ],
)
def test_a_day_outside_the_year_leads_to_its_own_year(desk: Desk, client: Client, day: str, answer: int | str) -> None:
    client.force_login(desk.drafts)

    response = client.get(TABLE, {"ngay": day})

    if isinstance(answer, str):
        assert (response.status_code, response["Location"]) == (302, answer)
    else:
        assert response.status_code == answer


def test_the_way_to_the_other_year_keeps_what_else_was_asked(desk: Desk, client: Client) -> None:
    desk.year_2024()
    Pool.objects.create(locality=desk.district.locality, block=Block.STATE)
    client.force_login(desk.drafts)

    response = client.get(TABLE, {"ngay": "2025-01-01", "so": "0", "khoi": "state", "q": "nông"})

    assert response["Location"].startswith("/bien-che/duc-linh/2025/?")
    for kept in ("so=0", "khoi=state", "q=n%C3%B4ng", "ngay=01%2F01%2F2025"):
        assert kept in response["Location"]


def test_a_page_without_a_day_takes_today_within_its_year(desk: Desk, page: Open) -> None:
    desk.year_2024()

    assert "Tính đến ngày 31/12/2024" in page(desk.drafts, TABLE).text
    assert "Tính đến ngày 01/01/2100" in page(desk.drafts, "/bien-che/duc-linh/2100/").text


def test_figures_are_those_of_the_day(desk: Desk, page: Open) -> None:
    desk.year_2024()
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH))

    assert page(desk.drafts, TABLE, ngay="29/02/2024").column(GIVEN)[0] == "6"
    assert page(desk.drafts, TABLE, ngay="01/03/2024").column(GIVEN)[0] == "7"


def test_an_older_position_shows_the_older_register(desk: Desk, page: Open) -> None:
    first = desk.year_2024()
    desk.corrected(first, desk.line("mttq", 7, corrects=first.lines.get(number=1)))

    now, then, before = (page(desk.drafts, TABLE, **query) for query in ({}, {"so": "1"}, {"so": "0"}))

    assert (now.column(GIVEN)[0], then.column(GIVEN)[0]) == ("7", "6")
    assert before.column(GIVEN)[:6] == ["chưa có số liệu"] * 6
    assert "vị trí 1" in then.text
    assert first.seal.head in then.text
    assert "vị trí 0" in before.text
    assert "0" * 64 in before.text
    assert 'name="so" value="1"' in then.html


@pytest.mark.parametrize("position", ["2", "-1", "x", "1.0", "\uff11", "9" * 30, "9" * 5000])
def test_a_position_the_register_has_not_reached_is_told_in_a_sentence(desk: Desk, page: Open, position: str) -> None:
    desk.year_2024()

    refused = page(desk.drafts, TABLE, so=position)

    assert refused.status == 400
    assert "Sổ hiện có 1 quyết định: “so” là một số từ 0 đến 1." in refused.text


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/bien-che/duc-linh/1944/", id="a year before the first"),
        pytest.param("/bien-che/duc-linh/2101/", id="a year after the last"),
        pytest.param("/bien-che/duc-linh/99999999999999999999/", id="no year at all"),
        pytest.param("/bien-che/khong-co/2024/", id="no such locality"),
        pytest.param("/bien-che/duc-linh/2024/?khoi=state", id="a pool the locality has not"),
        pytest.param("/bien-che/duc-linh/2024/?khoi=x", id="no such block"),
        pytest.param("/bien-che/duc-linh/2024/?khoi=%00", id="a NUL for a block"),
        pytest.param("/quyet-dinh/2/", id="no such decision"),
        pytest.param("/quyet-dinh/0/", id="nothing stands at 0"),
        pytest.param("/quyet-dinh/99999999999999999999/", id="far beyond the register"),
    ],
)
def test_what_is_not_there_is_404(desk: Desk, page: Open, address: str) -> None:
    desk.year_2024()

    assert page(desk.drafts, address).status == 404


def test_every_page_of_the_ledger_is_read_only(desk: Desk, client: Client) -> None:
    desk.year_2024()
    client.force_login(desk.drafts)

    for address in ("/bien-che/", TABLE, "/quyet-dinh/", "/quyet-dinh/1/"):
        assert client.post(address).status_code == 405


# ---- What is printed where there is no number (rule 5), carried years (rule 24)


def test_dash_zero_nothing_and_no_quota_of_ones_own_read_differently(desk: Desk, places: Places, page: Open) -> None:
    agency = places.agency("duc-linh-doan")
    agency.has_own_quota = False
    agency.save()
    desk.booked(desk.line("mttq", None), desk.line("ldld", 0), desk.line("nong-dan", 4, provisional=True))

    shown = page(desk.drafts, TABLE)

    assert shown.column(GIVEN) == ["–", "0", "4*", "chưa có số liệu", "không giao riêng", "chưa có số liệu", "4"]
    assert "Có số tạm giao (đánh dấu *)." in shown.text


def test_a_year_without_a_decision_shows_the_last_one_and_says_so(desk: Desk, page: Open) -> None:
    desk.year_2024()

    shown = page(desk.drafts, "/bien-che/duc-linh/2025/")

    assert "Năm 2025 chưa có quyết định giao: hiển thị số năm 2024." in shown.text
    assert shown.column("Số năm 2024") == [*IN_ORDER, "24"]
    assert "Giao năm 2025" not in shown.tables[0][0]


def test_an_allotment_is_told_with_what_is_left_of_it(desk: Desk, page: Open) -> None:
    desk.allotment(30)
    desk.year_2024()

    assert "Tổng số cấp trên giao: 30; chưa phân bổ: 6" in page(desk.drafts, TABLE).text


def test_categories_stand_apart_with_their_sums(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6, category=desk.civil), desk.line("mttq", 2, category=desk.contract))

    shown = page(desk.drafts, TABLE)

    assert shown.column("Cán bộ, công chức")[0] == "6"
    assert shown.column("Hợp đồng")[0] == "2"
    assert shown.column("Hợp đồng")[-1] == "2"
    assert (shown.column(GIVEN)[0], shown.column(GIVEN)[-1]) == ("6", "6")


def test_one_person_is_told_on_table_and_decision(desk: Desk, clerk: User, places: Places, page: Open) -> None:
    locality = places.locality("duc-linh")
    locality.one_person_books = True
    locality.save()
    book_decision(draft=desk.submitted(desk.line("mttq", 6), by=clerk), by=clerk, at=MOMENT)

    for address in (TABLE, "/quyet-dinh/1/"):
        assert "Chưa có người thứ hai đối chiếu." in page(desk.drafts, address).text


def test_the_other_block_keeps_its_block_in_every_link(desk: Desk, page: Open) -> None:
    pool = Pool.objects.create(locality=desk.district.locality, block=Block.STATE)
    decision = desk.booked(desk.line("mttq", 9), pool=pool)
    desk.booked(desk.line("mttq", 9), pool=pool, year_from=2023, document=desk.paper(issued_on=dt.date(2022, 12, 1)))
    link = f'href="{TABLE}?khoi=state'

    assert page(desk.drafts, f"{TABLE}?khoi=state").column(GIVEN)[0] == "9"
    for address in (
        f"{TABLE}?khoi=state",
        "/bien-che/",
        decision.get_absolute_url(),
        decision.document.get_absolute_url(),
        desk.district.locality.get_absolute_url(),
        desk.places.agency("duc-linh-mttq").get_absolute_url(),
    ):
        assert link in page(desk.drafts, address).html, address


# ---- Sorting and paging


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param("", ["6", "2", "4", "5", "3", "chưa có số liệu"], id="as printed"),
        pytest.param("nam_nay", ["2", "3", "4", "5", "6", "chưa có số liệu"], id="upwards, the unknown last"),
        pytest.param("-nam_nay", ["6", "5", "4", "3", "2", "chưa có số liệu"], id="downwards, the unknown last"),
        pytest.param("khong-co", ["6", "2", "4", "5", "3", "chưa có số liệu"], id="no such column"),
    ],
)
def test_the_lines_are_ordered_as_asked(desk: Desk, page: Open, asked: str, expected: list[str]) -> None:
    given = {"mttq": 6, "ldld": 2, "nong-dan": 4, "doan": 5, "ccb": 3}
    desk.booked(*(desk.line(name, posts) for name, posts in given.items()))

    shown = page(desk.drafts, TABLE, xep=asked).column(GIVEN)[:6]

    if asked.endswith("nam_nay"):
        assert shown == expected
    else:
        assert [cell for cell in shown if cell != "chưa có số liệu"] == expected[:5]


def test_a_long_table_is_paged_and_its_total_is_that_of_all(desk: Desk, places: Places, page: Open) -> None:
    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    lines = []
    for number in range(60):
        agency = Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
        lines.append(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1))
    desk.booked(*lines)

    first, second, beyond = (page(desk.drafts, TABLE, trang=number) for number in ("1", "2", "99"))

    assert len(first.column(GIVEN)) == 51
    assert len(second.column(GIVEN)) == 17
    assert first.column(GIVEN)[-1] == second.column(GIVEN)[-1] == "60"
    assert second.tables[0][1][0] == "51"
    assert beyond.tables == second.tables


# ---- The index and the list of decisions


def test_the_index_lists_pools_and_years_with_their_posts(desk: Desk, page: Open) -> None:
    desk.allotment(30)
    desk.year_2024()
    desk.booked(
        desk.line("mttq", 5), year_from=2025, year_to=2026, document=desk.paper(issued_on=dt.date(2024, 12, 20))
    )

    shown = page(desk.drafts, "/bien-che/")

    found = {(row[1], row[3]): row[-1] for row in shown.tables[0][1:]}
    assert found == {
        ("Huyện Đức Linh", "2026"): "5",
        ("Huyện Đức Linh", "2025"): "5",
        ("Tỉnh Bình Thuận", "2024"): "30",
        ("Huyện Đức Linh", "2024"): "24",
    }
    assert "Biên chế được giao: 64" in shown.text


def test_the_index_counts_to_the_day_of_each_year(desk: Desk, page: Open) -> None:
    desk.year_2024()
    desk.booked(desk.add("mttq", 3), document=desk.paper(issued_on=MARCH))

    assert page(desk.drafts, "/bien-che/").tables[0][1][-1] == "27"
    assert page(desk.drafts, "/bien-che/", ngay="29/02/2024").tables[0][1][-1] == "24"


def test_the_decisions_are_listed_the_newest_first(desk: Desk, page: Open) -> None:
    first = desk.year_2024()
    desk.corrected(first, desk.line("mttq", 7, corrects=first.lines.get(number=1)))

    shown = page(desk.drafts, "/quyet-dinh/")

    assert shown.column("Số vào sổ") == ["2", "1"]
    assert shown.column("Loại") == ["Đính chính sổ", "Quyết định"]
    assert shown.column("Thay đổi biên chế") == ["1", "24"]
    assert shown.column("Ngày vào sổ") == ["20/12/2023"] * 2
    assert shown.column("Ngày ban hành") == ["15/12/2023"] * 2


def test_a_decision_shows_what_it_printed_what_it_changed_and_its_seal(desk: Desk, page: Open) -> None:
    desk.booked(
        desk.line("mttq", 6),
        desk.line("ldld", None),
        totals=[desk.total(9)],
        reasons={"total-differs": "Bản giấy in sai tổng"},
        document=desk.paper(77, organ="Ban Thường vụ"),
    )

    shown = page(desk.drafts, "/quyet-dinh/1/")

    assert "Quyết định 77-QĐ/HU" in shown.text
    lines, entries = shown.tables
    assert [row[-1] for row in lines[1:]] == ["6", "–", "6"]
    assert entries[1] == [
        "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh",
        "2024",
        "Biên chế (chưa phân loại)",
        "01/01/2024",
        "+6",
    ]
    for words in ("Ban Thường vụ", "Bản giấy in sai tổng", "Cán bộ Đức Linh", "Đối chiếu Đức Linh"):
        assert words in shown.text
    assert QuotaDecision.objects.get().seal.head in shown.text


def test_an_extract_never_claims_to_be_everything(desk: Desk, page: Open) -> None:
    desk.year_2024()

    shown = page(desk.drafts, "/quyet-dinh/1/")

    assert shown.tables[0][-1][1:] == [EXTRACT_SUM, "24"]
    assert "Trích: chỉ ghi một phần quyết định" in shown.text


def test_a_correction_is_told_apart_from_a_new_decision(desk: Desk, page: Open) -> None:
    first = desk.year_2024()
    desk.corrected(first, desk.void(first.lines.get(number=1)))

    shown = page(desk.drafts, "/quyet-dinh/2/")

    assert "Đính chính sổ: văn bản đúng, sổ đã ghi sai." in shown.text
    assert "huỷ dòng đã ghi dòng 1, số vào sổ 1" in shown.text
    assert shown.tables[1][1][-1] == "−6"


def test_an_empty_register_says_so(desk: Desk, page: Open) -> None:
    for address in (TABLE, "/bien-che/", "/quyet-dinh/"):
        shown = page(desk.drafts, address)
        assert shown.status == 200
        assert "vị trí" not in shown.text or "vị trí 0" in shown.text


# ---- Who sees it


@pytest.mark.parametrize("who", ["staff", "approver", "auditor", "administrator"])
def test_who_works_in_the_place_or_its_heir_reads_everything(
    loaded: None, request: pytest.FixtureRequest, page: Open, who: str
) -> None:
    person: User = request.getfixturevalue(who)

    assert page(person, TABLE).column(GIVEN)[-1] == "24"
    assert page(person, "/quyet-dinh/1/").status == 200
    assert [row[1] for row in page(person, "/bien-che/").tables[0][1:]] == ["Huyện Đức Linh"]
    assert page(person, "/quyet-dinh/").column("Số, ký hiệu") == ["2034-QĐ/HU"]


def test_another_district_gets_the_page_of_what_does_not_exist(
    loaded: None, client: Client, stranger: User, page: Open
) -> None:
    client.force_login(stranger)

    for hidden, missing in (
        (TABLE, "/bien-che/khong-he-co/2024/"),
        ("/quyet-dinh/1/", "/quyet-dinh/99/"),
    ):
        first, second = client.get(hidden), client.get(missing)
        assert (first.status_code, second.status_code) == (404, 404)
        assert first.content == second.content
    for address in ("/bien-che/", "/quyet-dinh/"):
        shown = page(stranger, address)
        assert "Đức Linh" not in shown.text
        assert "2034-QĐ" not in shown.text


def test_a_unit_head_reads_the_own_line_only(loaded: None, unit_head: User, page: Open) -> None:
    table = page(unit_head, TABLE)
    decision = page(unit_head, "/quyet-dinh/1/")

    assert table.column(GIVEN) == ["4", "4"]
    assert table.tables[0][1][1] == "Hội Liên hiệp Phụ nữ huyện Đức Linh"
    assert "cấp trên giao" not in table.text
    assert [row[1] for row in decision.tables[0][1:]] == [
        "Hội Liên hiệp Phụ nữ huyện Đức Linh",
        "Cộng 1 cơ quan đã ghi",
    ]
    assert len(decision.tables[1]) == 2
    assert page(unit_head, "/quyet-dinh/").column("Thay đổi biên chế") == ["4"]
    assert page(unit_head, "/bien-che/").tables[0][1][-1] == "4"
    for shown in (table, decision):
        assert "Mặt trận" not in " ".join(" ".join(row) for each in shown.tables for row in each)
    assert page(unit_head, "/co-quan/duc-linh-mttq/").status == 404


def test_a_head_of_another_districts_unit_sees_nothing_of_it(desk: Desk, places: Places, page: Open) -> None:
    desk.year_2024()
    head = User.objects.create(username="phunu.nahang")
    Grant.objects.create(user=head, role="unit_head", agency=places.agency("na-hang-phu-nu"))

    assert page(head, TABLE).status == 404
    assert page(head, "/quyet-dinh/1/").status == 404


def test_a_district_reads_of_the_provinces_paper_its_own_line(desk: Desk, places: Places, page: Open) -> None:
    other = Pool.objects.create(locality=places.locality("na-hang"))
    place = other.locality  # stands in for a second district of the province
    place.parent = places.locality("binh-thuan")
    place.place_below_parent()
    place.save()
    lines = [
        LineInput(holder=holder_of(pool=pool), category=desk.undivided, posts=posts)
        for pool, posts in ((other, 77_777), (desk.district, 30))
    ]
    decision = desk.booked(*lines, pool=desk.province, document=desk.paper(place="binh-thuan"))
    clerk = User.objects.create(username="chi.duclinh")
    Grant.objects.create(user=clerk, role="staff", locality=desk.district.locality)

    shown = page(clerk, decision.get_absolute_url())
    table = page(clerk, "/bien-che/binh-thuan/2024/")

    assert [row[-1] for row in shown.tables[0][1:]] == ["30", "30"]
    assert table.column(GIVEN) == ["30", "30"]
    for each in (shown, table, page(clerk, "/quyet-dinh/")):
        assert "77.777" not in each.text
        assert "Na Hang" not in each.text


def test_whoever_is_not_signed_in_is_asked_to(desk: Desk, client: Client) -> None:
    desk.year_2024()

    for address in ("/bien-che/", TABLE, "/quyet-dinh/", "/quyet-dinh/1/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("login"))


# ---- Query counts


def _sixty(desk: Desk, places: Places) -> None:
    """Give the district 54 more agencies with figures, and the register nine more decisions."""
    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    lines = []
    for number in range(54):
        agency = Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
        lines.append(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1))
    for number in range(0, 54, 6):
        desk.booked(*lines[number : number + 6], is_extract=True)


def test_sixty_agencies_cost_as_many_queries_as_six(
    desk: Desk, places: Places, client: Client, auditor: User, django_assert_max_num_queries: Any
) -> None:
    decision = desk.year_2024()
    client.force_login(auditor)

    def queries() -> dict[str, int]:
        counts = {}
        for address in (
            TABLE,
            f"{TABLE}?tep=xlsx",
            f"{TABLE}?tep=csv",
            f"{TABLE}?q=huyen",
            "/bien-che/",
            "/quyet-dinh/",
            "/quyet-dinh/?tep=csv",
            decision.document.get_absolute_url(),
            "/",
        ):
            with django_assert_max_num_queries(40) as counted:
                assert client.get(address).status_code == 200
            counts[address] = len(counted.captured_queries)
        return counts

    queries()  # what is read once and kept
    with_six = queries()
    _sixty(desk, places)

    assert queries() == with_six


def test_a_decision_of_sixty_lines_costs_as_many_queries_as_one_of_six(
    desk: Desk, places: Places, client: Client, django_assert_num_queries: Any
) -> None:
    few = desk.year_2024()
    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    lines = []
    for number in range(60):
        agency = Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
        lines.append(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1))
    draft = save_draft(
        document=desk.paper(),
        pool=desk.district,
        year_from=2024,
        lines=lines,
        is_extract=True,
        by=desk.drafts,
        at=MOMENT,
    )
    many = book_decision(draft=submit_draft(draft=draft, by=desk.drafts, at=MOMENT), by=desk.books, at=MOMENT)
    client.force_login(desk.drafts)
    client.get(few.get_absolute_url())

    with django_assert_num_queries(40, exact=False) as counted:
        client.get(few.get_absolute_url())
    with django_assert_num_queries(len(counted.captured_queries)):
        client.get(many.get_absolute_url())
