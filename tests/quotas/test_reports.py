"""What the ledger says of a pool and year: a table of days, and what is printed where there is nothing to say."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import Grant, User
from agencies.models import Agency, AgencyPlace, Mandate
from quotas.actions import LineInput, book_decision, holder_of
from quotas.choices import Block
from quotas.figures import printed
from quotas.models import DecisionLine, Holder, Pool, QuotaDecision
from quotas.postings import Figure, LineKey
from quotas.reports import AllocationLine, allocation_table
from tests.times import JULY, MARCH, NEW_YEAR, SIGNING_DAY, YEAR_END

if TYPE_CHECKING:
    from quotas.reports import AllocationTable
    from tests.conftest import Places
    from tests.quotas.conftest import Desk

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
END_2025 = dt.date(2025, 12, 31)


def table_of(desk: Desk, day: dt.date = YEAR_END, *, user: User | None = None, **options: Any) -> AllocationTable:
    """The district's table on a day, as known now, unless told otherwise."""
    values: dict[str, Any] = {"pool": desk.district, "year": day.year} | options
    values.setdefault("position", QuotaDecision.objects.last_position())
    return allocation_table(user=user or desk.drafts, day=day, **values)


def row(table: AllocationTable, name: str) -> AllocationLine:
    """The line of an agency."""
    return next(line for line in table.lines if line.agency and line.agency.code == f"duc-linh-{name}")


def column(table: AllocationTable) -> list[int | str]:
    """The figures of the year, in the order of the lines."""
    return [line.this_year_printed for line in table.lines]


# ---- The table of 2034-QĐ/HU


def test_the_six_lines_stand_in_protocol_order_with_their_sum(desk: Desk) -> None:
    decision = desk.year_2024()

    table = table_of(desk)

    assert [line.agency.code for line in table.lines if line.agency] == [
        f"duc-linh-{name}" for name in ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb")
    ]
    assert column(table) == [6, 2, 4, 4, 5, 3]
    assert (table.total, table.recorded, table.total_label) == (24, 6, "Cộng 6 cơ quan đã ghi")
    assert (table.received, table.reserve, table.given) == (None, None, 24)
    assert table.notes[0] == "Chưa ghi số cấp trên giao"
    assert "Trích: chỉ ghi một phần quyết định, không đối chiếu tổng số." in table.notes
    assert {tuple(line.decisions) for line in table.lines} == {(decision,)}
    assert table.head == decision.seal.head
    assert [line.last_year_printed for line in table.lines] == ["chưa có số liệu"] * 6
    assert (table.last_year_total, table.difference) == (None, None)


# ---- Days and positions


@pytest.mark.parametrize(
    ("day", "position", "expected"),
    [
        pytest.param(NEW_YEAR, 4, 6, id="from New Year"),
        pytest.param(MARCH - dt.timedelta(days=1), 4, 6, id="the day before the supplement"),
        pytest.param(MARCH, 4, 7, id="the day of the supplement"),
        pytest.param(JULY, 4, 5, id="a later level swallows it"),
        pytest.param(YEAR_END, 4, 5, id="to the end of the year"),
        pytest.param(MARCH, 1, 6, id="as known before the supplement was booked"),
        pytest.param(JULY, 2, 7, id="as known before the later level was booked"),
        pytest.param(MARCH, 3, 8, id="as known before the correction"),
        pytest.param(NEW_YEAR, 0, "chưa có số liệu", id="as known before anything was booked"),
    ],
)
def test_a_figure_is_read_on_a_day_as_known_at_a_position(
    desk: Desk, day: dt.date, position: int, expected: int | str
) -> None:
    desk.booked(desk.line("mttq", 6))
    supplement = desk.booked(desk.add("mttq", 1, effective_on=MARCH), document=desk.paper(issued_on=MARCH))
    wrong = supplement.lines.get()
    # Position 3 says +2, position 4 puts it right again and brings the later level.
    third = desk.corrected(supplement, desk.add("mttq", 2, effective_on=MARCH, corrects=wrong))
    desk.corrected(
        supplement,
        desk.add("mttq", 1, effective_on=MARCH, corrects=third.lines.get()),
        desk.line("mttq", 5, effective_on=JULY),
    )

    table = table_of(desk, day, position=position)

    assert row(table, "mttq").this_year_printed == expected
    assert table.position == position


