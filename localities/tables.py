"""The columns of the list of localities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from localities import reports
from orgregs.foundation.listings import DayColumn, LinkColumn, ListTable, ShortColumn, TextColumn

if TYPE_CHECKING:
    from localities.models import Locality


class LocalityTable(ListTable):
    """Where it stands and what became of it."""

    when_empty = _("Chưa có địa phương nào: nhờ quản trị kiểm tra phân quyền của tài khoản.")

    name = LinkColumn(verbose_name=_("Địa phương"), order_by=("sort_key", "code"))
    level = TextColumn(verbose_name=_("Cấp"), order_by=("depth", "level", "sort_key", "code"))
    parent = ShortColumn(verbose_name=_("Thuộc"), order_by=("parent__sort_key", "sort_key", "code"))
    valid_from = DayColumn(
        verbose_name=_("Thành lập"), precision="valid_from_precision", order_by=("valid_from", "sort_key", "code")
    )
    valid_to = DayColumn(
        verbose_name=_("Kết thúc"), precision="valid_to_precision", order_by=("valid_to", "sort_key", "code")
    )
    state = ShortColumn(verbose_name=_("Trạng thái"), empty_values=(), orderable=False)
    fate = TextColumn(verbose_name=_("Sắp xếp"), empty_values=(), orderable=False)

    def render_state(self, record: Locality) -> str:
        """Say whether it stands on the day."""
        return reports.state_on(record, self.day)

    def render_fate(self, record: Locality) -> str:
        """Say what became of it."""
        return "; ".join(reports.fate_in_words(row) for row in record.what_followed)  # type: ignore[attr-defined]  # prefetched
