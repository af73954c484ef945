"""What people come to do, done in a browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from accounts.actions import set_password
from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Window
    from tests.walked_register import WalkedRegister

pytestmark = pytest.mark.browser

PASSWORD = "mat-khau-cua-can-bo"


def heading_of(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_a_clerk_signs_in_and_follows_a_number_to_its_decision(window: Window, register: WalkedRegister) -> None:
    clerk = register.people["staff"]
    set_password(user=clerk, password=PASSWORD, by=clerk)
    page = window(None)

    page.goto("/bien-che/duc-linh/2024/")
    page.get_by_label("Tên đăng nhập").fill(clerk.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    assert "Đức Linh" in heading_of(page)
    row = page.get_by_role("row").filter(has_text="Hội Nông dân huyện Đức Linh")
    assert "4" in row.inner_text().split()
    row.get_by_role("link", name="2034-QĐ/HU").click()

    assert "2034-QĐ/HU" in heading_of(page)
    assert page.url.endswith("/quyet-dinh/1/")


def test_two_people_enter_and_book_a_decision_and_take_its_file(window: Window) -> None:
    clerk, second = window("staff"), window("approver")

    clerk.goto("/vao-so/")
    clerk.get_by_role("link", name="Vào sổ quyết định").click()
    clerk.get_by_label("Số quyết định").fill("77")
    clerk.get_by_label("Ngày ban hành").fill("20/12/2020")
    clerk.get_by_label("Trích yếu").fill("Giao biên chế năm 2021")
    clerk.get_by_label("Năm", exact=True).fill("2021")
    clerk.get_by_role("textbox", name="Hội Nông dân huyện Đức Linh").fill("04")
    clerk.get_by_role("textbox", name="Huyện đoàn Đức Linh").fill("5")
    clerk.get_by_label("Tổng số ghi trong quyết định").fill("9")
    assert clerk.locator("[data-sum]").inner_text() == "9"
    assert clerk.locator("[data-compared]").inner_text() == "khớp cộng các dòng"
    clerk.get_by_role("button", name="Ghi phương án").click()
    draft = clerk.url
    clerk.get_by_role("button", name="Trình").click()
    assert clerk.get_by_role("button", name="Đối chiếu, vào sổ").count() == 0

    second.goto(draft)
    second.get_by_role("button", name="Đối chiếu, vào sổ").click()
    assert "/quyet-dinh/" in second.url
    assert "77-QĐ/HU" in heading_of(second)

    second.goto("/bien-che/duc-linh/2021/")
    with second.expect_download() as download:
        second.get_by_role("link", name="Xuất Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {4, 5, 9} <= set(cells)


def test_from_signing_in_to_submitted_there_are_four_screens(window: Window, register: WalkedRegister) -> None:
    clerk = register.people["staff"]
    set_password(user=clerk, password=PASSWORD, by=clerk)
    page = window(None)
    screens: list[str] = []
    page.on("load", lambda loaded: screens.append(heading_of(loaded)))

    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill(clerk.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.locator("main").get_by_role("link", name="Vào sổ quyết định").first.click()
    page.get_by_label("Số quyết định").fill("78")
    page.get_by_label("Ngày ban hành").fill("20/12/2020")
    page.get_by_label("Trích yếu").fill("Giao biên chế năm 2021")
    page.get_by_label("Năm", exact=True).fill("2021")
    first = page.locator("table.entry tbody .posts input").first
    first.fill("6")
    first.press("Enter")  # goes down, and sends nothing
    page.keyboard.type("2")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "6"
    page.get_by_role("button", name="Ghi phương án").click()
    page.get_by_role("button", name="Trình").click()

    page.get_by_text("Đã trình", exact=True).first.wait_for()
    # The last one is the draft's page again, which says so.
    assert len(screens) == 5, screens
    assert screens[3] == screens[4]


def test_a_clerk_pastes_a_table_and_moves_posts_in_one_decision(window: Window) -> None:
    page = window("staff")
    page.goto("/vao-so/them/?dia-phuong=duc-linh")
    page.get_by_label("Số quyết định").fill("79")
    page.get_by_label("Ngày ban hành").fill("21/12/2020")
    page.get_by_label("Trích yếu").fill("Giao biên chế năm 2021")
    page.get_by_label("Năm", exact=True).fill("2021")

    page.get_by_text("Dán từ Word/Excel").first.click()
    page.get_by_role("textbox", name="Dán từ Word/Excel").fill("MTTQ\t06\nHội Nông dân\t04\nHội Lạ\t1\nTổng cộng\t10")
    page.get_by_role("button", name="Điền vào bảng").click()
    told = page.locator("[role=status]")
    assert "Đã điền 2 dòng, tổng 10." in told.inner_text()
    assert told.evaluate("told => told === document.activeElement")
    page.get_by_role("textbox", name="Dán từ Word/Excel").fill("")
    page.get_by_text("Dòng khác").first.click()
    page.get_by_role("button", name="Thêm dòng").click()
    page.get_by_label("Hình thức", exact=True).last.select_option("Điều chuyển")
    line = page.get_by_role("group", name="Thêm dòng 1")
    line.get_by_label("Cơ quan, đơn vị").select_option(label="Hội Nông dân huyện Đức Linh")
    line.get_by_label("Biên chế", exact=True).fill("1")
    line.get_by_label("Chuyển đến").select_option(label="Huyện đoàn Đức Linh")
    page.get_by_role("button", name="Ghi phương án").click()
    assert "Hội Nông dân huyện Đức Linh → Huyện đoàn Đức Linh" in page.locator("main").inner_text()


def test_the_head_of_a_unit_reads_the_number_and_its_ground_on_a_phone(window: Window) -> None:
    page = window("unit_head", PHONE)

    page.goto("/")

    text = page.locator("main").inner_text()
    assert "04" in text
    assert "biên chế năm 2024" in text
    assert "2034-QĐ/HU" in text
    assert "294-QĐ/HU" in text
    assert page.locator("nav.site-menu").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
