"""Lists in and out of files: one line a record, named by codes, written through the app's actions or not at all.

The road of a row: its cells are read (a sentence for each cell that cannot be), its record is found by the natural
key, the action writes it. The preview is the same road in a transaction that is taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import resources, results
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader

from orgregs.foundation.cells import Cell, ChoiceCell, CodeCell, CountCell, DayCell, TextCell, YesNoCell, printed
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.records import VersionConflict
from orgregs.foundation.vietnamese import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import tablib

HEADING_LINE = 1
VERSION = "version"
# What follows from other columns or belongs to the house, and so never stands in a file.
INNER = ("id", "search_key", "sort_key", "path", "depth", "is_training")
# What a reader looks for last.
_LAST = ("valid_from", "valid_from_precision", "valid_to", "valid_to_precision", "note", VERSION)


def heading_of(field: models.Field[Any, Any]) -> str:
    """Name a column; how well a day is known is named after that day: “Từ ngày (biết đến)”."""
    if field.name.endswith("_precision"):
        day = field.model._meta.get_field(field.name.removesuffix("_precision"))
        return capfirst(f"{day.verbose_name} ({field.verbose_name})")  # type: ignore[union-attr]
    return capfirst(str(field.verbose_name))


@as_kept()
def in_files(name: Callable[[Any], str], what: Any) -> str:
    """Return what a column is called in files: the same in every language."""
    return name(what)


def in_reading_order(names: Iterable[str], first: Iterable[str] = ()) -> list[str]:
    """Order fields as people read them: what names the record, what is said of it, when it holds, its version."""
    ranks = {name: rank for rank, name in enumerate(first, start=-100)} | {
        name: rank for rank, name in enumerate(_LAST, start=1)
    }
    return sorted(names, key=lambda name: ranks.get(name, 0))


class Difference(resources.Diff):
    """What a row would change, cell by cell; without the inline colours of the package."""

    def as_html(self) -> list[str]:
        cells: list[str] = []
        for before, after in zip(map(printed, self.left), map(printed, self.right), strict=True):
            if self.new or before == after:
                cells.append(format_html("{}", after))
            else:
                cells.append(format_html("<del>{}</del> <ins>{}</ins>", before, after))
        return cells


class Problem:
    """One thing wrong with a file: where, and what to do."""

    def __init__(self, sentence: str, *, line: int | None = None, column: str = "", typed: str = "") -> None:
        self.sentence = sentence
        self.line = line
        self.column = column
        self.typed = typed


class ImportResult(results.Result):
    """What became of the rows of a file, with every problem told by line and column."""

    headings: dict[str, str] = {}

    @property
    def is_good(self) -> bool:
        """Whether nothing stands against writing the file."""
        return not self.has_errors() and not self.has_validation_errors()

    @property
    def problems(self) -> list[Problem]:
        """Every problem, from the first line down."""
        if self.base_errors:  # the columns are wrong: what is said of the rows would only confuse
            return [Problem(_sentence_of(error.error)) for error in self.base_errors]
        found = [problem for row in self.invalid_rows for problem in self._problems_of(row)]
        for row in self.error_rows:
            found += [Problem(_sentence_of(error.error), line=row.number + HEADING_LINE) for error in row.errors]
        return sorted(found, key=lambda problem: problem.line or 0)

    def _problems_of(self, row: results.InvalidRow) -> Iterable[Problem]:
        line = row.number + HEADING_LINE
        typed = dict(zip(self.diff_headers, row.values, strict=True))
        for name, sentences in row.field_specific_errors.items():
            column = self.headings.get(name, "")
            for sentence in sentences:
                yield Problem(str(sentence), line=line, column=column, typed=printed(typed.get(column)))
        for sentence in row.non_field_specific_errors:
            yield Problem(str(sentence), line=line)


def _sentence_of(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, VersionConflict):
        return str(error)
    return _("Không ghi được dòng này: trái với một ràng buộc của sổ hoặc thiếu cột bắt buộc.")


class NaturalKeyLoader(BaseInstanceLoader):
    """Finds the records of a file's rows by their natural key, all in one query."""

    def __init__(self, resource: RecordResource, dataset: tablib.Dataset | None = None) -> None:
        super().__init__(resource, dataset)
        self.fields = [resource.fields[name] for name in resource.get_import_id_fields()]
        self.known: dict[tuple[Any, ...], list[models.Model]] = {}
        headings = dataset.headers if dataset is not None else None
        if dataset is None or not headings or self.fields[0].column_name not in headings:
            return
        values = set()
        for row in dataset.dict:
            try:
                values.add(self.fields[0].clean(row))
            except ValueError:
                continue  # the row itself will say so
        found = resource.get_queryset().filter(**{f"{self.fields[0].attribute}__in": values - {None, ""}})
        for record in found:
            self.known.setdefault(self._key([field.get_value(record) for field in self.fields]), []).append(record)

    def get_instance(self, row: dict[str, Any]) -> models.Model | None:
        """Return the record a row speaks of; None for a new one and for a row that cannot be read."""
        try:
            key = self._key([field.clean(row) for field in self.fields])
        except (KeyError, ValueError):
            return None
        records = self.known.get(key, [])
        if len(records) > 1:
            raise ValidationError(
                _("Trong sổ có nhiều dòng cùng khóa này: sửa trực tiếp trên trang, không nhập từ tệp.")
            )
        return records[0] if records else None

    def key_of(self, row: dict[str, Any]) -> tuple[Any, ...] | None:
        """Return what names the record of a row; None if it cannot be read or is left to the register."""
        try:
            key = self._key([field.clean(row) for field in self.fields])
        except (KeyError, ValueError):
            return None
        return key if any(value not in {None, ""} for value in key) else None

    @staticmethod
    def _key(values: list[Any]) -> tuple[Any, ...]:
        return tuple(value.pk if isinstance(value, models.Model) else value for value in values)


