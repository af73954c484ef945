"""Doors to booked decisions: their list, and each with what it printed and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from orgregs.foundation import clock, listings, panels
from quotas.choices import DecisionKind
from quotas.filters import DecisionFilter
from quotas.models import Entry, QuotaDecision
from quotas.moments import ledger_at, position_asked
from quotas.postings import Operation
from quotas.tables import DecisionTable
from quotas.views.opening import NAMES_OF_LINES, sum_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from accounts.models import User
    from orgregs.foundation.pages import PageRequest
    from quotas.models import DecisionLine


@require_safe
def decision_list(request: PageRequest) -> HttpResponse:
    """Answer with the booked decisions."""
    own, position = Entry.objects.visible_to(request.user), position_asked(request)
    rows = (
        QuotaDecision.objects.visible_to(request.user)
        .known_at(position)
        .select_related("pool__locality", "booked_by", "countersignature__countersigned_by")
        .annotate(given=Coalesce(Sum("entries__change", filter=_visible(own)), 0))
        .newest_first()
    )
    return listings.answer(
        request,
        title=_("Quyết định đã vào sổ"),
        queryset=rows,
        filters=DecisionFilter,
        table=DecisionTable,
        counted=pgettext("plural", "quyết định"),
        day=clock.day_asked(request),
        ledger=ledger_at(position),
    )


def _visible(entries: QuerySet[Entry]) -> Q:
    return Q(entries__in=entries.values("pk"))


@require_safe
def decision_detail(request: PageRequest, position: int) -> HttpResponse:
    """Answer with one booked decision: what it printed, what it changed, what was put right since, its seal."""
    user: Any = request.user
    decisions = QuotaDecision.objects.visible_to(user).select_related(
        "document__type",
        "pool__locality",
        "submitted_by",
        "booked_by",
        "seal",
        "scan__document",
        "countersignature__countersigned_by",
        "draft",
    )
    decision = get_object_or_404(decisions, position=position)
    path = decision.pool.locality.path
    sees_whole_pool = user.agencies().reach.covers(path)
    lines = list(
        decision.lines.visible_to(user).select_related(*NAMES_OF_LINES, "corrected_by__decision").order_by("number")
    )
    of_document = QuotaDecision.objects.visible_to(user).filter(document=decision.document_id, pool=decision.pool_id)
    context = {
        "title": f"{decision.type_name} {decision.symbol}".strip(),
        "decision": decision,
        "lines": lines,
        "sum": None if decision.kind == DecisionKind.CORRECTION else sum_of(lines),
        "is_withdrawn": sees_whole_pool and bool(lines) and all(_is_voided(line) for line in lines),
        "sees_whole_pool": sees_whole_pool,
        "panels": panels.collect("decision", decision, user, clock.today()),
        "others": list(of_document.exclude(pk=decision.pk).order_by("position")),
        "countersignature": getattr(decision, "countersignature", None),
        "may_correct": user.may("draft", path),
        "may_countersign": decision.one_person and user.may("book", path) and not _took_part(decision, user),
        "totals": decision.totals.select_related("category") if sees_whole_pool else [],
        "acknowledgements": decision.acknowledgements.select_related("acknowledged_by") if sees_whole_pool else [],
        "entries": _entries(decision, lines, user),
        "sum_label": _("Cộng %(count)s cơ quan đã ghi") % {"count": len(lines)} if decision.is_extract else _("Cộng"),
    }
    return render(request, "quotas/decision_detail.html", context)


def _entries(decision: QuotaDecision, lines: Iterable[DecisionLine], user: User) -> list[tuple[str, Entry]]:
    """Return the entries, each with its holder as the decision printed it; a holder it did not name by today's name."""
    names = {line.holder_id: line.holder_name for line in lines}
    names |= {line.to_holder_id: line.to_holder_name for line in lines if line.to_holder_id}
    entries = decision.entries.visible_to(user).select_related("holder__agency", "holder__pool__locality", "category")
    ordered = entries.order_by("year", "line__number", "effective_on", "pk")
    return [(names.get(entry.holder_id) or str(entry.holder), entry) for entry in ordered]


def _is_voided(line: DecisionLine) -> bool:
    """Say whether the line itself was taken back; `corrected_by` must be read along."""
    corrected_by: DecisionLine | None = getattr(line, "corrected_by", None)
    return corrected_by is not None and corrected_by.operation == Operation.VOID


def _took_part(decision: QuotaDecision, user: User) -> bool:
    """Say whether the person had a hand in the decision, so that another one must compare it (rule 27)."""
    if user.pk in {decision.submitted_by_id, decision.booked_by_id}:
        return True
    return bool(decision.draft.editors.filter(pk=user.pk).exists())
