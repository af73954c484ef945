"""Whatever order of recording the rules accept, the register ends with the same figures (rules 7, 12, 15–17)."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from quotas.postings import Line, levels, lines_in_order, live_lines
from quotas.rules import (
    CategoryFact,
    CeilingPolicy,
    Facts,
    HolderFact,
    HolderKind,
    Kind,
    Proposal,
    ProposedLine,
    Severity,
    check,
)
from tests.quotas.ledger_books import (
    ADD,
    DISTRICT,
    DISTRICT_AS_HOLDER,
    FARMERS,
    FRONT,
    MARCH,
    PROVINCE,
    SET,
    UNDIVIDED,
    WOMEN,
    Decision,
    likely_papers,
    line,
    renumbered,
    roots_are_recorded,
    told_tie,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.once

HOLDERS = {
    FRONT: HolderFact(name="Mặt trận", kind=HolderKind.AGENCY),
    FARMERS: HolderFact(name="Hội Nông dân", kind=HolderKind.AGENCY, valid_to=dt.date(2024, 10, 1)),
    WOMEN: HolderFact(name="Hội Phụ nữ", kind=HolderKind.AGENCY, valid_from=dt.date(2024, 3, 1)),
    DISTRICT_AS_HOLDER: HolderFact(name="Huyện", kind=HolderKind.POOL),
}
CATEGORIES = {UNDIVIDED: CategoryFact(name="Biên chế", is_undivided=True)}


def documents_of(order: Sequence[Decision]) -> list[int]:
    """The document of each decision, named by the position of its original: a correction has its original's."""
    documents: list[int] = []
    for position, decision in enumerate(order, start=1):
        corrected = next((each.corrects for each in decision if each.corrects is not None), None)
        documents.append(position if corrected is None else documents[corrected.position - 1])
    return documents


def examined(order: Sequence[Decision]) -> tuple[Proposal, Facts]:
    """The last of the decisions as a draft, and what the reading room would know around it."""
    *earlier, arriving = order
    position, pool = len(order), arriving[0].pool
    documents = documents_of(order)
    own = frozenset(at for at, document in enumerate(documents[:-1], start=1) if document == documents[-1])
    recorded = list(chain.from_iterable(earlier))
    standing = tuple(each for each in recorded if each.pool == pool)
    proposal = Proposal(
        kind=Kind.CORRECTION if documents[-1] != position else Kind.ORIGINAL,
        position=position,
        pool=pool,
        issued_on=arriving[0].issued_on,
        effective_from=arriving[0].issued_on,
        year_from=2024,
        year_to=2025,
        is_extract=False,
        lines=tuple(ProposedLine(line=each) for each in arriving),
        others_live=any(each.key.position in own for each in live_lines(standing, position - 1)),
        original_exists=bool(own),
    )
    facts = Facts(
        standing=standing,
        holders=HOLDERS,
        categories=CATEGORIES,
        document_positions=own,
        allotment_lines=tuple(each for each in recorded if each.pool != DISTRICT) if pool == DISTRICT else (),
        pool_holder=DISTRICT_AS_HOLDER if pool == DISTRICT else None,
        ceiling_policy=CeilingPolicy.BLOCK,
    )
    return proposal, facts


def is_accepted(order: Sequence[Decision]) -> bool:
    """Whether the rules let the last of the decisions be booked; warnings are acknowledged."""
    return not any(problem.severity is Severity.ERROR for problem in check(*examined(renumbered(order))))


def accepted(waiting: Sequence[Decision]) -> list[Decision]:
    """Record, again and again, the first of the waiting that the rules accept; what they never accept stays out."""
    order: list[Decision] = []
    left = list(waiting)
    while following := next(
        (each for each in left if roots_are_recorded(each, order) and is_accepted([*order, each])), None
    ):
        left.remove(following)
        order.append(following)
    return order


compared: list[bool] = []


@settings(max_examples=250, deadline=None)
@given(st.data(), likely_papers())
def _any_two_accepted_orders_end_alike(data: st.DataObject, papers: list[list[Line]]) -> None:
    first = accepted(data.draw(st.permutations(papers)))
    second = accepted(data.draw(st.permutations(first)))
    event(f"{len(first)} of {len(papers)} papers accepted")
    assume(len(second) == len(first))  # else the rules accept another order of the same papers only
    compared.append([each[0].key for each in first] != [each[0].key for each in second])

    recorded = [list(chain.from_iterable(renumbered(order))) for order in (first, second)]
    accounts = [lines_in_order(lines, len(first)) for lines in recorded]

    assert accounts[0].keys() == accounts[1].keys()
    for of in accounts[0]:
        # Equal levels fold to the same posts on every day; after a full tie that was recorded the other way round they
        # may differ.
        tied_on = told_tie(recorded[0], recorded[1], of)
        drawn = [
            [level for level in levels(of, lines[of]) if tied_on is None or level.day < tied_on] for lines in accounts
        ]
        event(f"tied: {tied_on is not None}")
        assert drawn[0] == drawn[1]


def test_every_order_of_recording_that_the_rules_accept_gives_the_same_final_fold() -> None:
    """Full ties excepted; a correction follows its root."""
    compared.clear()

    _any_two_accepted_orders_end_alike()

    # Most papers are accepted in both orders, and mostly in truly another order.
    assert len(compared) >= 250
    assert sum(compared) > 125


def test_the_rules_refuse_orders_too() -> None:
    """The property is not empty: some orders of good papers are refused, by each of rules 15, 16, 17."""
    level, supplement = [line(1, SET, 6)], [line(2, ADD, 1, effective_on=MARCH)]
    above = [line(1, SET, 6, holder=DISTRICT_AS_HOLDER, pool=PROVINCE)]
    too_much, back = [line(2, SET, 7)], [line(3, ADD, -1)]

    assert accepted([supplement, level]) == [level, supplement]  # 16
    assert accepted([above, too_much]) == [above]  # 15
    assert accepted([too_much, above]) == [too_much, above]
    assert accepted([[line(2, ADD, -7)], level, back]) == [level, back]  # 17
