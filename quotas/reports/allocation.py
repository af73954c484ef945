"""Reports: what the ledger says of a pool and year on a day, as lines that a page and a file are both drawn from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agencies.models import Agency, Mandate
from orgregs.foundation.numbers import print_grouped
from orgregs.foundation.periods import holding_on
from quotas.figures import printed
from quotas.ledger import lines_of_pools, lines_to
from quotas.models import Holder, Pool, QuotaDecision, StaffCategory
from quotas.postings import Account, Figure, Line, Operation, figure, lines_in_order
from quotas.proof import head_of
from quotas.reports.totals import TotalRule
from regulations.models import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

    from orgregs.foundation.reach import Reader

Grouped = dict[Account, list[Line]]


@dataclass(frozen=True)
class AllocationLine:
    """One holder's line of an allocation table; None is “chưa có số liệu”, a dash is a figure (rule 5)."""

    holder: Holder
    figures: Mapping[int, Figure | None]
    total: Figure | None
    last_year: Figure | None
    decisions: Sequence[QuotaDecision]
    mandates: Sequence[Document]
    is_provisional: bool = False

    @property
    def agency(self) -> Agency | None:
        """The agency of the line; None for a pool below."""
        return self.holder.agency

    @property
    def has_own_quota(self) -> bool:
        """Whether the holder is given posts of its own at all."""
        return self.agency is None or self.agency.has_own_quota

    @property
    def this_year_printed(self) -> int | str:
        """What the table prints for this year: a number, a dash, or why there is none."""
        return printed(self.total, has_own_quota=self.has_own_quota)

    @property
    def last_year_printed(self) -> int | str:
        """What the table prints for last year."""
        return printed(self.last_year, has_own_quota=self.has_own_quota)

    @property
    def difference(self) -> int | None:
        """This year's posts less last year's, where both are known."""
        if self.total is None or self.last_year is None:
            return None
        return self.total.posts - self.last_year.posts


@dataclass(frozen=True)
class AllocationTable:
    """The posts a pool gives in a year, as of a day of the law, as known at a position of the register."""

    pool: Pool
    year: int
    day: dt.date
    position: int
    head: str
    categories: Sequence[StaffCategory]
    lines: Sequence[AllocationLine]
    received: int | None
    sees_whole_pool: bool
    is_extract: bool
    one_person: bool
    carried_from: int | None
    given: int
    payers: Sequence[Pool] = ()
    sums: Mapping[int, int] = field(default_factory=dict)

    @property
    def shown_year(self) -> int:
        """The year whose figures stand in the table: this one, or the one they are carried from (rule 24)."""
        return self.year if self.carried_from is None else self.carried_from

    @property
    def day_to_name(self) -> dt.date | None:
        """The day that links to its figures must name: none, unless the year has only begun, or is yet to begin.

        A page of an earlier year shows its end by itself, once that end has passed.
        """
        return self.day if self.day == dt.date(self.year, 1, 1) else None

    @property
    def this_year_label(self) -> str:
        """How the column of the figures reads; carried ones never pass for this year's."""
        if self.carried_from is None:
            return _("Giao năm %(year)s") % {"year": self.year}
        return _("Số năm %(year)s") % {"year": self.carried_from}

    @property
    def last_year(self) -> int:
        """The year beside it."""
        return self.shown_year - 1

    @property
    def last_year_label(self) -> str:
        """How the column beside reads."""
        return _("Giao năm %(year)s") % {"year": self.last_year}

    @property
    def category_sums(self) -> list[int]:
        """The sum of each category shown, in the order of the columns."""
        return [self.sums[each.pk] for each in self.categories]

    @property
    def total_label(self) -> str:
        """How the total row reads; an extract does not claim to be everything (rule 25)."""
        if self.is_extract:
            return _("Cộng %(count)s cơ quan đã ghi") % {"count": self.recorded}
        return _("Tổng cộng") if self.sees_whole_pool else _("Cộng các dòng được xem")

    @property
    def allotment_in_words(self) -> str:
        """What the pool received from above, or that it is not on record (rule 14)."""
        if self.received is None:
            return _("Chưa ghi số cấp trên giao")
        reserve = self.reserve or 0
        left = _("chưa phân bổ: %(posts)s") if reserve >= 0 else _("đã giao vượt %(posts)s")
        return _("Tổng số cấp trên giao: %(received)s; %(left)s") % {
            "received": print_grouped(self.received),
            "left": left % {"posts": print_grouped(abs(reserve))},
        }

    @property
    def notes(self) -> list[str]:
        """What a reader of the page or file must know beside the figures."""
        notes = [self.allotment_in_words] if self.sees_whole_pool else []
        if self.is_extract:
            notes.append(_("Trích: chỉ ghi một phần quyết định, không đối chiếu tổng số."))
        if self.carried_from is not None:
            notes.append(
                _("Năm %(year)s chưa có quyết định giao: hiển thị số năm %(shown)s.")
                % {"year": self.year, "shown": self.carried_from}
            )
        if self.one_person:
            notes.append(_("Chưa có người thứ hai đối chiếu."))
        if any(line.is_provisional for line in self.lines):
            notes.append(_("Có số tạm giao (đánh dấu *)."))
        return notes

    @property
    def recorded(self) -> int:
        """How many lines carry a figure."""
        return sum(1 for line in self.lines if line.total is not None)

    @property
    def total(self) -> int:
        """The posts of all lines shown."""
        return sum(line.total.posts for line in self.lines if line.total is not None)

    @property
    def last_year_total(self) -> int | None:
        """Last year's posts of all lines shown; None where none is known."""
        known = [line.last_year.posts for line in self.lines if line.last_year is not None]
        return sum(known) if known else None

    @property
    def difference(self) -> int | None:
        """This year's total less last year's, where both are known."""
        return None if self.last_year_total is None or not self.recorded else self.total - self.last_year_total

    @property
    def reserve(self) -> int | None:
        """What the pool still has to give; None without an allotment on record (rules 13, 14)."""
        return None if self.received is None else self.received - self.given


