"""Rules on sums: what the pool received against what it gives, and what the paper states against its lines."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from orgregs.foundation.dates import print_day
from orgregs.foundation.numbers import print_grouped
from orgregs.foundation.vietnamese import marked as _
from quotas.postings import (
    Account,
    Level,
    Line,
    Operation,
    counts_from,
    lines_in_order,
    live_lines,
    steps,
    value_on,
)
from quotas.rules.cases import Case, CeilingPolicy, Facts, Proposal
from quotas.rules.registry import Hit, Severity, on_draft, on_line, rule

Grouped = Mapping[Account, Sequence[Line]]
Sums = Mapping[int, Sequence[Level]]


class CeilingRow(NamedTuple):
    """A category of the paying pool from a day on: received and given; None where it has no allotment (rule 15)."""

    year: int
    day: dt.date
    category: int
    allotment: int | None
    given: int
    given_before: int


def _counts_in_total(case: Case, category: int) -> bool:
    """Whether the paper counts a category in its total; else as the pool's papers before it, else as usual (rule 25)."""
    stated = {total.category: total.counts_in_total for total in case.proposal.totals}
    usual = case.facts.counted.get(category, case.category(category).counts_in_total)
    return stated.get(category, usual)


def _lies_within(case: Case, category: int, outer: int) -> bool:
    """Whether a category is another one or lies within it, however deep."""
    inner: int | None = category
    for _step in range(len(case.facts.categories) + 1):
        if inner is None or inner == outer:
            break
        inner = case.category(inner).parent
    return inner == outer


def _spoken_for(case: Case, category: int, among: Iterable[int]) -> list[int]:
    """The categories that a figure in `category` speaks for: those within it; undivided, all that count (rule 15)."""
    if case.category(category).is_undivided:
        return [each for each in among if each == category or _counts_in_total(case, each)]
    return [each for each in among if _lies_within(case, each, category)]


def _sums(grouped: Grouped, accounts: Iterable[Account]) -> dict[int, list[Level]]:
    """Add up accounts, category by category, as steps."""
    jumps: dict[int, Counter[dt.date]] = defaultdict(Counter)
    for account in accounts:
        for day, change in steps(account, grouped[account]).items():
            jumps[account.category][day] += change
    return {category: _running(changes) for category, changes in jumps.items()}


def _running(changes: Mapping[dt.date, int]) -> list[Level]:
    days = sorted(changes)
    values = accumulate(changes[day] for day in days)
    return [Level(day, value, is_dash=False) for day, value in zip(days, values, strict=True)]


@dataclass(frozen=True, slots=True)
class _PoolYear:
    """One year of the paying pool: when each allotment begins, what it is, what is given without and with the draft."""

    year: int
    begins: Mapping[int, dt.date]
    received: Sums
    given_before: Sums
    given: Sums

    @classmethod
    def of(cls, case: Case, year: int) -> "_PoolYear":
        allotments = {
            account: lines
            for account, lines in lines_in_order(case.facts.allotment_lines, case.proposal.position - 1).items()
            if account.year == year and account.holder == case.facts.pool_holder
        }
        begins: dict[int, dt.date] = {}
        for account, lines in allotments.items():
            for line in lines:
                if line.operation is Operation.SET:
                    day = counts_from(line, year)
                    begins[account.category] = min(begins.get(account.category, day), day)
        return cls(
            year, begins, _sums(allotments, allotments), _given(case, case.before, year), _given(case, case.after, year)
        )

    def row(self, case: Case, category: int, day: dt.date) -> CeilingRow:
        """Compare a category on a day; without allotment it stands for itself alone."""
        begins = self.begins.get(category)
        if begins is None or begins > day:
            return CeilingRow(self.year, day, category, None, *self._given_on([category], day))
        spoken_for = _spoken_for(case, category, sorted(self.given.keys() | self.given_before.keys()))
        allotment = value_on(self.received[category], day)
        return CeilingRow(self.year, day, category, allotment, *self._given_on(spoken_for, day))

    def _given_on(self, categories: Iterable[int], day: dt.date) -> tuple[int, int]:
        chosen = list(categories)
        return (
            sum(value_on(self.given.get(each, []), day) for each in chosen),
            sum(value_on(self.given_before.get(each, []), day) for each in chosen),
        )

    def days(self, first: dt.date) -> list[dt.date]:
        """The days from the first touched on which anything changes."""
        every = [
            level.day
            for sums in (self.received, self.given_before, self.given)
            for steps in sums.values()
            for level in steps
        ]
        return sorted({first, *(day for day in every if day > first)})


