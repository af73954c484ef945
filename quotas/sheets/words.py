"""What cells are taken for, in pastes and in workbooks: a name, a count, a year, a column that gives nothing."""

from __future__ import annotations

import re

from orgregs.foundation.numbers import NotACount, read_count

YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
# Columns that give nothing: present, changes, the year before.
NOT_GIVEN = ("co mat", "hien co", "tang", "giam", "chenh lech", "thua", "thieu", "nam truoc", "ghi chu")
_ROMAN = re.compile(r"\(?[IVXLC]+[.)]?")


def is_name(cell: str) -> bool:
    """Say whether a cell may be a name: at least two letters, and no Roman ordinal."""
    return sum(character.isalpha() for character in cell) > 1 and not _ROMAN.fullmatch(cell)


def is_count(cell: str) -> bool:
    try:
        read_count(cell)
    except NotACount:
        return False
    return bool(cell)
