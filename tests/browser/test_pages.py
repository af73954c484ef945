"""Every kind of page in a browser, on a desk and on a phone: no complaint of the console, none of axe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Window
    from tests.walked_register import WalkedRegister

pytestmark = [pytest.mark.browser, pytest.mark.once]

SIGNED_OUT = ["/dang-nhap/"]
OF_THE_ADMINISTRATOR = ["/", "/admin/", "/admin/agencies/agency/", "/admin/quotas/quotadecision/"]
OF_THE_CLERK = [
    "/",
    "/dia-phuong/",
    "/dia-phuong/duc-linh/",
    "/van-ban/",
    "/van-ban/212-qd-tw-2019/?ngay=15/12/2023",
    "/co-quan/",
    "/co-quan/duc-linh-nong-dan/",
    "/bien-che/",
    "/bien-che/duc-linh/2024/",
    "/doi-chieu-tep/",
    "/bien-che/duc-linh/2025/",
    "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-nong-dan/",
    "/bien-che/duc-linh/2021/can-cu/co-quan/duc-linh-nong-dan/",
    "/bien-che/binh-thuan/2020/can-cu/dia-phuong/duc-linh/",
    "/van-de/",
    "/bien-che/duc-linh/2020/",
    "/quyet-dinh/",
    "/quyet-dinh/1/",
    "/quyet-dinh/{duc_linh_position}/",
    "/quyet-dinh/{duc_linh_position}/dinh-chinh/",
    "/quyet-dinh/1/dinh-chinh/?rut=1",
    "/vao-so/",
    "/vao-so/them/",
    "/vao-so/them/?dieu-chinh=1",
    "/vao-so/{duc_linh_preparing}/",
    "/vao-so/{duc_linh_preparing}/sua/",
    "/vao-so/{duc_linh_submitted}/",
    "/tra-cuu/?q=hoi+nong+dan+duc+linh",
    "/tra-cuu/?q=khong+co+gi",
    "/doi-mat-khau/",
]
OF_WHO_COMPARES = ["/", "/vao-so/", "/vao-so/{duc_linh_submitted}/"]
PEOPLE = {
    None: SIGNED_OUT,
    "approver": OF_WHO_COMPARES,
    "staff": OF_THE_CLERK,
    "unit_head": ["/", "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-phu-nu/"],
    "auditor": ["/"],
    "administrator": OF_THE_ADMINISTRATOR,
}


@pytest.mark.parametrize("size", [pytest.param(DESK, id="a desk"), pytest.param(PHONE, id="a phone")])
def test_every_kind_of_page_can_be_used_by_everybody(
    window: Window, register: WalkedRegister, size: dict[str, int]
) -> None:
    axe, complaints, too_wide = Axe(), [], []

    for role, addresses in PEOPLE.items():
        page = window(role, size)
        for address in addresses:
            page.goto(address.format(**register.objects))
            for found in axe.run(page).response["violations"]:
                targets = [node["target"] for node in found["nodes"]][:3]
                complaints.append(f"{address}: {found['id']} ({found['help']}) {targets}")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                too_wide.append(address)

    assert complaints == []
    assert [address for address in too_wide if not address.startswith("/admin/")] == []
