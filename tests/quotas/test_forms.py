"""The form of a draft: what it holds, what it shows again, what a paste fills, what it keeps of a paper."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Agency, AgencyAlias, AgencyName
from quotas.actions import LineInput, TotalInput, holder_of
from quotas.choices import Block
from quotas.forms import DraftForm
from quotas.models import DecisionDraft, DraftLine, DraftTotal, Pool, StaffCategory
from quotas.postings import Operation
from regulations.models import Document
from tests.quotas.conftest import Page
from tests.scans import upload
from tests.times import JULY, MARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User
    from tests.conftest import Places
    from tests.quotas.conftest import Desk

    Open = Callable[..., Page]

TODAY = dt.date(2024, 5, 6)
MOMENT = dt.datetime(2024, 5, 6, 9, tzinfo=dt.UTC)
ADD = "/vao-so/them/?dia-phuong=duc-linh"


class _Fields(HTMLParser):
    """What a browser would send of the page's form if nothing were touched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._select = self._text = ""
        self._in_template = self._in_form = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "form":
            self._in_form = "draft" in values.get("class", "")
        if tag == "template":
            self._in_template = True
        if self._in_template or not self._in_form:
            return
        kind = values.get("type", "text")
        if (
            tag == "input"
            and kind not in {"submit", "file"}
            and (kind not in {"radio", "checkbox"} or "checked" in values)
        ):
            self.sent[name] = values.get("value", "on" if kind == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in values or self._select not in self.sent):
            self.sent[self._select] = values.get("value", "")
        elif tag == "textarea":
            self._text = name
            self.sent[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in_template = False
        elif tag == "textarea":
            # A browser drops the line break that follows the tag.
            self.sent[self._text] = self.sent[self._text].removeprefix("\n")
            self._text = ""
        elif tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        if self._text:
            self.sent[self._text] += data


def fields_of(html: str) -> dict[str, str]:
    """Return what the browser would send."""
    reader = _Fields()
    reader.feed(html)
    reader.sent.pop("csrfmiddlewaretoken", None)
    return reader.sent


@pytest.fixture
def sent(client: Client, desk: Desk) -> Callable[..., Page]:
    """Open the form of a new draft, change some fields as a clerk does, and press a button of it."""

    def send(button: str = "", address: str = ADD, **changes: str) -> Page:
        client.force_login(desk.drafts)
        values = fields_of(client.get(address).content.decode())
        values |= {name.replace("__", "-"): value for name, value in changes.items()}
        return Page(client.post(address, values | ({button: "1"} if button else {})))

    return send


def lines_of(draft: DecisionDraft) -> list[tuple[Any, ...]]:
    """Return everything that the lines of a draft say."""
    names = [field.name for field in DraftLine._meta.local_fields if field.name not in {"id", "draft"}]
    return list(draft.lines.order_by("number").values_list(*names))


def totals_of(draft: DecisionDraft) -> list[tuple[Any, ...]]:
    return sorted(draft.totals.values_list("category__code", "posts", "counts_in_total"))


# ---- An opened draft saved as it is


def _kinds(desk: Desk) -> dict[str, dict[str, Any]]:
    """Drafts of many kinds: their lines, and what else is peculiar."""
    line, check = desk.line, Operation.CHECK
    return {
        "nothing": {"lines": []},
        "plain": {"lines": [line("mttq", 6, label="giao"), line("ldld", 0), line("ccb", None)], "totals": [desk.total(6)]},
        "printed words": {"lines": [line("mttq", 6, label="điều chỉnh thành"), line("ldld", 2, label="giao")]},
        "provisional": {"lines": [line("mttq", 6, provisional=True, label="tạm giao"), line("ldld", 2)]},
        "added and taken back": {"lines": [desk.add("mttq", 2), desk.add("ldld", -1), desk.add("ccb", -3, label="cắt")]},
        "all manners": {"lines": [line("mttq", 6), desk.add("ldld", 2), desk.add("doan", -1), line("ccb", 3, provisional=True)]},
        "a move": {"lines": [desk.move("mttq", "ldld", 1, label="chuyển")]},
        "a move before a level": {"lines": [desk.move("mttq", "ldld", 1), line("ccb", 3)]},
        "out of order": {"lines": [line("ccb", 3), line("mttq", 6), line("nong-dan", 4)]},
        "two categories": {"lines": [line("mttq", 6), line("ldld", 2, category=desk.civil), line("mttq", 1, category=desk.contract)]},
        "an agency twice": {"lines": [line("mttq", 6), line("mttq", 7, effective_on=JULY)]},
        "two days": {"lines": [line("mttq", 6, effective_on=MARCH), line("ldld", 2, effective_on=JULY)]},
        "the same day written and assumed": {"lines": [line("mttq", 6, effective_on=dt.date(2024, 1, 1)), line("ldld", 2)]},
        "years": {"lines": [line("mttq", 6), line("ldld", 2, year_to=2024), line("ccb", 3, year_from=2025)], "year_to": 2026},
        "a reserve": {"lines": [line("duc-linh", 4, operation=check), line("mttq", -4, operation=check)]},
        "two totals": {"lines": [line("mttq", 6)], "totals": [desk.total(6), desk.total(0, desk.civil)]},
        "totals that count otherwise": {
            "lines": [line("mttq", 6)],
            "totals": [desk.total(6, counts_in_total=False), desk.total(None, desk.contract, counts_in_total=True)],
        },
        "an extract": {"lines": [line("mttq", 6)], "is_extract": True},
        "a paper from above": {"lines": [line("mttq", 6)], "document": desk.paper(place="binh-thuan")},
        "a paper with a day of its own": {
            "lines": [desk.add("mttq", 6), line("ldld", 2)],
            "document": desk.paper(effective_from=MARCH, organ="Ban Thường vụ"),
        },
    }  # fmt: skip


KINDS = [
    "nothing", "plain", "printed words", "provisional", "added and taken back", "all manners", "a move",
    "a move before a level", "out of order", "two categories", "an agency twice", "two days",
    "the same day written and assumed", "years", "a reserve", "two totals", "totals that count otherwise", "an extract",
    "a paper from above", "a paper with a day of its own",
]  # fmt: skip


def _saved_as_it_is(client: Client, draft: DecisionDraft) -> Page:
    address = f"{draft.get_absolute_url()}sua/"
    opened = client.get(address)
    assert opened.status_code == 200
    return Page(client.post(address, fields_of(opened.content.decode())))


@pytest.mark.parametrize("kind", KINDS)
def test_an_opened_draft_saved_as_it_is_says_the_same(desk: Desk, client: Client, kind: str) -> None:
    made = _kinds(desk)
    assert [*made] == KINDS
    options = made[kind]
    draft = desk.draft(*options.pop("lines"), **options)
    before = lines_of(draft), totals_of(draft), (draft.document, draft.year_from, draft.year_to, draft.is_extract)
    client.force_login(desk.drafts)

    answer = _saved_as_it_is(client, draft)

    assert answer.status == 302, answer.text
    draft.refresh_from_db()
    assert draft.version == 2
    assert (lines_of(draft), totals_of(draft)) == before[:2]
    assert (draft.document, draft.year_from, draft.year_to, draft.is_extract) == before[2]


NAMES = st.sampled_from(["mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb"])
ANY_LINE = st.one_of(
    st.tuples(st.just("line"), NAMES, st.one_of(st.none(), st.integers(0, 2000)), st.booleans()),
    st.tuples(st.just("add"), NAMES, st.integers(-9, 9).filter(bool), st.just(value=False)),
    st.tuples(st.just("move"), NAMES, st.integers(1, 9), st.just(value=False)),
)
ANY_OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "effective_on": st.sampled_from([dt.date(2024, 1, 1), MARCH, JULY]),
        "year_to": st.sampled_from([2024, 2025]),
        "label": st.sampled_from(["giao", "thu hồi", "bổ sung", "giao thêm"]),
        "is_civil": st.just(value=True),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(ANY_LINE, ANY_OPTIONS), max_size=9),
    total=st.one_of(st.none(), st.integers(0, 99)),
    year_to=st.sampled_from([2024, 2025]),
)
def test_any_draft_saved_as_it_is_says_the_same(
    desk: Desk, client: Client, rows: list[Any], total: int | None, year_to: int
) -> None:
    lines: list[LineInput] = []
    for (kind, name, posts, provisional), given_options in rows:
        options = dict(given_options)
        if options.pop("is_civil", False):
            options["category"] = desk.civil
        if kind == "move":
            to = "ccb" if name != "ccb" else "mttq"
            lines.append(desk.move(name, to, posts, **options))
        else:
            options |= {"provisional": True} if provisional else {}
            lines.append(getattr(desk, kind)(name, posts, **options))
    totals: list[TotalInput] = [] if total is None else [desk.total(total)]
    draft = desk.draft(*lines, totals=totals, year_to=year_to)
    before = lines_of(draft), totals_of(draft)
    client.force_login(desk.drafts)

    answer = _saved_as_it_is(client, draft)

    assert answer.status == 302, answer.text
    assert (lines_of(draft), totals_of(draft)) == before


