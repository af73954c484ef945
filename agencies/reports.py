"""What pages tell about agencies: names, place, parts, posts, the documents that regulate them, what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agencies.models import Agency, ConcurrentPosts, HeldPost, JointMembership, Mandate, Succession
from localities.reports import state_on
from orgregs.foundation.clock import said
from orgregs.foundation.dates import Precision, print_known
from orgregs.foundation.pages import Link, Links
from orgregs.foundation.searches import MOST_READ, Found, Hit, Rank, best, spare_words
from regulations.models import Document
from regulations.reports import DocumentLine, lines_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from orgregs.foundation.reach import Reader

_BY_BEGIN = (F("valid_from").asc(nulls_first=True), "pk")


# ---- Lists


def with_mandates(agencies: QuerySet[Any], user: Reader, day: dt.date) -> QuerySet[Any]:
    """Read along kind, locality and the documents that regulate each agency on the day (`.mandates_on_day`)."""
    visible = Document.objects.visible_to(user).filter(pk=OuterRef("document"))
    mandates = Mandate.objects.on(day).select_related("document__type").annotate(document_is_visible=Exists(visible))
    return agencies.select_related("kind", "locality").prefetch_related(
        Prefetch("mandates", queryset=mandates.order_by(*_BY_BEGIN), to_attr="mandates_on_day")
    )


def regulating_documents(agency: Any) -> list[Link]:
    """Return the documents that regulate an agency read by `with_mandates`, each once."""
    links: dict[int, Link] = {}
    for mandate in agency.mandates_on_day:
        url = mandate.document.get_absolute_url() if mandate.document_is_visible else ""
        links.setdefault(mandate.document_id, Link(str(mandate.document), url))
    return list(links.values())


# ---- One agency


@dataclass(frozen=True, slots=True)
class Related:
    """Something that stands to the agency for a time: what, when, by which document."""

    link: Link
    period: Any = None
    words: str = ""
    document: DocumentLine | None = None
    document_name: str = ""


@dataclass(frozen=True, slots=True)
class SetOfPosts:
    """Posts that one person holds together; the person is not named."""

    posts: Sequence[tuple[str, Link]]
    period: Any
    quota_agency: Link | None
    document: DocumentLine | None
    note: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything on the page of one agency."""

    name: str
    names: Sequence[Related]
    aliases: Sequence[Any]
    places: Sequence[Related]
    parts: Sequence[Related]
    members: Sequence[Related]
    joint_bodies: Sequence[Related]
    posts: Sequence[Any]
    concurrent: Sequence[SetOfPosts]
    mandates: Sequence[Related]
    after: Sequence[Related]
    before: Sequence[Related]


class _Rows:
    """What is on record about one agency, read once."""

    def __init__(self, agency: Agency, user: Reader) -> None:
        self.names = list(agency.names.select_related("document__type").order_by(*_BY_BEGIN))
        self.places = list(agency.places.select_related("parent", "document__type").order_by(*_BY_BEGIN))
        parts = agency.parts.visible_to(user).select_related("agency", "document__type")
        self.parts = list(parts.order_by("agency__order", "agency__sort_key", "pk"))
        self.members = list(agency.memberships.select_related("member").order_by("member__order", "group_name", "pk"))
        joint = JointMembership.objects.visible_to(user).filter(member=agency).select_related("body")
        self.joint_bodies = list(joint.order_by(*_BY_BEGIN))
        holding = HeldPost.objects.filter(concurrent_posts=OuterRef("pk"), post__agency=agency)
        held = HeldPost.objects.select_related("post__agency").order_by("post__agency__order", "post__order", "pk")
        sets = ConcurrentPosts.objects.visible_to(user).filter(Exists(holding)).order_by(*_BY_BEGIN)
        self.sets = list(
            sets.select_related("quota_agency", "document__type").prefetch_related(
                Prefetch("held_posts", queryset=held, to_attr="held")
            )
        )
        self.mandates = list(agency.mandates.select_related("document__type").order_by(*_BY_BEGIN))
        fates = Succession.objects.filter(Q(predecessor=agency) | Q(successor=agency))
        self.fates = list(
            fates.select_related("predecessor", "successor", "document__type").order_by("happened_on", "pk")
        )

    def agencies(self) -> Iterable[Agency | None]:
        """Yield every other agency the page names."""
        yield from (row.parent for row in self.places)
        yield from (row.agency for row in self.parts)
        yield from (row.member for row in self.members)
        yield from (row.body for row in self.joint_bodies)
        for row in self.sets:
            yield row.quota_agency
            yield from (held.post.agency for held in row.held)
        for fate in self.fates:
            yield fate.predecessor
            yield fate.successor

    def documents(self) -> Iterable[Document]:
        """Yield every document the page names."""
        rows = [*self.names, *self.places, *self.parts, *self.sets, *self.mandates, *self.fates]
        return (row.document for row in rows if row.document is not None)


