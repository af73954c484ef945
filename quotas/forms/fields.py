"""Fields of the quotas' forms."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from orgregs.foundation.clock import said
from orgregs.foundation.numbers import NotACount, read_count
from quotas.models import FIRST_YEAR, LAST_YEAR, StaffCategory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class CountField(forms.CharField):
    """A number of posts as papers print it: 06, 1.149; a dash says that the paper gives none."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        self.signed = signed
        options.setdefault("required", False)
        options.setdefault("max_length", 20)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6}))
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        """Return the number; None for a dash or nothing."""
        text = super().clean(value)
        try:
            return read_count(text, signed=self.signed)
        except NotACount as error:
            raise ValidationError(said(error.sentence)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether another number was typed: “06” is 6, and a dash is not an empty field."""
        try:
            return _as_typed(initial, signed=self.signed) != _as_typed(data, signed=self.signed)
        except NotACount:
            return True


def _as_typed(value: Any, *, signed: bool) -> int | str | None:
    text = "" if value is None else str(value).strip()
    return read_count(text, signed=signed) if any(mark.isdigit() for mark in text) else text


class NumberField(forms.IntegerField):
    """A whole number typed as text: a number box would change under the wheel of a mouse."""

    widget = forms.TextInput
    default_error_messages = {"invalid": gettext_lazy("Chỉ ghi số bằng chữ số, ví dụ 2034, không ghi ký hiệu.")}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask a phone for its digits."""
        return {"inputmode": "numeric", "autocomplete": "off"} | super().widget_attrs(widget)


class DayField(forms.DateField):
    """A day of a paper of the register: a slip like 16/12/0204 is told, not kept."""

    def __init__(self, **options: Any) -> None:
        first, last = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
        sentence = gettext_lazy("Năm phải từ {first} đến {last}: ghi ngày/tháng/năm, ví dụ 01/03/2024.")
        told = format_lazy(sentence, first=FIRST_YEAR, last=LAST_YEAR)
        bounds = [MinValueValidator(first, told), MaxValueValidator(last, told)]
        super().__init__(validators=bounds, **options)


class CategoryField(forms.TypedChoiceField):
    """A category of staff by its code, among those read once for all fields of a page."""

    def offer(self, categories: Sequence[StaffCategory], *, blank: str | None = None) -> None:
        """Offer these categories; `blank` names the choice of none."""
        by_code = {category.code: category for category in categories}
        nothing = [] if blank is None else [("", blank)]
        self.choices = [*nothing, *((code, category.name) for code, category in by_code.items())]
        self.coerce = partial(_among, by_code)
        self.empty_value = None


def _among(by_code: Mapping[str, StaffCategory], code: str) -> StaffCategory:
    """Return the category; for a code that is not offered a ValueError, which the field turns into its sentence."""
    try:
        return by_code[code]
    except KeyError:
        raise ValueError(code) from None


def all_categories() -> list[StaffCategory]:
    """Return the categories in their order."""
    return list(StaffCategory.objects.order_by("order", "code"))


class DocumentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A document by its symbol, day and subject, so that two of one symbol are told apart."""

    def label_from_instance(self, document: Any) -> str:
        """Print one choice."""
        return f"{document}, {document.issued_in_words} – {document.subject}"[:160]
