"""The only writers of accounts and grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from agencies.models import Agency
from orgregs.foundation import records
from orgregs.foundation.codes import keep_unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser
    from django.db import models

    from accounts.choices import Role
    from localities.models import Locality

delete_record = records.delete_record

_SYSTEM = _("Tài khoản hệ thống không sửa được.")
_FIXED = {"username": _("Tên đăng nhập không đổi được: khóa tài khoản này và mở tài khoản mới.")}


def save_record(*, record: models.Model, by: AbstractBaseUser, reason: str = "", version: int | None = None) -> None:
    """Write an account or a grant; who enters the admin is who is an administrator."""
    if not isinstance(record, User):
        records.save_record(record=record, by=by, reason=reason, version=version)
        return
    with transaction.atomic():
        record.is_staff = record.is_superuser
        if record._state.adding:
            if not record.password:
                record.set_unusable_password()
        else:
            _lock(record, version)
            keep_unchanged(record, _FIXED)
            _keep_an_administrator(record)
        records.save_record(record=record, by=by, reason=reason)


def open_account(
    *,
    username: str,
    full_name: str,
    password: str | None,
    grants: Iterable[tuple[Role, Locality | Agency]] = (),
    is_superuser: bool = False,
    is_demo: bool = False,
    is_system: bool = False,
    by: AbstractBaseUser | None,
    reason: str = "",
) -> User:
    """Open an account with its grants; without a password it cannot sign in until one is set.

    An account of the system never signs in: commands act in its name. `by` is None for the first accounts of a
    register only.
    """
    with transaction.atomic():
        user = User(
            username=username,
            first_name=full_name,
            is_superuser=is_superuser,
            is_staff=is_superuser,
            is_active=not is_system,
            is_demo=is_demo,
            is_system=is_system,
        )
        user.set_password(password)  # None makes it unusable
        records.save_record(record=user, by=by or user, reason=reason)
        for role, place in grants:
            where = {"agency": place} if isinstance(place, Agency) else {"locality": place}
            records.save_record(record=Grant(user=user, role=role, **where), by=by or user, reason=reason)
        return user


def set_password(*, user: User, password: str, by: AbstractBaseUser, reason: str = "") -> None:
    """Give an account a new password; nobody gives one to an account of the system."""
    with transaction.atomic():
        _lock(user, None)
        user.set_password(password)
        records.save_record(record=user, by=by, reason=reason or "Đặt lại mật khẩu")


def _lock(user: User, version: int | None) -> None:
    stored = User.objects.select_for_update().get(pk=user.pk)
    if stored.is_system:
        raise ValidationError(_SYSTEM)
    if version is not None and version != stored.version:
        raise records.VersionConflict(user, version, stored.version)
    user.version = stored.version + 1


def _keep_an_administrator(user: User) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True, is_system=False).exclude(pk=user.pk)
    if not (user.is_superuser and user.is_active) and not others.exists():
        raise ValidationError(_("Sổ phải còn ít nhất một tài khoản quản trị đang hoạt động."))
