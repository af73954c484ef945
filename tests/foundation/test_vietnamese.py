import copy
import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgregs.foundation.vietnamese import Sentence, fold, marked, normalise, slug, sort_key

pytestmark = pytest.mark.once

WORDS = st.text(
    st.sampled_from("aăâbdđeêioôơuưyAĂĐƯ -/.ấầẩẫậứừửữựỳ\u0301\u0302\u00a0\u200b") | st.characters(), max_size=30
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Tỉnh u\u0309y", "Tỉnh ủy", id="decomposed letters are composed"),
        pytest.param("  Hội \t Nông\r\ndân ", "Hội Nông dân", id="runs of white space are one space"),
        pytest.param("Đức\u00a0Linh\u2003", "Đức Linh", id="a no-break space is a space"),
        pytest.param("\ufeffĐức Li\u200bnh", "Đức Linh", id="a byte order mark and a zero-width space vanish"),
        pytest.param("biên\u00adchế", "biênchế", id="a soft hyphen vanishes"),
        pytest.param("Đức\x00 Linh\x7f", "Đức Linh", id="control characters vanish, PostgreSQL takes no NUL"),
        pytest.param("tie\u0301\u0302ng", "tiếng", id="a tone typed before the hat"),
        pytest.param("Uỷ ban", "Uỷ ban", id="the older spelling is kept as typed"),
        pytest.param("\u200b \u00a0", "", id="nothing visible is nothing"),
    ],
)
def test_normalise_writes_text_as_it_is_kept(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("Hội Nông dân", "hoi nong dan", id="marks and case go"),
        pytest.param("212-QĐ/TW", "212 qd tw", id="a symbol"),
        pytest.param("212 \u2013 QĐ / TW", "212 qd tw", id="a symbol with a dash and spaces"),
        pytest.param("ĐỨC LINH", "duc linh", id="upper-case Đ"),
        pytest.param("Ðức Linh", "duc linh", id="an eth typed for Đ"),
        pytest.param("Ban Dân vận (Khối), “số 1”", "ban dan van khoi so 1", id="brackets, comma, quotes"),
        pytest.param("SNV-CCHC&PC", "snv cchc pc", id="an ampersand"),
        pytest.param("dự_thảo", "du thao", id="an underscore"),
        pytest.param("biên\u00adchế", "bienche", id="a soft hyphen does not split a word"),
        pytest.param("tie\u0301\u0302ng", "tieng", id="a tone typed before the hat"),
        pytest.param("…", "", id="only signs"),
    ],
)
def test_fold_writes_text_as_it_is_searched(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize(("one", "other"), [("uỷ", "ủy"), ("hoà", "hòa"), ("Đảng uỷ", "đảng ủy"), ("QĐ", "QD")])
def test_spellings_of_one_word_have_one_search_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(WORDS)
def test_writing_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert fold(normalise(text)) == fold(text)
    assert " " not in fold(text)[:1] + fold(text)[-1:]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Đức Linh", "duc-linh"),
        ("212-QĐ/TW", "212-qd-tw"),
        ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("Москва số 1", "so-1"),
        ("\u2014", ""),
    ],
)
def test_slug_is_ascii_with_hyphens(text: str, code: str) -> None:
    assert slug(text) == code


@pytest.mark.parametrize(
    "in_order",
    [
        pytest.param(list("aăâbcdđeêghiklmnoôơpqrstuưvxy"), id="the alphabet"),
        pytest.param(["ma", "mà", "mả", "mã", "má", "mạ"], id="không, huyền, hỏi, ngã, sắc, nặng"),
        pytest.param(["ba", "bà", "bạ", "ban", "bàn", "bạn", "bàn tay", "băn"], id="letters decide before tones"),
        pytest.param(["Bạn bè", "Bàn tay"], id="a later letter decides before an earlier tone"),
        pytest.param(["Đức Linh", "Đức Trọng", "Em", "Ủy ban", "Ưu tú", "Xã", "Ý Yên"], id="capitals among the others"),
        pytest.param(["Dân vận", "Đảng ủy"], id="D before Đ"),
        pytest.param(["dân", "Dân", "đảng", "Đảng"], id="lower case first where nothing else differs"),
        pytest.param(["Hội", "Hội Nông dân", "Hội Phụ nữ"], id="a name before its continuation"),
        pytest.param(["Ban 1", "Ban 2", "Ban A"], id="digits before letters"),
        pytest.param(["Lâm Đồng", "Lâm Hà", "Lấp Vò"], id="a tone inside a longer name"),
    ],
)
def test_sort_key_gives_the_order_of_the_dictionary(in_order: list[str]) -> None:
    shuffled = in_order[::-1]

    shuffled.sort(key=sort_key)

    assert shuffled == in_order


@given(WORDS)
def test_composed_and_decomposed_text_sort_alike(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert sort_key(composed) == sort_key(decomposed) == sort_key(f" {text}\u00a0")


def test_an_eth_sorts_as_the_letter_it_was_typed_for() -> None:
    assert sort_key("Ðức Linh") == sort_key("Đức Linh")


def test_letters_of_vietnamese_never_share_a_key() -> None:
    tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    letters = [
        unicodedata.normalize("NFC", letter + tone)
        for letter, tone in itertools.product("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", tones)
    ]

    assert len({sort_key(letter) for letter in [*letters, "d", "đ", "D", "Đ"]}) == 6 * 24 + 4


def test_a_sentence_is_said_in_another_language_with_the_sentences_inside_it() -> None:
    catalogue = {"Còn hiệu lực từ {day} ({why})": "In force from {day} ({why})", "tạm lấy": "assumed"}

    sentence = Sentence("Còn hiệu lực từ {day} ({why})", day="30/12/2019", why=Sentence("tạm lấy"))

    assert sentence == "Còn hiệu lực từ 30/12/2019 (tạm lấy)"
    assert sentence.said_in(catalogue.__getitem__) == "In force from 30/12/2019 (assumed)"


def test_a_copied_sentence_keeps_braces_that_a_clerk_typed() -> None:
    sentence = Sentence(marked("“{typed}” không phải là ngày"), typed="{1/2}")

    copied = copy.deepcopy(sentence)

    assert copied == sentence == "“{1/2}” không phải là ngày"
    assert copied.params == {"typed": "{1/2}"}
