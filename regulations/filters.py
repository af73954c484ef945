"""What the list of documents may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from orgregs.foundation.listings import ListFilter, search_box
from regulations import reports
from regulations.models import Document, DocumentType, IssuingBody

if TYPE_CHECKING:
    from django.db.models import QuerySet

HELD, STUB = "co", "chua"


def types_seen(request: Any) -> QuerySet[DocumentType]:
    """Return the types of the documents the person may see."""
    seen = Document.objects.visible_to(request.user).filter(type=OuterRef("pk"))
    return DocumentType.objects.filter(Exists(seen)).order_by("sort_key", "code")


def bodies_seen(request: Any) -> QuerySet[IssuingBody]:
    """Return the bodies whose documents the person may see."""
    return IssuingBody.objects.visible_to(request.user).order_by("locality__depth", "sort_key", "code")


class YearFilter(django_filters.ChoiceFilter):
    """Keep the documents issued in one year; only years that have one are offered."""

    def __init__(self) -> None:
        super().__init__(label=_("Năm ban hành"), empty_label=_("tất cả"), choices=[])

    @property
    def field(self) -> Any:
        """The field, with the years of this reader."""
        self.extra["choices"] = [(year, year) for year in self.parent.years]
        return super().field

    def filter(self, queryset: Any, value: str) -> Any:
        """Keep that year's."""
        return queryset.filter(issued_on__year=int(value)) if value else queryset


class DocumentFilter(ListFilter):
    """Words, type, issuing body, year, held or not, and where it stands on the day."""

    q = search_box()
    loai = django_filters.ModelChoiceFilter(
        field_name="type",
        to_field_name="code",
        queryset=types_seen,
        label=_("Loại văn bản"),
        empty_label=_("tất cả"),
    )
    ban_hanh = django_filters.ModelChoiceFilter(
        field_name="series_of",
        to_field_name="code",
        queryset=bodies_seen,
        label=_("Cơ quan ban hành"),
        empty_label=_("tất cả"),
    )
    nam = YearFilter()
    hieu_luc = django_filters.ChoiceFilter(
        method="in_state",
        choices=reports.status_choices,
        label=_("Tình trạng hiệu lực"),
        empty_label=_("tất cả"),
    )
    ban = django_filters.ChoiceFilter(
        method="held_or_not",
        choices=[(HELD, _("có bản")), (STUB, _("chưa có bản"))],
        label=_("Bản văn bản"),
        empty_label=_("tất cả"),
    )

    @cached_property
    def years(self) -> list[str]:
        """The years in which something the person may see was issued, the last first."""
        issued = Document.objects.visible_to(self.user).exclude(issued_on=None).dates("issued_on", "year", order="DESC")
        return [str(first_day.year) for first_day in issued]

    def search(self, queryset: Any, _name: str, words: str) -> Any:
        """Keep the documents that hold every word, in the name of who issued them too."""
        return reports.matching(queryset, words)

    def in_state(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep the documents that stand so on the day."""
        return reports.with_status_code(queryset, self.day).filter(status_code=value)

    def held_or_not(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose paper is held, or those only cited."""
        return queryset.filter(is_stub=value == STUB)
