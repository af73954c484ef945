"""Panels: what an upper app shows on the page of a lower one (a document's decisions, its agencies).

Imports run one way, so the lower page cannot ask the upper app. The upper app registers a panel in its
``apps.ready()``; the lower page collects them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from django.db.models import Model

    from orgregs.foundation.reach import Reader


@dataclass(frozen=True)
class Panel:
    """One box on a page: its title, its template and what the template shows."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


if TYPE_CHECKING:
    Provider = Callable[[Model, Reader, dt.date], Panel | None]

_providers: dict[str, list[Provider]] = defaultdict(list)


def register(kind: str, provider: Provider) -> None:
    """Add `provider` to the pages of a kind: “document”, “agency”, “locality”, “decision”, “home:staff” …"""
    if provider not in _providers[kind]:
        _providers[kind].append(provider)


def collect(kind: str, record: Model, user: Reader, day: dt.date) -> list[Panel]:
    """Return the panels that have something to say to `user` about `record` on `day`, in order of registration."""
    return collect_all([kind], record, user, day)


def collect_all(kinds: Iterable[str], record: Model, user: Reader, day: dt.date) -> list[Panel]:
    """Return the panels of several kinds in their order; a provider registered for two of them speaks once."""
    providers = dict.fromkeys(provider for kind in kinds for provider in _providers[kind])
    panels = (provider(record, user, day) for provider in providers)
    return [panel for panel in panels if panel is not None]
