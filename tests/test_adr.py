"""The decisions of the project: numbered in their file names only, one page each, all in the same form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "adr"
DECISIONS = sorted(FOLDER.iterdir())
SECTIONS = ["Context", "Decision", "Consequences", "What would change our mind"]
ONE_PAGE = 60


def test_the_file_names_count_from_one_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert numbers == list(range(1, len(numbers) + 1))
    assert [path.name for path in DECISIONS if not re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", path.name)] == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_one_page_with_its_four_sections(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    headings = [line for line in lines if line.startswith("#")]

    assert headings[0].startswith("# ")
    assert headings[1:] == [f"## {section}" for section in SECTIONS]
    assert not re.search(r"\d", headings[0]), "the number stands in the file name only"
    assert len(lines) <= ONE_PAGE


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_links_to_decisions_that_exist(path: Path) -> None:
    linked = re.findall(r"\]\((\d{4}[^)]*)\)", path.read_text(encoding="utf-8"))

    assert [name for name in linked if not (FOLDER / name).is_file()] == []
