"""What the documents say can be done as they say it: names of settings, options of commands, targets, labels."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", ROOT / "DEVELOPERS.md", *(ROOT / "docs").rglob("*.md"))
)
# Django's own, known to every command.
FRAMEWORK_OPTIONS = {"--verbosity", "--settings", "--traceback", "--help"}
# Read by the tests, not by the register.
NAMES_OF_TESTS = {"ORGREGS_BROWSER"}
LABEL = re.compile(r"Vào sổ quyết định|Chờ vào sổ|Đối chiếu, vào sổ|Bảng giao biên chế|Xuất Excel")


def text_of(page: str) -> str:
    """Read a page; a command that is broken by a backslash stands on one line again."""
    return re.sub(r"\\\n\s*", "", (ROOT / page).read_text(encoding="utf-8"))


def command_lines(page: str) -> list[tuple[str, list[str]]]:
    """Return the commands of `manage.py` that a page names, each with its options."""
    lines = [line.split("manage.py ", 1)[1] for line in text_of(page).splitlines() if "manage.py " in line]
    if page == "README.md":  # its table of commands leaves manage.py out
        lines += re.findall(r"(?m)^\| ([a-z_]+(?: --[^|]*)?) \|", text_of(page).split("## Commands")[1])
    words = [re.split(r"[`;|()#]|  ", line)[0] for line in lines]
    return [(parts[0], parts[1:]) for line in words if (parts := shlex.split(line)) and parts[0].islower()]


def test_every_page_can_be_reached_from_the_readme() -> None:
    linked = {
        (ROOT / page).parent.joinpath(link).resolve().relative_to(ROOT)
        for page in PAGES
        for link in re.findall(r"\]\(([^):#]+)\)", text_of(page))
    }

    unlinked = [page for page in PAGES if Path(page) not in linked and not {*Path(page).parents} & linked]
    assert unlinked == ["README.md"]


@pytest.mark.parametrize("page", PAGES)
def test_linked_files_are_there(page: str) -> None:
    linked = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text_of(page)) if "://" not in link]

    assert [link for link in linked if not (ROOT / page).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_names_of_the_environment_are_in_the_example(page: str) -> None:
    known = set(re.findall(r"(?m)^(?:# )?([A-Z][A-Z0-9_]+)=", text_of(".env.example")))

    named = set(re.findall(r"\b(?:ORGREGS|DATABASE)_[A-Z_]+\b", text_of(page)))
    assert named - NAMES_OF_TESTS <= known


def test_the_guide_for_an_office_explains_every_name_of_the_example() -> None:
    known = set(re.findall(r"(?m)^(?:# )?([A-Z][A-Z0-9_]+)=", text_of(".env.example")))

    assert {name for name in known if f"`{name}`" not in text_of("docs/production.md")} == set()


@pytest.mark.parametrize("page", PAGES)
def test_commands_know_the_options_that_are_shown(page: str) -> None:
    owners = get_commands()

    for name, words in command_lines(page):
        assert name in owners, f"{page}: manage.py {name}"
        owner = owners[name]
        assert isinstance(owner, str)
        parser = load_command_class(owner, name).create_parser("manage.py", name)
        known = FRAMEWORK_OPTIONS | set(re.findall(r"--[a-z-]+", parser.format_help()))
        assert [word for word in words if word.startswith("--") and word.split("=")[0] not in known] == []


@pytest.mark.parametrize("page", PAGES)
def test_targets_of_make_exist(page: str) -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", text_of("Makefile")))

    named = set(re.findall(r"(?:`|^|    )make ([a-z-]+)", text_of(page), re.MULTILINE))
    assert named <= targets


def test_the_folders_of_the_picture_exist() -> None:
    pictured = re.findall(r"(?m)^ ([a-z/]+/)  ", text_of("README.md"))

    assert len(pictured) == 7
    assert [folder for folder in pictured if not (ROOT / folder).is_dir()] == []


def test_labels_to_click_on_are_labels_of_the_register() -> None:
    sources = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "quotas").rglob("*.py"),
        *(ROOT / "orgregs").rglob("*.py"),
    ]
    shown = "\n".join(path.read_text(encoding="utf-8") for path in sources)

    named = set(LABEL.findall(text_of("README.md").split("## The house")[0]))
    assert len(named) == 5
    assert [label for label in sorted(named) if f'"{label}"' not in shown] == []


def test_files_to_try_are_in_the_fixtures() -> None:
    named = re.findall(r"(?m)^\| duclinh\S+ .*?(fixtures/\S+)", text_of("README.md"))

    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_addresses_of_the_guide_exist() -> None:
    named = re.findall(r"`(/[a-z-]+/)`", text_of("docs/production.md"))

    assert named
    for address in named:
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"{address} is no address of the register")