def test_the_head_is_that_of_the_position_asked(desk: Desk) -> None:
    first, second = desk.booked(desk.line("mttq", 6)), desk.booked(desk.line("ldld", 2))

    assert [table_of(desk, position=each).head for each in (0, 1, 2)] == ["0" * 64, first.seal.head, second.seal.head]


def test_the_decisions_of_a_figure_are_those_that_make_it_up(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 9))
    level = desk.booked(desk.line("mttq", 6, effective_on=dt.date(2024, 2, 1)))
    supplement = desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH))

    assert list(row(table_of(desk), "mttq").decisions) == [level, supplement]


def test_a_move_shows_on_both_lines(desk: Desk) -> None:
    desk.year_2024()
    moved = desk.booked(desk.move("doan", "phu-nu", 1), document=desk.paper(issued_on=MARCH))

    table = table_of(desk)

    assert column(table) == [6, 2, 4, 5, 4, 3]
    assert table.total == 24
    assert moved in row(table, "doan").decisions
    assert moved in row(table, "phu-nu").decisions


# ---- Dashes, zeros, nothing (rule 5)


@pytest.mark.parametrize(
    ("posts", "text"),
    [
        pytest.param(None, "–", id="a dash of the paper"),
        pytest.param(0, 0, id="a 0 of the paper"),
        pytest.param(4, 4, id="a number"),
    ],
)
def test_a_figure_prints_what_the_paper_prints(desk: Desk, posts: int | None, text: int | str) -> None:
    desk.booked(desk.line("mttq", posts))

    table = table_of(desk)

    assert row(table, "mttq").this_year_printed == text
    assert (table.recorded, table.total) == (1, posts or 0)


def test_nothing_on_record_is_neither_a_dash_nor_a_0(desk: Desk, places: Places) -> None:
    agency = places.agency("duc-linh-ldld")
    agency.has_own_quota = False
    agency.save()
    desk.booked(desk.line("mttq", 6))

    table = table_of(desk)

    assert row(table, "ccb").this_year_printed == "chưa có số liệu"
    assert row(table, "ldld").this_year_printed == "không giao riêng"
    assert row(table, "ccb").difference is None


def test_a_dash_after_a_supplement_is_a_number_again(desk: Desk) -> None:
    desk.booked(desk.line("mttq", None))
    desk.booked(desk.add("mttq", 2), document=desk.paper(issued_on=MARCH))

    assert row(table_of(desk, NEW_YEAR), "mttq").this_year_printed == "–"
    assert row(table_of(desk), "mttq").this_year_printed == 2


def test_a_figure_is_printed_without_a_table_too() -> None:
    assert printed(None) == "chưa có số liệu"
    assert printed(None, has_own_quota=False) == "không giao riêng"
    assert printed(Figure(0, is_dash=True, lines=(LineKey(1, 1),))) == "–"
    assert printed(Figure(0, is_dash=False, lines=(LineKey(1, 1),))) == 0


# ---- Last year, carried figures (rule 24)


def test_last_years_closing_figure_stands_beside(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=JULY))
    desk.booked(
        desk.line("mttq", 5), desk.line("ccb", 3), year_from=2025, document=desk.paper(issued_on=dt.date(2024, 12, 20))
    )

    table = table_of(desk, END_2025)

    front, labour, veterans = (row(table, name) for name in ("mttq", "ldld", "ccb"))
    assert (front.last_year_printed, front.this_year_printed, front.difference) == (7, 5, -2)
    assert (labour.last_year_printed, labour.this_year_printed, labour.difference) == (2, "chưa có số liệu", None)
    assert (veterans.last_year_printed, veterans.this_year_printed, veterans.difference) == ("chưa có số liệu", 3, None)
    assert (table.last_year_total, table.total, table.difference) == (9, 8, -1)
    assert (table.last_year_label, table.this_year_label) == ("Giao năm 2024", "Giao năm 2025")


