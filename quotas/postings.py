"""Plan what a booking changes: lines fold into figures, and the steps between two figures are entries. Pure: no Django.

The numbers in the docstrings are those of the ledger's rules in the design. Every function wants lines that are
*whole*: with a line come the line it corrects and the lines that correct it, wherever those stand.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class Operation(StrEnum):
    """What a line does (rule 4)."""

    SET = "set"
    ADD = "add"
    MOVE = "move"
    VOID = "void"
    CHECK = "check"


POSTING_OPERATIONS = frozenset({Operation.SET, Operation.ADD, Operation.MOVE})


class LineKey(NamedTuple):
    """Where a line stands in the register: position of its decision, number within it."""

    position: int
    number: int


class Account(NamedTuple):
    """What a figure belongs to (rule 3); pool is the payer, and all four are opaque here."""

    pool: int
    holder: int
    year: int
    category: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a decision as the ledger reads it (rule 4); `issued_on` is its own decision's copy."""

    key: LineKey
    issued_on: dt.date
    pool: int
    operation: Operation
    holder: int
    to_holder: int | None = None
    category: int
    posts: int | None
    effective_on: dt.date
    year_from: int
    year_to: int
    corrects: LineKey | None = None

    @property
    def years(self) -> range:
        """The years the line speaks of."""
        return range(self.year_from, self.year_to + 1)

    def accounts(self, year: int) -> tuple[Account, ...]:
        """The accounts it posts to in a year: two for MOVE, none for VOID and CHECK (rules 3, 4)."""
        if year not in self.years or self.operation not in POSTING_OPERATIONS:
            return ()
        own = Account(self.pool, self.holder, year, self.category)
        if self.to_holder is None:
            return (own,)
        return own, own._replace(holder=self.to_holder)

    def all_accounts(self) -> Iterator[Account]:
        """The accounts it posts to, in all its years."""
        if self.operation in POSTING_OPERATIONS:
            for year in self.years:
                yield from self.accounts(year)

    def adds_to(self, account: Account) -> int:
        """The posts that an ADD or MOVE brings to the account, negative where it takes (rule 9)."""
        posts = self.posts or 0
        return -posts if self.operation is Operation.MOVE and account.holder == self.holder else posts


class Level(NamedTuple):
    """The value of an account from a day on; a dash is a SET without posts and nothing after it (rule 5)."""

    day: dt.date
    value: int
    is_dash: bool


class Figure(NamedTuple):
    """An account on one day and the lines that make it up: the last SET and what came after it."""

    posts: int
    is_dash: bool
    lines: tuple[LineKey, ...]


class PlannedEntry(NamedTuple):
    """One step that a booking inserts (rule 11)."""

    account: Account
    effective_on: dt.date
    change: int
    line: LineKey
    is_rebase: bool


class Posted(Protocol):
    """What the sums of rule 13 need of an entry, planned or booked."""

    @property
    def account(self) -> Account: ...
    @property
    def effective_on(self) -> dt.date: ...
    @property
    def change(self) -> int: ...


class BrokenChain(LookupError):
    """A line corrects one that was not handed over, so its place in the legal order is unknown."""


class NoLineForEntry(LookupError):
    """No sentence of rule 10 names a line for a step; the lines handed over contradict each other."""


Book = Mapping[LineKey, Line]


def book_of(lines: Iterable[Line]) -> dict[LineKey, Line]:
    """Index the lines by their place in the register."""
    return {line.key: line for line in lines}


def root_key(line: Line, by_key: Book) -> LineKey:
    """Find the first line of its correction chain (rule 7)."""
    while line.corrects is not None:
        line = _corrected(line, by_key)
    return line.key


def _corrected(line: Line, by_key: Book) -> Line:
    corrected = None if line.corrects is None else by_key.get(line.corrects)
    if corrected is None:
        raise BrokenChain(f"Line {line.key} corrects {line.corrects}, which is not among the lines.")
    return corrected


