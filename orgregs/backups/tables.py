"""Rows of the register as lines of text and back: the same text from either database, and nothing but what stood there.

Values pass by the fields' own writing: what a field would derive, tidy or fill in is restored as it was.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

from orgregs.backups.refusals import Refused
from orgregs.foundation.records import Passing
from quotas.proof import own_models
from quotas.seals import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import Field

    from orgregs.backups.manifests import TableMember

_ROWS_AT_ONCE = 2000
_MOST_VALUES = 20_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", re.ASCII)
_INTEGERS = range(-(2**63), 2**63)
# They name people of the register that is replaced; and of an old session nobody must become another person.
_PASSING_TABLES = ("django_admin_log", "django_session")


def in_order() -> list[type[models.Model]]:
    """Return the models of the register, each after those that its rows point to."""
    ordered: dict[type[models.Model], None] = {}

    def place(model: type[models.Model], above: tuple[type[models.Model], ...]) -> None:
        if model in ordered or model in above or model not in known:
            return
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
                place(field.related_model, (*above, model))
        ordered[model] = None

    known = own_models()
    for model in known:
        place(model, ())
    return list(ordered)


def table_of(model: type[models.Model]) -> str:
    """Return the name of a model's table."""
    return model._meta.db_table


# ---- Out


def lines_of(model: type[models.Model]) -> Iterator[bytes]:
    """Yield the rows of a table, by their keys: one JSON object of columns a line."""
    fields = model._meta.concrete_fields
    columns = [str(field.column) for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        yield canonical(dict(zip(columns, row, strict=True))) + b"\n"


def last_id(model: type[models.Model]) -> int | None:
    """Return the highest number that a row of a table ever had: codes of drafts are made of it, and never used again."""
    key = model._meta.auto_field
    if key is None:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = _sequence(model)
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value END FROM {sequence}")  # noqa: S608
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table_of(model)])
        found = cursor.fetchone()
    return int(found[0]) if found and found[0] else None


def _sequence(model: type[models.Model]) -> str:
    key = model._meta.auto_field
    assert key is not None  # noqa: S101  # asked only of a table that counts
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted(table_of(model)), key.column])
        return str(cursor.fetchone()[0])


# ---- In


def reader() -> Callable[[TableMember, bytes], list[Any]]:
    """Return what reads a row of an archive as one of this program's tables; it raises `ValueError`."""
    known = {table_of(model): model for model in own_models()}

    def read(table: TableMember, line: bytes) -> list[Any]:
        if table.name not in known:
            raise ValueError(table.name)
        return row_of(known[table.name], line)

    return read


def row_of(model: type[models.Model], line: bytes) -> list[Any]:
    """Read one line back into values, in the order of the columns; raises `ValueError` unless `lines_of` wrote it."""
    told = json.loads(line)
    fields = model._meta.concrete_fields
    if not isinstance(told, dict) or told.keys() != {field.column for field in fields}:
        raise ValueError(line)
    row = {str(field.column): _value(field, told[field.column]) for field in fields}
    if canonical(row) + b"\n" != line:
        raise ValueError(line)
    return list(row.values())


def _value(field: Field[Any, Any], told: Any) -> Any:
    if told is None and field.null:
        return None
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    read = next((read for kind, read in _READERS if isinstance(field, kind)), None)
    if read is None:
        raise ValueError(field)
    return read(told)


def _yes_or_no(told: Any) -> bool:
    if isinstance(told, bool):
        return told
    raise ValueError(told)


def _moment(told: Any) -> dt.datetime:
    if _MOMENT.fullmatch(_text(told)):
        return dt.datetime.fromisoformat(told)
    raise ValueError(told)


def _day(told: Any) -> dt.date:
    if _DAY.fullmatch(_text(told)):
        return dt.date.fromisoformat(told)
    raise ValueError(told)


def _number(told: Any) -> int:
    if type(told) is int and told in _INTEGERS:
        return told
    raise ValueError(told)


def _text(told: Any) -> str:
    if isinstance(told, str):
        return told
    raise ValueError(told)


# The first kind that a column is of says how it is read.
_READERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (models.BooleanField, _yes_or_no),
    (models.DateTimeField, _moment),
    (models.DateField, _day),
    (models.IntegerField, _number),
    ((models.CharField, models.TextField, models.FileField), _text),
)


def hold_rows() -> bool:
    """Say whether any table of the register has a row."""
    return any(model._base_manager.exists() for model in own_models())


def lock() -> None:
    """Let nobody read or write the register before this transaction ends; SQLite does so by itself."""
    if connection.vendor == "postgresql":
        tables = ", ".join(_quoted(table_of(model)) for model in own_models())
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")


def empty() -> None:
    """Delete every row of the register, and what Django kept about its people; the guards must be lifted."""
    passing = [table_of(model) for model in apps.get_models() if issubclass(model, Passing)]
    with connection.cursor() as cursor:
        for table in (*_PASSING_TABLES, *passing, *(table_of(model) for model in reversed(in_order()))):
            cursor.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608  # our own names


def fill(model: type[models.Model], rows: Iterable[list[Any]]) -> None:
    """Insert rows as they stood, with their keys; the guards must be lifted."""
    columns = [str(field.column) for field in model._meta.concrete_fields]
    most = connection.features.max_query_params or _MOST_VALUES
    names = ", ".join(_quoted(column) for column in columns)
    into = f"INSERT INTO {_quoted(table_of(model))} ({names}) VALUES "  # noqa: S608  # our own names
    one = f"({', '.join(['%s'] * len(columns))})"
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(itertools.islice(remaining, max(1, most // len(columns)))):
            values = [_adapted(value) for row in batch for value in row]
            try:
                cursor.execute(into + ", ".join([one] * len(batch)), values)
            except ValueError as error:  # PostgreSQL takes no text with a zero byte
                sentence = _("bảng %(table)s có giá trị mà cơ sở dữ liệu này không nhận: %(error)s")
                raise Refused(sentence % {"table": table_of(model), "error": error}) from error


def _adapted(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def count_on(model: type[models.Model], last: int | None) -> None:
    """Let the next row be numbered above every number there was; never lower it, for PostgreSQL would not undo that."""
    highest = max(last or 0, last_id(model) or 0, _highest(model))
    if model._meta.auto_field is None or not highest:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s)", [_sequence(model), highest])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table_of(model)])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table_of(model), highest])


def _highest(model: type[models.Model]) -> int:
    key = model._meta.auto_field
    if key is None:
        return 0
    return model._base_manager.aggregate(highest=models.Max(key.name))["highest"] or 0


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
