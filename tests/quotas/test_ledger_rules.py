"""The 28 rules of the ledger, each by its number: what is allowed beside what is refused, on the road an office takes.

Tables of cases stand in test_rules.py and test_postings.py; here each rule is met once where it bites. Two wait for
what is not built: dated targets (ReductionTarget, rule 21) and the roll-up itself (rule 26, as far as it goes now).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orgregs.foundation import records
from quotas import actions
from quotas.actions import DraftHasProblems, SamePerson, countersign_decision
from quotas.choices import Block, CeilingPolicy
from quotas.intake import examine
from quotas.ledger import read_entries, read_lines
from quotas.models import DecisionLine, Entry, Holder, Pool, QuotaDecision, Register
from quotas.moments import ledger_at
from quotas.postings import Account, Operation, fold
from quotas.proof import find_faults
from quotas.reports import allocation_table
from tests.conftest import guards_lifted
from tests.quotas.conftest import MOMENT
from tests.times import JULY, MARCH, NEW_YEAR, SIGNING_DAY, YEAR_END

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from quotas.actions import LineInput
    from quotas.reports import AllocationTable
    from tests.conftest import Places
    from tests.quotas.conftest import Desk, Page

    Open = Callable[..., Page]

JUNE = dt.date(2024, 6, 20)
TABLE_2024, TABLE_2025 = "/bien-che/duc-linh/2024/", "/bien-che/duc-linh/2025/"
LAST = 28
# What a paper that comes late or in between has to say it knows of.
KNOWN = dict.fromkeys(("before-issue", "reserve-differs", "swallowed", "swallowed-by-later-paper"), "Đúng như bản giấy")


# ---- Words


def refusal_of(desk: Desk, *lines: LineInput, **options: Any) -> list[str]:
    """The codes of what stands in the way of booking these lines."""
    with pytest.raises(DraftHasProblems) as refused, transaction.atomic():
        desk.booked(*lines, **options)
    return [problem.code for problem in refused.value.problems]


def refusal_of_correction(desk: Desk, decision: QuotaDecision, *lines: LineInput, **options: Any) -> list[str]:
    with pytest.raises(DraftHasProblems) as refused, transaction.atomic():
        desk.corrected(decision, *lines, **options)
    return [problem.code for problem in refused.value.problems]


def warnings_of(desk: Desk, *lines: LineInput, **options: Any) -> list[str]:
    """The codes of what has to be acknowledged; the draft is given up."""
    with transaction.atomic():
        codes = [problem.code for problem in examine(desk.draft(*lines, **options)).warnings]
        transaction.set_rollback(True)
    return codes


def posted(decision: QuotaDecision) -> list[tuple[dt.date, int, bool]]:
    entries = decision.entries.order_by("effective_on", "holder")
    return list(entries.values_list("effective_on", "change", "is_rebase"))


def line_of(decision: QuotaDecision, number: int = 1) -> DecisionLine:
    found: DecisionLine = decision.lines.get(number=number)
    return found


def table(desk: Desk, day: dt.date = YEAR_END, **options: Any) -> AllocationTable:
    values: dict[str, Any] = {"pool": desk.district, "year": day.year, "user": desk.drafts} | options
    return allocation_table(day=day, position=QuotaDecision.objects.last_position(), **values)


def block(desk: Desk, policy: CeilingPolicy = CeilingPolicy.BLOCK) -> None:
    desk.district.ceiling_policy = policy
    actions.save_record(record=desk.district, by=desk.drafts)


def ended(desk: Desk, name: str, on: dt.date) -> None:
    agency = desk.places.agency(f"duc-linh-{name}")
    agency.valid_to = on
    records.save_record(record=agency, by=desk.drafts)


def founded(desk: Desk, name: str, on: dt.date) -> None:
    agency = desk.places.agency(f"duc-linh-{name}")
    agency.valid_from = on
    records.save_record(record=agency, by=desk.drafts)


# ---- 1–5: what there is


def test_rule_01_a_holder_is_one_pool_or_one_agency_and_a_pool_gives_within_its_own(desk: Desk) -> None:
    """Pool = (locality, block). Holder = exactly one pool or one agency."""
    state = Pool.objects.create(locality=desk.district.locality, block=Block.STATE)
    foreign = actions.LineInput(
        holder=actions.holder_of(agency=desk.places.agency("na-hang-mttq")), category=desk.undivided, posts=1
    )

    for both in ({"pool": state, "agency": desk.places.agency("duc-linh-mttq")}, {}):
        with pytest.raises(IntegrityError, match="holder_is_one_pool_or_one_agency"), transaction.atomic():
            Holder.objects.create(**both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pool.objects.create(locality=desk.district.locality, block=Block.STATE)
    assert "outside-pool" in refusal_of(desk, foreign)


def test_rule_02_a_position_has_no_gap_and_a_paper_one_original_with_live_lines_in_a_pool(desk: Desk) -> None:
    """QuotaDecision = one document × one paying pool; its key is its position; it copies what it prints."""
    paper = desk.paper(issued_on=SIGNING_DAY)
    first = desk.booked(desk.line("mttq", 6), document=paper)
    assert refusal_of(desk, desk.line("ldld", 2), document=paper) == ["second-original"]
    second = desk.corrected(first, desk.line("ldld", 2))
    paper.subject = "Trích yếu sửa sau"
    records.save_record(record=paper, by=desk.drafts)

    assert [first.position, second.position] == [1, 2]
    assert (second.document, second.pool, second.kind) == (paper, desk.district, "correction")
    printed = QuotaDecision.objects.get(position=1)
    assert (printed.subject, printed.symbol, printed.issued_on) == ("Giao biên chế", paper.symbol, SIGNING_DAY)
    # A wrong pool is a withdrawal and a new original, never a correction.
    with pytest.raises(DraftHasProblems), transaction.atomic():
        desk.booked(
            desk.line("duc-linh", 6), document=paper, pool=desk.province, kind="correction", reason="Nhầm nguồn."
        )
    desk.corrected(first, *(desk.void(each) for each in DecisionLine.objects.live_at(2).order_by("pk")))
    anew = desk.booked(desk.line("duc-linh", 6), document=paper, pool=desk.province)
    assert (anew.position, anew.kind) == (4, "original")


def test_rule_03_each_year_is_an_account_of_its_own(desk: Desk) -> None:
    """Years are separate accounts: nothing is carried over, nothing is closed on 31/12."""
    decision = desk.booked(desk.line("mttq", 6))

    assert posted(decision) == [(NEW_YEAR, 6, False)]
    assert [desk.posts("mttq", day) for day in (YEAR_END, dt.date(2025, 1, 1))] == [6, 0]


@pytest.mark.parametrize(
    ("operation", "posts", "is_taken"),
    [
        ("set", 0, True),
        ("set", None, True),
        ("set", -1, False),
        ("add", -1, True),
        ("add", 0, False),
        ("add", None, False),
        ("move", 1, True),
        ("move", 0, False),
        ("move", -1, False),
        ("check", 0, True),
        ("void", None, False),  # of nothing
    ],
)
def test_rule_04_an_operation_says_what_number_it_wants(
    desk: Desk,
    operation: str,
    posts: int | None,
    is_taken: bool,  # noqa: FBT001
) -> None:
    """SET ≥ 0 or null; ADD signed, not 0; MOVE > 0; VOID needs corrects; CHECK compares and posts nothing."""
    desk.booked(desk.line("mttq", 6))
    to = {"to": "ldld"} if operation == "move" else {}
    name = "ldld" if operation == "set" else "mttq"
    line = desk.line(name, posts, operation=Operation(operation), **to)
    opening = [desk.line("ldld", 1)] if operation == "move" else []

    if is_taken:
        decision = desk.booked(line, *opening, document=desk.paper(issued_on=MARCH), reasons=KNOWN)
        assert bool(decision.entries.filter(line__number=1)) is (operation in {"add", "move"})
    else:
        with pytest.raises((DraftHasProblems, ValidationError, IntegrityError)), transaction.atomic():
            desk.booked(line, *opening, document=desk.paper(issued_on=MARCH))


def test_rule_05_a_dash_counts_0_and_prints_a_dash_and_nothing_is_no_figure(desk: Desk) -> None:
    """SET with posts NULL is "–"; 0 is 0; no line at all is "chưa có số liệu"; two SETs on one day are refused."""
    desk.booked(desk.line("mttq", None), desk.line("ldld", 0))

    shown = {line.agency.code: line.this_year_printed for line in table(desk).lines if line.agency}
    assert [shown[f"duc-linh-{name}"] for name in ("mttq", "ldld", "doan")] == ["–", 0, "chưa có số liệu"]
    assert Entry.objects.count() == 0
    assert "two-levels" in refusal_of(desk, desk.line("doan", 4), desk.line("doan", 5))
    assert desk.booked(desk.line("doan", 4), desk.line("doan", 5, effective_on=JULY))


# ---- 6–12: days, order, fold, entries


def test_rule_06_posts_count_from_the_day_stated_or_from_1_january_and_a_day_before_the_paper_is_asked(
    desk: Desk,
) -> None:
    """effective_on is the day from which the posts count, not the signing day."""
    level = desk.booked(desk.line("mttq", 6), document=desk.paper(issued_on=SIGNING_DAY))
    extra = desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH, effective_from=JULY))

    assert (line_of(level).effective_on, line_of(level).effective_is_assumed) == (NEW_YEAR, True)
    assert (line_of(extra).effective_on, line_of(extra).effective_is_assumed) == (JULY, False)
    early = desk.add("mttq", 1, effective_on=NEW_YEAR)
    assert warnings_of(desk, early, document=desk.paper(issued_on=MARCH)) == ["before-issue"]


def test_rule_07_the_day_as_written_then_the_day_of_issue_decide_never_the_order_of_recording(desk: Desk) -> None:
    """Legal order: effective_on as written, issued_on as copied, then the root line; an Entry begins in its year."""
    desk.booked(desk.line("mttq", 7, effective_on=JULY), document=desk.paper(issued_on=JUNE))
    desk.booked(
        desk.line("mttq", 6, effective_on=SIGNING_DAY),
        document=desk.paper(issued_on=dt.date(2023, 12, 1)),
        reasons=KNOWN,
    )  # recorded last, and before it by law
    desk.booked(
        desk.line("mttq", 5, effective_on=JULY),
        document=desk.paper(issued_on=MARCH),
        reasons=KNOWN,
    )  # the same day, an earlier paper

    assert [desk.posts("mttq", day) for day in (NEW_YEAR, dt.date(2024, 6, 30), JULY)] == [6, 6, 7]
    assert Entry.objects.filter(decision=2).order_by("effective_on").first().effective_on == NEW_YEAR  # type: ignore[union-attr]
    # A restated line keeps the place of its root, so a supplement of the same two days still stands on it.
    level = desk.booked(desk.line("ldld", 5))
    desk.booked(desk.add("ldld", 1, effective_on=NEW_YEAR), document=desk.paper(issued_on=SIGNING_DAY))
    desk.corrected(level, desk.line("ldld", 4, corrects=line_of(level)))
    assert desk.posts("ldld", NEW_YEAR) == 5
    with pytest.raises(ValidationError):
        desk.draft(desk.line("mttq", 1, effective_on=dt.date(2025, 1, 1)))


def test_rule_08_a_line_lives_until_a_decision_of_the_register_corrects_it(desk: Desk) -> None:
    """Live at K: lines of decisions ≤ K that are not VOID and that no line of a decision ≤ K corrects."""
    original = desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    restated = desk.corrected(original, desk.line("mttq", 5, corrects=line_of(original)))
    desk.corrected(original, desk.void(line_of(original, 2)))

    def live(position: int) -> list[tuple[int, int | None]]:
        return list(DecisionLine.objects.live_at(position).order_by("pk").values_list("decision", "posts"))

    assert (live(0), live(1)) == ([], [(1, 6), (1, 2)])
    assert (live(2), live(3)) == ([(1, 2), (2, 5)], [(2, 5)])
    assert restated.position == 2


def test_rule_09_set_replaces_add_adds_move_takes_and_brings_and_a_level_holds_until_the_next(desk: Desk) -> None:
    """fold: start at 0, walk the live lines in legal order; the value after the last line that counts by D."""
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    desk.booked(
        desk.add("mttq", 2, effective_on=MARCH),
        desk.move("mttq", "ldld", 1, effective_on=MARCH),
        document=desk.paper(issued_on=dt.date(2024, 2, 1)),
    )
    desk.booked(desk.line("mttq", 5, effective_on=JULY), document=desk.paper(issued_on=JUNE))

    days = (SIGNING_DAY, NEW_YEAR, dt.date(2024, 2, 29), MARCH, dt.date(2024, 6, 30), JULY, YEAR_END)
    assert [desk.posts("mttq", day) for day in days] == [0, 6, 6, 7, 7, 5, 5]
    assert [desk.posts("ldld", day) for day in days] == [0, 2, 2, 3, 3, 3, 3]


def test_rule_10_a_late_paper_posts_its_step_and_the_opposite_on_the_day_of_the_next_level(desk: Desk) -> None:
    """Booking K inserts steps of fold(K) − steps of fold(K−1); the opposite names the line that holds there."""
    desk.booked(desk.line("mttq", 6))
    level = desk.booked(desk.line("mttq", 8, effective_on=JULY), document=desk.paper(issued_on=JUNE))
    late = desk.booked(
        desk.add("mttq", 1, effective_on=MARCH),
        document=desk.paper(issued_on=dt.date(2024, 2, 20)),
        reasons={"swallowed-by-later-paper": "Đã tính lại"},
    )

    assert posted(late) == [(MARCH, 1, False), (JULY, -1, True)]
    assert late.entries.get(is_rebase=True).line == line_of(level)
    # A correction names its own line, though that line's holder is another.
    wrong = line_of(level)
    corrected = desk.corrected(level, desk.line("ldld", 8, effective_on=JULY, corrects=wrong))
    assert {entry.line for entry in corrected.entries.all()} == {line_of(corrected)}
    # A line without effect posts no entry.
    assert posted(desk.booked(desk.line("ldld", 8, effective_on=JULY), document=desk.paper(issued_on=JULY))) == []


def test_rule_11_an_entry_says_payer_and_receiver_and_is_one_a_day_and_account(unguarded: None, desk: Desk) -> None:
    """Entry = decision, line, pool, holder, year, category, change ≠ 0, effective_on, is_rebase; unique."""
    desk.booked(desk.line("mttq", 6), desk.line("doan", 2))
    decision = desk.booked(desk.add("mttq", 2), desk.move("mttq", "doan", 1), document=desk.paper(issued_on=MARCH))

    entry = decision.entries.get(holder=desk.holder("mttq"))
    assert (entry.pool, entry.year, entry.category) == (desk.district, 2024, desk.undivided)
    assert (entry.change, entry.effective_on, entry.line) == (1, MARCH, line_of(decision, 2))
    again = {
        field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields if not field.primary_key
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**again)
    with pytest.raises(IntegrityError, match="entry_moves_posts"), transaction.atomic():
        Entry.objects.create(**again | {"change": 0, "effective_on": JULY})


def test_rule_12_at_every_position_and_day_the_entries_add_up_to_the_fold_and_verify_says_if_not(desk: Desk) -> None:
    """For every account, D, K: Σ change (decision ≤ K, effective_on ≤ D) = fold(account, D, K)."""
    first = desk.booked(desk.line("mttq", 6), desk.line("ldld", 2, year_to=2024), year_to=2025)
    desk.booked(desk.move("mttq", "ldld", 1), document=desk.paper(issued_on=MARCH))
    desk.corrected(first, desk.line("mttq", 5, corrects=line_of(first)), year_to=2025)
    lines, entries = read_lines(DecisionLine.objects.all()), read_entries(Entry.objects.all())

    for holder in Holder.objects.all():
        for year in (2024, 2025):
            account = Account(desk.district.pk, holder.pk, year, desk.undivided.pk)
            for position in range(4):
                for day in (dt.date(year, 1, 1), dt.date(year, 3, 1), dt.date(year, 12, 31)):
                    sums = sum(
                        entry.change
                        for at in range(1, position + 1)
                        for entry in entries.get(at, [])
                        if entry.account == account and entry.effective_on <= day
                    )
                    assert sums == fold(account, lines, day, position)
    assert find_faults() == []
    with guards_lifted():
        Entry.objects.filter(decision=1).update(change=7)
    assert find_faults() != []


# ---- 13–17: sums, allotment, ceiling, refusals


def test_rule_13_reserve_is_what_was_received_less_what_was_given(desk: Desk) -> None:
    """received(P) = Σ where holder = P; given(P) = Σ where pool = P; reserve = received − given."""
    desk.allotment(30)
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH))

    for day, given in ((NEW_YEAR, 8), (MARCH, 9)):
        found = table(desk, day)
        assert (found.received, found.given, found.reserve) == (30, given, 30 - given)
    assert desk.posts("duc-linh", NEW_YEAR) == 30


def test_rule_14_only_a_live_set_is_an_allotment_and_without_one_nothing_is_negative(desk: Desk) -> None:
    """P has an allotment only if a live SET to it begins by D, read from lines, never from entries."""
    desk.booked(desk.line("mttq", 6))
    none = table(desk)
    assert (none.received, none.reserve, none.given) == (None, None, 6)
    assert "Chưa ghi số cấp trên giao" in none.notes
    allotment = desk.allotment(0)  # posts no entry, and is one
    assert (table(desk).received, table(desk).reserve) == (0, -6)

    desk.corrected(allotment, desk.void(line_of(allotment)))

    assert table(desk).received is None
    assert "pays-itself" in refusal_of(desk, desk.line("duc-linh", 5))


def test_rule_15_the_ceiling_is_checked_on_every_day_from_the_first_touched_and_the_policy_decides(desk: Desk) -> None:
    """Block, warn, allow; an allotment cut below what was given is booked: the law was made."""
    desk.allotment(10)
    block(desk)
    desk.booked(desk.line("mttq", 6))
    desk.booked(
        desk.add("duc-linh", -2, effective_on=JULY),
        pool=desk.province,
        document=desk.paper(place="binh-thuan", issued_on=MARCH),
    )
    march = desk.paper(issued_on=MARCH)

    # 9 of 10 in March, but 9 of 8 from July on.
    assert refusal_of(desk, desk.line("ldld", 3, effective_on=MARCH), document=march) == ["above-ceiling"]
    block(desk, CeilingPolicy.WARN)
    assert refusal_of(desk, desk.line("ldld", 3, effective_on=MARCH), document=march) == ["above-ceiling-warned"]
    block(desk, CeilingPolicy.ALLOW)
    assert refusal_of(desk, desk.line("ldld", 3, effective_on=MARCH), document=march) == ["above-ceiling-allowed"]
    block(desk)
    assert desk.booked(desk.line("ldld", 2, effective_on=MARCH), document=march)
    cut = desk.booked(
        desk.add("duc-linh", -5, effective_on=JULY),
        pool=desk.province,
        document=desk.paper(place="binh-thuan", issued_on=JUNE),
    )
    assert posted(cut) == [(JULY, -5, False)]


def test_rule_16_add_and_move_stand_on_a_set_and_a_void_does_not_take_it_from_under_them(desk: Desk) -> None:
    """Except what a founded agency receives in its year; way out: an opening SET that rests on a stub."""
    founded(desk, "ccb", MARCH)
    march = desk.paper(issued_on=MARCH)
    assert refusal_of(desk, desk.add("mttq", 1), document=march) == ["no-level-before"]
    opening = desk.booked(desk.line("mttq", 6), document=desk.paper(is_stub=True, issued_on=dt.date(2023, 1, 5)))
    decision = desk.booked(desk.add("mttq", 1), desk.move("mttq", "ccb", 2), document=march)

    assert desk.posts("ccb", MARCH) == 2
    assert "level-taken-away" in refusal_of_correction(desk, opening, desk.void(line_of(opening)))
    # Each year of a line wants a level of its own.
    june = desk.paper(issued_on=JUNE)
    assert refusal_of(desk, desk.add("mttq", 1), document=june, year_to=2025) == ["no-level-before"]
    desk.corrected(decision, *(desk.void(each) for each in decision.lines.all()))
    assert desk.corrected(opening, desk.void(line_of(opening)))


def test_rule_17_no_figure_below_0_on_any_day_and_nothing_given_after_the_end_but_corrections_are(desk: Desk) -> None:
    """After a holder's end no SET or ADD above 0 from that day; VOID and corrections stay possible, with a reason."""
    first = desk.booked(desk.line("mttq", 2), desk.line("ldld", 3))
    desk.booked(desk.line("mttq", 5, effective_on=JULY), document=desk.paper(issued_on=JUNE))
    march = desk.paper(issued_on=MARCH)
    # −1 from March to June, though July sets it right.
    assert "below-zero" in refusal_of(desk, desk.add("mttq", -3), document=march)
    ended(desk, "ldld", MARCH)

    assert refusal_of(desk, desk.add("ldld", 1), document=march) == ["after-end"]
    assert desk.booked(desk.add("ldld", -3), document=march)
    left = desk.line("ldld", 4, effective_on=JULY)
    assert refusal_of_correction(desk, first, left) == ["after-end-corrected"]
    assert desk.corrected(first, left, reasons={"after-end-corrected": "Bản giấy ghi vậy"})


