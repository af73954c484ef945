"""Doors to drafts: one person prepares and submits, another compares and books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgregs.foundation import clock, listings
from orgregs.foundation.records import VersionConflict
from quotas import actions
from quotas.choices import DraftState
from quotas.filters import DraftFilter
from quotas.forms import DraftForm, RemarkForm, form_can_hold, reasons_in
from quotas.intake import examine
from quotas.models import DecisionDraft, Pool, QuotaDecision
from quotas.moments import is_count
from quotas.tables import DraftTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from accounts.models import User
    from orgregs.foundation.pages import PageRequest

REFUSALS = (
    actions.DraftHasProblems,
    actions.NotAllowed,
    actions.RegisterHasMovedOn,
    actions.SamePerson,
    actions.WrongState,
    VersionConflict,
)


@require_safe
def draft_list(request: PageRequest) -> HttpResponse:
    """Answer with the drafts; whoever neither drafts nor compares anywhere has no such page."""
    user = _person(request)
    reach = user.reach("read_drafts")
    if not (reach.everything or reach.paths):
        raise Http404
    drafts = DecisionDraft.objects.visible_to(user).select_related(
        "document__type", "pool__locality", "prepared_by", "submitted_by"
    )
    return listings.answer(
        request,
        title=_("Vào sổ quyết định"),
        queryset=drafts.order_by("-pk"),
        filters=DraftFilter,
        table=DraftTable,
        counted=_("phương án"),
        day=clock.day_asked(request),
        template="quotas/draft_list.html",
        pools=_pools_to_draft_in(user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draft_add(request: PageRequest) -> HttpResponse:
    """Answer with the form of a new draft; `?dia-phuong=` and `?khoi=` choose the pool."""
    user = _person(request)
    pools = _pools_to_draft_in(user)
    if not pools:
        raise Http404
    chosen = request.GET.get("dia-phuong") or (pools[0].locality.code if len(pools) == 1 else None)
    if chosen is None:
        return render(request, "quotas/draft_choose.html", {"title": _("Vào sổ quyết định"), "pools": pools})
    block = request.GET.get("khoi", "party")
    pool = next((each for each in pools if each.locality.code == chosen and each.block == block), None)
    if pool is None:
        raise Http404
    return _edit(request, user, pool, None)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_edit(request: PageRequest, code: str) -> HttpResponse:
    """Answer with the form of a draft that is being prepared or was returned."""
    draft = _draft_or_404(request, code)
    user = _person(request)
    is_open = draft.state in {DraftState.PREPARING, DraftState.RETURNED}
    if not (is_open and user.may("draft", draft.pool.locality.path) and form_can_hold(draft)):
        return redirect(draft)
    return _edit(request, user, draft.pool, draft)


def _edit(request: PageRequest, user: User, pool: Pool, draft: DecisionDraft | None) -> HttpResponse:
    form = DraftForm.of(request.POST or None, pool=pool, user=user, draft=draft, today=clock.today())
    if request.method == "POST" and form.is_valid() and (saved := form.save(at=clock.now())):
        messages.success(request, _("Đã ghi phương án %(code)s.") % {"code": saved.code})
        return redirect(saved)
    context = {
        "title": _("Sửa phương án") if draft else _("Vào sổ quyết định"),
        "form": form,
        "draft": draft,
        "pool": pool,
    }
    return render(request, "quotas/draft_form.html", context, status=400 if form.errors else 200)


@require_safe
def draft_detail(request: PageRequest, code: str) -> HttpResponse:
    """Answer with a draft: its lines, what is wrong with it, and what this person may do."""
    return _show(request, _draft_or_404(request, code))


def _show(
    request: PageRequest,
    draft: DecisionDraft,
    *,
    refusal: Exception | None = None,
    remark: RemarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, path = _person(request), draft.pool.locality.path
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
    draft = _draft_or_404(request, code)

    def submit() -> str:
        actions.submit_draft(
            draft=draft,
            acknowledged=reasons_in(request.POST),
            version=_number(request, "version"),
            by=_person(request),
            at=clock.now(),
        )
        return _("Đã trình %(code)s: chờ người thứ hai đối chiếu.") % {"code": draft.code}

    return _do(request, draft, submit)


@require_POST
def draft_return(request: PageRequest, code: str) -> HttpResponse:
    """Give a submitted draft back with a remark."""
    draft = _draft_or_404(request, code)
    remark = RemarkForm(request.POST)
    if not remark.is_valid():
        return _show(request, draft, remark=remark, status=400)

    def give_back() -> str:
        actions.return_draft(
            draft=draft,
            remark=remark.cleaned_data["remark"],
            version=_number(request, "version"),
            by=_person(request),
            at=clock.now(),
        )
        return _("Đã trả lại %(code)s.") % {"code": draft.code}

    return _do(request, draft, give_back)


@require_POST
def draft_book(request: PageRequest, code: str) -> HttpResponse:
    """Book a submitted draft; a second click finds the decision that the first one made."""
    draft = _draft_or_404(request, code)
    if booked := QuotaDecision.objects.filter(draft=draft).first():
        return redirect(booked)

    def book() -> str:
        decision = actions.book_decision(
            draft=draft,
            acknowledged=reasons_in(request.POST),
            version=_number(request, "version"),
            known_at=_number(request, "known_at"),
            by=_person(request),
            at=clock.now(),
        )
        return _("Đã vào sổ %(decision)s, số %(position)s.") % {"decision": decision, "position": decision.position}

    return _do(request, draft, book)


def _do(request: PageRequest, draft: DecisionDraft, act: Callable[[], str]) -> HttpResponse:
    """Do it and show the draft, or show why it was refused."""
    try:
        messages.success(request, act())
    except REFUSALS as refusal:
        return _show(request, _draft_or_404(request, draft.code), refusal=refusal, status=409)
    decision = QuotaDecision.objects.filter(draft=draft).first()
    return redirect(decision or draft)


def _draft_or_404(request: PageRequest, code: str) -> DecisionDraft:
    key = code.removeprefix("du-thao-")
    drafts = DecisionDraft.objects.visible_to(request.user).select_related(
        "document__type", "pool__locality", "prepared_by", "submitted_by"
    )
    draft: DecisionDraft = get_object_or_404(drafts, pk=key if code.startswith("du-thao-") and key.isdigit() else 0)
    return draft


def _pools_to_draft_in(user: User) -> list[Pool]:
    pools = Pool.objects.visible_to(user).select_related("locality").order_by("locality__path", "block")
    return [pool for pool in pools if user.may("draft", pool.locality.path)]


def _number(request: PageRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return int(typed) if is_count(typed) else None


def _person(request: PageRequest) -> User:
    return request.user  # type: ignore[return-value]  # the login middleware lets nobody else in
