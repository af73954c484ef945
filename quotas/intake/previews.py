"""A workbook beside the register, as a person sees it: each row with its agency and what stands, every problem."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quotas.intake.contents import LineInput

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from quotas.intake.contents import TotalInput
    from quotas.intake.recipients import Recipient
    from quotas.models import DecisionDraft, Holder, Pool, Receipt, StaffCategory
    from quotas.sheets import TableColumn, TableReading
    from regulations.models import Document

GIVEN = "giao"


class RowState(StrEnum):
    """What a row would do to the register."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """Say it on a page."""
        return {"new": _("Mới"), "changed": pgettext("state", "Thay đổi"), "unchanged": _("Không đổi")}[self.value]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the clerk says of the file: whose paper it copies, for which years, how much of it; `document` may be new."""

    pool: Pool
    document: Document
    year_from: int
    year_to: int
    is_extract: bool
    category: StaffCategory
    stated_total: int | None = None
    effective_on: dt.date | None = None
    sheet: str | None = None
    column: str | None = None


@dataclass(frozen=True)
class Noticed:
    """Something in the file or about it, where it stands, and what to do; `line` and `column` as the sheet has them."""

    code: str
    sentence: str
    sheet: str = ""
    line: int | None = None
    column: str | None = None
    printed: str = ""
    is_error: bool = True

    @property
    def where(self) -> str:
        """Say where in the file; nothing for what concerns the whole."""
        parts = [
            _("trang “%(sheet)s”") % {"sheet": self.sheet} if self.sheet else "",
            _("dòng %(line)s") % {"line": self.line} if self.line else "",
            _("cột %(column)s") % {"column": self.column} if self.column else "",
        ]
        told = ", ".join(part for part in parts if part)
        return told[:1].upper() + told[1:]


@dataclass(frozen=True)
class PreviewRow:
    """A number of the file beside the figure that stands in the register."""

    line: int
    column: str
    name: str
    recipient: Recipient
    category: StaffCategory
    posts: int | None
    standing: int | str
    state: RowState

    @property
    def printed(self) -> int | str:
        """The number as the file gives it; a dash for none."""
        return "–" if self.posts is None else self.posts

    def line_input(self, holders: Mapping[Recipient, Holder], asked: Asked) -> LineInput:
        """Return the row as the line of a draft."""
        return LineInput(
            holder=holders[self.recipient],
            category=self.category,
            posts=self.posts,
            label=GIVEN,
            effective_on=asked.effective_on,
        )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a file would become; `stated` are the totals that go into the draft, `total` the one the file or clerk says.

    `earlier`: receipts of the same bytes in this pool, the newest first. `open_draft`: the paper's draft that is not booked.
    """

    asked: Asked
    reading: TableReading
    rows: Sequence[PreviewRow]
    problems: Sequence[Noticed]
    passed_over: Sequence[Noticed]
    stated: Sequence[TotalInput]
    total: int | None
    earlier: Sequence[Receipt]
    open_draft: DecisionDraft | None

    @property
    def sheet(self) -> str:
        """The sheet that was read."""
        return self.reading.sheet

    @property
    def sheets(self) -> Sequence[str]:
        """The sheets among which the clerk must choose."""
        return self.reading.sheets

    @property
    def choices(self) -> Sequence[TableColumn]:
        """The columns among which the clerk must choose."""
        return self.reading.choices

    @property
    def columns(self) -> Sequence[TableColumn]:
        """The columns of numbers that were read."""
        return self.reading.columns

    @property
    def errors(self) -> list[Noticed]:
        """What must be mended before a draft can be made."""
        return [each for each in self.problems if each.is_error]

    @property
    def warnings(self) -> list[Noticed]:
        """What will be asked for a reason when the draft is submitted."""
        return [each for each in self.problems if not each.is_error]

    @property
    def counts(self) -> Mapping[RowState, int]:
        """How many rows are new, changed and unchanged."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted[state] for state in RowState}

    @property
    def sum(self) -> int:
        """The sum of the rows whose category counts in the total."""
        return sum(row.posts or 0 for row in self.rows if row.category.counts_in_total)

    @property
    def can_be_saved(self) -> bool:
        """Whether nothing forbids to make a draft of it."""
        return bool(self.rows) and not self.errors and self.open_draft is None

    def lines(self, holders: Mapping[Recipient, Holder]) -> list[LineInput]:
        """Return the rows as lines of a draft."""
        return [row.line_input(holders, self.asked) for row in self.rows]

    @property
    def shown(self) -> dict[str, str]:
        """What the clerk sees, by places: a confirmation is held against it."""
        told = {}
        for row in self.rows:
            told[f"{row.line}{row.column} co-quan"] = str(row.recipient)
            told[f"{row.line}{row.column} {row.recipient} dang-ghi"] = str(row.standing)
        return told | {f"{each.where} {each.code} van-de {each.sentence}": each.sentence for each in self.problems}

    def changes_since(self, shown: Mapping[str, str]) -> list[str]:
        """Say what is no longer as it was shown: other agencies, other figures, problems that came or went."""
        now = self.shown
        return [
            _change_in_words(key, shown.get(key), now.get(key))
            for key in dict.fromkeys([*now, *shown])
            if shown.get(key) != now.get(key)
        ]


def _change_in_words(key: str, then: str | None, now: str | None) -> str:
    """Say one change; a key names the line and column of a row, or a problem."""
    place, _space, rest = key.partition(" ")
    unknown = _("không có")
    if " van-de " in key:
        return _("Nay có thêm: %(now)s") % {"now": now} if now else _("Không còn: %(then)s") % {"then": then}
    if rest == "co-quan":
        return _("Ô %(place)s: lúc kiểm tra là “%(then)s”, nay là “%(now)s”.") % {
            "place": place,
            "then": then or unknown,
            "now": now or unknown,
        }
    return _("%(name)s: lúc kiểm tra sổ đang ghi %(then)s, nay ghi %(now)s.") % {
        "name": rest.removesuffix(" dang-ghi"),
        "then": then or unknown,
        "now": now or unknown,
    }
