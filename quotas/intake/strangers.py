"""Names in a file that are nobody's of the pool: who they are, as far as the person may know."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyAlias
from orgregs.foundation.vietnamese import fold
from quotas.intake.names import names_another_place, names_of
from quotas.sheets.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from quotas.intake.previews import Asked
    from quotas.intake.recipients import Recipient

# The names that one page explains; a file of another office holds hundreds, and one of them tells it.
_MOST_LOOKED_UP = 40
_NEAR_ENOUGH = 0.72


class Told(NamedTuple):
    """Who a name is, and what to do about it."""

    code: str
    sentence: str


def who_they_are(
    names: Iterable[str], *, asked: Asked, standing: Sequence[Recipient], not_standing: Sequence[Recipient], user: User
) -> dict[str, Told]:
    """Explain names: of the pool but not in these years, of another locality, or near to one of the pool."""
    wanted = list(dict.fromkeys(names))[:_MOST_LOOKED_UP]
    ended, elsewhere = Names(names_of(not_standing, user)), _elsewhere(wanted, asked, user)
    titles = {fold(str(each)): str(each) for each in standing}
    by_key = {each.key: each for each in not_standing}
    told = {}
    for name in wanted:
        if found := ended.called(name):
            remark = by_key[found[0].key].remark(asked.year_from)
            told[name] = Told("agency-not-standing", _not_standing(found[0].title, remark, asked))
        elif place := elsewhere.get(fold(name)):
            told[name] = Told("agency-of-another-locality", _of_another(name, place, asked))
        elif names_another_place(name, asked.pool.locality):
            told[name] = Told("agency-of-another-locality", _of_another_place(name, asked))
        else:
            told[name] = Told("unknown-agency", _unknown(name, titles, asked))
    return told


def _elsewhere(names: Iterable[str], asked: Asked, user: User) -> dict[str, str]:
    """Return the locality of each name that an agency elsewhere bears, by the folded name."""
    keys = {fold(name) for name in names} - {""}
    agencies, aliases = Q(pk__in=[]), Q(search_key__in=keys)
    for key in keys:
        agencies |= Q(search_key__startswith=f"{key} ")  # the key goes on with the agency's code
    others = Agency.objects.visible_to(user).exclude(locality=asked.pool.locality_id).filter(agencies)
    found = {fold(name): place for name, place in others.values_list("name", "locality__name")}
    rows = AgencyAlias.objects.visible_to(user).exclude(agency__locality=asked.pool.locality_id).filter(aliases)
    return dict(rows.values_list("search_key", "agency__locality__name")) | found


def _not_standing(title: str, remark: str, asked: Asked) -> str:
    sentence = _("“%(title)s” không hoạt động trong năm %(year)s (%(remark)s): xem lại năm, hoặc tên cơ quan.")
    return sentence % {"title": title, "year": asked.year_from, "remark": remark or _("chưa thành lập")}


def _of_another(name: str, place: str, asked: Asked) -> str:
    sentence = _("“%(name)s” là cơ quan của %(place)s, không phải của %(own)s: bỏ dòng này, hoặc chọn đúng địa phương.")
    return sentence % {"name": name, "place": place, "own": asked.pool.locality}


def _of_another_place(name: str, asked: Asked) -> str:
    """Say it without telling whether there is such an agency: it may be one that the person does not see."""
    sentence = _("“%(name)s” mang tên địa phương khác, không phải %(own)s: bỏ dòng này, hoặc chọn đúng địa phương.")
    return sentence % {"name": name, "own": asked.pool.locality}


def _unknown(name: str, titles: dict[str, str], asked: Asked) -> str:
    near = get_close_matches(fold(name), titles, n=1, cutoff=_NEAR_ENOUGH)
    if near:
        sentence = _("%(own)s không có cơ quan tên “%(name)s”. Có phải “%(near)s”? Sửa tên trong tệp rồi nhập lại.")
        return sentence % {"own": asked.pool.locality, "name": name, "near": titles[near[0]]}
    sentence = _(
        "%(own)s không có cơ quan tên “%(name)s”: sửa tên trong tệp cho đúng; cơ quan mới thì nhờ quản trị khai báo trước."
    )
    return sentence % {"own": asked.pool.locality, "name": name}
