"""The words that stand above the columns of quota tables: which of them name, which give, which only tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import fold, normalise
from quotas.sheets.words import NOT_GIVEN, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quotas.sheets.names import Named

# Days, months and symbols hold years of their own: 15/12/2023, 12/2023, 22/2019/NQ-HĐND, “tháng 12 năm 2023”.
_YEAR_OF_SOMETHING_ELSE = re.compile(
    r"[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*[0-9]{4}|[0-9]+/[0-9]{4}|th[aá]ng\s+[0-9]{1,2},?\s+n[aă]m\s+[0-9]{4}",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")

_ABBREVIATIONS = {
    "bc": "bien che",
    "cb": "can bo",
    "cbcc": "can bo cong chuc",
    "cc": "cong chuc",
    "hd": "hop dong",
    "vc": "vien chuc",
}
# Present staff, changes, other years, plans and papers: they give nothing.
_NOT_GIVEN = (
    *NOT_GIVEN,
    *("hien nay", "con lai", "so voi", "thuc hien", "chua su dung", "da su dung", "de nghi", "de xuat", "du kien"),
    *("nhu cau", "dinh muc", "ty le", "ti le", "cap pho"),
)
_PAPERS = ("van ban", "quyet dinh", "so quyet dinh", "can cu")
_UNITS = ("don vi tinh", "dvt")
_GIVEN = (
    *("bien che", "tong so", "tong cong", "so luong", "giao", "chi tieu", "so nguoi", "nguoi lam viec"),
    "nam nay",
)
_ORDINALS = ("tt", "stt", "so tt", "so thu tu", "thu tu")
_YEARS = ("nam", "nam giao", "cua nam", "nam ke hoach")
_SUMS = ("tong", "tong so", "tong cong", "cong")
# A heading of names is made of these words alone, so that “Cơ quan khối Dân” is none.
_NOUNS = (
    *("co quan", "don vi", "to chuc", "dia phuong", "doan the", "dang bo", "dang uy", "cap uy", "dau moi"),
    *("huyen", "quan", "thi xa", "thanh pho", "xa", "phuong", "thi tran", "dac khu"),
)
_BESIDE_NOUNS = (
    *("ten", "cac", "va", "hoac", "danh sach", "thuoc", "truc thuoc", "cap", "tinh", "duoc giao", "nhan", "bien che"),
    *("chinh tri", "xa hoi", "hanh chinh", "su nghiep", "cong lap", "chuyen trach"),
)
_OF_NAMES = frozenset(word for phrase in (*_NOUNS, *_BESIDE_NOUNS) for word in phrase.split())
_NAMES = ("ten", "ten goi")
_MOST_WORDS = 14
_MOST_LETTERS = 200


class Heading:
    """The text above a column, as words to look for."""

    def __init__(self, text: str) -> None:
        self.text = normalise(text[: 2 * _MOST_LETTERS])
        self.words = words_of(self.text) if len(self.text) <= _MOST_LETTERS else ""
        self._bare = words_of(_IN_BRACKETS.sub(" ", self.text)) or self.words

    @property
    def is_ordinal(self) -> bool:
        return self.words in _ORDINALS

    @property
    def is_year(self) -> bool:
        return self.words in _YEARS

    @property
    def names(self) -> bool:
        """Whether names of agencies stand below: “Cơ quan”, “Tên đơn vị”, “Cơ quan, đơn vị được giao”."""
        words = self._bare.split()
        if ":" in self.text or self.is_unit or len(words) > _MOST_WORDS:
            return False
        is_of_names = _OF_NAMES.issuperset(words) and not self._bare.startswith(_GIVEN)
        return self._bare in _NAMES or (is_of_names and has_phrase(self._bare, _NOUNS))

    @property
    def is_unit(self) -> bool:
        """Whether it only says what is counted: “Đơn vị tính: biên chế”."""
        return self._bare.startswith(_UNITS)

    @property
    def tells(self) -> bool:
        """Whether it stands beside what is given: present staff, changes, papers."""
        return has_phrase(self._bare, _NOT_GIVEN) or self._bare.startswith(_PAPERS) or self.is_unit

    @property
    def sums(self) -> bool:
        """Whether it says that the column adds others up."""
        return has_phrase(self._bare, _SUMS[:3]) or self._bare in _SUMS

    @property
    def is_year_alone(self) -> bool:
        return bool(YEAR.fullmatch(self.text))

    @property
    def years(self) -> set[int]:
        return years_in(self.text)

    def gives(self, categories: Categories) -> bool:
        """Whether posts that are given stand below."""
        if not self.words or self.names or self.tells or self.is_year:
            return False
        return has_phrase(self.words, _GIVEN) or self.sums or bool(self.years) or bool(categories.named_in(self.words))


class Categories:
    """The categories of staff by the words that headings use for them."""

    def __init__(self, categories: Iterable[Named]) -> None:
        found: dict[str, set[str]] = {}
        for category in categories:
            for phrase in {each for name in (category.title, *category.names) for each in _phrases(name)}:
                found.setdefault(phrase, set()).add(category.key)
        certain = {phrase: keys.copy().pop() for phrase, keys in found.items() if len(keys) == 1}
        self._by_phrase = sorted(certain.items(), key=lambda item: (-len(item[0]), item[0]))

    def named_in(self, words: str) -> list[str]:
        """Return the categories that a heading names, the longest names first."""
        keys: list[str] = []
        rest = f" {words} "
        for phrase, key in self._by_phrase:
            if f" {phrase} " in rest:
                rest = rest.replace(f" {phrase} ", "  ")
                keys += [] if key in keys else [key]
        return keys


def words_of(text: str) -> str:
    """Fold a heading and write its abbreviations out."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in fold(text).split())


def has_phrase(words: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in f" {words} " for phrase in phrases)


def years_in(text: str) -> set[int]:
    """Return the years that a text names, those of days and symbols left out."""
    return {int(year) for year in YEAR.findall(fold(_YEAR_OF_SOMETHING_ELSE.sub(" ", text)))}


def _phrases(name: str) -> set[str]:
    """Return the ways to name a category: whole, by a part (“công chức”), by one of its numbers (“hợp đồng 111”)."""
    phrases = {words_of(name), *(words_of(part) for part in name.split(",") if "," in name)}
    phrases |= {words_of(each) for each in _IN_BRACKETS.findall(name)}
    if (numbered := re.fullmatch(r"(\D+?) ([0-9 ]+)", words_of(name))) is not None:
        phrases |= {numbered[1], *(f"{numbered[1]} {number}" for number in numbered[2].split())}
    return phrases - {""}
