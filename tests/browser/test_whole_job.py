"""The ten minutes of the README, walked once from end to end: the training register, its people, real sign-ins."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.management import call_command

from orgregs.loading import DEMO_PASSWORD
from tests.browser.looking import DESK, PHONE, faults_of
from tests.workbooks import FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Window

    SignIn = Callable[..., Page]

pytestmark = pytest.mark.browser

BAD, GOOD = FILES / "giao-2025-loi.xlsx", FILES / "giao-2025-dung.xlsx"


@pytest.fixture
def register(transactional_db: None, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The training register, as `make run` fills it."""
    settings.TRAINING = True
    call_command("load_register")
    capsys.readouterr()


@pytest.fixture
def sign_in(window: Window) -> SignIn:
    """Sign one of the demo accounts in, by the form."""

    def sign_in(username: str, size: dict[str, int] = DESK) -> Page:
        page = window(None, size)
        page.goto("/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.get_by_role("banner").get_by_text("DỮ LIỆU TẬP HUẤN").wait_for()
        return page

    return sign_in


def heading_of(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def follow_a_number_to_its_ground(clerk: Page) -> None:
    """From a search to 04, its decision, the regulation of the agency and the one it rests on, on two days."""
    clerk.get_by_label("Tra cứu cơ quan, văn bản, địa phương").fill("hoi nong dan duc linh")
    clerk.get_by_role("button", name="Tìm").last.click()
    clerk.get_by_role("link", name="Hội Nông dân huyện Đức Linh").click()
    clerk.get_by_role("row").filter(has_text="2024").get_by_title("Xem căn cứ của số này").click()
    assert clerk.get_by_text("04", exact=True).is_visible()
    clerk.get_by_role("link", name="2034-QĐ/HU", exact=True).first.click()
    assert heading_of(clerk) == "Quyết định 2034-QĐ/HU"

    clerk.get_by_role("link", name="Hội Nông dân huyện Đức Linh").click()
    clerk.get_by_role("link", name="Quy định 293-QĐ/HU").click()
    clerk.get_by_role("link", name="Quy định 212-QĐ/TW").click()
    assert heading_of(clerk) == "Quy định 212-QĐ/TW"
    assert "Hết hiệu lực từ 01/07/2025" in clerk.locator("main").inner_text()
    clerk.get_by_label("Tính đến ngày").fill("15/12/2023")
    clerk.get_by_role("button", name="Xem").click()
    clerk.get_by_role("banner").wait_for()
    verdict = clerk.locator(".verdict").inner_text()
    assert "Còn hiệu lực" in verdict
    assert "Hết hiệu lực" not in verdict


def bring_the_files(clerk: Page) -> None:
    """Bring the file with mistakes, then the mended one, and submit what it says."""
    clerk.get_by_role("link", name="Vào sổ", exact=True).click()
    clerk.get_by_role("link", name="Nhập từ Excel").click()
    clerk.get_by_role("link", name="Huyện Tập huấn").click()
    clerk.get_by_label("Số quyết định").fill("3001")
    clerk.get_by_label("Ngày ban hành").fill("16/12/2024")
    clerk.get_by_label("Trích yếu").fill("Giao biên chế năm 2025")
    clerk.get_by_label("Năm", exact=True).fill("2025")
    clerk.get_by_label("Tệp Excel").set_input_files(BAD)
    clerk.get_by_role("button", name="Kiểm tra dữ liệu").click()
    assert "4 lỗi phải sửa" in clerk.get_by_role("status").inner_text()

    clerk.get_by_label("Tệp Excel").set_input_files(GOOD)
    clerk.get_by_role("button", name="Kiểm tra lại").click()
    assert "Hợp lệ" in clerk.get_by_role("status").inner_text()
    clerk.get_by_role("button", name="Ghi phương án").click()
    clerk.get_by_role("button", name="Trình").click()
    clerk.get_by_text("Đã trình", exact=True).first.wait_for()
    assert clerk.get_by_role("button", name="Đối chiếu, vào sổ").count() == 0


def compare_and_book(second: Page) -> None:
    """Find the paper among those that wait, and book it."""
    second.get_by_role("row", name="3001-QĐ/HU").get_by_role("link").first.click()
    second.get_by_role("button", name="Đối chiếu, vào sổ").click()
    second.wait_for_url("**/quyet-dinh/*/")
    assert heading_of(second) == "Quyết định 3001-QĐ/HU"


def test_the_whole_job_is_done_by_two_people_and_seen_by_the_others(sign_in: SignIn) -> None:
    clerk = sign_in("duclinh.nhap")
    follow_a_number_to_its_ground(clerk)
    bring_the_files(clerk)

    second = sign_in("duclinh.doichieu")
    compare_and_book(second)

    clerk.goto("/bien-che/huyen-tap-huan/2025/")
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="Xuất Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet is not None
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[1]}
    assert "3001-QĐ/HU" in rows["Hội Nông dân huyện Tập huấn"]
    assert "Mã chốt số liệu" in str(list(sheet.iter_rows(values_only=True)))

    head = sign_in("phunu.duclinh", PHONE)
    assert head.get_by_text("04", exact=True).is_visible()
    assert head.get_by_role("link", name="2034-QĐ/HU").is_visible()
    assert head.get_by_role("link", name="294-QĐ/HU").is_visible()
    assert head.get_by_role("navigation", name="Danh mục chính").count() == 0
    assert faults_of(head) == []

    stranger = sign_in("nahang.nhap")
    answer = stranger.goto("/bien-che/duc-linh/2024/")
    assert answer is not None
    assert answer.status == 404
    assert heading_of(stranger) == "Không tìm thấy trang"
