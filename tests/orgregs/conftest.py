"""Registers for the tests of backup and restore; each database is made once a session, and copied."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.orgregs.backups import HERE, LIVED_IN, Ground, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Where registers are made; its databases are dropped at the end."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
    made = Ground(tmp_path_factory.mktemp("ground"), f"{os.getpid()}_{worker}")
    yield made
    made.clear()


@pytest.fixture(scope="session")
def fresh(ground: Ground) -> Callable[[str], Place]:
    """A register as `migrate` leaves it, on a database of either kind, copied from the first of its kind."""
    first: dict[str, Place] = {}

    def make(kind: str) -> Place:
        build = ground.sqlite if kind == "sqlite" else ground.postgresql
        if kind not in first:
            first[kind] = build()
            first[kind].done("migrate", "--verbosity", "0")
        return build(first[kind])

    return make


@pytest.fixture(scope="session")
def original(fresh: Callable[[str], Place]) -> Place:
    """A training register with the seeds, practice data, scans and traces of use; not to be changed."""
    place = fresh(HERE)
    place.done("load_register")
    place.script(LIVED_IN)
    return place


@pytest.fixture(scope="session")
def archive(original: Place) -> Path:
    """Its backup; not to be changed."""
    original.done("backup", "so.zip")
    return original.folder / "so.zip"


@pytest.fixture(scope="session")
def empty(fresh: Callable[[str], Place]) -> Place:
    """A register without a row, for backups that are refused."""
    return fresh(HERE)


@pytest.fixture
def again(ground: Ground, original: Place) -> Place:
    """A copy of the register, to be worked with."""
    return ground.copy(original)


@pytest.fixture(scope="session")
def another(fresh: Callable[[str], Place]) -> Place:
    """Another register in use: the seeds, an edit, scans of its own."""
    place = fresh(HERE)
    place.done("load_register")
    place.script(LIVED_IN.replace("trang", "tờ").replace("Ghi chú", "Sửa"))
    return place


@pytest.fixture
def other(ground: Ground, another: Place) -> Place:
    """A copy of it, to be replaced; what is refused leaves the first as it is."""
    return ground.copy(another)
