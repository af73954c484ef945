"""A new office: its place, its committee, its pool, its agencies in order and its first people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import open_account
from accounts.models import User
from agencies.actions import save_record as save_agency
from agencies.models import Agency, AgencyKind
from localities.actions import save_record as save_locality
from localities.choices import Level
from localities.models import Locality
from quotas.actions import save_record as save_pool
from quotas.choices import Block
from quotas.models import Pool
from regulations.actions import save_record as save_body
from regulations.models import IssuingBody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.choices import Role

STEP = 10
_COMMITTEE_OF = {
    Level.CENTRAL: "Trung ương Đảng",
    Level.PROVINCE: "Tỉnh ủy",
    Level.DISTRICT: "Huyện ủy",
    Level.COMMUNE: "Đảng ủy",
}
# A city's committee is a Thành ủy at either level; the suffix alone does not tell (TU, HU serve both).
_COMMITTEE_BY_WORD = {"Thành phố ": "Thành ủy", "Thị xã ": "Thị ủy", "Quận ": "Quận ủy"}
_WORDS_OF_LEVEL = ("Thành phố ", "Thị xã ", "Tỉnh ", "Huyện ", "Quận ", "Xã ", "Phường ", "Đặc khu ")


@dataclass(frozen=True)
class Office:
    """What is asked of a new office; an account without a role is the administrator."""

    level: Level
    name: str
    suffix: str
    parent: str | None
    kinds: Sequence[str]
    accounts: Sequence[tuple[str, str, Role | None]]


@transaction.atomic
def open_office(office: Office) -> Locality:
    """Write a new office whole; raises `ValidationError` with a sentence for whatever is wrong."""
    if User.objects.filter(is_superuser=True).exists():
        raise ValidationError(_("Sổ này đã có quản trị: thêm địa phương ở trang quản trị."))
    kinds = _kinds(office.kinds)
    parent = Locality.objects.filter(code=office.parent).first() if office.parent else None
    if office.parent and parent is None:
        raise ValidationError(_("Không có địa phương cấp trên mã “%(code)s”.") % {"code": office.parent})

    administrator = _open_accounts(office, None)
    locality = Locality(name=office.name, level=office.level, parent=parent)
    save_locality(record=locality, by=administrator)
    committee = _COMMITTEE_BY_WORD.get(_word_of_level(office.name), _COMMITTEE_OF[office.level])
    above = IssuingBody.objects.filter(locality=parent).order_by("code").first() if parent else None
    body = IssuingBody(
        name=f"{committee} {_proper(office.name)}", suffix=office.suffix, locality=locality, parent=above
    )
    save_body(record=body, by=administrator)
    save_pool(record=Pool(locality=locality, block=Block.PARTY), by=administrator)
    for number, kind in enumerate(kinds, start=1):
        name = f"{kind.name} {office.name[:1].lower()}{office.name[1:]}"
        save_agency(record=Agency(name=name, kind=kind, locality=locality, order=number * STEP), by=administrator)
    _open_accounts(office, locality)
    return locality


def _open_accounts(office: Office, locality: Locality | None) -> User:
    """Open the administrator's account before there is a place, the others' once there is."""
    opened: list[User] = []
    for username, password, role in office.accounts:
        if (role is None) != (locality is None):
            continue
        try:
            validate_password(password, User(username=username))
        except ValidationError as error:
            raise ValidationError([f"{username}: {sentence}" for sentence in error.messages]) from error
        grants = [] if role is None or locality is None else [(role, locality)]
        opened.append(
            open_account(
                username=username,
                full_name=username,
                password=password,
                grants=grants,
                is_superuser=role is None,
                by=User.objects.filter(is_superuser=True).first(),
            )
        )
    return opened[0] if opened else User()


def _kinds(codes: Sequence[str]) -> list[AgencyKind]:
    found = AgencyKind.objects.in_bulk(list(codes), field_name="code")
    if missing := [code for code in codes if code not in found]:
        raise ValidationError(
            _("Không có loại cơ quan: %(missing)s. Các mã đang có: %(known)s.")
            % {
                "missing": ", ".join(missing),
                "known": ", ".join(AgencyKind.objects.order_by("order").values_list("code", flat=True)),
            }
        )
    return [found[code] for code in codes]


def _proper(name: str) -> str:
    return name.removeprefix(_word_of_level(name))


def _word_of_level(name: str) -> str:
    return next((word for word in _WORDS_OF_LEVEL if name.startswith(word)), "")
