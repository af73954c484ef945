"""Findings of the ledger: rules 15, 24, 25 and 27, each found where it is broken and nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import User
from agencies.models import Agency, AgencyPlace
from orgregs.foundation import findings
from orgregs.foundation.reach import Everyone
from quotas.actions import LineInput, book_decision, countersign_decision, holder_of
from quotas.choices import DecisionKind
from quotas.findings import quota_findings
from quotas.models import Pool
from tests.times import JULY, MARCH, NEW_YEAR, SIGNING_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgregs.foundation.findings import Finding
    from tests.conftest import Places
    from tests.quotas.conftest import Desk

TODAY = dt.date(2026, 11, 1)
MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
ABOVE = {"above-ceiling-warned": "Chờ quyết định bổ sung."}
ALL_SIX = {"mttq": 6, "ldld": 2, "nong-dan": 4, "phu-nu": 4, "doan": 5, "ccb": 3}


def found(code: str, user: Any = None, about: Any = None) -> list[Finding]:
    return [each for each in findings.collect(user or Everyone(), TODAY, about) if each.code == code]


def give_all(desk: Desk, *, posts: Mapping[str, int | None] | None = None, **options: Any) -> Any:
    return desk.booked(*(desk.line(name, count) for name, count in (posts or ALL_SIX).items()), **options)


# ---- Rule 15


def test_a_pool_that_gave_more_than_it_received_is_found_from_the_day_on(desk: Desk) -> None:
    desk.allotment(24)
    give_all(desk)
    assert found("given-above-received") == []

    desk.booked(desk.add("mttq", 2), document=desk.paper(issued_on=MARCH), reasons=ABOVE)

    (finding,) = found("given-above-received")
    assert finding.since == MARCH
    assert finding.place == desk.district.locality
    assert "từ 01/03/2024 đến 31/12/2024 đã giao 26, vượt 2 so với tổng số cấp trên giao là 24" in finding.found
    assert [link.url for link in finding.links] == ["/bien-che/duc-linh/2024/", "/dia-phuong/duc-linh/"]


def test_an_excess_of_some_days_is_found_though_it_ended(desk: Desk) -> None:
    desk.allotment(24)
    give_all(desk)
    desk.booked(desk.add("mttq", 2), document=desk.paper(issued_on=MARCH), reasons=ABOVE)
    paper = desk.paper(place="binh-thuan", issued_on=JULY)

    desk.booked(desk.add("duc-linh", 2), pool=desk.province, document=paper)

    (finding,) = found("given-above-received")
    assert "từ 01/03/2024 đến 30/06/2024" in finding.found


def test_an_allotment_cut_below_what_was_given_is_the_pools_finding(desk: Desk) -> None:
    desk.allotment(24)
    give_all(desk)
    paper = desk.paper(place="binh-thuan", issued_on=JULY)

    desk.booked(desk.add("duc-linh", -1), pool=desk.province, document=paper)

    (finding,) = found("allotment-cut")
    assert finding.since == JULY
    assert "cấp trên giảm tổng số từ 24 còn 23, đã giao 24, vượt 1" in finding.found
    assert found("given-above-received") == []


def test_what_was_withdrawn_in_time_is_no_finding(desk: Desk) -> None:
    desk.allotment(24)
    give_all(desk)
    desk.booked(desk.add("doan", -1), document=desk.paper(issued_on=MARCH))

    desk.booked(desk.add("duc-linh", -1), pool=desk.province, document=desk.paper(place="binh-thuan", issued_on=JULY))

    assert found("allotment-cut") + found("given-above-received") == []


def test_without_an_allotment_nothing_is_above_it(desk: Desk) -> None:
    give_all(desk)

    assert found("given-above-received") == []


def test_a_withdrawn_allotment_is_none(desk: Desk) -> None:
    allotment = desk.allotment(20)
    give_all(desk, reasons=ABOVE)
    assert len(found("given-above-received")) == 1

    desk.corrected(allotment, desk.void(allotment.lines.get()))

    assert found("given-above-received") == []


def test_each_category_is_held_against_its_own_allotment(desk: Desk) -> None:
    paper = desk.paper(place="binh-thuan", issued_on=dt.date(2023, 12, 1))
    desk.booked(desk.line("duc-linh", 3, category=desk.civil), pool=desk.province, document=paper)

    desk.booked(desk.line("mttq", 4, category=desk.civil), desk.line("mttq", 9, category=desk.contract), reasons=ABOVE)

    (finding,) = found("given-above-received")
    assert "Cán bộ, công chức" in finding.found
    assert "vượt 1" in finding.found


def test_a_paper_that_counts_a_category_makes_it_count(desk: Desk) -> None:
    """An undivided allotment is held against what counts in the total; that belongs to the paper (rule 25)."""
    desk.allotment(5)
    lines = [desk.line("mttq", 5, category=desk.civil), desk.line("mttq", 2, category=desk.contract)]
    totals = [desk.total(5, desk.civil), desk.total(2, desk.contract, counts_in_total=False)]
    desk.booked(*lines, totals=totals)
    assert found("given-above-received") == []

    totals = [desk.total(2, desk.contract, counts_in_total=True)]
    desk.booked(
        desk.line("ldld", 0, category=desk.contract), totals=totals, reasons=ABOVE | {"total-differs": "In sai."}
    )

    assert len(found("given-above-received")) == 1


# ---- Rule 24


def test_an_agency_without_a_line_in_a_year_that_has_one_is_missing(desk: Desk) -> None:
    assert found("agency-missing") == []
    desk.booked(*(desk.line(name, count) for name, count in ALL_SIX.items() if name != "ccb"))

    (finding,) = found("agency-missing")
    assert finding.records == (desk.places.agency("duc-linh-ccb"),)
    assert finding.since == NEW_YEAR
    assert "Hội Cựu chiến binh huyện Đức Linh chưa có số liệu năm 2024" in finding.found


@pytest.mark.parametrize("posts", [pytest.param(None, id="a dash"), pytest.param(0, id="0")])
def test_a_dash_and_0_are_lines(desk: Desk, posts: int | None) -> None:
    give_all(desk, posts=ALL_SIX | {"ccb": posts})

    assert found("agency-missing") == []


def test_a_figure_of_last_year_is_never_carried_into_a_year_with_a_decision(desk: Desk) -> None:
    give_all(desk)
    desk.booked(desk.line("mttq", 6), year_from=2025, document=desk.paper(issued_on=dt.date(2024, 12, 20)))

    assert {each.found.partition(" năm ")[2][:4] for each in found("agency-missing")} == {"2025"}
    assert len(found("agency-missing")) == 5


def test_a_voided_line_leaves_the_agency_missing(desk: Desk) -> None:
    decision = give_all(desk)
    desk.corrected(decision, desk.void(decision.lines.get(number=6)))

    assert [each.records[0].code for each in found("agency-missing")] == ["duc-linh-ccb"]


def test_who_has_no_quota_of_its_own_ended_before_or_is_a_part_is_not_missing(desk: Desk, places: Places) -> None:
    without, ended, part = (places.agency(f"duc-linh-{name}") for name in ("ccb", "doan", "phu-nu"))
    without.has_own_quota = False
    without.save()
    ended.valid_to = NEW_YEAR
    ended.save()
    AgencyPlace.objects.create(agency=part, parent=places.agency("duc-linh-mttq"))
    desk.booked(*(desk.line(name, ALL_SIX[name]) for name in ("mttq", "ldld", "nong-dan")))

    assert found("agency-missing") == []


def test_who_is_paid_by_another_pool_is_not_missing(desk: Desk) -> None:
    desk.booked(*(desk.line(name, count) for name, count in ALL_SIX.items() if name != "ccb"))
    pool = Pool.objects.create(locality=desk.district.locality, block="state")

    desk.booked(desk.line("ccb", 3), pool=pool)

    assert found("agency-missing") == []


def test_an_extract_tells_another_way_out(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6), is_extract=True)

    assert {each.remedy.partition(":")[0] for each in found("agency-missing")} == {"Quyết định mới ghi trích"}


# ---- Rule 25


def test_a_wrong_stated_total_stays_until_it_is_corrected(desk: Desk) -> None:
    decision = give_all(desk, totals=[desk.total(25)], reasons={"total-differs": "Bản giấy in sai."})

    (finding,) = found("stated-total-differs")
    assert finding.since == SIGNING_DAY
    assert "tổng số ghi trong quyết định là 25, cộng các dòng được 24" in finding.found
    assert finding.records == (decision, decision.document)

    desk.corrected(decision, desk.line("mttq", 7, corrects=decision.lines.get(number=1)))
    assert found("stated-total-differs") == []


def test_a_total_that_was_recorded_wrongly_is_put_right_by_a_correction(desk: Desk) -> None:
    decision = give_all(desk, totals=[desk.total(25)], reasons={"total-differs": "Gõ nhầm."})

    desk.booked(
        desk.line("mttq", 6, corrects=decision.lines.get(number=1)),
        document=decision.document,
        kind=DecisionKind.CORRECTION,
        totals=[desk.total(24)],
        reason="Gõ nhầm tổng số.",
    )

    assert found("stated-total-differs") == []


def test_a_right_total_an_extract_and_a_withdrawn_paper_are_no_findings(desk: Desk) -> None:
    give_all(desk, totals=[desk.total(24)])
    desk.booked(desk.line("mttq", 6), totals=[desk.total(99)], is_extract=True, year_from=2023, reasons=BEFORE_ISSUE)
    wrong = desk.booked(
        desk.line("mttq", 6),
        totals=[desk.total(9)],
        year_from=2025,
        document=desk.paper(issued_on=dt.date(2024, 12, 20)),
        reasons={"total-differs": "In sai."},
    )
    assert len(found("stated-total-differs")) == 1

    desk.corrected(wrong, desk.void(wrong.lines.get()))

    assert found("stated-total-differs") == []


BEFORE_ISSUE = {"before-issue": "Như bản giấy."}


# ---- Rule 27


def test_what_one_person_booked_is_found_until_another_compared(desk: Desk, clerk: User, places: Places) -> None:
    locality = places.locality("duc-linh")
    locality.one_person_books = True
    locality.save()
    decision = book_decision(draft=desk.submitted(desk.line("mttq", 6), by=clerk), by=clerk, at=MOMENT)

    (finding,) = found("one-person")
    assert finding.since == dt.date(2023, 12, 20)
    assert finding.records == (decision, decision.document)

    countersign_decision(decision=decision, by=desk.books, at=MOMENT)
    assert found("one-person") == []


# ---- For whom, about what


def test_each_person_sees_the_findings_of_the_own_places(
    desk: Desk, auditor: User, stranger: User, unit_head: User
) -> None:
    desk.booked(desk.line("mttq", 6))

    assert len(found("agency-missing", desk.drafts)) == 5
    assert len(found("agency-missing", auditor)) == 5
    assert found("agency-missing", stranger) == []
    assert found("agency-missing", unit_head) == []


def test_findings_are_told_about_their_records(desk: Desk, places: Places) -> None:
    decision = desk.booked(desk.line("mttq", 6), totals=[desk.total(9)], reasons={"total-differs": "In sai."})

    def about(record: Any) -> list[str]:
        return [each.code for each in findings.collect(Everyone(), TODAY, about=record)]

    assert about(places.agency("duc-linh-ccb")) == ["agency-missing"]
    assert about(places.agency("duc-linh-mttq")) == []
    assert about(decision) == ["stated-total-differs"]
    assert about(decision.document) == ["stated-total-differs"]
    assert about(places.locality("duc-linh")) == ["stated-total-differs", *["agency-missing"] * 5]
    assert about(places.locality("na-hang")) == []
    assert about(desk.undivided) == []


def test_sixty_agencies_and_ten_decisions_cost_as_many_queries_as_six(
    desk: Desk, places: Places, auditor: User, django_assert_num_queries: Any
) -> None:
    desk.allotment(20)
    desk.booked(desk.line("mttq", 6))
    person = User.objects.get(pk=auditor.pk)
    list(quota_findings(person, TODAY))  # the reach is read once a request
    with django_assert_num_queries(20, exact=False) as counted:
        few = list(quota_findings(person, TODAY))
    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    for number in range(54):
        agency = Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
        if number % 6 == 0:
            desk.booked(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1))

    with django_assert_num_queries(len(counted.captured_queries)):
        many = list(quota_findings(person, TODAY))
    assert len(few) == 5
    assert len(many) == 5 + 45
