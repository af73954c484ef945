"""What is asked of every signed-in request: when it was last seen, and whether its password is its own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect

from accounts.addresses import address_of
from accounts.sessions import DEVICE, device_now
from orgregs.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

# So often a session in use is written; more would make every reading a writing.
_SEEN_EVERY = dt.timedelta(minutes=5)
# What opens to whoever still has to set an own password.
_OPEN_ROUTES = frozenset({"password-change", "login", "logout", "admin:logout", "language"})


class SessionsSeen:
    """Notes in a session when it was last used, and from where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        device = request.session.get(DEVICE)
        if device is not None:
            now, address = clock.now(), address_of(request)
            is_old = now - dt.datetime.fromisoformat(device["seen_at"]) >= _SEEN_EVERY
            if is_old or address != device["address"]:
                request.session[DEVICE] = device_now(device["agent"], address, now, device["opened_at"])
        return self.get_response(request)


class OwnPasswordFirst:
    """Leads whoever signed in by a password that somebody else gave out to the page that sets an own one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: View, _placed: tuple[Any, ...], _named: dict[str, Any]
    ) -> HttpResponse | None:
        """Stop before any view, of the admin too, reading or writing."""
        route = request.resolver_match.view_name if request.resolver_match else ""
        if route not in _OPEN_ROUTES and getattr(request.user, "must_change_password", False):
            return redirect("password-change")
        return None
