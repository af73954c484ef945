"""Findings: what in the register needs somebody's attention. Computed, never stored; every app tells its own.

An app registers a provider in ``apps.ready()``; the page, the panels and the command collect them. A provider sees the
reader, so nothing is told of a record that the reader may not open.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgregs.foundation.pages import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model
    from django.utils.functional import _StrOrPromise

    from orgregs.foundation.reach import Reader


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put in order: the rule in a sentence, what was found, where, since when, how it is cleared.

    `place` is the locality it belongs to, by which lists are narrowed; `records` are the models it is about, `pages`
    what else to open; `since` is None where no day is known.
    """

    code: str
    rule: str
    found: str
    remedy: str
    place: Any
    records: tuple[Any, ...]
    since: dt.date | None = None
    pages: tuple[Link, ...] = ()

    @property
    def links(self) -> list[Link]:
        """Where to look: the pages, and the records each with its own; of two that are called alike, the first."""
        links: dict[str, Link] = {}
        for link in (*self.pages, *(Link(str(record), record.get_absolute_url()) for record in self.records)):
            links.setdefault(link.text, link)
        return list(links.values())

    @property
    def order(self) -> tuple[dt.date, str, str]:
        """The longest standing first; an unknown day last, for it is not the beginning of time."""
        return self.since or dt.date.max, self.code, self.found

    def is_about(self, record: Model) -> bool:
        """Say whether the finding names the record, or stands in it if it is the place."""
        return record in (*self.records, self.place)


if TYPE_CHECKING:
    # The record narrows what is read; `collect` drops what is not about it.
    Provider = Callable[[Reader, dt.date, Model | None], Iterable[Finding]]

_providers: list[Provider] = []
_rules: dict[str, _StrOrPromise] = {}


def register(provider: Provider, rules: Mapping[str, _StrOrPromise]) -> None:
    """Add the findings of an app, with the sentence of each rule it may tell, by its code."""
    if provider not in _providers:
        _providers.append(provider)
    _rules.update(rules)


def rules() -> dict[str, str]:
    """Return the sentence of every rule, by its code, whether or not anything is found now."""
    return {code: str(sentence) for code, sentence in _rules.items()}


def collect(user: Reader, day: dt.date, about: Model | None = None) -> list[Finding]:
    """Return what `user` may see, the longest standing first; `about` keeps what concerns one record."""
    found = (finding for provider in _providers for finding in provider(user, day, about))
    return sorted(
        (finding for finding in found if about is None or finding.is_about(about)), key=lambda each: each.order
    )
