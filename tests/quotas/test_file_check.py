"""A file that comes back: it matches however it was saved again, and each single change of it is named."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict

from accounts.models import Grant, User
from agencies.models import Mandate
from orgregs.foundation.reach import Everyone, Reach
from orgregs.foundation.workbooks import MOST_BYTES, Sheet, column_letter, read_workbook
from quotas.actions import book_decision, countersign_decision
from quotas.checking import CannotBeChecked, check_file, check_sheets
from quotas.checking.matching import says
from quotas.choices import Block
from quotas.models import Pool, Seal
from quotas.questions import Part, narrowed
from tests.times import JULY, MARCH
from tests.workbooks import FILES, HOSTILE, ods, xlsx
from tests.workbooks import cell as ods_cell
from tests.workbooks import row as ods_row
from tests.workbooks import table as ods_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from django.test import Client

    from quotas.checking import Verdict
    from tests.conftest import Places
    from tests.quotas.conftest import Desk, Page

    Open = Callable[..., Page]
    Printed = pytest.CaptureFixture[str]

TABLE = "/bien-che/duc-linh/2024/"
CHECK = "/doi-chieu-tep/"
FORMS = ["xlsx", "csv"]
NO_TABLE = "Sổ không có bảng ghi trong tệp, hoặc bảng đó nằm ngoài phạm vi được xem."
EVERYBODY = Everyone()


@pytest.fixture
def exported(client: Client) -> Callable[..., bytes]:
    """The file of a table as a person gets it from the page."""

    def export(person: User, form: str = "xlsx", address: str = TABLE, **query: Any) -> bytes:
        client.force_login(person)
        response = client.get(address, query | {"tep": form})
        assert response.status_code == 200
        return response.content

    return export


@pytest.fixture
def register(desk: Desk) -> Desk:
    """An allotment, the year 2024 in two categories with a dash and a provisional figure, and a supplement."""
    desk.allotment(30)
    desk.booked(
        desk.line("mttq", 6),
        desk.line("ldld", None),
        desk.line("nong-dan", 0),
        desk.line("phu-nu", 4, provisional=True),
        desk.line("doan", 1149, category=desk.contract),
        document=desk.paper(2034),
    )
    desk.booked(desk.line("mttq", 5), year_from=2023, document=desk.paper(issued_on=dt.date(2022, 12, 1)))
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH))
    return desk


def checked(content: bytes, form: str = "xlsx", user: Any = EVERYBODY) -> Verdict:
    return check_file(content, f"bang.{form}", user)


def sheet_of(content: bytes, form: str = "xlsx") -> Sheet:
    return read_workbook(content, f"bang.{form}")[0]


def changed(sheet: Sheet, line: int, column: int, value: Any) -> Sheet:
    """The sheet with another value in one cell, both counted from 1."""
    rows = [list(row) for row in sheet.rows]
    rows[line - 1] += [""] * (column - len(rows[line - 1]))
    rows[line - 1][column - 1] = value
    return replace(sheet, rows=rows)


def line_of(sheet: Sheet, words: str) -> int:
    """The number of the first line that holds the words."""
    return next(number for number, row in enumerate(sheet.rows, 1) if any(words in str(cell) for cell in row))


def with_words(sheet: Sheet, before: str, after: str) -> Sheet:
    """The sheet with other words in the first cell that holds some."""
    line = line_of(sheet, before)
    column = next(number for number, cell in enumerate(sheet.rows[line - 1], 1) if before in str(cell))
    return changed(sheet, line, column, str(sheet.rows[line - 1][column - 1]).replace(before, after))


def differences(sheet: Sheet, user: Any = EVERYBODY) -> list[str]:
    return [str(each) for each in check_sheets([sheet], user).differences]


# ---- What was exported matches


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "query",
    [
        pytest.param({}, id="plain"),
        pytest.param({"q": "hội phụ nữ"}, id="words with marks"),
        pytest.param({"q": "=1+1 & 100%?#"}, id="words of signs"),
        pytest.param({"loai_co_quan": "mttq", "xep": "-nam_nay"}, id="a kind and an order"),
        pytest.param({"loai_bien_che": "hop-dong"}, id="a category"),
        pytest.param({"quyet_dinh": "4"}, id="a decision"),
        pytest.param({"ngay": "29/02/2024", "so": "2"}, id="a day and a position"),
        pytest.param({"so": "0"}, id="before the first decision"),
        pytest.param({"xep": "khong-co"}, id="an order that does not exist"),
    ],
)
def test_a_file_matches_whatever_was_asked(
    register: Desk, exported: Callable[..., bytes], form: str, query: dict[str, str]
) -> None:
    verdict = checked(exported(register.drafts, form, **query), form)

    assert list(map(str, verdict.differences)) == []
    assert verdict.matches


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_a_file_is_compared(register: Desk, exported: Callable[..., bytes], form: str) -> None:
    content = exported(register.drafts, form)
    sheet = sheet_of(content, form)
    header = line_of(sheet, "Cơ quan, đơn vị")
    width, height = len(sheet.rows[header - 1]), len(sheet.rows) - header + 1
    above = sum(1 for line in sheet.rows[: header - 1] if any(line))

    verdict = checked(content, form)

    assert (verdict.position, verdict.day) == (4, dt.date(2024, 12, 31))
    assert verdict.head == Seal.objects.get(decision=4).head
    # All but who exported it and when.
    assert verdict.cells == above - 1 + width * height


@pytest.mark.parametrize("form", FORMS)
def test_an_old_position_matches_after_later_bookings(
    register: Desk, exported: Callable[..., bytes], form: str
) -> None:
    before = {query: exported(register.drafts, form, **dict(query)) for query in [(), (("ngay", "01/03/2024"),)]}

    register.booked(register.add("mttq", 3), document=register.paper(issued_on=JULY))
    register.booked(register.line("mttq", 9), year_from=2025, document=register.paper(issued_on=JULY))

    for content in before.values():
        assert checked(content, form).matches
    assert sheet_of(exported(register.drafts, form), form).rows != sheet_of(before[()], form).rows


def test_carried_figures_the_state_side_and_a_long_table_match(
    register: Desk, exported: Callable[..., bytes], places: Places
) -> None:
    from agencies.models import Agency

    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    for number in range(60):
        Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
    state = Pool.objects.create(locality=locality, block=Block.STATE)
    register.booked(register.line("mttq", 3), pool=state, document=register.paper())

    for address, query in (
        ("/bien-che/duc-linh/2025/", {}),
        (TABLE, {"khoi": "state"}),
        (TABLE, {}),
        ("/bien-che/binh-thuan/2024/", {}),
    ):
        assert checked(exported(register.drafts, address=address, **query)).matches


def test_a_second_person_since_is_no_fault_of_the_file(
    desk: Desk, exported: Callable[..., bytes], clerk: User, places: Places
) -> None:
    locality = places.locality("duc-linh")
    locality.one_person_books = True
    locality.save()
    moment = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    alone = book_decision(draft=desk.submitted(desk.line("mttq", 6), by=clerk), by=clerk, at=moment)
    content = exported(desk.drafts)
    assert checked(content).matches
    assert differences(with_words(sheet_of(content), "Chưa có người thứ hai đối chiếu.", "Đã đối chiếu."))

    countersign_decision(decision=alone, by=desk.books, at=moment)

    assert checked(content).matches
    assert checked(content).notes == ["Từ lúc xuất tệp, đã có người thứ hai đối chiếu."]
    assert checked(exported(desk.drafts)).notes == []


def test_a_training_file_is_none_of_a_real_register(
    register: Desk, exported: Callable[..., bytes], settings: Any
) -> None:
    settings.TRAINING = True
    content = exported(register.drafts)
    assert checked(content).matches

    settings.TRAINING = False

    assert ["DỮ LIỆU TẬP HUẤN" in str(each) for each in checked(content).differences] == [True]


# ---- Saved again by another program


def test_excel_may_save_a_workbook_again_under_other_names_of_sheets(
    register: Desk, exported: Callable[..., bytes]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(register.drafts)))
    book.worksheets[0].title = "Bảng 2024"
    book.create_sheet("Trang trống")
    content = io.BytesIO()
    book.save(content)

    assert checked(content.getvalue()).matches


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_csv(rows: Sequence[Sequence[Any]], sign: str = ",", *, encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=sign).writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize(("sign", "thousands"), [(";", "."), (",", ","), ("\t", "\u00a0")])
def test_a_csv_may_be_saved_again_with_other_signs_grouped_numbers_and_padded_lines(
    register: Desk, exported: Callable[..., bytes], sign: str, thousands: str
) -> None:
    rows = csv_rows(exported(register.drafts, "csv", ngay="01/03/2024"))
    assert any("1149" in row for row in rows)
    again = [
        [{"1149": f"1{thousands}149", "01/03/2024": "1/3/2024"}.get(cell, cell) for cell in [*row, *[""] * 12][:12]]
        for row in rows
    ]

    assert checked(as_csv(again, sign), "csv").matches
    assert checked(as_csv(again, sign, encoding="utf-16"), "csv").matches


def test_a_csv_may_become_a_workbook_and_a_workbook_a_csv(register: Desk, exported: Callable[..., bytes]) -> None:
    from_csv: list[list[Any]] = [
        [int(cell) if cell.lstrip("-").isdigit() else cell or None for cell in row]
        for row in csv_rows(exported(register.drafts, "csv", so="0", ngay="01/03/2024"))
    ]
    day = next(row for row in from_csv if row and row[0] == "Tính đến ngày")
    day[1] = dt.date(2024, 3, 1)
    code = next(row for row in from_csv if row and row[0] == "Mã chốt số liệu")
    assert code[1] == 0  # sixty-four zeros, as Excel takes them

    assert checked(xlsx({"Bang": from_csv})).matches
    from_xlsx = sheet_of(exported(register.drafts)).rows
    assert checked(as_csv(from_xlsx, ";"), "csv").matches
    lines = [ods_row(*[ods_cell(each if isinstance(each, int) else str(each)) for each in row]) for row in from_xlsx]
    assert check_file(ods(ods_table(*lines).replace("&", "&amp;")), "bang.ods", EVERYBODY).matches


@pytest.mark.parametrize("form", FORMS)
def test_a_name_like_a_formula_matches(
    register: Desk, exported: Callable[..., bytes], places: Places, form: str
) -> None:
    agency = places.agency("duc-linh-mttq")
    agency.name = '=HYPERLINK("http://x","y")'
    agency.save()

    assert checked(exported(register.drafts, form), form).matches


@pytest.mark.parametrize(
    ("written", "found", "is_same"),
    [
        pytest.param(None, "", True, id="nothing"),
        pytest.param(None, " \u200b", True, id="nothing to be seen"),
        pytest.param(None, 0, False, id="a zero where nothing stood"),
        pytest.param(0, "", False, id="nothing where a zero stood"),
        pytest.param(0, "–", False, id="a dash where a zero stood"),
        pytest.param("–", 0, False, id="a zero where a dash stood"),
        pytest.param("–", "-", False, id="another dash"),
        pytest.param(6, 6, True, id="a number"),
        pytest.param(6, 6.0, True, id="a number as Excel keeps it"),
        pytest.param(6, 6.5, False, id="half a post more"),
        pytest.param(6, "6", True, id="a number as text"),
        pytest.param(1, True, False, id="a truth is no number"),
        pytest.param(1, dt.date(2024, 3, 1), False, id="a day where a number stood"),
        pytest.param(1149, "1.149", True, id="grouped by dots"),
        pytest.param(1149, "1,149", True, id="grouped by commas"),
        pytest.param(1149, 1.149, False, id="a broken number"),
        pytest.param(1149000, "1.149,000", False, id="grouped by both"),
        pytest.param(1149000, "1.149.000", True, id="grouped twice"),
        pytest.param(-2, "-2", True, id="a minus"),
        pytest.param(-2, "−2", True, id="a printed minus"),
        pytest.param(2, "-2", False, id="another sign"),
        pytest.param(6, "6 biên chế", False, id="words beside a number"),
        pytest.param("=1", "'=1", True, id="an apostrophe before a formula"),
        pytest.param("abc", "'abc", False, id="an apostrophe before a word"),
        pytest.param("Hội  Nông dân", "Hội Nông dân", True, id="spaces"),
        pytest.param("Hội", "Hoi", False, id="a mark lost"),
        pytest.param("01/03/2024", dt.date(2024, 3, 1), True, id="a day"),
        pytest.param("01/03/2024", dt.date(2024, 1, 3), False, id="month and day exchanged"),
        pytest.param("01/03/2024", "2/3/2024", False, id="another day"),
        pytest.param("chưa có số liệu", dt.date(2024, 1, 3), False, id="a day where words stood"),
        pytest.param("2024", 2024, True, id="digits that were text"),
        pytest.param("0" * 64, "0", True, id="the code of an empty register"),
        pytest.param("a" * 40_000, "a" * 32_766 + "…", True, id="as long as a cell"),
    ],
)
def test_a_cell_says_the_same_or_not(written: Any, found: Any, is_same: Any) -> None:
    assert says(found, written) is is_same


# ---- Each single change is named


def other_values(value: Any) -> Iterator[Any]:
    """Yield values that say something else than a cell does."""
    if isinstance(value, int):
        yield from (value + 1, "", "–", value == 1)
    elif value.isdigit():
        yield from (str(int(value) + 1), "", "–")
    elif value:
        yield from (f"{value}x", value[:-1], "", 7)
    else:
        yield "x"


@pytest.mark.parametrize("form", FORMS)
def test_each_changed_cell_of_the_table_is_named(register: Desk, exported: Callable[..., bytes], form: str) -> None:
    sheet = sheet_of(exported(register.drafts, form), form)
    header = line_of(sheet, "Cơ quan, đơn vị")
    unnamed, tried = [], 0

    for line, row in enumerate(sheet.rows[header - 1 :], start=header):
        for column, value in enumerate([*row, ""], start=1):
            for other in other_values(value):
                verdict = check_sheets([changed(sheet, line, column, other)], EVERYBODY)
                tried += 1
                named = [(each.line, each.column) for each in verdict.differences]
                if named != [(line, column_letter(column))]:
                    unnamed.append((line, column, value, other, named))

    assert unnamed == []
    assert tried > 200


@pytest.mark.parametrize("form", FORMS)
def test_each_changed_line_above_the_table_is_named(register: Desk, exported: Callable[..., bytes], form: str) -> None:
    sheet = sheet_of(exported(register.drafts, form, q="hội", loai_bien_che="chua-phan-loai"), form)
    header = line_of(sheet, "Cơ quan, đơn vị")
    unnamed, named_of_address = [], 0

    for line, row in enumerate(sheet.rows[: header - 1], start=1):
        for column, value in enumerate(row, start=1):
            is_exporter = "Người xuất" in str(row[0]) and (form == "xlsx" or column == 2)
            if is_exporter or (not value and column > 2):
                continue
            for other in other_values(value):
                try:
                    found = check_sheets([changed(sheet, line, column, other)], EVERYBODY).differences
                except CannotBeChecked:
                    named_of_address += 1
                    assert "Địa chỉ" in str(row[0])
                    continue
                if not any(each.line in {line, 0} for each in found):
                    unnamed.append((line, column, value, other, list(map(str, found))))

    assert unnamed == []
    assert named_of_address < 10


def test_each_changed_letter_of_the_address_is_named(register: Desk, exported: Callable[..., bytes]) -> None:
    sheet = sheet_of(exported(register.drafts, q="hội", xep="nam_nay"))
    line = line_of(sheet, "Địa chỉ của bảng")
    value = str(sheet.rows[line - 1][0])
    missed = []

    for place in range(value.index("/"), len(value)):
        other = value[:place] + ("z" if value[place] != "z" else "y") + value[place + 1 :]
        try:
            found: Sequence[Any] = check_sheets([changed(sheet, line, 1, other)], EVERYBODY).differences
        except CannotBeChecked as refusal:
            found = [refusal] if str(refusal) == NO_TABLE else []  # another locality: nobody is told whether it exists
        if not found:
            missed.append(other)

    assert missed == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("Bộ lọc: Tên cơ quan: hội", "Bộ lọc: không lọc", "trái với địa chỉ của bảng", id="the filter"),
        pytest.param("31/12/2024", "29/02/2024", "tệp ghi “29/02/2024”, sổ ghi “31/12/2024”; dòng này trái với địa chỉ", id="the day"),
        pytest.param("vị trí 4", "vị trí 3", "tệp ghi “vị trí 3 (", id="the position"),
        pytest.param("&q=hội", "", "Bộ lọc): tệp ghi “Tên cơ quan: hội”, sổ ghi “không lọc”", id="the filter of the address"),
        pytest.param("ngay=31/12/2024", "ngay=01/01/2024", "sổ ghi “01/01/2024”; dòng này trái với địa chỉ", id="the day of the address"),
        pytest.param("&so=4", "&so=3", "sổ ghi “vị trí 3", id="the position of the address"),
        pytest.param("ngay=31/12/2024", "ngay=31/12/2023", "không thuộc năm của bảng", id="a day of another year"),
        pytest.param("ngay=31/12/2024", "ngay=hôm qua", "không phải là ngày", id="no day"),
        pytest.param("&so=4", "", "không nêu số vào sổ", id="no position"),
        pytest.param("/bien-che/duc-linh/2024/", "/khong-co/", "không phải địa chỉ", id="no address of ours"),
        pytest.param("/bien-che/duc-linh/2024/", "/van-ban/", "không phải địa chỉ", id="another page"),
        pytest.param("&q=hội", "&q=hội&loai_co_quan=khong-co", "bộ lọc trong địa chỉ không dùng được", id="an unknown kind"),
        pytest.param("pham_vi=binh-thuan", "pham_vi=binh-thuan,khong-co", "sổ không có địa phương khong-co", id="an unknown place"),
    ],
)  # fmt: skip
def test_lines_that_contradict_each_other_are_named(
    register: Desk, exported: Callable[..., bytes], before: str, after: str, told: str
) -> None:
    sheet = sheet_of(exported(register.drafts, q="hội"))

    found = differences(with_words(sheet, before, after))

    assert any(told in each for each in found), found


@pytest.mark.parametrize("form", FORMS)
def test_rows_left_out_added_or_exchanged_are_named_and_shift_nothing(
    register: Desk, exported: Callable[..., bytes], form: str
) -> None:
    sheet = sheet_of(exported(register.drafts, form), form)
    rows, line = list(sheet.rows), line_of(sheet, "Hội Nông dân")

    left_out = differences(replace(sheet, rows=[*rows[: line - 1], *rows[line:]]))
    added = differences(replace(sheet, rows=[*rows[:line], ["", "Hội Chữ thập đỏ", "", "", 3], *rows[line:]]))
    exchanged = differences(replace(sheet, rows=[*rows[: line - 1], rows[line], rows[line - 1], *rows[line + 1 :]]))
    signed = differences(replace(sheet, rows=[*rows, [], ["", "", "Người lập bảng"]]))

    assert len(left_out) == 1
    assert left_out[0].startswith("Tệp thiếu (dòng của bảng): sổ ghi “3; Hội Nông dân")
    assert added == [f"Dòng {line + 1}: tệp ghi “Hội Chữ thập đỏ; 3”, sổ ghi trống; dòng này không có trong bảng."]
    assert len(exchanged) == 2
    assert len(signed) == 1


@pytest.mark.parametrize("form", FORMS)
def test_lines_above_left_out_or_added_are_named(register: Desk, exported: Callable[..., bytes], form: str) -> None:
    sheet = sheet_of(exported(register.drafts, form), form)
    rows, header = list(sheet.rows), line_of(sheet, "Cơ quan, đơn vị")

    for line in range(1, header - 1):
        kept = replace(sheet, rows=[*rows[: line - 1], *rows[line:]])
        if "Địa chỉ" in str(rows[line - 1][0]):
            with pytest.raises(CannotBeChecked, match="không có dòng “Địa chỉ của bảng”"):
                check_sheets([kept], EVERYBODY)
        else:
            assert len(differences(kept)) == 1, rows[line - 1]
    added = replace(sheet, rows=[*rows[:2], ["Ghi chú: Tổng số cấp trên giao: 99"], *rows[2:]])
    assert ["dòng này không có trong tệp đã xuất" in each for each in differences(added)] == [True]
    without_header = differences(replace(sheet, rows=[*rows[: header - 1], *rows[header:]]))
    assert [each[:27] for each in without_header] == ["Tệp thiếu (dòng tiêu đề): s"]
    assert differences(replace(sheet, rows=[row for row in rows if any(row)])) == []


def test_another_sheet_with_data_and_a_formula_without_a_value_are_named(
    register: Desk, exported: Callable[..., bytes]
) -> None:
    sheet = sheet_of(exported(register.drafts))
    line = line_of(sheet, "Hội Nông dân")
    uncomputed = replace(changed(sheet, line, 5, ""), uncomputed=frozenset([(line, 5)]))

    other = check_sheets([Sheet("Khác", [["6"]]), sheet, Sheet("Trống", [])], EVERYBODY)

    assert [str(each) for each in other.differences] == [
        "Trang “Khác”: tệp ghi “có dữ liệu”, sổ ghi trống; trang này không có trong tệp đã xuất, không đối chiếu."
    ]
    assert ["(công thức chưa tính)" in each for each in differences(uncomputed)] == [True]


# ---- The code of the register


@pytest.mark.parametrize("form", FORMS)
def test_a_forged_code_is_named(register: Desk, exported: Callable[..., bytes], form: str) -> None:
    head = Seal.objects.get(decision=4).head
    sheet = sheet_of(exported(register.drafts, form), form)

    found = differences(with_words(sheet, head, "f" * 64))

    assert len(found) == 1
    assert f"sổ ghi “{head}”; ở vị trí này sổ đã bị viết lại, hoặc tệp bị sửa." in found[0]


@pytest.mark.usefixtures("unguarded")
def test_a_register_that_was_rewritten_is_named_by_its_code(register: Desk, exported: Callable[..., bytes]) -> None:
    content = exported(register.drafts)

    Seal.objects.filter(decision=4).update(head="e" * 64)

    found = checked(content).differences
    assert [(each.what, each.in_register) for each in found] == [("Mã chốt số liệu", "e" * 64)]
    assert "viết lại" in found[0].why


@pytest.mark.parametrize("form", FORMS)
def test_a_position_beyond_the_register_is_named(register: Desk, exported: Callable[..., bytes], form: str) -> None:
    sheet = sheet_of(exported(register.drafts, form), form)
    forged = with_words(with_words(sheet, "vị trí 4", "vị trí 9"), "&so=4", "&so=9")

    found = differences(forged)

    assert len(found) == 1
    assert "tệp ghi “vị trí 9”, sổ ghi “sổ chỉ có 4 quyết định”; sổ đã bị cắt bớt" in found[0]


def test_a_name_changed_since_is_told_with_what_may_lie_behind(
    register: Desk, exported: Callable[..., bytes], places: Places
) -> None:
    content = exported(register.drafts)
    agency = places.agency("duc-linh-mttq")
    agency.name = "Mặt trận huyện"
    agency.save()

    verdict = checked(content)

    assert [(each.column, each.in_register) for each in verdict.differences] == [("B", "Mặt trận huyện")]
    assert ["danh mục đã sửa sau khi xuất" in note for note in verdict.notes] == [True]


# ---- Who checks


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_a_unit_head_can_be_checked_by_all_who_see_what_it_shows(
    register: Desk, exported: Callable[..., bytes], unit_head: User, auditor: User, administrator: User, form: str
) -> None:
    content = exported(unit_head, form)
    sheet = sheet_of(content, form)
    assert "chi_co_quan=duc-linh-phu-nu" in str(sheet.rows[line_of(sheet, "Địa chỉ") - 1])

    for reader in (EVERYBODY, unit_head, auditor, administrator, register.drafts):
        assert checked(content, form, reader).matches
        assert len(differences(changed(sheet, line_of(sheet, "Phụ nữ"), 5, 9), reader)) == 1


def test_a_wider_file_cannot_be_checked_by_who_sees_less(
    register: Desk, exported: Callable[..., bytes], unit_head: User, auditor: User, stranger: User
) -> None:
    files = [exported(register.drafts), exported(auditor), exported(unit_head)]
    nowhere = with_words(sheet_of(files[0]), "/bien-che/duc-linh/", "/bien-che/khong-co/")

    for reader, sheet in (
        (unit_head, sheet_of(files[0])),
        (unit_head, sheet_of(files[1])),
        (stranger, sheet_of(files[0])),
        (stranger, sheet_of(files[2])),
        (stranger, nowhere),
        (register.drafts, nowhere),
        (EVERYBODY, nowhere),
    ):
        with pytest.raises(CannotBeChecked) as refusal:
            check_sheets([sheet], reader)
        assert str(refusal.value) == NO_TABLE


def test_a_table_seen_in_part_by_a_locality_below_matches_for_those_above(
    register: Desk, exported: Callable[..., bytes], clerk: User, unit_head: User, auditor: User
) -> None:
    content = exported(clerk, address="/bien-che/binh-thuan/2024/")
    assert len(sheet_of(content).rows) - line_of(sheet_of(content), "Cơ quan, đơn vị") == 2

    assert checked(content, user=auditor).matches
    assert checked(content, user=clerk).matches
    with pytest.raises(CannotBeChecked):
        checked(content, user=unit_head)


def test_a_person_of_two_offices_is_shown_the_same_part_again(
    register: Desk, exported: Callable[..., bytes], unit_head: User, auditor: User, places: Places
) -> None:
    Grant.objects.create(user=unit_head, role="staff", locality=places.locality("na-hang"))
    person = User.objects.get(pk=unit_head.pk)

    content = exported(person)

    assert sheet_of(content).rows[-2][1] == "Hội Liên hiệp Phụ nữ huyện Đức Linh"
    assert checked(content).matches
    assert checked(content, user=auditor).matches


def test_a_person_who_heads_a_unit_elsewhere_is_shown_the_whole_table(
    register: Desk, exported: Callable[..., bytes], clerk: User, auditor: User, places: Places
) -> None:
    Grant.objects.create(user=clerk, role="unit_head", agency=places.agency("na-hang-phu-nu"))
    person = User.objects.get(pk=clerk.pk)

    sheet = sheet_of(exported(person))

    assert str(sheet.rows[line_of(sheet, "Địa chỉ") - 1][0]).endswith("&pham_vi=duc-linh,na-hang")
    assert check_sheets([sheet], EVERYBODY).matches
    assert check_sheets([sheet], auditor).matches


def test_whoever_is_shown_a_part_may_do_nothing_with_it(register: Desk) -> None:
    part = Part.named_in(QueryDict("pham_vi=duc-linh"))
    reader = narrowed(register.drafts, part)

    assert register.drafts.may("draft", register.district.locality.path)
    assert not reader.may("draft", register.district.locality.path)
    assert narrowed(register.drafts, Part()) is register.drafts


def test_a_document_out_of_reach_of_who_checks_is_explained(
    register: Desk, exported: Callable[..., bytes], places: Places, clerk: User, administrator: User
) -> None:
    document = register.paper(901, place="na-hang")
    Mandate.objects.create(agency=places.agency("duc-linh-mttq"), document=document, valid_from=MARCH)
    everything, own = exported(administrator), exported(clerk)
    assert "901-QĐ/HU" in str(sheet_of(everything).rows)
    assert "901-QĐ/HU" not in str(sheet_of(own).rows)

    assert checked(everything).matches
    assert checked(own).matches
    verdict = checked(everything, user=clerk)
    assert [(each.column, each.in_register) for each in verdict.differences] == [("C", "")]
    assert "Người xuất tệp được xem rộng hơn" in verdict.notes[-1]


def test_the_address_of_a_file_opens_what_its_owner_saw(
    register: Desk, exported: Callable[..., bytes], unit_head: User, auditor: User, stranger: User, client: Client
) -> None:
    sheet = sheet_of(exported(unit_head))
    address = str(sheet.rows[line_of(sheet, "Địa chỉ") - 1][0]).partition(": ")[2]

    client.force_login(auditor)
    shown = client.get(address)
    assert "Hội Liên hiệp Phụ nữ" in shown.content.decode()
    assert "Hội Nông dân huyện" not in shown.content.decode()
    assert 'name="chi_co_quan" value="duc-linh-phu-nu"' in shown.content.decode()
    again = client.get(f"{address}&tep=xlsx").content
    assert sheet_of(again).rows[line_of(sheet, "Địa chỉ") - 1] == sheet.rows[line_of(sheet, "Địa chỉ") - 1]

    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_a_part_never_shows_more_than_the_person_may_see(register: Desk, unit_head: User, page: Open) -> None:
    for asked in (
        {"pham_vi": "trung-uong"},
        {"pham_vi": "binh-thuan"},
        {"chi_co_quan": "duc-linh-mttq,duc-linh-phu-nu"},
        {"chi_dia_phuong": "duc-linh", "chi_co_quan": "duc-linh-phu-nu"},
    ):
        shown = page(unit_head, TABLE, **asked)
        assert shown.status in {200, 404}
        assert "Hội Nông dân huyện" not in shown.text
    assert page(unit_head, TABLE, chi_co_quan="duc-linh-mttq").status == 404


def test_two_reaches_meet_where_both_reach() -> None:
    province, district, other = (Reach(frozenset([path])) for path in ("a/b/", "a/b/c/", "a/d/"))
    everything = Reach(everything=True)

    assert province & district == district & province == district
    assert district & other == Reach()
    assert everything & district == district & everything == district
    assert everything & everything == everything
    assert (province | other) & district == district


# ---- What cannot be checked


def test_other_files_are_refused_in_a_sentence(register: Desk, exported: Callable[..., bytes]) -> None:
    for content, name, told in (
        (exported(register.drafts, address="/bien-che/"), "a.xlsx", "không có dòng “Địa chỉ của bảng”"),
        (exported(register.drafts, "csv", address="/quyet-dinh/"), "a.csv", "không có dòng “Địa chỉ của bảng”"),
        ((FILES / "giao-2034.xlsx").read_bytes(), "a.xlsx", "không có dòng “Địa chỉ của bảng”"),
        (b'{"locality": "duc-linh"}', "a.json", "Chỉ đối chiếu được tệp XLSX và CSV"),
        (b"", "a.xlsx", "Tệp rỗng"),
        (b"%PDF-1.7", "a.xlsx", "không phải sổ tính"),
        (b"x" * (MOST_BYTES + 1), "a.csv", "lớn hơn 5 MB"),
    ):
        with pytest.raises(CannotBeChecked, match=told):
            check_file(content, name, EVERYBODY)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a cell at the end of the world", "a billion laughs", "a CSV with an open quote"])
def test_a_hostile_file_is_refused_as_everywhere(name: str) -> None:
    hostile = HOSTILE[name]

    with pytest.raises(CannotBeChecked):
        check_file(hostile.content(), hostile.name, EVERYBODY)


# ---- The command


@pytest.fixture
def verify_file(tmp_path: Path, capsys: Printed) -> Callable[..., list[str]]:
    """Run the command on a file; return the lines of its output."""

    def run(content: bytes, name: str = "bang.xlsx") -> list[str]:
        path = tmp_path / name
        path.write_bytes(content)
        capsys.readouterr()
        call_command("verify_file", str(path))
        return capsys.readouterr().out.splitlines()

    return run


@pytest.mark.parametrize("form", FORMS)
def test_the_command_says_ok_in_one_line(
    register: Desk, exported: Callable[..., bytes], verify_file: Callable[..., list[str]], form: str
) -> None:
    printed = verify_file(exported(register.drafts, form), f"bang.{form}")

    assert len(printed) == 1
    assert printed[0].startswith("OK khớp với sổ: ")
    assert Seal.objects.get(decision=4).head in printed[0]


def test_the_command_names_each_difference_in_a_line_and_exits_with_1(
    register: Desk, exported: Callable[..., bytes], verify_file: Callable[..., list[str]]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(register.drafts)))
    sheet = book.worksheets[0]
    lines = {each.value: each.row for each in sheet["B"]}
    front, women = (lines[name] for name in ("Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh", "Hội Liên hiệp Phụ nữ huyện Đức Linh"))  # fmt: skip
    sheet.cell(front, 2).value = "Mặt trận\nhuyện"
    sheet.cell(women, 4).value = 9
    content = io.BytesIO()
    book.save(content)

    with pytest.raises(CommandError) as refusal:
        verify_file(content.getvalue())

    assert refusal.value.returncode == 1
    first, second = str(refusal.value).splitlines()
    assert first == (
        f"Dòng {front}, cột B (Cơ quan, đơn vị): tệp ghi “Mặt trận huyện”, "
        "sổ ghi “Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh”."
    )
    assert second.startswith(f"Dòng {women}, cột D (Giao năm 2023; Hội Liên hiệp Phụ nữ huyện Đức Linh): tệp ghi “9”")


@pytest.mark.django_db
def test_the_command_refuses_in_one_line_and_exits_with_2(
    verify_file: Callable[..., list[str]], tmp_path: Path
) -> None:
    for run, told in (
        (lambda: verify_file(b"abc", "a.xlsx"), "không phải sổ tính"),
        (lambda: verify_file(b"{}", "a.json"), "Chỉ đối chiếu được tệp XLSX và CSV"),
        (lambda: call_command("verify_file", str(tmp_path / "khong-co.xlsx")), "không có thư mục hoặc tệp đó"),
        (lambda: call_command("verify_file", str(tmp_path)), "đó là thư mục"),
        (lambda: call_command("verify_file"), "Thiếu FILE"),
    ):
        with pytest.raises(CommandError, match=told) as refusal:
            run()
        assert refusal.value.returncode == 2
        assert len(str(refusal.value).splitlines()) == 1


# ---- The page


def sent(client: Client, person: User, content: bytes, name: str = "bang.xlsx") -> Page:
    """What the page answers to a file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.quotas.conftest import Page

    client.force_login(person)
    return Page(client.post(CHECK, {"exported": SimpleUploadedFile(name, content)}))