def _given(case: Case, grouped: Grouped, year: int) -> dict[int, list[Level]]:
    pool = case.proposal.pool
    return _sums(grouped, [account for account in grouped if account.year == year and account.pool == pool])


def _first_touched(case: Case) -> dict[int, dt.date]:
    """The first day that the draft touches in each year (rule 15)."""
    first: dict[int, dt.date] = {}
    for proposed in case.lines:
        corrected = case.corrected(proposed)
        for line in (proposed, corrected) if corrected else (proposed,):
            for account in line.all_accounts():
                day = counts_from(line, account.year)
                first[account.year] = min(first.get(account.year, day), day)
    return first


def _ceiling_rows(case: Case) -> Iterator[CeilingRow]:
    for year, first in sorted(_first_touched(case).items()):
        pool_year = _PoolYear.of(case, year)
        if pool_year.begins:
            categories = sorted(pool_year.begins.keys() | pool_year.given.keys() | pool_year.given_before.keys())
            for day in pool_year.days(first):
                yield from (pool_year.row(case, category, day) for category in categories)


def ceiling_rows(proposal: Proposal, facts: Facts) -> list[CeilingRow]:
    """Set what the paying pool received against what it gives, on each day from the first touched (rule 15).

    Nothing for a year in which it has no allotment at all (rule 14).
    """
    return list(_ceiling_rows(Case.of(proposal, facts)))


def standing_ceiling_rows(proposal: Proposal, facts: Facts, year: int) -> list[CeilingRow]:
    """Set what a pool received against what it gives as the register stands, on every day of a year on which either
    changes; `proposal` has no lines, and tells which categories count (rule 15).
    """
    case = Case.of(proposal, facts)
    pool_year = _PoolYear.of(case, year)
    days = pool_year.days(dt.date(year, 1, 1))
    return [pool_year.row(case, category, day) for category in sorted(pool_year.begins) for day in days]


def stated_totals_that_differ(proposal: Proposal, facts: Facts) -> list[tuple[int, int, int]]:
    """Return each category whose stated total is not the sum of the document's lines, with both (rule 25)."""
    return list(_differing_totals(Case.of(proposal, facts)))


def _above_ceiling(case: Case, policy: CeilingPolicy) -> Iterator[Hit]:
    """Tell, once a year and category, from when the draft gives more than was received.

    What stood too high before and does not rise is not this draft's doing: a paper that takes back can always be
    booked, though an allotment was cut below what had been given.
    """
    if case.facts.ceiling_policy != policy:
        return
    told: set[tuple[int, int]] = set()
    for row in _ceiling_rows(case):
        is_above = row.allotment is not None and row.given > max(row.allotment, row.given_before)
        if row.allotment is not None and is_above and (row.year, row.category) not in told:
            told.add((row.year, row.category))
            yield on_draft(
                day=print_day(row.day),
                category=case.category(row.category).name,
                given=print_grouped(row.given),
                allotment=print_grouped(row.allotment),
                above=print_grouped(row.given - row.allotment),
            )


@rule(
    "above-ceiling",
    _(
        "Từ ngày {day}, {category}: giao {given}, vượt {above} so với tổng số cấp trên giao là {allotment}. "
        "Nguồn biên chế này không cho giao vượt: sửa lại số, hoặc vào sổ quyết định bổ sung của cấp trên trước."
    ),
)
def above_ceiling(case: Case) -> Iterator[Hit]:
    """The paying pool gives no more than it received, on any day from the first touched (rule 15, block)."""
    return _above_ceiling(case, CeilingPolicy.BLOCK)


