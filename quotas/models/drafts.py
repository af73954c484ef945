"""The mutable side of the ledger: decisions on their way into the register."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from orgregs.foundation.names import NameField
from orgregs.foundation.records import Record
from quotas.choices import DecisionKind, DraftState
from quotas.models.holders import Pool, StaffCategory
from quotas.models.statements import FIRST_YEAR, LAST_YEAR, Statement, year_is_sensible
from quotas.postings import Operation
from quotas.querysets import DraftQuerySet, OfDraftQuerySet, ReceiptQuerySet
from regulations.models import Document


class DecisionDraft(Record):
    """A decision on its way into the register: prepared by one person, compared and booked by another."""

    kind = models.CharField(_("loại"), max_length=10, choices=DecisionKind.choices, default=DecisionKind.ORIGINAL)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="decision_drafts", verbose_name=_("văn bản")
    )
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="drafts", verbose_name=_("nguồn biên chế"))
    year_from = models.PositiveSmallIntegerField(_("từ năm"), validators=year_is_sensible)
    year_to = models.PositiveSmallIntegerField(_("đến năm"), validators=year_is_sensible)
    is_extract = models.BooleanField(
        _("trích"), default=False, help_text=_("Chỉ ghi một phần quyết định: không đối chiếu tổng số.")
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=DraftState.choices, default=DraftState.PREPARING, editable=False
    )
    reason = models.CharField(
        _("lý do đính chính"), max_length=500, blank=True, help_text=_("Sổ ghi sai ở đâu, vì sao; chỉ khi đính chính.")
    )
    remark = models.TextField(_("ý kiến trả lại"), blank=True, editable=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người lập"),
    )
    prepared_at = models.DateTimeField(_("lập lúc"), editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("người trình"),
    )
    submitted_at = models.DateTimeField(_("trình lúc"), null=True, blank=True, editable=False)
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", editable=False, verbose_name=_("đã sửa từ lần trả lại cuối")
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("phương án giao biên chế")
        verbose_name_plural = pgettext_lazy("plural", "phương án giao biên chế")
        constraints = [
            models.CheckConstraint(
                condition=Q(year_from__gte=FIRST_YEAR, year_to__lte=LAST_YEAR, year_to__gte=F("year_from")),
                name="draft_years_are_in_order",
                violation_error_message=_("Năm cuối không được trước năm đầu."),
            ),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="draft_has_a_known_kind"),
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="draft_has_a_known_state"),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="draft_submission_has_person_and_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.document}"

    def get_absolute_url(self) -> str:
        return reverse("quotas:draft-detail", args=[self.code])

    @property
    def code(self) -> str:
        """The draft's permanent name."""
        return f"du-thao-{self.pk}"


class DraftTotal(models.Model):
    """The total a draft's paper states for one category (rule 25)."""

    draft = models.ForeignKey(DecisionDraft, on_delete=models.CASCADE, related_name="totals")
    category = models.ForeignKey(
        StaffCategory, on_delete=models.PROTECT, related_name="+", verbose_name=_("loại biên chế")
    )
    posts = models.PositiveIntegerField(_("tổng số ghi trong quyết định"), null=True, blank=True)
    counts_in_total = models.BooleanField(_("tính vào tổng số"), default=True)
    history = HistoricalRecords()

    objects = OfDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("tổng số của phương án")
        verbose_name_plural = pgettext_lazy("plural", "tổng số của phương án")
        constraints = [models.UniqueConstraint(fields=["draft", "category"], name="draft_states_one_total_a_category")]

    def __str__(self) -> str:
        return f"{self.category}: {self.posts}"


class DraftLine(Statement):
    """One line of a draft."""

    draft = models.ForeignKey(DecisionDraft, on_delete=models.CASCADE, related_name="lines")
    corrects = models.ForeignKey(
        "DecisionLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đính chính dòng"),
    )
    history = HistoricalRecords()

    objects = OfDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng của phương án")
        verbose_name_plural = pgettext_lazy("plural", "dòng của phương án")
        constraints = [
            *Statement.Meta.constraints,
            models.UniqueConstraint(fields=["draft", "number"], name="draft_line_number_is_used_once"),
            models.CheckConstraint(
                condition=~Q(operation=Operation.VOID.value) | Q(corrects__isnull=False),
                name="draft_void_names_its_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.holder}"


class Receipt(models.Model):
    """The file that a draft was made of: what it was called, its SHA-256, who brought it and when; never changed.

    The same bytes are known again by it. What the file said stands in the draft's lines; the file itself is not kept.
    """

    draft = models.OneToOneField(
        DecisionDraft, on_delete=models.PROTECT, related_name="receipt", verbose_name=_("phương án")
    )
    file_name = NameField(_("tên tệp"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("dung lượng"), help_text=_("Byte."))
    sheet = NameField(_("trang tính"), max_length=200, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người nhập")
    )
    received_at = models.DateTimeField(_("nhập lúc"))

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp đã nhập")
        verbose_name_plural = pgettext_lazy("plural", "tệp đã nhập")
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="receipt_is_of_a_file_with_contents")]

    def __str__(self) -> str:
        return self.file_name


class DraftAcknowledgement(models.Model):
    """A warning about a draft that its people know of, with the reason why it stands."""

    draft = models.ForeignKey(DecisionDraft, on_delete=models.CASCADE, related_name="acknowledgements")
    code = models.CharField(_("cảnh báo"), max_length=60)
    reason = models.CharField(_("lý do"), max_length=500)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(_("lúc"))

    objects = OfDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("xác nhận cảnh báo")
        verbose_name_plural = pgettext_lazy("plural", "xác nhận cảnh báo")
        constraints = [models.UniqueConstraint(fields=["draft", "code"], name="draft_warning_is_acknowledged_once")]

    def __str__(self) -> str:
        return self.code