class RecordResource(resources.ModelResource):
    """One list as a file: headings in Vietnamese, codes for keys, every write through `write`."""

    # The app's `actions.save_record`; a resource without one is for export only.
    write: ClassVar[Any] = None

    class Meta:
        exclude = INNER
        instance_loader_class = NaturalKeyLoader
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:  # noqa: FBT001
        """Make the column of one field; how a cell is read depends on what the field keeps."""
        del readonly
        return Field(
            attribute=field_name,
            column_name=in_files(heading_of, django_field),
            widget=_cell_of(django_field),
            default=NOT_PROVIDED if field_name == VERSION else django_field.default,
            readonly=field_name == VERSION,
        )

    @classmethod
    def get_result_class(cls) -> type[ImportResult]:
        return ImportResult

    @classmethod
    def get_diff_class(cls) -> type[Difference]:
        return Difference

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls._meta.model._meta.verbose_name_plural)

    def get_import_id_fields(self) -> tuple[str, ...]:
        """Name the record by its natural key; paths such as `agency__code` by their first step."""
        declared = self._meta.import_id_fields
        if declared != ["id"]:
            return tuple(declared)
        return tuple(path.split("__")[0] for path in self._meta.model.natural_key_fields)

    def get_queryset(self) -> models.QuerySet[Any]:
        keys = [name for name, field in self.fields.items() if isinstance(field.widget, CodeCell)]
        return self._meta.model._default_manager.select_related(*keys)  # type: ignore[no-any-return]

    def filter_export(self, queryset: models.QuerySet[Any], **_options: Any) -> models.QuerySet[Any]:
        keys = [name for name, field in self.fields.items() if isinstance(field.widget, CodeCell)]
        return queryset.select_related(*keys) if keys else queryset

    def _get_ordered_field_names(self, order_field: str) -> tuple[str, ...]:
        del order_field
        return tuple(in_reading_order(self.fields, self._reading_first()))

    def _reading_first(self) -> tuple[str, ...]:
        return self.get_import_id_fields() if hasattr(self._meta.model, "natural_key_fields") else ()

    # ---- The road of a file

    def import_data(self, dataset: tablib.Dataset, **options: Any) -> ImportResult:
        """Write all rows or none."""
        self.lines_of_keys: dict[tuple[Any, ...], int] = {}
        options["rollback_on_validation_errors"] = True
        result = super().import_data(dataset, **options)
        result.headings = {name: field.column_name for name, field in self.fields.items()}
        return result  # type: ignore[no-any-return]

    def before_import(self, dataset: tablib.Dataset, **_options: Any) -> None:
        """Give the headings their own spelling; refuse unknown, doubled and missing ones."""
        own = {fold(field.column_name): field.column_name for field in self.fields.values()}
        typed = dataset.headers or []
        headings = [own.get(fold(heading), "") for heading in typed]
        problems = [
            _("Cột “%s” không có trong danh mục này.") % heading
            for heading, known in zip(typed, headings, strict=True)
            if not known
        ]
        problems += [
            _("Có hai cột “%s”.") % name for name in dict.fromkeys(headings) if headings.count(name) > 1 and name
        ]
        missing = [self.fields[name].column_name for name in self.get_import_id_fields()]
        problems += [_("Thiếu cột “%s”.") % name for name in missing if name not in headings]
        if problems:
            dataset.wipe()
            raise ValidationError([*problems, _("Các cột của danh mục: %s.") % ", ".join(own.values())])
        dataset.headers = headings
        for field in self.fields.values():
            if isinstance(field.widget, CodeCell) and field.column_name in headings:
                field.widget.learn(dataset[field.column_name])

    def import_row(self, row: dict[str, Any], instance_loader: NaturalKeyLoader, **options: Any) -> results.RowResult:
        """Import one row; an empty line between others is passed over, a second line of one record is refused."""
        if all(printed(value).strip() == "" for value in row.values()):
            empty = self.get_row_result_class()()
            empty.import_type = results.RowResult.IMPORT_TYPE_SKIP
            empty.diff = [""] * len(row)
            return empty
        key = instance_loader.key_of(row)
        line = options["row_number"] + HEADING_LINE
        first = self.lines_of_keys.setdefault(key, line) if key is not None else line
        if first == line:
            return super().import_row(row, instance_loader, **options)
        doubled = self.get_row_result_class()()
        doubled.import_type = results.RowResult.IMPORT_TYPE_INVALID
        doubled.validation_error = ValidationError(_("Trùng với dòng %s của tệp.") % first)
        return doubled

    def save_instance(self, instance: models.Model, is_create: bool, row: dict[str, Any], **options: Any) -> None:  # noqa: FBT001
        """Write the record through the app's action, if nobody changed it since the file was exported."""
        version = self._version_stated(row, is_create=is_create)
        with as_kept():
            reason = (_("Nhập từ tệp %s") % (options.get("file_name") or "")).strip()
        try:
            type(self).write(record=instance, by=options["user"], reason=reason, version=version)
        except VersionConflict as conflict:
            raise ValidationError({VERSION: str(conflict)}) from conflict
        except ValidationError as refusal:
            raise ValidationError(self._with_known_names(refusal)) from refusal

    def _version_stated(self, row: dict[str, Any], *, is_create: bool) -> int | None:
        field = self.fields.get(VERSION)
        if field is None:
            return None
        try:
            stated = field.clean(row) if field.column_name in row else None
        except ValueError as error:
            raise ValidationError({VERSION: str(error)}) from error
        if is_create and stated is not None:
            raise ValidationError(
                {VERSION: _("Dòng ghi số bản nhưng không có trong sổ: kiểm tra lại mã, hoặc để trống nếu là dòng mới.")}
            )
        if not is_create and stated is None:
            raise ValidationError(
                {VERSION: _("Dòng này đã có trong sổ: xuất tệp mới nhất rồi sửa, giữ nguyên cột này.")}
            )
        return stated

    def _with_known_names(self, refusal: ValidationError) -> dict[str, list[str]]:
        """Keep the names of columns the file has; what concerns others is said of the row."""
        if not hasattr(refusal, "error_dict"):
            return {NON_FIELD_ERRORS: refusal.messages}
        named: dict[str, list[str]] = {}
        for name, sentences in refusal.message_dict.items():
            named.setdefault(name if name in self.fields else NON_FIELD_ERRORS, []).extend(sentences)
        return named

    def validate_instance(
        self,
        instance: models.Model,
        import_validation_errors: Any = None,
        validate_unique: bool = True,  # noqa: FBT001, FBT002
    ) -> None:
        """Pass on what the cells could not be read for; the record itself is checked by the action."""
        del instance, validate_unique
        if import_validation_errors:
            raise ValidationError(import_validation_errors)


def _cell_of(field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        return CodeCell(field.related_model)
    if field.choices:
        return ChoiceCell(field.choices)
    for kind, cell in (
        (models.BooleanField, YesNoCell),
        (models.IntegerField, CountCell),
        (models.DateField, DayCell),
    ):
        if isinstance(field, kind):
            return cell()
    return TextCell()


NOTHING_TO_IMPORT = gettext_lazy("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề.")


def column(path: str, heading: Any, cell: Cell | None = None) -> Field:
    """Make a column of what lies at `path`."""
    return Field(attribute=path, column_name=in_files(str, heading), widget=cell or Cell())


class BookedResource(resources.Resource):
    """A list that is exported only; its columns are named one by one, ids are not among them."""

    model: type[models.Model]
    related: tuple[str, ...] = ()

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    def filter_export(self, queryset: Any, **_options: Any) -> Any:
        """Read what the columns reach for in the same query."""
        return queryset.select_related(*self.related) if self.related else queryset