def test_a_line_of_a_former_part_of_the_place_stays(desk: Desk, places: Places, client: Client) -> None:
    agency = places.agency("duc-linh-mttq")
    part = Agency.objects.create(code="phan", name="Bộ phận nhỏ", kind=agency.kind, locality=agency.locality)
    part.places.create(parent=agency)
    state = Pool.objects.create(locality=agency.locality, block=Block.STATE)
    given = [
        LineInput(holder=holder_of(agency=part), category=desk.undivided, posts=1),
        LineInput(holder=holder_of(pool=state), category=desk.undivided, posts=2),
        LineInput(holder=holder_of(pool=desk.district), category=desk.undivided, posts=3),
    ]
    draft = desk.draft(*given)
    before = lines_of(draft)
    client.force_login(desk.drafts)

    assert _saved_as_it_is(client, draft).status == 302
    assert lines_of(draft) == before


# ---- Rows


def test_agencies_stand_in_the_year_in_which_they_stand(desk: Desk, places: Places, sent: Callable[..., Page]) -> None:
    kind, place = places.agency("duc-linh-mttq").kind, desk.district.locality
    Agency.objects.create(code="cu", name="Ban Cũ", kind=kind, locality=place, valid_to=dt.date(2024, 7, 1))
    Agency.objects.create(code="moi", name="Ban Mới", kind=kind, locality=place, valid_from=dt.date(2025, 3, 1))

    names = {year: [row[1] for row in sent("redraw", year_from=year).tables[0]] for year in ("2024", "2025")}

    assert "Ban Cũ (kết thúc 01/07/2024)" in names["2024"]
    assert "Ban Mới (từ 01/03/2025)" in names["2025"]
    assert len(names["2024"]) == len(names["2025"]) == 6 + 1 + 3