def state(capsys: Printed) -> str:
    capsys.readouterr()
    call_command("state")
    return capsys.readouterr().out


@pytest.mark.parametrize("form", FORMS)
def test_the_page_says_what_came_of_a_file_and_keeps_nothing(
    register: Desk, exported: Callable[..., bytes], client: Client, auditor: User, capsys: Printed, form: str
) -> None:
    content = exported(register.drafts, form)
    before = state(capsys)

    good = sent(client, auditor, content, f"bang.{form}")
    forged = with_words(sheet_of(content, form), "Hội Nông dân", "Hội nông dân cũ")
    bad = sent(client, auditor, as_csv(forged.rows), "bang.csv")

    assert (good.status, bad.status) == (200, 200)
    assert "Khớp: đã so" in good.text
    assert "Không khớp: 1 chỗ trong tệp khác với sổ." in bad.text
    line, what, column, in_file, in_register, _meaning = bad.tables[0][1]
    assert (line, column, what) == (str(line_of(forged, "Hội nông dân cũ")), "B", "Cơ quan, đơn vị")
    assert in_file == "Hội nông dân cũ huyện Đức Linh"
    assert in_register == "Hội Nông dân huyện Đức Linh"
    assert state(capsys) == before


def test_the_page_says_why_a_file_cannot_be_checked(
    register: Desk, exported: Callable[..., bytes], client: Client, stranger: User
) -> None:
    Pool.objects.create(locality=register.places.locality("na-hang"))
    for person, content, name, told in (
        (register.drafts, b"", "a.xlsx", "Tệp rỗng"),
        (register.drafts, b"x" * (MOST_BYTES + 1), "a.csv", "Tệp lớn hơn 5 MB"),
        (register.drafts, b"{}", "a.json", "Chỉ đối chiếu được tệp XLSX và CSV"),
        (register.drafts, exported(register.drafts, address="/bien-che/"), "a.xlsx", "không có dòng"),
        (stranger, exported(register.drafts), "a.xlsx", NO_TABLE),
    ):
        answer = sent(client, person, content, name)
        assert answer.status == 400
        assert told in answer.text
    client.force_login(register.drafts)
    assert client.post(CHECK).status_code == 400


