"""Doors to putting a record right: the correction of a booked decision, and the second person who comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orgregs.foundation import clock
from quotas import actions
from quotas.choices import DecisionKind, DraftState
from quotas.forms import CorrectionForm
from quotas.models import DecisionDraft, QuotaDecision
from quotas.views.opening import draft_or_404, person_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def decision_correct(request: PageRequest, position: int) -> HttpResponse:
    """Answer with the form that puts right what was booked on a decision's document; `?rut=1` withdraws it."""
    decision = _decision_or_404(request, position)
    if not person_of(request).may("draft", decision.pool.locality.path):
        raise Http404
    return _edit(request, decision, None)


@require_http_methods(["GET", "HEAD", "POST"])
def correction_edit(request: PageRequest, code: str) -> HttpResponse:
    """Answer with the form of a correction that is being prepared or was returned."""
    draft = draft_or_404(request, code)
    is_open = draft.state in {DraftState.PREPARING, DraftState.RETURNED}
    if not (is_open and draft.kind == DecisionKind.CORRECTION):
        return redirect(draft)
    if not person_of(request).may("draft", draft.pool.locality.path):
        return redirect(draft)
    of_document = QuotaDecision.objects.visible_to(request.user).filter(document=draft.document, pool=draft.pool)
    decision = of_document.select_related("document__type", "pool__locality").order_by("position").first()
    return redirect(draft) if decision is None else _edit(request, decision, draft)


def _edit(request: PageRequest, decision: QuotaDecision, draft: DecisionDraft | None) -> HttpResponse:
    user = person_of(request)
    withdraws = request.GET.get("rut") == "1"
    form = CorrectionForm(request.POST or None, decision=decision, user=user, draft=draft, withdraws=withdraws)
    if form.is_valid() and (saved := form.save(at=clock.now())):
        messages.success(request, _("Đã ghi phương án đính chính %(code)s.") % {"code": saved.code})
        return redirect(saved)
    others = DecisionDraft.objects.visible_to(user).open().filter(document=decision.document, pool=decision.pool)
    context = {
        "title": _("Rút quyết định khỏi sổ") if withdraws else _("Đính chính sổ"),
        "form": form,
        "decision": decision,
        "draft": draft,
        "withdraws": withdraws,
        "others": list(others.exclude(pk=draft.pk if draft else 0).order_by("pk")),
    }
    return render(request, "quotas/correction_form.html", context, status=400 if form.errors else 200)


@require_POST
def decision_countersign(request: PageRequest, position: int) -> HttpResponse:
    """Note that this person compared a decision that one person had booked alone."""
    decision = _decision_or_404(request, position)
    try:
        actions.countersign_decision(decision=decision, by=person_of(request), at=clock.now())
    except (actions.NotAllowed, actions.NothingToCountersign, actions.SamePerson) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi bạn là người thứ hai đối chiếu."))
    return redirect(decision)


def _decision_or_404(request: PageRequest, position: int) -> QuotaDecision:
    decisions = QuotaDecision.objects.visible_to(request.user).select_related("document__type", "pool__locality")
    found: QuotaDecision = get_object_or_404(decisions, position=position)
    return found