def test_another_year_with_other_agencies_is_looked_at_before_it_is_written(
    desk: Desk, places: Places, client: Client, sent: Callable[..., Page]
) -> None:
    kind, place = places.agency("duc-linh-mttq").kind, desk.district.locality
    Agency.objects.create(code="moi", name="Ban Mới", kind=kind, locality=place, valid_from=dt.date(2024, 3, 1))
    typed = {"document": desk.paper().code, "year_from": "2023", "posts__duc__linh__mttq": "6", "posts__moi": "1"}

    shown = sent(**typed)

    assert shown.status == 400
    assert "năm 2023 khác ở: Ban Mới. Xem lại bảng rồi ghi." in shown.text
    assert 'name="posts-moi" value="1"' in shown.html
    again = client.post(ADD, fields_of(shown.html) | {"posts-moi": ""})
    assert again.status_code == 302


@pytest.mark.parametrize(("typed", "is_a_year"), [("1945", True), ("2100", True), ("1944", False), ("2101", False)])
def test_the_table_is_of_the_year_typed_where_the_register_has_such_a_year(
    desk: Desk,
    sent: Callable[..., Page],
    typed: str,
    is_a_year: bool,  # noqa: FBT001
) -> None:
    usual = fields_of(sent("redraw").html)["shown_year"]

    page = sent("redraw", year_from=typed)

    assert page.status == 200
    assert fields_of(page.html)["shown_year"] == (typed if is_a_year else usual)


def test_last_year_and_this_year_stand_beside_the_number(desk: Desk, sent: Callable[..., Page]) -> None:
    desk.booked(desk.line("mttq", 5), year_from=2023, document=desk.paper(issued_on=dt.date(2022, 12, 1)))

    only_last = sent("redraw", year_from="2024").tables[0]
    desk.booked(desk.line("mttq", 6))
    both = sent("redraw", year_from="2024").tables[0]

    assert only_last[0][2:4] == ["Giao năm 2023", "Biên chế"]
    assert only_last[1][2] == "5"
    assert both[0][2:4] == ["Giao năm 2023", "Đang giao năm 2024"]
    assert both[1][2:4] == ["5", "6"]


