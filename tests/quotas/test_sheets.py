"""What a paste is read as: columns by their place, tables by their names, and nothing that is not certain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from orgregs.foundation.numbers import print_grouped, print_padded, read_count
from orgregs.foundation.vietnamese import fold
from quotas.sheets import Named, Reading, read_paste
from quotas.sheets.pastes import MOST_CELLS, MOST_CHARACTERS, MOST_LINES

pytestmark = pytest.mark.once

FRONT = Named(
    "mttq",
    "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh",
    names=("UBMTTQVN huyện Đức Linh",),
    short_names=("MTTQ", "Mặt trận Tổ quốc"),
)
UNION = Named("ldld", "Liên đoàn Lao động huyện Đức Linh", short_names=("LĐLĐ", "Liên đoàn Lao động"))
FARMERS = Named("nong-dan", "Hội Nông dân huyện Đức Linh", short_names=("Hội Nông dân", "Hội ND"))
WARD = Named("phuong-5", "Đảng ủy phường 5")
ROWS = (FRONT, UNION, FARMERS, WARD)
JOINT = Named("khoi", "Cơ quan khối Dân", has_own_quota=False)


def read(text: str, rows: tuple[Named, ...] = ROWS, **options: Any) -> Reading:
    return read_paste(text, rows, year=2024, **options)


ALL = {"mttq": "06", "ldld": "02", "nong-dan": "04", "phuong-5": "-"}


@pytest.mark.parametrize(
    ("text", "numbers", "total"),
    [
        pytest.param("06\n02\n04\n-", ALL, None, id="a column"),
        pytest.param("06\r\n02\r\n04\r\n-\r\n", ALL, None, id="a column of Windows"),
        pytest.param("Biên chế năm 2024\n06\n02\n04\n-", ALL, None, id="a column below its heading"),
        pytest.param("2024\n06\n02\n04\n-", ALL, None, id="a column below its year"),
        pytest.param("06\n02\n04\n-\n12", ALL, "12", id="a column with its sum"),
        pytest.param("06\n02\n04\n-\nTổng cộng: 13", ALL, "13", id="a column with a total that is called so"),
        pytest.param("06\n\n04\n5\n", {"mttq": "06", "nong-dan": "04", "phuong-5": "5"}, None, id="an empty cell"),
        pytest.param("1\t06\n2\t02\n3\t04\n4\t-", ALL, None, id="a counted column"),
        pytest.param("1.149\n0\n00\n007", {"mttq": "1.149", "ldld": "0", "nong-dan": "00", "phuong-5": "007"}, None, id="numbers as printed"),
        pytest.param("MTTQ\t06\nLĐLĐ\t02\nHội ND\t04\nĐảng ủy phường 5\t-", ALL, None, id="short names"),
        pytest.param("hoi nong dan huyen duc linh\t4", {"nong-dan": "4"}, None, id="a name without marks"),
        pytest.param("UBMTTQVN HUYỆN ĐỨC LINH\t6", {"mttq": "6"}, None, id="another name in capitals"),
        pytest.param(
            "TT\tĐơn vị\tBiên chế\n1\tMTTQ\t06\n2\tLĐLĐ\t02\n\tTổng cộng\t08\n",
            {"mttq": "06", "ldld": "02"},
            "08",
            id="a table of Excel with heading, ordinals and total",
        ),
        pytest.param("TT\tĐơn vị\tSố\nA\tB\t1\n1\tMTTQ\t06", {"mttq": "06"}, None, id="a row that counts columns"),
        pytest.param("Tổng\t8\nMTTQ\t06\nLĐLĐ\t02", {"mttq": "06", "ldld": "02"}, "8", id="the total first"),
        pytest.param("I\tKhối Đảng\t\n1\tMTTQ\t06", {"mttq": "06"}, None, id="a heading of a part"),
        pytest.param('1\t"Hội\nNông dân"\t04', {"nong-dan": "04"}, None, id="a cell of two lines"),
        pytest.param("MTTQ  06\nLĐLĐ   02", {"mttq": "06", "ldld": "02"}, None, id="two spaces"),
        pytest.param("1  MTTQ  06\n2  LĐLĐ  02", {"mttq": "06", "ldld": "02"}, None, id="ordinals and spaces"),
        pytest.param("MTTQ: 06\nLĐLĐ : 02;", {"mttq": "06", "ldld": "02"}, None, id="a colon"),
        pytest.param("- MTTQ: 06;\n- LĐLĐ: 02.", {"mttq": "06", "ldld": "02"}, None, id="a list of a paper"),
        pytest.param("a) MTTQ | 06 |\nb) LĐLĐ | 02 |", {"mttq": "06", "ldld": "02"}, None, id="bars and letters"),
        pytest.param("MTTQ.........06\nLĐLĐ……02", {"mttq": "06", "ldld": "02"}, None, id="leading dots"),
        pytest.param("MTTQ 06\n2. LĐLĐ 02", {"mttq": "06", "ldld": "02"}, None, id="one space"),
        pytest.param("Đảng ủy phường 5 12\nMTTQ 6", {"phuong-5": "12", "mttq": "6"}, None, id="a name that ends in a number"),
        pytest.param("MTTQ\u00a0\u00a006", {"mttq": "06"}, None, id="spaces of Word"),
        pytest.param("Cộng\t6\nMTTQ\t06\nCộng\t2\nLĐLĐ\t02\nTổng cộng\t8", {"mttq": "06", "ldld": "02"}, "8", id="sums of parts"),
    ],
)  # fmt: skip
def test_a_paste_is_read(text: str, numbers: dict[str, str], total: str | None) -> None:
    reading = read(text)

    assert reading.refusal is None
    assert (reading.numbers, reading.total) == (numbers, total)


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        pytest.param("Năm 2023\tNăm 2024", 2, id="by the year"),
        pytest.param("2024\t2023", 1, id="by the bare year"),
        pytest.param("Năm trước\tNăm nay", 2, id="by this year"),
        pytest.param("Có mặt\tGiao", 2, id="not those present"),
        pytest.param("Có mặt 2024\tGiao 2024", 2, id="not those present in the year"),
        pytest.param("Giao 2024\tTăng, giảm so với 2023", 1, id="not the change"),
        pytest.param("Giao\tGiao 2023", 1, id="not another year"),
    ],
)
def test_of_several_columns_the_heading_tells_which(heading: str, place: int) -> None:
    reading = read(f"Đơn vị\t{heading}\nMTTQ\t5\t6\nLĐLĐ\t1\t2")

    assert reading.numbers == {"mttq": "456"[place], "ldld": "012"[place]}
    assert reading.heading


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param("", id="no heading"),
        pytest.param("Đơn vị\tCông chức\tViên chức\n", id="two categories"),
        pytest.param("Đơn vị\tGiao 2024\tTạm giao 2024\n", id="twice the year"),
        pytest.param("Đơn vị\tGiao 2024 lần 1\tGiao 2024 lần 2\n", id="two rounds"),
    ],
)
def test_of_several_columns_a_person_chooses(heading: str) -> None:
    text = f"{heading}MTTQ\t5\t6\nLĐLĐ\t1\t2"

    asked = read(text)

    assert asked.refusal == "Phần dán có 2 cột số: chọn cột của năm 2024 rồi điền lại."
    assert [(column.place, column.sample) for column in asked.columns] == [(1, "5, 1"), (2, "6, 2")]
    assert read(text, column=2).numbers == {"mttq": "6", "ldld": "2"}
    assert read(text, column=7).columns == asked.columns


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        pytest.param("MTTQ\t06 biên chế\nLĐLĐ\t02", 1, "“06 biên chế” không phải là số nguyên", id="a unit"),
        pytest.param("MTTQ: 06 biên chế;\nLĐLĐ: 02", 1, "“06 biên chế” không phải là số nguyên", id="a unit in a list"),
        pytest.param("LĐLĐ\t02\nMTTQ\t3,5", 2, "“3,5” không phải là số nguyên", id="half a post"),
        pytest.param("LĐLĐ\t02\nMTTQ\t1.5", 2, "“1.5” không phải là số nguyên", id="a dot that groups nothing"),
        pytest.param("LĐLĐ\t02\nMTTQ\t-2", 2, "ở đây chỉ ghi số không có dấu", id="a minus"),
        pytest.param("LĐLĐ\t02\nHội Chữ thập đỏ\t4", 2, "tên “Hội Chữ thập đỏ”", id="an unknown name"),
        pytest.param("Hội Chữ thập đỏ\t4\nLĐLĐ\t02", 1, "tên “Hội Chữ thập đỏ”", id="an unknown name first"),
        pytest.param("Hội Chữ thập đỏ 4\nLĐLĐ 02", 1, "tên “Hội Chữ thập đỏ 4”", id="an unknown name, one space"),
        pytest.param("Công đoàn\t4\nLĐLĐ\t02", 1, "tên “Công đoàn”", id="a name that begins like a total"),
        pytest.param("LĐLĐ\t02\n\t\t17", 3 - 1, "Có số nhưng không có tên cơ quan", id="a number of nobody"),
        pytest.param("LĐLĐ\t02\nTổng\t8\nTổng cộng\t9", 2, "Có nhiều dòng tổng", id="two totals"),
        pytest.param("LĐLĐ\t02\nMTTQ\t05\nMTTQ\t06", 2, "đứng ở các dòng 2, 3", id="a name twice"),
        pytest.param("LĐLĐ\t02\nTổng\ttám 8", 2, "“tám 8” không phải là số nguyên", id="a total in words"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_told_and_kept(text: str, line: int, sentence: str) -> None:
    reading = read(text)

    assert reading.numbers == {"ldld": "02"}
    assert reading.total is None
    told = reading.unread[0]
    assert told.line == line
    assert sentence in told.sentence
    assert told.text == text.split("\n")[line - 1]


def test_marks_decide_between_names_that_are_spelled_alike() -> None:
    rows = (Named("a", "Hội Cựu"), Named("b", "Hội Cừu"))

    assert read("Hội Cừu\t4", rows).numbers == {"b": "4"}
    assert "“hoi cuu” có thể là Hội Cừu / Hội Cựu" in read("hoi cuu\t4", rows).unread[0].sentence


def test_a_short_name_of_two_rows_is_told_never_guessed() -> None:
    rows = (Named("a", "Đảng ủy xã A", short_names=("Đảng ủy",)), Named("b", "Đảng ủy xã B", short_names=("Đảng ủy",)))

    reading = read("Đảng ủy\t4", rows)

    assert reading.numbers == {}
    assert (
        reading.unread[0].sentence == "“Đảng ủy” có thể là Đảng ủy xã A / Đảng ủy xã B: gõ số vào đúng dòng của bảng."
    )


def test_an_own_name_comes_before_a_short_one_of_another() -> None:
    rows = (Named("a", "Hội Nông dân"), Named("b", "Hội Nông dân tỉnh", short_names=("Hội Nông dân",)))

    assert read("Hội Nông dân\t4", rows).numbers == {"a": "4"}


def test_a_name_without_a_number_and_words_are_passed_over_and_told() -> None:
    reading = read("PHỤ LỤC\nMTTQ\t\nLĐLĐ\t02\nNgười lập bảng\nĐức Linh, ngày 15 tháng 12 năm 2023")

    assert reading.numbers == {"ldld": "02"}
    assert reading.unread == []
    assert [(told.line, told.sentence) for told in reading.passed_over] == [
        (2, "“Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh” không có số bên cạnh: để nguyên ô trong bảng."),
        (4, "Dòng chữ không có số: bỏ qua."),
        (5, "Dòng chữ không có số: bỏ qua."),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("1", "Cột dán có 1 số nhưng bảng có 3 dòng, 2 dòng được giao riêng", id="too few"),
        pytest.param("1\n2\n5\n9", "Cột dán có 4 số nhưng bảng có 3 dòng", id="one too many that is no sum"),
        pytest.param("1\n2\n3", "có thể hiểu nhiều cách", id="three rows, or two and their sum"),
        pytest.param("xin chào", "Không thấy số nào", id="no number"),
        pytest.param("", "Không thấy số nào", id="nothing"),
        pytest.param("4\n" * (MOST_LINES + 1), "Phần dán quá dài", id="too many lines"),
        pytest.param("4" * (MOST_CHARACTERS + 1), "Phần dán quá dài", id="too many characters"),
        pytest.param("MTTQ" + "\t4" * MOST_CELLS, "hơn 100 cột", id="too many columns"),
    ],
)
def test_a_paste_that_cannot_be_read_is_refused_whole(text: str, sentence: str) -> None:
    reading = read(text, (FRONT, UNION, JOINT))

    assert reading.numbers == {}
    assert sentence in (reading.refusal or "")


def test_a_column_may_leave_out_those_without_posts_of_their_own() -> None:
    rows = (FRONT, JOINT, UNION)

    assert read("06\n02", rows).numbers == {"mttq": "06", "ldld": "02"}
    assert read("06\n-\n02", rows).numbers == {"mttq": "06", "khoi": "-", "ldld": "02"}
    assert read("06\n\n02", rows).numbers == {"mttq": "06", "ldld": "02"}


def test_a_bad_number_in_a_column_keeps_the_places_of_the_others() -> None:
    reading = read("06\n4 biên chế\n04\n-")

    assert reading.numbers == {"mttq": "06", "nong-dan": "04", "phuong-5": "-"}
    assert reading.unread[0].sentence.startswith("“Liên đoàn Lao động huyện Đức Linh”: “4 biên chế”")


# ---- Any table, printed and pasted back

LETTERS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạếệộữ ABCĐ", min_size=3, max_size=24)
NAMES = st.lists(LETTERS.map(lambda text: f"Ban {' '.join(text.split())}"), min_size=1, max_size=12, unique_by=fold)
COUNTS = st.one_of(st.none(), st.integers(0, 99), st.integers(1000, 99_999))
PRINTED = st.sampled_from([str, print_padded, print_grouped])


def as_excel(names: list[str], counts: list[str], total: str) -> str:
    rows = [f"{number}\t{name}\t{count}" for number, (name, count) in enumerate(zip(names, counts, strict=True), 1)]
    return "\n".join(["TT\tĐơn vị\tBiên chế năm 2024", *rows, f"\tTổng cộng\t{total}"])


def as_two_years(names: list[str], counts: list[str], total: str) -> str:
    rows = [f"{name}\t7\t{count}\tgiữ nguyên" for name, count in zip(names, counts, strict=True)]
    return "\n".join(["Đơn vị\tGiao năm 2023\tGiao năm 2024\tGhi chú", *rows, f"Cộng\t7\t{total}\t"])


def as_word(names: list[str], counts: list[str], total: str) -> str:
    return "\r\n".join(
        [*(f"- {name}: {count};" for name, count in zip(names, counts, strict=True)), f"Tổng số: {total}."]
    )


def as_columns(names: list[str], counts: list[str], total: str) -> str:
    return "\n".join(
        [*(f"{name}   {count}" for name, count in zip(names, counts, strict=True)), f"Tổng cộng   {total}"]
    )


def as_column(names: list[str], counts: list[str], total: str) -> str:
    del names
    return "\n".join([*counts, f"Tổng cộng: {total}"])


@pytest.mark.parametrize("printed_as", [as_excel, as_two_years, as_word, as_columns, as_column])
@given(names=NAMES, counts=st.lists(COUNTS, min_size=12, max_size=12), print_number=PRINTED)
@example(names=["Ban A"], counts=[None] * 12, print_number=str)
def test_what_a_table_prints_pasted_back_fills_the_same_numbers(
    names: list[str], counts: list[int | None], print_number: Any, printed_as: Any
) -> None:
    assume(not {fold(name) for name in names} & {"ban tong", "ban cong"})
    kept = counts[: len(names)]
    rows = [Named(str(place), name) for place, name in enumerate(names)]
    printed = ["–" if count is None else print_number(count) for count in kept]
    total = sum(count or 0 for count in kept)

    reading = read_paste(printed_as(names, printed, print_number(total)), rows, year=2024)

    assert reading.refusal is None
    assert {key: read_count(text) for key, text in reading.numbers.items()} == dict(
        zip([row.key for row in rows], kept, strict=True)
    )
    assert read_count(reading.total or "") == total
    assert not reading.unread


@given(text=st.text(alphabet=st.sampled_from('0123456789.,;:|-–\t\n "()aăBộMTQ…+\x00\u200b\u2028'), max_size=300))
@example(text='"' * 200)
@example(text="\t" * 99 + "1")
@example(text="Tổng\t\n–")
def test_no_paste_breaks_the_reading(text: str) -> None:
    reading = read(text)

    assert set(reading.numbers) <= {row.key for row in ROWS}
    for printed in (*reading.numbers.values(), reading.total or "0"):
        read_count(printed)
