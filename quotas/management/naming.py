"""What the options of commands name: pools, categories, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from localities.models import Locality
from orgregs.foundation.commands import Refusal
from quotas.choices import Block
from quotas.models import Pool
from quotas.rules import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCKS = {str(value): str(label) for value, label in Block.choices}


def pool_named(locality: str, block: str) -> Pool:
    """Return the pool of a locality and block."""
    pool: Pool | None = Pool.objects.select_related("locality").filter(locality__code=locality, block=block).first()
    if pool is not None:
        return pool
    if not Locality.objects.filter(code=locality).exists():
        raise Refusal(_("--locality: không có địa phương mã “%s”.") % locality)
    sentence = _("--block: địa phương “%(locality)s” chưa có sổ biên chế của khối “%(block)s”.")
    raise Refusal(sentence % {"locality": locality, "block": block})


def reasons_given(typed: Iterable[str], usual: str) -> dict[str, str]:
    """Read `CODE` and `CODE=reason` for warnings; a code that no warning has is refused."""
    reasons = {}
    for each in typed:
        code, _sign, reason = each.partition("=")
        rule = RULES.get(code)
        if rule is None:
            raise Refusal(_("--acknowledge: không có cảnh báo mã “%s”.") % code)
        if rule.severity is not Severity.WARNING:
            raise Refusal(_("--acknowledge: “%s” là lỗi, phải sửa, không xác nhận được.") % code)
        reasons[code] = reason.strip() or usual
    return reasons
