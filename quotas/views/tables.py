"""Doors to what is booked: allocation tables and decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localities.models import Locality
from orgregs.foundation import clock, exports, imprint, listings
from orgregs.foundation.exports import FILE_FIELD
from orgregs.foundation.listings import PAGE_FIELD, PAGE_SIZE, SORT_FIELD
from orgregs.foundation.pages import record_or_404
from quotas import reports
from quotas.choices import Block
from quotas.exports import line_parts, table_columns, table_parts, table_rows, table_title, table_total
from quotas.filters import AllocationFilter, PoolYearFilter
from quotas.models import FIRST_YEAR, LAST_YEAR, DecisionLine, Entry, Holder, Pool, QuotaDecision
from quotas.moments import ledger_at, position_asked, within_year
from quotas.querysets import counting_on
from quotas.tables import PoolYearTable
from quotas.views.opening import same_page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest
    from quotas.reports import AllocationTable


@require_safe
def allocation_index(request: PageRequest) -> HttpResponse:
    """Answer with the pools and years that have figures."""
    day, position = clock.day_asked(request), position_asked(request)
    entries = Entry.objects.visible_to(request.user).known_at(position)
    if clock.names_a_day(request):
        entries = entries.as_of(day)
    rows = (
        entries.values("pool", "year", "pool__block", "pool__locality__code", "pool__locality__name")
        .annotate(
            given=Coalesce(Sum("change", filter=counting_on(day)), 0),
            agencies=Count("holder", distinct=True),
            decisions=Count("decision", distinct=True),
        )
        .order_by("-year", "pool__locality__depth", "pool__locality__sort_key", "pool")
    )
    return listings.answer(
        request,
        title=_("Bảng giao biên chế"),
        queryset=rows,
        filters=PoolYearFilter,
        table=PoolYearTable,
        counted=_("bảng"),
        day=day,
        totals=_given_in_all,
        template="quotas/allocation_index.html",
        ledger=ledger_at(position),
    )


def _given_in_all(rows: QuerySet[Any]) -> Sequence[tuple[str, int]]:
    return [(_("Biên chế được giao"), rows.order_by().aggregate(all=Coalesce(Sum("given"), 0))["all"])]


@require_safe
def allocation_table(request: PageRequest, code: str, year: int) -> HttpResponse:
    """Answer with the allocation table of a locality and year, or its file."""
    locality = record_or_404(Locality.objects.visible_to(request.user), code)
    block = request.GET.get("khoi", Block.PARTY)
    if not FIRST_YEAR <= year <= LAST_YEAR or block not in Block.values:
        raise Http404
    pools = Pool.objects.within_sight_of(request.user).select_related("locality")
    pool = get_object_or_404(pools, locality=locality, block=block)
    day = clock.day_asked(request)
    if clock.names_a_day(request) and day.year != year:
        return same_page_of(day.year, request)
    if not clock.names_a_day(request):
        day = within_year(day, year)
    position = position_asked(request)

    asked = AllocationFilter(request.GET, Holder.objects.visible_to(request.user), request=request, day=day)
    decisions = QuotaDecision.objects.visible_to(request.user).filter(pool=pool).known_at(position)
    asked.form.fields["quyet_dinh"].queryset = decisions.order_by("position")
    understood = asked.is_valid()
    is_narrowed = understood and any(asked.form.cleaned_data.get(name) for name in ("q", "loai_co_quan", "quyet_dinh"))
    table = reports.allocation_table(
        user=request.user,
        pool=pool,
        year=year,
        day=day,
        position=position,
        holders=(asked.qs if is_narrowed else None) if understood else Holder.objects.none(),
        agencies=asked.agencies() if understood else None,
        category=asked.form.cleaned_data.get("loai_bien_che") if understood else None,
    )
    table = replace(table, lines=reports.in_order(table.lines, request.GET.get(SORT_FIELD, "")))
    if understood and FILE_FIELD in request.GET:
        return _file(request, table, asked)
    page = Paginator(table.lines, PAGE_SIZE).get_page(request.GET.get(PAGE_FIELD))
    context = {
        "title": table_title(table),
        "table": table,
        "columns": table_columns(table),
        "sortable": list(reports.ORDERS),
        "sorted_by": request.GET.get(SORT_FIELD, ""),
        "page": page,
        "only_category": asked.form.cleaned_data.get("loai_bien_che") if understood else None,
        "own_holder": Holder(pool=pool),
        "lines": [
            (line, list(zip(table_parts(table), line_parts(table, line), strict=True))) for line in page.object_list
        ],
        "filter": asked,
        "filter_in_words": asked.in_words(),
        "day": day,
        "ledger": ledger_at(position),
        "locality": locality,
        "years": _years_with_figures(pool, request),
    }
    return render(request, "quotas/allocation_table.html", context, status=200 if understood else 400)


def _file(request: PageRequest, table: AllocationTable, asked: AllocationFilter) -> HttpResponse:
    head = imprint.of(
        request,
        title=table_title(table),
        day=table.day,
        filters=asked.in_words(),
        notes=table.notes,
        unit=_("biên chế"),
        ledger=ledger_at(table.position),
    )
    return exports.answer(
        request.GET[FILE_FIELD],
        imprint=head,
        columns=table_columns(table),
        rows=table_rows(table),
        totals=[table_total(table)],
    )


def _years_with_figures(pool: Pool, request: PageRequest) -> list[int]:
    lines = DecisionLine.objects.visible_to(request.user).filter(decision__pool=pool)
    spans = lines.values_list("year_from", "year_to").distinct()
    return sorted({year for first, last in spans for year in range(first, last + 1)})
