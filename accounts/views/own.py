"""One's own password, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import views as django_views
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, devices
from accounts.forms import OwnPasswordForm
from accounts.models import UserSession
from accounts.sessions import handle_of
from orgregs.foundation import clock

if TYPE_CHECKING:
    from django.contrib.auth.forms import PasswordChangeForm
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class PasswordChange(django_views.PasswordChangeView):
    """Change one's own password, which signs one out everywhere else."""

    http_method_names = ["get", "head", "post"]
    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Say that it is done."""
        messages.success(self.request, _("Đã đổi mật khẩu. Các phiên đăng nhập khác của tài khoản đã kết thúc."))
        return super().form_valid(form)


@require_safe
@never_cache
def session_list(request: PageRequest) -> HttpResponse:
    """Show where one is signed in: on what device, from where, since when."""
    rows = UserSession.objects.visible_to(_person(request)).open_at(clock.now()).order_by("-seen_at", "-expire_date")
    key = request.session.session_key
    lines = [
        {
            "handle": handle_of(row.session_key),
            "device": devices.in_words(row.device),
            "address": row.address,
            "opened_at": row.opened_at,
            "seen_at": row.seen_at,
            "ends_at": row.expire_date,
            "is_this": row.session_key == key,
        }
        for row in rows
    ]
    lines.sort(key=lambda line: not line["is_this"])
    return render(request, "accounts/session_list.html", {"lines": lines})


@require_POST
def session_end(request: PageRequest) -> HttpResponse:
    """Sign out of one session, or everywhere but here."""
    if "others" in request.POST:
        count = actions.end_other_sessions(user=_person(request), kept=request.session.session_key)
        told = ngettext("Đã đăng xuất %(count)s phiên khác.", "Đã đăng xuất %(count)s phiên khác.", count)
        messages.success(request, told % {"count": count} if count else _("Không có phiên nào khác."))
        return redirect("session-list")
    asked = request.POST.get("session", "")
    rows = UserSession.objects.visible_to(_person(request)).open_at(clock.now())
    session = next((row for row in rows if handle_of(row.session_key) == asked), None)
    if session is None:
        raise Http404
    is_this = session.session_key == request.session.session_key
    actions.end_session(session=session)
    if is_this:
        request.session.flush()
        return redirect("login")
    messages.success(request, _("Đã đăng xuất phiên đó."))
    return redirect("session-list")


def _person(request: PageRequest) -> Any:
    return request.user
