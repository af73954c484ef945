"""What a backup says of itself: which register it holds, and the size, rows and SHA-256 of each member."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from orgregs.backups.refusals import Damaged, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "manifest.json"
LONGEST = 32_000_000
_FORMAT = "orgregs backup"
_VERSION = 1
_TABLE = re.compile(r"[a-z0-9_]{1,63}")
# As regulations.attachments makes them, and as a storage that found the name taken would.
FILE_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}(_[A-Za-z0-9]{7})?\.pdf")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBERS = range(2**63)
# No table comes near it; an identity column of 32 bits still has room above it.
_IDS = range(2**30)


@dataclass(frozen=True)
class TableMember:
    """A table, one row a line; `last_id` is the highest number that a row of it ever had."""

    name: str
    sha256: str
    size: int
    rows: int
    last_id: int | None

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class FileMember:
    """An attachment, by its name below the folder of the attachments."""

    name: str
    sha256: str
    size: int

    @property
    def member(self) -> str:
        return f"attachments/{self.name}"


@dataclass(frozen=True)
class Manifest:
    """A register at one moment; `faults`: what `verify` found in its rows and files."""

    made_at: dt.datetime
    training: bool
    position: int
    head: str
    state: str
    faults: list[str]
    migrations: dict[str, list[str]]
    tables: list[TableMember]
    files: list[FileMember]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def as_json(self) -> bytes:
        """Write it for people and programs."""
        told = {
            "format": _FORMAT,
            "version": _VERSION,
            **asdict(self),
            "made_at": self.made_at.astimezone(dt.UTC).isoformat(),
        }
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(content: bytes) -> Manifest:
    """Read what `as_json` wrote; raises `Damaged`, or `Refused` for a form of a later program."""
    try:
        told = json.loads(content)
        if told["format"] != _FORMAT:
            raise _nonsense()
        if told["version"] != _VERSION:
            raise Refused(_("tệp sao lưu có dạng mới hơn chương trình này: nâng cấp chương trình rồi khôi phục"))
        return Manifest(
            made_at=_moment(told["made_at"]),
            training=_flag(told["training"]),
            position=_number(told["position"]),
            head=_text(told["head"], _DIGEST),
            state=_text(told["state"], _DIGEST),
            faults=[str(fault) for fault in told["faults"]],
            migrations={str(app): [str(name) for name in names] for app, names in told["migrations"].items()},
            tables=[_table(each) for each in told["tables"]],
            files=[_file(each) for each in told["files"]],
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _nonsense() from error


def _table(told: Mapping[str, Any]) -> TableMember:
    last = told["last_id"]
    return TableMember(
        name=_text(told["name"], _TABLE),
        sha256=_text(told["sha256"], _DIGEST),
        size=_number(told["size"]),
        rows=_number(told["rows"]),
        last_id=None if last is None else _number(last, _IDS),
    )


def _file(told: Mapping[str, Any]) -> FileMember:
    return FileMember(
        name=_text(told["name"], FILE_NAME), sha256=_text(told["sha256"], _DIGEST), size=_number(told["size"])
    )


def _moment(value: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise _nonsense()
    return moment


def _text(value: Any, form: re.Pattern[str]) -> str:
    if isinstance(value, str) and form.fullmatch(value):
        return value
    raise _nonsense()


def _number(value: Any, allowed: range = _NUMBERS) -> int:
    if type(value) is int and value in allowed:
        return value
    raise _nonsense()


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _nonsense()


def _nonsense() -> Damaged:
    return Damaged(_("bản kê (%(name)s) không đúng dạng") % {"name": NAME})
