"""The columns of the list of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.reports import state_of
from orgregs.foundation.listings import ListTable, ShortColumn, TextColumn

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User


class AccountTable(ListTable):
    """Whose it is, how it stands, when it last signed in."""

    username = TextColumn(verbose_name=_("Tên đăng nhập"), order_by=("username",))
    # Not “agencies”: a column asks its record for what bears its name, and that would be a question for each row.
    unit = TextColumn(verbose_name=_("Cơ quan, đơn vị"), empty_values=(), orderable=False)
    place = TextColumn(verbose_name=_("Địa phương"), empty_values=(), orderable=False)
    state = ShortColumn(verbose_name=_("Trạng thái"), empty_values=(), orderable=False)
    last_login = ShortColumn(verbose_name=_("Đăng nhập gần nhất"), empty_values=(), order_by=("last_login", "username"))

    def render_username(self, value: str) -> str:
        """Lead to the account's own page."""
        return format_html('<a href="{}">{}</a>', reverse("account-detail", args=[value]), value)

    def value_username(self, value: str) -> str:
        """Give the name to a file."""
        return value

    def render_unit(self, record: User) -> str:
        """Name the agencies that the account heads."""
        return ", ".join(str(grant.agency) for grant in record.grants.all())

    def render_place(self, record: User) -> str:
        """Name their places."""
        places = (str(grant.agency.locality) for grant in record.grants.all() if grant.agency is not None)
        return ", ".join(dict.fromkeys(places))

    def render_state(self, record: User) -> str:
        """Say how the account stands."""
        state = state_of(record)
        return format_html('<span class="status status-{}">{}</span>', f"account-{state}", state.label)

    def value_state(self, record: User) -> str:
        """Say it in a file."""
        return str(state_of(record).label)

    def render_last_login(self, value: dt.datetime | None) -> str:
        """Say when somebody last signed in."""
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}" if value else gettext("chưa lần nào")
