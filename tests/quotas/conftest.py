"""The desk of Đức Linh: papers, drafts and booked decisions, made as a user could make them."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from tests.times import SIGNING_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User
    from localities.models import Locality
    from quotas.actions import LineInput, TotalInput
    from quotas.models import DecisionDraft, DecisionLine, Holder, Pool, QuotaDecision, StaffCategory
    from regulations.models import Document
    from tests.conftest import Places

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)


class Desk:
    """What two persons do at a desk; each paper goes the whole road."""

    def __init__(self, places: Places, drafts: User, books: User) -> None:
        self.places, self.drafts, self.books = places, drafts, books
        self.district = _pool(places.locality("duc-linh"))
        self.province = _pool(places.locality("binh-thuan"))
        self.undivided = _category("chua-phan-loai", "Biên chế (chưa phân loại)", order=10)
        self.civil = _category("cong-chuc", "Cán bộ, công chức", order=20)
        self.contract = _category("hop-dong", "Hợp đồng", order=40, counts_in_total=False)
        self._numbers = iter(range(1001, 9999))

    # ---- Papers

    def paper(
        self,
        number: int | None = None,
        *,
        issued_on: dt.date | None = SIGNING_DAY,
        place: str = "duc-linh",
        **fields: Any,
    ) -> Document:
        """A decision on paper of the committee of a place."""
        from regulations.models import Document, DocumentType, IssuingBody

        suffix = "TU" if self.places.locality(place).level == "province" else "HU"
        body, _made = IssuingBody.objects.get_or_create(
            code=f"{place}-uy",
            defaults={"name": f"Ủy {place}", "suffix": suffix, "locality": self.places.locality(place)},
        )
        kind, _made = DocumentType.objects.get_or_create(
            code="quyet-dinh", defaults={"name": "Quyết định", "series": "QĐ"}
        )
        number = number or next(self._numbers)
        values = {"subject": "Giao biên chế", "symbol": f"{number}-QĐ/{suffix}", "series": "QĐ"} | fields
        code = f"{number}-qd-{place}-{issued_on.year if issued_on else 'khong-ngay'}"
        made: Document = Document.objects.create(
            code=code, series_of=body, type=kind, number=number, issued_on=issued_on, **values
        )
        return made

    # ---- Lines

    def holder(self, name: str) -> Holder:
        """The holder of an agency of the district by the end of its code, or of a district's pool."""
        from quotas.actions import holder_of

        if name == "duc-linh":
            return holder_of(pool=self.district)
        return holder_of(agency=self.places.agency(f"duc-linh-{name}"))

    def line(self, name: str, posts: int | None, **options: Any) -> LineInput:
        """A line for an agency, undivided, a SET unless told otherwise."""
        from quotas.actions import LineInput

        options.setdefault("category", self.undivided)
        if to_name := options.pop("to", None):
            options["to_holder"] = self.holder(to_name)
        return LineInput(holder=self.holder(name), posts=posts, **options)

    def add(self, name: str, posts: int, **options: Any) -> LineInput:
        """A line that supplements, or takes back."""
        from quotas.postings import Operation

        return self.line(name, posts, operation=Operation.ADD, **options)

    def move(self, name: str, to: str, posts: int, **options: Any) -> LineInput:
        """A line that moves posts from one agency to another."""
        from quotas.postings import Operation

        return self.line(name, posts, operation=Operation.MOVE, to=to, **options)

    def void(self, line: DecisionLine) -> LineInput:
        """A line that voids a booked one."""
        from quotas.actions import LineInput
        from quotas.postings import Operation

        return LineInput(
            holder=line.holder, category=line.category, posts=None, operation=Operation.VOID, corrects=line
        )

    def total(self, posts: int | None, category: StaffCategory | None = None, **options: Any) -> TotalInput:
        """A total that the paper states."""
        from quotas.actions import TotalInput

        return TotalInput(category=category or self.undivided, posts=posts, **options)

    # ---- The road

    def draft(self, *lines: LineInput, **options: Any) -> DecisionDraft:
        """A draft of these lines, being prepared."""
        from quotas.actions import save_draft

        values: dict[str, Any] = {"pool": self.district, "year_from": 2024, "by": self.drafts, "at": MOMENT} | options
        values["document"] = values.get("document") or self.paper()
        return save_draft(lines=lines, **values)

    def submitted(self, *lines: LineInput, reasons: dict[str, str] | None = None, **options: Any) -> DecisionDraft:
        """A draft that waits for the second person."""
        from quotas.actions import submit_draft

        draft = self.draft(*lines, **options)
        return submit_draft(draft=draft, acknowledged=reasons, by=options.get("by", self.drafts), at=MOMENT)

    def booked(
        self, *lines: LineInput, reasons: dict[str, str] | None = None, at: dt.datetime = MOMENT, **options: Any
    ) -> QuotaDecision:
        """A booked decision."""
        from quotas.actions import book_decision

        draft = self.submitted(*lines, reasons=reasons, **options)
        return book_decision(draft=draft, by=self.books, at=at)

    def corrected(self, decision: QuotaDecision, *lines: LineInput, **options: Any) -> QuotaDecision:
        """A correction of a booked decision, on the same paper."""
        from quotas.choices import DecisionKind

        options.setdefault("reason", "Gõ nhầm khi vào sổ.")
        return self.booked(
            *lines, document=decision.document, pool=decision.pool, kind=DecisionKind.CORRECTION, **options
        )

    def year_2024(self) -> QuotaDecision:
        """2034-QĐ/HU: six lines of an extract, 24 posts."""
        posts = {"mttq": 6, "ldld": 2, "nong-dan": 4, "phu-nu": 4, "doan": 5, "ccb": 3}
        lines = [self.line(name, count, label="giao") for name, count in posts.items()]
        return self.booked(*lines, document=self.paper(2034), is_extract=True)

    def allotment(self, posts: int, year: int = 2024, **options: Any) -> QuotaDecision:
        """What the province gives to the district."""
        paper = self.paper(place="binh-thuan", issued_on=dt.date(year - 1, 12, 1))
        return self.booked(self.line("duc-linh", posts), pool=self.province, year_from=year, document=paper, **options)

    # ---- What the register says

    def posts(self, name: str, day: dt.date, *, category: StaffCategory | None = None) -> int:
        """The sum of an agency's entries of the day's year (rule 13)."""
        from quotas.models import Entry

        entries = Entry.objects.for_year(day.year).as_of(day).filter(holder=self.holder(name))
        if category is not None:
            entries = entries.filter(category=category)
        return sum(entries.values_list("change", flat=True))