ORDERS: Mapping[str, Callable[[AllocationLine], tuple[bool, int | str]]] = {
    "co_quan": lambda line: (False, line.agency.sort_key if line.agency else str(line.holder)),
    "nam_truoc": lambda line: (line.last_year is None, line.last_year.posts if line.last_year else 0),
    "nam_nay": lambda line: (line.total is None, line.total.posts if line.total else 0),
    "tang_giam": lambda line: (line.difference is None, line.difference or 0),
}


def in_order(lines: Sequence[AllocationLine], asked: str) -> list[AllocationLine]:
    """Order the lines as asked (“-nam_nay” is downwards); else as the papers print them. Unknown figures come last."""
    key = ORDERS.get(asked.removeprefix("-"))
    if key is None:
        return list(lines)
    known = sorted((line for line in lines if not key(line)[0]), key=key, reverse=asked.startswith("-"))
    return [*known, *(line for line in lines if key(line)[0])]


def lacks_second_person(decision: QuotaDecision) -> bool:
    """Say whether one person booked it alone and nobody compared it since (rule 27); read `countersignature` along."""
    return decision.one_person and not hasattr(decision, "countersignature")


def allocation_table(
    *,
    user: Reader,
    pool: Pool,
    year: int,
    day: dt.date,
    position: int,
    holders: QuerySet[Holder] | None = None,
    agencies: QuerySet[Agency] | None = None,
    category: StaffCategory | None = None,
) -> AllocationTable:
    """Draw the table of a pool and year: agencies in protocol order, this year's figure beside last year's.

    `holders` narrows the lines, with `agencies` those that hold nothing yet, `category` the figures. A year without a
    SET of its own shows the closing figures of the last year that has one (rule 24); nothing is posted for that.
    """
    grouped = lines_in_order(lines_of_pools([pool], position), position)
    shown_year, shown_day = year_to_show(grouped, year, day)
    categories = {each.pk: each for each in StaffCategory.objects.order_by("order", "code")}
    totals = TotalRule([pool.pk], categories, position)
    # What is given is of the year itself, in every category: neither carried figures nor a filter change it (rule 13).
    given = sum(each.posts for each in map(totals.of, _figures(grouped, year, day).values()) if each is not None)
    if category is not None:
        grouped = {account: lines for account, lines in grouped.items() if account.category == category.pk}
    this_year = _figures(grouped, shown_year, shown_day)
    last_year = _figures(grouped, shown_year - 1, dt.date(shown_year - 1, 12, 31))

    # The closing figures of an earlier year hold no agency that is missing; it is empty, never filled (rule 24).
    rows = _holders_of(pool, year, {*this_year, *last_year}, user)
    if holders is not None:
        rows = _chosen(rows, holders, agencies)
    booked = QuotaDecision.objects.filter(pool=pool).known_at(position).select_related("countersignature")
    decisions = {each.position: each for each in booked}
    mandates = _mandates(rows, day, user)
    provisional = _provisional(pool, position)
    lines = []
    for holder in rows:
        figures = this_year.get(holder.pk, {})
        keys = [key for each in figures.values() for key in each.lines]
        lines.append(
            AllocationLine(
                holder=holder,
                figures={pk: figures.get(pk) for pk in categories},
                total=totals.of(figures),
                last_year=totals.of(last_year.get(holder.pk, {})),
                decisions=[decisions[each] for each in sorted({key.position for key in keys})],
                mandates=mandates.get(holder.agency_id or 0, []),
                is_provisional=any(key in provisional for key in keys),
            )
        )
    used = {pk for line in lines for pk, each in line.figures.items() if each is not None}
    shown = {each.position: each for line in lines for each in line.decisions}
    sees_whole_pool = user.agencies().reach.covers(pool.locality.path)
    received, payers = _received(pool, year, day, position, categories) if sees_whole_pool else (None, [])
    return AllocationTable(
        pool=pool,
        year=year,
        day=day,
        position=position,
        head=head_of(position),
        categories=[each for pk, each in categories.items() if pk in used],
        lines=lines,
        received=received,
        payers=payers,
        sees_whole_pool=sees_whole_pool,
        is_extract=any(each.is_extract for each in shown.values()),
        one_person=any(lacks_second_person(each) for each in shown.values()),
        carried_from=shown_year if shown_year != year else None,
        given=given,
        sums={pk: sum(each.posts for line in lines if (each := line.figures.get(pk)) is not None) for pk in used},
    )


