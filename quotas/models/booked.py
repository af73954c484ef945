"""The booked side of the ledger: written once, by a booking, and never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from quotas.choices import DecisionKind
from quotas.models.drafts import DecisionDraft
from quotas.models.holders import Holder, Pool, StaffCategory
from quotas.models.statements import FIRST_YEAR, LAST_YEAR, Statement
from quotas.postings import Operation
from quotas.querysets import DecisionLineQuerySet, EntryQuerySet, OfDecisionQuerySet, QuotaDecisionQuerySet
from regulations.models import Attachment, Document


class Register(models.Model):
    """The one mutable row of the booked side: whoever books locks it first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)

    class Meta:
        verbose_name = _("sổ")
        verbose_name_plural = pgettext_lazy("plural", "sổ")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_register")]

    def __str__(self) -> str:
        return str(_("Sổ biên chế"))


class QuotaDecision(models.Model):
    """One document and one paying pool, booked; its key is its position: 1, 2, 3 … without gaps (rule 2)."""

    position = models.PositiveIntegerField(_("số thứ tự vào sổ"), primary_key=True)
    kind = models.CharField(_("loại"), max_length=10, choices=DecisionKind.choices)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="quota_decisions", verbose_name=_("văn bản")
    )
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("nguồn biên chế"))
    draft = models.OneToOneField(
        DecisionDraft, on_delete=models.PROTECT, related_name="decision", verbose_name=_("phương án")
    )
    symbol = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    type_name = models.CharField(_("loại văn bản"), max_length=80)
    subject = models.CharField(_("trích yếu"), max_length=1000)
    organ = models.CharField(_("thẩm quyền ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ban hành"))
    pool_name = models.CharField(_("tên nguồn biên chế"), max_length=300)
    year_from = models.PositiveSmallIntegerField(_("từ năm"))
    year_to = models.PositiveSmallIntegerField(_("đến năm"))
    is_extract = models.BooleanField(_("trích"))
    reason = models.CharField(_("lý do đính chính"), max_length=500, blank=True)
    one_person = models.BooleanField(_("chưa có người thứ hai đối chiếu"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người vào sổ")
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người đối chiếu")
    )
    recorded_at = models.DateTimeField(_("ngày vào sổ"))
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bản chụp")
    )
    scan_sha256 = models.CharField(_("SHA-256 của bản chụp"), max_length=64, blank=True)

    objects = QuotaDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định đã vào sổ")
        verbose_name_plural = pgettext_lazy("plural", "quyết định đã vào sổ")
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="decision_position_begins_at_one"),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(year_from__gte=FIRST_YEAR, year_to__lte=LAST_YEAR, year_to__gte=F("year_from")),
                name="decision_years_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(scan__isnull=True, scan_sha256="") | (Q(scan__isnull=False) & ~Q(scan_sha256="")),
                name="decision_seals_the_scan_it_names",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.type_name

    def get_absolute_url(self) -> str:
        return reverse("quotas:decision-detail", args=[self.position])


class StatedTotal(models.Model):
    """The total a booked decision's paper states for one category, kept as printed even when it is wrong."""

    decision = models.ForeignKey(QuotaDecision, on_delete=models.PROTECT, related_name="totals")
    category = models.ForeignKey(StaffCategory, on_delete=models.PROTECT, related_name="+")
    category_name = models.CharField(_("loại biên chế"), max_length=120)
    posts = models.PositiveIntegerField(_("tổng số ghi trong quyết định"), null=True)
    counts_in_total = models.BooleanField(_("tính vào tổng số"))

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("tổng số ghi trong quyết định")
        verbose_name_plural = pgettext_lazy("plural", "tổng số ghi trong quyết định")
        constraints = [models.UniqueConstraint(fields=["decision", "category"], name="decision_states_one_total")]

    def __str__(self) -> str:
        return f"{self.category_name}: {self.posts}"


class DecisionAcknowledgement(models.Model):
    """A warning that was acknowledged when the decision was booked, with the reason."""

    decision = models.ForeignKey(QuotaDecision, on_delete=models.PROTECT, related_name="acknowledgements")
    code = models.CharField(_("cảnh báo"), max_length=60)
    sentence = models.CharField(_("nội dung"), max_length=1000)
    reason = models.CharField(_("lý do"), max_length=500)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("cảnh báo đã xác nhận")
        verbose_name_plural = pgettext_lazy("plural", "cảnh báo đã xác nhận")
        constraints = [models.UniqueConstraint(fields=["decision", "code"], name="decision_warning_is_kept_once")]

    def __str__(self) -> str:
        return self.code