# ---- 18–21: correcting, withdrawing, swallowing, plans of years


def test_rule_18_a_wrong_record_is_corrected_on_its_own_paper_and_a_changed_law_is_a_new_paper(desk: Desk) -> None:
    """Đính chính sổ restates the whole line with the days the paper means; only it corrects; two persons for both."""
    original = desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    restated = desk.line("doan", 5, effective_on=MARCH, corrects=line_of(original))

    assert "original-corrects" in refusal_of(desk, restated)
    assert "correction-without-reason" in refusal_of_correction(desk, original, restated, reason="")
    other = desk.booked(desk.line("ccb", 1))
    assert "corrects-another" in refusal_of_correction(desk, other, restated)
    correction = desk.corrected(original, restated, desk.void(line_of(original, 2)), desk.line("phu-nu", 4))

    assert (correction.document, correction.reason) == (original.document, "Gõ nhầm khi vào sổ.")
    assert correction.issued_on == original.issued_on
    assert [desk.posts(name, MARCH) for name in ("mttq", "ldld", "doan", "phu-nu")] == [0, 0, 5, 4]
    assert desk.posts("doan", NEW_YEAR) == 0
    draft = desk.submitted(desk.line("nong-dan", 3), document=original.document, kind="correction", reason="Sót.")
    with pytest.raises(SamePerson):
        actions.book_decision(draft=draft, by=made_approver(desk), at=MOMENT)


