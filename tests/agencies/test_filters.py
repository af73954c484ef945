"""What the list of agencies may be asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from agencies.models import AgencyAlias
from tests.leaves import agency, document, mandate, table_of
from tests.times import MARCH

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

SIX = [
    "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh",
    "Liên đoàn Lao động huyện Đức Linh",
    "Hội Nông dân huyện Đức Linh",
    "Hội Liên hiệp Phụ nữ huyện Đức Linh",
    "Huyện đoàn Đức Linh",
    "Hội Cựu chiến binh huyện Đức Linh",
]
BOARD = "Ban thử"


@pytest.fixture
def board(places: None) -> None:
    """A party board of Bình Thuận that ended in March 2024, with another name and a regulation."""
    made = agency("binh-thuan-ban", at="binh-thuan", name=BOARD, valid_to=MARCH, has_own_quota=False)
    AgencyAlias.objects.create(agency=made, name="Phòng Chưa Ai Biết")
    mandate(made, document(7), valid_from=dt.date(2021, 2, 3), valid_to=MARCH)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param({}, [BOARD, *SIX], id="in the order papers print"),
        pytest.param({"q": "hoi nong dan duc linh"}, [SIX[2]], id="marks aside"),
        pytest.param({"q": "chua ai biet"}, [BOARD], id="by another name"),
        pytest.param({"dia_phuong": "duc-linh"}, SIX, id="locality"),
        pytest.param({"dia_phuong": "binh-thuan"}, [BOARD, *SIX], id="locality and below"),
        pytest.param({"khoi": "party"}, [BOARD], id="block"),
        pytest.param({"loai": "ccb"}, [SIX[5]], id="kind"),
        pytest.param({"trang_thai": "het"}, [BOARD], id="ended today"),
        pytest.param({"trang_thai": "con", "ngay": "29/02/2024"}, [BOARD, *SIX], id="all stood then"),
        pytest.param({"xep": "-name", "khoi": "front", "q": "hoi"}, [SIX[2], SIX[3], SIX[5]], id="sorted, Vietnamese"),
    ],
)
def test_a_question_finds(
    client: Client, auditor: User, board: None, question: dict[str, str], found: list[str]
) -> None:
    client.force_login(auditor)

    rows = table_of(client.get("/co-quan/", question))[1:]

    assert [row[1] for row in rows if len(row) > 1] == found


@pytest.mark.parametrize(("day", "shown"), [("29/02/2024", "7-QĐ/HU"), ("01/03/2024", "")])
def test_a_list_shows_the_regulation_of_the_day(
    client: Client, auditor: User, board: None, day: str, shown: str
) -> None:
    client.force_login(auditor)

    row = table_of(client.get("/co-quan/", {"khoi": "party", "ngay": day}))[1]

    assert row[4] == shown
    assert "không giao riêng" in row


def test_only_what_one_may_see_is_offered(client: Client, unit_head: User) -> None:
    client.force_login(unit_head)

    page = client.get("/co-quan/")

    assert [row[1] for row in table_of(page)[1:]] == [SIX[3]]
    assert '<option value="phu-nu">' in page.content.decode()
    assert '<option value="nong-dan">' not in page.content.decode()
    assert '<option value="na-hang">' not in page.content.decode()
