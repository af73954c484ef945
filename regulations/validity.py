"""Is a document in force on a day, and why: computed from its dates and from what others do to it. Pure: no Django."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from orgregs.foundation.dates import Precision, print_day, print_known
from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from regulations.kinds import RELATION_KINDS, Effect

ONE_DAY = dt.timedelta(days=1)


class StatusCode(StrEnum):
    """Where a document stands on a day; never stored."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    PARTLY_ENDED = "partly_ended"
    SUSPENDED = "suspended"
    PARTLY_SUSPENDED = "partly_suspended"
    ENDED = "ended"
    UNKNOWN = "unknown"


LABELS: dict[StatusCode, str] = {
    StatusCode.PENDING: _("Chưa có hiệu lực"),
    StatusCode.IN_FORCE: _("Còn hiệu lực"),
    StatusCode.PARTLY_ENDED: _("Hết hiệu lực một phần"),
    StatusCode.SUSPENDED: _("Ngưng hiệu lực"),
    StatusCode.PARTLY_SUSPENDED: _("Ngưng hiệu lực một phần"),
    StatusCode.ENDED: _("Hết hiệu lực"),
    StatusCode.UNKNOWN: _("Chưa xác định"),
}

# How a kind with an effect is said of the document it strikes: wholly, in part.
_SAID_OF_THE_WHOLE: dict[str, str] = {
    "amends": _("được sửa đổi, bổ sung bởi {source}"),
    "replaces": _("được thay thế bởi {source}"),
    "repeals": _("bị bãi bỏ bởi {source}"),
    "suspends": _("bị đình chỉ bởi {source}"),
}
_SAID_OF_A_PART: dict[str, str] = {
    "amends": _("được sửa đổi, bổ sung bởi {source}"),
    "replaces": _("được thay thế một phần bởi {source}"),
    "repeals": _("bị bãi bỏ một phần bởi {source}"),
    "suspends": _("bị đình chỉ một phần bởi {source}"),
}


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The dates of one document, as far as they are known."""

    issued_on: dt.date | None
    effective_from: dt.date | None = None
    # The last day in force, as papers print it ("đến hết 31/12/2021"): the document has ended from the day after.
    expires_on: dt.date | None = None
    expires_assumed: bool = False
    issued_on_precision: Precision = Precision.DAY

    @property
    def begins_on(self) -> dt.date | None:
        """The first day in force: the issue date where the paper states no other."""
        return self.effective_from or self.issued_on

    @property
    def ended_from(self) -> dt.date | None:
        """The first day after the document's own term."""
        return self.expires_on + ONE_DAY if self.expires_on else None


