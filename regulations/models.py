"""Documents that found, regulate or staff a body, and how they act on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localities.models import Locality, code_is_plain
from orgregs.foundation.clock import said
from orgregs.foundation.dates import Precision, print_known
from orgregs.foundation.names import CodeField, NameField, SearchKeyField, SortKeyField
from orgregs.foundation.periods import NoOverlap, Period, PeriodQuerySet, PrecisionField
from orgregs.foundation.records import Record, RecordQuerySet
from regulations.attachments import attachment_storage, generated_name
from regulations.choices import RELATION_CHOICES, NumbersBy, Topic
from regulations.kinds import RELATION_KINDS
from regulations.querysets import (
    AttachmentQuerySet,
    DocumentQuerySet,
    IssuingBodyQuerySet,
    OfDocumentQuerySet,
    RelationQuerySet,
)

if TYPE_CHECKING:
    import datetime as dt


class DocumentType(Record):
    """Type of document (thể loại); stored, never derived: Quyết định and Quy định share the series QĐ."""

    code = CodeField(_("mã"), max_length=40, unique=True, validators=[code_is_plain])
    name = NameField(_("tên"), max_length=80, unique=True)
    series = models.CharField(_("ký hiệu (Đảng)"), max_length=10, blank=True)
    state_series = models.CharField(_("ký hiệu (Nhà nước)"), max_length=10, blank=True)
    search_key = SearchKeyField(sources=("name", "series"))
    sort_key = SortKeyField(sources=("name",), max_length=2000)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("loại văn bản")
        verbose_name_plural = pgettext_lazy("plural", "loại văn bản")

    def __str__(self) -> str:
        return self.name


class IssuingBody(Record, Period):
    """A body with a number series of its own (TW, Huyện ủy Đức Linh); its suffix names no single body."""

    code = CodeField(_("mã"), max_length=80, unique=True, validators=[code_is_plain])
    name = NameField(_("tên"), max_length=200)
    suffix = models.CharField(_("ký hiệu"), max_length=40)
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="issuing_bodies", verbose_name=_("địa phương")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("cấp trên")
    )
    numbers_by = models.CharField(_("đánh số theo"), max_length=4, choices=NumbersBy.choices, default=NumbersBy.TERM)
    search_key = SearchKeyField(sources=("name", "suffix"))
    sort_key = SortKeyField(sources=("name",), max_length=4000)

    objects = IssuingBodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan ban hành")
        verbose_name_plural = pgettext_lazy("plural", "cơ quan ban hành")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(numbers_by__in=NumbersBy.values), name="issuing_body_numbers_by_term_or_year"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(Record, Period):
    """A term (nhiệm kỳ) of a committee: numbers of party documents restart with it; derived by date, never asked."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("body__code", "name")

    body = models.ForeignKey(
        IssuingBody, on_delete=models.PROTECT, related_name="terms", verbose_name=_("cơ quan ban hành")
    )
    name = models.CharField(_("khóa"), max_length=40)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm kỳ")
        verbose_name_plural = pgettext_lazy("plural", "nhiệm kỳ")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["body", "name"], name="term_is_named_once"),
            NoOverlap(owner="body", name="terms_do_not_overlap"),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.name}"


