"""Lists in and out of files: the same back again, every problem by line and column, all rows or none."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Grant, User
from agencies.models import Agency
from localities import actions
from localities.models import Locality
from orgregs.foundation.spreadsheet_formats import FORMATS, Csv, FileProblem, Xlsx
from quotas.models import Entry, QuotaDecision
from regulations.models import Document
from tests.admin.pages import address, own_models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model
    from django.test import Client

HEADINGS = ["Mã", "Tên", "Cấp", "Thuộc", "Bản"]


def csv_file(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> SimpleUploadedFile:
    lines = io.StringIO()
    csv.writer(lines).writerows([headings, *rows])
    return SimpleUploadedFile("dia-phuong.csv", lines.getvalue().encode())


def exported(desk: Client, model: type[Model], kind: type[Any]) -> SimpleUploadedFile:
    answer = desk.post(address(model, "export"), {"format": str(FORMATS.index(kind)), "resource": "0"})
    assert answer.status_code == 200
    return SimpleUploadedFile(f"danh-muc.{kind.extension}", answer.content)


def checked(desk: Client, model: type[Model], file: SimpleUploadedFile) -> Any:
    """Upload a file for its check; nothing is written."""
    return desk.post(address(model, "import"), {"import_file": file, "resource": "0"})


def confirmed(desk: Client, model: type[Model], answer: Any) -> Any:
    """Press the button under a good check."""
    form = answer.context["confirm_form"]
    sent = {field.html_name: field.value() for field in form}
    return desk.post(address(model, "process_import"), sent, follow=True)


def problems(answer: Any) -> list[tuple[int | None, str, str]]:
    """Return what the page says is wrong: line, column, sentence."""
    assert "confirm_form" not in answer.context
    return [(p.line, p.column, p.sentence) for p in answer.context["result"].problems]


# ---- There and back


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.title)
def test_what_was_exported_changes_nothing_when_it_comes_back(kind: type[Any], register: None, desk: Client) -> None:
    for model in own_models():
        if not address(model, "import"):
            continue
        count = model._default_manager.count()

        answer = checked(desk, model, exported(desk, model, kind))

        if count == 0:
            continue
        assert "confirm_form" in answer.context, (model, problems(answer)[:3])
        totals = dict(answer.context["result"].totals)
        assert totals == {"new": 0, "update": 0, "delete": 0, "skip": count, "error": 0, "invalid": 0}, model


def test_a_workbook_says_days_as_days_and_numbers_as_numbers(register: None, desk: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(desk, Document, Xlsx).read()))
    sheet, notes = book.worksheets
    headings = [cell.value for cell in sheet[1]]
    rows = {row[0]: dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)}

    signed = rows["2034-qd-hu-duc-linh-2023"]

    assert str(signed["Ngày ban hành"]) == "2023-12-15 00:00:00"
    assert signed["Số"] == 2034
    assert signed["Loại văn bản"] == "quyet-dinh"
    assert sheet.freeze_panes == "A2"
    said = {row[0]: row[1] for row in notes.iter_rows(values_only=True)}
    assert said["Mã chốt số liệu"] not in {None, "", "chưa có"}


def test_what_is_booked_goes_out_with_codes_not_ids(register: None, desk: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(desk, Entry, Csv).read().decode("utf-8-sig"))))
    decisions = list(csv.DictReader(io.StringIO(exported(desk, QuotaDecision, Csv).read().decode("utf-8-sig"))))

    women = [row for row in rows if row["Mã nơi được giao"] == "duc-linh-phu-nu"]
    assert [(row["Năm"], row["Thay đổi"], row["Từ ngày"]) for row in women] == [("2024", "4", "01/01/2024")]
    assert {row["Mã văn bản"] for row in decisions} >= {"2034-qd-hu-duc-linh-2023"}


def test_the_file_holds_what_the_filter_shows(province: Locality, desk: Client) -> None:
    place = f"{address(Locality, 'export')}?q=binh+thuan"

    answer = desk.post(place, {"format": "1", "resource": "0"})

    assert [row["Mã"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))] == ["binh-thuan"]
    assert answer["Content-Disposition"].startswith('attachment; filename="dia-phuong-')


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.title)
@pytest.mark.parametrize("text", ["=1+1", "+84", "-", "@x", "'=1+1", "''x", "'", "https://x.vn", "=HYPERLINK(1)"])
def test_a_text_that_looks_like_a_formula_stays_text(
    text: str, kind: type[Any], province: Locality, administrator: User, desk: Client
) -> None:
    province.note = text
    actions.save_record(record=province, by=administrator)

    file = exported(desk, Locality, kind)
    content = file.read()
    file.seek(0)
    answer = checked(desk, Locality, file)

    assert answer.context["result"].totals["skip"] == 2
    if kind is Xlsx:
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].rows for cell in row]
        assert [cell.data_type for cell in cells if cell.value == text] == ["s"]
    else:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


# ---- Writing


def test_a_file_is_shown_first_and_written_when_it_is_confirmed(province: Locality, desk: Client) -> None:
    file = csv_file(
        ["binh-thuan", "Tỉnh Bình Thuận (cũ)", "Tỉnh, thành phố", "trung-uong", 1],
        ["trung-uong", "Trung ương", "Trung ương", "", 1],
        ["", "Huyện Đức Linh", "district", "binh-thuan", ""],
        ["", "Xã Đức Linh", "Xã, phường, đặc khu", "duc-linh", ""],
    )

    answer = checked(desk, Locality, file)

    assert [row.import_type for row in answer.context["result"].rows] == ["update", "skip", "new", "new"]
    page = answer.content.decode()
    assert "<del>Tỉnh Bình Thuận</del> <ins>Tỉnh Bình Thuận (cũ)</ins>" in page
    assert "2 mới, 1 thay đổi, 1 không đổi." in page
    assert Locality.objects.count() == 2

    written = confirmed(desk, Locality, answer)

    assert "Đã nhập địa phương: 2 mới, 1 thay đổi, 1 không đổi." in written.content.decode()
    assert sorted(Locality.objects.values_list("code", "depth", "version")) == [
        ("binh-thuan", 1, 2),
        ("duc-linh", 2, 1),
        ("duc-linh-xa", 3, 1),
        ("trung-uong", 0, 1),
    ]
    past = Locality.objects.get(code="binh-thuan").history.latest()
    assert (past.history_user.username, past.history_change_reason) == ("quantri", "Nhập từ tệp dia-phuong.csv")


def test_every_problem_is_told_by_line_and_column_and_nothing_is_written(province: Locality, desk: Client) -> None:
    file = csv_file(
        ["duc-linh", "Huyện Đức Linh", "huyện", "binh-thuan", "", "01/13/2024", "có"],
        ["", "", "", "", "", "", ""],
        ["na-hang", "Huyện Na Hang", "district", "tuyen-quang", "", "", "vâng"],
        ["tot", "Huyện Tốt", "district", "binh-thuan", "", "", ""],
        ["tot", "Huyện Tốt", "district", "binh-thuan", "", "", ""],
        ["sai ma", "Huyện Sai", "district", "binh-thuan", "", "", ""],
        headings=[*HEADINGS, "Từ ngày", "Một người được vào sổ"],
    )

    answer = checked(desk, Locality, file)

    levels = "Trung ương, Tỉnh, thành phố, Huyện, quận, thị xã, thành phố thuộc tỉnh, Xã, phường, đặc khu"
    assert problems(answer) == [
        (2, "Cấp", f"“huyện” không có trong danh sách: {levels}."),
        (2, "Từ ngày", "“01/13/2024”: không có tháng 13; ghi ngày trước, tháng sau."),
        (4, "Thuộc", "Không có địa phương nào mang mã “tuyen-quang”."),
        (4, "Một người được vào sổ", "“vâng”: ghi “có” hoặc “không”."),
        (6, "", "Trùng với dòng 5 của tệp."),
        (7, "Mã", "Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối."),
    ]
    assert Locality.objects.count() == 2


def test_a_row_must_state_the_version_it_read(province: Locality, administrator: User, desk: Client) -> None:
    province.note = "Sửa trên trang"
    actions.save_record(record=province, by=administrator)
    named = ["binh-thuan", "Tên khác", "province", "trung-uong"]

    said = {version: problems(checked(desk, Locality, csv_file([*named, version]))) for version in ("", 1, "một")}
    without = problems(checked(desk, Locality, csv_file(named, headings=HEADINGS[:-1])))
    unknown = problems(checked(desk, Locality, csv_file(["khac", "Huyện Khác", "district", "binh-thuan", 3])))

    missing = (2, "Bản", "Dòng này đã có trong sổ: xuất tệp mới nhất rồi sửa, giữ nguyên cột này.")
    assert said[""] == without == [missing]
    assert [problem[:2] for problem in said[1]] == [(2, "Bản")]
    assert "bạn đọc bản 1, hiện là bản 2" in said[1][0][2]
    assert "không phải là số nguyên" in said["một"][0][2]
    assert "không có trong sổ" in unknown[0][2]


def test_what_moved_between_check_and_confirmation_is_not_overwritten(
    province: Locality, administrator: User, desk: Client
) -> None:
    answer = checked(
        desk,
        Locality,
        csv_file(
            ["", "Huyện Đức Linh", "district", "binh-thuan", ""],
            ["binh-thuan", "Tên của tệp", "province", "trung-uong", 1],
        ),
    )
    province.name = "Tên của người khác"
    actions.save_record(record=province, by=administrator)

    written = confirmed(desk, Locality, answer)

    assert [problem[:2] for problem in problems(written)] == [(3, "Bản")]
    assert "Đã nhập" not in written.content.decode()
    assert sorted(Locality.objects.values_list("code", "name")) == [
        ("binh-thuan", "Tên của người khác"),
        ("trung-uong", "Trung ương"),
    ]


def test_what_the_action_refuses_is_a_problem_of_the_row(province: Locality, desk: Client) -> None:
    answer = checked(desk, Locality, csv_file(["binh-thuan", "Tỉnh Bình Thuận", "district", "trung-uong", 1]))

    assert [problem[:2] for problem in problems(answer)] == [(2, "Cấp")]
    assert "không đổi được" in problems(answer)[0][2]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        pytest.param(["Mã", "Tên", "Dân số"], "Cột “Dân số” không có trong danh mục này.", id="an unknown column"),
        pytest.param(["Tên", "Cấp", "Bản"], "Thiếu cột “Mã”.", id="no key"),
        pytest.param(["Mã", "Tên", "tên"], "Có hai cột “Tên”.", id="a column twice"),
    ],
)
def test_wrong_headings_stop_the_file(headings: list[str], said: str, province: Locality, desk: Client) -> None:
    answer = checked(desk, Locality, csv_file(["a", "b", "c"], headings=headings))

    found = problems(answer)
    assert [line for line, _column, _sentence in found] == [None]
    assert said in found[0][2]


def test_headings_are_read_whatever_their_marks_and_case(province: Locality, desk: Client) -> None:
    headings = ["MA", "ten", "Cấp ", "thuộc", "ban"]

    answer = checked(desk, Locality, csv_file(["", "Huyện Đức Linh", "district", "binh-thuan", ""], headings=headings))

    assert answer.context["result"].totals["new"] == 1


def test_counts_are_read_as_papers_print_them(register: None, desk: Client) -> None:
    agency = Agency.objects.get(code="duc-linh-mttq")
    headings = ["Mã", "Thứ tự trong địa phương", "Bản"]

    good = checked(desk, Agency, csv_file([agency.code, "06", agency.version], headings=headings))
    big = checked(desk, Agency, csv_file([agency.code, "1.149", agency.version], headings=headings))
    bad = checked(desk, Agency, csv_file([agency.code, "1.5", agency.version], headings=headings))

    assert [row.instance or row.object_repr for row in good.context["result"].rows]
    assert "<ins>6</ins>" in good.content.decode()
    assert "<ins>1149</ins>" in big.content.decode()
    assert [problem[:2] for problem in problems(bad)] == [(2, "Thứ tự trong địa phương")]


def test_nobody_becomes_an_administrator_by_a_file(desk: Client, province: Locality) -> None:
    accounts = csv_file(["moi", "Người", "Mới", ""], headings=["Tên đăng nhập", "Họ và tên đệm", "Tên", "Bản"])
    confirmed(desk, User, checked(desk, User, accounts))
    grants = csv_file(
        ["moi", "Cán bộ nhập liệu", "binh-thuan", ""], headings=["Tài khoản", "Vai trò", "Địa phương", "Bản"]
    )

    missing = problems(checked(desk, Grant, grants))
    grants = csv_file(
        ["moi", "Cán bộ nhập liệu", "binh-thuan", "", ""],
        headings=["Tài khoản", "Vai trò", "Địa phương", "Cơ quan", "Bản"],
    )
    confirmed(desk, Grant, checked(desk, Grant, grants))

    assert "Thiếu cột “Cơ quan”." in missing[0][2]
    made = User.objects.get(username="moi")
    assert not made.has_usable_password()
    assert not made.is_superuser
    assert [str(grant) for grant in made.grants.all()] == ["Cán bộ nhập liệu: Tỉnh Bình Thuận"]
    refused = csv_file(["moi", "1"], headings=["Tên đăng nhập", "Quản trị"])
    assert "không có trong danh mục" in problems(checked(desk, User, refused))[0][2]


@pytest.mark.parametrize("count", [5, 40])
def test_a_check_asks_the_database_for_all_rows_at_once(
    count: int, province: Locality, administrator: User, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        actions.save_record(
            record=Locality(name=f"Huyện Số {number}", level="district", parent=province), by=administrator
        )
    file = exported(desk, Locality, Csv)

    # Two savepoints a row belong to the package; nothing is looked up row by row.
    with django_assert_max_num_queries(30 + 2 * (count + 2)):
        answer = checked(desk, Locality, file)

    assert answer.context["result"].totals["skip"] == count + 2


# ---- Hostile and broken files


def workbook_with(sheet: str) -> bytes:
    """Write a workbook whose first sheet is this XML."""
    good = openpyxl.Workbook()
    content = io.BytesIO()
    good.save(content)
    other = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return other.getvalue()


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"PK not a zip", "không phải sổ tính", id="no workbook"),
        pytest.param(b"", "Tệp rỗng", id="nothing"),
        pytest.param(
            workbook_with(f'<worksheet {MAIN}><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'),
            "ô XFD1048576 ở rất xa",
            id="a cell at the end of the world",
        ),
        pytest.param(
            workbook_with(f'<worksheet {MAIN}><sheetData><row r="99999999999"><c><v>1</v></c></row></sheetData></worksheet>'),
            "ô A99999999999 ở rất xa",
            id="a row beyond the end of the world",
        ),
        pytest.param(workbook_with("<worksheet>" + " " * 70_000_000), "quá lớn khi mở ra", id="a bomb"),
        pytest.param(
            workbook_with(f'<worksheet {MAIN}><sheetData><row><c><v>1</v></c><c><f>A1</f></c></row></sheetData></worksheet>'),
            "Ô B1 có công thức chưa tính",
            id="a value that nobody computed",
        ),
        pytest.param(
            workbook_with(f'<worksheet {MAIN}><sheetData/>').replace(b"PK\x05\x06", b"PK\x05\x07"),
            "Tệp bị hỏng",
            id="cut off",
        ),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(FileProblem, match=said):
        Xlsx().create_dataset(content)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        pytest.param(SimpleUploadedFile("x.xls", b"x"), "Chỉ nhận tệp .xlsx hoặc .csv.", id="another kind"),
        pytest.param(SimpleUploadedFile("x.csv", b"x" * 5_000_001), "lớn hơn 5 MB", id="too large"),
        pytest.param(SimpleUploadedFile("x.csv", "Mã,Tên".encode()), "không có dòng dữ liệu", id="headings only"),
        pytest.param(SimpleUploadedFile("x.csv", "Mã".encode() + b"\xff\n1"), "UTF-8", id="another code page"),
        pytest.param(SimpleUploadedFile("x.csv", b'"a\nb'), "dấu ngoặc kép", id="an open quote"),
        pytest.param(SimpleUploadedFile("x.csv", b"a\n1,2"), "ngoài các cột có tiêu đề", id="a cell without heading"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_form(file: SimpleUploadedFile, said: str, desk: Client) -> None:
    file.seek(0)

    answer = checked(desk, Locality, file)

    assert said in str(answer.context["form"].errors["import_file"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_as_excel_writes_it(separator: str, encoding: str) -> None:
    text = separator.join(["Mã", "Tên"]) + "\r\n" + separator.join(["duc-linh", "Huyện Đức Linh"]) + "\r\n"

    dataset = Csv().create_dataset(text.encode(encoding))

    assert (dataset.headers, list(dataset)) == (["Mã", "Tên"], [("duc-linh", "Huyện Đức Linh")])


def test_lines_keep_their_numbers_where_the_sheet_begins_lower() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Mã", "Tên"])
    sheet.append([])
    sheet.append(["duc-linh", "Huyện Đức Linh"])
    content = io.BytesIO()
    book.save(content)

    dataset = Xlsx().create_dataset(content.getvalue())

    assert list(dataset) == [("", ""), ("duc-linh", "Huyện Đức Linh")]


def test_no_other_file_of_the_machine_can_be_named(desk: Client, province: Locality) -> None:
    answer = checked(desk, Locality, csv_file(["", "Huyện Đức Linh", "district", "binh-thuan", ""]))
    sent = {field.html_name: field.value() for field in answer.context["confirm_form"]}

    forged = desk.post(address(Locality, "process_import"), sent | {"import_file_name": "passwd"})

    assert "tải tệp lên lại" in forged.content.decode()
    assert Locality.objects.count() == 2


def test_a_file_is_confirmed_once(desk: Client, province: Locality) -> None:
    answer = checked(desk, Locality, csv_file(["", "Huyện Đức Linh", "district", "binh-thuan", ""]))

    confirmed(desk, Locality, answer)
    again = confirmed(desk, Locality, answer)

    assert again.status_code == 200
    assert "tải tệp lên lại" in again.content.decode()
    assert Locality.objects.filter(name="Huyện Đức Linh").count() == 1
