"""Who may open what: the access matrix, asked cell by cell, and walks that look for what nobody may see."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.walked_register import BOOKED_YEAR, ROLES, SECRETS, WalkedRegister, make_register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model
    from django.http import HttpResponse

# Each test is undone inside the module's own transaction; the mark also makes pytest-django build the database.
pytestmark = pytest.mark.django_db

MATRIX = tomllib.loads((Path(__file__).parent / "access_matrix.toml").read_text(encoding="utf-8"))
METHODS = ("GET", "POST")
# Walks open so many addresses of one form (route and names of its questions), and of one route, besides those typed.
MOST_OF_A_FORM, MOST_OF_A_ROUTE = 3, 15
SIGN_IN_PAGES = ("/dang-nhap/", "/admin/login/")
# A file that a browser opens by itself may do nothing at all.
OF_A_SCAN = "sandbox; default-src 'none'"
# An address of the same form that names nothing.
NOTHING = {"code": "khong-co-that", "position": 999_999, "draft": "du-thao-999999"}


# ---- The matrix


@dataclass(frozen=True)
class Question:
    """One address and method of the matrix, with the answer to each role."""

    route: str
    method: str
    answers: dict[str, int | str]
    named: dict[str, Any] = field(default_factory=dict)
    ask: dict[str, str] = field(default_factory=dict)
    send: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.method, self.route, self.named or "", self.ask or "") if part)


def routes_of(template: str) -> Iterator[str]:
    """Yield the routes that a template of the matrix stands for: `{kept}` is each of the lists `kept`."""
    group = next((name for _text, name, _spec, _conversion in Formatter().parse(template) if name), None)
    if group is None or group not in MATRIX["lists"]:
        yield template
        return
    yield from (template.replace("{" + group + "}", each) for each in MATRIX["lists"][group])


def questions(part: str) -> Iterator[Question]:
    """Yield every row of one part of the matrix, once for each method and route."""
    for row in MATRIX[part]:
        templates = row["route"] if isinstance(row["route"], list) else [row["route"]]
        for template, method in product(templates, METHODS):
            if method not in row:
                continue
            answers = dict(zip(MATRIX["roles"], row[method], strict=True))
            for route in routes_of(template):
                yield Question(route, method, answers, row.get("with", {}), row.get("ask", {}), row.get("send", {}))


def listed_routes() -> set[str]:
    return {question.route for part in ("site", "admin") for question in questions(part)}


def known_routes(resolver: URLResolver | None = None, namespace: str = "", path: str = "") -> Iterator[str]:
    """Yield the name of every route, `namespace:name`; a route without a name by its pattern below /admin/."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from known_routes(pattern, inner, path + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            nameless = re.sub(r"^admin/(?:(\w+)/(\w+)/(?=<))?", _list_of, path + str(pattern.pattern))
            yield f"{namespace}{pattern.name}" if pattern.name else nameless


def _list_of(match: re.Match[str]) -> str:
    return f"{match[1]}_{match[2]}/" if match[1] else ""


def test_every_route_is_listed_and_every_listed_route_exists() -> None:
    known, listed = set(known_routes()), listed_routes()

    assert sorted(known - listed) == [], "add these to tests/access_matrix.toml"
    assert sorted(listed - known) == [], "these routes no longer exist"


def test_every_route_says_what_getting_and_posting_answer() -> None:
    said = {(question.route, question.method) for part in ("site", "admin") for question in questions(part)}

    assert sorted(set(product(listed_routes(), METHODS)) - said) == []


