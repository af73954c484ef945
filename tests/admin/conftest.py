"""A register in use, for the walks through every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from accounts.models import User
from localities import actions
from localities.models import Locality

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture(autouse=True)
def _for_tests(settings: Any) -> None:
    """The test client speaks plain HTTP, and passwords need not be slow."""
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def register(db: None, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The seeds, the practice data, booked decisions, drafts and accounts; at least one row of nearly every list."""
    from tests.admin.register import fill  # models are ready when fixtures run

    settings.TRAINING = True
    call_command("load_register")
    capsys.readouterr()
    fill()


@pytest.fixture
def administrator(db: None) -> User:
    """The administrator, whom a filled register has already."""
    person = User.objects.filter(username="quantri").first() or User(username="quantri", last_name="Quản trị")
    person.is_staff = person.is_superuser = True
    person.set_password("Mat-khau-2026")
    person.save()
    return person


@pytest.fixture
def desk(client: Client, administrator: User) -> Client:
    """The administrator's browser."""
    client.force_login(administrator)
    return client


@pytest.fixture
def province(db: None, administrator: User) -> Locality:
    """A province below the centre, written as the register writes it."""
    centre = Locality(code="trung-uong", name="Trung ương", level="central")
    actions.save_record(record=centre, by=administrator)
    written = Locality(name="Tỉnh Bình Thuận", level="province", parent=centre)
    actions.save_record(record=written, by=administrator)
    return written
