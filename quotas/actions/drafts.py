"""Drafts: written by one person, handed to another, given back with a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from orgregs.foundation.records import save_record
from quotas.actions.steps import acknowledge, locked, refuse_problems, require, require_state
from quotas.choices import DecisionKind, DraftState
from quotas.intake import examine, written_down
from quotas.models import DecisionDraft, DraftLine, DraftTotal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from accounts.models import User
    from quotas.intake import Contents, LineInput, TotalInput
    from quotas.models import Pool
    from regulations.models import Document


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
    _replace_rows(written_down(draft, lines, totals), by)
    return draft


def _replace_rows(contents: Contents, by: User) -> None:
    draft, rows, stated = contents
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
    save_record(record=draft, by=by, reason="Trình")
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
    save_record(record=draft, by=by, reason="Trả lại")
    draft.editors.clear()
    return draft
