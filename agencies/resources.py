"""Agencies and what belongs to them, in and out of files."""

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
from orgregs.foundation.resources import INNER, RecordResource


class AgencyKindResource(RecordResource):
    """Kinds of agency."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = AgencyKind


class AgencyResource(RecordResource):
    """Agencies, ended ones too."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Agency


class AgencyNameResource(RecordResource):
    """Names over time: an agency may bear one name twice, so the first day is part of the key."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = AgencyName
        import_id_fields = ("agency", "name", "valid_from")


class AgencyPlaceResource(RecordResource):
    """Places in the tree over time; an agency may come back below one parent."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = AgencyPlace
        import_id_fields = ("agency", "parent", "valid_from")


class AgencyAliasResource(RecordResource):
    """Other forms of names."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = AgencyAlias


class MandateResource(RecordResource):
    """Which document regulates which agency."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Mandate


class SuccessionResource(RecordResource):
    """What became of agencies."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Succession


class JointMembershipResource(RecordResource):
    """Members of joint bodies; a member may come back."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = JointMembership
        import_id_fields = ("body", "member", "group_name", "valid_from")


class PostResource(RecordResource):
    """Posts, never their holders."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Post


class ConcurrentPostsResource(RecordResource):
    """Sets of posts held by one person; the posts of a set are a list of their own."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = ConcurrentPosts
        exclude = (*INNER, "posts")


class HeldPostResource(RecordResource):
    """The posts of such sets."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = HeldPost
