"""Booking: a submitted draft becomes decision, lines, entries and seal at once, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from orgregs.foundation.own_language import as_kept
from orgregs.foundation.records import save_record
from quotas.actions.refusals import RegisterHasMovedOn, SamePerson, ScanHasChanged
from quotas.actions.steps import acknowledge, locked, refuse_problems, require, require_state
from quotas.choices import DraftState
from quotas.intake import examine
from quotas.models import (
    Countersignature,
    DecisionAcknowledgement,
    DecisionLine,
    Entry,
    QuotaDecision,
    Register,
    Seal,
    StatedTotal,
)
from quotas.postings import LineKey, plan
from quotas.proof import decision_contents, head_of, whole_decisions
from quotas.seals import digest_of, next_head
from regulations.models import Attachment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from accounts.models import User
    from quotas.intake import Examination
    from quotas.models import DecisionDraft


@transaction.atomic
def book_decision(
    *,
    draft: DecisionDraft,
    acknowledged: Mapping[str, str] | None = None,
    version: int | None = None,
    known_at: int | None = None,
    scan: str | None = None,
    by: User,
    at: dt.datetime,
) -> QuotaDecision:
    """Book a submitted draft: decision, lines, entries and seal at once, or nothing.

    `version`, `known_at` and `scan` are the draft's version, the position and the SHA-256 of the scan ("" for none)
    that the person compared with. Raises `NotAllowed`, `SamePerson`, `WrongState`, `VersionConflict`,
    `RegisterHasMovedOn`, `ScanHasChanged`, `DraftHasProblems`.
    """
    # The register's one mutable row is locked before anything is read: bookings stand in a queue.
    Register.objects.get_or_create(pk=1)
    Register.objects.select_for_update().get(pk=1)
    draft = locked(draft, version, by)
    require(by, "book", draft.pool, _("vào sổ"))
    require_state(draft, DraftState.SUBMITTED)
    one_person = _second_person_or_policy(draft, by)
    _refuse_moved(draft, known_at)
    newest = Attachment.objects.filter(document=draft.document).newest_first().first()
    if scan is not None and scan != (newest.sha256 if newest else ""):
        raise ScanHasChanged(_("Bản chụp của văn bản đã được thay từ lúc bạn mở trang: xem lại rồi vào sổ."))
    acknowledge(draft, acknowledged or {}, by, at)
    with as_kept():  # the sentences of its warnings, and the names in them, are kept with the decision
        examination = examine(draft)
    refuse_problems(examination)

    with as_kept():
        decision = _insert_decision(draft, examination.position, newest, one_person=one_person, by=by, at=at)
        rows = _insert_lines(draft, decision)
        _insert_totals(draft, decision, examination)
        _insert_entries(decision, rows, examination)
        _seal(decision)
    draft.state = DraftState.BOOKED
    save_record(record=draft, by=by, reason="Đối chiếu, vào sổ")
    return decision


def _insert_decision(
    draft: DecisionDraft, position: int, scan: Attachment | None, *, one_person: bool, by: User, at: dt.datetime
) -> QuotaDecision:
    document = draft.document
    # A submitted draft has who submitted it (a constraint), and examination asks for the paper's day.
    assert document.issued_on is not None and draft.submitted_by is not None  # noqa: PT018, S101
    return QuotaDecision.objects.create(
        position=position,
        kind=draft.kind,
        document=document,
        pool=draft.pool,
        draft=draft,
        symbol=document.symbol,
        type_name=document.type.name,
        subject=document.subject,
        organ=document.organ,
        issued_on=document.issued_on,
        pool_name=str(draft.pool),
        year_from=draft.year_from,
        year_to=draft.year_to,
        is_extract=draft.is_extract,
        reason=draft.reason,
        one_person=one_person,
        submitted_by=draft.submitted_by,
        booked_by=by,
        recorded_at=at,
        scan=scan,
        scan_sha256=scan.sha256 if scan else "",
    )


_STATED = (
    "number",
    "operation",
    "holder_id",
    "to_holder_id",
    "category_id",
    "posts",
    "label",
    "provisional",
    "effective_on",
    "effective_is_assumed",
    "year_from",
    "year_to",
    "corrects_id",
)


def _insert_lines(draft: DecisionDraft, decision: QuotaDecision) -> dict[LineKey, DecisionLine]:
    rows = [
        DecisionLine(
            decision=decision,
            holder_name=str(line.holder),
            to_holder_name=str(line.to_holder or ""),
            category_name=line.category.name,
            **{field: getattr(line, field) for field in _STATED},
        )
        for line in draft.lines.select_related(
            "holder__agency", "holder__pool__locality", "to_holder__agency", "to_holder__pool__locality", "category"
        ).order_by("number")
    ]
    return {LineKey(decision.position, row.number): row for row in DecisionLine.objects.bulk_create(rows)}


def _insert_totals(draft: DecisionDraft, decision: QuotaDecision, examination: Examination) -> None:
    StatedTotal.objects.bulk_create(
        StatedTotal(
            decision=decision,
            category=total.category,
            category_name=total.category.name,
            posts=total.posts,
            counts_in_total=total.counts_in_total,
        )
        for total in draft.totals.select_related("category")
    )
    said: dict[str, str] = {}
    for problem in examination.warnings:
        said[problem.code] = f"{said[problem.code]} {problem.sentence}" if problem.code in said else problem.sentence
    DecisionAcknowledgement.objects.bulk_create(
        DecisionAcknowledgement(
            decision=decision,
            code=given.code,
            sentence=said[given.code][:1000],
            reason=given.reason,
            acknowledged_by=given.acknowledged_by,
        )
        for given in draft.acknowledgements.select_related("acknowledged_by")
        if given.code in said
    )


def _insert_entries(decision: QuotaDecision, rows: dict[LineKey, DecisionLine], examination: Examination) -> None:
    arriving = [proposed.line for proposed in examination.proposal.lines]
    planned = plan(examination.facts.standing, arriving, decision.position)
    elsewhere = {entry.line.position for entry in planned} - {decision.position}
    known = rows | {
        LineKey(line.decision_id, line.number): line for line in DecisionLine.objects.filter(decision__in=elsewhere)
    }
    Entry.objects.bulk_create(
        Entry(
            decision=decision,
            line=known[entry.line],
            pool_id=entry.account.pool,
            holder_id=entry.account.holder,
            year=entry.account.year,
            category_id=entry.account.category,
            change=entry.change,
            effective_on=entry.effective_on,
            is_rebase=entry.is_rebase,
        )
        for entry in planned
    )


def _seal(decision: QuotaDecision) -> None:
    # Read back what the database holds, so that the seal speaks of that and not of what was meant.
    countersigned = Countersignature.objects.filter(position=decision.position - 1)
    digest = digest_of(decision_contents(whole_decisions().get(pk=decision.pk), countersigned))
    previous_head = head_of(decision.position - 1)
    Seal.objects.create(
        decision=decision, digest=digest, previous_head=previous_head, head=next_head(previous_head, digest)
    )


def _second_person_or_policy(draft: DecisionDraft, by: User) -> bool:
    """Refuse the person who edited the draft, unless the locality was set to one person; say whether it was needed."""
    if not draft.editors.filter(pk=by.pk).exists():
        return False
    if draft.pool.locality.one_person_books:
        return True
    raise SamePerson(_("Bạn đã lập hoặc sửa phương án này: người khác phải đối chiếu và vào sổ."))


def _refuse_moved(draft: DecisionDraft, known_at: int | None) -> None:
    if known_at is None:
        return
    later = QuotaDecision.objects.filter(position__gt=known_at)
    receives = Q(lines__holder__pool=draft.pool) | Q(lines__to_holder__pool=draft.pool)
    if decisions := list(later.filter(Q(pool=draft.pool) | receives).distinct().order_by("position")):
        raise RegisterHasMovedOn(decisions)
