"""The administrators' screens of accounts and grants."""

from __future__ import annotations

import datetime as dt
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.admin import UserAdmin as AuthUserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    SetPasswordMixin,
    UsernameField,
)
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.forms import OwnPasswordForm
from accounts.models import Grant, User
from accounts.resources import GrantResource, UserResource
from orgregs.foundation import clock
from orgregs.foundation.admin import RecordAdmin, RecordInline
from orgregs.foundation.admin_forms import READ_VERSION, REASON, ReasonedForm, RecordForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# Roles are grants; Django's groups have no meaning here.
admin.site.unregister(Group)


def _last_day() -> dt.date:
    return clock.today() + dt.timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)


class NewUserForm(SetPasswordMixin, RecordForm):  # type: ignore[type-arg]
    """A new account with its first password."""

    password1, password2 = SetPasswordMixin.create_password_fields()

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "is_superuser")
        field_classes = {"username": UsernameField}

    def clean(self) -> dict[str, Any] | None:
        self.validate_passwords()
        return super().clean()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook: the account's names are known now
        self.validate_password_for_user(self.instance)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        user = super().save(commit=False)
        user.set_password(self.cleaned_data["password1"])
        user.password_expires_on = _last_day()
        return user


class UserForm(ReasonedForm):
    """An account; its password has a page of its own."""

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "is_active", "is_superuser")
        field_classes = {"username": UsernameField}


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password for somebody else's account: two know it, so the first to sign in by it sets another."""

    def __init__(self, user: Any, *args: Any, by: Any, **options: Any) -> None:
        super().__init__(user, *args, **options)
        self.by = by
        # Every account signs in by a password; whoever may not is locked.
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        del commit
        expires_on = None if self.user.pk == self.by.pk else _last_day()
        actions.set_password(user=self.user, password=self.cleaned_data["password1"], by=self.by, expires_on=expires_on)
        return self.user


admin.site.password_change_form = OwnPasswordForm


@login_not_required
def one_door(request: HttpRequest, _extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send whoever has to sign in to the site's own page: one door, one count of failed tries."""
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
    return redirect(f"{reverse('login')}?{urlencode({REDIRECT_FIELD_NAME: target})}")


admin.site.login = one_door  # type: ignore[assignment]


class GrantInline(RecordInline):
    """What the account may do, and where."""

    model = Grant
    autocomplete_fields = ("locality", "agency")
    ordering = ("role", "pk")


@admin.register(User)
class UserAdmin(RecordAdmin, AuthUserAdmin):  # type: ignore[type-arg]
    """Accounts: locked, never removed; those of the system cannot be touched."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)
    resource_classes = [UserResource]
    form = UserForm
    add_form = NewUserForm
    fixed_fields = ("username",)
    list_display = ("username", "last_name", "first_name", "is_superuser", "is_active", "is_demo", "is_system")
    list_filter = ("is_active", "is_superuser", "grants__role", "is_demo", "is_system")
    search_fields = ("search_key",)
    ordering = ("username",)
    readonly_fields = ("password_page", "password_expires_on", "is_demo", "is_system", "last_login", "date_joined")
    change_user_password_template = "admin/account_password.html"  # noqa: S105
    filter_horizontal = ()
    add_fieldsets = (
        (None, {"fields": ("username", "last_name", "first_name", "is_superuser", "password1", "password2")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        about = ["username", "last_name", "first_name", "is_active", "is_superuser"]
        house = ["is_demo", "is_system", "last_login", "date_joined"]
        if self.has_change_permission(request, obj):
            about += ["password_page", "password_expires_on", REASON, READ_VERSION]
        return [(None, {"fields": about}), (_("Của hệ thống"), {"fields": house})]

    def get_inlines(self, _request: HttpRequest, obj: User | None) -> list[Any]:
        return [] if obj is None else [GrantInline]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Leave the system's own accounts alone, their passwords above all."""
        return (obj is None or not obj.is_system) and bool(super().has_change_permission(request, obj))

    @admin.display(description=_("mật khẩu"))
    def password_page(self, _user: User) -> str:
        """Lead to the page that gives a new password; the old one cannot be seen, not even its digest."""
        return format_html('<a href="{}">{}</a>', "../password/", _("Đặt mật khẩu mới"))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Ask Django's own page with a form that writes through the action, in the name of who asks."""
        page = copy(self)
        page.change_password_form = partial(PasswordForm, by=request.user)
        return super(UserAdmin, page).user_change_password(request, id, form_url)


@admin.register(Grant)
class GrantAdmin(RecordAdmin):
    """Roles of accounts."""

    write = staticmethod(actions.save_record)
    remove = staticmethod(actions.delete_record)
    deletable = True
    resource_classes = [GrantResource]
    list_display = ("user", "role", "locality", "agency")
    list_filter = ("role",)
    list_select_related = ("user", "locality", "agency")
    search_fields = ("user__search_key", "locality__search_key", "agency__search_key")
    autocomplete_fields = ("user", "locality", "agency")
    ordering = ("user__username", "role", "pk")
