"""One box over everything: localities, agencies, documents, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from orgregs.foundation import clock, searches

if TYPE_CHECKING:
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest

LONGEST_QUESTION = 200


@require_safe
def search(request: PageRequest) -> HttpResponse:
    """Show what answers the words, the best first, each with its kind."""
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUESTION]
    day = clock.day_asked(request)
    found = searches.ask(words, request.user, day)
    hits = [(answer.kind, hit) for answer in found for hit in answer.hits]
    hits.sort(key=lambda pair: (pair[1].rank, pair[1].spare_words))
    context = {
        "words": words,
        "day": day,
        "hits": [{"kind": kind, "hit": hit} for kind, hit in hits],
        "lists": found,
        "total": sum(answer.total for answer in found),
    }
    return render(request, "search.html", context)
