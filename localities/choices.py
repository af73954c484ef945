"""Closed lists of the localities."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Level of the political system; a value, not a fixed tree (the district level ended on 01/07/2025)."""

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Tỉnh, thành phố")
    DISTRICT = "district", _("Huyện, quận, thị xã, thành phố thuộc tỉnh")
    COMMUNE = "commune", _("Xã, phường, đặc khu")


class SuccessionKind(models.TextChoices):
    """What became of a locality."""

    ABSORBED = "absorbed", _("sáp nhập vào")
    MERGED = "merged", _("hợp nhất thành")
    SPLIT = "split", _("chia tách thành")
    RENAMED = "renamed", _("đổi tên thành")
    MOVED = "moved", _("chuyển về")
    ENDED = "ended", _("kết thúc hoạt động")
