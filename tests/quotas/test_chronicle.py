"""The history of a figure, drawn from lines: tables worked by hand, and its last value against the fold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given

from quotas.chronicle import EventKind, Papers, accounts_spoken_of, histories
from quotas.postings import Line, fold
from tests.quotas.ledger_books import (
    ADD,
    CIVIL,
    EVERY_ACCOUNT,
    FARMERS,
    FRONT,
    JULY,
    MARCH,
    MOVE,
    OCTOBER,
    SET,
    VOID,
    WOMEN,
    YEAR_END,
    account,
    books,
    line,
)

pytestmark = pytest.mark.once

LATER_PAPER = dt.date(2024, 2, 20)
Told = tuple[tuple[int, int], str, int, Any, tuple[int, int] | None]


def told(
    lines: list[Line], *, holder: int = FRONT, known_at: int = 9, corrections: frozenset[int] = frozenset()
) -> list[Told]:
    """Tell each event as (line, kind, change, value after, superseded by); each position is a paper of its own."""
    corrected = {each.key.position: each.corrects.position for each in lines if each.corrects}
    documents = {each.key.position: corrected.get(each.key.position, each.key.position) for each in lines}
    papers = Papers(documents=documents, corrections=corrections or set(corrected))
    (history,) = histories(lines, [account(holder)], day=YEAR_END, known_at=known_at, papers=papers)
    return [
        (
            tuple(event.line.key),  # type: ignore[misc]
            event.kind.value,
            event.change,
            None if event.after is None else "–" if event.after.is_dash else event.after.value,
            None if event.superseded_by is None else tuple(event.superseded_by),
        )
        for event in history.events
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], [], id="no line, no history"),
        pytest.param([line(1, SET, 6)], [((1, 1), "original", 6, 6, None)], id="a first giving"),
        pytest.param(
            [line(1, SET, 6), line(2, SET, 6, issued_on=LATER_PAPER, effective_on=MARCH)],
            [((1, 1), "original", 6, 6, None), ((2, 1), "amendment", 0, 6, None)],
            id="a line without effect posts no entry and stands in the history all the same",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, ADD, -1, effective_on=JULY), line(3, ADD, 2, effective_on=MARCH)],
            [
                ((1, 1), "original", 6, 6, None),
                ((3, 1), "amendment", 2, 8, None),
                ((2, 1), "amendment", -1, 7, None),
            ],
            id="the legal order, not that of recording",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, ADD, 1, number=2, effective_on=JULY)],
            [((1, 1), "original", 6, 6, None), ((1, 2), "original", 1, 7, None)],
            id="what a paper adds to its own level amends nothing",
        ),
        pytest.param(
            [line(1, SET, None), line(2, ADD, 2, effective_on=MARCH)],
            [((1, 1), "original", 0, "–", None), ((2, 1), "amendment", 2, 2, None)],
            id="a dash, and a number after it",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, SET, 7, corrects=(1, 1))],
            [((1, 1), "original", 0, None, (2, 1)), ((2, 1), "correction", 7, 7, None)],
            id="a corrected line stays, struck out, before the line that corrects it",
        ),
        pytest.param(
            [
                line(1, SET, 6),
                line(2, ADD, 1, effective_on=JULY),
                line(3, SET, 5, corrects=(1, 1), effective_on=OCTOBER),
            ],
            [
                ((2, 1), "original", 1, 1, None),
                ((1, 1), "original", 0, None, (3, 1)),
                ((3, 1), "correction", 4, 5, None),
            ],
            id="a chain stands where its live line does",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, VOID, None, corrects=(1, 1))],
            [((1, 1), "original", 0, None, (2, 1)), ((2, 1), "correction", 0, None, None)],
            id="a voided line, and the line that voids it",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, SET, 6, corrects=(1, 1), holder=FARMERS)],
            [((1, 1), "original", 0, None, (2, 1)), ((2, 1), "correction", 0, None, None)],
            id="a line that took the figure elsewhere",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, SET, 4, holder=WOMEN), line(3, MOVE, 2, to_holder=WOMEN, effective_on=MARCH)],
            [((1, 1), "original", 6, 6, None), ((3, 1), "amendment", -2, 4, None)],
            id="a move takes from the holder",
        ),
    ],
)
def test_the_history_of_a_figure(lines: list[Line], expected: list[Told]) -> None:
    assert told(lines) == expected


def test_a_move_gives_to_the_receiver() -> None:
    lines = [line(1, SET, 6), line(2, SET, 4, holder=WOMEN), line(3, MOVE, 2, to_holder=WOMEN, effective_on=MARCH)]

    assert told(lines, holder=WOMEN)[-1] == ((3, 1), "amendment", 2, 6, None)


def test_a_line_left_out_is_recorded_by_a_correction() -> None:
    lines = [line(1, SET, 6, holder=FARMERS), line(2, SET, 3)]

    assert told(lines, corrections=frozenset({2})) == [((2, 1), "correction", 3, 3, None)]


def test_what_was_not_known_yet_is_not_told() -> None:
    lines = [line(1, SET, 6), line(2, SET, 7, corrects=(1, 1))]

    assert told(lines, known_at=1) == [((1, 1), "original", 6, 6, None)]


def test_the_figure_is_that_of_the_day_and_the_history_that_of_the_year() -> None:
    lines = [line(1, SET, 6), line(2, ADD, 1, effective_on=JULY)]
    papers = Papers(documents={1: 1, 2: 2}, corrections=set())

    (history,) = histories(lines, [account(FRONT)], day=MARCH, known_at=2, papers=papers)

    assert history.figure is not None
    assert (history.figure.posts, len(history.events)) == (6, 2)


def test_the_accounts_of_a_holder_are_those_that_any_line_spoke_of() -> None:
    lines = [line(1, SET, 6), line(2, VOID, None, corrects=(1, 1)), line(3, SET, 2, category=CIVIL, holder=WOMEN)]

    assert accounts_spoken_of(lines, holder=FRONT, year=2024, known_at=3) == [account(FRONT)]
    assert accounts_spoken_of(lines, holder=FRONT, year=2025, known_at=3) == []
    assert accounts_spoken_of(lines, holder=WOMEN, year=2024, known_at=2) == []


@given(books())
def test_the_last_value_of_the_history_is_the_fold(book: Any) -> None:
    """Whatever was recorded: the changes of the live lines add up, and the last value is what the ledger folds to."""
    lines = [each for decision in book for each in decision]
    positions = {each.key.position for each in lines}
    papers = Papers(documents={each: each for each in positions}, corrections=set())
    last = max(positions, default=0)

    for told_account in histories(lines, EVERY_ACCOUNT, day=dt.date(2099, 1, 1), known_at=last, papers=papers):
        live = [event for event in told_account.events if event.after is not None]
        end = dt.date(told_account.account.year, 12, 31)
        expected = fold(told_account.account, lines, end, last)
        assert (live[-1].after.value if live and live[-1].after else 0) == expected
        assert sum(event.change for event in live) == expected
        assert all(isinstance(event.kind, EventKind) for event in told_account.events)
