"""Fills a register: reference lists, the facts of the seeds, demo accounts and practice data, each only where missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import serializers
from django.db import transaction

from accounts.actions import open_account
from accounts.choices import Role
from accounts.models import User
from agencies.models import Agency
from localities.models import Locality
from quotas.actions import (
    LineInput,
    TotalInput,
    book_decision,
    holder_of,
    return_draft,
    save_draft,
    submit_draft,
)
from quotas.choices import DecisionKind
from quotas.intake import UNDIVIDED
from quotas.models import DecisionDraft, Pool, QuotaDecision, StaffCategory
from quotas.postings import Operation
from regulations.models import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Printed by `make run`; such accounts are refused outside a training register (accounts.backends).
DEMO_PASSWORD = "tap-huan-bien-che"  # noqa: S105

DEMO_ACCOUNTS: tuple[tuple[str, str, tuple[tuple[Role, str], ...]], ...] = (
    ("duclinh.nhap", "Cán bộ nhập liệu Đức Linh", ((Role.STAFF, "duc-linh"), (Role.STAFF, "huyen-tap-huan"))),
    (
        "duclinh.doichieu",
        "Người đối chiếu Đức Linh",
        ((Role.APPROVER, "duc-linh"), (Role.APPROVER, "huyen-tap-huan")),
    ),
    ("phunu.duclinh", "Thủ trưởng Hội LHPN Đức Linh", ((Role.UNIT_HEAD, "duc-linh-phu-nu"),)),
    ("nongdan.duclinh", "Thủ trưởng Hội Nông dân Đức Linh", ((Role.UNIT_HEAD, "duc-linh-nong-dan"),)),
    ("kiemtra.binhthuan", "Cán bộ kiểm tra Bình Thuận", ((Role.AUDITOR, "binh-thuan"),)),
    ("nahang.nhap", "Cán bộ nhập liệu Na Hang", ((Role.STAFF, "na-hang"),)),
    ("kiemtra.lamdong", "Cán bộ kiểm tra Lâm Đồng", ((Role.AUDITOR, "lam-dong"),)),
    ("quantri", "Quản trị", ()),
)
SYSTEM_ACCOUNTS = ("he-thong.nhap", "he-thong.doichieu")

# 2034-QĐ/HU of 15/12/2023, as the Đức Linh report quotes it (S0-13), in its order.
DUC_LINH_2024 = {
    "duc-linh-mttq": 6,
    "duc-linh-ldld": 2,
    "duc-linh-nong-dan": 4,
    "duc-linh-phu-nu": 4,
    "duc-linh-doan": 5,
    "duc-linh-ccb": 3,
}


@dataclass(frozen=True)
class Desk:
    """The two persons in whose names a command drafts and books, and its moment."""

    drafts: User
    books: User
    at: dt.datetime


def fixture_files() -> list[Path]:
    """Return the fixtures in their order; practice data in a training register only."""
    folders = ["reference", "seeds", *(["practice"] if settings.TRAINING else [])]
    return [path for folder in folders for path in sorted((settings.BASE_DIR / "fixtures" / folder).glob("*.json"))]


@transaction.atomic
def load_missing(files: Iterable[Path]) -> int:
    """Load the records of fixtures that the register lacks and return how many; what is there is left as it is.

    `loaddata` would write its own version over what an office has edited since.
    """
    added = 0
    for path in files:
        with path.open(encoding="utf-8") as stream:
            for found in serializers.deserialize("json", stream):
                if found.object.pk is None:
                    found.save()
                    added += 1
    return added


@transaction.atomic
def open_desk(at: dt.datetime) -> Desk:
    """Return the two persons, opened if missing: demo accounts in training, else two that cannot sign in."""
    if not settings.TRAINING:
        return _system_desk(at)
    opened = {}
    for name, full_name, grants in DEMO_ACCOUNTS:
        opened[name] = _account(name, full_name, is_demo=True, grants=grants, is_superuser=not grants, by=None)
    return Desk(opened["duclinh.nhap"], opened["duclinh.doichieu"], at)


def _system_desk(at: dt.datetime) -> Desk:
    drafts, books = (_account(name, "Hệ thống", is_system=True, by=None) for name in SYSTEM_ACCOUNTS)
    return Desk(drafts, books, at)


def _account(
    name: str,
    full_name: str,
    *,
    by: User | None,
    is_demo: bool = False,
    is_system: bool = False,
    is_superuser: bool = False,
    grants: Iterable[tuple[Role, str]] = (),
) -> User:
    found = User.objects.filter(username=name).first()
    if found is not None:
        return found
    places: list[tuple[Role, Locality | Agency]] = [
        (role, Agency.objects.get(code=code) if role == Role.UNIT_HEAD else Locality.objects.get(code=code))
        for role, code in grants
    ]
    return open_account(
        username=name,
        full_name=full_name,
        password=DEMO_PASSWORD if is_demo else None,
        grants=places,
        is_superuser=is_superuser,
        is_demo=is_demo,
        is_system=is_system,
        by=by,
    )


@transaction.atomic
def book_seeds(desk: Desk) -> bool:
    """Book 2034-QĐ/HU, an extract of six lines, once; return whether it was booked now."""
    document = Document.objects.get(code="2034-qd-hu-duc-linh-2023")
    if DecisionDraft.objects.filter(document=document).exists():
        return False
    draft = _draft(document, DUC_LINH_2024, 2024, desk, is_extract=True)
    _book(draft, desk)
    return True


@transaction.atomic
def make_practice(desk: Desk) -> bool:
    """Make the practice register of Huyện Tập huấn, once: an allotment, 2024 booked, drafts returned and submitted."""
    allotment = Document.objects.get(code="801-qd-tu-tinh-tap-huan-2023")
    if DecisionDraft.objects.filter(document=allotment).exists():
        return False
    # The province's papers are booked by the system accounts: no demo clerk works there.
    province = _system_desk(desk.at)
    _book(_allotment(allotment, 25, 2024, province), province)
    # Two lines typed in each other's place, and put right after: a history with a correction in it.
    district = Document.objects.get(code="410-qd-hu-huyen-tap-huan-2023")
    _correct_swapped_lines(_book(_draft(district, _practice(6, 2, 4, 5, 4, 3), 2024, desk), desk), desk)
    _book(_allotment(Document.objects.get(code="1052-qd-tu-tinh-tap-huan-2024"), 24, 2025, province), province)

    returned = _draft(
        Document.objects.get(code="520-qd-hu-huyen-tap-huan-2024"), _practice(6, 2, 4, 4, 4, 3), 2025, desk
    )
    submit_draft(draft=returned, by=desk.drafts, at=desk.at)
    return_draft(
        draft=returned,
        remark="TẬP HUẤN: Huyện đoàn ghi 4, bản giấy ghi 5. Kiểm tra lại dòng 5 và tổng số.",
        by=desk.books,
        at=desk.at,
    )
    _submit_supplement(desk)
    return True


def _correct_swapped_lines(booked: QuotaDecision, desk: Desk) -> None:
    right = {"huyen-tap-huan-phu-nu": 4, "huyen-tap-huan-doan": 5}
    wrong = booked.lines.filter(holder__agency__code__in=right).select_related("holder__agency", "category")
    draft = save_draft(
        document=booked.document,
        pool=booked.pool,
        kind=DecisionKind.CORRECTION,
        reason="TẬP HUẤN: gõ đổi chỗ hai dòng Hội Liên hiệp Phụ nữ và Huyện đoàn.",
        year_from=booked.year_from,
        lines=[
            LineInput(
                holder=line.holder,
                category=line.category,
                posts=right[line.holder.agency.code],
                label=line.label,
                corrects=line,
            )
            for line in wrong.order_by("number")
        ],
        totals=[TotalInput(category=total.category, posts=total.posts) for total in booked.totals.all()],
        by=desk.drafts,
        at=desk.at,
    )
    _book(draft, desk)


def _submit_supplement(desk: Desk) -> None:
    """Leave one draft waiting for the second person: +1 for the Front, one post moved between two organisations."""
    category = StaffCategory.objects.get(code=UNDIVIDED)
    front, youth, women = (
        holder_of(agency=Agency.objects.get(code=f"huyen-tap-huan-{name}")) for name in ("mttq", "doan", "phu-nu")
    )
    draft = save_draft(
        document=Document.objects.get(code="455-qd-hu-huyen-tap-huan-2024"),
        pool=Pool.objects.get(locality__code="huyen-tap-huan", block="party"),
        year_from=2024,
        lines=[
            LineInput(holder=front, category=category, posts=1, operation=Operation.ADD, label="bổ sung"),
            LineInput(
                holder=youth,
                to_holder=women,
                category=category,
                posts=1,
                operation=Operation.MOVE,
                label="điều chuyển",
            ),
        ],
        by=desk.drafts,
        at=desk.at,
    )
    submit_draft(draft=draft, by=desk.drafts, at=desk.at)


def _practice(*posts: int) -> dict[str, int]:
    names = ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb")
    return {f"huyen-tap-huan-{name}": count for name, count in zip(names, posts, strict=True)}


def _draft(
    document: Document,
    posts: Mapping[str, int],
    year: int,
    desk: Desk,
    *,
    is_extract: bool = False,
) -> DecisionDraft:
    category = StaffCategory.objects.get(code=UNDIVIDED)
    agencies = Agency.objects.in_bulk(posts, field_name="code")
    return save_draft(
        document=document,
        pool=Pool.objects.get(locality=document.series_of.locality, block="party"),
        year_from=year,
        is_extract=is_extract,
        lines=[
            LineInput(holder=holder_of(agency=agencies[code]), category=category, posts=count, label="giao")
            for code, count in posts.items()
        ],
        totals=[] if is_extract else [TotalInput(category=category, posts=sum(posts.values()))],
        by=desk.drafts,
        at=desk.at,
    )


def _allotment(document: Document, posts: int, year: int, desk: Desk) -> DecisionDraft:
    category = StaffCategory.objects.get(code=UNDIVIDED)
    district = Pool.objects.get(locality__code="huyen-tap-huan", block="party")
    return save_draft(
        document=document,
        pool=Pool.objects.get(locality__code="tinh-tap-huan", block="party"),
        year_from=year,
        lines=[LineInput(holder=holder_of(pool=district), category=category, posts=posts, label="giao")],
        totals=[TotalInput(category=category, posts=posts)],
        by=desk.drafts,
        at=desk.at,
    )


def _book(draft: DecisionDraft, desk: Desk) -> QuotaDecision:
    submit_draft(draft=draft, by=desk.drafts, at=desk.at)
    return book_decision(draft=draft, by=desk.books, at=desk.at)
