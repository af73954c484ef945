"""Fields of the quotas' forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from orgregs.foundation.clock import said
from orgregs.foundation.numbers import NotACount, read_count


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


class DocumentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A document by its symbol, day and subject, so that two of one symbol are told apart."""

    def label_from_instance(self, document: Any) -> str:
        """Print one choice."""
        return f"{document}, {document.issued_in_words} – {document.subject}"[:160]