def test_one_decision_gives_adds_and_takes_back(desk: Desk, sent: Callable[..., Page]) -> None:
    sent(
        document=desk.paper().code,
        year_from="2024",
        manner="add",
        posts__duc__linh__mttq="2",
        posts__duc__linh__ldld="1",
        manner__duc__linh__ldld="take",
        posts__duc__linh__ccb="3",
        manner__duc__linh__ccb="provisional",
    )

    lines = DraftLine.objects.order_by("number").values_list("operation", "posts", "label", "provisional")
    assert list(lines) == [
        ("add", 2, "bổ sung", False),
        ("add", -1, "thu hồi", False),
        ("set", 3, "tạm giao", True),
    ]


# ---- Rows below the table


def test_a_row_is_added_without_a_script_and_nothing_is_lost(desk: Desk, sent: Callable[..., Page]) -> None:
    shown = sent(
        "them-dong", number="77", subject="Điều chuyển", posts__duc__linh__mttq="lạ", paste="MTTQ 6", extent="trich"
    )

    assert shown.status == 200
    assert "Chưa ghi được" not in shown.text
    kept = fields_of(shown.html)
    assert (kept["number"], kept["subject"], kept["posts-duc-linh-mttq"], kept["paste"], kept["extent"]) == (
        "77",
        "Điều chuyển",
        "lạ",
        "MTTQ 6",
        "trich",
    )
    assert kept["dong-TOTAL_FORMS"] == "1"
    assert not DecisionDraft.objects.exists()


def test_lines_of_every_kind_are_typed_below_the_table(desk: Desk, client: Client, sent: Callable[..., Page]) -> None:
    shown = sent("them-dong", document=desk.paper().code, year_from="2024", posts__duc__linh__ccb="3")
    values = fields_of(shown.html) | {
        "dong-TOTAL_FORMS": "5",
        "dong-0-manner": "move",
        "dong-0-holder": "co-quan:duc-linh-mttq",
        "dong-0-to_holder": "co-quan:duc-linh-ldld",
        "dong-0-posts": "1",
        "dong-1-manner": "set",
        "dong-1-category": "cong-chuc",
        "dong-2-manner": "take",
        "dong-2-holder": "co-quan:duc-linh-ccb",
        "dong-2-category": "cong-chuc",
        "dong-2-posts": "1",
        "dong-2-effective_on": "01/07/2024",
        "dong-3-manner": "check",
        "dong-3-holder": "dia-phuong:duc-linh",
        "dong-3-category": "chua-phan-loai",
        "dong-3-posts": "4",
        "dong-4-manner": "set",
        "dong-4-holder": "co-quan:duc-linh-doan",
        "dong-4-category": "chua-phan-loai",
        "dong-4-posts": "x",
        "dong-4-DELETE": "on",
        "tong-TOTAL_FORMS": "1",
        "tong-0-category": "cong-chuc",
        "tong-0-posts": "9",
        "stated_total": "3",
    }

    answer = client.post(ADD, values)

    assert answer.status_code == 302, Page(answer).text
    lines = DraftLine.objects.order_by("number").values_list(
        "operation", "category__code", "posts", "effective_on__month"
    )
    assert list(lines) == [
        ("set", "chua-phan-loai", 3, 1),
        ("move", "chua-phan-loai", 1, 12),
        ("add", "cong-chuc", -1, 7),
        ("check", "chua-phan-loai", 4, 1),
    ]
    assert sorted(DraftTotal.objects.values_list("category__code", "posts")) == [
        ("chua-phan-loai", 3),
        ("cong-chuc", 9),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"dong-0-holder": "co-quan:duc-linh-mttq"}, "Ghi số, hoặc “-”.", id="a line without a number"),
        pytest.param({"dong-0-posts": "3"}, "Sửa các ô được đánh dấu trong phần “Dòng khác”.", id="a line of nobody"),
        pytest.param(
            {"dong-0-manner": "move", "dong-0-holder": "co-quan:duc-linh-mttq", "dong-0-posts": "1"},
            "Điều chuyển thì chọn nơi chuyển đến.",
            id="a move to nobody",
        ),
        pytest.param(
            {"dong-0-holder": "co-quan:na-hang-mttq", "dong-0-posts": "1"}, "Dòng khác", id="an agency elsewhere"
        ),
        pytest.param({"dong-TOTAL_FORMS": "x"}, "mở lại trang rồi gõ lại", id="a page that was tampered with"),
        pytest.param({"dong-TOTAL_FORMS": "99999"}, "Dòng khác", id="more rows than any paper has"),
        pytest.param(
            {"tong-TOTAL_FORMS": "1", "tong-0-category": "chua-phan-loai", "tong-0-posts": "3"},
            "Loại này đã có tổng số ở trên",
            id="two totals of a category",
        ),
    ],
)  # fmt: skip
def test_a_slip_below_the_table_is_told(
    desk: Desk, client: Client, fields: dict[str, str], sentence: str, sent: Callable[..., Page]
) -> None:
    shown = sent("them-dong", document=desk.paper().code, year_from="2024", stated_total="3")

    answer = client.post(ADD, fields_of(shown.html) | {"dong-0-category": "chua-phan-loai"} | fields)

    assert answer.status_code == 400
    assert sentence in Page(answer).text
    assert not DecisionDraft.objects.exists()


