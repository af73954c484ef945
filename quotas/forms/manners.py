"""How a line gives, in the words of the papers; the ledger knows fewer operations, and signs (rule 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

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
