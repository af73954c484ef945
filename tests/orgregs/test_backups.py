"""Backup and restore: a register comes back as it was, on either database, or not at all."""

from __future__ import annotations

import json
import resource
import sqlite3
import stat
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models

from orgregs.backups import tables
from orgregs.foundation.records import Passing
from tests.orgregs.backups import (
    BOOK,
    HERE,
    LIVED_IN,
    ON_POSTGRESQL,
    PREPARE,
    Ground,
    Place,
    forged,
    manifest_of,
    members_of,
    saying,
    unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


POSTS = [6, 2, 4, 4, 5, 3]

# ---- There and back


def test_a_backup_tells_position_head_state_and_sizes(original: Place, archive: Path) -> None:
    told = original.done("backup", str(archive), "--force")

    manifest = manifest_of(archive)
    standing = original.standing()
    assert standing["verified"] == f"OK: {manifest['position']} decision(s), head {manifest['head']}"
    assert standing["state"] == manifest["state"]
    for value in (manifest["position"], manifest["head"], manifest["state"], archive.stat().st_size):
        assert str(value) in told
    assert (manifest["training"], manifest["faults"], len(manifest["files"])) == (True, [], 3)
    assert manifest["made_at"].endswith("+00:00")


def test_a_backup_has_every_table_of_the_register_and_nothing_else(archive: Path) -> None:
    ours = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("localities", "regulations", "agencies", "accounts", "quotas")
        and not issubclass(model, Passing)
    }
    manifest = manifest_of(archive)

    assert {table["name"] for table in manifest["tables"]} == ours
    assert {"quotas_decisiondraft_editors", "agencies_historicalagency", "accounts_user_groups"} <= ours
    assert set(members_of(archive)) == {
        "manifest.json",
        *(f"tables/{name}.jsonl" for name in ours),
        *(f"attachments/{file['name']}" for file in manifest["files"]),
    }


def test_rows_stand_after_those_they_point_to() -> None:
    order = tables.in_order()

    early = [
        (model.__name__, field.name)
        for model in order
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
        if field.related_model in order and order.index(field.related_model) > order.index(model)
    ]
    assert early == []


def test_every_column_is_of_a_kind_that_is_written_and_read_back() -> None:
    kinds = tuple(
        kind for kinds, _read in tables._READERS for kind in (kinds if isinstance(kinds, tuple) else (kinds,))
    )

    for model in tables.in_order():
        for field in model._meta.concrete_fields:
            target: Any = field
            while isinstance(target, models.ForeignKey):
                target = target.target_field
            assert isinstance(target, kinds), f"{model.__name__}.{field.name}"


def test_a_backup_restores_into_an_empty_register(
    original: Place, archive: Path, fresh: Callable[[str], Place]
) -> None:
    target = fresh(HERE)

    target.done("restore", str(archive))

    standing = target.standing()
    assert standing == original.standing()
    assert [line["posts"] for line in standing["duc-linh"]["lines"]] == POSTS
    assert target.files() == original.files()
    assert len(target.files()) == 3
    modes = {stat.S_IMODE(path.stat().st_mode) for path in target.attachments.rglob("*.pdf")}
    assert modes == {0o600}


def test_a_backup_takes_the_place_of_another_register(original: Place, archive: Path, other: Place) -> None:
    assert "đang có dữ liệu" in unchanged(other, str(archive))
    theirs = other.files()

    other.done("restore", str(archive), "--replace")

    assert other.standing() == original.standing()
    # Files that no row names any more are left where they are.
    assert other.files() == theirs | original.files()


def test_nobody_stays_signed_in_and_nothing_is_blamed_on_another_person(archive: Path, other: Place) -> None:
    count = "from django.contrib.admin.models import LogEntry; from accounts.models import UserSession\n"
    count += "print(LogEntry.objects.count(), UserSession.objects.count())"
    assert other.script(count) == "1 1"

    other.done("restore", str(archive), "--replace")

    assert other.script(count) == "0 0"


def test_a_restored_register_gives_the_same_backup_and_goes_on_where_it_stopped(
    archive: Path, fresh: Callable[[str], Place]
) -> None:
    """Numbers of removed rows are not given again: codes are made of them."""
    target = fresh(HERE)
    target.done("restore", str(archive))
    target.done("backup", "lai.zip")
    told, again = manifest_of(archive), manifest_of(target.folder / "lai.zip")

    draft = int(target.script(PREPARE))
    target.script(BOOK, str(draft))

    assert {**told, "made_at": ""} == {**again, "made_at": ""}
    assert draft == next(each["last_id"] for each in told["tables"] if each["name"] == "quotas_decisiondraft") + 1
    assert target.done("verify").startswith(f"OK: {told['position'] + 1} decision(s)")


