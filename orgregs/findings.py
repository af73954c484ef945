"""Vấn đề cần xử lý: the findings of every app, as a list, as panels of records, and on the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from localities.models import Locality
from orgregs.foundation import clock, findings, listings
from orgregs.foundation.listings import DayColumn, ListTable, TextColumn, answers_in_words
from orgregs.foundation.panels import Panel

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import Model
    from django.http import HttpResponse

    from orgregs.foundation.findings import Finding
    from orgregs.foundation.pages import PageRequest
    from orgregs.foundation.reach import Reader

MOST_ON_THE_FIRST_PAGE = 5


class FindingTable(ListTable):
    """Findings, the longest standing first."""

    when_empty = gettext_lazy("Không có vấn đề nào: không phải xử lý gì.")

    since = DayColumn(verbose_name=gettext_lazy("Từ ngày"), order_by="order")
    place = TextColumn(verbose_name=gettext_lazy("Địa phương"), order_by=("place__sort_key", "order"))
    found = TextColumn(verbose_name=gettext_lazy("Vấn đề"), orderable=False, attrs={"td": {"class": "long"}})
    rule = TextColumn(verbose_name=gettext_lazy("Quy tắc"), order_by=("rule", "order"))
    links = TextColumn(verbose_name=gettext_lazy("Xem"), orderable=False)
    remedy = TextColumn(verbose_name=gettext_lazy("Cách xử lý"), orderable=False)

    def render_links(self, value: Sequence[Any]) -> str:
        """Link the records and pages."""
        # One element, so that a card on a phone keeps it together.
        links = format_html_join(", ", '<a href="{}">{}</a>', ((link.url, link.text) for link in value))
        return format_html("<span>{}</span>", links)

    def value_links(self, value: Sequence[Any]) -> str:
        """Name them in a file."""
        return "; ".join(link.text for link in value)


class FindingFilter:
    """The questions of the list: where, and which rule; over findings that were computed."""

    def __init__(self, data: Any, found: Sequence[Finding], *, request: PageRequest, day: dt.date) -> None:
        del day  # the findings are of that day already
        self.found = found
        self.form = _FindingForm(data, user=request.user)

    @property
    def qs(self) -> list[Finding]:
        """The findings asked for, and those of the places below."""
        asked = self.form.cleaned_data
        place, code = asked.get("dia_phuong"), asked.get("quy_tac")
        return [
            each
            for each in self.found
            if (not place or each.place.path.startswith(place.path)) and (not code or each.code == code)
        ]

    @property
    def errors(self) -> Any:
        """What was not understood."""
        return self.form.errors

    def is_valid(self) -> bool:
        """Say whether the questions were understood."""
        return self.form.is_valid()

    def in_words(self) -> list[tuple[str, str]]:
        """Return what is asked, each question with its answer."""
        return answers_in_words(self.form)


class _FindingForm(forms.Form):
    dia_phuong = forms.ModelChoiceField(
        queryset=Locality.objects.none(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Địa phương"),
        empty_label=gettext_lazy("tất cả"),
    )
    quy_tac = forms.ChoiceField(required=False, label=gettext_lazy("Quy tắc"))

    def __init__(self, data: Any, *, user: Reader) -> None:
        super().__init__(data)
        # Every rule that is known: an address that was kept stays good when the last of its findings is put in order.
        rules = sorted(findings.rules().items(), key=lambda each: each[1])
        self.fields["dia_phuong"].queryset = Locality.objects.in_reach_of(user).in_order()  # type: ignore[attr-defined]
        self.fields["quy_tac"].choices = [("", _("tất cả")), *rules]  # type: ignore[attr-defined]


@require_safe
def finding_list(request: PageRequest) -> HttpResponse:
    """List what needs attention in the person's reach."""
    day = clock.day_asked(request)
    return listings.answer(
        request,
        title=_("Vấn đề cần xử lý"),
        counted=_("vấn đề"),
        queryset=findings.collect(request.user, day),
        filters=FindingFilter,
        table=FindingTable,
        day=day,
        template="finding_list.html",
    )


def findings_of_record(record: Model, user: Reader, day: dt.date) -> Panel | None:
    """Show, on the page of a record, what needs attention about it."""
    found = findings.collect(user, day, about=record)
    return Panel(_("Vấn đề cần xử lý"), "panels/findings.html", {"findings": found}) if found else None


def findings_panel(_person: Model, user: Reader, day: dt.date) -> Panel:
    """Show, on the first page, how much needs attention, and the first of it."""
    found = findings.collect(user, day)
    context = {"findings": found[:MOST_ON_THE_FIRST_PAGE], "count": len(found), "is_first_page": True}
    return Panel(_("Vấn đề cần xử lý"), "panels/findings.html", context)