def made_approver(desk: Desk) -> User:
    """The person who drafts, now allowed to book too."""
    from accounts.models import Grant, User

    Grant.objects.create(user=desk.drafts, role="approver", locality=desk.district.locality)
    return User.objects.get(pk=desk.drafts.pk)


def test_rule_19_a_withdrawn_decision_was_never_given_and_is_booked_anew(desk: Desk) -> None:
    """Withdrawal = VOID of each live line; a VOID is not undone; "no longer from day D" is new lines from D."""
    original = desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    desk.corrected(original, desk.line("mttq", 5, corrects=line_of(original)))
    desk.corrected(original, *(desk.void(each) for each in DecisionLine.objects.live_at(2).order_by("pk")))

    assert [desk.posts(name, YEAR_END) for name in ("mttq", "ldld")] == [0, 0]
    assert table(desk).recorded == 0
    assert refusal_of_correction(desk, original, desk.line("mttq", 6)) == ["correction-of-withdrawn"]
    again = desk.booked(desk.line("mttq", 6), document=original.document)
    desk.booked(desk.line("mttq", None, effective_on=JULY), document=desk.paper(issued_on=JUNE))

    assert again.kind == "original"
    assert [desk.posts("mttq", day) for day in (MARCH, JULY)] == [6, 0]


