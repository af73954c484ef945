"""What the first page of an administrator tells of the installation: who is missing, who is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Grant, User
from localities.models import Locality
from orgregs.foundation import chores
from orgregs.foundation.panels import Panel
from quotas.models import Pool

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import Model

    from orgregs.foundation.reach import Reader

MOST_SHOWN = 30
MOST_DAYS_BETWEEN = 7


def administration_panel(_person: Model, _user: Reader, day: dt.date) -> Panel:
    """Show whether this is practice, where a second person is missing, and which accounts are locked.

    Looked at are the places that have a pool, or that somebody was given to draft in.
    """
    drafting = Grant.objects.filter(role=Role.STAFF, user__is_active=True)
    named = Q(pk__in=Pool.objects.values("locality")) | Q(pk__in=drafting.values("locality"))
    places = list(Locality.objects.filter(named).in_order())
    alone = [each for each in places if each.one_person_books]
    missing = without_second_person([each for each in places if not each.one_person_books])
    locked = User.objects.filter(is_active=False, is_system=False).order_by("username")
    context = {
        "is_training": settings.TRAINING,
        "without_second_person": missing[:MOST_SHOWN],
        "one_person": alone[:MOST_SHOWN],
        "locked": list(locked[:MOST_SHOWN]),
        "backup": _done(chores.BACKUP, day),
        "verified": _done(chores.VERIFY, day),
    }
    return Panel(_("Tình trạng sổ"), "panels/administration.html", context)


@dataclass(frozen=True)
class Done:
    """A chore of the machine as the page tells it: when it was last done, and whether it is time again."""

    chore: chores.Chore | None
    days: int | None

    @property
    def is_due(self) -> bool:
        """Whether it was never done, not within a week, or found faults."""
        return self.chore is None or self.days is None or self.days > MOST_DAYS_BETWEEN or bool(self.chore.faults)


def _done(name: str, day: dt.date) -> Done:
    chore = chores.last(name)
    return Done(chore, chore.age_on(day) if chore else None)


def without_second_person(localities: Iterable[Locality]) -> list[Locality]:
    """Keep the localities where somebody drafts whom nobody else can book for.

    Counted are active people with a grant on the place or above it. A place where nobody drafts is not meant, nor do
    administrators count: they may book, but it is not their daily work.
    """
    grants = Grant.objects.filter(user__is_active=True, role__in=[Role.STAFF, Role.APPROVER], locality__isnull=False)
    held = list(grants.values_list("role", "user_id", "locality__path"))
    kept = []
    for locality in localities:
        here = [(role, user) for role, user, path in held if locality.path.startswith(path)]
        drafting = {user for role, user in here if role == Role.STAFF}
        booking = {user for role, user in here if role == Role.APPROVER}
        if any(not booking - {user} for user in drafting):
            kept.append(locality)
    return kept
