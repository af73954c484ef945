"""Writes a backup: one moment of the register into one new file, which is read back before it gets its name."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from orgregs.backups import files, tables, versions
from orgregs.backups.archive import Archive, Writer
from orgregs.backups.manifests import Manifest
from orgregs.backups.refusals import Refused
from orgregs.foundation.snapshots import snapshot
from quotas.models import QuotaDecision
from quotas.proof import faults_of_contents, faults_of_guards, head_of, state_of_register

if TYPE_CHECKING:
    import datetime as dt


def write_backup(target: Path, *, made_at: dt.datetime, replace: bool) -> tuple[Manifest, list[str]]:
    """Write the register into `target`; return what was written and the faults that `verify` finds in it.

    A register with faults is written as it is: whoever has to mend it needs the copy. Raises `Refused`, `OSError`.
    """
    _refuse_to_replace(target, replace=replace)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)  # mode 0600
    part = Path(name)
    try:
        with open(handle, "w+b") as stream:
            manifest, faults = _write(stream, made_at)
            os.fsync(stream.fileno())
        with Archive(part) as archive:
            archive.check(tables.reader())
        _refuse_to_replace(target, replace=replace)
        part.replace(target)
        files.settle(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return manifest, faults


def _refuse_to_replace(target: Path, *, replace: bool) -> None:
    if target.is_dir():
        raise Refused(_("đó là thư mục"))
    if target.exists() and not replace:
        raise Refused(_("tệp đã có; thêm --force để ghi đè"))


def _write(stream: IO[bytes], made_at: dt.datetime) -> tuple[Manifest, list[str]]:
    with snapshot(), Writer(stream) as writer:
        migrations = versions.require_migrated()
        _refuse_rights_of_django()
        position = QuotaDecision.objects.last_position()
        contents = faults_of_contents()
        manifest = Manifest(
            made_at=made_at,
            training=settings.TRAINING,
            position=position,
            head=head_of(position),
            state=state_of_register(),
            faults=contents,
            migrations=migrations,
            tables=[
                writer.add_table(tables.table_of(model), tables.lines_of(model), tables.last_id(model))
                for model in tables.in_order()
            ],
            files=[writer.add_file(name, path) for name, path in files.kept_files()],
        )
        faults = [*faults_of_guards(), *contents]  # a restore makes the guards anew
        writer.finish(manifest)
    return manifest, faults


def _refuse_rights_of_django() -> None:
    """Groups and single permissions mean nothing here and no screen gives them; their numbers mean nothing elsewhere."""
    held = User.objects.exclude(groups=None) | User.objects.exclude(user_permissions=None)
    names = held.order_by("username").values_list("username", flat=True).distinct()
    if names:
        raise Refused(
            _(
                "tài khoản %(names)s giữ nhóm hoặc quyền riêng của Django, là những thứ sổ này không dùng và không "
                "sao lưu: gỡ các quyền đó rồi sao lưu lại"
            )
            % {"names": ", ".join(names)}
        )
