"""What a backup holds, as lines for whoever runs the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from orgregs.backups.manifests import Manifest


def lines_about(manifest: Manifest, path: Path) -> Iterator[str]:
    """Tell position, head, state and sizes: to be compared with what was noted elsewhere."""
    yield _("  lúc: %(moment)s") % {"moment": localtime(manifest.made_at).isoformat(timespec="seconds")}
    yield _("  số thứ tự vào sổ: %(position)s") % {"position": manifest.position}
    yield _("  mã chốt số liệu: %(head)s") % {"head": manifest.head}
    yield _("  mã trạng thái: %(state)s") % {"state": manifest.state}
    yield _("  %(rows)s dòng của %(tables)s bảng") % {"rows": manifest.rows, "tables": len(manifest.tables)}
    yield _("  %(files)s tệp đính kèm, %(size)s byte") % {
        "files": len(manifest.files),
        "size": sum(file.size for file in manifest.files),
    }
    yield _("  tệp sao lưu: %(size)s byte") % {"size": path.stat().st_size}
