"""How a figure is printed, on every page and in every file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from quotas.postings import Figure


def printed(shown: Figure | None, *, has_own_quota: bool = True) -> int | str:
    """Print a figure: a number, a dash the paper prints, or the words that tell 0 from not known (rule 5)."""
    if shown is None:
        return _("chưa có số liệu") if has_own_quota else _("không giao riêng")
    return "–" if shown.is_dash else shown.posts
