"""What an installation is by default, and what it refuses to be; each case in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import authenticate
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
NAMES = re.findall(r"(?m)^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"))
KEY = "0123456789-of-a-test-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRODUCTION = {"ORGREGS_SECRET_KEY": KEY, "ORGREGS_ALLOWED_HOSTS": "bienche.example.vn"}
PASSWORD = "mat-khau-dai"

# Prints settings as JSON.
TELL = (
    "import json, sys, orgregs.settings as s; print(json.dumps({n: getattr(s, n) for n in sys.argv[1:]}, default=str))"
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run Python in the house with these environment names and no others, whatever .env says."""

    def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        # A name that is set wins over .env, so each is set.
        names = dict.fromkeys(NAMES, "") | {"ORGREGS_DATA_DIR": str(tmp_path)} | environment
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        return subprocess.run(  # noqa: S603  # this Python, on files of this house
            [sys.executable, *arguments], cwd=ROOT, env=kept | names, capture_output=True, text=True, check=False
        )

    return run_python


@pytest.fixture
def settings_of(run: Run) -> Callable[..., dict[str, Any]]:
    """Read settings as they are under these environment names."""

    def read(*names: str, **environment: str) -> dict[str, Any]:
        answer = run("-c", TELL, *names, **environment)
        assert answer.returncode == 0, answer.stderr
        found: dict[str, Any] = json.loads(answer.stdout)
        return found

    return read


def test_the_defaults_are_those_of_a_production_office(settings_of: Callable[..., dict[str, Any]]) -> None:
    expected = {
        "DEBUG": False,
        "TRAINING": False,
        "HAS_OWN_SECRET_KEY": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "CSRF_TRUSTED_ORIGINS": [],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
        "SECURE_PROXY_SSL_HEADER": None,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SECURE": True,
        "X_FRAME_OPTIONS": "DENY",
        "LANGUAGE_CODE": "vi",
        "TIME_ZONE": "Asia/Ho_Chi_Minh",
    }

    assert settings_of(*expected) == expected


def test_a_missing_key_is_another_one_in_every_process(settings_of: Callable[..., dict[str, Any]]) -> None:
    first, second = (settings_of("SECRET_KEY")["SECRET_KEY"] for _process in range(2))

    assert first != second
    assert len(first) >= 50


def test_a_training_register_speaks_plain_http_and_keeps_a_database_of_its_own(
    settings_of: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    training = settings_of("SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DATABASES", ORGREGS_TRAINING="1")
    real = settings_of("DATABASES")

    assert training["SESSION_COOKIE_SECURE"] is training["SECURE_SSL_REDIRECT"] is False
    assert training["DATABASES"]["default"]["NAME"] == str(tmp_path / "tap-huan.sqlite3")
    assert real["DATABASES"]["default"]["NAME"] == str(tmp_path / "orgregs.sqlite3")


def test_a_secret_may_stand_in_a_file(settings_of: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")

    assert settings_of("SECRET_KEY", ORGREGS_SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == KEY


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        pytest.param({"ORGREGS_TRAINING": "maybe"}, "ORGREGS_TRAINING='maybe': write 1 or 0.", id="a flag"),
        pytest.param(
            {"ORGREGS_SECRET_KEY_FILE": "/nowhere/key"},
            "ORGREGS_SECRET_KEY_FILE='/nowhere/key' cannot be read",
            id="the file of a secret",
        ),
        pytest.param(
            {"DATABASE_URL": "mysql://x@y/z"}, "DATABASE_URL: only sqlite:///… and postgres://…", id="database"
        ),
        pytest.param(
            {"DATABASE_URL": "postgres://a@h/one", "DATABASE_OWNER_URL": "postgres://b@h/two"},
            "DATABASE_OWNER_URL must name the same PostgreSQL database as DATABASE_URL",
            id="the owner of another database",
        ),
        pytest.param(
            {"DATABASE_URL": "postgres://h/one", "DATABASE_OWNER_URL": "postgres://b@h/one"},
            "DATABASE_URL must name its role beside DATABASE_OWNER_URL",
            id="an owner beside nobody",
        ),
    ],
)
def test_what_cannot_be_read_names_itself(run: Run, environment: dict[str, str], sentence: str) -> None:
    answer = run("-c", TELL, "DEBUG", **environment)

    assert answer.returncode != 0
    assert sentence in answer.stderr


@pytest.mark.parametrize(
    ("environment", "serves"),
    [
        pytest.param({}, False, id="no key"),
        pytest.param({"ORGREGS_SECRET_KEY": KEY}, True, id="a key"),
        pytest.param({"ORGREGS_TRAINING": "1"}, True, id="a training register without a key"),
    ],
)
def test_nothing_is_served_without_a_key_of_the_office(run: Run, environment: dict[str, str], serves: bool) -> None:  # noqa: FBT001
    answer = run("-c", "import orgregs.wsgi", DATABASE_URL="sqlite://:memory:", **environment)

    assert (answer.returncode == 0) is serves
    assert serves or "Set ORGREGS_SECRET_KEY (or ORGREGS_SECRET_KEY_FILE)" in answer.stderr


def deploys(run: Run, **environment: str) -> subprocess.CompletedProcess[str]:
    names = PRODUCTION | {"DATABASE_URL": "sqlite://:memory:"} | environment
    return run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **names)


