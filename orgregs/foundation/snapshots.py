"""One moment of the register, read while people go on working."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """Let everything that is read within be of one moment; nobody has to wait for it."""
    if connection.in_atomic_block:  # the caller's own moment
        yield
        return
    with _without_a_writers_lock(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextlib.contextmanager
def _without_a_writers_lock() -> Iterator[None]:
    """Begin on SQLite as a reader: the settings let every transaction begin as a writer, for whom others wait."""
    if connection.vendor != "sqlite":
        yield
        return
    sqlite: Any = connection
    sqlite.ensure_connection()  # reads the settings
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = usual
