"""The only writers of accounts and grants, of sessions, and of what is counted of failed tries to sign in."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import KEEP_ACCOUNTS, Role
from accounts.models import FailedSignIn, Grant, User, UserSession
from accounts.passwords import one_time_password
from accounts.reports import Try, addresses_of_name, lock_on
from agencies.models import Agency
from orgregs.foundation import records
from orgregs.foundation.codes import keep_unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser
    from django.db import models

    from localities.models import Locality

delete_record = records.delete_record

_log = logging.getLogger("accounts.sign_in")
_SYSTEM = _("Tài khoản hệ thống không sửa được.")
_TAKEN = _("Tên đăng nhập này đã có. Chọn tên khác, hoặc cấp lại mật khẩu cho tài khoản đang có.")
_NAME_OF_A_UNIT = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)+", re.ASCII)
_FIXED = {"username": _("Tên đăng nhập không đổi được: khóa tài khoản này và mở tài khoản mới.")}


def save_record(*, record: models.Model, by: AbstractBaseUser, reason: str = "", version: int | None = None) -> None:
    """Write an account or a grant; who enters the admin is who is an administrator."""
    if not isinstance(record, User):
        with transaction.atomic():
            if isinstance(record, Grant) and record.user_id is not None:
                # Whoever resets this account's password meanwhile looks at its grants under the same lock.
                User.objects.select_for_update().filter(pk=record.user_id).first()
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
        if not record.is_active:
            UserSession.objects.filter(user=record).delete()


def open_account(
    *,
    username: str,
    full_name: str,
    password: str | None,
    grants: Iterable[tuple[Role, Locality | Agency]] = (),
    is_superuser: bool = False,
    is_demo: bool = False,
    is_system: bool = False,
    password_expires_on: dt.date | None = None,
    by: AbstractBaseUser | None,
    reason: str = "",
) -> User:
    """Open an account with its grants; without a password it cannot sign in until one is set.

    A password that expires is a one-time one: the first to sign in by it must set another. An account of the system never signs in: commands act in its name. `by` is None for the first accounts of a
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
            password_expires_on=password_expires_on,
        )
        user.set_password(password)  # None makes it unusable
        records.save_record(record=user, by=by or user, reason=reason)
        for role, place in grants:
            where = {"agency": place} if isinstance(place, Agency) else {"locality": place}
            records.save_record(record=Grant(user=user, role=role, **where), by=by or user, reason=reason)
        return user


def set_password(
    *, user: User, password: str, by: AbstractBaseUser, reason: str = "", expires_on: dt.date | None = None
) -> None:
    """Give an account a new password and sign it out everywhere; nobody gives one to an account of the system.

    A password that somebody else knows has a day until which it may be used, once.
    """
    with transaction.atomic():
        _lock(user, None)
        user.refresh_from_db(fields=[field.name for field in User._meta.concrete_fields if field.name != "version"])
        user.set_password(password)
        user.password_expires_on = expires_on
        UserSession.objects.filter(user=user).delete()
        records.save_record(record=user, by=by, reason=reason or "Đặt lại mật khẩu")


# ---- Accounts of unit heads, kept by the staff of their locality


def open_unit_account(
    *, agency: Agency, username: str, full_name: str = "", by: User, day: dt.date
) -> tuple[User, str]:
    """Open the account of an agency's head; return it with its one-time password, which is nowhere else."""
    if not by.may(KEEP_ACCOUNTS, agency.locality.path):
        raise records.NotAllowed
    if agency.valid_to is not None and agency.valid_to <= day:
        raise ValidationError({"agency": _("Cơ quan đã kết thúc hoạt động: không mở tài khoản mới.")})
    if not _NAME_OF_A_UNIT.fullmatch(username):
        raise ValidationError(
            {"username": _("Chỉ dùng chữ thường không dấu, chữ số, dấu chấm và gạch nối; ví dụ phunu.duclinh.")}
        )
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _TAKEN})
    password = one_time_password()
    try:
        account = open_account(
            username=username,
            full_name=full_name,
            password=password,
            grants=[(Role.UNIT_HEAD, agency)],
            password_expires_on=_last_day(day),
            by=by,
            reason=f"Mở tài khoản cho {agency.code}",
        )
    except IntegrityError as error:  # opened by somebody else at the same moment
        raise ValidationError({"username": _TAKEN}) from error
    return account, password


