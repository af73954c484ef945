"""Every constraint of every app has a row that breaks it; a new constraint without one fails here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from agencies.models import Agency, ConcurrentPosts, Post
from localities.models import Locality
from regulations.models import Document, DocumentType, IssuingBody
from tests.breaking import Break, Row, World, day, expect_refusal
from tests.quotas.test_constraints import BREAKS as QUOTA_BREAKS

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Places

APPS = ("localities", "regulations", "agencies", "accounts", "quotas")
BACKWARDS = Break({"valid_from": day("2024-03-01"), "valid_to": day("2024-03-01")})
TWIN = Break(twin={})


# ---- Good rows


def locality(world: World) -> dict[str, Any]:
    code = world.code()
    return {"code": code, "name": "Huyện thử", "level": "district", "path": f"{code}/"}


def succession(world: World) -> dict[str, Any]:
    return {
        "predecessor": world.locality,
        "kind": "merged",
        "successor": world.other_locality,
        "happened_on": day("2025-07-01"),
    }


def issuing_body(world: World) -> dict[str, Any]:
    return {"code": world.code(), "name": "Huyện ủy", "suffix": "HU", "locality": world.locality}


def document(world: World) -> dict[str, Any]:
    return {
        "code": world.code(),
        "series_of": world.made(IssuingBody, issuing_body),
        "type": DocumentType.objects.get_or_create(code="quyet-dinh", defaults={"name": "Quyết định"})[0],
        "series": "QĐ",
        "number": 212,
        "issued_on": day("2019-12-30"),
        "subject": "Trích yếu",
    }


def attachment(world: World) -> dict[str, Any]:
    return {
        "document": world.made(Document, document),
        "file": "00/0123.pdf",
        "sha256": "ab" * 32,
        "size": 1,
        "original_name": "2034.pdf",
        "attached_by": world.person,
        "attached_at": dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
    }


def relation(world: World) -> dict[str, Any]:
    return {"source": world.made(Document, document), "kind": "replaces", "target": world.made(Document, document)}


def agency(world: World) -> dict[str, Any]:
    return {"code": world.code(), "name": "Cơ quan", "kind": world.agency.kind, "locality": world.locality}


def agency_succession(world: World) -> dict[str, Any]:
    return {
        "predecessor": world.made(Agency, agency),
        "kind": "absorbed",
        "successor": world.agency,
        "happened_on": day("2025-07-01"),
        "document": world.made(Document, document),
    }


def post(world: World) -> dict[str, Any]:
    return {"code": world.code(), "agency": world.agency, "title": "Chủ tịch", "rank": "head"}


def concurrent_posts(world: World) -> dict[str, Any]:
    return {"code": world.code(), "locality": world.locality}


GOOD: dict[str, Row] = {
    "localities.Locality": locality,
    "localities.LocalitySuccession": succession,
    "regulations.IssuingBody": issuing_body,
    "regulations.Term": lambda world: {
        "body": world.made(IssuingBody, issuing_body),
        "name": "XIII",
        "valid_from": day("2020-01-01"),
        "valid_to": day("2025-01-01"),
    },
    "regulations.Document": document,
    "regulations.Provision": lambda world: {
        "document": world.made(Document, document),
        "label": "Điều 1",
        "text": "Nguyên văn",
    },
    "regulations.Relation": relation,
    "regulations.Attachment": attachment,
    "agencies.AgencyKind": lambda world: {"code": world.code(), "name": "Loại", "group": "front"},
    "agencies.Agency": agency,
    "agencies.AgencyName": lambda world: {
        "agency": world.agency,
        "name": "Tên cũ",
        "valid_from": day("2020-01-01"),
        "valid_to": day("2021-01-01"),
    },
    "agencies.AgencyPlace": lambda world: {
        "agency": world.agency,
        "parent": world.other_agency,
        "valid_from": day("2020-01-01"),
        "valid_to": day("2021-01-01"),
    },
    "agencies.AgencyAlias": lambda world: {"agency": world.agency, "name": "UB MTTQ huyện"},
    "agencies.Mandate": lambda world: {"agency": world.agency, "document": world.made(Document, document)},
    "agencies.Succession": agency_succession,
    "agencies.JointMembership": lambda world: {
        "body": world.agency,
        "member": world.other_agency,
        "valid_from": day("2018-11-01"),
    },
    "agencies.Post": post,
    "agencies.ConcurrentPosts": concurrent_posts,
    "agencies.HeldPost": lambda world: {
        "concurrent_posts": world.made(ConcurrentPosts, concurrent_posts),
        "post": world.made(Post, post),
    },
    "accounts.Grant": lambda world: {"user": world.person, "role": "auditor", "locality": world.other_locality},
}


# ---- What makes them bad


def _itself(name: str, other: str) -> Break:
    """Let the row point at one record from both sides."""

    def changes(world: World) -> dict[str, Any]:
        return {name: (same := world.made(Document, document)), other: same}

    return Break(changes)


BREAKS: dict[tuple[str, str], Break] = {
    ("localities.Locality", "localities_locality_ends_after_it_begins"): BACKWARDS,
    ("localities.Locality", "locality_has_a_known_level"): Break({"level": "x"}),
    ("localities.Locality", "locality_is_not_its_own_parent"): Break({"pk": 999_999, "parent_id": 999_999}),
    ("localities.LocalitySuccession", "locality_succession_ended_has_no_successor"): Break({"kind": "ended"}),
    ("localities.LocalitySuccession", "locality_does_not_succeed_itself"): Break(
        lambda world: {"successor": world.locality}
    ),
    ("localities.LocalitySuccession", "locality_succession_has_a_known_kind"): Break({"kind": "x"}),
    ("localities.LocalitySuccession", "locality_succeeds_once"): Break(first={"kind": "split"}, twin={}),
    ("localities.LocalitySuccession", "locality_has_one_successor_unless_split"): Break(
        twin=lambda world: {"successor": world.made(Locality, locality), "kind": "absorbed"}
    ),
    ("regulations.IssuingBody", "regulations_issuingbody_ends_after_it_begins"): BACKWARDS,
    ("regulations.IssuingBody", "issuing_body_numbers_by_term_or_year"): Break({"numbers_by": "x"}),
    ("regulations.Term", "regulations_term_ends_after_it_begins"): BACKWARDS,
    ("regulations.Term", "term_is_named_once"): Break(
        twin={"valid_from": day("2025-01-01"), "valid_to": day("2030-01-01")}
    ),
    ("regulations.Term", "terms_do_not_overlap"): Break(
        twin={"name": "XIV", "valid_from": day("2024-12-31"), "valid_to": None}
    ),
    ("regulations.Document", "document_is_recorded_once"): Break(twin=lambda world: {"code": world.code()}),
    ("regulations.Document", "stub_is_recorded_once"): Break(
        first={"is_stub": True}, twin=lambda world: {"code": world.code()}
    ),
    ("regulations.Document", "held_document_has_a_day_of_issue"): Break({"issued_on": None}),
    ("regulations.Document", "document_number_is_positive"): Break({"number": 0}),
    ("regulations.Document", "document_expires_after_it_begins"): Break(
        {"effective_from": day("2020-01-02"), "expires_on": day("2020-01-01")}
    ),
    ("regulations.Provision", "provision_is_labelled_once"): TWIN,
    ("regulations.Provision", "provision_has_a_known_topic"): Break({"topic": "x"}),
    ("regulations.Attachment", "document_keeps_a_file_once"): TWIN,
    ("regulations.Attachment", "attachment_is_not_empty"): Break({"size": 0}),
    ("regulations.Relation", "relation_is_recorded_once"): TWIN,
    ("regulations.Relation", "document_does_not_act_on_itself"): _itself("source", "target"),
    ("regulations.Relation", "relation_has_a_known_kind"): Break({"kind": "x"}),
    ("regulations.Relation", "relation_ends_after_it_begins"): Break(
        {"begins_on": day("2020-01-02"), "ends_on": day("2020-01-01")}
    ),
    ("regulations.Relation", "no_longer_fits_names_its_source"): Break({"kind": "no_longer_fits"}),
    ("agencies.AgencyKind", "agency_kind_has_a_group"): Break({"group": "x"}),
    ("agencies.Agency", "agencies_agency_ends_after_it_begins"): BACKWARDS,
    ("agencies.Agency", "agency_stamp_is_known_or_not"): Break({"own_stamp": "x"}),
    ("agencies.Agency", "agency_legal_status_is_known_or_not"): Break({"legal_personality": "x"}),
    ("agencies.AgencyName", "agencies_agencyname_ends_after_it_begins"): BACKWARDS,
    # Two rows from the same day overlap as well; either rule may speak first.
    ("agencies.AgencyName", "agency_name_is_recorded_once"): Break(twin={}, also=("agency_bears_one_name_a_day",)),
    ("agencies.AgencyName", "agency_bears_one_name_a_day"): Break(
        twin={"name": "Tên khác", "valid_from": day("2020-12-31"), "valid_to": None}
    ),
    ("agencies.AgencyPlace", "agencies_agencyplace_ends_after_it_begins"): BACKWARDS,
    ("agencies.AgencyPlace", "agency_does_not_stand_below_itself"): Break(lambda world: {"parent": world.agency}),
    ("agencies.AgencyPlace", "agency_stands_in_one_place_a_day"): Break(
        twin=lambda world: {"parent": world.made(Agency, agency), "valid_from": None}
    ),
    ("agencies.AgencyAlias", "agency_alias_is_recorded_once"): Break(twin={"name": "Ub mttq Huyện"}),
    ("agencies.Mandate", "agencies_mandate_ends_after_it_begins"): BACKWARDS,
    ("agencies.Mandate", "mandate_is_recorded_once"): TWIN,
    ("agencies.Succession", "agency_succession_ended_has_no_successor"): Break({"successor": None}),
    ("agencies.Succession", "agency_does_not_succeed_itself"): Break(
        lambda world: {"predecessor": (same := world.made(Agency, agency)), "successor": same}
    ),
    ("agencies.Succession", "agency_succession_has_a_kind"): Break({"kind": "x"}),
    ("agencies.Succession", "agency_succeeds_once"): Break(first={"kind": "split"}, twin={}),
    ("agencies.Succession", "agency_has_one_successor_unless_split"): Break(
        twin=lambda world: {"successor": world.other_agency}
    ),
    ("agencies.JointMembership", "agencies_jointmembership_ends_after_it_begins"): BACKWARDS,
    ("agencies.JointMembership", "joint_membership_names_one_member"): Break({"group_name": "các đoàn thể khác"}),
    ("agencies.JointMembership", "joint_body_is_not_its_own_member"): Break(lambda world: {"member": world.agency}),
    ("agencies.JointMembership", "joint_member_is_recorded_once"): TWIN,
    ("agencies.JointMembership", "joint_group_is_recorded_once"): Break(
        first={"member": None, "group_name": "các đoàn thể khác"}, twin={}
    ),
    ("agencies.Post", "agencies_post_ends_after_it_begins"): BACKWARDS,
    ("agencies.Post", "post_has_a_known_rank"): Break({"rank": "x"}),
    ("agencies.ConcurrentPosts", "agencies_concurrentposts_ends_after_it_begins"): BACKWARDS,
    ("agencies.HeldPost", "post_is_held_once_in_a_set"): TWIN,
    ("accounts.Grant", "grant_is_for_one_agency_or_one_locality"): Break({"role": "unit_head"}),
    ("accounts.Grant", "grant_of_a_locality_is_given_once"): TWIN,
    ("accounts.Grant", "grant_of_an_agency_is_given_once"): Break(
        first=lambda world: {"role": "unit_head", "locality": None, "agency": world.agency}, twin={}
    ),
}


@pytest.fixture
def world(places: Places, staff: User) -> World:
    return World(places, staff)


def test_every_constraint_has_a_row_that_breaks_it() -> None:
    written = {
        (model._meta.label, constraint.name)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }

    assert written == {*BREAKS, *QUOTA_BREAKS}


@pytest.mark.parametrize("label", GOOD)
def test_a_good_row_is_taken(world: World, label: str) -> None:
    model = apps.get_model(label)

    assert model._default_manager.create(**GOOD[label](world)).pk


@pytest.mark.parametrize(("label", "name"), BREAKS, ids=[name for _label, name in BREAKS])
def test_the_database_refuses_a_bad_row(unguarded: None, world: World, label: str, name: str) -> None:
    expect_refusal(world, label, name, GOOD[label], BREAKS[label, name])
