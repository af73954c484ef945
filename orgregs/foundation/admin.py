"""The administrators' screens: every list of the register; every write goes through the app's actions.

Two kinds of screen. `RecordAdmin`: records that people edit; the form carries the version it read, a refusal of the
action comes back as an error of the form. `BookedAdmin`: what was booked; it is shown and exported, nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin, ImportExportMixin
from simple_history.admin import SimpleHistoryAdmin

from orgregs.foundation import admin_site, clock, imprint
from orgregs.foundation.admin_columns import PeriodColumns, YearColumns
from orgregs.foundation.admin_forms import (
    READ_VERSION,
    REASON,
    ConfirmForm,
    DownloadForm,
    ReasonedForm,
    RecordForm,
    UploadForm,
)
from orgregs.foundation.admin_history import SpokenChanges, changes_since
from orgregs.foundation.cells import spoken
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.records import VersionConflict
from orgregs.foundation.resources import NOTHING_TO_IMPORT, heading_of, in_reading_order
from orgregs.foundation.spreadsheet_formats import FORMATS, FileProblem
from orgregs.foundation.vietnamese import fold, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import tablib
    from django.db import models
    from django.forms.models import BaseInlineFormSet
    from django.http import HttpRequest, HttpResponse
    from import_export.results import Result

    ListBase = admin.ModelAdmin[Any]
else:
    ListBase = object  # what stands before import-export's mixins cannot stand on Django's class itself

PAGE_LENGTH = 50


admin_site.dress(admin.site)


# ---- What both kinds of screen share


class Screen(ListBase):
    """A list that is found without marks, in pages, in an order that never wavers."""

    actions = None
    list_per_page = PAGE_LENGTH
    show_full_result_count = False
    import_formats = FORMATS
    export_formats = FORMATS
    export_form_class = DownloadForm
    export_template_name = "admin/export_list.html"
    import_export_change_list_template = "admin/record_list.html"

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find by folded words: “hoi nong dan” finds Hội Nông dân."""
        if hasattr(queryset, "matching") and hasattr(queryset.model, "search_key"):
            return queryset.matching(search_term), False
        return super().get_search_results(request, queryset, fold(search_term))

    @as_kept()
    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **options: Any) -> bytes:
        """Write the file; how a day or a number is written is the format's business."""
        dataset = self.get_data_for_export(request, queryset, **options)  # type: ignore[attr-defined]
        asked = [(name, str(value)) for name, value in request.GET.items()]
        title = _("Danh mục %s") % self.opts.verbose_name_plural
        about = imprint.of(request, title=title, day=clock.today(), filters=asked)
        content: bytes = file_format.export_data(dataset, about=[(about.title, ""), *about.lines()])
        return content

    @as_kept()
    def get_export_filename(self, _request: HttpRequest, _queryset: Any, file_format: Any) -> str:
        """Name the file after its list and its day."""
        return f"{slug(str(self.opts.verbose_name_plural))}-{clock.today():%Y-%m-%d}.{file_format.get_extension()}"

    def init_request_context_data(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().init_request_context_data(request, form)  # type: ignore[misc]
        return context | {"title": _("Xuất tệp: %s") % self.opts.verbose_name_plural}


class LabelledFields:
    """Puts fields into reading order and names the precision of a day after that day."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if field is not None and db_field.name.endswith("_precision"):
            field.label = heading_of(db_field)
        return field

    def in_order(self, names: Iterable[str], first: Iterable[str] = ()) -> list[str]:
        """Order fields as the model declares them, what is read first and last in its place."""
        own = [field.name for field in self.opts.fields]  # type: ignore[attr-defined]
        declared = sorted(names, key=lambda name: own.index(name) if name in own else len(own))
        return in_reading_order(declared, first)


# ---- Records that people edit


class RecordInline(LabelledFields, admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to the record of the page."""

    form = RecordForm
    extra = 0
    show_change_link = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names: list[Any] = list(super().get_fields(request, obj))
        return self.in_order(names)

    @admin.display(description=gettext_lazy("bản đã đọc"))
    def read_version(self, record: Any) -> int:
        """Stand for the hidden field where the page may only be read."""
        return int(record.version)


class RecordAdmin(LabelledFields, PeriodColumns, Screen, ImportExportMixin, SimpleHistoryAdmin):
    """A list of records that people edit."""

    # The app's `actions.save_record` and `actions.delete_record`.
    write: ClassVar[Callable[..., None]]
    remove: ClassVar[Callable[..., None] | None] = None
    # What the action refuses to change once the record exists.
    fixed_fields: ClassVar[Sequence[str]] = ()
    # Only rows without a code of their own may go: a code is never given twice.
    deletable: ClassVar[bool] = False

    form = ReasonedForm
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    import_template_name = "admin/import_list.html"
    object_history_template = "admin/record_history.html"
    object_history_list_template = "admin/record_history_list.html"

    # ---- What the form shows

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fixed = self.fixed_fields if obj is not None else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names: set[Any] = set(super().get_fields(request, obj))
        inner = {READ_VERSION, REASON}
        shown = self.in_order(names - inner, ["code", *self.list_display[:1]])
        return [*_days_on_one_line(shown), *self.get_asked_fields(request, obj)]

    def get_asked_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what a form asks beside the record's own fields."""
        if obj is None:
            return []
        return [REASON, READ_VERSION] if self.has_change_permission(request, obj) else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> type[Any]:  # noqa: FBT001, FBT002
        form = super().get_form(request, obj, change=change, **options)
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", None)})

    # ---- Writing

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form again, with the sentence, where the action refuses what the form let pass."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Write the record through the app's action; an untouched form writes nothing."""
        if not change or form.has_changed():
            self._write(obj, request, form.cleaned_data, form.cleaned_data.get(REASON, ""))

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool) -> None:  # type: ignore[type-arg]  # noqa: FBT001
        """Write each touched row of an inline through the app's actions."""
        del change
        reason = form.cleaned_data.get(REASON, "")
        formset.save(commit=False)
        for record in formset.deleted_objects:
            self._remove(record, request, reason)
        for row in formset.forms:
            if row.instance in formset.deleted_objects or not row.has_changed():
                continue
            try:
                self._write(row.instance, request, row.cleaned_data, reason)
            except ValidationError as refusal:  # its fields are the row's, not the page's
                raise ValidationError([f"{row.instance}: {sentence}" for sentence in refusal.messages]) from refusal

    def _write(self, record: Any, request: HttpRequest, cleaned: dict[str, Any], reason: str) -> None:
        """Write one record; what somebody else changed meanwhile is told, not overwritten."""
        version = None if record._state.adding else cleaned.get(READ_VERSION)
        try:
            type(self).write(record=record, by=request.user, reason=reason, version=version)
        except VersionConflict as conflict:
            raise ValidationError([str(conflict), *changes_since(record, version or 0)]) from conflict

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._remove(obj, request)

    def _remove(self, record: Any, request: HttpRequest, reason: str = "") -> None:
        remove = type(self).remove
        if remove is None:
            raise PermissionDenied
        remove(record=record, by=request.user, reason=reason)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and bool(super().has_delete_permission(request, obj))

    # Django's own note of who wrote what keeps the record's name as text.
    log_addition = as_kept()(SimpleHistoryAdmin.log_addition)
    log_change = as_kept()(SimpleHistoryAdmin.log_change)
    log_deletions = as_kept()(SimpleHistoryAdmin.log_deletions)

    # ---- History: who, when, before, after, why; going back is an edit like any other

    def revert_disabled(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return True

    def history_view_title(self, _request: HttpRequest, obj: Any) -> str:
        return _("Lịch sử thay đổi: %s") % obj  # type: ignore[no-any-return]

    def get_historical_record_context_helper(self, _request: HttpRequest, record: Any) -> SpokenChanges:
        return SpokenChanges(self.model, record)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show what was changed in a record; what can be no key of one is not found."""
        self._refuse_nonsense(object_id)
        return super().history_view(request, object_id, extra_context)

    def _refuse_nonsense(self, object_id: str) -> None:
        try:
            self.opts.pk.to_python(unquote(object_id))
        except ValidationError as error:
            raise Http404 from error

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show one former state of a record, to be read only."""
        self._refuse_nonsense(object_id)
        past = get_object_or_404(
            self.model.history.model, **{self.opts.pk.attname: unquote(object_id), "history_id": version_id}
        )
        if not self.has_view_permission(request, past.instance):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nội dung trước đây: %s") % past.instance,
            "opts": self.opts,
            "object": past.instance,
            "past": past,
            "facts": list(self._facts_of(past)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/record_past.html", context)

    def _facts_of(self, past: Any) -> Iterator[tuple[str, Any]]:
        for field in past.tracked_fields:
            if field.editable or field.name in self.fixed_fields:
                yield heading_of(field), spoken(field, getattr(past, field.name, None))

    # ---- Files

    def get_import_context_data(self, **_options: Any) -> dict[str, Any]:
        return {"nothing_to_import": NOTHING_TO_IMPORT}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if "import_file_name" in initial:
            initial["import_file_name"] = ConfirmForm.signer.sign(initial["import_file_name"])
        return initial

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        sentence = str(error) if isinstance(error, FileProblem) else _("Không đọc được tệp.")
        form.add_error("import_file", sentence)

    def import_action(self, request: HttpRequest, **options: Any) -> HttpResponse:
        response = super().import_action(request, **options)
        response.context_data["title"] = _("Nhập từ tệp: %s") % self.opts.verbose_name_plural
        return response  # type: ignore[no-any-return]

    def process_dataset(self, dataset: tablib.Dataset, form: Any, request: HttpRequest, **options: Any) -> Result:
        try:
            return super().process_dataset(dataset, form, request, **options)
        except FileNotFoundError:
            raise Http404 from None

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        """Answer a confirmed file: all of it was written, or something moved since the check and nothing was."""
        if result.is_good:
            return super().process_result(result, request)  # type: ignore[no-any-return]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nhập từ tệp: %s") % self.opts.verbose_name_plural,
            "opts": self.opts,
            "form": self.import_form_class(FORMATS, self.get_import_resource_classes(request)),
            "result": result,
        }
        return TemplateResponse(request, self.import_template_name, context)

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        sentence = _("Đã nhập %(list)s: %(new)s mới, %(update)s thay đổi, %(skip)s không đổi.")
        counts = {kind: result.totals[kind] for kind in ("new", "update", "skip")}
        messages.success(request, sentence % {"list": self.opts.verbose_name_plural, **counts})


def _days_on_one_line(names: list[str]) -> list[Any]:
    """Put a day and how well it is known on one line of the form."""
    return [
        (name, f"{name}_precision") if f"{name}_precision" in names else name
        for name in names
        if not name.endswith("_precision")
    ]


# ---- What was booked


class BookedInline(YearColumns, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a booked record, to be read only."""

    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class BookedAdmin(YearColumns, Screen, ExportMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """A list that nobody writes here: it is shown, searched and exported."""

    # Columns that say better what a field keeps; None leaves it out.
    instead_of: ClassVar[dict[str, str | None]] = {}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        del request, obj
        names = [field.name for field in self.opts.fields if not field.auto_created]
        return [shown for name in names if (shown := (self.years | self.instead_of).get(name, name)) is not None]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.get_fields(request, obj)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
