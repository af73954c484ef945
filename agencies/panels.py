"""What agencies show on the pages of documents and localities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agencies.models import Agency, Mandate
from localities.reports import state_on
from orgregs.foundation.panels import Panel

if TYPE_CHECKING:
    import datetime as dt

    from orgregs.foundation.reach import Reader


def agencies_of_document(document: Any, user: Reader, _day: dt.date) -> Panel | None:
    """Show the agencies the document regulates."""
    mandates = (
        Mandate.objects.visible_to(user)
        .filter(document=document)
        .select_related("agency__locality")
        .order_by("agency__locality__depth", "agency__locality__sort_key", "agency__order", "agency__code", "pk")
    )
    rows = list(mandates)
    if not rows:
        return None
    return Panel(_("Cơ quan, đơn vị do văn bản này quy định"), "agencies/mandates_panel.html", {"mandates": rows})


def agencies_of_locality(locality: Any, user: Reader, day: dt.date) -> Panel | None:
    """Show the agencies of the locality in the order its decisions print."""
    agencies = Agency.objects.visible_to(user).filter(locality=locality).select_related("kind").in_protocol_order()
    rows = [{"agency": agency, "state": state_on(agency, day)} for agency in agencies]
    if not rows:
        return None
    return Panel(
        pgettext("plural", "Cơ quan, đơn vị"), "agencies/agencies_panel.html", {"rows": rows, "locality": locality}
    )
