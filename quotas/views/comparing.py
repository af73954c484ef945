"""Doors between two persons: a draft as it stands, handed over, given back, or compared and booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from orgregs.foundation import clock
from orgregs.foundation.records import VersionConflict
from quotas import actions
from quotas.choices import DecisionKind, DraftState
from quotas.forms import RemarkForm, form_can_hold, reasons_in
from quotas.intake import examine
from quotas.models import QuotaDecision, Receipt
from quotas.moments import is_count
from quotas.reports.comparison import comparison_of
from quotas.views.opening import NAMES_OF_LINES, draft_or_404, person_of, sum_of
from regulations.forms import ScanForm
from regulations.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from accounts.models import User
    from orgregs.foundation.pages import PageRequest
    from quotas.intake import Examination
    from quotas.models import DecisionDraft
    from quotas.reports.comparison import Comparison

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
    scan_form: ScanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, path = person_of(request), draft.pool.locality.path
    examination = examine(draft)
    is_editor = draft.editors.filter(pk=user.pk).exists()
    is_open = draft.state in {DraftState.PREPARING, DraftState.RETURNED}
    is_submitted = draft.state == DraftState.SUBMITTED
    alone = draft.pool.locality.one_person_books
    lines = list(draft.lines.select_related(*NAMES_OF_LINES).order_by("number"))
    comparison = None if draft.state == DraftState.BOOKED else comparison_of(examination)
    context = {
        "title": _title_of(draft, comparison),
        "draft": draft,
        "lines": lines,
        # The lines of a correction are a part of the paper's: their sum would be taken for the paper's.
        "sum": None if draft.kind == DecisionKind.CORRECTION else sum_of(lines),
        "totals": list(draft.totals.select_related("category")),
        "comparison": comparison,
        "scan": Attachment.objects.visible_to(user).filter(document=draft.document_id).newest_first().first(),
        "receipt": Receipt.objects.visible_to(user).filter(draft=draft).select_related("received_by").first(),
        "scan_form": (scan_form or ScanForm()) if _may_attach(user, draft) else None,
        "errors": [clock.said(problem.sentence) for problem in examination.errors],
        "warnings": _warnings(examination, request, draft),
        "position": examination.position - 1,
        "refusal": None if refusal is None else str(refusal),
        "remark_form": remark or RemarkForm(),
        "edit_url": _edit_url(draft) if is_open and user.may("draft", path) else None,
        "may_submit": is_open and user.may("submit", path),
        "may_return": is_submitted and user.may("return", path),
        "may_book": is_submitted and user.may("book", path) and (not is_editor or alone) and not examination.errors,
        "needs_another": is_submitted and user.may("book", path) and is_editor and not alone,
        "books_alone": is_editor and alone,
        "waits_alone": is_submitted and is_editor and alone and not user.may("book", path),
        "decision": QuotaDecision.objects.filter(draft=draft).first(),
    }
    return render(request, "quotas/draft_detail.html", context, status=status)


def _may_attach(user: User, draft: DecisionDraft) -> bool:
    """Say whether the person may give a scan to the draft's document; once it is booked, its scan is sealed."""
    return draft.state != DraftState.BOOKED and user.may("draft", draft.document.series_of.locality.path)


def _title_of(draft: DecisionDraft, comparison: Comparison | None) -> str:
    if comparison is not None and comparison.is_withdrawal:
        return _("Phương án rút quyết định khỏi sổ %(code)s") % {"code": draft.code}
    if draft.kind == DecisionKind.CORRECTION:
        return _("Phương án đính chính sổ %(code)s") % {"code": draft.code}
    return _("Phương án giao biên chế %(code)s") % {"code": draft.code}


def _edit_url(draft: DecisionDraft) -> str | None:
    """Return where the draft can be changed; None where no form of the site shows every line of it."""
    if draft.kind == DecisionKind.CORRECTION:
        return reverse("quotas:correction-edit", args=[draft.code])
    return reverse("quotas:draft-edit", args=[draft.code]) if form_can_hold(draft) else None


def _warnings(examination: Examination, request: PageRequest, draft: DecisionDraft) -> list[dict[str, Any]]:
    """Gather the warnings by code, each with its sentences, the reason given so far, and who gave it."""
    typed = reasons_in(request.POST)
    given = {each.code: each for each in draft.acknowledgements.select_related("acknowledged_by")}
    gathered: dict[str, dict[str, Any]] = {}
    for problem in examination.warnings:
        said = given.get(problem.code)
        reason = typed.get(problem.code) or (said.reason if said else "")
        row = gathered.setdefault(
            problem.code, {"code": problem.code, "sentences": [], "reason": reason, "by": said and said.acknowledged_by}
        )
        row["sentences"].append(clock.said(problem.sentence))
    return list(gathered.values())


@require_POST
def draft_scan(request: PageRequest, code: str) -> HttpResponse:
    """Keep a scan of the draft's document, or show what is wrong with it."""
    draft, user = draft_or_404(request, code), person_of(request)
    if not _may_attach(user, draft):
        return redirect(draft)
    form = ScanForm(request.POST, request.FILES)
    if scan := form.keep(document=draft.document, by=user, at=clock.now()):
        messages.success(request, _("Đã đính kèm %(name)s.") % {"name": scan})
        return redirect(draft)
    return _show(request, draft, scan_form=form, status=400)


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
        if draft.pool.locality.one_person_books and person_of(request).may("book", draft.pool.locality.path):
            return _("Đã trình %(code)s: địa phương đặt chế độ một người, bạn vào sổ được.") % {"code": draft.code}
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
            scan=request.POST.get("scan"),
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
