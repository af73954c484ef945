"""Accounts and grants in and out of files; passwords never."""

from accounts import actions
from accounts.models import Grant, User
from orgregs.foundation.resources import RecordResource


class UserResource(RecordResource):
    """Accounts. A new one cannot sign in until an administrator gives it a password; nobody becomes one by a file."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "is_active", "version")
        import_id_fields = ("username",)


class GrantResource(RecordResource):
    """Roles of accounts."""

    write = staticmethod(actions.save_record)

    class Meta:
        model = Grant
