"""What in the ledger needs attention: rules 15, 24, 25 and 27, each on the pools that the reader sees whole."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation.dates import print_day
from orgregs.foundation.findings import Finding
from orgregs.foundation.numbers import print_grouped
from orgregs.foundation.pages import Link
from quotas.choices import Block, DecisionKind
from quotas.intake import category_facts
from quotas.ledger import lines_of_pools
from quotas.models import DecisionLine, Holder, Pool, QuotaDecision, StatedTotal
from quotas.postings import POSTING_OPERATIONS, Line, Operation, book_of, counts_from, live_lines, root_key
from quotas.reports import lacks_second_person
from quotas.rules import CeilingRow, Facts, Kind, Proposal, standing_ceiling_rows, stated_totals_that_differ
from quotas.rules import StatedTotal as Stated
from quotas.templatetags.figures import table_url
from regulations.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrOrPromise

    from orgregs.foundation.reach import Reader
    from quotas.rules import CategoryFact

RULES: Mapping[str, _StrOrPromise] = {
    "given-above-received": gettext_lazy("Số đã giao không vượt tổng số cấp trên giao, vào bất cứ ngày nào trong năm."),
    "allotment-cut": gettext_lazy("Cấp trên giảm tổng số giao thì số đã giao phải giảm theo."),
    "agency-missing": gettext_lazy("Năm đã có quyết định giao thì mọi cơ quan được giao biên chế riêng đều có số."),
    "stated-total-differs": gettext_lazy("Tổng số ghi trong quyết định bằng cộng các dòng."),
    "one-person": gettext_lazy("Mỗi quyết định vào sổ có hai người: một người nhập, một người đối chiếu."),
}


def quota_findings(user: Reader, _day: dt.date, about: Model | None = None) -> Iterator[Finding]:
    """Tell the findings of the ledger as it stands; the ledger is read once, in a fixed number of queries."""
    pools = {pool.pk: pool for pool in _pools(user, about).select_related("locality").order_by("pk")}
    if not pools:
        return
    ledger = _Ledger.of(pools)
    yield from _above_what_was_received(ledger)
    yield from _missing_agencies(ledger)
    yield from _totals_that_differ(ledger)
    yield from _booked_by_one_person(ledger)


def _pools(user: Reader, about: Model | None) -> QuerySet[Pool]:
    pools = Pool.objects.visible_to(user)
    if about is None:
        return pools
    if isinstance(about, Locality):
        return pools.filter(locality=about)
    if isinstance(about, Agency):
        return pools.filter(locality=about.locality_id)
    if isinstance(about, Document):
        return pools.filter(decisions__document=about).distinct()
    return pools.filter(pk=about.pool_id) if isinstance(about, QuotaDecision) else pools.none()


@dataclass(frozen=True)
class _Ledger:
    """The pools in question with their lines, decisions and stated totals, as the register stands."""

    pools: Mapping[int, Pool]
    position: int
    lines: Mapping[int, Sequence[Line]]
    decisions: Mapping[int, QuotaDecision]
    totals: Mapping[int, Sequence[StatedTotal]]
    categories: Mapping[int, CategoryFact]

    @classmethod
    def of(cls, pools: Mapping[int, Pool]) -> _Ledger:
        position = QuotaDecision.objects.last_position()
        lines: dict[int, list[Line]] = defaultdict(list)
        for line in lines_of_pools(pools, position):
            lines[line.pool].append(line)
        decisions = QuotaDecision.objects.filter(pool__in=pools).select_related("document__type", "countersignature")
        totals: dict[int, list[StatedTotal]] = defaultdict(list)
        for total in StatedTotal.objects.filter(decision__pool__in=pools).order_by("decision", "pk"):
            totals[total.decision_id].append(total)
        known = {each.position: each for each in decisions.order_by("position")}
        return cls(pools, position, lines, known, totals, category_facts())

    def proposal(self, pool: int, year: int, totals: Iterable[StatedTotal]) -> Proposal:
        """Ask as a draft without lines would: what stands, judged by the rules of the papers; later totals prevail."""
        stated = {each.category_id: each for each in totals}
        return Proposal(
            kind=Kind.ORIGINAL,
            position=self.position + 1,
            pool=pool,
            issued_on=dt.date(year, 1, 1),
            effective_from=None,
            year_from=year,
            year_to=year,
            is_extract=False,
            lines=(),
            totals=tuple(
                Stated(category=pk, posts=t.posts, counts_in_total=t.counts_in_total) for pk, t in stated.items()
            ),
        )


def _table(pool: Pool, year: int) -> Link:
    return Link(_("Bảng giao biên chế năm %(year)s") % {"year": year}, table_url(pool, year))


# ---- Rule 15


def _above_what_was_received(ledger: _Ledger) -> Iterator[Finding]:
    """A pool that has given more than it received, on any day of a year; an allotment cut below what was given."""
    for pool_id, holder, allotments in _allotments(ledger):
        facts = Facts(
            standing=tuple(ledger.lines.get(pool_id, ())),
            categories=ledger.categories,
            allotment_lines=tuple(allotments),
            pool_holder=holder,
        )
        years = sorted({year for line in allotments if line.holder == holder for year in line.years})
        for year in years:
            totals = [
                total
                for position, decision in ledger.decisions.items()
                if decision.pool_id == pool_id and decision.year_from <= year <= decision.year_to
                for total in ledger.totals.get(position, ())
            ]
            rows = standing_ceiling_rows(ledger.proposal(pool_id, year, totals), facts, year)
            for category in sorted({row.category for row in rows}):
                yield from _excesses(ledger, pool_id, [row for row in rows if row.category == category])


def _allotments(ledger: _Ledger) -> Iterator[tuple[int, int, list[Line]]]:
    """Yield each pool that ever received, with its holder and whole chains of the lines by which it did."""
    holders = dict(Holder.objects.filter(pool__in=ledger.pools).values_list("pk", "pool"))
    receiving = DecisionLine.objects.filter(Q(holder__in=holders) | Q(to_holder__in=holders))
    payers = list(receiving.order_by().values_list("decision__pool", flat=True).distinct())
    lines = book_of(lines_of_pools(payers, ledger.position)) if payers else {}
    chains: dict[object, list[Line]] = defaultdict(list)
    for line in lines.values():
        chains[root_key(line, lines)].append(line)
    by_holder: dict[int, list[Line]] = defaultdict(list)
    for chain in chains.values():
        sides = {line.holder for line in chain} | {line.to_holder for line in chain if line.to_holder is not None}
        for holder in sides & holders.keys():
            by_holder[holder].extend(chain)
    for holder, pool in sorted(holders.items()):
        if pool is not None and holder in by_holder:
            yield pool, holder, by_holder[holder]


def _excesses(ledger: _Ledger, pool_id: int, rows: Sequence[CeilingRow]) -> Iterator[Finding]:
    """Tell each span of days on which a category stands above its allotment, by its first day."""
    pool, before, is_open = ledger.pools[pool_id], None, False
    for index, row in enumerate(rows):
        is_above = row.allotment is not None and row.given > row.allotment
        if is_above and not is_open:
            until = next((later.day for later in rows[index:] if later.given <= (later.allotment or 0)), None)
            yield _excess(ledger, pool, row, before, until)
        is_open, before = is_above, row


def _excess(ledger: _Ledger, pool: Pool, row: CeilingRow, before: CeilingRow | None, until: dt.date | None) -> Finding:
    allotment = row.allotment or 0
    was_cut = before is not None and before.allotment is not None and allotment < before.allotment
    said = {
        "place": pool.locality,
        "category": ledger.categories[row.category].name,
        "from": print_day(row.day),
        "until": print_day((until or dt.date(row.year + 1, 1, 1)) - dt.timedelta(days=1)),
        "given": print_grouped(row.given),
        "allotment": print_grouped(allotment),
        "above": print_grouped(row.given - allotment),
        "before": print_grouped((before.allotment or 0) if before else 0),
    }
    if was_cut:
        found = _(
            "%(place)s, %(category)s: từ %(from)s đến %(until)s cấp trên giảm tổng số từ %(before)s còn %(allotment)s, "
            "đã giao %(given)s, vượt %(above)s."
        )
        remedy = _("Vào sổ quyết định giao lại trong tổng số mới; nếu sổ ghi sai số cấp trên giao thì đính chính sổ.")
    else:
        found = _(
            "%(place)s, %(category)s: từ %(from)s đến %(until)s đã giao %(given)s, vượt %(above)s so với tổng số cấp "
            "trên giao là %(allotment)s."
        )
        remedy = _("Vào sổ quyết định bổ sung của cấp trên, hoặc quyết định thu hồi; nếu sổ ghi sai thì đính chính sổ.")
    code = "allotment-cut" if was_cut else "given-above-received"
    return Finding(
        code=code,
        rule=str(RULES[code]),
        found=found % said,
        remedy=remedy,
        place=pool.locality,
        records=(pool.locality,),
        since=row.day,
        pages=(_table(pool, row.year),),
    )


# ---- Rule 24


def _missing_agencies(ledger: _Ledger) -> Iterator[Finding]:
    """An agency with quota of its own, of a place with a SET for the year, that has no line in that year."""
    begun = _first_days(ledger)
    if not begun:
        return
    localities = {ledger.pools[pool].locality_id for pool, _year in begun}
    agencies = list(
        Agency.objects.filter(locality__in=localities, has_own_quota=True, places__isnull=True)
        .select_related("locality")
        .in_protocol_order()
    )
    recorded = _years_with_lines(agencies, ledger.position)
    for (pool_id, year), first in sorted(begun.items()):
        pool = ledger.pools[pool_id]
        for agency in agencies:
            stands = agency.holds_on(dt.date(year, 12, 31)) or agency.holds_on(dt.date(year, 1, 1))
            if agency.locality_id == pool.locality_id and stands and (agency.pk, year) not in recorded:
                yield _missing(ledger, pool, agency, year, first)


def _first_days(ledger: _Ledger) -> dict[tuple[int, int], dt.date]:
    """The day from which each pool of the party side has a level of its own in each year."""
    first: dict[tuple[int, int], dt.date] = {}
    for pool_id, lines in ledger.lines.items():
        if ledger.pools[pool_id].block != Block.PARTY:
            continue
        for line in live_lines(lines, ledger.position):
            if line.operation is Operation.SET:
                for year in line.years:
                    day = counts_from(line, year)
                    first[pool_id, year] = min(first.get((pool_id, year), day), day)
    return first


def _years_with_lines(agencies: Sequence[Agency], position: int) -> set[tuple[int, int]]:
    """The years in which any pool has a live line for each agency."""
    live = DecisionLine.objects.live_at(position).filter(operation__in=[each.value for each in POSTING_OPERATIONS])
    rows = live.filter(Q(holder__agency__in=agencies) | Q(to_holder__agency__in=agencies))
    return {
        (agency, year)
        for *sides, first, last in rows.values_list("holder__agency", "to_holder__agency", "year_from", "year_to")
        for agency in sides
        if agency is not None
        for year in range(first, last + 1)
    }


def _missing(ledger: _Ledger, pool: Pool, agency: Agency, year: int, first: dt.date) -> Finding:
    found = _("%(agency)s chưa có số liệu năm %(year)s, trong khi %(place)s đã có quyết định giao năm đó.")
    is_extract = any(
        each.pool_id == pool.pk and each.is_extract and each.year_from <= year <= each.year_to
        for each in ledger.decisions.values()
    )
    remedy = _("Vào sổ quyết định giao cho cơ quan; cơ quan không được giao riêng thì ghi “không giao riêng”.")
    if is_extract:
        remedy = _("Quyết định mới ghi trích: đính chính sổ để ghi thêm dòng của cơ quan, nếu văn bản có giao.")
    return Finding(
        code="agency-missing",
        rule=str(RULES["agency-missing"]),
        found=found % {"agency": agency, "year": year, "place": pool.locality},
        remedy=remedy,
        place=pool.locality,
        records=(agency,),
        since=max(first, agency.valid_from) if agency.valid_from else first,
        pages=(_table(pool, year),),
    )


# ---- Rule 25


def _totals_that_differ(ledger: _Ledger) -> Iterator[Finding]:
    """A full decision whose paper states another total than its lines add up to, as they stand after corrections."""
    of_paper: dict[tuple[int, int], list[QuotaDecision]] = defaultdict(list)
    for decision in ledger.decisions.values():
        of_paper[decision.pool_id, decision.document_id].append(decision)
    for (pool_id, _document), decisions in of_paper.items():
        # A paper that was withdrawn and booked anew is judged by the last time.
        original = next(each for each in reversed(decisions) if each.kind == DecisionKind.ORIGINAL)
        own = {each.position for each in decisions if each.position >= original.position}
        lines = [line for line in ledger.lines.get(pool_id, ()) if line.key.position in own]
        totals = [total for each in sorted(own) for total in ledger.totals.get(each, ()) if total.posts is not None]
        if original.is_extract or not totals or not live_lines(lines, ledger.position):
            continue
        proposal = ledger.proposal(pool_id, original.year_from, totals)
        facts = Facts(standing=tuple(lines), categories=ledger.categories, document_positions=frozenset(own))
        for category, stated, added in stated_totals_that_differ(proposal, facts):
            yield _wrong_total(ledger, original, category, stated, added)


def _wrong_total(ledger: _Ledger, decision: QuotaDecision, category: int, stated: int, added: int) -> Finding:
    found = _("%(decision)s, %(category)s: tổng số ghi trong quyết định là %(stated)s, cộng các dòng được %(added)s.")
    return Finding(
        code="stated-total-differs",
        rule=str(RULES["stated-total-differs"]),
        found=found
        % {
            "decision": decision.document.title,
            "category": ledger.categories[category].name,
            "stated": print_grouped(stated),
            "added": print_grouped(added),
        },
        remedy=_(
            "Sổ ghi sai dòng hoặc tổng số thì đính chính sổ; bản giấy in sai thì giữ nguyên, vấn đề còn lại để biết."
        ),
        place=ledger.pools[decision.pool_id].locality,
        records=(decision, decision.document),
        since=decision.issued_on,
    )


# ---- Rule 27


def _booked_by_one_person(ledger: _Ledger) -> Iterator[Finding]:
    """A decision that one person booked alone and nobody compared since."""
    for decision in ledger.decisions.values():
        if lacks_second_person(decision):
            yield Finding(
                code="one-person",
                rule=str(RULES["one-person"]),
                found=_("%(decision)s, số vào sổ %(position)s: chưa có người thứ hai đối chiếu.")
                % {"decision": decision.document.title, "position": decision.position},
                remedy=_("Người đối chiếu khác mở quyết định, so từng dòng với bản giấy đã ký rồi đối chiếu sau."),
                place=ledger.pools[decision.pool_id].locality,
                records=(decision, decision.document),
                since=localtime(decision.recorded_at).date(),
            )
