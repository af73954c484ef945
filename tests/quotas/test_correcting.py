"""Putting a record right through its pages: restated, voided, left-out lines, withdrawal, and who compares later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localities.models import Locality
from quotas.choices import DecisionKind, DraftState
from quotas.models import Countersignature, DecisionDraft, QuotaDecision
from quotas.proof import find_faults
from tests.quotas.conftest import Page
from tests.times import JULY, NEW_YEAR

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User
    from tests.quotas.conftest import Desk

    Open = Callable[..., Page]
    Post = Callable[..., Any]

REASON = "Gõ nhầm khi vào sổ."
FORM = "/quyet-dinh/1/dinh-chinh/"


@pytest.fixture
def post(client: Client) -> Post:
    """Send a form as a person."""

    def send(person: User, address: str, fields: dict[str, Any] | None = None) -> Any:
        client.force_login(person)
        return client.post(address, fields or {})

    return send


def kept(decision: QuotaDecision) -> dict[str, Any]:
    """Every line of a decision kept as it is, and a reason."""
    rows = {f"dong-{decision.position}-{line.number}": "giu" for line in decision.lines.all()}
    return {**rows, "reason": REASON, "bo-sot-TOTAL_FORMS": "1", "bo-sot-INITIAL_FORMS": "0"}


def restated(number: int, **changed: Any) -> dict[str, Any]:
    """Line `number` restated: the Front's six posts of 2024, unless told otherwise."""
    name = f"dong-1-{number}"
    values = {
        "manner": "set",
        "holder": "co-quan:duc-linh-mttq",
        "to_holder": "",
        "category": "chua-phan-loai",
        "posts": "6",
        "effective_on": "",
        "year_from": "2024",
        "year_to": "2024",
        "label": "giao",
    } | changed
    return {name: "sua"} | {f"{name}-ghi-lai-{field}": value for field, value in values.items()}


def missing(number: int = 0, **changed: Any) -> dict[str, Any]:
    """A line that was left out."""
    values = {"manner": "set", "category": "chua-phan-loai"} | changed
    return {f"bo-sot-{number}-{field}": value for field, value in values.items()}


def booked(desk: Desk, post: Post, fields: dict[str, Any], position: int = 1) -> QuotaDecision:
    """Type a correction, submit it, and book it as the other person."""
    post(desk.drafts, f"/quyet-dinh/{position}/dinh-chinh/", fields)
    draft = DecisionDraft.objects.latest("pk")
    post(desk.drafts, f"/vao-so/{draft.code}/trinh/")
    post(desk.books, f"/vao-so/{draft.code}/vao-so/")
    return QuotaDecision.objects.get(draft=draft)


# ---- The form


def test_the_form_shows_what_stands_and_nothing_that_was_put_right_before(desk: Desk, page: Open) -> None:
    decision = desk.year_2024()
    desk.corrected(decision, desk.line("mttq", 5, corrects=decision.lines.get(number=1)))

    shown = page(desk.drafts, FORM)

    assert shown.status == 200
    assert "dòng 1, số vào sổ 1 " not in shown.text
    assert "dòng 1, số vào sổ 2 " in shown.text
    assert "dòng 6, số vào sổ 1 " in shown.text


