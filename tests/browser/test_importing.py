"""A clerk brings a workbook with mistakes, then the mended one, and writes the draft of it: on a desk and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from accounts.models import Grant
from localities.models import Locality
from orgregs.foundation.workbooks import read_workbook
from quotas.models import DecisionDraft, Receipt
from tests.browser.conftest import DESK, PHONE
from tests.workbooks import FILES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Window
    from tests.walked_register import WalkedRegister

pytestmark = pytest.mark.browser

BAD, GOOD = FILES / "giao-2025-loi.xlsx", FILES / "giao-2025-dung.xlsx"


@pytest.fixture
def practice(register: WalkedRegister, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Huyện Tập huấn, in which the clerk drafts too."""
    settings.TRAINING = True
    call_command("load_register")
    settings.TRAINING = False
    capsys.readouterr()
    place = Locality.objects.get(code="huyen-tap-huan")
    Grant.objects.create(user=register.people["staff"], role="staff", locality=place)


def complaints_about(page: Page) -> list[str]:
    found = [f"{each['id']}: {each['help']}" for each in Axe().run(page).response["violations"]]
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, *([f"{width} pixels too wide"] if width > 0 else [])]


def brought() -> int:
    """How many drafts were made of the good file."""
    return Receipt.objects.filter(file_name=GOOD.name).count()


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize("size", [pytest.param(DESK, id="a desk"), pytest.param(PHONE, id="a phone")])
def test_from_a_bad_file_to_a_good_one_to_the_draft(window: Window, size: dict[str, int]) -> None:
    page = window("staff", size)
    drafts = DecisionDraft.objects.count()

    page.goto("/vao-so/")
    page.get_by_role("link", name="Nhập từ Excel").click()
    page.get_by_role("link", name="Huyện Tập huấn").click()
    assert complaints_about(page) == []
    page.get_by_label("Số quyết định").fill("3001")
    page.get_by_label("Ngày ban hành").fill("16/12/2024")
    page.get_by_label("Trích yếu").fill("Giao biên chế năm 2025")
    page.get_by_label("Năm", exact=True).fill("2025")
    page.get_by_label("Tệp Excel").set_input_files(BAD)
    page.get_by_role("button", name="Kiểm tra dữ liệu").click()

    told = page.get_by_role("status")
    assert "4 lỗi phải sửa" in told.inner_text()
    assert told.evaluate("told => told === document.activeElement")
    assert complaints_about(page) == []
    assert page.get_by_role("button", name="Ghi phương án").count() == 0
    row = page.get_by_role("row").filter(has_text="“4 biên chế” có chữ bên cạnh số")
    assert {"9", "C"} <= set(row.inner_text().split())
    with page.expect_download() as download:
        page.get_by_role("button", name="Tệp kết quả kiểm tra").click()
    assert len(read_workbook(download.value.path().read_bytes(), "ket-qua.xlsx")[0].rows) == 5

    # The page stayed, and can be sent again.
    page.get_by_label("Tệp Excel").set_input_files(GOOD)
    page.get_by_role("button", name="Kiểm tra lại").click()
    assert "Hợp lệ" in page.get_by_role("status").inner_text()
    assert "Mới 6" in page.locator("main").inner_text()
    assert complaints_about(page) == []
    page.get_by_role("button", name="Ghi phương án").dblclick()

    page.get_by_role("heading", name="Phương án giao biên chế").wait_for()
    assert "giao-2025-dung.xlsx" in page.locator("main").inner_text()
    assert (DecisionDraft.objects.count(), brought()) == (drafts + 1, 1)


@pytest.mark.usefixtures("practice")
def test_enter_in_a_field_checks_and_never_writes(window: Window) -> None:
    page = window("staff")
    page.goto("/vao-so/tu-excel/?dia-phuong=huyen-tap-huan")
    page.get_by_label("Số quyết định").fill("3001")
    page.get_by_label("Ngày ban hành").fill("16/12/2024")
    page.get_by_label("Trích yếu").fill("Giao biên chế năm 2025")
    page.get_by_label("Năm", exact=True).fill("2025")
    page.get_by_label("Tệp Excel").set_input_files(GOOD)
    page.get_by_label("Số quyết định").press("Enter")

    total = page.get_by_label("Tổng số ghi trong quyết định")
    page.get_by_role("button", name="Ghi phương án").wait_for()
    total.fill("24")
    total.press("Enter")

    page.get_by_role("button", name="Ghi phương án").wait_for()
    assert total.input_value() == "24"
    assert brought() == 0
