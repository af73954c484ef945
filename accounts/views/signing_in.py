"""Signing in and out."""

from __future__ import annotations

import datetime as dt
import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import views as django_views
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import actions
from accounts.addresses import address_of
from accounts.forms import EXPIRED, SignInForm
from accounts.reports import Try
from accounts.sessions import DEVICE, device_now
from orgregs.foundation import clock

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse


@method_decorator(never_cache, name="dispatch")
class SignIn(django_views.LoginView):
    """Sign in, then go on to the page that was asked for; who fails too often waits."""

    http_method_names = ["get", "head", "post"]
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @cached_property
    def tried(self) -> Try:
        """The try that this request is."""
        return Try(self.request.POST.get("username", "").strip(), address_of(self.request), clock.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"day": clock.today()}

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        """Count the try before the password is looked at."""
        if self.tried.name and request.POST.get("password"):
            until = actions.begin_sign_in(tried=self.tried)
            if until is not None:
                return _locked_out(request, until, self.tried.at)
        return super().post(request, *args, **named)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Begin a session that knows its device and ends after its hours, used or not."""
        now = self.tried.at
        actions.forget_tries(tried=self.tried)
        actions.drop_old_sessions(at=now)
        response = super().form_valid(form)
        session = self.request.session
        session[DEVICE] = device_now(self.request.headers.get("User-Agent", ""), self.tried.address, now)
        session.set_expiry(now + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again; a right password of an old slip is no try at guessing."""
        if form.has_error("__all__", EXPIRED):
            actions.forget_tries(tried=self.tried)
        return super().form_invalid(form)


def _locked_out(request: HttpRequest, until: dt.datetime, now: dt.datetime) -> HttpResponse:
    seconds = max(1, math.ceil((until - now).total_seconds()))
    context = {"until": until, "minutes": math.ceil(seconds / 60)}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


class SignOut(django_views.LogoutView):
    """Sign out; by a posted form only, so that no link on another page can do it."""
