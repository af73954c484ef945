"""The administrators' screens of documents and of what belongs to them."""

from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orgregs.foundation.admin import BookedAdmin, RecordAdmin, RecordInline
from orgregs.foundation.admin_columns import StillValid
from regulations import actions
from regulations.models import Attachment, Document, DocumentType, IssuingBody, Provision, Relation, Term
from regulations.resources import (
    AttachmentResource,
    DocumentResource,
    DocumentTypeResource,
    IssuingBodyResource,
    ProvisionResource,
    RelationResource,
    TermResource,
)


@admin.register(DocumentType)
class DocumentTypeAdmin(RecordAdmin):
    """Types of document."""

    write = staticmethod(actions.save_record)
    resource_classes = [DocumentTypeResource]
    fixed_fields = ("code",)
    list_display = ("name", "code", "series", "state_series")
    search_fields = ("search_key",)
    ordering = ("sort_key", "code")


@admin.register(IssuingBody)
class IssuingBodyAdmin(RecordAdmin):
    """Bodies with a number series of their own."""

    write = staticmethod(actions.save_record)
    resource_classes = [IssuingBodyResource]
    fixed_fields = ("code",)
    list_display = ("name", "code", "suffix", "locality", "parent", "numbers_by")
    list_filter = ("numbers_by", StillValid, "locality__level")
    list_select_related = ("locality", "parent")
    search_fields = ("search_key", "locality__search_key")
    autocomplete_fields = ("locality", "parent")
    ordering = ("locality__depth", "sort_key", "code")


@admin.register(Term)
class TermAdmin(RecordAdmin):
    """Terms of committees."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)
    deletable = True
    resource_classes = [TermResource]
    list_display = ("body", "name", "begins", "ends")
    list_filter = (StillValid,)
    list_select_related = ("body",)
    search_fields = ("body__search_key",)
    autocomplete_fields = ("body",)
    ordering = ("body__sort_key", "valid_from", "pk")


class ProvisionInline(RecordInline):
    """The articles of a document."""

    model = Provision
    ordering = ("order", "pk")


class RelationInline(RecordInline):
    """What a document does to others."""

    model = Relation
    fk_name = "source"
    autocomplete_fields = ("target",)
    verbose_name = _("quan hệ với văn bản khác")
    verbose_name_plural = pgettext_lazy("plural", "quan hệ với văn bản khác")
    ordering = ("kind", "pk")


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    """Documents, held ones and stubs."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)
    resource_classes = [DocumentResource]
    fixed_fields = ("code",)
    list_display = ("read_aloud", "issued", "series_of", "subject", "code", "is_stub")
    list_filter = ("type", "is_stub", "series_of__locality__level")
    list_select_related = ("series_of", "type")
    search_fields = ("search_key",)
    autocomplete_fields = ("series_of", "type")
    date_hierarchy = "issued_on"
    ordering = (F("issued_on").desc(nulls_last=True), "number", "code")
    inlines = (RelationInline, ProvisionInline)

    @admin.display(description=_("văn bản"), ordering="code")
    def read_aloud(self, document: Document) -> str:
        return document.title

    @admin.display(description=_("ngày ban hành"), ordering="issued_on")
    def issued(self, document: Document) -> str:
        return document.issued_in_words


@admin.register(Provision)
class ProvisionAdmin(RecordAdmin):
    """Articles and clauses."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)
    deletable = True
    resource_classes = [ProvisionResource]
    list_display = ("document", "label", "topic", "order")
    list_filter = ("topic",)
    list_select_related = ("document__type",)
    search_fields = ("search_key", "document__search_key")
    autocomplete_fields = ("document",)
    ordering = ("document__code", "order", "pk")


@admin.register(Relation)
class RelationAdmin(RecordAdmin):
    """How documents stand to one another."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)
    deletable = True
    resource_classes = [RelationResource]
    list_display = ("source", "kind", "target", "provision_label", "begins_on", "ends_on")
    list_filter = ("kind",)
    list_select_related = ("source__type", "target__type")
    search_fields = ("source__search_key", "target__search_key")
    autocomplete_fields = ("source", "target")
    ordering = ("source__code", "kind", "pk")


@admin.register(Attachment)
class AttachmentAdmin(BookedAdmin):
    """Scans of documents; a file is opened by the same guarded address as on the site."""

    resource_classes = [AttachmentResource]
    instead_of = {"file": "opened", "attached_by": "by_whom"}
    list_display = ("original_name", "document", "size", "sha256", "by_whom", "attached_at")
    list_select_related = ("document__type", "attached_by")
    search_fields = ("document__search_key", "original_name", "sha256")
    date_hierarchy = "attached_at"
    ordering = ("-attached_at", "-pk")

    @admin.display(description=_("tệp"))
    def opened(self, attachment: Attachment) -> str:
        return format_html('<a href="{}">{}</a>', attachment.get_absolute_url(), attachment.original_name)

    @admin.display(description=_("người đính kèm"), ordering="attached_by__username")
    def by_whom(self, attachment: Attachment) -> str:
        return str(attachment.attached_by)
