"""The administrators' screens of the quotas: reference lists are edited, drafts and what was booked are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from orgregs.foundation import clock
from orgregs.foundation.admin import BookedAdmin, BookedInline, RecordAdmin
from orgregs.foundation.admin_columns import YearFilter
from orgregs.foundation.admin_forms import ReasonedForm
from quotas import actions, resources
from quotas.choices import Block, DraftState
from quotas.forms import DraftForm, form_can_hold
from quotas.models import (
    Countersignature,
    DecisionAcknowledgement,
    DecisionDraft,
    DecisionLine,
    DraftAcknowledgement,
    DraftLine,
    DraftTotal,
    Entry,
    Holder,
    Pool,
    QuotaDecision,
    Register,
    Seal,
    StaffCategory,
    StatedTotal,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

LINE_FIELDS = (
    "number",
    "holder",
    "operation",
    "to_holder",
    "category",
    "posts",
    "label",
    "provisional",
    "effective_on",
    "from_year",
    "to_year",
)
NAMES_OF_HOLDER = ("holder__agency", "holder__pool__locality")
SEARCH_OF_HOLDER = ("holder__agency__search_key", "holder__pool__locality__search_key")


# ---- Reference lists


class TypedCodeForm(ReasonedForm):
    """A form whose code is typed: nothing proposes one."""

    proposes_code = False


@admin.register(StaffCategory)
class StaffCategoryAdmin(RecordAdmin):
    """Categories of staff."""

    write = staticmethod(actions.save_record)
    form = TypedCodeForm
    resource_classes = [resources.StaffCategoryResource]
    fixed_fields = ("code",)
    list_display = ("name", "code", "parent", "counts_in_total", "order")
    list_filter = ("counts_in_total",)
    list_select_related = ("parent",)
    search_fields = ("search_key",)
    autocomplete_fields = ("parent",)
    ordering = ("order", "code")


@admin.register(Pool)
class PoolAdmin(RecordAdmin):
    """Pools of posts."""

    write = staticmethod(actions.save_record)
    resource_classes = [resources.PoolResource]
    fixed_fields = ("locality", "block")
    list_display = ("locality", "block", "ceiling_policy")
    list_filter = ("block", "ceiling_policy", "locality__level")
    list_select_related = ("locality",)
    search_fields = ("locality__search_key",)
    autocomplete_fields = ("locality",)
    ordering = ("locality__depth", "locality__sort_key", "block", "pk")


@admin.register(Holder)
class HolderAdmin(BookedAdmin):
    """Who holds posts; the register makes them when they are first given some."""

    resource_classes = [resources.HolderResource]
    list_display = ("__str__", "agency", "pool")
    list_select_related = ("agency", "pool__locality")
    search_fields = ("agency__search_key", "pool__locality__search_key")
    ordering = ("agency__sort_key", "pool__locality__sort_key", "pk")


# ---- Drafts


class DraftLineInline(BookedInline):
    """The lines of a draft."""

    model = DraftLine
    fields = readonly_fields = LINE_FIELDS
    ordering = ("number", "pk")


class DraftTotalInline(BookedInline):
    """The totals its paper states."""

    model = DraftTotal
    fields = readonly_fields = ("category", "posts", "counts_in_total")
    ordering = ("category__order", "pk")


class DraftAcknowledgementInline(BookedInline):
    """The warnings its people know of."""

    model = DraftAcknowledgement
    fields = readonly_fields = ("code", "reason", "acknowledged_at")
    ordering = ("code", "pk")


@admin.register(DecisionDraft)
class DecisionDraftAdmin(BookedAdmin):
    """Decisions on their way into the register."""

    resource_classes = [resources.DecisionDraftResource]
    list_display = ("named", "document", "pool", "from_year", "to_year", "kind", "state", "prepared_by", "prepared_at")
    list_filter = ("state", "kind", "is_extract", ("year_from", YearFilter), "pool__block")
    list_select_related = ("document__type", "pool__locality", "prepared_by")
    search_fields = ("document__search_key", "pool__locality__search_key")
    date_hierarchy = "prepared_at"
    ordering = ("-prepared_at", "-pk")
    inlines = (DraftLineInline, DraftTotalInline, DraftAcknowledgementInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask for the pool, then for the paper and a number for each agency in order."""
        del form_url
        pools = Pool.objects.select_related("locality").order_by("locality__path", "block")
        chosen = pools.filter(locality__code=request.GET.get("dia-phuong"), block=request.GET.get("khoi", Block.PARTY))
        if pool := chosen.first():
            return self._typed(request, pool, None, extra_context)
        context = {**self.admin_site.each_context(request), "title": _("Vào sổ quyết định"), "opts": self.opts}
        return TemplateResponse(request, "admin/draft_choose.html", context | {"pools": pools} | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form of a draft that is open and that the form can hold whole; any other is only shown."""
        draft = self.get_object(request, object_id)
        is_open = draft is not None and draft.state in {DraftState.PREPARING, DraftState.RETURNED}
        if draft is None or not is_open or not form_can_hold(draft):
            return super().change_view(request, object_id, form_url, extra_context)
        return self._typed(request, draft.pool, draft, extra_context)

    def _typed(self, request: HttpRequest, pool: Pool, draft: DecisionDraft | None, extra_context: Any) -> HttpResponse:
        person: User = request.user  # type: ignore[assignment]  # only administrators come here
        form = DraftForm(request.POST, request.FILES, pool=pool, user=person, draft=draft, today=clock.today())
        if form.is_valid() and (saved := form.save(at=clock.now())):
            for note in form.notes:
                messages.info(request, note)
            messages.success(request, _("Đã ghi phương án %(code)s.") % {"code": saved.code})
            return redirect("admin:quotas_decisiondraft_change", saved.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": draft or _("Vào sổ quyết định"),
            "opts": self.opts,
            "form": form,
            "draft": draft,
            "pool": pool,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/draft_form.html", context, status=400 if form.errors else 200)

    @admin.display(description=_("mã"), ordering="pk")
    def named(self, draft: DecisionDraft) -> str:
        return draft.code


class OfDraftAdmin(BookedAdmin):
    """Rows of drafts."""

    instead_of = {"draft": "of_draft", "acknowledged_by": "by_whom"}

    @admin.display(description=_("phương án"), ordering="draft")
    def of_draft(self, row: DraftLine) -> str:
        return str(row.draft)

    @admin.display(description=_("người xác nhận"))
    def by_whom(self, row: DraftAcknowledgement) -> str:
        return str(row.acknowledged_by)


@admin.register(DraftLine)
class DraftLineAdmin(OfDraftAdmin):
    """Lines of drafts."""

    resource_classes = [resources.DraftLineResource]
    list_display = ("of_draft", "number", "holder", "operation", "category", "posts", "effective_on")
    list_filter = ("operation", "category", ("year_from", YearFilter), "provisional")
    list_select_related = ("draft__document__type", "category", *NAMES_OF_HOLDER)
    search_fields = ("draft__document__search_key", *SEARCH_OF_HOLDER)
    ordering = ("-draft", "number", "pk")


@admin.register(DraftTotal)
class DraftTotalAdmin(OfDraftAdmin):
    """Totals that drafts' papers state."""

    resource_classes = [resources.DraftTotalResource]
    list_display = ("of_draft", "category", "posts", "counts_in_total")
    list_filter = ("category", "counts_in_total")
    list_select_related = ("draft__document__type", "category")
    search_fields = ("draft__document__search_key",)
    ordering = ("-draft", "category__order", "pk")


@admin.register(DraftAcknowledgement)
class DraftAcknowledgementAdmin(OfDraftAdmin):
    """Warnings about drafts that their people know of."""

    resource_classes = [resources.DraftAcknowledgementResource]
    list_display = ("of_draft", "code", "reason", "acknowledged_at")
    list_filter = ("code",)
    list_select_related = ("draft__document__type",)
    search_fields = ("draft__document__search_key",)
    ordering = ("-draft", "code", "pk")


# ---- What was booked


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
