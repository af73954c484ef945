"""Does the database hold what the models promise: every constraint is there, and no row breaks one."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from orgregs.foundation.periods import NoOverlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper


def faults(connection: BaseDatabaseWrapper, checked: Iterable[type[models.Model]]) -> Iterator[str]:
    """Tell, one sentence each: constraints that are gone, rows that break one, keys that lead nowhere.

    Rows are looked at by query, whatever the constraints say: somebody may have dropped one, written, and made it again.
    """
    if connection.vendor == "sqlite":
        yield from _damage(connection)
    standing = _standing(connection)
    for model in checked:
        yield from _gone(connection, model, standing)
        yield from _broken(model)
        yield from _dangling(model)


def _damage(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Ask SQLite itself whether the file is whole."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(20)")
        for (told,) in cursor.fetchall():
            if told != "ok":
                yield _("Tệp cơ sở dữ liệu bị hỏng: %(told)s.") % {"told": told}


def _gone(
    connection: BaseDatabaseWrapper, model: type[models.Model], standing: Mapping[str, set[str]]
) -> Iterator[str]:
    table = model._meta.db_table
    for constraint in model._meta.constraints:
        # No two periods of one owner share a day: two triggers on SQLite.
        is_triggers = isinstance(constraint, NoOverlap) and connection.vendor == "sqlite"
        names = [f"{constraint.name}_{event}" for event in ("insert", "update")] if is_triggers else [constraint.name]
        for name in names:
            if name not in standing[table]:
                yield _("Bảng %(table)s thiếu ràng buộc %(name)s.") % {"table": table, "name": name}


def _standing(connection: BaseDatabaseWrapper) -> Mapping[str, set[str]]:
    """Return the names of the constraints and unique indexes of each table, as the database tells them now.

    Django's own introspection parses the text of every table on SQLite, which takes longer than all other checks.
    """
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ON_POSTGRESQL)
            for table, name in cursor.fetchall():
                found[table].add(name)
            return found
        cursor.execute(
            "SELECT lower(tbl_name), name, sql FROM sqlite_master WHERE type IN ('table', 'index', 'trigger')"
        )
        for table, name, text in cursor.fetchall():
            found[table] |= {name, *_NAMED.findall(text or "")}
    return found


_NAMED = re.compile(r'CONSTRAINT "([^"]+)"')
_ON_POSTGRESQL = """
    SELECT t.relname, c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.convalidated AND t.relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT t.relname, i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE x.indisunique AND x.indisvalid AND t.relnamespace = current_schema()::regnamespace
"""


def _broken(model: type[models.Model]) -> Iterator[str]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            rows = model._default_manager.filter(~models.Q(constraint.condition))
        elif isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            rows = _repeated(model, constraint)
        else:
            continue
        for key in rows.order_by("pk").values_list("pk", flat=True)[:20]:
            yield _("Bảng %(table)s, dòng %(key)s trái với ràng buộc %(name)s.") % {
                "table": model._meta.db_table,
                "key": key,
                "name": constraint.name,
            }


def _repeated(model: type[models.Model], constraint: models.UniqueConstraint) -> models.QuerySet[models.Model]:
    same = {name: models.OuterRef(name) for name in constraint.fields}
    others = model._default_manager.filter(**same).exclude(pk=models.OuterRef("pk"))
    return model._default_manager.filter(models.Exists(others))


def _dangling(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not (isinstance(field, models.ForeignKey) and isinstance(target, type)):
            continue
        there = target._default_manager.filter(**{str(field.target_field.name): models.OuterRef(field.attname)})
        lost = model._default_manager.filter(~models.Exists(there)).exclude(**{f"{field.name}__isnull": True})
        for key in lost.order_by("pk").values_list("pk", flat=True)[:20]:
            yield _("Bảng %(table)s, dòng %(key)s trỏ tới %(field)s không còn.") % {
                "table": model._meta.db_table,
                "key": key,
                "field": field.name,
            }
