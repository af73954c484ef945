"""The columns of the list of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from orgregs.foundation.listings import DayColumn, LinkColumn, ListTable, ShortColumn, TextColumn
from regulations import reports

if TYPE_CHECKING:
    from regulations.models import Document


class DocumentTable(ListTable):
    """What it is, who issued it, and whether it is in force on the day."""

    when_empty = _("Chưa có văn bản nào. Văn bản được ghi cùng quyết định khi vào sổ, hoặc do quản trị nhập danh mục.")

    symbol = LinkColumn(
        verbose_name=_("Số, ký hiệu"), empty_values=(), order_by=("number", "symbol", "issued_on", "code")
    )
    type = ShortColumn(verbose_name=_("Loại văn bản"), order_by=("type__sort_key", "issued_on", "code"))
    subject = TextColumn(verbose_name=_("Trích yếu"), orderable=False, attrs={"td": {"class": "long"}})
    series_of = TextColumn(
        verbose_name=_("Cơ quan ban hành"),
        attrs={"td": {"class": "name"}},
        order_by=("series_of__sort_key", "issued_on", "code"),
    )
    issued_on = DayColumn(
        verbose_name=_("Ngày ban hành"), precision="issued_on_precision", order_by=("issued_on", "number", "code")
    )
    status = ShortColumn(verbose_name=_("Tình trạng hiệu lực"), empty_values=(), orderable=False)
    is_stub = ShortColumn(verbose_name=_("Bản"), order_by=("is_stub", "code"))

    def render_symbol(self, record: Document) -> str:
        """Show the symbol; a document without one by its type and date."""
        return str(record)

    def render_status(self, record: Any) -> str:
        """Show the status with its reason."""
        return render_to_string("parts/status.html", {"line": reports.line_of(record, self.day)})

    def value_status(self, record: Any) -> str:
        """Give the status to a file."""
        return reports.line_of(record, self.day).label

    def render_is_stub(self, value: bool) -> str:  # noqa: FBT001  # called by its name
        """Say whether the paper is held."""
        return pgettext("held", "chưa có") if value else gettext("có")
