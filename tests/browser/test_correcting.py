"""A wrong record put right by two persons at two browsers, and both records in the history of the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Window

pytestmark = pytest.mark.browser


def test_a_wrong_number_is_put_right_and_its_history_tells_both(window: Window) -> None:
    clerk, second, head = window("staff"), window("approver"), window("unit_head", PHONE)

    clerk.goto("/quyet-dinh/1/")
    clerk.get_by_role("link", name="Đính chính sổ").click()
    booked = clerk.locator("summary", has_text="Hội Liên hiệp Phụ nữ huyện Đức Linh")
    line = clerk.locator("details").filter(has=booked)
    line.locator("summary").click()
    line.get_by_label("Ghi lại cho đúng bản giấy").check()
    line.get_by_label("Biên chế", exact=True).fill("3")
    clerk.get_by_label("Lý do đính chính").fill("Gõ nhầm 3 thành 4.")
    clerk.get_by_role("button", name="Ghi phương án đính chính").click()
    draft = clerk.url
    clerk.get_by_role("button", name="Trình").click()

    second.goto("/")
    second.get_by_role("row", name="Đính chính sổ").get_by_role("link", name="2034-QĐ/HU").click()
    assert second.url == draft
    assert "Gõ nhầm 3 thành 4." in second.locator("main").inner_text()
    second.get_by_role("button", name="Đối chiếu, vào sổ").dblclick()
    second.wait_for_url("**/quyet-dinh/*/")

    head.goto("/")
    assert head.get_by_text("03", exact=True).is_visible()
    head.get_by_role("link", name="Xem căn cứ của số này").click()
    history = head.locator("main").inner_text()
    assert "Đính chính sổ" in history
    assert "đã đính chính bởi" in history
    assert head.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
