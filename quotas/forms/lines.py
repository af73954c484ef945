"""One line of a decision, whatever it does: given, taken back, moved, of any category, day and years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quotas import actions
from quotas.forms.fields import CategoryField, CountField, DayField, NumberField, all_categories
from quotas.forms.manners import Manner, manner_of, sign_of, told, why_unfit
from quotas.intake import recipient_of
from quotas.models import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quotas.intake import Recipient
    from quotas.models import DecisionLine, Holder, StaffCategory, Statement


class LineForm(forms.Form):
    """One line; what is left empty takes the decision's years, and the day of rule 6."""

    # A line that stays empty is no line: the browser must not ask for it.
    use_required_attribute = False

    manner = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=Manner.choices, initial=Manner.SET)
    holder = forms.ChoiceField(label=gettext_lazy("Cơ quan, đơn vị"))
    to_holder = forms.ChoiceField(label=gettext_lazy("Chuyển đến"), required=False)
    category = CategoryField(label=gettext_lazy("Loại biên chế"))
    posts = CountField(
        label=gettext_lazy("Biên chế"),
        signed=True,  # whether a sign may stand there is known only with the manner
        required=True,
        error_messages={"required": gettext_lazy("Ghi số, hoặc “-”.")},
    )
    effective_on = DayField(label=gettext_lazy("Tính từ ngày"), required=False)
    year_from = NumberField(label=gettext_lazy("Từ năm"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = NumberField(label=gettext_lazy("Đến năm"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    label = forms.CharField(label=gettext_lazy("Từ ghi trong quyết định"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        recipients: Sequence[Recipient],
        categories: Sequence[StaffCategory] | None = None,
        **options: Any,
    ) -> None:
        """Offer the recipients of the paying pool; they and the categories are read once for all lines of a page."""
        super().__init__(*args, **options)
        self.recipients = {recipient.key: recipient for recipient in recipients}
        choices = [("", "—"), *((key, str(recipient)) for key, recipient in self.recipients.items())]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]
        self.fields["to_holder"].choices = choices  # type: ignore[attr-defined]
        category = self.fields["category"]
        assert isinstance(category, CategoryField)  # noqa: S101
        category.offer(all_categories() if categories is None else categories)

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
        if manner and "posts" in cleaned:
            sign = sign_of(str(self["posts"].value()))
            if (why := why_unfit(Manner(manner), cleaned["posts"], sign=sign)) is not None:
                self.add_error("posts", why)
        return cleaned

    def line_input(
        self, *, corrects: DecisionLine | None = None, holders: Mapping[Recipient, Holder] | None = None
    ) -> actions.LineInput:
        """Return the line as typed, to be written by `save_draft`; only of a valid form.

        `holders` are those of `holders_of`, read once for many lines.
        """
        cleaned = self.cleaned_data
        operation, posts, provisional = told(Manner(cleaned["manner"]), cleaned["posts"])
        receiver = self.receiver
        return actions.LineInput(
            holder=_holder_of(self.giver, holders),
            to_holder=None if receiver is None else _holder_of(receiver, holders),
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

    @property
    def giver(self) -> Recipient:
        """Whose line it is: who is given posts, or gives them away; only of a valid form."""
        return self.recipients[self.cleaned_data["holder"]]

    @property
    def receiver(self) -> Recipient | None:
        """To whom it is moved; only of a valid form."""
        return self.recipients.get(self.cleaned_data["to_holder"])


def _holder_of(recipient: Recipient, holders: Mapping[Recipient, Holder] | None) -> Holder:
    known = (holders or {}).get(recipient)
    return known or actions.holder_of(agency=recipient.agency, pool=recipient.pool)


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
