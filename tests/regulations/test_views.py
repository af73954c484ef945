"""Pages of the documents: facts, status on a day with its reason, relations both ways, who may see them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from orgregs.foundation import panels
from orgregs.foundation.panels import Panel
from regulations.models import Provision, Term
from tests.leaves import agency, document, issuing_body, mandate, relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User


def text_of(client: Client, address: str, **question: str) -> str:
    """Return the page, spaces in a row as one."""
    answer = client.get(address, question)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_document_shows_its_facts(client: Client, staff: User, places: Any) -> None:
    paper = document(7, organ="Ban Thường vụ", subject="Chức năng của cơ quan", symbol_as_typed="07 QĐ-HU")
    Term.objects.create(body=issuing_body(), name="Khóa XI", valid_from=dt.date(2020, 7, 1))
    Provision.objects.create(document=paper, label="Điều 3", topic="staffing", text="Biên chế do huyện giao.")
    client.force_login(staff)

    page = text_of(client, "/van-ban/7-qd-hu-duc-linh-2021/")

    for fact in (
        "Quyết định 7-QĐ/HU",
        "Chức năng của cơ quan",
        "Ban Thường vụ",
        "03/02/2021",
        "Khóa XI",
        "tạm lấy theo ngày ban hành",
        "nguồn ghi: 07 QĐ-HU",
        "Điều 3",
        "Biên chế do huyện giao.",
    ):
        assert fact in page


@pytest.mark.parametrize(
    ("day", "label", "reason"),
    [
        ("02/02/2021", "Chưa có hiệu lực", "Chưa ban hành: ban hành ngày 03/02/2021"),
        ("29/02/2024", "Còn hiệu lực", "Còn hiệu lực từ 03/02/2021 (tạm lấy theo ngày ban hành)"),
        ("01/03/2024", "Hết hiệu lực", "Hết hiệu lực từ 01/03/2024: được thay thế bởi 8-QĐ/HU ngày 01/03/2024"),
    ],
)
def test_a_status_is_told_for_the_day_with_its_reason(
    client: Client, staff: User, places: Any, day: str, label: str, reason: str
) -> None:
    relation(document(8, day=dt.date(2024, 3, 1)), "replaces", document(7))
    client.force_login(staff)

    page = text_of(client, "/van-ban/7-qd-hu-duc-linh-2021/", ngay=day)

    assert label in page
    assert reason in page


def test_a_relation_is_linked_from_both_its_ends(client: Client, staff: User, places: Any) -> None:
    relation(document(8), "implements", document(7), provision_label="Điều 2", note="theo báo cáo")
    client.force_login(staff)

    implementing = text_of(client, "/van-ban/8-qd-hu-duc-linh-2021/")
    implemented = text_of(client, "/van-ban/7-qd-hu-duc-linh-2021/")

    assert "Cụ thể hóa" in implementing
    assert 'href="/van-ban/7-qd-hu-duc-linh-2021/"' in implementing
    assert "Điều 2; theo báo cáo" in implementing
    assert "Được cụ thể hóa bởi" in implemented
    assert 'href="/van-ban/8-qd-hu-duc-linh-2021/"' in implemented


def test_a_document_one_may_not_see_is_not_named_but_its_effect_is_told(
    client: Client, stranger: User, places: Any
) -> None:
    central = document(1, of="trung-uong", code="1-tw-2019")
    relation(document(8, day=dt.date(2024, 3, 1)), "replaces", central)
    client.force_login(stranger)

    page = text_of(client, "/van-ban/1-tw-2019/")

    assert "Hết hiệu lực từ 01/03/2024: được thay thế bởi một văn bản khác" in page
    assert "8-QĐ/HU" not in page


def test_the_agencies_a_document_regulates_stand_on_its_page(
    client: Client, staff: User, stranger: User, places: Any
) -> None:
    central = document(1, of="trung-uong", code="1-tw-2019")
    mandate(agency("duc-linh-ban", name="Ban thử Đức Linh"), central)

    client.force_login(staff)
    assert 'href="/co-quan/duc-linh-ban/"' in text_of(client, "/van-ban/1-tw-2019/")
    client.force_login(stranger)
    assert "Ban thử Đức Linh" not in text_of(client, "/van-ban/1-tw-2019/")


def test_a_stranger_gets_404(client: Client, stranger: User) -> None:
    document(7)
    client.force_login(stranger)

    assert client.get("/van-ban/7-qd-hu-duc-linh-2021/").status_code == 404


def test_an_upper_app_may_add_a_panel(
    client: Client, staff: User, places: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document(7)

    def panel(_record: Any, _user: Any, _day: dt.date) -> Panel:
        return Panel("Quyết định đã vào sổ", "agencies/mandates_panel.html", {"mandates": []})

    monkeypatch.setitem(panels._providers, "document", [panel])
    client.force_login(staff)

    assert "Quyết định đã vào sổ" in text_of(client, "/van-ban/7-qd-hu-duc-linh-2021/")


def test_more_relations_ask_the_database_no_more_often(
    client: Client, staff: User, places: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    target = document(7)
    client.force_login(staff)

    def queries() -> int:
        with django_assert_max_num_queries(30) as asked:
            client.get("/van-ban/7-qd-hu-duc-linh-2021/")
        return len(asked)

    relation(document(8), "replaces", target)
    few = queries()
    for number in range(9, 25):
        relation(document(number), "amends", target)

    assert queries() == few


@pytest.mark.usefixtures("seeds")
@pytest.mark.parametrize(
    ("day", "label"), [("15/12/2023", "Còn hiệu lực"), ("30/06/2025", "Còn hiệu lực"), ("01/07/2025", "Hết hiệu lực")]
)
def test_212_is_in_force_until_301_replaces_it(client: Client, staff: User, day: str, label: str) -> None:
    client.force_login(staff)

    verdict = text_of(client, "/van-ban/212-qd-tw-2019/", ngay=day).partition('class="verdict"')[2]

    assert label in verdict.partition("</p>")[0]


@pytest.mark.usefixtures("seeds")
def test_212_names_the_six_regulations_that_implement_it(client: Client, staff: User) -> None:
    client.force_login(staff)

    page = text_of(client, "/van-ban/212-qd-tw-2019/")

    for number in range(291, 297):
        assert f'href="/van-ban/{number}-qd-hu-duc-linh-2021/"' in page
