"""The administrators' screens: complete, closed to others, in order, without anything inline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.urls import reverse

from localities import actions
from localities.models import Locality
from orgregs.foundation.admin import BookedAdmin, RecordAdmin
from quotas.models import DecisionDraft
from tests.admin.pages import address, open_all, own_models

if TYPE_CHECKING:
    from django.test import Client, RequestFactory

    from accounts.models import User

ONLY_SHOWN = [
    "Attachment",
    "Countersignature",
    "DecisionAcknowledgement",
    "DecisionDraft",
    "DecisionLine",
    "DraftAcknowledgement",
    "DraftLine",
    "DraftTotal",
    "Entry",
    "Holder",
    "QuotaDecision",
    "Receipt",
    "Register",
    "Seal",
    "StatedTotal",
]
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|<[^>]*\son[a-z]+\s*=|<script(?![^>]*\bsrc=)[^>]*>|javascript:""", re.IGNORECASE
)

DOTTED_YEAR = re.compile(r">\s*(1\.9|2\.0)[0-9]{2}\s*<")


def screens(kind: type[Any]) -> list[Any]:
    return [screen for screen in admin.site._registry.values() if isinstance(screen, kind)]


def test_every_model_has_its_screen() -> None:
    listed = set(admin.site._registry)

    assert [model.__name__ for model in own_models() if model not in listed] == []
    assert {model._meta.app_label for model in listed} == {model._meta.app_label for model in own_models()}


def test_every_list_is_exported_and_what_is_edited_is_imported() -> None:
    assert [model for model in own_models() if not address(model, "export")] == []
    assert {model for model in own_models() if address(model, "import")} == {s.model for s in screens(RecordAdmin)}


def test_what_is_booked_is_only_shown() -> None:
    assert sorted(screen.model.__name__ for screen in screens(BookedAdmin)) == ONLY_SHOWN


def test_no_list_has_bulk_actions_or_editable_columns(rf: RequestFactory, administrator: User) -> None:
    request = rf.get("/")
    request.user = administrator

    assert [screen for screen in admin.site._registry.values() if screen.get_actions(request)] == []
    assert [screen for screen in admin.site._registry.values() if screen.list_editable] == []


def test_records_with_a_code_of_their_own_are_never_deleted() -> None:
    may_go = {screen.model.__name__ for screen in screens(RecordAdmin) if screen.deletable}

    assert not [name for name in may_go if name in {m.__name__ for m in own_models() if hasattr(m, "code")}]
    assert {"AgencyAlias", "Grant", "HeldPost", "JointMembership", "Mandate", "Provision", "Relation"} <= may_go


@pytest.mark.parametrize("screen", admin.site._registry.values(), ids=lambda screen: screen.model.__name__)
def test_the_order_of_a_list_ends_in_a_unique_column(screen: Any) -> None:
    last = screen.ordering[-1]
    assert not isinstance(last, F | OrderBy)

    name = last.lstrip("-")
    field = screen.model._meta.pk if name == "pk" else screen.model._meta.get_field(name)

    assert field.unique


@pytest.mark.parametrize("screen", screens(RecordAdmin), ids=lambda screen: screen.model.__name__)
def test_a_list_can_be_searched(screen: Any) -> None:
    assert screen.search_fields


def test_every_page_opens_and_nothing_in_it_is_inline(register: None, desk: Client) -> None:
    pages = open_all(desk)

    assert [page[:2] for page in pages if page.status not in {200, 403}] == []
    shut = {page.address for page in pages if page.status == 403}
    assert [place for place in shut if not place.endswith(("/add/", "/delete/", "/password/"))] == []
    found = [(page.address, hit.group()) for page in pages if (hit := INLINE.search(page.html))]
    assert found == []
    years = [(page.address, hit.group()) for page in pages if (hit := DOTTED_YEAR.search(page.html))]
    assert years == []


@pytest.mark.parametrize("html", ["<p style='x'>", '<a onclick="x">', "<style>", "<script>x</script>"])
def test_the_search_for_inline_things_finds_them(html: str) -> None:
    assert INLINE.search(html)


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("/admin/agencies/agency/abc/history/", {404}),
        ("/admin/agencies/agency/%00/history/", {404}),
        ("/admin/localities/locality/1%2F2/history/", {404}),
        (f"/admin/agencies/agency/?id__in={'9' * 30}", {400, 200}),  # PostgreSQL compares it, and finds nothing
        (f"/admin/regulations/document/?issued_on__year={'9' * 30}", {400, 302}),
        (f"/admin/quotas/seal/{'9' * 30}/history/", {400, 302}),
        (f"/admin/quotas/seal/{'9' * 30}/change/", {400, 302}),
    ],
)
def test_an_address_that_asks_nonsense_is_no_failure(desk: Client, address: str, answers: set[int]) -> None:
    assert desk.get(address).status_code in answers


def test_only_administrators_enter(client: Client, staff: User) -> None:
    staff.is_staff = True
    staff.save()
    client.force_login(staff)

    for place in (reverse("admin:index"), address(Locality, "changelist"), address(Locality, "export")):
        answer = client.get(place)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))


def test_nobody_writes_what_is_booked(register: None, desk: Client) -> None:
    for model in own_models():
        if model.__name__ not in ONLY_SHOWN or model is DecisionDraft:  # a draft has a form of its own
            continue
        record = model._default_manager.order_by("pk").last()
        assert record is not None

        assert desk.post(address(model, "add"), {}).status_code == 403
        assert desk.post(address(model, "change", record.pk), {"number": "9"}).status_code == 403
        assert desk.post(address(model, "delete", record.pk), {"post": "yes"}).status_code == 403
        assert address(model, "import") == ""


def test_a_list_is_searched_without_marks(desk: Client, province: Locality) -> None:
    found = desk.get(address(Locality, "changelist"), {"q": "binh thuan"}).content.decode()
    missed = desk.get(address(Locality, "changelist"), {"q": "lam dong"}).content.decode()

    assert "Tỉnh Bình Thuận" in found
    assert "Tỉnh Bình Thuận" not in missed


def test_a_key_is_chosen_by_its_folded_name(desk: Client, province: Locality) -> None:
    asked = {"app_label": "localities", "model_name": "locality", "field_name": "parent", "term": "tinh binh"}

    results = desk.get(reverse("admin:autocomplete"), asked).json()["results"]

    assert results == [{"id": str(province.pk), "text": "Tỉnh Bình Thuận"}]


@pytest.mark.parametrize("page", ["changelist", "export"])
def test_a_longer_list_asks_no_more_of_the_database(
    page: str, desk: Client, province: Locality, administrator: User, django_assert_max_num_queries: Any
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(30) as captured:
            answer = desk.get(address(Locality, page)) if page == "changelist" else download()
            assert answer.status_code == 200
        return len(captured)

    def download() -> Any:
        return desk.post(address(Locality, "export"), {"format": "0", "resource": "0"})

    queries()  # content types and the like are read once
    few = queries()
    for number in range(12):
        actions.save_record(
            record=Locality(name=f"Huyện Số {number}", level="district", parent=province), by=administrator
        )

    assert queries() == few


def test_the_training_banner_is_on_every_screen(desk: Client, settings: Any) -> None:
    settings.TRAINING = True
    assert "DỮ LIỆU TẬP HUẤN" in desk.get(reverse("admin:index")).content.decode()

    settings.TRAINING = False
    assert "DỮ LIỆU TẬP HUẤN" not in desk.get(reverse("admin:index")).content.decode()
