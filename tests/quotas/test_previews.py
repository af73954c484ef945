"""A workbook beside the register: rows with their agencies and figures, problems with their places; nothing is written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AgencyAlias
from orgregs.foundation.workbooks import Sheet
from quotas import actions
from quotas.intake import Asked, Preview, RowState, preview_of
from quotas.models import DecisionDraft, Holder, Receipt
from regulations.models import Document
from tests.quotas.conftest import MOMENT
from tests.times import JULY

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Places
    from tests.quotas.conftest import Desk

SHA = "ab" * 32
NAMES = {
    "mttq": "Ủy ban MTTQ Việt Nam huyện Đức Linh",
    "ldld": "Liên đoàn Lao động huyện Đức Linh",
    "nong-dan": "HỘI NÔNG DÂN HUYỆN ĐỨC LINH",
    "phu-nu": "Hoi Lien hiep Phu nu huyen Duc Linh",
    "doan": "Huyện đoàn Đức Linh",
    "ccb": "Hội Cựu chiến binh",
}
POSTS = {"mttq": 6, "ldld": 2, "nong-dan": 4, "phu-nu": 4, "doan": 5, "ccb": 3}
# Two lines of title, an empty one, the header on line 4: the first agency stands on line 5.
ABOVE: list[list[Any]] = [["HUYỆN ỦY ĐỨC LINH"], ["BẢNG GIAO BIÊN CHẾ NĂM 2024"], []]
HEADER = ["TT", "Cơ quan", "Biên chế"]


@pytest.fixture(autouse=True)
def an_alias(places: Places) -> None:
    AgencyAlias.objects.create(agency=places.agency("duc-linh-mttq"), name="Ủy ban MTTQ Việt Nam huyện Đức Linh")


def sheets(*rows: list[Any], total: Any = None) -> list[Sheet]:
    """A workbook of one sheet with these lines below the header: name and number."""
    numbered: list[list[Any]] = [[number, *row] for number, row in enumerate(rows, start=1)]
    last: list[list[Any]] = [] if total is None else [["", "Cộng", total]]
    return [Sheet("Giao", [*ABOVE, HEADER, *numbered, *last])]


def six(total: Any = None, **changed: Any) -> list[Sheet]:
    """The six agencies of Đức Linh, with their numbers of 2024 save where told."""
    return sheets(*([NAMES[name], changed.get(name.replace("-", "_"), POSTS[name])] for name in NAMES), total=total)


@pytest.fixture
def previewed(desk: Desk) -> Any:
    """Preview a workbook of Đức Linh for 2024, on a paper of its own unless told."""

    def preview(book: list[Sheet], user: User | None = None, **said: Any) -> Preview:
        values: dict[str, Any] = {
            "pool": desk.district,
            "document": said.pop("document", None) or desk.paper(),
            "year_from": 2024,
            "year_to": said.pop("year_to", said.get("year_from", 2024)),
            "is_extract": False,
            "category": desk.undivided,
        }
        return preview_of(book, Asked(**values | said), sha256=SHA, user=user or desk.drafts)

    return preview


def told(preview: Preview) -> list[tuple[str, int | None, str | None, bool]]:
    return [(each.code, each.line, each.column, each.is_error) for each in preview.problems]


def test_each_row_finds_its_agency_by_alias_folded_and_short_names(previewed: Any) -> None:
    preview = previewed(six(total=24))

    assert [row.recipient.agency.code.removeprefix("duc-linh-") for row in preview.rows] == list(NAMES)
    assert [(row.line, row.column, row.posts) for row in preview.rows] == [
        (5 + place, "C", posts) for place, posts in enumerate(POSTS.values())
    ]
    assert {row.state for row in preview.rows} == {RowState.NEW}
    assert {row.standing for row in preview.rows} == {"chưa có số liệu"}
    assert (preview.sum, preview.total, preview.problems, preview.can_be_saved) == (24, 24, [], True)
    assert [(each.category.code, each.posts) for each in preview.stated] == [("chua-phan-loai", 24)]


def test_a_preview_writes_nothing_not_even_holders(desk: Desk, previewed: Any) -> None:
    paper = desk.paper()

    previewed(six(total=24), document=paper)

    assert (DecisionDraft.objects.count(), Holder.objects.count(), Receipt.objects.count()) == (0, 0, 0)


def test_the_paper_may_be_one_that_nobody_has_recorded(desk: Desk, previewed: Any) -> None:
    known = desk.paper()
    new = Document(
        series_of=known.series_of, type=known.type, number=77, issued_on=dt.date(2023, 12, 20), subject="Giao biên chế"
    )

    preview = previewed(six(total=24), document=new)

    assert preview.can_be_saved
    assert not Document.objects.filter(number=77).exists()


def test_rows_are_new_changed_or_unchanged_beside_what_stands(desk: Desk, previewed: Any) -> None:
    desk.booked(desk.line("mttq", 6), desk.line("ldld", 3), desk.line("ccb", 0), desk.line("doan", None))

    preview = previewed(six(ccb="-", doan="-"))

    assert [(row.standing, row.printed, row.state) for row in preview.rows] == [
        (6, 6, RowState.UNCHANGED),
        (3, 2, RowState.CHANGED),
        ("chưa có số liệu", 4, RowState.NEW),
        ("chưa có số liệu", 4, RowState.NEW),
        ("–", "–", RowState.UNCHANGED),
        (0, "–", RowState.CHANGED),
    ]
    assert preview.counts == {RowState.NEW: 2, RowState.CHANGED: 2, RowState.UNCHANGED: 2}


def test_the_same_paper_again_is_refused_and_shows_that_nothing_differs(desk: Desk, previewed: Any) -> None:
    booked = desk.year_2024()

    preview = previewed(six(), document=booked.document, is_extract=True)

    assert preview.counts[RowState.UNCHANGED] == 6
    assert told(preview) == [("second-original", None, None, True)]
    assert not preview.can_be_saved


def test_more_posts_than_any_agency_has_are_told_at_their_cell(previewed: Any) -> None:
    [problem] = previewed(six(mttq=100_001)).errors

    assert (problem.code, problem.line, problem.column) == ("too-many-posts", 5, "C")
    assert previewed(six(mttq=100_000)).errors == []


def test_what_a_rule_refuses_stands_at_its_cell_under_the_line_of_the_sheet(
    desk: Desk, places: Places, previewed: Any
) -> None:
    youth = places.agency("duc-linh-doan")
    youth.valid_to = JULY
    youth.save()

    preview = previewed(six(total=24), effective_on=dt.date(2024, 8, 1))

    assert ("after-end", 9, "C", True) in told(preview)
    [problem] = [each for each in preview.problems if each.code == "after-end"]
    assert problem.sentence.startswith("Dòng 9: Huyện đoàn Đức Linh đã kết thúc")
    assert problem.where == "Trang “Giao”, dòng 9, cột C"


def test_an_agency_of_another_locality_is_named_with_it_to_whoever_may_know(
    places: Places, previewed: Any, administrator: User
) -> None:
    book = sheets([NAMES["mttq"], 6], ["Hội Liên hiệp Phụ nữ huyện Na Hang", 4])

    [problem] = previewed(book, user=administrator).errors

    assert (problem.code, problem.line, problem.column) == ("agency-of-another-locality", 6, "B")
    assert "là cơ quan của Huyện Na Hang, không phải của Huyện Đức Linh" in problem.sentence


def test_a_clerk_learns_nothing_of_agencies_out_of_reach(previewed: Any) -> None:
    def sentence(name: str) -> str:
        [problem] = previewed(sheets([NAMES["mttq"], 6], [name, 4])).errors
        assert problem.code == "agency-of-another-locality"
        found: str = problem.sentence
        return found.replace(name, "X")

    # The first one exists in Na Hang, the second one nowhere.
    assert sentence("Hội Liên hiệp Phụ nữ huyện Na Hang") == sentence("Hội Liên hiệp Phụ nữ huyện Na Hung")


def test_no_agency_of_the_pool_is_offered_for_a_name_of_another_place(previewed: Any) -> None:
    [problem] = previewed(sheets([NAMES["mttq"], 6], ["Hội Nông dân huyện Na Hang", 4])).errors

    assert "mang tên địa phương khác, không phải Huyện Đức Linh" in problem.sentence
    assert problem.printed == "Hội Nông dân huyện Na Hang"


def test_an_agency_named_twice_is_told_on_its_lines_and_not_once_more_by_the_rules(previewed: Any) -> None:
    assert told(previewed(sheets([NAMES["mttq"], 6], [NAMES["mttq"], 6], [NAMES["ldld"], 2]))) == [
        ("doubled-agency", 5, "B", True),
        ("doubled-agency", 6, "B", True),
    ]


def test_an_agency_that_does_not_stand_in_the_year_is_told_as_that(places: Places, previewed: Any) -> None:
    youth = places.agency("duc-linh-doan")
    youth.valid_to = dt.date(2023, 7, 1)
    youth.save()

    [problem] = previewed(six()).errors

    assert (problem.code, problem.line) == ("agency-not-standing", 9)
    assert "không hoạt động trong năm 2024 (kết thúc 01/07/2023)" in problem.sentence


def test_a_slip_in_a_name_brings_the_name_that_is_near(previewed: Any) -> None:
    [problem] = previewed(sheets([NAMES["mttq"], 6], ["Hội Nông dam huyện Đức Linh", 4])).errors

    assert "Có phải “Hội Nông dân huyện Đức Linh”?" in problem.sentence


@pytest.mark.parametrize(
    ("book", "said", "expected"),
    [
        pytest.param(six(total=25), {}, [("total-differs", 11, "C", False)], id="the paper's own: a reason is asked"),
        pytest.param(
            six(total=25),
            {"stated_total": 24},
            [("total-typed-differs", 11, "C", True)],
            id="typed and printed differ",
        ),
        pytest.param(six(), {"stated_total": 25}, [("total-differs", None, None, False)], id="typed alone"),
        pytest.param(six(total=25), {"is_extract": True}, [], id="an extract has no total check"),
        pytest.param(
            six(total=25, mttq="6 biên chế"),
            {},
            [("not-a-number", 5, "C", True), ("total-differs", 11, "C", True)],
            id="beside a number that is to be mended",
        ),
        pytest.param(
            six(total=24, mttq="6 biên chế"), {}, [("not-a-number", 5, "C", True)], id="right, once that is mended"
        ),
        pytest.param(
            six(total=24, mttq="sáu"), {}, [("not-a-number", 5, "C", True)], id="nobody knows before that is mended"
        ),
    ],
)
def test_totals_are_held_against_the_rows(
    previewed: Any, book: list[Sheet], said: dict[str, Any], expected: list[tuple[str, int | None, str | None, bool]]
) -> None:
    assert told(previewed(book, **said)) == expected


def test_what_changed_since_it_was_shown_is_said(desk: Desk, previewed: Any) -> None:
    desk.booked(desk.line("nong-dan", 4))
    paper = desk.paper()
    before = previewed(six(), document=paper)

    desk.booked(desk.line("nong-dan", 5, effective_on=dt.date(2024, 1, 1)))
    after = previewed(six(), document=paper)

    assert after.changes_since(after.shown) == []
    changes = after.changes_since(before.shown)
    assert "Hội Nông dân huyện Đức Linh: lúc kiểm tra sổ đang ghi 4, nay ghi 5." in changes


def test_an_agency_renamed_meanwhile_is_a_change_too(desk: Desk, places: Places, previewed: Any) -> None:
    paper = desk.paper()
    before = previewed(six(), document=paper)
    front = places.agency("duc-linh-mttq")
    front.name = "Ủy ban Mặt trận huyện"
    front.save()

    changes = previewed(six(), document=paper).changes_since(before.shown)

    assert changes[0] == (
        "Ô 5C: lúc kiểm tra là “Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh”, nay là “Ủy ban Mặt trận huyện”."
    )


def test_the_number_of_queries_does_not_grow_with_the_rows(desk: Desk, previewed: Any) -> None:
    desk.year_2024()
    paper = desk.paper()

    def queries(book: list[Sheet]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            previewed(book, document=paper)
        return len(caught)

    queries(six())  # what is read once a process
    five = [[NAMES[name], POSTS[name]] for name in [*NAMES][:5]]
    assert queries(sheets(*five[:1])) == queries(sheets(*five))


# ---- A draft of it


def source(**changed: Any) -> actions.Source:
    values: dict[str, Any] = {"name": "giao-2024.xlsx", "sha256": SHA, "size": 9_000, "sheet": "Giao"} | changed
    return actions.Source(**values)


def imported(desk: Desk, preview: Preview, by: User | None = None) -> DecisionDraft:
    return actions.save_imported(preview=preview, asked=preview.asked, source=source(), by=by or desk.drafts, at=MOMENT)


def test_a_confirmed_preview_becomes_a_draft_with_its_receipt(desk: Desk, previewed: Any) -> None:
    draft = imported(desk, previewed(six(total=24)))

    assert [
        (line.holder.agency.code.removeprefix("duc-linh-"), line.posts) for line in draft.lines.order_by("number")
    ] == list(POSTS.items())
    assert {line.label for line in draft.lines.all()} == {"giao"}
    assert [(total.category.code, total.posts) for total in draft.totals.all()] == [("chua-phan-loai", 24)]
    receipt = Receipt.objects.get()
    assert (receipt.draft, receipt.file_name, receipt.sha256, receipt.sheet) == (draft, "giao-2024.xlsx", SHA, "Giao")
    assert (receipt.received_by, receipt.received_at) == (desk.drafts, MOMENT)


def test_the_same_file_makes_no_second_draft_while_the_first_is_open(desk: Desk, previewed: Any) -> None:
    preview = previewed(six(total=24))
    first = imported(desk, preview)
    paper = first.document

    with pytest.raises(actions.AlreadyImported) as refused:
        imported(desk, preview)

    assert refused.value.draft == first
    assert DecisionDraft.objects.count() == 1
    again = previewed(six(total=24), document=paper)
    assert ([each.draft for each in again.earlier], again.open_draft, again.can_be_saved) == ([first], first, False)


def test_another_file_for_the_same_paper_is_led_to_its_draft_too(desk: Desk, previewed: Any) -> None:
    first = imported(desk, previewed(six(total=24)))

    preview = previewed(six(ccb=4, total=25), document=first.document)

    assert (preview.open_draft, preview.can_be_saved) == (first, False)
    with pytest.raises(actions.AlreadyImported):
        imported(desk, preview)


def test_a_file_of_two_papers_makes_a_draft_for_each(desk: Desk, previewed: Any) -> None:
    first = imported(desk, previewed(six(total=24)))

    preview = previewed(six(total=24))

    assert ([each.draft for each in preview.earlier], preview.open_draft) == ([first], None)
    assert imported(desk, preview) != first


def test_of_several_years_the_first_that_differs_is_shown(desk: Desk, previewed: Any) -> None:
    desk.booked(*(desk.line(name, posts) for name, posts in POSTS.items()))

    rows = previewed(six(), year_to=2026).rows

    assert {(row.standing, row.state) for row in rows} == {("chưa có số liệu (2025)", RowState.CHANGED)}
    assert {row.state for row in previewed(six(), year_from=2027, year_to=2028).rows} == {RowState.NEW}


def test_a_file_whose_draft_is_booked_may_be_brought_again(desk: Desk, previewed: Any) -> None:
    draft = imported(desk, previewed(six(total=24)))
    draft = actions.submit_draft(draft=draft, by=desk.drafts, at=MOMENT)
    actions.book_decision(draft=draft, by=desk.books, at=MOMENT)

    preview = previewed(six(total=24))

    assert (preview.open_draft, preview.can_be_saved, preview.counts[RowState.UNCHANGED]) == (None, True, 6)
    assert imported(desk, preview) != draft


def test_a_stranger_makes_no_draft_of_a_file(desk: Desk, stranger: User, previewed: Any) -> None:
    with pytest.raises(actions.NotAllowed):
        imported(desk, previewed(six(total=24)), by=stranger)

    assert (DecisionDraft.objects.count(), Receipt.objects.count()) == (0, 0)


def test_a_day_that_no_line_may_bear_is_a_problem_and_no_draft(desk: Desk, previewed: Any) -> None:
    preview = previewed(six(total=24), effective_on=dt.date(2025, 1, 1))

    assert [each.code for each in preview.errors] == ["not-a-line"]
    assert "Ngày tính không được sau ngày 31/12 của năm đầu" in preview.errors[0].sentence
    assert not preview.can_be_saved
    with pytest.raises(ValidationError):
        imported(desk, previewed(six(total=24), effective_on=dt.date(2025, 1, 1)))
