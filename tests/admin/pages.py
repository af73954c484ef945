"""Every page of the administrators' screens, opened one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from orgregs.foundation.records import Passing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model
    from django.test import Client

APPS = ("localities", "regulations", "agencies", "accounts", "quotas")


class Page(NamedTuple):
    """An answer: from where, with which status, saying what."""

    address: str
    status: int
    html: str


def own_models() -> list[type[Model]]:
    """Return the models of the five apps, without the tables of their history."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS
        and not hasattr(model, "history_id")
        and not model._meta.auto_created
        and not issubclass(model, Passing)
    ]


def address(model: type[Model], page: str, *arguments: Any) -> str:
    """Return where a page of a list is; nowhere if the list has no such page."""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)
    except NoReverseMatch:
        return ""


def addresses() -> Iterator[str]:
    """Yield every address, with a record of each list where there is one."""
    yield reverse("admin:index")
    yield reverse("admin:password_change")
    for app in APPS:
        yield reverse("admin:app_list", args=[app])
    for model in own_models():
        for page in ("changelist", "add", "import", "export"):
            yield address(model, page)
        yield f"{address(model, 'changelist')}?q=khong+co+gi"
        yield f"{address(model, 'changelist')}?_facets=True"
        record = model._default_manager.order_by("pk").last()
        if record is not None:
            for page in ("change", "history", "delete"):
                yield address(model, page, record.pk)
            past = record.history.first() if hasattr(record, "history") else None
            if past is not None:
                yield address(model, "simple_history", record.pk, past.pk)
    accounts = admin.site._registry[apps.get_model("accounts.User")].model._default_manager
    yield reverse("admin:auth_user_password_change", args=[accounts.filter(is_system=False).first().pk])


def open_all(client: Client) -> list[Page]:
    """Open every page; a page that nobody may open (403) is part of the answer."""
    pages = []
    for place in addresses():
        if place:
            answer = client.get(place)
            pages.append(Page(place, answer.status_code, answer.content.decode()))
    return pages
