"""Pages of the localities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from localities import reports
from localities.filters import LocalityFilter
from localities.models import Locality
from localities.tables import LocalityTable
from orgregs.foundation import clock, listings, panels
from orgregs.foundation.pages import record_or_404

if TYPE_CHECKING:
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest


@require_safe
def locality_list(request: PageRequest) -> HttpResponse:
    """List the localities the person may see."""
    return listings.answer(
        request,
        title=pgettext("plural", "Địa phương"),
        counted=pgettext("plural", "địa phương"),
        queryset=reports.with_successions(Locality.objects.visible_to(request.user)).in_order(),
        filters=LocalityFilter,
        table=LocalityTable,
        day=clock.day_asked(request),
    )


@require_safe
def locality_detail(request: PageRequest, code: str) -> HttpResponse:
    """Show one locality: where it stands, what became of it, who works there."""
    day = clock.day_asked(request)
    locality = record_or_404(Locality.objects.visible_to(request.user).select_related("parent"), code)
    after, before = reports.successions_of(locality, request.user)
    children = Locality.objects.visible_to(request.user).filter(parent=locality).order_by("sort_key", "code")
    context = {
        "locality": locality,
        "day": day,
        "state": reports.state_on(locality, day),
        "ways_up": reports.ways_up(locality, request.user),
        "children": [{"locality": child, "state": reports.state_on(child, day)} for child in children],
        "after": after,
        "before": before,
        "panels": panels.collect("locality", locality, request.user, day),
    }
    return render(request, "localities/locality_detail.html", context)
