"""Days as Vietnamese papers write them, the day always before the month. Pure: no Django."""

import datetime as dt
import re
from enum import StrEnum

from orgregs.foundation.vietnamese import DASHES, Sentence, normalise
from orgregs.foundation.vietnamese import marked as _

_DAY_FIRST = re.compile(r"(?:ngày )?([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_IN_WORDS = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}),? năm ([0-9]{4})", re.IGNORECASE)
_DASHES_AS_HYPHENS = str.maketrans(dict.fromkeys(DASHES, "-"))
# Older or later years are slips of the finger: no paper of the register can bear them.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LAST_MONTH = 12
_LAST_MONTH_WITH_A_ZERO = 2


class NotADay(ValueError):
    """A text that is not a day of the calendar, with the sentence that tells the clerk."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Precision(StrEnum):
    """How exactly a day is known; a month or year is kept as its first (last) day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def read_day(text: str) -> dt.date:
    """Read a day as papers, clerks and files write it."""
    written = normalise(text).translate(_DASHES_AS_HYPHENS)
    if match := _DAY_FIRST.fullmatch(written):
        day, month, year = match[1], match[3], match[4]
    elif match := _YEAR_FIRST.fullmatch(written):
        year, month, day = match.groups()
    elif match := _IN_WORDS.fullmatch(written):
        day, month, year = match.groups()
    else:
        raise NotADay(Sentence(_("“{typed}” không phải là ngày: ghi ngày/tháng/năm, ví dụ 01/03/2024."), typed=written))
    return _on_the_calendar(written, year=int(year), month=int(month), day=int(day))


def _on_the_calendar(written: str, *, year: int, month: int, day: int) -> dt.date:
    if month > _LAST_MONTH:
        raise NotADay(
            Sentence(_("“{typed}”: không có tháng {month}; ghi ngày trước, tháng sau."), typed=written, month=month)
        )
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotADay(Sentence(_("“{typed}”: kiểm tra lại năm {year}."), typed=written, year=year))
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NotADay(Sentence(_("“{typed}”: ngày này không có trên lịch."), typed=written)) from None


def print_day(day: dt.date) -> str:
    """Print a day as screens do: "01/03/2024"."""
    return f"{day:%d/%m/%Y}"


def print_known(day: dt.date | None, precision: Precision) -> str:
    """Print only as much of the day as is known; nothing where no day is known."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return Sentence(_("năm {year}"), year=day.year)
    if precision == Precision.MONTH:
        return Sentence(_("tháng {month}"), month=f"{day:%m/%Y}")
    return print_day(day)


def official_day(day: dt.date) -> str:
    """Print a day as a signed paper does: a zero before days under 10 and before months 1 and 2 only."""
    month = f"{day.month:02d}" if day.month <= _LAST_MONTH_WITH_A_ZERO else str(day.month)
    return f"ngày {day.day:02d}/{month}/{day.year}"
