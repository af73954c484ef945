"""English: a complete catalogue, chosen and never guessed, days and numbers as ever, no Vietnamese left on a page."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import polib
import pytest
from django import forms
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import formats, translation

from accounts.models import User
from orgregs.foundation.clock import said
from orgregs.foundation.dates import NotADay, read_day
from orgregs.foundation.numbers import read_count
from tests.admin.pages import Page, open_all, own_models
from tests.admin.register import fill
from tests.catalogue import ENGLISH, METADATA, PLACEHOLDER, Message, in_python, in_template, messages
from tests.test_no_english import opening, places_of_records, places_without_arguments, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.once

CHOICE, COOKIE = "/ngon-ngu/", "django_language"
SIGN_IN = "/dang-nhap/"
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
# What an English sentence quotes: words that a file must have, a symbol, an organ as papers write it.
PROPER = re.compile(
    "“(có|không|Bản|Cơ quan|Đơn vị|Biên chế|Giao năm …|Tổng cộng|Công chức năm 2024)”|2034-QĐ/HU|Ban Thường vụ"
)


# ---- The catalogue


@pytest.fixture(scope="module")
def catalogue() -> list[Any]:
    return list(polib.pofile(str(ENGLISH)))


def test_every_message_of_the_source_is_in_the_catalogue_and_no_other(catalogue: list[Any]) -> None:
    written = {Message(entry.msgctxt, entry.msgid, entry.msgid_plural or None) for entry in catalogue}

    assert set(messages()) - written == set(), "make messages, then translate them"
    assert written - set(messages()) == set(), "make messages"
    assert len(written) > 1_300


def test_every_message_is_translated_and_nothing_is_guessed(catalogue: list[Any]) -> None:
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    assert [entry.msgid for entry in catalogue if entry.msgid_plural and set(entry.msgstr_plural) != {0, 1}] == []


def test_a_translation_fills_in_what_the_sentence_fills_in(catalogue: list[Any]) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for english in forms_of(entry)
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(entry.msgid))
    ]

    assert wrong == []


def test_a_translation_begins_and_ends_as_its_sentence(catalogue: list[Any]) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for english in forms_of(entry)
        if edges(english) != edges(entry.msgid) or (entry.msgid[-1] in ":?…") != (english[-1] in ":?…")
    ]

    assert wrong == []


def edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def test_no_vietnamese_is_left_in_a_translation(catalogue: list[Any]) -> None:
    left = [english for entry in catalogue for english in forms_of(entry) if VIETNAMESE.search(PROPER.sub("", english))]

    assert left == []


def test_no_message_stands_with_a_plural_and_without() -> None:
    found = [(message.context, message.text) for message in messages()]

    # gettext would answer the one without with the singular: “5 day”.
    assert [each for each in found if found.count(each) > 1] == []


def test_the_compiled_catalogue_is_fresh(catalogue: list[Any]) -> None:
    compiled = {
        (entry.msgctxt, entry.msgid): forms_of(entry) for entry in polib.mofile(str(ENGLISH.with_suffix(".mo")))
    }

    assert compiled == {(entry.msgctxt, entry.msgid): forms_of(entry) for entry in catalogue}


def test_the_catalogue_says_nothing_of_who_wrote_it_where_and_when(catalogue: list[Any]) -> None:
    assert polib.pofile(str(ENGLISH)).metadata == METADATA
    assert {line for entry in catalogue for _place, line in entry.occurrences} == {""}


def forms_of(entry: Any) -> list[str]:
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('_("một")', Message(None, "một", None), id="a call"),
        pytest.param('gettext_lazy("một " "hai")', Message(None, "một hai", None), id="a text in parts"),
        pytest.param('pgettext("plural", "một")', Message("plural", "một", None), id="a context"),
        pytest.param('translation.ngettext("một", "hai", 3)', Message(None, "một", "hai"), id="a plural"),
        pytest.param('marked("một")', Message(None, "một", None), id="a module without Django"),
    ],
)
def test_a_message_is_found_in_python(text: str, found: Message) -> None:
    assert list(in_python(f"import x\n\ndef y():\n    return z({text})\n")) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('{% translate "một" %}', Message(None, "một", None), id="a word"),
        pytest.param("{% translate 'một' context 'plural' as it %}", Message("plural", "một", None), id="a context"),
        pytest.param('<p title="{{ _("một") }}">', Message(None, "một", None), id="in an expression"),
        pytest.param(
            "{% blocktranslate with a=b|length %}một “{{ a }}”'s{% endblocktranslate %}",
            Message(None, "một “%(a)s”'s", None),
            id="a sentence",
        ),
        pytest.param(
            "{% blocktranslate count n=n %}{{ n }} một{% plural %}{{ n }} hai{% endblocktranslate %}",
            Message(None, "%(n)s một", "%(n)s hai"),
            id="a plural",
        ),
    ],
)
def test_a_message_is_found_in_a_template(text: str, found: Message) -> None:
    assert list(in_template(f"<p>\n{text}\n</p>")) == [found]


# ---- The choice


def test_the_language_of_the_browser_decides_nothing(client: Client, db: None) -> None:
    for wish in ("en", "en-US,en;q=0.9", "fr", "*"):
        answer = client.get(SIGN_IN, headers={"Accept-Language": wish})

        assert answer.headers["Content-Language"] == "vi"
        assert "Đăng nhập" in answer.content.decode()
        assert "Accept-Language" not in answer.headers["Vary"]


def test_whoever_chooses_english_is_led_back_to_the_same_page_in_english(client: Client, staff: User) -> None:
    client.force_login(staff)
    before = client.get("/van-ban/?q=2034&trang=1")
    assert '<input type="hidden" name="next" value="/van-ban/?q=2034&amp;trang=1">' in before.content.decode()

    answer = client.post(CHOICE, {"language": "en", "next": "/van-ban/?q=2034&trang=1"})
    after = client.get(answer["Location"])

    assert answer["Location"] == "/van-ban/?q=2034&trang=1"
    assert after.headers["Content-Language"] == "en"
    assert '<html lang="en">' in after.content.decode()
    assert "<h1>Documents</h1>" in after.content.decode()


def test_the_choice_is_kept_for_a_year_out_of_reach_of_scripts_and_other_sites(client: Client, db: None) -> None:
    client.post(CHOICE, {"language": "en"})
    kept = client.cookies[COOKIE]

    assert (kept.value, kept["max-age"], kept["httponly"], kept["samesite"]) == ("en", 365 * 24 * 3600, True, "Lax")


def test_the_cookie_of_the_choice_needs_tls_wherever_the_others_do(client: Client, db: None, settings: Any) -> None:
    settings.LANGUAGE_COOKIE_SECURE = True

    client.post(CHOICE, {"language": "en"})

    assert client.cookies[COOKIE]["secure"]


def test_whoever_goes_back_to_vietnamese_reads_vietnamese(client: Client, db: None) -> None:
    client.post(CHOICE, {"language": "en"})
    assert "Sign in" in client.get(SIGN_IN).content.decode()

    client.post(CHOICE, {"language": "vi"})

    assert "Đăng nhập" in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("chosen", ["fr", "xx", "../en", "", "EN"])
def test_a_language_that_the_register_does_not_speak_changes_nothing(chosen: str, client: Client, db: None) -> None:
    client.post(CHOICE, {"language": chosen})

    assert client.get(SIGN_IN).headers["Content-Language"] == "vi"


@pytest.mark.parametrize("place", ["https://example.com/", "//example.com/van-ban/", "javascript:alert(1)"])
def test_the_choice_leads_to_no_other_site(place: str, client: Client, db: None) -> None:
    answer = client.post(CHOICE, {"language": "en", "next": place}, headers={"Referer": place})

    assert answer["Location"] == "/"


def test_the_choice_is_a_form_of_our_own_page(db: None) -> None:
    careful = Client(enforce_csrf_checks=True)

    assert careful.post(CHOICE, {"language": "en"}).status_code == 403
    assert careful.get(CHOICE, {"language": "en"}).status_code == 405
    assert COOKIE not in careful.cookies


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_language_is_named_in_itself(language: str, client: Client, staff: User) -> None:
    client.cookies[COOKIE] = language
    signed_out = client.get(SIGN_IN).content.decode()
    client.force_login(staff)

    for html in (signed_out, client.get("/").content.decode()):
        offered = re.findall(r'name="language" value="(\w+)" lang="(\w+)"( aria-current="true")?>([^<]+)<', html)
        assert [(code, lang, name) for code, lang, _is, name in offered] == [
            ("vi", "vi", "Tiếng Việt"),
            ("en", "en", "English"),
        ]
        assert [code for code, _lang, is_current, _name in offered if is_current] == [language]


def test_the_answer_to_a_form_offers_no_choice_that_would_lose_it(client: Client, staff: User) -> None:
    client.force_login(staff)

    answer = client.post(reverse("password-change"), {"old_password": "x"})

    assert answer.status_code == 200
    assert CHOICE not in answer.content.decode()


def test_a_page_that_says_what_went_wrong_speaks_the_language_chosen(client: Client, staff: User) -> None:
    client.force_login(staff)
    client.cookies[COOKIE] = "en"

    html = client.get("/van-ban/khong-co/").content.decode()

    assert '<html lang="en">' in html
    assert "Page not found" in html


def test_one_request_leaves_its_language_to_no_other(client: Client, db: None) -> None:
    client.cookies[COOKIE] = "en"
    client.get(SIGN_IN)

    assert translation.get_language() == "vi"


# ---- Days and numbers


class Typed(forms.Form):
    """What Django's own fields, and so the admin, read."""

    day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)
    count = forms.IntegerField(required=False, localize=True)
    part = forms.DecimalField(required=False, localize=True)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_days_and_numbers_are_read_alike(language: str) -> None:
    sent = {"day": "03/01/2024", "moment": "03/01/2024 07:30", "count": "1.149", "part": "1.149,5"}
    with translation.override(language):
        typed = Typed(sent)

        assert typed.is_valid(), typed.errors
        assert typed.cleaned_data["day"] == read_day(sent["day"]) == dt.date(2024, 1, 3)
        assert typed.cleaned_data["moment"].day == 3
        assert typed.cleaned_data["count"] == read_count(sent["count"]) == 1149
        assert float(typed.cleaned_data["part"]) == 1149.5


