"""What pages tell about localities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localities.models import Locality, LocalitySuccession
from orgregs.foundation.clock import said
from orgregs.foundation.dates import Precision, print_known
from orgregs.foundation.pages import Link, Links
from orgregs.foundation.reach import ancestor_paths
from orgregs.foundation.searches import MOST_READ, Found, Hit, Rank, best, spare_words

if TYPE_CHECKING:
    import datetime as dt

    from localities.querysets import LocalityQuerySet
    from orgregs.foundation.reach import Reader


def with_successions(localities: LocalityQuerySet) -> LocalityQuerySet:
    """Read along what became of each locality (`.what_followed`)."""
    followed = LocalitySuccession.objects.select_related("successor").order_by("happened_on", "pk")
    return localities.select_related("parent").prefetch_related(
        Prefetch("successions", queryset=followed, to_attr="what_followed")
    )


def state_on(locality: Any, day: dt.date) -> str:
    """Say whether a dated record stands on `day`."""
    if locality.valid_from and day < locality.valid_from:
        return _("chưa thành lập")
    if locality.valid_to and locality.valid_to <= day:
        return _("đã kết thúc")
    return _("đang hoạt động")


def fate_in_words(succession: LocalitySuccession) -> str:
    """Say what became of a locality: “hợp nhất thành Tỉnh Lâm Đồng từ 01/07/2025”."""
    known = said(print_known(succession.happened_on, Precision(succession.happened_on_precision)))
    parts = [succession.get_kind_display(), str(succession.successor or ""), _("từ %(day)s") % {"day": known}]
    return " ".join(part for part in parts if part)


def ways_up(locality: Locality, user: Reader) -> list[Link]:
    """Return the localities above, the highest first."""
    above = Locality.objects.filter(path__in=ancestor_paths(locality.path)).order_by("depth")
    links = Links(Locality.objects.visible_to(user), above)
    return [links.to(parent) for parent in above]


def successions_of(locality: Locality, user: Reader) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what became of the locality, and what it came from."""
    related = LocalitySuccession.objects.select_related("predecessor", "successor").order_by("happened_on", "pk")
    after = list(related.filter(predecessor=locality))
    before = list(related.filter(successor=locality))
    mentioned = [row.successor for row in after] + [row.predecessor for row in before]
    links = Links(Locality.objects.visible_to(user), mentioned)
    return (
        [_told(row, links.to(row.successor) if row.successor else None) for row in after],
        [_told(row, links.to(row.predecessor)) for row in before],
    )


def _told(row: LocalitySuccession, other: Link | None) -> dict[str, Any]:
    known = said(print_known(row.happened_on, Precision(row.happened_on_precision)))
    return {"kind": row.get_kind_display(), "other": other, "from": known, "basis": row.basis}


def search(words: str, user: Reader, _day: dt.date) -> Found:
    """Answer the search box with localities."""
    matching = Locality.objects.visible_to(user).matching(words)
    hits = []
    for locality in matching.select_related("parent").in_order()[:MOST_READ]:
        spare = spare_words(words, locality.name)
        place = _("%(level)s, thuộc %(parent)s") if locality.parent else "%(level)s"
        hits.append(
            Hit(
                rank=Rank.TEXT if spare is None else Rank.NAME,
                title=locality.name,
                url=locality.get_absolute_url(),
                detail=place % {"level": locality.get_level_display(), "parent": locality.parent},
                spare_words=spare or 0,
            )
        )
    total = len(hits) if len(hits) < MOST_READ else matching.count()
    address = f"{reverse('localities:locality-list')}?{urlencode({'q': words})}"
    return Found(kind=pgettext("plural", "Địa phương"), hits=best(hits), total=total, list_url=address)
