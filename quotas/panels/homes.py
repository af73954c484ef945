"""What the quotas show on the first page; which of it a person gets is the business of the roof, which knows roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agencies.models import Agency, Mandate
from orgregs.foundation import chores
from orgregs.foundation.panels import Panel
from quotas.models import DecisionLine, Entry, Holder, Pool, QuotaDecision
from quotas.moments import current_ledger, within_year
from quotas.panels.records import YearOfAgency, figures_of_agencies
from quotas.proof import head_of
from quotas.reports import AllocationTable, allocation_table, lacks_second_person
from quotas.reports.comparison import waiting_drafts
from regulations.models import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import Model

    from orgregs.foundation.reach import Reader

MOST_TABLES = 2  # stand on the first page whole
MOST_LINKS = 20
MOST_LINES = 50  # of one table
MOST_BOOKED = 5


# ---- Who enters papers


def tables_panel(_record: Model, user: Reader, day: dt.date) -> Panel | None:
    """Show the newest allocation tables of the places where the person drafts, and the way to a new decision."""
    pools = Pool.objects.visible_to(user).to_draft_in(user)
    if not pools:
        return None
    newest = _newest_years(user, pools)
    position = QuotaDecision.objects.last_position()
    with_figures = (pool for pool in pools if pool.pk in newest)
    ordered = sorted(with_figures, key=lambda each: (-newest[each.pk], each.locality.is_training))
    tables = [
        allocation_table(
            user=user,
            pool=pool,
            year=newest[pool.pk],
            day=within_year(day, newest[pool.pk]),
            position=position,
        )
        for pool in ordered[:MOST_TABLES]
    ]
    shown = {table.pool.pk for table in tables}
    context = {
        "tables": [_Shown(table) for table in tables],
        "others": [(pool, newest[pool.pk]) for pool in ordered[MOST_TABLES : MOST_TABLES + MOST_LINKS]],
        "pools": [pool for pool in pools if pool.pk not in shown][:MOST_LINKS],
    }
    return Panel(_("Bảng giao biên chế"), "quotas/panels/tables.html", context)


@dataclass(frozen=True)
class _Shown:
    """A table on the first page, cut where it is too long for it."""

    table: AllocationTable

    @property
    def lines(self) -> Sequence[object]:
        """The lines that fit."""
        return self.table.lines[:MOST_LINES]

    @property
    def is_cut(self) -> bool:
        """Whether some do not fit."""
        return len(self.table.lines) > MOST_LINES


def _newest_years(user: Reader, pools: Sequence[Pool]) -> dict[int, int]:
    entries = Entry.objects.visible_to(user).filter(pool__in=pools).order_by()
    return dict(entries.values("pool").annotate(last=Max("year")).values_list("pool", "last"))


# ---- Who compares


def waiting_panel(_record: Model, user: Reader, day: dt.date) -> Panel | None:
    """Show what waits to be compared and booked."""
    context = {"waiting": waiting_drafts(user, day)}  # type: ignore[arg-type]  # a person opens the first page
    return Panel(_("Chờ vào sổ"), "quotas/panels/waiting.html", context)


@dataclass(frozen=True)
class Booked:
    """A decision booked lately, with the days from its issue to its booking, and who compared it."""

    decision: QuotaDecision

    @property
    def lag(self) -> int:
        """The days from issue to booking."""
        return (localtime(self.decision.recorded_at).date() - self.decision.issued_on).days

    @property
    def lacks_second_person(self) -> bool:
        """Whether nobody else compared it."""
        return lacks_second_person(self.decision)


def booked_panel(_record: Model, user: Reader, _day: dt.date) -> Panel | None:
    """Show the last decisions booked."""
    decisions = QuotaDecision.objects.visible_to(user).select_related(
        "pool__locality", "booked_by", "countersignature__countersigned_by"
    )
    booked = [Booked(each) for each in decisions.newest_first()[:MOST_BOOKED]]
    return Panel(_("Mới vào sổ"), "quotas/panels/booked.html", {"booked": booked}) if booked else None


# ---- The head of a unit


@dataclass(frozen=True)
class OwnAgency:
    """What the head of a unit comes for: the number of the newest year, its decisions, the regulation behind.

    One number a category; `newest` is empty where nothing was ever given.
    """

    agency: Agency
    holder: Holder
    newest: Sequence[YearOfAgency]
    mandates: Sequence[Document]

    @property
    def lacks_second_person(self) -> bool:
        """Whether a decision behind a number was compared by nobody else (rule 27)."""
        return any(each.lacks_second_person for each in self.newest)


def own_panel(_record: Model, user: Reader, day: dt.date) -> Panel | None:
    """Show the head of a unit the one number, with its documents."""
    agencies = _own_agencies(user)
    if not agencies:
        return None
    figures = figures_of_agencies(agencies, day, QuotaDecision.objects.last_position())
    mandates = _mandates_of(agencies, user)
    own = [_own_agency(agency, figures[agency.pk], mandates[agency.pk], day) for agency in agencies]
    title = own[0].agency.name if len(own) == 1 else _("Biên chế được giao")
    return Panel(title, "quotas/panels/own.html", {"own": own})


def _own_agencies(user: Reader) -> list[Agency]:
    """Return the agencies whose figures the person reads without reading their locality's."""
    agencies = user.agencies()
    if not agencies.agency_ids:
        return []
    return list(Agency.objects.filter(pk__in=agencies.agency_ids, places__isnull=True).in_protocol_order())


