"""What proves the booked side: the contents each seal covers, and the check of the whole register against them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quotas.choices import DraftState
from quotas.ledger import read_entries, read_lines
from quotas.models import Countersignature, DecisionDraft, DecisionLine, Entry, QuotaDecision, Seal
from quotas.postings import Line, plan
from quotas.seals import GENESIS, composed, digest_of, next_head
from regulations.attachments import digest_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from quotas.models import Holder


def head_of(position: int) -> str:
    """Return the mã chốt số liệu at a position; the head of the empty register before the first."""
    found = Seal.objects.filter(decision=position).values_list("head", flat=True).first()
    return found or GENESIS


def decision_contents(decision: QuotaDecision) -> dict[str, Any]:
    """Return everything the decision prints, by codes and texts only, in the form its seal digests.

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


def whole_decisions() -> QuerySet[QuotaDecision]:
    """Return the booked decisions with everything their contents read, in a fixed number of queries."""
    return QuotaDecision.objects.select_related(
        "document", "pool__locality", "submitted_by", "booked_by", "seal"
    ).prefetch_related(
        "totals__category",
        "acknowledgements__acknowledged_by",
        "lines__category",
        "lines__holder__agency",
        "lines__holder__pool__locality",
        "lines__to_holder__agency",
        "lines__to_holder__pool__locality",
        "lines__corrects",
        "entries__line",
        "entries__pool__locality",
        "entries__category",
        "entries__holder__agency",
        "entries__holder__pool__locality",
    )


def find_faults() -> list[str]:
    """Check positions, seals, chain and entries of the whole register; return one sentence a fault, none if sound."""
    return [
        *_faults_of_seals(),
        *_faults_of_scans(),
        *_faults_of_entries(),
        *_faults_of_drafts(),
        *_faults_of_second_persons(),
    ]


def _faults_of_seals() -> Iterator[str]:
    previous = GENESIS
    expected = 0
    for decision in whole_decisions().order_by("position"):
        expected += 1
        if decision.position != expected:
            yield _("Thiếu quyết định số %(missing)s trong sổ.") % {"missing": expected}
            expected = decision.position
        seal = getattr(decision, "seal", None)
        if seal is None:
            yield _("Quyết định số %(position)s không có mã chốt.") % {"position": decision.position}
            continue
        if digest_of(decision_contents(decision)) != seal.digest:
            yield _("Quyết định số %(position)s (%(symbol)s) khác với lúc vào sổ.") % {
                "position": decision.position,
                "symbol": decision,
            }
        if seal.previous_head != previous or next_head(seal.previous_head, seal.digest) != seal.head:
            yield _("Mã chốt số %(position)s không nối tiếp mã trước.") % {"position": decision.position}
        previous = seal.head


def _faults_of_scans() -> Iterator[str]:
    """A sealed scan must lie where it was put, byte for byte."""
    for decision in QuotaDecision.objects.exclude(scan=None).select_related("scan").order_by("position"):
        if digest_of_file(decision.scan) != decision.scan_sha256:
            yield _("Bản chụp của quyết định số %(position)s (%(symbol)s) bị mất hoặc khác với lúc vào sổ.") % {
                "position": decision.position,
                "symbol": decision,
            }


def _faults_of_entries() -> Iterator[str]:
    lines_by_pool: dict[int, list[Line]] = defaultdict(list)
    for line in read_lines(DecisionLine.objects.all()):
        lines_by_pool[line.pool].append(line)
    booked = read_entries(Entry.objects.all())
    for pool_lines in lines_by_pool.values():
        for position in sorted({line.key.position for line in pool_lines}):
            arriving = [line for line in pool_lines if line.key.position == position]
            standing = [line for line in pool_lines if line.key.position < position]
            if sorted(plan(standing, arriving, position)) != booked.pop(position, []):
                yield _("Số liệu do quyết định số %(position)s ghi không khớp với các dòng của nó.") % {
                    "position": position
                }
    for position in sorted(booked):
        yield _("Quyết định số %(position)s có số liệu nhưng không có dòng nào.") % {"position": position}


def _faults_of_drafts() -> Iterator[str]:
    """A decision cut off from the end leaves no gap, but its draft still says that it was booked."""
    for draft in DecisionDraft.objects.filter(state=DraftState.BOOKED, decision=None).order_by("pk"):
        yield _("Phương án %(code)s đã vào sổ nhưng sổ không còn quyết định đó.") % {"code": draft.code}


def _faults_of_second_persons() -> Iterator[str]:
    """A countersignature is another person's, and comes after the booking that it was missing in (rule 27)."""
    signed = Countersignature.objects.select_related("decision__draft").prefetch_related("decision__draft__editors")
    for each in signed.order_by("decision"):
        decision = each.decision
        had_a_hand = {decision.submitted_by_id, decision.booked_by_id}
        had_a_hand |= {editor.pk for editor in decision.draft.editors.all()}
        is_early = each.countersigned_at < decision.recorded_at
        if not decision.one_person or is_early or each.countersigned_by_id in had_a_hand:
            yield _("Người thứ hai đối chiếu của quyết định số %(position)s không hợp lệ.") % {
                "position": decision.position
            }


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