def test_rule_20_a_line_that_a_later_level_swallows_is_told_of_it_and_a_second_line_holds(desk: Desk) -> None:
    """The preview warns with that level and offers the second line; acknowledged by code."""
    desk.booked(desk.line("mttq", 6))
    level = desk.booked(desk.line("mttq", 8, effective_on=JULY), document=desk.paper(issued_on=MARCH))
    june = desk.paper(issued_on=JUNE)
    alone = desk.add("mttq", 1)

    with pytest.raises(DraftHasProblems) as refused, transaction.atomic():
        desk.booked(alone, document=june)
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["symbol"]) == ("swallowed", level.symbol)
    assert "thêm một dòng nữa tính từ ngày 01/07/2024" in problem.sentence
    desk.booked(alone, desk.add("mttq", 1, effective_on=JULY), document=june, reasons={"swallowed": "Có dòng hai"})

    assert [desk.posts("mttq", day) for day in (JUNE, JULY)] == [7, 9]


@pytest.mark.parametrize("plan_first", [True, False], ids=["the plan issued first", "the yearly paper issued first"])
def test_rule_21_the_yearly_set_stands_in_a_later_year_of_a_plan_and_in_its_first_the_later_paper(
    desk: Desk,
    plan_first: bool,  # noqa: FBT001
) -> None:
    """Follows from 7. Dated targets are ReductionTarget, which does not exist yet: no entry, and no test, of them."""
    early, late = dt.date(2023, 11, 1), dt.date(2023, 12, 1)
    plan: dict[str, Any] = {
        "document": desk.paper(issued_on=early if plan_first else late),
        "year_from": 2024,
        "year_to": 2025,
    }
    yearly = desk.paper(issued_on=late if plan_first else early)

    desk.booked(desk.line("mttq", 9), reasons=KNOWN, **plan)
    desk.booked(desk.line("mttq", 6), document=yearly, reasons=KNOWN)
    desk.booked(desk.line("mttq", 5), document=desk.paper(issued_on=early), year_from=2025, year_to=2025, reasons=KNOWN)

    assert desk.posts("mttq", YEAR_END) == (6 if plan_first else 9)
    assert desk.posts("mttq", dt.date(2025, 12, 31)) == 5


