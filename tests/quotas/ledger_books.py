"""Registers to test the ledger with: lines by hand, random books for hypothesis, and the fold told as the law tells it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from quotas.postings import Account, Line, LineKey, Operation

SET, ADD, MOVE, VOID, CHECK = Operation
DISTRICT, PROVINCE = 1, 2
FRONT, FARMERS, WOMEN, DISTRICT_AS_HOLDER = 10, 11, 12, 13
UNDIVIDED, CIVIL, CONTRACT = 20, 21, 22
SIGNED = dt.date(2023, 12, 15)
NEW_YEAR = dt.date(2024, 1, 1)
MARCH = dt.date(2024, 3, 1)
JULY = dt.date(2024, 7, 1)
OCTOBER = dt.date(2024, 10, 1)
YEAR_END = dt.date(2024, 12, 31)

HOLDERS = (FRONT, FARMERS, WOMEN)
CATEGORIES = (UNDIVIDED, CIVIL)
YEARS = (2023, 2024, 2025)
DAYS = (
    dt.date(2022, 12, 20),
    dt.date(2023, 1, 1),
    dt.date(2023, 5, 15),
    NEW_YEAR,
    MARCH,
    JULY,
    YEAR_END,
    dt.date(2025, 1, 1),
    dt.date(2025, 8, 1),
)
ISSUE_DAYS = (dt.date(2022, 11, 30), dt.date(2023, 3, 3), SIGNED, MARCH, dt.date(2024, 6, 2), dt.date(2025, 2, 2))
EVERY_DAY = sorted({day - dt.timedelta(days=back) for day in DAYS for back in (0, 1)} | {dt.date(2025, 12, 31)})
EVERY_ACCOUNT = [
    Account(pool, holder, year, category)
    for pool in (DISTRICT, PROVINCE)
    for holder in HOLDERS
    for year in YEARS
    for category in CATEGORIES
]

Decision = Sequence[Line]


def line(
    position: int,
    operation: Operation,
    posts: int | None,
    *,
    number: int = 1,
    holder: int = FRONT,
    to_holder: int | None = None,
    category: int = UNDIVIDED,
    effective_on: dt.date = NEW_YEAR,
    issued_on: dt.date = SIGNED,
    years: tuple[int, int] = (2024, 2024),
    corrects: tuple[int, int] | None = None,
    pool: int = DISTRICT,
) -> Line:
    """A line for the Front's posts of 2024, undivided, unless told otherwise."""
    return Line(
        key=LineKey(position, number),
        issued_on=issued_on,
        pool=pool,
        operation=operation,
        holder=holder,
        to_holder=to_holder,
        category=category,
        posts=posts,
        effective_on=effective_on,
        year_from=years[0],
        year_to=years[1],
        corrects=None if corrects is None else LineKey(*corrects),
    )


def account(holder: int = FRONT, *, year: int = 2024, category: int = UNDIVIDED, pool: int = DISTRICT) -> Account:
    """The Front's account of 2024, undivided, unless told otherwise."""
    return Account(pool, holder, year, category)


# The law told once more, word by word and without haste, to hold the real fold against.


def told_live(lines: Iterable[Line], known_at: int) -> list[Line]:
    """Rule 8."""
    known = [each for each in lines if each.key.position <= known_at]
    return [each for each in known if each.operation != VOID and not any(other.corrects == each.key for other in known)]


def told_root(each: Line, lines: Sequence[Line]) -> LineKey:
    """The first line of a correction chain (rule 7)."""
    if each.corrects is None:
        return each.key
    return told_root(next(other for other in lines if other.key == each.corrects), lines)


def told_posting(lines: Sequence[Line], known_at: int, of: Account) -> list[Line]:
    """The live lines of an account in legal order (rules 7, 8)."""
    touching = [
        each
        for each in told_live(lines, known_at)
        if each.operation != CHECK
        and each.pool == of.pool
        and each.category == of.category
        and each.year_from <= of.year <= each.year_to
        and (each.holder == of.holder or each.to_holder == of.holder)
    ]
    return sorted(touching, key=lambda each: (each.effective_on, each.issued_on, told_root(each, lines)))


def told_day(each: Line, year: int) -> dt.date:
    """The day from which a line counts in a year (rule 7)."""
    new_year = dt.date(year, 1, 1)
    return new_year if each.effective_on < new_year else each.effective_on


def told_fold(posting: Sequence[Line], of: Account, day: dt.date) -> int:
    """Rule 9, from the account's live lines in legal order."""
    value = 0
    for each in posting:
        if told_day(each, of.year) > day:
            break
        if each.operation == SET:
            value = 0 if each.posts is None else each.posts
        elif each.operation == ADD:
            value += each.posts or 0
        elif each.holder == of.holder:
            value -= each.posts or 0
        else:
            value += each.posts or 0
    return value


