"""What the reading room makes of a draft: proposal, facts, problems, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from quotas.actions import LineInput, holder_of
from quotas.choices import DecisionKind
from quotas.intake import examine, own_positions
from quotas.models import DecisionDraft, Pool
from quotas.postings import LineKey
from quotas.rules import HolderKind, Kind
from tests.times import JULY, MARCH, NEW_YEAR, SIGNING_DAY

if TYPE_CHECKING:
    from tests.conftest import Places
    from tests.quotas.conftest import Desk


def codes(draft: DecisionDraft) -> list[str]:
    """The codes of everything wrong with a draft."""
    return [problem.code for problem in examine(draft).problems]


def test_a_draft_is_examined_as_it_would_be_booked_next(desk: Desk) -> None:
    desk.booked(desk.line("ldld", 2))
    draft = desk.draft(
        desk.line("mttq", 6, label="giao", provisional=True), desk.move("mttq", "doan", 1), totals=[desk.total(6)]
    )

    found = examine(draft)

    assert found.position == 2
    proposal = found.proposal
    assert (proposal.kind, proposal.pool, proposal.issued_on) == (Kind.ORIGINAL, desk.district.pk, SIGNING_DAY)
    first, second = proposal.lines
    assert (first.line.key, first.label, first.provisional, first.effective_assumed) == (
        LineKey(2, 1),
        "giao",
        True,
        True,
    )
    assert (second.line.holder, second.line.to_holder) == (desk.holder("mttq").pk, desk.holder("doan").pk)
    assert [(total.category, total.posts) for total in proposal.totals] == [(desk.undivided.pk, 6)]
    assert (proposal.others_live, proposal.original_exists) == (False, False)
    assert [line.key for line in found.facts.standing] == [LineKey(1, 1)]


def test_the_facts_name_holders_as_the_rules_see_them(desk: Desk, places: Places) -> None:
    agency = places.agency("duc-linh-mttq")
    agency.has_own_quota, agency.valid_to = False, JULY
    agency.save()
    draft = desk.draft(desk.line("mttq", 6), desk.line("duc-linh", 10))

    facts = examine(draft).facts

    front = facts.holders[desk.holder("mttq").pk]
    assert (front.name, front.kind, front.code) == (agency.name, HolderKind.AGENCY, "duc-linh-mttq")
    assert (front.valid_to, front.has_own_quota, front.in_pool) == (JULY, False, True)
    itself = facts.holders[desk.holder("duc-linh").pk]
    assert (itself.kind, itself.code, itself.in_pool) == (HolderKind.POOL, "duc-linh/party", True)
    assert facts.categories[desk.undivided.pk].is_undivided
    assert not facts.categories[desk.contract.pk].counts_in_total


@pytest.mark.parametrize(
    ("place", "block", "is_below"),
    [
        pytest.param("duc-linh", "party", True, id="a district right below, same block"),
        pytest.param("duc-linh", "state", False, id="the same district, the other block"),
        pytest.param("na-hang", "party", False, id="a district of another province"),
    ],
)
def test_a_pool_gives_to_the_pools_right_below(
    desk: Desk, places: Places, place: str, block: str, *, is_below: bool
) -> None:
    pool, _made = Pool.objects.get_or_create(locality=places.locality(place), block=block)
    line = LineInput(holder=holder_of(pool=pool), category=desk.undivided, posts=10)
    draft = desk.draft(line, pool=desk.province, document=desk.paper(place="binh-thuan"))

    assert ("outside-pool" not in codes(draft)) is is_below


def test_an_agency_of_another_place_is_outside_the_pool(desk: Desk, places: Places) -> None:
    holder = holder_of(agency=places.agency("na-hang-mttq"))

    assert codes(desk.draft(LineInput(holder=holder, category=desk.undivided, posts=1))) == ["outside-pool"]


def test_only_the_papers_own_decisions_in_the_pool_are_its_positions(desk: Desk) -> None:
    paper = desk.paper(1001)
    first = desk.booked(desk.line("mttq", 6), document=paper)
    desk.booked(desk.line("ldld", 2), document=desk.paper(1002))
    correction = desk.corrected(first, desk.line("mttq", 5, corrects=first.lines.get()))
    draft = desk.draft(desk.line("mttq", 4), document=paper, kind=DecisionKind.CORRECTION)

    assert own_positions(draft) == {first.position, correction.position}
    found = examine(draft)
    assert (found.proposal.original_exists, found.proposal.others_live) == (True, True)
    assert found.facts.symbols == {1: "1001-QĐ/HU", 2: "1002-QĐ/HU", 3: "1001-QĐ/HU"}


def test_the_allotment_is_read_from_the_pool_above(desk: Desk) -> None:
    desk.allotment(20)
    desk.booked(desk.line("mttq", 6))

    facts = examine(desk.draft(desk.line("ldld", 2))).facts

    assert [line.posts for line in facts.allotment_lines] == [20]
    assert facts.pool_holder == desk.holder("duc-linh").pk
    assert [line.posts for line in facts.standing] == [6]


def test_problems_around_the_draft_come_with_those_of_the_rules(desk: Desk) -> None:
    without_day = desk.draft(desk.line("mttq", 6), document=desk.paper(issued_on=None, is_stub=True))
    after_end = desk.draft(desk.line("mttq", 6), year_from=2026, document=desk.paper(issued_on=dt.date(2025, 12, 15)))
    before_end = desk.draft(desk.line("mttq", 6, effective_on=dt.date(2025, 6, 30)), year_from=2025)

    assert "paper-without-day" in codes(without_day)
    assert codes(desk.draft(document=desk.paper(issued_on=None, is_stub=True))) == ["paper-without-day", "empty"]
    problem = next(each for each in examine(after_end).problems if each.code == "locality-ended")
    assert "Huyện Đức Linh" in str(problem.sentence)
    assert "01/07/2025" in str(problem.sentence)
    assert codes(before_end) == []


def test_a_correction_speaks_of_days_after_the_end(desk: Desk) -> None:
    paper = desk.paper(issued_on=dt.date(2025, 12, 15))
    draft = desk.draft(desk.line("mttq", 6), year_from=2026, document=paper, kind=DecisionKind.CORRECTION)

    assert "locality-ended" not in codes(draft)


def test_errors_and_warnings_are_told_apart_and_reasons_clear_warnings_only(desk: Desk) -> None:
    draft = desk.draft(desk.line("mttq", 6, effective_on=dt.date(2023, 6, 1)), desk.add("doan", 1, effective_on=MARCH))

    found = examine(draft)

    assert [problem.code for problem in found.errors] == ["no-level-before"]
    assert [problem.code for problem in found.warnings] == ["before-issue"]
    assert len(found.in_the_way) == 2
    for code in ("before-issue", "no-level-before"):
        draft.acknowledgements.create(
            code=code, reason="Đúng như vậy", acknowledged_by=desk.drafts, acknowledged_at="2024-01-01T00:00:00Z"
        )
    assert [problem.code for problem in examine(draft).in_the_way] == ["no-level-before"]


def test_examining_writes_nothing(desk: Desk) -> None:
    draft = desk.draft(desk.line("mttq", 6))

    examine(draft)

    draft.refresh_from_db()
    assert draft.version == 1
    with pytest.raises(ObjectDoesNotExist):
        assert draft.decision


def test_sixty_lines_cost_as_many_queries_as_six(desk: Desk, places: Places, django_assert_num_queries: Any) -> None:
    from agencies.models import Agency

    few = desk.draft(*(desk.line(name, 1) for name in ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb")))
    kind = places.agency("duc-linh-mttq").kind
    agencies = [
        Agency.objects.create(
            code=f"duc-linh-{number}", name=f"Cơ quan {number}", kind=kind, locality=places.locality("duc-linh")
        )
        for number in range(60)
    ]
    many = desk.draft(
        *(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1) for agency in agencies)
    )
    few, many = (
        DecisionDraft.objects.select_related("document__type", "pool__locality").get(pk=each.pk) for each in (few, many)
    )

    with django_assert_num_queries(13, exact=False) as counted:
        examine(few)
    with django_assert_num_queries(len(counted.captured_queries)):
        examine(many)


def test_the_day_of_a_set_is_the_first_of_its_first_year(desk: Desk) -> None:
    line = examine(desk.draft(desk.line("mttq", 6))).proposal.lines[0].line

    assert (line.effective_on, line.year_from, line.year_to) == (NEW_YEAR, 2024, 2024)
