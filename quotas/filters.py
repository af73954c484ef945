"""Questions that the lists of the quotas answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyKind
from localities.choices import Level
from localities.models import Locality
from orgregs.foundation.listings import ListFilter, search_box
from quotas.choices import Block, DecisionKind, DraftState
from quotas.models import DecisionDraft, DecisionLine, Entry, Holder, QuotaDecision, StaffCategory

if TYPE_CHECKING:
    from django.http import HttpRequest


def _localities(request: HttpRequest) -> QuerySet[Locality]:
    return Locality.objects.in_reach_of(request.user).order_by("sort_key", "code")  # type: ignore[arg-type]


class DecisionFilter(ListFilter):
    """Booked decisions."""

    q = search_box(_("Số, ký hiệu, trích yếu"))
    dia_phuong = django_filters.ModelChoiceFilter(
        field_name="pool__locality", queryset=_localities, to_field_name="code", label=_("Địa phương")
    )
    nam = django_filters.NumberFilter(method="of_year", label=_("Năm"), min_value=1945, max_value=2100)
    loai = django_filters.ChoiceFilter(field_name="kind", choices=DecisionKind.choices, label=_("Loại"))

    class Meta:
        model = QuotaDecision
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Keep the decisions on documents that hold every word."""
        from regulations.models import Document

        return queryset.filter(document__in=Document.objects.matching(words))

    def of_year(self, queryset: QuerySet[Any], _name: str, year: Any) -> QuerySet[Any]:
        """Keep the decisions that speak of the year."""
        return queryset.filter(year_from__lte=year, year_to__gte=year)


class PoolYearFilter(ListFilter):
    """Allocation tables: one row a pool and year."""

    q = search_box(_("Tên địa phương"))
    dia_phuong = django_filters.ModelChoiceFilter(
        field_name="pool__locality", queryset=_localities, to_field_name="code", label=_("Địa phương")
    )
    nam = django_filters.NumberFilter(method="from_year", label=_("Năm, hoặc từ năm"), min_value=1945, max_value=2100)
    den_nam = django_filters.NumberFilter(
        field_name="year", lookup_expr="lte", label=_("Đến năm"), min_value=1945, max_value=2100
    )
    cap = django_filters.ChoiceFilter(field_name="pool__locality__level", choices=Level.choices, label=_("Cấp"))
    khoi = django_filters.ChoiceFilter(field_name="pool__block", choices=Block.choices, label=_("Khối"))

    class Meta:
        model = Entry
        fields: list[str] = []

    def from_year(self, queryset: QuerySet[Any], _name: str, year: Any) -> QuerySet[Any]:
        """Keep the year; with a last year asked too, what lies between."""
        is_span = self.form.cleaned_data.get("den_nam") is not None
        return queryset.filter(year__gte=year) if is_span else queryset.filter(year=year)

    def search(self, queryset: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Keep the pools of localities whose name holds every word."""
        return queryset.filter(pool__locality__in=Locality.objects.matching(words))


class AllocationFilter(ListFilter):
    """Lines of one allocation table; `loai` narrows the figures and is read by the report."""

    q = search_box(_("Tên cơ quan"))
    loai_co_quan = django_filters.ModelChoiceFilter(
        field_name="agency__kind",
        queryset=AgencyKind.objects.order_by("order", "code"),
        to_field_name="code",
        label=_("Loại cơ quan"),
    )
    loai_bien_che = django_filters.ModelChoiceFilter(
        method="narrow_figures",
        queryset=StaffCategory.objects.order_by("order", "code"),
        to_field_name="code",
        label=_("Loại biên chế"),
    )
    quyet_dinh = django_filters.ModelChoiceFilter(
        method="of_decision", queryset=QuotaDecision.objects.none(), label=_("Quyết định")
    )

    class Meta:
        model = Holder
        fields: list[str] = []

    def search(self, queryset: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Keep the agencies whose names hold every word, and pools of such localities."""
        agencies = Agency.objects.matching(words)
        return queryset.filter(Q(agency__in=agencies) | Q(pool__locality__in=Locality.objects.matching(words)))

    def agencies(self) -> QuerySet[Any]:
        """Return the agencies that the question keeps even where nothing was ever given to them."""
        asked = self.form.cleaned_data
        if asked["quyet_dinh"]:
            return Agency.objects.none()
        kept = Agency.objects.matching(asked["q"])
        return kept.filter(kind=asked["loai_co_quan"]) if asked["loai_co_quan"] else kept

    def narrow_figures(self, queryset: QuerySet[Any], _name: str, _category: Any) -> QuerySet[Any]:
        """Keep every line: the category narrows the figures, not the agencies."""
        return queryset

    def of_decision(self, queryset: QuerySet[Any], _name: str, decision: QuotaDecision) -> QuerySet[Any]:
        """Keep the holders that a line of the decision names."""
        lines = DecisionLine.objects.filter(decision=decision)
        named = lines.filter(Q(holder=OuterRef("pk")) | Q(to_holder=OuterRef("pk")))
        return queryset.filter(Exists(named))


class DraftFilter(ListFilter):
    """Drafts on their way into the register."""

    trang_thai = django_filters.ChoiceFilter(field_name="state", choices=DraftState.choices, label=_("Trạng thái"))
    dia_phuong = django_filters.ModelChoiceFilter(
        field_name="pool__locality", queryset=_localities, to_field_name="code", label=_("Địa phương")
    )

    class Meta:
        model = DecisionDraft
        fields: list[str] = []