# ---- 22–28: pages, positions, what is shown, persons


def test_rule_22_a_day_of_another_year_leads_to_its_own_page(desk: Desk, page: Open, client: Any) -> None:
    """D on a page of year Y defaults to today clamped to Y; default year: the latest with a booked decision in reach."""
    desk.booked(desk.line("mttq", 6))
    desk.booked(desk.line("duc-linh", 20), pool=desk.province, document=desk.paper(place="binh-thuan"), year_from=2025)

    client.force_login(desk.drafts)
    answer = client.get(TABLE_2024, {"ngay": "01/03/2025", "so": "1"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, TABLE_2025)
    assert "so=1" in answer["Location"]
    assert "Tính đến ngày 31/12/2024" in page(desk.drafts, TABLE_2024).text
    assert "Tính đến ngày 01/01/2099" in page(desk.drafts, "/bien-che/duc-linh/2099/").text
    locality = page(desk.drafts, "/dia-phuong/duc-linh/").html
    assert TABLE_2024 in locality


def test_rule_23_what_was_known_is_a_position_never_a_moment(desk: Desk, page: Open) -> None:
    """Pages, files, seals print K; recorded_at is otherwise shown, never compared."""
    later = MOMENT + dt.timedelta(days=9)
    first = desk.booked(desk.line("mttq", 6), at=later)
    # The clock of the machine went back; the register did not.
    desk.corrected(first, desk.line("mttq", 7, corrects=line_of(first)), at=MOMENT)

    assert [page(desk.drafts, TABLE_2024, so=at).column("Giao năm 2024")[0] for at in ("1", "2")] == ["6", "7"]
    assert "vị trí 1" in page(desk.drafts, TABLE_2024, so="1").text
    assert page(desk.drafts, TABLE_2024, so="3").status == 400
    found = ledger_at(2)
    assert found is not None
    assert (found.position, found.head) == (2, QuotaDecision.objects.get(position=2).seal.head)


def test_rule_24_a_year_without_a_level_shows_the_last_that_has_one_and_a_year_with_one_carries_nobody(
    desk: Desk, page: Open
) -> None:
    """Marked "số năm M"; nothing is posted. A pool with one: a missing agency is empty, never carried."""
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    before = Entry.objects.count()

    carried = page(desk.drafts, TABLE_2025)
    assert carried.column("Số năm 2024")[:2] == ["6", "2"]
    assert "Năm 2025 chưa có quyết định giao: hiển thị số năm 2024." in carried.text
    assert (Entry.objects.count(), desk.posts("mttq", dt.date(2025, 12, 31))) == (before, 0)
    desk.booked(desk.line("mttq", 5), year_from=2025, document=desk.paper(issued_on=YEAR_END))

    own = page(desk.drafts, TABLE_2025)
    assert own.column("Giao năm 2025")[:2] == ["5", "chưa có số liệu"]


def test_rule_25_what_counts_in_a_total_is_the_papers_word_and_a_wrong_total_is_kept_not_repaired(desk: Desk) -> None:
    """counts_in_total and the stated total belong to (decision, category); an extract has no total check."""
    civil, contract = desk.line("mttq", 6, category=desk.civil), desk.line("mttq", 2, category=desk.contract)
    wrong = [desk.total(7, desk.civil)]

    assert warnings_of(desk, civil, contract, totals=wrong) == ["total-differs"]
    assert warnings_of(desk, civil, contract, totals=wrong, is_extract=True) == []
    assert warnings_of(desk, civil, contract, totals=[desk.total(6, desk.civil), desk.total(2, desk.contract)]) == []
    decision = desk.booked(
        civil,
        contract,
        totals=[*wrong, desk.total(2, desk.contract, counts_in_total=True)],
        reasons={"total-differs": "Bản giấy cộng sai"},
    )

    assert decision.totals.get(category=desk.civil).posts == 7
    assert decision.acknowledgements.get().code == "total-differs"
    assert table(desk).total == 8  # the contract counts here, by this paper's word
    assert sum(decision.entries.values_list("change", flat=True)) == 8


def test_rule_26_an_ended_holder_keeps_its_row_and_its_posts_are_never_divided(desk: Desk, page: Open) -> None:
    """The roll-up to successors is not built; what holds now: the row stays, the total is the plain total."""
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 5))
    ended(desk, "ldld", MARCH)
    _split(desk, "ldld", ("doan", "ccb"))

    found = table(desk)

    shown = {line.agency.code: line.this_year_printed for line in found.lines if line.agency}
    assert shown["duc-linh-ldld"] == 5
    assert (shown["duc-linh-doan"], shown["duc-linh-ccb"]) == ("chưa có số liệu", "chưa có số liệu")
    assert found.total == 11 == sum(Entry.objects.values_list("change", flat=True))
    assert "Liên đoàn Lao động" in page(desk.drafts, TABLE_2024).text


