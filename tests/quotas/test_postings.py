"""The ledger's arithmetic: tables worked by hand for each rule, and the invariant over random registers."""

import datetime as dt
from collections import defaultdict
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings

from quotas import postings
from quotas.postings import (
    Account,
    BrokenChain,
    Figure,
    Level,
    Line,
    LineKey,
    NoLineForEntry,
    PlannedEntry,
    book_of,
    counts_from,
    fold,
    has_allotment,
    levels,
    line_of_entry,
    lines_in_order,
    live_lines,
    plan,
    reserve,
    root_key,
    standing,
    touched_accounts,
)
from tests.quotas.ledger_books import (
    ADD,
    CHECK,
    CIVIL,
    DISTRICT,
    DISTRICT_AS_HOLDER,
    EVERY_ACCOUNT,
    EVERY_DAY,
    FARMERS,
    FRONT,
    JULY,
    MARCH,
    MOVE,
    NEW_YEAR,
    OCTOBER,
    PROVINCE,
    SET,
    SIGNED,
    UNDIVIDED,
    VOID,
    WOMEN,
    YEAR_END,
    account,
    books,
    books_recorded_twice,
    line,
    told_day,
    told_fold,
    told_posting,
    told_tie,
)

pytestmark = pytest.mark.once

LATER = dt.date(2024, 6, 20)
MARCH_2023 = dt.date(2023, 3, 1)


@pytest.mark.parametrize(
    ("lines", "day", "known_at", "expected"),
    [
        pytest.param([], MARCH, 9, None, id="5: no line at all is no figure"),
        pytest.param([line(1, SET, None)], MARCH, 1, (0, True, [(1, 1)]), id="5: a dash counts 0 and prints a dash"),
        pytest.param([line(1, SET, 0)], MARCH, 1, (0, False, [(1, 1)]), id="5: 0 is 0"),
        pytest.param(
            [line(1, SET, None), line(2, ADD, 2, effective_on=MARCH)],
            MARCH,
            2,
            (2, False, [(1, 1), (2, 1)]),
            id="5: a dash with something after it is a number",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, SET, None, effective_on=JULY)],
            JULY,
            2,
            (0, True, [(2, 1)]),
            id="5: a later dash takes all away",
        ),
        pytest.param([line(1, SET, 6, effective_on=JULY)], MARCH, 1, None, id="5: no figure before the first line"),
        pytest.param([line(1, CHECK, 4)], MARCH, 1, None, id="9: a CHECK makes no figure"),
        pytest.param([line(1, ADD, 3)], MARCH, 1, (3, False, [(1, 1)]), id="16: a founded agency may begin by an ADD"),
        pytest.param(
            [line(1, SET, 6), line(2, MOVE, 2, to_holder=FARMERS, effective_on=MARCH)],
            MARCH,
            2,
            (4, False, [(1, 1), (2, 1)]),
            id="9: a MOVE takes from its holder",
        ),
        pytest.param(
            [line(1, SET, 6, holder=FARMERS), line(2, MOVE, 2, holder=FARMERS, to_holder=FRONT)],
            MARCH,
            2,
            (2, False, [(2, 1)]),
            id="9: and brings to its receiver",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, ADD, 1, effective_on=MARCH), line(3, SET, 5, effective_on=JULY)],
            JULY,
            3,
            (5, False, [(3, 1)]),
            id="9: a SET replaces what was added before",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, SET, 5, effective_on=JULY)],
            JULY,
            1,
            (6, False, [(1, 1)]),
            id="8: what was recorded later was not known",
        ),
        pytest.param(
            [line(1, SET, 6), line(2, VOID, None, corrects=(1, 1))],
            JULY,
            2,
            None,
            id="19: a voided line was never given",
        ),
    ],
)
def test_a_figure(
    lines: list[Line], day: dt.date, known_at: int, expected: tuple[int, bool, list[tuple[int, int]]] | None
) -> None:
    figure = standing(account(), lines, day, known_at)

    assert figure == (
        None if expected is None else Figure(expected[0], expected[1], tuple(LineKey(*key) for key in expected[2]))
    )


