"""A register to walk through: the seeds with 2034-QĐ/HU booked, two districts with words of their own, seven people.

Everything is made by the same loading and the same actions that an office uses, so no test meets a state that
nobody could reach. Each district keeps *secrets*: pairs of invented words, one pair for every kind of record. A walk
asks for the first word of a pair and looks for the second, which no page could have copied from the question.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.apps import apps

from accounts.actions import open_account
from accounts.choices import Role
from agencies.actions import save_record as save_of_agencies
from agencies.choices import SuccessionKind
from agencies.models import Agency, AgencyAlias, AgencyKind, Mandate, Post, Succession
from localities.actions import save_record as save_of_localities
from localities.models import Locality
from orgregs.foundation.records import Record, save_record
from orgregs.foundation.workbooks import Sheet
from orgregs.loading import book_seeds, fixture_files, load_missing, open_desk
from quotas import actions
from quotas.intake import UNDIVIDED, Asked, examine, preview_of
from quotas.models import DecisionDraft, Pool, QuotaDecision, StaffCategory
from regulations.actions import attach_scan
from regulations.actions import save_record as save_of_regulations
from regulations.models import Document, DocumentType, IssuingBody
from tests.scans import upload

if TYPE_CHECKING:
    from accounts.models import User
    from orgregs.loading import Desk

ROLES = ("staff", "approver", "unit_head", "auditor", "administrator", "stranger")
MOMENT = dt.datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
# Before 2034-QĐ/HU, so that the figures of 2024 stay the newest.
BOOKED_YEAR = 2020
REASON = "Bản giấy ghi như vậy"

DUC_LINH = {
    "document": ("Kimtước", "Rừngsậy"),
    "agency": ("Hồnghạc", "Bãibồi"),
    "alias": ("Vạcxám", "Đầmsen"),
    "post": ("Chàovào", "Gópnhặt"),
    "paper": ("Bồcâu", "Máiđình"),
    "draft": ("Sếuđầuđỏ", "Bãilau"),
    "label": ("Chíchchòe", "Lửađồng"),
    "decision": ("Sơnca", "Đồicát"),
    "scan": ("Gõkiến", "Tổcò"),
    "file": ("Chàobẻo", "Bụitre"),
}
NA_HANG = {
    "document": ("Phượngvĩ", "Bếnđò"),
    "agency": ("Ngọclan", "Vườnchè"),
    "alias": ("Mẫuđơn", "Sânđá"),
    "post": ("Thạchthảo", "Cầutreo"),
    "paper": ("Dạhương", "Giếnglàng"),
    "draft": ("Hoatrạng", "Ngõgạch"),
    "label": ("Tườngvi", "Hiênnhà"),
    "decision": ("Cúchoạmi", "Nươngngô"),
    "scan": ("Hoamua", "Bờrào"),
    "file": ("Hoasim", "Lốimòn"),
}
SECRETS = {"duc-linh": DUC_LINH, "na-hang": NA_HANG}


@dataclass
class WalkedRegister:
    """What a walk needs to know of the register: its people by role, and its objects by the matrix's words."""

    people: dict[str, User] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)


def make_register() -> WalkedRegister:
    """Fill the database; the caller holds the transaction."""
    load_missing(fixture_files())
    desk = open_desk(MOMENT)
    book_seeds(desk)
    register = WalkedRegister()
    _open_accounts(register, desk)
    for code, words in SECRETS.items():
        _keep_secrets(register, Locality.objects.get(code=code), words, desk)
    _allot(desk)
    _give_every_list_a_history(desk)
    return register


def _give_every_list_a_history(desk: Desk) -> None:
    """Edit one record of each kind: what fixtures load has no history, and so no page of a former state."""
    for model in apps.get_models():
        if issubclass(model, Record) and hasattr(model, "history") and not model.history.exists():
            record = model._default_manager.order_by("pk").first()
            if record is not None:
                save_record(record=record, by=desk.drafts, reason="Rà soát")


