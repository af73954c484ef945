"""How localities are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from orgregs.foundation.periods import PeriodQuerySet

if TYPE_CHECKING:
    from orgregs.foundation.reach import Reader


class LocalityQuerySet(PeriodQuerySet):
    """Localities, closed ones too."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the localities in the user's reach and those above it."""
        reach = user.reach()
        return self.filter(reach.below() | reach.above())

    def in_reach_of(self, user: Reader) -> Self:
        """Keep the localities whose own records the user may read."""
        return self.filter(user.reach().below())

    def in_order(self) -> Self:
        """Order by level from the centre down, then by name."""
        return self.order_by("depth", "sort_key", "code")


class LocalitySuccessionQuerySet(PeriodQuerySet):
    """What became of localities."""

    def visible_to(self, user: Reader) -> Self:
        """Keep the successions one of whose sides the user may read."""
        reach = user.reach()
        return self.filter(reach.below("predecessor__path") | reach.below("successor__path"))
