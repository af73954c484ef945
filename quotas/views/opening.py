"""What every door to a draft begins with: who asks, and for which draft or pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from quotas.models import DecisionDraft, Pool

if TYPE_CHECKING:
    from accounts.models import User
    from orgregs.foundation.pages import PageRequest

# What the table of lines prints of each.
NAMES_OF_LINES = (
    "holder__agency",
    "holder__pool__locality",
    "to_holder__agency",
    "to_holder__pool__locality",
    "category",
    "corrects",
)


def draft_or_404(request: PageRequest, code: str) -> DecisionDraft:
    key = code.removeprefix("du-thao-")
    drafts = DecisionDraft.objects.visible_to(request.user).select_related(
        "document__type", "document__series_of__locality", "pool__locality", "prepared_by", "submitted_by"
    )
    draft: DecisionDraft = get_object_or_404(drafts, pk=key if code.startswith("du-thao-") and key.isdigit() else 0)
    return draft


def pools_to_draft_in(user: User) -> list[Pool]:
    pools = Pool.objects.visible_to(user).select_related("locality").order_by("locality__path", "block")
    return [pool for pool in pools if user.may("draft", pool.locality.path)]


def person_of(request: PageRequest) -> User:
    return request.user  # type: ignore[return-value]  # the login middleware lets nobody else in
