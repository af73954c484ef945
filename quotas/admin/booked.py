"""Screens of what was booked: shown, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orgregs.foundation.admin import BookedAdmin, BookedInline
from orgregs.foundation.admin_columns import YearFilter
from quotas import resources
from quotas.admin.columns import LINE_FIELDS, NAMES_OF_HOLDER, SEARCH_OF_HOLDER
from quotas.models import (
    Countersignature,
    DecisionAcknowledgement,
    DecisionLine,
    Entry,
    QuotaDecision,
    Register,
    Seal,
    StatedTotal,
)


@admin.register(Register)
class RegisterAdmin(BookedAdmin):
    """The register's one mutable row, which booking locks."""

    resource_classes = [resources.RegisterResource]
    instead_of = {"id": "__str__"}
    list_display = ("__str__",)
    ordering = ("pk",)


class StatedTotalInline(BookedInline):
    """The totals the paper states."""

    model = StatedTotal
    fields = readonly_fields = ("category_name", "posts", "counts_in_total")
    ordering = ("category__order", "pk")


class DecisionLineInline(BookedInline):
    """The lines of a booked decision."""

    model = DecisionLine
    fields = readonly_fields = (*LINE_FIELDS, "corrects")
    ordering = ("number", "pk")


class DecisionAcknowledgementInline(BookedInline):
    """The warnings acknowledged at booking."""

    model = DecisionAcknowledgement
    fields = readonly_fields = ("code", "sentence", "reason")
    ordering = ("code", "pk")


@admin.register(QuotaDecision)
class QuotaDecisionAdmin(BookedAdmin):
    """Booked decisions, the last first."""

    resource_classes = [resources.QuotaDecisionResource]
    list_display = (
        "position",
        "symbol",
        "issued_on",
        "pool",
        "from_year",
        "to_year",
        "kind",
        "is_extract",
        "booked_by",
        "recorded_at",
    )
    list_filter = ("kind", "is_extract", "one_person", ("year_from", YearFilter), "pool__block")
    list_select_related = ("pool__locality", "booked_by")
    search_fields = ("document__search_key", "pool__locality__search_key")
    date_hierarchy = "issued_on"
    ordering = ("-position",)
    inlines = (DecisionLineInline, StatedTotalInline, DecisionAcknowledgementInline)


class OfDecisionAdmin(BookedAdmin):
    """Rows of booked decisions."""

    instead_of = {"decision": "of_decision", "acknowledged_by": "by_whom"}

    @admin.display(description=_("quyết định"), ordering="decision")
    def of_decision(self, row: DecisionLine) -> str:
        return f"{row.decision_id}. {row.decision}"

    @admin.display(description=_("người xác nhận"))
    def by_whom(self, row: DecisionAcknowledgement) -> str:
        return str(row.acknowledged_by)


@admin.register(StatedTotal)
class StatedTotalAdmin(OfDecisionAdmin):
    """Totals that booked decisions state."""

    instead_of = {**OfDecisionAdmin.instead_of, "category": None}

    resource_classes = [resources.StatedTotalResource]
    list_display = ("of_decision", "category_name", "posts", "counts_in_total")
    list_filter = ("category_name", "counts_in_total")
    list_select_related = ("decision",)
    search_fields = ("decision__document__search_key",)
    ordering = ("-decision", "category__order", "pk")


@admin.register(DecisionAcknowledgement)
class DecisionAcknowledgementAdmin(OfDecisionAdmin):
    """Warnings acknowledged at booking."""

    resource_classes = [resources.DecisionAcknowledgementResource]
    list_display = ("of_decision", "code", "sentence", "reason")
    list_filter = ("code",)
    list_select_related = ("decision",)
    search_fields = ("decision__document__search_key",)
    ordering = ("-decision", "code", "pk")


@admin.register(DecisionLine)
class DecisionLineAdmin(OfDecisionAdmin):
    """Lines of booked decisions."""

    resource_classes = [resources.DecisionLineResource]
    list_display = ("of_decision", "number", "holder_name", "operation", "category_name", "posts", "effective_on")
    list_filter = ("operation", "category", ("year_from", YearFilter), "provisional")
    list_select_related = ("decision",)
    search_fields = ("decision__document__search_key", *SEARCH_OF_HOLDER)
    date_hierarchy = "effective_on"
    ordering = ("-decision", "number", "pk")


@admin.register(Entry)
class EntryAdmin(OfDecisionAdmin):
    """Steps of accounts."""

    resource_classes = [resources.EntryResource]
    list_display = ("of_decision", "holder", "pool", "of_year", "category", "change", "effective_on", "is_rebase")
    list_filter = (("year", YearFilter), "category", "is_rebase", "pool__block")
    list_select_related = ("decision", "pool__locality", "category", *NAMES_OF_HOLDER)
    search_fields = ("decision__document__search_key", *SEARCH_OF_HOLDER)
    date_hierarchy = "effective_on"
    ordering = ("-decision", "effective_on", "pk")


@admin.register(Countersignature)
class CountersignatureAdmin(OfDecisionAdmin):
    """Who compared later what one person had booked alone."""

    instead_of = {**OfDecisionAdmin.instead_of, "countersigned_by": "by_whom_later"}

    resource_classes = [resources.CountersignatureResource]
    list_display = ("of_decision", "by_whom_later", "countersigned_at")
    list_select_related = ("decision", "countersigned_by")
    search_fields = ("decision__document__search_key",)
    date_hierarchy = "countersigned_at"
    ordering = ("-decision",)

    @admin.display(description=_("người thứ hai đối chiếu"))
    def by_whom_later(self, row: Countersignature) -> str:
        return str(row.countersigned_by)


@admin.register(Seal)
class SealAdmin(OfDecisionAdmin):
    """The chain of digests."""

    resource_classes = [resources.SealResource]
    list_display = ("of_decision", "head", "digest")
    list_select_related = ("decision",)
    search_fields = ("decision__document__search_key", "head")
    ordering = ("-decision",)
