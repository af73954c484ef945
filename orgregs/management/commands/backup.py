"""Writes the whole register, attachments included, into one file; while people work, from either database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from orgregs.backups.making import write_backup
from orgregs.backups.refusals import Damaged, Refused
from orgregs.backups.told import lines_about
from orgregs.foundation import chores, clock
from orgregs.foundation.commands import OneLineCommand, Refusal, why

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(OneLineCommand):
    help = "Write the whole register, attachments included, into one file that either database restores."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file."""
        parser.add_argument("file", metavar="FILE", help="a new file; it gets its name when it is complete")
        parser.add_argument("--force", action="store_true", help="replace FILE if it is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, read back, tell what was written; exit 1 if `verify` finds faults in it."""
        path = Path(options["file"])
        try:
            manifest, faults = write_backup(path, made_at=clock.now(), replace=options["force"])
        except Damaged as damage:
            raise CommandError(_("%(path)s: đọc lại thì thấy %(why)s.") % {"path": path, "why": damage}) from damage
        except Refused as refusal:
            raise Refusal(_("%(path)s: %(why)s.") % {"path": path, "why": refusal}) from refusal
        except OSError as error:
            raise Refusal(_("%(path)s: không ghi được: %(why)s.") % {"path": path, "why": why(error)}) from error
        except DatabaseError as error:
            raise Refusal(_("Cơ sở dữ liệu báo lỗi: %(error)s") % {"error": error}) from error
        chores.note(chores.BACKUP, chores.Chore(manifest.made_at, manifest.position, manifest.head, len(faults)))
        self.stdout.write(_("Đã sao lưu vào %(path)s") % {"path": path})
        for line in lines_about(manifest, path):
            self.stdout.write(line)
        if faults:
            sentence = _("Đã ghi tệp, nhưng sổ có %(count)s lỗi: chạy “manage.py verify” để xem.")
            raise CommandError(sentence % {"count": len(faults)}, returncode=1)
