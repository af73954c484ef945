"""Those who hold posts: made when one is given some for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quotas.intake import recipient_of
from quotas.models import Holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import User
    from agencies.models import Agency
    from quotas.intake import Recipient
    from quotas.models import Pool


def holder_of(*, agency: Agency | None = None, pool: Pool | None = None) -> Holder:
    """Return the holder that stands for an agency or a pool, made when it is first needed."""
    if (agency is None) == (pool is None):
        raise ValueError("A holder is exactly one agency or one pool.")
    holder: Holder = Holder.objects.get_or_create(agency=agency, pool=pool)[0]
    return holder


def holders_of(recipients: Iterable[Recipient], user: User) -> Mapping[Recipient, Holder]:
    """Return the holders that stand for recipients, read at once; made where one is given posts for the first time."""
    wanted = list(recipients)
    agencies = [recipient.agency for recipient in wanted if recipient.agency]
    pools = [recipient.pool for recipient in wanted if recipient.pool]
    visible = Holder.objects.visible_to(user)
    found = visible.filter(agency__in=agencies) | visible.filter(pool__in=pools)
    known = {recipient_of(holder): holder for holder in found.select_related("agency", "pool__locality")}
    for recipient in wanted:
        if recipient not in known:
            known[recipient] = holder_of(agency=recipient.agency, pool=recipient.pool)
    return known
