"""Staff open, lock and reset the accounts of their own unit heads, and nobody else's."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accounts import actions
from accounts.models import Grant, User, UserSession
from accounts.reports import changes_of, proposed_username
from orgregs.foundation.clock import today
from orgregs.foundation.records import NotAllowed
from tests.accounts.slips import password_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Places

OPEN = "/tai-khoan/mo/?co-quan=duc-linh-nong-dan"
OWN = "/tai-khoan/ten/phunu.duclinh/"


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    """The browser of the staff of Đức Linh."""
    client.force_login(staff)
    return client


def keep(client: Client, what: str, account: User, reason: str = "Theo giấy đề nghị") -> Any:
    """Post one of the forms of an account's page as it stands now."""
    version = User.objects.get(pk=account.pk).version
    place = f"/tai-khoan/ten/{account.username}/{what}/"
    return client.post(place, {"version": version, "reason": reason})


# ---- The list


def test_staff_see_the_accounts_of_their_own_unit_heads(desk: Client, unit_head: User, places: Places) -> None:
    other = User.objects.create(username="phunu.nahang")
    Grant.objects.create(user=other, role="unit_head", agency=places.agency("na-hang-phu-nu"))

    page = desk.get("/tai-khoan/").content.decode()

    assert "phunu.duclinh" in page
    assert "Hội Liên hiệp Phụ nữ huyện Đức Linh" in page
    assert "phunu.nahang" not in page


def test_an_administrator_sees_those_of_all_places(client: Client, administrator: User, unit_head: User) -> None:
    client.force_login(administrator)

    assert "phunu.duclinh" in client.get("/tai-khoan/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=phu+nu", True),
        ("q=duc+linh", True),
        ("q=nong+dan", False),
        ("trang_thai=in_use", True),
        ("trang_thai=new", False),
        ("trang_thai=locked", False),
    ],
)
def test_the_list_is_searched_by_agency_place_and_state(
    desk: Client,
    unit_head: User,
    query: str,
    found: bool,  # noqa: FBT001
) -> None:
    assert ("/tai-khoan/ten/phunu.duclinh/" in desk.get(f"/tai-khoan/?{query}").content.decode()) is found


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    desk: Client, staff: User, unit_head: User, places: Places, django_assert_max_num_queries: Any
) -> None:
    for code in ("duc-linh-mttq", "duc-linh-ldld", "duc-linh-ccb"):
        agency = places.agency(code)
        actions.open_unit_account(agency=agency, username=proposed_username(agency), by=staff, day=today())

    with django_assert_max_num_queries(9):
        assert "ccb.duclinh" in desk.get("/tai-khoan/").content.decode()


# ---- Opening


def test_an_account_is_opened_with_a_proposed_name_and_a_slip(desk: Client, unit_head: User) -> None:
    assert 'value="nongdan.duclinh"' in desk.get(OPEN).content.decode()

    answer = desk.post(OPEN, {"username": "nongdan.duclinh", "full_name": ""})

    account = User.objects.get(username="nongdan.duclinh")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert account.check_password(password_on(answer))
    assert [str(grant) for grant in account.held_grants] == ["Thủ trưởng đơn vị: Hội Nông dân huyện Đức Linh"]
    slip = answer.content.decode()
    for word in ("PHIẾU CẤP TÀI KHOẢN", "nongdan.duclinh", "http://testserver/", "Hội Nông dân huyện Đức Linh"):
        assert word in slip
    for word in (f"{today():%d/%m/%Y}", f"{account.password_expires_on:%d/%m/%Y}", "Cán bộ Đức Linh", "Người nhận"):
        assert word in slip


def test_a_reload_of_the_slip_gives_no_second_password(desk: Client, staff: User) -> None:
    desk.post(OPEN, {"username": "nongdan.duclinh"})
    before = User.objects.get(username="nongdan.duclinh").password

    again = desk.post(OPEN, {"username": "nongdan.duclinh"})

    assert again.status_code == 400
    assert "Tên đăng nhập này đã có" in again.content.decode()
    assert User.objects.get(username="nongdan.duclinh").password == before


def test_a_taken_name_gets_a_number(places: Places, unit_head: User) -> None:
    agency = places.agency("duc-linh-phu-nu")
    assert proposed_username(agency) == "phunu.duclinh-2"

    User.objects.create(username="PhuNu.DucLinh-2")

    assert proposed_username(agency) == "phunu.duclinh-3"


@pytest.mark.parametrize("username", ["Phunu.DucLinh", "phụnữ.đứclinh", "phunu", "../mo", "phunu.duclinh ok", ".a"])
def test_other_names_are_refused_with_a_sentence(desk: Client, unit_head: User, username: str) -> None:
    answer = desk.post(OPEN, {"username": username})

    assert answer.status_code == 400
    assert "field-errors" in answer.content.decode()
    assert not User.objects.filter(username=username).exists()


