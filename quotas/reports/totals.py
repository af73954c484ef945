"""Which categories of staff add up to the total of a holder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quotas.models import QuotaDecision
from quotas.postings import Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from quotas.models import StaffCategory


@dataclass(frozen=True)
class TotalRule:
    """Which categories add up to a holder's total: those that count, not those within another one shown (rule 25).

    Whether a category counts is said by the paper of the level that stands, in whichever of its decisions in the pool
    said so last: a correction of one line says nothing of the totals, and changes none. `pools` are the payers.
    """

    pools: Collection[int]
    categories: Mapping[int, StaffCategory]
    known_at: int
    papers: dict[int, tuple[int, int]] = field(default_factory=dict)
    stated: dict[tuple[tuple[int, int], int], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        decisions = QuotaDecision.objects.filter(pool__in=list(self.pools)).known_at(self.known_at)
        columns = ("position", "document_id", "pool_id", "totals__category_id", "totals__counts_in_total")
        for position, document, pool, category, counts in decisions.order_by("position").values_list(*columns):
            self.papers[position] = (document, pool)
            if category is not None:
                self.stated[(document, pool), category] = counts

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
        paper = self.papers[shown.lines[0].position]
        return self.stated.get((paper, category), self.categories[category].counts_in_total)
