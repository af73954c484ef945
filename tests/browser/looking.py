"""What a page must hold whoever looks at it: axe finds nothing at a desk, on a phone and in the dark, nothing is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
CONTRAST: dict[str, Any] = {**EVERYTHING, "runOnly": ["color-contrast"]}


def faults_of(page: Page, *, is_repeated: bool = False) -> list[str]:
    """Look at the page as it stands: at a desk in light and in the dark, then on a phone.

    A screen that is repeated from list to list, with other words only, is looked at in the light at a desk.
    """
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    faults = [f"desk: {fault}" for fault in _violations(page, EVERYTHING)]
    if not is_repeated:
        page.emulate_media(color_scheme="dark")
        faults += [f"dark: {fault}" for fault in _violations(page, CONTRAST)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        faults += [f"phone: {fault}" for fault in _violations(page, EVERYTHING)]
        faults += _faults_of_the_site(page) if "/admin/" not in page.url else []
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return [f"{page.url}: {fault}" for fault in faults]


def _violations(page: Page, options: dict[str, Any]) -> Iterator[str]:
    """Yield what axe finds; its script stays in the page for the next question."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Django's colours glide from light to dark; between them nothing can be judged.
    page.evaluate("document.getAnimations().forEach(each => each.finish())")
    for found in page.evaluate("options => axe.run(document, options)", options)["violations"]:
        targets = [node["target"] for node in found["nodes"]][:3]
        yield f"{found['id']} ({found['help']}) {targets}"


def _faults_of_the_site(page: Page) -> Iterator[str]:
    """Yield what the site promises beyond axe, and Django's own screens do not."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if too_wide > 0:
        yield f"{too_wide} pixels too wide for a phone"
    primary = page.locator(".primary:visible").all_inner_texts()
    if len(primary) > 1:
        yield f"more than one first thing to do: {primary}"
