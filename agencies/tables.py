"""The columns of the list of agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import reports
from localities.reports import state_on
from orgregs.foundation.listings import LinkColumn, ListTable, ShortColumn, TextColumn

if TYPE_CHECKING:
    from agencies.models import Agency
    from orgregs.foundation.pages import Link


class AgencyTable(ListTable):
    """Who it is, where it stands, and which document regulates it on the day."""

    when_empty = _("Chưa có cơ quan nào: nhờ quản trị khai báo cơ quan của địa phương.")

    name = LinkColumn(verbose_name=_("Cơ quan, đơn vị"), order_by=("sort_key", "code"))
    kind = TextColumn(verbose_name=_("Loại cơ quan"), order_by=("kind__order", "kind__sort_key", "sort_key", "code"))
    locality = LinkColumn(
        verbose_name=_("Địa phương"),
        attrs={"td": {"class": "short"}},
        order_by=("locality__sort_key", "locality__code", "order", "code"),
    )
    regulated_by = TextColumn(verbose_name=_("Văn bản quy định chức năng, nhiệm vụ"), empty_values=(), orderable=False)
    has_own_quota = ShortColumn(verbose_name=_("Biên chế"), order_by=("has_own_quota", "sort_key", "code"))
    state = ShortColumn(verbose_name=_("Trạng thái"), empty_values=(), orderable=False)

    def render_regulated_by(self, record: Agency) -> str:
        """Link the documents."""
        return format_html_join(
            ", ", "{}", ((_linked(link, self.day_query),) for link in reports.regulating_documents(record))
        )

    def value_regulated_by(self, record: Agency) -> str:
        """Name the documents."""
        return ", ".join(link.text for link in reports.regulating_documents(record))

    def render_has_own_quota(self, value: bool) -> str:  # noqa: FBT001  # called by its name
        """Say whether posts are given to it by itself."""
        return gettext("giao riêng") if value else gettext("không giao riêng")

    def render_state(self, record: Agency) -> str:
        """Say whether it stands on the day."""
        return state_on(record, self.day)


def _linked(link: Link, day_query: str) -> str:
    return format_html('<a href="{}{}">{}</a>', link.url, day_query, link.text) if link.url else link.text