@dataclass(frozen=True, slots=True)
class IncomingEdge:
    """What one other document does to this one, from which day.

    `ends_on` is the last day of a suspension, as papers print it. It says nothing of any other kind: when a repealing
    document ends, nothing revives.
    """

    kind: str
    # None: nobody knows from which day, neither from the edge nor from its document.
    begins_on: dt.date | None
    source_symbol: str
    source_issued_on: dt.date | None = None
    source_issued_on_precision: Precision = Precision.DAY
    ends_on: dt.date | None = None
    is_partial: bool = False
    # A draft binds nobody: an edge counts only if its document is held, or a stub for one that is known to exist.
    source_is_held_or_stub: bool = True

    @property
    def effect(self) -> Effect:
        """What the edge does; to end a part is all that a partial edge can do to the document's validity."""
        effect = RELATION_KINDS[self.kind].effect
        return Effect.ENDS_PART if effect == Effect.ENDS and self.is_partial else effect

    @property
    def over_from(self) -> dt.date | None:
        """The first day on which a suspension is over."""
        return self.ends_on + ONE_DAY if self.ends_on and self.effect == Effect.SUSPENDS else None

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the edge has begun by the day and is not over."""
        if self.begins_on is None or day < self.begins_on:
            return False
        return self.over_from is None or day < self.over_from


@dataclass(frozen=True, slots=True)
class Status:
    """The answer for one day: the code, its label, the reason in words, and the first day of this state.

    `since` is None where the state has no known beginning (pending, unknown).
    """

    code: StatusCode
    label: str
    reason: Sentence
    since: dt.date | None


def status_on(facts: DocumentFacts, edges: Sequence[IncomingEdge], day: dt.date) -> Status:
    """Tell where the document stands on the day, and why."""
    counting = sorted((edge for edge in edges if edge.source_is_held_or_stub), key=_by_age)
    code, causes = _state_on(facts, counting, day)
    since = _first_day_of(code, facts, counting, day)
    return Status(code=code, label=LABELS[code], reason=_reason(code, facts, causes, day, since), since=since)


def _by_age(edge: IncomingEdge) -> tuple[dt.date, dt.date, str]:
    return edge.begins_on or dt.date.max, edge.source_issued_on or dt.date.max, edge.source_symbol


def _state_on(
    facts: DocumentFacts, edges: Sequence[IncomingEdge], day: dt.date
) -> tuple[StatusCode, list[IncomingEdge]]:
    """Give the code and the edges that cause it, the oldest first; a document's own dates leave the list empty."""
    ending = [edge for edge in edges if edge.effect == Effect.ENDS]
    ended_from = min(
        (first for first in (facts.ended_from, *(edge.begins_on for edge in ending)) if first), default=None
    )
    if ended_from and ended_from <= day:
        return StatusCode.ENDED, [edge for edge in ending if edge.begins_on == ended_from][:1]
    if facts.begins_on and day < facts.begins_on:
        return StatusCode.PENDING, []
    if without_a_day := [edge for edge in ending if edge.begins_on is None]:
        # It has ended or it will: only the paper can tell. To call it in force would be a guess.
        return StatusCode.UNKNOWN, without_a_day[:1]
    return _state_between_begin_and_end(facts, [edge for edge in edges if edge.holds_on(day)])


def _state_between_begin_and_end(
    facts: DocumentFacts, holding: Sequence[IncomingEdge]
) -> tuple[StatusCode, list[IncomingEdge]]:
    suspending = [edge for edge in holding if edge.effect == Effect.SUSPENDS]
    if whole := [edge for edge in suspending if not edge.is_partial]:
        return StatusCode.SUSPENDED, whole[:1]
    ending_parts = [edge for edge in holding if edge.effect == Effect.ENDS_PART]
    if suspending:
        return StatusCode.PARTLY_SUSPENDED, suspending + ending_parts
    if ending_parts:
        return StatusCode.PARTLY_ENDED, ending_parts
    return (StatusCode.IN_FORCE if facts.begins_on else StatusCode.UNKNOWN), []


def _first_day_of(
    code: StatusCode, facts: DocumentFacts, edges: Sequence[IncomingEdge], day: dt.date
) -> dt.date | None:
    """Walk back over the days on which anything may have changed, as long as the code stays the same."""
    if code in {StatusCode.PENDING, StatusCode.UNKNOWN}:
        return None
    turns = {facts.begins_on, facts.ended_from}
    for edge in edges:
        turns |= {edge.begins_on, edge.over_from}
    since = None
    for turn in sorted((turn for turn in turns if turn and turn <= day), reverse=True):
        if _state_on(facts, edges, turn)[0] != code:
            break
        since = turn
    return since


def _reason(
    code: StatusCode, facts: DocumentFacts, causes: Sequence[IncomingEdge], day: dt.date, since: dt.date | None
) -> Sentence:
    if causes:
        # Every part has its own day and its own source; together they say what is left.
        sentences = [_reason_of_edge(edge) for edge in causes]
        return sentences[0] if len(sentences) == 1 else _joined(sentences)
    if code == StatusCode.ENDED and facts.expires_on:
        return _reason_of_expiry(facts.expires_on, facts)
    if code == StatusCode.PENDING and facts.begins_on:
        return _reason_of_waiting(facts.begins_on, facts, day)
    if code == StatusCode.IN_FORCE and facts.begins_on:
        return _reason_of_being_in_force(facts.begins_on, facts, since)
    return Sentence(_("Chưa xác định: chưa biết ngày ban hành, ngày có hiệu lực"))


