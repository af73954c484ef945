"""How the house is built: what may point where, who writes, who reads the clock, how views ask.

import-linter sees imports (pyproject.toml); these walks see what it cannot: string keys between models, and calls.
Each exception stands here with its reason, and fails when it is no longer needed.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
# From the ground up; design: roof → quotas → accounts → agencies → regulations → localities → foundation.
FLOORS = ["localities", "regulations", "agencies", "accounts", "quotas"]
HOUSE = [*FLOORS, "orgregs"]
GROUND = {"auth", "contenttypes"}


def own_models() -> Iterator[type[models.Model]]:
    """Yield the models of our apps, the tables of histories and of many-to-many fields included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in FLOORS:
            yield model


# ---- Models


def test_relations_point_down() -> None:
    upward = []

    for model in own_models():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if not field.is_relation or not isinstance(field.related_model, type):
                continue
            target = field.related_model._meta
            if target.label == settings.AUTH_USER_MODEL or target.app_label in GROUND:
                continue
            if FLOORS.index(target.app_label) > FLOORS.index(model._meta.app_label):
                upward.append(f"{model.__name__}.{field.name} -> {target.label}")

    assert upward == []


# A moment whose person has another name.
PERSON_OF_MOMENT = {
    "QuotaDecision.recorded_at": "booked_by",
    "UserSession.opened_at": "user",
    "UserSession.seen_at": "user",
    "FailedSignIn.failed_at": "name_digest",  # nobody who is known
}


def test_every_moment_has_its_person() -> None:
    alone = []

    for model in own_models():
        names = {field.name for field in model._meta.get_fields()}
        for field in model._meta.local_fields:
            if field.name.endswith("_at"):
                person = PERSON_OF_MOMENT.get(f"{model.__name__}.{field.name}", f"{field.name[:-3]}_by")
                if person not in names:
                    alone.append(f"{model.__name__}.{field.name}")

    assert alone == []


def test_names_of_dates_and_moments_tell_what_they_are() -> None:
    kinds = {"_on": models.DateField, "_at": models.DateTimeField}

    wrong = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.local_fields
        for ending, kind in kinds.items()
        if field.name.endswith(ending) and type(field) is not kind
    ]

    assert wrong == []


# ---- Files

UNSPEAKING = {"utils", "helpers", "services", "common", "managers", "signals", "constants", "misc", "util", "helper"}


def sources() -> Iterator[Path]:
    """Yield the modules of the house, without the migrations."""
    for part in HOUSE:
        yield from (path for path in sorted((ROOT / part).rglob("*.py")) if "migrations" not in path.parts)


def test_no_module_has_a_name_that_says_nothing() -> None:
    everything = [*sources(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "templates").rglob("*")]

    assert [path.relative_to(ROOT).as_posix() for path in everything if path.stem in UNSPEAKING] == []


# ---- Calls


class Call(NamedTuple):
    """A call `….name(…)` in a module of the house."""

    module: str
    line: int
    text: str
    name: str
    node: ast.Call

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.text}"


def calls_in(module: str, source: str) -> Iterator[Call]:
    """Yield the calls of attributes in a source text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield Call(module, node.lineno, ast.unparse(node)[:100], node.func.attr, node)


def calls() -> Iterator[Call]:
    for path in sources():
        yield from calls_in(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def allowed(found: list[Call], exceptions: dict[tuple[str, str], str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the calls that no exception allows, and the exceptions that nothing needs."""
    used = {(call.module, call.name) for call in found}
    left = [str(call) for call in found if (call.module, call.name) not in exceptions]
    return left, [exception for exception in exceptions if exception not in used]


# ---- Only actions write

WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "asave",
    "acreate",
    "adelete",
    "aupdate",
    "execute",
    "executemany",
    "raw",
}
WRITES_OF_RELATIONS = {"add", "remove", "clear", "set"}
WRITERS = {
    ("accounts/models.py", "save"): "hands on to Django's own; signing in leaves no line in the history",
    ("orgregs/foundation/records.py", "save"): "the one way to write a record; actions call it",
    ("orgregs/foundation/records.py", "delete"): "the one way to remove a record; actions call it",
    ("orgregs/foundation/commands.py", "execute"): "Django's word for running a command; no SQL",
    ("orgregs/foundation/guards.py", "execute"): "makes triggers and grants, and asks which stand",
    ("orgregs/foundation/integrity.py", "execute"): "asks SQLite whether the file is whole",
    ("orgregs/foundation/periods.py", "execute"): "a constraint makes and drops its triggers in a migration",
    ("orgregs/backups/tables.py", "execute"): "a restore writes rows as they stood, past models and actions",
    ("orgregs/foundation/snapshots.py", "execute"): "says how a transaction reads",
    ("orgregs/loading.py", "save"): "fixtures are written as loaddata writes them",
    ("quotas/views/correcting.py", "save"): "the form hands what was typed to actions.save_draft",
    ("quotas/forms/workbooks.py", "save"): "the form's own, which hands what was read to actions.save_imported",
    ("quotas/management/commands/import_quotas.py", "save"): "the form hands what was read to actions.save_imported",
    ("quotas/views/drafting.py", "save"): "the form hands what was typed to actions.save_draft",
    ("quotas/admin/drafts.py", "save"): "the form hands what was typed to actions.save_draft",
}


def names_of_many_to_many() -> set[str]:
    return {field.name for model in own_models() for field in model._meta.local_many_to_many}


