"""The plain pages on which one person prepares a decision and another books it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.models import Grant, User
from agencies.models import Agency, AgencyPlace
from quotas.actions import LineInput, holder_of, return_draft, submit_draft
from quotas.choices import Block, DecisionKind, DraftState
from quotas.forms import CountField, form_can_hold
from quotas.models import DecisionDraft, DraftAcknowledgement, DraftLine, Pool, QuotaDecision
from quotas.proof import find_faults
from regulations.models import Document, DocumentType, IssuingBody
from tests.quotas.conftest import Page
from tests.times import JULY, MARCH, NEW_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.conftest import Places
    from tests.quotas.conftest import Desk

    Open = Callable[..., Page]
    Post = Callable[..., Any]

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
ADD = "/vao-so/them/?dia-phuong=duc-linh"


@pytest.fixture
def post(client: Client) -> Post:
    """Send a form as a person."""

    def send(person: User, address: str, **fields: Any) -> Any:
        client.force_login(person)
        return client.post(address, {name.replace("__", "-"): value for name, value in fields.items()})

    return send


def typed(desk: Desk, paper: Document | None = None, **fields: Any) -> dict[str, Any]:
    """What a clerk types: six agencies with the numbers of 2034, unless told otherwise."""
    values: dict[str, Any] = {
        "document": (paper or desk.paper()).code,
        "year_from": "2024",
        "extent": "toan-van",
        "category": "chua-phan-loai",
        "manner": "set",
        "posts__duc__linh__mttq": "06",
        "posts__duc__linh__ldld": "2",
    }
    return values | fields


def of_paper(**fields: str) -> dict[str, str]:
    """What a clerk types of 2034-QĐ/HU instead of choosing it."""
    return {"document": "", "number": "2034", "issued_on": "15/12/2023"} | fields


def url(draft: DecisionDraft, step: str) -> str:
    """The address of a step of a draft."""
    return reverse(f"quotas:draft-{step}", args=[draft.code])


# ---- The form


def test_a_clerk_types_what_the_paper_prints(desk: Desk, post: Post) -> None:
    response = post(
        desk.drafts,
        ADD,
        **typed(
            desk,
            posts__duc__linh__nong__dan="-",
            posts__duc__linh__phu__nu="1.149",
            posts__duc__linh__doan="0",
            stated_total="1.157",
        ),
    )

    draft = DecisionDraft.objects.get()
    assert (response.status_code, response["Location"]) == (302, draft.get_absolute_url())
    lines = draft.lines.select_related("holder__agency").order_by("number")
    assert [(line.holder.agency.code, line.posts) for line in lines if line.holder.agency] == [
        ("duc-linh-mttq", 6),
        ("duc-linh-ldld", 2),
        ("duc-linh-nong-dan", None),
        ("duc-linh-phu-nu", 1149),
        ("duc-linh-doan", 0),
    ]
    first = lines[0]
    assert (first.label, first.operation, first.effective_on, first.effective_is_assumed) == (
        "giao",
        "set",
        NEW_YEAR,
        True,
    )
    assert draft.totals.get().posts == 1157
    assert (draft.prepared_by, draft.state) == (desk.drafts, DraftState.PREPARING)


def test_a_new_paper_is_recorded_with_the_draft(desk: Desk, post: Post) -> None:
    desk.paper()  # so that the committee and the type are known
    values = typed(desk) | {"document": "", "number": "2034", "issued_on": "15/12/2023", "subject": "Giao biên chế"}

    post(desk.drafts, ADD, **values)

    document = DecisionDraft.objects.get().document
    assert (document.symbol, document.issued_on, document.subject) == (
        "2034-QĐ/HU",
        dt.date(2023, 12, 15),
        "Giao biên chế",
    )
    assert document.history.get().history_user == desk.drafts


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"document": ""}, "hoặc chọn văn bản đã có trong sổ", id="no paper"),
        pytest.param(
            {"document": "", "number": "5", "subject": "Giao"}, "Ghi ngày ban hành", id="a new paper without day"
        ),
        pytest.param(
            {"document": "", "issued_on": "15/12/2023", "subject": "Giao"},
            "Ghi số quyết định.",
            id="a new paper without number",
        ),
        pytest.param(
            {"document": "", "number": "5", "issued_on": "15/12/2099", "subject": "Giao"},
            "Ngày ban hành 15/12/2099 chưa đến",
            id="a day to come",
        ),
        pytest.param(
            {"number": "5", "issued_on": "15/12/2023", "subject": "Giao"},
            "nhưng các ô ở trên ghi văn bản khác",
            id="two papers at once",
        ),
        pytest.param({"extent": ""}, "Chọn toàn văn hay trích.", id="neither whole nor extract"),
        pytest.param(
            {"document": "", "number": "5", "issued_on": "15/12/2023"},
            "Ghi trích yếu",
            id="a new paper without subject",
        ),
        pytest.param({"document": "khong-co"}, "", id="an unknown paper"),
        pytest.param({"year_to": "2023"}, "Năm cuối không được trước năm đầu", id="years backwards"),
        pytest.param({"year_from": "1900"}, "", id="a year before the register's first"),
        pytest.param({"year_from": "0"}, "", id="the year 0"),
        pytest.param({"year_from": "99999999999999999999"}, "", id="a year beyond reason"),
        pytest.param({"year_from": "²"}, "", id="a digit that is none"),
        pytest.param({"posts__duc__linh__mttq": "4 biên chế"}, "", id="words in the number"),
        pytest.param({"posts__duc__linh__mttq": "3,5"}, "", id="half a post"),
        pytest.param({"posts__duc__linh__mttq": "-2"}, "Giao thì không ghi số âm", id="a level below 0"),
        pytest.param({"posts__duc__linh__mttq": "+2"}, "Giao thì không ghi số âm", id="a level with a plus"),
        pytest.param(
            {"posts__duc__linh__mttq": "-2", "manner__duc__linh__mttq": "take"},
            "Ghi số không có dấu trừ",
            id="a minus taken back",
        ),
        pytest.param(
            {"posts__duc__linh__mttq": "", "manner__duc__linh__mttq": "take"},
            "Đã chọn hình thức: ghi số",
            id="a manner without a number",
        ),
        pytest.param({"paste": "MTTQ\t06"}, "Ô dán còn chữ chưa vào bảng", id="a paste that was not filled in"),
        pytest.param({"posts__duc__linh__mttq": "6\x00"}, "", id="a NUL"),
        pytest.param({"posts__duc__linh__mttq": "999999"}, "quá lớn", id="more than any paper gives"),
        pytest.param(
            {"manner": "add", "posts__duc__linh__mttq": "0"}, "phải có số lớn hơn 0", id="a supplement of nothing"
        ),
        pytest.param(
            {"manner": "add", "posts__duc__linh__mttq": "-"}, "Dấu “-” chỉ dùng khi giao", id="a supplement of a dash"
        ),
        pytest.param({"effective_on": "01/02/2025"}, "Ngày tính không được sau", id="a day after the first year"),
        pytest.param({"category": "khong-co"}, "", id="an unknown category"),
        pytest.param({"manner": "cho"}, "", id="an unknown manner"),
        pytest.param({"stated_total": "nhiều"}, "", id="a total in words"),
    ],
)
def test_a_slip_is_told_and_nothing_is_written(desk: Desk, post: Post, fields: dict[str, str], sentence: str) -> None:
    paper = desk.paper()

    response = post(desk.drafts, ADD, **typed(desk, paper, **fields))

    assert response.status_code == 400
    shown = Page(response)
    assert sentence in shown.text
    assert "Chưa ghi được: sửa các ô được đánh dấu." in shown.text
    assert 'value="2"' in shown.html  # what was typed stays
    assert not DecisionDraft.objects.exists()
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param("", id="without its subject"),
        pytest.param("giao  bien che", id="with its subject, typed in haste"),
    ],
)
def test_a_typed_paper_that_is_on_record_is_used(desk: Desk, client: Client, post: Post, subject: str) -> None:
    paper = desk.paper(2034)

    response = post(desk.drafts, ADD, **typed(desk, paper) | of_paper(subject=subject))

    assert DecisionDraft.objects.get().document == paper
    assert Document.objects.count() == 1
    told = Page(client.get(response["Location"])).text
    assert "Quyết định 2034-QĐ/HU, ngày 15/12/2023 đã có trong sổ: đã dùng văn bản đó." in told


def test_a_paper_on_record_with_another_subject_is_offered_and_taken_over_by_a_button(desk: Desk, post: Post) -> None:
    paper = desk.paper(2034)
    values = typed(desk, paper) | of_paper(subject="Về việc khác")

    refused = post(desk.drafts, ADD, **values)
    shown = Page(refused)
    assert refused.status_code == 400
    assert "đã có trong sổ, nhưng trích yếu trong sổ là “Giao biên chế”" in shown.text
    assert f'name="use-document" value="{paper.code}"' in shown.html
    assert 'value="Về việc khác"' in shown.html
    taken = post(desk.drafts, ADD, **values, **{"use-document": paper.code})

    assert taken.status_code == 302
    assert DecisionDraft.objects.get().document == paper
    assert Document.objects.count() == 1


def test_no_paper_of_another_place_is_taken_over(desk: Desk, places: Places, post: Post) -> None:
    foreign = desk.paper(7, place="na-hang")

    response = post(desk.drafts, ADD, **typed(desk), **{"use-document": foreign.code})

    assert "Văn bản này không có trong sổ của địa phương." in Page(response).text
    assert not DecisionDraft.objects.exists()


def test_a_place_without_a_committee_records_no_new_paper(desk: Desk, post: Post) -> None:
    desk.paper()
    IssuingBody.objects.filter(locality__code="duc-linh").update(suffix="XX")

    response = post(desk.drafts, ADD, **typed(desk) | of_paper(number="5", subject="Giao"))

    assert "Chọn cơ quan ban hành; chưa có trong danh sách thì nhờ quản trị khai báo trước." in Page(response).text
    assert not DecisionDraft.objects.exists()


def test_what_follows_from_the_locality_stands_there_and_may_be_changed(desk: Desk, page: Open, post: Post) -> None:
    desk.booked(desk.line("mttq", 6, category=desk.civil), document=desk.paper(1, organ="Ban Thường vụ"))
    committee = IssuingBody.objects.get(locality__code="duc-linh")
    other = IssuingBody.objects.create(
        code="hdnd-duc-linh", name="HĐND Đức Linh", suffix="HĐND", locality=committee.locality
    )
    DocumentType.objects.create(code="nghi-quyet", name="Nghị quyết", series="NQ")

    shown = page(desk.drafts, ADD)
    assert "Ủy duc-linh · Ban Thường vụ · Quyết định · Cán bộ, công chức" in shown.text
    values = typed(desk) | of_paper(number="9", subject="Giao") | {"organ": "", "type": "nghi-quyet"}
    post(desk.drafts, ADD, **values, series_of=other.code)

    document = DecisionDraft.objects.latest("pk").document
    assert (document.series_of, document.organ, document.symbol) == (other, "", "9-NQ/HĐND")


def test_a_clerk_writes_no_paper_in_the_name_of_the_body_above(desk: Desk, clerk: User, post: Post) -> None:
    desk.paper(place="binh-thuan")

    response = post(clerk, ADD, **typed(desk) | of_paper(number="9", subject="Giao") | {"series_of": "binh-thuan-uy"})

    assert response.status_code == 400
    assert not DecisionDraft.objects.exists()


@pytest.mark.parametrize(
    ("manner", "number", "operation", "posts", "provisional"),
    [
        pytest.param("provisional", "6", "set", 6, True, id="tạm giao"),
        pytest.param("add", "2", "add", 2, False, id="bổ sung"),
        pytest.param("add", "+2", "add", 2, False, id="bổ sung with a plus"),
        pytest.param("take", "2", "add", -2, False, id="thu hồi"),
    ],
)
def test_the_manner_decides_what_the_lines_do(
    desk: Desk, post: Post, manner: str, number: str, operation: str, posts: int, *, provisional: bool
) -> None:
    post(
        desk.drafts,
        ADD,
        **typed(
            desk, manner=manner, posts__duc__linh__mttq=number, posts__duc__linh__ldld="", effective_on="01/03/2024"
        ),
    )

    line = DraftLine.objects.get()
    assert (line.operation, line.posts, line.provisional, line.effective_on, line.effective_is_assumed) == (
        operation,
        posts,
        provisional,
        MARCH,
        False,
    )


def test_the_form_shows_the_year_before_beside_each_agency(desk: Desk, page: Open) -> None:
    desk.booked(
        desk.line("mttq", 6),
        desk.line("ldld", None),
        year_from=2023,
        document=desk.paper(issued_on=dt.date(2022, 12, 1)),
    )
    draft = desk.draft(desk.line("mttq", 5))

    shown = page(desk.drafts, url(draft, "edit"))

    assert [row[2] for row in shown.tables[0][1:3]] == ["6", "–"]
    assert shown.tables[0][0][2] == "Giao năm 2023"


def test_the_form_lists_the_agencies_of_the_place_not_their_parts(desk: Desk, places: Places, page: Open) -> None:
    agency = places.agency("duc-linh-mttq")
    part = Agency.objects.create(code="phan", name="Bộ phận nhỏ", kind=agency.kind, locality=agency.locality)
    AgencyPlace.objects.create(agency=part, parent=agency)

    shown = page(desk.drafts, ADD)

    names = Agency.objects.filter(locality__code="duc-linh", places__isnull=True).order_by("order")
    assert [row[1] for row in shown.tables[0][1:7]] == list(names.values_list("name", flat=True))
    assert "Bộ phận nhỏ" not in shown.text
    assert "na-hang" not in shown.html


def test_the_province_gives_to_the_pools_below(desk: Desk, post: Post) -> None:
    paper = desk.paper(place="binh-thuan")

    post(
        desk.drafts,
        "/vao-so/them/?dia-phuong=binh-thuan",
        **typed(desk, paper, posts__duc__linh__mttq="", posts__duc__linh__ldld="", posts__pool__duc__linh="30"),
    )

    line = DraftLine.objects.get()
    assert (line.holder.pool, line.posts) == (desk.district, 30)


def test_an_extract_keeps_no_total(desk: Desk, post: Post) -> None:
    post(desk.drafts, ADD, **typed(desk, extent="trich", stated_total="300"))

    draft = DecisionDraft.objects.get()
    assert draft.is_extract
    assert not draft.totals.exists()


# ---- Changing a draft


def test_a_draft_is_shown_as_typed_and_changed_in_its_own_version(desk: Desk, page: Open, post: Post) -> None:
    paper = desk.paper()
    post(desk.drafts, ADD, **typed(desk, paper, stated_total="8", posts__duc__linh__ccb="-"))
    draft = DecisionDraft.objects.get()

    shown = page(desk.drafts, url(draft, "edit"))
    for piece in ('name="posts-duc-linh-mttq" value="6"', 'name="posts-duc-linh-ccb" value="-"', 'value="8"'):
        assert piece in shown.html
    response = post(
        desk.drafts, url(draft, "edit"), **typed(desk, paper, version=draft.version, posts__duc__linh__mttq="5")
    )

    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.version == 2
    assert [line.posts for line in draft.lines.order_by("number")] == [5, 2]


def test_an_older_form_does_not_write_over_another_persons_change(desk: Desk, clerk: User, post: Post) -> None:
    draft = desk.draft(desk.line("mttq", 6))
    desk.draft(desk.line("mttq", 7), draft=draft, document=draft.document, by=clerk)

    response = post(desk.drafts, url(draft, "edit"), **typed(desk, draft.document, version="1"))

    assert response.status_code == 400
    assert "đã được người khác sửa sau khi bạn mở (bạn đọc bản 1, hiện là bản 2)" in Page(response).text
    assert [line.posts for line in draft.lines.all()] == [7]


@pytest.mark.parametrize("state", ["submitted", "booked"])
def test_a_draft_out_of_hand_is_not_edited(desk: Desk, client: Client, post: Post, state: str) -> None:
    draft = desk.submitted(desk.line("mttq", 6)) if state == "submitted" else desk.booked(desk.line("mttq", 6)).draft
    client.force_login(desk.drafts)

    assert client.get(url(draft, "edit")).status_code == 302
    assert post(desk.drafts, url(draft, "edit"), **typed(desk, draft.document)).status_code == 302
    assert [line.posts for line in draft.lines.all()] == [6]


def _held(desk: Desk) -> dict[str, DecisionDraft]:
    """Drafts by what is peculiar about them."""
    booked = desk.booked(desk.line("mttq", 6))
    wrong = booked.lines.get()
    correction = {"document": booked.document, "kind": DecisionKind.CORRECTION}
    return {
        "plain": desk.draft(desk.line("mttq", 6), desk.line("ldld", None), totals=[desk.total(6)]),
        "empty": desk.draft(),
        "a move": desk.draft(desk.move("mttq", "ldld", 1)),
        "a correction": desk.draft(desk.line("mttq", 5, corrects=wrong), **correction),
        "a line left out": desk.draft(desk.line("ldld", 2), **correction),
        "two categories": desk.draft(desk.line("mttq", 6), desk.line("ldld", 2, category=desk.civil)),
        "one agency twice": desk.draft(desk.line("mttq", 6), desk.line("mttq", 7, effective_on=JULY)),
        "two days": desk.draft(desk.line("mttq", 6), desk.line("ldld", 2, effective_on=JULY)),
        "two manners": desk.draft(desk.line("mttq", 6), desk.add("ldld", 2)),
        "years of its own": desk.draft(desk.line("mttq", 6, year_to=2024), year_to=2025),
        "two totals": desk.draft(desk.line("mttq", 6), totals=[desk.total(6), desk.total(0, desk.civil)]),
        "a paper from above": desk.draft(desk.line("mttq", 6), document=desk.paper(place="binh-thuan")),
    }


def test_the_form_takes_only_drafts_that_it_shows_whole(desk: Desk, client: Client, page: Open) -> None:
    drafts = _held(desk)
    client.force_login(desk.drafts)

    corrections = {"a correction", "a line left out"}
    assert {name for name, draft in drafts.items() if not form_can_hold(draft)} == corrections
    for name, draft in drafts.items():
        is_held = name not in corrections
        assert client.get(url(draft, "edit")).status_code == (200 if is_held else 302), name
        assert (url(draft, "edit") in page(desk.drafts, draft.get_absolute_url()).html) is is_held, name


# ---- From hand to hand


def test_two_persons_take_a_decision_into_the_register(desk: Desk, page: Open, post: Post) -> None:
    post(desk.drafts, ADD, **typed(desk, stated_total="8"))
    draft = DecisionDraft.objects.get()
    shown = page(desk.drafts, draft.get_absolute_url())
    assert "Đang lập" in shown.text
    assert "Trình" in shown.html
    assert url(draft, "book") not in shown.html

    submitted = post(desk.drafts, url(draft, "submit"), version=draft.version)
    assert submitted["Location"] == draft.get_absolute_url()
    draft.refresh_from_db()
    for_staff, for_approver = (page(who, draft.get_absolute_url()) for who in (desk.drafts, desk.books))
    assert url(draft, "book") not in for_staff.html
    assert url(draft, "book") in for_approver.html

    booked = post(desk.books, url(draft, "book"), version=draft.version, known_at="0")
    assert booked["Location"] == "/quyet-dinh/1/"
    assert page(desk.books, "/bien-che/duc-linh/2024/").column("Giao năm 2024")[:2] == ["6", "2"]
    assert find_faults() == []


def test_a_second_click_finds_the_decision_that_the_first_made(desk: Desk, post: Post) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    fields = {"version": draft.version, "known_at": 0}

    first, second = (post(desk.books, url(draft, "book"), **fields) for _click in range(2))

    assert first["Location"] == second["Location"] == "/quyet-dinh/1/"
    assert QuotaDecision.objects.count() == 1


def test_a_second_submission_is_refused_in_words(desk: Desk, post: Post) -> None:
    draft = desk.submitted(desk.line("mttq", 6))

    response = post(desk.drafts, url(draft, "submit"), version=draft.version)

    assert response.status_code == 409
    assert "hiện ở trạng thái “Đã trình”" in Page(response).text


def test_the_editor_is_told_that_another_must_book(desk: Desk, clerk: User, page: Open, post: Post) -> None:
    draft = desk.submitted(desk.line("mttq", 6), by=clerk)

    shown = page(clerk, draft.get_absolute_url())
    response = post(clerk, url(draft, "book"), version=draft.version, known_at=0)

    assert "người khác phải đối chiếu và vào sổ" in shown.text
    assert url(draft, "book") not in shown.html
    assert response.status_code == 409
    assert "người khác phải đối chiếu" in Page(response).text
    assert not QuotaDecision.objects.exists()


def test_an_administrator_who_edited_does_not_book_either(desk: Desk, administrator: User, post: Post) -> None:
    draft = desk.submitted(desk.line("mttq", 6), by=administrator)

    assert post(administrator, url(draft, "book"), version=draft.version).status_code == 409
    assert post(desk.books, url(draft, "book"), version=draft.version).status_code == 302


def test_a_page_that_is_out_of_date_books_nothing(desk: Desk, post: Post) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    desk.booked(desk.line("ldld", 2), document=desk.paper(88))

    stale_register = post(desk.books, url(draft, "book"), version=draft.version, known_at=0)
    stale_draft = post(desk.books, url(draft, "book"), version=draft.version - 1, known_at=1)

    assert (stale_register.status_code, stale_draft.status_code) == (409, 409)
    assert "sổ đã ghi thêm: 88-QĐ/HU (số 1)" in Page(stale_register).text
    assert "đã được người khác sửa" in Page(stale_draft).text
    assert QuotaDecision.objects.count() == 1
    # The page that tells so is up to date again.
    assert 'name="known_at" value="1"' in Page(stale_register).html


def test_a_draft_is_given_back_with_a_remark(desk: Desk, page: Open, post: Post) -> None:
    draft = desk.submitted(desk.line("mttq", 6))

    silent = post(desk.books, url(draft, "return"), remark="  ", version=draft.version)
    returned = post(desk.books, url(draft, "return"), remark="Dòng 1 ghi 5", version=draft.version)

    assert silent.status_code == 400
    assert "Ghi ý kiến để người lập biết cần sửa gì." in Page(silent).text
    assert returned["Location"] == draft.get_absolute_url()
    shown = page(desk.drafts, draft.get_absolute_url())
    assert "Ý kiến trả lại : Dòng 1 ghi 5" in shown.text.replace("lại:", "lại :")
    assert "Dòng 1 ghi 5" in page(desk.drafts, url(draft, "edit")).text


def test_warnings_are_acknowledged_with_a_reason_on_the_page(desk: Desk, page: Open, post: Post) -> None:
    draft = desk.draft(desk.line("mttq", 6), totals=[desk.total(9)])

    refused = post(desk.drafts, url(draft, "submit"), version=draft.version)
    assert refused.status_code == 409
    assert 'name="reason-total-differs"' in Page(refused).html
    accepted = post(
        desk.drafts,
        url(draft, "submit"),
        version=draft.version,
        reason__total__differs="Bản giấy\x00 in sai",
        reason__khong__co="Không có cảnh báo này",
    )

    assert accepted.status_code == 302
    given = DraftAcknowledgement.objects.get()
    assert (given.code, given.reason) == ("total-differs", "Bản giấy in sai")
    assert "Bản giấy in sai (Cán bộ Đức Linh)" in page(desk.books, draft.get_absolute_url()).text


def test_errors_are_listed_and_what_was_typed_beside_warnings_stays(desk: Desk, post: Post) -> None:
    draft = desk.draft(desk.add("mttq", 1), totals=[desk.total(9)])

    response = post(desk.drafts, url(draft, "submit"), version=draft.version, reason__total__differs="In sai")

    shown = Page(response)
    assert response.status_code == 409
    assert "chưa có số được giao năm 2024" in shown.text
    assert 'value="In sai"' in shown.html
    assert not DraftAcknowledgement.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "9" * 5000])
def test_a_version_that_is_no_number_harms_nothing(desk: Desk, post: Post, number: str) -> None:
    draft = desk.draft(desk.line("mttq", 6))

    assert post(desk.drafts, url(draft, "submit"), version=number).status_code in {302, 409}


# ---- Who may open what


def test_drafts_are_hidden_from_whoever_neither_drafts_nor_compares_there(
    desk: Desk, page: Open, post: Post, stranger: User, auditor: User, unit_head: User
) -> None:
    draft = desk.submitted(desk.line("mttq", 6))

    for person in (stranger, auditor, unit_head):
        for address in (draft.get_absolute_url(), url(draft, "edit"), ADD):
            assert page(person, address).status == 404
        for step in ("submit", "return", "book"):
            assert post(person, url(draft, step), remark="x").status_code == 404
    assert page(stranger, "/vao-so/").status == 200
    assert draft.code not in page(stranger, "/vao-so/").html
    assert page(auditor, "/vao-so/").status == 404
    assert page(unit_head, "/vao-so/").status == 404
    assert page(stranger, draft.get_absolute_url()).html == page(stranger, "/vao-so/du-thao-999999/").html


@pytest.mark.parametrize("code", ["du-thao-0", "du-thao-", "du-thao-x", "1", "du-thao-" + "9" * 40])
def test_a_code_that_names_no_draft_is_404(desk: Desk, page: Open, code: str) -> None:
    desk.draft(desk.line("mttq", 6))

    assert page(desk.drafts, f"/vao-so/{code}/").status == 404


def test_a_draft_is_changed_by_posts_only(desk: Desk, client: Client) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    client.force_login(desk.books)

    for step in ("submit", "return", "book"):
        assert client.get(url(draft, step)).status_code == 405
    assert not QuotaDecision.objects.exists()


def test_the_list_shows_what_is_on_its_way(desk: Desk, page: Open) -> None:
    desk.draft(desk.line("mttq", 6), document=desk.paper(11))
    submitted = desk.submitted(desk.line("ldld", 2), document=desk.paper(12))
    submit_draft(draft=desk.draft(desk.line("ccb", 3), document=desk.paper(13)), by=desk.drafts, at=MOMENT)
    return_draft(draft=DecisionDraft.objects.get(document__number=13), remark="Sai", by=desk.books, at=MOMENT)

    shown = page(desk.drafts, "/vao-so/")
    only = page(desk.drafts, "/vao-so/", trang_thai="submitted")

    assert shown.column("Văn bản") == ["13-QĐ/HU", "12-QĐ/HU", "11-QĐ/HU"]
    assert shown.column("Trạng thái") == ["Trả lại", "Đã trình", "Đang lập"]
    assert only.column("Phương án") == [submitted.code]
    assert "Vào sổ quyết định" in shown.text


def test_who_drafts_in_two_places_chooses_one(desk: Desk, page: Open) -> None:
    Pool.objects.create(locality=desk.district.locality, block=Block.STATE)

    shown = page(desk.drafts, "/vao-so/them/")

    assert shown.html.count("?dia-phuong=") == 3
    assert page(desk.drafts, f"{ADD}&khoi=state").status == 200
    assert page(desk.drafts, f"{ADD}&khoi=x").status == 404
    assert page(desk.drafts, "/vao-so/them/?dia-phuong=na-hang").status == 404
    assert page(desk.books, "/vao-so/them/").status == 404


def test_who_drafts_in_one_place_is_taken_there(desk: Desk, page: Open) -> None:
    person = User.objects.create(username="mot.noi")
    Grant.objects.create(user=person, role="staff", locality=desk.district.locality)

    assert "Hội Nông dân huyện Đức Linh" in page(person, "/vao-so/them/").text


def test_the_page_of_a_long_draft_costs_as_many_queries_as_that_of_a_short_one(
    desk: Desk, places: Places, client: Client, django_assert_max_num_queries: Any
) -> None:
    kind = places.agency("duc-linh-mttq").kind
    few = desk.draft(*(desk.line(name, 1) for name in ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb")))
    lines = []
    for number in range(60):
        agency = Agency.objects.create(
            code=f"so-{number}", name=f"Số {number}", kind=kind, locality=desk.district.locality
        )
        lines.append(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1))
    many = desk.draft(*lines)
    client.force_login(desk.drafts)

    for step in ("detail", "edit"):
        counts = []
        client.get(url(few, step))
        for draft in (few, many):
            with django_assert_max_num_queries(45) as counted:
                assert client.get(url(draft, step)).status_code == 200
            counts.append(len(counted.captured_queries))
        assert counts[0] == counts[1], step


def test_a_count_is_read_as_papers_print_it() -> None:
    field = CountField(signed=True)

    assert [field.clean(text) for text in ("06", "1.149", "-", "–", "", "+3", "-3")] == [
        6,
        1149,
        None,
        None,
        None,
        3,
        -3,
    ]
