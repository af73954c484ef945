"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import views as django_views
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from accounts.forms import SignInForm

if TYPE_CHECKING:
    from django.contrib.auth.forms import PasswordChangeForm
    from django.http import HttpResponse


class SignIn(django_views.LoginView):
    """Sign in, then go on to the page that was asked for."""

    http_method_names = ["get", "head", "post"]
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(django_views.LogoutView):
    """Sign out; by a posted form only, so that no link on another page can do it."""


class PasswordChange(django_views.PasswordChangeView):
    """Change one's own password."""

    http_method_names = ["get", "head", "post"]
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Say that it is done."""
        messages.success(self.request, _("Đã đổi mật khẩu."))
        return super().form_valid(form)
