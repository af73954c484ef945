import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.symbols import Symbol, System, document_code, parse

pytestmark = pytest.mark.once

SEEN = list(csv.DictReader(Path(__file__).with_name("symbols_seen.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['raw']} {row['issued_on']}") for row in SEEN])
def test_every_symbol_seen_on_paper_is_read(row: dict[str, str]) -> None:
    symbol = parse(row["raw"])

    assert symbol.raw == row["raw"]
    assert symbol.system == row["system"]
    assert symbol.number == int(row["number"])
    assert symbol.year == (int(row["year"]) if row["year"] else None)
    assert (symbol.series, symbol.issuer) == (row["type_code"], row["issuer_code"])
    assert symbol.is_recognised


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        pytest.param("2034-QĐ/HU", "2034-QĐ/HU", id="the Party's order"),
        pytest.param("5-HD/VPTW", "05-HD/VPTW", id="numbers under ten get a zero"),
        pytest.param("005-HD/VPTW", "05-HD/VPTW", id="more zeros are presentation"),
        pytest.param(" Số: 212 \u2013 QĐ / TW ", "212-QĐ/TW", id="dash, spaces, Số"),
        pytest.param("168- KL/TU", "168-KL/TU", id="a stray space"),
        pytest.param("301-QD/TW", "301-QĐ/TW", id="ASCII for Đ"),
        pytest.param("301-QÐ/TW", "301-QĐ/TW", id="an eth for Đ"),
        pytest.param("295-qd/du", "295-QĐ/ĐU", id="small letters, ASCII for Đ twice"),
        pytest.param("59-CV/BCD", "59-CV/BCĐ", id="a steering committee in ASCII"),
        pytest.param("12-DA/TU", "12-ĐA/TU", id="DA in the Party is Đề án"),
        pytest.param("12/DA-UBND", "12/DA-UBND", id="DA in the state is Dự án"),
        pytest.param("476/NQ-HDND", "476/NQ-HĐND", id="a people's council in ASCII"),
        pytest.param("111/2022/ND-CP", "111/2022/NĐ-CP", id="a decree in ASCII"),
        pytest.param("217/QĐ-TW", "217-QĐ/TW", id="a Party symbol in the state's order"),
        pytest.param("52/QĐ-BTCTW", "52-QĐ/BTCTW", id="a Party board is no ministry"),
        pytest.param("2924-QĐ/UBND", "2924/QĐ-UBND", id="a state symbol in the Party's order"),
        pytest.param("301 QĐ/TW", "301-QĐ/TW", id="a space for the hyphen"),
        pytest.param("301 QĐ TW", "301-QĐ/TW", id="spaces for both"),
        pytest.param("301-QĐ-TW", "301-QĐ/TW", id="a hyphen for the slash"),
        pytest.param("231-QĐi/QU", "231-QĐ/QU", id="QĐi is QĐ"),
        pytest.param("12/qyđ-ubnd", "12/QyĐ-UBND", id="the state's code of Quy định"),
        pytest.param("24-bs/ubkttu", "24-BS/UBKTTU", id="a unit of a committee"),
        pytest.param("7-TTR/thu", "07-TTr/ThU", id="codes with small letters"),
        pytest.param("01/2015/TTLT-BNV-BTC", "01/2015/TTLT-BNV-BTC", id="a joint circular"),
        pytest.param("19/2008/NQLT/CP-UBTUMTTQVN", "19/2008/NQLT/CP-UBTUMTTQVN", id="a joint resolution"),
        pytest.param("12/QĐ/UBND", "12/QĐ-UBND", id="a second slash that joins nobody"),
        pytest.param("203/2025/qh15", "203/2025/QH15", id="the National Assembly prints no type"),
        pytest.param("1234/BTC-NSNN", "1234/BTC-NSNN", id="a letter of a ministry"),
        pytest.param("59/TB-BCĐ", "59/TB-BCĐ", id="a steering committee of the state"),
        pytest.param("367 - QĐ/TWĐTN-VP", "367-QĐ/TWĐTN-VP", id="the Youth Union with its office"),
        pytest.param("18-HD/MTTW-BTT", "18-HD/MTTW-BTT", id="the Front in the Party's order"),
        pytest.param("18/HD-MTTW-BTT", "18/HD-MTTW-BTT", id="the Front in the state's order"),
        pytest.param("Nghị quyết số 12-NQ/ĐU, ngày 05/9/2026 của Đảng ủy", "12-NQ/ĐU", id="a full citation"),
        pytest.param("Quyết định của Ban Bí thư số 212-QĐ/TW", "212-QĐ/TW", id="words before the number"),
        pytest.param("(212-QĐ/TW).", "212-QĐ/TW", id="brackets and a full stop"),
        pytest.param("Luật số 80/2015/QH13", "80/2015/QH13", id="a law"),
        pytest.param("/QĐ-UBND", "…/QĐ-UBND", id="a state paper not yet numbered"),
        pytest.param("Số:      -QĐ/HU", "…-QĐ/HU", id="a Party paper not yet numbered"),
    ],
)
def test_any_way_of_typing_is_printed_as_its_family_does(typed: str, canonical: str) -> None:
    symbol = parse(typed)

    assert symbol.canonical == canonical
    assert symbol.is_recognised
    assert parse(canonical).canonical == canonical