def test_a_year_without_a_level_shows_the_last_that_has_one_and_posts_nothing(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=JULY))

    table = table_of(desk, dt.date(2026, 3, 1))

    assert (table.carried_from, row(table, "mttq").this_year_printed) == (2024, 7)
    assert "Năm 2026 chưa có quyết định giao: hiển thị số năm 2024." in table.notes
    assert (table.this_year_label, table.last_year_label) == ("Số năm 2024", "Giao năm 2023")
    assert not DecisionLine.objects.filter(year_to__gt=2024).exists()


def test_what_is_carried_is_not_given_and_leaves_the_whole_allotment(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))
    desk.allotment(24, year=2025)

    table = table_of(desk, END_2025)

    assert (table.carried_from, table.total) == (2024, 6)
    assert (table.received, table.given, table.reserve) == (24, 0, 24)
    assert table.notes[0] == "Tổng số cấp trên giao: 24; chưa phân bổ: 24"


def test_a_year_with_a_level_of_its_own_carries_no_missing_agency(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 2))
    desk.booked(desk.line("mttq", 6), year_from=2025, document=desk.paper(issued_on=dt.date(2024, 12, 20)))

    table = table_of(desk, END_2025)

    assert table.carried_from is None
    assert row(table, "ldld").this_year_printed == "chưa có số liệu"


def test_a_withdrawn_level_is_no_level(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))
    later = desk.booked(desk.line("mttq", 5), year_from=2025, document=desk.paper(issued_on=dt.date(2024, 12, 20)))
    desk.corrected(later, desk.void(later.lines.get()), year_from=2025)

    assert table_of(desk, END_2025).carried_from == 2024
    assert table_of(desk, END_2025, position=2).carried_from is None


def test_before_the_first_level_nothing_is_carried(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))

    table = table_of(desk, dt.date(2023, 12, 31))

    assert table.carried_from is None
    assert column(table) == ["chưa có số liệu"] * 6


# ---- Allotment (rules 13, 14)


@pytest.mark.parametrize(
    ("day", "received", "reserve"),
    [
        pytest.param(NEW_YEAR, 30, 24, id="what was received less what was given"),
        pytest.param(MARCH, 27, 21, id="after a cut"),
        pytest.param(JULY, 27, 19, id="after a supplement to an agency"),
    ],
)
def test_the_reserve_is_what_was_received_less_what_was_given(
    desk: Desk, day: dt.date, received: int, reserve: int
) -> None:
    desk.allotment(30)
    desk.booked(desk.add("duc-linh", -3), pool=desk.province, document=desk.paper(place="binh-thuan", issued_on=MARCH))
    desk.booked(desk.line("mttq", 6))
    desk.booked(desk.add("mttq", 2), document=desk.paper(issued_on=JULY))

    table = table_of(desk, day)

    assert (table.received, table.reserve) == (received, reserve)


def test_without_a_level_there_is_no_allotment(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6))
    desk.allotment(30, year=2025)

    assert table_of(desk).received is None
    assert table_of(desk).reserve is None
    assert table_of(desk, END_2025).received == 30


def test_an_allotment_begins_on_its_own_day(desk: Desk) -> None:
    line = desk.line("duc-linh", 30, effective_on=MARCH)
    desk.booked(line, pool=desk.province, document=desk.paper(place="binh-thuan"))

    assert table_of(desk, NEW_YEAR).received is None
    assert table_of(desk, MARCH).received == 30


# ---- Categories (rule 25)


def test_categories_stand_apart_and_those_that_do_not_count_stay_out_of_the_total(desk: Desk) -> None:
    desk.booked(
        desk.line("mttq", 6, category=desk.civil),
        desk.line("mttq", 2, category=desk.contract),
        desk.line("ldld", 3, category=desk.civil),
    )

    table = table_of(desk)

    assert [each.code for each in table.categories] == ["cong-chuc", "hop-dong"]
    assert table.category_sums == [9, 2]
    assert (row(table, "mttq").total, row(table, "ldld").total) == (
        Figure(6, is_dash=False, lines=(LineKey(1, 1),)),
        Figure(3, is_dash=False, lines=(LineKey(1, 3),)),
    )
    assert table.total == 9


