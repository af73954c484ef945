"""Doors to why a number stands: the page behind every figure (Xem căn cứ của số này)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation import clock
from orgregs.foundation.pages import Link, record_or_404
from quotas import reports
from quotas.choices import Block
from quotas.models import FIRST_YEAR, LAST_YEAR, Holder, Pool, StaffCategory
from quotas.moments import POSITION_FIELD, ledger_at, position_asked, within_year
from quotas.templatetags.figures import BLOCK_FIELD, CATEGORY_FIELD, table_url
from quotas.views.opening import same_page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest

# What the box that asks for another day takes along.
KEPT_FIELDS = (BLOCK_FIELD, CATEGORY_FIELD, POSITION_FIELD)


@require_safe
def agency_figure(request: PageRequest, code: str, year: int, agency: str) -> HttpResponse:
    """Answer why an agency has the posts that a pool gives it in a year."""
    pool = _payer(request, code, year)
    found = record_or_404(Agency.objects.visible_to(request.user).select_related("kind", "locality"), agency)
    holder = Holder.objects.visible_to(request.user).filter(agency=found).select_related("agency__locality").first()
    return _answer(request, pool, holder or Holder(agency=found), year)


@require_safe
def pool_figure(request: PageRequest, code: str, year: int, locality: str) -> HttpResponse:
    """Answer why a locality has the posts that a pool above gives it in a year (tổng số cấp trên giao)."""
    pool = _payer(request, code, year)
    receiving = Pool.objects.visible_to(request.user).select_related("locality")
    found = get_object_or_404(receiving, locality__code=locality, block=pool.block)
    holder = Holder.objects.visible_to(request.user).filter(pool=found).select_related("pool__locality").first()
    return _answer(request, pool, holder or Holder(pool=found), year)


def _payer(request: PageRequest, code: str, year: int) -> Pool:
    locality = record_or_404(Locality.objects.visible_to(request.user), code)
    block = request.GET.get(BLOCK_FIELD, Block.PARTY)
    if not FIRST_YEAR <= year <= LAST_YEAR or block not in Block.values:
        raise Http404
    pools = Pool.objects.within_sight_of(request.user).select_related("locality")
    pool: Pool = get_object_or_404(pools, locality=locality, block=block)
    return pool


def _answer(request: PageRequest, pool: Pool, holder: Holder, year: int) -> HttpResponse:
    day, position = clock.day_asked(request), position_asked(request)
    if clock.names_a_day(request) and day.year != year:
        return same_page_of(day.year, request)
    is_of_place = holder.agency is not None and holder.agency.locality_id == pool.locality_id
    is_below = holder.pool is not None and holder.pool.locality.parent_id == pool.locality_id
    if not (is_of_place or is_below or reports.speaks_of(pool, holder, position)):
        raise Http404
    asked = request.GET.get(CATEGORY_FIELD, "")
    history = reports.figure_history(
        user=request.user,
        pool=pool,
        holder=holder,
        year=year,
        day=within_year(day, year),
        position=position,
        category=get_object_or_404(StaffCategory, code=asked) if asked else None,
    )
    title = _("Căn cứ số biên chế năm %(year)s: %(holder)s") % {"year": year, "holder": holder}
    table = _("Bảng giao biên chế năm %(year)s, %(locality)s") % {"year": year, "locality": pool.locality}
    context = {
        "title": title,
        "history": history,
        "day": history.day,
        "ways_up": [Link(table, table_url(pool, year))],
        "is_whole": not asked,
        "sees_whole_pool": request.user.agencies().reach.covers(pool.locality.path),
        "kept": [(name, request.GET[name]) for name in KEPT_FIELDS if request.GET.get(name)],
        "ledger": ledger_at(position),
    }
    return render(request, "quotas/figure_detail.html", context)