def _open_accounts(register: WalkedRegister, desk: Desk) -> None:
    districts = {code: Locality.objects.get(code=code) for code in ("duc-linh", "na-hang", "lam-dong")}
    grants: dict[str, list[tuple[Role, Locality | Agency]]] = {
        "staff": [(Role.STAFF, districts["duc-linh"])],
        "approver": [(Role.APPROVER, districts["duc-linh"])],
        "unit_head": [(Role.UNIT_HEAD, Agency.objects.get(code="duc-linh-phu-nu"))],
        "auditor": [(Role.AUDITOR, districts["lam-dong"])],
        "administrator": [],
        "stranger": [(Role.STAFF, districts["na-hang"])],
    }
    for role in ROLES:
        register.people[role] = open_account(
            username=f"di.{role.replace('_', '.')}",
            full_name=f"Người {role.replace('_', ' ')}",
            password=None,
            grants=grants[role],
            is_superuser=role == "administrator",
            by=desk.drafts,
        )


def _keep_secrets(register: WalkedRegister, place: Locality, words: dict[str, tuple[str, str]], desk: Desk) -> None:
    """Give a district a document, an agency with alias and post, booked decisions and drafts that bear its words."""
    body = IssuingBody.objects.get(locality=place)
    agency = Agency(
        name=f"Hội {' '.join(words['agency'])}",
        kind=AgencyKind.objects.get(code="phu-nu"),
        locality=place,
        order=900,
    )
    rule = _document(body, " ".join(words["document"]), 901, dt.date(2022, 5, 4), desk, type_code="quy-dinh")
    save_of_agencies(record=agency, by=desk.drafts)
    for record in (
        AgencyAlias(agency=agency, name=" ".join(words["alias"])),
        Post(code=f"{place.code}-bi-mat", agency=agency, title=" ".join(words["post"])),
        Mandate(agency=agency, document=rule, valid_from=rule.issued_on),
        Succession(predecessor=agency, kind=SuccessionKind.ENDED, happened_on=dt.date(2025, 7, 1), document=rule),
    ):
        save_of_agencies(record=record, by=desk.drafts)
    pool = Pool.objects.filter(locality=place).first() or Pool(locality=place)
    if pool.pk is None:
        actions.save_record(record=pool, by=desk.drafts)

    decision_paper = _document(body, " ".join(words["decision"]), 902, dt.date(BOOKED_YEAR - 1, 12, 20), desk)
    booked = _draft(decision_paper, pool, agency, " ".join(words["label"]), desk, year=BOOKED_YEAR, stated=9)
    actions.submit_draft(
        draft=booked,
        acknowledged={problem.code: REASON for problem in examine(booked).warnings},
        by=desk.drafts,
        at=MOMENT,
    )
    decision = _booked_by_one_person(booked, place, desk)
    scan = attach_scan(
        document=rule, upload=upload(name=f"{' '.join(words['scan'])}.pdf"), is_secret=False, by=desk.drafts, at=MOMENT
    )

    papers = [
        _document(body, f"{' '.join(words['paper'])} {number}", number, dt.date(year - 1, 12, 20), desk)
        for number, year in ((903, 2022), (904, 2023), (906, 2019))
    ]
    preparing = _draft(papers[0], pool, agency, " ".join(words["draft"]), desk, year=2022, stated=6)
    submitted = _draft(papers[1], pool, agency, " ".join(words["draft"]), desk, year=2023, stated=6)
    actions.submit_draft(draft=submitted, by=desk.drafts, at=MOMENT)
    imported = _imported(papers[2], pool, agency, f"{' '.join(words['file'])}.xlsx", desk, year=2019)
    short = place.code.replace("-", "_")
    register.objects |= {
        f"{short}_document": rule.code,
        f"{short}_scan": scan.sha256,
        f"{short}_agency": agency.code,
        f"{short}_position": str(decision.position),
        f"{short}_preparing": preparing.code,
        f"{short}_submitted": submitted.code,
        f"{short}_imported": imported.code,
        f"{short}_preparing_id": str(preparing.pk),
        f"{short}_submitted_id": str(submitted.pk),
    }


