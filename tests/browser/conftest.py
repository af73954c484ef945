"""People at real browsers, before a live server with the walked register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.looking import DESK, PHONE
from tests.walked_register import WalkedRegister, make_register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    # Opens a window of the person with this role; None is nobody.
    Window = Callable[..., Page]

__all__ = ["DESK", "PHONE"]
# What a browser says of a page that is itself a refusal; of anything a page asks for it is a fault.
REFUSED = "Failed to load resource: the server responded with a status of "


@pytest.fixture
def register(transactional_db: None) -> WalkedRegister:
    """The walked register, written for good: the live server reads it from threads of its own."""
    return make_register()


@pytest.fixture
def window(browser: Browser, live_server: Any, register: WalkedRegister) -> Iterator[Window]:
    """Windows that remember what their consoles complain of; a complaint fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def hear(page: Page, said: ConsoleMessage) -> None:
        is_page_itself = said.location["url"] == page.url and said.text.startswith(REFUSED)
        if said.type == "error" and not is_page_itself:
            complaints.append(f"{page.url}: {said.text}")

    def open_window(role: str | None, size: dict[str, int] = DESK) -> Page:
        context = browser.new_context(viewport=size, locale="vi-VN", base_url=live_server.url)  # type: ignore[arg-type]
        contexts.append(context)
        if role is not None:
            client = Client()
            client.force_login(register.people[role])
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: hear(page, said))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []
