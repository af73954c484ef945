"""Vietnamese text as every app keeps, finds, orders and says it. Pure: no Django."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, Self

# What a copy from a PDF or a web page leaves inside words: soft hyphen, zero-width and direction marks, BOM, controls.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
    + [code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()]
)
_HAT_LEFT_OVER = re.compile("[\u0302\u0306]")
_TONE_BEFORE_HAT = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_MARKS = re.compile("[\u0300-\u036f]+")
_NO_LETTER = re.compile(r"[\W_]+")
# Eth and the African D look like Đ and are typed for it; none of the three decomposes.
_LOOK_LIKE_D_STROKE = str.maketrans({"\u00f0": "đ", "\u0256": "đ", "\u00d0": "Đ", "\u0189": "Đ"})
_ANY_LOOK_ALIKE = re.compile("[\u00f0\u0256\u00d0\u0189]")

# Every character that Word, PDF tools and clerks put where a keyboard has its hyphen.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

_SIGNS = " _-\u2013\u2014,;:!?.\u2026'\u2018\u2019\"\u201c\u201d«»()[]{}@*/\\&#%+"
_ALPHABET = f"{_SIGNS}0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHTS = {letter: weight for weight, letter in enumerate(_ALPHABET, start=1)}
_UNKNOWN_FROM = 0x100
# The dictionary's order: không, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


class Sentence(str):
    """A filled Vietnamese sentence that still knows its template, so that a door can say it in another language."""

    __slots__ = ("params", "template")
    template: str
    params: dict[str, object]

    def __new__(cls, template: str, **params: object) -> Self:
        sentence = super().__new__(cls, template.format(**params))
        sentence.template = template
        sentence.params = params
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        # Copies start from the template: the filled words may hold braces that a clerk typed.
        return (self.template,), self.params

    def __getstate__(self) -> None:
        return None

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it in the language of `translate`, the sentences inside it too."""
        params: dict[str, Any] = {
            name: value.said_in(translate) if isinstance(value, Sentence) else value
            for name, value in self.params.items()
        }
        return translate(self.template).format(**params)


def marked(text: str) -> str:
    """Mark a string for the catalogue and leave it as it is; pure modules import this as `_`."""
    return text


def normalise(text: str) -> str:
    """Write the text as it is kept: composed (NFC), single spaces, nothing invisible."""
    text = unicodedata.normalize("NFC", _without_the_invisible(text))
    if _HAT_LEFT_OVER.search(text):
        # "é" + circumflex is not "ế" for Unicode, but it is for everybody who reads it.
        text = _TONE_BEFORE_HAT.sub(r"\2\1", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def fold(text: str) -> str:
    """Write the text as it is searched: lower case, no marks, đ as d, every sign a single space."""
    text = _MARKS.sub("", unicodedata.normalize("NFKD", _without_the_invisible(text))).lower()
    text = _one_d_stroke(text).replace("đ", "d")
    return _NO_LETTER.sub(" ", text).strip()


def slug(text: str) -> str:
    """Write the text as a part of a code: "Đức Linh" becomes "duc-linh"."""
    return "-".join(fold(text).encode("ascii", "ignore").decode().split())


def sort_key(text: str) -> str:
    """Write the text so that plain comparison of characters gives the dictionary's order.

    Three levels, as a dictionary has them: letters first, then tones, then lower before upper case. Keep the column
    under the collation "C" on PostgreSQL; SQLite compares so by itself.
    """
    letters, tones, cases = [], [], []
    for character in _one_d_stroke(normalise(text)):
        letter, tone, case = _weigh(character)
        letters.append(letter)
        tones.append(tone)
        cases.append(case)
    # A level ends with a weight below all others, so that a word comes before its own continuation.
    return f"{''.join(letters)}0000{''.join(tones)}0{''.join(cases)}"


def _without_the_invisible(text: str) -> str:
    # Nearly all text is printable, and asking is far cheaper than translating: these run for every saved row.
    return text if text.isprintable() else text.translate(_INVISIBLE)


def _one_d_stroke(text: str) -> str:
    return text.translate(_LOOK_LIKE_D_STROKE) if _ANY_LOOK_ALIKE.search(text) else text


@cache
def _weigh(character: str) -> tuple[str, str, str]:
    """Give the weights of one composed character on the three levels of `sort_key`."""
    lower = character.lower()
    parts = unicodedata.normalize("NFD", lower)
    tone = next((_TONES[part] for part in parts if part in _TONES), "0") if len(parts) > 1 else "0"
    letter = unicodedata.normalize("NFC", "".join(part for part in parts if len(parts) == 1 or part not in _TONES))
    weight = _WEIGHTS.get(letter) or min(_UNKNOWN_FROM + ord(letter[0]), 0xFFFF)
    return f"{weight:04x}", tone, "1" if lower != character else "0"