def is_write(call: Call) -> bool:
    """Say whether a call writes to the database, as far as its text tells."""
    keywords = {keyword.arg for keyword in call.node.keywords}
    if call.name in WRITES:
        return "commit" not in keywords  # save(commit=False) writes nothing
    if call.name == "update":  # a queryset takes columns, a set or a digest takes values
        return bool(keywords) and not call.node.args
    receiver = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    is_relation = isinstance(receiver, ast.Attribute) and receiver.attr in names_of_many_to_many()
    return call.name in WRITES_OF_RELATIONS and is_relation


def is_of_actions(module: str) -> bool:
    """Say whether a module is the actions of an app, one file or a folder of them."""
    return module.endswith("/actions.py") or "/actions/" in module


def test_only_actions_write() -> None:
    writes = [call for call in calls() if is_write(call) and not is_of_actions(call.module)]

    left, unneeded = allowed(writes, WRITERS)

    assert left == []
    assert unneeded == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("row.save()", True, id="a row is saved"),
        pytest.param("form.save(commit=False)", False, id="a form only fills its row"),
        pytest.param("Entry.objects.filter(year=1).update(change=2)", True, id="rows are updated"),
        pytest.param("digest.update(text)", False, id="a digest goes on"),
        pytest.param("draft.editors.add(user)", True, id="a relation grows"),
        pytest.param("seen.add(number)", False, id="a set grows"),
        pytest.param("connection.cursor().execute('DELETE FROM t')", True, id="SQL is run"),
        pytest.param("agency.names.all().delete()", True, id="rows are deleted"),
    ],
)
def test_the_walk_sees_what_writes(source: str, expected: bool) -> None:  # noqa: FBT001
    assert any(is_write(call) for call in calls_in("quotas/panels.py", source)) is expected


# ---- Only doors read the clock

CLOCK = {"now", "today", "utcnow", "localdate", "localtime", "time", "monotonic"}
CLOCKS = {"timezone", "datetime", "date", "dt", "time", "clock"}
CLOCK_READERS = {
    ("accounts/middleware.py", "now"): "a door: a session says when it was last seen",
    ("orgregs/foundation/clock.py", "localdate"): "the doors' clock itself",
    ("orgregs/foundation/clock.py", "now"): "the doors' clock itself",
    ("orgregs/foundation/imprint.py", "now"): "takes the request of a door: a file says when it was made",
    ("orgregs/home.py", "today"): "a door: the first page",
    ("orgregs/incidents.py", "now"): "a door: the pages of refusals, whose number holds for an hour",
}
DOORS = ("/views.py", "/views/", "/admin", "/management/")


def reads_clock(call: Call) -> bool:
    """Say whether a call asks a clock: `timezone.now()`, `dt.date.today()`, `clock.today()`."""
    receiver = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    name = receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")
    is_of_time = call.name == "time" and name != "time"
    converts = call.name == "localtime" and bool(call.node.args)
    return call.name in CLOCK and name in CLOCKS and not is_of_time and not converts


def test_only_doors_read_the_clock() -> None:
    readers = [call for call in calls() if reads_clock(call) and not any(door in f"/{call.module}" for door in DOORS)]

    left, unneeded = allowed(readers, CLOCK_READERS)

    assert left == []
    assert unneeded == []


def test_no_column_reads_the_clock() -> None:
    automatic = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.local_fields
        if isinstance(field, models.DateField)
        and (field.auto_now or field.auto_now_add or (field.has_default() and callable(field.default)))
        and field.name != "date_joined"  # Django's own, of accounts
    ]

    assert automatic == []


# ---- Views ask for a person

ASKING = ("/views.py", "/views/", "orgregs/home.py", "orgregs/search.py", "/filters.py", "/forms.py", "/forms/")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
OF_A_PERSON = {"visible_to", "in_reach_of", "within_sight_of", "none"}
# The same for every person.
REFERENCE_LISTS = {"AgencyKind", "DocumentType", "StaffCategory"}
FOR_EVERYBODY = {
    ("quotas/filters.py", "Agency.objects.matching"): "narrows rows that are the person's already",
    ("quotas/filters.py", "DecisionLine.objects.filter"): "narrows rows that are the person's already",
    ("quotas/filters.py", "Document.objects.matching"): "narrows rows that are the person's already",
    ("quotas/filters.py", "Locality.objects.matching"): "narrows rows that are the person's already",
    (
        "quotas/forms/tables.py",
        "QuotaDecision.objects.last_position",
    ): "how long the register is, printed on every page",
    ("quotas/views/comparing.py", "QuotaDecision.objects.filter"): "the decision made of a draft that the person sees",
}


def unasked(module: str, source: str) -> Iterator[tuple[str, str, str]]:
    """Yield reads `Model.objects.x(…)` whose first word is not about a person: module, manager, text."""
    for call in calls_in(module, source):
        manager = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
        if not isinstance(manager, ast.Attribute) or manager.attr not in MANAGERS or call.name in OF_A_PERSON:
            continue
        if ast.unparse(manager.value) not in REFERENCE_LISTS:
            yield module, f"{ast.unparse(manager)}.{call.name}", str(call)


def test_views_filters_and_forms_ask_for_what_the_person_may_see() -> None:
    found = [
        read
        for path in sources()
        if any(part in f"/{path.relative_to(ROOT).as_posix()}" for part in ASKING)
        for read in unasked(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]

    left = [text for module, manager, text in found if (module, manager) not in FOR_EVERYBODY]
    used = {(module, manager) for module, manager, _text in found}
    assert left == []
    assert [exception for exception in FOR_EVERYBODY if exception not in used] == []


def test_the_walk_sees_a_read_that_asks_for_nobody() -> None:
    assert list(unasked("quotas/views/tables.py", "Document.objects.filter(code=code).first()"))
    assert not list(unasked("quotas/views/tables.py", "Document.objects.visible_to(user).filter(code=code)"))
