"""A password that somebody else knows opens one page: the one that sets another."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from accounts import actions
from accounts.models import FailedSignIn, User
from accounts.passwords import ALPHABET, one_time_password
from orgregs.foundation import clock

if TYPE_CHECKING:
    from tests.conftest import Places

NEW = "con duong nho ven song"


@pytest.fixture
def slip(staff: User, unit_head: User) -> str:
    """The one-time password of the head of the women's union."""
    return actions.issue_password(
        account=unit_head, by=staff, reason="Mất phiếu", version=unit_head.version, day=clock.today()
    )


def sign_in(client: Client, password: str) -> int:
    return client.post("/dang-nhap/", {"username": "phunu.duclinh", "password": password}).status_code


def change(client: Client, old: str, new: str = NEW) -> int:
    posted = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/doi-mat-khau/", posted).status_code


@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("place", ["/", "/van-ban/", "/tai-khoan/phien/", "/tai-khoan/phien/dang-xuat/", "/admin/"])
def test_every_page_leads_to_the_change_of_password(client: Client, slip: str, method: str, place: str) -> None:
    assert sign_in(client, slip) == 302

    answer = getattr(client, method)(place)

    assert (answer.status_code, answer["Location"]) == (302, "/doi-mat-khau/")


def test_an_administrator_is_led_there_from_the_admin_too(client: Client, administrator: User) -> None:
    administrator.password_expires_on = clock.today()
    administrator.save()
    client.force_login(administrator)

    for place in ("/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/password_change/"):
        assert client.get(place)["Location"] == "/doi-mat-khau/"
        assert client.post(place, {"username": "moi"})["Location"] == "/doi-mat-khau/"


def test_signing_out_stays_open(client: Client, slip: str) -> None:
    sign_in(client, slip)

    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"


def test_an_own_password_opens_the_register(client: Client, slip: str, unit_head: User) -> None:
    sign_in(client, slip)
    assert "chỉ dùng một lần" in client.get("/doi-mat-khau/").content.decode()

    assert change(client, slip) == 302

    assert client.get("/").status_code == 200
    unit_head.refresh_from_db()
    assert not unit_head.must_change_password
    assert sign_in(Client(), slip) == 200
    assert sign_in(Client(), NEW) == 302


def test_the_password_of_the_slip_is_no_own_password(client: Client, slip: str, unit_head: User) -> None:
    sign_in(client, slip)

    answer = client.post("/doi-mat-khau/", {"old_password": slip, "new_password1": slip, "new_password2": slip})

    assert "trùng mật khẩu đang dùng" in answer.content.decode()
    assert client.get("/")["Location"] == "/doi-mat-khau/"


@pytest.mark.parametrize(("days", "opens"), [(30, True), (31, False)])
def test_a_slip_is_good_until_the_end_of_its_last_day(
    client: Client,
    slip: str,
    unit_head: User,
    days: int,
    opens: bool,  # noqa: FBT001
) -> None:
    unit_head.refresh_from_db()
    assert unit_head.password_expires_on == clock.today() + dt.timedelta(days=30)
    User.objects.filter(pk=unit_head.pk).update(password_expires_on=clock.today() + dt.timedelta(days=30 - days))

    answer = client.post("/dang-nhap/", {"username": "phunu.duclinh", "password": slip})

    assert (answer.status_code == 302) is opens
    assert ("đã hết hạn. Đề nghị cán bộ nhập liệu" in answer.content.decode()) is not opens


def test_an_old_slip_is_told_to_its_holder_only_and_counts_as_no_guess(
    client: Client, slip: str, unit_head: User
) -> None:
    User.objects.filter(pk=unit_head.pk).update(password_expires_on=dt.date(2020, 1, 1))

    guessed = client.post("/dang-nhap/", {"username": "phunu.duclinh", "password": "sai"})
    assert "hết hạn" not in guessed.content.decode()

    for _again in range(7):
        assert sign_in(client, slip) == 200
    assert FailedSignIn.objects.count() == 0


def test_a_password_given_by_an_administrator_is_one_time_too(
    client: Client, administrator: User, unit_head: User
) -> None:
    client.force_login(administrator)
    place = f"/admin/accounts/user/{unit_head.pk}/password/"

    client.post(place, {"password1": NEW, "password2": NEW})

    unit_head.refresh_from_db()
    assert unit_head.check_password(NEW)
    assert unit_head.must_change_password


def test_an_account_made_in_the_admin_sets_its_own_password_first(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    client.post("/admin/accounts/user/add/", {"username": "ketoan.tinh", "password1": NEW, "password2": NEW})

    assert User.objects.get(username="ketoan.tinh").must_change_password


def test_one_time_passwords_differ_and_survive_paper_and_keyboards() -> None:
    made = {one_time_password() for _number in range(200)}

    assert len(made) == 200
    assert {len(each) for each in made} == {14}
    assert not set("0125691ijloqszadeuwy") & set(ALPHABET)


def test_a_lock_that_comes_meanwhile_is_not_undone_by_a_change_of_password(
    unit_head: User, staff: User, places: Places
) -> None:
    read_before = User.objects.get(pk=unit_head.pk)
    actions.lock_account(account=unit_head, by=staff, reason="Đổi thủ trưởng", version=unit_head.version)

    actions.set_password(user=read_before, password=NEW, by=read_before)

    assert not User.objects.get(pk=unit_head.pk).is_active