def test_days_and_numbers_are_printed_alike() -> None:
    day = dt.datetime(2024, 1, 3, 7, 30, tzinfo=dt.UTC)
    printed = {}
    for language in ("vi", "en"):
        with translation.override(language):
            kinds = ("DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "TIME_FORMAT")
            printed[language] = [formats.date_format(day, kind) for kind in kinds]
            printed[language] += [
                formats.localize(1149),
                formats.localize(1149.5),
                formats.date_format(day.date(), "d"),
            ]

    assert printed["en"] == printed["vi"]
    assert printed["en"][:1] == ["03/01/2024"]
    assert printed["en"][5] == "1.149"


def test_every_format_that_vietnamese_sets_english_sets_too() -> None:
    from orgregs.formats.en import formats as english
    from orgregs.formats.vi import formats as own

    names = {name for name in dir(own) if name.isupper()}

    assert {name for name in dir(english) if name.isupper()} == names
    assert {name for name in names if getattr(english, name) != getattr(own, name)} == {"YEAR_MONTH_FORMAT"}


def test_a_sentence_of_a_pure_module_is_said_in_english() -> None:
    with pytest.raises(NotADay) as refused, translation.override("en"):
        read_day("31/02/2024")

    with translation.override("en"):
        assert said(refused.value.sentence) == "“31/02/2024”: there is no such day in the calendar."
    assert str(refused.value.sentence) == "“31/02/2024”: ngày này không có trên lịch."


# ---- The pages


class Kept:
    """What the register holds in Vietnamese, and an English page shows as it is."""

    def __init__(self) -> None:
        texts = set(self._texts()) | {str(record) for model in own_models() for record in model._default_manager.all()}
        plain = {" ".join(text.split()) for text in texts if VIETNAMESE.search(text)} | {"Tiếng Việt"}
        self.texts = sorted(plain, key=len, reverse=True)

    @staticmethod
    def _texts() -> Iterator[str]:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField):
                    yield from filter(None, model._default_manager.values_list(field.attname, flat=True))

    def left_of(self, piece: str) -> str:
        """Return a piece of a page without what is kept; nothing if no Vietnamese is left."""
        # Columns of files have one name, and only their sentence is English.
        piece = re.sub(r"(columns|The columns): .*", "", piece)
        if piece.endswith("…") and any(text.startswith(piece.lstrip("\u203a ")[:-1].strip()) for text in self.texts):
            return ""
        for text in self.texts:
            if not VIETNAMESE.search(piece):
                return ""
            piece = piece.replace(text, "~")
        piece = PROPER.sub("", piece)
        return piece if VIETNAMESE.search(piece) else ""


