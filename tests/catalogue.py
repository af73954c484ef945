"""The messages of our own source, as makemessages would find them, and the English catalogue that answers them.

`python -m tests.catalogue` (make messages) writes the catalogue anew: new messages come without a translation, those that
are gone leave, and it is compiled.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polib
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("accounts", "agencies", "localities", "orgregs", "quotas", "regulations", "templates")
ENGLISH = ROOT / "locale/en/LC_MESSAGES/django.po"
HEADER = "English of the register's own messages; written by “make messages”, translated by hand (docs/glossary.md)."
METADATA = {
    "Project-Id-Version": "OrgRegs",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
_FORMATS = {"python-format": re.compile(r"%\(\w+\)[sdr]|%[sdr]"), "python-brace-format": re.compile(r"\{\w*\}")}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr%]|\{\w*\}")

# Where in a call stand context, message and plural; `marked` is the one of modules without Django.
_CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "marked"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# What Django makes of a template: calls between filler, which is no Python.
_CALL_IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(({_TEXT}(?:\s*,\s*{_TEXT})*)", re.DOTALL)


class Message(NamedTuple):
    """What a reader may meet, in Vietnamese."""

    context: str | None
    text: str
    plural: str | None


def messages() -> dict[Message, list[str]]:
    """Return every message of our own source with the files that say it."""
    found: dict[Message, list[str]] = {}
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html"} and "migrations" not in path.parts:
                place = path.relative_to(ROOT).as_posix()
                read = in_python if path.suffix == ".py" else in_template
                for message in read(path.read_text(encoding="utf-8")):
                    places = found.setdefault(message, [])
                    if place not in places:
                        places.append(place)
    return found


def in_python(source: str) -> Iterator[Message]:
    """Yield what a module says."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (called := _CALLS.get(_name_of(node.func))):
            given = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
            texts = [given[place] if place is not None and place < len(given) else None for place in called]
            if isinstance(texts[1], str):
                yield Message(*texts)  # type: ignore[arg-type]


def _name_of(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def in_template(source: str) -> Iterator[Message]:
    """Yield what a template says."""
    for call, arguments in _CALL_IN_TEMPLATE.findall(templatize(source)):
        given = [ast.literal_eval(text) for text in re.findall(_TEXT, arguments, re.DOTALL)]
        context, text, plural = (given[place] if place is not None else None for place in _CALLS[call])
        yield Message(context, str(text), plural)


def refresh() -> list[str]:
    """Write and compile the catalogue as the source now is; return what waits for its translation."""
    known = {(each.msgctxt, each.msgid): each for each in polib.pofile(str(ENGLISH))} if ENGLISH.is_file() else {}
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.header, catalogue.metadata = HEADER, METADATA
    for message, places in messages().items():
        kept = known.get((message.context, message.text))
        catalogue.append(
            polib.POEntry(
                msgctxt=message.context,
                msgid=message.text,
                msgid_plural=message.plural or "",
                msgstr="" if message.plural or kept is None else kept.msgstr,
                msgstr_plural=(kept.msgstr_plural if kept else {}) or {0: "", 1: ""} if message.plural else {},
                occurrences=[(place, "") for place in places],
                flags=[name for name, fills in _FORMATS.items() if fills.search(message.text)],
            )
        )
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(ENGLISH))
    catalogue.save_as_mofile(str(ENGLISH.with_suffix(".mo")))
    return [entry.msgid for entry in catalogue if not entry.translated()]


if __name__ == "__main__":
    sys.stdout.writelines(f"{text!r} waits for its English.\n" for text in refresh())