@pytest.mark.skipif(not ON_POSTGRESQL, reason="both databases are at hand only where the tests run on PostgreSQL")
def test_a_register_moves_from_sqlite_to_postgresql_and_back(fresh: Callable[[str], Place], tmp_path: Path) -> None:
    old, new, back = fresh("sqlite"), fresh("postgresql"), fresh("sqlite")
    old.done("load_register")
    old.script(LIVED_IN)

    old.done("backup", str(tmp_path / "di.zip"))
    new.done("restore", str(tmp_path / "di.zip"))
    new.done("backup", str(tmp_path / "ve.zip"))
    back.done("restore", str(tmp_path / "ve.zip"))

    assert old.standing() == new.standing() == back.standing()
    assert old.files() == new.files() == back.files()
    there, here = members_of(tmp_path / "di.zip"), members_of(tmp_path / "ve.zip")
    del there["manifest.json"], here["manifest.json"]
    assert there == here


def test_one_migration_back_and_forth_changes_nothing(original: Place, archive: Path, again: Place) -> None:
    migrations = manifest_of(archive)["migrations"]["quotas"]

    again.done("migrate", "quotas", migrations[-2], "--verbosity", "0")
    refused = again.run("backup", "so.zip")
    again.done("migrate", "--verbosity", "0")

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert again.standing() == original.standing()


# ---- While people work

# Books one decision after another, each of a paper of its own, until a file appears.
GO_ON_BOOKING = """
import pathlib, sys
from quotas.actions import *
from accounts.models import User
from agencies.models import Agency
from quotas.models import Pool, StaffCategory
from regulations.models import Document
clerk, person = (User.objects.get(username=f"he-thong.{name}") for name in ("nhap", "doichieu"))
paper = Document.objects.get(code="293-qd-hu-duc-linh-2021")
booked = 0
while not pathlib.Path(sys.argv[1]).exists():
    paper.pk, paper._state.adding = None, True
    paper.number, paper.code, paper.symbol = 5000 + booked, f"thu-{booked}", f"{5000 + booked}-QĐ/HU"
    paper.save()
    draft = save_draft(
        document=paper, pool=Pool.objects.get(locality__code="duc-linh"), year_from=2025,
        lines=[LineInput(
            holder=holder_of(agency=Agency.objects.get(code="duc-linh-mttq")),
            category=StaffCategory.objects.get(code="chua-phan-loai"), posts=6,
        )],
        is_extract=True, by=clerk, at=now(),
    )
    submit_draft(draft=draft, by=clerk, at=now())
    book_decision(draft=draft, by=person, at=now())
    booked += 1
    pathlib.Path(sys.argv[2]).write_text(str(booked))
print(booked)
"""


def test_a_backup_taken_while_another_process_books_is_of_one_moment(
    archive: Path, again: Place, fresh: Callable[[str], Place], tmp_path: Path
) -> None:
    busy, target = again, fresh(HERE)
    stop, counted = tmp_path / "stop", tmp_path / "count"

    booking = busy.start(GO_ON_BOOKING, str(stop), str(counted))
    try:
        wait_for(counted)
        for number in range(3):
            busy.done("backup", str(tmp_path / f"{number}.zip"))
    finally:
        stop.touch()
        told = booking.communicate(timeout=120)[0]

    assert booking.returncode == 0, told
    positions = [manifest_of(tmp_path / f"{number}.zip")["position"] for number in range(3)]
    before = manifest_of(archive)["position"]
    assert before < positions[0] <= positions[1] <= positions[2] <= before + int(told)
    target.done("restore", str(tmp_path / "1.zip"))
    assert target.done("verify").startswith(f"OK: {positions[1]} decision(s)")


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert file.exists()


@pytest.mark.skipif(ON_POSTGRESQL, reason="on SQLite a writer would make others wait")
def test_a_backup_does_not_wait_for_a_writer(archive: Path, again: Place) -> None:
    writer = sqlite3.connect(again.folder / "so.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE agencies_agency SET note = 'đang gõ'")

    again.done("backup", "so.zip")

    writer.execute("ROLLBACK")
    writer.close()
    assert manifest_of(again.folder / "so.zip")["state"] == manifest_of(archive)["state"]


# ---- The file


