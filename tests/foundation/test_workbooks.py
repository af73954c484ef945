"""Files that people bring: what is read of each kind, and the sentence for each that cannot be read."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from orgregs.foundation import limited_process, workbooks
from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.workbooks import Sheet, UnreadableWorkbook, column_letter, read_workbook
from tests.workbooks import FILES, HOSTILE, ONE, cell, ods, raw_xlsx, row, sheet_of, table, xlsx

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 10.0
TEXT = '<c r="A1" t="inlineStr"><is><t>{}</t></is></c>'


def rows_of(content: bytes, name: str = "giao.xlsx") -> list[list[Any]]:
    """Read the rows of the one sheet."""
    [sheet] = read_workbook(content, name)
    return [list(line) for line in sheet.rows]


def raw_cells(cells: str) -> list[Any]:
    """Read the first row of an .xlsx that holds these cells."""
    return rows_of(raw_xlsx(sheet_of(f'<row r="1">{cells}</row>')))[0]


# ---- What is read


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_kind_of_workbook_gives_the_same_cells(kind: str) -> None:
    [sheet] = read_workbook((FILES / f"giao-2025-dung.{kind}").read_bytes(), f"giao.{kind}")

    assert (sheet.name, sheet.is_hidden, sheet.uncomputed) == ("Giao biên chế", False, frozenset())
    assert sheet.rows[5] == ["TT", "Cơ quan", "Biên chế", "Ghi chú"]
    assert sheet.rows[6] == [1, "Ủy ban MTTQVN huyện", 6, ""]
    assert sheet.rows[12] == ["", "Cộng", 24, ""]
    assert len(sheet.rows) == 13


def test_the_content_decides_what_a_file_is_not_its_name() -> None:
    [sheet] = read_workbook((FILES / "giao-2025-dung.xls").read_bytes(), "giao.csv")

    assert sheet.name == "Giao biên chế"


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        pytest.param('<c r="A1"><v>6</v></c>', [6], id="a whole number"),
        pytest.param('<c r="A1"><v>2.5</v></c>', [2.5], id="a decimal"),
        pytest.param('<c r="A1" t="b"><v>1</v></c>', [True], id="yes or no"),
        pytest.param('<c r="A1" t="d"><v>2024-03-01</v></c>', [dt.date(2024, 3, 1)], id="a day"),
        pytest.param('<c r="A1" t="d"><v>2024-03-01T08:30:00</v></c>', ["01/03/2024 08:30:00"], id="a moment"),
        pytest.param('<c r="A1" t="e"><v>#REF!</v></c>', ["#REF!"], id="an error"),
        pytest.param('<c r="A1" t="e"><f>B9</f><v>#N/A</v></c>', ["#N/A"], id="an error of a formula"),
        pytest.param('<c r="C1"><v>6</v></c>', ["", "", 6], id="nothing is skipped at the left"),
        pytest.param('<c r="A1"><v>6</v></c><c r="D1" s="0"/>', [6], id="what is empty at the right is left out"),
        pytest.param('<c r="A1"><v>6</v></c><c r="D1" t="str"><f>X1</f><v></v></c>', [6], id="an empty text at the right"),
        pytest.param('<c><v>6</v></c><c/><c><v>7</v></c>', [6, "", 7], id="cells that do not say where they are"),
        pytest.param(TEXT.format("06"), ["06"], id="a number as text"),
        pytest.param(TEXT.format("a_x0000_b"), ["a\ufffdb"], id="a character that no database keeps"),
        pytest.param('<c r="A1"><v>NaN</v></c>', ["nan"], id="no number"),
        pytest.param('<c r="A1"><v>1E400</v></c>', ["inf"], id="a number without end"),
        pytest.param('<c r="A1" t="str"><f>X1</f><v>Hội</v></c>', ["Hội"], id="a formula that gives text"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_what_it_is(cells: str, read: list[Any]) -> None:
    found = raw_cells(cells)

    assert found == read
    assert [type(value) for value in found] == [type(value) for value in read]


def test_rows_and_columns_keep_their_numbers() -> None:
    found = rows_of(
        raw_xlsx(sheet_of('<row r="3"><c r="B3"><v>3</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>'))
    )

    assert found == [["", 1], ["", ""], ["", 3]]


def test_a_declared_dimension_or_a_merged_sheet_makes_nothing_bigger() -> None:
    whole = '<dimension ref="A1:XFD1048576"/>'
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'

    content = raw_xlsx(sheet_of(ONE, after=merged).replace("<sheetData>", f"{whole}<sheetData>"))

    assert rows_of(content) == [[1]]


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        pytest.param('<c r="C1"><f>1+1</f></c>', {(1, 3)}, id="no value"),
        pytest.param('<c r="C1"><f>1+1</f><v></v></c>', {(1, 3)}, id="an empty value"),
        pytest.param('<c><v>1</v></c><c><f>1+1</f></c>', {(1, 2)}, id="a cell that does not say where it is"),
        pytest.param('<c r="C1"><f>1+1</f><v>2</v></c>', set(), id="a value"),
        pytest.param('<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><v>1</v></c>', set(), id="a text without letters"),
    ],
)  # fmt: skip
def test_a_formula_without_value_is_told(cells: str, places: set[tuple[int, int]]) -> None:
    [_first, sheet] = read_workbook(raw_xlsx(sheet_of(ONE), sheet_of(f'<row r="1">{cells}</row>')), "giao.xlsx")

    assert sheet.uncomputed == places
    assert all(sheet.rows[line - 1][column - 1] == "" for line, column in places)


def test_a_book_whose_writer_computes_nothing_has_no_values_to_trust() -> None:
    content = raw_xlsx(
        sheet_of('<row r="1"><c r="A1"><v>4</v></c><c r="B1"><f>A1</f><v>0</v></c></row>'),
        about='<calcPr fullCalcOnLoad="1"/>',
    )

    [sheet] = read_workbook(content, "giao.xlsx")

    assert sheet == Sheet("Giao1", [[4, ""]], uncomputed=frozenset({(1, 2)}))


def test_a_book_as_openpyxl_writes_it_has_no_values_of_formulas() -> None:
    [sheet] = read_workbook(xlsx({"Giao": [[1, "=A1+1"]]}), "giao.xlsx")

    assert sheet == Sheet("Giao", [[1, ""]], uncomputed=frozenset({(1, 2)}))


def test_hidden_sheets_are_marked() -> None:
    sheets = read_workbook(xlsx({"Giao": [[1]], "Nháp": [[2]]}, hidden=["Nháp"]), "giao.xlsx")

    assert sheets == [Sheet("Giao", [[1]]), Sheet("Nháp", [[2]], is_hidden=True)]


def test_charts_are_passed_over() -> None:
    formula = sheet_of('<row r="1"><c r="A1"><f>1</f></c></row>')

    sheets = read_workbook(raw_xlsx("<chartsheet/>", formula, charts=1), "giao.xlsx")

    assert sheets == [Sheet("Giao2", [[""]], uncomputed=frozenset({(1, 1)}))]


def test_macros_and_pictures_are_left_where_they_are() -> None:
    others = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open()", "xl/media/a.png": b"\x89PNG"}

    assert rows_of(raw_xlsx(sheet_of(ONE), others=others), "giao.xlsm") == [[1]]


# ---- ODS


EMPTY_TO_THE_END = row(cell(times=16384), times=1_048_574)


@pytest.mark.parametrize(
    ("tables", "rows"),
    [
        pytest.param(
            table(row(cell("Hội"), cell(6), cell(times=16382)), EMPTY_TO_THE_END, row(cell(times=16384))),
            [["Hội", 6]],
            id="what LibreOffice repeats to the end of the sheet is left out",
        ),
        pytest.param(
            table(row(times=2), row(cell(times=2), cell("C3")), row(times=2), row(cell("A6"))),
            [["", "", ""], ["", "", ""], ["", "", "C3"], ["", "", ""], ["", "", ""], ["A6", "", ""]],
            id="empty rows between keep the numbers",
        ),
        pytest.param(table(row(cell(4, times=3), cell("x"), times=2)), [[4, 4, 4, "x"]] * 2, id="what is repeated"),
        pytest.param(
            table(row('<table:table-cell office:value-type="date" office:date-value="2024-03-01"/>')),
            [[dt.date(2024, 3, 1)]],
            id="a day",
        ),
        pytest.param(
            table(
                row(
                    '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
                    "<text:p>#DIV/0!</text:p></table:table-cell>"
                )
            ),
            [["#DIV/0!"]],
            id="an error",
        ),
        pytest.param(
            table(
                row(
                    '<table:table-cell office:value-type="string"><office:annotation><text:p>Chú thích</text:p>'
                    "</office:annotation><text:p>Hội</text:p></table:table-cell>"
                )
            ),
            [["Hội"]],
            id="a comment is no part of the cell",
        ),
        pytest.param(
            table(row(cell("A"), "<table:covered-table-cell/>", cell("C"))), [["A", "", "C"]], id="merged cells"
        ),
    ],
)
def test_an_ods_is_read_as_it_is_seen(tables: str, rows: list[list[Any]]) -> None:
    assert rows_of(ods(tables), "giao.ods") == rows


def test_an_ods_tells_hidden_sheets_and_formulas_without_value() -> None:
    hidden = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    tables = table(row(cell("a"), '<table:table-cell table:formula="of:=1"/>')) + table(
        row(cell("b")), name="Nháp", style="h"
    )

    sheets = read_workbook(ods(tables, styles=hidden), "giao.ods")

    assert sheets == [
        Sheet("Giao", [["a", ""]], uncomputed=frozenset({(1, 2)})),
        Sheet("Nháp", [["b"]], is_hidden=True),
    ]


# ---- CSV


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_as_programs_write_it(separator: str, encoding: str) -> None:
    text = separator.join(["TT", "Cơ quan", "Biên chế"]) + "\r\n" + separator.join(["1", "Hội Nông dân", "04"]) + "\r\n"

    [sheet] = read_workbook(text.encode(encoding), "GIAO.CSV")

    assert sheet == Sheet("", [["TT", "Cơ quan", "Biên chế"], ["1", "Hội Nông dân", "04"]])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "Kèm theo Quyết định 601, ngày 20/12\nHội A, B;4\nHội C;5\n",
            [["Kèm theo Quyết định 601, ngày 20/12", ""], ["Hội A, B", "4"], ["Hội C", "5"]],
            id="commas in names and titles",
        ),
        pytest.param("\n;;;\nHội;4;;\n;;;\n\n", [["", ""], ["", ""], ["Hội", "4"]], id="empty lines"),
        pytest.param('"Hội\nNông dân";4\n"""Khối""";5', [["Hội\nNông dân", "4"], ['"Khối"', "5"]], id="quotes"),
        pytest.param("PK;4", [["PK", "4"]], id="the letters of a zip"),
        pytest.param("Hội <table>;4", [["Hội <table>", "4"]], id="a tag inside"),
        pytest.param("Hội", [["Hội"]], id="one column"),
    ],
)
def test_a_csv_keeps_its_lines(text: str, rows: list[list[str]]) -> None:
    assert rows_of(text.encode(), "giao.csv") == rows


# ---- What cannot be read


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_read_is_refused_in_words_and_soon(kind: str) -> None:
    file = HOSTILE[kind]
    content = file.content()
    begun = time.monotonic()

    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(content, file.name)

    assert refused.value.code == file.code
    assert isinstance(refused.value.sentence, Sentence)
    assert refused.value.sentence.endswith(".")
    assert not re.search(r"[{}]|None", refused.value.sentence)
    assert time.monotonic() - begun < LONGEST


def test_every_refusal_has_a_sentence_and_a_file_that_earns_it() -> None:
    sentences = workbooks._SENTENCES

    assert {file.code for file in HOSTILE.values()} == set(sentences)
    assert len(set(sentences.values())) == len(sentences)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("a cell at the end of the world", "Trang “Giao1” có ô XFD1048576 ở rất xa (sau dòng 20.000 hoặc sau cột GR)"),
        ("a cell at the end of an .ods", "Trang “Giao” có ô XFD1048576 ở rất xa"),
        ("a CSV of 300 columns", "Tệp có ô KN1 ở rất xa"),
        ("a million empty rows", "Trang “Giao1” có hơn 20.000 dòng"),
        ("a CSV with an open quote", "từ dòng 2"),
        ("larger than 5 MB", "lớn hơn 5 MB"),
        ("a binary workbook", "kiểu .xlsb"),
    ],
)
def test_a_refusal_says_where(kind: str, said: str) -> None:
    file = HOSTILE[kind]

    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(file.content(), file.name)

    assert said in refused.value.sentence


def test_a_title_may_hold_braces() -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(ods(table(row(cell(6, times=300)), name="{rows}")), "giao.ods")

    assert "Trang “{rows}” có ô" in refused.value.sentence


def test_many_errors_are_not_handed_on_without_end() -> None:
    error = '<table:table-cell table:number-columns-repeated="200" calcext:value-type="error" office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'

    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(ods(table(row(error, times=20_000))), "giao.ods")

    assert refused.value.code == "unpacks-too-large"


# ---- Where it runs


def test_a_reader_that_takes_too_long_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited_process, "LONGEST_WAIT", 0.001)

    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(raw_xlsx(sheet_of(ONE)), "giao.xlsx")

    assert refused.value.code == "limits"


def test_it_runs_where_there_are_no_limits_and_without_django() -> None:
    code = (
        "import sys; sys.modules['resource'] = None\n"
        "from orgregs.foundation import csv_reader, limited_process, pdf_reader, spreadsheet_reader, workbooks\n"
        "limited_process.limit()\n"
        "print(spreadsheet_reader.read(sys.stdin.buffer.read())['sheets'][0]['rows'], 'django' in sys.modules)"
    )

    said = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, input=raw_xlsx(sheet_of(ONE)), capture_output=True, check=True
    )

    assert said.stdout.decode().strip() == "[[1]] False"


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_have_the_letters_of_excel(number: int, letters: str) -> None:
    assert column_letter(number) == letters