@pytest.mark.parametrize(
    ("lines", "day", "year", "expected"),
    [
        pytest.param(
            [line(1, SET, 6, effective_on=SIGNED)],
            NEW_YEAR,
            2024,
            6,
            id="7: a day before the year counts from 1 January",
        ),
        pytest.param(
            [line(1, SET, 6, effective_on=SIGNED)], SIGNED, 2024, 0, id="7: and not before, though it is written so"
        ),
        pytest.param(
            [line(1, SET, 5, effective_on=JULY), line(2, ADD, 2, effective_on=MARCH)],
            JULY,
            2024,
            5,
            id="7: the day decides, a late paper lies before the level",
        ),
        pytest.param(
            [line(1, SET, 5, issued_on=LATER), line(2, SET, 7, issued_on=SIGNED)],
            JULY,
            2024,
            5,
            id="7: equal days go to the paper issued later, not recorded later",
        ),
        pytest.param(
            [line(1, ADD, 2, issued_on=LATER), line(2, SET, 7, issued_on=SIGNED)],
            JULY,
            2024,
            9,
            id="7: an ADD of a later paper stands on the SET of an earlier one",
        ),
        pytest.param(
            [line(1, SET, 5), line(2, SET, 7)], JULY, 2024, 7, id="7: at a full tie the later position stands"
        ),
        pytest.param(
            [line(1, SET, 5), line(2, ADD, 1), line(3, SET, 4, corrects=(1, 1))],
            JULY,
            2024,
            5,
            id="7: a corrected line keeps the place of its root",
        ),
        pytest.param(
            [line(1, SET, 5), line(2, ADD, 1), line(3, SET, 4, corrects=(1, 1)), line(4, SET, 3, corrects=(3, 1))],
            JULY,
            2024,
            4,
            id="7: also at the end of a chain",
        ),
        pytest.param(
            [line(1, SET, 5), line(2, ADD, 1), line(3, SET, 4, corrects=(1, 1), issued_on=LATER)],
            JULY,
            2024,
            4,
            id="7: but with the issue day that its own decision copied",
        ),
        pytest.param(
            [
                line(1, SET, 5, effective_on=dt.date(2023, 1, 1), years=(2023, 2026)),
                line(2, ADD, 1, effective_on=MARCH_2023, years=(2023, 2026)),
                line(3, SET, 8, issued_on=dt.date(2022, 1, 1)),
            ],
            NEW_YEAR,
            2024,
            8,
            id="21: in a later year the yearly SET stands, though issued first",
        ),
        pytest.param(
            [
                line(1, SET, 5, effective_on=dt.date(2023, 1, 1), years=(2023, 2026)),
                line(2, ADD, 1, effective_on=MARCH_2023, years=(2023, 2026)),
                line(3, SET, 8),
            ],
            dt.date(2025, 1, 1),
            2025,
            6,
            id="21: in the year after, the plan goes on",
        ),
        pytest.param(
            [
                line(1, SET, 5, years=(2024, 2026), issued_on=LATER),
                line(2, SET, 8, issued_on=SIGNED),
            ],
            JULY,
            2024,
            5,
            id="21: in the first year equal days go to the later paper",
        ),
        pytest.param([line(1, SET, 6)], dt.date(2025, 1, 1), 2025, 0, id="3: nothing is carried into the next year"),
        pytest.param([line(1, SET, 6)], YEAR_END, 2024, 6, id="9: a level holds to the end"),
    ],
)
def test_the_legal_order(lines: list[Line], day: dt.date, year: int, expected: int) -> None:
    assert fold(account(year=year), lines, day, known_at=9) == expected


