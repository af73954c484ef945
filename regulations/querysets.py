"""How documents are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from orgregs.foundation.periods import PeriodQuerySet
from orgregs.foundation.records import RecordQuerySet

if TYPE_CHECKING:
    from orgregs.foundation.reach import Reader


class IssuingBodyQuerySet(PeriodQuerySet):
    """Bodies with a number series of their own."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the bodies of localities in the user's reach or above it."""
        reach = user.reach()
        return self.filter(reach.below("locality__path") | reach.above("locality__path"))


class DocumentQuerySet(RecordQuerySet):
    """Documents, held ones and stubs."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the documents whose series' locality is in the user's reach or above it."""
        reach = user.reach()
        return self.filter(reach.below("series_of__locality__path") | reach.above("series_of__locality__path"))

    def newest_first(self) -> Self:
        """Order by the day of issue, the newest first; unknown days last."""
        return self.order_by(F("issued_on").desc(nulls_last=True), "number", "code")


class OfDocumentQuerySet(RecordQuerySet):
    """Rows that belong to one document (`document`)."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the rows of documents the user may read."""
        reach = user.reach()
        field = "document__series_of__locality__path"
        return self.filter(reach.below(field) | reach.above(field))


class AttachmentQuerySet(OfDocumentQuerySet):
    """Scans of documents."""

    def newest_first(self) -> Self:
        """Order by when they were attached, the last one first; it is the one that a booking seals."""
        return self.order_by("-attached_at", "-pk")


class RelationQuerySet(RecordQuerySet):
    """Edges between documents."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the edges both of whose documents the user may read."""
        reach = user.reach()
        kept = Q()
        for side in ("source", "target"):
            field = f"{side}__series_of__locality__path"
            kept &= reach.below(field) | reach.above(field)
        return self.filter(kept)
