"""What comes out of a printer: A4, headings on every sheet, whole rows, nothing to press, black on white."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from accounts.models import User
from tests.long_table import NAME, ROWS, YEAR, book_long_table
from tests.walked_register import MOMENT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Window
    from tests.walked_register import WalkedRegister

pytestmark = [pytest.mark.browser, pytest.mark.once]

HEADING = "Cơ quan, đơn vị"
UPRIGHT, ACROSS = (595, 842), (842, 595)
FIGURE = "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-phu-nu/"
PRESSED = ("Xuất Excel", "Lọc", "Đăng xuất", "Tra cứu", "Đính chính sổ", "Mở trang cơ quan", "http", "/static/")


def sheets_of(page: Page, address: str) -> tuple[list[str], set[tuple[int, int]]]:
    """Print a page in the dark scheme; return the text of each sheet, and their sizes in points."""
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [" ".join(sheet.extract_text().split()) for sheet in printed.pages]
    return texts, {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in printed.pages}


def test_a_long_table_has_its_headings_on_every_sheet_and_every_row_whole(
    window: Window, register: WalkedRegister
) -> None:
    clerk, second = register.people["staff"], register.people["approver"]
    decision = book_long_table(drafts=User.objects.get(pk=clerk.pk), books=second, at=MOMENT)
    page = window("staff")

    for address in (f"/bien-che/duc-linh/{YEAR}/?trang=tat-ca", f"/quyet-dinh/{decision.position}/"):
        texts, sizes = sheets_of(page, address)
        assert sizes == {ACROSS}
        assert len(texts) > 3
        last = max(number for number, text in enumerate(texts) if "liên xã" in text)
        assert [number for number, text in enumerate(texts[: last + 1]) if HEADING not in text] == []
        found = [re.findall(r"khởi nghiệp liên xã số (\d\d)", text) for text in texts]
        assert {int(number) for numbers in found for number in numbers} == set(range(1, ROWS + 1))
        assert sum(text.count(NAME.split(",")[0]) for text in texts) == sum(len(numbers) for numbers in found)
        assert not [word for word in PRESSED if word in " ".join(texts)]
        assert "Mã chốt số liệu" in texts[-1]

    part, _sizes = sheets_of(page, f"/bien-che/duc-linh/{YEAR}/")
    assert "Chỉ in trang 1 trong 2 trang của bảng." in " ".join(part)


@pytest.mark.parametrize(
    ("role", "address", "says", "size"),
    [
        ("staff", "/bien-che/duc-linh/2024/", ["Mã chốt số liệu", "vị trí", "Cộng 6 cơ quan đã ghi"], ACROSS),
        ("staff", FIGURE, ["04", "2034-QĐ/HU", "Mã chốt số liệu", "vị trí"], UPRIGHT),
        ("staff", "/quyet-dinh/1/", ["Số vào sổ", "Mã chốt số liệu"], ACROSS),
        ("staff", "/van-ban/212-qd-tw-2019/?ngay=15/12/2023", ["Còn hiệu lực", "Tính đến ngày 15/12/2023"], UPRIGHT),
        ("unit_head", "/", ["04", "2034-QĐ/HU", "294-QĐ/HU", "Mã chốt số liệu", "vị trí"], UPRIGHT),
    ],
)
def test_a_printed_page_says_what_it_is_of_and_nothing_to_press(
    window: Window, role: str, address: str, says: list[str], size: tuple[int, int]
) -> None:
    page = window(role)

    texts, sizes = sheets_of(page, address)

    printed = " ".join(texts)
    assert sizes == {size}
    assert [each for each in says if each not in printed] == []
    assert not [word for word in PRESSED if word in printed]
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1, h2')).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