@pytest.mark.parametrize(
    ("known_at", "expected"),
    [
        pytest.param(0, [], id="nothing is known before the first"),
        pytest.param(1, [(1, 1), (1, 2)], id="as first recorded"),
        pytest.param(2, [(1, 2), (2, 1)], id="a correction takes the place of its line"),
        pytest.param(3, [(1, 2)], id="a void leaves nothing, and revives nothing"),
        pytest.param(4, [(1, 2), (4, 1)], id="booked anew"),
    ],
)
def test_8_what_is_live(known_at: int, expected: list[tuple[int, int]]) -> None:
    lines = [
        line(1, SET, 6),
        line(1, SET, 4, number=2, holder=FARMERS),
        line(2, SET, 5, corrects=(1, 1)),
        line(3, VOID, None, corrects=(2, 1)),
        line(4, SET, 5),
    ]

    assert [each.key for each in live_lines(lines, known_at)] == [LineKey(*key) for key in expected]


def test_7_a_line_counts_from_its_day_or_the_new_year() -> None:
    plan_line = line(1, SET, 5, effective_on=MARCH, years=(2024, 2025))

    assert [counts_from(plan_line, year) for year in plan_line.years] == [MARCH, dt.date(2025, 1, 1)]


def test_a_broken_chain_is_refused_rather_than_guessed() -> None:
    correction = line(2, SET, 5, corrects=(1, 1))

    with pytest.raises(BrokenChain, match="corrects LineKey"):
        root_key(correction, book_of([correction]))


def test_levels_keep_one_value_a_day() -> None:
    lines = [
        line(1, SET, 6),
        line(2, ADD, 2),
        line(3, SET, None, effective_on=JULY),
        line(4, SET, 4, effective_on=OCTOBER),
    ]

    assert levels(account(), lines) == [
        Level(NEW_YEAR, 8, is_dash=False),
        Level(JULY, 0, is_dash=True),
        Level(OCTOBER, 4, is_dash=False),
    ]


def test_3_a_line_posts_to_its_own_years_only() -> None:
    move = line(1, MOVE, 1, to_holder=FARMERS, years=(2024, 2025))

    assert move.accounts(2025) == (account(year=2025), account(FARMERS, year=2025))
    assert move.accounts(2026) == ()
    assert line(1, CHECK, 1).accounts(2024) == ()


def test_10_touched_are_the_accounts_of_new_and_of_corrected_lines() -> None:
    booked = line(1, MOVE, 1, to_holder=FARMERS)
    arriving = [line(2, SET, 1, holder=WOMEN, years=(2024, 2025), corrects=(1, 1)), line(2, CHECK, 9, category=CIVIL)]

    touched = touched_accounts(arriving, book_of([booked, *arriving]))

    assert touched == {account(), account(FARMERS), account(WOMEN), account(WOMEN, year=2025)}


def entry(
    change: int,
    day: dt.date,
    key: tuple[int, int],
    *,
    holder: int = FRONT,
    year: int = 2024,
    is_rebase: bool = False,
) -> PlannedEntry:
    """A step of the Front in 2024 unless told otherwise."""
    return PlannedEntry(account(holder, year=year), day, change, LineKey(*key), is_rebase)


