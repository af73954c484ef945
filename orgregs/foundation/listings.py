"""The road of every list: visible rows → filter → table → page of 50 with totals over the whole filter, or the file.

A list view states its rows, its filter and its table, and calls `answer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import django_filters
import django_tables2 as tables
from django import forms
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import Model, QuerySet
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation import clock, exports, imprint
from orgregs.foundation.dates import Precision, print_day, print_known
from orgregs.foundation.exports import FILE_FIELD, Kind
from orgregs.foundation.numbers import print_grouped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest
    from orgregs.foundation.reach import Reader

PAGE_SIZE = 50
PAGE_FIELD = "trang"
SORT_FIELD = "xep"


class Asked(Protocol):
    """What `answer` wants of the questions of a list: a `ListFilter`, or a form over rows that were computed."""

    @property
    def qs(self) -> Any: ...
    def is_valid(self) -> bool: ...
    def in_words(self) -> list[tuple[str, str]]: ...


class ListFilter(django_filters.FilterSet):
    """The questions of one list; `day` and `user` are at hand for its methods and choices."""

    def __init__(self, data: Any, queryset: QuerySet[Any], *, request: PageRequest, day: dt.date) -> None:
        self.day = day
        self.user: Reader = request.user
        super().__init__(data, queryset, request=request)

    def in_words(self) -> list[tuple[str, str]]:
        """Return what is asked, each question with its answer as a reader would say it."""
        return answers_in_words(self.form)

    def search(self, queryset: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Keep the rows that hold every word, marks and case aside (for `CharFilter(method="search")`)."""
        return queryset.matching(words)  # type: ignore[attr-defined,no-any-return]  # every record's queryset has it