def year_to_show(grouped: Grouped, year: int, day: dt.date) -> tuple[int, dt.date]:
    """Find the year whose figures stand: this one if a level of its own exists, else the last one that has (rule 24)."""
    with_level = {
        account.year
        for account, lines in grouped.items()
        if account.year <= year and any(line.operation is Operation.SET for line in lines)
    }
    if not with_level or year in with_level:
        return year, day
    return max(with_level), dt.date(max(with_level), 12, 31)


def _figures(grouped: Grouped, year: int, day: dt.date) -> dict[int, dict[int, Figure]]:
    """Read the figures of a year on a day, by holder and category."""
    found: dict[int, dict[int, Figure]] = defaultdict(dict)
    for account, lines in grouped.items():
        if account.year == year and (read := figure(account, lines, day)) is not None:
            found[account.holder][account.category] = read
    return dict(found)


_NAMES = ("agency__kind", "agency__locality", "pool__locality")


def _holders_of(pool: Pool, year: int, with_figures: set[int], user: Reader) -> list[Holder]:
    """Return who stands in the table: agencies of the locality in that year, and whoever has a figure."""
    agencies = (
        Agency.objects.filter(locality=pool.locality_id, places__isnull=True)
        .filter(holding_on(dt.date(year, 12, 31)) | holding_on(dt.date(year, 1, 1)))
        .visible_to(user)
        .select_related("kind", "locality")
    )
    booked = Holder.objects.filter(pk__in=with_figures).visible_to(user)
    found = list(booked.select_related(*_NAMES))
    known = {holder.agency_id for holder in found}
    if pool.block == "party":
        holders = {each.agency_id: each for each in Holder.objects.filter(agency__in=agencies).select_related(*_NAMES)}
        found += [holders.get(each.pk) or Holder(agency=each) for each in agencies if each.pk not in known]
    return sorted(found, key=_protocol_order)


def _chosen(rows: list[Holder], holders: QuerySet[Holder], agencies: QuerySet[Agency] | None) -> list[Holder]:
    """Keep the rows of chosen holders, and of chosen agencies that were never given anything."""
    kept = set(holders.filter(pk__in=[each.pk for each in rows if each.pk]).values_list("pk", flat=True))
    without = [each.agency_id for each in rows if not each.pk and each.agency_id]
    if agencies is not None and without:
        kept_agencies = set(agencies.filter(pk__in=without).values_list("pk", flat=True))
        return [each for each in rows if each.pk in kept or (not each.pk and each.agency_id in kept_agencies)]
    return [each for each in rows if each.pk in kept]


def _protocol_order(holder: Holder) -> tuple[int, int, str, str]:
    if holder.agency is not None:
        return 0, holder.agency.order, holder.agency.sort_key, holder.agency.code
    pool = holder.pool
    assert pool is not None  # noqa: S101  # a constraint holds it: one pool or one agency
    return 1, 0, pool.locality.sort_key, pool.locality.code


def _mandates(holders: Sequence[Holder], day: dt.date, user: Reader) -> dict[int, list[Document]]:
    """Return the documents that regulate each agency on the day, as far as the user may read them."""
    agencies = [holder.agency_id for holder in holders if holder.agency_id]
    found: dict[int, list[Document]] = defaultdict(list)
    readable = Document.objects.visible_to(user)
    rows = Mandate.objects.filter(agency__in=agencies, document__in=readable).on(day)
    for mandate in rows.select_related("document__type").order_by("valid_from", "document__code"):
        found[mandate.agency_id].append(mandate.document)
    return found


def _provisional(pool: Pool, position: int) -> set[tuple[int, int]]:
    decisions = QuotaDecision.objects.filter(pool=pool).known_at(position)
    return set(decisions.filter(lines__provisional=True).values_list("position", "lines__number"))


def _received(
    pool: Pool, year: int, day: dt.date, position: int, categories: Mapping[int, StaffCategory]
) -> tuple[int | None, list[Pool]]:
    """Return what the pool received and who gave it; None without a level on record by that day (rule 14).

    What counts in it is said by the papers of those who gave it.
    """
    lines = lines_to(pool, position)
    totals = TotalRule({line.pool for line in lines}, categories, position)
    grouped = lines_in_order(lines, position)
    own = Holder.objects.filter(pool=pool).values_list("pk", flat=True).first()
    mine = {account: lines for account, lines in grouped.items() if account.holder == own}
    total = totals.of(_figures(mine, year, day).get(own, {})) if own else None
    if total is None:
        return None, []
    payers = {account.pool for account in mine if account.year == year}
    return total.posts, list(Pool.objects.filter(pk__in=payers).select_related("locality").order_by("pk"))