def test_a_wrong_number_is_put_right_and_both_stay_on_record(desk: Desk, page: Open, post: Post) -> None:
    decision = desk.year_2024()

    correction = booked(desk, post, kept(decision) | restated(1, posts="5"))

    assert (correction.kind, correction.document, correction.reason) == ("correction", decision.document, REASON)
    line = correction.lines.get()
    assert (line.corrects, line.posts, line.effective_on, line.effective_is_assumed) == (
        decision.lines.get(number=1),
        5,
        NEW_YEAR,
        True,
    )
    assert desk.posts("mttq", JULY) == 5
    first = page(desk.drafts, "/quyet-dinh/1/")
    assert "đã đính chính, số vào sổ 2" in first.text
    assert REASON in first.text
    assert "đính chính dòng 1, số vào sổ 1" in page(desk.drafts, "/quyet-dinh/2/").text
    assert find_faults() == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"effective_on": "01/07/2024"}, ("duc-linh-mttq", 6, JULY), id="the day"),
        pytest.param({"holder": "co-quan:duc-linh-doan"}, ("duc-linh-doan", 6, NEW_YEAR), id="the agency"),
        pytest.param({"posts": "-"}, ("duc-linh-mttq", None, NEW_YEAR), id="a dash"),
        pytest.param({"manner": "add", "posts": "1"}, ("duc-linh-mttq", 1, None), id="the kind"),
    ],
)
def test_anything_of_a_line_may_be_put_right(
    desk: Desk, post: Post, changed: dict[str, Any], told: tuple[str, int | None, dt.date | None]
) -> None:
    decision = desk.booked(desk.line("mttq", 6, label="giao"))

    post(desk.drafts, FORM, kept(decision) | restated(1, **changed))

    line = DecisionDraft.objects.latest("pk").lines.get()
    assert line.holder.agency is not None
    assert (line.holder.agency.code, line.posts) == told[:2]
    assert told[2] in {None, line.effective_on}


def test_a_line_that_the_paper_does_not_have_is_voided_and_one_left_out_is_added(desk: Desk, post: Post) -> None:
    decision = desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))

    correction = booked(
        desk, post, kept(decision) | {"dong-1-2": "huy"} | missing(holder="co-quan:duc-linh-doan", posts="5")
    )

    assert [(line.operation, line.posts) for line in correction.lines.order_by("number")] == [
        ("void", None),
        ("set", 5),
    ]
    assert (desk.posts("ldld", JULY), desk.posts("doan", JULY)) == (0, 5)


