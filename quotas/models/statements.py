"""What one line of a decision says, drafted or booked."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quotas.choices import OPERATIONS
from quotas.models.holders import Holder, StaffCategory
from quotas.postings import Operation

FIRST_YEAR, LAST_YEAR = 1945, 2100
MOST_POSTS = 100_000
year_is_sensible = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


class Statement(models.Model):
    """What one line of a decision says; shared by draft lines and booked lines (rules 4 to 7)."""

    number = models.PositiveIntegerField(_("dòng"))
    operation = models.CharField(_("hình thức"), max_length=10, choices=OPERATIONS, default=Operation.SET.value)
    holder = models.ForeignKey(
        Holder, on_delete=models.PROTECT, related_name="%(class)s_set", verbose_name=_("nơi được giao")
    )
    to_holder = models.ForeignKey(
        Holder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_received",
        verbose_name=_("chuyển đến"),
    )
    category = models.ForeignKey(
        StaffCategory, on_delete=models.PROTECT, related_name="+", verbose_name=_("loại biên chế")
    )
    posts = models.IntegerField(_("biên chế"), null=True, blank=True)
    label = models.CharField(_("từ ghi trong quyết định"), max_length=200, blank=True)
    provisional = models.BooleanField(_("tạm giao"), default=False)
    effective_on = models.DateField(_("tính từ ngày"))
    effective_is_assumed = models.BooleanField(_("ngày suy ra"), default=True)
    year_from = models.PositiveSmallIntegerField(_("từ năm"), validators=year_is_sensible)
    year_to = models.PositiveSmallIntegerField(_("đến năm"), validators=year_is_sensible)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(operation=Operation.SET.value, posts__isnull=True)
                | Q(operation=Operation.SET.value, posts__gte=0)
                | (Q(operation=Operation.ADD.value, posts__isnull=False) & ~Q(posts=0))
                # A comparison with nothing is not false, and a CHECK refuses only what is false.
                | Q(operation=Operation.MOVE.value, posts__isnull=False, posts__gt=0)
                | Q(operation=Operation.CHECK.value, posts__isnull=False)
                | Q(operation=Operation.VOID.value, posts__isnull=True),
                name="%(app_label)s_%(class)s_posts_fit_operation",
                violation_error_message=_("Số biên chế không hợp với hình thức của dòng."),
            ),
            models.CheckConstraint(
                condition=Q(posts__isnull=True) | Q(posts__gte=-MOST_POSTS, posts__lte=MOST_POSTS),
                name="%(app_label)s_%(class)s_posts_are_sensible",
                violation_error_message=_("Số biên chế quá lớn."),
            ),
            models.CheckConstraint(
                condition=(Q(operation=Operation.MOVE.value, to_holder__isnull=False) & ~Q(to_holder=F("holder")))
                | (~Q(operation=Operation.MOVE.value) & Q(to_holder__isnull=True)),
                name="%(app_label)s_%(class)s_only_a_move_has_two_holders",
                violation_error_message=_("Chỉ dòng điều chuyển có nơi nhận, khác nơi chuyển đi."),
            ),
            models.CheckConstraint(
                condition=Q(year_from__gte=FIRST_YEAR, year_to__lte=LAST_YEAR, year_to__gte=F("year_from")),
                name="%(app_label)s_%(class)s_years_are_in_order",
                violation_error_message=_("Năm cuối không được trước năm đầu."),
            ),
            models.CheckConstraint(
                condition=Q(effective_on__year__lte=F("year_from")),
                name="%(app_label)s_%(class)s_counts_within_first_year",
                violation_error_message=_("Ngày tính không được sau ngày 31/12 của năm đầu."),
            ),
            models.CheckConstraint(
                condition=Q(operation__in=[operation.value for operation in Operation]),
                name="%(app_label)s_%(class)s_operation_is_known",
            ),
        ]
