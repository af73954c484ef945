"""Who fails too often waits; the owner, elsewhere, does not."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accounts import actions
from accounts.models import FailedSignIn, User
from accounts.reports import Try
from orgregs.foundation import clock

if TYPE_CHECKING:
    from django.http import HttpResponse

PASSWORD = "con duong nho ven song"
HERE, ELSEWHERE = "10.0.0.5", "10.0.7.9"


@pytest.fixture
def person(unit_head: User) -> User:
    """The head of the women's union, with a password."""
    unit_head.set_password(PASSWORD)
    unit_head.save()
    return unit_head


WRONG = "sai"


def ask(password: str = WRONG, name: str = "phunu.duclinh", address: str = HERE, **headers: str) -> HttpResponse:
    """Try to sign in from an address, at a browser that nobody used before."""
    posted = {"username": name, "password": password}
    return Client().post("/dang-nhap/", posted, REMOTE_ADDR=address, headers=headers)  # type: ignore[return-value]


def fail(times: int, **more: str) -> None:
    for _time in range(times):
        assert ask(**more).status_code == 200


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let time pass."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def pass_minutes(minutes: float) -> None:
        moment[0] += dt.timedelta(minutes=minutes)

    return pass_minutes


# ---- One name from one address


def test_the_sixth_try_is_told_how_long_to_wait_and_whom_to_ask(person: User, later: Any) -> None:
    fail(5)
    later(2)

    answer = ask(PASSWORD)

    page = answer.content.decode()
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(13 * 60)
    assert "no-store" in answer["Cache-Control"]
    assert "Chờ 13 phút" in page
    assert f"{clock.now() + dt.timedelta(minutes=13):%H:%M}" in page
    assert "cán bộ nhập liệu của địa phương" in page
    assert "quản trị" in page


def test_after_the_wait_the_right_password_opens(person: User, later: Any) -> None:
    fail(5)
    later(15.1)

    assert ask(PASSWORD).status_code == 302


def test_trying_on_does_not_prolong_the_wait(person: User, later: Any) -> None:
    fail(5)
    for _minute in range(14):
        later(1)
        assert ask().status_code == 429
    later(1.1)

    assert ask(PASSWORD).status_code == 302


def test_the_owner_signs_in_from_elsewhere(person: User) -> None:
    fail(5)

    assert ask(PASSWORD).status_code == 429
    assert ask(PASSWORD, address=ELSEWHERE).status_code == 302


def test_somebody_else_at_the_same_address_signs_in(person: User, staff: User) -> None:
    staff.set_password(PASSWORD)
    staff.save()
    fail(5)

    assert ask(PASSWORD, name="duclinh.nhap").status_code == 302


def test_the_right_password_takes_back_what_was_counted(person: User) -> None:
    for _time in range(3):
        fail(4)
        assert ask(PASSWORD).status_code == 302


def test_other_spellings_of_a_name_are_one_name(person: User) -> None:
    for name in ("phunu.duclinh", "PhuNu.DucLinh", " phunu.duclinh", "phunu.duclinh ", "phụnữ.đứclinh"):
        assert ask(name=name).status_code == 200

    assert ask(PASSWORD).status_code == 429


def test_an_empty_field_is_no_try(person: User) -> None:
    for _time in range(9):
        ask(password="")

    assert ask(PASSWORD).status_code == 302


def test_a_new_slip_or_an_unlocking_ends_the_wait(person: User, staff: User) -> None:
    fail(5)
    person.refresh_from_db()

    slip = actions.issue_password(
        account=person, by=staff, reason="Quên mật khẩu", version=person.version, day=clock.today()
    )

    assert ask(slip).status_code == 302


# ---- Many names, many addresses


def test_one_password_tried_on_many_names_from_one_address_is_stopped(person: User, later: Any) -> None:
    for number in range(10):
        assert ask(name=f"ten.{number}").status_code == 200

    assert ask(name="ten.10").status_code == 429
    assert ask(PASSWORD).status_code == 429
    assert ask(PASSWORD, address=ELSEWHERE).status_code == 302
    later(15.1)
    assert ask(PASSWORD).status_code == 302


def test_an_office_behind_one_address_may_mistype(person: User) -> None:
    for _morning in range(3):
        for number in range(9):
            name = f"phong.{number}"
            User.objects.filter(username=name).delete()
            User.objects.create_user(name, password=PASSWORD)
            assert ask(name=name).status_code == 200
            assert ask(PASSWORD, name=name).status_code == 302

    assert ask(PASSWORD).status_code == 302


