"""What pages tell about documents: their status on a day, and how they stand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orgregs.foundation.clock import said
from orgregs.foundation.dates import Precision
from orgregs.foundation.searches import MOST_READ, Found, Hit, Rank, best, spare_words
from orgregs.foundation.vietnamese import fold
from regulations import symbols
from regulations.kinds import RELATION_KINDS, Effect
from regulations.models import Document, Relation, Term
from regulations.validity import LABELS, DocumentFacts, IncomingEdge, Status, StatusCode, status_on

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from orgregs.foundation.reach import Reader

_ENDING = [kind.code for kind in RELATION_KINDS.values() if kind.effect == Effect.ENDS]
_ENDING_A_PART = [kind.code for kind in RELATION_KINDS.values() if kind.effect == Effect.ENDS_PART]
_SUSPENDING = [kind.code for kind in RELATION_KINDS.values() if kind.effect == Effect.SUSPENDS]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document as lists and panels show it: with its status on the day of the page."""

    document: Document
    status: Status
    note: str = ""

    @property
    def reason(self) -> str:
        """Why it has this status, in the language of the page."""
        return said(self.status.reason)

    @property
    def label(self) -> str:
        """The status in a word or two."""
        return said(self.status.label)


@dataclass(frozen=True, slots=True)
class RelatedDocuments:
    """The documents that stand to this one in one way."""

    label: str
    lines: Sequence[DocumentLine]


# ---- Status on a day


def with_acts(documents: QuerySet[Any], user: Reader) -> QuerySet[Any]:
    """Read along what gives each document its name and its status; call `status_of` on the rows."""
    visible = Document.objects.visible_to(user).filter(pk=OuterRef("source"))
    acts = Relation.objects.filter(kind__in=[*_ENDING, *_ENDING_A_PART, *_SUSPENDING])
    return documents.select_related("type", "series_of").prefetch_related(
        Prefetch(
            "incoming",
            queryset=acts.select_related("source__type").annotate(source_is_visible=Exists(visible)).order_by("pk"),
            to_attr="acts_upon_it",
        )
    )


def status_of(document: Any, day: dt.date) -> Status:
    """Tell where a document read by `with_acts` stands on the day."""
    facts = DocumentFacts(
        issued_on=document.issued_on,
        effective_from=document.effective_from,
        expires_on=document.expires_on,
        expires_assumed=document.expiry_is_assumed,
        issued_on_precision=Precision(document.issued_on_precision),
    )
    return status_on(facts, [_edge(act) for act in document.acts_upon_it], day)


def line_of(document: Any, day: dt.date, note: str = "") -> DocumentLine:
    """Return the line of a document read by `with_acts`."""
    return DocumentLine(document, status_of(document, day), note)


def lines_of(documents: Iterable[Document], user: Reader, day: dt.date) -> dict[int, DocumentLine]:
    """Return the lines of those documents the reader may see, by their ids; whoever is not in it has no link."""
    ids = {document.pk for document in documents}
    if not ids:
        return {}
    visible = with_acts(Document.objects.visible_to(user).filter(pk__in=ids), user)
    return {document.pk: line_of(document, day) for document in visible}


def _edge(act: Any) -> IncomingEdge:
    source = act.source
    # The law binds whoever may not open its paper: the effect is told, the paper is not named.
    seen = act.source_is_visible
    return IncomingEdge(
        kind=act.kind,
        begins_on=act.begins_on or source.begins_on,
        source_symbol=str(source) if seen else _("một văn bản khác"),
        source_issued_on=source.issued_on if seen else None,
        source_issued_on_precision=Precision(source.issued_on_precision),
        ends_on=act.ends_on,
        is_partial=bool(act.provision_label),
    )


def with_status_code(documents: QuerySet[Any], day: dt.date) -> QuerySet[Any]:
    """Annotate `status_code`: what `status_on` answers, said by the database so that a list can be filtered by it."""
    acts = Relation.objects.filter(target=OuterRef("pk")).annotate(
        first_day=Coalesce("begins_on", "source__effective_from", "source__issued_on")
    )
    begun = acts.filter(first_day__lte=day)
    whole, part = Q(provision_label=""), ~Q(provision_label="")
    suspending = begun.filter(Q(ends_on=None) | Q(ends_on__gte=day), kind__in=_SUSPENDING)
    ending_parts = begun.filter(Q(kind__in=_ENDING_A_PART) | (Q(kind__in=_ENDING) & part))
    first_day = Coalesce("effective_from", "issued_on")
    cases: list[tuple[Any, StatusCode]] = [
        (Q(expires_on__lt=day) | Exists(begun.filter(whole, kind__in=_ENDING)), StatusCode.ENDED),
        (Q(begins_first__gt=day), StatusCode.PENDING),
        (Exists(acts.filter(whole, kind__in=_ENDING, first_day=None)), StatusCode.UNKNOWN),
        (Exists(suspending.filter(whole)), StatusCode.SUSPENDED),
        (Exists(suspending), StatusCode.PARTLY_SUSPENDED),
        (Exists(ending_parts), StatusCode.PARTLY_ENDED),
        (Q(begins_first__isnull=False), StatusCode.IN_FORCE),
    ]
    coded: QuerySet[Any] = documents.annotate(begins_first=first_day).annotate(
        status_code=Case(
            *(When(condition, then=Value(code.value)) for condition, code in cases),
            default=Value(StatusCode.UNKNOWN.value),
            output_field=CharField(),
        )
    )
    return coded


