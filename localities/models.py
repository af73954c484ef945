"""Localities: where a party committee sits, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localities.choices import Level, SuccessionKind
from localities.querysets import LocalityQuerySet, LocalitySuccessionQuerySet
from orgregs.foundation.names import CodeField, NameField, SearchKeyField, SortKeyField
from orgregs.foundation.periods import Period, PrecisionField
from orgregs.foundation.records import Record

code_is_plain = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối.")
)


class Locality(Record, Period):
    """A place with a party committee; level and parent never change, a new parent is a succession to a new row."""

    code = CodeField(_("mã"), max_length=80, unique=True, validators=[code_is_plain])
    name = NameField(_("tên"), max_length=200)
    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("thuộc")
    )
    path = CodeField(_("đường dẫn"), max_length=400, unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(editable=False, default=0)
    is_training = models.BooleanField(_("địa phương tập huấn"), default=False, editable=False)
    one_person_books = models.BooleanField(
        _("một người được vào sổ"),
        default=False,
        help_text=_("Chỉ khi cơ quan chưa có người thứ hai; trang và tệp sẽ ghi rõ điều đó."),
    )
    note = models.TextField(_("ghi chú"), blank=True)
    search_key = SearchKeyField(sources=("name", "code"))
    sort_key = SortKeyField(sources=("name",), max_length=4000)

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("địa phương")
        verbose_name_plural = pgettext_lazy("plural", "địa phương")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(level__in=Level.values), name="locality_has_a_known_level"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")), name="locality_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("localities:locality-detail", args=[self.code])

    def place_below_parent(self) -> None:
        """Write the path and depth that follow from the parent; once, for neither code nor parent ever changes."""
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        self.depth = self.parent.depth + 1 if self.parent else 0
        self.is_training = self.parent.is_training if self.parent else self.is_training


class LocalitySuccession(Record):
    """What became of a locality on a day; a split is one row for each new locality."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("predecessor__code", "kind", "successor__code")

    predecessor = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="successions", verbose_name=_("địa phương cũ")
    )
    kind = models.CharField(_("hình thức"), max_length=10, choices=SuccessionKind.choices)
    successor = models.ForeignKey(
        Locality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="precessions",
        verbose_name=_("địa phương mới"),
    )
    happened_on = models.DateField(_("từ ngày"))
    happened_on_precision = PrecisionField(_("biết đến"))
    basis = models.CharField(
        _("căn cứ"), max_length=300, blank=True, help_text=_("Số, ký hiệu văn bản; địa phương đứng dưới văn bản.")
    )

    objects = LocalitySuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sắp xếp địa phương")
        verbose_name_plural = pgettext_lazy("plural", "sắp xếp địa phương")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SuccessionKind.ENDED, successor__isnull=True)
                | (~Q(kind=SuccessionKind.ENDED) & Q(successor__isnull=False)),
                name="locality_succession_ended_has_no_successor",
                violation_error_message=_("“Kết thúc hoạt động” không có địa phương mới; các hình thức khác phải có."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("predecessor")),
                name="locality_does_not_succeed_itself",
                violation_error_message=_("Địa phương mới phải khác địa phương cũ."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SuccessionKind.values), name="locality_succession_has_a_known_kind"
            ),
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="locality_succeeds_once",
                violation_error_message=_("Đã có dòng này."),
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(kind__in=[k for k in SuccessionKind.values if k != SuccessionKind.SPLIT]),
                name="locality_has_one_successor_unless_split",
                violation_error_message=_("Địa phương này đã có nơi tiếp nhận."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.get_kind_display()} {self.successor or ''}".strip()
