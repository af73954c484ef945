"""Reads the first sheet of a workbook; run as a process of its own, for some workbooks kill whoever opens them.

One cell in XFD1048576 lets the reader ask for 550 GB and abort: there is no exception to catch. So the process gives
itself limits, looks at the cell references before it opens the workbook, and answers in JSON. It knows neither Django
nor this project: it is started by its path, alone.
"""

import contextlib
import datetime as dt
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_BYTES_UNPACKED = 60_000_000
MOST_FILES = 500
MOST_COLUMNS = 200
MOST_ROWS = 20_000
MEMORY_BYTES = 1_000_000_000
SECONDS = 20

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,18})["']""")
_CHUNK = 1 << 20
_LONGEST_REFERENCE = 64


class Refused(Exception):
    """The workbook is not one to open; the word says why."""


def main() -> int:
    """Read a workbook from standard input, print its rows (or why not) to standard output."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        _look_into(content)
        answer: dict[str, Any] = {"rows": list(_rows(content))}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except (OSError, ValueError, zipfile.BadZipFile, MemoryError, EOFError, RuntimeError, NotImplementedError):
        answer = {"refused": "unreadable"}
    json.dump(answer, sys.stdout)
    return 0


def _limit() -> None:
    with contextlib.suppress(ImportError):  # there are no such limits on Windows; the look before opening remains
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _look_into(content: bytes) -> None:
    """Refuse bombs and sheets whose cells lie far away, by what is really unpacked, not by what the file says of it."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.infolist()
        if len(names) > MOST_FILES:
            raise Refused("too_large")
        for name in names:
            is_sheet = "/worksheets/" in f"/{name.filename.lower()}"
            with archive.open(name) as member:
                kept = b""
                while chunk := member.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > MOST_BYTES_UNPACKED:
                        raise Refused("too_large")
                    if is_sheet:
                        _look_at_references(kept + chunk)
                        kept = chunk[-_LONGEST_REFERENCE:]


def _look_at_references(text: bytes) -> None:
    for letters, digits in _REFERENCE.findall(text):
        if _column(letters) > MOST_COLUMNS or int(digits) > MOST_ROWS:
            raise Refused("too_wide")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _rows(content: bytes) -> Iterator[list[Any]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        for row in sheet.to_python(skip_empty_area=False):
            yield [_plain(value) for value in row]
    except (python_calamine.CalamineError, IndexError) as error:
        raise Refused("unreadable") from error


def _plain(value: Any) -> Any:
    """Write a cell so that JSON can carry it: a day as {"day": "2024-03-01"}, a whole number as a whole number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return {"day": value.date().isoformat()}
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    return value if isinstance(value, str | int | float | bool) else str(value)


if __name__ == "__main__":
    sys.exit(main())