def status_choices() -> list[tuple[str, str]]:
    """Return the codes of every status with their labels."""
    return [(code.value, said(label)) for code, label in LABELS.items()]


# ---- One document


def related_documents(document: Document, user: Reader, day: dt.date) -> list[RelatedDocuments]:
    """Return what stands to the document in which way, both directions, as far as the reader may see it."""
    edges = (
        Relation.objects.visible_to(user)
        .filter(Q(source=document) | Q(target=document))
        .select_related("source__type", "target__type")
        .order_by(F("begins_on").asc(nulls_last=True), "pk")
    )
    groups: dict[str, list[tuple[Relation, Document]]] = {}
    for edge in edges:
        is_outgoing = edge.source_id == document.pk
        label = edge.outgoing_label if is_outgoing else edge.incoming_label
        groups.setdefault(label, []).append((edge, edge.target if is_outgoing else edge.source))
    lines = lines_of([other for pairs in groups.values() for _edge, other in pairs], user, day)
    return [
        RelatedDocuments(
            label,
            [DocumentLine(lines[other.pk].document, lines[other.pk].status, _note_of(edge)) for edge, other in pairs],
        )
        for label, pairs in groups.items()
    ]


def _note_of(edge: Relation) -> str:
    """Say what an edge adds to its label: the provision, its days, who declared it."""
    parts = [edge.provision_label]
    if edge.begins_on:
        parts.append(_("từ ngày %(day)s") % {"day": f"{edge.begins_on:%d/%m/%Y}"})
    if edge.ends_on:
        parts.append(_("đến hết ngày %(day)s") % {"day": f"{edge.ends_on:%d/%m/%Y}"})
    if edge.declared_by:
        parts.append(_("theo %(source)s") % {"source": edge.declared_by})
    return "; ".join(part for part in [*parts, edge.note] if part)


def term_of(document: Document) -> Term | None:
    """Return the term in which the document was issued."""
    if document.issued_on is None:
        return None
    return Term.objects.filter(body=document.series_of).on(document.issued_on).first()


# ---- The search box


def search(words: str, user: Reader, day: dt.date) -> Found:
    """Answer the search box with documents; a number or symbol that was asked for comes first."""
    asked = symbols.parse(words)
    visible = Document.objects.visible_to(user)
    answering = Q(pk__in=matching(visible, words).values("pk")) | Q(pk__in=_with_symbol(visible, asked).values("pk"))
    found = visible.filter(answering)
    hits = [
        _hit(words, asked, line_of(document, day)) for document in with_acts(found.newest_first(), user)[:MOST_READ]
    ]
    total = len(hits) if len(hits) < MOST_READ else found.count()
    address = f"{reverse('regulations:document-list')}?{urlencode({'q': words})}"
    return Found(kind=pgettext("plural", "Văn bản"), hits=best(hits), total=total, list_url=address)


def matching(documents: Any, words: str) -> Any:
    """Keep the documents that hold every word in symbol or subject, or in the name of who issued them."""
    for word in fold(words).split():
        held = Q()
        for field in ("search_key", "series_of__search_key", "series_of__locality__search_key"):
            held |= Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})
        documents = documents.filter(held)
    return documents


def _with_symbol(documents: Any, asked: symbols.Symbol) -> Any:
    """Keep the documents that bear the symbol asked for, however it was written."""
    if asked.number is None:
        return documents.none()
    kept = documents.filter(number=asked.number)
    if asked.series:
        kept = kept.filter(series__iexact=asked.series)
    return kept.filter(symbol__icontains=asked.issuer) if asked.issuer else kept


def _hit(words: str, asked: symbols.Symbol, line: DocumentLine) -> Hit:
    document = line.document
    issued = _("ngày %(day)s") % {"day": document.issued_in_words} if document.issued_on_precision == "day" else ""
    parts = [f"{document.type} {issued or document.issued_in_words}".strip(), str(document.series_of), line.label]
    return Hit(
        rank=_rank(words, asked, document),
        title=str(document),
        url=document.get_absolute_url(),
        detail=" · ".join(part for part in parts if part),
        text=document.subject,
        spare_words=spare_words(words, document.symbol) or 0,
    )


def _rank(words: str, asked: symbols.Symbol, document: Document) -> Rank:
    if document.number is not None and document.number == asked.number:
        return Rank.SYMBOL
    if spare_words(words, document.symbol) is None:
        return Rank.TEXT
    exact = document.number is not None and str(document.number) in fold(words).split()
    return Rank.SYMBOL if exact else Rank.SYMBOL_BEGINS
