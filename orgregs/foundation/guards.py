"""Tables to which rows are only ever added: the database itself refuses to change or remove what stands in them.

A row that was written is guarded against UPDATE, DELETE, TRUNCATE, and against an INSERT that would replace it
(REPLACE, UPSERT); rows that belong to a sealed one may not come after the seal. The triggers are built from the models,
for both databases, and made again after every migration: SQLite drops them, silently, whenever it rebuilds a table.

On SQLite whoever may write the file can drop a trigger; `missing` tells. On PostgreSQL the tables belong to another role
than the one the program works as, so that the program cannot even try (see docs/production.md).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import connections, models, transaction
from django.db.models.signals import post_migrate, pre_migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.apps import AppConfig
    from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "guard_"
_REFUSAL = "orgregs: rows of {table} are only ever added"
_SEALED = "orgregs: {table} takes no row for what is sealed"


@dataclass(frozen=True)
class Guard:
    """A table to guard; `sealed_by`: the model whose row closes a whole, and `part_of` the field that names the whole."""

    model: type[models.Model]
    sealed_by: type[models.Model] | None = None
    part_of: str = ""


class Trigger(NamedTuple):
    """One trigger: on which table, the statements that make it, and what the database then says of it."""

    name: str
    table: str
    statements: tuple[str, ...]
    as_standing: str


_guards: dict[str, Guard] = {}


def register(model: type[models.Model], *, sealed_by: type[models.Model] | None = None, part_of: str = "") -> None:
    """Let rows of a model be added only; if `sealed_by` has a row for what `part_of` names, not even that."""
    _guards[model._meta.db_table] = Guard(model, sealed_by, part_of)


def keep(sender: AppConfig) -> None:
    """Make the guards again after every migration; `sender`: one app with models, so that it is done once.

    These are the project's only signals. SQLite rebuilds a table by renaming another, which a trigger that names the
    table would stop: there the guards are lifted first.
    """
    pre_migrate.connect(_lift_for_rebuilding, sender=sender)
    post_migrate.connect(_install_again, sender=sender)


def _lift_for_rebuilding(*, using: str, **_told: Any) -> None:
    if connections[using].vendor == "sqlite":
        lift(connections[using])


def _install_again(*, using: str, **_told: Any) -> None:
    install(connections[using])
    grant(connections[using])


def guarded_tables() -> list[str]:
    """Return the names of the guarded tables, in order."""
    return sorted(_guards)


# ---- What stands in the database


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every guard as the models ask for it now; what stands under their names is replaced."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        lift(connection)
        for function, body in _BODIES.items() if connection.vendor == "postgresql" else ():
            cursor.execute(f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        for trigger in _wanted(connection):
            for statement in trigger.statements:
                cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Drop every guard, whatever made it: before tables are rebuilt, and before a test empties them."""
    with connection.cursor() as cursor:
        for name, table in sorted(_standing(connection)):
            on_table = f" ON {_quoted(connection, table)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_quoted(connection, name)}{on_table}")


@contextlib.contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the guards for a while; only tests do so."""
    lift(connection)
    try:
        yield
    finally:
        install(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of guards that are gone, switched off, or not as the models ask for them."""
    standing = _standing(connection)
    return sorted(
        trigger.name
        for trigger in _wanted(connection)
        if standing.get((trigger.name, trigger.table)) != trigger.as_standing
    )


# SQLite keeps the name of a table as whoever made the trigger wrote it.
_ACTING_ON_SQLITE = "SELECT lower(tbl_name), name FROM sqlite_master WHERE type = 'trigger'"


def strangers(connection: BaseDatabaseWrapper) -> list[str]:
    """Return, as "table: name", what else acts when a guarded table is written: triggers and rules of nobody's models."""
    ours = {(trigger.table, trigger.name) for trigger in _wanted(connection)}
    guarded = set(_existing(connection))
    with connection.cursor() as cursor:
        cursor.execute(_ACTING if connection.vendor == "postgresql" else _ACTING_ON_SQLITE)
        acting = set(cursor.fetchall())
    return sorted(f"{table}: {name}" for table, name in acting - ours if table in guarded)


