"""The one search box: every app answers for its own records, the page joins the answers.

An app registers its provider in ``apps.ready()``. The providers see the reader, so a hit is never a record that the
reader may not open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from orgregs.foundation.reach import Reader

MOST_HITS = 20  # of one kind are shown; the list shows the others
MOST_READ = 300  # of one kind are weighed against each other


class Rank(IntEnum):
    """How well a record answers; the best first."""

    SYMBOL = 0  # the number of a document
    NAME = 1  # every word stands in its name
    SYMBOL_BEGINS = 2  # the number begins so
    TEXT = 3  # the words stand somewhere in what is searched


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that answers."""

    rank: Rank
    title: str
    url: str
    detail: str = ""
    text: str = ""
    # Names with fewer words beyond those asked for come first.
    spare_words: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What one app found: the kind in words, the best hits, how many there are, and the list of them all."""

    kind: str
    hits: Sequence[Hit]
    total: int
    list_url: str = ""


if TYPE_CHECKING:
    Provider = Callable[[str, Reader, dt.date], Found]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add the records of an app to the search."""
    if provider not in _providers:
        _providers.append(provider)


def ask(words: str, user: Reader, day: dt.date) -> list[Found]:
    """Ask every app that found something."""
    if not fold(words):
        return []
    answers = (provider(words, user, day) for provider in _providers)
    return [found for found in answers if found.total]


def best(hits: Sequence[Hit]) -> list[Hit]:
    """Return the best hits; equals keep the order in which they came."""
    return sorted(hits, key=lambda hit: (hit.rank, hit.spare_words))[:MOST_HITS]


def spare_words(words: str, name: str) -> int | None:
    """Return how many words of `name` were not asked for; None if one that was asked for is not there."""
    left = fold(name).split()
    for word in fold(words).split():
        match = next((candidate for candidate in left if candidate.startswith(word)), None)
        if match is None:
            return None
        left.remove(match)
    return len(left)
