"""What a person may see: subtrees of localities, and agencies of their own.

Core code knows people only as a `Reader`; how grants turn into a reach is the business of ``accounts``.
A locality's path is ``parent-path + code + "/"``; a subtree is the range of paths that begin with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

NOTHING = Q(pk__in=[])
# Not an empty Q: “everything or this” would then be “this”.
EVERYTHING = ~NOTHING


@dataclass(frozen=True, slots=True)
class Reach:
    """Subtrees of localities, named by the paths of their roots; `everything` is the whole register."""

    paths: frozenset[str] = frozenset()
    everything: bool = False

    def covers(self, path: str) -> bool:
        """Say whether the locality with this path lies in the reach."""
        return self.everything or any(path.startswith(root) for root in self.paths)

    def below(self, field: str = "path") -> Q:
        """Keep the rows whose locality path (`field`) lies in the reach."""
        if self.everything:
            return EVERYTHING
        kept = NOTHING
        for root in sorted(self.paths):
            kept |= Q(**{f"{field}__gte": root, f"{field}__lt": end_of_range(root)})
        return kept

    def above(self, field: str = "path") -> Q:
        """Keep the rows whose locality stands above the reach: their documents bind it."""
        ancestors = {path for root in self.paths for path in ancestor_paths(root)}
        return Q(**{f"{field}__in": sorted(ancestors)})

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.paths | other.paths, self.everything or other.everything)

    def __and__(self, other: Reach) -> Reach:
        if self.everything or other.everything:
            return other if self.everything else self
        covered = {path for path in self.paths if other.covers(path)}
        return Reach(frozenset(covered | {path for path in other.paths if self.covers(path)}))


@dataclass(frozen=True, slots=True)
class AgencyReach:
    """The agencies whose figures a person may see: those of a reach of localities, and some by themselves."""

    reach: Reach = Reach()
    agency_ids: frozenset[int] = frozenset()

    def within(self, prefix: str = "") -> Q:
        """Keep the agencies (or the rows that lead to one by `prefix`) of this reach."""
        if self.reach.everything:
            return EVERYTHING
        kept = self.reach.below(f"{prefix}locality__path")
        if self.agency_ids:
            kept |= Q(**{f"{prefix}pk__in": sorted(self.agency_ids)})
        return kept


class Reader(Protocol):
    """Whoever asks: a signed-in person."""

    def reach(self, action: str = "read") -> Reach:
        """The localities whose records this person may read, or in which this person may do `action`."""
        ...

    def agencies(self) -> AgencyReach:
        """The agencies whose figures this person may read."""
        ...

    def may(self, action: str, path: str) -> bool:
        """Say whether this person may do `action` in the locality with this path."""
        ...


class Everyone:
    """A reader who sees everything and may do nothing: whoever runs a command holds the database anyway."""

    def reach(self, action: str = "read") -> Reach:
        """The whole register, whatever is asked."""
        return Reach(everything=True)

    def agencies(self) -> AgencyReach:
        """All agencies."""
        return AgencyReach(self.reach())

    def may(self, action: str, path: str) -> bool:
        """Nothing."""
        return False


def end_of_range(root: str) -> str:
    """Return the first text after every path that begins with `root` (which ends in “/”)."""
    return root[:-1] + "0"  # "0" follows "/"


def ancestor_paths(path: str) -> list[str]:
    """Return the paths of the localities above the one with this path, highest first."""
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[:count]) + "/" for count in range(1, len(parts))]
