"""Closed lists of the accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What staff may do with the accounts of unit heads: open, lock, reset.
KEEP_ACCOUNTS = "keep_accounts"


class Role(models.TextChoices):
    """What a person comes to the register for."""

    STAFF = "staff", _("Cán bộ nhập liệu")
    APPROVER = "approver", _("Người đối chiếu")
    UNIT_HEAD = "unit_head", _("Thủ trưởng đơn vị")
    AUDITOR = "auditor", _("Cán bộ kiểm tra")


class AccountState(models.TextChoices):
    """How an account stands; computed, never stored."""

    IN_USE = "in_use", _("Đang dùng")
    NEW = "new", _("Chưa đổi mật khẩu lần đầu")
    LOCKED = "locked", _("Bị khóa")
