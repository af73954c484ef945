"""Rows that a clerk adds below the table, as many as the paper has: other lines, totals of other categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quotas import actions
from quotas.forms.fields import CategoryField, CountField
from quotas.forms.lines import LineForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quotas.models import DraftTotal, StaffCategory

MOST_ROWS = 100


class OtherLineForm(LineForm):
    """A line that the table cannot hold; its manner and category alone, chosen beforehand, say nothing."""

    def has_changed(self) -> bool:
        """Say whether anything was typed."""
        return bool({*self.changed_data} - {"manner", "category"})


class TotalForm(forms.Form):
    """The total that the paper states for another category than that of the table (rule 25)."""

    use_required_attribute = False

    category = CategoryField(label=gettext_lazy("Loại biên chế"))
    posts = CountField(
        label=gettext_lazy("Tổng của loại này"),
        required=True,
        error_messages={"required": gettext_lazy("Ghi số, hoặc “-”.")},
    )
    counts = forms.ChoiceField(
        label=gettext_lazy("Tính vào tổng số"),
        choices=[
            ("", gettext_lazy("như thường lệ của loại")),
            ("co", gettext_lazy("có")),
            ("khong", gettext_lazy("không")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, categories: Sequence[StaffCategory], **options: Any) -> None:
        super().__init__(*args, **options)
        category = self.fields["category"]
        assert isinstance(category, CategoryField)  # noqa: S101
        category.offer(categories, blank="—")

    def has_changed(self) -> bool:
        """Say whether anything was typed."""
        return bool({*self.changed_data} - {"counts"})

    def total_input(self) -> actions.TotalInput:
        """Return the total as typed; only of a valid form."""
        category, told = self.cleaned_data["category"], self.cleaned_data["counts"]
        counts = category.counts_in_total if told == "" else told == "co"
        return actions.TotalInput(category=category, posts=self.cleaned_data["posts"], counts_in_total=counts)


def typed_total(total: DraftTotal) -> dict[str, Any]:
    """Return a total as it would be typed."""
    usual = total.counts_in_total == total.category.counts_in_total
    return {
        "category": total.category.code,
        "posts": "-" if total.posts is None else total.posts,
        "counts": "" if usual else "co" if total.counts_in_total else "khong",
    }


class OpenFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows each of which may stay empty, or be struck out."""

    def initial_form_count(self) -> int:
        """Let no row be one that must be filled."""
        return 0

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the box that strikes a row out."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Bỏ dòng này")

    @property
    def filled(self) -> list[Any]:
        """The rows in which something stands, in their order; only of a valid set."""
        struck_out = self.deleted_forms
        return [form for form in self.forms if form.has_changed() and form not in struck_out]


def other_lines(
    data: Any, initial: Sequence[Mapping[str, Any]], *, prefix: str = "dong", **form_options: Any
) -> OpenFormSet:
    """Return the lines below the table; `initial` says what stands in each that is not sent."""
    return _opened(OtherLineForm, prefix, data, initial, form_options)


def other_totals(data: Any, initial: Sequence[Mapping[str, Any]], **form_options: Any) -> OpenFormSet:
    """Return the totals of other categories."""
    return _opened(TotalForm, "tong", data, initial, form_options)


def _opened(
    form: type[forms.Form], prefix: str, data: Any, initial: Sequence[Mapping[str, Any]], options: Mapping[str, Any]
) -> OpenFormSet:
    is_sent = data is not None and f"{prefix}-TOTAL_FORMS" in data
    kind: Any = forms.formset_factory(
        form,
        formset=OpenFormSet,
        extra=0,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )
    rows: OpenFormSet = kind(
        data if is_sent else None,
        prefix=prefix,
        initial=None if is_sent else [*initial],
        form_kwargs=dict(options),
        error_messages={"missing_management_form": _("Trang gửi thiếu dữ liệu: mở lại trang rồi gõ lại.")},
    )
    rows.extra = 0 if is_sent else len(initial)
    return rows


def sent_rows(data: Mapping[str, Any], prefix: str) -> list[dict[str, Any]]:
    """Return the rows of a set as they were sent, unjudged, so that they can be shown again."""
    told = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    count = int(told) if told.isascii() and told.isdigit() and len(told) < 5 else 0
    rows: list[dict[str, Any]] = [{} for _number in range(min(count, MOST_ROWS))]
    start = f"{prefix}-"
    for name in (each for each in data if each.startswith(start)):
        number, _dash, field = name.removeprefix(start).partition("-")
        if number.isascii() and number.isdigit() and len(number) < 5 and int(number) < len(rows):
            rows[int(number)][field] = data[name]
    return rows
