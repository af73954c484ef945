"""Which form of the tables a register, a backup and this program have: their migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from orgregs.backups.refusals import Refused
from quotas.proof.state import OWN_APPS

if TYPE_CHECKING:
    from collections.abc import Iterable

Versions = dict[str, list[str]]


def of_program() -> Versions:
    """Return the migrations that this program brings, by app."""
    return _by_app(MigrationLoader(None).disk_migrations)


def require_migrated() -> Versions:
    """Return the migrations of the database; raises `Refused` unless they are this program's."""
    applied = _by_app(MigrationRecorder(connection).applied_migrations())
    if applied != of_program():
        raise Refused(_("cơ sở dữ liệu không đúng phiên bản của chương trình: chạy “manage.py migrate” trước"))
    return applied


def refuse_other(backed_up: Versions) -> None:
    """Refuse a backup of tables that this program does not have so, and say what can read it."""
    ours = of_program()
    if newer := _beyond(backed_up, ours):
        sentence = _("bản sao lưu do phiên bản mới hơn tạo ra (có %(names)s): nâng cấp chương trình rồi khôi phục")
        raise Refused(sentence % {"names": newer})
    if older := _beyond(ours, backed_up):
        sentence = _(
            "bản sao lưu do phiên bản cũ hơn tạo ra (chưa có %(names)s): khôi phục bằng phiên bản đó, "
            "rồi nâng cấp và chạy “manage.py migrate”"
        )
        raise Refused(sentence % {"names": older})


def _by_app(keys: Iterable[tuple[str, str]]) -> Versions:
    return {label: sorted(name for app, name in keys if app == label) for label in OWN_APPS}


def _beyond(these: Versions, those: Versions) -> str:
    return ", ".join(
        f"{label} {name}" for label, names in these.items() for name in names if name not in those.get(label, [])
    )
