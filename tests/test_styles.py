"""The style sheets keep to their house: layers, names, and colours and sizes of text in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
SHEETS = ROOT / "static" / "css"
PARTS = sorted((SHEETS / "parts").glob("*.css"))
LAYERED = {SHEETS / f"{name}.css": name for name in ("tokens", "base", "layout")} | dict.fromkeys(PARTS, "parts")
# The administrators' screens are Django's, outside the layers; what is printed comes last, outside them too.
WITHOUT_COLOURS = [path for path in (*LAYERED, SHEETS / "print.css") if path.name != "tokens.css"]
TEMPLATES = {path.stem for path in (ROOT / "templates").rglob("*.html")}


def rules_of(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def named(path: Path) -> str:
    return path.relative_to(SHEETS).as_posix()


@pytest.mark.parametrize("path", LAYERED, ids=named)
def test_a_sheet_lies_in_its_layer(path: Path) -> None:
    outside = re.sub(r"@layer \w+ \{.*\n\}", "", rules_of(path), flags=re.DOTALL).strip()

    assert re.findall(r"@layer (\w+) \{", rules_of(path)) == [LAYERED[path]]
    assert outside in ("", "@layer tokens, base, layout, parts;")


@pytest.mark.parametrize("path", WITHOUT_COLOURS, ids=named)
def test_colours_and_sizes_of_text_are_named_in_the_tokens(path: Path) -> None:
    rules = rules_of(path)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|\brgba?\([^)]*\)|\bhsla?\([^)]*\)", rules) == []
    assert re.findall(r"font-size: (?!var\(|inherit)[^;]+;", rules) == []


@pytest.mark.parametrize("path", [*LAYERED, SHEETS / "print.css"], ids=named)
def test_every_token_that_is_used_is_defined(path: Path) -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", rules_of(SHEETS / "tokens.css")))

    assert set(re.findall(r"var\((--[a-z0-9-]+)", rules_of(path))) - defined == set()


@pytest.mark.parametrize("path", PARTS, ids=named)
def test_a_part_is_named_after_its_template_and_linked(path: Path) -> None:
    linked = (ROOT / "templates" / "parts" / "styles.html").read_text(encoding="utf-8")

    assert path.stem in TEMPLATES
    assert f"css/parts/{path.name}'" in linked


def test_no_sheet_is_linked_that_is_not_there() -> None:
    linked = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""["'](css/[\w/]+\.css)["']""", template.read_text(encoding="utf-8"))
    }

    assert [name for name in sorted(linked) if not (ROOT / "static" / name).is_file()] == []
    assert len(linked) > 15


def test_numbers_stand_in_columns() -> None:
    assert "font-variant-numeric: tabular-nums" in rules_of(SHEETS / "base.css")