def _split(desk: Desk, name: str, into: tuple[str, ...]) -> None:
    from agencies.models import Succession

    paper = desk.paper(issued_on=MARCH)
    for successor in into:
        Succession.objects.create(
            predecessor=desk.places.agency(f"duc-linh-{name}"),
            successor=desk.places.agency(f"duc-linh-{successor}"),
            kind="split",
            happened_on=MARCH,
            document=paper,
        )


def test_rule_27_who_edited_since_the_last_return_does_not_book_administrators_included(
    desk: Desk, clerk: User, administrator: User
) -> None:
    """Two persons; after a return the former editor may book what another made of it."""
    draft = desk.submitted(desk.line("mttq", 6), by=administrator)
    with pytest.raises(SamePerson):
        actions.book_decision(draft=draft, by=administrator, at=MOMENT)
    actions.return_draft(draft=draft, remark="Xem lại", by=desk.books, at=MOMENT)
    draft = desk.draft(desk.line("mttq", 5), draft=draft, document=draft.document, by=clerk)
    actions.submit_draft(draft=draft, by=clerk, at=MOMENT)

    with pytest.raises(SamePerson):
        actions.book_decision(draft=draft, by=clerk, at=MOMENT)
    decision = actions.book_decision(draft=draft, by=administrator, at=MOMENT)
    assert decision.one_person is False


