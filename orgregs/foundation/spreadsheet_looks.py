"""Looks into a zipped workbook before it is opened; runs where its reader runs, see limited_process.py.

Whoever opens a workbook lays out the rectangle from A1 to its last cell, believes what a zip says of its sizes, and
makes nothing of a formula without a value or of #REF!. So the parts are read here first, as they are unpacked: bombs
and cells far away are refused by name, and what would be lost is noted.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING, TypeVar
from xml.parsers import expat

from orgregs.foundation.limited_process import Refused
from orgregs.foundation.spreadsheet_parts import Look, OdsPart, Part, XlsxPart, local, parser

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES_UNPACKED = 60_000_000
MOST_FILES = 500

_CHUNK = 1 << 20
_MOST_BYTES_OF_AN_OUTLINE = 1 << 20
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"

AnyPart = TypeVar("AnyPart", bound=Part)


def look_into(content: bytes) -> list[Look]:
    """Return one look for each sheet of a zipped workbook, in its order; raises `Refused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _look_into(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, LookupError, ValueError, expat.ExpatError) as error:
        raise Refused("damaged") from error


def _look_into(archive: zipfile.ZipFile) -> list[Look]:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if len(members) > MOST_FILES:
        raise Refused("unpacks-too-large")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("password")
    if "xl/workbook.bin" in names:
        raise Refused("other-kind", kind=".xlsb")
    if any(name.startswith("xl/workbook") for name in names):
        return _look_into_xlsx(archive)
    if "mimetype" in names and _outline(archive, "mimetype").startswith(_ODS):
        return _look_into_ods(archive)
    raise Refused("not-a-workbook")


def _look_into_xlsx(archive: zipfile.ZipFile) -> list[Look]:
    book = next(path for kind, path in _relations(archive, "").values() if kind == "officeDocument")
    elements = _elements(_outline(archive, book))
    relations = _relations(archive, book)
    sheets = [
        (relations[found["id"]][1], found["name"])
        for element, found in elements
        if element == "sheet" and relations[found["id"]][0] == "worksheet"
    ]
    # Such a book says of itself that its values are not those of its formulas: its writer computes none.
    is_stale = any(found.get("fullCalcOnLoad") in {"1", "true"} for element, found in elements if element == "calcPr")
    titles = dict(sheets)
    parts = _read(archive, lambda path: XlsxPart(titles.get(path, ""), is_stale=is_stale))
    if not all(parts[path].is_sheet for path in titles):
        raise Refused("damaged")
    return [parts[path].look for path, _title in sheets]


def _look_into_ods(archive: zipfile.ZipFile) -> list[Look]:
    if b"encryption-data" in _outline(archive, "META-INF/manifest.xml"):
        raise Refused("password")
    content = _read(archive, lambda _path: OdsPart())["content.xml"]
    if not content.is_sheet:
        raise Refused("damaged")
    return content.looks


def _read(archive: zipfile.ZipFile, part_of: Callable[[str], AnyPart]) -> dict[str, AnyPart]:
    """Unpack every part, as far as the limit goes, whatever the file says of its size."""
    unpacked = 0
    parts = {}
    for member in archive.infolist():
        part = parts[member.filename] = part_of(member.filename)
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > MOST_BYTES_UNPACKED:
                    raise Refused("unpacks-too-large")
                part.feed(chunk)
        part.feed(b"")
    return parts


def _relations(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Return what a part (or "", the package) points to: its kind and its path, by id."""
    folder, name = posixpath.split(path)
    return {
        found["Id"]: (
            found["Type"].rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, found["Target"]))[1:],
        )
        for element, found in _elements(_outline(archive, posixpath.join(folder, "_rels", f"{name}.rels")))
        if element == "Relationship"
    }


def _elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a part and their attributes, without prefixes."""
    found: list[tuple[str, dict[str, str]]] = []
    reading = parser()
    reading.StartElementHandler = lambda name, attributes: found.append(
        (local(name), {local(key): value for key, value in attributes.items()})
    )
    reading.Parse(content, True)  # noqa: FBT003  # it knows no keywords
    return found


def _outline(archive: zipfile.ZipFile, path: str) -> bytes:
    """Unpack a part that only says what there is: it is short in every real file."""
    with archive.open(path) as member:
        content = member.read(_MOST_BYTES_OF_AN_OUTLINE + 1)
    if len(content) > _MOST_BYTES_OF_AN_OUTLINE:
        raise Refused("unpacks-too-large")
    return content