def test_a_whole_decision_is_withdrawn_as_if_never_given(desk: Desk, page: Open, post: Post) -> None:
    decision = desk.year_2024()
    offered = page(desk.drafts, f"{FORM}?rut=1")
    assert offered.html.count('type="hidden" name="dong-1-') == offered.html.count('value="huy"') == 6
    assert "radio" not in offered.html

    withdrawn = booked(
        desk, post, {f"dong-1-{line.number}": "huy" for line in decision.lines.all()} | {"reason": "Nhầm."}
    )

    assert "huỷ dòng đã ghi dòng 1, số vào sổ 1" in page(desk.drafts, withdrawn.get_absolute_url()).text
    assert [desk.posts(name, JULY) for name in ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb")] == [0] * 6
    assert "Không còn dòng nào của văn bản này trong sổ." in page(desk.drafts, FORM).text
    assert "Đã rút khỏi sổ" in page(desk.drafts, "/quyet-dinh/1/").text


def test_a_withdrawal_says_so_before_it_is_booked(desk: Desk, page: Open, post: Post) -> None:
    decision = desk.booked(desk.line("mttq", 6), totals=[desk.total(6)])

    post(desk.drafts, f"{FORM}?rut=1", {"dong-1-1": "huy", "reason": "Nhầm năm."})

    shown = page(desk.drafts, DecisionDraft.objects.exclude(decision=decision).get().get_absolute_url())
    assert "Phương án rút quyết định khỏi sổ" in shown.text
    assert "sau khi vào sổ, văn bản này không còn dòng nào." in shown.text
    assert "Tổng số ghi trong quyết định" not in shown.text


def test_the_totals_of_the_paper_are_asked_again(desk: Desk, page: Open, post: Post) -> None:
    reasons = {"total-differs": "Bản giấy cộng sai."}
    decision = desk.booked(desk.line("mttq", 6), totals=[desk.total(7)], reasons=reasons)
    assert 'name="tong-chua-phan-loai" value="7"' in page(desk.drafts, FORM).html

    correction = booked(desk, post, kept(decision) | restated(1, posts="7") | {"tong-chua-phan-loai": "7"})

    assert correction.totals.get().posts == 7
    assert correction.acknowledgements.count() == 0


def test_a_correction_changes_no_total_that_it_does_not_speak_of(desk: Desk, page: Open, post: Post) -> None:
    lines = [desk.line("mttq", 6, category=desk.undivided), desk.line("mttq", 2, category=desk.civil)]
    totals = [desk.total(6), desk.total(None, desk.civil, counts_in_total=False)]
    decision = desk.booked(*lines, totals=totals)
    assert page(desk.drafts, "/bien-che/duc-linh/2024/").column("Giao năm 2024")[-1] == "6"

    booked(desk, post, kept(decision) | restated(2, posts="3", category="cong-chuc") | {"tong-chua-phan-loai": "6"})

    assert page(desk.drafts, "/bien-che/duc-linh/2024/").column("Giao năm 2024")[-1] == "6"


def test_a_paper_booked_anew_is_corrected_as_its_last_booking_has_it(desk: Desk, post: Post) -> None:
    first = desk.booked(desk.line("mttq", 6, year_from=2025), is_extract=True, year_from=2025, document=desk.paper(77))
    desk.corrected(first, desk.void(first.lines.get()), year_from=2025)
    desk.booked(desk.line("mttq", 6, label="giao"), document=first.document, totals=[desk.total(6)])

    fields = {
        "dong-3-1": "giu",
        "reason": REASON,
        "bo-sot-TOTAL_FORMS": "1",
        "bo-sot-INITIAL_FORMS": "0",
        "tong-chua-phan-loai": "8",
    }
    post(desk.drafts, "/quyet-dinh/1/dinh-chinh/", fields | missing(holder="co-quan:duc-linh-ldld", posts="2"))

    draft = DecisionDraft.objects.latest("pk")
    assert (draft.is_extract, draft.year_from, draft.year_to) == (False, 2024, 2024)
    assert [(line.posts, line.year_from, line.year_to) for line in draft.lines.all()] == [(2, 2024, 2024)]
    assert draft.totals.get().posts == 8


def test_a_line_left_out_has_the_years_of_the_paper_whatever_another_line_reaches(desk: Desk, post: Post) -> None:
    decision = desk.booked(desk.line("mttq", 6, label="giao"))

    post(
        desk.drafts,
        FORM,
        kept(decision) | restated(1, year_to="2025") | missing(holder="co-quan:duc-linh-doan", posts="5"),
    )

    lines = DecisionDraft.objects.latest("pk").lines.order_by("number")
    assert [(line.posts, line.year_from, line.year_to) for line in lines] == [(6, 2024, 2025), (5, 2024, 2024)]


def test_the_head_of_a_unit_does_not_read_why_others_were_put_right(
    desk: Desk, page: Open, post: Post, unit_head: User
) -> None:
    decision = desk.year_2024()
    correction = {"reason": "Huyện đoàn là 8 chứ không phải 5."}
    phu_nu = restated(4, posts="3", holder="co-quan:duc-linh-phu-nu")
    booked(desk, post, kept(decision) | phu_nu | correction)

    figure = "/bien-che/duc-linh/2024/can-cu/co-quan/duc-linh-phu-nu/"
    for address in ("/quyet-dinh/1/", "/quyet-dinh/2/", figure):
        assert "Huyện đoàn là 8" in page(desk.drafts, address).text
        assert "Huyện đoàn là 8" not in page(unit_head, address).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({}, "Chưa đính chính dòng nào", id="nothing is put right"),
        pytest.param({"reason": " ", "dong-1-1": "huy"}, "Ghi lý do đính chính.", id="no reason"),
        pytest.param(restated(1), "Dòng này chưa sửa gì", id="restated as it was"),
        pytest.param(restated(1, posts="4 biên chế"), "Sửa các ô được đánh dấu của dòng này.", id="a bad number"),
        pytest.param(restated(1, holder="co-quan:na-hang-mttq"), "Sửa các ô", id="an agency of another place"),
        pytest.param(missing(posts="5"), "Sửa các ô được đánh dấu của dòng bị bỏ sót.", id="nobody named"),
        pytest.param({"dong-1-1": "xoá"}, "", id="an unknown treatment"),
        pytest.param(
            restated(1, posts="5") | {"dong-1-1": "giu"},
            "Các ô của dòng này đã được sửa",
            id="changed and kept at once",
        ),
        pytest.param(restated(1, effective_on="01/01/0204"), "Sửa các ô", id="a day of long ago"),
        pytest.param({"bo-sot-TOTAL_FORMS": "9" * 400, "dong-1-1": "xoá"}, "", id="more lines than there are atoms"),
    ],
)
def test_what_cannot_be_written_is_told_and_leaves_no_draft(
    desk: Desk, post: Post, fields: dict[str, Any], sentence: str
) -> None:
    decision = desk.booked(desk.line("mttq", 6, label="giao"))

    response = post(desk.drafts, FORM, kept(decision) | fields)

    assert response.status_code == 400
    assert sentence in Page(response).text
    assert DecisionDraft.objects.filter(kind=DecisionKind.CORRECTION).count() == 0


