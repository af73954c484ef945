"""Who is given posts, of which category, by which pool."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency
from localities.models import Locality, code_is_plain
from orgregs.foundation.names import CodeField, NameField, SearchKeyField
from orgregs.foundation.records import Record, RecordQuerySet
from quotas.choices import Block, CeilingPolicy
from quotas.querysets import HolderQuerySet, PoolQuerySet


class StaffCategory(Record):
    """Category of staff; data. An undivided “biên chế” is the category “chưa phân loại”."""

    code = CodeField(_("mã"), max_length=40, unique=True, validators=[code_is_plain])
    name = NameField(_("tên"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("nằm trong")
    )
    counts_in_total = models.BooleanField(
        _("thường tính vào tổng số"), default=True, help_text=_("Mỗi quyết định ghi riêng có tính hay không.")
    )
    order = models.PositiveIntegerField(_("thứ tự"), default=100)
    search_key = SearchKeyField(sources=("name",))

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("loại biên chế")
        verbose_name_plural = pgettext_lazy("plural", "loại biên chế")

    def __str__(self) -> str:
        return self.name


class Pool(Record):
    """The posts of one locality and block (rule 1); it receives an allotment and gives to holders."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("locality__code", "block")

    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="pools", verbose_name=_("địa phương"))
    block = models.CharField(_("khối"), max_length=10, choices=Block.choices, default=Block.PARTY)
    ceiling_policy = models.CharField(
        _("khi giao vượt tổng số cấp trên giao"),
        max_length=10,
        choices=CeilingPolicy.choices,
        default=CeilingPolicy.WARN,
    )

    objects = PoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("nguồn biên chế")
        verbose_name_plural = pgettext_lazy("plural", "nguồn biên chế")
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "block"],
                name="pool_is_one_locality_and_block",
                violation_error_message=_("Địa phương đã có nguồn biên chế của khối này."),
            ),
            models.CheckConstraint(condition=Q(block__in=Block.values), name="pool_has_a_known_block"),
            models.CheckConstraint(
                condition=Q(ceiling_policy__in=CeilingPolicy.values), name="pool_has_a_known_ceiling_policy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality} – {self.get_block_display()}"


class Holder(models.Model):
    """Who holds posts: exactly one pool or one agency (rule 1)."""

    pool = models.OneToOneField(
        Pool, on_delete=models.PROTECT, null=True, blank=True, related_name="holder", verbose_name=_("nguồn biên chế")
    )
    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="holder", verbose_name=_("cơ quan")
    )

    objects = HolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("nơi được giao")
        verbose_name_plural = pgettext_lazy("plural", "nơi được giao")
        constraints = [
            models.CheckConstraint(
                condition=Q(pool__isnull=False, agency__isnull=True) | Q(pool__isnull=True, agency__isnull=False),
                name="holder_is_one_pool_or_one_agency",
            )
        ]

    def __str__(self) -> str:
        return str(self.agency or self.pool)