def _mandates_of(agencies: Sequence[Agency], user: Reader) -> dict[int, list[Mandate]]:
    """Return the mandates of each agency whose documents the person may read, the newest document first."""
    found: dict[int, list[Mandate]] = {agency.pk: [] for agency in agencies}
    readable = Document.objects.visible_to(user)
    rows = Mandate.objects.filter(agency__in=agencies, document__in=readable).select_related("document__type")
    newest_first = F("document__issued_on").desc(nulls_last=True), "document__number", "document__code"
    for mandate in rows.order_by(*newest_first):
        found[mandate.agency_id].append(mandate)
    return found


def _own_agency(agency: Agency, years: Sequence[YearOfAgency], mandates: Sequence[Mandate], day: dt.date) -> OwnAgency:
    newest = [each for each in years if each.year == years[0].year]
    # The regulation that held when those posts counted, not the one of today.
    held_on = within_year(day, newest[0].year) if newest else day
    documents = dict.fromkeys(mandate.document for mandate in mandates if mandate.holds_on(held_on))
    return OwnAgency(agency, Holder(agency=agency), newest, list(documents))


# ---- Who audits


def choice_panel(_record: Model, user: Reader, _day: dt.date) -> Panel | None:
    """Ask for a place and a span of years; the newest tables stand beside."""
    lines = DecisionLine.objects.visible_to(user)
    pools = Pool.objects.within_sight_of(user).filter(decisions__lines__in=lines).distinct()
    pools = pools.select_related("locality").order_by("locality__depth", "locality__sort_key", "pk")
    found = list(pools)
    newest = _newest_years(user, found)
    localities = {pool.locality_id: pool.locality for pool in found}
    context = {
        "localities": list(localities.values()),
        "tables": [(pool, newest[pool.pk]) for pool in found if pool.pk in newest][:MOST_LINKS],
        "year": max(newest.values(), default=None),
    }
    return Panel(_("Xem bảng giao biên chế"), "quotas/panels/choice.html", context)


def ledger_panel(_record: Model, _user: Reader, day: dt.date) -> Panel | None:
    """Show the code of the ledger as it stands, and when the whole was last verified, at which code."""
    verified = chores.last(chores.VERIFY)
    context = {
        "ledger": current_ledger(),
        "verified": verified,
        "days": verified.age_on(day) if verified else None,
        # Also an anchor, though one that lies on the same machine.
        "is_rewritten": verified is not None and head_of(verified.position) != verified.head,
    }
    return Panel(_("Mã chốt số liệu"), "quotas/panels/ledger.html", context)
