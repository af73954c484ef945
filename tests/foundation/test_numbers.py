import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgregs.foundation.numbers import NotACount, print_count, print_grouped, print_padded, read_count

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        pytest.param("4", 4, id="plain"),
        pytest.param("06", 6, id="a leading zero is presentation"),
        pytest.param("0", 0, id="zero is a statement"),
        pytest.param("00", 0, id="two zeros are zero"),
        pytest.param("1.149", 1149, id="a dot groups thousands"),
        pytest.param("1.979.433", 1979433, id="two dots"),
        pytest.param(" 12\u00a0", 12, id="spaces around"),
        pytest.param("999999999", 999_999_999, id="the most digits"),
        pytest.param("-", None, id="a hyphen is none"),
        pytest.param("\u2013", None, id="a dash is none"),
        pytest.param("\u2014", None, id="a long dash is none"),
        pytest.param(" ", None, id="an empty cell is none"),
    ],
)
def test_read_count_reads_what_papers_print(printed: str, count: int | None) -> None:
    assert read_count(printed) == count


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("4 biên chế", id="words"),
        pytest.param("3,5", id="a decimal"),
        pytest.param("1.5", id="a dot that groups no thousand"),
        pytest.param("1.1490", id="a group of four"),
        pytest.param("0.149", id="a group after a zero"),
        pytest.param("1149.000", id="a first group of four"),
        pytest.param("1,149", id="an English group, a Vietnamese decimal"),
        pytest.param("1 149", id="a space inside"),
        pytest.param("5/12", id="a share"),
        pytest.param("2%", id="a rate"),
        pytest.param("٤", id="digits of another script"),
        pytest.param("-4", id="a minus where none may stand"),
        pytest.param("+4", id="a plus where none may stand"),
        pytest.param("--", id="two dashes"),
        pytest.param("1234567890", id="more digits than any register needs"),
    ],
)
def test_read_count_refuses_what_it_would_have_to_guess(printed: str) -> None:
    with pytest.raises(NotACount) as refusal:
        read_count(printed)

    assert f"“{printed}”" in refusal.value.sentence
    assert str(refusal.value) == refusal.value.sentence


@pytest.mark.parametrize(
    ("printed", "count"),
    [("-4", -4), ("\u22124", -4), ("\u2013 06", -6), ("+4", 4), ("4", 4), ("-1.149", -1149), ("-0", 0), ("-", None)],
)
def test_a_signed_column_takes_signs(printed: str, count: int | None) -> None:
    assert read_count(printed, signed=True) == count


@pytest.mark.parametrize("printed", ["+-4", "-x", "+"])
def test_a_signed_column_still_refuses_what_is_no_number(printed: str) -> None:
    with pytest.raises(NotACount):
        read_count(printed, signed=True)


@pytest.mark.parametrize(
    ("count", "plain", "padded", "grouped"),
    [
        (0, "0", "00", "0"),
        (4, "4", "04", "4"),
        (-4, "-4", "-04", "-4"),
        (12, "12", "12", "12"),
        (1149, "1149", "1149", "1.149"),
        (1979433, "1979433", "1979433", "1.979.433"),
    ],
)
def test_counts_are_printed_as_tables_texts_and_totals_do(count: int, plain: str, padded: str, grouped: str) -> None:
    assert (print_count(count), print_padded(count), print_grouped(count)) == (plain, padded, grouped)


@given(st.integers(min_value=-999_999_999, max_value=999_999_999))
def test_every_printed_count_reads_back(count: int) -> None:
    for printed in (print_count(count), print_padded(count), print_grouped(count)):
        assert read_count(printed, signed=True) == count
