"""Agencies: what they are called, where they stand, which document regulates them, what became of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.choices import KindGroup, Rank, SuccessionKind, YesNoUnknown
from agencies.querysets import (
    AgencyQuerySet,
    ConcurrentPostsQuerySet,
    HeldPostQuerySet,
    JointMembershipQuerySet,
    OfAgencyQuerySet,
    SuccessionQuerySet,
)
from localities.models import Locality, code_is_plain
from orgregs.foundation.names import CodeField, NameField, SearchKeyField, SortKeyField
from orgregs.foundation.periods import NoOverlap, Period, PrecisionField
from orgregs.foundation.records import Record, RecordQuerySet
from regulations.models import Document, IssuingBody


class AgencyKind(Record):
    """Kind of agency (MTTQ, LĐLĐ, party boards, joint bodies …); data, in the protocol order of the papers."""

    code = CodeField(_("mã"), max_length=40, unique=True, validators=[code_is_plain])
    name = NameField(_("tên"), max_length=200, unique=True)
    short_name = NameField(_("tên gọi tắt"), max_length=80, blank=True)
    group = models.CharField(_("khối"), max_length=10, choices=KindGroup.choices, default=KindGroup.FRONT)
    order = models.PositiveIntegerField(_("thứ tự"), default=100)
    search_key = SearchKeyField(sources=("name", "short_name"))
    sort_key = SortKeyField(sources=("name",), max_length=4000)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("loại cơ quan")
        verbose_name_plural = pgettext_lazy("plural", "loại cơ quan")
        constraints = [models.CheckConstraint(condition=Q(group__in=KindGroup.values), name="agency_kind_has_a_group")]

    def __str__(self) -> str:
        return self.name


class Agency(Record, Period):
    """An agency as the register follows it; `name` is the one it bears now, former names stand in AgencyName."""

    code = CodeField(_("mã"), max_length=120, unique=True, validators=[code_is_plain])
    name = NameField(_("tên"), max_length=300)
    kind = models.ForeignKey(
        AgencyKind, on_delete=models.PROTECT, related_name="agencies", verbose_name=_("loại cơ quan")
    )
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="agencies", verbose_name=_("địa phương")
    )
    order = models.PositiveIntegerField(
        _("thứ tự trong địa phương"), default=100, help_text=_("Thứ tự in trong quyết định của địa phương.")
    )
    has_own_quota = models.BooleanField(
        _("được giao biên chế riêng"), default=True, help_text=_("Bỏ chọn: “không giao riêng”, khác với 0.")
    )
    own_stamp = models.CharField(
        _("con dấu riêng"), max_length=7, choices=YesNoUnknown.choices, default=YesNoUnknown.UNKNOWN
    )
    legal_personality = models.CharField(
        _("tư cách pháp nhân"), max_length=7, choices=YesNoUnknown.choices, default=YesNoUnknown.UNKNOWN
    )
    issuing_body = models.OneToOneField(
        IssuingBody,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agency",
        verbose_name=_("cơ quan ban hành"),
    )
    note = models.TextField(_("ghi chú"), blank=True)
    search_key = SearchKeyField(sources=("name", "code"))
    sort_key = SortKeyField(sources=("name",), max_length=4000)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan, đơn vị")
        verbose_name_plural = pgettext_lazy("plural", "cơ quan, đơn vị")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(own_stamp__in=YesNoUnknown.values), name="agency_stamp_is_known_or_not"),
            models.CheckConstraint(
                condition=Q(legal_personality__in=YesNoUnknown.values), name="agency_legal_status_is_known_or_not"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agencies:agency-detail", args=[self.code])


class AgencyName(Record, Period):
    """A name an agency bore for a time."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("agency__code", "name")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="names", verbose_name=_("cơ quan"))
    name = NameField(_("tên"), max_length=300)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("văn bản")
    )
    search_key = SearchKeyField(sources=("name",))

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tên qua các thời kỳ")
        verbose_name_plural = pgettext_lazy("plural", "tên qua các thời kỳ")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "name", "valid_from"], name="agency_name_is_recorded_once"),
            NoOverlap(owner="agency", name="agency_bears_one_name_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyPlace(Record, Period):
    """Where an agency stands in the tree for a time: below which other agency."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("agency__code", "parent__code")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="places", verbose_name=_("cơ quan"))
    parent = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="parts", verbose_name=_("thuộc"))
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("văn bản")
    )

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("vị trí trong tổ chức")
        verbose_name_plural = pgettext_lazy("plural", "vị trí trong tổ chức")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(agency=F("parent")),
                name="agency_does_not_stand_below_itself",
                violation_error_message=_("Cơ quan không thể thuộc chính nó."),
            ),
            NoOverlap(owner="agency", name="agency_stands_in_one_place_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} – {self.parent}"


class AgencyAlias(Record):
    """Another form in which papers print an agency's name."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("agency__code", "name")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="aliases", verbose_name=_("cơ quan"))
    name = NameField(_("tên gọi khác"), max_length=300)
    source = models.CharField(_("nguồn"), max_length=200, blank=True)
    search_key = SearchKeyField(sources=("name",))

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tên gọi khác")
        verbose_name_plural = pgettext_lazy("plural", "tên gọi khác")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "search_key"],
                name="agency_alias_is_recorded_once",
                violation_error_message=_("Cơ quan đã có tên gọi khác này."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Mandate(Record, Period):
    """Which document regulates an agency, for how long, to the provision; may overlap (that is a finding)."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("agency__code", "document__code", "provision_label")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("cơ quan"))
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("văn bản quy định")
    )
    provision_label = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản quy định chức năng, nhiệm vụ")
        verbose_name_plural = pgettext_lazy("plural", "văn bản quy định chức năng, nhiệm vụ")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["agency", "document", "provision_label"],
                name="mandate_is_recorded_once",
                violation_error_message=_("Văn bản này đã được ghi cho cơ quan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.document}"


class Succession(Record):
    """What became of an agency by a document; a split is one row for each new agency."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("predecessor__code", "kind", "successor__code")

    predecessor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="successions", verbose_name=_("cơ quan cũ")
    )
    kind = models.CharField(_("hình thức"), max_length=10, choices=SuccessionKind.choices)
    successor = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="precessions",
        verbose_name=_("đơn vị tiếp nhận"),
    )
    happened_on = models.DateField(_("từ ngày"))
    happened_on_precision = PrecisionField(_("biết đến"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("văn bản"))

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sắp xếp cơ quan")
        verbose_name_plural = pgettext_lazy("plural", "sắp xếp cơ quan")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SuccessionKind.ENDED, successor__isnull=True)
                | (~Q(kind=SuccessionKind.ENDED) & Q(successor__isnull=False)),
                name="agency_succession_ended_has_no_successor",
                violation_error_message=_(
                    "“Kết thúc hoạt động” không có đơn vị tiếp nhận; các hình thức khác phải có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("predecessor")),
                name="agency_does_not_succeed_itself",
                violation_error_message=_("Đơn vị tiếp nhận phải khác cơ quan cũ."),
            ),
            models.CheckConstraint(condition=Q(kind__in=SuccessionKind.values), name="agency_succession_has_a_kind"),
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="agency_succeeds_once",
                violation_error_message=_("Đã có dòng này."),
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(kind__in=[k for k in SuccessionKind.values if k != SuccessionKind.SPLIT]),
                name="agency_has_one_successor_unless_split",
                violation_error_message=_("Cơ quan này đã có đơn vị tiếp nhận."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.get_kind_display()} {self.successor or ''}".strip()