def test_one_more_line_is_offered_and_everything_typed_comes_back(desk: Desk, post: Post) -> None:
    decision = desk.booked(desk.line("mttq", 6))
    fields = kept(decision) | restated(1, posts="bảy") | missing(posts="chín") | {"bo-sot-them": "1"}

    response = post(desk.drafts, FORM, fields)

    html = response.content.decode()
    assert response.status_code == 200
    assert 'name="dong-1-1-ghi-lai-posts" value="bảy"' in html
    assert 'name="bo-sot-0-posts" value="chín"' in html
    assert 'name="bo-sot-1-posts"' in html
    assert REASON in html
    assert "field-error" not in html


def test_a_returned_correction_opens_as_it_was_typed(desk: Desk, page: Open, post: Post) -> None:
    decision = desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    fields = kept(decision) | restated(1, posts="5") | {"dong-1-2": "huy"}
    post(desk.drafts, FORM, fields | missing(holder="co-quan:duc-linh-doan", posts="5"))
    draft = DecisionDraft.objects.latest("pk")
    post(desk.drafts, f"/vao-so/{draft.code}/trinh/")
    post(desk.books, f"/vao-so/{draft.code}/tra-lai/", {"remark": "Xem lại dòng 1."})
    before = list(draft.lines.order_by("number").values("operation", "holder", "posts", "corrects", "effective_on"))

    opened = page(desk.drafts, f"/vao-so/{draft.code}/dinh-chinh/")

    assert "Xem lại dòng 1." in opened.text
    assert 'name="dong-1-1-ghi-lai-posts" value="5"' in opened.html
    again = fields | missing(holder="co-quan:duc-linh-doan", posts="5") | {"version": str(draft.version + 2)}
    response = post(desk.drafts, f"/vao-so/{draft.code}/dinh-chinh/", again)
    assert response.status_code == 302
    after = list(draft.lines.order_by("number").values("operation", "holder", "posts", "corrects", "effective_on"))
    assert after == before


def test_somebody_elses_change_is_not_written_over(desk: Desk, post: Post) -> None:
    decision = desk.booked(desk.line("mttq", 6))
    post(desk.drafts, FORM, kept(decision) | restated(1, posts="5"))
    draft = DecisionDraft.objects.latest("pk")

    fields = kept(decision) | restated(1, posts="4") | {"version": "99"}
    response = post(desk.drafts, f"/vao-so/{draft.code}/dinh-chinh/", fields)

    assert response.status_code == 400
    assert "đã được người khác sửa" in Page(response).text
    assert draft.lines.get().posts == 5


def test_a_second_correction_of_the_paper_is_told_of_the_first(desk: Desk, page: Open, post: Post) -> None:
    decision = desk.booked(desk.line("mttq", 6))
    post(desk.drafts, FORM, kept(decision) | restated(1, posts="5"))

    assert "chưa vào sổ" in page(desk.drafts, FORM).text


def test_only_who_drafts_there_puts_right(
    desk: Desk, page: Open, approver: User, auditor: User, unit_head: User, stranger: User
) -> None:
    desk.year_2024()

    assert [page(person, FORM).status for person in (approver, auditor, unit_head, stranger)] == [404] * 4
    assert "Rút khỏi sổ" in page(desk.drafts, "/quyet-dinh/1/").text
    assert "Rút khỏi sổ" not in page(auditor, "/quyet-dinh/1/").text


