"""What doors begin with: who asks, for which draft, and for which year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from orgregs.foundation import clock
from orgregs.foundation.clock import DAY_FIELD
from orgregs.foundation.dates import print_day
from quotas.models import FIRST_YEAR, LAST_YEAR, DecisionDraft, Pool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from accounts.models import User
    from orgregs.foundation.pages import PageRequest
    from quotas.models import Statement

# What the table of lines prints of each.
NAMES_OF_LINES = (
    "holder__agency",
    "holder__pool__locality",
    "to_holder__agency",
    "to_holder__pool__locality",
    "category",
    "corrects",
)


def sum_of(lines: Iterable[Statement]) -> int:
    """Add up what lines give and take back, as a reader of the paper would."""
    return sum(line.posts or 0 for line in lines if line.operation in {"set", "add"})


def draft_or_404(request: PageRequest, code: str) -> DecisionDraft:
    key = code.removeprefix("du-thao-")
    drafts = DecisionDraft.objects.visible_to(request.user).select_related(
        "document__type", "document__series_of__locality", "pool__locality", "prepared_by", "submitted_by"
    )
    draft: DecisionDraft = get_object_or_404(drafts, pk=key if code.startswith("du-thao-") and key.isdigit() else 0)
    return draft


def pool_to_draft_in(request: PageRequest) -> Pool | None:
    """Return the pool that `?dia-phuong=` and `?khoi=` name, or the only one in which the person drafts.

    None where there are several to choose among; 404 for whoever drafts nowhere, or not there.
    """
    pools = Pool.objects.visible_to(request.user).to_draft_in(request.user)
    asked = request.GET.get("dia-phuong") or (pools[0].locality.code if len(pools) == 1 else None)
    if pools and asked is None:
        return None
    block = request.GET.get("khoi", "party")
    pool: Pool | None = next((each for each in pools if (each.locality.code, each.block) == (asked, block)), None)
    if pool is None:
        raise Http404
    return pool


def choose_pool(request: PageRequest, title: str) -> HttpResponse:
    """Answer with the pools in which the person drafts; each leads back to the same page."""
    pools = Pool.objects.visible_to(request.user).to_draft_in(request.user)
    return render(request, "quotas/draft_choose.html", {"title": title, "pools": pools})


def person_of(request: PageRequest) -> User:
    return request.user  # type: ignore[return-value]  # the login middleware lets nobody else in


def same_page_of(year: int, request: PageRequest) -> HttpResponse:
    """Lead to the page of the day's own year, with whatever else was asked (rule 22)."""
    found = request.resolver_match
    if found is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    query = request.GET.copy()
    query[DAY_FIELD] = print_day(clock.day_asked(request))
    response: HttpResponse = redirect(found.view_name, **(found.kwargs | {"year": year}))
    response["Location"] += f"?{query.urlencode()}"
    return response
