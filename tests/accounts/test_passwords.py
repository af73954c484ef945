"""What is refused as a password, and that nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

if TYPE_CHECKING:
    from django.test import Client


def codes(password: str, user: User | None) -> list[str]:
    """Return why a password is refused."""
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        return [error.code or "" for error in refusal.error_list]
    return []


COMMON, PERSONAL = "password_too_common", "password_too_personal"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("muathu7", "password_too_short", id="seven characters"),
        pytest.param("12345678", COMMON, id="a row of digits"),
        pytest.param("password1", COMMON, id="Django's list"),
        pytest.param("matkhau123", COMMON, id="mật khẩu and digits"),
        pytest.param("Mật khẩu 2026", COMMON, id="with marks and a year"),
        pytest.param("anhyeuem", COMMON, id="anh yêu em"),
        pytest.param("Anh-Yeu-Em-123", COMMON, id="with dashes"),
        pytest.param("vietnam@2025", COMMON, id="the country and a year"),
        pytest.param("VietNamHaNoi!", COMMON, id="country and capital"),
        pytest.param("anhyeuemvietnam", COMMON, id="two such words"),
        pytest.param("19051990", COMMON, id="a birthday"),
        pytest.param("19900519", COMMON, id="a birthday, year first"),
        pytest.param("0912345678", COMMON, id="a phone number"),
        pytest.param("abababab", COMMON, id="the same again"),
        pytest.param("qwertyuiop", COMMON, id="a row of keys"),
        pytest.param("87654321", COMMON, id="backwards"),
        pytest.param("phunu.duclinh", PERSONAL, id="the user name"),
        pytest.param("PhuNuDucLinh2026", PERSONAL, id="the user name and a year"),
        pytest.param("Hội Liên hiệp Phụ nữ huyện Đức Linh", PERSONAL, id="the agency"),
        pytest.param("hoilienhiepphunu", PERSONAL, id="the agency without marks"),
        pytest.param("huyenduclinh1", PERSONAL, id="the place"),
        pytest.param("matkhauduclinh", PERSONAL, id="a common word and the place"),
    ],
)
def test_what_is_guessed_first_is_refused(unit_head: User, password: str, code: str) -> None:
    assert code in codes(password, unit_head)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("con duong nho ven song", id="a sentence"),
        pytest.param("Đường về quê hương tôi có hàng dừa xanh nghiêng bóng bên sông dài", id="64 and marks"),
        pytest.param("muathula", id="eight small letters"),
        pytest.param("83920174", id="eight digits that are no day"),
        pytest.param("phunuduclinh-mua xuan", id="more than one's own name"),
        pytest.param("🌾🌾🌵🌵🐃🐃🌊🌊", id="no letters at all"),
    ],
)
def test_there_is_no_rule_of_composition(unit_head: User, password: str) -> None:
    assert codes(password, unit_head) == []


def test_an_account_that_is_not_opened_yet_has_a_name_at_least() -> None:
    assert codes("vanthu.huyen", User(username="vanthu.huyen")) == [PERSONAL]
    assert codes("con duong nho", None) == []


def test_the_page_says_what_to_do(client: Client, unit_head: User) -> None:
    unit_head.set_password("con duong nho ven song")
    unit_head.save()
    client.force_login(unit_head)

    def told(new: str) -> str:
        posted = {"old_password": "con duong nho ven song", "new_password1": new, "new_password2": new}
        return client.post("/doi-mat-khau/", posted).content.decode()

    assert "Đặt một câu ngắn vài từ của riêng mình" in told("matkhau123")
    assert "Thêm vài từ khác của riêng mình" in told("phunu.duclinh")
    assert "ít nhất 8 ký tự" in told("ngan")


def test_passwords_are_kept_as_argon2(unit_head: User, settings: object) -> None:
    from orgregs import settings as own

    settings.PASSWORD_HASHERS = own.PASSWORD_HASHERS  # type: ignore[attr-defined]
    typed = "Đường về quê hương tôi có hàng dừa xanh nghiêng bóng bên sông dài"
    unit_head.set_password(typed)

    assert unit_head.password.startswith("argon2$argon2id$")
    assert unit_head.check_password(typed)
    assert not unit_head.check_password(typed[:-1])
