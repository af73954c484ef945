"""How the ledger is asked: always by a day of the law (`as_of`) and a position of the record (`known_at`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from orgregs.foundation.records import RecordQuerySet

if TYPE_CHECKING:
    import datetime as dt

    from orgregs.foundation.reach import Reader


def holder_within(user: Reader, prefix: str = "") -> Q:
    """Keep the holders (or the rows that lead to one by `prefix`) whose figures the user may read."""
    agencies = user.agencies()
    return agencies.within(f"{prefix}agency__") | agencies.reach.below(f"{prefix}pool__locality__path")


def counting_on(day: dt.date) -> Q:
    """Keep the entries that count on a day clamped to the year of their account (rule 22)."""
    from_new_year = Q(effective_on__month=1, effective_on__day=1)
    return Q(effective_on__lte=day) | (Q(year__gt=day.year) & from_new_year)


class PoolQuerySet(RecordQuerySet):
    """Pools of posts."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the pools whose figures the user may read."""
        return self.filter(user.agencies().reach.below("locality__path"))

    def within_sight_of(self, user: Reader) -> Self:
        """Keep those whose table the user may open: whole, for an agency of one's own, or for what one was given."""
        lines = self.model._meta.get_field("decisions").related_model._meta.get_field("lines").related_model
        given = lines._default_manager.visible_to(user).filter(decision__pool=OuterRef("pk"))
        own = user.agencies().within("locality__agencies__")
        return self.filter(Q(pk__in=self.filter(own).values("pk")) | Exists(given.values("pk"))) | self.visible_to(user)

    def to_draft_in(self, user: Reader) -> list[Any]:
        """Return those for which the user may draft, each with its locality, the upper places first."""
        ordered = self.filter(user.reach("draft").below("locality__path")).select_related("locality")
        ordered = ordered.order_by("locality__depth", "locality__sort_key", "block", "pk")
        # Reading reaches back to what a place took over; writing does not.
        return [pool for pool in ordered if user.may("draft", pool.locality.path)]


class HolderQuerySet(QuerySet[Any]):
    """Holders of posts."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the holders whose figures the user may read."""
        return self.filter(holder_within(user))


class DraftQuerySet(RecordQuerySet):
    """Drafts, which only staff and approvers of the place see."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the drafts of localities where the user drafts or compares."""
        return self.filter(user.reach("read_drafts").below("pool__locality__path"))

    def open(self) -> Self:
        """Keep the drafts that are not booked yet."""
        return self.exclude(state="booked")


class OfDraftQuerySet(QuerySet[Any]):
    """Rows of a draft."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the rows of drafts the user may see."""
        return self.filter(user.reach("read_drafts").below("draft__pool__locality__path"))


class ReceiptQuerySet(OfDraftQuerySet):
    """Files that drafts were made of."""

    def newest_first(self) -> Self:
        """Order by the moment, the last first."""
        return self.order_by("-received_at", "-pk")


class QuotaDecisionQuerySet(QuerySet[Any]):
    """Booked decisions."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the decisions of pools in reach, and those with a line for an agency of one's own."""
        lines = self.model._meta.get_field("lines").related_model._default_manager.filter(decision=OuterRef("pk"))
        return self.filter(
            user.agencies().reach.below("pool__locality__path") | Exists(lines.visible_to(user).values("pk"))
        )

    def known_at(self, position: int) -> Self:
        """Keep the decisions recorded up to `position`."""
        return self.filter(position__lte=position)

    def last_position(self) -> int:
        """Return the position of the last decision; 0 for an empty register."""
        return int(self.aggregate(last=Max("position"))["last"] or 0)

    def newest_first(self) -> Self:
        """Order by position, the last recorded first."""
        return self.order_by("-position")


class OfDecisionQuerySet(QuerySet[Any]):
    """Rows of a booked decision that name no holder."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the rows of decisions whose pool the user may read."""
        return self.filter(user.agencies().reach.below("decision__pool__locality__path"))

    def known_at(self, position: int) -> Self:
        """Keep the rows of decisions recorded up to `position`."""
        return self.filter(decision__lte=position)


class DecisionLineQuerySet(QuerySet[Any]):
    """Lines of booked decisions."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the lines that give to or take from a holder the user may read."""
        return self.filter(holder_within(user, "holder__") | holder_within(user, "to_holder__"))

    def known_at(self, position: int) -> Self:
        """Keep the lines of decisions recorded up to `position`."""
        return self.filter(decision__lte=position)

    def live_at(self, position: int) -> Self:
        """Keep what counts at `position`: not a VOID, and corrected by no decision recorded by then (rule 8)."""
        corrections = self.model._default_manager.filter(corrects=OuterRef("pk"), decision__lte=position)
        return self.known_at(position).exclude(operation="void").exclude(Exists(corrections))

    def for_year(self, year: int) -> Self:
        """Keep the lines that speak of `year`."""
        return self.filter(year_from__lte=year, year_to__gte=year)


class EntryQuerySet(QuerySet[Any]):
    """Entries of the ledger."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the entries of holders the user may read."""
        return self.filter(holder_within(user, "holder__"))

    def as_of(self, day: dt.date) -> Self:
        """Keep the entries that had taken effect by `day`."""
        return self.filter(effective_on__lte=day)

    def known_at(self, position: int) -> Self:
        """Keep the entries of decisions recorded up to `position`."""
        return self.filter(decision__lte=position)

    def for_year(self, year: int) -> Self:
        """Keep the entries of the accounts of `year`."""
        return self.filter(year=year)
