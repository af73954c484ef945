"""Leaves of the register for tests: documents, agencies and what hangs on them, with as little as each needs."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from typing import Any

from agencies.models import Agency, AgencyKind, Mandate
from localities.models import Locality
from orgregs.foundation.vietnamese import slug
from regulations.models import Document, DocumentType, IssuingBody, Relation


def document_type(name: str = "Quyết định") -> DocumentType:
    """Return the type with this name, made if need be."""
    return DocumentType.objects.get_or_create(code=slug(name), defaults={"name": name, "series": "QĐ"})[0]


def issuing_body(locality: str = "duc-linh") -> IssuingBody:
    """Return a party committee of the locality, made if need be."""
    place = Locality.objects.get(code=locality)
    name = f"Ban Chấp hành {place.name}"
    return IssuingBody.objects.get_or_create(
        code=f"bch-{locality}", defaults={"name": name, "suffix": "HU", "locality": place}
    )[0]


def document(number: int | None, *, of: str = "duc-linh", day: dt.date | None = None, **facts: Any) -> Document:
    """Make a document `number`-QĐ/HU of the locality `of`, issued on `day`."""
    issued = day or dt.date(2021, 2, 3)
    facts = {
        "code": f"{number}-qd-hu-{of}-{issued.year}",
        "type": document_type(facts.pop("type_name", "Quyết định")),
        "series": "QĐ",
        "symbol": f"{number}-QĐ/HU" if number else "",
        "subject": f"Văn bản thử số {number}",
        "issued_on": issued,
    } | facts
    return Document.objects.create(series_of=issuing_body(of), number=number, **facts)


def relation(source: Document, kind: str, target: Document, **facts: Any) -> Relation:
    """Let `source` act on `target`."""
    return Relation.objects.create(source=source, kind=kind, target=target, **facts)


def agency(code: str, *, at: str = "duc-linh", **facts: Any) -> Agency:
    """Make an agency at the locality `at`."""
    kind = AgencyKind.objects.get_or_create(code="thu", defaults={"name": "Loại để thử", "group": "party"})[0]
    facts = {"name": f"Cơ quan {code}", "kind": kind} | facts
    return Agency.objects.create(code=code, locality=Locality.objects.get(code=at), **facts)


def mandate(of: Agency, by: Document, **facts: Any) -> Mandate:
    """Let a document regulate an agency."""
    return Mandate.objects.create(agency=of, document=by, **facts)


class _TableReader(HTMLParser):
    """Reads the cells of the first table with the class “list”."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.is_inside = self.is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and "list" in (dict(attrs).get("class") or ""):
            self.is_inside = True
        elif self.is_inside and tag == "tr":
            self.rows.append([])
        elif self.is_inside and tag in {"th", "td"}:
            self.rows[-1].append("")
            self.is_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.is_inside = False
        elif tag in {"th", "td"}:
            self.is_cell = False

    def handle_data(self, data: str) -> None:
        if self.is_inside and self.is_cell:
            self.rows[-1][-1] = f"{self.rows[-1][-1]}{data}"


def table_of(page: Any) -> list[list[str]]:
    """Return the list of a page: its headings and its rows, as a reader sees them."""
    reader = _TableReader()
    reader.feed(page.content.decode())
    return [[" ".join(cell.split()) for cell in row] for row in reader.rows]
