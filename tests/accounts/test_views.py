"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

PASSWORD = "mot-mat-khau-de-thu"


@pytest.fixture
def person(staff: User) -> User:
    """Somebody with a password."""
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def sign_in(client: Client, password: str, **more: str) -> int:
    """Post the form; return the status of the answer."""
    return client.post("/dang-nhap/", {"username": "duclinh.nhap", "password": password} | more).status_code


def test_a_person_signs_in_and_goes_on_to_the_page_asked_for(client: Client, person: User) -> None:
    answer = client.post(
        "/dang-nhap/", {"username": "duclinh.nhap", "password": PASSWORD, "next": "/van-ban/?nam=2021"}
    )

    assert answer["Location"] == "/van-ban/?nam=2021"
    assert client.get("/van-ban/").status_code == 200


def test_nobody_is_sent_to_another_site(client: Client, person: User) -> None:
    answer = client.post(
        "/dang-nhap/", {"username": "duclinh.nhap", "password": PASSWORD, "next": "https://example.org/"}
    )

    assert answer["Location"] == "/"


@pytest.mark.parametrize("username", ["duclinh.nhap", "khong.co"])
def test_a_refusal_does_not_say_what_was_wrong(client: Client, person: User, username: str) -> None:
    answer = client.post("/dang-nhap/", {"username": username, "password": "sai"})

    assert answer.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.content.decode()


def test_a_locked_account_does_not_open(client: Client, person: User) -> None:
    person.is_active = False
    person.save()

    assert sign_in(client, PASSWORD) == 200
    assert client.get("/").status_code == 302


def test_a_demo_account_opens_in_training_only(client: Client, person: User, settings: Any) -> None:
    person.is_demo = True
    person.save()

    assert sign_in(client, PASSWORD) == 200
    settings.TRAINING = True
    assert sign_in(client, PASSWORD) == 302


def test_signing_out_takes_a_posted_form(client: Client, person: User) -> None:
    client.force_login(person)

    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert client.get("/").status_code == 302


def test_a_person_changes_the_own_password(client: Client, person: User) -> None:
    client.force_login(person)

    answer = client.post(
        "/doi-mat-khau/",
        {"old_password": PASSWORD, "new_password1": "mot-mat-khau-khac", "new_password2": "mot-mat-khau-khac"},
        follow=True,
    )

    assert "Đã đổi mật khẩu." in answer.content.decode()
    client.logout()
    assert sign_in(client, "mot-mat-khau-khac") == 302


def test_a_weak_password_is_refused_in_vietnamese(client: Client, person: User) -> None:
    client.force_login(person)

    answer = client.post(
        "/doi-mat-khau/", {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"}
    )

    assert answer.status_code == 200
    assert "field-errors" in answer.content.decode()
