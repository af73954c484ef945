"""What the README promises is there: accounts, paths, commands, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from orgregs.loading import DEMO_ACCOUNTS

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "DEVELOPERS.md", "docs/house.md", "docs/glossary.md"]


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def test_the_accounts_to_try_are_demo_accounts() -> None:
    named = re.findall(r"(?m)^\| ([a-z]+\.[a-z]+|quantri) \|", text_of("README.md"))

    assert len(named) == 5
    assert set(named) <= {name for name, _full_name, _grants in DEMO_ACCOUNTS}


@pytest.mark.parametrize("page", PAGES)
def test_linked_files_exist(page: str) -> None:
    linked = [link for link in re.findall(r"\]\(([^)]+)\)", text_of(page)) if "://" not in link]

    assert [link for link in linked if not (ROOT / page).parent.joinpath(link.split("#")[0]).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_named_files_exist(page: str) -> None:
    named = re.findall(r"(?<![\w./])((?:[a-z_.-]+/)+[a-z_-]+\.(?:py|toml|md|example))(?![\w<])", text_of(page))

    assert [path for path in named if not list(ROOT.glob(path)) and not list(ROOT.glob(f"docs/{path}"))] == []


@pytest.mark.parametrize("page", PAGES)
def test_named_commands_exist(page: str) -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", text_of(page))) | {"load_register", "runserver"}

    assert named - set(get_commands()) == set()


def test_named_addresses_exist() -> None:
    named = re.findall(r"(?<=[ |])(/[a-z-]+/)(?=[ :|])", text_of("README.md"))

    assert len(named) >= 4
    for address in named:
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"{address} is no address of the register")
