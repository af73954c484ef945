"""Việc cần làm: what waits for who enters papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from orgregs.foundation.panels import Panel
from quotas.choices import DraftState
from quotas.models import DecisionDraft
from regulations.models import Document

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import Model

    from orgregs.foundation.reach import Reader

MOST_DRAFTS = 20
MOST_DOCUMENTS = 5
# What must be done comes before what others must do.
_ORDER = [DraftState.RETURNED, DraftState.PREPARING, DraftState.SUBMITTED]


def tasks_panel(_record: Model, user: Reader, _day: dt.date) -> Panel | None:
    """Show the drafts on their way, the returned ones with the remark, and the documents whose paper is not held."""
    drafts = _drafts(user)
    stubs = Document.objects.visible_to(user).filter(
        user.reach("draft").below("series_of__locality__path"), is_stub=True
    )
    documents = list(stubs.select_related("type").newest_first()[: MOST_DOCUMENTS + 1])
    context = {
        "drafts": drafts,
        "documents": documents[:MOST_DOCUMENTS],
        "has_more_documents": len(documents) > MOST_DOCUMENTS,
    }
    return Panel(_("Việc cần làm"), "quotas/panels/tasks.html", context) if drafts or documents else None


def _drafts(user: Reader) -> list[DecisionDraft]:
    """Return the drafts of who drafts; submitted ones that the person may book stand in “Chờ vào sổ” instead."""
    own = DecisionDraft.objects.visible_to(user).filter(user.reach("draft").below("pool__locality__path"))
    rows = own.filter(state__in=_ORDER).select_related("document__type", "pool__locality", "prepared_by")
    books = user.reach("book")
    kept = [
        draft
        for draft in rows.order_by("-pk")
        if draft.state != DraftState.SUBMITTED or not books.covers(draft.pool.locality.path)
    ]
    return sorted(kept, key=lambda draft: _ORDER.index(DraftState(draft.state)))[:MOST_DRAFTS]
