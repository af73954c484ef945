"""What a booking would change in the figures, told as a reader of tables sees it. Pure: no Django."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quotas.postings import Account, Figure, Line, book_of, counts_from, figure, lines_in_order, touched_accounts


@dataclass(frozen=True, slots=True)
class Difference:
    """An account whose figure becomes another one from a day on; until the day before `ends_on`, or the year's end."""

    account: Account
    begins_on: dt.date
    ends_on: dt.date | None
    before: Figure | None
    after: Figure | None

    @property
    def change(self) -> int:
        """The posts it rises or falls by; a first 0 or dash changes no posts, and is still a difference."""
        return (self.after.posts if self.after else 0) - (self.before.posts if self.before else 0)


def differences(
    before: Mapping[Account, Sequence[Line]], after: Mapping[Account, Sequence[Line]], touched: Collection[Account]
) -> list[Difference]:
    """Compare accounts, each in legal order, before and after a booking; ordered by year, account and day."""
    ordered = sorted(touched, key=lambda account: (account.year, account))
    return [each for account in ordered for each in _of(account, before.get(account, []), after.get(account, []))]


def differences_made(standing: Iterable[Line], arriving: Sequence[Line], position: int) -> list[Difference]:
    """Compare the figures as known before `position` with those after `arriving` was booked there."""
    by_key = book_of(standing) | book_of(arriving)
    touched = touched_accounts(arriving, by_key)
    before = lines_in_order(by_key.values(), position - 1, only=touched)
    return differences(before, lines_in_order(by_key.values(), position, only=touched), touched)


def _of(account: Account, before: Sequence[Line], after: Sequence[Line]) -> Iterator[Difference]:
    days = sorted({counts_from(line, account.year) for line in (*before, *after)})
    begun: Difference | None = None
    for day in days:
        was, will_be = figure(account, before, day), figure(account, after, day)
        if begun and (printed(was), printed(will_be)) == (printed(begun.before), printed(begun.after)):
            continue
        if begun:
            yield _until(begun, day)
        differ = printed(was) != printed(will_be)
        begun = Difference(account, day, None, was, will_be) if differ else None
    if begun:
        yield begun


def _until(begun: Difference, day: dt.date) -> Difference:
    return Difference(begun.account, begun.begins_on, day, begun.before, begun.after)


def printed(shown: Figure | None) -> tuple[int, bool] | None:
    """What tells two figures apart on paper: the number, or the dash; which lines made it up is another matter."""
    return None if shown is None else (shown.posts, shown.is_dash)
