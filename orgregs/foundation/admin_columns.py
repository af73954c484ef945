"""Columns and filters that lists of the administrators' screens share: periods and years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation import clock
from orgregs.foundation.periods import holding_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

    from orgregs.foundation.periods import Period


class StillValid(admin.SimpleListFilter):
    """Whether a record with a period holds today."""

    title = gettext_lazy("hiện nay")
    parameter_name = "hien-nay"

    def lookups(self, _request: Any, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("con", _("đang có")), ("het", _("đã kết thúc, chưa bắt đầu"))]

    def queryset(self, _request: Any, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        today = holding_on(clock.today())
        return (
            queryset.filter({"con": today, "het": ~today}[self.value() or ""])
            if self.value() in {"con", "het"}
            else queryset
        )


class YearFilter(admin.AllValuesFieldListFilter):
    """The years that occur; a year has no dot between its thousands."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": str(choice["display"])}


class YearColumns:
    """Years without the dot that Django prints between the thousands of every number."""

    years: ClassVar[dict[str, str | None]] = {"year": "of_year", "year_from": "from_year", "year_to": "to_year"}

    @admin.display(description=gettext_lazy("năm"), ordering="year")
    def of_year(self, row: Any) -> str:
        return str(row.year)

    @admin.display(description=gettext_lazy("từ năm"), ordering="year_from")
    def from_year(self, row: Any) -> str:
        return str(row.year_from)

    @admin.display(description=gettext_lazy("đến năm"), ordering="year_to")
    def to_year(self, row: Any) -> str:
        return str(row.year_to)


class PeriodColumns:
    """When a record holds, as closely as it is known: “tháng 11/2018”."""

    @admin.display(description=gettext_lazy("từ ngày"), ordering="valid_from")
    def begins(self, record: Period) -> str:
        return str(record.begins_in_words)

    @admin.display(description=gettext_lazy("đến trước ngày"), ordering="valid_to")
    def ends(self, record: Period) -> str:
        return str(record.ends_in_words)