def search_box(label: Any = None) -> django_filters.CharFilter:
    """Make the filter `q` of a list."""
    return django_filters.CharFilter(
        method="search",
        label=label or gettext_lazy("Tìm trong danh sách"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class TextColumn(tables.Column):
    """Text as it is."""

    kind = Kind.TEXT


class ShortColumn(TextColumn):
    """A word or two that stay on one line."""

    attrs = {"td": {"class": "short"}}


class LinkColumn(TextColumn):
    """A name that leads to its page (to the row's, if the cell is plain text), on the day of the list."""

    def get_url(self, value: Any, record: Any, table: ListTable) -> str:
        """Return the address; the name is the hook of django-tables2."""
        target = value if hasattr(value, "get_absolute_url") else record
        return f"{target.get_absolute_url()}{table.day_query}"


class NumberColumn(tables.Column):
    """A whole number, a dot between the thousands."""

    kind = Kind.NUMBER
    attrs = {"th": {"class": "number"}, "td": {"class": "number"}}  # as its parent has it

    def render(self, value: int) -> str:
        """Print the number for a page."""
        return print_grouped(value)

    def value(self, value: int) -> int:
        """Give the number to a file."""
        return value


class DayColumn(tables.Column):
    """A day as far as it is known; `precision` names the field that tells how far."""

    kind = Kind.DAY
    attrs = {"th": {"class": "day"}, "td": {"class": "day"}}

    def __init__(self, *args: Any, precision: str = "", **options: Any) -> None:
        self.precision = precision
        super().__init__(*args, **options)

    def _known(self, record: Any) -> Precision:
        return Precision(getattr(record, self.precision)) if self.precision else Precision.DAY

    def render(self, value: dt.date, record: Any) -> str:
        """Print the day for a page."""
        known = self._known(record)
        machine = {Precision.DAY: f"{value:%Y-%m-%d}", Precision.MONTH: f"{value:%Y-%m}", Precision.YEAR: f"{value:%Y}"}
        return format_html('<time datetime="{}">{}</time>', machine[known], clock.said(print_known(value, known)))

    def value(self, value: dt.date, record: Any) -> Any:
        """Give the day to a file; a month or a year stays the words it is, never a first day made up."""
        known = self._known(record)
        return value if known == Precision.DAY else clock.said(print_known(value, known))


class ListTable(tables.Table):
    """The columns of one list. Give sortable columns an `order_by` that ends in a unique field."""

    day: dt.date
    user: Reader
    day_query = ""
    caption = ""
    # What a reader of an empty list may do, or that nothing need be done.
    when_empty: Any = ""

    class Meta:
        attrs = {"class": "list"}
        default = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        # A table that names no Meta of its own does not inherit this one either.
        if not self._meta.attrs:
            options = {"attrs": ListTable.Meta.attrs, "default": ListTable.Meta.default} | options
        super().__init__(*args, order_by_field=SORT_FIELD, page_field=PAGE_FIELD, **options)

    @property
    def first_ordinal(self) -> int:
        """The number of the first row shown."""
        return int(self.page.start_index()) if hasattr(self, "page") else 1

    def columns_of_file(self) -> list[exports.Column]:
        """Return the columns of the file: the number of the row, then what the page shows."""
        return [exports.Column("stt", _("STT"), Kind.NUMBER)] + [
            exports.Column(bound.name, str(bound.header), getattr(bound.column, "kind", Kind.TEXT))
            for bound in self._exported()
        ]

    def rows_of_file(self) -> Iterator[list[Any]]:
        """Yield the rows of the file, the whole filter."""
        names = [bound.name for bound in self._exported()]
        for ordinal, row in enumerate(self.rows, start=1):
            yield [ordinal, *(row.get_cell_value(name) for name in names)]

    def total_of_file(self, label: str, number: int) -> list[Any]:
        """Return a row of the file that says a total over the whole filter."""
        cells: list[Any] = [None] * (1 + len(self._exported()))
        cells[1:3] = [label, number] if len(cells) > 2 else [f"{label}: {print_grouped(number)}"]
        return cells

    def _exported(self) -> list[Any]:
        return [bound for bound in self.columns if not bound.column.exclude_from_export]


if TYPE_CHECKING:
    Totals = Callable[[QuerySet[Any]], Sequence[tuple[str, int]]]


def answer(
    request: PageRequest,
    *,
    title: str,
    queryset: QuerySet[Any] | Sequence[Any],
    filters: Callable[..., Asked],
    table: type[ListTable],
    counted: str,
    day: dt.date,
    totals: Totals | None = None,
    notes: Sequence[str] = (),
    template: str = "listing.html",
    ledger: imprint.Ledger | None = None,
    **extra: Any,
) -> HttpResponse:
    """Answer with one page of the list, or with the file of exactly what the filter shows.

    `counted` names the rows in the total (“văn bản”), `totals` adds more sums over the whole filter, `notes` are
    printed below the table and in the file, `ledger` is the position that the address names, else the last. A question the filter does not know is told in words (400), and no row
    is shown, so that nobody takes an unfiltered list for the answer.
    """
    asked = filters(request.GET, queryset, request=request, day=day)
    understood = asked.is_valid()
    rows: Any = asked.qs if understood else []
    shown = table(rows, order_by=request.GET.get(SORT_FIELD) or None)
    shown.day, shown.user, shown.caption = day, request.user, title
    shown.day_query = clock.day_query(request)
    sums = [] if totals is None or not understood else list(totals(rows))
    if understood and FILE_FIELD in request.GET:
        count = len(shown.rows)
        head = imprint.of(request, title=title, day=day, filters=asked.in_words(), notes=notes, ledger=ledger)
        total_rows = [shown.total_of_file(label, number) for label, number in [(_("Tổng cộng"), count), *sums]]
        return exports.answer(
            request.GET[FILE_FIELD],
            imprint=head,
            columns=shown.columns_of_file(),
            rows=shown.rows_of_file(),
            totals=total_rows,
        )
    _turn_to_page(shown, request.GET.get(PAGE_FIELD, ""))
    context = {
        "title": title,
        "filter": asked,
        "filter_in_words": asked.in_words(),
        "table": shown,
        "count": shown.paginator.count,
        "counted": counted,
        "sums": sums,
        "notes": notes,
        "day": day,
        "ledger": ledger or imprint.current_ledger(),
        **extra,
    }
    return render(request, template, context, status=200 if understood else 400)


def _turn_to_page(table: ListTable, typed: str) -> None:
    """Show the page asked for; the first if there is no such number, the last beyond the end."""
    try:
        table.paginate(page=typed or 1, per_page=PAGE_SIZE)
    except PageNotAnInteger:
        table.page = table.paginator.page(1)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)


def answers_in_words(form: forms.Form) -> list[tuple[str, str]]:
    """Return each question of a form with its answer as a reader would say it."""
    answers = getattr(form, "cleaned_data", {})
    return [
        (str(field.label), _answer_in_words(field, answers[name]))
        for name, field in form.fields.items()
        if answers.get(name) not in (None, "")
    ]


def _answer_in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, Model):
        return str(value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return print_day(value) if hasattr(value, "toordinal") else str(value)
