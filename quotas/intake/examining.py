"""The reading room: a draft and what the register knows around it become a proposal, facts and all problems."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.intake.contents import Contents, ledger_line
from quotas.ledger import lines_of_pools, lines_to
from quotas.models import Holder, QuotaDecision, StaffCategory
from quotas.postings import Line, Operation, live_lines
from quotas.rules import (
    CategoryFact,
    CeilingPolicy,
    Facts,
    HolderFact,
    HolderKind,
    Kind,
    Problem,
    Proposal,
    ProposedLine,
    Severity,
    StatedTotal,
    check,
    unacknowledged,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quotas.models import DecisionDraft, DraftLine, Pool

UNDIVIDED = "chua-phan-loai"


@dataclass(frozen=True)
class Examination:
    """A draft as it would be booked now: at which position, from which lines, and what stands in the way."""

    position: int
    proposal: Proposal
    facts: Facts
    problems: list[Problem]
    acknowledged: Mapping[str, str]

    @property
    def errors(self) -> list[Problem]:
        """What must be mended."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """What must be mended or acknowledged with a reason."""
        return [problem for problem in self.problems if problem.severity is Severity.WARNING]

    @property
    def in_the_way(self) -> list[Problem]:
        """What still forbids to submit or book."""
        return unacknowledged(self.problems, self.acknowledged)


_NAMES_OF_LINES = (
    "holder__agency__locality",
    "holder__pool__locality",
    "to_holder__agency__locality",
    "to_holder__pool__locality",
    "category",
    "corrects",
)


def examine(draft: DecisionDraft) -> Examination:
    """Check a draft against the register as it is now; reads in a fixed number of queries, writes nothing."""
    rows = list(draft.lines.select_related(*_NAMES_OF_LINES).order_by("number"))
    acknowledged = dict(draft.acknowledgements.values_list("code", "reason"))
    return examination_of(Contents(draft, rows, list(draft.totals.all())), acknowledged)


def examination_of(contents: Contents, acknowledged: Mapping[str, str] | None = None) -> Examination:
    """Check a draft that is written, or only would be: its document and its holders may be new."""
    draft, rows, _totals = contents
    position = QuotaDecision.objects.last_position() + 1
    standing = lines_of_pools([draft.pool], position - 1)
    own = own_positions(draft)
    proposal = _proposal(contents, position, standing, own)
    facts = Facts(
        standing=tuple(standing),
        holders=_holders(draft, rows, standing),
        categories=category_facts(),
        document_positions=own,
        allotment_lines=tuple(lines_to(draft.pool, position - 1)),
        pool_holder=Holder.objects.filter(pool=draft.pool).values_list("pk", flat=True).first(),
        ceiling_policy=CeilingPolicy(draft.pool.ceiling_policy),
        symbols=dict(QuotaDecision.objects.filter(pool=draft.pool).values_list("position", "symbol")),
        counted=_counted(draft),
    )
    problems = [*_problems_around(draft, rows), *check(proposal, facts)]
    return Examination(position, proposal, facts, problems, acknowledged or {})


def _counted(draft: DecisionDraft) -> dict[int, bool]:
    """Return whether the pool's papers of the draft's years count each category in their total; the last one decides."""
    of_years = QuotaDecision.objects.filter(
        pool=draft.pool_id, year_from__lte=draft.year_to, year_to__gte=draft.year_from, totals__isnull=False
    )
    said = of_years.order_by("position").values_list("totals__category_id", "totals__counts_in_total")
    return {category: counts for category, counts in said if category is not None}


def own_positions(draft: DecisionDraft) -> frozenset[int]:
    """Return the positions at which the draft's document is booked already for its pool."""
    booked = QuotaDecision.objects.filter(document=draft.document_id, pool=draft.pool_id)
    return frozenset(booked.values_list("position", flat=True))


