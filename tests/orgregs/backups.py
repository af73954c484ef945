"""Registers of their own for the tests of backup and restore: databases and folders that commands run on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg2
from django.db import connection

from tests.conftest import OWNER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent.parent
ON_POSTGRESQL = connection.vendor == "postgresql"
HERE = "postgresql" if ON_POSTGRESQL else "sqlite"
_PATIENCE = 180
_TABLES = ("duc-linh", "huyen-tap-huan")
_STANDING = f"""
from django.conf import settings
from django.core.management import call_command
call_command("state")
call_command("verify")
for name in {_TABLES}:
    path = settings.DATA_DIR / f"{{name}}.json"
    call_command("export_quotas", locality=name, year=2024, format="json", output=path)
"""
_TABLES_OF_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'table'"
_GUARDS_OF_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_TABLES_OF_POSTGRESQL = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_GUARDS_OF_POSTGRESQL = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"


@dataclass(frozen=True)
class Place:
    """A database and a folder of files: what a register of an office is made of."""

    url: str
    folder: Path
    owner_url: str = ""
    training: bool = True

    @property
    def environment(self) -> dict[str, str]:
        names = {
            "DATABASE_URL": self.url,
            "ORGREGS_DATA_DIR": str(self.folder),
            "ORGREGS_TRAINING": "1" if self.training else "0",
            "DJANGO_SETTINGS_MODULE": "orgregs.settings",
            "PYTHONIOENCODING": "utf-8",
        }
        return names | ({"DATABASE_OWNER_URL": self.owner_url} if self.owner_url else {})

    @property
    def attachments(self) -> Path:
        return self.folder / ("tap-huan-attachments" if self.training else "attachments")

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def as_real(self) -> Place:
        """The same place as an office that is not for training."""
        return replace(self, training=False)

    # ---- Commands

    def run(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command as a machine does: another process, another folder."""
        return subprocess.run(  # noqa: S603  # our own commands
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
            **options,
        )

    def done(self, *words: str) -> str:
        """Run a command that must succeed."""
        ran = self.run(*words)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
        return ran.stdout

    def start(self, script: str, *words: str) -> subprocess.Popen[str]:
        """Start a script that stands on the register."""
        opening = "import django; django.setup()\nfrom orgregs.foundation.clock import now\n"
        return subprocess.Popen(  # noqa: S603  # our own script
            [sys.executable, "-c", opening + script, *words],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def script(self, script: str, *words: str) -> str:
        """Run a script to its end."""
        started = self.start(script, *words)
        told = started.communicate(timeout=_PATIENCE)[0]
        assert started.returncode == 0, told
        return told.strip()

    # ---- What stands in it

    def state(self) -> str:
        return self.done("state").strip()

    def standing(self) -> dict[str, Any]:
        """State, position and head of a sound register (guards, seals, files hold), and two allocation tables."""
        state, verified, *written = self.script(_STANDING).splitlines()
        assert verified.startswith("OK: ")
        assert len(written) == len(_TABLES)
        tables = {name: json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8")) for name in _TABLES}
        return {"state": state, "verified": verified, **tables}

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, and the guards, as the database itself tells them."""
        if self.is_sqlite:
            with contextlib.closing(sqlite3.connect(self.folder / "so.sqlite3")) as database:
                return _rows_of(database.cursor(), _TABLES_OF_SQLITE, _GUARDS_OF_SQLITE)
        with contextlib.closing(psycopg2.connect(self.owner_url or self.url)) as server:
            return _rows_of(server.cursor(), _TABLES_OF_POSTGRESQL, _GUARDS_OF_POSTGRESQL)

    def files(self) -> dict[str, str]:
        """Digests of all files in the folder of the attachments, by their names."""
        return {
            path.relative_to(self.attachments).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.attachments.rglob("*"))
            if path.is_file()
        }


def unchanged(place: Place, *words: str) -> str:
    """Run a restore that must be refused in one line; return the line."""
    before = place.rows(), place.files()

    refused = place.run("restore", *words)

    assert refused.returncode == 2, refused.stderr
    assert (refused.stdout, len(refused.stderr.splitlines())) == ("", 1)
    assert (place.rows(), place.files()) == before
    assert list(place.attachments.glob(".*")) == []
    return refused.stderr


def _rows_of(cursor: Any, tables: str, guards: str) -> dict[str, list[str]]:
    """Read with a cursor of either database."""
    cursor.execute(tables)
    statements = {name: f'SELECT * FROM "{name}"' for (name,) in cursor.fetchall()} | {"guards": guards}  # noqa: S608
    found = {}
    for name, statement in statements.items():
        cursor.execute(statement)
        found[name] = sorted(map(repr, cursor.fetchall()))
    return found


class Ground:
    """Makes places, on SQLite and on the PostgreSQL that the tests run on, and clears them away."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, f"orgregs_backup_{name}"
        self._databases: list[str] = []
        self._count = 0

    def sqlite(self, like: Place | None = None) -> Place:
        """Make a SQLite register, empty and not migrated or a copy of another."""
        folder = self._new_folder(like)
        if like is not None:
            with sqlite3.connect(like.folder / "so.sqlite3") as source, sqlite3.connect(folder / "so.sqlite3") as copy:
                source.backup(copy)
        return Place(f"sqlite:///{folder / 'so.sqlite3'}", folder)

    def postgresql(self, like: Place | None = None) -> Place:
        """Make a PostgreSQL register, empty and not migrated or a copy of another."""
        folder = self._new_folder(like)
        name = f"{self._name}_{self._count}"
        template = like.url.rsplit("/", 1)[1] if like is not None else "template0"
        self._on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        self._databases.append(name)
        if not OWNER:
            return Place(_url(name), folder)
        return Place(_url(name), folder, owner_url=f"{_url(name)}?options={quote(f'-c role={OWNER}')}")

    def clear(self) -> None:
        """Drop what was made on the server."""
        for name in self._databases:
            self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def copy(self, place: Place) -> Place:
        """Copy a register with its files."""
        return self.sqlite(place) if place.is_sqlite else self.postgresql(place)

    def _new_folder(self, like: Place | None) -> Path:
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        if like is not None and like.attachments.exists():
            shutil.copytree(like.attachments, folder / like.attachments.name)
        return folder

    @staticmethod
    def _on_server(statement: str) -> None:
        server = psycopg2.connect(_url("postgres"))
        server.autocommit = True
        with server.cursor() as cursor:
            if OWNER:
                cursor.execute(f'SET ROLE "{OWNER}"')
            cursor.execute(statement)
        server.close()


def _url(database: str) -> str:
    told = connection.settings_dict
    password = f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else ""
    return f"postgres://{told['USER']}{password}@{told['HOST'] or 'localhost'}:{told['PORT'] or 5432}/{database}"


# ---- Archives that somebody has worked on

Members = dict[str, bytes]


def members_of(archive: Path) -> Members:
    """Read the members of an archive."""
    with zipfile.ZipFile(archive) as opened:
        return {info.filename: opened.read(info) for info in opened.infolist()}


def forged(archive: Path, target: Path, change: Callable[[Members], Members | None], *, counted: bool = False) -> Path:
    """Write another archive with changed members, sealed at its end as ours are; `counted`: its manifest agrees."""
    members = members_of(archive)
    members = change(members) or members
    if counted:
        members["manifest.json"] = _recounted(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content, zipfile.ZIP_STORED if name.startswith("attachments/") else None)
    return sealed(target)


def sealed(target: Path) -> Path:
    """Put the digest of all its bytes behind a zip."""
    with zipfile.ZipFile(target, "a") as made:
        made.comment = b"orgregs sha256 " + b"0" * 64
    content = target.read_bytes()[:-64]
    target.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    return target


def saying(edit: Callable[[dict[str, Any]], object]) -> Callable[[Members], None]:
    """Change what the manifest says."""

    def change(members: Members) -> None:
        manifest = json.loads(members["manifest.json"])
        edit(manifest)
        members["manifest.json"] = json.dumps(manifest).encode()

    return change


def packed(archive: Path, name: str) -> bytes:
    """Return a member as it lies in a file: its header and its bytes."""
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo(name)
        begins, ends = info.header_offset, data_of(info) + info.compress_size
    return archive.read_bytes()[begins:ends]


def data_of(info: zipfile.ZipInfo) -> int:
    """Return where the bytes of a member begin, as `forged` writes it: without any extra."""
    return info.header_offset + 30 + len(info.filename)


def _recounted(members: Mapping[str, bytes]) -> bytes:
    manifest = json.loads(members["manifest.json"])
    for told in (*manifest["tables"], *manifest["files"]):
        name = f"tables/{told['name']}.jsonl" if "rows" in told else f"attachments/{told['name']}"
        content = members[name]
        told["sha256"], told["size"] = hashlib.sha256(content).hexdigest(), len(content)
        if "rows" in told:
            told["rows"] = content.count(b"\n")
    return json.dumps(manifest).encode()


def regions_of(archive: Path, many: int) -> Iterator[int]:
    """Yield positions all over a file: its first and last bytes, and many between."""
    size = archive.stat().st_size
    yield from range(40)
    yield from range(40, size - 200, max(1, size // many))
    yield from range(size - 200, size)


def manifest_of(archive: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(members_of(archive)["manifest.json"])
    return told


# ---- What people do meanwhile

# Scans, a note that a careless format would spoil, a draft that was removed, and somebody who has signed in.
LIVED_IN = """
from django.contrib.admin.models import LogEntry
from accounts.sessions import SessionStore
from accounts.models import User
from agencies.models import Agency
from agencies.actions import save_record
from quotas.models import DecisionDraft
from regulations.actions import attach_scan
from regulations.models import Document
from tests.scans import pdf, upload
person = User.objects.get(username="quantri")
for number, code in enumerate(("2034-qd-hu-duc-linh-2023", "293-qd-hu-duc-linh-2021", "212-qd-tw-2019")):
    content = pdf([f"trang {number}"]) + b"%" + bytes(range(256)) * 200
    attach_scan(document=Document.objects.get(code=code), upload=upload(content), is_secret=False, by=person, at=now())
agency = Agency.objects.get(code="duc-linh-mttq")
agency.note = "“Ủy ban”\\t'x'; \\\\N \\u2028 \\U0001F512\\r\\nDROP TABLE %s %(name)s {0}"
save_record(record=agency, by=person, reason="Ghi chú")
DecisionDraft.objects.filter(state="preparing").delete()
person.last_login = now()
person.save(update_fields=["last_login"])
session = SessionStore()
session["_auth_user_id"] = str(person.pk)
session.create()
LogEntry.objects.create(user=person, action_flag=2, object_repr="x", change_message="")
"""
# A draft that is ready to be booked; its number is printed.
PREPARE = """
from quotas.actions import *
from accounts.models import User
from agencies.models import Agency
from quotas.models import Pool, StaffCategory
from regulations.models import Document
clerk = User.objects.get(username="he-thong.nhap")
draft = save_draft(
    document=Document.objects.get(code="293-qd-hu-duc-linh-2021"),
    pool=Pool.objects.get(locality__code="duc-linh"),
    year_from=2025,
    lines=[LineInput(
        holder=holder_of(agency=Agency.objects.get(code="duc-linh-mttq")),
        category=StaffCategory.objects.get(code="chua-phan-loai"),
        posts=6,
    )],
    is_extract=True, by=clerk, at=now(),
)
submit_draft(draft=draft, by=clerk, at=now())
print(draft.pk)
"""
BOOK = """
import sys
from quotas.actions import book_decision
from accounts.models import User
from quotas.models import DecisionDraft
person = User.objects.get(username="he-thong.doichieu")
book_decision(draft=DecisionDraft.objects.get(pk=int(sys.argv[1])), by=person, at=now())
"""
