"""Where one is signed in, seen and ended by oneself."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import User, UserSession
from accounts.sessions import handle_of
from orgregs.foundation import clock

if TYPE_CHECKING:
    from tests.conftest import Places

PASSWORD = "con duong nho ven song"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile Safari/604.1"


@pytest.fixture
def person(unit_head: User) -> User:
    unit_head.set_password(PASSWORD)
    unit_head.save()
    return unit_head


def signed_in(agent: str, address: str, name: str = "phunu.duclinh") -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    assert client.post("/dang-nhap/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def office(person: User) -> Client:
    return signed_in(EDGE, "10.0.0.5")


@pytest.fixture
def phone(person: User) -> Client:
    return signed_in(PHONE, "10.0.7.9")


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


# ---- The page


def test_the_page_names_each_device_and_marks_this_one(office: Client, phone: Client) -> None:
    rows = re.findall(r"<tr role=\"row\">\s*<td.*?</tr>", office.get("/tai-khoan/phien/").content.decode(), re.DOTALL)

    assert len(rows) == 2
    assert "Edge trên Windows" in rows[0]
    assert "bạn đang ở đây" in rows[0]
    assert "Safari trên iPhone" in rows[1]
    assert "10.0.7.9" in rows[1]
    assert "<strong" not in rows[1]
    assert f"{timezone.localdate():%d/%m/%Y}" in rows[1]


def test_nobody_sees_the_sessions_of_others_nor_any_key(office: Client, staff: User) -> None:
    staff.set_password(PASSWORD)
    staff.save()
    page = signed_in(PHONE, "10.3.3.3", "duclinh.nhap").get("/tai-khoan/phien/").content.decode()

    assert "10.0.0.5" not in page
    for row in UserSession.objects.all():
        assert row.session_key not in page
        assert row.session_key not in str(row)


def test_one_session_is_ended_at_its_next_request(office: Client, phone: Client) -> None:
    assert is_in(phone)

    office.post("/tai-khoan/phien/dang-xuat/", {"session": handle_of(phone.session.session_key or "")})

    assert not is_in(phone)
    assert is_in(office)


def test_all_others_are_ended_and_this_one_stays(office: Client, phone: Client) -> None:
    third = signed_in(EDGE, "10.0.0.6")

    answer = office.post("/tai-khoan/phien/dang-xuat/", {"others": "1"}, follow=True)

    assert "Đã đăng xuất 2 phiên khác." in answer.content.decode()
    assert (is_in(office), is_in(phone), is_in(third)) == (True, False, False)


def test_ending_this_one_signs_out(office: Client) -> None:
    handle = handle_of(office.session.session_key or "")

    assert office.post("/tai-khoan/phien/dang-xuat/", {"session": handle})["Location"] == "/dang-nhap/"
    assert not is_in(office)


def test_a_session_of_somebody_else_does_not_exist(office: Client, staff: User) -> None:
    staff.set_password(PASSWORD)
    staff.save()
    theirs = signed_in(PHONE, "10.3.3.3", "duclinh.nhap")

    answer = theirs.post("/tai-khoan/phien/dang-xuat/", {"session": handle_of(office.session.session_key or "")})

    assert answer.status_code == 404
    assert is_in(office)


# ---- Everywhere at once


def test_a_change_of_password_ends_all_other_sessions_and_their_rows(office: Client, phone: Client) -> None:
    new = "mua thu nam ay la rung"
    posted = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    office.post("/doi-mat-khau/", posted)

    assert (is_in(office), is_in(phone)) == (True, False)
    row = UserSession.objects.get()
    assert (row.address, row.session_key) == ("10.0.0.5", office.session.session_key)


@pytest.mark.parametrize("how", ["lock", "reset", "admin", "file"])
def test_what_others_do_to_the_account_ends_all_its_sessions(
    office: Client, phone: Client, person: User, staff: User, administrator: User, how: str
) -> None:
    person.refresh_from_db()
    if how == "lock":
        actions.lock_account(account=person, by=staff, reason="Thử", version=person.version)
    elif how == "reset":
        actions.issue_password(account=person, by=staff, reason="Thử", version=person.version, day=clock.today())
    elif how == "admin":
        actions.set_password(user=person, password="mua thu la rung", by=administrator)
    else:
        person.is_active = False
        actions.save_record(record=person, by=administrator, version=person.version)

    assert (is_in(office), is_in(phone)) == (False, False)
    assert not UserSession.objects.exists()


def test_signing_out_leaves_no_row(office: Client) -> None:
    office.post("/dang-xuat/")

    assert not UserSession.objects.exists()


# ---- Hours


def test_a_session_gets_a_new_key_and_ends_after_eight_hours_used_or_not(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = UserSession.objects.get()
    ends = row.expire_date
    assert row.opened_at is not None
    assert ends - row.opened_at == dt.timedelta(hours=8)

    moment = clock.now() + dt.timedelta(hours=6)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert is_in(office)

    row = UserSession.objects.get()
    assert (row.seen_at, row.expire_date) == (moment, ends)
    monkeypatch.setattr("django.utils.timezone.now", lambda: ends + dt.timedelta(seconds=1))
    assert not is_in(office)


def test_a_session_is_written_now_and_then_only(office: Client, django_assert_num_queries: Any) -> None:
    first = UserSession.objects.get().seen_at
    office.get("/tai-khoan/phien/")

    assert UserSession.objects.get().seen_at == first


def test_another_address_is_noted_at_once(office: Client) -> None:
    office.get("/", REMOTE_ADDR="10.0.0.77")

    assert UserSession.objects.get().address == "10.0.0.77"


def test_sessions_that_ran_out_are_dropped_when_somebody_signs_in(office: Client, person: User) -> None:
    UserSession.objects.update(expire_date=clock.now() - dt.timedelta(minutes=1))

    signed_in(PHONE, "10.0.7.9")

    assert [row.address for row in UserSession.objects.all()] == ["10.0.7.9"]


def test_a_key_that_a_browser_brings_along_is_not_used(person: User, places: Places) -> None:
    client = Client(headers={"User-Agent": EDGE})
    client.cookies["sessionid"] = "x" * 32

    client.post("/dang-nhap/", {"username": "phunu.duclinh", "password": PASSWORD})

    assert client.session.session_key != "x" * 32
    assert UserSession.objects.count() == 1


def test_an_endless_name_of_a_browser_is_cut(person: User) -> None:
    signed_in("x\x1b[31m" * 500, "10.0.0.5")

    row = UserSession.objects.get()
    assert len(row.device) == 300
    assert row.device.isprintable()
