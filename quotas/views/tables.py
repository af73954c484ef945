"""Doors to what is booked: allocation tables and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgregs.foundation import clock, exports, listings
from orgregs.foundation.exports import FILE_FIELD
from orgregs.foundation.listings import PAGE_FIELD, PAGE_SIZE, SORT_FIELD
from quotas import reports
from quotas.exports import line_parts, table_columns, table_parts, table_title
from quotas.filters import PoolYearFilter
from quotas.models import DecisionLine, Entry, Holder
from quotas.moments import ledger_at, position_asked, within_year
from quotas.querysets import counting_on
from quotas.questions import (
    NoSuchTable,
    Part,
    TableQuestion,
    content_of,
    narrowed,
    pool_asked,
    table_asked,
)
from quotas.tables import PoolYearTable
from quotas.views.opening import same_page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest
    from orgregs.foundation.reach import Reader
    from quotas.models import Pool
    from quotas.questions import AskedTable

# `?trang=tat-ca`: a table is printed in one piece.
WHOLE = "tat-ca"


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
    part = Part.named_in(request.GET)
    reader = narrowed(request.user, part)
    try:
        pool = pool_asked(reader, code=code, year=year, query=request.GET)
    except NoSuchTable as missing:
        raise Http404 from missing
    day = clock.day_asked(request)
    if clock.names_a_day(request) and day.year != year:
        return same_page_of(day.year, request)
    if not clock.names_a_day(request):
        day = within_year(day, year)
    answer = table_asked(reader, TableQuestion(pool, year, day, position_asked(request), request.GET))
    if answer.is_understood and FILE_FIELD in request.GET:
        return _file(request, answer, Part.of(reader, pool))
    table = answer.table
    is_whole = request.GET.get(PAGE_FIELD) == WHOLE
    page = Paginator(table.lines, len(table.lines) or 1 if is_whole else PAGE_SIZE).get_page(
        request.GET.get(PAGE_FIELD)
    )
    context = {
        "title": table_title(table),
        "table": table,
        "columns": table_columns(table),
        "sortable": list(reports.ORDERS),
        "sorted_by": request.GET.get(SORT_FIELD, ""),
        "page": page,
        "only_category": answer.category,
        "own_holder": Holder(pool=pool),
        "lines": [
            (line, list(zip(table_parts(table), line_parts(table, line), strict=True))) for line in page.object_list
        ],
        "filter": answer.asked,
        "filter_in_words": answer.asked.in_words(),
        "part": part.query(),
        "day": day,
        "ledger": ledger_at(table.position),
        "locality": pool.locality,
        "years": _years_with_figures(pool, reader),
    }
    return render(request, "quotas/allocation_table.html", context, status=200 if answer.is_understood else 400)


def _file(request: PageRequest, answer: AskedTable, part: Part) -> HttpResponse:
    content = content_of(answer, part, exported_by=str(request.user), exported_at=clock.now())
    return exports.answer(
        request.GET[FILE_FIELD],
        imprint=content.imprint,
        columns=content.columns,
        rows=content.rows,
        totals=content.totals,
    )


def _years_with_figures(pool: Pool, user: Reader) -> list[int]:
    lines = DecisionLine.objects.visible_to(user).filter(decision__pool=pool)
    spans = lines.values_list("year_from", "year_to").distinct()
    return sorted({year for first, last in spans for year in range(first, last + 1)})