# ---- The register that is walked, made once; each request is undone


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: Any) -> Iterator[WalkedRegister]:
    """The walked register, in a transaction that is given up at the end of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_register()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Visitor:
    """A person at a browser; `anonymous` is nobody."""

    def __init__(self, register: WalkedRegister, role: str) -> None:
        self.client = Client()  # kept, for it loads the middleware once
        if role != "anonymous":
            self.client.force_login(register.people[role])
        self.cookies = self.client.cookies.output()

    def ask(self, method: str, address: str, sent: dict[str, str] | None = None) -> HttpResponse:
        """Ask with the cookies of the first hour, whatever an answer that was undone had made of them."""
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies.replace("Set-Cookie: ", ""))
        body = urlencode(sent or {})
        response = self.client.generic(method, address, body, "application/x-www-form-urlencoded")
        return cast("HttpResponse", response)


@pytest.fixture(scope="module")
def visitors(register: WalkedRegister) -> dict[str, Visitor]:
    return {role: Visitor(register, role) for role in ("anonymous", *ROLES)}


def address_of(question: Question, register: WalkedRegister, named: dict[str, Any] | None = None) -> str:
    """Return the address that the question means in this register."""
    named = named or {name: str(value).format(**register.objects) for name, value in question.named.items()}
    asked = {name: value.format(**register.objects) for name, value in question.ask.items()}
    query = f"?{urlencode(asked)}" if asked else ""
    if question.route.startswith("("):
        return f"/admin/{named['url']}"
    if question.route.endswith("/<path:object_id>/"):
        app_label, model_name = question.route.split("/")[0].split("_", 1)
        return f"/admin/{app_label}/{model_name}/{_first(apps.get_model(app_label, model_name)).pk}/"
    placed = [] if named else _object_of_admin(question.route, register)
    return reverse(question.route, args=placed, kwargs=named or None) + query


def _object_of_admin(route: str, register: WalkedRegister) -> list[Any]:
    """Return what an address of the admin names: the first record of its list, or a former state of one."""
    if route == "admin:auth_user_password_change":
        return [register.people["staff"].pk]
    found = re.fullmatch(r"admin:([a-z]+)_([a-z]+)_(change|delete|history|simple_history)", route)
    if not found:
        return []
    model = apps.get_model(found[1], found[2])
    if found[3] != "simple_history":
        return [_first(model).pk]
    former = model.history.order_by("history_id").first()
    return [former.instance.pk, former.history_id]


def _first(model: type[Model]) -> Model:
    """Return the first record; of the accounts one that people sign in to."""
    rows = model._default_manager.order_by("pk")
    found = rows.exclude(is_system=True).first() if model.__name__ == "User" else rows.first()
    assert found is not None, f"the walked register has no {model.__name__}"
    return found


def answer_in_words(response: HttpResponse) -> int | str:
    """Say an answer as the matrix does."""
    if response.status_code not in (301, 302):
        return response.status_code
    return "login" if urlsplit(response["Location"]).path in SIGN_IN_PAGES else "elsewhere"


# ---- Every cell


def state() -> str:
    """Return the digest of everything the office keeps, histories included by their number."""
    out = io.StringIO()
    call_command("state", stdout=out)
    histories = [model._default_manager.count() for model in apps.get_models() if "Historical" in model.__name__]
    return f"{out.getvalue()} {histories}"


@pytest.mark.parametrize("part", ["site", "admin"])
@pytest.mark.parametrize("role", MATRIX["roles"])
def test_each_role_is_answered_as_the_matrix_says(
    role: str, part: str, register: WalkedRegister, visitors: dict[str, Visitor]
) -> None:
    differences, policies, before = {}, set(), state()

    for question in questions(part):
        with undone():
            response = visitors[role].ask(question.method, address_of(question, register), question.send)
            policies.add(response.get("Content-Security-Policy", ""))
            answered = answer_in_words(response)
            if answered != question.answers[role]:
                differences[str(question)] = answered

    assert differences == {}
    assert state() == before
    assert_strict(policies - {OF_A_SCAN})


@pytest.mark.parametrize("role", [role for role in MATRIX["roles"] if role != "administrator"])
def test_what_is_refused_changes_nothing(role: str, register: WalkedRegister, visitors: dict[str, Visitor]) -> None:
    before = state()

    for part in ("site", "admin"):
        for question in questions(part):
            is_refused = question.answers[role] in {"login", 400, 403, 404, 405, 409} and question.route != "logout"
            if question.method == "POST" and is_refused:
                visitors[role].ask("POST", address_of(question, register), question.send)

    assert state() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_page_of_the_site_knows_other_methods(
    method: str, register: WalkedRegister, visitors: dict[str, Visitor]
) -> None:
    answers = {}
    before = state()

    for question in questions("site"):
        with undone():
            address = address_of(question, register)
            answers[address] = visitors["administrator"].ask(method, address).status_code

    sign_in = reverse("login")
    assert answers.pop(sign_in) in {302, 405}
    assert {address: status for address, status in answers.items() if status != 405} == {}
    assert state() == before


# ---- A hidden record is as missing as none


def without_its_name(response: HttpResponse, name: str) -> tuple[int, str]:
    """Return status and body without the address of the record and the token of the form."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, body.replace(f"/{name}/", "/…/")