@pytest.mark.parametrize(
    ("booked", "arriving", "expected"),
    [
        pytest.param([], [line(2, SET, 6)], [entry(6, NEW_YEAR, (2, 1))], id="10: the first level"),
        pytest.param([], [line(2, SET, 0)], [], id="10: a line without effect posts no entry"),
        pytest.param([], [line(2, CHECK, 4)], [], id="10: a CHECK posts nothing"),
        pytest.param([line(1, SET, 6)], [line(2, SET, 6, effective_on=JULY)], [], id="10: the same figure again"),
        pytest.param(
            [line(1, SET, 6)],
            [line(2, SET, 5, effective_on=JULY)],
            [entry(-1, JULY, (2, 1))],
            id="10: only the difference",
        ),
        pytest.param(
            [],
            [line(2, SET, 6, effective_on=SIGNED)],
            [entry(6, NEW_YEAR, (2, 1))],
            id="7: the entry's day is 1 January, not the day written",
        ),
        pytest.param(
            [],
            [line(2, SET, 6, years=(2024, 2025))],
            [entry(6, NEW_YEAR, (2, 1)), entry(6, dt.date(2025, 1, 1), (2, 1), year=2025)],
            id="3: each year its own account",
        ),
        pytest.param(
            [line(1, SET, 5, effective_on=JULY)],
            [line(2, SET, 6)],
            [entry(6, NEW_YEAR, (2, 1)), entry(-6, JULY, (1, 1), is_rebase=True)],
            id="10: a late level is taken back on the day of the next one",
        ),
        pytest.param(
            [line(1, SET, 5, effective_on=JULY, issued_on=LATER), line(1, SET, 4, number=2, effective_on=JULY)],
            [line(2, SET, 6)],
            [entry(6, NEW_YEAR, (2, 1)), entry(-6, JULY, (1, 1), is_rebase=True)],
            id="10: and is named by the last level of that day, in legal order",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, SET, 5, number=2, effective_on=JULY)],
            [line(2, ADD, 2, effective_on=MARCH)],
            [entry(2, MARCH, (2, 1)), entry(-2, JULY, (1, 2), is_rebase=True)],
            id="20: a late ADD is swallowed by the next level",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, ADD, 1, number=2, effective_on=JULY)],
            [line(2, ADD, 2, effective_on=MARCH)],
            [entry(2, MARCH, (2, 1))],
            id="10: an ADD rebases nothing",
        ),
        pytest.param(
            [line(1, SET, 6, issued_on=LATER)],
            [line(2, SET, 4)],
            [],
            id="7: a level that another of the day swallows posts nothing",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, ADD, 1, number=2)],
            [line(2, SET, 4, issued_on=dt.date(2023, 1, 1)), line(2, ADD, 1, number=2)],
            [entry(1, NEW_YEAR, (2, 2))],
            id="10: named is the last line of this decision on the day, in legal order",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, SET, 3, number=2, holder=FARMERS)],
            [line(2, MOVE, 2, to_holder=FARMERS, effective_on=MARCH)],
            [entry(-2, MARCH, (2, 1)), entry(2, MARCH, (2, 1), holder=FARMERS)],
            id="9: a MOVE posts to both, sum zero",
        ),
        pytest.param(
            [line(1, SET, 6)],
            [line(2, SET, 4, corrects=(1, 1))],
            [entry(-2, NEW_YEAR, (2, 1))],
            id="18: a correction of the number, on the day the paper means",
        ),
        pytest.param(
            [line(1, SET, 6)],
            [line(2, SET, 6, effective_on=MARCH, corrects=(1, 1))],
            [entry(-6, NEW_YEAR, (2, 1)), entry(6, MARCH, (2, 1))],
            id="18: a correction of the day",
        ),
        pytest.param(
            [line(1, SET, 6)],
            [line(2, SET, 6, holder=FARMERS, corrects=(1, 1))],
            [entry(-6, NEW_YEAR, (2, 1)), entry(6, NEW_YEAR, (2, 1), holder=FARMERS)],
            id="10: what goes is named by the correcting line, though its holder differs",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, ADD, 1, number=2, effective_on=MARCH)],
            [line(2, SET, 6, number=1, holder=FARMERS, corrects=(1, 2), effective_on=MARCH)],
            [entry(-1, MARCH, (2, 1)), entry(6, MARCH, (2, 1), holder=FARMERS)],
            id="18: a wrong ADD was another's SET",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, SET, 4, number=2, effective_on=JULY)],
            [line(2, VOID, None, corrects=(1, 1))],
            [entry(-6, NEW_YEAR, (2, 1)), entry(6, JULY, (1, 2), is_rebase=True)],
            id="10: a void too is set right by the next level",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, ADD, 2, number=2, effective_on=MARCH)],
            [line(2, VOID, None, corrects=(1, 1)), line(2, VOID, None, number=2, corrects=(1, 2))],
            [entry(-6, NEW_YEAR, (2, 1)), entry(-2, MARCH, (2, 2))],
            id="19: a withdrawal posts back each line on its own day",
        ),
        pytest.param(
            [line(1, SET, 6), line(1, ADD, 2, number=2)],
            [line(2, VOID, None, corrects=(1, 1)), line(2, VOID, None, number=2, corrects=(1, 2))],
            [entry(-8, NEW_YEAR, (2, 2))],
            id="10: of two voids of a day the one of the last line is named",
        ),
        pytest.param(
            [line(1, SET, 5, effective_on=dt.date(2023, 1, 1), years=(2023, 2024)), line(2, SET, 8)],
            [line(3, SET, 7, effective_on=dt.date(2023, 1, 1), years=(2023, 2024), corrects=(1, 1))],
            [entry(2, dt.date(2023, 1, 1), (3, 1), year=2023)],
            id="21: where the yearly SET stands, correcting the plan changes nothing",
        ),
    ],
)
def test_the_entries_of_a_booking(booked: list[Line], arriving: list[Line], expected: list[PlannedEntry]) -> None:
    position = arriving[0].key.position

    assert plan(booked, arriving, position) == sorted(expected)


