"""What a clerk types about a decision: its paper, its year, a number for each agency of the locality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from orgregs.foundation.clock import said
from orgregs.foundation.numbers import NotACount, read_count
from quotas.intake import UNDIVIDED
from quotas.models import FIRST_YEAR, LAST_YEAR, StaffCategory
from quotas.postings import Operation
from regulations.models import Document, IssuingBody

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accounts.models import User
    from quotas.models import DecisionDraft, Pool


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


class Manner(models.TextChoices):
    """How the whole decision gives."""

    SET = "set", gettext_lazy("Giao")
    PROVISIONAL = "provisional", gettext_lazy("Tạm giao")
    ADD = "add", gettext_lazy("Bổ sung (+), thu hồi (−)")


@dataclass(frozen=True)
class Row:
    """One agency's row of the form: its field, last year's figure, and what stands now."""

    agency: Agency
    field: forms.BoundField
    last_year: int | str


class DraftForm(forms.Form):
    """A decision of one pool; the agencies of the locality stand there in their order."""

    document = forms.ModelChoiceField(
        label=gettext_lazy("Văn bản đã có trong sổ"),
        queryset=Document.objects.none(),
        to_field_name="code",
        required=False,
    )
    number = forms.IntegerField(label=gettext_lazy("Số quyết định"), required=False, min_value=1, max_value=99_999)
    issued_on = forms.DateField(label=gettext_lazy("Ngày ban hành"), required=False)
    subject = forms.CharField(label=gettext_lazy("Trích yếu"), required=False, max_length=1000)
    year_from = forms.IntegerField(label=gettext_lazy("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = forms.IntegerField(
        label=gettext_lazy("Đến năm (nếu nhiều năm)"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Loại biên chế"), queryset=StaffCategory.objects.none(), to_field_name="code"
    )
    manner = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=Manner.choices, initial=Manner.SET)
    is_extract = forms.BooleanField(label=gettext_lazy("Trích (chỉ ghi một phần quyết định)"), required=False)
    effective_on = forms.DateField(
        label=gettext_lazy("Tính từ ngày"),
        required=False,
        help_text=gettext_lazy(
            "Để trống: giao tính từ 01/01 của năm; bổ sung, thu hồi tính từ ngày văn bản có hiệu lực."
        ),
    )
    stated_total = CountField(label=gettext_lazy("Tổng số ghi trong quyết định"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, pool: Pool, user: User, draft: DecisionDraft | None = None, **options: Any
    ) -> None:
        self.pool, self.user, self.draft = pool, user, draft
        super().__init__(data, **options)
        documents = Document.objects.visible_to(user).filter(series_of__locality=pool.locality_id)
        self.fields["document"].queryset = documents.newest_first()  # type: ignore[attr-defined]
        self.fields["category"].queryset = StaffCategory.objects.order_by("order", "code")  # type: ignore[attr-defined]
        self.fields["category"].initial = UNDIVIDED
        self.agencies = list(
            Agency.objects.visible_to(user)
            .filter(locality=pool.locality_id, places__isnull=True)
            .order_by("order", "sort_key", "code")
        )
        # Whether a minus is meant is known only with the manner, so signs are read and judged in clean().
        for agency in self.agencies:
            self.fields[posts_name(agency)] = CountField(label=agency.name, signed=True)

    def rows(self, last_year: Mapping[int, int | str]) -> Iterator[Row]:
        """Yield the agencies' rows; `last_year` holds what the register prints for each agency."""
        for agency in self.agencies:
            yield Row(agency, self[posts_name(agency)], last_year.get(agency.pk, _("chưa có số liệu")))

    def clean(self) -> dict[str, Any]:
        """Ask for one paper, years in order, and numbers that fit the manner."""
        cleaned = super().clean() or {}
        if cleaned.get("document") is None and not (cleaned.get("number") and cleaned.get("issued_on")):
            self.add_error("document", _("Chọn văn bản đã có, hoặc ghi số, ngày ban hành và trích yếu của quyết định."))
        elif cleaned.get("document") is None and not cleaned.get("subject"):
            self.add_error("subject", _("Ghi trích yếu của quyết định."))
        if cleaned.get("year_to") and cleaned.get("year_from") and cleaned["year_to"] < cleaned["year_from"]:
            self.add_error("year_to", _("Năm cuối không được trước năm đầu."))
        if cleaned.get("manner") != Manner.ADD:
            for agency in self.agencies:
                if (cleaned.get(posts_name(agency)) or 0) < 0:
                    self.add_error(
                        posts_name(agency), _("Giao thì không ghi số âm; thu hồi thì chọn “Bổ sung (+), thu hồi (−)”.")
                    )
        return cleaned

    def typed(self) -> list[tuple[Agency, int | None]]:
        """Return the agencies for which something was typed, each with its number; None where a dash was typed."""
        return [
            (agency, self.cleaned_data[posts_name(agency)])
            for agency in self.agencies
            if str(self.data.get(self.add_prefix(posts_name(agency)), "")).strip()
        ]

    @property
    def operation(self) -> Operation:
        """The operation of every line."""
        return Operation.ADD if self.cleaned_data["manner"] == Manner.ADD else Operation.SET


def posts_name(agency: Agency) -> str:
    """Name the field of an agency's number."""
    return f"posts-{agency.code}"


# How party committees sign: centre, province, district, urban district, town, grass roots.
_COMMITTEES = ("TW", "TU", "HU", "QU", "ThU", "ĐU")


def numbering_body(pool: Pool) -> IssuingBody | None:
    """Return the committee in whose series the locality's decisions are numbered."""
    bodies = IssuingBody.objects.filter(locality=pool.locality_id, suffix__in=_COMMITTEES)
    return bodies.order_by("code").first()


class RemarkForm(forms.Form):
    """Why a draft is given back."""

    remark = forms.CharField(
        label=gettext_lazy("Ý kiến trả lại"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Ghi ý kiến để người lập biết cần sửa gì.")},
    )


def reasons_in(data: Mapping[str, str]) -> dict[str, str]:
    """Read the reasons typed beside warnings: fields named “reason-<code>”."""
    prefix = "reason-"
    return {
        name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix) and value.strip()
    }