@pytest.mark.parametrize(
    ("typed", "number", "year", "series"),
    [
        pytest.param("Quyết định 959", 959, None, "QĐ", id="a decision"),
        pytest.param("quyết định số 1488", 1488, None, "QĐ", id="with số"),
        pytest.param("Quy định 291", 291, None, "QĐ", id="a regulation"),
        pytest.param("Quyết định số 1488 ngày 15/12/2023", 1488, None, "QĐ", id="with its day"),
        pytest.param("QĐ 2034", 2034, None, "QĐ", id="a code before the number"),
        pytest.param("qd số 2034", 2034, None, "QĐ", id="a code in ASCII before the number"),
        pytest.param("Đề án 12", 12, None, "ĐA", id="a scheme"),
        pytest.param("212-QĐ", 212, None, "QĐ", id="no issuer"),
        pytest.param("212/QĐ", 212, None, "QĐ", id="no issuer, the state's order"),
        pytest.param("Nghị định 111/2022", 111, 2022, "NĐ", id="number and year"),
        pytest.param("Luật 80/2015", 80, 2015, "", id="a law has no code"),
        pytest.param("Số 05", 5, None, "", id="a number alone"),
    ],
)
def test_a_short_citation_gives_number_and_type_without_issuer(
    typed: str, number: int, year: int | None, series: str
) -> None:
    symbol = parse(typed)

    assert (symbol.number, symbol.year, symbol.series, symbol.issuer) == (number, year, series, "")
    assert symbol.is_short
    assert symbol.is_recognised
    assert symbol.system == System.UNKNOWN
    assert symbol.notes == ("Trích dẫn ngắn: không ghi cơ quan ban hành.",)


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        pytest.param("301-QD/TW", "“QD” được hiểu là “QĐ”.", id="a missing stroke"),
        pytest.param(
            "217/QĐ-TW",
            "Ghi theo thứ tự của văn bản nhà nước; văn bản của Đảng ghi là 217-QĐ/TW.",
            id="the state's order",
        ),
        pytest.param(
            "2924-QĐ/UBND",
            "Ghi theo thứ tự của văn bản Đảng; văn bản nhà nước ghi là 2924/QĐ-UBND.",
            id="the Party's order",
        ),
    ],
)
def test_a_reading_that_departs_from_what_was_typed_says_so(typed: str, note: str) -> None:
    symbol = parse(typed)

    assert symbol.notes == (note,)
    assert symbol.is_recognised


