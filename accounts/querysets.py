"""How accounts, their sessions and failed tries to sign in are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.choices import KEEP_ACCOUNTS, Role
from orgregs.foundation.vietnamese import fold

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import FailedSignIn, User, UserSession


class AccountQuerySet(models.QuerySet["User"]):
    """Accounts."""

    def visible_to(self, user: User) -> Self:
        """Keep the accounts of unit heads that the user keeps: they hold nothing but agencies in the user's duty.

        Whoever may set a password can sign in with it, so an account that can do anything else, or anything
        elsewhere, does not exist here.
        """
        grants = self.model._meta.get_field("grants").related_model._default_manager.filter(user=OuterRef("pk"))
        of_unit_heads = Q(role=Role.UNIT_HEAD) & user.duty(KEEP_ACCOUNTS).below("agency__locality__path")
        return self.filter(
            Exists(grants.filter(of_unit_heads)),
            ~Exists(grants.exclude(of_unit_heads)),
            is_superuser=False,
            is_system=False,
        )

    def with_agencies(self) -> Self:
        """Read the grants along, with their agencies and places."""
        grants = self.model._meta.get_field("grants").related_model._default_manager
        rows = grants.select_related("agency__locality").order_by("agency__sort_key", "pk")
        return self.prefetch_related(Prefetch("grants", rows))

    def matching(self, words: str) -> Self:
        """Keep the accounts every word of whose search stands in their names or in those of their agencies."""
        grants = self.model._meta.get_field("grants").related_model._default_manager.filter(user=OuterRef("pk"))
        kept = self
        for word in fold(words).split():
            of_agency = _has_word("agency__search_key", word) | _has_word("agency__locality__search_key", word)
            kept = kept.filter(_has_word("search_key", word) | Exists(grants.filter(of_agency)))
        return kept


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    """Where people are signed in."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own."""
        return self.filter(user=user.pk)

    def open_at(self, moment: dt.datetime) -> Self:
        """Keep the sessions that have not run out."""
        return self.filter(expire_date__gt=moment)


class FailedSignInQuerySet(models.QuerySet["FailedSignIn"]):
    """Tries to sign in that failed."""

    def since(self, moment: dt.datetime) -> Self:
        """Keep the tries after a moment."""
        return self.filter(failed_at__gt=moment)


def _has_word(field: str, word: str) -> Q:
    return Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})
