"""The table of a draft's form: a row for each recipient in its order, with the figures that stood before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.numbers import NotACount, read_count
from quotas import actions
from quotas.forms.decisions import DecisionForm
from quotas.forms.fields import CountField
from quotas.forms.manners import OF_A_TABLE, Manner, printed_word, sign_of, told, why_unfit
from quotas.intake import Recipient
from quotas.models import FIRST_YEAR, LAST_YEAR, QuotaDecision
from quotas.reports import allocation_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quotas.models import Holder
    from quotas.reports import AllocationTable

_MANNERS = [(manner.value, manner.label) for manner in OF_A_TABLE]


@dataclass(frozen=True)
class Row:
    """One recipient's row of the form: its fields, and what it was given before."""

    recipient: Recipient
    field: forms.BoundField
    manner: forms.BoundField
    label: forms.BoundField | None
    before: int | str
    standing: int | str
    remark: str


class TableForm(DecisionForm):
    """A decision with its table: one category, one manner, save where a row says otherwise."""

    manner = forms.ChoiceField(
        label=gettext_lazy("Hình thức của quyết định"),
        choices=_MANNERS,
        initial=Manner.SET,
        error_messages={"required": gettext_lazy("Chọn hình thức: giao số mới, hay bổ sung, thu hồi.")},
    )

    everybody: Sequence[Recipient]
    amended: QuotaDecision | None

    def open_table(self, usual_year: int) -> None:
        """Offer a row to whoever stands in the year, or has something typed."""
        typed = str(self["year_from"].value())
        year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
        self.year = year if FIRST_YEAR <= year <= LAST_YEAR else usual_year
        self.recipients = [each for each in self.everybody if each.stands_in(self.year) or self._says(each)]
        manner = self.fields["manner"]
        assert isinstance(manner, forms.ChoiceField)  # noqa: S101
        if self.amended is not None:  # “2” may be a new figure or two more: nobody but the clerk knows
            manner.choices = [("", _("— chọn —")), *_MANNERS]
        for recipient in self.recipients:
            # Whether a sign is meant is known only with the manner, so signs are read here and judged in clean().
            self.fields[recipient.field_name] = CountField(label=str(recipient), signed=True)
            self.fields[recipient.manner_name] = forms.ChoiceField(
                label=_("Hình thức: %(name)s") % {"name": recipient},
                choices=[("", _("như trên")), *_MANNERS],
                required=False,
            )
            self.fields[recipient.label_name] = forms.CharField(
                label=_("Từ ghi trong quyết định: %(name)s") % {"name": recipient}, required=False, max_length=200
            )

    def sent(self, name: str) -> Any:
        """Return what was typed into a field, or what stands there; None if the page had no such field."""
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _says(self, recipient: Recipient) -> bool:
        return bool(str(self.sent(recipient.field_name) or "").strip()) or self.sent(recipient.field_name) == 0

    @cached_property
    def table(self) -> AllocationTable:
        """Draw the table of the year as it stands, with the year before beside it."""
        return allocation_table(
            user=self.user,
            pool=self.pool,
            year=self.year,
            day=dt.date(self.year, 12, 31),
            position=QuotaDecision.objects.last_position(),
        )

    @property
    def year_before_label(self) -> str:
        """How the column of the year before reads; older figures never pass for last year's (rule 24)."""
        carried = self.table.carried_from
        return self.table.this_year_label if carried not in {None, self.year - 1} else _given_in(self.year - 1)

    @property
    def has_figures(self) -> bool:
        """Whether the year has figures already, which the decision may change."""
        return self.table.carried_from is None and any(line.total is not None for line in self.table.lines)

    def rows(self) -> Iterator[Row]:
        """Yield the recipients' rows, each with the figures of the year before and of the year so far."""
        lines = {Recipient(line.agency, line.holder.pool): line for line in self.table.lines}
        carries = self.table.carried_from is not None
        unknown = _("chưa có số liệu")
        for recipient in self.recipients:
            line = lines.get(recipient)
            before: int | str = unknown
            if line is not None:
                before = line.this_year_printed if carries else line.last_year_printed
            has_label = self.sent(recipient.label_name) is not None
            yield Row(
                recipient,
                self[recipient.field_name],
                self[recipient.manner_name],
                self[recipient.label_name] if has_label else None,
                before,
                unknown if line is None else line.this_year_printed,
                recipient.remark(self.year),
            )

    @property
    def sum(self) -> int | None:
        """The sum of the numbers that stand in the table; None where there is none."""
        numbers = [self._counted(recipient) for recipient in self.recipients]
        known = [number for number in numbers if number is not None]
        return sum(known) if known else None

    def _counted(self, recipient: Recipient) -> int | None:
        manner = self.sent(recipient.manner_name) or self["manner"].value()
        typed = self.sent(recipient.field_name)
        try:
            posts = read_count("" if typed is None else str(typed))
        except NotACount:
            return None
        return -posts if posts and manner == Manner.TAKE_BACK else posts

    def judge(self, recipient: Recipient, cleaned: dict[str, Any]) -> None:
        """Refuse a number that does not fit the manner of its row."""
        name, typed = recipient.field_name, str(self.sent(recipient.field_name) or "").strip()
        own = cleaned.get(recipient.manner_name)
        manner = own or cleaned.get("manner")
        if not typed and own:
            self.add_error(name, _("Đã chọn hình thức: ghi số, hoặc chọn lại “như trên”."))
        elif typed and manner and name in cleaned:
            why = why_unfit(Manner(manner), cleaned[name], sign=sign_of(typed))
            if why is not None:
                self.add_error(name, why)

    def given(self) -> list[Recipient]:
        """Return those for whom something was typed."""
        return [recipient for recipient in self.recipients if str(self.sent(recipient.field_name) or "").strip()]

    def line(self, recipient: Recipient, holders: Mapping[Recipient, Holder]) -> actions.LineInput:
        """Return the line of a row; only of a valid form."""
        cleaned = self.cleaned_data
        manner = Manner(cleaned[recipient.manner_name] or cleaned["manner"])
        operation, posts, provisional = told(manner, cleaned[recipient.field_name])
        has_label = self.sent(recipient.label_name) is not None
        return actions.LineInput(
            holder=holders[recipient],
            category=cleaned["category"],
            posts=posts,
            operation=operation,
            label=cleaned[recipient.label_name] if has_label else printed_word(manner),
            provisional=provisional,
            effective_on=cleaned["effective_on"],
        )


def _given_in(year: int) -> str:
    return _("Giao năm %(year)s") % {"year": year}
