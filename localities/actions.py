"""The only writers of localities: a code, a level and a parent are given once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from localities.choices import Level
from localities.models import Locality, LocalitySuccession
from orgregs.foundation import records
from orgregs.foundation.codes import keep_unchanged, propose_code
from orgregs.foundation.vietnamese import fold, slug

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db import models

delete_record = records.delete_record

# What stands before the name proper, folded; the longest first.
_LEVEL_WORDS = ("thanh pho", "thi xa", "thi tran", "dac khu", "tinh", "huyen", "quan", "xa", "phuong")
_WORD_OF_LEVEL = {Level.PROVINCE: "tinh", Level.DISTRICT: "huyen", Level.COMMUNE: "xa"}
_FIXED = {
    "code": _("Mã của địa phương không đổi được."),
    "level": _("Cấp của địa phương không đổi được: lập địa phương mới rồi ghi ở “Sắp xếp địa phương”."),
    "parent": _("Nơi địa phương trực thuộc không đổi được: lập địa phương mới rồi ghi ở “Sắp xếp địa phương”."),
}


def save_record(*, record: models.Model, by: AbstractBaseUser, reason: str = "", version: int | None = None) -> None:
    """Write a locality or a succession; raises `ValidationError` or `VersionConflict`."""
    with transaction.atomic():
        if isinstance(record, Locality):
            _prepare_locality(record)
        elif isinstance(record, LocalitySuccession):
            _refuse_circle(record)
        records.save_record(record=record, by=by, reason=reason, version=version)


def _prepare_locality(locality: Locality) -> None:
    if not locality._state.adding:
        keep_unchanged(locality, _FIXED)
        return
    if not locality.code:
        locality.code = _proposed_code(locality)
    if locality.parent and _rank(locality.level) < _rank(locality.parent.level):
        raise ValidationError({"parent": _("Địa phương không thể thuộc một nơi ở cấp dưới.")})
    if locality.code:  # without one, the check of the record says so
        locality.place_below_parent()


def _proposed_code(locality: Locality) -> str:
    name = fold(locality.name)
    word = next((word for word in _LEVEL_WORDS if name.startswith(f"{word} ")), "")
    proper = name.removeprefix(word).strip()
    if not proper:
        return ""
    return propose_code(locality, proper, f"{proper} {slug(word or _WORD_OF_LEVEL.get(Level(locality.level), ''))}")


def _rank(level: str) -> int:
    return Level.values.index(level) if level in Level.values else len(Level.values)


def _refuse_circle(succession: LocalitySuccession) -> None:
    """Refuse a succession by which a locality would succeed itself in the end."""
    known: set[int] = set()
    fresh = {succession.successor_id} - {None}
    while fresh and succession.predecessor_id not in known:
        known |= {pk for pk in fresh if pk is not None}
        rows = LocalitySuccession.objects.filter(predecessor__in=fresh, successor__isnull=False)
        fresh = set(rows.exclude(pk=succession.pk).values_list("successor_id", flat=True)) - known
    if succession.predecessor_id in known and succession.successor_id != succession.predecessor_id:
        raise ValidationError({"successor": _("Địa phương này đã được sắp xếp, trước đó, từ chính địa phương mới.")})
