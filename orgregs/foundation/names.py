"""Name columns: the name as written, its search key and its Vietnamese sort key.

Both keys are columns, on both databases, because SQLite folds only ASCII and neither database sorts Đ where
Vietnamese does. They are read from the name whenever the row is written, so ``loaddata`` (which skips
``Model.save``) and ``bulk_create`` keep them true too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from orgregs.foundation.vietnamese import fold, normalise, sort_key

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    TextField = models.CharField[str, str]
else:
    TextField = models.CharField  # the field takes type parameters in its stubs only


class NameField(TextField):
    """A name, kept in NFC with single spaces."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return normalise(text) if isinstance(text, str) else text

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return normalise(text) if isinstance(text, str) else text


class CodeField(TextField):
    """Text compared by its characters' numbers on both databases, so that ranges of paths and keys are exact."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class _DerivedValue(DeferredAttribute):
    """Reads as computed from its source fields; what is assigned only marks the column as loaded."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        return self.field.derive(instance)  # type: ignore[attr-defined]  # the field is a _DerivedField

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _DerivedField(CodeField):
    """A column computed in Python from other columns of the same row."""

    descriptor_class = _DerivedValue

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **options: Any) -> None:
        self.sources = sources
        options.setdefault("max_length", 1000)
        options.setdefault("editable", False)
        options.setdefault("default", "")
        super().__init__(*args, **options)

    def derive(self, instance: models.Model) -> str:
        text = " ".join(str(getattr(instance, source) or "") for source in self.sources)
        return self.key(text)[: self.max_length]

    @staticmethod
    def key(text: str) -> str:
        raise NotImplementedError

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options["sources"] = self.sources
        return name, path, args, options


class SearchKeyField(_DerivedField):
    """What a search compares: marks and case folded, đ as d, uỷ as ủy."""

    @staticmethod
    def key(text: str) -> str:
        return fold(text)


class SortKeyField(_DerivedField):
    """What a list is ordered by: the Vietnamese dictionary order."""

    @staticmethod
    def key(text: str) -> str:
        return sort_key(text)
