"""What regulations show on the pages of localities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _

from orgregs.foundation.panels import Panel
from regulations.models import Document, IssuingBody

if TYPE_CHECKING:
    import datetime as dt

    from orgregs.foundation.reach import Reader


def bodies_of_locality(locality: Any, user: Reader, _day: dt.date) -> Panel | None:
    """Show the bodies that number documents here, and how many of each are in the register."""
    bodies = IssuingBody.objects.visible_to(user).filter(locality=locality).order_by("sort_key", "code")
    counts = dict(
        Document.objects.visible_to(user)
        .filter(series_of__locality=locality)
        .values_list("series_of")
        .annotate(count=Count("pk"))
        .order_by()
    )
    rows = [{"body": body, "count": counts.get(body.pk, 0)} for body in bodies]
    if not rows:
        return None
    return Panel(_("Cơ quan ban hành văn bản"), "regulations/bodies_panel.html", {"rows": rows})