def test_no_account_is_opened_for_an_agency_that_has_ended(desk: Client, places: Places) -> None:
    agency = places.agency("duc-linh-nong-dan")
    agency.valid_to = today()
    agency.save()

    answer = desk.post(OPEN, {"username": "nongdan.duclinh"})

    assert answer.status_code == 400
    assert "đã kết thúc hoạt động" in answer.content.decode()


def test_agencies_without_an_account_are_offered(desk: Client, unit_head: User) -> None:
    page = desk.get("/tai-khoan/mo/").content.decode()

    assert "co-quan=duc-linh-nong-dan" in page
    assert "co-quan=duc-linh-phu-nu" not in page
    assert "na-hang" not in page


def test_a_stranger_opens_no_account_here(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    assert client.get(OPEN).status_code == 404
    assert client.post(OPEN, {"username": "nongdan.duclinh"}).status_code == 404


def test_the_action_itself_refuses_another_district(stranger: User, places: Places) -> None:
    with pytest.raises(NotAllowed):
        actions.open_unit_account(
            agency=places.agency("duc-linh-nong-dan"), username="nongdan.duclinh", by=stranger, day=today()
        )


# ---- Locking, unlocking, resetting


def test_a_locked_account_is_signed_out_at_its_next_request(desk: Client, unit_head: User) -> None:
    theirs = Client()
    theirs.force_login(unit_head)
    assert theirs.get("/").status_code == 200

    assert keep(desk, "khoa", unit_head).status_code == 302

    assert theirs.get("/")["Location"].startswith("/dang-nhap/")
    assert not UserSession.objects.filter(user=unit_head).exists()


def test_an_unlocked_account_signs_in_by_its_old_password(desk: Client, unit_head: User) -> None:
    unit_head.set_password("con mua rao dau mua")
    unit_head.save()
    keep(desk, "khoa", unit_head)
    posted = {"username": "phunu.duclinh", "password": "con mua rao dau mua"}
    assert Client().post("/dang-nhap/", posted).status_code == 200

    keep(desk, "mo-khoa", unit_head)

    assert Client().post("/dang-nhap/", posted).status_code == 302


def test_a_reset_gives_a_slip_and_ends_every_session(desk: Client, unit_head: User) -> None:
    theirs = Client()
    theirs.force_login(unit_head)

    answer = keep(desk, "cap-lai", unit_head)

    unit_head.refresh_from_db()
    assert unit_head.check_password(password_on(answer))
    assert unit_head.must_change_password
    assert "no-store" in answer["Cache-Control"]
    assert theirs.get("/")["Location"].startswith("/dang-nhap/")


def test_a_resent_reset_shows_no_second_slip(desk: Client, unit_head: User) -> None:
    posted = {"version": unit_head.version, "reason": "Quên mật khẩu"}
    desk.post(OWN + "cap-lai/", posted)
    digest = User.objects.get(pk=unit_head.pk).password

    again = desk.post(OWN + "cap-lai/", posted)

    assert again.status_code == 409
    assert "đã được người khác sửa" in again.content.decode()
    assert User.objects.get(pk=unit_head.pk).password == digest


@pytest.mark.parametrize("what", ["khoa", "mo-khoa", "cap-lai"])
@pytest.mark.parametrize("posted", [{"reason": "Thử"}, {"version": "1"}, {"version": "x", "reason": "Thử"}])
def test_a_form_without_reason_or_version_is_refused(
    desk: Client, unit_head: User, what: str, posted: dict[str, str]
) -> None:
    before = User.objects.values().get(pk=unit_head.pk)

    answer = desk.post(OWN + what + "/", posted)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert User.objects.values().get(pk=unit_head.pk) == before


def test_a_locked_account_gets_no_slip(desk: Client, unit_head: User) -> None:
    keep(desk, "khoa", unit_head)

    answer = keep(desk, "cap-lai", unit_head)

    assert answer.status_code == 400
    assert "mở khóa trước" in answer.content.decode()


def test_the_history_says_who_did_what_and_why(desk: Client, staff: User, places: Places) -> None:
    account, password = actions.open_unit_account(
        agency=places.agency("duc-linh-phu-nu"), username="phunu.duclinh-2", by=staff, day=today()
    )
    Client().post("/dang-nhap/", {"username": "phunu.duclinh-2", "password": password})
    for what, reason in (("khoa", "Đổi thủ trưởng"), ("mo-khoa", "Khóa nhầm"), ("cap-lai", "Mất phiếu")):
        keep(desk, what, account, reason)

    changes = [(change.what, change.why, change.by) for change in changes_of(account)]

    who = "Cán bộ Đức Linh"
    assert changes == [
        ("Cấp mật khẩu dùng một lần", "Mất phiếu", who),
        ("Mở khóa", "Khóa nhầm", who),
        ("Khóa", "Đổi thủ trưởng", who),
        ("Mở tài khoản", "Mở tài khoản cho duc-linh-phu-nu", who),
    ]
    assert User.objects.get(pk=account.pk).last_login is not None
    page = desk.get("/tai-khoan/ten/phunu.duclinh-2/").content.decode()
    assert "Mất phiếu" in page


# ---- Nobody rises by the password of another


def more_than_a_unit_head(kind: str, account: User, places: Places) -> None:
    """Let the account hold something beside its agency in Đức Linh."""
    if kind in {"is_superuser", "is_system"}:
        User.objects.filter(pk=account.pk).update(**{kind: True})
    elif kind == "elsewhere":
        Grant.objects.create(user=account, role="unit_head", agency=places.agency("na-hang-phu-nu"))
    elif kind == "moved":
        Grant.objects.filter(user=account).update(agency=places.agency("na-hang-phu-nu"))
    elif kind == "nothing":
        Grant.objects.filter(user=account).delete()
    else:
        Grant.objects.create(user=account, role=kind, locality=places.locality("duc-linh"))


KINDS = ["staff", "approver", "auditor", "elsewhere", "moved", "nothing", "is_superuser", "is_system"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_account_that_can_do_more_does_not_exist_for_staff(
    desk: Client, staff: User, unit_head: User, places: Places, kind: str
) -> None:
    more_than_a_unit_head(kind, unit_head, places)
    before = User.objects.values().get(pk=unit_head.pk)

    answers = [desk.get(OWN), *(keep(desk, what, unit_head) for what in ("khoa", "mo-khoa", "cap-lai"))]

    assert {answer.status_code for answer in answers} == {404}
    assert "phunu.duclinh" not in desk.get("/tai-khoan/").content.decode()
    assert User.objects.values().get(pk=unit_head.pk) == before


@pytest.mark.parametrize("kind", ["staff", "elsewhere", "moved", "is_superuser"])
@pytest.mark.parametrize("action", [actions.lock_account, actions.unlock_account, actions.issue_password])
def test_grants_that_come_after_the_page_stop_the_action(
    staff: User, unit_head: User, places: Places, kind: str, action: Callable[..., Any]
) -> None:
    read = User.objects.get(pk=unit_head.pk)
    more_than_a_unit_head(kind, unit_head, places)
    more = {"day": today()} if action is actions.issue_password else {}

    with pytest.raises(NotAllowed):
        action(account=read, by=staff, reason="Thử", version=read.version, **more)

    unchanged = User.objects.get(pk=unit_head.pk)
    assert (unchanged.version, unchanged.is_active, unchanged.password) == (1, True, unit_head.password)


@pytest.mark.parametrize("who", ["approver", "unit_head", "auditor"])
def test_only_staff_keep_accounts(client: Client, who: str, request: pytest.FixtureRequest, unit_head: User) -> None:
    client.force_login(request.getfixturevalue(who))

    assert {client.get(place).status_code for place in ("/tai-khoan/", OPEN, OWN)} == {404}
    assert keep(client, "cap-lai", unit_head).status_code == 404
    assert "/tai-khoan/&quot;" not in client.get("/").content.decode()


def test_staff_above_keep_the_accounts_below(client: Client, unit_head: User, stranger: User, places: Places) -> None:
    Grant.objects.filter(user=stranger).update(locality=places.locality("binh-thuan"))
    client.force_login(stranger)

    assert client.get(OWN).status_code == 200


def test_the_successor_of_a_place_reads_it_and_keeps_no_accounts_there(
    client: Client, unit_head: User, stranger: User, places: Places
) -> None:
    Grant.objects.filter(user=stranger).update(locality=places.locality("lam-dong"))
    client.force_login(stranger)

    assert client.get("/co-quan/duc-linh-phu-nu/").status_code == 200
    assert client.get(OWN).status_code == 404


# ---- The one-time password is nowhere but on the slip


def test_the_password_of_a_slip_is_kept_nowhere(
    desk: Client, staff: User, unit_head: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    opened = password_on(desk.post(OPEN, {"username": "nongdan.duclinh"}))
    reset = password_on(keep(desk, "cap-lai", unit_head))

    kept = [repr(list(model.objects.values())) for model in (User, User.history.model, UserSession)]
    kept += [repr(dict(desk.session)), repr(desk.cookies), desk.get("/tai-khoan/").content.decode(), caplog.text]
    kept += [desk.get(OWN).content.decode()]
    for password in (opened, reset):
        assert password not in " ".join(kept)
