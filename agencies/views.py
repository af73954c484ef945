"""Pages of the agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from agencies import reports
from agencies.filters import AgencyFilter
from agencies.models import Agency
from agencies.tables import AgencyTable
from localities.reports import state_on
from orgregs.foundation import clock, listings, panels
from orgregs.foundation.pages import record_or_404

if TYPE_CHECKING:
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest


@require_safe
def agency_list(request: PageRequest) -> HttpResponse:
    """List the agencies the person may see, in the order papers print them."""
    day = clock.day_asked(request)

    def how_many_stand(agencies: Any) -> list[tuple[str, int]]:
        return [(_("Trong đó đang hoạt động"), agencies.on(day).count())]

    return listings.answer(
        request,
        title=pgettext("plural", "Cơ quan, đơn vị"),
        counted=pgettext("plural", "cơ quan, đơn vị"),
        queryset=reports.with_mandates(Agency.objects.visible_to(request.user).in_protocol_order(), request.user, day),
        filters=AgencyFilter,
        table=AgencyTable,
        day=day,
        totals=how_many_stand,
    )


@require_safe
def agency_detail(request: PageRequest, code: str) -> HttpResponse:
    """Show one agency: what it is called, where it stands, what regulates it, its posts, what became of it."""
    day = clock.day_asked(request)
    visible = Agency.objects.visible_to(request.user).select_related("kind", "locality", "issuing_body")
    agency = record_or_404(visible, code)
    context = {
        "agency": agency,
        "day": day,
        "state": state_on(agency, day),
        "portrait": reports.portrait(agency, request.user, day),
        "panels": panels.collect("agency", agency, request.user, day),
    }
    return render(request, "agencies/agency_detail.html", context)
