"""Every constraint of the quotas, broken by a row written past all actions: the database itself refuses it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import transaction

from quotas.models import (
    DecisionDraft,
    DecisionLine,
    Holder,
    Pool,
    QuotaDecision,
    StaffCategory,
)
from regulations.models import Document, DocumentType, IssuingBody
from tests.breaking import Break, Row, World, day, expect_refusal

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Places

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
TWIN = Break(twin={})


def _pool(world: World, **fields: Any) -> Pool:
    found: Pool = Pool.objects.get_or_create(locality=world.locality, block="party")[0]
    return found


def _category(world: World) -> StaffCategory:
    found: StaffCategory = StaffCategory.objects.get_or_create(code="chua-phan-loai", defaults={"name": "Biên chế"})[0]
    return found


def _holder(world: World) -> Holder:
    return Holder.objects.get_or_create(agency=world.agency)[0]


def _other_holder(world: World) -> Holder:
    return Holder.objects.get_or_create(agency=world.other_agency)[0]


def _document(world: World) -> Document:
    kind = DocumentType.objects.get_or_create(code="quyet-dinh", defaults={"name": "Quyết định"})[0]
    body = IssuingBody.objects.get_or_create(
        code="hu", defaults={"name": "HU", "suffix": "HU", "locality": world.locality}
    )[0]
    made: Document = Document.objects.create(
        code=world.code(), series_of=body, type=kind, issued_on=day("2023-12-15"), subject="Giao biên chế"
    )
    return made


def pool(world: World) -> dict[str, Any]:
    return {"locality": world.other_locality, "block": "party", "ceiling_policy": "warn"}


def holder(world: World) -> dict[str, Any]:
    return {"agency": world.agency, "pool": None}


def draft(world: World) -> dict[str, Any]:
    return {
        "document": _document(world),
        "pool": _pool(world),
        "year_from": 2024,
        "year_to": 2024,
        "prepared_by": world.person,
        "prepared_at": MOMENT,
    }


def decision(world: World) -> dict[str, Any]:
    made = world.made(DecisionDraft, draft)
    return {
        "position": QuotaDecision.objects.last_position() + 1,
        "kind": "original",
        "document": made.document,
        "pool": made.pool,
        "draft": made,
        "type_name": "Quyết định",
        "subject": "Giao biên chế",
        "issued_on": day("2023-12-15"),
        "pool_name": "Huyện Đức Linh",
        "year_from": 2024,
        "year_to": 2024,
        "is_extract": False,
        "one_person": False,
        "submitted_by": world.person,
        "booked_by": world.person,
        "recorded_at": MOMENT,
    }


def statement(world: World) -> dict[str, Any]:
    return {
        "number": 1,
        "operation": "set",
        "holder": _holder(world),
        "category": _category(world),
        "posts": 4,
        "effective_on": day("2024-01-01"),
        "year_from": 2024,
        "year_to": 2024,
    }


def draft_line(world: World) -> dict[str, Any]:
    return statement(world) | {"draft": world.made(DecisionDraft, draft)}


def decision_line(world: World) -> dict[str, Any]:
    return statement(world) | {
        "decision": world.made(QuotaDecision, decision),
        "holder_name": "Ủy ban MTTQ",
        "category_name": "Biên chế",
    }


def entry(world: World) -> dict[str, Any]:
    line = world.made(DecisionLine, decision_line)
    return {
        "decision": line.decision,
        "line": line,
        "pool": line.decision.pool,
        "holder": line.holder,
        "year": 2024,
        "category": line.category,
        "change": 4,
        "effective_on": day("2024-01-01"),
        "is_rebase": False,
    }


GOOD: dict[str, Row] = {
    "quotas.Pool": pool,
    "quotas.Holder": holder,
    "quotas.DecisionDraft": draft,
    "quotas.DraftTotal": lambda world: {
        "draft": world.made(DecisionDraft, draft),
        "category": _category(world),
        "posts": 4,
    },
    "quotas.DraftLine": draft_line,
    "quotas.DraftAcknowledgement": lambda world: {
        "draft": world.made(DecisionDraft, draft),
        "code": "total-differs",
        "reason": "In sai",
        "acknowledged_by": world.person,
        "acknowledged_at": MOMENT,
    },
    "quotas.Receipt": lambda world: {
        "draft": world.made(DecisionDraft, draft),
        "file_name": "giao-2034.xlsx",
        "sha256": "ab" * 32,
        "size": 9_000,
        "received_by": world.person,
        "received_at": MOMENT,
    },
    "quotas.Register": lambda _world: {"id": 1},
    "quotas.QuotaDecision": decision,
    "quotas.StatedTotal": lambda world: {
        "decision": world.made(QuotaDecision, decision),
        "category": _category(world),
        "category_name": "Biên chế",
        "posts": 4,
        "counts_in_total": True,
    },
    "quotas.DecisionAcknowledgement": lambda world: {
        "decision": world.made(QuotaDecision, decision),
        "code": "total-differs",
        "sentence": "Tổng số khác",
        "reason": "In sai",
        "acknowledged_by": world.person,
    },
    "quotas.DecisionLine": decision_line,
    "quotas.Entry": entry,
}


def _void_without_line(prefix: str) -> dict[tuple[str, str], Break]:
    model = "quotas.DraftLine" if prefix == "draft" else "quotas.DecisionLine"
    return {(model, f"{prefix}_void_names_its_line"): Break({"operation": "void", "posts": None})}


def _statements(label: str) -> dict[tuple[str, str], Break]:
    """What no line may be, on its way or booked."""
    prefix = label.replace(".", "_").lower()
    return {
        (label, f"{prefix}_posts_fit_operation"): Break({"posts": -1}),
        (label, f"{prefix}_posts_are_sensible"): Break({"posts": 100_001}),
        (label, f"{prefix}_only_a_move_has_two_holders"): Break(lambda world: {"to_holder": _other_holder(world)}),
        (label, f"{prefix}_years_are_in_order"): Break({"year_to": 2023}),
        (label, f"{prefix}_counts_within_first_year"): Break({"effective_on": day("2025-01-01")}),
        (label, f"{prefix}_operation_is_known"): Break({"operation": "x"}, also=(f"{prefix}_posts_fit_operation",)),
    }


BREAKS: dict[tuple[str, str], Break] = {
    ("quotas.Pool", "pool_is_one_locality_and_block"): TWIN,
    ("quotas.Pool", "pool_has_a_known_block"): Break({"block": "x"}),
    ("quotas.Pool", "pool_has_a_known_ceiling_policy"): Break({"ceiling_policy": "x"}),
    ("quotas.Holder", "holder_is_one_pool_or_one_agency"): Break(lambda world: {"pool": _pool(world)}),
    ("quotas.DecisionDraft", "draft_years_are_in_order"): Break({"year_to": 2023}),
    ("quotas.DecisionDraft", "draft_has_a_known_kind"): Break({"kind": "x"}),
    ("quotas.DecisionDraft", "draft_has_a_known_state"): Break({"state": "x"}),
    ("quotas.DecisionDraft", "draft_submission_has_person_and_moment"): Break({"submitted_at": MOMENT}),
    ("quotas.DraftTotal", "draft_states_one_total_a_category"): TWIN,
    ("quotas.DraftLine", "draft_line_number_is_used_once"): TWIN,
    **_statements("quotas.DraftLine"),
    **_void_without_line("draft"),
    ("quotas.DraftAcknowledgement", "draft_warning_is_acknowledged_once"): TWIN,
    ("quotas.Receipt", "receipt_is_of_a_file_with_contents"): Break({"size": 0}),
    ("quotas.Register", "there_is_one_register"): Break({"id": 2}),
    ("quotas.QuotaDecision", "decision_position_begins_at_one"): Break({"position": 0}),
    ("quotas.QuotaDecision", "decision_has_a_known_kind"): Break({"kind": "x"}),
    ("quotas.QuotaDecision", "decision_years_are_in_order"): Break({"year_to": 2023}),
    ("quotas.QuotaDecision", "decision_seals_the_scan_it_names"): Break({"scan_sha256": "ab" * 32}),
    ("quotas.StatedTotal", "decision_states_one_total"): TWIN,
    ("quotas.DecisionAcknowledgement", "decision_warning_is_kept_once"): TWIN,
    ("quotas.DecisionLine", "decision_line_number_is_used_once"): TWIN,
    **_statements("quotas.DecisionLine"),
    **_void_without_line("decision"),
    ("quotas.Entry", "decision_posts_once_to_an_account_a_day"): TWIN,
    ("quotas.Entry", "entry_moves_posts"): Break({"change": 0}),
    ("quotas.Entry", "entry_lies_in_its_year"): Break({"effective_on": day("2023-12-31")}),
}


@pytest.fixture
def world(places: Places, staff: User) -> World:
    return World(places, staff)


@pytest.mark.parametrize("label", GOOD)
def test_a_good_row_is_taken(world: World, label: str) -> None:
    model = apps.get_model(label)

    assert model._default_manager.create(**GOOD[label](world)).pk


@pytest.mark.parametrize(("label", "name"), BREAKS, ids=[name for _label, name in BREAKS])
def test_the_database_refuses_a_bad_row(unguarded: None, world: World, label: str, name: str) -> None:
    expect_refusal(world, label, name, GOOD[label], BREAKS[label, name])


# ---- Every way in which a line's number may not fit its operation (rules 4, 7)

NEITHER = {"operation": "x"}


@pytest.mark.parametrize("label", ["quotas.DraftLine", "quotas.DecisionLine"])
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        pytest.param({"operation": "add", "posts": 0}, "posts_fit_operation", id="a supplement of nothing"),
        pytest.param({"operation": "add", "posts": None}, "posts_fit_operation", id="a supplement without number"),
        pytest.param({"operation": "move", "posts": 0}, "posts_fit_operation", id="a move of nothing"),
        pytest.param({"operation": "move", "posts": -1}, "posts_fit_operation", id="a move backwards"),
        pytest.param({"operation": "move", "posts": None}, "posts_fit_operation", id="a move without number"),
        pytest.param({"operation": "check", "posts": None}, "posts_fit_operation", id="a reserve without number"),
        pytest.param({"operation": "void", "posts": 4}, "posts_fit_operation", id="a void with a number"),
        pytest.param({"operation": "add", "posts": -100_001}, "posts_are_sensible", id="too many taken back"),
        pytest.param({"operation": "move", "posts": 1}, "only_a_move_has_two_holders", id="a move to nobody"),
        pytest.param({"year_from": 1944}, "years_are_in_order", id="a year before the first"),
        pytest.param({"year_to": 2101}, "years_are_in_order", id="a year after the last"),
    ],
)
def test_no_line_says_what_its_operation_cannot(
    world: World, label: str, changes: dict[str, Any], constraint: str
) -> None:
    changes = dict(changes)
    if changes.get("operation") == "move" and constraint == "posts_fit_operation":
        changes["to_holder"] = _other_holder(world)
    if changes.get("operation") == "void":
        changes["corrects"] = world.made(DecisionLine, decision_line)
    name = f"{label.replace('.', '_').lower()}_{constraint}"
    also = tuple(name.replace(constraint, each) for each in ("counts_within_first_year",) if "year_from" in changes)

    expect_refusal(world, label, name, GOOD[label], Break(changes, also=also))


def test_a_move_does_not_go_to_itself(world: World) -> None:
    for label in ("quotas.DraftLine", "quotas.DecisionLine"):
        name = f"{label.replace('.', '_').lower()}_only_a_move_has_two_holders"
        changes = {"operation": "move", "posts": 1, "to_holder": _holder(world)}
        expect_refusal(world, label, name, GOOD[label], Break(changes))


def test_a_holder_is_not_nobody(world: World) -> None:
    expect_refusal(
        world, "quotas.Holder", "holder_is_one_pool_or_one_agency", holder, Break({"agency": None, "pool": None})
    )


def test_a_submission_without_its_moment_is_refused(world: World) -> None:
    broken = Break(lambda each: {"submitted_by": each.person})

    expect_refusal(world, "quotas.DecisionDraft", "draft_submission_has_person_and_moment", draft, broken)


@pytest.mark.parametrize(
    ("operation", "posts"),
    [
        pytest.param("set", 0, id="a 0"),
        pytest.param("set", None, id="a dash"),
        pytest.param("set", 100_000, id="the most"),
        pytest.param("add", -100_000, id="the most taken back"),
        pytest.param("check", -3, id="a reserve below 0 as printed"),
        pytest.param("check", 0, id="no reserve as printed"),
    ],
)
def test_what_papers_do_print_is_taken(world: World, operation: str, posts: int | None) -> None:
    for label in ("quotas.DraftLine", "quotas.DecisionLine"):
        with transaction.atomic():
            apps.get_model(label)._default_manager.create(
                **GOOD[label](world) | {"operation": operation, "posts": posts}
            )
