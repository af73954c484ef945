"""Whether a paper bears a secrecy stamp (mật, tối mật, tuyệt mật). Pure: no Django.

The register decides nothing: it asks whoever brings a scan. This is the second look, at what a stamp leaves in the
text of a scan or in the name of its file; the words of every day that hold “mật” (bảo mật, bí mật, mật thiết) and
the many “mat” of file names (mặt trận, có mặt) are no stamps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

# What may stand around a stamp: frames, stars, dashes; brackets are asked for apart.
_FRAME = r"[\W_]*"
_STAMP = "(?:" + "|".join(r"\s*".join(stamp) for stamp in ("MẬT", "TỐIMẬT", "TUYỆTMẬT")) + ")"
_ALONE = re.compile(rf"{_FRAME}({_STAMP}){_FRAME}")
_IN_BRACKETS = re.compile(rf"^\s*[(\[]\s*{_STAMP}\s*[)\]]|[(\[]\s*{_STAMP}\s*[)\]]\s*$")
# A form prints the degree after its name, in small letters too.
_DEGREE = re.compile(rf"(?:^|\W)độ\s+mật\s*:{_FRAME}{_STAMP}(?!\s*\w)", re.IGNORECASE)
# A heading broken before its last word: “QUY ĐỊNH VỀ BẢO” / “MẬT”.
_WORDS_BEFORE = {"BẢO", "BÍ", "CƠ", "ĐỘ", "KHÔNG", "GIẢI"}

_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_BEFORE = {"bao", "be", "bi", "bo", "chong", "co", "gap", "giai", "hop", "khong", "khuon", "ra", "tien", "truoc", "vang"}  # fmt: skip
_PLAIN_AFTER = {"bang", "danh", "hang", "khau", "ma", "thiet", "thu", "tran", "vu"}
_MARKED_BEFORE = {"bảo", "bí", "cơ", "không", "giải"}
_MARKED_AFTER = {"danh", "khẩu", "mã", "ong", "thiết", "thư", "vụ"}


def bears_stamp(lines: Iterable[str]) -> bool:
    """Say whether a secrecy stamp stands in the text of a paper: alone in its line, in brackets, as its degree."""
    before = ""
    for line in map(normalise, lines):
        if not line:
            continue
        broken = before.split()[-1:] and before.split()[-1] in _WORDS_BEFORE
        if (_ALONE.fullmatch(line) and not broken) or _IN_BRACKETS.search(line) or _DEGREE.search(line):
            return True
        before = line
    return False


def is_named_secret(file_name: str) -> bool:
    """Say whether the name of a file claims a degree of secrecy: “2034 (Mật).pdf”, “QD-MAT.pdf”."""
    stem = normalise(file_name).rpartition(".")[0] or normalise(file_name)
    words = _WORD.findall(stem)
    last = len(words) - 1
    for place, word in enumerate(words):
        before = words[place - 1].lower() if place else ""
        after = words[place + 1].lower() if place < last else ""
        if word.lower() == "mật":
            if before not in _MARKED_BEFORE and after not in _MARKED_AFTER:
                return True
        elif word.lower() == "mat" and _is_plain_stamp(fold(before), fold(after)):
            return True
    return False


def _is_plain_stamp(before: str, after: str) -> bool:
    """Judge a “mat” without marks by its neighbours; between other words it may be anything."""
    if before in {"toi", "tuyet"}:
        return True
    return not (before and after) and before not in _PLAIN_BEFORE and after not in _PLAIN_AFTER