def test_a_file_of_nothing_but_differences_is_told_in_part(
    register: Desk, exported: Callable[..., bytes], client: Client
) -> None:
    sheet = sheet_of(exported(register.drafts))
    rows = [*sheet.rows, *([f"Thừa {number}"] for number in range(250))]

    answer = sent(client, register.drafts, as_csv(rows), "bang.csv")

    assert "Không khớp: 250 chỗ" in answer.text
    assert len(answer.tables[0]) == 201
    assert "Còn 50 chỗ khác nữa" in answer.text


def test_the_page_is_there_for_whoever_sees_a_table(
    register: Desk, page: Open, auditor: User, unit_head: User, db: None
) -> None:
    nobody = User.objects.create(username="khong.quyen")

    for person in (auditor, unit_head, register.drafts):
        assert page(person, CHECK).status == 200
        assert f'href="{CHECK}"' in page(person, TABLE).html
    assert f'href="{CHECK}"' in page(auditor, "/").html
    assert page(nobody, CHECK).status == 404


def test_a_check_asks_no_more_of_the_database_for_more_lines(
    register: Desk, exported: Callable[..., bytes], places: Places, django_assert_max_num_queries: Any
) -> None:
    from agencies.models import Agency

    kind, locality = places.agency("duc-linh-mttq").kind, places.locality("duc-linh")
    for number in range(30):
        Agency.objects.create(code=f"so-{number}", name=f"Số {number}", kind=kind, locality=locality)
    sheet = sheet_of(exported(register.drafts))

    with django_assert_max_num_queries(30):
        assert check_sheets([sheet], EVERYBODY).matches
