"""The first page, and the frame around every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.choices import Role
from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation import clock, panels
from orgregs.foundation.imprint import current_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from orgregs.foundation.pages import PageRequest

MOST_LOCALITIES = 30
_READERS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})
_WRITERS = frozenset({Role.STAFF, Role.APPROVER})
# What each role's first page shows, top to bottom; who holds several roles sees each panel once.
_PANELS: dict[str, tuple[str, ...]] = {
    Role.UNIT_HEAD: ("home:unit_head",),
    Role.APPROVER: ("home:approver",),
    Role.STAFF: ("home:staff",),
    Role.AUDITOR: ("home:auditor", "home:findings", "home:ledger"),
}
_PANELS_OF_ADMINISTRATORS = ("home:administrator", "home:findings", "home:ledger")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template what its frame shows; nothing is worked out before a template asks."""
    return {
        "is_training": settings.TRAINING,
        "languages": settings.LANGUAGES,
        "menu": lambda: list(_menu(request)),
        "is_signed_in": lambda: _is_signed_in(request),
        "may_administer": lambda: _may_administer(request),
        "day_in_frame": lambda: _day_in_frame(request),
        "day_query": lambda: _day_query(request),
    }


@require_safe
def home(request: PageRequest) -> HttpResponse:
    """Show each role where its work is."""
    today = clock.today()
    person: Any = request.user
    context = {
        "day": today,
        "role_names": [str(Role(role).label) for role in person.roles],
        "localities": _own_localities(person),
        "agencies": _own_agencies(person),
        "panels": panels.collect_all(_kinds_of_panels(person), person, person, today),
        "is_administrator": person.is_superuser,
        "has_search": Role.STAFF in person.roles,
        # The one page that a head prints says of which state of the ledger it is.
        "ledger": current_ledger() if Role.UNIT_HEAD in person.roles else None,
    }
    return render(request, "home.html", context)


def _kinds_of_panels(person: Any) -> Iterator[str]:
    """Yield what to collect for this person: by roles, the most pressing work first."""
    if person.is_superuser:
        yield from _PANELS_OF_ADMINISTRATORS
    for role, kinds in _PANELS.items():
        if role in person.roles:
            yield from kinds


def _is_signed_in(request: HttpRequest) -> bool:
    # A request refused early has no user yet.
    return bool(getattr(getattr(request, "user", None), "is_authenticated", False))


def _menu(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield the doors this person uses; a head of a unit has none, the first page is everything."""
    if not _is_signed_in(request):
        return
    person: Any = request.user
    roles = set(person.roles)
    for label, allowed, name, *rooms in (
        (_("Biên chế"), _READERS, "quotas:allocation-index", "quotas:decision-list", "quotas:file-check"),
        (pgettext("plural", "Văn bản"), _READERS, "regulations:document-list"),
        (pgettext("plural", "Cơ quan"), _READERS, "agencies:agency-list"),
        (pgettext("plural", "Địa phương"), _READERS, "localities:locality-list"),
        (_("Vào sổ"), _WRITERS, "quotas:draft-list"),
        (pgettext("plural", "Vấn đề"), _READERS, "findings"),
        (_("Tra cứu"), _READERS, "search"),
    ):
        if person.is_superuser or roles & allowed:
            behind = tuple(reverse(each) for each in (name, *rooms))
            yield {"label": label, "url": behind[0], "is_current": request.path.startswith(behind)}


def _may_administer(request: HttpRequest) -> bool:
    return _is_signed_in(request) and bool(getattr(request.user, "is_superuser", False))


def _day_in_frame(request: HttpRequest) -> str:
    """Return the day the address names, to be shown on top; nothing if it names none."""
    return _day_query(request).rpartition("=")[2]


def _day_query(request: HttpRequest) -> str:
    try:
        return clock.day_query(request)
    except clock.BadDay:  # the page that says so is being made
        return ""


def _own_localities(person: Any) -> list[Locality]:
    """Return the localities the person was given, the highest first."""
    roots = {grant.locality_id for grant in person.held_grants if grant.locality_id}
    return list(Locality.objects.visible_to(person).filter(pk__in=roots).in_order()[:MOST_LOCALITIES])


def _own_agencies(person: Any) -> list[Agency]:
    """Return the agencies the person heads."""
    own = {grant.agency_id for grant in person.held_grants if grant.agency_id}
    return list(Agency.objects.visible_to(person).filter(pk__in=own).select_related("locality").in_protocol_order())
