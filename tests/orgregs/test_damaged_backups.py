"""Archives that are not what a backup wrote, and restores that fail: the register stays as it is, whatever happens."""

from __future__ import annotations

import json
import resource
import zipfile
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest

from orgregs.backups import manifests, tables
from orgregs.backups.archive import Archive
from orgregs.backups.refusals import Damaged, Refused
from orgregs.backups.restoring import restore
from quotas.seals import canonical
from tests.conftest import OWNER
from tests.orgregs.backups import (
    BOOK,
    ON_POSTGRESQL,
    PREPARE,
    Place,
    data_of,
    forged,
    manifest_of,
    members_of,
    packed,
    regions_of,
    saying,
    sealed,
    unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.orgregs.backups import Members


# ---- Damaged archives


def check(path: Path) -> None:
    """Check an archive as a restore does before it touches anything."""
    with Archive(path) as opened:
        opened.check(tables.reader())


def test_an_archive_as_written_is_whole(archive: Path) -> None:
    check(archive)


def test_a_flipped_bit_anywhere_is_noticed(archive: Path, tmp_path: Path) -> None:
    content, copy = archive.read_bytes(), tmp_path / "so.zip"
    missed = []

    for position in regions_of(archive, 400):
        copy.write_bytes(content[:position] + bytes([content[position] ^ 1 << position % 8]) + content[position + 1 :])
        try:
            check(copy)
        except Damaged:
            continue
        missed.append(position)

    assert missed == []


def test_a_cut_anywhere_is_noticed(archive: Path, tmp_path: Path) -> None:
    content, copy = archive.read_bytes(), tmp_path / "so.zip"

    for position in regions_of(archive, 60):
        copy.write_bytes(content[:position])
        with pytest.raises(Damaged):
            check(copy)
    copy.write_bytes(content + b"\n")
    with pytest.raises(Damaged):
        check(copy)


@pytest.mark.parametrize("part", ["start", "middle", "manifest", "end", "cut", "empty", "text"])
def test_a_damaged_archive_changes_nothing(archive: Path, another: Place, tmp_path: Path, part: str) -> None:
    content, copy = archive.read_bytes(), tmp_path / "so.zip"
    at = {"start": 3, "middle": len(content) // 2, "manifest": content.rindex(b"manifest.json"), "end": -3}
    if part in at:
        changed = bytearray(content)
        changed[at[part]] ^= 0x10
        copy.write_bytes(changed)
    else:
        copy.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "text": b"so\n" * 99}[part])

    told = unchanged(another, str(copy), "--replace")

    assert told.startswith(f"{copy}: không khôi phục, sổ không thay đổi: ")


# ---- Archives that somebody made, with the right digest at their end


def table(name: str) -> str:
    return f"tables/{name}.jsonl"