def test_a_draft_that_is_no_correction_opens_in_its_own_form(desk: Desk, page: Open) -> None:
    draft = desk.draft(desk.line("mttq", 6))

    assert page(desk.drafts, f"/vao-so/{draft.code}/dinh-chinh/").status == 302


def test_a_correction_of_six_lines_costs_as_many_queries_as_one_of_one(desk: Desk, client: Client) -> None:
    def asked(position: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/quyet-dinh/{position}/dinh-chinh/")
        return len(captured)

    desk.booked(desk.line("mttq", 6))
    desk.booked(*(desk.line(name, 4) for name in ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb")))
    client.force_login(desk.drafts)
    asked(1)

    assert asked(2) == asked(1)


# ---- Who compares later (rule 27)


@pytest.fixture
def alone(desk: Desk, clerk: User) -> QuotaDecision:
    """A decision that one person prepared and booked, in a locality set to one person."""
    Locality.objects.filter(code="duc-linh").update(one_person_books=True)
    desk.district.refresh_from_db()
    desk.drafts, desk.books = clerk, clerk
    return desk.year_2024()


def test_one_person_is_told_before_booking(desk: Desk, page: Open, clerk: User) -> None:
    Locality.objects.filter(code="duc-linh").update(one_person_books=True)
    draft = desk.submitted(desk.line("mttq", 6), by=clerk)

    assert "Địa phương được đặt chế độ một người" in page(clerk, draft.get_absolute_url()).text


def test_a_second_person_countersigns_and_every_page_says_so(
    alone: QuotaDecision, page: Open, post: Post, approver: User
) -> None:
    before = page(approver, "/quyet-dinh/1/")
    assert "Chưa có người thứ hai đối chiếu." in before.text
    head = alone.seal.head

    post(approver, "/quyet-dinh/1/doi-chieu/")

    signed = Countersignature.objects.get()
    assert (signed.decision, signed.countersigned_by) == (alone, approver)
    after = page(approver, "/quyet-dinh/1/")
    assert "Chưa có người thứ hai đối chiếu." not in after.text
    assert "người thứ hai đối chiếu sau: Đối chiếu Đức Linh" in after.text
    assert QuotaDecision.objects.get().seal.head == head
    assert find_faults() == []


def test_nobody_countersigns_the_own_work_nor_twice_nor_without_need(
    alone: QuotaDecision, page: Open, post: Post, clerk: User, approver: User, auditor: User
) -> None:
    post(clerk, "/quyet-dinh/1/doi-chieu/")
    post(auditor, "/quyet-dinh/1/doi-chieu/")
    assert Countersignature.objects.count() == 0
    assert "tôi là người thứ hai" not in page(clerk, "/quyet-dinh/1/").text

    post(approver, "/quyet-dinh/1/doi-chieu/")
    post(approver, "/quyet-dinh/1/doi-chieu/")

    assert Countersignature.objects.count() == 1


def test_a_decision_of_two_persons_needs_no_third(desk: Desk, post: Post, clerk: User, page: Open) -> None:
    desk.year_2024()

    post(clerk, "/quyet-dinh/1/doi-chieu/")

    assert Countersignature.objects.count() == 0
    assert DecisionDraft.objects.get().state == DraftState.BOOKED
    assert "đã có người thứ hai" in page(clerk, "/quyet-dinh/1/").text


def test_the_list_and_its_file_name_who_compared(
    alone: QuotaDecision, page: Open, post: Post, approver: User, client: Client
) -> None:
    assert page(approver, "/quyet-dinh/").column("Người đối chiếu")[0] == "Chưa có người thứ hai đối chiếu"
    assert "Chưa có người thứ hai đối chiếu" in client.get("/quyet-dinh/?tep=csv").content.decode("utf-8-sig")

    post(approver, "/quyet-dinh/1/doi-chieu/")

    assert page(approver, "/quyet-dinh/").column("Người đối chiếu")[0] == "Đối chiếu Đức Linh"
    assert "Chưa có người thứ hai" not in client.get("/quyet-dinh/?tep=csv").content.decode("utf-8-sig")
