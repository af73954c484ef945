"""One word per idea: every model stands in docs/glossary.md, under the word that its pages use."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

pytestmark = pytest.mark.once

GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
APPS = ("localities", "regulations", "agencies", "accounts", "quotas")


def rows() -> list[tuple[str, str, str]]:
    """Read the glossary as (Vietnamese, English, code)."""
    found = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] not in {"Vietnamese", "---"}:
            found.append((cells[0], cells[1], cells[2]))
    return found


def words_of_models() -> dict[str, str]:
    """Return the Vietnamese word of each model, by its name in the code."""
    return {
        model.__name__: str(model._meta.verbose_name)
        for label in APPS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
    }


def test_every_model_stands_in_the_glossary_under_its_own_word() -> None:
    written = {code.strip("`"): vietnamese for vietnamese, _english, code in rows()}

    assert {name: written.get(name) for name in words_of_models()} == words_of_models()


def test_no_row_names_a_model_that_is_gone() -> None:
    names = {name for _vietnamese, _english, code in rows() for name in re.findall(r"`([A-Z]\w+)[`.]", code)}
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for app in (*APPS, "orgregs")
        for path in (GLOSSARY.parent.parent / app).rglob("*.py")
    )

    assert [
        name for name in sorted(names) if not re.search(rf"\bclass {name}\b|^    {name} =", sources, re.MULTILINE)
    ] == ["None"]


def test_no_word_is_explained_twice() -> None:
    for column in range(2):
        counted = Counter(row[column] for row in rows())

        assert [word for word, times in counted.items() if times > 1] == []
