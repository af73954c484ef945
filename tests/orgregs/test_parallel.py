"""Fifty bookings at once on one pool, through a real server of several processes: the ceiling holds, positions have no gap."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from orgregs.loading import DEMO_PASSWORD
from tests.conftest import OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
BOOKINGS, POSTS, ALLOTMENT = 50, 9, 100

# Fifty submitted drafts, each for an agency of its own, where the pool was given 100 posts and may not give more.
PREPARE = f"""
import datetime as dt
from django.contrib.auth import get_user_model
from agencies.models import Agency
from localities.models import Locality
from quotas.actions import LineInput, book_decision, holder_of, save_draft, submit_draft
from quotas.models import Pool, StaffCategory
from regulations.actions import save_record
from regulations.models import Document, DocumentType, IssuingBody

people = {{name: get_user_model().objects.get(username=name) for name in ("duclinh.nhap", "he-thong.nhap", "he-thong.doichieu")}}
category, at = StaffCategory.objects.get(code="chua-phan-loai"), dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
district = Pool.objects.select_related("locality").get(locality__code="huyen-tap-huan", block="party")
province = Pool.objects.get(locality__code="tinh-tap-huan", block="party")
Pool.objects.filter(pk=district.pk).update(ceiling_policy="block")


def paper(body, number, by):
    document = Document(
        series_of=IssuingBody.objects.get(code=body), type=DocumentType.objects.get(code="quyet-dinh"), number=number,
        issued_on=dt.date(2025, 11, 20), subject="TẬP HUẤN",
    )
    save_record(record=document, by=by)
    return document


def submitted(pool, holder, posts, document, by):
    draft = save_draft(
        document=document, pool=pool, year_from=2026, is_extract=True, by=by, at=at,
        lines=[LineInput(holder=holder, category=category, posts=posts)],
    )
    return submit_draft(draft=draft, by=by, at=at)


system = people["he-thong.nhap"]
given = submitted(province, holder_of(pool=district), {ALLOTMENT}, paper("tinh-uy-tap-huan", 900, system), system)
print("position", book_decision(draft=given, by=people["he-thong.doichieu"], at=at).position)
kind, clerk = Agency.objects.get(code="huyen-tap-huan-mttq").kind, people["duclinh.nhap"]
for number in range({BOOKINGS}):
    agency = Agency.objects.create(code=f"so-{{number}}", name=f"Số {{number}}", kind=kind, locality=district.locality)
    draft = submitted(district, holder_of(agency=agency), {POSTS}, paper("huyen-uy-tap-huan", 1000 + number, clerk), clerk)
    print(draft.code)
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A database of its own, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'so.sqlite3'}"
        return
    import psycopg2

    given, name = urlsplit(os.environ["DATABASE_URL"]), f"parallel_{uuid.uuid4().hex[:12]}"
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    with server.cursor() as cursor:
        if OWNER:
            cursor.execute(f"SET ROLE {OWNER}")
        cursor.execute(f"CREATE DATABASE {name}")
        yield given._replace(path=f"/{name}").geturl()
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def environment(url: str, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        **({"DATABASE_OWNER_URL": f"{url}?options=-c%20role%3D{OWNER}"} if OWNER else {}),
        "ORGREGS_TRAINING": "1",
        "ORGREGS_DEBUG": "0",
        "ORGREGS_DATA_DIR": str(folder),
        "ORGREGS_SECRET_KEY": "only-for-this-test-" * 4,
        "DJANGO_SETTINGS_MODULE": "orgregs.settings",
        "PYTHONIOENCODING": "utf-8",
    }


def manage(env: dict[str, str], *words: str) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    done = subprocess.run(  # noqa: S603  # our own commands
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def port(url: str, tmp_path: Path) -> Iterator[int]:
    """A server of three processes with eight threads each, as an office would run it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    env = environment(url, tmp_path)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "load_register")
    words = ["-m", "gunicorn", "--bind", f"127.0.0.1:{number}", "--workers", "3", "--threads", "8", "--timeout", "120"]
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603  # our own server
            [sys.executable, *words, "--no-control-socket", "orgregs.wsgi"], env=env, cwd=ROOT, stdout=log, stderr=log
        )
        yield number
        server.terminate()
        server.wait(timeout=30)


class Browser:
    """One person's session: its cookies, sent with every request."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}  # type: ignore[var-annotated]

    def ask(self, method: str, address: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Ask, and return status and text; cookies are kept."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            fields["csrfmiddlewaretoken"] = self.cookies[settings.CSRF_COOKIE_NAME]
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, address, urlencode(fields) if fields is not None else None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer.status, text

    def sign_in(self, name: str) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self.ask("GET", "/dang-nhap/")
                break
            except ConnectionError:
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.2)
        assert self.ask("POST", "/dang-nhap/", {"username": name, "password": DEMO_PASSWORD})[0] == 302


def test_fifty_bookings_at_once_never_pass_the_ceiling(port: int, url: str, tmp_path: Path) -> None:
    env = environment(url, tmp_path)
    first, *drafts = manage(env, "shell", "--verbosity", "0", "--command", PREPARE).split("\n")[:-1]
    before = int(first.removeprefix("position "))
    person = Browser(port)
    person.sign_in("duclinh.doichieu")
    start, answers = threading.Barrier(BOOKINGS), []

    def book(code: str) -> None:
        start.wait(timeout=60)
        # Without a pin of what the person saw: the ceiling alone refuses.
        answers.append(person.ask("POST", f"/vao-so/{code}/vao-so/", {}))

    threads = [threading.Thread(target=book, args=[code]) for code in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)

    fitting = ALLOTMENT // POSTS
    refusals = [text for status, text in answers if status == 409]
    assert Counter(status for status, _text in answers) == {302: fitting, 409: BOOKINGS - fitting}
    assert all(re.search("vượt|nhiều hơn", text) for text in refusals)
    assert manage(env, "verify").startswith(f"OK: {before + fitting} decision(s), head ")
