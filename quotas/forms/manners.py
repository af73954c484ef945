"""How a line gives, in the words of the papers; the ledger knows fewer operations, and signs (rule 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orgregs.foundation.own_language import as_kept
from orgregs.foundation.vietnamese import DASHES, normalise
from quotas.postings import Operation

if TYPE_CHECKING:
    from quotas.models import Statement


class Manner(models.TextChoices):
    """What a clerk chooses: the words of the paper."""

    SET = "set", _("Giao")
    PROVISIONAL = "provisional", _("Tạm giao")
    SUPPLEMENT = "add", _("Bổ sung")
    TAKE_BACK = "take", _("Thu hồi")
    MOVE = "move", _("Điều chuyển")
    CHECK = "check", _("Dự phòng (chỉ đối chiếu)")


# What a whole decision does to the agencies of its table; the others need a line of their own.
OF_A_TABLE = (Manner.SET, Manner.PROVISIONAL, Manner.SUPPLEMENT, Manner.TAKE_BACK)


class Told(NamedTuple):
    """A line's number as the ledger keeps it: what is taken back is an ADD below zero."""

    operation: Operation
    posts: int | None
    provisional: bool


_OPERATIONS = {
    Manner.SET: Operation.SET,
    Manner.PROVISIONAL: Operation.SET,
    Manner.SUPPLEMENT: Operation.ADD,
    Manner.TAKE_BACK: Operation.ADD,
    Manner.MOVE: Operation.MOVE,
    Manner.CHECK: Operation.CHECK,
}


def told(manner: Manner, posts: int | None) -> Told:
    """Return what the ledger keeps of a number typed under a manner; None is the dash of a paper."""
    kept = -posts if posts and manner == Manner.TAKE_BACK else posts
    return Told(_OPERATIONS[manner], kept, manner == Manner.PROVISIONAL)


def manner_of(line: Statement) -> tuple[Manner, int | None]:
    """Return how a clerk would type a line: its manner, and its number without a sign. A VOID has no manner."""
    if line.operation == Operation.ADD and (line.posts or 0) < 0:
        return Manner.TAKE_BACK, -(line.posts or 0)
    if line.operation == Operation.SET:
        return (Manner.PROVISIONAL if line.provisional else Manner.SET), line.posts
    return Manner(line.operation), line.posts


def printed_word(manner: Manner) -> str:
    """Return the word that stands beside a number in the papers, where they use no other."""
    with as_kept():
        return str(manner.label).lower()


def why_unfit(manner: Manner, posts: int | None, *, sign: str = "") -> str | None:
    """Return why a number cannot be typed under a manner, None if it can (rules 4, 5); `sign` as it was typed."""
    if manner in {Manner.SET, Manner.PROVISIONAL}:
        if sign:
            return gettext(
                "Giao thì không ghi số âm, số có dấu: chọn hình thức “Bổ sung” hoặc “Thu hồi”, ghi số không dấu."
            )
        return None
    if posts is None:
        return gettext("Dấu “-” chỉ dùng khi giao; hình thức này phải có số.")
    if manner == Manner.CHECK:
        return None
    if sign == "-":
        return gettext("Ghi số không có dấu trừ: hình thức đã nói tăng hay giảm (“Thu hồi” thì sổ tự trừ).")
    return gettext("Hình thức này phải có số lớn hơn 0.") if posts == 0 else None


def sign_of(typed: str) -> str:
    """Return the sign before a typed number: “+”, “-” or none; a dash alone is no sign."""
    printed = normalise(typed)
    if len(printed) < 2:
        return ""
    return "-" if printed[0] in DASHES else printed[0] if printed[0] == "+" else ""
