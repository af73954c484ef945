"""What a seal covers: everything that a decision prints, by codes and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from quotas.models import DecisionAcknowledgement, DecisionLine, Entry, QuotaDecision, Seal, StatedTotal
from quotas.seals import GENESIS, composed

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from quotas.models import Countersignature, Holder


def head_of(position: int) -> str:
    """Return the mã chốt số liệu at a position; the head of the empty register before the first."""
    found = Seal.objects.filter(decision=position).values_list("head", flat=True).first()
    return found or GENESIS


def decision_contents(decision: QuotaDecision, countersigned: Collection[Countersignature] = ()) -> dict[str, Any]:
    """Return everything the decision prints, by codes and texts only, in the form its seal digests.

    `countersigned`: what was countersigned between the decision before and this one; its seal covers that too.
    Reads `document`, `pool__locality`, both people, totals, lines, acknowledgements and entries: prefetch them.
    """
    return {
        "position": decision.position,
        "kind": decision.kind,
        "document": decision.document.code,
        "pool": [decision.pool.locality.code, decision.pool.block],
        "draft": decision.draft_id,
        **{
            field: composed(getattr(decision, field))
            for field in ("symbol", "type_name", "subject", "organ", "pool_name")
        },
        "issued_on": decision.issued_on,
        "years": [decision.year_from, decision.year_to],
        "is_extract": decision.is_extract,
        "one_person": decision.one_person,
        "submitted_by": decision.submitted_by.username,
        "booked_by": decision.booked_by.username,
        "recorded_at": decision.recorded_at,
        # Named only where there is one: a seal made before either existed stays what it was.
        **({"scan": decision.scan_sha256} if decision.scan_sha256 else {}),
        **({"reason": composed(decision.reason)} if decision.reason else {}),
        **({"countersigned": sorted([each.pk, each.digest] for each in countersigned)} if countersigned else {}),
        "totals": sorted(
            [total.category.code, composed(total.category_name), total.posts, total.counts_in_total]
            for total in decision.totals.all()
        ),
        "acknowledgements": sorted(
            [given.code, composed(given.sentence), composed(given.reason), given.acknowledged_by.username]
            for given in decision.acknowledgements.all()
        ),
        "lines": [_line_contents(line) for line in sorted(decision.lines.all(), key=lambda line: line.number)],
        "entries": sorted(_entry_contents(entry) for entry in decision.entries.all()),
    }


def countersignature_contents(signed: Countersignature) -> dict[str, Any]:
    """Return everything a countersignature says, in the form it digests; reads `countersigned_by`."""
    return {
        "decision": signed.pk,
        "countersigned_by": signed.countersigned_by.username,
        "countersigned_at": signed.countersigned_at,
        "position": signed.position,
    }


def whole_decisions() -> QuerySet[QuotaDecision]:
    """Return the booked decisions with everything their contents read, in a fixed number of queries.

    What a row points to is joined: Django's prefetch asks for such rows one OR each, of which SQLite takes a thousand.
    """
    holder = ("holder__agency", "holder__pool__locality")
    receiver = ("to_holder__agency", "to_holder__pool__locality")
    return QuotaDecision.objects.select_related(
        "document", "pool__locality", "submitted_by", "booked_by", "seal"
    ).prefetch_related(
        Prefetch("totals", StatedTotal.objects.select_related("category")),
        Prefetch("acknowledgements", DecisionAcknowledgement.objects.select_related("acknowledged_by")),
        Prefetch("lines", DecisionLine.objects.select_related("category", "corrects", *holder, *receiver)),
        Prefetch("entries", Entry.objects.select_related("line", "pool__locality", "category", *holder)),
    )


def _line_contents(line: DecisionLine) -> list[Any]:
    return [
        line.number,
        line.operation,
        _holder_code(line.holder),
        composed(line.holder_name),
        _holder_code(line.to_holder),
        composed(line.to_holder_name),
        line.category.code,
        composed(line.category_name),
        line.posts,
        composed(line.label),
        line.provisional,
        line.effective_on,
        line.effective_is_assumed,
        line.year_from,
        line.year_to,
        None if line.corrects is None else [line.corrects.decision_id, line.corrects.number],
    ]


def _entry_contents(entry: Entry) -> list[Any]:
    return [
        entry.pool.locality.code,
        entry.pool.block,
        _holder_code(entry.holder),
        entry.year,
        entry.category.code,
        entry.effective_on.isoformat(),
        entry.change,
        [entry.line.decision_id, entry.line.number],
        entry.is_rebase,
    ]


def _holder_code(holder: Holder | None) -> str | None:
    if holder is None:
        return None
    if holder.agency is not None:
        return holder.agency.code
    return None if holder.pool is None else f"{holder.pool.locality.code}/{holder.pool.block}"