def test_production_settings_pass_the_deployment_check(run: Run) -> None:
    answer = deploys(run)

    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        pytest.param({"ORGREGS_TRAINING": "1"}, "orgregs.E002", id="a training register"),
        pytest.param({"ORGREGS_DEBUG": "1"}, "security.W018", id="error pages with values"),
        pytest.param({"ORGREGS_SECRET_KEY": ""}, "orgregs.E001", id="no key of its own"),
        pytest.param({"ORGREGS_SECRET_KEY": "short"}, "security.W009", id="a weak key"),
        pytest.param({"ORGREGS_INSECURE_HTTP": "1"}, "security.W012", id="cookies without TLS"),
    ],
)
def test_the_deployment_check_finds(run: Run, environment: dict[str, str], found: str) -> None:
    answer = deploys(run, **environment)

    assert answer.returncode != 0
    assert found in answer.stderr


# ---- Uploads


@pytest.mark.parametrize(("count", "status"), [(1, 200), (2, 200), (3, 400)])
def test_a_request_brings_no_more_files_than_memory_is_meant_to_hold(db: None, count: int, status: int) -> None:
    files = {f"file-{number}": SimpleUploadedFile("a.pdf", b"%PDF") for number in range(count)}

    assert Client().post("/dang-nhap/", files).status_code == status


# ---- Demo accounts: their password is printed by `make run`


@pytest.fixture
def demo_account(db: None) -> User:
    person = User(username="duclinh.nhap", is_demo=True)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.mark.parametrize("is_training", [True, False], ids=["training", "a real office"])
def test_a_demo_account_signs_in_to_a_training_register_only(demo_account: User, is_training: bool) -> None:  # noqa: FBT001
    with override_settings(TRAINING=is_training):
        signed_in = authenticate(username=demo_account.username, password=PASSWORD)

    assert (signed_in == demo_account) is is_training


def test_a_session_of_a_demo_account_ends_with_the_training(demo_account: User) -> None:
    client = Client()
    with override_settings(TRAINING=True):
        client.force_login(demo_account)
        opened = client.get("/")

    closed = client.get("/")

    assert opened.status_code == 200
    assert closed.status_code == 302
    assert closed["Location"].startswith("/dang-nhap/")


def test_a_system_account_never_signs_in(db: None) -> None:
    person = User(username="he-thong.nhap", is_system=True, is_active=False)
    person.set_password(PASSWORD)
    person.save()

    assert authenticate(username=person.username, password=PASSWORD) is None
