"""People who sign in, and what each was granted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.choices import Role
from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation.names import SearchKeyField
from orgregs.foundation.reach import AgencyReach, Reach
from orgregs.foundation.records import Record, RecordQuerySet

if TYPE_CHECKING:
    from orgregs.foundation.reach import Reader


class User(AbstractUser):
    """A person who signs in; administrators are superusers, everybody else holds grants."""

    is_demo = models.BooleanField(
        _("tài khoản tập huấn"), default=False, editable=False, help_text=_("Chỉ đăng nhập được ở sổ tập huấn.")
    )
    is_system = models.BooleanField(_("tài khoản hệ thống"), default=False, editable=False)
    version = models.PositiveIntegerField(_("bản"), default=1, editable=False)
    search_key = SearchKeyField(sources=("username", "last_name", "first_name"))
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = pgettext_lazy("plural", "tài khoản")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Family name first, as Vietnamese names are written."""
        return f"{self.last_name} {self.first_name}".strip()

    @cached_property
    def held_grants(self) -> list[Grant]:
        """The grants of this person, read once per request."""
        return list(self.grants.select_related("locality", "agency__locality"))

    @cached_property
    def _reaches(self) -> dict[str, Reach]:
        return {}

    def reach(self, action: str = "read") -> Reach:
        """The localities whose records this person may read, or in which this person may do `action`."""
        from accounts.reach import reach_of_grants  # reach reads grants, so it stands above

        if not self.is_active:
            return Reach()
        if self.is_superuser:
            return Reach(everything=True)
        if action not in self._reaches:
            self._reaches[action] = reach_of_grants(self.held_grants, action)
        return self._reaches[action]

    @cached_property
    def _own_agencies(self) -> frozenset[int]:
        from accounts.reach import agencies_with_parts

        if not self.is_active:
            return frozenset()
        return agencies_with_parts({grant.agency_id for grant in self.held_grants if grant.agency_id is not None})

    def agencies(self) -> AgencyReach:
        """The agencies whose figures this person may read."""
        return AgencyReach(self.reach("read_figures"), self._own_agencies)

    def may(self, action: str, path: str) -> bool:
        """Say whether this person may do `action` in the locality with this path."""
        from accounts.reach import may

        if self.is_system:
            return True  # it cannot sign in; only commands act in its name
        if not self.is_active:
            return False
        return self.is_superuser or may(self.held_grants, action, path)

    @property
    def roles(self) -> list[str]:
        """The roles this person holds, each once, in the order of `Role`."""
        held = {grant.role for grant in self.held_grants}
        return [role for role in Role.values if role in held]


class GrantQuerySet(RecordQuerySet):
    """Grants."""

    def visible_to(self, user: Reader) -> GrantQuerySet:
        """Keep the grants in the user's reach; the admin shows them to administrators only."""
        reach = user.reach()
        return self.filter(reach.below("locality__path") | reach.below("agency__locality__path"))


class Grant(Record):
    """A role in a locality and all below it, or over one agency and its sub-units."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("user__username", "role", "locality__code", "agency__code")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants", verbose_name=_("tài khoản")
    )
    role = models.CharField(_("vai trò"), max_length=10, choices=Role.choices)
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("địa phương")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan")
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("phân quyền")
        verbose_name_plural = pgettext_lazy("plural", "phân quyền")
        constraints = [
            models.CheckConstraint(
                condition=(Q(role=Role.UNIT_HEAD, agency__isnull=False, locality__isnull=True))
                | (~Q(role=Role.UNIT_HEAD) & Q(role__in=Role.values, locality__isnull=False, agency__isnull=True)),
                name="grant_is_for_one_agency_or_one_locality",
                violation_error_message=_(
                    "Thủ trưởng đơn vị được phân quyền theo cơ quan; các vai trò khác theo địa phương."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "locality"],
                condition=Q(locality__isnull=False),
                name="grant_of_a_locality_is_given_once",
                violation_error_message=_("Đã có phân quyền này."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=Q(agency__isnull=False),
                name="grant_of_an_agency_is_given_once",
                violation_error_message=_("Đã có phân quyền này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.locality or self.agency}"