def _standing(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """Return what makes each guard out, by its name and table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_STANDING, [f"{PREFIX}%"])
        else:
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
            )
        return {(name, table): text for name, table, text in cursor.fetchall()}


# ---- How they are made


def _wanted(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    build = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    existing = _existing(connection)
    for guard in (_guards[table] for table in existing):
        if guard.sealed_by is None or guard.sealed_by._meta.db_table in existing:
            yield from build(guard, connection)


def _on_sqlite(guard: Guard, connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    table = guard.model._meta.db_table
    quoted = _quoted(connection, table)
    refusal = f"SELECT RAISE(ABORT, '{_REFUSAL.format(table=table)}')"
    for event in ("update", "delete"):
        yield _sqlite(connection, table, event, f"BEFORE {event.upper()} ON {quoted} BEGIN {refusal}; END")
    same = " OR ".join(
        "(" + " AND ".join(f"{_quoted(connection, column)} = NEW.{_quoted(connection, column)}" for column in key) + ")"
        for key in unique_keys(guard.model)
    )
    # A key that is no alias of the rowid leaves that as one more by which a row could be replaced.
    same += " OR rowid = NEW.rowid"
    yield _sqlite(
        connection,
        table,
        "replace",
        f"BEFORE INSERT ON {quoted} WHEN EXISTS (SELECT 1 FROM {quoted} WHERE {same}) "  # noqa: S608  # our own names
        f"BEGIN {refusal}; END",
    )
    if guard.sealed_by is not None:
        seal, of_seal, part = _sealing(guard, connection)
        yield _sqlite(
            connection,
            table,
            "sealed",
            f"BEFORE INSERT ON {quoted} WHEN EXISTS (SELECT 1 FROM {seal} WHERE {of_seal} = NEW.{part}) "  # noqa: S608
            f"BEGIN SELECT RAISE(ABORT, '{_SEALED.format(table=table)}'); END",
        )


def _sqlite(connection: BaseDatabaseWrapper, table: str, event: str, rest: str) -> Trigger:
    name = f"{PREFIX}{table}_{event}"
    statement = f"CREATE TRIGGER {_quoted(connection, name)} {rest}"
    return Trigger(name, table, (statement,), statement)


_BODIES = {
    "orgregs_only_added": """
BEGIN
    RAISE EXCEPTION 'orgregs: rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
""",
    "orgregs_not_after_the_seal": """
DECLARE is_sealed boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM %I.%I WHERE %I = ($1).%I)', TG_TABLE_SCHEMA, TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]
    ) INTO is_sealed USING NEW;
    IF is_sealed THEN
        RAISE EXCEPTION 'orgregs: % takes no row for what is sealed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
}
# When a trigger fires, as PostgreSQL keeps it: for each row 1, before 2, insert 4, delete 8, update 16, truncate 32.
_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 4, 8, 16, 32
_END = r"\000"  # of an argument, as encode() prints it
_STANDING = """
    SELECT t.tgname, c.relname,
        concat_ws('/', t.tgenabled, t.tgtype, p.proname, p.prosrc, t.tgqual IS NULL, encode(t.tgargs, 'escape'))
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE %s
"""
_ACTING = """
    SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT c.relname, r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE r.rulename <> '_RETURN' AND c.relnamespace = current_schema()::regnamespace
"""


