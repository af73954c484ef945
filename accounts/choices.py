"""Closed lists of the accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person comes to the register for."""

    STAFF = "staff", _("Cán bộ nhập liệu")
    APPROVER = "approver", _("Người đối chiếu")
    UNIT_HEAD = "unit_head", _("Thủ trưởng đơn vị")
    AUDITOR = "auditor", _("Cán bộ kiểm tra")
