"""What the quotas show on the pages below them, on the first page and in the search."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.management import call_command

from accounts.models import Grant, User
from agencies.models import Mandate
from orgregs.foundation import chores
from quotas.actions import return_draft
from quotas.models import Pool, QuotaDecision
from quotas.panels import (
    agency_panel,
    booked_panel,
    choice_panel,
    document_panel,
    figures_of_agency,
    ledger_panel,
    locality_panel,
    own_panel,
    search,
    tables_panel,
    tasks_panel,
    waiting_panel,
)
from quotas.postings import LineKey
from tests.times import JULY, MARCH, NEW_YEAR, YEAR_END

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from django.test import Client

    from agencies.models import Agency
    from tests.conftest import Places
    from tests.quotas.conftest import Desk, Page

    Open = Callable[..., Page]

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
LATER = dt.date(2026, 11, 1)


def front(desk: Desk) -> Agency:
    return desk.places.agency("duc-linh-mttq")


# ---- An agency's years


def test_an_agencys_years_stand_the_newest_first_with_their_decisions(desk: Desk) -> None:
    year = desk.booked(desk.line("mttq", 6))
    more = desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=JULY))
    next_year = desk.booked(desk.line("mttq", 5), year_from=2025, document=desk.paper(issued_on=dt.date(2024, 12, 20)))

    found = figures_of_agency(front(desk), LATER, 3)

    assert [(each.year, each.printed, list(each.decisions)) for each in found] == [
        (2025, 5, [next_year]),
        (2024, 7, [year, more]),
    ]
    assert found[0].figure.lines == (LineKey(3, 1),)
    assert found[0].pool == desk.district


def test_each_year_is_read_on_the_day_within_it_as_known_at_the_position(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=JULY))

    assert [each.printed for each in figures_of_agency(front(desk), MARCH, 2)] == [6]
    assert [each.printed for each in figures_of_agency(front(desk), JULY, 2)] == [7]
    assert [each.printed for each in figures_of_agency(front(desk), LATER, 1)] == [6]
    assert figures_of_agency(front(desk), LATER, 0) == []


def test_a_dash_a_move_and_a_withdrawal(desk: Desk) -> None:
    first = desk.booked(desk.line("mttq", None), desk.line("doan", 5), desk.line("phu-nu", 4))
    desk.booked(desk.move("doan", "phu-nu", 2), document=desk.paper(issued_on=MARCH))
    women, youth = desk.places.agency("duc-linh-phu-nu"), desk.places.agency("duc-linh-doan")

    assert [each.printed for each in figures_of_agency(front(desk), YEAR_END, 2)] == ["–"]
    assert [each.printed for each in figures_of_agency(women, YEAR_END, 2)] == [6]
    assert [each.printed for each in figures_of_agency(youth, YEAR_END, 2)] == [3]
    desk.corrected(first, desk.void(first.lines.get(number=1)))
    assert figures_of_agency(front(desk), YEAR_END, 3) == []


def test_an_agency_that_never_held_anything_says_so(desk: Desk, page: Open) -> None:
    assert figures_of_agency(front(desk), LATER, 0) == []
    agency = front(desk)
    assert "Chưa có số liệu" in page(desk.drafts, agency.get_absolute_url()).text

    agency.has_own_quota = False
    agency.save()
    assert "Không giao riêng" in page(desk.drafts, agency.get_absolute_url()).text


def test_panels_speak_only_of_their_own_records_and_to_those_who_may(desk: Desk, stranger: User, auditor: User) -> None:
    decision = desk.year_2024()
    agency, document, locality = front(desk), decision.document, desk.district.locality

    assert agency_panel(agency, auditor, LATER) is not None
    assert document_panel(document, auditor, LATER) is not None
    assert locality_panel(locality, auditor, LATER) is not None
    for panel, own, other in (
        (agency_panel, agency, locality),
        (document_panel, document, agency),
        (locality_panel, locality, document),
    ):
        assert panel(own, stranger, LATER) is None
        assert panel(other, auditor, LATER) is None
    assert document_panel(desk.paper(), auditor, LATER) is None


def test_a_locality_shows_its_years_the_newest_first(desk: Desk) -> None:
    desk.year_2024()
    desk.booked(desk.line("mttq", 5), year_from=2025, year_to=2026, document=desk.paper(issued_on=YEAR_END))

    panel = locality_panel(desk.district.locality, desk.drafts, LATER)

    assert panel is not None
    assert panel.context["tables"] == [(desk.district, 2026), (desk.district, 2025), (desk.district, 2024)]


# ---- The first page


def test_a_unit_head_finds_the_number_its_decision_and_its_regulation(
    loaded: None, unit_head: User, page: Open
) -> None:
    shown = page(unit_head, "/")

    assert "04 biên chế năm 2024" in shown.text
    assert "Quyết định 2034-QĐ/HU" in shown.text
    assert "Quy định 294-QĐ/HU" in shown.text
    assert "292-QĐ/HU" not in shown.text


def test_a_unit_head_reads_a_dash_as_a_dash_and_every_category(desk: Desk, unit_head: User, page: Open) -> None:
    assert "Chưa có số liệu" in page(unit_head, "/").text
    desk.booked(desk.line("phu-nu", None, category=desk.civil), desk.line("phu-nu", 2, category=desk.contract))

    shown = page(unit_head, "/")

    assert "– biên chế năm 2024 Cán bộ, công chức" in shown.text
    assert "02 biên chế năm 2024 Hợp đồng" in shown.text


def test_the_number_leads_to_why_it_stands(loaded: None, unit_head: User, page: Open) -> None:
    home = page(unit_head, "/")
    why = "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-phu-nu/"

    assert f'href="{why}"' in home.html
    assert "04 biên chế năm 2024" in page(unit_head, why).text


def test_a_head_of_two_units_reads_both(desk: Desk, places: Places, unit_head: User, page: Open) -> None:
    Grant.objects.create(user=unit_head, role="unit_head", agency=places.agency("duc-linh-ccb"))
    desk.booked(desk.line("phu-nu", 4), desk.line("ccb", 3))

    shown = page(User.objects.get(pk=unit_head.pk), "/").text

    assert "Hội Cựu chiến binh huyện Đức Linh 03 biên chế năm 2024" in shown
    assert "Hội Liên hiệp Phụ nữ huyện Đức Linh 04 biên chế năm 2024" in shown


def test_more_units_cost_their_head_no_more_queries(
    desk: Desk, places: Places, unit_head: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    names = ("phu-nu", "ccb", "doan")
    for name in names:
        Mandate.objects.create(agency=places.agency(f"duc-linh-{name}"), document=desk.paper(), valid_from=NEW_YEAR)
    desk.booked(*(desk.line(name, 4) for name in names))
    client.force_login(unit_head)
    client.get("/")

    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            assert client.get("/").content.decode().count('class="own-figure"') == expected
        return len(counted.captured_queries)

    expected = 1
    of_one = queries()
    for name in names[1:]:
        Grant.objects.create(user=unit_head, role="unit_head", agency=places.agency(f"duc-linh-{name}"))
    expected = 3

    assert queries() == of_one


def test_who_drafts_sees_what_is_on_its_way_the_returned_first(desk: Desk, auditor: User, page: Open) -> None:
    submitted = desk.submitted(desk.line("mttq", 6))
    returned = desk.submitted(desk.line("ldld", 2))
    return_draft(draft=returned, remark="Sai dòng 2", by=desk.books, at=MOMENT)
    preparing = desk.draft(desk.line("ccb", 3))
    desk.paper(99, is_stub=True, subject="Mới được dẫn chiếu")

    panel = tasks_panel(desk.drafts, desk.drafts, LATER)

    assert panel is not None
    assert panel.context["drafts"] == [returned, preparing, submitted]
    shown = page(desk.drafts, "/").text
    for words in ("Sai dòng 2", "chờ đối chiếu", "chưa có bản", "99-QĐ/HU"):
        assert words in shown
    for person in (desk.books, auditor):
        assert tasks_panel(person, person, LATER) is None


def test_who_compares_sees_what_waits_and_what_was_booked_last(desk: Desk, auditor: User, page: Open) -> None:
    decision = desk.year_2024()
    submitted = desk.submitted(desk.add("mttq", 1), document=desk.paper(issued_on=JULY))
    desk.draft(desk.line("ccb", 3))

    waiting, booked = waiting_panel(desk.books, desk.books, LATER), booked_panel(desk.books, desk.books, LATER)

    assert waiting is not None
    assert [each.draft for each in waiting.context["waiting"]] == [submitted]
    assert booked is not None
    assert [(each.decision, each.lag) for each in booked.context["booked"]] == [(decision, 5)]
    assert "Đối chiếu Đức Linh" in page(desk.books, "/").text
    nothing = waiting_panel(auditor, auditor, LATER)
    assert nothing is not None
    assert nothing.context["waiting"] == []


def test_nothing_waits_is_said(desk: Desk, page: Open) -> None:
    assert "Không có quyết định nào chờ vào sổ." in page(desk.books, "/").text


def test_only_the_last_five_stand_on_the_first_page(desk: Desk) -> None:
    for number in range(7):
        desk.booked(desk.add("mttq", 1, effective_on=MARCH) if number else desk.line("mttq", 1))

    panel = booked_panel(desk.books, desk.books, LATER)

    assert panel is not None
    assert [each.decision.position for each in panel.context["booked"]] == [7, 6, 5, 4, 3]


def test_who_drafts_finds_the_table_and_the_way_to_a_new_decision(desk: Desk, page: Open) -> None:
    desk.year_2024()
    desk.booked(desk.line("mttq", 5), year_from=2025, document=desk.paper(issued_on=YEAR_END))

    shown = page(desk.drafts, "/")

    assert "Huyện Đức Linh, năm 2025" in shown.text
    assert shown.column("Giao năm 2025")[0] == "5"
    assert shown.column("Giao năm 2024")[0] == "6"
    for link in (
        "/vao-so/them/?dia-phuong=duc-linh&amp;khoi=party",
        "/bien-che/duc-linh/2025/?tep=xlsx",
        "/bien-che/duc-linh/2025/can-cu/co-quan/duc-linh-mttq/",
        "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-mttq/",
    ):
        assert f'href="{link}"' in shown.html, link


def test_a_pool_without_figures_offers_its_form(desk: Desk, page: Open) -> None:
    shown = page(desk.drafts, "/")

    assert "Vào sổ quyết định, Huyện Đức Linh" in shown.text
    assert 'href="/vao-so/them/?dia-phuong=duc-linh&amp;khoi=party"' in shown.html


def test_a_clerk_of_many_places_gets_the_newest_tables_and_links_to_the_others(desk: Desk) -> None:
    desk.year_2024()
    desk.booked(
        desk.line("mttq", 1),
        pool=Pool.objects.create(locality=desk.district.locality, block="state"),
        year_from=2025,
        document=desk.paper(issued_on=dt.date(2024, 12, 1)),
    )
    desk.allotment(30)

    panel = tables_panel(desk.drafts, desk.drafts, LATER)

    assert panel is not None
    assert [(each.table.pool.block, each.table.year) for each in panel.context["tables"]] == [
        ("state", 2025),
        ("party", 2024),
    ]
    assert panel.context["others"] == [(desk.district, 2024)]


def test_who_only_reads_is_offered_no_form(desk: Desk, auditor: User) -> None:
    desk.year_2024()

    assert tables_panel(auditor, auditor, LATER) is None


def test_who_audits_chooses_a_place_and_years(desk: Desk, auditor: User, page: Open) -> None:
    desk.year_2024()
    desk.booked(desk.line("mttq", 5), year_from=2025, year_to=2026, document=desk.paper(issued_on=YEAR_END))

    panel = choice_panel(auditor, auditor, LATER)

    assert panel is not None
    assert panel.context["localities"] == [desk.district.locality]
    assert panel.context["tables"] == [(desk.district, 2026)]
    assert 'href="/bien-che/duc-linh/2026/"' in page(auditor, "/").html
    chosen = page(auditor, "/bien-che/", dia_phuong="duc-linh", nam="2024", den_nam="2025")
    assert chosen.column("Năm") == ["2025", "2024"]
    assert page(auditor, "/bien-che/", dia_phuong="duc-linh", nam="2024").column("Năm") == ["2024"]
    assert page(auditor, "/bien-che/", den_nam="2024").column("Năm") == ["2024"]


def test_the_code_of_the_ledger_stands_on_the_auditors_page(desk: Desk, auditor: User, page: Open) -> None:
    assert "Sổ chưa có quyết định nào." in page(auditor, "/").text
    decision = desk.year_2024()

    panel = ledger_panel(auditor, auditor, LATER)

    assert panel is not None
    assert panel.context["ledger"].head == decision.seal.head
    assert decision.seal.head in page(auditor, "/").text


def test_the_auditors_page_says_when_the_register_was_last_verified(
    desk: Desk, auditor: User, page: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.year_2024()
    chores.note(chores.VERIFY, chores.Chore(MOMENT, 1, "0" * 64, 2))
    before = page(auditor, "/").text
    assert "có 2 lỗi" in before
    assert "Mã chốt lúc đó khác mã của cùng vị trí bây giờ" in before

    call_command("verify")

    assert "Kiểm tra toàn vẹn gần nhất:" in (text := page(auditor, "/").text)
    assert "(hôm nay), sổ đến số 1: không có lỗi." in text
    assert "Mã chốt lúc đó khác" not in text


def test_whoever_has_nothing_here_sees_nothing_of_it(desk: Desk, stranger: User, page: Open) -> None:
    desk.year_2024()

    assert tables_panel(stranger, stranger, LATER) is None
    assert booked_panel(stranger, stranger, LATER) is None
    assert tasks_panel(stranger, stranger, LATER) is None
    assert own_panel(stranger, stranger, LATER) is None
    assert "Đức Linh" not in page(stranger, "/").text


def test_several_roles_see_each_panel_once(desk: Desk, clerk: User, places: Places, page: Open) -> None:
    Grant.objects.create(user=clerk, role="auditor", locality=places.locality("duc-linh"))
    Grant.objects.create(user=clerk, role="unit_head", agency=places.agency("duc-linh-phu-nu"))
    desk.year_2024()
    submitted = desk.submitted(desk.add("mttq", 1), document=desk.paper(issued_on=JULY))

    shown = page(User.objects.get(pk=clerk.pk), "/")

    for heading in ("Chờ vào sổ", "Mới vào sổ", "Xem bảng giao biên chế", "Mã chốt số liệu", "Vấn đề cần xử lý"):
        assert shown.html.count(f"<h2>{heading}</h2>") == 1, heading
    assert shown.html.count(f'href="{submitted.get_absolute_url()}"') == 1


def test_the_regulation_beside_a_number_is_the_one_of_its_year(desk: Desk, places: Places, unit_head: User) -> None:
    from agencies.models import Mandate

    agency = places.agency("duc-linh-phu-nu")
    of_2024, of_today = desk.paper(294), desk.paper(999)
    Mandate.objects.create(agency=agency, document=of_2024, valid_from=NEW_YEAR, valid_to=dt.date(2025, 1, 1))
    Mandate.objects.create(agency=agency, document=of_today, valid_from=dt.date(2025, 1, 1))
    desk.booked(desk.line("phu-nu", 4))

    panel = own_panel(unit_head, unit_head, LATER)

    assert panel is not None
    (own,) = panel.context["own"]
    assert list(own.mandates) == [of_2024]
    assert [each.year for each in own.newest] == [2024]


# ---- Search


def test_the_search_finds_decisions_by_symbol_and_subject(desk: Desk, stranger: User, auditor: User) -> None:
    decision = desk.year_2024()
    desk.booked(desk.line("ldld", 2), document=desk.paper(88, subject="Giao bổ sung cho Liên đoàn"))

    for words in ("2034", "2034-QĐ/HU", "2034 hu", "qd hu 2034"):
        assert [hit.url for hit in search(words, auditor, LATER).hits] == [decision.get_absolute_url()], words
    assert [hit.title for hit in search("lien doan", auditor, LATER).hits] == ["88-QĐ/HU, số vào sổ 2"]
    assert search("khong co", auditor, LATER).total == 0
    assert search("2034", stranger, LATER).total == 0
    assert QuotaDecision.objects.count() == 2


def test_a_unit_head_finds_only_decisions_with_an_own_line(desk: Desk, unit_head: User) -> None:
    desk.booked(desk.line("mttq", 6), document=desk.paper(77))
    desk.booked(desk.line("phu-nu", 4), document=desk.paper(78))

    assert search("77", unit_head, LATER).total == 0
    assert search("78", unit_head, LATER).total == 1


def test_a_person_of_two_places_reads_both(desk: Desk, places: Places, stranger: User) -> None:
    desk.year_2024()
    Grant.objects.create(user=stranger, role="auditor", locality=places.locality("duc-linh"))

    assert search("2034", User.objects.get(pk=stranger.pk), LATER).total == 1
