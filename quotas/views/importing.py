"""Doors for a workbook: what it would change is shown first, and written only once somebody saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orgregs.foundation import clock
from orgregs.foundation.own_language import as_kept
from quotas.exports import problems_workbook, template_workbook
from quotas.forms import WorkbookForm
from quotas.intake import recipients_of
from quotas.models import FIRST_YEAR, LAST_YEAR
from quotas.moments import is_count
from quotas.views.opening import choose_pool, person_of, pool_to_draft_in

if TYPE_CHECKING:
    from orgregs.foundation.pages import PageRequest
    from quotas.models import Pool

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def import_workbook(request: PageRequest) -> HttpResponse:
    """Answer with the form of a workbook, with what the one that came would change, or with the draft made of it.

    `?dia-phuong=` and `?khoi=` choose the pool.
    """
    pool = pool_to_draft_in(request)
    if pool is None:
        return choose_pool(request, _("Nhập từ Excel"))
    form = _form(request, pool)
    if form.is_valid():
        if "result" in request.POST and form.preview:
            return _problems(request, pool)
        if "confirm" in request.POST and (answer := _confirm(request, form)):
            return answer
    asked = {"dia-phuong": pool.locality.code, "khoi": pool.block, "nam": form["year_from"].value() or ""}
    context = {
        "title": _("Nhập từ Excel"),
        "form": form,
        "pool": pool,
        "template_url": f"{reverse('quotas:import-template')}?{urlencode(asked)}",
    }
    status = 400 if form.errors else 409 if form.moved else 200
    return render(request, "quotas/import_workbook.html", context, status=status)


def _form(request: PageRequest, pool: Pool) -> WorkbookForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return WorkbookForm(*sent, pool=pool, user=person_of(request), today=clock.today())


@as_kept()
def _problems(request: PageRequest, pool: Pool) -> HttpResponse:
    """Answer with the file of problems, read again in the language of files."""
    if (sent := request.FILES.get("workbook")) is not None:
        sent.seek(0)
    form = _form(request, pool)
    found = form.preview.problems if form.is_valid() and form.preview else ()
    return _file(problems_workbook(found), "ket-qua-kiem-tra.xlsx")


def _confirm(request: PageRequest, form: WorkbookForm) -> HttpResponse | None:
    """Lead to the draft that was made, or to the one made of the same file before; None, and the form says why."""
    if (draft := form.confirm(at=clock.now())) is not None:
        messages.success(request, _("Đã ghi phương án %(code)s từ tệp.") % {"code": draft.code})
        return redirect(draft)
    if (draft := form.earlier_draft) is not None:
        messages.info(request, _("Quyết định này đã có phương án %(code)s: không ghi lần nữa.") % {"code": draft.code})
        return redirect(draft)
    return None


@require_safe
def import_template(request: PageRequest) -> HttpResponse:
    """Answer with an empty table of the year `?nam=` for the agencies of the pool, to be filled in and brought back."""
    pool = pool_to_draft_in(request)
    if pool is None:
        return choose_pool(request, _("Tải tệp mẫu"))
    asked = request.GET.get("nam", "")
    year = int(asked) if is_count(asked) and FIRST_YEAR <= int(asked) <= LAST_YEAR else clock.today().year
    names = [
        str(each) for each in recipients_of(pool, person_of(request)) if each.has_own_quota and each.stands_in(year)
    ]
    return _file(template_workbook(names), f"mau-giao-bien-che-{pool.locality.code}-{year}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
