"""What was pasted from Word or Excel goes into the fields of the table, and the clerk is told exactly what did."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import AgencyAlias, AgencyName
from orgregs.foundation.clock import said
from orgregs.foundation.numbers import print_grouped, read_count
from orgregs.foundation.vietnamese import fold, normalise
from quotas.sheets import Named, read_paste
from regulations.models import IssuingBody

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from localities.models import Locality
    from quotas.forms.recipients import Recipient
    from quotas.sheets import Reading

TEXT, COLUMN, TOTAL = "paste", "paste-column", "stated_total"
# Words before the name of a place, folded.
_LEVELS = ("tinh", "huyen", "quan", "thi xa", "thanh pho", "thi tran", "xa", "phuong", "dac khu")
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
    reading = read_paste(text, _named(recipients, user), year=year, column=column)
    if reading.refusal is not None:
        columns = [(each.place, _column_in_words(each.heading, each.sample)) for each in reading.columns]
        return Filled(said(reading.refusal), is_refused=True, columns=columns)
    fields = dict(reading.numbers)
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


# ---- Names


def _named(recipients: Sequence[Recipient], user: User) -> list[Named]:
    """Give each row the names by which papers call it: own, other and former ones, and those of its kind."""
    agencies = [recipient.agency for recipient in recipients if recipient.agency]
    pools = [recipient.pool for recipient in recipients if recipient.pool]
    names: dict[str, list[str]] = defaultdict(list)
    for of_agency in (AgencyAlias, AgencyName):
        rows = of_agency.objects.visible_to(user).filter(agency__in=agencies)
        for agency, name in rows.values_list("agency__code", "name"):
            names[f"co-quan:{agency}"].append(name)
    bodies = IssuingBody.objects.visible_to(user).filter(locality__in=[pool.locality_id for pool in pools])
    for locality, name in bodies.values_list("locality__code", "name"):
        names[f"dia-phuong:{locality}"].append(name)
    return [
        Named(
            key=recipient.field_name,
            title=str(recipient),
            names=tuple(names[_key(recipient)]),
            short_names=_short_names(recipient, names[_key(recipient)]),
            has_own_quota=recipient.has_own_quota,
        )
        for recipient in recipients
    ]


def _key(recipient: Recipient) -> str:
    return recipient.key.partition("/")[0]


def _short_names(recipient: Recipient, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names without the place, and those of the agency's kind, with the place and without it."""
    agency = recipient.agency
    if agency is None:
        return (_bare(recipient.pool.locality),) if recipient.pool else ()
    places = {fold(agency.locality.name), _bare(agency.locality)}
    # A table of the district itself says “LĐLĐ huyện”.
    level = fold(agency.locality.name).removesuffix(_bare(agency.locality)).strip()
    plain = {_without_place(fold(name), places) for name in (agency.name, *names)}
    plain |= {fold(name) for name in (agency.kind.name, agency.kind.short_name) if name}
    return tuple(sorted(plain | {f"{name} {place}" for name in plain for place in {*places, level} - {""}}))


def _bare(locality: Locality) -> str:
    """Return a place's name without its level, folded: “duc linh”."""
    name = fold(locality.name)
    level = next((level for level in _LEVELS if name.startswith(f"{level} ")), "")
    return name[len(level) :].strip()


def _without_place(name: str, places: set[str]) -> str:
    for place in sorted(places, key=len, reverse=True):
        if name.endswith(f" {place}"):
            return name.removesuffix(f" {place}")
    return name
