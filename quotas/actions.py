"""The only writers of the quotas: drafts by one person, the booked side by another, each change in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from orgregs.foundation import records
from orgregs.foundation.records import VersionConflict
from quotas.choices import DecisionKind, DraftState
from quotas.intake import Examination, examine, ledger_line
from quotas.models import (
    MOST_POSTS,
    DecisionAcknowledgement,
    DecisionDraft,
    DecisionLine,
    DraftAcknowledgement,
    DraftLine,
    DraftTotal,
    Entry,
    Holder,
    QuotaDecision,
    Register,
    Seal,
    StatedTotal,
)
from quotas.postings import LineKey, Operation, plan
from quotas.proof import decision_contents, head_of, whole_decisions
from quotas.rules import RULES
from quotas.rules.cases import day_fits, posts_fit, receiver_fits, years_fit
from quotas.seals import digest_of, next_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.models import User
    from agencies.models import Agency
    from quotas.models import Pool, StaffCategory
    from quotas.rules import Problem
    from regulations.models import Document

save_record = records.save_record
delete_record = records.delete_record


class NotAllowed(Exception):
    """The person may not do this here."""


class WrongState(Exception):
    """The draft is no longer where the person saw it."""


class SamePerson(Exception):
    """Whoever edited the draft since its last return cannot book it (rule 27)."""


class DraftHasProblems(Exception):
    """Errors, or warnings that nobody acknowledged, stand in the way."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


class RegisterHasMovedOn(Exception):
    """Other decisions of the pool, or of the one above, were booked since the person looked."""

    def __init__(self, decisions: Sequence[QuotaDecision]) -> None:
        names = ", ".join(f"{decision} (số {decision.position})" for decision in decisions)
        super().__init__(_("Từ lúc bạn mở trang, sổ đã ghi thêm: %(names)s. Xem lại rồi vào sổ.") % {"names": names})
        self.decisions = decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """One line as a form, a file or a command states it; what is None takes the default of rule 6."""

    holder: Holder
    category: StaffCategory
    posts: int | None
    operation: Operation = Operation.SET
    to_holder: Holder | None = None
    label: str = ""
    provisional: bool = False
    effective_on: dt.date | None = None
    year_from: int | None = None
    year_to: int | None = None
    corrects: DecisionLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalInput:
    """The total that the paper states for a category."""

    category: StaffCategory
    posts: int | None
    counts_in_total: bool = True


def holder_of(*, agency: Agency | None = None, pool: Pool | None = None) -> Holder:
    """Return the holder that stands for an agency or a pool, made when it is first needed."""
    if (agency is None) == (pool is None):
        raise ValueError("A holder is exactly one agency or one pool.")
    found = Holder.objects.filter(agency=agency, pool=pool).first()
    return found or Holder.objects.create(agency=agency, pool=pool)


