"""What the quotas show on the pages below them, on the first page and in the search."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from accounts.models import Grant, User
from quotas.actions import return_draft
from quotas.models import DecisionDraft, QuotaDecision
from quotas.panels import agency_panel, document_panel, figures_of_agency, home_panel, locality_panel, search
from quotas.postings import LineKey
from tests.times import JULY, MARCH, NEW_YEAR, YEAR_END

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_what_waits_is_shown_to_whom_it_waits_for(desk: Desk, auditor: User) -> None:
    submitted = desk.submitted(desk.line("mttq", 6))
    returned = desk.submitted(desk.line("ldld", 2))
    return_draft(draft=returned, remark="Sai", by=desk.books, at=MOMENT)
    desk.draft(desk.line("ccb", 3))

    def waiting(person: User) -> list[DecisionDraft]:
        panel = home_panel(person, person, LATER)
        return [] if panel is None else panel.context["waiting"]

    assert waiting(desk.drafts) == [returned]
    assert waiting(desk.books) == [submitted]
    assert waiting(auditor) == []


def test_the_newest_table_of_each_pool_is_one_click_away(desk: Desk, auditor: User, page: Open) -> None:
    desk.year_2024()
    desk.booked(desk.line("mttq", 5), year_from=2025, document=desk.paper(issued_on=YEAR_END))

    panel = home_panel(auditor, auditor, LATER)

    assert panel is not None
    assert panel.context["tables"] == [(desk.district, 2025)]
    assert 'href="/bien-che/duc-linh/2025/"' in page(auditor, "/").html


def test_whoever_has_nothing_here_has_no_panel(desk: Desk, stranger: User) -> None:
    desk.year_2024()

    assert home_panel(stranger, stranger, LATER) is None


def test_the_regulation_beside_a_number_is_the_one_of_its_year(desk: Desk, places: Places, unit_head: User) -> None:
    from agencies.models import Mandate

    agency = places.agency("duc-linh-phu-nu")
    of_2024, of_today = desk.paper(294), desk.paper(999)
    Mandate.objects.create(agency=agency, document=of_2024, valid_from=NEW_YEAR, valid_to=dt.date(2025, 1, 1))
    Mandate.objects.create(agency=agency, document=of_today, valid_from=dt.date(2025, 1, 1))
    desk.booked(desk.line("phu-nu", 4))

    panel = home_panel(unit_head, unit_head, LATER)

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