def swap(one: str, other: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members[one], members[other] = members[other], members[one]

    return change


def put(name: str, edit: Callable[[bytes], bytes]) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members[name] = edit(members.get(name, b""))

    return change


def without(name: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        del members[name]

    return change


def first_row(content: bytes) -> bytes:
    return content[: content.index(b"\n") + 1]


LINES, ENTRIES, USERS = table("quotas_decisionline"), table("quotas_entry"), table("accounts_user")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(swap(LINES, ENTRIES), id="two tables in each other's place"),
        pytest.param(put(ENTRIES, lambda rows: rows + first_row(rows)), id="a row too many"),
        pytest.param(put(ENTRIES, lambda rows: rows[len(first_row(rows)) :]), id="a row too few"),
        pytest.param(put(LINES, lambda rows: rows.replace(b'"posts":6', b'"posts":7')), id="another figure"),
        pytest.param(without(ENTRIES), id="a table taken away"),
        pytest.param(without("manifest.json"), id="no manifest"),
        pytest.param(put("../../evil", lambda _none: b"x"), id="a name that leads out"),
        pytest.param(put("tables/django_session.jsonl", lambda _none: b""), id="a table that is none of ours"),
        pytest.param(put("manifest.json", lambda _told: b"{"), id="a manifest that is none"),
        pytest.param(put("manifest.json", lambda _told: b"[" * 100_000), id="a manifest too deep"),
        pytest.param(put("manifest.json", lambda _told: b"[1]"), id="a manifest of another shape"),
        pytest.param(put("manifest.json", lambda said: said + b" " * 40_000_000), id="a manifest too long"),
        pytest.param(saying(lambda said: said["tables"][0].update(rows=0)), id="a wrong count"),
        pytest.param(saying(lambda said: said["tables"][0].update(size=1)), id="a wrong size"),
        pytest.param(saying(lambda said: said["tables"][0].update(sha256="0" * 64)), id="a wrong digest"),
        pytest.param(saying(lambda said: said["tables"][0].update(last_id=2**62)), id="a number that leaves no room"),
        pytest.param(saying(lambda said: said["tables"].append(said["tables"][0])), id="a table told twice"),
        pytest.param(saying(lambda said: said["files"][0].update(name="../../evil")), id="a file that leads out"),
        pytest.param(saying(lambda said: said.update(position="5")), id="a position in words"),
        pytest.param(saying(lambda said: said.update(made_at="2026-11-22")), id="a moment of no zone"),
        pytest.param(saying(lambda said: said.update(format="zip")), id="another format"),
    ],
)
def test_an_archive_that_does_not_agree_with_itself_is_refused(
    archive: Path, tmp_path: Path, change: Callable[[Members], None]
) -> None:
    made = forged(archive, tmp_path / "so.zip", change)

    with pytest.raises(Damaged):
        check(made)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(lambda row: row | {"posts": "6"}, id="a number in words"),
        pytest.param(lambda row: row | {"posts": 6.0}, id="a fraction"),
        pytest.param(lambda row: row | {"posts": 2**63}, id="a number that no column holds"),
        pytest.param(lambda row: row | {"posts": True}, id="a yes for a number"),
        pytest.param(lambda row: row | {"provisional": 0}, id="a number for a no"),
        pytest.param(lambda row: row | {"effective_on": "2024-02-30"}, id="a day that is none"),
        pytest.param(lambda row: row | {"effective_on": "20240101"}, id="a day in another form"),
        pytest.param(lambda row: row | {"label": None}, id="nothing where something must be"),
        pytest.param(lambda row: row | {"khac": 1}, id="a column too many"),
        pytest.param(lambda row: {key: row[key] for key in row if key != "posts"}, id="a column too few"),
        pytest.param(lambda row: [row], id="a list"),
    ],
)
def test_a_row_that_is_none_of_its_table_is_refused(
    archive: Path, tmp_path: Path, line: Callable[[dict[str, Any]], Any]
) -> None:
    def change(rows: bytes) -> bytes:
        first = first_row(rows)
        return canonical(line(json.loads(first))) + b"\n" + rows[len(first) :]

    made = forged(archive, tmp_path / "so.zip", put(LINES, change), counted=True)

    with pytest.raises(Damaged, match="quotas_decisionline"):
        check(made)


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(lambda line: line.replace(b'"posts":6', b'"posts": 6'), id="a blank"),
        pytest.param(lambda line: line.replace(b'"posts":6', b'"posts":0,"posts":6'), id="a column told twice"),
        pytest.param(lambda line: line.replace(b"giao", b"gia\\u006f"), id="a letter by its number"),
        pytest.param(lambda line: line.replace(b"giao", b"gia\\ud800"), id="half a letter"),
        pytest.param(lambda line: b"[" * 5000 + b"\n", id="too deep"),
        pytest.param(lambda line: line[:-1] + b"\r\n", id="another end of line"),
        pytest.param(lambda line: b"\n", id="an empty line"),
    ],
)
def test_a_row_has_one_spelling_only(archive: Path, tmp_path: Path, spelling: Callable[[bytes], bytes]) -> None:
    made = forged(archive, tmp_path / "so.zip", put(LINES, spelling), counted=True)

    assert members_of(made)[LINES] != members_of(archive)[LINES]
    with pytest.raises(Damaged):
        check(made)


def test_an_archive_that_unpacks_without_end_is_refused_in_little_memory(archive: Path, tmp_path: Path) -> None:
    made = forged(archive, tmp_path / "so.zip", put(USERS, lambda _rows: b"a" * 300_000_000), counted=True)
    assert made.stat().st_size < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(Damaged):
        check(made)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kB


def test_an_archive_whose_members_lie_over_each_other_is_refused(archive: Path, tmp_path: Path) -> None:
    """So a few bytes would unpack to many members (CVE-2024-0450): here a table lies within a scan."""
    scan = f"attachments/{manifest_of(archive)['files'][0]['name']}"
    plain = forged(archive, tmp_path / "plain.zip", lambda _members: None, counted=True)
    check(plain)
    made = forged(plain, tmp_path / "so.zip", put(scan, lambda _scan: packed(plain, ENTRIES)), counted=True)
    check(made)

    with zipfile.ZipFile(made, "a") as opened:
        opened.getinfo(ENTRIES).header_offset = data_of(opened.getinfo(scan))
        opened.comment = b""  # so that the directory is written anew
    sealed(made)

    with zipfile.ZipFile(made) as opened:
        assert opened.read(ENTRIES) == members_of(archive)[ENTRIES]
    with pytest.raises(Damaged, match="quotas_entry"):
        check(made)


