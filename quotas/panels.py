"""What the quotas show on the pages below them: a document's decisions, an agency's figures, a locality's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agencies.models import Agency, Mandate
from localities.models import Locality
from orgregs.foundation.panels import Panel
from orgregs.foundation.searches import MOST_READ, Found, Hit, Rank, best
from quotas.choices import DraftState
from quotas.ledger import lines_of_pools
from quotas.models import DecisionDraft, DecisionLine, Entry, Holder, Pool, QuotaDecision, StaffCategory
from quotas.moments import within_year
from quotas.postings import Figure, figure, lines_in_order
from quotas.reports import printed
from regulations.models import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import Model

    from orgregs.foundation.reach import Reader

MOST_TABLES = 20


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


def figures_of_agency(agency: Agency, day: dt.date, position: int) -> list[YearOfAgency]:
    """Return an agency's figures of every year, the newest first, each read on the day clamped to its year."""
    holder = Holder.objects.filter(agency=agency).first()
    if holder is None:
        return []
    lines = DecisionLine.objects.filter(Q(holder=holder) | Q(to_holder=holder)).known_at(position)
    pools = {
        pool.pk: pool for pool in Pool.objects.filter(decisions__lines__in=lines).distinct().select_related("locality")
    }
    categories = StaffCategory.objects.in_bulk()
    decisions = QuotaDecision.objects.filter(pool__in=pools).in_bulk()
    found = []
    for account, in_order in lines_in_order(lines_of_pools(pools.values(), position), position).items():
        if account.holder != holder.pk:
            continue
        read = figure(account, in_order, within_year(day, account.year))
        if read is not None:
            made_by = sorted({key.position for key in read.lines})
            found.append(
                YearOfAgency(
                    account.year,
                    categories[account.category],
                    read,
                    pools[account.pool],
                    [decisions[each] for each in made_by],
                )
            )
    return sorted(found, key=lambda each: (-each.year, each.category.order, each.category.code, each.pool.pk))


def agency_panel(record: Model, user: Reader, day: dt.date) -> Panel | None:
    """Show an agency's posts, year by year, with the decisions that gave them."""
    if not isinstance(record, Agency) or not Agency.objects.visible_to(user).filter(pk=record.pk).exists():
        return None
    years = figures_of_agency(record, day, QuotaDecision.objects.last_position())
    return Panel(_("Biên chế được giao"), "quotas/panels/agency.html", {"years": years, "agency": record, "day": day})


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


def home_panel(record: Model, user: Reader, day: dt.date) -> Panel | None:
    """Show, on the first page, the figures and the drafts that wait for this person."""
    own = [_own_agency(agency, user, day) for agency in _own_agencies(user)]
    tables = [] if own else _newest_tables(user)
    waiting = _waiting(user)
    if not (own or tables or waiting):
        return None
    context = {"own": own, "tables": tables, "waiting": waiting, "person": record, "day": day}
    return Panel(_("Biên chế"), "quotas/panels/home.html", context)


@dataclass(frozen=True)
class OwnAgency:
    """What the head of a unit comes for: the number of the newest year, its decisions, the regulation behind.

    One number a category; `newest` is empty where nothing was ever given.
    """

    agency: Agency
    newest: Sequence[YearOfAgency]
    mandates: Sequence[Document]


def _own_agencies(user: Reader) -> list[Agency]:
    """Return the agencies whose figures the person reads without reading their locality's."""
    agencies = user.agencies()
    if not agencies.agency_ids:
        return []
    return list(Agency.objects.filter(pk__in=agencies.agency_ids, places__isnull=True).in_protocol_order())


def _own_agency(agency: Agency, user: Reader, day: dt.date) -> OwnAgency:
    years = figures_of_agency(agency, day, QuotaDecision.objects.last_position())
    newest = [each for each in years if each.year == years[0].year]
    # The regulation that held when those posts counted, not the one of today.
    held_on = within_year(day, newest[0].year) if newest else day
    mandates = Mandate.objects.filter(agency=agency).on(held_on).select_related("document__type")
    documents = Document.objects.visible_to(user).filter(mandates__in=mandates).select_related("type").distinct()
    return OwnAgency(agency, newest, list(documents.newest_first()))


def _newest_tables(user: Reader) -> list[tuple[Pool, int]]:
    """Return the newest table of each pool in reach, a few of them."""
    newest = (
        Entry.objects.visible_to(user)
        .values("pool")
        .annotate(last=Max("year"))
        .order_by("pool__locality__depth", "pool__locality__sort_key", "pool")
        .values_list("pool", "last")[:MOST_TABLES]
    )
    pools = Pool.objects.select_related("locality").in_bulk([pool for pool, _year in newest])
    return [(pools[pool], year) for pool, year in newest]


def _waiting(user: Reader) -> list[DecisionDraft]:
    """Return the drafts that wait for this person: returned ones for who drafts, submitted ones for who books."""
    drafts = DecisionDraft.objects.visible_to(user).select_related("document__type", "pool__locality")
    returned = drafts.filter(user.reach("draft").below("pool__locality__path"), state=DraftState.RETURNED)
    submitted = drafts.filter(user.reach("book").below("pool__locality__path"), state=DraftState.SUBMITTED)
    return list((returned | submitted).order_by("pk")[:MOST_TABLES])


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
