"""Which categories of staff add up to the total of a holder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quotas.models import StatedTotal
from quotas.postings import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quotas.models import Pool, StaffCategory


@dataclass(frozen=True)
class TotalRule:
    """Which categories add up to a holder's total: those that count, not those within another one shown (rule 25)."""

    pool: Pool
    categories: Mapping[int, StaffCategory]
    stated: dict[tuple[int, int], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = StatedTotal.objects.filter(decision__pool=self.pool)
        for position, category, counts in said.values_list("decision_id", "category_id", "counts_in_total"):
            self.stated[position, category] = counts

    def of(self, figures: Mapping[int, Figure]) -> Figure | None:
        """Add up a holder's figures; a dash only where every figure is one."""
        if not figures:
            return None
        counted = [each for pk, each in figures.items() if self.counts(pk, each, figures)]
        return Figure(
            sum(each.posts for each in counted),
            bool(counted) and all(each.is_dash for each in counted),
            tuple(key for each in counted for key in each.lines),
        )

    def counts(self, category: int, shown: Figure, figures: Mapping[int, Figure]) -> bool:
        """Say whether a category adds to the total: it counts, by its paper or as usual, and no outer one is shown."""
        outer = self.categories[category].parent_id
        while outer is not None:
            if outer in figures:
                return False
            outer = self.categories[outer].parent_id
        level = shown.lines[0].position
        return self.stated.get((level, category), self.categories[category].counts_in_total)