def _proposal(contents: Contents, position: int, standing: list[Line], own: frozenset[int]) -> Proposal:
    draft, rows, totals = contents
    # A paper without a day cannot be booked; the first of its years stands in until that problem is mended.
    issued_on = draft.document.issued_on or min(
        (row.effective_on for row in rows), default=dt.date(draft.year_from, 1, 1)
    )
    live = live_lines(standing, position - 1)
    return Proposal(
        kind=Kind(draft.kind),
        position=position,
        pool=draft.pool_id,
        issued_on=issued_on,
        effective_from=draft.document.begins_on,
        year_from=draft.year_from,
        year_to=draft.year_to,
        is_extract=draft.is_extract,
        lines=tuple(
            ProposedLine(
                line=ledger_line(row, position, issued_on, draft.pool_id),
                label=row.label,
                provisional=row.provisional,
                effective_assumed=row.effective_is_assumed,
            )
            for row in rows
        ),
        totals=tuple(
            StatedTotal(category=total.category_id, posts=total.posts, counts_in_total=total.counts_in_total)
            for total in totals
        ),
        others_live=any(line.key.position in own for line in live),
        original_exists=bool(own),
    )


def _holders(draft: DecisionDraft, rows: list[DraftLine], standing: list[Line]) -> dict[int, HolderFact]:
    named = {holder.pk: holder for row in rows for holder in (row.holder, row.to_holder) if holder is not None}
    others = {line.holder for line in standing} | {line.to_holder for line in standing if line.to_holder}
    found = Holder.objects.filter(pk__in=others - named.keys()).select_related("agency__locality", "pool__locality")
    return {holder.pk: _holder_fact(holder, draft.pool) for holder in (*named.values(), *found)}


def _holder_fact(holder: Holder, payer: Pool) -> HolderFact:
    if holder.agency is not None:
        agency = holder.agency
        return HolderFact(
            name=agency.name,
            kind=HolderKind.AGENCY,
            code=agency.code,
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
            in_pool=agency.locality_id == payer.locality_id,
            has_own_quota=agency.has_own_quota,
        )
    pool = holder.pool
    assert pool is not None  # noqa: S101  # a constraint holds it: one pool or one agency
    below = pool.locality.parent_id == payer.locality_id and pool.block == payer.block
    return HolderFact(
        name=str(pool),
        kind=HolderKind.POOL,
        code=f"{pool.locality.code}/{pool.block}",
        valid_from=pool.locality.valid_from,
        valid_to=pool.locality.valid_to,
        in_pool=below or pool.pk == payer.pk,
    )


def category_facts() -> dict[int, CategoryFact]:
    """Return every category of staff as the rules see it."""
    return {
        category.pk: CategoryFact(
            name=category.name,
            parent=category.parent_id,
            counts_in_total=category.counts_in_total,
            is_undivided=category.code == UNDIVIDED,
        )
        for category in StaffCategory.objects.all()
    }


def _problems_around(draft: DecisionDraft, rows: list[DraftLine]) -> Iterator[Problem]:
    """Tell what the pure rules cannot see: the paper's own day and the locality's end."""
    if draft.document.issued_on is None:
        yield _error("paper-without-day", _("Văn bản chưa có ngày ban hành: bổ sung ngày trước khi vào sổ."))
    if draft.kind == Kind.CORRECTION and not draft.reason:
        yield _error("correction-without-reason", _("Ghi lý do đính chính: sổ đã ghi sai ở đâu, vì sao."))
    ended = draft.pool.locality.valid_to
    gives = {Operation.SET, Operation.ADD}
    giving = [row for row in rows if row.operation in gives and (row.posts or 0) > 0]
    if ended and draft.kind == Kind.ORIGINAL and any(row.effective_on >= ended for row in giving):
        sentence = _(
            "{locality} đã kết thúc hoạt động từ ngày {day}: không ghi biên chế từ ngày đó; "
            "chọn địa phương đang hoạt động hoặc sửa ngày tính."
        )
        yield _error("locality-ended", sentence, locality=draft.pool.locality.name, day=f"{ended:%d/%m/%Y}")


def _error(code: str, sentence: str, **params: object) -> Problem:
    return Problem(code=code, sentence=Sentence(sentence, **params), severity=Severity.ERROR, line=None, params=params)
