"""Addresses of allocation tables as files print them: complete, so that nothing is left to the day or the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _

from orgregs.foundation.clock import DAY_FIELD, said
from orgregs.foundation.dates import NotADay, print_day, read_day
from quotas.moments import POSITION_FIELD, is_count

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

BLOCK_FIELD = "khoi"
_TABLE = "quotas:allocation-table"


class NoAddress(Exception):
    """A text that is no complete address of an allocation table; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class TableAddress:
    """An address read back: which table, on which day, up to which position; `query` holds everything asked."""

    code: str
    year: int
    day: dt.date
    position: int
    query: QueryDict


def address_of(*, code: str, year: int, query: Mapping[str, str]) -> str:
    """Write the address of a table, readable, and the same wherever the register is installed."""
    path = reverse(_TABLE, args=[code, year]).removeprefix(get_script_prefix())
    asked = {name: value for name, value in query.items() if value}
    return uri_to_iri(f"/{path}?{urlencode(asked, safe='/,')}")


def address_in(text: str) -> TableAddress:
    """Read the address that a file prints; raises `NoAddress`."""
    try:
        parts = urlsplit(text.strip())
        query = QueryDict(parts.query)
        found = resolve(parts.path)
    except (ValueError, SuspiciousOperation, Resolver404):
        raise NoAddress(_("không phải địa chỉ của bảng giao biên chế")) from None
    if found.view_name != _TABLE:
        raise NoAddress(_("không phải địa chỉ của bảng giao biên chế"))
    if not is_count(query.get(POSITION_FIELD, "")):
        raise NoAddress(_("không nêu số vào sổ"))
    try:
        day = read_day(query.get(DAY_FIELD, ""))
    except NotADay as error:
        raise NoAddress(said(error.sentence)) from error
    if day.year != found.kwargs["year"]:
        raise NoAddress(_("ngày %(day)s không thuộc năm của bảng") % {"day": print_day(day)})
    return TableAddress(found.kwargs["code"], found.kwargs["year"], day, int(query[POSITION_FIELD]), query)