def _on_postgresql(guard: Guard, connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    table = guard.model._meta.db_table
    yield _postgresql(connection, table, "change", _ROW + _BEFORE + _UPDATE + _DELETE, "orgregs_only_added")
    yield _postgresql(connection, table, "truncate", _BEFORE + _TRUNCATE, "orgregs_only_added")
    if guard.sealed_by is not None:
        names = (guard.sealed_by._meta.db_table, *_columns(guard))
        yield _postgresql(connection, table, "sealed", _ROW + _BEFORE + _INSERT, "orgregs_not_after_the_seal", names)


def _postgresql(
    connection: BaseDatabaseWrapper, table: str, event: str, kind: int, function: str, names: tuple[str, ...] = ()
) -> Trigger:
    # A name of PostgreSQL holds 63 characters; ours are shorter.
    name = f"{PREFIX}{table}_{event}"
    quoted, on_table = _quoted(connection, name), _quoted(connection, table)
    events = {_INSERT: "INSERT", _UPDATE: "UPDATE", _DELETE: "DELETE", _TRUNCATE: "TRUNCATE"}
    when = " OR ".join(word for bit, word in events.items() if kind & bit)
    each = "ROW" if kind & _ROW else "STATEMENT"
    arguments = ", ".join(f"'{name}'" for name in names)
    return Trigger(
        name,
        table,
        (
            f"CREATE TRIGGER {quoted} BEFORE {when} ON {on_table} FOR EACH {each} "
            f"EXECUTE FUNCTION {function}({arguments})",
            f"ALTER TABLE {on_table} ENABLE ALWAYS TRIGGER {quoted}",
        ),
        # Always, in replica mode too; with our own function as we wrote it; without a condition.
        f"A/{kind}/{function}/{_BODIES[function]}/t/{''.join(name + _END for name in names)}",
    )


# ---- Rights


def grant(connection: BaseDatabaseWrapper) -> None:
    """Let the role that serves read, add and edit, but only add to guarded tables; where it owns them, this is idle."""
    role = settings.DATABASE_APP_ROLE
    if connection.vendor != "postgresql" or not role:
        return
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            return
        app = _quoted(connection, role)
        tables = ", ".join(_quoted(connection, name) for name in (*_existing(connection), "django_migrations"))
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {app}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
            f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {app}",
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {tables} FROM {app}",
            f"REVOKE INSERT ON django_migrations FROM {app}",
        ):
            cursor.execute(statement)


def too_many_rights(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the guarded tables of another role that the one of this connection could change without their triggers.

    A role that owns the tables may do everything: a register with one role only, or SQLite, has no rights to look at.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)"
            " AND relowner <> current_user::regrole AND has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')",
            [_existing(connection)],
        )
        return sorted(name for (name,) in cursor.fetchall())


def _existing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the guarded tables that exist: a register on its way back to an older form may lack some."""
    existing = set(connection.introspection.table_names())
    return [table for table in guarded_tables() if table in existing]


def unique_keys(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Return the columns of each key of a model by which a row could be replaced."""
    fields = [(str(field.column),) for field in model._meta.concrete_fields if field.unique]
    constraints = [
        tuple(str(model._meta.get_field(name).column) for name in constraint.fields)  # type: ignore[union-attr]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]
    return [*fields, *constraints]


def _columns(guard: Guard) -> tuple[str, str]:
    """Return the seal's column that names the whole, and the guarded table's."""
    assert guard.sealed_by is not None  # noqa: S101  # asked only of a table that something seals
    seal, part = guard.sealed_by._meta.pk, guard.model._meta.get_field(guard.part_of)
    assert seal is not None  # noqa: S101  # every model has one
    return str(seal.column), str(part.column)  # type: ignore[union-attr]  # a key of the model itself


def _sealing(guard: Guard, connection: BaseDatabaseWrapper) -> tuple[str, str, str]:
    assert guard.sealed_by is not None  # noqa: S101
    of_seal, part = _columns(guard)
    return (
        _quoted(connection, guard.sealed_by._meta.db_table),
        _quoted(connection, of_seal),
        _quoted(connection, part),
    )


def _quoted(connection: BaseDatabaseWrapper, name: str) -> str:
    return connection.ops.quote_name(name)
