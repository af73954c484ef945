"""What a booking changes in the figures, told by account and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from quotas.differences import differences_made
from quotas.postings import fold
from tests.quotas.ledger_books import (
    ADD,
    EVERY_ACCOUNT,
    EVERY_DAY,
    FARMERS,
    JULY,
    MARCH,
    MOVE,
    NEW_YEAR,
    OCTOBER,
    SET,
    VOID,
    books,
    line,
)

if TYPE_CHECKING:
    import datetime as dt

    from quotas.postings import Figure, Line

pytestmark = pytest.mark.once

SIX = line(1, SET, 6)


@pytest.mark.parametrize(
    ("standing", "arriving", "expected"),
    [
        pytest.param([], [line(2, SET, 6)], [(NEW_YEAR, None, None, 6)], id="a first figure"),
        pytest.param([], [line(2, SET, 0)], [(NEW_YEAR, None, None, 0)], id="a first 0 is a difference without posts"),
        pytest.param([], [line(2, SET, None)], [(NEW_YEAR, None, None, "–")], id="a first dash too"),
        pytest.param([SIX], [line(2, SET, 6, effective_on=JULY)], [], id="the same number again is none"),
        pytest.param([SIX], [line(2, ADD, 1, effective_on=JULY)], [(JULY, None, 6, 7)], id="from its own day on"),
        pytest.param(
            [SIX, line(1, SET, 8, number=2, effective_on=JULY)],
            [line(2, ADD, 1, effective_on=MARCH)],
            [(MARCH, JULY, 6, 7)],
            id="until the next level",
        ),
        pytest.param(
            [SIX, line(1, ADD, 2, number=2, effective_on=JULY)],
            [line(2, ADD, 1, effective_on=MARCH)],
            [(MARCH, JULY, 6, 7), (JULY, None, 8, 9)],
            id="each stretch with its own figures",
        ),
        pytest.param(
            [SIX], [line(2, VOID, None, corrects=(1, 1))], [(NEW_YEAR, None, 6, None)], id="a void leaves none"
        ),
        pytest.param(
            [SIX],
            [line(2, SET, 6, effective_on=OCTOBER, corrects=(1, 1))],
            [(NEW_YEAR, OCTOBER, 6, None)],
            id="the right day of a right number",
        ),
        pytest.param([SIX], [line(2, SET, None, corrects=(1, 1))], [(NEW_YEAR, None, 6, "–")], id="a number to a dash"),
    ],
)
def test_the_difference_a_booking_makes(
    standing: list[Line],
    arriving: list[Line],
    expected: list[tuple[dt.date, dt.date | None, int | str | None, int | str | None]],
) -> None:
    found = differences_made(standing, arriving, 2)

    assert [(each.begins_on, each.ends_on, _read(each.before), _read(each.after)) for each in found] == expected


def _read(shown: Figure | None) -> int | str | None:
    return None if shown is None else "–" if shown.is_dash else shown.posts


def test_a_move_is_two_differences_and_a_change_of_agency_too() -> None:
    moved = differences_made(
        [SIX, line(1, SET, 2, number=2, holder=FARMERS)], [line(2, MOVE, 1, to_holder=FARMERS, effective_on=JULY)], 2
    )
    renamed = differences_made([SIX], [line(2, SET, 6, holder=FARMERS, corrects=(1, 1))], 2)

    assert [each.change for each in moved] == [-1, 1]
    assert [each.change for each in renamed] == [-6, 6]


@settings(max_examples=60, deadline=None)
@given(books())
def test_on_every_day_the_change_told_is_the_change_of_the_fold(decisions: list[list[Line]]) -> None:
    *earlier, last = decisions
    standing = [each for decision in earlier for each in decision]
    position = len(decisions)

    found = differences_made(standing, last, position)

    everything = [*standing, *last]
    for account in EVERY_ACCOUNT:
        for day in (each for each in EVERY_DAY if each.year == account.year):
            told = sum(
                each.change
                for each in found
                if each.account == account and each.begins_on <= day and (each.ends_on is None or day < each.ends_on)
            )
            assert told == fold(account, everything, day, position) - fold(account, everything, day, position - 1)
