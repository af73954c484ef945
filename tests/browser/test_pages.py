"""Every page of the URL map in a browser: no complaint of the console, none of axe, in the light and in the dark.

The addresses are those of tests/access_matrix.toml, so a new route is looked at as soon as it is listed there; pages
that a deed brings (a preview, a refusal) are opened by doing it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.looking import faults_of
from tests.test_access import address_of, known_routes, questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import Window
    from tests.walked_register import WalkedRegister

pytestmark = [pytest.mark.browser, pytest.mark.once]

# Who looks at a page, if it opens for them.
LOOKING = ["staff", "approver", "unit_head", "auditor", "administrator", "anonymous"]
# Answers without a page: files, and what scripts ask for.
NO_PAGE = {"quotas:import-template", "regulations:attachment", "admin:autocomplete", "admin:jsi18n"}
# Screens of the admin that are one template with other words: the first few of each are looked at from every side.
SAME_SCREEN = re.compile(r"^admin:\w+_(simple_history|history|export|import|delete)$")
LOOKED_AT_CLOSELY = 2
# The same addresses as somebody else sees them, or asked differently.
BESIDES = {
    "staff": [
        "/van-ban/212-qd-tw-2019/?ngay=15/12/2023",
        "/van-ban/?q=khong+co+gi",
        "/bien-che/duc-linh/2025/",
        "/bien-che/duc-linh/2020/",
        "/bien-che/duc-linh/2021/can-cu/co-quan/duc-linh-nong-dan/",
        "/quyet-dinh/1/",
        "/quyet-dinh/1/dinh-chinh/?rut=1",
        "/quyet-dinh/?q=khong+co+gi",
        "/vao-so/them/?dieu-chinh=1",
        "/vao-so/{duc_linh_submitted}/",
        "/tra-cuu/?q=hoi+nong+dan+duc+linh",
        "/tra-cuu/?q=khong+co+gi",
    ],
    "approver": ["/", "/vao-so/", "/vao-so/{duc_linh_submitted}/"],
    "unit_head": ["/", "/co-quan/duc-linh-phu-nu/", "/bien-che/"],
    "auditor": ["/", "/bien-che/", "/van-de/"],
    "administrator": ["/", "/vao-so/tu-excel/", "/vao-so/them/", "/van-de/"],
    "stranger": ["/", "/bien-che/", "/quyet-dinh/", "/doi-chieu-tep/"],
}


def pages_of(part: str, register: WalkedRegister) -> Iterator[tuple[str, str]]:
    """Yield who opens which address of one part of the matrix."""
    for question in questions(part):
        who = next((role for role in LOOKING if question.answers[role] == 200), None)
        if question.method == "GET" and who and question.route not in NO_PAGE:
            yield who, address_of(question, register)


def look_at(pages: Iterable[tuple[str, str]], window: Window) -> list[str]:
    """Open each page once, all of one person in one window, and return what is wrong with it."""
    faults: list[str] = []
    windows: dict[str, Page] = {}
    screens: Counter[str] = Counter()
    for who, address in dict.fromkeys(pages):
        if who not in windows:
            windows[who] = window(None if who == "anonymous" else who)
        answer = windows[who].goto(address)
        if answer is None or not answer.ok:
            faults.append(f"{who} {address}: {answer and answer.status}")
            continue
        screen = SAME_SCREEN.search(resolve(urlsplit(address).path).view_name)
        screens.update(screen.groups() if screen else ())
        faults += faults_of(windows[who], is_repeated=screen is not None and screens[screen[1]] > LOOKED_AT_CLOSELY)
    return faults


def test_every_page_of_the_site_can_be_used_by_everybody(
    window: Window, register: WalkedRegister, settings: Any
) -> None:
    settings.TRAINING = True  # one band more than on the pages of an office
    besides = [(who, each.format(**register.objects)) for who, them in BESIDES.items() for each in them]

    assert look_at([*pages_of("site", register), *besides], window) == []


@pytest.mark.parametrize("half", [pytest.param(0, id="one half"), pytest.param(1, id="the other half")])
def test_every_page_of_the_admin_can_be_used_by_everybody(
    window: Window, register: WalkedRegister, settings: Any, half: int
) -> None:
    settings.TRAINING = True

    assert look_at(list(pages_of("admin", register))[half::2], window) == []


def test_every_route_of_the_url_map_is_looked_at_or_has_no_page(register: WalkedRegister) -> None:
    parts = ("site", "admin")
    opened = {who_and_address[1] for part in parts for who_and_address in pages_of(part, register)}
    looked_at = {resolve(urlsplit(address).path).view_name for address in opened}
    answers = {
        question.route: set(question.answers.values())
        for part in parts
        for question in questions(part)
        if question.method == "GET"
    }

    # A route that nobody is answered 200 only takes forms, or leads elsewhere.
    with_a_page = {route for route in known_routes() if 200 in answers.get(route, {200})}
    assert sorted(with_a_page - looked_at - NO_PAGE) == []
