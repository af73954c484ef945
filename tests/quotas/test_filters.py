"""Questions that the lists of the quotas answer: each keeps what it says, and what it does not know is told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from agencies.models import AgencyAlias
from quotas.choices import Block
from quotas.models import Pool, QuotaDecision
from tests.times import MARCH, YEAR_END

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from tests.quotas.conftest import Desk, Page

    Open = Callable[..., Page]

TABLE = "/bien-che/duc-linh/2024/"
GIVEN = "Giao năm 2024"


@pytest.fixture
def register(desk: Desk) -> list[QuotaDecision]:
    """An allotment, the year 2024, a supplement to the Front, the years 2025 and 2026."""
    return [
        desk.allotment(30),
        desk.year_2024(),
        desk.booked(desk.add("mttq", 1), document=desk.paper(77, issued_on=MARCH, subject="Bổ sung biên chế")),
        desk.booked(desk.line("mttq", 5), year_from=2025, year_to=2026, document=desk.paper(78, issued_on=YEAR_END)),
    ]


# ---- One table


@pytest.mark.parametrize(
    ("query", "figures", "words"),
    [
        pytest.param({"q": "phu nu"}, ["4", "4"], "Tên cơ quan: phu nu", id="a name, marks aside"),
        pytest.param({"q": "Mặt trận"}, ["7", "7"], "Tên cơ quan: Mặt trận", id="a name, marks and all"),
        pytest.param({"q": "mttq"}, ["7", "7"], "mttq", id="a code"),
        pytest.param({"q": "dong lao"}, ["2", "2"], "dong lao", id="two words, in any order"),
        pytest.param({"loai_co_quan": "doan"}, ["5", "5"], "Loại cơ quan: Đoàn Thanh niên", id="a kind"),
        pytest.param({"quyet_dinh": "3"}, ["7", "7"], "Quyết định: 77-QĐ/HU", id="a decision"),
        pytest.param({"q": "doan", "loai_co_quan": "ldld"}, ["2", "2"], "Loại cơ quan", id="both, a word in both"),
        pytest.param({"q": "khong co"}, ["Không có dòng nào khớp bộ lọc.", ""], "khong co", id="nobody"),
    ],
)
def test_a_table_is_narrowed_with_its_sum(
    desk: Desk, register: list[QuotaDecision], page: Open, query: dict[str, str], figures: list[str], words: str
) -> None:
    shown = page(desk.drafts, TABLE, **query)

    assert shown.status == 200
    if figures[0] == "Không có dòng nào khớp bộ lọc.":
        assert figures[0] in shown.text
    else:
        assert shown.column(GIVEN) == figures
    assert words in shown.text
    assert "chưa phân bổ: 5" in shown.text


def test_an_alias_finds_its_agency(desk: Desk, register: list[QuotaDecision], page: Open) -> None:
    AgencyAlias.objects.create(agency=desk.places.agency("duc-linh-doan"), name="Đoàn TN huyện")

    assert page(desk.drafts, TABLE, q="doan tn").column(GIVEN) == ["5", "5"]


def test_agencies_that_hold_nothing_are_found_too(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6))

    assert page(desk.drafts, TABLE, q="ccb").column(GIVEN)[0] == "chưa có số liệu"
    assert page(desk.drafts, TABLE, loai_co_quan="ccb").column(GIVEN)[0] == "chưa có số liệu"
    assert page(desk.drafts, TABLE, quyet_dinh="1").column(GIVEN) == ["6", "6"]


def test_a_category_narrows_the_figures_not_the_agencies(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 6, category=desk.civil), desk.line("ldld", 2))

    shown = page(desk.drafts, TABLE, loai_bien_che="cong-chuc")

    assert shown.column(GIVEN) == ["6", *["chưa có số liệu"] * 5, "6"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"loai_co_quan": "khong-co"}, id="an unknown kind"),
        pytest.param({"loai_bien_che": "khong-co"}, id="an unknown category"),
        pytest.param({"quyet_dinh": "99"}, id="a decision beyond the register"),
        pytest.param({"quyet_dinh": "1"}, id="a decision of another pool"),
        pytest.param({"quyet_dinh": "4", "so": "3"}, id="a decision not recorded by then"),
        pytest.param({"quyet_dinh": "x"}, id="no number"),
        pytest.param({"quyet_dinh": "9" * 30}, id="a number beyond reason"),
        pytest.param({"q": "x" * 300}, id="a question too long"),
        pytest.param({"q": "a\x00b"}, id="a NUL"),
    ],
)
@pytest.mark.parametrize("form", [None, "xlsx"])
def test_a_question_that_is_not_understood_shows_no_line(
    desk: Desk, register: list[QuotaDecision], page: Open, query: dict[str, Any], form: str | None
) -> None:
    shown = page(desk.drafts, TABLE, **query, **({"tep": form} if form else {}))

    assert shown.status == 400
    assert "Bộ lọc có giá trị không dùng được" in shown.text
    assert "Hội Nông dân" not in " ".join(" ".join(row) for row in shown.tables[0])


def test_the_choices_are_those_in_reach(desk: Desk, register: list[QuotaDecision], page: Open, unit_head: User) -> None:
    for person, expected in ((desk.drafts, ["2034-QĐ/HU", "77-QĐ/HU", "78-QĐ/HU"]), (unit_head, ["2034-QĐ/HU"])):
        html = page(person, TABLE).html
        choices = html[html.index('name="quyet_dinh"') : html.index("</select>", html.index('name="quyet_dinh"'))]
        assert [symbol for symbol in ("2034-QĐ/HU", "77-QĐ/HU", "78-QĐ/HU", "TU") if symbol in choices] == expected


# ---- The index of tables


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(
            {},
            [("Huyện Đức Linh", 2026), ("Huyện Đức Linh", 2025), ("Tỉnh Bình Thuận", 2024), ("Huyện Đức Linh", 2024)],
            id="all",
        ),
        pytest.param({"nam": "2024"}, [("Tỉnh Bình Thuận", 2024), ("Huyện Đức Linh", 2024)], id="a year"),
        pytest.param({"cap": "province"}, [("Tỉnh Bình Thuận", 2024)], id="a level"),
        pytest.param({"q": "duc linh", "nam": "2025"}, [("Huyện Đức Linh", 2025)], id="a name and a year"),
        pytest.param({"khoi": "state"}, [("Huyện Đức Linh", 2023)], id="a block"),
        pytest.param({"q": "khong co"}, [], id="nothing"),
    ],
)
def test_the_index_is_narrowed(
    desk: Desk, register: list[QuotaDecision], page: Open, query: dict[str, str], expected: list[tuple[str, int]]
) -> None:
    pool = Pool.objects.create(locality=desk.district.locality, block=Block.STATE)
    desk.booked(desk.line("mttq", 9), pool=pool, year_from=2023, document=desk.paper(issued_on=dt.date(2022, 12, 1)))
    if not query:
        expected = [*expected, ("Huyện Đức Linh", 2023)]

    shown = page(desk.drafts, "/bien-che/", **query)

    assert [(row[1], int(row[3])) for row in shown.tables[0][1:] if len(row) > 3] == expected


# ---- The list of decisions


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, [5, 4, 3, 2, 1], id="all"),
        pytest.param({"q": "2034"}, [5, 2], id="a symbol, with its correction"),
        pytest.param({"q": "bo sung"}, [3], id="a subject"),
        pytest.param({"dia_phuong": "binh-thuan"}, [1], id="a locality"),
        pytest.param({"nam": "2026"}, [4], id="a year within the decision's"),
        pytest.param({"loai": "correction"}, [5], id="corrections"),
        pytest.param({"loai": "original", "nam": "2024"}, [3, 2, 1], id="originals of a year"),
        pytest.param({"so": "2"}, [2, 1], id="as known at a position"),
        pytest.param({"xep": "position"}, [1, 2, 3, 4, 5], id="the first recorded first"),
    ],
)
def test_decisions_are_found(
    desk: Desk, register: list[QuotaDecision], page: Open, query: dict[str, str], expected: list[int]
) -> None:
    year = register[1]
    desk.corrected(year, desk.line("ccb", 4, corrects=year.lines.get(number=6)))

    shown = page(desk.drafts, "/quyet-dinh/", **query)

    assert [int(cell) for cell in shown.column("Số vào sổ")] == expected


@pytest.mark.parametrize("query", [{"nam": "x"}, {"nam": "1900"}, {"loai": "x"}, {"dia_phuong": "na-hang"}])
def test_a_question_about_decisions_that_is_not_understood_shows_none(
    desk: Desk, register: list[QuotaDecision], page: Open, query: dict[str, str]
) -> None:
    shown = page(desk.drafts, "/quyet-dinh/", **query)

    assert shown.status == 400
    assert "2034-QĐ/HU" not in " ".join(" ".join(row) for row in shown.tables[0])


def test_drafts_are_found_by_state_and_place(desk: Desk, page: Open) -> None:
    here, above = (
        desk.draft(desk.line("mttq", 6)),
        desk.submitted(desk.line("duc-linh", 30), pool=desk.province, document=desk.paper(place="binh-thuan")),
    )

    for query, expected in (
        ({}, [above.code, here.code]),
        ({"trang_thai": "submitted"}, [above.code]),
        ({"dia_phuong": "duc-linh"}, [here.code]),
        ({"trang_thai": "booked"}, []),
    ):
        shown = page(desk.drafts, "/vao-so/", **query)
        codes = [code for code in (above.code, here.code) if f">{code}<" in shown.html]
        assert codes == expected
    assert page(desk.drafts, "/vao-so/", trang_thai="x").status == 400
