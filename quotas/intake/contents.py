"""What a form, a file or a command states becomes the rows of a draft, not yet written anywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from quotas.models import MOST_POSTS, DraftLine, DraftTotal
from quotas.postings import Line, LineKey, Operation
from quotas.rules.cases import day_fits, posts_fit, receiver_fits, years_fit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quotas.models import DecisionDraft, DecisionLine, Holder, StaffCategory
    from regulations.models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """One line as a form, a file or a command states it; what is None takes the default of rule 6."""

    holder: Holder
    category: StaffCategory
    posts: int | None
    operation: Operation = Operation.SET
    to_holder: Holder | None = None
    label: str = ""
    provisional: bool = False
    effective_on: dt.date | None = None
    year_from: int | None = None
    year_to: int | None = None
    corrects: DecisionLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalInput:
    """The total that the paper states for a category."""

    category: StaffCategory
    posts: int | None
    counts_in_total: bool = True


class Contents(NamedTuple):
    """A draft with its rows, written or not."""

    draft: DecisionDraft
    lines: list[DraftLine]
    totals: list[DraftTotal]


def ledger_line(row: DraftLine, position: int, issued_on: dt.date, pool: int) -> Line:
    """Read a draft line as the ledger would if it were booked at `position`."""
    return Line(
        key=LineKey(position, row.number),
        issued_on=issued_on,
        pool=pool,
        operation=Operation(row.operation),
        holder=row.holder_id,
        to_holder=row.to_holder_id,
        category=row.category_id,
        posts=row.posts,
        effective_on=row.effective_on,
        year_from=row.year_from,
        year_to=row.year_to,
        corrects=None if row.corrects is None else LineKey(row.corrects.decision_id, row.corrects.number),
    )


def written_down(draft: DecisionDraft, lines: Iterable[LineInput], totals: Iterable[TotalInput]) -> Contents:
    """Return the rows that a draft with these lines and totals would have; raises `ValidationError`.

    Refused is only what no paper could hold; what the ledger's rules say against it is told when it is examined.
    """
    rows = [_draft_line(draft, number, line) for number, line in enumerate(lines, start=1)]
    stated = [
        DraftTotal(draft=draft, category=total.category, posts=total.posts, counts_in_total=total.counts_in_total)
        for total in totals
    ]
    for row in rows:
        _refuse_shape(row)
    for total in stated:
        total.clean_fields(exclude=["draft", "category"])
    return Contents(draft, rows, stated)


def _draft_line(draft: DecisionDraft, number: int, line: LineInput) -> DraftLine:
    """Give a line the years of its draft and the day of rule 6 where it states none."""
    year_from = line.year_from or draft.year_from
    effective_on, is_assumed = _effective_day(line, draft.document, year_from)
    return DraftLine(
        draft=draft,
        number=number,
        operation=line.operation.value,
        holder=line.holder,
        to_holder=line.to_holder,
        category=line.category,
        posts=line.posts,
        label=line.label,
        provisional=line.provisional,
        effective_on=effective_on,
        effective_is_assumed=is_assumed,
        year_from=year_from,
        year_to=line.year_to or draft.year_to,
        corrects=line.corrects,
    )


def _effective_day(line: LineInput, document: Document, year_from: int) -> tuple[dt.date, bool]:
    """Return the day from which the posts count, and whether it is assumed: the paper's own word comes first."""
    if line.effective_on is not None:
        return line.effective_on, False
    if line.operation in {Operation.ADD, Operation.MOVE} and document.begins_on is not None:
        return document.begins_on, document.begin_is_assumed
    return dt.date(year_from, 1, 1), True


def _refuse_shape(row: DraftLine) -> None:
    """Refuse a line that no paper could hold, as the table's constraints would, without a query for each."""
    row.clean_fields(exclude=["draft", "holder", "to_holder", "category", "corrects"])
    line = ledger_line(row, 0, row.effective_on, row.draft.pool_id)
    if abs(row.posts or 0) > MOST_POSTS:
        raise ValidationError(_("Dòng %(number)s: số biên chế quá lớn.") % {"number": row.number})
    for fits, sentence in (
        (posts_fit, _("Số biên chế không hợp với hình thức của dòng.")),
        (receiver_fits, _("Chỉ dòng điều chuyển có nơi nhận, khác nơi chuyển đi.")),
        (years_fit, _("Năm cuối không được trước năm đầu.")),
        (day_fits, _("Ngày tính không được sau ngày 31/12 của năm đầu.")),
    ):
        if not fits(line):
            raise ValidationError(
                _("Dòng %(number)s (%(holder)s): %(sentence)s")
                % {"number": row.number, "holder": row.holder, "sentence": sentence}
            )
