"""How booked lines and entries are read for the pure ledger, and that any register of the desk keeps its invariant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotas.actions import DraftHasProblems, LineInput, book_decision, save_draft, submit_draft
from quotas.choices import DecisionKind
from quotas.ledger import lines_of_pools, lines_to, read_entries, read_lines
from quotas.models import DecisionLine, Entry, Holder, QuotaDecision
from quotas.postings import Account, LineKey, Operation, fold
from quotas.proof import find_faults
from quotas.rules import RULES
from tests.times import JULY, MARCH, NEW_YEAR, SIGNING_DAY

if TYPE_CHECKING:
    from tests.quotas.conftest import Desk

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
NAMES = ("mttq", "ldld", "doan")
DAYS = (NEW_YEAR, MARCH, JULY, dt.date(2024, 10, 1), dt.date(2025, 1, 1))


def test_lines_are_read_in_the_order_of_recording_with_what_they_correct(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    original = desk.booked(desk.line("mttq", 6), desk.line("ldld", None))
    desk.corrected(original, desk.void(original.lines.get(number=2)), desk.line("doan", 5, effective_on=MARCH))

    with django_assert_num_queries(1):
        lines = read_lines(DecisionLine.objects.all())

    assert [line.key for line in lines] == [LineKey(1, 1), LineKey(1, 2), LineKey(2, 1), LineKey(2, 2)]
    first, dash, void, left_out = lines
    assert (first.operation, first.posts, first.pool, first.holder) == (
        Operation.SET,
        6,
        desk.district.pk,
        desk.holder("mttq").pk,
    )
    assert (first.issued_on, first.effective_on, first.year_from, first.year_to) == (SIGNING_DAY, NEW_YEAR, 2024, 2024)
    assert (dash.posts, dash.corrects) == (None, None)
    assert (void.operation, void.posts, void.corrects) == (Operation.VOID, None, LineKey(1, 2))
    assert (left_out.effective_on, left_out.corrects) == (MARCH, None)


def test_lines_of_a_pool_end_at_the_position_asked(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))
    desk.allotment(30)
    desk.booked(desk.line("ldld", 2))

    assert [line.key.position for line in lines_of_pools([desk.district], 3)] == [1, 3]
    assert [line.key.position for line in lines_of_pools([desk.district.pk], 2)] == [1]
    assert [line.key.position for line in lines_of_pools([desk.district, desk.province], 3)] == [1, 2, 3]
    assert lines_of_pools([desk.district], 0) == []


def test_lines_to_a_pool_come_with_the_corrections_that_no_longer_name_it(desk: Desk) -> None:
    allotment = desk.allotment(30)
    desk.booked(desk.line("mttq", 6))
    assert [(line.key, line.posts) for line in lines_to(desk.district, 2)] == [(LineKey(1, 1), 30)]

    desk.corrected(allotment, desk.void(allotment.lines.get()))

    assert [line.operation for line in lines_to(desk.district, 3)] == [Operation.SET, Operation.VOID]
    assert len(lines_to(desk.district, 2)) == 1
    assert lines_to(desk.province, 3) == []


def test_entries_are_read_as_they_were_planned(desk: Desk) -> None:
    decision = desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))

    booked = read_entries(Entry.objects.all())

    holders = sorted([desk.holder("mttq").pk, desk.holder("ldld").pk])
    assert list(booked) == [decision.position]
    assert [entry.account for entry in booked[1]] == [
        Account(desk.district.pk, holder, 2024, desk.undivided.pk) for holder in holders
    ]
    assert {entry.change for entry in booked[1]} == {6, 2}
    assert {entry.effective_on for entry in booked[1]} == {NEW_YEAR}


# ---- Random registers, booked through the actions


@st.composite
def papers(draw: st.DrawFn) -> dict[str, Any]:
    """What one paper says, or how it is put right; whatever the rules refuse is simply not booked."""
    lines = st.tuples(
        st.sampled_from([Operation.SET, Operation.SET, Operation.ADD, Operation.MOVE]),
        st.sampled_from(NAMES),
        st.integers(0, 5),
        st.booleans(),
        st.sampled_from(DAYS),
        st.integers(0, 1),
    )
    return {
        "lines": draw(st.lists(lines, min_size=1, max_size=3)),
        "corrects": draw(st.integers(0, 2)) == 0,
        "which": draw(st.integers(0, 5)),
        "is_void": draw(st.booleans()),
        "issued_on": draw(st.sampled_from([SIGNING_DAY, MARCH, dt.date(2024, 6, 2)])),
    }


def _line(desk: Desk, said: tuple[Operation, str, int, bool, dt.date, int], **options: Any) -> LineInput:
    operation, name, posts, is_special, day, more_years = said
    count: int | None = posts
    to = None
    if operation is Operation.SET:
        count = None if is_special and posts == 0 else posts
    elif operation is Operation.ADD:
        count = -(posts or 1) if is_special else posts or 1
    else:
        count, to = posts or 1, desk.holder(NAMES[(NAMES.index(name) + 1) % len(NAMES)])
    return LineInput(
        holder=desk.holder(name),
        to_holder=to,
        category=desk.undivided,
        posts=count,
        operation=operation,
        effective_on=day,
        year_from=day.year,
        year_to=day.year + more_years,
        **options,
    )


def _book(desk: Desk, said: dict[str, Any]) -> QuotaDecision | None:
    """Take a paper the whole road; None if a rule stops it."""
    live = list(DecisionLine.objects.live_at(QuotaDecision.objects.last_position()).order_by("pk"))
    options: dict[str, Any] = {}
    if said["corrects"] and live:
        wrong = live[said["which"] % len(live)]
        lines = [desk.void(wrong)] if said["is_void"] else [_line(desk, said["lines"][0], corrects=wrong)]
        options = {"document": wrong.decision.document, "kind": DecisionKind.CORRECTION, "reason": "Gõ nhầm."}
        options["year_from"], options["year_to"] = 2024, 2026
    else:
        lines = [_line(desk, each) for each in said["lines"]]
        options = {"document": desk.paper(issued_on=said["issued_on"]), "year_from": 2024, "year_to": 2026}
    reasons = dict.fromkeys(RULES, "Đúng như bản giấy")
    try:
        with transaction.atomic():
            draft = save_draft(pool=desk.district, lines=lines, by=desk.drafts, at=MOMENT, **options)
            submit_draft(draft=draft, acknowledged=reasons, by=desk.drafts, at=MOMENT)
            return book_decision(draft=draft, by=desk.books, at=MOMENT)
    except DraftHasProblems:
        return None


booked_in_all: list[int] = []


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(register=st.lists(papers(), min_size=2, max_size=6))
def _every_register_keeps_its_invariant(desk: Desk, register: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        booked_in_all.extend(1 for said in register if _book(desk, said) is not None)

        assert find_faults() == []
        known = QuotaDecision.objects.last_position()
        lines = read_lines(DecisionLine.objects.all())
        entries = [entry for each in read_entries(Entry.objects.all()).values() for entry in each]
        positions = {entry: position for position, each in read_entries(Entry.objects.all()).items() for entry in each}
        assert len(positions) == len(entries)
        for holder in Holder.objects.all():
            for year in (2024, 2025, 2026):
                account = Account(desk.district.pk, holder.pk, year, desk.undivided.pk)
                for position in range(known + 1):
                    for day in (*(each for each in DAYS if each.year == year), dt.date(year, 12, 31)):
                        posted = sum(
                            entry.change
                            for entry in entries
                            if entry.account == account and entry.effective_on <= day and positions[entry] <= position
                        )
                        assert posted == fold(account, lines, day, position)
        transaction.set_rollback(True)


def test_whatever_is_booked_the_entries_add_up_to_the_fold(desk: Desk) -> None:
    booked_in_all.clear()

    _every_register_keeps_its_invariant(desk)

    # The papers are not all refused.
    assert len(booked_in_all) > 25
