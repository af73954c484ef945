"""One digest over everything the office keeps: equal registers have equal digests, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from orgregs.foundation.records import Passing
from quotas.seals import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

OWN_APPS = ("localities", "regulations", "agencies", "accounts", "quotas")
# What changes without anybody changing the register.
_PASSING = {"last_login"}
_ROWS_AT_ONCE = 2000


def own_models() -> list[type[models.Model]]:
    """Return the models of the register, floor by floor, in the order of their names; histories included."""
    return [
        model
        for label in OWN_APPS
        for model in sorted(
            apps.get_app_config(label).get_models(include_auto_created=True),
            key=lambda each: each._meta.model_name or "",
        )
        if not issubclass(model, Passing)
    ]


def state_of_register() -> str:
    """Digest what stands in the register now; how it came to be (the histories) is left out."""
    return state_of(_rows())


def _rows() -> Iterator[list[Any]]:
    for model in own_models():
        if model.__name__.startswith("Historical"):
            continue
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in _PASSING]
        rows = model._base_manager.order_by("pk").values_list(*columns)
        for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
            yield [model._meta.label_lower, *row]
