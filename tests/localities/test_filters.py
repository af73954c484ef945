"""What the list of localities may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.leaves import table_of

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param({"q": "duc linh"}, ["Huyện Đức Linh"], id="marks aside"),
        pytest.param({"q": "LÂM"}, ["Tỉnh Lâm Đồng"], id="case aside"),
        pytest.param({"q": "ong"}, [], id="inside a word is no match"),
        pytest.param({"cap": "province"}, ["Tỉnh Bình Thuận", "Tỉnh Lâm Đồng"], id="level"),
        pytest.param({"thuoc": "binh-thuan"}, ["Tỉnh Bình Thuận", "Huyện Đức Linh"], id="province and below"),
        pytest.param({"trang_thai": "con"}, ["Trung ương", "Tỉnh Lâm Đồng"], id="standing today"),
        pytest.param({"trang_thai": "het"}, ["Tỉnh Bình Thuận", "Huyện Đức Linh"], id="ended today"),
        pytest.param({"trang_thai": "het", "ngay": "30/06/2025"}, [], id="nothing had ended the day before"),
        pytest.param({"cap": "province", "trang_thai": "con"}, ["Tỉnh Lâm Đồng"], id="both"),
    ],
)
def test_a_question_finds(client: Client, auditor: User, question: dict[str, str], found: list[str]) -> None:
    client.force_login(auditor)

    rows = table_of(client.get("/dia-phuong/", question))[1:]

    assert [row[1] for row in rows if len(row) > 1] == found


def test_only_provinces_one_may_see_are_offered(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = client.get("/dia-phuong/").content.decode()

    assert '<option value="binh-thuan">' in page
    assert '<option value="tuyen-quang">' not in page
