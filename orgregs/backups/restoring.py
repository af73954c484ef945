"""Puts a backup in the register's place: all of it is checked before anything is touched, and again before it counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from orgregs.backups import files, tables, versions
from orgregs.backups.archive import Archive
from orgregs.backups.refusals import Damaged, Refused
from orgregs.foundation import guards
from quotas.models import QuotaDecision
from quotas.proof import faults_of_contents, head_of, state_of_register

if TYPE_CHECKING:
    from pathlib import Path

    from orgregs.backups.manifests import Manifest


@dataclass(frozen=True)
class Restored:
    """What stands now, how many other files lay in the place of an attachment, and how many faults the backup knew of."""

    manifest: Manifest
    displaced: int
    faults: int


def restore(source: Path, *, replace: bool, other_kind: bool) -> Restored:
    """Let the register be what the backup holds; `replace` one that holds rows, a training one by a real one.

    Raises `Refused`, `Damaged`, `OSError`, `DatabaseError`; then rows and files are what they were.
    """
    with Archive(source) as archive:
        _refuse_another_program(archive.manifest, other_kind=other_kind)
        archive.check(tables.reader())
        versions.require_migrated()
        _refuse_to_replace(replace=replace)
        with files.Placement() as placement:
            for file in archive.manifest.files:
                placement.write(file, archive.chunks(file))
            with transaction.atomic():
                tables.lock()
                _refuse_to_replace(replace=replace)
                _fill(archive)
                placement.move_in()
                faults = _prove(archive.manifest)
                for table, model in zip(archive.manifest.tables, tables.in_order(), strict=True):
                    tables.count_on(model, table.last_id)
        return Restored(archive.manifest, placement.displaced, faults)


def _refuse_another_program(manifest: Manifest, *, other_kind: bool) -> None:
    versions.refuse_other(manifest.migrations)
    if [table.name for table in manifest.tables] != [tables.table_of(model) for model in tables.in_order()]:
        raise Damaged(_("các bảng trong tệp không phải là những bảng của sổ"))
    if manifest.training == settings.TRAINING or other_kind:
        return
    if manifest.training:
        raise Refused(_("đó là bản sao lưu của sổ tập huấn, còn đây là sổ thật; thêm --anyway nếu đúng ý muốn"))
    raise Refused(_("đó là bản sao lưu của sổ thật, còn đây là sổ tập huấn; thêm --anyway nếu đúng ý muốn"))


def _refuse_to_replace(*, replace: bool) -> None:
    if not replace and tables.hold_rows():
        raise Refused(_("sổ đang có dữ liệu; sao lưu sổ này trước, rồi thêm --replace để thay thế"))


def _fill(archive: Archive) -> None:
    read = tables.reader()
    guards.lift(connection)
    tables.empty()
    for table, model in zip(archive.manifest.tables, tables.in_order(), strict=True):
        tables.fill(model, (read(table, line) for line in archive.lines(table)))
    connection.check_constraints()
    guards.install(connection)


def _prove(manifest: Manifest) -> int:
    """Read everything back from the database: it must be what the backup says, and as sound as it was then.

    Returns how many faults it has, each of which the backup knew.
    """
    for table, model in zip(manifest.tables, tables.in_order(), strict=True):
        digest = hashlib.sha256()
        for line in tables.lines_of(model):
            digest.update(line)
        if digest.hexdigest() != table.sha256:
            raise Damaged(_("bảng %(table)s sau khi ghi không đúng như bản kê") % {"table": table.name})
    position = QuotaDecision.objects.last_position()
    if (position, head_of(position), state_of_register()) != (manifest.position, manifest.head, manifest.state):
        raise Damaged(_("số thứ tự, mã chốt hoặc mã trạng thái không đúng như bản kê"))
    faults = faults_of_contents()
    for fault in faults:
        if fault not in manifest.faults:
            raise Damaged(_("sổ trong bản sao lưu có lỗi mà bản kê không ghi: %(fault)s") % {"fault": fault})
    return len(faults)
