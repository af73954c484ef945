"""What the list of accounts may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.choices import AccountState
from orgregs.foundation.listings import ListFilter, search_box

if TYPE_CHECKING:
    from accounts.querysets import AccountQuerySet

_STATES = {
    AccountState.IN_USE: {"is_active": True, "password_expires_on__isnull": True},
    AccountState.NEW: {"is_active": True, "password_expires_on__isnull": False},
    AccountState.LOCKED: {"is_active": False},
}


class AccountFilter(ListFilter):
    """Words, and how the account stands."""

    q = search_box(_("Tên đăng nhập, cơ quan, địa phương"))
    trang_thai = django_filters.ChoiceFilter(
        method="in_state", choices=AccountState.choices, label=_("Trạng thái"), empty_label=_("tất cả")
    )

    def in_state(self, accounts: AccountQuerySet, _name: str, state: str) -> AccountQuerySet:
        """Keep the accounts that stand so."""
        return accounts.filter(**_STATES[AccountState(state)])
