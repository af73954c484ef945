"""Reads booked lines and entries out of the database in the form in which the pure ledger counts them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from quotas.models import DecisionLine, Entry, QuotaDecision
from quotas.postings import Account, Line, LineKey, Operation, PlannedEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from quotas.models import Pool

_LINE_COLUMNS = (
    "decision_id",
    "number",
    "decision__issued_on",
    "decision__pool_id",
    "operation",
    "holder_id",
    "to_holder_id",
    "category_id",
    "posts",
    "effective_on",
    "year_from",
    "year_to",
    "corrects__decision_id",
    "corrects__number",
)


def read_lines(rows: QuerySet[DecisionLine]) -> list[Line]:
    """Read booked lines in one query, in the order of recording."""
    lines = []
    for row in rows.order_by("decision_id", "number").values_list(*_LINE_COLUMNS):
        (
            position,
            number,
            issued_on,
            pool,
            operation,
            holder,
            to_holder,
            category,
            posts,
            day,
            first,
            last,
            *corrects,
        ) = row
        lines.append(
            Line(
                key=LineKey(position, number),
                issued_on=issued_on,
                pool=pool,
                operation=Operation(operation),
                holder=holder,
                to_holder=to_holder,
                category=category,
                posts=posts,
                effective_on=day,
                year_from=first,
                year_to=last,
                corrects=None if corrects[0] is None else LineKey(*corrects),
            )
        )
    return lines


def lines_of_pools(pools: Iterable[Pool | int], known_at: int) -> list[Line]:
    """Read every line the pools ever gave by; whole, because a correction stays in its original's pool (rule 2)."""
    return read_lines(DecisionLine.objects.filter(decision__pool__in=list(pools)).known_at(known_at))


def lines_to(pool: Pool, known_at: int) -> list[Line]:
    """Read the lines by which a pool receives, with all others of the decisions they stand in."""
    decisions = QuotaDecision.objects.filter(lines__holder__pool=pool) | QuotaDecision.objects.filter(
        lines__to_holder__pool=pool
    )
    payers = decisions.values("pool")
    return read_lines(DecisionLine.objects.filter(decision__pool__in=payers).known_at(known_at))


def read_entries(rows: QuerySet[Entry]) -> dict[int, list[PlannedEntry]]:
    """Read booked entries as they were planned, by the position of their decision, ordered by account and day."""
    columns = ("pool_id", "holder_id", "year", "category_id", "effective_on", "change")
    booked: dict[int, list[PlannedEntry]] = defaultdict(list)
    found = rows.values_list("decision_id", "line__decision_id", "line__number", "is_rebase", *columns)
    for position, line_position, line_number, is_rebase, pool, holder, year, category, day, change in found:
        account = Account(pool, holder, year, category)
        booked[position].append(PlannedEntry(account, day, change, LineKey(line_position, line_number), is_rebase))
    return {position: sorted(entries) for position, entries in booked.items()}
