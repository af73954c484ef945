"""What the quotas show on the pages of records, a document's decisions, an agency's figures, and in the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation.panels import Panel
from orgregs.foundation.searches import MOST_READ, Found, Hit, Rank, best
from quotas.figures import printed
from quotas.ledger import lines_of_pools
from quotas.models import DecisionLine, Holder, Pool, QuotaDecision, StaffCategory
from quotas.moments import within_year
from quotas.postings import Figure, figure, lines_in_order
from quotas.reports import lacks_second_person
from regulations.models import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import Model

    from orgregs.foundation.reach import Reader


@dataclass(frozen=True)
class YearOfAgency:
    """An agency's posts of one year, category and payer, with the decisions that make them up."""

    year: int
    category: StaffCategory
    figure: Figure
    pool: Pool
    decisions: Sequence[QuotaDecision]

    @property
    def printed(self) -> int | str:
        """The figure as tables print it."""
        return printed(self.figure)

    @property
    def lacks_second_person(self) -> bool:
        """Whether a decision that makes it up was compared by nobody else (rule 27)."""
        return any(lacks_second_person(each) for each in self.decisions)


def figures_of_agency(agency: Agency, day: dt.date, position: int) -> list[YearOfAgency]:
    """Return an agency's figures of every year, the newest first, each read on the day clamped to its year."""
    return figures_of_agencies([agency], day, position)[agency.pk]


def figures_of_agencies(agencies: Sequence[Agency], day: dt.date, position: int) -> dict[int, list[YearOfAgency]]:
    """Return the figures of each agency, as `figures_of_agency` does, in as many queries as those of one."""
    found: dict[int, list[YearOfAgency]] = {agency.pk: [] for agency in agencies}
    holders = dict(Holder.objects.filter(agency__in=agencies).values_list("pk", "agency"))
    if not holders:
        return found
    lines = DecisionLine.objects.filter(Q(holder__in=holders) | Q(to_holder__in=holders)).known_at(position)
    pools = {
        pool.pk: pool for pool in Pool.objects.filter(decisions__lines__in=lines).distinct().select_related("locality")
    }
    categories = StaffCategory.objects.in_bulk()
    decisions = QuotaDecision.objects.filter(pool__in=pools).select_related("countersignature").in_bulk()
    for account, in_order in lines_in_order(lines_of_pools(pools.values(), position), position).items():
        if account.holder not in holders:
            continue
        read = figure(account, in_order, within_year(day, account.year))
        if read is not None:
            made_by = sorted({key.position for key in read.lines})
            found[holders[account.holder]].append(
                YearOfAgency(
                    account.year,
                    categories[account.category],
                    read,
                    pools[account.pool],
                    [decisions[each] for each in made_by],
                )
            )
    for years in found.values():
        years.sort(key=lambda each: (-each.year, each.category.order, each.category.code, each.pool.pk))
    return found


def agency_panel(record: Model, user: Reader, day: dt.date) -> Panel | None:
    """Show an agency's posts, year by year, with the decisions that gave them."""
    if not isinstance(record, Agency) or not Agency.objects.visible_to(user).filter(pk=record.pk).exists():
        return None
    years = figures_of_agency(record, day, QuotaDecision.objects.last_position())
    context = {"years": years, "agency": record, "holder": Holder(agency=record), "day": day}
    return Panel(_("Biên chế được giao"), "quotas/panels/agency.html", context)


def document_panel(record: Model, user: Reader, _day: dt.date) -> Panel | None:
    """Show what was booked on a document."""
    if not isinstance(record, Document):
        return None
    decisions = QuotaDecision.objects.visible_to(user).filter(document=record).select_related("pool__locality")
    context = {"decisions": list(decisions.order_by("position"))}
    return Panel(_("Quyết định đã vào sổ"), "quotas/panels/document.html", context) if context["decisions"] else None


def locality_panel(record: Model, user: Reader, _day: dt.date) -> Panel | None:
    """Show the years of a locality that have an allocation table."""
    if not isinstance(record, Locality):
        return None
    years = tables_of(record, user)
    return Panel(_("Bảng giao biên chế"), "quotas/panels/locality.html", {"tables": years}) if years else None


def search(words: str, user: Reader, _day: dt.date) -> Found:
    """Answer the search box with booked decisions, by the symbol and subject of their documents."""
    documents = Document.objects.matching(words)
    decisions = QuotaDecision.objects.visible_to(user).filter(document__in=documents).select_related("pool__locality")
    hits = [
        Hit(
            rank=Rank.SYMBOL_BEGINS,
            title=_("%(symbol)s, số vào sổ %(position)s") % {"symbol": decision, "position": decision.position},
            url=decision.get_absolute_url(),
            detail=f"{decision.pool.locality}, {decision.year_from}. {decision.subject}",
        )
        for decision in decisions.newest_first()[:MOST_READ]
    ]
    address = f"{reverse('quotas:decision-list')}?{urlencode({'q': words})}"
    return Found(kind=_("Quyết định đã vào sổ"), hits=best(hits), total=len(hits), list_url=address)


def tables_of(locality: Locality, user: Reader) -> list[tuple[Pool, int]]:
    """Return the pools and years of a locality for which lines stand that the user may read, the newest first."""
    lines = DecisionLine.objects.visible_to(user).filter(decision__pool__locality=locality)
    spans = lines.order_by().values_list("decision__pool", "year_from", "year_to").distinct()
    found = {(pool, year) for pool, first, last in spans for year in range(first, last + 1)}
    pools = Pool.objects.select_related("locality").in_bulk({pool for pool, _year in found})
    return [(pools[pool], year) for pool, year in sorted(found, key=lambda each: (-each[1], each[0]))]
