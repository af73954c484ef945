"""What goes wrong has a page in Vietnamese and a number, and the log has the same number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory

from orgregs import incidents
from orgregs.foundation import clock

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.urls("tests.failing_urls")

NUMBER = re.compile(r"<strong>([2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4})</strong>")
# What is asked, the status, and the heading of the page.
FAILURES = {
    "/thu/400/": (400, "Không đọc được yêu cầu"),
    "/thu/suspicious/": (400, "Không đọc được yêu cầu"),
    "/thu/403/": (403, "Không được phép"),
    "/thu/khong-co/gi/": (404, "Không tìm thấy trang"),
    "/thu/chi-gui/": (405, "Không mở được địa chỉ này"),
    "/thu/60/": (429, "Quá nhiều yêu cầu"),
    "/thu/500/": (500, "Có lỗi khi mở trang"),
    "/thu/503/": (503, "Máy chủ đang bận"),
}
REFUSALS = [address for address, (status, _heading) in FAILURES.items() if status < 500]
# Everything of this origin, nothing inline, no frame around it.
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


@pytest.fixture
def visitor(client: Client, db: None) -> Client:
    """A client that is answered where the register fails."""
    client.raise_request_exception = False
    return client


def number_of(answer: Any) -> str:
    return str(NUMBER.findall(answer.content.decode())[0])


def policy_of(answer: Any) -> set[str]:
    return set(answer["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize(("address", "status", "heading"), [(key, *said) for key, said in FAILURES.items()])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_every_failure_has_its_page_and_the_log_its_number(
    visitor: Client,
    staff: User,
    caplog: pytest.LogCaptureFixture,
    address: str,
    status: int,
    heading: str,
    is_signed_in: bool,  # noqa: FBT001  # pytest's
) -> None:
    if is_signed_in:
        visitor.force_login(staff)

    answer = visitor.get(address, {"q": "điều người ta tìm"})

    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in page
    lines = [record.getMessage() for record in caplog.records if number_of(answer) in record.getMessage()]
    person = "duclinh.nhap" if is_signed_in else "-"
    assert lines == [f"incident {number_of(answer)} status={status} method=GET path={address} person={person}"]
    assert "must not be shown" not in page
    assert "Traceback" not in page


@pytest.mark.parametrize("address", REFUSALS)
def test_the_number_of_a_refusal_is_the_persons_for_this_hour(
    visitor: Client, staff: User, stranger: User, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    moment = clock.now().replace(minute=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    visitor.force_login(staff)
    first = visitor.get(address)

    monkeypatch.setattr(clock, "now", lambda: moment.replace(minute=59))
    assert visitor.get(address).content == first.content

    visitor.force_login(stranger)
    assert number_of(visitor.get(address)) != number_of(first)


def test_kinds_of_refusals_have_different_numbers(visitor: Client, staff: User) -> None:
    visitor.force_login(staff)

    numbers = {number_of(visitor.get(address)) for address in REFUSALS}

    assert len(numbers) == len({status for status, _heading in FAILURES.values() if status < 500})


def test_each_failure_of_the_register_has_a_number_of_its_own_and_its_trace_in_the_log(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    numbers = {number_of(visitor.get("/thu/500/")) for _time in range(5)}

    assert len(numbers) == 5
    traced = [record for record in caplog.records if record.name == "orgregs.incidents"]
    assert [str(record.exc_info and record.exc_info[1]) for record in traced] == ["this must not be shown"] * 5


def test_the_log_keeps_to_one_line_whatever_the_address_says(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    visitor.get("/khong-co/%0AINFO%20ok%E2%80%A8%1B[31m/")

    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 1
    assert "path=/khong-co/%0AINFO%20ok%E2%80%A8%1B%5B31m/ person=-" in lines[0]


def test_a_busy_register_says_when_to_come_back(visitor: Client) -> None:
    assert visitor.get("/thu/503/")["Retry-After"] == "5"


@pytest.mark.parametrize(
    ("address", "seconds", "sentence"),
    [("/thu/60/", "60", "Thử lại sau 60 giây."), ("/thu/600/", "600", "Thử lại sau 10 phút.")],
)
def test_who_asks_too_often_is_told_when_to_come_back(
    visitor: Client, address: str, seconds: str, sentence: str
) -> None:
    answer = visitor.get(address)

    assert answer["Retry-After"] == seconds
    assert sentence in answer.content.decode()


def test_what_waiting_does_not_mend_is_a_failure(visitor: Client) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        assert visitor.get("/thu/table/").status_code == 500


def test_the_sentence_of_a_bad_question_is_shown_and_that_of_the_framework_is_not(visitor: Client) -> None:
    assert "Năm 3000 không có trong sổ." in visitor.get("/thu/400/").content.decode()
    assert "a cookie was changed" not in visitor.get("/thu/suspicious/").content.decode()


def test_a_form_from_elsewhere_is_refused_and_the_log_says_why(staff: User, caplog: pytest.LogCaptureFixture) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(staff)

    answer = careful.post("/dang-xuat/")

    assert answer.status_code == 403
    assert "Trang đã hết hạn" in answer.content.decode()
    assert f"incident {number_of(answer)} status=403 method=POST" in caplog.text
    assert "reason=CSRF cookie not set." in caplog.text


def test_the_page_of_a_failure_needs_neither_database_nor_person(settings: Any) -> None:
    request = RequestFactory().get("/")  # and no fixture of this test lets it touch the database

    try:
        raise PermissionDenied
    except PermissionDenied:
        failed = incidents.server_error(request)
    try:
        raise OperationalError("database is locked")
    except OperationalError:
        busy = incidents.server_error(request)

    assert (failed.status_code, busy.status_code) == (500, 503)
    assert "DỮ LIỆU TẬP HUẤN" not in failed.content.decode()
    settings.TRAINING = True
    assert "DỮ LIỆU TẬP HUẤN" in incidents.server_error(request).content.decode()


def test_a_database_that_is_gone_is_a_busy_server(
    visitor: Client, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    def gone(*_args: Any, **_options: Any) -> None:
        raise OperationalError("database is locked")

    visitor.force_login(staff)
    monkeypatch.setattr(SessionStore, "load", gone)

    assert visitor.get("/van-ban/").status_code == 503
    assert visitor.get("/khong-co/").status_code == 503


@pytest.mark.parametrize(("address", "status"), [("/admin/khong-co/", 404), ("/admin/quotas/seal/add/", 403)])
def test_failures_in_the_admin_have_the_same_page(
    visitor: Client, administrator: User, address: str, status: int
) -> None:
    visitor.force_login(administrator)

    answer = visitor.get(address)

    assert answer.status_code == status
    assert NUMBER.search(answer.content.decode())


def test_an_address_for_another_host_is_refused_with_the_policy(visitor: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True  # the first thing that looks at the host

    answer = visitor.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert policy_of(answer) == POLICY


@pytest.mark.parametrize("address", [*FAILURES, "/", "/dang-nhap/", "/admin/", "/admin/login/", "/bien-che"])
def test_every_answer_carries_the_policy(visitor: Client, address: str) -> None:
    assert policy_of(visitor.get(address)) == POLICY
