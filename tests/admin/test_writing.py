"""Writing on the administrators' screens: through actions, with a version, a reason and a history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import Grant, User
from agencies import actions as agency_actions
from agencies.models import Agency, AgencyAlias, AgencyKind, AgencyName, ConcurrentPosts, HeldPost, Post
from localities import actions
from localities.models import Locality, LocalitySuccession
from orgregs.foundation.admin_forms import READ_VERSION
from tests.admin.pages import address

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client


def filled_in(desk: Client, place: str, **changes: Any) -> dict[str, Any]:
    """Fill in the form of a page as a browser would send it, with these changes."""
    page = desk.get(place).context
    forms = [page["adminform"].form]
    for inline in page["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, bool):
                value = "on" if value else None
            if value is not None:
                sent[field.html_name] = value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else value
    sent.update(changes)
    return {name: value for name, value in sent.items() if value is not None}


def errors_of(answer: Any) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = answer.context["adminform"].form.errors
    return errors


def test_a_new_locality_gets_its_code_and_its_place(desk: Client, province: Locality) -> None:
    place = address(Locality, "add")

    desk.post(place, filled_in(desk, place, name="Huyện Đức Linh", level="district", parent=province.pk))

    written = Locality.objects.get(name="Huyện Đức Linh")
    assert (written.code, written.path, written.depth) == ("duc-linh", "trung-uong/binh-thuan/duc-linh/", 2)


def test_a_change_is_written_with_who_and_why(desk: Client, province: Locality) -> None:
    place = address(Locality, "change", province.pk)

    answer = desk.post(place, filled_in(desk, place, name="Tỉnh Bình  Thuận (cũ)", reason="Ghi rõ là tỉnh cũ"))

    assert answer.status_code == 302
    province.refresh_from_db()
    assert (province.name, province.version) == ("Tỉnh Bình Thuận (cũ)", 2)
    past = province.history.latest()
    assert (past.history_user.username, past.history_change_reason) == ("quantri", "Ghi rõ là tỉnh cũ")


def test_an_untouched_form_writes_nothing(desk: Client, province: Locality) -> None:
    place = address(Locality, "change", province.pk)

    desk.post(place, filled_in(desk, place))

    province.refresh_from_db()
    assert province.version == 1
    assert province.history.count() == 1


def test_nobody_overwrites_what_somebody_else_changed_meanwhile(
    desk: Client, province: Locality, administrator: User
) -> None:
    place = address(Locality, "change", province.pk)
    mine = filled_in(desk, place, name="Tỉnh của tôi")
    province.name = "Tỉnh của người khác"
    actions.save_record(record=province, by=administrator, version=1)

    answer = desk.post(place, mine)

    assert answer.status_code == 200
    assert "đã được người khác sửa sau khi bạn mở (bạn đọc bản 1, hiện là bản 2)" in str(errors_of(answer))
    assert "Quản trị, " in str(errors_of(answer))
    assert "Tên: Tỉnh Bình Thuận → Tỉnh của người khác" in str(errors_of(answer))
    assert 'value="Tỉnh của tôi"' in answer.content.decode()
    province.refresh_from_db()
    assert province.name == "Tỉnh của người khác"


def test_what_the_action_refuses_is_said_on_the_form(desk: Client, province: Locality) -> None:
    place = address(Locality, "add")

    answer = desk.post(place, filled_in(desk, place, name="Trung ương khác", level="central", parent=province.pk))

    assert answer.status_code == 200
    assert errors_of(answer) == {"parent": ["Địa phương không thể thuộc một nơi ở cấp dưới."]}


def test_a_version_that_was_taken_away_is_no_way_around(desk: Client, province: Locality, administrator: User) -> None:
    place = address(Locality, "change", province.pk)
    mine = filled_in(desk, place, name="Tỉnh của tôi", **{READ_VERSION: ""})
    province.name = "Tỉnh của người khác"
    actions.save_record(record=province, by=administrator)

    answer = desk.post(place, mine)

    assert answer.status_code == 200
    assert "Tải lại trang" in str(errors_of(answer))


def test_code_level_and_parent_cannot_be_typed_again(desk: Client, province: Locality) -> None:
    place = address(Locality, "change", province.pk)

    desk.post(place, filled_in(desk, place, code="khac", level="district", parent="", name="Tỉnh khác"))

    province.refresh_from_db()
    assert (province.code, province.level, province.name) == ("binh-thuan", "province", "Tỉnh khác")
    assert province.parent is not None


@pytest.fixture
def agency(province: Locality, administrator: User) -> Agency:
    kind = AgencyKind(name="Hội Nông dân", short_name="Nông dân", group="front")
    agency_actions.save_record(record=kind, by=administrator)
    written = Agency(name="Hội Nông dân tỉnh Bình Thuận", kind=kind, locality=province)
    agency_actions.save_record(record=written, by=administrator)
    return written


def test_rows_of_a_page_are_written_and_removed_through_the_actions(desk: Client, agency: Agency) -> None:
    place = address(Agency, "change", agency.pk)

    sent = filled_in(desk, place) | {"aliases-TOTAL_FORMS": "1", "aliases-0-agency": agency.pk}
    desk.post(place, sent | {"aliases-0-name": "Nông dân tỉnh", "reason": "Theo báo cáo"})

    alias = AgencyAlias.objects.get()
    assert (alias.name, alias.version) == ("Nông dân tỉnh", 1)
    assert alias.history.latest().history_change_reason == "Theo báo cáo"

    desk.post(place, filled_in(desk, place, **{"aliases-0-DELETE": "on", "reason": "Nhầm"}))

    assert not AgencyAlias.objects.exists()
    gone = AgencyAlias.history.latest()
    assert (gone.history_type, gone.history_user.username, gone.history_change_reason) == ("-", "quantri", "Nhầm")


def test_a_row_of_a_page_has_a_version_of_its_own(desk: Client, agency: Agency, administrator: User) -> None:
    place = address(Agency, "change", agency.pk)
    mine = filled_in(desk, place, **{"names-0-name": "Hội của tôi"})
    name = AgencyName.objects.get()
    name.name = "Hội của người khác"
    agency_actions.save_record(record=name, by=administrator)

    answer = desk.post(place, mine)

    assert answer.status_code == 200
    name.refresh_from_db()
    assert name.name == "Hội của người khác"


def test_what_is_wrong_with_a_row_is_said_with_its_name(desk: Client, agency: Agency) -> None:
    place = address(Agency, "change", agency.pk)
    row = {"names-TOTAL_FORMS": "2", "names-1-agency": agency.pk, "names-1-name": "Tên thứ hai"}
    row |= {"names-1-valid_from_precision": "day", "names-1-valid_to_precision": "day"}

    answer = desk.post(place, filled_in(desk, place, **row))

    assert answer.status_code == 200
    assert "Đã có một dòng khác trong cùng thời gian này" in answer.content.decode()


def test_a_leaf_row_is_deleted_with_a_history(desk: Client, agency: Agency, administrator: User) -> None:
    alias = AgencyAlias(agency=agency, name="Nông dân tỉnh")
    agency_actions.save_record(record=alias, by=administrator)

    desk.post(address(AgencyAlias, "delete", alias.pk), {"post": "yes"})

    assert not AgencyAlias.objects.exists()
    assert AgencyAlias.history.latest().history_user == administrator


def test_what_has_a_code_cannot_be_deleted(desk: Client, agency: Agency) -> None:
    assert desk.post(address(Agency, "delete", agency.pk), {"post": "yes"}).status_code == 403


def test_the_posts_of_a_set_are_chosen_on_its_page(desk: Client, agency: Agency, administrator: User) -> None:
    post = Post(agency=agency, title="Chủ tịch", rank="head")
    agency_actions.save_record(record=post, by=administrator)
    place = address(ConcurrentPosts, "add")
    row = {"held_posts-TOTAL_FORMS": "1", "held_posts-0-post": post.pk}

    desk.post(place, filled_in(desk, place, locality=agency.locality_id, **row))

    assert HeldPost.objects.get().concurrent_posts.code == "binh-thuan-kiem-nhiem"
    assert post.code == "binh-thuan-nong-dan-chu-tich"


def test_the_history_says_what_changed_in_words(desk: Client, province: Locality) -> None:
    place = address(Locality, "change", province.pk)
    desk.post(place, filled_in(desk, place, one_person_books="on", valid_to="01/07/2025"))

    page = desk.get(address(Locality, "history", province.pk)).content.decode()

    assert "<strong>Một người được vào sổ:</strong> <del>không</del> → <ins>có</ins>" in page
    assert "<strong>Đến trước ngày:</strong> <del>–</del> → <ins>01/07/2025</ins>" in page
    assert "search" not in page.split("<main")[1].lower()


def test_a_former_state_is_only_read(desk: Client, province: Locality) -> None:
    place = address(Locality, "change", province.pk)
    desk.post(place, filled_in(desk, place, name="Tỉnh khác"))
    first = province.history.earliest()

    page = desk.get(address(Locality, "simple_history", province.pk, first.pk)).content.decode()
    desk.post(address(Locality, "simple_history", province.pk, first.pk), {"name": "Tỉnh Bình Thuận"})

    assert "Tỉnh Bình Thuận" in page
    assert "<input" not in page.split("<main")[1].split("<footer")[0]
    province.refresh_from_db()
    assert province.name == "Tỉnh khác"


def test_a_succession_in_a_circle_is_refused(desk: Client, province: Locality, administrator: User) -> None:
    other = Locality(name="Tỉnh Lâm Đồng", level="province", parent=province.parent)
    actions.save_record(record=other, by=administrator)
    first = LocalitySuccession(predecessor=province, successor=other, kind="merged", happened_on=dt.date(2025, 7, 1))
    actions.save_record(record=first, by=administrator)
    place = address(LocalitySuccession, "add")

    back = {"predecessor": other.pk, "successor": province.pk, "kind": "renamed", "happened_on": "02/07/2025"}
    answer = desk.post(place, filled_in(desk, place, **back))

    assert list(errors_of(answer)) == ["successor"]


# ---- Accounts


@pytest.fixture
def person(db: None) -> User:
    made = User(username="duclinh.nhap", last_name="Cán bộ", first_name="Đức Linh")
    made.set_password("Mat-khau-cu-1")
    made.save()
    return made


def version_of(model: type[Model], pk: int) -> int:
    return int(model._default_manager.values_list("version", flat=True).get(pk=pk))


def test_an_account_is_made_with_a_password_and_then_granted(desk: Client, province: Locality) -> None:
    place = address(User, "add")
    given = {"username": "phunu.tinh", "password1": "Giu-kin-2026", "password2": "Giu-kin-2026"}

    answer = desk.post(place, filled_in(desk, place, **given))

    made = User.objects.get(username="phunu.tinh")
    assert answer["Location"] == address(User, "change", made.pk)
    assert made.check_password("Giu-kin-2026")
    assert not made.is_staff

    page = address(User, "change", made.pk)
    row = {"grants-TOTAL_FORMS": "1", "grants-0-role": "staff", "grants-0-locality": province.pk}
    desk.post(page, filled_in(desk, page, **row, **{"grants-0-user": made.pk}))

    assert Grant.objects.get().history.latest().history_user.username == "quantri"


def test_a_weak_first_password_is_refused(desk: Client) -> None:
    place = address(User, "add")
    given = {"username": "phunu.tinh", "password1": "123", "password2": "123"}

    answer = desk.post(place, filled_in(desk, place, **given))

    assert "password2" in errors_of(answer)
    assert not User.objects.filter(username="phunu.tinh").exists()


def test_an_account_has_a_version_too(desk: Client, person: User) -> None:
    place = address(User, "change", person.pk)
    mine = filled_in(desk, place, first_name="Tên khác")
    desk.post(place, filled_in(desk, place, is_active=None))

    answer = desk.post(place, mine)

    assert answer.status_code == 200
    assert "người khác sửa" in str(errors_of(answer))
    assert version_of(User, person.pk) == 2
    assert not User.objects.get(pk=person.pk).is_active


def test_who_becomes_an_administrator_may_enter_and_who_was_one_may_not(desk: Client, person: User) -> None:
    place = address(User, "change", person.pk)

    desk.post(place, filled_in(desk, place, is_superuser="on"))
    assert User.objects.get(pk=person.pk).is_staff

    desk.post(place, filled_in(desk, place, is_superuser=None))
    assert not User.objects.get(pk=person.pk).is_staff


def test_the_last_administrator_stays_one(desk: Client, administrator: User) -> None:
    place = address(User, "change", administrator.pk)

    answer = desk.post(place, filled_in(desk, place, is_superuser=None))

    assert "ít nhất một tài khoản quản trị" in str(errors_of(answer))


def test_a_password_is_set_by_the_action(desk: Client, person: User) -> None:
    place = address(User, "change", person.pk).replace("change", "password")

    desk.post(place, {"password1": "Giu-kin-2026", "password2": "Giu-kin-2026"})

    person.refresh_from_db()
    assert person.check_password("Giu-kin-2026")
    past = person.history.latest()
    assert (past.history_user.username, past.history_change_reason) == ("quantri", "Đặt lại mật khẩu")


def test_an_own_password_is_set_by_the_action(desk: Client, administrator: User) -> None:
    new = {"old_password": "Mat-khau-2026", "new_password1": "Giu-kin-2026", "new_password2": "Giu-kin-2026"}

    desk.post("/admin/password_change/", new)

    administrator.refresh_from_db()
    assert administrator.check_password("Giu-kin-2026")
    assert administrator.history.count() > 1


@pytest.mark.parametrize("page", ["password", "change"])
def test_the_systems_own_accounts_cannot_be_touched(page: str, desk: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_system=True)
    place = address(User, "change", person.pk).replace("change", page)

    answer = desk.post(place, {"password1": "Giu-kin-2026", "password2": "Giu-kin-2026", "first_name": "X"})

    assert answer.status_code == 403
    shown = desk.get(address(User, "change", person.pk)).content.decode()
    assert "Đặt mật khẩu mới" not in shown


def test_no_digest_of_a_password_is_shown(desk: Client, person: User) -> None:
    shown = desk.get(address(User, "change", person.pk)).content.decode()

    assert "argon2" not in shown
    assert "../password/" in shown
