"""Doors of the person who prepares: the list of drafts, and the form of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from orgregs.foundation import clock, listings
from quotas.choices import DraftState
from quotas.filters import DraftFilter
from quotas.forms import DraftForm, form_can_hold
from quotas.models import DecisionDraft, Pool, QuotaDecision
from quotas.moments import is_count
from quotas.reports.comparison import waiting_drafts
from quotas.tables import DraftTable
from quotas.views.opening import choose_pool, draft_or_404, person_of, pool_to_draft_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from orgregs.foundation.pages import PageRequest

AMENDED = "dieu-chinh"


@require_safe
def draft_list(request: PageRequest) -> HttpResponse:
    """Answer with the drafts; whoever neither drafts nor compares anywhere has no such page."""
    user = person_of(request)
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
        counted=pgettext("plural", "phương án"),
        day=clock.day_asked(request),
        template="quotas/draft_list.html",
        pools=Pool.objects.visible_to(user).to_draft_in(user),
        waiting=waiting_drafts(user, clock.today()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draft_add(request: PageRequest) -> HttpResponse:
    """Answer with the form of a new draft.

    `?dia-phuong=` and `?khoi=` choose the pool; `?dieu-chinh=` the decision whose figures the new one changes.
    """
    user = person_of(request)
    if AMENDED in request.GET:
        amended = _decision_to_amend(request)
        if not user.may("draft", amended.pool.locality.path):
            raise Http404
        return _edit(request, user, amended.pool, None, amended)
    pool = pool_to_draft_in(request)
    return choose_pool(request, _("Vào sổ quyết định")) if pool is None else _edit(request, user, pool, None)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_edit(request: PageRequest, code: str) -> HttpResponse:
    """Answer with the form of a draft that is being prepared or was returned."""
    draft = draft_or_404(request, code)
    user = person_of(request)
    is_open = draft.state in {DraftState.PREPARING, DraftState.RETURNED}
    if not (is_open and user.may("draft", draft.pool.locality.path) and form_can_hold(draft)):
        return redirect(draft)
    return _edit(request, user, draft.pool, draft)


def _decision_to_amend(request: PageRequest) -> QuotaDecision:
    typed = request.GET[AMENDED]
    decisions = QuotaDecision.objects.visible_to(request.user).select_related("pool__locality")
    found: QuotaDecision = get_object_or_404(decisions, position=typed if is_count(typed) else 0)
    return found


def _edit(
    request: PageRequest, user: User, pool: Pool, draft: DecisionDraft | None, amended: QuotaDecision | None = None
) -> HttpResponse:
    form = DraftForm(
        request.POST, request.FILES, pool=pool, user=user, today=clock.today(), draft=draft, amended=amended
    )
    if form.is_valid() and (saved := form.save(at=clock.now())):
        for note in form.notes:
            messages.info(request, note)
        messages.success(request, _("Đã ghi phương án %(code)s.") % {"code": saved.code})
        return redirect(saved)
    usual = _("Quyết định điều chỉnh") if amended else _("Vào sổ quyết định")
    context = {
        "title": _("Sửa phương án") if draft else usual,
        "form": form,
        "amended": amended,
        "draft": draft,
        "pool": pool,
    }
    return render(request, "quotas/draft_form.html", context, status=400 if form.errors else 200)