@pytest.fixture
def pages(db: None, client: Client, settings: Any, capsys: pytest.CaptureFixture[str]) -> list[Page]:
    """Every page that an administrator can open without asking for anything, and the others' first pages."""
    settings.TRAINING = True
    call_command("load_register")
    capsys.readouterr()
    with translation.override("en"):
        fill()
    client.cookies[COOKIE] = "en"
    opened = [opening(client, place) for place in (reverse("admin:login"), SIGN_IN)]
    for name in ("duclinh.nhap", "duclinh.doichieu", "phunu.duclinh", "kiemtra.binhthuan"):
        client.force_login(User.objects.get(username=name))
        opened += [opening(client, place) for place in ("/", "/vao-so/", "/vao-so/them/?dia-phuong=duc-linh")]
    client.force_login(User.objects.get(username="quantri"))
    own = ("/bien-che/duc-linh/2024/", "/bien-che/huyen-tap-huan/2024/", "/bien-che/duc-linh/2024/?tinh=", "/khong-co/")
    opened += open_all(client)
    return [*opened, *(opening(client, place) for place in (*places_without_arguments(), *places_of_records(), *own))]


def test_no_vietnamese_word_is_left_on_an_english_page(pages: list[Page]) -> None:
    kept = Kept()
    found: dict[str, str] = {}
    for page in pages:
        for piece in spoken(page.html):
            if VIETNAMESE.search(piece) and (left := kept.left_of(piece)):
                found.setdefault(left, page.address)

    assert len([page for page in pages if page.status == 200]) > 150
    assert found == {}


@pytest.mark.parametrize("piece", ["Đăng nhập", "Danh mục chính", "Documents từ ngày 01/03/2024"])
def test_a_vietnamese_word_is_found(piece: str, seeds: None) -> None:
    assert Kept().left_of(piece)


@pytest.mark.parametrize("piece", ["Huyện Đức Linh", "Posts of Huyện Đức Linh", "Results: 3", "write “có” or “không”."])
def test_what_the_register_keeps_is_shown_as_it_is(piece: str, seeds: None) -> None:
    assert Kept().left_of(piece) == ""


def test_the_pages_speak_english(pages: list[Page]) -> None:
    said_on = {page.address: spoken(page.html) for page in pages}

    assert {"Posts", "Documents", "Agencies", "Localities", "Booking", "Findings", "Search"} <= set(said_on["/"])
    assert {"Agency", "Given in 2023", "Given in 2024", "Change", "Regulation"} <= {
        piece for page, pieces in said_on.items() if page.startswith("/bien-che/duc-linh/2024/") for piece in pieces
    }
    assert "Administration of the register" in said_on["/admin/"]
    assert "Select locality to change" in said_on["/admin/localities/locality/"]
    assert "Localities" in said_on["/admin/"]
