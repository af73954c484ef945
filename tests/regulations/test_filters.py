"""What the list of documents may be asked; and that the database tells a status as the pure module does."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import TYPE_CHECKING

import pytest

from regulations import reports
from regulations.kinds import RELATION_KINDS
from regulations.models import Document
from tests.leaves import document, relation, table_of
from tests.times import JULY, MARCH, NEW_YEAR

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User


@pytest.fixture
def papers(places: None) -> None:
    """One document of each sort."""
    document(7, day=dt.date(2020, 5, 1), subject="Chức năng, nhiệm vụ của Hội Nông dân")
    document(8, day=dt.date(2021, 5, 1), type_name="Quy định", is_stub=True)
    relation(document(9, day=dt.date(2024, 3, 1)), "replaces", Document.objects.get(number=7))
    document(1, of="trung-uong", day=dt.date(2019, 5, 1), code="1-tw-2019", symbol="1-QĐ/TW")
    document(2, of="na-hang", day=dt.date(2015, 5, 1), type_name="Đề án")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param({}, ["9-QĐ/HU", "8-QĐ/HU", "7-QĐ/HU", "1-QĐ/TW"], id="the newest first, and the centre's"),
        pytest.param({"q": "nong dan"}, ["7-QĐ/HU"], id="words of the subject"),
        pytest.param({"q": "7 duc linh"}, ["7-QĐ/HU"], id="number and issuing body"),
        pytest.param({"loai": "quy-dinh"}, ["8-QĐ/HU"], id="type"),
        pytest.param({"ban_hanh": "bch-trung-uong"}, ["1-QĐ/TW"], id="issuing body"),
        pytest.param({"nam": "2021"}, ["8-QĐ/HU"], id="year"),
        pytest.param({"ban": "chua"}, ["8-QĐ/HU"], id="only cited"),
        pytest.param({"ban": "co"}, ["9-QĐ/HU", "7-QĐ/HU", "1-QĐ/TW"], id="held"),
        pytest.param({"hieu_luc": "ended"}, ["7-QĐ/HU"], id="ended today"),
        pytest.param({"hieu_luc": "ended", "ngay": "29/02/2024"}, [], id="nothing had ended the day before"),
        pytest.param({"hieu_luc": "pending", "ngay": "29/02/2024"}, ["9-QĐ/HU"], id="not yet in force"),
        pytest.param({"hieu_luc": "in_force", "nam": "2020", "ngay": "29/02/2024"}, ["7-QĐ/HU"], id="in force then"),
    ],
)
def test_a_question_finds(
    client: Client, staff: User, papers: None, question: dict[str, str], found: list[str]
) -> None:
    client.force_login(staff)

    rows = table_of(client.get("/van-ban/", question))[1:]

    assert [row[1] for row in rows if len(row) > 1] == found


def test_only_what_one_may_see_is_offered(client: Client, staff: User, papers: None) -> None:
    client.force_login(staff)

    page = client.get("/van-ban/").content.decode()

    assert '<option value="2021">' in page
    assert '<option value="2015">' not in page
    assert '<option value="de-an">' not in page
    assert '<option value="bch-na-hang">' not in page


def test_the_database_tells_every_status_as_the_pure_module_does(administrator: User, places: None) -> None:
    days = [None, dt.date(2023, 12, 31), NEW_YEAR, MARCH, JULY]
    chance = random.Random(2034)  # noqa: S311  # a fixed mixture, no secret
    papers = [
        document(
            number,
            issued_on=(issued := chance.choice(days)),
            is_stub=issued is None,
            code=f"mau-{number}",
            effective_from=(begin := chance.choice([None, NEW_YEAR, MARCH])),
            expires_on=chance.choice([None, None, *(day for day in days[1:] if day and day >= (begin or day))]),
        )
        for number in range(1, 121)
    ]
    for source, target in itertools.pairwise(papers):
        for _attempt in range(chance.choice([1, 1, 2])):
            begins_on = chance.choice(days)
            ends_on = chance.choice([None, *(day for day in days[1:] if day and day >= (begins_on or day))])
            kind, provision = chance.choice([*RELATION_KINDS, "suspends", "suspends"]), chance.choice(["", "Điều 3"])
            if not source.outgoing.filter(kind=kind, target=target, provision_label=provision).exists():
                relation(
                    source,
                    kind,
                    target,
                    begins_on=begins_on,
                    ends_on=ends_on,
                    provision_label=provision,
                    declared_by="thử",
                )

    seen = set()
    for day in (dt.date(2023, 12, 30), *(day for day in days if day), dt.date(2024, 7, 2)):
        everything = Document.objects.visible_to(administrator)
        told = dict(reports.with_status_code(everything, day).values_list("code", "status_code"))
        meant = {
            paper.code: reports.status_of(paper, day).code.value
            for paper in reports.with_acts(everything, administrator)
        }
        assert told == meant, day
        seen |= set(meant.values())
    assert len(seen) == 7, "the mixture has every status"
