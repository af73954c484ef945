"""Who may be given posts by a pool, as forms name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agencies.models import Agency
from quotas.models import Pool

if TYPE_CHECKING:
    from accounts.models import User


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
        return f"posts-{self.agency.code}" if self.agency else f"posts-pool-{self.pool and self.pool.locality.code}"

    @property
    def key(self) -> str:
        """How a choice among recipients names it: by its kind and its code."""
        return f"co-quan:{self.agency.code}" if self.agency else f"dia-phuong:{self.pool and self.pool.locality.code}"

    @property
    def has_own_quota(self) -> bool:
        """Whether it is given posts of its own at all."""
        return self.agency is None or self.agency.has_own_quota


def recipients_of(pool: Pool, user: User) -> list[Recipient]:
    """Return who may be given posts: the locality's agencies in their order, then the pools right below."""
    agencies = Agency.objects.visible_to(user).filter(locality=pool.locality_id, places__isnull=True)
    below = Pool.objects.visible_to(user).filter(locality__parent=pool.locality_id, block=pool.block)
    return [
        *(Recipient(agency=agency) for agency in agencies.order_by("order", "sort_key", "code")),
        *(Recipient(pool=each) for each in below.select_related("locality").order_by("locality__sort_key", "pk")),
    ]
