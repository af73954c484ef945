"""What the two persons may do with a draft, and what booking writes: everything or nothing."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Grant, User
from agencies.models import Agency
from orgregs.foundation.records import VersionConflict
from quotas.actions import (
    DraftHasProblems,
    LineInput,
    NotAllowed,
    RegisterHasMovedOn,
    SamePerson,
    WrongState,
    book_decision,
    booking,
    holder_of,
    return_draft,
    save_draft,
    submit_draft,
)
from quotas.choices import CeilingPolicy, DecisionKind, DraftState
from quotas.models import (
    DecisionDraft,
    DecisionLine,
    DraftLine,
    DraftTotal,
    Entry,
    Holder,
    Pool,
    QuotaDecision,
    Seal,
)
from quotas.postings import Operation
from quotas.proof import find_faults
from tests.times import JULY, MARCH, NEW_YEAR, SIGNING_DAY, YEAR_END

if TYPE_CHECKING:
    from tests.conftest import Places
    from tests.quotas.conftest import Desk

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 1, 5, 2, 0, tzinfo=dt.UTC)


def booked_side() -> dict[str, int]:
    """How many rows the booked side has."""
    return {model.__name__: model._default_manager.count() for model in (QuotaDecision, DecisionLine, Entry, Seal)}


# ---- Holders


def test_a_holder_is_made_once_for_an_agency_or_a_pool(desk: Desk) -> None:
    agency = desk.places.agency("duc-linh-mttq")

    first, second = holder_of(agency=agency), holder_of(agency=agency)

    assert first == second
    assert Holder.objects.filter(agency=agency).count() == 1
    assert holder_of(pool=desk.district).pool == desk.district


def test_a_holder_is_never_both_and_never_neither(desk: Desk) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        holder_of()
    with pytest.raises(ValueError, match="exactly one"):
        holder_of(agency=desk.places.agency("duc-linh-mttq"), pool=desk.district)


# ---- Drafts


def test_a_draft_takes_the_years_and_days_that_the_paper_does_not_state(desk: Desk) -> None:
    draft = desk.draft(desk.line("mttq", 6), desk.line("ldld", None), year_to=2025)

    first, second = draft.lines.order_by("number")
    assert (first.number, first.posts, second.number, second.posts) == (1, 6, 2, None)
    assert (first.effective_on, first.effective_is_assumed) == (NEW_YEAR, True)
    assert (first.year_from, first.year_to) == (2024, 2025)
    assert draft.state == DraftState.PREPARING
    assert list(draft.editors.all()) == [desk.drafts]


@pytest.mark.parametrize(
    ("effective_from", "stated", "day", "is_assumed"),
    [
        pytest.param(None, None, SIGNING_DAY, True, id="a silent paper counts from its issue, assumed"),
        pytest.param(MARCH, None, MARCH, False, id="from the day on which the paper takes effect"),
        pytest.param(MARCH, JULY, JULY, False, id="from the day the line states"),
    ],
)
def test_a_supplement_counts_from_the_papers_own_day(
    desk: Desk, effective_from: dt.date | None, stated: dt.date | None, day: dt.date, *, is_assumed: bool
) -> None:
    paper = desk.paper(effective_from=effective_from)

    draft = desk.draft(desk.add("mttq", 1, effective_on=stated), document=paper)

    line = draft.lines.get()
    assert (line.effective_on, line.effective_is_assumed) == (day, is_assumed)


def test_saving_again_replaces_all_lines_and_totals_and_counts_the_version(desk: Desk, clerk: User) -> None:
    draft = desk.draft(desk.line("mttq", 6), desk.line("ldld", 2), totals=[desk.total(8)])

    saved = desk.draft(desk.line("mttq", 7), draft=draft, document=draft.document, version=1, by=clerk)

    assert saved.pk == draft.pk
    assert saved.version == 2
    assert [line.posts for line in saved.lines.all()] == [7]
    assert not saved.totals.exists()
    assert set(saved.editors.all()) == {desk.drafts, clerk}
    assert saved.prepared_by == desk.drafts
    assert saved.history.latest().history_user == clerk


def test_a_draft_read_in_an_older_version_is_not_written_over(desk: Desk) -> None:
    draft = desk.draft(desk.line("mttq", 6))
    desk.draft(desk.line("mttq", 7), draft=draft, document=draft.document, version=1)

    with pytest.raises(VersionConflict, match="bản 1, hiện là bản 2"):
        desk.draft(desk.line("mttq", 8), draft=draft, document=draft.document, version=1)

    assert [line.posts for line in draft.lines.all()] == [7]


@pytest.mark.parametrize(
    ("posts", "operation", "sentence"),
    [
        pytest.param(-1, Operation.SET, "không hợp với hình thức", id="a negative level"),
        pytest.param(0, Operation.ADD, "không hợp với hình thức", id="a supplement of nothing"),
        pytest.param(None, Operation.ADD, "không hợp với hình thức", id="a supplement without number"),
        pytest.param(-2, Operation.MOVE, "không hợp với hình thức", id="a negative move"),
        pytest.param(None, Operation.MOVE, "không hợp với hình thức", id="a move without number"),
        pytest.param(100_001, Operation.SET, "quá lớn", id="more posts than any paper gives"),
    ],
)
def test_a_line_that_no_paper_could_hold_leaves_no_draft(
    desk: Desk, posts: int | None, operation: Operation, sentence: str
) -> None:
    to = {"to": "ldld"} if operation is Operation.MOVE else {}

    with pytest.raises(ValidationError, match=sentence):
        desk.draft(desk.line("mttq", 6), desk.line("mttq", posts, operation=operation, **to))

    assert not DecisionDraft.objects.exists()
    assert not DraftLine.objects.exists()


def test_a_move_to_itself_and_a_void_of_nothing_are_refused(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="nơi nhận"):
        desk.draft(desk.move("mttq", "mttq", 1))
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        desk.draft(desk.line("mttq", None, operation=Operation.VOID))


def test_a_bad_change_leaves_the_draft_as_it_was(desk: Desk) -> None:
    draft = desk.draft(desk.line("mttq", 6), totals=[desk.total(6)])

    with pytest.raises(ValidationError):
        desk.draft(desk.line("mttq", -6), draft=draft, document=draft.document)

    draft.refresh_from_db()
    assert draft.version == 1
    assert [line.posts for line in draft.lines.all()] == [6]
    assert DraftTotal.objects.filter(draft=draft).count() == 1


def test_the_years_of_a_draft_stand_in_order(desk: Desk) -> None:
    with pytest.raises(ValidationError):
        desk.draft(desk.line("mttq", 6), year_to=2023)


# ---- Who may


def test_nobody_drafts_submits_returns_or_books_in_another_district(desk: Desk, stranger: User) -> None:
    prepared, submitted = desk.draft(desk.line("mttq", 6)), desk.submitted(desk.line("mttq", 6))

    with pytest.raises(NotAllowed, match="Huyện Đức Linh"):
        desk.draft(desk.line("mttq", 6), by=stranger)
    with pytest.raises(NotAllowed):
        desk.draft(desk.line("mttq", 6), draft=prepared, document=prepared.document, by=stranger)
    with pytest.raises(NotAllowed):
        submit_draft(draft=prepared, by=stranger, at=MOMENT)
    with pytest.raises(NotAllowed):
        return_draft(draft=submitted, remark="Sai", by=stranger, at=MOMENT)
    with pytest.raises(NotAllowed):
        book_decision(draft=submitted, by=stranger, at=MOMENT)

    assert not QuotaDecision.objects.exists()


def test_a_draft_is_not_carried_from_a_foreign_pool_into_ones_own(desk: Desk, stranger: User) -> None:
    draft = desk.draft(desk.line("mttq", 6))
    pool = Pool.objects.create(locality=desk.places.locality("na-hang"))

    with pytest.raises(NotAllowed, match="Đức Linh"):
        desk.draft(draft=draft, document=draft.document, pool=pool, by=stranger)


@pytest.mark.parametrize(
    ("who", "may_draft", "may_book"),
    [
        pytest.param("staff", True, False, id="staff drafts only"),
        pytest.param("approver", False, True, id="an approver books only"),
        pytest.param("auditor", False, False, id="an auditor does neither"),
        pytest.param("unit_head", False, False, id="a unit head does neither"),
        pytest.param("administrator", True, True, id="an administrator does both, for different drafts"),
    ],
)
def test_each_role_has_its_own_part(
    desk: Desk, request: pytest.FixtureRequest, clerk: User, who: str, *, may_draft: bool, may_book: bool
) -> None:
    person: User = request.getfixturevalue(who)
    submitted = desk.submitted(desk.line("mttq", 6), by=clerk)

    def allowed(act: Any, *refusals: type[Exception]) -> bool:
        try:
            with transaction.atomic():
                act()
        except refusals:
            return False
        return True

    assert allowed(lambda: desk.draft(desk.line("ldld", 2), by=person), NotAllowed) is may_draft
    assert allowed(lambda: book_decision(draft=submitted, by=person, at=MOMENT), NotAllowed) is may_book


def test_who_reads_lam_dong_does_not_write_in_what_it_took_over(desk: Desk, places: Places, clerk: User) -> None:
    heir = User.objects.create(username="lamdong.nhap")
    Grant.objects.create(user=heir, role="staff", locality=places.locality("lam-dong"))

    with pytest.raises(NotAllowed):
        desk.draft(desk.line("mttq", 6), by=heir)


def test_a_locked_account_does_nothing_but_the_systems_own_does(desk: Desk) -> None:
    desk.drafts.is_active = False
    with pytest.raises(NotAllowed):
        desk.draft(desk.line("mttq", 6))

    system = User.objects.create(username="he-thong", is_active=False, is_system=True)
    assert desk.draft(desk.line("mttq", 6), by=system).prepared_by == system


# ---- States


def test_a_draft_goes_from_hand_to_hand(desk: Desk) -> None:
    draft = desk.draft(desk.line("mttq", 6))

    submitted = submit_draft(draft=draft, by=desk.drafts, at=MOMENT)
    assert (submitted.state, submitted.submitted_by, submitted.submitted_at) == ("submitted", desk.drafts, MOMENT)

    returned = return_draft(draft=submitted, remark="  Dòng 1 phải là 5.  ", by=desk.books, at=MOMENT)
    assert (returned.state, returned.submitted_by, returned.submitted_at) == ("returned", None, None)
    assert returned.remark == "Dòng 1 phải là 5."

    again = desk.draft(desk.line("mttq", 5), draft=returned, document=draft.document)
    submit_draft(draft=again, by=desk.drafts, at=MOMENT)
    decision = book_decision(draft=again, by=desk.books, at=LATER)

    again.refresh_from_db()
    assert again.state == DraftState.BOOKED
    assert (decision.position, decision.submitted_by, decision.booked_by) == (1, desk.drafts, desk.books)
    assert decision.recorded_at == LATER
    assert decision.one_person is False


@pytest.mark.parametrize("state", ["preparing", "submitted", "returned", "booked"])
def test_a_step_is_taken_only_from_its_own_state(desk: Desk, clerk: User, state: str) -> None:
    draft = desk.draft(desk.line("mttq", 6))
    if state != "preparing":
        submit_draft(draft=draft, by=desk.drafts, at=MOMENT)
    if state == "returned":
        return_draft(draft=draft, remark="Sai", by=desk.books, at=MOMENT)
    if state == "booked":
        book_decision(draft=draft, by=desk.books, at=MOMENT)
    is_open, is_submitted = state in {"preparing", "returned"}, state == "submitted"
    steps: dict[str, tuple[bool, Any]] = {
        "save": (is_open, lambda: desk.draft(desk.line("mttq", 7), draft=draft, document=draft.document)),
        "submit": (is_open, lambda: submit_draft(draft=draft, by=desk.drafts, at=MOMENT)),
        "return": (is_submitted, lambda: return_draft(draft=draft, remark="Sai", by=clerk, at=MOMENT)),
        "book": (is_submitted, lambda: book_decision(draft=draft, by=clerk, at=MOMENT)),
    }

    taken = {}
    for name, (_expected, step) in steps.items():
        try:
            with transaction.atomic():
                step()
                taken[name] = True
                transaction.set_rollback(True)
        except WrongState:
            taken[name] = False

    assert taken == {name: expected for name, (expected, _step) in steps.items()}


def test_a_draft_is_returned_only_with_a_word_why(desk: Desk) -> None:
    draft = desk.submitted(desk.line("mttq", 6))

    with pytest.raises(ValidationError, match="Ghi ý kiến"):
        return_draft(draft=draft, remark="  \n", by=desk.books, at=MOMENT)

    draft.refresh_from_db()
    assert draft.state == DraftState.SUBMITTED


@pytest.mark.parametrize("step", ["submit", "return", "book"])
def test_every_step_pins_the_version_that_the_person_saw(desk: Desk, step: str) -> None:
    draft = desk.draft(desk.line("mttq", 6)) if step == "submit" else desk.submitted(desk.line("mttq", 6))
    seen = draft.version - 1
    steps: dict[str, Any] = {
        "submit": lambda version: submit_draft(draft=draft, version=version, by=desk.drafts, at=MOMENT),
        "return": lambda version: return_draft(draft=draft, remark="Sai", version=version, by=desk.books, at=MOMENT),
        "book": lambda version: book_decision(draft=draft, version=version, by=desk.books, at=MOMENT),
    }

    with pytest.raises(VersionConflict):
        steps[step](seen)
    steps[step](seen + 1)


# ---- Two persons (rule 27)


def test_whoever_edited_a_draft_cannot_book_it(desk: Desk, clerk: User) -> None:
    draft = desk.submitted(desk.line("mttq", 6), by=clerk)

    with pytest.raises(SamePerson, match="người khác"):
        book_decision(draft=draft, by=clerk, at=MOMENT)

    assert booked_side() == {"QuotaDecision": 0, "DecisionLine": 0, "Entry": 0, "Seal": 0}


def test_neither_can_an_earlier_editor_nor_who_only_submitted(desk: Desk, clerk: User, administrator: User) -> None:
    draft = desk.draft(desk.line("mttq", 6), by=administrator)
    desk.draft(desk.line("mttq", 5), draft=draft, document=draft.document)
    submit_draft(draft=draft, by=clerk, at=MOMENT)

    for person in (administrator, clerk):
        with pytest.raises(SamePerson):
            book_decision(draft=draft, by=person, at=MOMENT)
    assert book_decision(draft=draft, by=desk.books, at=MOMENT).position == 1


def test_after_a_return_the_former_editor_may_book_what_another_made(desk: Desk, clerk: User) -> None:
    draft = desk.submitted(desk.line("mttq", 6), by=clerk)
    return_draft(draft=draft, remark="Phải là 5", by=desk.books, at=MOMENT)
    desk.draft(desk.line("mttq", 5), draft=draft, document=draft.document)
    submit_draft(draft=draft, by=desk.drafts, at=MOMENT)

    with pytest.raises(NotAllowed):
        book_decision(draft=draft, by=desk.drafts, at=MOMENT)
    decision = book_decision(draft=draft, by=clerk, at=MOMENT)

    assert (decision.submitted_by, decision.booked_by, decision.one_person) == (desk.drafts, clerk, False)


def test_a_locality_of_one_person_books_alone_and_says_so(desk: Desk, places: Places, clerk: User) -> None:
    places_of_one = places.locality("duc-linh")
    places_of_one.one_person_books = True
    places_of_one.save()

    alone = book_decision(draft=desk.submitted(desk.line("mttq", 6), by=clerk), by=clerk, at=MOMENT)
    by_two = desk.booked(desk.line("ldld", 2))

    assert (alone.one_person, by_two.one_person) == (True, False)


# ---- Problems and warnings


def test_an_error_cannot_be_acknowledged(desk: Desk) -> None:
    draft = desk.draft(desk.add("mttq", 1))

    with pytest.raises(DraftHasProblems, match="chưa có số được giao") as refusal:
        submit_draft(draft=draft, acknowledged={"no-level-before": "Vẫn ghi"}, by=desk.drafts, at=MOMENT)

    assert [problem.code for problem in refusal.value.problems] == ["no-level-before"]
    draft.refresh_from_db()
    assert draft.state == DraftState.PREPARING
    assert not draft.acknowledgements.exists()


def test_a_warning_stops_until_somebody_gives_the_reason_and_both_are_kept(desk: Desk) -> None:
    draft = desk.draft(desk.line("mttq", 6), desk.line("ldld", 2), totals=[desk.total(9)])
    with pytest.raises(DraftHasProblems, match="là 9 nhưng cộng các dòng được 8"):
        submit_draft(draft=draft, by=desk.drafts, at=MOMENT)
    with pytest.raises(DraftHasProblems):
        submit_draft(draft=draft, acknowledged={"total-differs": "   "}, by=desk.drafts, at=MOMENT)

    reason = "Bản giấy in sai tổng"
    submit_draft(draft=draft, acknowledged={"total-differs": f" {reason} "}, by=desk.drafts, at=MOMENT)
    decision = book_decision(draft=draft, by=desk.books, at=MOMENT)

    kept = decision.acknowledgements.get()
    assert (kept.code, kept.reason, kept.acknowledged_by) == ("total-differs", reason, desk.drafts)
    assert "9" in kept.sentence
    assert "8" in kept.sentence
    stated = decision.totals.get()
    assert (stated.posts, stated.category_name, stated.counts_in_total) == (9, "Biên chế (chưa phân loại)", True)


def test_a_warning_that_came_after_submission_is_the_second_persons_to_acknowledge(desk: Desk) -> None:
    draft = desk.submitted(desk.line("mttq", 6), desk.line("ldld", 2))
    desk.allotment(7)

    with pytest.raises(DraftHasProblems, match="vượt 1"):
        book_decision(draft=draft, by=desk.books, at=MOMENT)
    decision = book_decision(draft=draft, acknowledged={"above-ceiling-warned": "Đã hỏi"}, by=desk.books, at=MOMENT)

    assert decision.acknowledgements.get().acknowledged_by == desk.books


def test_a_reason_for_a_warning_that_does_not_stand_is_not_booked(desk: Desk) -> None:
    draft = desk.submitted(desk.line("mttq", 6), reasons={"total-differs": "Phòng khi cần", "x" * 200: "Không có"})

    decision = book_decision(draft=draft, by=desk.books, at=MOMENT)

    assert not decision.acknowledgements.exists()


def test_an_extract_is_not_held_against_a_total(desk: Desk) -> None:
    decision = desk.booked(desk.line("mttq", 6), totals=[desk.total(300)], is_extract=True)

    assert decision.is_extract
    assert not decision.acknowledgements.exists()


# ---- Booking


def test_booking_writes_lines_entries_and_seal_with_the_names_as_printed(desk: Desk, places: Places) -> None:
    decision = desk.booked(
        desk.line("mttq", 6, label="tạm giao", provisional=True),
        desk.line("ldld", None),
        desk.line("ccb", 0),
        totals=[desk.total(6)],
        document=desk.paper(77, organ="Ban Thường vụ"),
    )
    agency = places.agency("duc-linh-mttq")
    agency.name = "Tên mới"
    agency.save()

    assert (decision.symbol, decision.type_name, decision.organ) == ("77-QĐ/HU", "Quyết định", "Ban Thường vụ")
    assert decision.issued_on == SIGNING_DAY
    assert decision.pool_name.startswith("Huyện Đức Linh – ")
    first = decision.lines.get(number=1)
    assert (first.holder_name, first.label, first.provisional) == (
        "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh",
        "tạm giao",
        True,
    )
    assert [line.posts for line in decision.lines.order_by("number")] == [6, None, 0]
    # A dash and a 0 change nothing, so they post nothing (rule 10).
    entry = decision.entries.get()
    assert (entry.change, entry.effective_on, entry.year, entry.line, entry.is_rebase) == (
        6,
        NEW_YEAR,
        2024,
        first,
        False,
    )
    assert entry.pool == desk.district
    assert Seal.objects.get(decision=decision).previous_head == "0" * 64
    assert find_faults() == []


def test_positions_have_no_gaps_whatever_fails_in_between(desk: Desk) -> None:
    first = desk.booked(desk.line("mttq", 6))
    refused = desk.draft(desk.add("ldld", 1))
    with pytest.raises(DraftHasProblems):
        submit_draft(draft=refused, by=desk.drafts, at=MOMENT)
    with pytest.raises(WrongState):
        book_decision(draft=refused, by=desk.books, at=MOMENT)
    second = desk.booked(desk.line("ldld", 2))
    third = desk.booked(desk.line("ccb", 3))

    assert [first.position, second.position, third.position] == [1, 2, 3]
    heads = [Seal.objects.get(decision=each).head for each in (first, second, third)]
    assert [Seal.objects.get(decision=each).previous_head for each in (second, third)] == heads[:2]
    assert find_faults() == []


@pytest.mark.parametrize("broken", ["_insert_lines", "_insert_totals", "_insert_entries", "_seal", "save_record"])
def test_booking_is_all_or_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    draft = desk.submitted(desk.line("mttq", 6), totals=[desk.total(6)])

    def break_off(*_args: object, **_options: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(booking, broken, break_off)
        with pytest.raises(RuntimeError):
            book_decision(draft=draft, by=desk.books, at=MOMENT)

    assert booked_side() == {"QuotaDecision": 0, "DecisionLine": 0, "Entry": 0, "Seal": 0}
    draft.refresh_from_db()
    assert draft.state == DraftState.SUBMITTED
    assert book_decision(draft=draft, by=desk.books, at=MOMENT).position == 1


def test_a_draft_is_booked_once(desk: Desk) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    book_decision(draft=draft, by=desk.books, at=MOMENT)

    with pytest.raises(WrongState, match="Đã vào sổ"):
        book_decision(draft=draft, by=desk.books, at=MOMENT)

    assert QuotaDecision.objects.count() == 1


def test_one_paper_is_booked_once_for_a_pool(desk: Desk) -> None:
    paper = desk.paper()
    twin = desk.submitted(desk.line("mttq", 6), document=paper)
    desk.booked(desk.line("mttq", 6), document=paper)

    with pytest.raises(DraftHasProblems) as refusal:
        book_decision(draft=twin, by=desk.books, at=MOMENT)

    assert refusal.value.problems[0].code == "second-original"


def test_booking_stops_when_the_pools_register_moved_since_the_person_looked(desk: Desk) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    other = desk.booked(desk.line("ldld", 2), document=desk.paper(88))

    with pytest.raises(RegisterHasMovedOn, match=r"88-QĐ/HU \(số 1\)") as refusal:
        book_decision(draft=draft, known_at=0, by=desk.books, at=MOMENT)

    assert list(refusal.value.decisions) == [other]
    assert book_decision(draft=draft, known_at=1, by=desk.books, at=MOMENT).position == 2


def test_an_allotment_from_above_stops_it_too_a_neighbours_paper_does_not(desk: Desk) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    desk.booked(desk.line("duc-linh", 30), pool=desk.province, document=desk.paper(place="binh-thuan"))
    second = desk.submitted(desk.line("duc-linh", 20), pool=desk.province, document=desk.paper(place="binh-thuan"))

    with pytest.raises(RegisterHasMovedOn):
        book_decision(draft=draft, known_at=0, by=desk.books, at=MOMENT)
    book_decision(draft=draft, known_at=1, by=desk.books, at=MOMENT)
    # What the district gave is no news for the province's own paper.
    assert book_decision(draft=second, known_at=1, by=desk.books, at=MOMENT).position == 3


def test_a_move_into_the_pool_counts_as_news(desk: Desk, places: Places) -> None:
    neighbour_place = places.locality("na-hang")  # stands in for a second district of the province
    neighbour_place.parent = places.locality("binh-thuan")
    neighbour_place.save()
    neighbour = holder_of(pool=Pool.objects.create(locality=neighbour_place))
    gives = [
        LineInput(holder=neighbour, category=desk.undivided, posts=20),
        LineInput(holder=desk.holder("duc-linh"), category=desk.undivided, posts=20),
    ]
    desk.booked(*gives, pool=desk.province, document=desk.paper(place="binh-thuan"))
    draft = desk.submitted(desk.line("mttq", 6))
    moves = LineInput(
        holder=neighbour,
        to_holder=desk.holder("duc-linh"),
        category=desk.undivided,
        posts=1,
        operation=Operation.MOVE,
        effective_on=MARCH,
    )
    desk.booked(moves, pool=desk.province, document=desk.paper(place="binh-thuan"))

    with pytest.raises(RegisterHasMovedOn):
        book_decision(draft=draft, known_at=1, by=desk.books, at=MOMENT)


# ---- What the ledger makes of it


def test_a_late_paper_posts_the_opposite_where_the_next_level_begins(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))
    level = desk.booked(desk.line("mttq", 8, effective_on=JULY), document=desk.paper(issued_on=dt.date(2024, 6, 20)))

    late = desk.booked(
        desk.add("mttq", 1, effective_on=MARCH),
        document=desk.paper(issued_on=dt.date(2024, 2, 20)),
        reasons={"swallowed-by-later-paper": "Quyết định tháng 6 đã tính lại"},
    )

    entries = list(late.entries.order_by("effective_on"))
    assert [(entry.effective_on, entry.change, entry.is_rebase) for entry in entries] == [
        (MARCH, 1, False),
        (JULY, -1, True),
    ]
    assert entries[1].line == level.lines.get()
    assert [desk.posts("mttq", day) for day in (NEW_YEAR, MARCH, JULY, YEAR_END)] == [6, 7, 8, 8]
    assert find_faults() == []


def test_a_move_takes_from_one_and_gives_to_the_other(desk: Desk) -> None:
    desk.year_2024()

    moved = desk.booked(desk.move("doan", "phu-nu", 1), document=desk.paper(issued_on=MARCH))

    changes = {entry.holder.agency.code: entry.change for entry in moved.entries.select_related("holder__agency")}
    assert changes == {"duc-linh-doan": -1, "duc-linh-phu-nu": 1}
    assert [desk.posts(name, YEAR_END) for name in ("doan", "phu-nu")] == [4, 5]


def test_a_correction_restates_a_line_and_the_record_before_it_stays(desk: Desk) -> None:
    original = desk.year_2024()
    wrong = original.lines.get(number=3)

    correction = desk.corrected(original, desk.line("nong-dan", 5, corrects=wrong))

    assert (correction.kind, correction.position, correction.document) == ("correction", 2, original.document)
    entry = correction.entries.get()
    assert (entry.change, entry.effective_on, entry.line) == (1, NEW_YEAR, correction.lines.get())
    assert desk.posts("nong-dan", NEW_YEAR) == 5
    assert [each.pk for each in DecisionLine.objects.live_at(1).filter(holder=wrong.holder)] == [wrong.pk]
    assert [each.posts for each in DecisionLine.objects.live_at(2).filter(holder=wrong.holder)] == [5]
    wrong.refresh_from_db()
    assert wrong.posts == 4
    assert find_faults() == []


def test_a_correction_is_corrected_only_in_the_line_that_stands(desk: Desk) -> None:
    original = desk.year_2024()
    wrong = original.lines.get(number=3)
    first = desk.corrected(original, desk.line("nong-dan", 5, corrects=wrong))

    with pytest.raises(DraftHasProblems) as refusal:
        desk.corrected(original, desk.line("nong-dan", 6, corrects=wrong))
    second = desk.corrected(original, desk.line("nong-dan", 6, corrects=first.lines.get()))

    assert [problem.code for problem in refusal.value.problems] == ["corrects-another"]
    assert second.position == 3
    assert desk.posts("nong-dan", NEW_YEAR) == 6
    assert find_faults() == []


def test_a_correction_may_name_another_agency(desk: Desk) -> None:
    original = desk.booked(desk.line("nong-dan", 4), desk.line("mttq", 6))

    desk.corrected(original, desk.line("phu-nu", 4, corrects=original.lines.get(number=1)))

    assert [desk.posts(name, NEW_YEAR) for name in ("nong-dan", "phu-nu", "mttq")] == [0, 4, 6]
    assert find_faults() == []


def test_only_a_correction_corrects_and_only_its_own_paper(desk: Desk) -> None:
    original, other = desk.booked(desk.line("mttq", 6)), desk.booked(desk.line("ldld", 2))

    with pytest.raises(DraftHasProblems) as refusal:
        desk.booked(desk.line("mttq", 5, corrects=original.lines.get()))
    assert "original-corrects" in [problem.code for problem in refusal.value.problems]

    with pytest.raises(DraftHasProblems) as refusal:
        desk.corrected(other, desk.line("mttq", 5, corrects=original.lines.get()))
    assert "corrects-another" in [problem.code for problem in refusal.value.problems]

    with pytest.raises(DraftHasProblems) as refusal:
        desk.booked(desk.line("mttq", 5), kind=DecisionKind.CORRECTION)
    assert "correction-without-original" in [problem.code for problem in refusal.value.problems]


def test_voiding_every_line_withdraws_the_decision_as_if_never_given(desk: Desk) -> None:
    original = desk.year_2024()

    withdrawn = desk.corrected(original, *(desk.void(line) for line in original.lines.order_by("number")))

    assert not DecisionLine.objects.live_at(withdrawn.position).exists()
    assert DecisionLine.objects.live_at(original.position).count() == 6
    assert sum(Entry.objects.values_list("change", flat=True)) == 0
    assert sum(withdrawn.entries.values_list("change", flat=True)) == -24
    assert find_faults() == []
    # A VOID is not undone: the decision is booked anew (rule 19).
    with pytest.raises(DraftHasProblems) as refusal:
        desk.corrected(original, desk.line("mttq", 6))
    assert [problem.code for problem in refusal.value.problems] == ["correction-of-withdrawn"]
    again = desk.booked(desk.line("mttq", 6), document=original.document)
    assert (again.kind, again.position) == ("original", 3)
    assert find_faults() == []


def test_a_void_does_not_leave_a_supplement_without_its_level(desk: Desk) -> None:
    original = desk.booked(desk.line("mttq", 6))
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH))

    with pytest.raises(DraftHasProblems) as refusal:
        desk.corrected(original, desk.void(original.lines.get()))

    assert [problem.code for problem in refusal.value.problems] == ["level-taken-away"]


# ---- Allotment and ceiling (rule 15)


@pytest.mark.parametrize(
    ("policy", "code", "may_be_acknowledged"),
    [
        pytest.param(CeilingPolicy.BLOCK, "above-ceiling", False, id="block"),
        pytest.param(CeilingPolicy.WARN, "above-ceiling-warned", True, id="warn"),
        pytest.param(CeilingPolicy.ALLOW, "above-ceiling-allowed", True, id="allow with reason and document"),
    ],
)
def test_giving_more_than_received_meets_the_pools_policy(
    desk: Desk, policy: CeilingPolicy, code: str, *, may_be_acknowledged: bool
) -> None:
    desk.district.ceiling_policy = policy
    desk.district.save()
    desk.allotment(10)
    draft = desk.draft(desk.line("mttq", 6), desk.line("doan", 5))

    with pytest.raises(DraftHasProblems) as refusal:
        submit_draft(draft=draft, by=desk.drafts, at=MOMENT)
    assert [problem.code for problem in refusal.value.problems] == [code]

    if may_be_acknowledged:
        submit_draft(draft=draft, acknowledged={code: "Công văn 12-CV/TU"}, by=desk.drafts, at=MOMENT)
        assert book_decision(draft=draft, by=desk.books, at=MOMENT).acknowledgements.get().code == code
    else:
        with pytest.raises(DraftHasProblems):
            submit_draft(draft=draft, acknowledged={code: "Vẫn ghi"}, by=desk.drafts, at=MOMENT)


def test_as_much_as_was_received_may_be_given(desk: Desk) -> None:
    desk.district.ceiling_policy = CeilingPolicy.BLOCK
    desk.district.save()
    desk.allotment(11)

    assert desk.booked(desk.line("mttq", 6), desk.line("doan", 5)).position == 2


def test_an_allotment_cut_below_what_was_given_is_booked(desk: Desk) -> None:
    desk.district.ceiling_policy = CeilingPolicy.BLOCK
    desk.district.save()
    desk.allotment(11)
    desk.booked(desk.line("mttq", 6), desk.line("doan", 5))

    cut = desk.booked(
        desk.add("duc-linh", -3), pool=desk.province, document=desk.paper(place="binh-thuan", issued_on=MARCH)
    )

    assert cut.entries.get().change == -3
    assert find_faults() == []


def test_nothing_is_given_after_the_locality_ended(desk: Desk) -> None:
    with pytest.raises(DraftHasProblems) as refusal:
        desk.booked(desk.line("mttq", 6), year_from=2026, document=desk.paper(issued_on=dt.date(2025, 12, 15)))

    assert "locality-ended" in [problem.code for problem in refusal.value.problems]


def test_a_paper_without_a_day_is_not_booked(desk: Desk) -> None:
    paper = desk.paper(issued_on=None, is_stub=True)

    with pytest.raises(DraftHasProblems, match="chưa có ngày ban hành"):
        desk.booked(desk.line("mttq", 6), document=paper)


# ---- Two approvers at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="threads share the in-memory test database; test_commands races processes"
)
def test_two_approvers_who_click_at_once_book_one_decision(desk: Desk, clerk: User) -> None:
    desk.booked(desk.line("ccb", 3))
    draft = desk.submitted(desk.line("mttq", 6))
    others = [desk.submitted(desk.line(name, 2)) for name in ("ldld", "doan", "phu-nu", "nong-dan")]
    clicks = [(draft, desk.books), (draft, clerk), *((each, desk.books) for each in others)]
    start, answers = threading.Barrier(len(clicks)), []

    def book(each: DecisionDraft, person: User) -> None:
        try:
            start.wait(timeout=20)
            answers.append(f"position {book_decision(draft=each, by=person, at=MOMENT).position}")
        except WrongState as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=book, args=click) for click in clicks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    booked = sorted(answer for answer in answers if answer.startswith("position"))
    assert booked == [f"position {number}" for number in range(2, 7)]
    assert len([answer for answer in answers if "Đã vào sổ" in answer]) == 1
    assert QuotaDecision.objects.filter(draft=draft).count() == 1
    assert find_faults() == []


def test_a_draft_of_sixty_lines_asks_as_often_as_one_of_six(desk: Desk, places: Places) -> None:
    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    lines = [
        LineInput(
            holder=holder_of(
                agency=Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
            ),
            category=desk.undivided,
            posts=1,
        )
        for number in range(60)
    ]

    def asked(some: list[LineInput]) -> int:
        paper = desk.paper()
        with CaptureQueriesContext(connection) as queries:
            save_draft(document=paper, pool=desk.district, year_from=2024, lines=some, by=desk.drafts, at=MOMENT)
        return len(queries)

    with_six = asked(lines[:6])

    # SQLite takes the history of sixty lines in two statements; no line costs a query of its own.
    assert asked(lines) <= with_six + 1
