"""Five people and an administrator, the places they work in, the seeds, and a real browser."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from accounts.models import User
    from agencies.models import Agency
    from localities.models import Locality

ROOT = Path(__file__).resolve().parent.parent
# How long an example takes tells how busy the machine is, and nothing of the code.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")
# The role that owns the tables, where the tests run as another one: see “Guards” below.
OWNER = os.environ.get("ORGREGS_TEST_OWNER", "")
# The rules of the register are asked about these days; see tests/times.py.
END_OF_DISTRICTS = dt.date(2025, 7, 1)


@pytest.fixture(autouse=True, scope="session")
def _an_office_without_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Test the same installation on every machine, whatever its .env says; before the live server starts."""
    with override_settings(
        TRAINING=False,
        DEBUG=False,
        SECURE_SSL_REDIRECT=False,
        SECURE_HSTS_SECONDS=0,
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        ATTACHMENTS_DIR=tmp_path_factory.mktemp("attachments"),
        CHORES_DIR=tmp_path_factory.mktemp("chores"),
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let no thread of the live server keep a connection: PostgreSQL drops no database that somebody uses."""
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    if OWNER:
        connections.settings["default"].setdefault("OPTIONS", {})["options"] = f"-c role={OWNER}"


# ---- Guards of the booked side. On PostgreSQL the tests may run as the role that serves (ORGREGS_TEST_OWNER names the
# one that owns the tables): then only the set-up, and what lifts the guards, works as the owner.


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings: None, django_db_setup: None) -> Iterator[None]:
    """Make the database as its owner, use it as the role that serves, drop it as the owner."""
    if OWNER:
        connections.settings["default"]["OPTIONS"].pop("options")
        connection.close()
    yield
    if OWNER:
        connections.settings["default"]["OPTIONS"]["options"] = f"-c role={OWNER}"
        connection.close()


@contextlib.contextmanager
def guards_lifted() -> Iterator[None]:
    """Write past every guard for a while, as somebody with the database open would; within a transaction."""
    from orgregs.foundation import guards

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # no trigger can be dropped while the check of a key waits for the end
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if OWNER:
            cursor.execute(f'SET LOCAL ROLE "{OWNER}"')
    guards.lift(connection)
    yield
    guards.install(connection)
    if OWNER:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """The booked side without its guards."""
    with contextlib.suppress(DatabaseError), guards_lifted():  # a broken transaction is rolled back anyway
        yield


@pytest.fixture(autouse=True, scope="session")
def _guards_let_tests_clean_up() -> Iterator[None]:
    """Lift the guards for the emptying of tables after a test whose writes are for good; it makes them again."""
    from orgregs.foundation import guards

    emptied = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # not in its stubs

    def unguarded_teardown(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            if OWNER:
                cursor.execute(f'SET ROLE "{OWNER}"')
            guards.lift(connection)
        emptied(case)
        if OWNER:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unguarded_teardown)
        yield


# ---- A browser, or a line that says there is none


def chromium() -> str | None:
    """Return the path of the system's Chromium; None if there is none."""
    asked = os.environ.get("CHROMIUM")
    names = [asked] if asked else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_report_header(config: pytest.Config) -> list[str]:
    del config
    if chromium():
        return [f"browser: {chromium()}"]
    return ["browser: no Chromium here (apt install chromium), the tests marked “browser” are deselected"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if chromium():
        return
    if os.environ.get("ORGREGS_BROWSER") == "required":
        raise pytest.UsageError("ORGREGS_BROWSER=required, but there is no Chromium: apt install chromium")
    deselected = [item for item in items if item.get_closest_marker("browser")]
    if deselected:
        items[:] = [item for item in items if item not in deselected]
        config.hook.pytest_deselected(items=deselected)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    from playwright.sync_api import sync_playwright  # only where a browser is wanted

    # Playwright's own event loop runs in this thread; Django would take it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield launched
        launched.close()
        # While Playwright's loop runs, Django keeps its connections apart; PostgreSQL drops no database in use.
        connections.close_all()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new window of an office screen, in Vietnamese; what the console complains of fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    window = context.new_page()
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    yield window
    context.close()
    assert complaints == []


@pytest.fixture
def signed_in(page: Page, live_server: Any, client: Any) -> Callable[[User], Page]:
    """Sign a person in to the live server and return the window."""

    def sign_in(person: User) -> Page:
        client.force_login(person)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return page

    return sign_in


# ---- Places, small or as in the seeds


_seeds: list[list[Any]] = []


@pytest.fixture
def seeds(db: None) -> None:
    """Everything in fixtures/reference and fixtures/seeds; read from the files once, copied row by row after that."""
    if _seeds:
        for rows in _seeds:
            type(rows[0])._base_manager.bulk_create(rows)
        return
    files = [
        str(path) for folder in ("reference", "seeds") for path in sorted((ROOT / "fixtures" / folder).glob("*.json"))
    ]
    call_command("loaddata", *files, verbosity=0)
    from django.apps import apps  # ready when fixtures run

    for label in ("localities", "regulations", "agencies", "quotas"):
        for model in apps.get_app_config(label).get_models():
            if rows := list(model._base_manager.order_by("pk")):
                _seeds.append(rows)


class Places:
    """Localities and agencies by their codes; those of the seeds if they are loaded, else the few the people need."""

    def locality(self, code: str) -> Locality:
        from localities.models import Locality  # apps are ready when fixtures run

        return Locality.objects.get(code=code)

    def agency(self, code: str) -> Agency:
        from agencies.models import Agency

        return Agency.objects.get(code=code)


@pytest.fixture
def places(db: None, request: pytest.FixtureRequest) -> Places:
    """Đức Linh in old Bình Thuận, which Lâm Đồng took over, its six organisations, and Na Hang in Tuyên Quang."""
    if "seeds" in request.fixturenames:
        request.getfixturevalue("seeds")
    else:
        _found_places()
    return Places()


def _found_places() -> None:
    from agencies.models import Agency, AgencyKind
    from localities.models import Locality, LocalitySuccession

    made: dict[str, Locality] = {}
    for code, name, level, parent, ends in (
        ("trung-uong", "Trung ương", "central", None, None),
        ("binh-thuan", "Tỉnh Bình Thuận", "province", "trung-uong", END_OF_DISTRICTS),
        ("lam-dong", "Tỉnh Lâm Đồng", "province", "trung-uong", None),
        ("tuyen-quang", "Tỉnh Tuyên Quang", "province", "trung-uong", None),
        ("duc-linh", "Huyện Đức Linh", "district", "binh-thuan", END_OF_DISTRICTS),
        ("na-hang", "Huyện Na Hang", "district", "tuyen-quang", END_OF_DISTRICTS),
    ):
        locality = Locality(code=code, name=name, level=level, parent=made[parent] if parent else None, valid_to=ends)
        locality.place_below_parent()
        locality.save()
        made[code] = locality
    LocalitySuccession.objects.create(
        predecessor=made["binh-thuan"], kind="merged", successor=made["lam-dong"], happened_on=END_OF_DISTRICTS
    )
    kinds = {}
    for order, (code, name) in enumerate(
        (
            ("mttq", "Mặt trận Tổ quốc Việt Nam"),
            ("ldld", "Liên đoàn Lao động"),
            ("nong-dan", "Hội Nông dân"),
            ("phu-nu", "Hội Liên hiệp Phụ nữ"),
            ("doan", "Đoàn Thanh niên Cộng sản Hồ Chí Minh"),
            ("ccb", "Hội Cựu chiến binh"),
        ),
        start=1,
    ):
        kinds[code] = AgencyKind.objects.create(code=code, name=name, group="front", order=order * 10)
    for place, code, name in (
        ("duc-linh", "mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh"),
        ("duc-linh", "ldld", "Liên đoàn Lao động huyện Đức Linh"),
        ("duc-linh", "nong-dan", "Hội Nông dân huyện Đức Linh"),
        ("duc-linh", "phu-nu", "Hội Liên hiệp Phụ nữ huyện Đức Linh"),
        ("duc-linh", "doan", "Huyện đoàn Đức Linh"),
        ("duc-linh", "ccb", "Hội Cựu chiến binh huyện Đức Linh"),
        ("na-hang", "mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Na Hang"),
        ("na-hang", "phu-nu", "Hội Liên hiệp Phụ nữ huyện Na Hang"),
    ):
        Agency.objects.create(
            code=f"{place}-{code}", name=name, kind=kinds[code], locality=made[place], order=kinds[code].order
        )


# ---- People


def _person(username: str, name: str, **grant: Any) -> User:
    from accounts.models import Grant, User

    person = User(username=username, last_name=name)
    person.set_unusable_password()
    person.save()
    if grant:
        Grant.objects.create(user=person, **grant)
    return person


@pytest.fixture
def staff(places: Places) -> User:
    """Enters the papers of Đức Linh."""
    return _person("duclinh.nhap", "Cán bộ Đức Linh", role="staff", locality=places.locality("duc-linh"))


@pytest.fixture
def approver(places: Places) -> User:
    """Compares and books in Đức Linh."""
    return _person("duclinh.doichieu", "Đối chiếu Đức Linh", role="approver", locality=places.locality("duc-linh"))


@pytest.fixture
def unit_head(places: Places) -> User:
    """Heads the women's union of Đức Linh."""
    return _person("phunu.duclinh", "Phụ nữ Đức Linh", role="unit_head", agency=places.agency("duc-linh-phu-nu"))


@pytest.fixture
def auditor(places: Places) -> User:
    """Audits Lâm Đồng, and so what old Bình Thuận left."""
    return _person("kiemtra.lamdong", "Kiểm tra Lâm Đồng", role="auditor", locality=places.locality("lam-dong"))


@pytest.fixture
def stranger(places: Places) -> User:
    """Enters the papers of Na Hang, and has nothing to do with Đức Linh."""
    return _person("nahang.nhap", "Cán bộ Na Hang", role="staff", locality=places.locality("na-hang"))


@pytest.fixture
def administrator(db: None) -> User:
    """Sees everything."""
    person = _person("quantri", "Quản trị")
    person.is_staff = person.is_superuser = True
    person.save()
    return person
