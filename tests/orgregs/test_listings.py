"""Lists: one page of fifty, totals over the whole filter, and a file of exactly what the filter shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.leaves import agency, document, mandate, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User

LISTS = ["/dia-phuong/", "/van-ban/", "/co-quan/"]


@pytest.fixture
def papers(places: None) -> None:
    """Sixty-three documents, of two years, the last three only cited."""
    for number in range(1, 64):
        document(number, day=dt.date(2020 + number % 2, 5, 1), is_stub=number > 60)


def file_rows(client: Client, address: str, kind: str) -> list[list[str]]:
    """Return the headings and rows of a file, below its imprint and above its totals, as printed."""
    answer = client.get(address, {"tep": kind})
    assert answer.status_code == 200
    if kind == "csv":
        rows: list[list[Any]] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        active = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = [list(row) for row in active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    start = next(index for index, row in enumerate(rows) if row and row[0] == "STT")
    return [
        [f"{cell:%d/%m/%Y}" if isinstance(cell, dt.datetime) else str(cell or "") for cell in row]
        for row in rows[start:]
        if row and row[0]
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("address", LISTS)
def test_the_file_is_the_page(client: Client, auditor: User, address: str, kind: str) -> None:
    paper = document(7)
    mandate(agency("duc-linh-ban", name="=Ban"), paper)
    client.force_login(auditor)

    shown = table_of(client.get(address))

    # In CSV the one text that begins like a formula bears an apostrophe; no other cell here begins with one.
    assert [[cell.removeprefix("'") for cell in row] for row in file_rows(client, address, kind)] == shown
    assert len(shown) > 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_the_whole_filter(client: Client, staff: User, papers: None, kind: str) -> None:
    client.force_login(staff)

    assert len(file_rows(client, "/van-ban/", kind)) == 1 + 63


def test_the_file_says_the_filter_and_the_totals_in_words(client: Client, staff: User, papers: None) -> None:
    client.force_login(staff)

    answer = client.get("/van-ban/", {"tep": "csv", "nam": "2021", "ngay": "01/03/2024", "ban": "chua"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert ["Bộ lọc", "Năm ban hành: 2021; Bản văn bản: chưa có bản"] in rows
    assert ["Tính đến ngày", "01/03/2024"] in rows
    assert rows[-2][1:3] == ["Tổng cộng", "2"]
    assert rows[-1][1:3] == ["Trong đó chưa có bản", "2"]


def test_a_page_shows_fifty_rows_and_the_totals_of_all(client: Client, staff: User, papers: None) -> None:
    client.force_login(staff)

    first, second = client.get("/van-ban/"), client.get("/van-ban/", {"trang": "2"})

    assert "Tổng cộng 63 văn bản" in first.content.decode()
    assert "Trong đó chưa có bản: 3" in first.content.decode()
    assert len(table_of(first)) == 1 + 50
    assert [row[0] for row in table_of(second)[1:]] == [str(number) for number in range(51, 64)]


@pytest.mark.parametrize(("typed", "first"), [("0", "51"), ("99", "51"), ("x", "1"), ("-1", "51"), ("", "1")])
def test_a_page_that_is_not_there_is_the_nearest(
    client: Client, staff: User, papers: None, typed: str, first: str
) -> None:
    client.force_login(staff)

    assert table_of(client.get("/van-ban/", {"trang": typed}))[1][0] == first


def test_nobody_can_ask_for_longer_pages(client: Client, staff: User, papers: None) -> None:
    client.force_login(staff)

    assert len(table_of(client.get("/van-ban/", {"per_page": "1000"}))) == 1 + 50


@pytest.mark.parametrize(
    ("order", "first"),
    [
        pytest.param("symbol", "1-QĐ/HU", id="by number"),
        pytest.param("-symbol", "63-QĐ/HU", id="by number, downwards"),
        pytest.param("subject", "1-QĐ/HU", id="not sortable: the order of the list"),
        pytest.param("--", "1-QĐ/HU", id="nonsense: the order of the list"),
    ],
)
def test_a_list_is_sorted_as_asked(client: Client, staff: User, papers: None, order: str, first: str) -> None:
    client.force_login(staff)

    assert table_of(client.get("/van-ban/", {"xep": order}))[1][1] == first


def test_the_sorted_column_says_so_to_a_screen_reader(client: Client, staff: User, papers: None) -> None:
    client.force_login(staff)

    page = client.get("/van-ban/", {"xep": "-symbol"}).content.decode()

    assert page.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in page


@pytest.mark.parametrize(
    ("address", "question"),
    [
        ("/van-ban/", {"loai": "khong-co"}),
        ("/van-ban/", {"nam": "abc"}),
        ("/van-ban/", {"hieu_luc": "mai"}),
        ("/co-quan/", {"dia_phuong": "na-hang"}),
        ("/co-quan/", {"khoi": "9"}),
        ("/dia-phuong/", {"cap": "thon"}),
        ("/dia-phuong/", {"q": "x" * 201}),
        ("/dia-phuong/", {"q": "a\x00b"}),
        ("/van-ban/", {"loai": "\x00"}),
    ],
)
def test_an_unknown_question_is_told_and_never_answered_with_the_whole_list(
    client: Client, staff: User, papers: None, address: str, question: dict[str, str]
) -> None:
    client.force_login(staff)

    page = client.get(address, question)

    assert page.status_code == 400
    assert "Bộ lọc có giá trị không dùng được" in page.content.decode()
    assert [row[0] for row in table_of(page)[1:]] == ["Không có dòng nào."]
    assert "text/html" in client.get(address, question | {"tep": "csv"})["Content-Type"]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("typed", ["32/01/2024", "hôm qua", "2024-13-01"])
def test_a_day_that_is_none_is_told_in_a_sentence(client: Client, staff: User, address: str, typed: str) -> None:
    client.force_login(staff)

    page = client.get(address, {"ngay": typed})

    assert page.status_code == 400
    assert f"“{typed}”" in page.content.decode()


@pytest.mark.parametrize("typed", ["01/03/2024", "1.3.2024", "2024-03-01"])
def test_a_day_is_read_as_people_write_it(client: Client, staff: User, typed: str) -> None:
    client.force_login(staff)

    assert "Tính đến ngày 01/03/2024" in client.get("/van-ban/", {"ngay": typed}).content.decode()


def test_links_of_a_list_stay_on_its_day(client: Client, staff: User) -> None:
    document(7)
    client.force_login(staff)

    page = client.get("/van-ban/", {"ngay": "01/03/2024"}).content.decode()

    assert 'href="/van-ban/7-qd-hu-duc-linh-2021/?ngay=01/03/2024"' in page


@pytest.mark.parametrize("address", LISTS)
def test_a_longer_list_asks_the_database_no_more_often(
    client: Client, staff: User, address: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.force_login(staff)

    def queries() -> int:
        with django_assert_max_num_queries(30) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    mandate(agency("duc-linh-0"), document(100))
    few = queries()
    for number in range(1, 20):
        mandate(agency(f"duc-linh-{number}"), document(100 + number))

    assert queries() == few
