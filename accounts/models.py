"""People who sign in, and what each was granted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.choices import KEEP_ACCOUNTS, Role
from accounts.querysets import AccountQuerySet, FailedSignInQuerySet, UserSessionQuerySet
from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation.names import SearchKeyField
from orgregs.foundation.reach import AgencyReach, Reach
from orgregs.foundation.records import Passing, Record, RecordQuerySet

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from orgregs.foundation.reach import Reader


if TYPE_CHECKING:

    class AccountsAsAsked(UserManager["User"], AccountQuerySet):  # type: ignore[misc]  # what the call below makes
        """Django's manager with our questions."""
else:
    AccountsAsAsked = UserManager.from_queryset(AccountQuerySet)


class AccountManager(AccountsAsAsked):
    """Accounts."""

    use_in_migrations = False


class User(AbstractUser):
    """A person who signs in; administrators are superusers, everybody else holds grants."""

    is_demo = models.BooleanField(
        _("tài khoản tập huấn"), default=False, editable=False, help_text=_("Chỉ đăng nhập được ở sổ tập huấn.")
    )
    is_system = models.BooleanField(_("tài khoản hệ thống"), default=False, editable=False)
    password_expires_on = models.DateField(
        _("mật khẩu dùng một lần, hết hạn ngày"),
        null=True,
        blank=True,
        editable=False,
        help_text=_(
            "Người khác đã cấp mật khẩu này: lần đăng nhập đầu phải đổi. Để trống: mật khẩu của chính người dùng."
        ),
    )
    version = models.PositiveIntegerField(_("bản"), default=1, editable=False)
    search_key = SearchKeyField(sources=("username", "last_name", "first_name"))
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = pgettext_lazy("plural", "tài khoản")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, *args: Any, **options: Any) -> None:
        """Write the account; signing in is no edit and leaves no line in its history."""
        if options.get("update_fields") == ["last_login"]:
            self.skip_history_when_saving = True
        try:
            super().save(*args, **options)
        finally:
            self.__dict__.pop("skip_history_when_saving", None)

    def get_full_name(self) -> str:
        """Family name first, as Vietnamese names are written."""
        return f"{self.last_name} {self.first_name}".strip()

    @property
    def must_change_password(self) -> bool:
        """Whether somebody else knows the password: it opens nothing but the page that changes it."""
        return self.password_expires_on is not None

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

    def duty(self, action: str) -> Reach:
        """The localities below the own grants for `action`, without what these took over: where accounts are kept."""
        from accounts.reach import duty_of_grants

        if not self.is_active:
            return Reach()
        return Reach(everything=True) if self.is_superuser else duty_of_grants(self.held_grants, action)

    @property
    def keeps_accounts(self) -> bool:
        """Whether this person opens, locks and resets accounts of unit heads."""
        duty = self.duty(KEEP_ACCOUNTS)
        return duty.everything or bool(duty.paths)

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


class UserSession(AbstractBaseSession, Passing):
    """Where a person is signed in. The row is the session itself: whoever loses it is signed out by the next request."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("tài khoản"),
    )
    device = models.CharField(_("thiết bị"), max_length=300, blank=True)
    address = models.CharField(_("địa chỉ mạng"), max_length=45, blank=True)
    opened_at = models.DateTimeField(_("đăng nhập lúc"), null=True)
    seen_at = models.DateTimeField(_("hoạt động gần nhất"), null=True)

    objects: ClassVar[Any] = BaseSessionManager.from_queryset(UserSessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("phiên đăng nhập")  # type: ignore[assignment]  # its base writes a plain text
        verbose_name_plural = _("phiên đăng nhập")  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.user}: {self.device}"  # never the key: who knows it is signed in

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from accounts.sessions import SessionStore

        return SessionStore


class FailedSignIn(Passing):
    """One try to sign in that failed, or is being checked; counted for as long as it can lock."""

    # A digest, for people type their password where their name belongs.
    name_digest = models.CharField(_("tên đã gõ"), max_length=64)
    address = models.CharField(_("địa chỉ mạng"), max_length=45)
    failed_at = models.DateTimeField(_("lúc"), db_index=True)

    objects = FailedSignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần đăng nhập không thành")
        verbose_name_plural = _("lần đăng nhập không thành")
        indexes = [
            models.Index(fields=["address", "failed_at"], name="failed_sign_in_of_address"),
            models.Index(fields=["name_digest", "failed_at"], name="failed_sign_in_of_name"),
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.failed_at}"