def test_a_paper_may_count_a_category_that_usually_does_not(desk: Desk) -> None:
    desk.booked(
        desk.line("mttq", 6, category=desk.civil),
        desk.line("mttq", 2, category=desk.contract),
        totals=[desk.total(6, desk.civil), desk.total(2, desk.contract, counts_in_total=True)],
    )

    assert row(table_of(desk), "mttq").this_year_printed == 8


def test_a_category_within_another_is_not_counted_twice(desk: Desk) -> None:
    desk.contract.parent, desk.contract.counts_in_total = desk.civil, True
    desk.contract.save()
    desk.booked(desk.line("mttq", 6, category=desk.civil), desk.line("mttq", 2, category=desk.contract))
    desk.booked(desk.line("ldld", 1, category=desk.contract))

    table = table_of(desk)

    assert [row(table, name).this_year_printed for name in ("mttq", "ldld")] == [6, 1]


def test_one_category_may_be_asked_for_and_leaves_the_reserve_as_it_is(desk: Desk) -> None:
    desk.allotment(30)
    desk.booked(desk.line("mttq", 6, category=desk.civil), desk.line("mttq", 4))

    table = table_of(desk, category=desk.civil)

    assert row(table, "mttq").this_year_printed == 6
    assert (table.total, table.given, table.reserve) == (6, 10, 20)


# ---- Who stands in the table, and who sees it


def test_agencies_of_the_locality_stand_there_and_their_parts_do_not(desk: Desk, places: Places) -> None:
    locality, kind = places.locality("duc-linh"), places.agency("duc-linh-mttq").kind
    part = Agency.objects.create(code="phan", name="Bộ phận", kind=kind, locality=locality)
    AgencyPlace.objects.create(agency=part, parent=places.agency("duc-linh-mttq"))
    for code, begins, ends in (
        ("da-het", None, dt.date(2023, 6, 1)),
        ("het-trong-nam", None, MARCH),
        ("lap-trong-nam", JULY, None),
        ("chua-co", dt.date(2025, 1, 1), None),
    ):
        Agency.objects.create(
            code=code, name=code, kind=kind, locality=locality, order=900, valid_from=begins, valid_to=ends
        )

    shown = [line.agency.code for line in table_of(desk).lines if line.agency]

    assert shown[-2:] == ["het-trong-nam", "lap-trong-nam"]
    assert len(shown) == 8


def test_whoever_has_a_figure_stands_there_even_when_it_no_longer_is(desk: Desk, places: Places) -> None:
    desk.booked(desk.line("mttq", 6), desk.line("ccb", 3))
    agency = places.agency("duc-linh-ccb")
    agency.valid_to = dt.date(2023, 1, 1)
    agency.save()

    assert row(table_of(desk), "ccb").this_year_printed == 3


def test_a_state_pool_lists_only_who_has_figures(desk: Desk, places: Places) -> None:
    pool = Pool.objects.create(locality=places.locality("duc-linh"), block=Block.STATE)

    assert list(table_of(desk, pool=pool).lines) == []
    desk.booked(desk.line("mttq", 6), pool=pool)
    assert [line.holder for line in table_of(desk, pool=pool).lines] == [desk.holder("mttq")]


def test_the_province_lists_its_districts_after_its_agencies(desk: Desk, administrator: User) -> None:
    desk.allotment(30)

    table = table_of(desk, pool=desk.province, user=administrator)

    assert [line.holder.pool for line in table.lines] == [desk.district]
    assert table.lines[0].this_year_printed == 30
    assert table.lines[0].has_own_quota


def test_a_unit_head_sees_the_own_line_and_nothing_of_the_whole(desk: Desk, unit_head: User) -> None:
    desk.allotment(30)
    desk.year_2024()

    table = table_of(desk, user=unit_head)

    assert [line.agency.code for line in table.lines if line.agency] == ["duc-linh-phu-nu"]
    assert (table.total, table.received, table.reserve) == (4, None, None)
    assert not any("cấp trên giao" in note for note in table.notes)
    assert table.total_label == "Cộng 1 cơ quan đã ghi"


def test_an_auditor_of_the_heir_sees_what_staff_saw(desk: Desk, auditor: User) -> None:
    desk.year_2024()

    assert column(table_of(desk, user=auditor)) == column(table_of(desk))
    assert table_of(desk, user=auditor).sees_whole_pool


