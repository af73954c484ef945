"""The search box on the seeds: what people type finds what they mean, and nothing they may not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from orgregs.foundation.searches import spare_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.usefixtures("seeds")


def hits(client: Client, words: str, **more: str) -> list[str]:
    """Return the addresses of what is found, the best first."""
    page = client.get("/tra-cuu/", {"q": words} | more)
    assert page.status_code == 200
    _head, _mark, found = page.content.decode().partition('<ol class="hits">')
    return re.findall(r'<a href="([^"]+)"', found.partition("</ol>")[0])


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("hoi nong dan duc linh", "/co-quan/duc-linh-nong-dan/"),
        ("Hội Nông dân Đức Linh", "/co-quan/duc-linh-nong-dan/"),
        ("HỘI NÔNG DÂN HUYỆN ĐỨC LINH", "/co-quan/duc-linh-nong-dan/"),
        ("212 tw", "/van-ban/212-qd-tw-2019/"),
        ("212-QĐ/TW", "/van-ban/212-qd-tw-2019/"),
        ("Quy định 212", "/van-ban/212-qd-tw-2019/"),
        ("qd 212 tw", "/van-ban/212-qd-tw-2019/"),
        ("212-QĐ/TW ngày 30/12/2019", "/van-ban/212-qd-tw-2019/"),
        ("2034", "/van-ban/2034-qd-hu-duc-linh-2023/"),
        ("QĐ 2034", "/van-ban/2034-qd-hu-duc-linh-2023/"),
        ("2034 hu duc linh", "/van-ban/2034-qd-hu-duc-linh-2023/"),
        ("203/2025/QH15", "/van-ban/203-2025-qh15/"),
        ("duc linh", "/dia-phuong/duc-linh/"),
        ("huyen doan duc linh", "/co-quan/duc-linh-doan/"),
    ],
)
def test_what_people_type_finds_what_they_mean(client: Client, staff: User, words: str, first: str) -> None:
    client.force_login(staff)

    assert hits(client, words)[0] == first


def test_the_regulation_of_an_agency_is_found_with_it(client: Client, staff: User) -> None:
    client.force_login(staff)

    assert "/van-ban/293-qd-hu-duc-linh-2021/" in hits(client, "nong dan duc linh")


def test_a_stranger_finds_nothing_of_the_place(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    assert hits(client, "duc linh") == []
    assert hits(client, "2034") == []


def test_the_centre_is_found_by_everybody(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    assert hits(client, "212 tw")[0] == "/van-ban/212-qd-tw-2019/"


@pytest.mark.parametrize("words", ["", "   ", "%", "'", "\x00", "()", "x" * 5000, "🙂", "212'; drop table"])
def test_whatever_is_typed_is_answered(client: Client, staff: User, words: str) -> None:
    client.force_login(staff)

    assert hits(client, words) == []


def test_hits_stay_on_the_day_and_tell_the_status(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = client.get("/tra-cuu/", {"q": "212 tw", "ngay": "15/12/2023"}).content.decode()

    assert 'href="/van-ban/212-qd-tw-2019/?ngay=15/12/2023"' in page
    assert "Còn hiệu lực" in page
    assert "Hết hiệu lực" in client.get("/tra-cuu/", {"q": "212 tw", "ngay": "01/07/2025"}).content.decode()


def test_a_search_leads_to_the_list_that_can_be_filtered(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = client.get("/tra-cuu/", {"q": "nong dan"}).content.decode()

    assert 'href="/co-quan/?q=nong+dan"' in page


def test_a_search_asks_the_database_no_more_often_for_more_hits(
    client: Client, administrator: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.force_login(administrator)

    def queries(words: str) -> int:
        with django_assert_max_num_queries(30) as asked:
            client.get("/tra-cuu/", {"q": words})
        return len(asked)

    assert queries("huyện") <= queries("na hang")


@pytest.mark.parametrize(
    ("words", "name", "spare"),
    [
        ("nong dan", "Hội Nông dân", 1),
        ("Hội Nông dân", "Hội Nông dân", 0),
        ("nong nong", "Hội Nông dân", None),
        ("212", "2120-QĐ/TW", 2),
        ("phu nu", "Hội Nông dân", None),
    ],
)
def test_words_are_counted_against_a_name(words: str, name: str, spare: int | None) -> None:
    assert spare_words(words, name) == spare