class DecisionLine(Statement):
    """One line of a booked decision, with the names it printed."""

    decision = models.ForeignKey(QuotaDecision, on_delete=models.PROTECT, related_name="lines")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by", verbose_name=_("đính chính dòng")
    )
    holder_name = models.CharField(_("tên nơi được giao"), max_length=300)
    to_holder_name = models.CharField(_("tên nơi nhận"), max_length=300, blank=True)
    category_name = models.CharField(_("tên loại biên chế"), max_length=120)

    objects = DecisionLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng quyết định")
        verbose_name_plural = pgettext_lazy("plural", "dòng quyết định")
        constraints = [
            *Statement.Meta.constraints,
            models.UniqueConstraint(fields=["decision", "number"], name="decision_line_number_is_used_once"),
            models.CheckConstraint(
                condition=~Q(operation=Operation.VOID.value) | Q(corrects__isnull=False),
                name="decision_void_names_its_line",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(decision)s, dòng %(number)s") % {"decision": self.decision, "number": self.number}


class Entry(models.Model):
    """One step of one account, posted by one decision (rule 11): payer and receiver in one row."""

    decision = models.ForeignKey(
        QuotaDecision, on_delete=models.PROTECT, related_name="entries", db_index=False, verbose_name=_("quyết định")
    )
    line = models.ForeignKey(DecisionLine, on_delete=models.PROTECT, related_name="entries", verbose_name=_("dòng"))
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="entries", verbose_name=_("nguồn biên chế"))
    holder = models.ForeignKey(
        Holder, on_delete=models.PROTECT, related_name="entries", verbose_name=_("nơi được giao")
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    category = models.ForeignKey(
        StaffCategory, on_delete=models.PROTECT, related_name="+", verbose_name=_("loại biên chế")
    )
    change = models.IntegerField(_("thay đổi"))
    effective_on = models.DateField(_("từ ngày"))
    is_rebase = models.BooleanField(_("do mức của dòng khác"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("thay đổi biên chế")
        verbose_name_plural = pgettext_lazy("plural", "thay đổi biên chế")
        indexes = [
            models.Index(fields=["year", "holder", "category", "effective_on"], name="entry_of_a_holder_by_day"),
            models.Index(fields=["pool", "year"], name="entry_of_a_pool_by_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "pool", "holder", "year", "category", "effective_on"],
                name="decision_posts_once_to_an_account_a_day",
            ),
            models.CheckConstraint(condition=~Q(change=0), name="entry_moves_posts"),
            models.CheckConstraint(condition=Q(effective_on__year=F("year")), name="entry_lies_in_its_year"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.year}: {self.change:+d}"


class Seal(models.Model):
    """The digest of everything a decision prints, chained over the register (mã chốt số liệu)."""

    decision = models.OneToOneField(QuotaDecision, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    digest = models.CharField(_("mã của quyết định"), max_length=64)
    previous_head = models.CharField(_("mã chốt trước"), max_length=64)
    head = models.CharField(_("mã chốt số liệu"), max_length=64, unique=True)

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mã chốt số liệu")
        verbose_name_plural = pgettext_lazy("plural", "mã chốt số liệu")

    def __str__(self) -> str:
        return self.head[:16]


class Countersignature(models.Model):
    """A second person compared, later, what one person had booked alone (rule 27); insert-only, beside the seal.

    It has a digest of its own, and the seal of the decision that is booked next covers that.
    """

    decision = models.OneToOneField(
        QuotaDecision,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="countersignature",
        verbose_name=_("quyết định"),
    )
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người thứ hai đối chiếu")
    )
    countersigned_at = models.DateTimeField(_("đối chiếu lúc"))
    position = models.PositiveBigIntegerField(
        _("sổ đến số"), help_text=_("Quyết định cuối cùng trong sổ lúc đó; mã chốt của số tiếp theo gồm cả dòng này.")
    )
    digest = models.CharField(_("mã của lần đối chiếu"), max_length=64)

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("đối chiếu sau")
        verbose_name_plural = pgettext_lazy("plural", "đối chiếu sau")

    def __str__(self) -> str:
        return f"{self.decision}: {self.countersigned_by}"
