"""A file becomes the draft of its paper, which has one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from quotas.actions.drafts import save_draft
from quotas.actions.holders import holders_of
from quotas.actions.refusals import AlreadyImported
from quotas.choices import DecisionKind
from quotas.models import DecisionDraft, Pool, Receipt

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from quotas.intake import Asked, Preview


@dataclass(frozen=True, kw_only=True)
class Source:
    """The file that was read: its name, the SHA-256 and the number of its bytes, the sheet."""

    name: str
    sha256: str
    size: int
    sheet: str


@transaction.atomic
def save_imported(*, preview: Preview, asked: Asked, source: Source, by: User, at: dt.datetime) -> DecisionDraft:
    """Make a draft of what a preview showed, with the receipt of its file; `asked.document` is on record by now.

    Raises `AlreadyImported` (the paper has a draft that is not booked yet, of this file or of another), `NotAllowed`, `ValidationError`.
    """
    # Two clicks, or two clerks with one file, stand in a queue here.
    Pool.objects.select_for_update().get(pk=asked.pool.pk)
    drafts = DecisionDraft.objects.open().filter(document=asked.document, pool=asked.pool, kind=DecisionKind.ORIGINAL)
    if (earlier := drafts.order_by("pk").first()) is not None:
        raise AlreadyImported(earlier)
    draft = save_draft(
        document=asked.document,
        pool=asked.pool,
        year_from=asked.year_from,
        year_to=asked.year_to,
        is_extract=asked.is_extract,
        lines=preview.lines(holders_of([row.recipient for row in preview.rows], by)),
        totals=preview.stated,
        by=by,
        at=at,
    )
    Receipt.objects.create(
        draft=draft,
        file_name=source.name[:200] or "không tên",
        sha256=source.sha256,
        size=source.size,
        sheet=source.sheet[:200],
        received_by=by,
        received_at=at,
    )
    return draft
