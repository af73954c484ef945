"""The frame around every page, the first page of each role, and the pages that say what went wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.leaves import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from playwright.sync_api import Page

    from accounts.models import User

PAGES = ["/", "/dia-phuong/", "/van-ban/", "/co-quan/", "/van-de/", "/tra-cuu/?q=duc+linh", "/doi-mat-khau/"]
HIDDEN = ["/dia-phuong/duc-linh/", "/van-ban/7-qd-hu-duc-linh-2021/", "/co-quan/duc-linh-phu-nu/"]


def menu(page: str) -> list[str]:
    """Return the labels of the menu."""
    _head, _mark, rest = page.partition('<nav class="site-menu"')
    return re.findall(r"<a [^>]*>([^<]+)</a>", rest.partition("</nav>")[0])


@pytest.mark.parametrize("address", PAGES)
def test_nobody_passes_without_signing_in(client: Client, db: None, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/?next=")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_the_name_the_box_and_the_way_out(client: Client, staff: User, address: str) -> None:
    client.force_login(staff)

    page = client.get(address).content.decode()

    assert "Sổ theo dõi tổ chức bộ máy và biên chế" in page
    assert 'role="search"' in page
    assert f'action="{reverse("logout")}" method="post"' in page
    assert 'href="#noi-dung"' in page
    assert "DỮ LIỆU TẬP HUẤN" not in page


@pytest.mark.parametrize("address", [*PAGES, *HIDDEN])
def test_no_page_carries_a_style_or_a_script_of_its_own(client: Client, administrator: User, address: str) -> None:
    client.force_login(administrator)

    page = client.get(address).content.decode()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|(src|href)=\"https?:", page)


def test_a_training_register_says_so_on_every_page(client: Client, staff: User, settings: Any) -> None:
    settings.TRAINING = True

    assert "DỮ LIỆU TẬP HUẤN" in client.get("/dang-nhap/").content.decode()
    client.force_login(staff)
    assert "DỮ LIỆU TẬP HUẤN" in client.get("/van-ban/").content.decode()


MENU = ["Biên chế", "Văn bản", "Cơ quan", "Địa phương", "Vào sổ", "Vấn đề", "Tra cứu"]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("staff", MENU),
        ("approver", MENU),
        ("auditor", [label for label in MENU if label != "Vào sổ"]),
        ("administrator", MENU),
    ],
)
def test_the_menu_is_the_seven_words_that_the_role_uses(
    client: Client, request: pytest.FixtureRequest, role: str, labels: list[str]
) -> None:
    client.force_login(request.getfixturevalue(role))

    page = client.get("/").content.decode()

    assert menu(page) == labels
    assert ('href="/admin/"' in page) is (role == "administrator")


@pytest.mark.parametrize(
    ("address", "label"),
    [("/bien-che/", "Biên chế"), ("/quyet-dinh/", "Biên chế"), ("/van-de/", "Vấn đề")],
)
def test_the_menu_shows_where_one_is(client: Client, staff: User, address: str, label: str) -> None:
    client.force_login(staff)

    page = client.get(address).content.decode()

    assert re.findall(r'<a href="[^"]+" aria-current="page">([^<]+)</a>', page) == [label]


@pytest.mark.parametrize("address", ["/bien-che/", "/vao-so/"])
def test_the_list_of_booked_decisions_is_a_step_from_where_one_works(client: Client, staff: User, address: str) -> None:
    client.force_login(staff)

    main = client.get(address).content.decode().partition("<main")[2]

    assert 'href="/quyet-dinh/"' in main


def test_the_head_of_a_unit_has_no_menu_but_the_own_unit(client: Client, unit_head: User) -> None:
    client.force_login(unit_head)

    page = client.get("/").content.decode()

    assert menu(page) == []
    assert 'href="/co-quan/duc-linh-phu-nu/"' in page


def test_the_first_page_leads_to_the_own_locality(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = client.get("/").content.decode()

    assert 'href="/dia-phuong/duc-linh/"' in page
    assert 'href="/co-quan/?dia_phuong=duc-linh"' in page
    assert "Cán bộ nhập liệu" in page


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        ("staff", ["Bảng giao biên chế", "Địa phương phụ trách"]),
        ("approver", ["Chờ vào sổ", "Địa phương phụ trách"]),
        ("unit_head", ["Hội Liên hiệp Phụ nữ huyện Đức Linh"]),
        ("auditor", ["Xem bảng giao biên chế", "Vấn đề cần xử lý", "Mã chốt số liệu", "Địa phương phụ trách"]),
        ("administrator", ["Tình trạng sổ", "Vấn đề cần xử lý", "Mã chốt số liệu"]),
    ],
)
def test_each_role_is_shown_its_work_and_no_empty_box(
    client: Client, request: pytest.FixtureRequest, role: str, headings: list[str]
) -> None:
    person = request.getfixturevalue(role)
    if role == "staff":
        from quotas.models import Pool  # a place to draft in

        Pool.objects.create(locality=person.held_grants[0].locality)
    client.force_login(person)

    page = client.get("/").content.decode()

    assert re.findall(r"<h2>([^<]+)</h2>", page) == headings
    assert ('class="big-search"' in page) is (role == "staff")


def test_whoever_was_granted_nothing_is_told_whom_to_ask(client: Client, db: None) -> None:
    from accounts.models import User

    client.force_login(User.objects.create(username="moi"))

    assert "Tài khoản chưa được phân quyền: liên hệ quản trị." in client.get("/").content.decode()


@pytest.mark.parametrize("address", HIDDEN)
def test_a_hidden_page_is_byte_for_byte_a_missing_one(client: Client, stranger: User, address: str) -> None:
    document(7)
    client.force_login(stranger)

    hidden, missing = client.get(address), client.get(re.sub(r"duc-linh", "khong-co", address))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    assert dict(hidden.headers) == dict(missing.headers)
    assert "Không tìm thấy trang" in hidden.content.decode()


def test_an_address_that_was_never_there_is_said_in_vietnamese(client: Client, db: None) -> None:
    assert "Không tìm thấy trang" in client.get("/khong-co/").content.decode()


def test_the_day_of_the_address_is_shown_on_top(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = client.get("/dia-phuong/duc-linh/", {"ngay": "2024-03-01"}).content.decode()

    assert "Tính đến ngày 01/03/2024" in page
    assert 'href="/co-quan/duc-linh-phu-nu/?ngay=01/03/2024"' in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_list_shows_fourteen_rows_of_one_line_on_an_office_screen(
    live_server: Any, staff: User, signed_in: Callable[[User], Page]
) -> None:
    for number in range(1, 30):
        document(number)
    window = signed_in(staff)

    window.goto(f"{live_server.url}/van-ban/")

    assert window.locator("tbody tr").nth(13).bounding_box()["y"] < 870  # type: ignore[index]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_list_is_printed_on_a4_across_and_a_record_upright(
    live_server: Any, staff: User, signed_in: Callable[[User], Page]
) -> None:
    document(7)
    window = signed_in(staff)

    def sheets(address: str) -> set[tuple[bytes, bytes]]:
        window.goto(f"{live_server.url}{address}")
        boxes = re.findall(rb"/MediaBox \[0 0 (\d+)[\d.]* (\d+)[\d.]*\]", window.pdf(prefer_css_page_size=True))
        return set(boxes)

    assert sheets("/van-ban/") == {(b"841", b"594")}
    assert sheets("/van-ban/7-qd-hu-duc-linh-2021/") == {(b"594", b"841")}
