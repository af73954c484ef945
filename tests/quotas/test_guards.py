"""What was booked is only ever added to: the database itself refuses everything else, on both databases, by raw SQL."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from orgregs.foundation import guards
from quotas.proof import faults_of_guards

if TYPE_CHECKING:
    from django.db import models

    from tests.quotas.conftest import Desk

ON_POSTGRESQL = connection.vendor == "postgresql"
BOOKED = [
    "quotas_countersignature",
    "quotas_decisionacknowledgement",
    "quotas_decisionline",
    "quotas_entry",
    "quotas_quotadecision",
    "quotas_receipt",
    "quotas_seal",
    "quotas_statedtotal",
    "regulations_attachment",
]
PARTS = ["quotas_decisionacknowledgement", "quotas_decisionline", "quotas_entry", "quotas_statedtotal"]


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def refused(*statements: str) -> str:
    """Run statements, which the database must refuse; return what it said."""
    with pytest.raises(DatabaseError) as refusal:
        run(*statements)
    return str(refusal.value)


@pytest.fixture
def filled(desk: Desk) -> None:
    """A row in every guarded table."""
    from quotas.models import Countersignature, Receipt
    from regulations.actions import attach_scan
    from tests.quotas.conftest import MOMENT
    from tests.scans import upload

    decision = desk.booked(
        desk.line("mttq", 6),
        totals=[desk.total(7)],
        reasons={"total-differs": "Bản giấy in sai"},
    )
    attach_scan(document=decision.document, upload=upload(), is_secret=False, by=desk.drafts, at=MOMENT)
    Receipt.objects.create(
        draft=decision.draft, file_name="a.xlsx", sha256="0" * 64, size=1, received_by=desk.drafts, received_at=MOMENT
    )
    Countersignature.objects.create(
        decision=decision, countersigned_by=desk.books, countersigned_at=MOMENT, position=1, digest="0" * 64
    )
    with connection.cursor() as cursor:
        for table in BOOKED:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608  # names of this module
            assert cursor.fetchone()[0], f"{table} is empty: nothing would be refused"


def columns(table: str) -> list[str]:
    return [str(field.column) for field in model_of(table)._meta.concrete_fields]


def copies(table: str, **changed: str) -> str:
    """Return the SELECT of a row as it stands, with some columns said otherwise."""
    told = ", ".join(changed.get(column, column) for column in columns(table))
    return f"({', '.join(columns(table))}) SELECT {told} FROM {table} WHERE 1 = 1"  # noqa: S608


def test_the_guarded_tables_are_those_of_the_booked_side() -> None:
    assert guards.guarded_tables() == BOOKED


def test_every_model_that_only_its_seal_closes_is_sealed() -> None:
    """A new table with a key to QuotaDecision must be guarded too."""
    from quotas.models import DecisionDraft, QuotaDecision

    booked = {
        relation.related_model._meta.db_table
        for relation in QuotaDecision._meta.related_objects
        if relation.related_model is not DecisionDraft
    }

    assert booked <= set(BOOKED)


@pytest.mark.parametrize("table", BOOKED)
def test_a_row_is_neither_changed_nor_removed(filled: None, table: str) -> None:
    column = columns(table)[-1]

    for statement in (
        f"UPDATE {table} SET {column} = {column}",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
        f"DELETE FROM {table} WHERE 1 = 1",  # noqa: S608
    ):
        assert_told(refused(statement), table)


def assert_told(sentence: str, table: str) -> None:
    """The guard speaks, or, before it, the server that gives the role no such right."""
    assert f"orgregs: rows of {table} are only ever added" in sentence or "permission denied" in sentence


@pytest.mark.parametrize("table", BOOKED)
def test_a_row_is_not_replaced_by_another(filled: None, table: str) -> None:
    key = str(model_of(table)._meta.pk.column)
    last = columns(table)[-1]
    upsert = f"INSERT INTO {table} {copies(table)} ON CONFLICT ({key}) DO UPDATE SET {last} = excluded.{last}"
    statements = [upsert]
    if not ON_POSTGRESQL:
        statements += [
            f"INSERT OR REPLACE INTO {table} {copies(table)}",
            f"REPLACE INTO {table} {copies(table)}",
            f"UPDATE OR REPLACE {table} SET {key} = {key}",  # noqa: S608
        ]

    for statement in statements:
        sentence = refused(statement)
        assert "orgregs: " in sentence or "permission denied" in sentence


@pytest.mark.skipif(ON_POSTGRESQL, reason="REPLACE is SQLite's")
def test_a_row_is_not_replaced_through_another_of_its_keys(filled: None) -> None:
    replaced = {"quotas_seal": {"decision_id": "2"}, "quotas_statedtotal": {"id": "99"}, "quotas_entry": {"id": "99"}}

    for table, changed in replaced.items():
        assert "orgregs:" in refused(f"INSERT OR REPLACE INTO {table} {copies(table, **changed)}")


@pytest.mark.skipif(not ON_POSTGRESQL, reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("table", BOOKED)
def test_a_table_is_not_emptied(filled: None, table: str) -> None:
    # No check of a key may be waiting: the server would refuse for that alone.
    sentence = refused("SET CONSTRAINTS ALL IMMEDIATE", f"TRUNCATE {table} CASCADE")

    assert "are only ever added" in sentence or "permission denied" in sentence


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a mode of PostgreSQL's")
def test_guards_stand_in_replica_mode_too(filled: None) -> None:
    sentence = refused("SET LOCAL session_replication_role = replica", "DELETE FROM quotas_entry")

    assert "only ever added" in sentence or "permission denied" in sentence


@pytest.mark.parametrize("table", PARTS)
def test_what_is_sealed_takes_no_more_rows(filled: None, table: str) -> None:
    from quotas.models import DecisionLine

    other = {
        "quotas_decisionline": {"id": "id + 1000", "number": "99"},
        "quotas_decisionacknowledgement": {"id": "id + 1000", "code": "'other'"},
        "quotas_entry": {"id": "id + 1000", "year": "2023", "effective_on": "'2023-05-01'"},
        "quotas_statedtotal": {"id": "id + 1000", "category_id": "(SELECT MAX(id) FROM quotas_staffcategory)"},
    }[table]

    assert f"orgregs: {table} takes no row for what is sealed" in refused(
        f"INSERT INTO {table} {copies(table, **other)}"
    )
    assert DecisionLine.objects.count() == 1


def test_the_guards_stand_as_the_models_ask_for_them(db: None) -> None:
    assert guards.missing(connection) == []


def test_guards_that_are_gone_are_named(unguarded: None) -> None:
    gone = guards.missing(connection)

    assert "guard_quotas_entry_sealed" in gone
    assert len(gone) == (22 if ON_POSTGRESQL else 31)


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite keeps the text of a trigger")
def test_a_guard_that_does_nothing_is_named(unguarded: None) -> None:
    guards.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER guard_quotas_entry_update")
        cursor.execute("CREATE TRIGGER guard_quotas_entry_update BEFORE UPDATE ON quotas_entry BEGIN SELECT 1; END")

    assert guards.missing(connection) == ["guard_quotas_entry_update"]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's triggers call functions and can be switched off")
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        pytest.param(
            "ALTER TABLE quotas_entry DISABLE TRIGGER guard_quotas_entry_change",
            ["guard_quotas_entry_change"],
            id="switched off",
        ),
        pytest.param(
            "ALTER TABLE quotas_entry ENABLE TRIGGER guard_quotas_entry_change",
            ["guard_quotas_entry_change"],
            id="not in replica mode",
        ),
        pytest.param(
            "CREATE OR REPLACE FUNCTION orgregs_not_after_the_seal() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$",
            [f"guard_{table}_sealed" for table in PARTS],
            id="a function that lets everything through",
        ),
    ],
)
def test_a_guard_that_does_nothing_is_named_there_too(unguarded: None, statement: str, named: list[str]) -> None:
    guards.install(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert guards.missing(connection) == named


@pytest.mark.django_db(transaction=True)
def test_guards_are_there_again_after_a_table_was_emptied_for_a_test(db: None) -> None:
    assert guards.missing(connection) == []


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's hidden key of a row")
def test_a_row_is_not_replaced_through_its_hidden_key(filled: None) -> None:
    """Without recursive_triggers, as any other program opens the file: REPLACE fires no DELETE trigger then."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")
    columns_but_key = [each for each in columns("quotas_quotadecision") if each not in {"position", "draft_id"}]
    names = ", ".join(columns_but_key)
    try:
        told = refused(
            f"INSERT OR REPLACE INTO quotas_quotadecision (rowid, position, draft_id, {names}) "  # noqa: S608
            f"SELECT rowid, 99, draft_id + 1, {names} FROM quotas_quotadecision"
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")

    assert "are only ever added" in told


# ---- What else acts on a guarded table, and who may


def test_a_trigger_of_nobodys_models_is_named(unguarded: None) -> None:
    guards.install(connection)
    if ON_POSTGRESQL:
        body = "CREATE FUNCTION half() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.change := 1; RETURN NEW; END $$"
        run(body, "CREATE TRIGGER guard_half BEFORE INSERT ON quotas_entry FOR EACH ROW EXECUTE FUNCTION half()")
    else:
        run("CREATE TRIGGER guard_half AFTER INSERT ON QUOTAS_Entry BEGIN SELECT 1; END")

    assert guards.strangers(connection) == ["quotas_entry: guard_half"]
    assert guards.missing(connection) == []
    assert "quotas_entry: guard_half" in " ".join(faults_of_guards())


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no rules")
def test_a_rule_on_a_guarded_table_is_named(unguarded: None) -> None:
    guards.install(connection)
    run("CREATE RULE nothing AS ON INSERT TO quotas_entry DO INSTEAD NOTHING")

    assert guards.strangers(connection) == ["quotas_entry: nothing"]


def test_the_guards_of_a_register_have_no_company(db: None) -> None:
    assert guards.strangers(connection) == []
    assert guards.too_many_rights(connection) == []


@pytest.mark.skipif(not os.environ.get("ORGREGS_TEST_OWNER"), reason="asks for two roles of PostgreSQL")
def test_a_right_too_many_of_the_role_that_serves_is_named(db: None) -> None:
    role = settings.DATABASE_APP_ROLE
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{os.environ["ORGREGS_TEST_OWNER"]}"')
        cursor.execute(f'GRANT UPDATE ON quotas_entry TO "{role}"')
        cursor.execute("RESET ROLE")
        try:
            assert guards.too_many_rights(connection) == ["quotas_entry"]
            assert "có quyền sửa bảng quotas_entry" in " ".join(faults_of_guards())
        finally:
            connection.set_rollback(True)
