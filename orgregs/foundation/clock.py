"""The clock of the doors: today's date, and the day a page is asked about. Nothing further in may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from orgregs.foundation.dates import NotADay, print_day, read_day
from orgregs.foundation.pages import BadQuestion
from orgregs.foundation.vietnamese import Sentence

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

DAY_FIELD = "ngay"


class BadDay(BadQuestion):
    """The address names no day of the calendar; Django answers with the 400 page, which prints the sentence."""


def today() -> dt.date:
    """Return the date in Vietnam."""
    return timezone.localdate()  # noqa: TID251  # the one place the doors read it from


def now() -> dt.datetime:
    """Return the moment, in Vietnamese time."""
    return timezone.localtime(timezone.now())  # noqa: TID251


def day_asked(request: HttpRequest) -> dt.date:
    """Return the day of `?ngay=`; today if it is missing or empty. Raises `BadDay`."""
    typed = request.GET.get(DAY_FIELD, "").strip()
    if not typed:
        return today()
    try:
        return read_day(typed)
    except NotADay as error:
        raise BadDay(said(error.sentence)) from error


def names_a_day(request: HttpRequest) -> bool:
    """Say whether the address itself names a day."""
    return bool(request.GET.get(DAY_FIELD, "").strip())


def day_query(request: HttpRequest) -> str:
    """Return what a link adds to stay on the day the address names; nothing if it names none."""
    return f"?{DAY_FIELD}={print_day(day_asked(request))}" if names_a_day(request) else ""


def said(sentence: str) -> str:
    """Say a sentence of a pure module in the language of the page."""
    return sentence.said_in(gettext) if isinstance(sentence, Sentence) else gettext(sentence)
