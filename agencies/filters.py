"""What the list of agencies may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from agencies.choices import KindGroup
from agencies.models import Agency, AgencyKind
from localities.filters import BelowFilter, StateFilter, places
from orgregs.foundation.listings import ListFilter, search_box

if TYPE_CHECKING:
    from django.db.models import QuerySet


def kinds_seen(request: Any) -> QuerySet[AgencyKind]:
    """Return the kinds of the agencies the person may see."""
    seen = Agency.objects.visible_to(request.user).filter(kind=OuterRef("pk"))
    return AgencyKind.objects.filter(Exists(seen)).order_by("order", "sort_key", "code")


class AgencyFilter(ListFilter):
    """Words, locality with all below it, kind, block, and whether it stands on the day."""

    q = search_box()
    dia_phuong = BelowFilter(path_field="locality__path", queryset=places, label=_("Địa phương (và cấp dưới)"))
    khoi = django_filters.ChoiceFilter(
        field_name="kind__group", choices=KindGroup.choices, label=_("Khối"), empty_label=_("tất cả")
    )
    loai = django_filters.ModelChoiceFilter(
        field_name="kind",
        to_field_name="code",
        queryset=kinds_seen,
        label=_("Loại cơ quan"),
        empty_label=_("tất cả"),
    )
    trang_thai = StateFilter()