class JointMembership(Record, Period):
    """An agency, or a group only named as such, that belongs to a joint body for a time."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("body__code", "member__code", "group_name")

    body = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("cơ quan chung")
    )
    member = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_bodies",
        verbose_name=_("đơn vị trong khối"),
    )
    group_name = NameField(
        _("nhóm đơn vị"),
        max_length=200,
        blank=True,
        help_text=_("Khi báo cáo chỉ nêu chung, ví dụ “các đoàn thể khác”."),
    )

    objects = JointMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị trong khối")
        verbose_name_plural = pgettext_lazy("plural", "đơn vị trong khối")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(member__isnull=False, group_name="") | (Q(member__isnull=True) & ~Q(group_name="")),
                name="joint_membership_names_one_member",
                violation_error_message=_("Chọn một đơn vị, hoặc ghi tên nhóm; không ghi cả hai."),
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) | ~Q(member=F("body")),
                name="joint_body_is_not_its_own_member",
                violation_error_message=_("Cơ quan chung không là đơn vị trong chính nó."),
            ),
            models.UniqueConstraint(
                fields=["body", "member", "valid_from"],
                condition=Q(member__isnull=False),
                name="joint_member_is_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["body", "group_name", "valid_from"],
                condition=Q(member__isnull=True),
                name="joint_group_is_recorded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.member or self.group_name}"


class Post(Record, Period):
    """A post of an agency, by its title; never the name of its holder."""

    code = CodeField(_("mã"), max_length=160, unique=True, validators=[code_is_plain])
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts", verbose_name=_("cơ quan"))
    title = NameField(_("chức danh"), max_length=300)
    rank = models.CharField(_("vị trí"), max_length=6, choices=Rank.choices, default=Rank.MEMBER)
    order = models.PositiveIntegerField(_("thứ tự"), default=100)
    note = models.TextField(_("ghi chú"), blank=True)
    search_key = SearchKeyField(sources=("title",))

    objects = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("chức danh")
        verbose_name_plural = pgettext_lazy("plural", "chức danh")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(rank__in=Rank.values), name="post_has_a_known_rank"),
        ]

    def __str__(self) -> str:
        return self.title


class ConcurrentPosts(Record, Period):
    """A set of posts held by one person at the same time, of any size; the person is not named."""

    code = CodeField(_("mã"), max_length=160, unique=True, validators=[code_is_plain])
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="concurrent_posts", verbose_name=_("địa phương")
    )
    posts = models.ManyToManyField(
        Post, through="HeldPost", related_name="concurrent_sets", verbose_name=_("các chức danh")
    )
    quota_agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tính biên chế tại"),
        help_text=_("Một người chỉ tính một lần; để trống nếu nguồn không nêu."),
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("văn bản")
    )
    note = models.TextField(_("ghi chú"), blank=True)

    objects = ConcurrentPostsQuerySet.as_manager()

    class Meta:
        verbose_name = _("kiêm nhiệm chức danh")
        verbose_name_plural = pgettext_lazy("plural", "kiêm nhiệm chức danh")
        constraints = [*Period.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.locality}: {self.code}"


class HeldPost(Record):
    """One post of a set held by one person."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("concurrent_posts__code", "post__code")

    concurrent_posts = models.ForeignKey(
        ConcurrentPosts, on_delete=models.PROTECT, related_name="held_posts", verbose_name=_("kiêm nhiệm chức danh")
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="held_in", verbose_name=_("chức danh"))

    objects = HeldPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("chức danh kiêm nhiệm")
        verbose_name_plural = pgettext_lazy("plural", "chức danh kiêm nhiệm")
        constraints = [
            models.UniqueConstraint(
                fields=["concurrent_posts", "post"],
                name="post_is_held_once_in_a_set",
                violation_error_message=_("Chức danh này đã có trong nhóm."),
            )
        ]

    def __str__(self) -> str:
        return str(self.post)