def test_a_past_booking_can_be_planned_anew() -> None:
    first, second = line(1, SET, 6), line(2, SET, 5, effective_on=JULY)

    assert plan([first, second], [first], 1) == [entry(6, NEW_YEAR, (1, 1))]


def test_lines_of_another_decision_are_not_planned() -> None:
    with pytest.raises(ValueError, match="position 2"):
        plan([], [line(1, SET, 6)], 2)


def test_10_an_entry_without_a_line_says_so() -> None:
    with pytest.raises(NoLineForEntry, match="Decision 2"):
        line_of_entry([], [line(1, ADD, 6)], {}, 2)


@pytest.mark.parametrize(
    ("day", "assigned", "received", "given_", "reserve_"),
    [
        pytest.param(SIGNED, 0, 0, 0, None, id="before everything"),
        pytest.param(NEW_YEAR, 6, 0, 10, None, id="14: given without an allotment, nothing is negative"),
        pytest.param(MARCH, 5, 0, 10, 0 - 10, id="14: an allotment of 0 is one, though it posts no entry"),
        pytest.param(JULY, 5, 12, 10, 2, id="13: received less given"),
    ],
)
def test_13_sums(day: dt.date, assigned: int, received: int, given_: int, reserve_: int | None) -> None:
    to_district: dict[str, Any] = {"holder": DISTRICT_AS_HOLDER, "pool": PROVINCE}
    lines = [
        line(1, SET, 6),
        line(1, SET, 4, number=2, holder=FARMERS),
        line(2, MOVE, 1, to_holder=FARMERS, effective_on=MARCH),
        line(3, SET, 0, effective_on=MARCH, **to_district),
        line(4, ADD, 12, effective_on=JULY, **to_district),
    ]
    entries = [each for at in range(1, 5) for each in plan(lines, [of for of in lines if of.key.position == at], at)]

    assert postings.assigned(entries, holder=FRONT, year=2024, day=day) == assigned
    assert postings.assigned(entries, holder=DISTRICT_AS_HOLDER, year=2024, day=day) == received
    assert postings.given(entries, pool=DISTRICT, year=2024, day=day) == given_
    assert reserve(entries, lines, pool=DISTRICT, holder=DISTRICT_AS_HOLDER, year=2024, day=day, known_at=4) == reserve_
    assert not has_allotment(lines, holder=DISTRICT_AS_HOLDER, year=2025, day=YEAR_END, known_at=4)


@settings(max_examples=200, deadline=None)
@given(books())
def test_12_entries_add_up_to_the_fold_on_every_day_at_every_position(decisions: list[list[Line]]) -> None:
    lines = list(chain.from_iterable(decisions))
    posted: dict[Account, list[PlannedEntry]] = defaultdict(list)
    for position, decision in enumerate(decisions, start=1):
        entries = plan(lines[: lines.index(decision[0])], decision, position)
        for each in entries:
            posted[each.account].append(each)

        assert entries == sorted(entries, key=lambda each: (each.account, each.effective_on))
        assert len({(each.account, each.effective_on) for each in entries}) == len(entries)
        assert all(each.change != 0 for each in entries)
        assert {each.account for each in entries} <= set(EVERY_ACCOUNT)
        for of in EVERY_ACCOUNT:
            told = told_posting(lines, position, of)
            for day in EVERY_DAY:
                value = told_fold(told, of, day)
                assert sum(each.change for each in posted[of] if each.effective_on <= day) == value
                # `fold` looks at every line anew, so it is asked only where a line begins to count.
                if any(told_day(each, of.year) == day for each in told):
                    assert fold(of, lines, day, position) == value