@pytest.mark.parametrize("field", ["category", "dong-0-category", "tong-0-category"])
@pytest.mark.parametrize("door", ["new", "edit", "amend"])
def test_a_category_that_nobody_knows_is_told_and_nothing_is_lost(
    desk: Desk, client: Client, door: str, field: str
) -> None:
    draft, booked = desk.draft(desk.line("mttq", 6)), desk.booked(desk.line("mttq", 6))
    client.force_login(desk.drafts)
    edit, amend = f"{draft.get_absolute_url()}sua/", f"/vao-so/them/?dieu-chinh={booked.position}"
    address = {"new": ADD, "edit": edit, "amend": amend}[door]
    values = fields_of(client.get(address).content.decode()) | {"posts-duc-linh-ccb": "7", "subject": "Giao thêm"}
    shown = Page(client.post(address, values | {"them-dong": "1", "them-tong": "1"}))
    below = {"dong-0-posts": "3", "dong-0-holder": "co-quan:duc-linh-ldld", "tong-0-posts": "8"}
    typed = fields_of(shown.html) | below

    answer = Page(client.post(address, typed | {field: "khong-co"}))

    assert answer.status == 400
    assert "khong-co" in answer.text
    again = fields_of(answer.html)
    assert {name: again.get(name) for name in typed if name != field} == {
        name: value for name, value in typed.items() if name != field
    }


def test_the_form_opens_and_answers_where_the_usual_category_is_not_installed(desk: Desk, client: Client) -> None:
    StaffCategory.objects.filter(code="chua-phan-loai").delete()
    client.force_login(desk.drafts)
    shown = Page(client.post(ADD, fields_of(client.get(ADD).content.decode()) | {"them-dong": "1"}))
    typed = fields_of(shown.html) | {"dong-0-posts": "3", "posts-duc-linh-ccb": "7"}
    assert typed["category"] == typed["dong-0-category"] == "cong-chuc"

    refused = Page(client.post(ADD, typed | {"category": "chua-phan-loai", "dong-0-category": "chua-phan-loai"}))

    assert refused.status == 400
    assert "chua-phan-loai" in refused.text
    assert fields_of(refused.html)["posts-duc-linh-ccb"] == "7"


def test_the_first_field_to_be_mended_has_the_focus_and_the_summary_leads_to_every_one(
    desk: Desk, client: Client, sent: Callable[..., Page]
) -> None:
    shown = sent("them-dong", document=desk.paper().code, year_from="2024")
    below = {"dong-0-posts": "x", "dong-0-category": "chua-phan-loai", "dong-0-holder": "co-quan:duc-linh-ccb"}

    only_below = Page(client.post(ADD, fields_of(shown.html) | below))
    above = Page(client.post(ADD, fields_of(shown.html) | below | {"posts-duc-linh-ldld": "hai", "extent": ""}))

    [focused] = re.findall(r"<input[^>]* autofocus[^>]*>", only_below.html)
    assert 'id="id_dong-0-posts"' in focused
    assert 'href="#id_dong-0-posts"' in only_below.html
    assert above.html.count(" autofocus") == 2  # both buttons of the one question
    for address in ("id_extent_0", "id_posts-duc-linh-ldld", "id_dong-0-posts"):
        assert f'href="#{address}"' in above.html
        assert f'id="{address}"' in above.html