def test_a_hidden_record_answers_as_one_that_does_not_exist(
    register: WalkedRegister, visitors: dict[str, Visitor]
) -> None:
    differences, compared = [], 0

    for question, role in product(questions("site"), ROLES):
        if question.answers[role] != 404 or not question.named:
            continue
        key = "code" if "code" in question.named else "position"
        here = {name: str(value).format(**register.objects) for name, value in question.named.items()}
        nowhere = here | {key: NOTHING["draft" if here[key].startswith("du-thao") else key]}
        both = []
        for named in (here, nowhere):
            with undone():
                response = visitors[role].ask(question.method, address_of(question, register, named), question.send)
                both.append(without_its_name(response, str(named[key])))
        compared += 1
        if both[0] != both[1]:
            differences.append(f"{role}: {question}")

    assert differences == []
    assert compared > 20


# ---- Walks


class Links(HTMLParser):
    """Collects where a page leads, and what of it is inline."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []
        self._script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(given["href"] or "")
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.inline.append(f"<{tag}>")
        self.inline += [name for name in given if name == "style" or re.fullmatch(r"on[a-z]+", name)]


@dataclass
class Walk:
    """What a person can reach by following links: a few addresses of each form and route."""

    visitor: Visitor
    most_of_a_form: int = MOST_OF_A_FORM
    most_of_a_route: int = MOST_OF_A_ROUTE
    pages: dict[str, HttpResponse] = field(default_factory=dict)
    _opened: Counter[Any] = field(default_factory=Counter)

    def follow(self, start: Iterable[str]) -> Walk:
        typed = list(start)
        waiting = list(typed)
        while waiting:
            address = waiting.pop(0)
            if address in self.pages or not (self._is_wanted(address) or address in typed):
                continue
            with undone():
                response = self.visitor.ask("GET", address)
            self.pages[address] = response
            if response.status_code == 302:
                waiting.append(urljoin(address, response["Location"]))
            elif response.get("Content-Type", "").startswith("text/html"):
                waiting += [urljoin(address, href) for href in Links(response.content.decode()).found]
        return self

    def _is_wanted(self, address: str) -> bool:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme or not parts.path.startswith("/") or parts.path.startswith("/static/"):
            return False
        match = resolve(parts.path)
        form = (match.view_name or match.route, frozenset(name for name, _value in parse_qsl(parts.query)))
        self._opened.update([form, form[0]])
        return self._opened[form] <= self.most_of_a_form and self._opened[form[0]] <= self.most_of_a_route


def text_of(response: HttpResponse) -> str:
    """Return everything an answer says, its headers and the parts of a workbook included."""
    content = b"".join(response) if response.streaming else response.content
    head = " ".join(f"{name}: {value}" for name, value in response.items())
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            content = b" ".join(workbook.read(name) for name in workbook.namelist())
    return f"{head} {content.decode('utf-8', 'replace')}"


LISTS = (
    "search",
    "localities:locality-list",
    "regulations:document-list",
    "agencies:agency-list",
    "quotas:allocation-index",
    "quotas:decision-list",
    "quotas:draft-list",
)


def questions_about(words: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the searches for the first of each two words on every list, and the files of the lists."""
    for (asked, _hidden), route in product(words, LISTS):
        yield f"{reverse(route)}?{urlencode({'q': asked})}"
    for (asked, _hidden), place in product(words, SECRETS):
        yield f"{reverse('quotas:allocation-table', args=[place, BOOKED_YEAR])}?{urlencode({'q': asked})}"
    for route, file in product(LISTS[1:], ("xlsx", "csv")):
        yield f"{reverse(route)}?{urlencode({'tep': file})}"