@transaction.atomic
def save_draft(
    *,
    document: Document,
    pool: Pool,
    year_from: int,
    year_to: int | None = None,
    lines: Iterable[LineInput],
    totals: Iterable[TotalInput] = (),
    is_extract: bool = False,
    kind: DecisionKind = DecisionKind.ORIGINAL,
    draft: DecisionDraft | None = None,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> DecisionDraft:
    """Write a draft, new or changed, with all its lines and totals; whoever does so is one of its editors.

    Raises `NotAllowed`, `WrongState` (it is submitted or booked), `VersionConflict`, `ValidationError` (a line that
    no paper could hold). What the ledger's rules say against it is told when it is examined or submitted.
    """
    _require(by, "draft", pool, _("lập phương án"))
    if draft is None:
        draft = DecisionDraft(prepared_by=by, prepared_at=at)
    else:
        draft = _locked(draft, version, by)
        _require(by, "draft", draft.pool, _("lập phương án"))
        _require_state(draft, DraftState.PREPARING, DraftState.RETURNED)
    draft.document, draft.pool, draft.kind, draft.is_extract = document, pool, kind, is_extract
    draft.year_from, draft.year_to = year_from, year_to or year_from
    save_record(record=draft, by=by)
    draft.editors.add(by)
    _replace_rows(draft, lines, totals, by)
    return draft


def _replace_rows(draft: DecisionDraft, lines: Iterable[LineInput], totals: Iterable[TotalInput], by: User) -> None:
    rows = [_draft_line(draft, number, line) for number, line in enumerate(lines, start=1)]
    stated = [
        DraftTotal(draft=draft, category=total.category, posts=total.posts, counts_in_total=total.counts_in_total)
        for total in totals
    ]
    for row in rows:
        _refuse_shape(row)
    for total in stated:
        total.clean_fields(exclude=["draft", "category"])
    draft.lines.all().delete()
    draft.totals.all().delete()
    bulk_create_with_history(rows, DraftLine, default_user=by)
    bulk_create_with_history(stated, DraftTotal, default_user=by)


def _refuse_shape(row: DraftLine) -> None:
    """Refuse a line that no paper could hold, as the table's constraints would, without a query for each."""
    row.clean_fields(exclude=["draft", "holder", "to_holder", "category", "corrects"])
    line = ledger_line(row, 0, row.effective_on, row.draft.pool_id)
    if abs(row.posts or 0) > MOST_POSTS:
        raise ValidationError(_("Dòng %(number)s: số biên chế quá lớn.") % {"number": row.number})
    for fits, sentence in (
        (posts_fit, _("Số biên chế không hợp với hình thức của dòng.")),
        (receiver_fits, _("Chỉ dòng điều chuyển có nơi nhận, khác nơi chuyển đi.")),
        (years_fit, _("Năm cuối không được trước năm đầu.")),
        (day_fits, _("Ngày tính không được sau ngày 31/12 của năm đầu.")),
    ):
        if not fits(line):
            raise ValidationError(
                _("Dòng %(number)s (%(holder)s): %(sentence)s")
                % {"number": row.number, "holder": row.holder, "sentence": sentence}
            )


def _draft_line(draft: DecisionDraft, number: int, line: LineInput) -> DraftLine:
    """Give a line the years of its draft and the day of rule 6 where it states none."""
    year_from = line.year_from or draft.year_from
    effective_on, is_assumed = _effective_day(line, draft.document, year_from)
    return DraftLine(
        draft=draft,
        number=number,
        operation=line.operation.value,
        holder=line.holder,
        to_holder=line.to_holder,
        category=line.category,
        posts=line.posts,
        label=line.label,
        provisional=line.provisional,
        effective_on=effective_on,
        effective_is_assumed=is_assumed,
        year_from=year_from,
        year_to=line.year_to or draft.year_to,
        corrects=line.corrects,
    )


def _effective_day(line: LineInput, document: Document, year_from: int) -> tuple[dt.date, bool]:
    """Return the day from which the posts count, and whether it is assumed: the paper's own word comes first."""
    if line.effective_on is not None:
        return line.effective_on, False
    if line.operation in {Operation.ADD, Operation.MOVE} and document.begins_on is not None:
        return document.begins_on, document.begin_is_assumed
    return dt.date(year_from, 1, 1), True


@transaction.atomic
def submit_draft(
    *,
    draft: DecisionDraft,
    acknowledged: Mapping[str, str] | None = None,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> DecisionDraft:
    """Hand a draft to the second person; `acknowledged` gives a reason for each warning by its code.

    Raises `NotAllowed`, `WrongState`, `VersionConflict`, `DraftHasProblems`.
    """
    draft = _locked(draft, version, by)
    _require(by, "submit", draft.pool, _("trình phương án"))
    _require_state(draft, DraftState.PREPARING, DraftState.RETURNED)
    _acknowledge(draft, acknowledged or {}, by, at)
    _refuse_problems(examine(draft))
    draft.state, draft.submitted_by, draft.submitted_at = DraftState.SUBMITTED, by, at
    save_record(record=draft, by=by, reason=_("Trình"))
    draft.editors.add(by)
    return draft


@transaction.atomic
def return_draft(
    *, draft: DecisionDraft, remark: str, version: int | None = None, by: User, at: dt.datetime
) -> DecisionDraft:
    """Give a submitted draft back with a remark; who edited it before may book what others make of it (rule 27).

    Raises `NotAllowed`, `WrongState`, `VersionConflict`, `ValidationError` (no remark).
    """
    draft = _locked(draft, version, by)
    _require(by, "return", draft.pool, _("trả lại phương án"))
    _require_state(draft, DraftState.SUBMITTED)
    if not remark.strip():
        raise ValidationError({"remark": _("Ghi ý kiến để người lập biết cần sửa gì.")})
    draft.state, draft.remark = DraftState.RETURNED, remark.strip()
    draft.submitted_by = draft.submitted_at = None
    save_record(record=draft, by=by, reason=_("Trả lại"))
    draft.editors.clear()
    return draft


@transaction.atomic
def book_decision(
    *,
    draft: DecisionDraft,
    acknowledged: Mapping[str, str] | None = None,
    version: int | None = None,
    known_at: int | None = None,
    by: User,
    at: dt.datetime,
) -> QuotaDecision:
    """Book a submitted draft: decision, lines, entries and seal at once, or nothing.

    `version` and `known_at` are the draft's version and the position the person compared with. Raises `NotAllowed`,
    `SamePerson`, `WrongState`, `VersionConflict`, `RegisterHasMovedOn`, `DraftHasProblems`.
    """
    # The register's one mutable row is locked before anything is read: bookings stand in a queue.
    Register.objects.get_or_create(pk=1)
    Register.objects.select_for_update().get(pk=1)
    draft = _locked(draft, version, by)
    _require(by, "book", draft.pool, _("vào sổ"))
    _require_state(draft, DraftState.SUBMITTED)
    one_person = _second_person_or_policy(draft, by)
    _refuse_moved(draft, known_at)
    _acknowledge(draft, acknowledged or {}, by, at)
    examination = examine(draft)
    _refuse_problems(examination)

    decision = _insert_decision(draft, examination.position, one_person=one_person, by=by, at=at)
    rows = _insert_lines(draft, decision)
    _insert_totals(draft, decision, examination)
    _insert_entries(decision, rows, examination)
    _seal(decision)
    draft.state = DraftState.BOOKED
    save_record(record=draft, by=by, reason=_("Đối chiếu, vào sổ"))
    return decision


def _insert_decision(
    draft: DecisionDraft, position: int, *, one_person: bool, by: User, at: dt.datetime
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
        one_person=one_person,
        submitted_by=draft.submitted_by,
        booked_by=by,
        recorded_at=at,
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
    digest = digest_of(decision_contents(whole_decisions().get(pk=decision.pk)))
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


def _acknowledge(draft: DecisionDraft, reasons: Mapping[str, str], by: User, at: dt.datetime) -> None:
    for code, reason in reasons.items():
        if code in RULES and reason.strip():
            DraftAcknowledgement.objects.update_or_create(
                draft=draft,
                code=code,
                defaults={"reason": reason.strip()[:500], "acknowledged_by": by, "acknowledged_at": at},
            )


def _refuse_problems(examination: Examination) -> None:
    if examination.in_the_way:
        raise DraftHasProblems(examination.in_the_way)


def _locked(draft: DecisionDraft, version: int | None, by: User) -> DecisionDraft:
    """Read the draft again under its lock, and refuse a version that is no longer true."""
    rows = DecisionDraft.objects.select_for_update(of=("self",)).select_related(
        "pool__locality", "document__type", "submitted_by"
    )
    current: DecisionDraft = rows.get(pk=draft.pk)
    if version is not None and version != current.version:
        raise VersionConflict(current, version, current.version)
    return current


def _require(by: User, action: str, pool: Pool, in_words: str) -> None:
    if not by.may(action, pool.locality.path):
        raise NotAllowed(
            _("Bạn không có quyền %(action)s ở %(locality)s.") % {"action": in_words, "locality": pool.locality}
        )


def _require_state(draft: DecisionDraft, *states: DraftState) -> None:
    if draft.state not in states:
        raise WrongState(
            _("Phương án %(code)s hiện ở trạng thái “%(state)s”: mở lại trang để xem.")
            % {"code": draft.code, "state": draft.get_state_display()}
        )
