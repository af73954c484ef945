"""What every page behind the login stands on: who asks, the one record the address names, names with their links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    from orgregs.foundation.reach import Reader


class PageRequest(HttpRequest):
    """A request of a signed-in person; views behind the login take this, so that nobody else reaches `visible_to`."""

    user: Reader  # type: ignore[assignment]  # Django's stubs also allow an anonymous user here


class BadQuestion(BadRequest):
    """The address asks something that cannot be answered; the 400 page prints the sentence."""


class TooManyRequests(Exception):
    """Somebody asks too often; answered with the 429 page, which names the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Link:
    """A name on a page, and where it leads if the reader may go there."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


class Links:
    """Links to records that a page mentions: to those the reader may see, and only the names of the others."""

    def __init__(self, visible: QuerySet[Any], mentioned: Iterable[Model | None]) -> None:
        ids = {record.pk for record in mentioned if record is not None}
        self._visible = set(visible.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()

    def to(self, record: Any, text: str = "") -> Link:
        """Return the link to `record`, or its name alone."""
        return Link(text or str(record), record.get_absolute_url() if record.pk in self._visible else "")

    def __contains__(self, record: Model) -> bool:
        return record.pk in self._visible


def record_or_404(visible: QuerySet[Any], code: str) -> Any:
    """Return the record with this code among those the person may see; a hidden one is as missing as no one."""
    return get_object_or_404(visible, code=code)