def test_a_second_draft_on_the_same_paper_is_told(desk: Desk, client: Client, sent: Callable[..., Page]) -> None:
    first = desk.draft(desk.line("mttq", 6))

    sent(document=first.document.code, year_from="2024", posts__duc__linh__mttq="6")

    second = DecisionDraft.objects.latest("pk")
    told = Page(client.get(second.get_absolute_url())).text
    assert f"Văn bản này còn phương án khác chưa vào sổ: {first.code}." in told


def test_a_total_of_an_extract_is_told_not_dropped_in_silence(
    desk: Desk, client: Client, sent: Callable[..., Page]
) -> None:
    sent(document=desk.paper().code, extent="trich", stated_total="300", year_from="2024")

    told = Page(client.get(DecisionDraft.objects.get().get_absolute_url())).text
    assert "Trích thì không đối chiếu tổng số: tổng số đã gõ không được ghi vào phương án." in told


# ---- Paste


def test_a_paste_fills_the_table_and_tells_what_it_did(desk: Desk, sent: Callable[..., Page]) -> None:
    shown = sent(
        "fill",
        year_from="2024",
        subject="Giao biên chế",
        posts__duc__linh__mttq="5",
        posts__duc__linh__doan="9",
        paste="TT\tĐơn vị\tSố\n1\tMặt trận Tổ quốc Việt Nam\t06\n2\tHội Nông dân\t04\n3\tHội Lạ\t1\n\tTổng cộng\t11",
    )

    assert shown.status == 200
    assert "Đã điền 2 dòng, tổng 11, theo cột “Số”." in shown.text
    kept = fields_of(shown.html)
    assert (kept["posts-duc-linh-nong-dan"], kept["posts-duc-linh-doan"], kept["stated_total"]) == ("04", "9", "11")
    assert kept["subject"] == "Giao biên chế"
    assert kept["paste"] == "3\tHội Lạ\t1"
    assert "Dòng 4 3 Hội Lạ 1 : Không có dòng nào trong bảng tên “Hội Lạ”" in shown.text
    assert not DecisionDraft.objects.exists()


def test_a_paste_knows_other_former_and_short_names(desk: Desk, places: Places, sent: Callable[..., Page]) -> None:
    AgencyAlias.objects.create(agency=places.agency("duc-linh-mttq"), name="UBMTTQVN")
    AgencyName.objects.create(
        agency=places.agency("duc-linh-ccb"), name="Hội Cựu quân nhân", valid_to=dt.date(2020, 1, 1)
    )
    kind = places.agency("duc-linh-phu-nu").kind
    kind.short_name = "Hội LHPN"
    kind.save()

    shown = sent(
        "fill",
        paste="ubmttqvn huyện Đức Linh\t1\nHội cựu quân nhân\t2\nHội LHPN Đức Linh\t3\nHội Nông dân huyện\t4\nHuyện đoàn\t5",
    )

    kept = fields_of(shown.html)
    names = ("mttq", "ccb", "phu-nu", "nong-dan", "doan")
    assert [kept[f"posts-duc-linh-{name}"] for name in names] == ["1", "2", "3", "4", "5"]
    assert "Đã điền 5 dòng, cộng 15; phần dán không có dòng tổng." in shown.text


def test_the_province_pastes_the_names_of_its_districts(desk: Desk, sent: Callable[..., Page]) -> None:
    desk.paper()

    for name in ("Huyện Đức Linh", "Đức Linh", "Ủy duc-linh"):
        shown = sent("fill", "/vao-so/them/?dia-phuong=binh-thuan", paste=f"{name}\t30")
        assert fields_of(shown.html)["posts-pool-duc-linh"] == "30"


