"""The check of the whole register: every alteration behind its back is told by one sentence."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils.translation import gettext as _

from orgregs.foundation import guards, integrity
from quotas.choices import DraftState
from quotas.ledger import read_entries, read_lines
from quotas.models import Countersignature, DecisionDraft, DecisionLine, Entry, QuotaDecision
from quotas.postings import Account, Line, PlannedEntry, book_of, plan, touched_accounts
from quotas.proof.contents import countersignature_contents, decision_contents, head_of, whole_decisions
from quotas.proof.state import own_models
from quotas.seals import GENESIS, digest_of, digest_of_countersignature, next_head
from regulations.attachments import digest_of_file
from regulations.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterator

# Decisions held in memory at one time, with all they print.
_AT_ONCE = 500


def find_faults() -> list[str]:
    """Check the whole register; return one sentence a fault, none if it is sound."""
    return [*faults_of_guards(), *faults_of_contents()]


def faults_of_contents() -> list[str]:
    """Check what a backup carries from one database to another: rows, files, and what they prove; not the guards."""
    return [*integrity.faults(connection, own_models()), *faults_of_ledger()]


def faults_of_guards() -> Iterator[str]:
    """Tell what this database lacks to refuse a change by itself: guards, alone on their tables, and no right too many."""
    for name in guards.missing(connection):
        yield _("Lớp bảo vệ %(name)s của cơ sở dữ liệu bị mất hoặc bị sửa: chạy “manage.py migrate” để dựng lại.") % {
            "name": name
        }
    for name in guards.strangers(connection):
        yield _("Trên bảng chỉ được thêm có thứ không phải của chương trình (%(name)s): xem ai đã đặt, rồi gỡ bỏ.") % {
            "name": name
        }
    for table in guards.too_many_rights(connection):
        yield _(
            "Vai trò đang chạy chương trình có quyền sửa bảng %(table)s: thu hồi, hoặc chạy “manage.py migrate”."
        ) % {"table": table}


def faults_of_ledger() -> list[str]:
    """Check positions, seals, their chain, files and entries (rule 12), in a number of queries that hardly grows."""
    checks = (
        _faults_of_seals,
        _faults_of_scans,
        _faults_of_attachments,
        _faults_of_entries,
        _faults_of_drafts,
        _faults_of_second_persons,
    )
    found: list[str] = []
    for check in checks:
        try:
            found += check()
        except (ObjectDoesNotExist, LookupError, ValueError) as error:
            # What no program of ours wrote may not be readable at all: that is a fault too, and hides no other.
            sentence = _("Có dữ liệu đã vào sổ bị sửa đến mức không đọc được: %(why)s.")
            found.append(sentence % {"why": f"{type(error).__name__}: {error}"[:300]})
    return found


def anchor_faults(position: int, head: str) -> list[str]:
    """Tell whether a head that somebody noted outside is still that of its position.

    Whoever holds the database can write another register whose seals follow on each other; only this shows it.
    """
    now = head_of(position) if position <= QuotaDecision.objects.last_position() else None
    if now is None:
        sentence = _("Sổ không có quyết định số %(position)s, dù đã có người ghi lại mã chốt của số đó.")
        return [sentence % {"position": position}]
    if now != head.strip().lower():
        sentence = _("Mã chốt số %(position)s nay là %(now)s, khác với mã đã ghi lại: sổ đã bị viết lại.")
        return [sentence % {"position": position, "now": now}]
    return []


def _faults_of_attachments() -> Iterator[str]:
    """A file that is kept, sealed or not, must lie where it was put, byte for byte."""
    sealed = QuotaDecision.objects.exclude(scan=None).values("scan")
    for attachment in Attachment.objects.exclude(pk__in=sealed).select_related("document").order_by("pk"):
        if digest_of_file(attachment) != attachment.sha256:
            yield _("Tệp đính kèm “%(name)s” của %(document)s bị mất hoặc khác với lúc đính kèm.") % {
                "name": attachment,
                "document": attachment.document,
            }


def _faults_of_seals() -> Iterator[str]:
    countersigned: dict[int, list[Countersignature]] = defaultdict(list)
    for signed in Countersignature.objects.all():
        countersigned[signed.position].append(signed)
    previous = GENESIS
    expected = 0
    for decision in whole_decisions().order_by("position").iterator(chunk_size=_AT_ONCE):
        expected += 1
        if decision.position != expected:
            yield _("Thiếu quyết định số %(missing)s trong sổ.") % {"missing": expected}
            expected = decision.position
        seal = getattr(decision, "seal", None)
        if seal is None:
            yield _("Quyết định số %(position)s không có mã chốt.") % {"position": decision.position}
            continue
        if digest_of(decision_contents(decision, countersigned[decision.position - 1])) != seal.digest:
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
        scan = decision.scan
        moved = scan.sha256 != decision.scan_sha256 or scan.document_id != decision.document_id
        if moved or digest_of_file(scan) != decision.scan_sha256:
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
        yield from _faults_of_pool(pool_lines, booked)
    for position in sorted(booked):
        yield _("Quyết định số %(position)s có số liệu nhưng không có dòng nào.") % {"position": position}


def _faults_of_pool(pool_lines: list[Line], booked: dict[int, list[PlannedEntry]]) -> Iterator[str]:
    position = pool_lines[0].key.position
    try:
        history = HistoryOfPool(pool_lines)
        for position, arriving in history.decisions():
            if sorted(plan(history.before(arriving), arriving, position)) != booked.pop(position, []):
                yield _("Số liệu do quyết định số %(position)s ghi không khớp với các dòng của nó.") % {
                    "position": position
                }
    except (LookupError, ValueError):
        # Lines that no booking could have written: a correction of nothing, of another pool, of a later line.
        yield _("Các dòng của quyết định số %(position)s bị sửa đến mức không tính lại được.") % {"position": position}


class HistoryOfPool:
    """A pool's lines, handed out by decision; of what stood before, only the accounts that a decision touches.

    To plan each decision beside all that stood before would cost the square of their number.
    """

    def __init__(self, lines: list[Line]) -> None:
        self._by_key = book_of(lines)
        self._of_decision: dict[int, list[Line]] = defaultdict(list)
        for line in lines:
            self._of_decision[line.key.position].append(line)
        self._touching: dict[Account, list[Line]] = defaultdict(list)

    def decisions(self) -> Iterator[tuple[int, list[Line]]]:
        """Yield each position with its lines, in order; what was yielded before stands from then on."""
        for position in sorted(self._of_decision):
            arriving = self._of_decision[position]
            yield position, arriving
            for line in arriving:
                for account in touched_accounts([line], self._by_key):
                    self._touching[account].append(line)

    def before(self, arriving: list[Line]) -> list[Line]:
        """Return what stood before in the accounts that these lines touch, with the lines that it corrects."""
        wanted = {
            line.key: line
            for account in touched_accounts(arriving, self._by_key)
            for line in self._touching.get(account, ())
        }
        for line in [*wanted.values(), *arriving]:
            while line.corrects is not None and line.corrects not in wanted:
                corrected = self._by_key[line.corrects]
                wanted[corrected.key] = line = corrected
        return list(wanted.values())


def _faults_of_drafts() -> Iterator[str]:
    """A decision cut off from the end leaves no gap, but its draft still says that it was booked."""
    for draft in DecisionDraft.objects.filter(state=DraftState.BOOKED, decision=None).order_by("pk"):
        yield _("Phương án %(code)s đã vào sổ nhưng sổ không còn quyết định đó.") % {"code": draft.code}


def _faults_of_second_persons() -> Iterator[str]:
    """A countersignature is another person's, comes after the booking that it was missing in (rule 27), and is whole."""
    signed = Countersignature.objects.select_related("decision__draft", "countersigned_by")
    signed = signed.prefetch_related("decision__draft__editors")
    for each in signed.order_by("decision"):
        decision = each.decision
        had_a_hand = {decision.submitted_by_id, decision.booked_by_id}
        had_a_hand |= {editor.pk for editor in decision.draft.editors.all()}
        is_early = each.countersigned_at < decision.recorded_at
        is_altered = digest_of_countersignature(countersignature_contents(each)) != each.digest
        if not decision.one_person or is_early or is_altered or each.countersigned_by_id in had_a_hand:
            yield _("Người thứ hai đối chiếu của quyết định số %(position)s không hợp lệ hoặc đã bị sửa.") % {
                "position": decision.position
            }
