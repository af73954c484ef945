"""The administrators' screens of agencies and of what belongs to them."""

from typing import Any

from django.contrib import admin

from agencies import actions
from agencies.models import (
    Agency,
    AgencyAlias,
    AgencyKind,
    AgencyName,
    AgencyPlace,
    ConcurrentPosts,
    HeldPost,
    JointMembership,
    Mandate,
    Post,
    Succession,
)
from agencies.resources import (
    AgencyAliasResource,
    AgencyKindResource,
    AgencyNameResource,
    AgencyPlaceResource,
    AgencyResource,
    ConcurrentPostsResource,
    HeldPostResource,
    JointMembershipResource,
    MandateResource,
    PostResource,
    SuccessionResource,
)
from orgregs.foundation.admin import RecordAdmin, RecordInline
from orgregs.foundation.admin_columns import StillValid


class AgencyRecordAdmin(RecordAdmin):
    """A list of what belongs to agencies."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)


@admin.register(AgencyKind)
class AgencyKindAdmin(AgencyRecordAdmin):
    """Kinds of agency."""

    resource_classes = [AgencyKindResource]
    fixed_fields = ("code",)
    list_display = ("name", "code", "short_name", "group", "order")
    list_filter = ("group",)
    search_fields = ("search_key",)
    ordering = ("order", "sort_key", "code")


class AgencyNameInline(RecordInline):
    """What the agency was called, and is."""

    model = AgencyName
    autocomplete_fields = ("document",)
    ordering = ("valid_from", "pk")


class AgencyAliasInline(RecordInline):
    """Other forms in which papers print its name."""

    model = AgencyAlias
    ordering = ("name", "pk")


class AgencyPlaceInline(RecordInline):
    """Below which agency it stands."""

    model = AgencyPlace
    fk_name = "agency"
    autocomplete_fields = ("parent", "document")
    ordering = ("valid_from", "pk")


class MandateInline(RecordInline):
    """Which documents regulate it."""

    model = Mandate
    autocomplete_fields = ("document",)
    ordering = ("valid_from", "pk")


@admin.register(Agency)
class AgencyAdmin(AgencyRecordAdmin):
    """Agencies, ended ones too, in the order their localities print them."""

    resource_classes = [AgencyResource]
    fixed_fields = ("code", "name")
    list_display = ("name", "kind", "locality", "order", "has_own_quota", "begins", "ends", "code")
    list_filter = ("kind__group", "kind", StillValid, "has_own_quota", "own_stamp", "legal_personality")
    list_select_related = ("kind", "locality")
    search_fields = ("search_key",)
    autocomplete_fields = ("kind", "locality", "issuing_body")
    ordering = ("locality__depth", "locality__sort_key", "order", "sort_key", "code")

    def get_inlines(self, _request: object, obj: Agency | None) -> list[Any]:
        """A new agency has its first name from its own form; the rest follows on its page."""
        return [] if obj is None else [AgencyNameInline, AgencyAliasInline, AgencyPlaceInline, MandateInline]


@admin.register(AgencyName)
class AgencyNameAdmin(AgencyRecordAdmin):
    """Names over time."""

    deletable = True
    resource_classes = [AgencyNameResource]
    list_display = ("agency", "name", "begins", "ends", "document")
    list_filter = (StillValid,)
    list_select_related = ("agency", "document__type")
    search_fields = ("search_key", "agency__search_key")
    autocomplete_fields = ("agency", "document")
    ordering = ("agency__sort_key", "valid_from", "pk")


@admin.register(AgencyPlace)
class AgencyPlaceAdmin(AgencyRecordAdmin):
    """Places in the tree over time."""

    deletable = True
    resource_classes = [AgencyPlaceResource]
    list_display = ("agency", "parent", "begins", "ends", "document")
    list_filter = (StillValid,)
    list_select_related = ("agency", "parent", "document__type")
    search_fields = ("agency__search_key", "parent__search_key")
    autocomplete_fields = ("agency", "parent", "document")
    ordering = ("agency__sort_key", "valid_from", "pk")


@admin.register(AgencyAlias)
class AgencyAliasAdmin(AgencyRecordAdmin):
    """Other forms of names."""

    deletable = True
    resource_classes = [AgencyAliasResource]
    list_display = ("name", "agency", "source")
    list_select_related = ("agency",)
    search_fields = ("search_key", "agency__search_key")
    autocomplete_fields = ("agency",)
    ordering = ("agency__sort_key", "name", "pk")


@admin.register(Mandate)
class MandateAdmin(AgencyRecordAdmin):
    """Which document regulates which agency."""

    deletable = True
    resource_classes = [MandateResource]
    list_display = ("agency", "document", "provision_label", "begins", "ends")
    list_filter = (StillValid, "agency__kind")
    list_select_related = ("agency", "document__type")
    search_fields = ("agency__search_key", "document__search_key")
    autocomplete_fields = ("agency", "document")
    ordering = ("agency__sort_key", "valid_from", "pk")


@admin.register(Succession)
class SuccessionAdmin(AgencyRecordAdmin):
    """What became of agencies."""

    deletable = True
    resource_classes = [SuccessionResource]
    list_display = ("predecessor", "kind", "successor", "happened_on", "document")
    list_filter = ("kind",)
    list_select_related = ("predecessor", "successor", "document__type")
    search_fields = ("predecessor__search_key", "successor__search_key")
    autocomplete_fields = ("predecessor", "successor", "document")
    date_hierarchy = "happened_on"
    ordering = ("-happened_on", "predecessor__sort_key", "pk")


@admin.register(JointMembership)
class JointMembershipAdmin(AgencyRecordAdmin):
    """Members of joint bodies."""

    deletable = True
    resource_classes = [JointMembershipResource]
    list_display = ("body", "member", "group_name", "begins", "ends")
    list_filter = (StillValid,)
    list_select_related = ("body", "member")
    search_fields = ("body__search_key", "member__search_key")
    autocomplete_fields = ("body", "member")
    ordering = ("body__sort_key", "member__sort_key", "pk")


@admin.register(Post)
class PostAdmin(AgencyRecordAdmin):
    """Posts, never their holders."""

    resource_classes = [PostResource]
    fixed_fields = ("code",)
    list_display = ("title", "agency", "rank", "order", "code")
    list_filter = ("rank", StillValid)
    list_select_related = ("agency",)
    search_fields = ("search_key", "agency__search_key")
    autocomplete_fields = ("agency",)
    ordering = ("agency__sort_key", "order", "code")


class HeldPostInline(RecordInline):
    """The posts of the set."""

    model = HeldPost
    autocomplete_fields = ("post",)
    ordering = ("pk",)


@admin.register(ConcurrentPosts)
class ConcurrentPostsAdmin(AgencyRecordAdmin):
    """Sets of posts held by one person; the person is not named."""

    resource_classes = [ConcurrentPostsResource]
    fixed_fields = ("code",)
    list_display = ("code", "locality", "quota_agency", "begins", "ends", "document")
    list_filter = (StillValid,)
    list_select_related = ("locality", "quota_agency", "document__type")
    search_fields = ("locality__search_key", "quota_agency__search_key", "held_posts__post__search_key")
    autocomplete_fields = ("locality", "quota_agency", "document")
    ordering = ("locality__sort_key", "code")
    inlines = (HeldPostInline,)


@admin.register(HeldPost)
class HeldPostAdmin(AgencyRecordAdmin):
    """The posts of such sets."""

    deletable = True
    resource_classes = [HeldPostResource]
    list_display = ("concurrent_posts", "post")
    list_select_related = ("concurrent_posts__locality", "post")
    search_fields = ("post__search_key", "concurrent_posts__locality__search_key")
    autocomplete_fields = ("concurrent_posts", "post")
    ordering = ("concurrent_posts__code", "pk")