def _joined(sentences: Sequence[Sentence]) -> Sentence:
    joined = sentences[0]
    for sentence in sentences[1:]:
        joined = Sentence("{before}; {after}", before=joined, after=sentence)
    return joined


def _reason_of_edge(edge: IncomingEdge) -> Sentence:
    said = _SAID_OF_A_PART if edge.is_partial else _SAID_OF_THE_WHOLE
    cause = Sentence(said[edge.kind], source=_source(edge))
    if edge.begins_on is None:
        return Sentence(_("Chưa xác định: {cause}, chưa biết từ ngày nào"), cause=cause)
    first_day = print_day(edge.begins_on)
    if edge.effect == Effect.ENDS:
        return Sentence(_("Hết hiệu lực từ {day}: {cause}"), day=first_day, cause=cause)
    if edge.effect == Effect.ENDS_PART:
        return Sentence(_("Hết hiệu lực một phần từ {day}: {cause}"), day=first_day, cause=cause)
    label = LABELS[StatusCode.PARTLY_SUSPENDED if edge.is_partial else StatusCode.SUSPENDED]
    if edge.ends_on is None:
        return Sentence(_("{label} từ {day}: {cause}"), label=Sentence(label), day=first_day, cause=cause)
    return Sentence(
        _("{label} từ {day} đến hết {last}: {cause}"),
        label=Sentence(label),
        day=first_day,
        last=print_day(edge.ends_on),
        cause=cause,
    )


def _source(edge: IncomingEdge) -> str:
    if edge.source_issued_on is None:
        return edge.source_symbol
    if edge.source_issued_on_precision != Precision.DAY:
        known = print_known(edge.source_issued_on, edge.source_issued_on_precision)
        return Sentence(_("{symbol} ({known})"), symbol=edge.source_symbol, known=known)
    return Sentence(_("{symbol} ngày {day}"), symbol=edge.source_symbol, day=print_day(edge.source_issued_on))


def _reason_of_expiry(last: dt.date, facts: DocumentFacts) -> Sentence:
    template = _("Hết hiệu lực từ {day}: hết thời hạn (đến hết {last})")
    if facts.expires_assumed:
        template = _("Hết hiệu lực từ {day}: hết thời hạn (tạm tính đến hết {last})")
    return Sentence(template, day=print_day(last + ONE_DAY), last=print_day(last))


def _reason_of_waiting(begins_on: dt.date, facts: DocumentFacts, day: dt.date) -> Sentence:
    if facts.issued_on and day < facts.issued_on:
        known = print_known(facts.issued_on, facts.issued_on_precision)
        if facts.issued_on_precision == Precision.DAY:
            return Sentence(_("Chưa ban hành: ban hành ngày {day}"), day=known)
        return Sentence(_("Chưa ban hành: ban hành {day}"), day=known)
    return Sentence(_("Chưa có hiệu lực: có hiệu lực từ {day}"), day=print_day(begins_on))


def _reason_of_being_in_force(begins_on: dt.date, facts: DocumentFacts, since: dt.date | None) -> Sentence:
    if since and since > begins_on:
        return Sentence(
            _("Còn hiệu lực: hết thời gian ngưng hiệu lực, có hiệu lực trở lại từ {day}"), day=print_day(since)
        )
    if facts.effective_from is None:
        known = print_known(begins_on, facts.issued_on_precision)
        return Sentence(_("Còn hiệu lực từ {day} (tạm lấy theo ngày ban hành)"), day=known)
    return Sentence(_("Còn hiệu lực từ {day}"), day=print_day(begins_on))