def test_only_its_owner_reads_a_backup(original: Place, archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_replaced_only_when_told_so(original: Place, tmp_path: Path) -> None:
    target = tmp_path / "so.zip"
    target.write_bytes(b"mine")

    refused = original.run("backup", str(target))

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"{target}: tệp đã có; thêm --force để ghi đè.\n"
    assert target.read_bytes() == b"mine"
    original.done("backup", str(target), "--force")
    assert zipfile.is_zipfile(target)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("khong-co/so.zip", "không có thư mục", id="no such folder"),
        pytest.param(".", "đó là thư mục", id="a folder"),
        pytest.param("tep/so.zip", "đường dẫn đi qua một tệp", id="a file where a folder should be"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_in_one_line(
    original: Place, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "tep").touch()

    refused = original.run("backup", str(tmp_path / name))

    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1)
    assert told in refused.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "tep"]


@pytest.mark.parametrize("most", [0, 36_000, 100_000])
def test_a_full_disk_leaves_no_half_archive(original: Place, tmp_path: Path, most: int) -> None:
    target = tmp_path / "so.zip"
    target.write_bytes(b"mine")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    if not most and not ON_POSTGRESQL:
        pytest.skip("SQLite itself writes a little to read")
    refused = original.run("backup", str(target), "--force", preexec_fn=limit)

    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1)
    assert "không ghi được: tệp vượt dung lượng cho phép" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["so.zip"]
    assert target.read_bytes() == b"mine"


def test_a_backup_of_a_database_without_tables_is_refused(ground: Ground) -> None:
    place = ground.sqlite()

    refused = place.run("backup", "so.zip")

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "manage.py migrate" in refused.stderr


def test_rights_of_django_are_told_not_lost(again: Place) -> None:
    give = "from accounts.models import User; from django.contrib.auth.models import Group\n"
    again.script(f"{give}User.objects.get(username='nahang.nhap').groups.add(Group.objects.create(name='x'))")

    refused = again.run("backup", "so.zip")

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "tài khoản nahang.nhap giữ nhóm" in refused.stderr
    assert not (again.folder / "so.zip").exists()


def test_a_register_with_faults_is_backed_up_and_said_to_have_them(again: Place, fresh: Callable[[str], Place]) -> None:
    place, target = again, fresh(HERE)
    lost = sorted(place.attachments.rglob("*.pdf"))[0]
    lost.unlink()

    told = place.run("backup", "so.zip")
    restored = target.run("restore", str(place.folder / "so.zip"))

    assert (told.returncode, restored.returncode) == (1, 1)
    assert "Đã khôi phục, nhưng sổ có 1 lỗi như lúc sao lưu" in restored.stderr
    assert json.loads(next(target.folder.glob("*chores/verify.json")).read_text(encoding="utf-8"))["faults"] == 1
    assert told.stderr == "Đã ghi tệp, nhưng sổ có 1 lỗi: chạy “manage.py verify” để xem.\n"
    assert len(manifest_of(place.folder / "so.zip")["faults"]) == 1
    assert (target.state(), target.files()) == (place.state(), place.files())
    assert target.run("verify").stderr == place.run("verify").stderr


# ---- Which version, which register


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        pytest.param(
            lambda said: said["migrations"]["quotas"].append("0999_later"),
            "phiên bản mới hơn tạo ra (có quotas 0999_later): nâng cấp",
            id="made by a later version",
        ),
        pytest.param(
            lambda said: said["migrations"].update(regulations=["0001_initial"]),
            "phiên bản cũ hơn tạo ra (chưa có regulations 0002_",
            id="made by an earlier version",
        ),
        pytest.param(lambda said: said.update(version=2), "dạng mới hơn chương trình này", id="in a later form"),
    ],
)
def test_a_backup_of_another_version_says_what_to_do(
    archive: Path, empty: Place, tmp_path: Path, edit: Callable[[dict[str, Any]], object], words: str
) -> None:
    made = forged(archive, tmp_path / "so.zip", saying(edit))

    assert words in unchanged(empty, str(made))


def test_a_training_register_and_a_real_one_are_not_mixed_up(
    archive: Path, original: Place, fresh: Callable[[str], Place]
) -> None:
    office = fresh(HERE).as_real()
    assert "sổ tập huấn, còn đây là sổ thật" in unchanged(office, str(archive))

    office.done("restore", str(archive), "--anyway")
    office.done("backup", "that.zip")

    assert office.state() == original.state()
    school = fresh(HERE)
    assert "sổ thật, còn đây là sổ tập huấn" in unchanged(school, str(office.folder / "that.zip"))


def test_a_database_that_is_not_migrated_takes_no_backup(archive: Path, ground: Ground) -> None:
    place = ground.sqlite()

    refused = place.run("restore", str(archive))

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "manage.py migrate" in refused.stderr


def test_no_such_file_is_told_in_one_line(empty: Place) -> None:
    assert "không có tệp đó" in unchanged(empty, "khong-co.zip")
