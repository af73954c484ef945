"""The attachments' files: read for a backup, put in place by a restore without losing one that lies there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.conf import settings

from orgregs.backups.manifests import FILE_NAME
from regulations.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orgregs.backups.manifests import FileMember

_WAITING = ".khoi-phuc-"
_DISPLACED = ".truoc-khoi-phuc"
_PRIVATE = 0o700


def folder() -> Path:
    """Return the folder of the attachments."""
    return Path(settings.ATTACHMENTS_DIR)


def kept_files() -> Iterator[tuple[str, Path]]:
    """Yield each file that a row names and that is there; `verify` tells of the others."""
    for name in Attachment.objects.order_by("file").values_list("file", flat=True).distinct():
        path = folder() / name
        if FILE_NAME.fullmatch(name) and path.is_file():
            yield name, path


class Placement:
    """Files on their way in: written beside their places, moved there at the end, and back if something fails."""

    def __init__(self) -> None:
        folder().mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        self._waiting = Path(tempfile.mkdtemp(prefix=_WAITING, dir=folder()))
        self._written: list[tuple[str, Path]] = []
        self._undo: list[tuple[Path, Path]] = []
        self.displaced = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, raised: type[BaseException] | None, *_details: object) -> None:
        if raised is not None:
            self._take_back()
        shutil.rmtree(self._waiting, ignore_errors=True)

    def write(self, file: FileMember, chunks: Iterable[bytes]) -> None:
        """Write a file that waits for its place."""
        path = self._waiting / str(len(self._written))
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            for chunk in chunks:
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        self._written.append((file.name, path))

    def move_in(self) -> None:
        """Put every file in its place; another that lies there is kept under a longer name, which no row has."""
        for name, path in self._written:
            place = folder() / name
            place.parent.mkdir(mode=_PRIVATE, exist_ok=True)
            if place.exists():
                if _digest_of(place) == _digest_of(path):
                    continue
                self._move(place, _free_name(place))
                self.displaced += 1
            self._move(path, place)
        for parent in {(folder() / name).parent for name, _path in self._written} | {folder()}:
            settle(parent)

    def _move(self, source: Path, target: Path) -> None:
        source.rename(target)
        self._undo.append((target, source))

    def _take_back(self) -> None:
        while self._undo:
            target, source = self._undo.pop()
            with contextlib.suppress(OSError):
                target.rename(source)


def settle(parent: Path) -> None:
    """Let the names in a folder outlast a power cut, where a system can promise that."""
    with contextlib.suppress(OSError):
        opened = os.open(parent, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _free_name(place: Path) -> Path:
    number = 1
    while (free := place.with_name(f"{place.name}{_DISPLACED}-{number}")).exists():
        number += 1
    return free


def _digest_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
