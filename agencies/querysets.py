"""How agencies are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q

from orgregs.foundation.periods import PeriodQuerySet
from orgregs.foundation.records import RecordQuerySet
from orgregs.foundation.vietnamese import fold

if TYPE_CHECKING:
    from orgregs.foundation.reach import Reader


class AgencyQuerySet(PeriodQuerySet):
    """Agencies, ended ones too."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the agencies whose figures the user may read."""
        return self.filter(user.agencies().within())

    def in_protocol_order(self) -> Self:
        """Order as the locality prints its agencies, never by the alphabet."""
        return self.order_by("locality__depth", "locality__sort_key", "order", "sort_key", "code")

    def matching(self, words: str) -> Self:
        """Keep the agencies every word of whose search stands in a name, an alias or the locality's name."""
        names = self.model._meta.get_field("names").related_model._default_manager.filter(agency=OuterRef("pk"))
        aliases = self.model._meta.get_field("aliases").related_model._default_manager.filter(agency=OuterRef("pk"))
        kept = self
        for word in fold(words).split():
            kept = kept.filter(
                _has_word("search_key", word)
                | _has_word("locality__search_key", word)
                | Exists(names.filter(_has_word("search_key", word)))
                | Exists(aliases.filter(_has_word("search_key", word)))
            )
        return kept


class OfAgencyQuerySet(PeriodQuerySet):
    """Dated rows that belong to one agency (`agency`)."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the rows of agencies the user may read."""
        return self.filter(user.agencies().within("agency__"))


class SuccessionQuerySet(PeriodQuerySet):
    """What became of agencies."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the successions one of whose sides the user may read."""
        agencies = user.agencies()
        return self.filter(agencies.within("predecessor__") | agencies.within("successor__"))


class JointMembershipQuerySet(PeriodQuerySet):
    """Members of joint bodies."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the memberships whose joint body the user may read."""
        return self.filter(user.agencies().within("body__"))


class ConcurrentPostsQuerySet(PeriodQuerySet):
    """Sets of posts held by one person."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the sets of localities the user may read."""
        return self.filter(user.reach().below("locality__path"))


class HeldPostQuerySet(RecordQuerySet):
    """Posts of such sets."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the posts of sets in localities the user may read."""
        return self.filter(user.reach().below("concurrent_posts__locality__path"))


def _has_word(field: str, word: str) -> Q:
    return Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})
