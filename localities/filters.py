"""What the list of localities may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localities.choices import Level
from localities.models import Locality
from orgregs.foundation.listings import ListFilter, search_box
from orgregs.foundation.reach import Reach

if TYPE_CHECKING:
    from django.db.models import QuerySet

STANDING, ENDED = "con", "het"
STATES = [(STANDING, _("đang hoạt động")), (ENDED, _("đã kết thúc"))]


def provinces(request: Any) -> QuerySet[Locality]:
    """Return the provinces the person may see."""
    return Locality.objects.visible_to(request.user).filter(level=Level.PROVINCE).order_by("sort_key", "code")


def places(request: Any) -> QuerySet[Locality]:
    """Return the localities whose records the person may read."""
    return Locality.objects.in_reach_of(request.user).in_order()


class StateFilter(django_filters.ChoiceFilter):
    """Keep what stands, or what has ended, on the day of the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=STATES, label=_("Trạng thái"), empty_label=_("tất cả"), **options)

    def filter(self, queryset: Any, value: str) -> Any:
        """Keep the rows whose period holds (is over) on the day."""
        day = self.parent.day
        if value == STANDING:
            return queryset.on(day)
        return queryset.filter(valid_to__lte=day) if value == ENDED else queryset


class BelowFilter(django_filters.ModelChoiceFilter):
    """Keep the rows of one locality and of all below it; `path_field` leads to the path."""

    def __init__(self, *, path_field: str, **options: Any) -> None:
        self.path_field = path_field
        super().__init__(to_field_name="code", empty_label=_("tất cả"), **options)

    def filter(self, queryset: Any, value: Locality | None) -> Any:
        """Keep the rows in the locality's subtree."""
        below = Reach(frozenset({value.path})).below(self.path_field) if value else Q()
        return queryset.filter(below)


class LocalityFilter(ListFilter):
    """Name, level, province, and whether it stands on the day."""

    q = search_box()
    cap = django_filters.ChoiceFilter(
        field_name="level", choices=Level.choices, label=_("Cấp"), empty_label=_("tất cả")
    )
    thuoc = BelowFilter(path_field="path", queryset=provinces, label=_("Thuộc tỉnh"))
    trang_thai = StateFilter()
