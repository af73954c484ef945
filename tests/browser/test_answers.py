"""Pages that no link leads to: what a deed brings, and what a refusal looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.looking import faults_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Window
    from tests.walked_register import WalkedRegister

pytestmark = [pytest.mark.browser, pytest.mark.once]

REFUSALS = {
    "/thu/400/": 400,
    "/thu/403/": 403,
    "/khong-co/": 404,
    "/thu/chi-gui/": 405,
    "/thu/60/": 429,
    "/thu/500/": 500,
    "/thu/503/": 503,
    "/admin/khong-co/": 404,
    "/admin/quotas/seal/add/": 403,
}


@pytest.mark.urls("tests.failing_urls")
def test_every_refusal_has_a_page_that_everybody_can_use(window: Window) -> None:
    page, faults = window("administrator"), []

    for address, status in REFUSALS.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        assert page.locator(".incident-number strong").is_visible()
        faults += faults_of(page)

    assert faults == []


def test_a_refused_sign_in_can_be_used_by_everybody(window: Window) -> None:
    page = window(None)
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill("nguoi.la")
    page.get_by_label("Mật khẩu").fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()

    page.get_by_role("alert").wait_for()
    assert faults_of(page) == []


def test_a_form_that_is_refused_says_where_to_everybody(window: Window, register: WalkedRegister) -> None:
    page = window("staff")

    page.goto("/vao-so/them/?dia-phuong=duc-linh")
    page.get_by_role("button", name="Ghi phương án").click()
    page.get_by_role("alert").first.wait_for()
    faults = faults_of(page)
    page.goto("/bien-che/?nam=nam+ngoai")
    page.get_by_role("alert").wait_for()
    faults += faults_of(page)
    page.goto(f"/vao-so/{register.objects['duc_linh_submitted']}/")
    faults += faults_of(page)

    assert faults == []


def test_a_correction_on_its_way_can_be_used_by_everybody(window: Window) -> None:
    page = window("staff")

    page.goto("/quyet-dinh/1/dinh-chinh/")
    line = page.locator("details").filter(has=page.locator("summary", has_text="Hội Nông dân huyện Đức Linh"))
    line.locator("summary").click()
    line.get_by_label("Ghi lại cho đúng bản giấy").check()
    line.get_by_label("Biên chế", exact=True).fill("3")
    page.get_by_label("Lý do đính chính").fill("Gõ nhầm 3 thành 4.")
    page.get_by_role("button", name="Ghi phương án đính chính").click()
    page.get_by_role("link", name="Sửa").wait_for()
    faults = faults_of(page)
    page.get_by_role("link", name="Sửa").click()
    page.get_by_role("button", name="Ghi phương án đính chính").wait_for()
    faults += faults_of(page)

    assert "/dinh-chinh/" in page.url
    assert faults == []


def test_a_checked_file_can_be_used_by_everybody(window: Window, tmp_path: Path) -> None:
    page = window("auditor")
    page.goto("/bien-che/duc-linh/2024/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất CSV").click()
    true = tmp_path / "bang.csv"
    true.write_bytes(download.value.path().read_bytes())
    false = tmp_path / "bang-sua.csv"
    false.write_bytes(true.read_bytes().replace("Hội Nông dân".encode(), "Hội Lạ".encode()))
    faults = []

    for file, said in ((true, "Khớp"), (false, "Không khớp")):
        page.goto("/doi-chieu-tep/")
        page.get_by_label("Tệp đã xuất").set_input_files(file)
        page.get_by_role("button", name="Đối chiếu").click()
        page.get_by_role("status").filter(has_text=said).wait_for()
        faults += faults_of(page)

    assert faults == []


def test_the_steps_of_an_import_in_the_admin_can_be_used_by_everybody(window: Window, tmp_path: Path) -> None:
    page, faults = window("administrator"), []
    good, bad = tmp_path / "dia-phuong.csv", tmp_path / "dia-phuong-sai.csv"
    good.write_text("Mã,Tên,Cấp,Thuộc,Bản\nduc-linh-moi,Huyện Đức Linh Mới,district,binh-thuan,\n", encoding="utf-8")
    bad.write_text("Mã,Tên,Cấp,Thuộc,Bản\nx,,district,khong-co,\n", encoding="utf-8")

    for file, heading in ((bad, "Không hợp lệ"), (good, "Kiểm tra dữ liệu")):
        page.goto("/admin/localities/locality/import/")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Kiểm tra dữ liệu").click()
        page.get_by_role("heading", name=heading, level=2).wait_for()
        faults += faults_of(page)

    assert faults == []


def test_a_refused_form_and_open_widgets_of_the_admin_can_be_used_by_everybody(window: Window) -> None:
    page = window("administrator")

    page.goto("/admin/agencies/agency/add/")
    page.get_by_role("combobox").first.click()
    page.locator(".select2-results__option[aria-selected]").first.click()  # a list filled by a script
    page.locator(".datetimeshortcuts a").nth(1).click()
    page.get_by_role("link", name="Hủy bỏ").locator("visible=true").click()
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.locator(".errornote").wait_for()
    faults = faults_of(page)
    page.goto("/admin/agencies/concurrentposts/add/")
    page.locator(".add-row a").first.click()
    faults += faults_of(page)

    assert faults == []