@pytest.mark.parametrize(
    ("typed", "canonical", "note"),
    [
        pytest.param("12-XY/TU", "12-XY/TU", "Chưa rõ ký hiệu loại văn bản “XY”.", id="an unknown type"),
        pytest.param("12-QĐ/xyz", "12-QĐ/xyz", "Chưa rõ ký hiệu cơ quan ban hành “xyz”.", id="an unknown issuer"),
        pytest.param("12/QĐ-xyz", "12/QĐ-xyz", "Chưa rõ ký hiệu cơ quan ban hành “xyz”.", id="in the state's order"),
        pytest.param(
            "01/2020/QĐ-TW", "01/2020/QĐ-TW", "Chưa rõ ký hiệu cơ quan ban hành “TW”.", id="a year in a Party symbol"
        ),
        pytest.param("2034-HU", "2034-HU", "Thiếu ký hiệu loại văn bản.", id="a Party symbol without a type"),
        pytest.param("Phòng 12", "12", "Chưa hiểu phần trước số: “Phòng”.", id="words that name no type"),
    ],
)
def test_unknown_codes_are_kept_and_marked(typed: str, canonical: str, note: str) -> None:
    symbol = parse(typed)

    assert symbol.canonical == canonical
    assert note in symbol.notes
    assert not symbol.is_recognised
    assert symbol.number is not None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "văn bản mật",
        "15/12/2023",
        "5/12",
        "1.149",
        "30a/2008/NQ-CP",
        "212-QĐ/TW và 301-QĐ/TW",
        "9" * 5000,
        "212-QĐ/TW" + "," * 500,
        "18-2017",
    ],
)
def test_what_is_no_symbol_is_kept_as_typed(typed: str) -> None:
    symbol = parse(typed)

    assert (symbol.raw, symbol.canonical, symbol.number) == (typed, typed, None)
    assert symbol.notes == ("Chưa đọc được số, ký hiệu: giữ nguyên như đã ghi.",)
    assert not symbol.is_recognised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("05-HD/VPTW", "5-HD/VPTW"),
        ("212-QĐ/TW", "212/QD-tw"),
        ("18-HD/MTTW-BTT", "18/HD-MTTW-BTT"),
        ("01/2015/TTLT-BNV-BTC", "01/2015/TTLT/BNV-BTC"),
        ("Quyết định 959", "qđ 959"),
        ("12-QĐ/xyz", "12-QĐ/XYZ"),
    ],
)
def test_two_ways_of_writing_one_symbol_are_equal(one: str, other: str) -> None:
    assert parse(one) == parse(other)
    assert len({parse(one), parse(other)}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("212-QĐ/TW", "213-QĐ/TW"),
        ("212-QĐ/TW", "212-QĐ/TU"),
        ("212-QĐ/TW", "212-KL/TW"),
        ("212-QĐ/TW", "Quyết định 212"),
        ("22/2019/NQ-HĐND", "22/2020/NQ-HĐND"),
        ("văn bản mật", "văn bản khác"),
    ],
)
def test_two_symbols_differ(one: str, other: str) -> None:
    assert parse(one) != parse(other)
    assert parse(one) != one


@given(st.text(max_size=40) | st.text(st.sampled_from("0159 -/.,QĐDHUTWNPCVBộsố…ngàyủa"), max_size=25))
def test_no_text_is_refused_and_reading_again_changes_nothing(text: str) -> None:
    symbol = parse(text)

    again = parse(symbol.canonical)

    assert isinstance(symbol, Symbol)
    assert symbol.raw == text
    assert again.canonical == symbol.canonical


@given(
    st.integers(1, 9_999_999),
    st.sampled_from(["QĐ", "NQ", "ĐA", "TTr", "CTr", "KL"]),
    st.sampled_from(["TW", "TU", "HU", "QU", "ThU", "ĐU", "ĐUK", "VPTW", "BTGTU", "UBKTTU", "BCĐ", "TU-VP"]),
)
def test_a_party_symbol_reads_back(number: int, series: str, issuer: str) -> None:
    symbol = parse(f"{number}-{series}/{issuer}")

    assert (symbol.number, symbol.series, symbol.issuer) == (number, series, issuer)
    assert symbol.system == System.PARTY
    assert symbol.notes == ()


@pytest.mark.parametrize(
    ("number", "series", "issuer", "year", "locality_code", "code"),
    [
        (212, "QĐ", "TW", 2019, None, "212-qd-tw-2019"),
        (2034, "QĐ", "HU", 2023, "duc-linh", "2034-qd-hu-duc-linh-2023"),
        (5, "HD", "VPTW", 2026, None, "5-hd-vptw-2026"),
        (2231, "", "SNV-CCHC&PC", 2018, "hai-phong", "2231-snv-cchc-pc-hai-phong-2018"),
        (203, "", "QH15", 2025, None, "203-qh15-2025"),
        (None, "QĐ", "HU", None, "duc-linh", "qd-hu-duc-linh"),
        (959, "QĐ", "", 2018, "quang-ninh", "959-qd-quang-ninh-2018"),
    ],
)
def test_a_document_has_a_code_that_people_can_type(
    number: int | None, series: str, issuer: str, year: int | None, locality_code: str | None, code: str
) -> None:
    assert document_code(number, series, issuer, year, locality_code) == code