def _pool(locality: Locality) -> Pool:
    from quotas.models import Pool

    found: Pool = Pool.objects.get_or_create(locality=locality, block="party")[0]
    return found


def _category(code: str, name: str, **fields: Any) -> StaffCategory:
    from quotas.models import StaffCategory

    found: StaffCategory = StaffCategory.objects.get_or_create(code=code, defaults={"name": name, **fields})[0]
    return found


@pytest.fixture
def desk(places: Places, staff: User, approver: User) -> Desk:
    """The desk of Đức Linh; its papers are drafted by staff and booked by the approver, who work in the province too."""
    from accounts.models import Grant

    for person, role in ((staff, "staff"), (approver, "approver")):
        Grant.objects.create(user=person, role=role, locality=places.locality("binh-thuan"))
    return Desk(places, staff, approver)


@pytest.fixture
def clerk(places: Places, db: None) -> User:
    """A second clerk of Đức Linh, who also compares there."""
    from accounts.models import Grant, User

    person = User(username="duclinh.nhap2", last_name="Cán bộ thứ hai")
    person.set_unusable_password()
    person.save()
    for role in ("staff", "approver"):
        Grant.objects.create(user=person, role=role, locality=places.locality("duc-linh"))
    return person


@pytest.fixture
def loaded(seeds: None, capsys: pytest.CaptureFixture[str]) -> None:
    """The register as `load_register` leaves it in a real office."""
    call_command("load_register")
    capsys.readouterr()


# ---- Pages, read as a reader does


class _Reader(HTMLParser):
    """The text of every cell of every table, and of everything else."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.tables[-1][-1][-1] += data
        self.words.append(data)


class Page:
    """An answer of the site."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.html: str = response.content.decode()
        reader = _Reader()
        reader.feed(self.html)
        self.tables = [[[" ".join(cell.split()) for cell in row] for row in table] for table in reader.tables]
        self.text = " ".join(" ".join(reader.words).split())

    def column(self, heading: str, table: int = 0) -> list[str]:
        """The cells below a heading, the total row too; cells that span others are counted from the right."""
        place = self.tables[table][0].index(heading) - len(self.tables[table][0])
        return [row[place] for row in self.tables[table][1:]]


@pytest.fixture
def page(client: Client) -> Callable[..., Page]:
    """Open an address as a person."""

    def open_page(person: User, address: str, **query: Any) -> Page:
        client.force_login(person)
        return Page(client.get(address, query))

    return open_page