def test_rule_27_a_locality_of_one_person_says_so_until_a_second_countersigns(
    desk: Desk, clerk: User, page: Open, places: Places, administrator: User
) -> None:
    """Every page and export says "Chưa có người thứ hai đối chiếu"; the seal stays when the second person signs."""
    locality = places.locality("duc-linh")
    locality.one_person_books = True
    records.save_record(record=locality, by=administrator)
    decision = actions.book_decision(draft=desk.submitted(desk.line("mttq", 6), by=clerk), by=clerk, at=MOMENT)
    head, says = decision.seal.head, "Chưa có người thứ hai đối chiếu"

    assert says in page(desk.drafts, TABLE_2024).text
    assert says in page(desk.drafts, "/quyet-dinh/1/").text
    assert says in page(desk.drafts, TABLE_2024, tep="csv").html
    with pytest.raises(SamePerson):
        countersign_decision(decision=decision, by=clerk, at=MOMENT)
    countersign_decision(decision=decision, by=desk.books, at=MOMENT)

    assert says not in page(desk.drafts, TABLE_2024).text
    assert says not in page(desk.drafts, TABLE_2024, tep="csv").html
    assert (QuotaDecision.objects.get().seal.head, find_faults()) == (head, [])
    with pytest.raises(actions.NothingToCountersign):
        countersign_decision(decision=decision, by=desk.books, at=MOMENT)


