"""`manage.py verify`: guards, constraints, seals, entries and files, and heads that somebody noted outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from orgregs.foundation import chores, guards
from quotas.proof import anchor_faults, faults_of_contents, head_of
from regulations.actions import attach_scan
from regulations.models import Attachment
from tests.conftest import guards_lifted
from tests.quotas.conftest import MOMENT
from tests.scans import upload

if TYPE_CHECKING:
    from tests.quotas.conftest import Desk

ON_POSTGRESQL = connection.vendor == "postgresql"
ELSEWHERE = "c0ffee" + "0" * 58


@pytest.fixture
def register(desk: Desk) -> None:
    """Two decisions, the first with a scan."""
    paper = desk.paper()
    attach_scan(document=paper, upload=upload(), is_secret=False, by=desk.drafts, at=MOMENT)
    desk.booked(desk.line("mttq", 6), document=paper)
    desk.booked(desk.line("ldld", 2))


def verified(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Return the exit code of `verify`, and what it prints."""
    try:
        call_command("verify", *words)
        code = 0
    except CommandError as refusal:
        code = refusal.returncode
    told = capsys.readouterr()
    return code, told.out, told.err


def raw(*statements: str) -> None:
    """Write past every guard; the guards stand again afterwards."""
    with guards_lifted(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_sound_register_is_told_with_position_and_head(register: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(capsys) == (0, f"OK: 2 decision(s), head {head_of(2)}\n", "")


def test_heads_noted_outside_that_still_stand_are_no_fault(register: None, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = verified(capsys, "--anchor", f"1:{head_of(1)}", "--anchor", f"2:{head_of(2).upper()}")

    assert (code, err) == (0, "")


def test_a_head_that_is_no_longer_that_of_its_position_is_told(
    register: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = verified(capsys, "--anchor", f"1:{ELSEWHERE}")

    assert (code, out) == (1, "")
    noted = chores.last(chores.VERIFY)
    assert noted is not None
    assert noted.faults == 0  # a head may have been noted, or typed, wrong
    assert f"Mã chốt số 1 nay là {head_of(1)}, khác với mã đã ghi lại: sổ đã bị viết lại." in err


def test_a_position_that_was_noted_and_is_gone_is_told(register: None) -> None:
    assert anchor_faults(3, ELSEWHERE) == ["Sổ không có quyết định số 3, dù đã có người ghi lại mã chốt của số đó."]


def test_another_history_with_seals_that_fit_is_found_by_a_noted_head_only(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.booked(desk.line("mttq", 6))
    noted = head_of(1)
    raw(
        *(f"DELETE FROM quotas_{name}" for name in ("seal", "entry", "decisionline")),  # noqa: S608  # our own names
        "DELETE FROM quotas_quotadecision",
        "UPDATE quotas_decisiondraft SET state = 'preparing', submitted_by_id = NULL, submitted_at = NULL",
    )
    desk.booked(desk.line("mttq", 7))

    assert verified(capsys)[0] == 0
    assert verified(capsys, "--anchor", f"1:{noted}")[0] == 1


@pytest.mark.parametrize("typed", ["1", f"1-{ELSEWHERE}", "1:abc", f"một:{ELSEWHERE}", f"-1:{ELSEWHERE}", ""])
def test_an_anchor_that_is_none_is_refused_before_anything_is_checked(
    db: None, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    assert verified(capsys, f"--anchor={typed}")[0] == 2


def test_a_guard_that_is_gone_is_named(register: None, capsys: pytest.CaptureFixture[str]) -> None:
    name = "guard_quotas_entry_change" if ON_POSTGRESQL else "guard_quotas_entry_update"
    on_table = " ON quotas_entry" if ON_POSTGRESQL else ""
    with guards_lifted():
        guards.install(connection)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name}{on_table}")
        code, _out, err = verified(capsys)

    assert code == 1
    assert f"Lớp bảo vệ {name}" in err


def test_a_scan_that_is_gone_or_changed_is_named(register: None, capsys: pytest.CaptureFixture[str]) -> None:
    kept = Path(Attachment.objects.get().file.path)
    content = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(content[:-1] + b"?")

    code, _out, err = verified(capsys)

    kept.write_bytes(content)
    assert code == 1
    assert "Bản chụp của quyết định số 1" in err


def test_a_file_that_no_decision_seals_is_checked_too(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    kept = attach_scan(document=desk.paper(), upload=upload(), is_secret=False, by=desk.drafts, at=MOMENT)
    path = Path(kept.file.path)
    path.unlink()

    code, _out, err = verified(capsys)

    assert code == 1
    assert "Tệp đính kèm “" in err


def test_a_constraint_that_is_gone_is_named(register: None) -> None:
    """Here on both databases by its name; SQLite drops one only with its table."""
    with guards_lifted(), connection.cursor() as cursor:
        if ON_POSTGRESQL:
            cursor.execute("ALTER TABLE quotas_entry DROP CONSTRAINT decision_posts_once_to_an_account_a_day")
        else:
            cursor.execute("PRAGMA writable_schema = ON")
            cursor.execute(
                "UPDATE sqlite_master SET sql = replace(sql, 'CONSTRAINT \"entry_moves_posts\" CHECK (NOT (\"change\" = 0))', 'CHECK (1)')"
                " WHERE name = 'quotas_entry'"
            )
            cursor.execute("PRAGMA writable_schema = RESET")
        told = faults_of_contents()

    missing = "decision_posts_once_to_an_account_a_day" if ON_POSTGRESQL else "entry_moves_posts"
    assert f"Bảng quotas_entry thiếu ràng buộc {missing}." in told


def test_what_keeps_periods_apart_is_looked_at_too(register: None) -> None:
    name, table = "agency_bears_one_name_a_day", "agencies_agencyname"
    with guards_lifted(), connection.cursor() as cursor:
        if ON_POSTGRESQL:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        else:
            cursor.execute(f"DROP TRIGGER {name}_insert")
        told = faults_of_contents()

    assert f"Bảng {table} thiếu ràng buộc {name}{'' if ON_POSTGRESQL else '_insert'}." in told


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a constraint of SQLite is dropped with its table only")
def test_a_row_that_breaks_a_constraint_somebody_dropped_is_named(register: None) -> None:
    with guards_lifted(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE quotas_entry DROP CONSTRAINT entry_moves_posts")
        cursor.execute("UPDATE quotas_entry SET change = 0 WHERE decision_id = 1")
        told = " ".join(faults_of_contents())

    assert "trái với ràng buộc entry_moves_posts" in told


def test_a_row_that_breaks_a_check_is_named_though_the_check_stands(register: None) -> None:
    if ON_POSTGRESQL:
        pytest.skip("PostgreSQL cannot be told to look away")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    try:
        raw("UPDATE quotas_entry SET change = 0 WHERE decision_id = 1")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")

    assert "trái với ràng buộc entry_moves_posts" in " ".join(faults_of_contents())