@settings(max_examples=200, deadline=None)
@given(books())
def test_10_an_entry_names_a_line_that_tells_why(decisions: list[list[Line]]) -> None:
    lines = list(chain.from_iterable(decisions))
    by_key = book_of(lines)
    for position, decision in enumerate(decisions, start=1):
        for of, day, _change, key, is_rebase in plan(lines, decision, position):
            named = by_key[key]
            own = [
                each
                for each in told_posting(lines, position, of)
                if each.key.position == position and told_day(each, of.year) == day
            ]
            gone = {each.key for each in told_posting(lines, position - 1, of) if told_day(each, of.year) == day}

            if own:
                assert (key, is_rebase) == (own[-1].key, False)
            elif any(each.corrects in gone for each in decision):
                assert (key.position, is_rebase) == (position, False)
                assert named.corrects in gone
            else:
                levels_of_the_day = [
                    each
                    for each in told_posting(lines, position, of)
                    if each.operation is SET and told_day(each, of.year) == day
                ]
                assert (key, is_rebase) == (levels_of_the_day[-1].key, True)
                assert key.position < position


@settings(max_examples=200, deadline=None)
@given(books_recorded_twice())
def test_7_the_order_of_recording_decides_nothing_but_a_full_tie(
    recorded: tuple[list[list[Line]], list[list[Line]]],
) -> None:
    first, second = (list(chain.from_iterable(decisions)) for decisions in recorded)
    last = len(recorded[0])
    accounts, again = lines_in_order(first, last), lines_in_order(second, last)

    assert accounts.keys() == again.keys()
    for of, in_order in accounts.items():
        tied_on = told_tie(first, second, of)
        drawn = [
            [level for level in levels(of, each) if tied_on is None or level.day < tied_on]
            for each in (in_order, again[of])
        ]
        assert drawn[0] == drawn[1]


@settings(max_examples=100, deadline=None)
@given(books())
def test_19_a_withdrawn_decision_was_never_given(decisions: list[list[Line]]) -> None:
    lines = list(chain.from_iterable(decisions))
    known = book_of(lines)
    position = len(decisions) + 1
    first = [each for each in live_lines(lines, position) if root_key(each, known).position == 1]
    withdrawal = [
        line(position, VOID, None, number=number, corrects=each.key) for number, each in enumerate(first, start=1)
    ]
    others = [each for each in lines if root_key(each, known).position != 1]

    for of in EVERY_ACCOUNT:
        in_order = lines_in_order([*lines, *withdrawal], position, only={of}).get(of, [])
        without = lines_in_order(others, position, only={of}).get(of, [])
        assert levels(of, in_order) == levels(of, without)


def test_ten_thousand_lines_in_accounts_of_their_own_are_planned() -> None:
    booked = [line(1, SET, 5, number=number, holder=number) for number in range(10_000)]
    arriving = [line(2, SET, 6, number=number, holder=number, effective_on=JULY) for number in range(10_000)]

    assert len(plan(booked, arriving, 2)) == 10_000


def test_the_fold_reads_only_its_own_account() -> None:
    lines = [line(1, SET, 6), line(1, SET, 4, number=2, holder=FARMERS), line(1, SET, 3, number=3, category=CIVIL)]

    assert [
        fold(account(holder, category=category), lines, MARCH, 1)
        for holder, category in ((FRONT, UNDIVIDED), (FARMERS, UNDIVIDED), (FRONT, CIVIL), (FARMERS, CIVIL))
    ] == [6, 4, 3, 0]
