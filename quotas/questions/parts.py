"""The part of a table that somebody was shown: an address names it, so that another person can ask for the same part.

Who exports a table sees it within a reach: rows of agencies beyond it, and documents, are left out. The address says
within which: `pham_vi`, the localities whose records were read (all, if it is missing), and where fewer figures than
records were, `chi_dia_phuong` and `chi_co_quan`, the localities and the agencies whose figures those were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation.reach import AgencyReach, Reach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from orgregs.foundation.reach import Reader
    from quotas.models import Pool

PART_FIELDS = ("pham_vi", "chi_dia_phuong", "chi_co_quan")
_EVERYTHING = Reach(everything=True)

_CODE = re.compile(r"[a-z0-9-]{1,120}")
_MOST_CODES = 500


@dataclass(frozen=True, slots=True)
class Part:
    """The codes of what was read; `localities` None is the whole register, `figures_of` None all figures of those."""

    localities: frozenset[str] | None = None
    figures_of: frozenset[str] | None = None
    agencies: frozenset[str] = frozenset()

    @classmethod
    def named_in(cls, query: QueryDict) -> Part:
        """Read the part that an address names."""
        localities, figures_of, agencies = (_codes(query.get(field, "")) for field in PART_FIELDS)
        names_figures = bool(figures_of or agencies)
        return cls(localities or None, figures_of if names_figures else None, agencies)

    @classmethod
    def of(cls, user: Reader, pool: Pool) -> Part:
        """Return what the person reads, as far as it can stand in the table of the pool."""
        read, figures = user.reach(), user.agencies()
        localities = None if read.everything else _codes_of(read)
        if figures == AgencyReach(read):
            return cls(localities)
        near = _below(pool) & figures.reach
        own = Agency.objects.filter(pk__in=figures.agency_ids).exclude(figures.reach.below("locality__path"))
        # Whoever is shown a row here by an agency of another place is asked for by all own agencies.
        agencies = own.filter(_below(pool).below("locality__path")) or (() if near.paths else own)
        if near == _below(pool) & read and not agencies:
            return cls(localities)
        return cls(localities, _codes_of(near), frozenset(each.code for each in agencies))

    @property
    def is_narrow(self) -> bool:
        """Whether it is less than everything."""
        return self != Part()

    def query(self) -> dict[str, str]:
        """Return the questions that name the part; none for the whole register."""
        named = (self.localities or frozenset(), self.figures_of or frozenset(), self.agencies)
        return {field: ",".join(sorted(codes)) for field, codes in zip(PART_FIELDS, named, strict=True) if codes}

    def read(self) -> Reach:
        """Return the reach over the records; a code that names no locality reaches nothing."""
        return _EVERYTHING if self.localities is None else _reach_of(self.localities)

    def figures(self) -> AgencyReach:
        """Return the reach over the figures."""
        if self.figures_of is None:
            return AgencyReach(self.read())
        ids = Agency.objects.filter(code__in=self.agencies).values_list("pk", flat=True) if self.agencies else ()
        return AgencyReach(_reach_of(self.figures_of), frozenset(ids))


class _Narrowed:
    """A person who is shown no more than a part, and may do nothing."""

    def __init__(self, user: Reader, part: Part) -> None:
        own, shown = user.agencies(), part.figures()
        both = own.reach & shown.reach
        ids: Iterable[int] = ()
        if own.agency_ids or shown.agency_ids:
            agencies = Agency.objects.visible_to(user).filter(shown.within())
            ids = agencies.exclude(both.below("locality__path")).values_list("pk", flat=True)
        self._user, self._records = user, part.read()
        self._agencies = AgencyReach(both, frozenset(ids))

    def reach(self, action: str = "read") -> Reach:
        """The localities of the part in which the person may do this."""
        return self._user.reach(action) & self._records

    def agencies(self) -> AgencyReach:
        """The agencies of the part whose figures the person may read."""
        return self._agencies

    def may(self, action: str, path: str) -> bool:
        """Nothing."""
        return False


def narrowed(user: Reader, part: Part) -> Reader:
    """Return a reader of no more than the part, and of no more than the person may read."""
    return _Narrowed(user, part) if part.is_narrow else user


def sees_all_of(user: Reader, part: Part, pool: Pool) -> bool:
    """Say whether the person may read every figure that the part shows of the pool's table."""
    own, shown = user.agencies(), part.figures()
    near = _below(pool) & shown.reach
    agencies = Agency.objects.visible_to(user).filter(code__in=part.agencies)
    return all(own.reach.covers(path) for path in near.paths) and agencies.count() == len(part.agencies)


def _below(pool: Pool) -> Reach:
    return Reach(frozenset([pool.locality.path]))


def _codes(typed: str) -> frozenset[str]:
    """Return the codes of a list; what is no code names nothing, and more than any table has are not asked for."""
    return frozenset([code for code in typed.split(",") if _CODE.fullmatch(code)][:_MOST_CODES])


def _codes_of(reach: Reach) -> frozenset[str]:
    """Return the codes of the localities at the roots of a reach: a path ends with the code of its locality."""
    return frozenset(path.rstrip("/").rpartition("/")[2] for path in reach.paths)


def _reach_of(codes: frozenset[str]) -> Reach:
    return Reach(frozenset(Locality.objects.filter(code__in=codes).values_list("path", flat=True)))