def test_rule_28_a_booked_line_keeps_the_names_it_printed_and_other_records_have_history(
    desk: Desk, places: Places, administrator: User
) -> None:
    """The second clock (K) exists for the ledger only; other records have history: who, when, before, after, why."""
    decision = desk.booked(desk.line("mttq", 6))
    agency = places.agency("duc-linh-mttq")
    before, agency.name = agency.name, "Ủy ban Mặt trận, tên mới"
    records.save_record(record=agency, by=administrator, reason="Đổi tên theo quyết định")

    assert line_of(decision).holder_name == before
    now, then = agency.history.order_by("-history_id").first(), agency.history.order_by("history_id").first()
    assert (now.name, now.history_user, now.history_change_reason) == (
        "Ủy ban Mặt trận, tên mới",
        administrator,
        "Đổi tên theo quyết định",
    )
    assert then.name == before
    assert not [model for model in (QuotaDecision, DecisionLine, Entry, Register) if hasattr(model, "history")]


# ---- All of them


def test_every_rule_of_the_ledger_has_a_test_here() -> None:
    numbers = {int(found[1]) for name in globals() if (found := re.match(r"test_rule_(\d\d)_", name))}

    assert numbers == set(range(1, LAST + 1))
    silent = [name for name, each in globals().items() if name.startswith("test_rule_") and not each.__doc__]
    assert silent == []