def portrait(agency: Agency, user: Reader, day: dt.date) -> Portrait:
    """Tell everything on record about the agency, as far as the reader may see it."""
    rows = _Rows(agency, user)
    links = Links(Agency.objects.visible_to(user), rows.agencies())
    papers = lines_of(rows.documents(), user, day)

    def related(row: Any, link: Link, words: str = "") -> Related:
        document = getattr(row, "document", None)
        line = papers.get(document.pk) if document else None
        return Related(link, row, words, line, str(document or ""))

    return Portrait(
        name=next((row.name for row in rows.names if row.holds_on(day)), agency.name),
        names=[related(row, Link(row.name)) for row in rows.names],
        aliases=list(agency.aliases.order_by("name", "pk")),
        places=[related(row, links.to(row.parent)) for row in rows.places],
        parts=[related(row, links.to(row.agency)) for row in rows.parts],
        members=[related(row, links.to(row.member) if row.member else Link(row.group_name)) for row in rows.members],
        joint_bodies=[related(row, links.to(row.body)) for row in rows.joint_bodies],
        posts=list(agency.posts.order_by("order", "pk")),
        concurrent=[_set_of_posts(row, links, papers) for row in rows.sets],
        mandates=[
            related(row, Link(str(row.document)), "; ".join(text for text in (row.provision_label, row.note) if text))
            for row in rows.mandates
        ],
        after=[
            related(row, links.to(row.successor) if row.successor else Link(""), _fate(row))
            for row in rows.fates
            if row.predecessor_id == agency.pk
        ],
        before=[
            related(row, links.to(row.predecessor), _fate(row)) for row in rows.fates if row.successor_id == agency.pk
        ],
    )


def _set_of_posts(row: Any, links: Links, papers: dict[int, DocumentLine]) -> SetOfPosts:
    return SetOfPosts(
        posts=[(held.post.title, links.to(held.post.agency)) for held in row.held],
        period=row,
        quota_agency=links.to(row.quota_agency) if row.quota_agency else None,
        document=papers.get(row.document_id) if row.document_id else None,
        note=row.note,
    )


def _fate(row: Succession) -> str:
    known = said(print_known(row.happened_on, Precision(row.happened_on_precision)))
    return _("%(kind)s, từ %(day)s") % {"kind": row.get_kind_display(), "day": known}


# ---- The search box


def search(words: str, user: Reader, day: dt.date) -> Found:
    """Answer the search box with agencies, by any name they bear or bore."""
    matching = Agency.objects.visible_to(user).matching(words)
    found = matching.select_related("kind", "locality").prefetch_related("names", "aliases").in_protocol_order()
    hits = [_hit(words, agency, day) for agency in found[:MOST_READ]]
    total = len(hits) if len(hits) < MOST_READ else matching.count()
    address = f"{reverse('agencies:agency-list')}?{urlencode({'q': words})}"
    return Found(kind=pgettext("plural", "Cơ quan, đơn vị"), hits=best(hits), total=total, list_url=address)


def _hit(words: str, agency: Agency, day: dt.date) -> Hit:
    names = [agency.name, *(row.name for row in agency.names.all()), *(row.name for row in agency.aliases.all())]
    spares = [spare for name in names if (spare := spare_words(words, name)) is not None]
    return Hit(
        rank=Rank.NAME if spares else Rank.TEXT,
        title=agency.name,
        url=agency.get_absolute_url(),
        detail=" · ".join([str(agency.kind), str(agency.locality), state_on(agency, day)]),
        spare_words=min(spares, default=0),
    )
