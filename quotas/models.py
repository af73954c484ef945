"""The quota ledger: drafts, which change, and booked decisions, which never do."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.models import Agency
from localities.models import Locality, code_is_plain
from orgregs.foundation.names import CodeField, NameField, SearchKeyField
from orgregs.foundation.records import Record, RecordQuerySet
from quotas.choices import OPERATIONS, Block, CeilingPolicy, DecisionKind, DraftState
from quotas.postings import Operation
from quotas.querysets import (
    DecisionLineQuerySet,
    DraftQuerySet,
    EntryQuerySet,
    HolderQuerySet,
    OfDecisionQuerySet,
    OfDraftQuerySet,
    PoolQuerySet,
    QuotaDecisionQuerySet,
)
from regulations.models import Attachment, Document

FIRST_YEAR, LAST_YEAR = 1945, 2100
MOST_POSTS = 100_000
year_is_sensible = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


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
        verbose_name_plural = _("loại biên chế")

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
        verbose_name_plural = _("nguồn biên chế")
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
        verbose_name_plural = _("nơi được giao")
        constraints = [
            models.CheckConstraint(
                condition=Q(pool__isnull=False, agency__isnull=True) | Q(pool__isnull=True, agency__isnull=False),
                name="holder_is_one_pool_or_one_agency",
            )
        ]

    def __str__(self) -> str:
        return str(self.agency or self.pool)


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
        verbose_name_plural = _("phương án giao biên chế")
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
        verbose_name_plural = _("tổng số của phương án")
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
        verbose_name_plural = _("dòng của phương án")
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
        verbose_name_plural = _("xác nhận cảnh báo")
        constraints = [models.UniqueConstraint(fields=["draft", "code"], name="draft_warning_is_acknowledged_once")]

    def __str__(self) -> str:
        return self.code


class Register(models.Model):
    """The one mutable row of the booked side: whoever books locks it first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)

    class Meta:
        verbose_name = _("sổ")
        verbose_name_plural = _("sổ")
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
        verbose_name_plural = _("quyết định đã vào sổ")
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
        verbose_name_plural = _("tổng số ghi trong quyết định")
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
        verbose_name_plural = _("cảnh báo đã xác nhận")
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
        verbose_name_plural = _("dòng quyết định")
        constraints = [
            *Statement.Meta.constraints,
            models.UniqueConstraint(fields=["decision", "number"], name="decision_line_number_is_used_once"),
            models.CheckConstraint(
                condition=~Q(operation=Operation.VOID.value) | Q(corrects__isnull=False),
                name="decision_void_names_its_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}, dòng {self.number}"


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
        verbose_name_plural = _("thay đổi biên chế")
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
        verbose_name_plural = _("mã chốt số liệu")

    def __str__(self) -> str:
        return self.head[:16]


class Countersignature(models.Model):
    """A second person compared, later, what one person had booked alone (rule 27); insert-only, beside the seal."""

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

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("đối chiếu sau")
        verbose_name_plural = _("đối chiếu sau")

    def __str__(self) -> str:
        return f"{self.decision}: {self.countersigned_by}"
