"""The addresses of the register, and beside them views that fail in every way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from orgregs import urls
from orgregs.foundation.pages import BadQuestion, TooManyRequests

if TYPE_CHECKING:
    from django.http import HttpRequest

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def fail(request: HttpRequest, how: str) -> HttpResponse:
    """Fail as the address says."""
    if how in {"60", "600"}:
        raise TooManyRequests(int(how))
    raise {
        "400": BadQuestion("Năm 3000 không có trong sổ."),
        "suspicious": SuspiciousOperation("a cookie was changed"),
        "403": PermissionDenied(),
        "500": RuntimeError("this must not be shown"),
        "503": OperationalError("database is locked"),
        "table": OperationalError("no such table: quotas_entry"),
    }[how]


@require_POST
def only_forms(request: HttpRequest) -> HttpResponse:
    """Take a form."""
    return HttpResponse("taken")


urlpatterns = [
    *urls.urlpatterns,
    path("thu/chi-gui/", login_not_required(only_forms)),
    path("thu/<str:how>/", login_not_required(fail)),
]
