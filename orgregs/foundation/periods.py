"""Periods of validity: half-open, known to the day, the month or the year; never two at once where one must rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from orgregs.foundation.clock import said
from orgregs.foundation.dates import Precision, print_known
from orgregs.foundation.names import TextField
from orgregs.foundation.records import RecordQuerySet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PRECISIONS = [(Precision.DAY, _("ngày")), (Precision.MONTH, _("tháng")), (Precision.YEAR, _("năm"))]


class PrecisionField(TextField):
    """How closely the date beside it is known."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 5)
        options.setdefault("choices", PRECISIONS)
        options.setdefault("default", Precision.DAY.value)
        super().__init__(*args, **options)


def holding_on(day: dt.date, prefix: str = "") -> Q:
    """Say that the period of the row (or of the row reached by `prefix`) holds on `day`."""
    begun = Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": day})
    open_still = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & open_still


class PeriodQuerySet(RecordQuerySet):
    """Rows that hold for a time."""

    def on(self, day: dt.date) -> Self:
        """Keep what holds on `day`; a side that is not known counts as open."""
        return self.filter(holding_on(day))


class Period(models.Model):
    """From `valid_from` (included; None: not known) to `valid_to` (not included; None: still)."""

    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_from_precision = PrecisionField(_("biết đến"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    valid_to_precision = PrecisionField(_("biết đến"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            )
        ]

    def clean(self) -> None:
        """Refuse a backwards period before PostgreSQL is asked to build a backwards range."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": _("Ngày kết thúc phải sau ngày bắt đầu.")})

    def holds_on(self, day: dt.date) -> bool:
        """Say whether the period holds on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def begins_in_words(self) -> str:
        """The first day as it is known: “tháng 11/2018”."""
        return said(print_known(self.valid_from, Precision(self.valid_from_precision)))

    @property
    def ends_in_words(self) -> str:
        """The first day on which it no longer holds, as it is known."""
        return said(print_known(self.valid_to, Precision(self.valid_to_precision)))


class _DateRange(Func):
    function = "DATERANGE"
    arity = 2


# %(table)s and %(owner)s are filled by the schema editor, which follows a table that is renamed.
_OVERLAP = (
    "WHEN EXISTS (SELECT 1 FROM %(table)s AS other"
    " WHERE other.%(owner)s = NEW.%(owner)s AND other.id <> COALESCE(NEW.id, -1)"
    " AND COALESCE(other.valid_from, '0001-01-01') < COALESCE(NEW.valid_to, '9999-12-31')"
    " AND COALESCE(NEW.valid_from, '0001-01-01') < COALESCE(other.valid_to, '9999-12-31'))"
)


def _excludes(schema_editor: BaseDatabaseSchemaEditor | None) -> bool:
    """Say whether the database has exclusion constraints."""
    return schema_editor is not None and schema_editor.connection.vendor == "postgresql"


class NoOverlap(ExclusionConstraint):
    """No two periods of one owner share a day: an exclusion on PostgreSQL, two triggers on SQLite.

    Needs the extension btree_gist on PostgreSQL. SQLite rebuilds a table to alter it and drops its triggers; they
    are written as deferred statements of the table's creation, so a rebuild makes them again.
    """

    def __init__(self, *, owner: str, name: str, violation_error_message: Any = None, **_ignored: Any) -> None:
        self.owner = owner
        super().__init__(
            name=name,
            expressions=[
                (owner, RangeOperators.EQUAL),
                (_DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
            ],
            violation_error_message=violation_error_message or _("Đã có một dòng khác trong cùng thời gian này."),
        )

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        return (
            super().constraint_sql(model, schema_editor)
            if _excludes(schema_editor)
            else self._later(model, schema_editor)
        )

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        return (
            super().create_sql(model, schema_editor) if _excludes(schema_editor) else self._later(model, schema_editor)
        )

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        if schema_editor is None or _excludes(schema_editor):
            return super().remove_sql(model, schema_editor)
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {schema_editor.quote_name(f'{self.name}_{event}')}")
        return None

    def _later(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
        """Put the triggers behind the statement that makes the table."""
        if model is not None and schema_editor is not None:
            schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))

    def _triggers(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Iterable[Statement]:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        column = str(model._meta.get_field(self.owner).column)  # type: ignore[union-attr]  # the owner is a key
        owner = Columns(model._meta.db_table, [column], schema_editor.quote_name)
        for event in ("insert", "update"):
            yield Statement(
                f"CREATE TRIGGER %(name)s BEFORE {event.upper()} ON %(table)s {_OVERLAP} "
                f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END",
                name=schema_editor.quote_name(f"{self.name}_{event}"),
                table=table,
                owner=owner,
            )

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Refuse the period in words before the database does."""
        if exclude and {self.owner, "valid_from", "valid_to"} & set(exclude):
            return
        owner = getattr(instance, model._meta.get_field(self.owner).attname)  # type: ignore[union-attr]
        begins, ends = getattr(instance, "valid_from"), getattr(instance, "valid_to")  # noqa: B009
        others = model._default_manager.using(using).filter(**{self.owner: owner}).exclude(pk=instance.pk)
        if ends:
            others = others.filter(Q(valid_from=None) | Q(valid_from__lt=ends))
        if begins:
            others = others.filter(Q(valid_to=None) | Q(valid_to__gt=begins))
        if owner is not None and others.exists():
            raise ValidationError(self.get_violation_error_message(), code="overlap")

    def deconstruct(self) -> Any:
        path = f"{self.__class__.__module__}.{self.__class__.__name__}"
        return (
            path,
            (),
            {"name": self.name, "owner": self.owner, "violation_error_message": self.violation_error_message},
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and (self.name, self.owner) == (other.name, other.owner)

    __hash__ = ExclusionConstraint.__hash__
