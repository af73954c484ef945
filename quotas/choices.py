"""Closed lists of the quotas."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quotas.postings import Operation


class Block(models.TextChoices):
    """Which chain pays: the party side (party bodies, Front, organisations) or the state side."""

    PARTY = "party", _("Khối Đảng, Mặt trận Tổ quốc và các tổ chức chính trị - xã hội")
    STATE = "state", _("Khối Nhà nước")


class CeilingPolicy(models.TextChoices):
    """What a decision above the allotment meets."""

    BLOCK = "block", _("không cho vào sổ")
    WARN = "warn", _("cảnh báo")
    ALLOW = "allow", _("cho phép, ghi lý do và văn bản")


class DecisionKind(models.TextChoices):
    """Whether a decision is recorded for the first time or its record is put right."""

    ORIGINAL = "original", _("Quyết định")
    CORRECTION = "correction", _("Đính chính sổ")


class DraftState(models.TextChoices):
    """Where a draft stands between the two persons."""

    PREPARING = "preparing", _("Đang lập")
    SUBMITTED = "submitted", _("Đã trình")
    RETURNED = "returned", pgettext_lazy("state", "Trả lại")
    BOOKED = "booked", _("Đã vào sổ")


OPERATIONS = [
    (Operation.SET.value, _("giao")),
    (Operation.ADD.value, _("bổ sung, thu hồi")),
    (Operation.MOVE.value, _("điều chuyển")),
    (Operation.VOID.value, _("huỷ dòng đã ghi")),
    (Operation.CHECK.value, _("dự phòng (chỉ đối chiếu)")),
]