def addresses_of(place: str, register: WalkedRegister) -> Iterator[str]:
    """Yield the addresses of a district's own records, as somebody who knows them would type them."""
    short = place.replace("-", "_")
    named = register.objects
    yield reverse("localities:locality-detail", args=[place])
    yield reverse("regulations:document-detail", args=[named[f"{short}_document"]])
    yield reverse("agencies:agency-detail", args=[named[f"{short}_agency"]])
    yield reverse("quotas:decision-detail", args=[named[f"{short}_position"]])
    for state_of_draft in ("preparing", "submitted", "imported"):
        yield reverse("quotas:draft-detail", args=[named[f"{short}_{state_of_draft}"]])
        yield reverse("quotas:draft-edit", args=[named[f"{short}_{state_of_draft}"]])
    for file in ("", "?tep=xlsx", "?tep=csv", "?so=2"):
        yield reverse("quotas:allocation-table", args=[place, BOOKED_YEAR]) + file
    for model_name in ("locality", "document", "agency", "post"):
        app = {"locality": "localities", "document": "regulations"}.get(model_name, "agencies")
        asked = {"app_label": "agencies", "model_name": "agencyalias", "field_name": "agency", "term": place}
        yield f"{reverse('admin:autocomplete')}?{urlencode(asked)}"
        yield reverse(f"admin:{app}_{model_name}_changelist")


EVERYTHING = set(SECRETS["na-hang"])
HIDDEN: dict[str, dict[str, set[str]]] = {
    "anonymous": {"duc-linh": EVERYTHING, "na-hang": EVERYTHING},
    "staff": {"na-hang": EVERYTHING},
    "approver": {"na-hang": EVERYTHING},
    "auditor": {"na-hang": EVERYTHING, "duc-linh": {"draft", "file"}},
    "unit_head": {"na-hang": EVERYTHING, "duc-linh": {"agency", "alias", "post", "draft", "file", "label"}},
    "stranger": {"duc-linh": EVERYTHING},
}


@pytest.mark.parametrize("role", HIDDEN)
def test_no_page_file_search_or_choice_says_what_a_person_may_not_see(
    role: str, register: WalkedRegister, visitors: dict[str, Visitor]
) -> None:
    words = [SECRETS[place][kind] for place, kinds in HIDDEN[role].items() for kind in kinds]
    typed = [address for place in SECRETS for address in addresses_of(place, register)]

    walk = Walk(visitors[role]).follow([reverse("home"), *typed, *questions_about(words)])

    hidden = {SECRETS[place][kind][1]: f"{place}: {kind}" for place, kinds in HIDDEN[role].items() for kind in kinds}
    told = [
        (address, hidden[word])
        for address, response in walk.pages.items()
        for word in hidden
        if word in text_of(response)
    ]
    assert told == []


def test_the_hidden_words_are_there_for_who_may_see_them(
    register: WalkedRegister, visitors: dict[str, Visitor]
) -> None:
    words = [pair for secrets in SECRETS.values() for pair in secrets.values()]
    typed = [address for place in SECRETS for address in addresses_of(place, register)]

    everything = " ".join(
        text_of(visitors["administrator"].ask("GET", address)) for address in (*typed, *questions_about(words))
    )

    assert [pair for pair in words if pair[1] not in everything] == []


# Opened by an action, by a script, by nobody who is signed in; former states where a record has any;
# a password only by who has one.
ASIDE = r"(admin:)?login|admin:(autocomplete|password_change|password_change_done|jsi18n|\w+_simple_history)"


def test_a_walk_over_the_whole_house_reaches_every_page_and_changes_nothing(
    register: WalkedRegister, visitors: dict[str, Visitor]
) -> None:
    before = state()
    # The first page leads to the drafts that wait, this one is still being prepared.
    prepared = reverse("quotas:draft-detail", args=[register.objects["duc_linh_preparing"]])
    opened = {
        question.route
        for part in ("site", "admin")
        for question in questions(part)
        if question.method == "GET" and question.answers["administrator"] == 200
    }

    walk = Walk(visitors["administrator"], most_of_a_form=2, most_of_a_route=6)
    walk.follow([reverse("home"), reverse("admin:index"), prepared])

    assert state() == before
    assert {address: page.status_code for address, page in walk.pages.items() if page.status_code >= 400} == {}
    reached = {resolve(urlsplit(address).path).view_name for address in walk.pages}
    assert sorted(route for route in opened - reached if not re.fullmatch(ASIDE, route)) == []
    pages = {
        address: page for address, page in walk.pages.items() if page.get("Content-Type", "").startswith("text/html")
    }
    inline = {address: Links(page.content.decode()).inline for address, page in pages.items()}
    assert {address: found for address, found in inline.items() if found} == {}
    assert_strict({page.get("Content-Security-Policy", "") for page in pages.values()})


def assert_strict(policies: set[str]) -> None:
    """Hold that all pages have one policy, and that it allows nothing inline and nothing of others."""
    assert len(policies) == 1
    policy = policies.pop()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "://" not in policy