def test_a_stranger_sees_no_line(desk: Desk, stranger: User) -> None:
    desk.year_2024()

    assert list(table_of(desk, user=stranger).lines) == []


def test_chosen_holders_narrow_the_lines_and_their_sum(desk: Desk, places: Places) -> None:
    desk.year_2024()
    chosen = Holder.objects.filter(agency__code__in=["duc-linh-mttq", "duc-linh-doan"])

    table = table_of(desk, holders=chosen)

    assert column(table) == [6, 5]
    assert (table.total, table.given) == (11, 24)


def test_agencies_without_figures_can_be_chosen_too(desk: Desk, places: Places) -> None:
    desk.booked(desk.line("mttq", 6))
    code = "duc-linh-ccb"

    table = table_of(desk, holders=Holder.objects.none(), agencies=Agency.objects.filter(code=code))

    assert [line.agency.code for line in table.lines if line.agency] == [code]
    assert list(table_of(desk, holders=Holder.objects.none()).lines) == []


# ---- What else a line says


def test_a_line_names_the_documents_that_regulate_the_agency_on_the_day(desk: Desk, places: Places) -> None:
    desk.year_2024()
    old, new = desk.paper(100, type_id=_regulation()), desk.paper(200, type_id=_regulation())
    agency = places.agency("duc-linh-mttq")
    Mandate.objects.create(agency=agency, document=old, valid_to=MARCH)
    Mandate.objects.create(agency=agency, document=new, valid_from=MARCH)

    assert list(row(table_of(desk, NEW_YEAR), "mttq").mandates) == [old]
    assert list(row(table_of(desk), "mttq").mandates) == [new]
    assert list(row(table_of(desk), "ldld").mandates) == []


def _regulation() -> int:
    from regulations.models import DocumentType

    return int(DocumentType.objects.get_or_create(code="quy-dinh", defaults={"name": "Quy định"})[0].pk)


def test_provisional_figures_and_one_person_are_told(desk: Desk, places: Places) -> None:
    locality = places.locality("duc-linh")
    locality.one_person_books = True
    locality.save()
    Grant.objects.create(user=desk.drafts, role="approver", locality=locality)
    draft = desk.submitted(desk.line("mttq", 6, provisional=True), desk.line("ldld", 2))
    alone = User.objects.get(pk=desk.drafts.pk)
    book_decision(draft=draft, by=alone, at=MOMENT)

    table = table_of(desk)

    assert (row(table, "mttq").is_provisional, row(table, "ldld").is_provisional) == (True, False)
    assert "Có số tạm giao (đánh dấu *)." in table.notes
    assert "Chưa có người thứ hai đối chiếu." in table.notes


def test_a_whole_decision_claims_the_total(desk: Desk) -> None:
    desk.booked(desk.line("mttq", 6), document=desk.paper(issued_on=SIGNING_DAY))

    assert table_of(desk).total_label == "Tổng cộng"


def test_sixty_agencies_cost_as_many_queries_as_six(
    desk: Desk, places: Places, auditor: User, django_assert_num_queries: Any
) -> None:
    desk.year_2024()
    auditor = User.objects.get(pk=auditor.pk)
    before = dt.date(2023, 12, 31)
    table_of(desk, user=auditor, position=1)  # the reach is read once a request
    with django_assert_num_queries(15, exact=False) as counted:
        table_of(desk, user=auditor, position=1)
    with django_assert_num_queries(15, exact=False) as without_figures:
        table_of(desk, before, user=auditor, position=1)
    kind = places.agency("duc-linh-mttq").kind
    lines = []
    for number in range(54):
        agency = Agency.objects.create(
            code=f"duc-linh-{number}", name=f"Cơ quan {number}", kind=kind, locality=places.locality("duc-linh")
        )
        lines.append(LineInput(holder=holder_of(agency=agency), category=desk.undivided, posts=1))
        Mandate.objects.create(agency=agency, document=desk.paper())
    desk.booked(*lines)

    with django_assert_num_queries(len(counted.captured_queries)):
        table = table_of(desk, user=auditor, position=2)
    with django_assert_num_queries(len(without_figures.captured_queries)):
        table_of(desk, before, user=auditor, position=2)
    assert len(table.lines) == 60
