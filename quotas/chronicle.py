"""The history of one account, drawn from lines: what each changed, and what stood after it. Pure: no Django.

Entries alone cannot tell it: a line without effect posts none (rule 10), and a level that was put right is gone from
them. Corrected and voided lines keep their place beside the line that put them right.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quotas.postings import (
    Account,
    Figure,
    Level,
    Line,
    LineKey,
    Operation,
    book_of,
    counts_from,
    figure,
    legal_order,
    lines_in_order,
    root_key,
)


class EventKind(StrEnum):
    """Why a line stands in the history: the law gave, the law changed, or the record was put right (rule 18)."""

    ORIGINAL = "original"
    AMENDMENT = "amendment"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Papers:
    """What lines do not tell of their decisions: the paper of each position, and which positions correct the record."""

    documents: Mapping[int, int]
    corrections: Collection[int]


@dataclass(frozen=True, slots=True)
class Event:
    """One line in the history of an account.

    `after` is the value from `counts_on` once the line is read, in legal order; None for a line that does not count:
    one that was `superseded_by` another, one that voids, or one that took the figure elsewhere.
    """

    line: Line
    kind: EventKind
    counts_on: dt.date | None = None
    change: int = 0
    after: Level | None = None
    superseded_by: LineKey | None = None

    @property
    def is_live(self) -> bool:
        """Whether the line counts."""
        return self.after is not None


@dataclass(frozen=True, slots=True)
class History:
    """An account on a day: its figure, if any line counts by then, and every line that ever spoke of it."""

    account: Account
    figure: Figure | None
    events: tuple[Event, ...]


def histories(
    lines: Iterable[Line], accounts: Collection[Account], *, day: dt.date, known_at: int, papers: Papers
) -> list[History]:
    """Draw the history of each account as known at a position, ordered as the accounts are given.

    The lines must be whole, as `postings` says. A chain of corrections stands where its live line does.
    """
    by_key = book_of(line for line in lines if line.key.position <= known_at)
    live = lines_in_order(by_key.values(), known_at, only=set(accounts))
    superseded = {line.corrects: line.key for line in by_key.values() if line.corrects}
    return [
        History(
            account,
            figure(account, live.get(account, []), day),
            tuple(_events(account, live.get(account, []), by_key, superseded, papers)),
        )
        for account in accounts
    ]


def accounts_spoken_of(lines: Iterable[Line], *, holder: int, year: int, known_at: int) -> list[Account]:
    """Find the accounts of a holder's year that any known line ever spoke of, live or not."""
    return sorted(
        {
            account
            for line in lines
            if line.key.position <= known_at
            for account in line.accounts(year)
            if account.holder == holder
        }
    )


def _events(
    account: Account,
    in_order: Sequence[Line],
    by_key: Mapping[LineKey, Line],
    superseded: Mapping[LineKey, LineKey],
    papers: Papers,
) -> list[Event]:
    steps = _steps(account, in_order)
    told = []
    for line in _speaking_of(account, by_key):
        index, level, change = steps.get(line.key, (None, None, 0))
        previous = in_order[:index] if index is not None else _before(line, in_order, by_key)
        told.append(
            Event(
                line=line,
                kind=_kind(line, previous, papers),
                counts_on=counts_from(line, account.year) if account in line.accounts(account.year) else None,
                change=change,
                after=level,
                superseded_by=superseded.get(line.key),
            )
        )
    place = _places(account, told, by_key)
    return sorted(told, key=lambda event: (place[root_key(event.line, by_key)], event.line.key))


def _speaking_of(account: Account, by_key: Mapping[LineKey, Line]) -> list[Line]:
    """Return the lines that post to the account, and those that correct or void one that did."""
    posting = {line.key for line in by_key.values() if account in line.accounts(account.year)}
    return [line for line in by_key.values() if line.key in posting or line.corrects in posting]


def _steps(account: Account, in_order: Sequence[Line]) -> dict[LineKey, tuple[int, Level, int]]:
    """Read the account line by line: place, value after it, change; two lines of one day have a value each here."""
    read: dict[LineKey, tuple[int, Level, int]] = {}
    value, is_dash = 0, False
    for index, line in enumerate(in_order):
        before = value
        if line.operation is Operation.SET:
            value, is_dash = line.posts or 0, line.posts is None
        else:
            value, is_dash = value + line.adds_to(account), False
        read[line.key] = index, Level(counts_from(line, account.year), value, is_dash), value - before
    return read


def _before(line: Line, in_order: Sequence[Line], by_key: Mapping[LineKey, Line]) -> Sequence[Line]:
    """Return the live lines that stand before one that no longer counts, its own chain left out."""
    own, place = root_key(line, by_key), legal_order(line, by_key)
    return [each for each in in_order if legal_order(each, by_key) < place and root_key(each, by_key) != own]


def _kind(line: Line, previous: Sequence[Line], papers: Papers) -> EventKind:
    if line.key.position in papers.corrections:
        return EventKind.CORRECTION
    paper = papers.documents.get(line.key.position)
    had_level = any(
        each.operation is Operation.SET and papers.documents.get(each.key.position) != paper for each in previous
    )
    return EventKind.AMENDMENT if had_level else EventKind.ORIGINAL


def _places(
    account: Account, told: Sequence[Event], by_key: Mapping[LineKey, Line]
) -> dict[LineKey, tuple[dt.date, dt.date, LineKey]]:
    """Place each chain by its live line; one that was voided, by the last of its lines that posted here."""
    places: dict[LineKey, tuple[dt.date, dt.date, LineKey]] = {}
    for event in sorted(told, key=lambda each: (each.is_live, each.line.key)):
        if account in event.line.accounts(account.year):
            places[root_key(event.line, by_key)] = legal_order(event.line, by_key)
    return places
