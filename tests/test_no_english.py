"""No English sentence of an installed package, and no name of the code, reaches a page in Vietnamese."""

from __future__ import annotations

import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polib
import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from accounts.models import User
from tests.admin.pages import Page, open_all, own_models
from tests.admin.register import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.test import Client

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "locale/vi/LC_MESSAGES"
# Where a package ships no English catalogue, another language's names the same sentences.
PACKAGES = {
    "django.conf": "en",
    "django.contrib.admin": "en",
    "django.contrib.auth": "en",
    "django.contrib.contenttypes": "en",
    "django.contrib.postgres": "en",
    "import_export": "fr",
    "django_filters": "fr",
    "django_tables2": "en",
    "simple_history": "fr",
}
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title", "data-confirm"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr%]|\{\w*\}")
CODE = re.compile(r"[a-z0-9]+([-_./][A-Za-z0-9]+)+|[a-z]+|\.?[a-z]{3,4}")
SAID_AS_IT_IS = {"Email", "IPv4", "IPv6", "English"}
# Words of both languages, names of programs, places and languages, the office's own short forms.
SHARED = {
    "english",
    "admin",
    "excel",
    "email",
    "django",
    "orgregs",
    "xlsx",
    "tham",
    "khung",
    "xem",
    "theo",
    "trong",
    "trang",
    "thu",
}


# ---- What is said on a page


class Speech(HTMLParser):
    """Collects what a page says: its texts, and the attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self.silent += 1
        held = dict(attrs)
        self.said += [text for name in SPOKEN_ATTRIBUTES if (text := held.get(name))]
        if tag == "input" and held.get("type") in {"submit", "button", "reset"}:
            self.said.append(held.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.silent -= 1

    def handle_data(self, text: str) -> None:
        if not self.silent:
            self.said.append(text)


def spoken(html: str) -> list[str]:
    """Return what a page says, piece by piece."""
    speech = Speech()
    speech.feed(html)
    return [piece for text in speech.said if (piece := " ".join(text.split()))]


# ---- What is English


def sentences() -> dict[str, re.Pattern[str]]:
    """Return the packages' sentences as patterns, without those that Vietnamese writes alike."""
    translated = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUES / "django.po"))}
    patterns = {}
    for package, language in PACKAGES.items():
        for entry in catalogue(package, language):
            for sentence in filter(None, (entry.msgid, entry.msgid_plural)):
                words = re.findall(r"[A-Za-z]{3,}", PLACEHOLDER.sub(" ", sentence))
                if words and translated.get(sentence) != sentence and sentence not in SAID_AS_IT_IS:
                    patterns[sentence] = as_pattern(sentence)
    return patterns


def catalogue(package: str, language: str) -> Iterable[Any]:
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.submodule_search_locations is not None
    path = Path(next(iter(found.submodule_search_locations))) / f"locale/{language}/LC_MESSAGES/django.po"
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.is_file() else []


def as_pattern(sentence: str) -> re.Pattern[str]:
    """Make a pattern of a sentence; what is filled in may be anything."""
    parts = [re.escape(" ".join(part.split())) for part in PLACEHOLDER.split(sentence)]
    return re.compile(r"\s*\S.*?\s*".join(parts).strip())


def words_of_the_code() -> set[str]:
    """Return the words of which fields and properties of the models are named: what Django shows for want of a label."""
    names = {name for model in own_models() for name in dir(model) if not name.startswith("_")}
    return {word for name in names for word in name.split("_") if len(word) > 3}


class English:
    """Knows the English that may slip in."""

    def __init__(self) -> None:
        self.sentences = sentences()
        self.words = words_of_the_code() | {
            word.casefold() for sentence in self.sentences for word in re.findall(r"[A-Za-z]{4,}", sentence)
        }

    def in_piece(self, piece: str) -> str:
        """Return what is English about a piece of a page; nothing if it is Vietnamese, a code or a number."""
        bare = piece.rstrip(":").strip()
        if not re.search(r"[A-Za-z]{2,}", bare) or CODE.fullmatch(bare):
            return ""
        if bare.isascii() and (found := self._words_in(bare)):
            return f"“{bare}”: {', '.join(sorted(found))}"
        return next((f"“{bare}”: {sentence}" for sentence, p in self.sentences.items() if self._is(p, bare, piece)), "")

    def _words_in(self, text: str) -> set[str]:
        # A word of a code (“2034-qd-hu”) or of an account's name (“duclinh.nhap”) is no word of a sentence.
        words = {word.casefold() for word in re.findall(r"(?<![\w.-])[A-Za-z]{4,}(?![\w.-])", text)}
        return (words & self.words) - SHARED

    @staticmethod
    def _is(pattern: re.Pattern[str], bare: str, piece: str) -> bool:
        # Labels begin with a capital that their sentence may not have.
        ways = {text for way in (bare, piece) for text in (way, way[:1].lower() + way[1:])}
        return any(pattern.fullmatch(way) for way in ways)