def legal_order(line: Line, by_key: Book) -> tuple[dt.date, dt.date, LineKey]:
    """Place a line in the legal order of its account: the day as written, not as moved to 1 January (rule 7)."""
    return line.effective_on, line.issued_on, root_key(line, by_key)


def counts_from(line: Line, year: int) -> dt.date:
    """The day from which the line counts in a year, which is also the day of its entry (rule 7)."""
    return max(line.effective_on, dt.date(year, 1, 1))


def live_lines(lines: Iterable[Line], known_at: int) -> list[Line]:
    """Keep what is live at a position: known by then, no VOID, and not corrected by a known line (rule 8)."""
    known = [line for line in lines if line.key.position <= known_at]
    corrected = {line.corrects for line in known}
    return [line for line in known if line.operation is not Operation.VOID and line.key not in corrected]


def lines_in_order(
    lines: Iterable[Line], known_at: int, *, only: Collection[Account] | None = None
) -> dict[Account, list[Line]]:
    """Group the live lines by account, each group in legal order (rules 7, 8); `only` leaves out other accounts."""
    by_key = book_of(lines)
    live = sorted(live_lines(by_key.values(), known_at), key=lambda line: legal_order(line, by_key))
    grouped: dict[Account, list[Line]] = defaultdict(list)
    for line in live:
        for account in line.all_accounts():
            if only is None or account in only:
                grouped[account].append(line)
    return dict(grouped)


def levels(account: Account, in_order: Sequence[Line]) -> list[Level]:
    """Draw an account as steps: its value from each day on which a line begins to count (rules 5, 9)."""
    drawn: list[Level] = []
    value, is_dash = 0, False
    for line in in_order:
        if line.operation is Operation.SET:
            value, is_dash = line.posts or 0, line.posts is None
        else:
            value, is_dash = value + line.adds_to(account), False
        day = counts_from(line, account.year)
        if drawn and drawn[-1].day == day:
            drawn.pop()
        drawn.append(Level(day, value, is_dash))
    return drawn


def value_on(drawn: Sequence[Level], day: dt.date) -> int:
    """Read an account's levels on a day: each holds until the next one (rule 9)."""
    index = bisect_right(drawn, day, key=lambda level: level.day)
    return drawn[index - 1].value if index else 0


def fold(account: Account, lines: Iterable[Line], day: dt.date, known_at: int) -> int:
    """The posts of an account on a day as known at a position (rule 9)."""
    in_order = lines_in_order(lines, known_at, only={account})
    return value_on(levels(account, in_order.get(account, [])), day)


def figure(account: Account, in_order: Sequence[Line], day: dt.date) -> Figure | None:
    """Print an account's live lines, in legal order, as one figure; None is "chưa có số liệu" (rules 5, 9)."""
    counting = [line for line in in_order if counts_from(line, account.year) <= day]
    if not counting:
        return None
    last_level = max((index for index, line in enumerate(counting) if line.operation is Operation.SET), default=0)
    counting = counting[last_level:]
    last = levels(account, counting)[-1]
    return Figure(last.value, last.is_dash, tuple(line.key for line in counting))


def standing(account: Account, lines: Iterable[Line], day: dt.date, known_at: int) -> Figure | None:
    """The figure of one account on a day as known at a position; for many accounts use `lines_in_order` once."""
    return figure(account, lines_in_order(lines, known_at, only={account}).get(account, []), day)


def touched_accounts(arriving: Iterable[Line], by_key: Book) -> set[Account]:
    """The accounts a booking can change: those of its lines and of the lines these correct (rule 10)."""
    touched: set[Account] = set()
    for line in arriving:
        touched.update(line.all_accounts())
        if line.corrects is not None:
            touched.update(_corrected(line, by_key).all_accounts())
    return touched


