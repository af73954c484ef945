"""Columns of the lists of the quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from orgregs.foundation.listings import DayColumn, ListTable, NumberColumn, TextColumn
from quotas.choices import Block
from quotas.reports.allocation import lacks_second_person

if TYPE_CHECKING:
    from quotas.models import DecisionDraft, QuotaDecision


class DecisionTable(ListTable):
    """Booked decisions."""

    when_empty = _("Chưa có quyết định nào. Quyết định hiện ra ở đây khi người thứ hai đã đối chiếu và vào sổ.")

    position = NumberColumn(verbose_name=_("Số vào sổ"), order_by="position")
    symbol = TextColumn(verbose_name=_("Số, ký hiệu"), linkify=True, order_by=("symbol", "position"))
    kind = TextColumn(verbose_name=_("Loại"), order_by=("kind", "position"))
    issued_on = DayColumn(verbose_name=_("Ngày ban hành"), order_by=("issued_on", "position"))
    pool_name = TextColumn(
        verbose_name=_("Địa phương"), accessor="pool__locality__name", order_by=("pool__locality__sort_key", "position")
    )
    year_from = TextColumn(verbose_name=_("Năm"), order_by=("year_from", "position"))
    subject = TextColumn(verbose_name=_("Trích yếu"), orderable=False)
    given = NumberColumn(verbose_name=_("Thay đổi biên chế"), order_by=("given", "position"))
    recorded_at = TextColumn(verbose_name=_("Ngày vào sổ"), order_by="position")
    booked_by = TextColumn(verbose_name=_("Người đối chiếu"), orderable=False)

    def render_symbol(self, record: QuotaDecision) -> str:
        """Show the symbol; a paper without a number by its type."""
        return str(record)

    def render_year_from(self, record: QuotaDecision) -> str:
        """Show the years as one or a range."""
        return str(record.year_from) if record.year_from == record.year_to else f"{record.year_from}–{record.year_to}"

    def render_recorded_at(self, record: QuotaDecision) -> str:
        """Show the day of recording in Vietnamese time."""
        return f"{localtime(record.recorded_at):%d/%m/%Y}"

    def render_booked_by(self, record: QuotaDecision) -> str:
        """Name who compared; of a decision of one person, whoever did so since (rule 27)."""
        if lacks_second_person(record):
            return str(_("Chưa có người thứ hai đối chiếu"))
        return str(record.countersignature.countersigned_by if record.one_person else record.booked_by)


class PoolYearTable(ListTable):
    """Allocation tables: one row a pool and year."""

    when_empty = _("Chưa có bảng nào. Bảng hiện ra khi quyết định giao biên chế đầu tiên của địa phương được vào sổ.")

    locality = TextColumn(
        verbose_name=_("Địa phương"),
        accessor="pool__locality__name",
        order_by=("pool__locality__sort_key", "pool__locality__code", "year", "pool"),
    )
    block = TextColumn(verbose_name=_("Khối"), accessor="pool__block", orderable=False)
    year = TextColumn(verbose_name=_("Năm"), order_by=("year", "pool__locality__sort_key", "pool"))
    agencies = NumberColumn(verbose_name=_("Nơi được giao"), order_by=("agencies", "year", "pool"))
    decisions = NumberColumn(verbose_name=_("Quyết định"), order_by=("decisions", "year", "pool"))
    given = NumberColumn(verbose_name=_("Biên chế được giao"), order_by=("given", "year", "pool"))

    def render_locality(self, value: str, record: dict[str, Any]) -> str:
        """Link the locality to its table of the year."""
        address = reverse("quotas:allocation-table", args=[record["pool__locality__code"], record["year"]])
        query = "" if record["pool__block"] == Block.PARTY else f"?khoi={record['pool__block']}"
        return format_html('<a href="{}{}">{}</a>', address, query, value)

    def value_locality(self, value: str) -> str:
        """Give the name alone to a file."""
        return value

    def render_block(self, value: str) -> str:
        """Show the block in words."""
        return str(Block(value).label)

    def render_year(self, value: int) -> str:
        """Show a year without a dot between its thousands."""
        return str(value)


class DraftTable(ListTable):
    """Drafts on their way into the register."""

    when_empty = _("Chưa có phương án nào: bắt đầu bằng “Vào sổ quyết định” hoặc “Nhập từ Excel”.")

    code = tables.Column(verbose_name=_("Phương án"), linkify=True, accessor="code", order_by="pk")
    document = TextColumn(verbose_name=_("Văn bản"), order_by=("document__symbol", "pk"))
    locality = TextColumn(
        verbose_name=_("Địa phương"), accessor="pool__locality__name", order_by=("pool__locality__sort_key", "pk")
    )
    year_from = TextColumn(verbose_name=_("Năm"), order_by=("year_from", "pk"))
    state = TextColumn(verbose_name=_("Trạng thái"), order_by=("state", "pk"))
    prepared_by = TextColumn(verbose_name=_("Người lập"), orderable=False)
    submitted_by = TextColumn(verbose_name=_("Người trình"), orderable=False)

    def render_year_from(self, record: DecisionDraft) -> str:
        """Show the years as one or a range."""
        return str(record.year_from) if record.year_from == record.year_to else f"{record.year_from}–{record.year_to}"
