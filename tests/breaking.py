"""Rows that the database takes and rows that it must refuse, one for each constraint.

A table of a test module names, for each model, what a good row holds, and for each constraint what to change in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

if TYPE_CHECKING:
    from accounts.models import User
    from agencies.models import Agency
    from localities.models import Locality
    from tests.conftest import Places

Fields = Mapping[str, Any]
Row = Callable[["World"], dict[str, Any]]


@dataclass
class World:
    """What the rows stand on."""

    places: Places
    person: User
    _numbers: Any = field(default_factory=lambda: count(1))

    def code(self) -> str:
        """A code that nothing bears yet."""
        return f"thu-{next(self._numbers)}"

    @property
    def locality(self) -> Locality:
        return self.places.locality("duc-linh")

    @property
    def other_locality(self) -> Locality:
        return self.places.locality("na-hang")

    @property
    def agency(self) -> Agency:
        return self.places.agency("duc-linh-mttq")

    @property
    def other_agency(self) -> Agency:
        return self.places.agency("duc-linh-ldld")

    def made(self, model: type[models.Model], row: Row, **changed: Any) -> Any:
        """A good row of a model, written."""
        return model._default_manager.create(**row(self) | changed)


@dataclass(frozen=True)
class Break:
    """What makes a good row bad; `also` names constraints that the same row must break too.

    For a constraint that tells rows apart, `twin` is what the second row has of its own.
    """

    changes: Row | Fields = field(default_factory=dict)
    also: tuple[str, ...] = ()
    twin: Row | Fields | None = None
    first: Row | Fields = field(default_factory=dict)


def _fields(said: Row | Fields, world: World) -> dict[str, Any]:
    return dict(said(world) if callable(said) else said)


def expect_refusal(world: World, label: str, name: str, row: Row, broken: Break) -> None:
    """Write the bad row and see the database name the constraint."""
    model = apps.get_model(label)
    if broken.twin is not None:
        first = row(world) | _fields(broken.first, world)
        model._default_manager.create(**first)
        # The first as it was written, and what the second has of its own.
        bad = first | _fields(broken.twin, world)
    else:
        bad = row(world) | _fields(broken.changes, world)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        model._default_manager.create(**bad)

    said = str(refusal.value)
    if connection.vendor == "sqlite" and "UNIQUE constraint failed" in said:
        said = f"{said} {_unique_names(model, said)}"
    assert any(each in said for each in (name, *broken.also)), said


def _unique_names(model: type[models.Model], said: str) -> str:
    """SQLite names the columns that were used twice; name the constraints that tell rows apart by just these."""
    table = model._meta.db_table
    columns = {part.removeprefix(f"{table}.") for part in said.partition(": ")[2].split(", ")}
    return " ".join(
        constraint.name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and {_column(model, each) for each in constraint.fields} == columns
    )


def _column(model: type[models.Model], name: str) -> str:
    found: Any = model._meta.get_field(name)
    return str(found.column)


def day(text: str) -> dt.date:
    """A day by its ISO form."""
    return dt.date.fromisoformat(text)
