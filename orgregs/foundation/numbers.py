"""Counts as Vietnamese papers print them: `06`, `1.149`, a dash for none. Pure: no Django."""

import re

from orgregs.foundation.vietnamese import DASHES, Sentence, normalise
from orgregs.foundation.vietnamese import marked as _

_NONE = frozenset(["", *DASHES])
_SIGN = dict.fromkeys(DASHES, -1) | {"+": 1}
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
# Ten digits would not fit an integer column; no register of posts comes near.
_MOST_DIGITS = 9


class NotACount(ValueError):
    """A text that is not a whole number of posts or people, with the sentence that tells the clerk."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_count(text: str, *, signed: bool = False) -> int | None:
    """Read a whole number as printed; None where the paper prints a dash or nothing.

    A dot groups thousands and does nothing else: "1.149" is 1149, and "1.5" is refused, never guessed.
    """
    printed = normalise(text)
    if printed in _NONE:
        return None
    sign = _SIGN.get(printed[0])
    if sign is not None and not signed:
        raise NotACount(Sentence(_("“{typed}”: ở đây chỉ ghi số không có dấu cộng, dấu trừ."), typed=printed))
    digits = printed if sign is None else printed[1:].lstrip()
    if not (_PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)):
        raise NotACount(
            Sentence(
                _("“{typed}” không phải là số nguyên: chỉ ghi chữ số, ví dụ 6, 06 hoặc 1.149; không có thì ghi “-”."),
                typed=printed,
            )
        )
    digits = digits.replace(".", "").lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:
        raise NotACount(Sentence(_("“{typed}” lớn quá mức: kiểm tra lại số."), typed=printed))
    return (sign or 1) * int(digits)


def print_count(count: int) -> str:
    """Print a number as the tables do: plain."""
    return str(count)


def print_padded(count: int) -> str:
    """Print a number as running text of a paper does: "04 biên chế"."""
    return f"{count:02d}" if count >= 0 else f"-{-count:02d}"


def print_grouped(count: int) -> str:
    """Print a number with a dot between the thousands."""
    return f"{count:,}".replace(",", ".")
