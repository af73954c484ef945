"""Pages of the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgregs.foundation import clock, listings, panels
from orgregs.foundation.pages import record_or_404
from regulations import reports
from regulations.filters import DocumentFilter
from regulations.models import Attachment, Document
from regulations.tables import DocumentTable

if TYPE_CHECKING:
    from django.http import HttpResponse

    from orgregs.foundation.pages import PageRequest


@require_safe
def document_list(request: PageRequest) -> HttpResponse:
    """List the documents the person may see."""
    return listings.answer(
        request,
        title=_("Văn bản"),
        counted=_("văn bản"),
        queryset=reports.with_acts(Document.objects.visible_to(request.user).newest_first(), request.user),
        filters=DocumentFilter,
        table=DocumentTable,
        day=clock.day_asked(request),
        totals=_how_many_are_not_held,
    )


def _how_many_are_not_held(documents: Any) -> list[tuple[str, int]]:
    return [(_("Trong đó chưa có bản"), documents.aggregate(count=Count("pk", filter=Q(is_stub=True)))["count"])]


@require_safe
def attachment(request: PageRequest, code: str, sha256: str) -> FileResponse:
    """Hand over a scan to whoever may see its document: to be kept, never to be shown as a page of this site."""
    found = Attachment.objects.visible_to(request.user).filter(document__code=code, sha256=sha256)
    scan = get_object_or_404(found.select_related("document"))
    name = f"{scan.document.code}.pdf"
    response = FileResponse(scan.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def document_detail(request: PageRequest, code: str) -> HttpResponse:
    """Show one document: its facts, whether it is in force on the day and why, and what stands to it in which way."""
    day = clock.day_asked(request)
    visible = Document.objects.visible_to(request.user).select_related("series_of__locality")
    document = record_or_404(reports.with_acts(visible, request.user), code)
    context = {
        "document": document,
        "day": day,
        "line": reports.line_of(document, day),
        "term": reports.term_of(document),
        "related": reports.related_documents(document, request.user, day),
        "provisions": document.provisions.order_by("order", "pk"),
        "panels": panels.collect("document", document, request.user, day),
    }
    return render(request, "regulations/document_detail.html", context)
