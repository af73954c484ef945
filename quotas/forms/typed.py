"""A draft as it would be typed: which of its lines stand in the table, and which below it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models

from quotas.choices import DecisionKind
from quotas.forms.decisions import EXTRACT, FULL
from quotas.forms.lines import typed_line
from quotas.forms.manners import OF_A_TABLE, Manner, manner_of, printed_word
from quotas.forms.papers import typed_paper
from quotas.forms.rows import typed_total
from quotas.intake import UNDIVIDED, Recipient, recipient_of
from quotas.postings import Operation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from quotas.models import DecisionDraft, DraftLine


def form_can_hold(draft: DecisionDraft) -> bool:
    """Say whether the form shows every line of a draft: any but one that puts a record right."""
    rights = models.Q(corrects__isnull=False) | models.Q(operation=Operation.VOID.value)
    return draft.kind == DecisionKind.ORIGINAL and not draft.lines.filter(rights).exists()


class TypedDraft(NamedTuple):
    """What to open the form with: its fields, and the rows below the table."""

    fields: dict[str, Any]
    lines: list[dict[str, Any]]
    totals: list[dict[str, Any]]
    strangers: list[Recipient]


class _Common(NamedTuple):
    """What all lines of the table share."""

    category: str
    effective_on: dt.date | None


def typed_draft(draft: DecisionDraft, recipients: Sequence[Recipient]) -> TypedDraft:
    """Return a draft as it would be typed; saving it as it is writes the same lines again, in the same order.

    `strangers` are those whom its lines name though the pool gives to them no more: a former part of the place.
    """
    lines = _lines_of(draft)
    common = _common(draft, lines)
    in_table = _in_table(draft, lines, common, recipients)
    below = [line for line in lines if line not in in_table.values()]
    manners = Counter(manner_of(line)[0] for line in in_table.values())
    manner = manners.most_common(1)[0][0] if manners else Manner.SET
    totals = list(draft.totals.select_related("category").order_by("category__order", "pk"))
    fields: dict[str, Any] = {
        **typed_paper(draft.document),
        "year_from": draft.year_from,
        "year_to": draft.year_to if draft.year_to != draft.year_from else None,
        "extent": EXTRACT if draft.is_extract else FULL,
        "version": draft.version,
        "manner": manner,
        "category": common.category if common else UNDIVIDED,
        "effective_on": common.effective_on if common else None,
    }
    for recipient, line in in_table.items():
        fields |= _typed_row(recipient, line, manner)
    if (order := _order(lines, in_table, below, recipients)) is not None:
        fields["order"] = order
    main = next((total for total in totals if _is_of_table(typed_total(total), fields["category"])), None)
    fields["stated_total"] = None if main is None else main.posts
    known = {recipient.key for recipient in recipients}
    named = [recipient_of(holder) for line in below for holder in (line.holder, line.to_holder) if holder]
    return TypedDraft(
        fields={name: value for name, value in fields.items() if value is not None},
        lines=[_typed_below(line, draft) for line in below],
        totals=[typed_total(total) for total in totals if total != main],
        strangers=[recipient for recipient in dict.fromkeys(named) if recipient.key not in known],
    )


def _lines_of(draft: DecisionDraft) -> list[DraftLine]:
    names = ("holder__agency", "holder__pool__locality", "to_holder__agency", "to_holder__pool__locality", "category")
    return list(draft.lines.select_related(*names).order_by("number"))


def _may_stand_in_table(draft: DecisionDraft, line: DraftLine) -> bool:
    return manner_of(line)[0] in OF_A_TABLE and (line.year_from, line.year_to) == (draft.year_from, draft.year_to)


def _shared(draft: DecisionDraft, line: DraftLine) -> _Common:
    """Return what a line would share with its table; a day that follows from the paper (rule 6) stays empty."""
    follows = line.effective_is_assumed or (
        line.operation == Operation.ADD and line.effective_on == draft.document.effective_from
    )
    return _Common(line.category.code, None if follows else line.effective_on)


def _common(draft: DecisionDraft, lines: Sequence[DraftLine]) -> _Common | None:
    counted = Counter(_shared(draft, line) for line in lines if _may_stand_in_table(draft, line))
    return counted.most_common(1)[0][0] if counted else None


def _in_table(
    draft: DecisionDraft, lines: Sequence[DraftLine], common: _Common | None, recipients: Sequence[Recipient]
) -> dict[Recipient, DraftLine]:
    """Return the first line of each recipient that shares with the table what the table says once."""
    rows, found = set(recipients), dict[Recipient, "DraftLine"]()
    for line in lines:
        recipient = recipient_of(line.holder)
        if recipient in rows and _may_stand_in_table(draft, line) and _shared(draft, line) == common:
            found.setdefault(recipient, line)
    return found


def _typed_row(recipient: Recipient, line: DraftLine, manner: Manner) -> dict[str, Any]:
    own, posts = manner_of(line)
    row: dict[str, Any] = {recipient.field_name: "-" if posts is None else posts}
    if own != manner:
        row[recipient.manner_name] = own
    if line.label != printed_word(own):
        row[recipient.label_name] = line.label
    return row


def _typed_below(line: DraftLine, draft: DecisionDraft) -> dict[str, Any]:
    """Return a line below the table; the years of the decision are not repeated, so that they change with it."""
    typed = typed_line(line)
    return typed | {name: None for name in ("year_from", "year_to") if typed[name] == getattr(draft, name)}


def _order(
    lines: Sequence[DraftLine],
    in_table: Mapping[Recipient, DraftLine],
    below: Sequence[DraftLine],
    recipients: Sequence[Recipient],
) -> str | None:
    """Return the order in which the lines were written, if it is not that of the page: it settles full ties (rule 7)."""
    names = {line.pk: recipient.field_name for recipient, line in in_table.items()}
    names |= {line.pk: f"dong-{number}" for number, line in enumerate(below)}
    written = [names[line.pk] for line in lines]
    of_page = [recipient.field_name for recipient in recipients if recipient in in_table]
    of_page += [names[line.pk] for line in below]
    return None if written == of_page else ",".join(written)


def _is_of_table(typed: Mapping[str, object], category: object) -> bool:
    return (typed["category"], typed["counts"]) == (category, "") and typed["posts"] != "-"
