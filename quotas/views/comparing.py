"""Doors between two persons: a draft as it stands, handed over, given back, or compared and booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from orgregs.foundation import clock
from orgregs.foundation.records import VersionConflict
from quotas import actions
from quotas.choices import DraftState
from quotas.forms import RemarkForm, form_can_hold, reasons_in
from quotas.intake import examine
from quotas.models import QuotaDecision
from quotas.moments import is_count
from quotas.views.opening import draft_or_404, person_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest
    from quotas.models import DecisionDraft

REFUSALS = (
    actions.DraftHasProblems,
    actions.NotAllowed,
    actions.RegisterHasMovedOn,
    actions.SamePerson,
    actions.ScanHasChanged,
    actions.WrongState,
    VersionConflict,
)


@require_safe
def draft_detail(request: PageRequest, code: str) -> HttpResponse:
    """Answer with a draft: its lines, what is wrong with it, and what this person may do."""
    return _show(request, draft_or_404(request, code))


def _show(
    request: PageRequest,
    draft: DecisionDraft,
    *,
    refusal: Exception | None = None,
    remark: RemarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, path = person_of(request), draft.pool.locality.path
    examination = examine(draft)
    is_editor = draft.editors.filter(pk=user.pk).exists()
    is_open = draft.state in {DraftState.PREPARING, DraftState.RETURNED}
    is_submitted = draft.state == DraftState.SUBMITTED
    lines = list(
        draft.lines.select_related(
            "holder__agency",
            "holder__pool__locality",
            "to_holder__agency",
            "to_holder__pool__locality",
            "category",
            "corrects",
        ).order_by("number")
    )
    context = {
        "title": _("Phương án giao biên chế %(code)s") % {"code": draft.code},
        "draft": draft,
        "lines": lines,
        "sum": sum(line.posts or 0 for line in lines if line.operation in {"set", "add"}),
        "totals": list(draft.totals.select_related("category")),
        "errors": [clock.said(problem.sentence) for problem in examination.errors],
        "warnings": _warnings(examination, request),
        "position": examination.position - 1,
        "refusal": None if refusal is None else str(refusal),
        "remark_form": remark or RemarkForm(),
        "may_edit": is_open and user.may("draft", path) and form_can_hold(draft),
        "may_submit": is_open and user.may("submit", path),
        "may_return": is_submitted and user.may("return", path),
        "may_book": is_submitted and user.may("book", path) and (not is_editor or draft.pool.locality.one_person_books),
        "needs_another": is_submitted and user.may("book", path) and is_editor,
        "decision": QuotaDecision.objects.filter(draft=draft).first(),
    }
    return render(request, "quotas/draft_detail.html", context, status=status)


def _warnings(examination: Any, request: PageRequest) -> list[dict[str, Any]]:
    """Gather the warnings by code, each with its sentences and the reason given so far."""
    typed = reasons_in(request.POST)
    gathered: dict[str, dict[str, Any]] = {}
    for problem in examination.warnings:
        reason = typed.get(problem.code) or examination.acknowledged.get(problem.code, "")
        row = gathered.setdefault(problem.code, {"code": problem.code, "sentences": [], "reason": reason})
        row["sentences"].append(clock.said(problem.sentence))
    return list(gathered.values())


@require_POST
def draft_submit(request: PageRequest, code: str) -> HttpResponse:
    """Hand a draft to the second person."""
    draft = draft_or_404(request, code)

    def submit() -> str:
        actions.submit_draft(
            draft=draft,
            acknowledged=reasons_in(request.POST),
            version=_number(request, "version"),
            by=person_of(request),
            at=clock.now(),
        )
        return _("Đã trình %(code)s: chờ người thứ hai đối chiếu.") % {"code": draft.code}

    return _do(request, draft, submit)


@require_POST
def draft_return(request: PageRequest, code: str) -> HttpResponse:
    """Give a submitted draft back with a remark."""
    draft = draft_or_404(request, code)
    remark = RemarkForm(request.POST)
    if not remark.is_valid():
        return _show(request, draft, remark=remark, status=400)

    def give_back() -> str:
        actions.return_draft(
            draft=draft,
            remark=remark.cleaned_data["remark"],
            version=_number(request, "version"),
            by=person_of(request),
            at=clock.now(),
        )
        return _("Đã trả lại %(code)s.") % {"code": draft.code}

    return _do(request, draft, give_back)


@require_POST
def draft_book(request: PageRequest, code: str) -> HttpResponse:
    """Book a submitted draft; a second click finds the decision that the first one made."""
    draft = draft_or_404(request, code)
    if booked := QuotaDecision.objects.filter(draft=draft).first():
        return redirect(booked)

    def book() -> str:
        decision = actions.book_decision(
            draft=draft,
            acknowledged=reasons_in(request.POST),
            version=_number(request, "version"),
            known_at=_number(request, "known_at"),
            by=person_of(request),
            at=clock.now(),
        )
        return _("Đã vào sổ %(decision)s, số %(position)s.") % {"decision": decision, "position": decision.position}

    return _do(request, draft, book)


def _do(request: PageRequest, draft: DecisionDraft, act: Callable[[], str]) -> HttpResponse:
    """Do it and show the draft, or show why it was refused."""
    try:
        messages.success(request, act())
    except REFUSALS as refusal:
        return _show(request, draft_or_404(request, draft.code), refusal=refusal, status=409)
    decision = QuotaDecision.objects.filter(draft=draft).first()
    return redirect(decision or draft)


def _number(request: PageRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return int(typed) if is_count(typed) else None
