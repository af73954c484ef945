"""One line of a decision, whatever it does: given, taken back, moved, of any category, day and years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quotas import actions
from quotas.forms.fields import CountField
from quotas.forms.manners import Manner, manner_of, told
from quotas.forms.recipients import Recipient
from quotas.models import FIRST_YEAR, LAST_YEAR, StaffCategory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotas.models import DecisionLine, Holder, Statement


class LineForm(forms.Form):
    """One line; what is left empty takes the decision's years, and the day of rule 6."""

    manner = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=Manner.choices, initial=Manner.SET)
    holder = forms.ChoiceField(label=gettext_lazy("Cơ quan, đơn vị"))
    to_holder = forms.ChoiceField(label=gettext_lazy("Chuyển đến"), required=False)
    category = forms.ModelChoiceField(
        label=gettext_lazy("Loại biên chế"),
        queryset=StaffCategory.objects.none(),
        to_field_name="code",
        empty_label=None,
    )
    posts = CountField(
        label=gettext_lazy("Biên chế"), required=True, error_messages={"required": gettext_lazy("Ghi số, hoặc “-”.")}
    )
    effective_on = forms.DateField(label=gettext_lazy("Tính từ ngày"), required=False)
    year_from = forms.IntegerField(
        label=gettext_lazy("Từ năm"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    year_to = forms.IntegerField(
        label=gettext_lazy("Đến năm"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    label = forms.CharField(label=gettext_lazy("Từ ghi trong quyết định"), required=False, max_length=200)

    def __init__(self, *args: Any, recipients: Sequence[Recipient], **options: Any) -> None:
        """Offer the recipients of the paying pool; `recipients_of` reads them once for all lines of a page."""
        super().__init__(*args, **options)
        self.recipients = {recipient.key: recipient for recipient in recipients}
        choices = [("", "—"), *((key, str(recipient)) for key, recipient in self.recipients.items())]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]
        self.fields["to_holder"].choices = choices  # type: ignore[attr-defined]
        self.fields["category"].queryset = StaffCategory.objects.order_by("order", "code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the manner needs; a dash is a number only where something is given (rules 4, 5)."""
        cleaned = super().clean() or {}
        manner = cleaned.get("manner")
        if manner == Manner.MOVE and not cleaned.get("to_holder"):
            self.add_error("to_holder", _("Điều chuyển thì chọn nơi chuyển đến."))
        if manner != Manner.MOVE and cleaned.get("to_holder"):
            self.add_error("to_holder", _("Chỉ điều chuyển mới có nơi chuyển đến."))
        if manner == Manner.MOVE and cleaned.get("to_holder") == cleaned.get("holder"):
            self.add_error("to_holder", _("Nơi chuyển đến phải khác nơi chuyển đi."))
        gives = manner in {Manner.SET, Manner.PROVISIONAL}
        if not gives and "posts" in cleaned and cleaned["posts"] is None:
            self.add_error("posts", _("Dấu “-” chỉ dùng khi giao; hình thức này phải có số."))
        if not gives and manner != Manner.CHECK and cleaned.get("posts") == 0:
            self.add_error("posts", _("Hình thức này phải có số lớn hơn 0."))
        return cleaned

    def line_input(self, *, corrects: DecisionLine | None = None) -> actions.LineInput:
        """Return the line as typed, to be written by `save_draft`; only of a valid form."""
        cleaned = self.cleaned_data
        operation, posts, provisional = told(Manner(cleaned["manner"]), cleaned["posts"])
        to_holder = self.recipients.get(cleaned["to_holder"])
        return actions.LineInput(
            holder=_holder_of(self.recipients[cleaned["holder"]]),
            to_holder=None if to_holder is None else _holder_of(to_holder),
            category=cleaned["category"],
            posts=posts,
            operation=operation,
            label=cleaned["label"],
            provisional=provisional,
            effective_on=cleaned["effective_on"],
            year_from=cleaned["year_from"],
            year_to=cleaned["year_to"],
            corrects=corrects,
        )


def _holder_of(recipient: Recipient) -> Holder:
    return actions.holder_of(agency=recipient.agency, pool=recipient.pool)


def recipient_of(holder: Holder) -> Recipient:
    """Return a holder as forms name it."""
    return Recipient(holder.agency, holder.pool)


def typed_line(line: Statement) -> dict[str, Any]:
    """Return a line as it would be typed, for a form's `initial`. A day taken by rule 6 stays empty."""
    manner, posts = manner_of(line)
    return {
        "manner": manner,
        "holder": recipient_of(line.holder).key,
        "to_holder": recipient_of(line.to_holder).key if line.to_holder else "",
        "category": line.category.code,
        "posts": "-" if posts is None else posts,
        "effective_on": None if line.effective_is_assumed else line.effective_on,
        "year_from": line.year_from,
        "year_to": line.year_to,
        "label": line.label,
    }