def _imported(document: Document, pool: Pool, agency: Agency, name: str, desk: Desk, *, year: int) -> DecisionDraft:
    """Make a draft of a file."""
    asked = Asked(
        pool=pool,
        document=document,
        year_from=year,
        year_to=year,
        is_extract=True,
        category=StaffCategory.objects.get(code=UNDIVIDED),
    )
    sheet = Sheet("Giao", [["Cơ quan", "Biên chế"], [agency.name, 4]])
    source = actions.Source(name=name, sha256=f"{agency.pk:064x}", size=1, sheet=sheet.name)
    preview = preview_of([sheet], asked, sha256=source.sha256, user=desk.drafts)
    return actions.save_imported(preview=preview, asked=asked, source=source, by=desk.drafts, at=MOMENT)


def _booked_by_one_person(draft: DecisionDraft, place: Locality, desk: Desk) -> QuotaDecision:
    """Book where one person may, for a while; the second person's word follows."""
    for alone in (True, False):
        place.one_person_books = alone
        save_of_localities(record=place, by=desk.books)
        if alone:
            decision = actions.book_decision(draft=draft, by=desk.drafts, at=MOMENT)
    actions.countersign_decision(decision=decision, by=desk.books, at=MOMENT)
    return decision


def _allot(desk: Desk) -> None:
    """Give Đức Linh an allotment of its province, so that a walk finds what a district received."""
    province = Locality.objects.get(code="binh-thuan")
    paper = _document(
        IssuingBody.objects.filter(locality=province).order_by("pk")[0],
        "Giao tổng số",
        905,
        dt.date(BOOKED_YEAR - 1, 12, 1),
        desk,
    )
    line = actions.LineInput(
        holder=actions.holder_of(pool=Pool.objects.get(locality__code="duc-linh", block="party")),
        category=StaffCategory.objects.get(code=UNDIVIDED),
        posts=90,
    )
    draft = actions.save_draft(
        document=paper,
        pool=Pool.objects.get(locality=province, block="party"),
        year_from=BOOKED_YEAR,
        lines=[line],
        by=desk.drafts,
        at=MOMENT,
    )
    actions.submit_draft(draft=draft, by=desk.drafts, at=MOMENT)
    actions.book_decision(draft=draft, by=desk.books, at=MOMENT)


def _document(
    body: IssuingBody, subject: str, number: int, issued_on: dt.date, desk: Desk, *, type_code: str = "quyet-dinh"
) -> Document:
    document = Document(
        series_of=body,
        type=DocumentType.objects.get(code=type_code),
        number=number,
        issued_on=issued_on,
        subject=subject,
    )
    save_of_regulations(record=document, by=desk.drafts)
    return document


def _draft(
    document: Document, pool: Pool, agency: Agency, label: str, desk: Desk, *, year: int, stated: int
) -> DecisionDraft:
    """Draft posts for the agency and the women's union; the paper states `stated` in all, rightly or wrongly."""
    category = StaffCategory.objects.get(code=UNDIVIDED)
    # The women's union stands in the same papers: its head reads that line and no other.
    others = Agency.objects.filter(locality=pool.locality, kind__code="phu-nu").exclude(pk=agency.pk)
    given = [(agency, label, 4), *((other, "giao", 2) for other in others)]
    return actions.save_draft(
        document=document,
        pool=pool,
        year_from=year,
        lines=[
            actions.LineInput(holder=actions.holder_of(agency=each), category=category, posts=posts, label=word)
            for each, word, posts in given
        ],
        totals=[actions.TotalInput(category=category, posts=stated)],
        by=desk.drafts,
        at=MOMENT,
    )