def plan(standing_lines: Iterable[Line], arriving_lines: Iterable[Line], position: int) -> list[PlannedEntry]:
    """Plan the entries of booking `position`: steps after it less steps before it (rules 10, 11).

    Ordered by account and day. What stands after `position` is not looked at, so a past booking can be planned anew.
    """
    arriving = list(arriving_lines)
    if any(line.key.position != position for line in arriving):
        raise ValueError(f"Every arriving line must stand at position {position}.")
    by_key = book_of(standing_lines) | book_of(arriving)
    touched = touched_accounts(arriving, by_key)
    before = lines_in_order(by_key.values(), position - 1, only=touched)
    after = lines_in_order(by_key.values(), position, only=touched)
    corrected_by = {line.corrects: line.key for line in arriving if line.corrects is not None}

    return [
        entry
        for account in sorted(touched)
        for entry in _entries(account, before.get(account, []), after.get(account, []), corrected_by, position)
    ]


def _entries(
    account: Account,
    before: Sequence[Line],
    after: Sequence[Line],
    corrected_by: Mapping[LineKey, LineKey],
    position: int,
) -> Iterator[PlannedEntry]:
    steps_before, steps_after = steps(account, before), steps(account, after)
    for day in sorted(steps_before.keys() | steps_after.keys()):
        change = steps_after.get(day, 0) - steps_before.get(day, 0)
        if change:
            counting_before = [line for line in before if counts_from(line, account.year) == day]
            counting_after = [line for line in after if counts_from(line, account.year) == day]
            line, is_rebase = line_of_entry(counting_before, counting_after, corrected_by, position)
            yield PlannedEntry(account, day, change, line, is_rebase)


def steps(account: Account, in_order: Sequence[Line]) -> dict[dt.date, int]:
    """How much an account rises or falls on each day on which a line begins to count (rule 10)."""
    jumps: dict[dt.date, int] = {}
    value = 0
    for level in levels(account, in_order):
        jumps[level.day] = level.value - value
        value = level.value
    return jumps


def line_of_entry(
    before: Sequence[Line], after: Sequence[Line], corrected_by: Mapping[LineKey, LineKey], position: int
) -> tuple[LineKey, bool]:
    """Name the line of an entry, and whether it is a rebase (rule 10), from the lines counting from its day.

    One of the three always applies: where this decision neither brings nor takes a line of the day, the same lines
    count from it as before; without a SET among them they would add the same, and there would be no step to name.
    """
    if own := [line.key for line in after if line.key.position == position]:
        return own[-1], False
    if corrected := [line.key for line in before if line.key in corrected_by]:
        return corrected_by[corrected[-1]], False
    if levels_of_the_day := [line.key for line in after if line.operation is Operation.SET]:
        return levels_of_the_day[-1], True
    raise NoLineForEntry(f"Decision {position} changes a day on which it has no line and no level stands.")


def assigned(entries: Iterable[Posted], *, holder: int, year: int, day: dt.date) -> int:
    """The posts a holder has from all its payers; for a pool this is what it received (rule 13)."""
    return sum(
        entry.change
        for entry in entries
        if entry.account.holder == holder and entry.account.year == year and entry.effective_on <= day
    )


def given(entries: Iterable[Posted], *, pool: int, year: int, day: dt.date) -> int:
    """The posts a pool has given (rule 13)."""
    return sum(
        entry.change
        for entry in entries
        if entry.account.pool == pool and entry.account.year == year and entry.effective_on <= day
    )


def has_allotment(lines: Iterable[Line], *, holder: int, year: int, day: dt.date, known_at: int) -> bool:
    """Whether a live SET to a pool begins by the day, read from lines, never from entries (rule 14)."""
    return any(
        line.operation is Operation.SET
        and line.holder == holder
        and year in line.years
        and counts_from(line, year) <= day
        for line in live_lines(lines, known_at)
    )


def reserve(
    entries: Iterable[Posted], lines: Iterable[Line], *, pool: int, holder: int, year: int, day: dt.date, known_at: int
) -> int | None:
    """What a pool still has to give: received less given; None without an allotment (rules 13, 14).

    `pool` is the pool as a payer, `holder` the same pool as a receiver. The entries are those known at `known_at`.
    """
    if not has_allotment(lines, holder=holder, year=year, day=day, known_at=known_at):
        return None
    posted = list(entries)
    return assigned(posted, holder=holder, year=year, day=day) - given(posted, pool=pool, year=year, day=day)
