"""By which names papers call those who may be given posts."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from agencies.models import AgencyAlias, AgencyName
from orgregs.foundation.vietnamese import fold
from quotas.sheets import Named
from regulations.models import IssuingBody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from localities.models import Locality
    from quotas.intake.recipients import Recipient

# Words before the name of a place, folded.
LEVELS = ("tinh", "huyen", "quan", "thi xa", "thanh pho", "thi tran", "xa", "phuong", "dac khu")


def names_of(recipients: Sequence[Recipient], user: User) -> list[Named]:
    """Give each recipient, by its key, the names by which papers call it: own, other, former ones, those of its kind."""
    agencies = [recipient.agency for recipient in recipients if recipient.agency]
    pools = [recipient.pool for recipient in recipients if recipient.pool]
    names: dict[str, list[str]] = defaultdict(list)
    for of_agency in (AgencyAlias, AgencyName):
        rows = of_agency.objects.visible_to(user).filter(agency__in=agencies)
        for agency, name in rows.values_list("agency__code", "name"):
            names[f"co-quan:{agency}"].append(name)
    bodies = IssuingBody.objects.visible_to(user).filter(locality__in=[pool.locality_id for pool in pools])
    for locality, name in bodies.values_list("locality__code", "name"):
        names[f"dia-phuong:{locality}"].append(name)
    return [
        Named(
            key=recipient.key,
            title=str(recipient),
            names=tuple(names[_bare_key(recipient)]),
            short_names=_short_names(recipient, names[_bare_key(recipient)]),
            has_own_quota=recipient.has_own_quota,
        )
        for recipient in recipients
    ]


def _bare_key(recipient: Recipient) -> str:
    return recipient.key.partition("/")[0]


def _short_names(recipient: Recipient, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names without the place, and those of the agency's kind, with the place and without it."""
    agency = recipient.agency
    if agency is None:
        return (_bare(recipient.pool.locality),) if recipient.pool else ()
    places = {fold(agency.locality.name), _bare(agency.locality)}
    # A table of the district itself says “LĐLĐ huyện”.
    level = fold(agency.locality.name).removesuffix(_bare(agency.locality)).strip()
    plain = {_without_place(fold(name), places) for name in (agency.name, *names)}
    plain |= {fold(name) for name in (agency.kind.name, agency.kind.short_name) if name}
    return tuple(sorted(plain | {f"{name} {place}" for name in plain for place in {*places, level} - {""}}))


def names_another_place(name: str, locality: Locality) -> bool:
    """Say whether a name ends in a place that is not this one: “Hội Nông dân huyện Na Hang”."""
    plain = fold(name)
    found = re.search(rf"\b(?:{'|'.join(LEVELS)}) \w", plain)
    return found is not None and _bare(locality) not in plain


def _bare(locality: Locality) -> str:
    """Return a place's name without its level, folded: “duc linh”."""
    name = fold(locality.name)
    level = next((level for level in LEVELS if name.startswith(f"{level} ")), "")
    return name[len(level) :].strip()


def _without_place(name: str, places: set[str]) -> str:
    for place in sorted(places, key=len, reverse=True):
        if name.endswith(f" {place}"):
            return name.removesuffix(f" {place}")
    return name
