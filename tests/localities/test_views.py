"""Pages of the localities: where one stands, what became of it, who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localities.models import Locality, LocalitySuccession
from tests.leaves import issuing_body, table_of
from tests.times import END_OF_DISTRICTS

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User


def names(client: Client, **question: str) -> list[str]:
    """Return the names in the list."""
    return [row[1] for row in table_of(client.get("/dia-phuong/", question))[1:]]


def test_an_auditor_of_lam_dong_sees_old_duc_linh(client: Client, auditor: User) -> None:
    client.force_login(auditor)

    assert names(client) == ["Trung ương", "Tỉnh Bình Thuận", "Tỉnh Lâm Đồng", "Huyện Đức Linh"]


def test_a_locality_shows_where_it_stands_and_who_works_there(client: Client, staff: User) -> None:
    issuing_body("duc-linh")
    client.force_login(staff)

    page = client.get("/dia-phuong/duc-linh/").content.decode()

    assert "Huyện Đức Linh" in page
    assert 'href="/dia-phuong/binh-thuan/"' in page
    assert 'href="/co-quan/duc-linh-mttq/"' in page
    assert 'href="/van-ban/?ban_hanh=bch-duc-linh"' in page


@pytest.mark.parametrize(("day", "state"), [("30/06/2025", "đang hoạt động"), ("01/07/2025", "đã kết thúc")])
def test_a_locality_stands_until_its_last_day(client: Client, staff: User, day: str, state: str) -> None:
    client.force_login(staff)

    assert state in client.get("/dia-phuong/duc-linh/", {"ngay": day}).content.decode()


def test_successions_are_linked_both_ways_for_who_may_go_there(
    client: Client, staff: User, auditor: User, places: Any
) -> None:
    client.force_login(auditor)
    new = client.get("/dia-phuong/lam-dong/").content.decode()
    old = client.get("/dia-phuong/binh-thuan/").content.decode()

    assert 'href="/dia-phuong/binh-thuan/"' in new
    assert 'href="/dia-phuong/lam-dong/"' in old
    assert "hợp nhất thành" in old
    client.force_login(staff)
    page = client.get("/dia-phuong/binh-thuan/").content.decode()
    assert "Tỉnh Lâm Đồng" in page
    assert 'href="/dia-phuong/lam-dong/"' not in page


def test_a_locality_that_only_ended_has_no_successor(client: Client, staff: User, places: Any) -> None:
    LocalitySuccession.objects.create(
        predecessor=places.locality("duc-linh"), kind="ended", happened_on=END_OF_DISTRICTS, basis="203/2025/QH15"
    )
    client.force_login(staff)

    page = client.get("/dia-phuong/duc-linh/").content.decode()

    assert "kết thúc hoạt động" in page
    assert "203/2025/QH15" in page


def test_a_stranger_gets_404(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    assert client.get("/dia-phuong/duc-linh/").status_code == 404
    assert client.get("/dia-phuong/trung-uong/").status_code == 200


def test_a_page_above_shows_only_the_children_one_may_see(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = client.get("/dia-phuong/trung-uong/").content.decode()

    assert "Tỉnh Bình Thuận" in page
    assert "Tỉnh Tuyên Quang" not in page


def test_a_place_with_one_person_says_so(client: Client, staff: User) -> None:
    Locality.objects.filter(code="duc-linh").update(one_person_books=True)
    client.force_login(staff)

    assert "Chưa có người thứ hai đối chiếu" in client.get("/dia-phuong/duc-linh/").content.decode()