@rule(
    "above-ceiling-warned",
    _(
        "Từ ngày {day}, {category}: giao {given}, vượt {above} so với tổng số cấp trên giao là {allotment}: "
        "kiểm tra lại từng dòng; nếu văn bản giao đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def above_ceiling_warned(case: Case) -> Iterator[Hit]:
    """The same, where the pool's policy is to warn (rule 15)."""
    return _above_ceiling(case, CeilingPolicy.WARN)


@rule(
    "above-ceiling-allowed",
    _(
        "Từ ngày {day}, {category}: giao {given}, vượt {above} so với tổng số cấp trên giao là {allotment}. "
        "Nguồn biên chế này được giao vượt khi có văn bản cho phép: ghi lý do và số, ký hiệu văn bản đó."
    ),
    severity=Severity.WARNING,
)
def above_ceiling_allowed(case: Case) -> Iterator[Hit]:
    """The same, where the pool may exceed with a reason and a document (rule 15)."""
    return _above_ceiling(case, CeilingPolicy.ALLOW)


@rule(
    "reserve-differs",
    _(
        "Dòng {line}: dự phòng in trong văn bản là {printed}, nhưng theo sổ ngày {day} còn {reserve} ({category}): "
        "kiểm tra lại các dòng; nếu bản giấy ghi đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def reserve_differs(case: Case) -> Iterator[Hit]:
    """A CHECK line is compared with what is left of the allotment, if there is one, and posts nothing (rule 4)."""
    for line in case.lines:
        if line.operation is Operation.CHECK and line.holder == case.facts.pool_holder:
            row = _PoolYear.of(case, line.year_from).row(case, line.category, counts_from(line, line.year_from))
            if row.allotment is not None and row.allotment - row.given != line.posts:
                yield on_line(
                    case,
                    line,
                    printed=print_grouped(line.posts or 0),
                    day=print_day(row.day),
                    reserve=print_grouped(row.allotment - row.given),
                    category=case.category(line.category).name,
                )


def _line_sums(case: Case, lines: Sequence[Line]) -> list[int]:
    """The sums a careful reader of the paper could mean, the plainest first.

    One sum a year; a MOVE adds nothing to a total; a printed reserve may stand inside the total or beside it; a paper
    that only takes back may print its total without the minus.
    """
    sums: list[int] = []
    for year in sorted({year for line in lines for year in line.years}):
        of_year = [line for line in lines if year in line.years]
        posted = sum(line.posts or 0 for line in of_year if line.operation in {Operation.SET, Operation.ADD})
        reserve = sum(line.posts or 0 for line in of_year if line.operation is Operation.CHECK)
        sums += [posted, posted + reserve]
        if posted < 0 and not any(line.operation is Operation.SET for line in of_year):
            sums.append(-posted)
    return sums or [0]


@rule(
    "total-differs",
    _(
        "Tổng số ghi trong quyết định ({category}) là {stated} nhưng cộng các dòng được {sum}: kiểm tra lại từng dòng; "
        "nếu bản giấy ghi đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def total_differs(case: Case) -> Iterator[Hit]:
    """The stated total of a category is the sum of the lines in it and within it that count (rule 25).

    An extract has no total. A correction is judged by all lines of the document that stand after it.
    """
    for category, stated, added in _differing_totals(case):
        yield on_draft(category=case.category(category).name, stated=print_grouped(stated), sum=print_grouped(added))


def _differing_totals(case: Case) -> Iterator[tuple[int, int, int]]:
    if case.proposal.is_extract:
        return
    lines = [
        line
        for line in live_lines(case.by_key.values(), case.proposal.position)
        if line.key.position in case.own_positions
    ]
    categories = sorted({line.category for line in lines})
    for total in case.proposal.totals:
        counted = [
            each
            for each in _spoken_for(case, total.category, categories)
            if each == total.category or _counts_in_total(case, each)
        ]
        sums = _line_sums(case, [line for line in lines if line.category in counted])
        if total.posts is not None and total.posts not in sums:
            yield total.category, total.posts, sums[0]