# ---- The pages


@pytest.fixture(scope="module")
def english() -> English:
    return English()


@pytest.fixture
def pages(db: None, client: Client, settings: Any, capsys: pytest.CaptureFixture[str]) -> list[Page]:
    """Every page that an administrator can open without asking for anything, in a register in use."""
    settings.TRAINING = True
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("load_register")
    capsys.readouterr()
    fill()
    opened = [opening(client, place) for place in (reverse("admin:login"), *places_without_arguments())]
    person = User.objects.filter(is_superuser=True, is_system=False)[0]
    client.force_login(person)
    opened += open_all(client)
    opened += [opening(client, place) for place in (*places_without_arguments(), *places_of_records())]
    return [page for page in opened if page.status == 200]


def opening(client: Client, place: str) -> Page:
    answer = client.get(place)
    text = "html" in answer.headers.get("Content-Type", "")
    return Page(place, answer.status_code, answer.content.decode() if text else "")


def places_without_arguments() -> Iterator[str]:
    """Yield the site's own addresses that need nothing filled in, the posting ones left out by their answer."""
    for name in names_of(get_resolver(), ""):
        if not name.startswith("admin:"):
            try:
                yield reverse(name)
            except NoReverseMatch:
                continue


def names_of(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}"
        elif isinstance(pattern, URLResolver):
            yield from names_of(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def places_of_records() -> Iterator[str]:
    """Yield the page of one record of each list that has pages."""
    for model in own_models():
        record = model._default_manager.order_by("pk").last()
        if record is not None and hasattr(record, "get_absolute_url"):
            yield record.get_absolute_url()


def test_no_english_reaches_a_page(pages: list[Page], english: English) -> None:
    found: dict[str, str] = {}
    for page in pages:
        for piece in spoken(page.html):
            if said := english.in_piece(piece):
                found.setdefault(said, page.address)

    assert len(pages) > 150
    assert found == {}


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h1>Select địa phương to change</h1>", id="a sentence with a Vietnamese filling"),
        pytest.param('<input type="submit" value="Save and continue editing">', id="a button"),
        pytest.param("<th>Begins in words</th>", id="a property's name for want of a label"),
        pytest.param('<input placeholder="Start typing to filter…">', id="a placeholder"),
        pytest.param('<nav aria-label="Breadcrumbs"></nav>', id="what a screen reader says"),
        pytest.param("<label>Password-based authentication:</label>", id="a label with its colon"),
        pytest.param("<li>This field is required.</li>", id="an error"),
        pytest.param("<button>Submit</button>", id="one word"),
    ],
)
def test_english_is_found(html: str, english: English) -> None:
    assert [piece for piece in spoken(html) if english.in_piece(piece)]


@pytest.mark.parametrize("text", ["Địa phương", "2034-qd-hu-duc-linh-2023", "duclinh.nhap", "Xem", "Na Hang", "06"])
def test_what_is_not_english_is_left_alone(text: str, english: English) -> None:
    assert english.in_piece(text) == ""


# ---- The catalogues


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_fresh(domain: str) -> None:
    written = {
        (e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in polib.pofile(str(CATALOGUES / f"{domain}.po"))
    }
    compiled = {
        (e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in polib.mofile(str(CATALOGUES / f"{domain}.mo"))
    }

    assert compiled == written


def test_every_sentence_of_the_packages_has_its_vietnamese() -> None:
    ours = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUES / "django.po"))}
    theirs = {
        (entry.msgctxt, entry.msgid)
        for package in PACKAGES
        if package not in {"import_export", "django_filters", "django_tables2", "simple_history"}
        for entry in catalogue(package, "vi")
        if entry.translated()
    }

    missing = [
        entry.msgid
        for package, language in PACKAGES.items()
        for entry in catalogue(package, language)
        if (entry.msgctxt, entry.msgid) not in ours | theirs
    ]

    assert missing == []


def test_no_entry_is_empty_or_loses_what_is_filled_in() -> None:
    wrong = []
    for entry in polib.pofile(str(CATALOGUES / "django.po")):
        said = entry.msgstr or entry.msgstr_plural[0]
        if not said or not set(PLACEHOLDER.findall(said)) <= set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural)):
            wrong.append(entry.msgid)

    assert wrong == []
