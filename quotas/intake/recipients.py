"""Who may be given posts by a pool, as forms and files name them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agencies.models import Agency
from quotas.choices import Block
from quotas.models import Holder, Pool

if TYPE_CHECKING:
    from accounts.models import User
    from localities.models import Locality


@dataclass(frozen=True)
class Recipient:
    """Who may be given posts by the pool: an agency of its locality, or the pool of a locality below."""

    agency: Agency | None = None
    pool: Pool | None = None

    def __str__(self) -> str:
        return str(self.agency or (self.pool and self.pool.locality))

    @property
    def field_name(self) -> str:
        """The name of its number's field."""
        return f"posts-{self._row_name}"

    @property
    def manner_name(self) -> str:
        """The name of its own manner's field."""
        return f"manner-{self._row_name}"

    @property
    def label_name(self) -> str:
        """The name of its own printed word's field."""
        return f"label-{self._row_name}"

    @property
    def _row_name(self) -> str:
        return self.agency.code if self.agency else f"pool-{self.pool and self.pool.locality.code}"

    @property
    def key(self) -> str:
        """How a choice among recipients names it: by its kind and its code, the state side by its block too."""
        if self.agency is not None:
            return f"co-quan:{self.agency.code}"
        assert self.pool is not None  # noqa: S101  # a recipient is one or the other
        block = "" if self.pool.block == Block.PARTY else f"/{self.pool.block}"
        return f"dia-phuong:{self.pool.locality.code}{block}"

    @property
    def has_own_quota(self) -> bool:
        """Whether it is given posts of its own at all."""
        return self.agency is None or self.agency.has_own_quota

    @property
    def period(self) -> Agency | Locality | None:
        """What is founded and ends: the agency, or the locality of the pool."""
        return self.pool.locality if self.pool else self.agency

    def stands_in(self, year: int) -> bool:
        """Say whether it stands on some day of a year; a side that is not known counts as open."""
        period = self.period
        if period is None:
            return False
        begun = period.valid_from is None or period.valid_from <= dt.date(year, 12, 31)
        return begun and (period.valid_to is None or period.valid_to > dt.date(year, 1, 1))

    def remark(self, year: int) -> str:
        """Say what a clerk must know beside its name: no posts of its own, founded or ended in the year or outside."""
        period, remarks = self.period, []
        if not self.has_own_quota:
            remarks.append(_("không giao riêng"))
        if period and period.valid_from and period.valid_from > dt.date(year, 1, 1):
            remarks.append(_("từ %(day)s") % {"day": period.begins_in_words})
        if period and period.valid_to and period.valid_to <= dt.date(year, 12, 31):
            remarks.append(_("kết thúc %(day)s") % {"day": period.ends_in_words})
        return ", ".join(remarks)


def recipients_of(pool: Pool, user: User) -> list[Recipient]:
    """Return who may be given posts: the locality's agencies in their order, then the pools right below."""
    agencies = Agency.objects.visible_to(user).filter(locality=pool.locality_id, places__isnull=True)
    agencies = agencies.select_related("kind", "locality")  # short names in papers are made of both
    below = Pool.objects.visible_to(user).filter(locality__parent=pool.locality_id, block=pool.block)
    return [
        *(Recipient(agency=agency) for agency in agencies.order_by("order", "sort_key", "code")),
        *(Recipient(pool=each) for each in below.select_related("locality").order_by("locality__sort_key", "pk")),
    ]


def recipient_of(holder: Holder) -> Recipient:
    """Return a holder as forms name it."""
    return Recipient(holder.agency, holder.pool)
