"""The rows of a form by the names that papers give them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What papers print beside the sum of a table. Whole words: “Công an” and “Công đoàn” begin like “Cộng”.
_TOTALS = frozenset(
    ["tong", "cong", "tong cong", "tong so", "tong cong so", "cong chung", "tong so bien che", "tong bien che"]
)
_ORDINALS = (
    re.compile(r"(?:\(?(?:[0-9]{1,3}|[IVXLC]{1,6}|[A-Za-zđĐ])[.)]|[+•*·○▪–-])\s*(?=\S)"),
    re.compile(r"(?:[0-9]{1,3}|[IVXLC]{1,6})\s+(?=\S)"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A row that a paste may fill: its key, its title, the names papers give it, and short ones tried after those."""

    key: str
    title: str
    names: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    has_own_quota: bool = True


class Names:
    """The rows by their names; own names come before short ones, and marks decide where letters do not."""

    def __init__(self, rows: Iterable[Named]) -> None:
        self._own: dict[str, set[Named]] = defaultdict(set)
        self._short: dict[str, set[Named]] = defaultdict(set)
        self._exact: dict[str, set[Named]] = defaultdict(set)
        for row in rows:
            for name in (row.title, *row.names):
                self._own[fold(name)].add(row)
                self._exact[normalise(name).lower()].add(row)
            for name in row.short_names:
                self._short[fold(name)].add(row)
        for index in (self._own, self._short):
            index.pop("", None)

    def called(self, typed: str) -> list[Named]:
        """Return the rows that a typed name may mean; one where it is certain, none where it is unknown."""
        for name in _without_ordinal(typed):
            found = self._own.get(fold(name)) or self._short.get(fold(name))
            if found:
                exact = self._exact.get(normalise(name).lower(), set())
                return sorted(exact if len(exact) == 1 else found, key=lambda row: (row.title, row.key))
        return []

    def knows(self, typed: str) -> bool:
        """Say whether a text is a row's name, or what papers call a total."""
        return bool(self.called(typed)) or is_total(typed)


def _without_ordinal(typed: str) -> Iterator[str]:
    """Yield a name as typed, then without “1.”, “a)”, “-” or a bare “1” before it."""
    yield typed
    for pattern in _ORDINALS:
        if (found := pattern.match(typed)) is not None:
            yield typed[found.end() :]


def is_total(typed: str) -> bool:
    return any(fold(name) in _TOTALS for name in _without_ordinal(typed))