def lock_account(*, account: User, by: User, reason: str, version: int) -> None:
    """Lock the account of a unit head and sign it out everywhere."""
    with transaction.atomic():
        _keep(account, by, version)
        account.is_active = False
        records.save_record(record=account, by=by, reason=reason)
        UserSession.objects.filter(user=account).delete()


def unlock_account(*, account: User, by: User, reason: str, version: int) -> None:
    """Let the account of a unit head sign in again, by the password it had."""
    with transaction.atomic():
        _keep(account, by, version)
        account.is_active = True
        records.save_record(record=account, by=by, reason=reason)
        _forget_tries(account)


def issue_password(*, account: User, by: User, reason: str, version: int, day: dt.date) -> str:
    """Give the account of a unit head a new one-time password; return it, it is nowhere else."""
    password = one_time_password()
    with transaction.atomic():
        _keep(account, by, version)
        if not account.is_active:
            raise ValidationError(_("Tài khoản đang bị khóa: mở khóa trước rồi cấp lại mật khẩu."))
        set_password(user=account, password=password, by=by, reason=reason, expires_on=_last_day(day))
        _forget_tries(account)
    return password


def _keep(account: User, by: User, version: int) -> None:
    """Hold the account's row and look once more whether `by` may keep it: grants may have come since the page."""
    _lock(account, version)
    if not User.objects.visible_to(by).filter(pk=account.pk).exists():
        raise records.NotAllowed


def _last_day(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)


# ---- Signing in: a try is counted before its password is looked at, so that many at once gain nothing


def begin_sign_in(*, tried: Try) -> dt.datetime | None:
    """Count a try; or return until when this name may not be tried from this address."""
    if (until := lock_on(tried)) is not None:
        return until
    FailedSignIn.objects.filter(failed_at__lte=tried.at - tried.window).delete()
    known = FailedSignIn.objects.filter(name_digest=tried.name_digest, address=tried.counted_address).exists()
    row = FailedSignIn.objects.create(name_digest=tried.name_digest, address=tried.counted_address, failed_at=tried.at)
    if (until := lock_on(tried, before=row.pk)) is not None:
        row.delete()
        return until
    if lock_on(tried) is not None:
        _log.warning("Sign-in locked: %s from %s.", _spoken(tried), tried.counted_address)
    if not known and addresses_of_name(tried) == settings.SIGN_IN_TRIES:
        _log.warning("Sign-in of %s fails from %d addresses.", _spoken(tried), settings.SIGN_IN_TRIES)
    return None


def forget_tries(*, tried: Try) -> None:
    """Take back what was counted of a name from an address: its password was right."""
    FailedSignIn.objects.filter(name_digest=tried.name_digest, address=tried.counted_address).delete()


def _forget_tries(account: User) -> None:
    digest = Try(account.username, "", account.date_joined).name_digest
    FailedSignIn.objects.filter(name_digest=digest).delete()


def _spoken(tried: Try) -> str:
    """Name an account that exists; what else was typed may be a password."""
    return repr(tried.name) if User.objects.filter(username=tried.name).exists() else "a name that no account has"


# ---- Sessions


def end_session(*, session: UserSession) -> None:
    """Sign out where this session is."""
    session.delete()


def end_other_sessions(*, user: User, kept: str | None) -> int:
    """Sign a person out everywhere but in the session with this key; return how many sessions ended."""
    ended: int = UserSession.objects.filter(user=user).exclude(session_key=kept).delete()[0]
    return ended


def drop_old_sessions(*, at: dt.datetime) -> None:
    """Remove the sessions that have run out."""
    UserSession.objects.filter(expire_date__lte=at).delete()


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
