"""What was pasted from Word or Excel goes into the fields of the table, and the clerk is told exactly what did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orgregs.foundation.clock import said
from orgregs.foundation.numbers import print_grouped, read_count
from orgregs.foundation.vietnamese import normalise
from quotas.intake.names import names_of
from quotas.sheets import read_paste

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from quotas.intake import Recipient
    from quotas.sheets import Reading

TEXT, COLUMN, TOTAL = "paste", "paste-column", "stated_total"
_MOST_TOLD = 20


@dataclass(frozen=True)
class Told:
    """One line of the paste that is spoken of."""

    line: int
    text: str
    sentence: str


@dataclass(frozen=True)
class Filled:
    """What a paste did: the sentence that sums it up, the fields it fills, and what stays open."""

    sentence: str
    is_refused: bool
    fields: Mapping[str, str] = field(default_factory=dict)
    replaced: Sequence[str] = ()
    unread: Sequence[Told] = ()
    passed_over: Sequence[Told] = ()
    more: int = 0
    columns: Sequence[tuple[int, str]] = ()


def fill(sent: Mapping[str, Any], recipients: Sequence[Recipient], *, year: int, user: User) -> Filled:
    """Read the paste that was sent for these rows; what it fills takes the place of what stood there, and is told."""
    text = str(sent.get(TEXT, ""))
    chosen = str(sent.get(COLUMN, ""))
    column = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else None
    reading = read_paste(text, names_of(recipients, user), year=year, column=column)
    if reading.refusal is not None:
        columns = [(each.place, _column_in_words(each.heading, each.sample)) for each in reading.columns]
        return Filled(said(reading.refusal), is_refused=True, columns=columns)
    named = {recipient.key: recipient.field_name for recipient in recipients}
    fields = {named[key]: printed for key, printed in reading.numbers.items()}
    if reading.total is not None:
        fields[TOTAL] = reading.total
    titles = {recipient.field_name: str(recipient) for recipient in recipients} | {TOTAL: _("Tổng số")}
    return Filled(
        _in_words(reading),
        is_refused=not fields,
        fields=fields | {TEXT: "\n".join(unread.text for unread in reading.unread)},
        replaced=_replaced(sent, fields, titles),
        unread=_told(reading.unread),
        passed_over=_told(reading.passed_over),
        more=max(len(reading.unread) - _MOST_TOLD, 0) + max(len(reading.passed_over) - _MOST_TOLD, 0),
    )


def _in_words(reading: Reading) -> str:
    count = len(reading.numbers)
    added = sum(read_count(printed) or 0 for printed in reading.numbers.values())
    if count == 0 and reading.total is None:
        return _("Chưa điền được dòng nào.")
    words = ngettext("Đã điền %(count)s dòng", "Đã điền %(count)s dòng", count) % {"count": count}
    if reading.total is None:
        words += _(", cộng %(sum)s; phần dán không có dòng tổng") % {"sum": print_grouped(added)}
    else:
        words += _(", tổng %(total)s") % {"total": reading.total}
    if reading.heading:
        words += _(", theo cột “%(heading)s”") % {"heading": reading.heading}
    return f"{words}."


def _replaced(sent: Mapping[str, Any], fields: Mapping[str, str], titles: Mapping[str, str]) -> list[str]:
    """Say which numbers stood there and were others."""
    told = []
    for name, printed in fields.items():
        stood = normalise(str(sent.get(name, "")))
        if stood and stood.lstrip("0") != printed.lstrip("0"):
            told.append(
                _("%(row)s: %(printed)s thay cho %(stood)s") % {"row": titles[name], "printed": printed, "stood": stood}
            )
    return told


def _told(lines: Sequence[Any]) -> list[Told]:
    return [Told(each.line, normalise(each.text)[:160], said(each.sentence)) for each in lines[:_MOST_TOLD]]


def _column_in_words(heading: str, sample: str) -> str:
    return f"{heading}: {sample}" if heading else sample
