"""Prints one digest over everything the office keeps: equal registers print equal digests, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.base import BaseCommand

from quotas.seals import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

APPS = ("localities", "regulations", "agencies", "accounts", "quotas")
# What changes without anybody changing the register.
PASSING = {"last_login"}


class Command(BaseCommand):
    help = "Print one digest over the business tables."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the digest."""
        self.stdout.write(state_of(_rows()))


def _rows() -> Iterator[list[Any]]:
    for label in APPS:
        models = apps.get_app_config(label).get_models(include_auto_created=True)
        for model in sorted(models, key=lambda each: each._meta.model_name or ""):
            if model.__name__.startswith("Historical"):
                continue
            columns = [field.attname for field in model._meta.concrete_fields if field.attname not in PASSING]
            for row in model._base_manager.order_by("pk").values_list(*columns):
                yield [model._meta.label_lower, *row]
