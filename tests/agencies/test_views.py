"""The page of an agency: names, place, parts, posts, what regulates it and what became of it; who may see what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from agencies.models import (
    Agency,
    AgencyAlias,
    AgencyName,
    AgencyPlace,
    ConcurrentPosts,
    HeldPost,
    JointMembership,
    Post,
    Succession,
)
from tests.leaves import agency, document, mandate
from tests.times import JULY, MARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User

WOMEN = "/co-quan/duc-linh-phu-nu/"


def text_of(client: Client, address: str, **question: str) -> str:
    """Return the page, spaces in a row as one."""
    answer = client.get(address, question)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def bloc(places: Any) -> Agency:
    """A joint body of Đức Linh: with a part, two members, posts held together, a regulation and a past."""
    women = places.agency("duc-linh-phu-nu")
    paper = document(7)
    made = agency("duc-linh-khoi", name="Cơ quan khối Dân", own_stamp="yes", valid_from=MARCH)
    office = agency("duc-linh-van-phong", name="Văn phòng khối")
    AgencyPlace.objects.create(agency=office, parent=made, valid_from=MARCH, document=paper)
    JointMembership.objects.create(body=made, member=women, valid_from=MARCH)
    JointMembership.objects.create(body=made, group_name="các đoàn thể khác")
    mandate(made, paper, provision_label="Điều 3", note="chức năng")
    head = Post.objects.create(code="truong-khoi", agency=made, title="Trưởng khối", rank="head")
    chair = Post.objects.create(code="chu-tich", agency=women, title="Chủ tịch Hội", rank="head")
    held = ConcurrentPosts.objects.create(
        code="mot-nguoi", locality=made.locality, quota_agency=women, document=paper, valid_from=MARCH
    )
    for post in (head, chair):
        HeldPost.objects.create(concurrent_posts=held, post=post)
    old = agency("duc-linh-cu", name="Cơ quan cũ", valid_to=MARCH)
    Succession.objects.create(predecessor=old, kind="renamed", successor=made, happened_on=MARCH, document=paper)
    return made


def test_an_agency_shows_everything_on_record(client: Client, staff: User, bloc: Agency) -> None:
    client.force_login(staff)

    page = text_of(client, "/co-quan/duc-linh-khoi/")

    for fact in (
        "Con dấu riêng</dt><dd>có",
        'href="/van-ban/7-qd-hu-duc-linh-2021/"',
        "Còn hiệu lực",
        "Điều 3; chức năng",
        'href="/co-quan/duc-linh-van-phong/"',
        'href="/co-quan/duc-linh-phu-nu/"',
        "các đoàn thể khác",
        "Trưởng khối",
        "Cấp trưởng",
        "Chủ tịch Hội",
        "Tính biên chế tại",
        "đổi tên thành, từ 01/03/2024",
        'href="/co-quan/duc-linh-cu/"',
    ):
        assert fact in page


def test_everything_is_linked_from_the_other_side_too(client: Client, staff: User, bloc: Agency) -> None:
    client.force_login(staff)

    assert 'href="/co-quan/duc-linh-khoi/"' in text_of(client, "/co-quan/duc-linh-van-phong/")
    women = text_of(client, WOMEN)
    assert "Cơ quan tham mưu, giúp việc chung" in women
    assert 'href="/co-quan/duc-linh-khoi/"' in women
    assert "Trưởng khối" in women
    assert "Đơn vị tiếp nhận" in text_of(client, "/co-quan/duc-linh-cu/")


@pytest.mark.parametrize(
    ("day", "name"), [("30/06/2024", "Tên trước tháng 7"), ("01/07/2024", "Hội Liên hiệp Phụ nữ huyện Đức Linh")]
)
def test_an_agency_bears_the_name_of_the_day(client: Client, staff: User, places: Any, day: str, name: str) -> None:
    women = places.agency("duc-linh-phu-nu")
    AgencyName.objects.create(agency=women, name="Tên trước tháng 7", valid_to=JULY)
    AgencyName.objects.create(agency=women, name=women.name, valid_from=JULY)
    AgencyAlias.objects.create(agency=women, name="Hội LHPN", source="báo cáo")
    client.force_login(staff)

    page = text_of(client, WOMEN, ngay=day)

    assert f"<h1>{name}</h1>" in page
    assert "Tên gọi qua các thời kỳ" in page
    assert "Hội LHPN" in page


def test_a_stranger_gets_404(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    assert client.get(WOMEN).status_code == 404


def test_a_head_sees_the_own_unit_and_only_the_names_of_others(client: Client, unit_head: User, bloc: Agency) -> None:
    client.force_login(unit_head)

    page = text_of(client, WOMEN)

    assert "Trưởng khối – Cơ quan khối Dân" in page
    assert 'href="/co-quan/duc-linh-khoi/"' not in page
    assert client.get("/co-quan/duc-linh-khoi/").status_code == 404
    assert client.get("/co-quan/duc-linh-nong-dan/").status_code == 404


def test_a_document_one_may_not_see_is_named_without_a_link(client: Client, staff: User, places: Any) -> None:
    mandate(places.agency("duc-linh-phu-nu"), document(9, of="na-hang"))
    client.force_login(staff)

    page = text_of(client, WOMEN)

    assert "9-QĐ/HU" in page
    assert "/van-ban/9-qd-hu-na-hang-2021/" not in page


def test_no_regulation_is_said_in_words(client: Client, staff: User) -> None:
    client.force_login(staff)

    assert "Chưa có số liệu" in text_of(client, WOMEN)


def test_more_on_record_asks_the_database_no_more_often(
    client: Client, staff: User, bloc: Agency, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.force_login(staff)

    def queries() -> int:
        with django_assert_max_num_queries(40) as asked:
            client.get("/co-quan/duc-linh-khoi/")
        return len(asked)

    few = queries()
    for number in range(10, 20):
        part = agency(f"phan-{number}")
        AgencyPlace.objects.create(agency=part, parent=bloc)
        JointMembership.objects.create(body=bloc, member=part)
        mandate(bloc, document(number))
        Post.objects.create(code=f"chuc-danh-{number}", agency=bloc, title=f"Phó {number}", rank="deputy")

    assert queries() == few


@pytest.mark.usefixtures("seeds")
def test_the_farmers_of_duc_linh_rest_on_293(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = text_of(client, "/co-quan/duc-linh-nong-dan/", ngay="15/12/2023")

    assert 'href="/van-ban/293-qd-hu-duc-linh-2021/?ngay=15/12/2023"' in page


@pytest.mark.usefixtures("seeds")
def test_the_bloc_of_na_hang_shows_its_parts_and_the_three_posts_of_one_person(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    page = text_of(client, "/co-quan/na-hang-khoi-dan/", ngay=f"{dt.date(2020, 1, 1):%d/%m/%Y}")

    assert "tháng 11/2018" in page
    assert "Tiểu ban Dân chủ - pháp luật" in page
    assert "các đoàn thể khác" in page
    assert page.count("<strong>kiêm</strong>") >= 3
