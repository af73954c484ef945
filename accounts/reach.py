"""How grants turn into a reach; the only place that reads grants for permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.choices import KEEP_ACCOUNTS, Role
from agencies.models import AgencyPlace
from localities.models import Locality, LocalitySuccession
from orgregs.foundation.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Grant

# What each role may do in a locality of its grant and below; reading is the business of the reach.
ACTIONS: dict[str, frozenset[str]] = {
    Role.STAFF: frozenset({"read_figures", "read_drafts", "write", "draft", "submit", KEEP_ACCOUNTS}),
    Role.APPROVER: frozenset({"read_figures", "read_drafts", "return", "book"}),
    Role.AUDITOR: frozenset({"read_figures"}),
    Role.UNIT_HEAD: frozenset(),
}


def reach_of_localities(roots: Iterable[Locality]) -> Reach:
    """Return the subtrees of `roots` and of all their predecessors: Lâm Đồng reads old Bình Thuận, so old Đức Linh."""
    known = {root.pk: root.path for root in roots}
    fresh = set(known)
    while fresh:
        rows = LocalitySuccession.objects.filter(successor__in=fresh).values_list("predecessor_id", "predecessor__path")
        found = {pk: path for pk, path in rows if pk not in known}
        known |= found
        fresh = set(found)
    return Reach(frozenset(known.values()))


def reach_of_grants(grants: Iterable[Grant], action: str) -> Reach:
    """Return where a person with these grants may do `action`; “read” is every grant's, an agency's place included."""
    roots = set()
    for grant in grants:
        if grant.locality is not None and (action == "read" or action in ACTIONS[grant.role]):
            roots.add(grant.locality)
        elif grant.agency is not None and action == "read":
            roots.add(grant.agency.locality)
    return reach_of_localities(roots)


def duty_of_grants(grants: Iterable[Grant], action: str) -> Reach:
    """Return where `may` allows `action`: below the grants, and nowhere else."""
    held = (grant for grant in grants if grant.locality is not None and action in ACTIONS[grant.role])
    return Reach(frozenset(grant.locality.path for grant in held if grant.locality is not None))


def agencies_with_parts(agency_ids: set[int]) -> frozenset[int]:
    """Return these agencies and their sub-units, past ones too, down to the last level."""
    known = set(agency_ids)
    fresh = set(agency_ids)
    while fresh:
        parts = AgencyPlace.objects.filter(parent__in=fresh).values_list("agency_id", flat=True)
        fresh = set(parts) - known
        known |= fresh
    return frozenset(known)


def may(grants: Iterable[Grant], action: str, path: str) -> bool:
    """Say whether one of the grants allows `action` in the locality with this path; writing stays below the grant."""
    return any(
        action in ACTIONS[grant.role] and grant.locality is not None and path.startswith(grant.locality.path)
        for grant in grants
    )
