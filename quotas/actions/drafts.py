"""Drafts: written by one person, handed to another, given back with a remark."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from orgregs.foundation.records import save_record
from quotas.actions.steps import acknowledge, locked, refuse_problems, require, require_state
from quotas.choices import DecisionKind, DraftState
from quotas.intake import examine, ledger_line
from quotas.models import MOST_POSTS, DecisionDraft, DraftLine, DraftTotal, Holder
from quotas.postings import Operation
from quotas.rules.cases import day_fits, posts_fit, receiver_fits, years_fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import User
    from agencies.models import Agency
    from quotas.models import DecisionLine, Pool, StaffCategory
    from regulations.models import Document


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
    holder: Holder = Holder.objects.get_or_create(agency=agency, pool=pool)[0]
    return holder


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
    reason: str = "",
    draft: DecisionDraft | None = None,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> DecisionDraft:
    """Write a draft, new or changed, with all its lines and totals; whoever does so is one of its editors.

    `reason` says of a correction what was recorded wrongly, and why.

    Raises `NotAllowed`, `WrongState` (it is submitted or booked), `VersionConflict`, `ValidationError` (a line that
    no paper could hold). What the ledger's rules say against it is told when it is examined or submitted.
    """
    require(by, "draft", pool, _("lập phương án"))
    if draft is None:
        draft = DecisionDraft(prepared_by=by, prepared_at=at)
    else:
        draft = locked(draft, version, by)
        require(by, "draft", draft.pool, _("lập phương án"))
        require_state(draft, DraftState.PREPARING, DraftState.RETURNED)
    draft.document, draft.pool, draft.kind, draft.is_extract = document, pool, kind, is_extract
    draft.year_from, draft.year_to, draft.reason = year_from, year_to or year_from, reason.strip()
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
    if _said([*draft.lines.all(), *draft.totals.all()]) != _said([*rows, *stated]):
        # A reason was given for other numbers than these: it is asked again.
        draft.acknowledgements.all().delete()
    draft.lines.all().delete()
    draft.totals.all().delete()
    bulk_create_with_history(rows, DraftLine, default_user=by)
    bulk_create_with_history(stated, DraftTotal, default_user=by)


def _said(rows: Iterable[DraftLine | DraftTotal]) -> set[tuple[object, ...]]:
    """Return what rows of a draft say, whichever rows of the database say it."""
    own = {"id", "draft"}
    return {
        tuple(getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in own)
        for row in rows
    }


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
    draft = locked(draft, version, by)
    require(by, "submit", draft.pool, _("trình phương án"))
    require_state(draft, DraftState.PREPARING, DraftState.RETURNED)
    acknowledge(draft, acknowledged or {}, by, at)
    refuse_problems(examine(draft))
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
    draft = locked(draft, version, by)
    require(by, "return", draft.pool, _("trả lại phương án"))
    require_state(draft, DraftState.SUBMITTED)
    if not remark.strip():
        raise ValidationError({"remark": _("Ghi ý kiến để người lập biết cần sửa gì.")})
    draft.state, draft.remark = DraftState.RETURNED, remark.strip()
    draft.submitted_by = draft.submitted_at = None
    save_record(record=draft, by=by, reason=_("Trả lại"))
    draft.editors.clear()
    return draft
