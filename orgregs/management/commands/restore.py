"""Puts a backup in the register's place, on either database; whatever is wrong with the file, nothing is changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from orgregs.backups.refusals import Refused
from orgregs.backups.restoring import restore
from orgregs.backups.told import lines_about
from orgregs.foundation import chores, clock
from orgregs.foundation.commands import OneLineCommand, Refusal, why

if TYPE_CHECKING:
    from argparse import ArgumentParser

# As PostgreSQL numbers what it says, and SQLite names it.
_NOT_ALLOWED = {"42501"}
_BUSY = {"55P03", "40P01", "SQLITE_BUSY"}


class Command(OneLineCommand):
    help = "Restore a register from a file that backup wrote, into an empty database or in place of what it holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, and what may be lost."""
        parser.add_argument("file", metavar="FILE", help="a file that backup wrote, from either database")
        parser.add_argument("--replace", action="store_true", help="replace the register that is there")
        parser.add_argument(
            "--anyway", action="store_true", help="a training register's backup into a real one, or the other way"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, replace all or nothing, tell what stands now."""
        path = Path(options["file"])
        if not path.is_file():
            raise Refusal(_("%(path)s: không có tệp đó.") % {"path": path})
        try:
            restored = restore(path, replace=options["replace"], other_kind=options["anyway"])
        except Refused as refusal:
            raise Refusal(
                _("%(path)s: không khôi phục, sổ không thay đổi: %(why)s.") % {"path": path, "why": refusal}
            ) from refusal
        except OSError as error:
            said = {"file": error.filename or settings.ATTACHMENTS_DIR, "why": why(error)}
            raise Refusal(
                _("Không khôi phục, sổ không thay đổi: không đọc ghi được %(file)s: %(why)s.") % said
            ) from error
        except DatabaseError as error:
            raise Refusal(_("Không khôi phục, sổ không thay đổi: %(why)s") % {"why": _of_database(error)}) from error
        self.stdout.write(_("Đã khôi phục từ %(path)s") % {"path": path})
        for line in lines_about(restored.manifest, path):
            self.stdout.write(line)
        if restored.displaced:
            sentence = _("%(count)s tệp khác đang nằm ở chỗ của tệp đính kèm, giữ lại dưới tên “….truoc-khoi-phuc-…”.")
            self.stdout.write(sentence % {"count": restored.displaced})
        manifest = restored.manifest
        chores.note(chores.VERIFY, chores.Chore(clock.now(), manifest.position, manifest.head, restored.faults))
        if restored.faults:
            sentence = _("Đã khôi phục, nhưng sổ có %(count)s lỗi như lúc sao lưu: chạy “manage.py verify” để xem.")
            raise CommandError(sentence % {"count": restored.faults}, returncode=1)


def _of_database(error: DatabaseError) -> str:
    code = getattr(error.__cause__, "pgcode", None) or getattr(error.__cause__, "sqlite_errorname", "")
    if code in _NOT_ALLOWED:
        return _("chỉ vai trò sở hữu các bảng mới khôi phục được: đặt DATABASE_OWNER_URL.")
    if code in _BUSY:
        return _("có người đang dùng sổ: dừng máy chủ rồi khôi phục.")
    return _("cơ sở dữ liệu báo lỗi: %(error)s") % {"error": error}