class Document(Record):
    """A document, held or a stub (cited, not held); its status on a day is computed, never typed in."""

    code = CodeField(_("mã"), max_length=120, unique=True, validators=[code_is_plain])
    series_of = models.ForeignKey(
        IssuingBody, on_delete=models.PROTECT, related_name="documents", verbose_name=_("cơ quan ban hành")
    )
    organ = NameField(_("thẩm quyền ban hành"), max_length=200, blank=True)
    type = models.ForeignKey(
        DocumentType, on_delete=models.PROTECT, related_name="documents", verbose_name=_("loại văn bản")
    )
    series = models.CharField(_("ký hiệu loại"), max_length=20, blank=True)
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    symbol = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    symbol_as_typed = models.CharField(_("số, ký hiệu như đã gõ"), max_length=120, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    issued_on_precision = PrecisionField(_("biết đến"))
    effective_from = models.DateField(
        _("ngày có hiệu lực"),
        null=True,
        blank=True,
        help_text=_("Để trống nếu văn bản không nói: lấy theo ngày ban hành, ghi rõ là tạm lấy."),
    )
    expires_on = models.DateField(
        _("hiệu lực đến hết ngày"), null=True, blank=True, help_text=_("Chỉ khi chính văn bản định thời hạn.")
    )
    expiry_is_assumed = models.BooleanField(_("thời hạn suy ra"), default=False)
    subject = NameField(_("trích yếu"), max_length=1000)
    is_stub = models.BooleanField(
        _("chưa có bản văn bản"), default=False, help_text=_("Được dẫn chiếu nhưng chưa có bản trong sổ.")
    )
    note = models.TextField(_("ghi chú"), blank=True)
    search_key = SearchKeyField(sources=("symbol", "symbol_as_typed", "subject"), max_length=2000)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản")
        verbose_name_plural = pgettext_lazy("plural", "văn bản")
        constraints = [
            models.UniqueConstraint(
                fields=["series_of", "series", "number", "issued_on"],
                condition=Q(is_stub=False),
                name="document_is_recorded_once",
                violation_error_message=_("Văn bản cùng số, ký hiệu và ngày ban hành này đã có trong sổ."),
            ),
            models.UniqueConstraint(
                fields=["series_of", "series", "number", "issued_on"],
                condition=Q(is_stub=True),
                name="stub_is_recorded_once",
                violation_error_message=_("Văn bản này đã được ghi là chưa có bản."),
            ),
            models.CheckConstraint(
                condition=Q(is_stub=True) | Q(issued_on__isnull=False),
                name="held_document_has_a_day_of_issue",
                violation_error_message=_("Văn bản đã có bản thì phải ghi ngày ban hành."),
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gt=0),
                name="document_number_is_positive",
                violation_error_message=_("Số văn bản phải lớn hơn 0."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(expires_on__gte=F("effective_from")),
                name="document_expires_after_it_begins",
                violation_error_message=_("Ngày hết hạn không được trước ngày có hiệu lực."),
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or f"{self.type} ({self.issued_in_words or _('chưa rõ ngày')})"

    def get_absolute_url(self) -> str:
        return reverse("regulations:document-detail", args=[self.code])

    @property
    def begins_on(self) -> dt.date | None:
        """The day it takes effect: as stated, else the day of issue."""
        return self.effective_from or self.issued_on

    @property
    def begin_is_assumed(self) -> bool:
        """Whether the day it takes effect is only taken from the day of issue."""
        return self.effective_from is None

    @property
    def issued_in_words(self) -> str:
        """The day of issue as it is known."""
        return said(print_known(self.issued_on, Precision(self.issued_on_precision)))

    @property
    def title(self) -> str:
        """Type and symbol as they are read aloud: “Quy định 212-QĐ/TW”."""
        return f"{self.type.name} {self.symbol}".strip()


class Attachment(models.Model):
    """A scan of a document as signed; never changed, kept under a name of its own outside the web root.

    Its SHA-256 is its public name: an address that says what it opens, and shows whether the file is still that one.
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("văn bản")
    )
    file = models.FileField(_("tệp"), storage=attachment_storage, upload_to=generated_name, max_length=100)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("dung lượng"), help_text=_("Byte."))
    original_name = NameField(_("tên tệp"), max_length=200)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người đính kèm")
    )
    attached_at = models.DateTimeField(_("đính kèm lúc"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp đính kèm")
        verbose_name_plural = pgettext_lazy("plural", "tệp đính kèm")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256"],
                name="document_keeps_a_file_once",
                violation_error_message=_("Tệp này đã được đính kèm vào văn bản."),
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("regulations:attachment", args=[self.document.code, self.sha256])


class Provision(Record):
    """Text of one article or clause of a document, with its topic."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("document__code", "label")

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="provisions", verbose_name=_("văn bản")
    )
    label = models.CharField(_("điều, khoản"), max_length=80)
    topic = models.CharField(_("nội dung"), max_length=10, choices=Topic.choices, default=Topic.OTHER)
    text = models.TextField(_("nguyên văn"))
    order = models.PositiveIntegerField(_("thứ tự"), default=0)
    search_key = SearchKeyField(sources=("label", "text"), max_length=20000)

    objects = OfDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("điều, khoản")
        verbose_name_plural = pgettext_lazy("plural", "điều, khoản")
        constraints = [
            models.UniqueConstraint(fields=["document", "label"], name="provision_is_labelled_once"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="provision_has_a_known_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.label}"


class Relation(Record):
    """One directed edge: the source document acts on the target; both labels follow from the kind."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("source__code", "kind", "target__code", "provision_label")

    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="outgoing", verbose_name=_("văn bản"))
    kind = models.CharField(_("quan hệ"), max_length=20, choices=RELATION_CHOICES)
    target = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="incoming", verbose_name=_("đối với văn bản")
    )
    provision_label = models.CharField(
        _("điều, khoản"), max_length=80, blank=True, help_text=_("Để trống nếu đối với cả văn bản.")
    )
    begins_on = models.DateField(
        _("từ ngày"), null=True, blank=True, help_text=_("Để trống: từ ngày văn bản có hiệu lực.")
    )
    ends_on = models.DateField(_("đến hết ngày"), null=True, blank=True)
    declared_by = models.CharField(
        _("nguồn nêu"), max_length=300, blank=True, help_text=_("Bắt buộc với “không còn phù hợp với”.")
    )
    note = models.TextField(_("ghi chú"), blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("quan hệ văn bản")
        verbose_name_plural = pgettext_lazy("plural", "quan hệ văn bản")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "target", "provision_label"],
                name="relation_is_recorded_once",
                violation_error_message=_("Quan hệ này đã có trong sổ."),
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="document_does_not_act_on_itself",
                violation_error_message=_("Hai văn bản phải khác nhau."),
            ),
            models.CheckConstraint(condition=Q(kind__in=list(RELATION_KINDS)), name="relation_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(begins_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="relation_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc không được trước ngày bắt đầu."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="no_longer_fits") | ~Q(declared_by=""),
                name="no_longer_fits_names_its_source",
                violation_error_message=_("Ghi nguồn đã nêu rằng văn bản không còn phù hợp."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {said(RELATION_KINDS[self.kind].outgoing).lower()} {self.target}"

    @property
    def outgoing_label(self) -> str:
        """How the edge reads on the page of its source."""
        return str(_(RELATION_KINDS[self.kind].outgoing))

    @property
    def incoming_label(self) -> str:
        """How the edge reads on the page of its target."""
        return str(_(RELATION_KINDS[self.kind].incoming))
