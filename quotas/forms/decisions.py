"""What is said once of a whole decision: its paper, years, category, extent, day and total, typed or beside a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quotas.forms.fields import CategoryField, CountField, DayField, NumberField, all_categories
from quotas.forms.papers import PaperForm, last_decision, usual_paper
from quotas.intake import UNDIVIDED
from quotas.models import FIRST_YEAR, LAST_YEAR, DecisionLine, QuotaDecision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotas.models import StaffCategory

FULL, EXTRACT = "toan-van", "trich"
# Fields that follow from the locality and its last decision, and so are folded away.
_FOLDED = ("series_of", "organ", "type", "category", "year_to", "effective_on")


@dataclass(frozen=True)
class Problem:
    """One thing to be mended, and the id of the field where."""

    address: str
    label: str
    sentence: str


class DecisionForm(PaperForm):
    """A decision's paper, and what holds for all its lines."""

    year_from = NumberField(label=gettext_lazy("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    extent = forms.ChoiceField(
        label=gettext_lazy("Phạm vi ghi"),
        choices=[(FULL, gettext_lazy("Toàn văn")), (EXTRACT, gettext_lazy("Trích (chỉ ghi một phần quyết định)"))],
        initial=FULL,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn toàn văn hay trích.")},
    )
    category = CategoryField(label=gettext_lazy("Loại biên chế"))
    year_to = NumberField(
        label=gettext_lazy("Đến năm (nếu nhiều năm)"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    effective_on = DayField(
        label=gettext_lazy("Tính từ ngày"),
        required=False,
        help_text=gettext_lazy(
            "Để trống: giao tính từ 01/01 của năm; bổ sung, thu hồi tính từ ngày văn bản có hiệu lực."
        ),
    )
    stated_total = CountField(label=gettext_lazy("Tổng số ghi trong quyết định"))

    categories: Sequence[StaffCategory]

    def open_decision(self) -> None:
        """Offer the papers of the locality and the categories of staff."""
        self.open_paper()
        self.categories = all_categories()
        category = self.fields["category"]
        assert isinstance(category, CategoryField)  # noqa: S101
        category.offer(self.categories)

    def usual(self, amended: QuotaDecision | None = None) -> dict[str, Any]:
        """Return what follows from the locality and its last decision, or the one that is amended."""
        ended = self.pool.locality.valid_to
        last_day = self.today if ended is None else min(self.today, ended - dt.timedelta(days=1))
        last = last_decision(self.pool, self.user)
        lines = DecisionLine.objects.visible_to(self.user).filter(decision=amended or last)
        first = lines.select_related("category").order_by("number").first()
        return {
            "year_from": last_day.year,
            "category": first.category.code if first else UNDIVIDED,
            **usual_paper(self.pool, self.user, last),
        }

    # ---- What the page shows

    @property
    def in_short(self) -> str:
        """What stands in the fields that are folded away."""
        said = []
        for name in _FOLDED:
            value = str(self[name].value() or "")
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                offered: Any = field.choices
                said += [str(label) for code, label in offered if value and str(code) == value]
            elif value and name == "organ":
                said.append(value)
            elif value:
                said.append(f"{field.label}: {self[name].field.widget.format_value(self[name].value())}")
        return " · ".join(said)

    @property
    def has_errors_folded(self) -> bool:
        """Whether one of the fields that are folded away needs to be mended."""
        return any(self[name].errors for name in (*_FOLDED, "document"))

    @property
    def parts(self) -> Sequence[forms.BaseForm]:
        """The forms that stand on the page as one, in its order."""
        return (self,)

    @property
    def problems(self) -> list[Problem]:
        """Everything that is to be mended at a field, in the order of the page."""
        found: list[Problem] = []
        for part in self.parts:
            for name in part.fields:
                box = part[name]
                address = f"{box.auto_id}_0" if isinstance(box.field.widget, forms.RadioSelect) else box.auto_id
                found += [Problem(address, str(box.label), str(error)) for error in box.errors]
        return found

    # ---- What is judged

    def full_clean(self) -> None:
        """Judge everything, and lead the person to the first field that is to be mended."""
        super().full_clean()
        parts = self.parts if self.is_bound else ()
        wrong = (part.fields[name] for part in parts for name in part.fields if name in part.errors)
        if (first := next(wrong, None)) is not None:
            first.widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Ask for one paper, and years in order."""
        cleaned = super().clean()
        if cleaned.get("year_to") and cleaned.get("year_from") and cleaned["year_to"] < cleaned["year_from"]:
            self.add_error("year_to", _("Năm cuối không được trước năm đầu."))
        return cleaned
