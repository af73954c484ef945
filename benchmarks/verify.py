"""How `verify` grows with the register.

    export DJANGO_SETTINGS_MODULE=orgregs.settings ORGREGS_TRAINING=1 ORGREGS_DATA_DIR=$(mktemp -d)
    .venv/bin/python -m benchmarks.verify 1000 10000

Writes a register of its own into an empty database (SQLite there, or an empty one of DATABASE_URL): decisions of six
lines each, spread over 40 years and two pools for every place of the seeds, sealed and chained as booking does. For each
size, in decisions, it prints the seconds and the peak of memory that the whole check takes, and the ratio to the first.
What is wanted: no more than the ratio of the sizes, and 10,000 decisions within a minute.
"""

from __future__ import annotations

import datetime as dt
import itertools
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 6
FIRST_YEAR, YEARS = 2000, 40
MOMENT = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)


def main(sizes: list[int]) -> None:
    """Grow one register from size to size, and check it at each."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_register", verbosity=0)

    from quotas.proof import find_faults

    grown, first = growing(), None
    for size in sizes:
        written = next(count for count in grown if count >= size)
        began = time.perf_counter()
        faults = find_faults()
        took = time.perf_counter() - began
        assert faults == [], faults[:3]  # noqa: S101  # else something else was measured
        first = first or took
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{written:>7} decisions: {took:7.2f} s, {took / first:6.2f} ×, peak {peak} MiB")  # noqa: T201


def growing() -> Iterator[int]:
    """Book by the hundred, and yield how many decisions there are."""
    from localities.models import Locality
    from quotas.choices import Block
    from quotas.models import Holder, Pool, QuotaDecision

    had = set(Pool.objects.values_list("locality", "block"))
    every = [(each.pk, block) for each in Locality.objects.all() for block in Block.values]
    Pool.objects.bulk_create(
        Pool(locality_id=place, block=block) for place, block in every if (place, block) not in had
    )
    pools = list(Pool.objects.select_related("locality"))
    holders = list(Holder.objects.exclude(agency=None).select_related("agency")[:LINES])
    paths = itertools.cycle(range(len(pools)))
    while True:
        position = QuotaDecision.objects.last_position()
        _book([(position + nth, pools[next(paths)]) for nth in range(1, 101)], holders)
        yield position + 100


def _book(places: list[tuple[int, Any]], holders: list[Any]) -> None:
    from django.db import transaction

    from quotas.models import DecisionLine, QuotaDecision

    with transaction.atomic():
        decisions = QuotaDecision.objects.bulk_create(_decisions(places))
        DecisionLine.objects.bulk_create(line for decision in decisions for line in _lines(decision, holders))
        _post(decisions)
        _seal(decisions)


def _decisions(places: list[tuple[int, Any]]) -> list[Any]:
    from accounts.models import User
    from quotas.models import DecisionDraft, QuotaDecision
    from regulations.models import Document

    person = User.objects.order_by("pk")[0]
    pattern = Document.objects.filter(type__series="QĐ").exclude(number=None).order_by("pk")[0]
    documents = Document.objects.bulk_create(
        Document(
            code=f"do-{position}",
            type_id=pattern.type_id,
            series_of_id=pattern.series_of_id,
            number=100_000 + position,
            issued_on=dt.date(2025, 1, 1),
            subject="Giao biên chế",
            is_stub=pattern.is_stub,
        )
        for position, _pool in places
    )
    common = [
        {"document": document, "pool": pool, "year_from": _year(position), "year_to": _year(position)}
        for document, (position, pool) in zip(documents, places, strict=True)
    ]
    drafts = DecisionDraft.objects.bulk_create(
        DecisionDraft(
            kind="original",
            state="booked",
            prepared_by=person,
            prepared_at=MOMENT,
            submitted_by=person,
            submitted_at=MOMENT,
            **each,
        )
        for each in common
    )
    return [
        QuotaDecision(
            position=position,
            kind="original",
            draft=draft,
            symbol=f"{100_000 + position}-QĐ/HU",
            type_name="Quyết định",
            subject="Giao biên chế",
            issued_on=dt.date(2025, 1, 1),
            pool_name=str(pool),
            is_extract=False,
            one_person=False,
            submitted_by=person,
            booked_by=person,
            recorded_at=MOMENT + dt.timedelta(seconds=position),
            **each,
        )
        for draft, each, (position, pool) in zip(drafts, common, places, strict=True)
    ]


def _lines(decision: Any, holders: list[Any]) -> Iterator[Any]:
    from quotas.models import DecisionLine, StaffCategory

    category = StaffCategory.objects.get(code="chua-phan-loai")
    for number, holder in enumerate(holders, start=1):
        yield DecisionLine(
            decision=decision,
            number=number,
            operation="set",
            holder=holder,
            holder_name=str(holder),
            category=category,
            category_name=category.name,
            posts=2 + (decision.position + number) % 7,
            label="giao",
            effective_on=dt.date(decision.year_from, 1, 1) + dt.timedelta(days=decision.position % 300),
            year_from=decision.year_from,
            year_to=decision.year_from,
        )


def _post(decisions: list[Any]) -> None:
    """Post the entries as booking does, from what stands in the touched accounts."""
    from quotas.ledger import read_lines
    from quotas.models import DecisionLine, Entry
    from quotas.postings import LineKey, plan
    from quotas.proof.faults import HistoryOfPool

    new = {decision.position for decision in decisions}
    pools = {decision.pool_id for decision in decisions}
    rows = DecisionLine.objects.filter(decision__pool__in=pools)
    ids = {LineKey(*key): pk for *key, pk in rows.values_list("decision_id", "number", "pk")}
    entries = []
    for pool in pools:
        history = HistoryOfPool(read_lines(rows.filter(decision__pool=pool)))
        for position, arriving in history.decisions():
            planned = plan(history.before(arriving), arriving, position) if position in new else []
            entries += [
                Entry(
                    decision_id=position,
                    line_id=ids[entry.line],
                    pool_id=entry.account.pool,
                    holder_id=entry.account.holder,
                    year=entry.account.year,
                    category_id=entry.account.category,
                    change=entry.change,
                    effective_on=entry.effective_on,
                    is_rebase=entry.is_rebase,
                )
                for entry in planned
            ]
    Entry.objects.bulk_create(entries)


def _seal(decisions: list[Any]) -> None:
    from quotas.models import Seal
    from quotas.proof import decision_contents, head_of, whole_decisions
    from quotas.seals import digest_of, next_head

    positions = [decision.position for decision in decisions]
    head = head_of(positions[0] - 1)
    seals = []
    for decision in whole_decisions().filter(position__in=positions).order_by("position"):
        digest = digest_of(decision_contents(decision))
        seals.append(Seal(decision=decision, digest=digest, previous_head=head, head=(head := next_head(head, digest))))
    Seal.objects.bulk_create(seals)


def _year(position: int) -> int:
    return FIRST_YEAR + position // 100 % YEARS


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 10000])
