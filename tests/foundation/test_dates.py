import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgregs.foundation.dates import NotADay, Precision, official_day, print_day, print_known, read_day

pytestmark = pytest.mark.once

DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        pytest.param("01/03/2024", dt.date(2024, 3, 1), id="slashes, the day first"),
        pytest.param("04/3/2010", dt.date(2010, 3, 4), id="the official style"),
        pytest.param("1-3-2024", dt.date(2024, 3, 1), id="hyphens"),
        pytest.param("1\u20133\u20132024", dt.date(2024, 3, 1), id="dashes for hyphens"),
        pytest.param("9.6.2020", dt.date(2020, 6, 9), id="dots"),
        pytest.param(" 01 / 03 / 2024 ", dt.date(2024, 3, 1), id="spaces"),
        pytest.param("2024-03-01", dt.date(2024, 3, 1), id="as files write it"),
        pytest.param("ngày 30 tháng 12 năm 2019", dt.date(2019, 12, 30), id="in words"),
        pytest.param("Ngày 30 tháng 12, năm 2019", dt.date(2019, 12, 30), id="in words with a comma"),
        pytest.param("30 tháng 12 năm 2019", dt.date(2019, 12, 30), id="in words without ngày"),
        pytest.param("ngày 05/9/2026", dt.date(2026, 9, 5), id="ngày before figures"),
        pytest.param("29/02/2024", dt.date(2024, 2, 29), id="a leap day"),
    ],
)
def test_read_day_reads_the_day_before_the_month(written: str, day: dt.date) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("", "ghi ngày/tháng/năm", id="nothing"),
        pytest.param("tháng 3/2024", "ghi ngày/tháng/năm", id="no day"),
        pytest.param("01/03/24", "ghi ngày/tháng/năm", id="a year of two figures"),
        pytest.param("01/03-2024", "ghi ngày/tháng/năm", id="two separators"),
        pytest.param("2024/03/01", "ghi ngày/tháng/năm", id="the year first with slashes"),
        pytest.param("45352", "ghi ngày/tháng/năm", id="a serial number of a spreadsheet"),
        pytest.param("12/25/2023", "không có tháng 25", id="the month first"),
        pytest.param("31/02/2024", "không có trên lịch", id="no such day"),
        pytest.param("01/00/2024", "không có trên lịch", id="month nought"),
        pytest.param("01/03/0204", "năm 204", id="a slip in the year"),
        pytest.param("01/03/2204", "năm 2204", id="a year no paper can bear"),
    ],
)
def test_read_day_says_why_it_refuses(written: str, said: str) -> None:
    with pytest.raises(NotADay) as refusal:
        read_day(written)

    assert said in refusal.value.sentence
    assert str(refusal.value) == refusal.value.sentence


@pytest.mark.parametrize(
    ("day", "precision", "printed"),
    [
        pytest.param(dt.date(2021, 2, 3), Precision.DAY, "03/02/2021", id="a day"),
        pytest.param(dt.date(2018, 11, 1), Precision.MONTH, "tháng 11/2018", id="a month"),
        pytest.param(dt.date(2018, 3, 1), Precision.MONTH, "tháng 03/2018", id="a month under ten"),
        pytest.param(dt.date(2018, 1, 1), Precision.YEAR, "năm 2018", id="a year"),
        pytest.param(None, Precision.DAY, "", id="no day"),
    ],
)
def test_print_known_prints_no_more_than_is_known(day: dt.date | None, precision: Precision, printed: str) -> None:
    assert print_known(day, precision) == printed


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (dt.date(2010, 3, 4), "ngày 04/3/2010"),
        (dt.date(2019, 11, 8), "ngày 08/11/2019"),
        (dt.date(2021, 2, 3), "ngày 03/02/2021"),
        (dt.date(2023, 12, 15), "ngày 15/12/2023"),
        (dt.date(2024, 1, 30), "ngày 30/01/2024"),
    ],
)
def test_official_day_pads_days_and_the_first_two_months_only(day: dt.date, printed: str) -> None:
    assert official_day(day) == printed


@given(DAYS)
def test_every_printed_day_reads_back(day: dt.date) -> None:
    for printed in (print_day(day), official_day(day), day.isoformat()):
        assert read_day(printed) == day