def test_many_addresses_lock_nobody_out_and_are_logged(person: User, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(20):
        fail(4, address=f"10.1.0.{number}")

    assert ask(PASSWORD).status_code == 302
    assert [record.getMessage() for record in caplog.records if "addresses" in record.getMessage()] == [
        "Sign-in of 'phunu.duclinh' fails from 5 addresses."
    ]


def test_a_lock_is_logged_once_without_what_was_typed(person: User, caplog: pytest.LogCaptureFixture) -> None:
    typed = "mat khau go nham\nvao o ten"
    for _time in range(7):
        ask(name=typed)
    for _time in range(7):
        ask()

    lines = [record.getMessage() for record in caplog.records if record.name == "accounts.sign_in"]
    assert lines == [
        "Sign-in locked: a name that no account has from 10.0.0.5.",
        "Sign-in locked: 'phunu.duclinh' from 10.0.0.5.",
    ]
    assert "go nham" not in repr(list(FailedSignIn.objects.values()))


def test_what_no_longer_counts_is_dropped(person: User, later: Any) -> None:
    fail(4)
    later(16)
    fail(1, address=ELSEWHERE)

    assert FailedSignIn.objects.count() == 1


# ---- Nothing tells which names exist


@pytest.mark.parametrize("name", ["khong.co", "phunu.duclinh", "bi.khoa"])
def test_an_unknown_a_known_and_a_locked_name_are_answered_alike(person: User, name: str, later: Any) -> None:
    User.objects.create_user("bi.khoa", password=PASSWORD, is_active=False)
    answers = [ask(name=name) for _time in range(7)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answers[0].content.decode()


@pytest.mark.parametrize("name", ["khong.co", "phunu.duclinh", "bi.khoa"])
def test_a_password_is_hashed_once_whoever_is_named(
    person: User, name: str, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    User.objects.create_user("bi.khoa", password=PASSWORD, is_active=False)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    with django_assert_num_queries(8):
        ask(name=name)

    assert len(hashed) == 1


# ---- Where the address comes from


def test_a_forged_header_helps_nobody(person: User) -> None:
    for number in range(5):
        ask(**{"X-Forwarded-For": f"192.0.2.{number}"})

    assert ask(PASSWORD, **{"X-Forwarded-For": "192.0.2.99"}).status_code == 429


def test_behind_a_proxy_its_own_word_counts_and_a_forged_one_does_not(person: User, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    for number in range(5):
        ask(**{"X-Forwarded-For": f"192.0.2.{number}, 10.9.9.9"})

    assert ask(PASSWORD, **{"X-Forwarded-For": "192.0.2.99, 10.9.9.9"}).status_code == 429
    assert ask(PASSWORD, **{"X-Forwarded-For": "10.9.9.9, 10.9.9.8"}).status_code == 302


# ---- The admin goes the same way, and so does everybody at once


def test_the_admin_has_no_door_of_its_own(client: Client, administrator: User) -> None:
    administrator.set_password(PASSWORD)
    administrator.save()
    posted = {"username": "quantri", "password": PASSWORD}

    direct = client.post("/admin/login/?next=/admin/accounts/user/", posted)
    assert direct["Location"] == "/dang-nhap/?next=%2Fadmin%2Faccounts%2Fuser%2F"
    assert "_auth_user_id" not in client.session

    through = client.post(direct["Location"], posted | {"next": "/admin/accounts/user/"})
    assert through["Location"] == "/admin/accounts/user/"


def test_tries_at_the_same_moment_are_counted_one_by_one(person: User) -> None:
    """Each is in the table before any password is looked at."""
    now = clock.now()
    moment = Try("phunu.duclinh", HERE, now)

    answers = [actions.begin_sign_in(tried=moment) for _worker in range(12)]

    assert [until is None for until in answers] == [True] * 5 + [False] * 7
    assert FailedSignIn.objects.count() == 5


def test_limits_come_from_the_settings(person: User, settings: Any) -> None:
    settings.SIGN_IN_TRIES, settings.SIGN_IN_MINUTES = 2, 60
    fail(2)

    answer = ask(PASSWORD)

    assert answer.status_code == 429
    assert 59 * 60 <= int(answer["Retry-After"]) <= 60 * 60


def test_the_log_has_a_name_of_its_own() -> None:
    assert logging.getLogger("accounts.sign_in").isEnabledFor(logging.WARNING)