def test_a_number_that_stood_there_is_replaced_with_a_word(desk: Desk, sent: Callable[..., Page]) -> None:
    shown = sent("fill", posts__duc__linh__mttq="5", posts__duc__linh__ldld="2", paste="06\n02\n\n\n\n3\n")

    assert "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh: 06 thay cho 5" in shown.text
    assert "02 thay cho" not in shown.text


def test_of_several_columns_the_page_asks_which(desk: Desk, client: Client, sent: Callable[..., Page]) -> None:
    paste = "Hội Nông dân\t3\t4\nHuyện đoàn\t5\t6"

    asked = sent("fill", paste=paste)
    values = fields_of(asked.html)
    assert "Phần dán có 2 cột số: chọn cột" in asked.text
    assert values["paste"] == paste
    filled = Page(client.post(ADD, values | {"paste-column": "2", "fill": "1"}))

    assert fields_of(filled.html)["posts-duc-linh-doan"] == "6"


@pytest.mark.parametrize(
    ("paste", "sentence"),
    [
        pytest.param("", "Không thấy số nào", id="nothing"),
        pytest.param("1\n2", "Cột dán có 2 số nhưng bảng có 6 dòng", id="too few"),
        pytest.param("<script>alert(1)</script>\t4", "Chưa điền được dòng nào.", id="a hostile name"),
        pytest.param("4\n" * 2000, "Phần dán quá dài", id="too long"),
        pytest.param("\x00\x00{0}%ss\t4", "Chưa điền được dòng nào.", id="what a template might read"),
    ],
)
def test_a_paste_that_fills_nothing_is_kept(desk: Desk, paste: str, sentence: str, sent: Callable[..., Page]) -> None:
    shown = sent("fill", paste=paste)

    assert shown.status == 200
    assert sentence in shown.text
    assert "<script>alert" not in shown.html
    assert fields_of(shown.html)["paste"] == paste.removesuffix("\n" if "4\n4" not in paste else "")


# ---- The decision that is amended


def test_an_amending_decision_begins_with_what_it_changes(desk: Desk, page: Open) -> None:
    decision = desk.booked(
        desk.line("mttq", 6, category=desk.civil),
        year_from=2023,
        document=desk.paper(issued_on=dt.date(2022, 12, 1)),
    )

    shown = page(desk.drafts, "/vao-so/them/?dieu-chinh=1")

    kept = fields_of(shown.html)
    assert "kind-amendment" in shown.html
    assert f"thay đổi số đã giao theo Quyết định {decision.symbol}" in shown.text
    assert (kept["year_from"], kept["category"], kept["manner"]) == ("2023", "cong-chuc", "")
    assert "Đang giao năm 2023" in shown.text


def test_an_amending_decision_says_how_it_gives(desk: Desk, sent: Callable[..., Page]) -> None:
    desk.booked(desk.line("mttq", 6))
    address = "/vao-so/them/?dieu-chinh=1"
    typed = {"document": desk.paper().code, "posts__duc__linh__mttq": "2"}

    silent, told = sent(address=address, **typed), sent(address=address, manner="add", **typed)

    assert "Chọn hình thức: giao số mới, hay bổ sung, thu hồi." in silent.text
    assert told.status == 302


@pytest.mark.parametrize("position", ["0", "2", "x", "-1", "1e3", "9" * 30])
def test_a_decision_that_is_not_there_is_not_amended(desk: Desk, page: Open, position: str) -> None:
    desk.booked(desk.line("mttq", 6))

    assert page(desk.drafts, f"/vao-so/them/?dieu-chinh={position}").status == 404


def test_a_decision_elsewhere_is_not_amended(desk: Desk, page: Open, stranger: User, clerk: User) -> None:
    desk.allotment(30)

    assert page(stranger, "/vao-so/them/?dieu-chinh=1").status == 404
    assert page(clerk, "/vao-so/them/?dieu-chinh=1").status == 404


# ---- The scan


def _with_file(desk: Desk, client: Client, **changes: Any) -> Page:
    client.force_login(desk.drafts)
    values: dict[str, Any] = fields_of(client.get(ADD).content.decode())
    values |= {"document": desk.paper().code, "year_from": "2024", "posts-duc-linh-mttq": "6"}
    values["scan-scan"] = upload(name="quyet-dinh.pdf")
    return Page(client.post(ADD, values | changes))


