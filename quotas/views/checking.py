"""The door to which an exported file is brought back, to be held against the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quotas.checking import FileCheckForm
from quotas.models import Pool

if TYPE_CHECKING:
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def file_check(request: PageRequest) -> HttpResponse:
    """Answer with the form of a file, or with what came of its check; nothing of it is kept."""
    if not Pool.objects.within_sight_of(request.user).exists():
        raise Http404
    is_sent = request.method == "POST"
    form = FileCheckForm(request.POST if is_sent else None, request.FILES if is_sent else None, user=request.user)
    context = {"title": _("Đối chiếu tệp"), "form": form, "verdict": form.verdict if form.is_valid() else None}
    return render(request, "quotas/file_check.html", context, status=400 if form.errors else 200)
