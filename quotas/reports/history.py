"""Why this number: one holder's figure of a year with every line that ever spoke of it, its decisions, its regulations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Mandate
from orgregs.foundation.pages import Links
from quotas.choices import DecisionKind
from quotas.chronicle import Event, EventKind, History, Papers, accounts_spoken_of, histories
from quotas.figures import printed
from quotas.ledger import lines_of_pools
from quotas.models import DecisionLine, Entry, Holder, QuotaDecision, StaffCategory
from quotas.postings import LineKey, Operation, lines_in_order
from quotas.reports.allocation import lacks_second_person, year_to_show
from quotas.reports.totals import TotalRule
from regulations.models import Attachment, Document
from regulations.reports import lines_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from orgregs.foundation.pages import Link
    from orgregs.foundation.reach import Reader
    from quotas.models import Pool
    from quotas.postings import Account, Figure, Line
    from regulations.reports import DocumentLine

KIND_LABELS = {
    EventKind.ORIGINAL: lambda: _("Giao"),
    EventKind.AMENDMENT: lambda: _("Quyết định điều chỉnh"),
    EventKind.CORRECTION: lambda: _("Đính chính sổ"),
}


@dataclass(frozen=True)
class ToldLine:
    """One line of the history as a page prints it; `row` is None for one whose own holder the reader may not see."""

    event: Event
    row: DecisionLine | None
    decision: Link
    issued_on: dt.date
    position: int
    holder: int | None
    made_figure: bool
    is_later: bool
    superseded_by: Link | None
    was_voided: bool

    @property
    def kind_label(self) -> str:
        """The kind in words, as it stands beside its colour."""
        return KIND_LABELS[self.event.kind]()

    @property
    def sentence(self) -> str:
        """What the line says of this figure."""
        line = self.event.line
        if line.operation is Operation.VOID:
            return _("huỷ dòng %(number)s, số vào sổ %(position)s") % _named(line.corrects)
        if self.event.counts_on is None or self.row is None:
            return _("ghi lại dòng %(number)s, số vào sổ %(position)s cho nơi khác, năm khác hoặc loại khác") % _named(
                line.corrects
            )
        return self._said(line, self.row)

    def _said(self, line: Line, row: DecisionLine) -> str:
        posts = line.posts or 0
        if line.operation is Operation.MOVE and line.holder == self.holder:
            return _("điều chuyển %(posts)s đến %(other)s") % {"posts": posts, "other": row.to_holder_name}
        if line.operation is Operation.MOVE:
            return _("nhận %(posts)s điều chuyển từ %(other)s") % {"posts": posts, "other": row.holder_name}
        if line.operation is Operation.ADD:
            word = row.label or (_("bổ sung") if posts > 0 else _("thu hồi"))
            return f"{word} {abs(posts)}"
        word = row.label or (_("tạm giao") if row.provisional else _("giao"))
        return _("%(word)s: bản giấy ghi “–”") % {"word": word} if line.posts is None else f"{word} {posts}"

    @property
    def after_printed(self) -> int | str | None:
        """The value once the line is read; None for a line that does not count."""
        level = self.event.after
        return None if level is None else "–" if level.is_dash else level.value


@dataclass(frozen=True)
class ToldEntry:
    """One step that a booking posted, with the sum so far and why it stands there (rule 10)."""

    entry: Entry
    decision: Link
    running: int
    is_later: bool

    @property
    def reason(self) -> str:
        """Why the step was posted, in words."""
        line, position = self.entry.line, self.entry.decision_id
        if self.entry.is_rebase:
            return _(
                "Từ ngày này mức do dòng %(number)s của %(symbol)s (số vào sổ %(held)s) quy định: thay đổi mà số vào sổ "
                "%(position)s ghi cho những ngày trước được trừ lại."
            ) % {
                "number": line.number,
                "symbol": line.decision,
                "held": line.decision_id,
                "position": position,
            }
        if line.corrects_id:
            return _("Đính chính sổ: dòng %(number)s của quyết định này sửa số đã ghi.") % {"number": line.number}
        return _("Theo dòng %(number)s của quyết định này.") % {"number": line.number}


@dataclass(frozen=True)
class AccountHistory:
    """One category of the figure: what it is, what makes it up, how it came to be, what was posted."""

    category: StaffCategory
    figure: Figure | None
    counts: bool
    lines: Sequence[ToldLine]
    entries: Sequence[ToldEntry]

    @property
    def printed(self) -> int | str:
        """The figure as tables print it."""
        return printed(self.figure)

    @property
    def making_up(self) -> list[ToldLine]:
        """The lines that make the figure up: the last level and what came after it."""
        return [line for line in self.lines if line.made_figure]

    @property
    def posted(self) -> int:
        """The sum of the entries that count by the day: the figure once more, from the other side (rule 12)."""
        return sum(each.entry.change for each in self.entries if not each.is_later)


@dataclass(frozen=True)
class ToldDecision:
    """A decision behind the figure: its paper, its scan, and who compared it."""

    decision: QuotaDecision
    link: Link
    document: Link
    scan: Attachment | None
    scan_is_sealed: bool
    makes_up: bool

    @property
    def lacks_second_person(self) -> bool:
        """Whether one person booked it alone and nobody compared it since."""
        return lacks_second_person(self.decision)


@dataclass(frozen=True)
class FigureHistory:
    """Everything on the page of one figure."""

    pool: Pool
    holder: Holder
    year: int
    day: dt.date
    position: int
    figure: Figure | None
    accounts: Sequence[AccountHistory]
    decisions: Sequence[ToldDecision]
    regulations: Sequence[tuple[Mandate, DocumentLine]]
    shown_year: int

    @property
    def has_own_quota(self) -> bool:
        """Whether the holder is given posts of its own at all."""
        return self.holder.agency is None or self.holder.agency.has_own_quota

    @property
    def printed(self) -> int | str:
        """The figure as tables print it."""
        return printed(self.figure, has_own_quota=self.has_own_quota)

    @property
    def is_provisional(self) -> bool:
        """Whether a line that makes it up is provisional."""
        return any(line.row is not None and line.row.provisional for each in self.accounts for line in each.making_up)

    @property
    def lacks_second_person(self) -> bool:
        """Whether a decision that makes it up was compared by nobody else."""
        return any(each.lacks_second_person for each in self.decisions if each.makes_up)

    @property
    def is_extract(self) -> bool:
        """Whether a decision that makes it up is recorded in part only."""
        return any(each.decision.is_extract for each in self.decisions if each.makes_up)


def figure_history(
    *,
    user: Reader,
    pool: Pool,
    holder: Holder,
    year: int,
    day: dt.date,
    position: int,
    category: StaffCategory | None = None,
) -> FigureHistory:
    """Tell why a holder has the posts it has, as of a day and as known at a position; in a fixed number of queries."""
    lines = lines_of_pools([pool], position)
    accounts = accounts_spoken_of(lines, holder=holder.pk or 0, year=year, known_at=position)
    accounts = [each for each in accounts if category is None or each.category == category.pk]
    papers = _papers(pool, position)
    told = histories(lines, accounts, day=day, known_at=position, papers=papers)
    categories = {each.pk: each for each in StaffCategory.objects.order_by("order", "code")}
    figures = {each.account.category: each.figure for each in told if each.figure is not None}
    totals = TotalRule([pool.pk], categories, position)
    names = _Names.of(told, papers, user)
    posted = _entries(accounts, position)

    order = {pk: place for place, pk in enumerate(categories)}
    by_category = sorted(told, key=lambda each: order[each.account.category])
    shown_year, _day = year_to_show(lines_in_order(lines, position), year, day)
    total = next(iter(figures.values()), None) if category is not None else totals.of(figures)
    return FigureHistory(
        pool=pool,
        holder=holder,
        year=year,
        day=day,
        position=position,
        figure=total,
        accounts=[
            AccountHistory(
                category=categories[each.account.category],
                figure=each.figure,
                counts=each.figure is None or totals.counts(each.account.category, each.figure, figures),
                lines=[names.line(event, each, day) for event in each.events],
                entries=_told_entries(posted.get(each.account.category, []), names, day),
            )
            for each in by_category
        ],
        decisions=names.told_decisions({key.position for each in figures.values() for key in each.lines}),
        regulations=_regulations(holder, user, day),
        shown_year=shown_year,
    )


def _named(key: LineKey | None) -> dict[str, int]:
    return {} if key is None else {"number": key.number, "position": key.position}


def _papers(pool: Pool, position: int) -> Papers:
    booked = QuotaDecision.objects.filter(pool=pool).known_at(position).values_list("position", "document_id", "kind")
    rows = list(booked)
    return Papers(
        documents={place: document for place, document, _kind in rows},
        corrections={place for place, _document, kind in rows if kind == DecisionKind.CORRECTION},
    )


@dataclass(frozen=True)
class _Names:
    """What the lines of some histories are called, and which of their records the reader may open."""

    rows: Mapping[LineKey, DecisionLine]
    decisions: Mapping[int, QuotaDecision]
    links: Links
    documents: Links
    scans: Mapping[int, Attachment]

    @classmethod
    def of(cls, told: Sequence[History], papers: Papers, user: Reader) -> _Names:
        """Read the rows, decisions, papers and scans behind the histories."""
        positions = {event.line.key.position for each in told for event in each.events}
        positions |= {event.superseded_by.position for each in told for event in each.events if event.superseded_by}
        decisions = QuotaDecision.objects.filter(position__in=positions).select_related(
            "document__type", "submitted_by", "booked_by", "countersignature__countersigned_by", "scan__document"
        )
        known = {each.position: each for each in decisions}
        rows = DecisionLine.objects.visible_to(user).filter(decision__in=positions)
        scans: dict[int, Attachment] = {}
        papers_used = {papers.documents[each] for each in positions}
        attached = Attachment.objects.visible_to(user).filter(document__in=papers_used).select_related("document")
        for scan in attached.newest_first():
            scans.setdefault(scan.document_id, scan)
        return cls(
            rows={LineKey(row.decision_id, row.number): row for row in rows},
            decisions=known,
            links=Links(QuotaDecision.objects.visible_to(user), known.values()),
            documents=Links(Document.objects.visible_to(user), [each.document for each in known.values()]),
            scans=scans,
        )

    def decision(self, position: int) -> Link:
        """Name a decision by its symbol, with a link where the reader may open it."""
        return self.links.to(self.decisions[position])

    def line(self, event: Event, history: History, day: dt.date) -> ToldLine:
        """Tell one line."""
        position = event.line.key.position
        by = event.superseded_by
        return ToldLine(
            event=event,
            row=self.rows.get(event.line.key),
            decision=self.decision(position),
            issued_on=event.line.issued_on,
            position=position,
            holder=history.account.holder,
            made_figure=history.figure is not None and event.line.key in history.figure.lines,
            is_later=event.is_live and event.counts_on is not None and event.counts_on > day,
            was_voided=any(each.line.key == by and each.line.operation is Operation.VOID for each in history.events),
            superseded_by=None
            if by is None
            else self.links.to(
                self.decisions[by.position],
                _("%(symbol)s, số vào sổ %(position)s")
                % {"symbol": self.decisions[by.position], "position": by.position},
            ),
        )

    def told_decisions(self, making_up: set[int]) -> list[ToldDecision]:
        """Tell the decisions, in the order of recording."""
        return [
            ToldDecision(
                decision=each,
                link=self.decision(position),
                document=self.documents.to(each.document, each.document.title),
                scan=(each.scan or self.scans.get(each.document_id)) if each.document in self.documents else None,
                scan_is_sealed=each.scan is not None,
                makes_up=position in making_up,
            )
            for position, each in sorted(self.decisions.items())
        ]


def _entries(accounts: Sequence[Account], position: int) -> dict[int, list[Entry]]:
    """Read what was posted to the accounts, which are of one pool, holder and year, by category."""
    if not accounts:
        return {}
    first = accounts[0]
    rows = Entry.objects.known_at(position).for_year(first.year).filter(pool=first.pool, holder=first.holder)
    rows = rows.filter(category__in=[each.category for each in accounts])
    found: dict[int, list[Entry]] = {}
    for entry in rows.select_related("line__decision").order_by("effective_on", "decision", "pk"):
        found.setdefault(entry.category_id, []).append(entry)
    return found


def _told_entries(entries: Sequence[Entry], names: _Names, day: dt.date) -> list[ToldEntry]:
    return [
        ToldEntry(entry, names.decision(entry.decision_id), running, entry.effective_on > day)
        for entry, running in zip(entries, accumulate(each.change for each in entries), strict=True)
    ]


def _regulations(holder: Holder, user: Reader, day: dt.date) -> list[tuple[Mandate, DocumentLine]]:
    """Return the documents that regulate the agency on the day, those that the reader may open."""
    if holder.agency is None:
        return []
    mandates = list(Mandate.objects.filter(agency=holder.agency).on(day).select_related("document"))
    mandates.sort(key=lambda each: (each.valid_from is not None, each.valid_from, each.document.code))
    lines = lines_of([each.document for each in mandates], user, day)
    return [(each, lines[each.document_id]) for each in mandates if each.document_id in lines]


def speaks_of(pool: Pool, holder: Holder, position: int) -> bool:
    """Say whether the pool ever gave to the holder, or took from it."""
    lines = DecisionLine.objects.filter(decision__pool=pool).known_at(position)
    return holder.pk is not None and lines.filter(Q(holder=holder) | Q(to_holder=holder)).exists()
