"""What the second person compares: a draft against the register as it stands, and against what was received."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from quotas.choices import DraftState
from quotas.differences import Difference, differences, differences_made
from quotas.figures import printed
from quotas.intake import ledger_line
from quotas.ledger import lines_of_pools
from quotas.models import DecisionDraft, DraftLine, Holder, QuotaDecision, StaffCategory
from quotas.postings import Account, Figure, Line, Operation, figure, live_lines, touched_accounts
from quotas.rules import CeilingRow, Kind, ceiling_rows
from quotas.rules.cases import Case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from quotas.intake import Examination

# The longest list that one page shows; who has more waiting works from the top.
MOST_WAITING = 50


@dataclass(frozen=True)
class Changed:
    """One figure that the draft would change, with the names a table prints."""

    holder: Holder
    category: StaffCategory
    difference: Difference
    last_year: Figure | None

    @property
    def last_year_printed(self) -> int | str:
        """The closing figure of the year before, which shows a slip of the finger in a first figure."""
        return printed(self.last_year)

    @property
    def year(self) -> int:
        """The year of the account."""
        return self.difference.account.year

    @property
    def before(self) -> int | str:
        """What stands now."""
        return printed(self.difference.before)

    @property
    def after(self) -> int | str:
        """What would stand."""
        return printed(self.difference.after)


@dataclass(frozen=True)
class CeilingLine:
    """What a pool received against what it gives in a category, from a day on (rules 13 to 15)."""

    row: CeilingRow
    category: StaffCategory
    allotment: int

    @property
    def reserve_before(self) -> int:
        """What is left to give now; below 0 where more was given than received."""
        return self.allotment - self.row.given_before

    @property
    def reserve(self) -> int:
        """What would be left."""
        return self.allotment - self.row.given

    @property
    def above(self) -> int:
        """By how many more would be given than was received."""
        return -self.reserve


@dataclass(frozen=True)
class Comparison:
    """A draft beside the register: the figures it changes, how many lines change none, the effect on the ceiling."""

    changed: Sequence[Changed]
    untouched: int
    ceiling: Sequence[CeilingLine]
    without_allotment: Sequence[StaffCategory]
    paper_posts: int
    is_withdrawal: bool


def comparison_of(examination: Examination) -> Comparison:
    """Compare an examined draft with what stands; reads two lists of names, nothing for each line."""
    case = Case.of(examination.proposal, examination.facts)
    touched = {line.key.number: touched_accounts([line], case.by_key) for line in case.lines}
    first_named = {account: number for number in sorted(touched, reverse=True) for account in touched[number]}
    found = sorted(
        differences(case.before, case.after, first_named),
        key=lambda each: (each.account.year, first_named[each.account], each.account, each.begins_on),
    )
    moved = {each.account for each in found}
    holders = Holder.objects.select_related("agency", "pool__locality").in_bulk({each.holder for each in moved})
    categories = StaffCategory.objects.in_bulk()
    rows = ceiling_rows(examination.proposal, examination.facts)
    of_paper = [
        line
        for line in live_lines(case.by_key.values(), case.proposal.position)
        if line.key.position in case.own_positions and line.operation in {Operation.SET, Operation.ADD}
    ]
    given_without = {row.category for row in rows if row.allotment is None and row.given != row.given_before}
    return Comparison(
        changed=[
            Changed(
                holders[each.account.holder],
                categories[each.account.category],
                each,
                _closing(case, each.account._replace(year=each.account.year - 1)),
            )
            for each in found
        ],
        untouched=sum(1 for accounts in touched.values() if accounts and not accounts & moved),
        ceiling=_ceiling(rows, categories),
        without_allotment=[categories[each] for each in sorted(given_without)],
        paper_posts=sum(line.posts or 0 for line in of_paper),
        is_withdrawal=bool(case.lines) and not of_paper and case.proposal.kind == Kind.CORRECTION,
    )


def _closing(case: Case, account: Account) -> Figure | None:
    """Return what an account stood at on the last day of its year."""
    return figure(account, case.before.get(account, []), dt.date(account.year, 12, 31))


def _ceiling(rows: Sequence[CeilingRow], categories: Mapping[int, StaffCategory]) -> list[CeilingLine]:
    """Keep the days on which what is left to give becomes another number, by this draft or before it."""
    kept: dict[tuple[int, int], list[CeilingLine]] = defaultdict(list)
    for row in rows:
        if row.allotment is None:
            continue
        line, so_far = CeilingLine(row, categories[row.category], row.allotment), kept[row.year, row.category]
        if not so_far or (so_far[-1].reserve_before, so_far[-1].reserve) != (line.reserve_before, line.reserve):
            so_far.append(line)
    return [line for _key, lines in sorted(kept.items()) for line in lines]


@dataclass(frozen=True)
class WaitingDraft:
    """A submitted draft in the list of who compares: its total, how many figures it changes, how long it waits."""

    draft: DecisionDraft
    posts: int
    lines: int
    changed: int
    days: int
    is_own: bool


def waiting_drafts(user: User, today: dt.date) -> list[WaitingDraft]:
    """Return the drafts submitted where the person books, the longest waiting first, in a fixed number of queries.

    `is_own`: the person edited it, so another one must book it, unless the locality was set to one person (rule 27).
    """
    drafts = list(
        DecisionDraft.objects.visible_to(user)
        .filter(user.reach("book").below("pool__locality__path"), state=DraftState.SUBMITTED)
        .select_related("document__type", "pool__locality", "submitted_by")
        .order_by("submitted_at", "pk")[:MOST_WAITING]
    )
    position = QuotaDecision.objects.last_position()
    rows: dict[int, list[DraftLine]] = defaultdict(list)
    for row in DraftLine.objects.filter(draft__in=drafts).select_related("corrects").order_by("number"):
        rows[row.draft_id].append(row)
    standing: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of_pools({draft.pool_id for draft in drafts}, position):
        standing[line.pool].append(line)
    own = set(
        DecisionDraft.objects.filter(pk__in=[draft.pk for draft in drafts], editors=user).values_list("pk", flat=True)
    )
    waiting = []
    for draft in drafts:
        # Submission asked for the paper's day.
        issued_on = draft.document.issued_on or today
        arriving = [ledger_line(row, position + 1, issued_on, draft.pool_id) for row in rows[draft.pk]]
        changed = differences_made(standing[draft.pool_id], arriving, position + 1)
        waiting.append(
            WaitingDraft(
                draft=draft,
                posts=sum(line.posts or 0 for line in arriving if line.operation in {Operation.SET, Operation.ADD}),
                lines=len(arriving),
                changed=len({each.account for each in changed}),
                days=(today - localtime(draft.submitted_at).date()).days,
                is_own=draft.pk in own and not draft.pool.locality.one_person_books,
            )
        )
    return waiting
