"""What is read of accounts across tables: the lock on a name and address, the proposed name, what became of an account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.addresses import counted_as
from accounts.choices import AccountState
from accounts.models import FailedSignIn, User
from orgregs.foundation.vietnamese import fold, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agencies.models import Agency

_MOST_OF_A_NAME = 150
_EDITED = ("first_name", "last_name", "is_superuser")


@dataclass(frozen=True)
class Try:
    """One try to sign in: as whom, from where, when."""

    name: str
    address: str
    at: dt.datetime

    @property
    def name_digest(self) -> str:
        """The name as it is kept: case and marks folded, unreadable."""
        return salted_hmac("accounts.sign_in", fold(self.name), algorithm="sha256").hexdigest()

    @property
    def counted_address(self) -> str:
        """The address as it is counted."""
        return counted_as(self.address)

    @property
    def window(self) -> dt.timedelta:
        """How long a failed try counts."""
        return dt.timedelta(minutes=settings.SIGN_IN_MINUTES)


def lock_on(tried: Try, before: int | None = None) -> dt.datetime | None:
    """Return until when this name may not be tried from this address; None if it may.

    Two limits: failed tries for the name from the address, and names that fail from the address. `before` looks only
    at the rows before that one.
    """
    rows = FailedSignIn.objects.since(tried.at - tried.window).filter(address=tried.counted_address)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-failed_at", "-pk").values_list("name_digest", "failed_at"))
    of_name = [at for name, at in found if name == tried.name_digest]
    last_of_names: dict[str, dt.datetime] = {}
    for name, at in found:
        last_of_names.setdefault(name, at)
    ends = [
        times[most - 1] + tried.window
        for times, most in ((of_name, settings.SIGN_IN_TRIES), (list(last_of_names.values()), settings.SIGN_IN_NAMES))
        if len(times) >= most
    ]
    return max(ends, default=None)


def addresses_of_name(tried: Try) -> int:
    """Return from how many addresses this name has failed lately."""
    rows = FailedSignIn.objects.since(tried.at - tried.window).filter(name_digest=tried.name_digest)
    return rows.values("address").distinct().count()


def proposed_username(agency: Agency) -> str:
    """Return the first free name of an account for a unit: `phunu.duclinh`, `phunu.duclinh-2` …"""
    stem = f"{_run_together(agency.kind.code)}.{_run_together(agency.locality.code)}"
    taken = set(User.objects.filter(username__istartswith=stem).values_list("username", flat=True))
    taken = {name.lower() for name in taken}
    return next(name for name in _candidates(stem) if name not in taken)


def _run_together(code: str) -> str:
    return slug(code).replace("-", "")


def _candidates(stem: str) -> Iterator[str]:
    yield stem[:_MOST_OF_A_NAME]
    number = 2
    while True:
        tail = f"-{number}"
        yield stem[: _MOST_OF_A_NAME - len(tail)] + tail
        number += 1


def state_of(account: User) -> AccountState:
    """Say whether an account is locked, waits for its first sign-in, or is in use."""
    if not account.is_active:
        return AccountState.LOCKED
    return AccountState.NEW if account.must_change_password else AccountState.IN_USE


@dataclass(frozen=True)
class Change:
    """One line of the history of an account."""

    at: dt.datetime
    by: str
    what: str
    why: str


def changes_of(account: User) -> Sequence[Change]:
    """Return who did what to an account, and why, the newest first; one query, however long."""
    found: Any = account.history.select_related("history_user").order_by("history_id")
    # Every edit counts the version up; sign-ins once left lines that did not.
    rows = list({row.version: row for row in reversed(found)}.values())[::-1]
    return [
        Change(row.history_date, str(row.history_user or "–"), what, row.history_change_reason or "")
        for row, what in zip(rows, _what_happened(rows), strict=True)
    ][::-1]


def _what_happened(rows: Sequence[Any]) -> Iterator[str]:
    before = None
    for row in rows:
        if before is None:
            yield _("Mở tài khoản")
        elif before.is_active != row.is_active:
            yield _("Mở khóa") if row.is_active else _("Khóa")
        elif any(getattr(before, name) != getattr(row, name) for name in _EDITED):
            yield _("Sửa")
        elif row.password_expires_on is not None:
            yield _("Cấp mật khẩu dùng một lần")
        else:
            yield _("Đặt mật khẩu")
        before = row
