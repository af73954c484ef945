"""The file of a backup: a zip of one member a table, one an attachment, a manifest, and a digest of all its bytes.

Whatever a zip lets pass (a date, an attribute, bytes between members), the digest at the very end does not. It finds
accidents; against whoever makes another archive on purpose only a head that was noted elsewhere helps.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from orgregs.backups import manifests
from orgregs.backups.manifests import FileMember, Manifest, TableMember
from orgregs.backups.refusals import Damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_MARK = b"orgregs sha256 "
_TAIL = re.compile(re.escape(_MARK) + rb"([0-9a-f]{64})")
_TAIL_BYTES = len(_MARK) + 64
_CHUNK = 1 << 20
_LONGEST_LINE = 32_000_000
# What a byte of a deflated stream can become at most; whatever claims more is made to fill a disk.
_DEFLATES = 1032
_SLACK = 1 << 16
_HEADER_BYTES = 30
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_OWNER_ONLY = 0o600 << 16
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)


class Writer:
    """Writes an archive into a new file, member after member."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._zip = zipfile.ZipFile(stream, "w")
        self._zip.comment = _MARK + b"0" * 64

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        with contextlib.suppress(
            OSError, ValueError
        ):  # what went wrong was told already; closed, it is not tried again
            self._zip.close()

    def add_table(self, name: str, lines: Iterable[bytes], last_id: int | None) -> TableMember:
        """Write the rows of a table as they come."""
        digest, size, rows = hashlib.sha256(), 0, 0
        with self._member(f"tables/{name}.jsonl", zipfile.ZIP_DEFLATED) as target:
            for line in lines:
                digest.update(line)
                size, rows = size + len(line), rows + 1
                target.write(line)
        return TableMember(name, digest.hexdigest(), size, rows, last_id)

    def add_file(self, name: str, path: Path) -> FileMember:
        """Write an attachment; a scan is packed already."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._member(f"attachments/{name}", zipfile.ZIP_STORED) as target:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        return FileMember(name, digest.hexdigest(), size)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, close the zip and put the digest of all its bytes behind it."""
        with self._member(manifests.NAME, zipfile.ZIP_DEFLATED) as target:
            target.write(manifest.as_json())
        self._zip.close()
        self._stream.seek(-64, io.SEEK_END)
        self._stream.write(_digest_of(self._stream).encode())
        self._stream.flush()

    def _member(self, name: str, compression: int) -> IO[bytes]:
        info = zipfile.ZipInfo(name)  # of no day: the manifest says when
        info.compress_type, info.external_attr = compression, _OWNER_ONLY
        return self._zip.open(info, "w", force_zip64=True)


class Archive:
    """An archive that was written whole; what it holds is checked while it is read. Every reader raises `Damaged`."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("rb")  # one handle to the end: what was checked is what is read
        try:
            self._check_digest()
            with _reading():
                self._zip = zipfile.ZipFile(self._stream)
            self.manifest = self._read_manifest()
            self._check_members()
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stream.close()

    def lines(self, table: TableMember) -> Iterator[bytes]:
        """Yield the rows of a table; whoever reads to the end knows that they are what the manifest says."""
        digest, size, rows = hashlib.sha256(), 0, 0
        with _reading(), self._zip.open(table.member) as packed, _buffered(packed) as unpacked:
            while line := unpacked.readline(_LONGEST_LINE):
                size, rows = size + len(line), rows + 1
                if size > table.size or rows > table.rows or not line.endswith(b"\n"):
                    raise _differs(table.member)
                digest.update(line)
                yield line
        if (size, rows, digest.hexdigest()) != (table.size, table.rows, table.sha256):
            raise _differs(table.member)

    def chunks(self, file: FileMember) -> Iterator[bytes]:
        """Yield the bytes of an attachment; whoever reads to the end knows that they are what the manifest says."""
        digest, size = hashlib.sha256(), 0
        with _reading(), self._zip.open(file.member) as stored:
            while chunk := stored.read(_CHUNK):
                size += len(chunk)
                if size > file.size:
                    raise _differs(file.member)
                digest.update(chunk)
                yield chunk
        if (size, digest.hexdigest()) != (file.size, file.sha256):
            raise _differs(file.member)

    def check(self, read_row: Callable[[TableMember, bytes], object]) -> None:
        """Read all of it once, each row by `read_row`, which raises `ValueError` for one that is none."""
        for table in self.manifest.tables:
            for line in self.lines(table):
                try:
                    read_row(table, line)
                except (ValueError, RecursionError) as error:
                    raise _differs(table.member) from error
        for file in self.manifest.files:
            for _chunk in self.chunks(file):
                pass

    def _check_digest(self) -> None:
        size = self._stream.seek(0, io.SEEK_END)
        self._stream.seek(max(0, size - _TAIL_BYTES))
        if (tail := _TAIL.fullmatch(self._stream.read())) is None:
            raise Damaged(_("đó không phải là tệp sao lưu của sổ, hoặc là một tệp bị cắt cụt"))
        if _digest_of(self._stream).encode() != tail[1]:
            raise Damaged(_("tệp đã bị hỏng hoặc bị sửa sau khi sao lưu"))

    def _read_manifest(self) -> Manifest:
        with _reading():
            with self._zip.open(manifests.NAME) as stream:
                content = stream.read(manifests.LONGEST + 1)
            if len(content) > manifests.LONGEST:
                raise _differs(manifests.NAME)
        return manifests.read_manifest(content)

    def _check_members(self) -> None:
        """Let no member be missing, too many, hidden behind another, or of a size that its bytes cannot have."""
        members: list[TableMember | FileMember] = [*self.manifest.tables, *self.manifest.files]
        sizes = {each.member: each.size for each in members}
        infos = sorted(self._zip.infolist(), key=lambda info: info.header_offset)
        if sorted(info.filename for info in infos) != sorted([*(each.member for each in members), manifests.NAME]):
            raise Damaged(_("các phần trong tệp không đúng như bản kê"))
        ends = 0
        for info in infos:
            wrong_size = info.filename != manifests.NAME and info.file_size != sizes[info.filename]
            if wrong_size or info.header_offset < ends or not _is_plain(info):
                raise _differs(info.filename)
            ends = info.header_offset + _HEADER_BYTES + info.compress_size


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Say whether a member is packed as a backup packs it, and its size one that its bytes can unpack to."""
    most = info.compress_size * (1 if info.compress_type == zipfile.ZIP_STORED else _DEFLATES) + _SLACK
    return info.compress_type in _PACKED and not info.flag_bits & _ENCRYPTED and info.file_size <= most


def _buffered(packed: Any) -> io.BufferedReader:
    return io.BufferedReader(packed, _CHUNK)


def _digest_of(stream: IO[bytes]) -> str:
    """Digest a file but for the 64 characters at its end, and stand before these."""
    digest = hashlib.sha256()
    left = stream.seek(-64, io.SEEK_END)
    stream.seek(0)
    while left:
        chunk = stream.read(min(left, _CHUNK))
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """Say of whatever a broken zip makes its reader stumble over that the file is damaged."""
    try:
        yield
    except KeyError as error:
        raise Damaged(_("các phần trong tệp không đúng như bản kê")) from error
    except _BROKEN as error:
        raise Damaged(_("không đọc được tệp: tệp bị hỏng")) from error


def _differs(member: str) -> Damaged:
    return Damaged(_("phần “%(member)s” không đúng như bản kê") % {"member": member})
