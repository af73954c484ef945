"""A cell of a column of numbers: posts, a dash, nothing, or why it is none of these."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from orgregs.foundation.numbers import NotACount, print_count, read_count
from orgregs.foundation.vietnamese import DASHES, Sentence, fold
from orgregs.foundation.vietnamese import marked as _
from quotas.sheets.words import is_count
from quotas.sheets.workbooks.grid import text_of

if TYPE_CHECKING:
    from orgregs.foundation.workbooks import Cell

# What our own files print where there is no number (rule 5).
_NO_FIGURE = {"chua co so lieu", "khong giao rieng"}
_NEGATIVE = re.compile(rf"[{re.escape(DASHES)}]\s*[0-9][0-9.,]*|\([0-9]+\)")
_DECIMAL = re.compile(r"[0-9.]+,[0-9]+|[0-9]+[.][0-9]+")
_WITH_WORDS = re.compile(r"([0-9][0-9.]*)\s*(?:[^\W\d_].*|\(.*\))")


class BadCell(Exception):
    """A cell that holds something else than a number of posts; the sentence says what to write."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def is_silent(cell: Cell) -> bool:
    """Say whether a cell holds nothing, or our own words for that."""
    return isinstance(cell, str) and ((text := text_of(cell)) == "" or fold(text) in _NO_FIGURE)


def is_number(cell: Cell) -> bool:
    """Say whether a cell holds a number of any sort; a day or a dash is none."""
    if isinstance(cell, str):
        text = text_of(cell)
        return bool(_NEGATIVE.fullmatch(text) or _DECIMAL.fullmatch(text)) or text.replace(".", "").isdigit()
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def read_posts(cell: Cell) -> int | None:
    """Read a filled cell; None for a dash. Raises `BadCell`."""
    if isinstance(cell, bool):
        sentence = _("Ô này ghi đúng/sai ({typed}), không phải số: ghi số biên chế.")
        raise BadCell("not-a-number", Sentence(sentence, typed=text_of(cell)))
    if isinstance(cell, dt.date):
        sentence = _("Ô này là ngày {typed}, không phải số: đổi định dạng ô thành số rồi ghi lại số biên chế.")
        raise BadCell("not-a-number", Sentence(sentence, typed=text_of(cell)))
    if isinstance(cell, int | float):
        return _whole(cell)
    return _written(text_of(cell))


def _whole(number: float) -> int | None:
    if not math.isfinite(number):
        raise BadCell("not-a-number", _("Ô này không có giá trị số: ghi số biên chế, không có thì ghi “-”."))
    if number < 0:
        raise BadCell("negative", _negative(text_of(number)))
    if number != int(number):
        raise BadCell("decimal", _decimal(text_of(number)))
    return _counted(print_count(int(number)))


def _written(text: str) -> int | None:
    if _NEGATIVE.fullmatch(text):
        raise BadCell("negative", _negative(text))
    if _DECIMAL.fullmatch(text) and not _is_grouped(text):
        raise BadCell("decimal", _decimal(text))
    if text.startswith("#"):
        sentence = _("Ô này báo lỗi công thức {typed}: sửa công thức, hoặc ghi thẳng số biên chế.")
        raise BadCell("not-a-number", Sentence(sentence, typed=text))
    if (found := _WITH_WORDS.fullmatch(text)) and is_count(found[1]):
        sentence = _("“{typed}” có chữ bên cạnh số: ô này chỉ ghi {number}; chữ chuyển sang cột khác.")
        raise BadCell("not-a-number", Sentence(sentence, typed=text, number=found[1]))
    return _counted(text)


def _counted(text: str) -> int | None:
    try:
        return read_count(text)
    except NotACount as refusal:
        raise BadCell("not-a-number", refusal.sentence) from None


def _is_grouped(text: str) -> bool:
    return "," not in text and is_count(text)


def _negative(typed: str) -> str:
    return Sentence(_("“{typed}” là số âm: biên chế được giao không nhỏ hơn 0; sửa lại số."), typed=typed)


def _decimal(typed: str) -> str:
    sentence = _("“{typed}” là số lẻ: biên chế là số nguyên, không có dấu phẩy; một nghìn ghi 1000 hoặc 1.000.")
    return Sentence(sentence, typed=typed)