@st.composite
def statements(draw: st.DrawFn, key: LineKey, issued_on: dt.date, pool: int) -> Line:
    """A line that posts something, or checks; its figures need make no sense, the ledger folds them all."""
    operation = draw(st.sampled_from([SET, SET, SET, ADD, ADD, MOVE, CHECK]))
    posts: int | None = draw(st.integers(1, 4))
    if operation == SET and draw(st.integers(0, 4)) == 0:
        posts = draw(st.sampled_from([None, 0]))
    if operation == ADD and draw(st.booleans()):
        posts = -(posts or 1)
    holder = draw(st.sampled_from(HOLDERS))
    others = [other for other in HOLDERS if other != holder]
    effective_on = draw(st.sampled_from(DAYS))
    year_from = draw(st.sampled_from([year for year in YEARS if year >= effective_on.year]))
    return Line(
        key=key,
        issued_on=issued_on,
        pool=pool,
        operation=operation,
        holder=holder,
        to_holder=draw(st.sampled_from(others)) if operation == MOVE else None,
        category=draw(st.sampled_from(CATEGORIES)),
        posts=posts,
        effective_on=effective_on,
        year_from=year_from,
        year_to=draw(st.sampled_from([year for year in YEARS if year >= year_from])),
    )


@st.composite
def originals(draw: st.DrawFn, position: int) -> list[Line]:
    """A decision of a paper of its own, late or not."""
    issued_on, pool = draw(st.sampled_from(ISSUE_DAYS)), draw(st.sampled_from([DISTRICT, DISTRICT, DISTRICT, PROVINCE]))
    numbers = range(1, draw(st.integers(1, 4)) + 1)
    return [draw(statements(LineKey(position, number), issued_on, pool)) for number in numbers]


@st.composite
def corrections(draw: st.DrawFn, position: int, live: Sequence[Line]) -> list[Line]:
    """A correction of some live lines of one paper: restated, voided, and now and then one that was left out."""
    chosen = draw(st.lists(st.sampled_from(live), min_size=1, max_size=3, unique_by=lambda each: each.key))
    issued_on = draw(st.sampled_from([live[0].issued_on, live[0].issued_on, *ISSUE_DAYS]))
    lines = []
    for number, corrected in enumerate(chosen, start=1):
        key = LineKey(position, number)
        if draw(st.booleans()):
            restated = replace(corrected, key=key, issued_on=issued_on, operation=VOID, posts=None, to_holder=None)
        else:
            restated = draw(statements(key, issued_on, corrected.pool))
        lines.append(replace(restated, corrects=corrected.key))
    if draw(st.integers(0, 3)) == 0:
        lines.append(draw(statements(LineKey(position, len(lines) + 1), issued_on, live[0].pool)))
    return lines


@st.composite
def books(draw: st.DrawFn) -> list[list[Line]]:
    """A register: decisions in the order of recording, the first at position 1."""
    decisions: list[list[Line]] = []
    paper_of: dict[int, int] = {}
    for position in range(1, draw(st.integers(1, 7)) + 1):
        live = told_live([each for decision in decisions for each in decision], position)
        papers = sorted({paper_of[each.key.position] for each in live})
        if papers and draw(st.integers(0, 2)) == 0:
            paper = draw(st.sampled_from(papers))
            of_paper = [each for each in live if paper_of[each.key.position] == paper]
            decisions.append(draw(corrections(position, of_paper)))
        else:
            paper = position
            decisions.append(draw(originals(position)))
        paper_of[position] = paper
    return decisions


@st.composite
def books_recorded_twice(draw: st.DrawFn) -> tuple[list[list[Line]], list[list[Line]]]:
    """A register, and the same decisions recorded in another order; a correction always comes after its root."""
    decisions = draw(books())
    waiting = draw(st.permutations(decisions))
    placed: dict[int, int] = {}
    again: list[list[Line]] = []
    while waiting:
        following = next(
            decision
            for decision in waiting
            if all(each.corrects is None or each.corrects.position in placed for each in decision)
        )
        waiting = [decision for decision in waiting if decision is not following]
        position = len(again) + 1
        placed[following[0].key.position] = position
        again.append(
            [
                replace(
                    each,
                    key=LineKey(position, each.key.number),
                    corrects=each.corrects and each.corrects._replace(position=placed[each.corrects.position]),
                )
                for each in following
            ]
        )
    return decisions, again
