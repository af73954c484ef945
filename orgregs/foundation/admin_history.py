"""What changed in a record, said as its form would say it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from simple_history.template_utils import HistoricalRecordContextHelper

from orgregs.foundation.cells import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models


class SpokenChanges(HistoricalRecordContextHelper):
    """Says what changed as the form would; what follows from other columns goes without saying."""

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        changes = [change for change in delta.changes if self.model._meta.get_field(change.field).editable]
        return super().context_for_delta_changes(replace(delta, changes=changes))  # type: ignore[no-any-return]

    def prepare_delta_change_value(self, change: Any, value: Any) -> str:
        return spoken(self.model._meta.get_field(change.field), value)


def changes_since(record: models.Model, version: int) -> Iterator[str]:
    """Say who changed what after somebody had read `version` of the record."""
    history = type(record).history  # type: ignore[attr-defined]  # simple-history's manager
    rows = history.filter(**{record._meta.pk.attname: record.pk}, version__gte=version)
    for before, after in pairwise(rows.select_related("history_user").order_by("version", "history_id")):
        delta = after.diff_against(before, foreign_keys_are_objs=True)
        for change in SpokenChanges(type(record), after).context_for_delta_changes(delta):
            moment = f"{timezone.localtime(after.history_date):%H:%M %d/%m/%Y}"
            yield f"{after.history_user or '–'}, {moment}: {change['field']}: {change['old']} → {change['new']}"
