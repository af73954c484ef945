"""How a page sets a figure that a report printed, and where the figure leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html

from orgregs.foundation.clock import DAY_FIELD, day_asked, names_a_day
from orgregs.foundation.dates import print_day
from orgregs.foundation.exports import FILE_FIELD
from orgregs.foundation.numbers import print_grouped, print_padded
from quotas.choices import Block
from quotas.moments import POSITION_FIELD, within_year

if TYPE_CHECKING:
    import datetime as dt

    from quotas.models import Holder, Pool, StaffCategory

register = template.Library()

BLOCK_FIELD = "khoi"
CATEGORY_FIELD = "loai"
_GROUPED_FROM = 1000


@register.filter
def figure(printed: int | str | None) -> str:
    """Set a number grouped, a dash as it is, and the words for “not known” quietly."""
    if printed is None or printed == "":
        return ""
    if isinstance(printed, int):
        return print_grouped(printed).replace("-", "−")
    return printed if printed == "–" else format_html('<span class="quiet">{}</span>', printed)


@register.filter
def padded(printed: int | str) -> str:
    """Set a number as running text of a paper does, “04”; a dash and words as `figure` does."""
    return print_padded(printed) if isinstance(printed, int) and abs(printed) < _GROUPED_FROM else figure(printed)


@register.filter
def signed(change: int | None) -> str:
    """Set a change with its sign; a real minus, so that it lines up."""
    if change is None:
        return ""
    return f"+{print_grouped(change)}" if change > 0 else print_grouped(change).replace("-", "−")


@register.simple_tag
def table_url(pool: Pool, year: int, file: str = "") -> str:
    """Return the address of the allocation table of a pool and year, or of its file (xlsx, csv)."""
    address = reverse("quotas:allocation-table", args=[pool.locality.code, year])
    return _asked(address, {BLOCK_FIELD: pool.block if pool.block != Block.PARTY else "", FILE_FIELD: file})


@register.simple_tag
def draft_url(pool: Pool) -> str:
    """Return the address of the form of a new decision of a pool."""
    return _asked(reverse("quotas:draft-add"), {"dia-phuong": pool.locality.code, BLOCK_FIELD: pool.block})


@register.simple_tag(takes_context=True)
def figure_url(
    context: dict[str, Any],
    holder: Holder,
    pool: Pool,
    year: int,
    category: StaffCategory | None = None,
    day: dt.date | None = None,
) -> str:
    """Return the address of why a holder has its posts of a year, as of the day and position that this page names.

    `day` names one where the page itself names none. A day outside the year becomes the nearest day within it.
    """
    if holder.agency is not None:
        address = reverse("quotas:agency-figure", args=[pool.locality.code, year, holder.agency.code])
    else:
        below = holder.pool
        address = reverse("quotas:pool-figure", args=[pool.locality.code, year, below.locality.code if below else ""])
    request = context["request"]
    if names_a_day(request):
        day = day_asked(request)
    asked = {
        BLOCK_FIELD: pool.block if pool.block != Block.PARTY else "",
        CATEGORY_FIELD: category.code if category else "",
        DAY_FIELD: print_day(within_year(day, year)) if day else "",
        POSITION_FIELD: request.GET.get(POSITION_FIELD, ""),
    }
    return _asked(address, asked)


def _asked(address: str, asked: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value}, safe="/")
    return f"{address}?{query}" if query else address
