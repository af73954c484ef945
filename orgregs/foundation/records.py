"""Records people edit: code, natural key, version, history, and the one way to write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from orgregs.foundation.vietnamese import fold

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotAllowed(Exception):
    """The person may not do this here; every app's actions raise it, and doors catch one."""


class VersionConflict(Exception):
    """Somebody else changed the record after this form or row was read."""

    def __init__(self, record: models.Model, read: int, current: int) -> None:
        super().__init__(
            _(
                "“%(record)s” đã được người khác sửa sau khi bạn mở (bạn đọc bản %(read)s, hiện là bản %(current)s). "
                "Mở lại trang, xem thay đổi rồi sửa lại."
            )
            % {"record": record, "read": read, "current": current}
        )
        self.record = record


class RecordQuerySet(models.QuerySet[Any]):
    """Rows that fixtures, files and addresses name by their natural key, never by their id."""

    def get_by_natural_key(self, *key: Any) -> Any:
        """Return the record whose `natural_key_fields` hold `key`."""
        return self.get(**dict(zip(self.model.natural_key_fields, key, strict=True)))

    def matching(self, words: str) -> Self:
        """Keep the records in whose search key every word of `words` begins a word, marks and case aside."""
        kept = self
        for word in fold(words).split():
            kept = kept.filter(models.Q(search_key__startswith=word) | models.Q(search_key__contains=f" {word}"))
        return kept


class NaturalKeyModel(models.Model):
    """A row named by the fields of `natural_key_fields` (double underscores reach through keys)."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("code",)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(self._reach(field) for field in self.natural_key_fields)

    def _reach(self, path: str) -> Any:
        value: Any = self
        for step in path.split("__"):
            value = getattr(value, step) if value is not None else None
        return value


class Record(NaturalKeyModel):
    """A record that people edit: it counts its versions and keeps its history."""

    version = models.PositiveIntegerField(_("bản"), default=1, editable=False)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


class Passing(models.Model):
    """A row of the machine's daily work (who is signed in): no part of the register, of its state or its backups."""

    class Meta:
        abstract = True


def save_record(*, record: models.Model, by: AbstractBaseUser, reason: str = "", version: int | None = None) -> None:
    """Check and write one record with its version, its history and who changed it.

    `version` is the version the form or row had read; None says that the caller holds the row's lock or made the
    row. Raises `ValidationError` when a rule of the model is broken, `VersionConflict` when the row moved on.
    """
    with transaction.atomic():
        if not record._state.adding and isinstance(record, Record):
            current = type(record)._default_manager.select_for_update().values_list("version").get(pk=record.pk)[0]
            if version is not None and version != current:
                raise VersionConflict(record, version, current)
            record.version = current + 1
        record.full_clean()
        record._history_user = by  # type: ignore[attr-defined]  # read by simple-history
        record._change_reason = reason[:100] or None  # type: ignore[attr-defined]
        record.save()


def delete_record(*, record: models.Model, by: AbstractBaseUser, reason: str = "") -> None:
    """Remove a record that nothing rests on; its history stays and says who removed it."""
    with transaction.atomic():
        record._history_user = by  # type: ignore[attr-defined]
        record._change_reason = reason[:100] or None  # type: ignore[attr-defined]
        record.delete()
