"""Pages of the documents."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from orgregs.foundation import clock, listings, panels
from orgregs.foundation.pages import record_or_404
from regulations import reports
from regulations.attachments import content_of_file
from regulations.filters import DocumentFilter
from regulations.forms import ScanForm
from regulations.models import Attachment, Document
from regulations.tables import DocumentTable

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.models import User
    from orgregs.foundation.pages import PageRequest


@require_safe
def document_list(request: PageRequest) -> HttpResponse:
    """List the documents the person may see."""
    return listings.answer(
        request,
        title=pgettext("plural", "Văn bản"),
        counted=pgettext("plural", "văn bản"),
        queryset=reports.with_acts(Document.objects.visible_to(request.user).newest_first(), request.user),
        filters=DocumentFilter,
        table=DocumentTable,
        day=clock.day_asked(request),
        totals=_how_many_are_not_held,
    )


def _how_many_are_not_held(documents: Any) -> list[tuple[str, int]]:
    return [(_("Trong đó chưa có bản"), documents.aggregate(count=Count("pk", filter=Q(is_stub=True)))["count"])]


@require_safe
def document_detail(request: PageRequest, code: str) -> HttpResponse:
    """Show one document: its facts, whether it is in force on the day and why, and what stands to it in which way."""
    return _show(request, _document_or_404(request, code), ScanForm())


@require_POST
def attachment_add(request: PageRequest, code: str) -> HttpResponse:
    """Keep the scan that comes with the form on a document's page, or show what is wrong with it."""
    document = _document_or_404(request, code)
    form = ScanForm(request.POST, request.FILES)
    user: User = request.user  # type: ignore[assignment]  # the login middleware lets nobody else in
    if not user.may("draft", document.series_of.locality.path):
        raise PermissionDenied
    if scan := form.keep(document=document, by=user, at=clock.now()):
        messages.success(request, _("Đã đính kèm %(name)s.") % {"name": scan})
        return redirect(document)
    return _show(request, document, form, status=400)


def _document_or_404(request: PageRequest, code: str) -> Document:
    visible = Document.objects.visible_to(request.user).select_related("series_of__locality")
    document: Document = record_or_404(reports.with_acts(visible, request.user), code)
    return document


def _show(request: PageRequest, document: Document, form: ScanForm, *, status: int = 200) -> HttpResponse:
    day = clock.day_asked(request)
    scans = Attachment.objects.visible_to(request.user).filter(document=document)
    context = {
        "document": document,
        "day": day,
        "line": reports.line_of(document, day),
        "term": reports.term_of(document),
        "scans": scans.select_related("document", "attached_by").newest_first(),
        "scan_form": form if request.user.may("draft", document.series_of.locality.path) else None,
        "related": reports.related_documents(document, request.user, day),
        "provisions": document.provisions.order_by("order", "pk"),
        "panels": panels.collect("document", document, request.user, day),
    }
    return render(request, "regulations/document_detail.html", context, status=status)


@require_safe
def attachment(request: PageRequest, code: str, sha256: str) -> HttpResponseBase:
    """Hand over a scan to whoever may see its document: to be kept, never to be shown as a page of this site."""
    found = Attachment.objects.visible_to(request.user).filter(document__code=code, sha256=sha256)
    scan = get_object_or_404(found.select_related("document__type"))
    # The address says which bytes these are: others are not handed over under it.
    content = content_of_file(scan)
    if content is None:
        return render(request, "regulations/attachment_gone.html", {"scan": scan}, status=410)
    name = f"{scan.document.code}.pdf"
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