def test_all_is_checked_before_a_database_is_asked_or_a_file_written(archive: Path, tmp_path: Path) -> None:
    """There is no database for this test: who asks one fails otherwise."""
    last = manifest_of(archive)["files"][-1]["name"]
    scan = forged(archive, tmp_path / "scan.zip", put(f"attachments/{last}", lambda content: content[::-1]))
    row = forged(archive, tmp_path / "row.zip", put(LINES, lambda rows: rows.replace(b":6", b":6.5")), counted=True)

    for made in (scan, row):
        with pytest.raises(Damaged):
            restore(made, replace=True, other_kind=True)


# ---- What only the database or the ledger notices: everything is taken back


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            put(LINES, lambda rows: rows.replace(b'"posts":6', b'"posts":7')), "mã trạng thái", id="another figure"
        ),
        pytest.param(put(ENTRIES, lambda rows: first_row(rows)), "mã trạng thái", id="entries taken away"),
        pytest.param(put(USERS, lambda _rows: b""), "cơ sở dữ liệu báo lỗi", id="nobody is left"),
        pytest.param(
            put(table("quotas_register"), lambda rows: rows.replace(b":1}", b":2}")),
            "cơ sở dữ liệu báo lỗi",
            id="a row that breaks a constraint",
        ),
        pytest.param(saying(lambda said: said.update(head="0" * 64)), "mã chốt", id="another head"),
        pytest.param(saying(lambda said: said.update(position=4)), "số thứ tự", id="another position"),
    ],
)
def test_a_restore_that_fails_late_leaves_rows_and_files_as_they_were(
    archive: Path, another: Place, tmp_path: Path, change: Callable[[Members], None], words: str
) -> None:
    made = forged(archive, tmp_path / "so.zip", change, counted=True)
    check(made)

    assert words in unchanged(another, str(made), "--replace")


def test_people_go_on_after_a_restore_that_failed_late(archive: Path, other: Place, tmp_path: Path) -> None:
    made = forged(archive, tmp_path / "so.zip", saying(lambda said: said.update(head="0" * 64)))
    assert other.run("restore", str(made), "--replace").returncode == 2

    other.script(BOOK, other.script(PREPARE))

    assert other.done("verify").startswith("OK")


def test_a_scan_that_was_altered_is_put_right_and_the_altered_one_kept(
    archive: Path, original: Place, again: Place
) -> None:
    place = again
    altered = sorted(place.attachments.rglob("*.pdf"))[0]
    altered.write_bytes(b"khac")

    told = place.done("restore", str(archive), "--replace")

    assert place.standing() == original.standing()
    assert "1 tệp khác" in told
    kept = altered.with_name(f"{altered.name}.truoc-khoi-phuc-1")
    assert kept.read_bytes() == b"khac"
    assert place.files().keys() - original.files().keys() == {kept.relative_to(place.attachments).as_posix()}


def test_no_room_for_the_attachments_is_told_before_anything_is_touched(archive: Path, another: Place) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    before = another.rows(), another.files()

    refused = another.run("restore", str(archive), "--replace", preexec_fn=limit)

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "tệp vượt dung lượng cho phép" in refused.stderr
    assert (another.rows(), another.files()) == before


@pytest.mark.skipif(not OWNER, reason="where the tests run as the role that serves")
def test_the_role_that_serves_restores_nothing(archive: Path, another: Place) -> None:
    before = another.rows()

    refused = Place(another.url, another.folder).run("restore", str(archive), "--replace")

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "DATABASE_OWNER_URL" in refused.stderr
    assert another.rows() == before


@pytest.mark.skipif(not ON_POSTGRESQL, reason="only PostgreSQL keeps text apart from bytes")
def test_a_text_that_postgresql_does_not_take_is_told(archive: Path, another: Place, tmp_path: Path) -> None:
    zero = put(table("agencies_agency"), lambda rows: rows.replace(b'"note":""', b'"note":"\\u0000"', 1))
    made = forged(archive, tmp_path / "so.zip", zero, counted=True)

    assert "agencies_agency có giá trị" in unchanged(another, str(made), "--replace")


@pytest.mark.skipif(not ON_POSTGRESQL, reason="another connection holds a lock on the server")
def test_somebody_at_work_is_waited_for_not_overrun(archive: Path, another: Place) -> None:
    busy = psycopg2.connect(another.url)
    with busy.cursor() as cursor:
        cursor.execute("LOCK TABLE quotas_register IN EXCLUSIVE MODE")

        assert "có người đang dùng sổ" in unchanged(another, str(archive), "--replace")

    busy.close()


def test_a_manifest_of_a_later_form_is_no_damage() -> None:
    with pytest.raises(Refused) as refusal:
        manifests.read_manifest(b'{"format": "orgregs backup", "version": 2}')

    assert not isinstance(refusal.value, Damaged)
