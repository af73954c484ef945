"""Registers to test the ledger with: lines by hand, random books for hypothesis, and the fold told as the law tells it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

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


def renumbered(order: Sequence[Decision]) -> list[list[Line]]:
    """The same decisions, recorded in this order; what a line corrects must come before it."""
    placed = {decision[0].key.position: position for position, decision in enumerate(order, start=1)}
    return [
        [
            replace(
                each,
                key=LineKey(position, each.key.number),
                corrects=each.corrects and each.corrects._replace(position=placed[each.corrects.position]),
            )
            for each in decision
        ]
        for position, decision in enumerate(order, start=1)
    ]


@st.composite
def books_recorded_twice(draw: st.DrawFn) -> tuple[list[list[Line]], list[list[Line]]]:
    """A register, and the same decisions recorded in another order; a correction always comes after its root."""
    decisions = draw(books())
    waiting = draw(st.permutations(decisions))
    order: list[list[Line]] = []
    while waiting:
        following = next(each for each in waiting if roots_are_recorded(each, order))
        waiting = [decision for decision in waiting if decision is not following]
        order.append(following)
    return renumbered(decisions), renumbered(order)


def roots_are_recorded(decision: Decision, order: Iterable[Decision]) -> bool:
    """Whether everything that a decision corrects stands in the register already."""
    recorded = {each[0].key.position for each in order}
    return all(each.corrects is None or each.corrects.position in recorded for each in decision)


def told_tie(first: Sequence[Line], second: Sequence[Line], of: Account) -> dt.date | None:
    """The first day on which two recordings of the same papers resolve a full tie of an account differently.

    Rule 7 lets the order of recording decide a full tie (one day as written, one day of issue), and nothing else: so
    the two tellings of the law differ in no other place.
    """
    everything = max(len(first), len(second)) + 1

    def said(each: Line) -> tuple[object, ...]:
        return each.effective_on, each.issued_on, each.operation, each.holder, each.to_holder, each.posts

    for one, other in zip(told_posting(first, everything, of), told_posting(second, everything, of), strict=True):
        if said(one) != said(other):
            assert said(one)[:2] == said(other)[:2]
            return told_day(one, of.year)
    return None


# Papers as an office gets them, most of which the rules accept.


@st.composite
def likely_lines(draw: st.DrawFn, key: LineKey, issued_on: dt.date) -> Line:
    """A level, a supplement, a withdrawal or a transfer of a few posts in 2024, now and then in 2025 too."""
    operation = draw(st.sampled_from([SET, ADD, ADD, ADD, MOVE, MOVE]))
    holder = draw(st.sampled_from(HOLDERS))
    posts = {SET: st.integers(4, 9), ADD: st.sampled_from([-2, -1, 1, 2, 3]), MOVE: st.integers(1, 2)}[operation]
    return line(
        key.position,
        operation,
        draw(posts),
        number=key.number,
        holder=holder,
        to_holder=draw(st.sampled_from([each for each in HOLDERS if each != holder])) if operation is MOVE else None,
        effective_on=draw(st.sampled_from([NEW_YEAR, MARCH, MARCH, JULY, OCTOBER])),
        issued_on=issued_on,
        years=(2024, draw(st.sampled_from([2024, 2024, 2024, 2025]))),
    )


@st.composite
def likely_papers(draw: st.DrawFn) -> list[list[Line]]:
    """A year's levels, what comes from above, changes, and corrections of any; the Farmers end within the year."""
    until = draw(st.sampled_from([2024, 2025]))
    papers = [
        [
            line(
                1,
                SET,
                draw(st.integers(4, 9)),
                number=number,
                holder=holder,
                years=(2024, 2024 if holder == FARMERS else until),
            )
            for number, holder in enumerate(HOLDERS, start=1)
        ]
    ]
    for position in range(2, draw(st.integers(6, 9)) + 1):
        kind = draw(st.sampled_from(["change", "change", "change", "change", "correction", "correction", "from above"]))
        issued_on = draw(st.sampled_from([SIGNED, MARCH, dt.date(2024, 6, 2), dt.date(2024, 9, 9)]))
        numbers = range(1, draw(st.sampled_from([1, 1, 2])) + 1)
        live = [each for each in told_live(chain.from_iterable(papers), position) if each.pool == DISTRICT]
        if kind == "from above":
            given = (SET, draw(st.integers(20, 40))) if draw(st.booleans()) else (ADD, draw(st.integers(-3, 3)) or 1)
            above = line(position, *given, holder=DISTRICT_AS_HOLDER, pool=PROVINCE, issued_on=issued_on)
            papers.append([replace(above, effective_on=draw(st.sampled_from([NEW_YEAR, MARCH])))])
        elif kind == "correction" and live:
            papers.append(draw(_likely_correction(position, live)))
        else:
            papers.append([draw(likely_lines(LineKey(position, number), issued_on)) for number in numbers])
    return papers


@st.composite
def _likely_correction(draw: st.DrawFn, position: int, live: Sequence[Line]) -> list[Line]:
    """One line of a paper voided or restated; beside it, now and then, one that was left out."""
    wrong = draw(st.sampled_from(live))
    key, issued_on = LineKey(position, 1), wrong.issued_on
    how = draw(st.sampled_from(["number", "anything", "void"]))
    if how == "void":
        right = replace(wrong, operation=VOID, posts=None, to_holder=None)
    elif how == "number":
        right = replace(wrong, posts=(wrong.posts or 0) + 1 or 2)
    else:
        right = draw(likely_lines(key, issued_on))
    left_out = [draw(likely_lines(LineKey(position, 2), issued_on))] if draw(st.integers(0, 3)) == 0 else []
    return [replace(right, key=key, corrects=wrong.key), *left_out]
