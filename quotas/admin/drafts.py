"""Screens of decisions on their way into the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from orgregs.foundation import clock
from orgregs.foundation.admin import BookedAdmin, BookedInline
from orgregs.foundation.admin_columns import YearFilter
from quotas import resources
from quotas.admin.columns import LINE_FIELDS, NAMES_OF_HOLDER, SEARCH_OF_HOLDER
from quotas.choices import Block, DraftState
from quotas.forms import DraftForm, form_can_hold
from quotas.models import DecisionDraft, DraftAcknowledgement, DraftLine, DraftTotal, Pool, Receipt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


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


@admin.register(Receipt)
class ReceiptAdmin(OfDraftAdmin):
    """Files that drafts were made of."""

    instead_of = {**OfDraftAdmin.instead_of, "received_by": "brought_by"}
    resource_classes = [resources.ReceiptResource]
    list_display = ("file_name", "sheet", "of_draft", "brought_by", "received_at")
    list_select_related = ("draft__document__type", "received_by")
    search_fields = ("file_name", "sha256", "draft__document__search_key")
    date_hierarchy = "received_at"
    ordering = ("-received_at", "-pk")

    @admin.display(description=_("người nhập"))
    def brought_by(self, row: Receipt) -> str:
        return str(row.received_by)


@admin.register(DraftAcknowledgement)
class DraftAcknowledgementAdmin(OfDraftAdmin):
    """Warnings about drafts that their people know of."""

    resource_classes = [resources.DraftAcknowledgementResource]
    list_display = ("of_draft", "code", "reason", "acknowledged_at")
    list_filter = ("code",)
    list_select_related = ("draft__document__type",)
    search_fields = ("draft__document__search_key",)
    ordering = ("-draft", "code", "pk")
