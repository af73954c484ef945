"""Which day of the law and which position of the record a page of the ledger is asked about."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from orgregs.foundation.imprint import Ledger
from orgregs.foundation.pages import BadQuestion
from quotas.models import QuotaDecision
from quotas.proof import head_of
from quotas.seals import GENESIS

if TYPE_CHECKING:
    from django.http import HttpRequest

POSITION_FIELD = "so"
MOST_DIGITS = 9


def position_asked(request: HttpRequest) -> int:
    """Return the position of `?so=`; the last one if it is missing. A page turns the moment once into a position."""
    last = QuotaDecision.objects.last_position()
    typed = request.GET.get(POSITION_FIELD, "").strip()
    if not typed:
        return last
    if not is_count(typed) or int(typed) > last:
        raise BadQuestion(_("Sổ hiện có %(last)s quyết định: “so” là một số từ 0 đến %(last)s.") % {"last": last})
    return int(typed)


def is_count(typed: str) -> bool:
    """Say whether an address or a form spells a number that a position can be."""
    return typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS


def ledger_at(position: int) -> Ledger | None:
    """Return what a page or file prints about the ledger at a position; None for one that was never reached."""
    if position == 0:
        return Ledger(position=0, head=GENESIS)
    decision = QuotaDecision.objects.filter(position=position).first()
    if decision is None:
        return None
    # The database gives the moment in UTC, where the day may be another.
    return Ledger(position=position, head=head_of(position), recorded_at=localtime(decision.recorded_at))


def current_ledger() -> Ledger | None:
    """Return what a page or file prints about the ledger as it stands now."""
    last = QuotaDecision.objects.last_position()
    return ledger_at(last) if last else None


def within_year(day: dt.date, year: int) -> dt.date:
    """Clamp a day to a year."""
    return min(max(day, dt.date(year, 1, 1)), dt.date(year, 12, 31))
