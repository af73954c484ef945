"""Closed lists of the regulations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regulations.kinds import RELATION_KINDS


class NumbersBy(models.TextChoices):
    """Over what a body counts its numbers: party bodies over a term, state bodies over a year."""

    TERM = "term", _("nhiệm kỳ")
    YEAR = "year", _("năm")


class Topic(models.TextChoices):
    """What a provision speaks of."""

    FUNCTIONS = "functions", _("chức năng")
    TASKS = "tasks", _("nhiệm vụ")
    STRUCTURE = "structure", _("tổ chức bộ máy")
    STAFFING = "staffing", _("biên chế")
    WORKING = "working", _("chế độ làm việc")
    RELATIONS = "relations", _("mối quan hệ công tác")
    OTHER = "other", _("khác")


RELATION_CHOICES = [(kind.code, _(kind.outgoing)) for kind in RELATION_KINDS.values()]