def test_a_scan_is_kept_with_the_paper(desk: Desk, client: Client) -> None:
    answer = _with_file(desk, client, **{"scan-is_secret": "khong"})

    assert answer.status == 302, answer.text
    draft = DecisionDraft.objects.get()
    assert draft.document.attachments.get().original_name == "quyet-dinh.pdf"
    assert "Đã đính kèm: quyet-dinh.pdf" in Page(client.get(f"{draft.get_absolute_url()}sua/")).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"scan-is_secret": "co"}, "Sửa phần “Bản chụp quyết định”.", id="a state secret"),
        pytest.param({}, "Sửa phần “Bản chụp quyết định”.", id="no answer"),
        pytest.param(
            {"scan-is_secret": "khong", "posts-duc-linh-mttq": "sáu"}, "không phải là số nguyên", id="a slip elsewhere"
        ),
    ],
)
def test_a_file_that_the_browser_loses_is_told(
    desk: Desk, client: Client, changes: dict[str, str], sentence: str
) -> None:
    shown = _with_file(desk, client, **changes)

    assert shown.status == 400
    assert sentence in shown.text
    assert "Trình duyệt không giữ tệp “quyet-dinh.pdf”: chọn lại tệp trước khi ghi." in shown.text
    assert not DecisionDraft.objects.exists()


def test_a_refused_draft_keeps_no_file(desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from quotas import actions

    def refuse(**_options: Any) -> None:
        raise actions.WrongState("Phương án đã trình.")

    monkeypatch.setattr(actions, "save_draft", refuse)
    documents = Document.objects.count()

    shown = _with_file(desk, client, **{"scan-is_secret": "khong"})

    assert "Phương án đã trình." in shown.text
    assert Document.objects.count() == documents + 1  # the paper that the test itself wrote


# ---- What it costs


def test_sixty_agencies_cost_as_many_queries_as_six(
    desk: Desk, places: Places, client: Client, django_assert_max_num_queries: Any
) -> None:
    paper = desk.paper()
    desk.booked(desk.line("mttq", 6))
    client.force_login(desk.drafts)
    client.get(ADD)
    costs = []

    for count in (6, 60):
        for number in range(count - 6):
            agency = Agency.objects.create(
                code=f"so-{number}",
                name=f"Ban số {number}",
                kind=places.agency("duc-linh-mttq").kind,
                locality=desk.district.locality,
            )
            holder_of(agency=agency)
        values = fields_of(client.get(ADD).content.decode()) | {"document": paper.code, "year_from": "2024"}
        numbers = {name: "1" for name in values if name.startswith("posts-")}
        assert len(numbers) == count
        lines = {
            f"dong-{number}-{name}": value
            for number in range(count // 2)
            for name, value in (
                ("manner", "set"),
                ("holder", "co-quan:duc-linh-ccb"),
                ("category", "cong-chuc"),
                ("posts", "1"),
            )
        }
        below = {"dong-TOTAL_FORMS": str(count // 2), **lines}
        for holder in ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb"):
            desk.holder(holder)
        spent = {}
        for step, sent_values in {
            "open": None,
            "fill": {**values, "fill": "1", "paste": "\n".join("1" * count)},
            "refuse": {**values, **numbers, **below, "year_to": "2000"},
            "write": {**values, **numbers, **below},
        }.items():
            with django_assert_max_num_queries(120) as queries:
                answer = client.get(ADD) if sent_values is None else client.post(ADD, sent_values)
            assert answer.status_code == {"refuse": 400, "write": 302}.get(step, 200), (step, Page(answer).text)
            spent[step] = len(queries)
        costs.append(spent)

    few, many = costs
    # SQLite takes the rows of one INSERT in portions.
    assert many.pop("write") - few.pop("write") in range(5)
    assert few == many


def test_what_was_typed_is_shown_again_whatever_it_was(desk: Desk) -> None:
    form = DraftForm(
        {"year_from": "9" * 5000, "posts-duc-linh-mttq": "<b>", "extent": "?", "manner": "?", "shown_year": "²"},
        pool=desk.district,
        user=desk.drafts,
        today=TODAY,
    )

    assert not form.is_valid()
    assert form.year == 2024
    assert form.sum is None
    assert next(form.rows()).field.value() == "<b>"
    assert all(re.fullmatch(r"id_[a-z_0-9-]+", problem.address) for problem in form.problems)
