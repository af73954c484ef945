"""The only writers of agencies and of what belongs to them: a code is given once, a name has its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.choices import KindGroup
from agencies.models import Agency, AgencyKind, AgencyName, ConcurrentPosts, Post, Succession
from orgregs.foundation import records
from orgregs.foundation.codes import keep_unchanged, propose_code

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db import models

delete_record = records.delete_record

_FIXED = {"code": _("Mã không đổi được sau khi đã cấp.")}
_FIXED_OF_AGENCY = {
    **_FIXED,
    "name": _("Sửa hoặc đổi tên ở “Tên qua các thời kỳ”: tên hiện nay của cơ quan lấy theo dòng chưa kết thúc."),
}


def save_record(*, record: models.Model, by: AbstractBaseUser, reason: str = "", version: int | None = None) -> None:
    """Write an agency or what belongs to one; a new agency bears its name from its first day."""
    with transaction.atomic():
        is_new = record._state.adding
        if isinstance(record, Agency | AgencyKind | Post | ConcurrentPosts):
            _prepare_code(record)
        elif isinstance(record, Succession):
            _refuse_circle(record)
        records.save_record(record=record, by=by, reason=reason, version=version)
        if isinstance(record, Agency) and is_new:
            _write_first_name(record, by, reason)
        elif isinstance(record, AgencyName) and record.valid_to is None:
            _bear_name(record, by, reason)


def _prepare_code(record: Agency | AgencyKind | Post | ConcurrentPosts) -> None:
    if not record._state.adding:
        keep_unchanged(record, _FIXED_OF_AGENCY if isinstance(record, Agency) else _FIXED)
    elif not record.code:
        record.code = _proposed_code(record)


def _proposed_code(record: Agency | AgencyKind | Post | ConcurrentPosts) -> str:
    """Propose duc-linh-mttq for an agency, duc-linh-mttq-chu-tich for a post; nothing while a part is missing."""
    if isinstance(record, AgencyKind):
        return propose_code(record, record.short_name, record.name)
    if isinstance(record, Post):
        return propose_code(record, f"{record.agency.code} {record.title}") if record.agency_id else ""
    if record.locality_id is None:
        return ""
    place = record.locality.code
    if isinstance(record, ConcurrentPosts):
        return propose_code(record, f"{place} kiem nhiem")
    if record.kind_id is not None and record.kind.group in {KindGroup.FRONT, KindGroup.PARTY}:
        return propose_code(record, f"{place} {record.kind.code}", f"{place} {record.name}")
    return propose_code(record, f"{place} {record.name}")


def _write_first_name(agency: Agency, by: AbstractBaseUser, reason: str) -> None:
    name = AgencyName(
        agency=agency,
        name=agency.name,
        valid_from=agency.valid_from,
        valid_from_precision=agency.valid_from_precision,
    )
    records.save_record(record=name, by=by, reason=reason)


def _bear_name(name: AgencyName, by: AbstractBaseUser, reason: str) -> None:
    """Let the agency bear the name that has not ended: `Agency.name` follows, nobody types it twice."""
    agency = Agency.objects.select_for_update().get(pk=name.agency_id)
    if agency.name != name.name:
        agency.name = name.name
        records.save_record(record=agency, by=by, reason=reason)


def _refuse_circle(succession: Succession) -> None:
    """Refuse a succession by which an agency would succeed itself in the end."""
    known: set[int] = set()
    fresh = {succession.successor_id} - {None}
    while fresh and succession.predecessor_id not in known:
        known |= {pk for pk in fresh if pk is not None}
        rows = Succession.objects.filter(predecessor__in=fresh, successor__isnull=False).exclude(pk=succession.pk)
        fresh = set(rows.values_list("successor_id", flat=True)) - known
    if succession.predecessor_id in known and succession.successor_id != succession.predecessor_id:
        raise ValidationError({"successor": _("Cơ quan này trước đó đã hình thành từ chính đơn vị tiếp nhận.")})
