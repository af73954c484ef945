"""Sessions in a table that knows whose they are, so that a person can see them and end them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as TableStore
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from accounts.models import UserSession

# What the session itself keeps of its device, so that every writing of the row writes it again.
DEVICE = "device"
_TEXTS = {"agent": 300, "address": 45}


class SessionStore(TableStore):
    """Django's own, whose row also says whose session it is, on what device, since when."""

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        from accounts.models import UserSession  # settings name this module before there are models

        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        row: Any = super().create_model_instance(data)
        device = data.get(DEVICE, {})
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device, row.address = device.get("agent", ""), device.get("address", "")
        row.opened_at, row.seen_at = _moment(device.get("opened_at")), _moment(device.get("seen_at"))
        return row  # type: ignore[no-any-return]


def device_now(agent: str, address: str, at: dt.datetime, opened_at: str = "") -> dict[str, str]:
    """Return what a session keeps of its device at this moment."""
    texts = {"agent": agent, "address": address}
    cut = {name: "".join(filter(str.isprintable, texts[name]))[:most] for name, most in _TEXTS.items()}
    return cut | {"opened_at": opened_at or at.isoformat(), "seen_at": at.isoformat()}


def handle_of(session_key: str) -> str:
    """Return by what name a page speaks of a session: nobody signs in with it."""
    return salted_hmac("accounts.sessions", session_key, algorithm="sha256").hexdigest()[:32]


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
