"""Closed lists of the agencies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KindGroup(models.TextChoices):
    """Which part of the political system a kind of agency belongs to."""

    FRONT = "front", _("Mặt trận Tổ quốc và các tổ chức chính trị - xã hội")
    PARTY = "party", _("Cơ quan Đảng")
    JOINT = "joint", _("Cơ quan tham mưu, giúp việc chung")
    SERVICE = "service", _("Đơn vị sự nghiệp của Đảng")
    PART = "part", _("Bộ phận")


class SuccessionKind(models.TextChoices):
    """What became of an agency."""

    ABSORBED = "absorbed", _("sáp nhập vào")
    MERGED = "merged", _("hợp nhất thành")
    SPLIT = "split", _("chia tách thành")
    RENAMED = "renamed", _("đổi tên thành")
    ENDED = "ended", _("kết thúc hoạt động")


class Rank(models.TextChoices):
    """Place of a post in its agency."""

    HEAD = "head", _("Cấp trưởng")
    DEPUTY = "deputy", _("Cấp phó")
    MEMBER = "member", _("Thành viên")


class YesNoUnknown(models.TextChoices):
    """A fact that papers state, deny or leave out."""

    YES = "yes", _("có")
    NO = "no", _("không")
    UNKNOWN = "unknown", _("chưa rõ")
