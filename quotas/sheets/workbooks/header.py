"""The line of a sheet in which the headings of its table stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.sheets.workbooks.cells import is_number
from quotas.sheets.workbooks.headings import Heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quotas.sheets.names import Names
    from quotas.sheets.workbooks.grid import GridLine
    from quotas.sheets.workbooks.headings import Categories

# How many filled lines may stand above a table.
MOST_ABOVE = 100
_CODE = re.compile(r"\(?(?:[A-Za-zĐđ]|[0-9]{1,2})\)?(?:\s*=.*)?")


class NoTable(Exception):
    """A sheet in which no table can be read; the sentence says why, the line where that is seen."""

    def __init__(self, code: str, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.line = line


@dataclass(frozen=True, slots=True)
class Headings:
    """The cells of a line as headings: which of them name, which give, which only tell."""

    line: GridLine
    all: Mapping[int, Heading]
    names: Sequence[int]
    gives: Sequence[int]
    tells: Sequence[int]

    @property
    def is_header(self) -> bool:
        return bool(self.names and self.gives)

    def first(self, place: int) -> bool:
        return place <= min(self.names, default=-1)


@dataclass(frozen=True, slots=True)
class Header:
    """The line of headings, what stands above it, and the lines of the table below."""

    headings: Headings
    above: Sequence[GridLine]
    body: Sequence[GridLine]

    @property
    def line(self) -> int:
        return self.headings.line.number

    def heading(self, place: int) -> Heading:
        return self.headings.all.get(place) or Heading("")


def find_header(grid: Sequence[GridLine], names: Names, categories: Categories) -> Header:
    """Return the one line of headings; raises `NoTable` where there is none, or more than one."""
    likely = [_headings(line, names, categories) for line in grid[:MOST_ABOVE]]
    index = next((index for index, each in enumerate(likely) if each.is_header), None)
    if index is None:
        raise _why_none(likely, grid)
    if (second := _second_line(likely, index)) is not None:
        raise _stacked(*sorted([likely[index].line.number, second]))
    body = grid[index + 1 :]
    for line in body:
        if _repeats(line, likely[index], names, categories):
            raise _repeated(likely[index].line.number, line.number)
    return Header(likely[index], grid[:index], body)


def is_line_of_codes(line: GridLine) -> bool:
    """Say whether a line only numbers the columns: A, B, 1, 2, 3=1+2."""
    texts = list(line.texts().values())
    if len(texts) < 2 or not all(_CODE.fullmatch(text) for text in texts):
        return False
    numbers = [int(found[0]) for text in texts if (found := re.search("[0-9]+", text))]
    return bool(numbers) and numbers == list(range(1, len(numbers) + 1)) and _begins_like_codes(texts)


def _begins_like_codes(texts: Sequence[str]) -> bool:
    """A line that counts its columns begins by A or 1, and does so in the name's column too."""
    return texts[0].strip("()").upper() in {"A", "1"}


def _headings(line: GridLine, names: Names, categories: Categories) -> Headings:
    found = {place: Heading(text) for place, text in line.texts().items()}
    return Headings(
        line,
        found,
        names=[place for place, each in found.items() if each.names and not names.called(each.text)],
        gives=[place for place, each in found.items() if each.gives(categories)],
        tells=[place for place, each in found.items() if each.tells and not each.is_unit],
    )


def _repeats(line: GridLine, header: Headings, names: Names, categories: Categories) -> bool:
    """Say whether a line is the header again, its names in the same columns."""
    if not any(Heading(line.text(place)).names for place in header.names):
        return False
    return _headings(line, names, categories).is_header


# ---- Headings in two lines


def _second_line(likely: Sequence[Headings], index: int) -> int | None:
    """Return the line below or above that holds headings of the same table."""
    header = likely[index]
    for near in likely[index + 1 : index + 2]:
        if _continues(near, header):
            return near.line.number
    for near in likely[max(index - 1, 0) : index]:
        groups = [place for place in (*near.gives, *near.tells) if not header.first(place)]
        if _is_adjacent(near, header) and len(groups) > 1:
            return near.line.number
    return None


def _is_adjacent(one: Headings, other: Headings) -> bool:
    return abs(one.line.number - other.line.number) == 1


def _continues(below: Headings, header: Headings) -> bool:
    """Say whether a line without a name or a count holds headings: “Tổng số”, “Công chức”, 2024."""
    if any(place in below.all and not below.all[place].names for place in header.names):
        return False
    if any(is_number(below.line.at(place)) and not below.all[place].is_year_alone for place in header.gives):
        return False
    return any(not below.all[place].text.startswith("(") for place in (*below.gives, *below.tells))


def _stacked(first: int, second: int) -> NoTable:
    sentence = _(
        "Tiêu đề của bảng nằm ở hai dòng ({first} và {second}): gộp thành một dòng, mỗi cột một tiêu đề đủ nghĩa "
        "(ví dụ “Công chức năm 2024”), rồi xoá dòng kia."
    )
    return NoTable("two-headers", Sentence(sentence, first=first, second=second), second)


def _repeated(first: int, second: int) -> NoTable:
    sentence = _(
        "Bảng có hai dòng tiêu đề (dòng {first} và dòng {second}): xoá dòng {second}; nếu là hai bảng thì để mỗi bảng "
        "ở một trang rồi nhập từng trang."
    )
    return NoTable("two-headers", Sentence(sentence, first=first, second=second), second)


# ---- No header


def _why_none(likely: Sequence[Headings], grid: Sequence[GridLine]) -> NoTable:
    """Say what is missing, from the line that looks most like a header."""
    for index, each in enumerate(likely):
        if each.names and len(each.all) > 1:
            return _why_no_number_column(likely, index)
    for index, each in enumerate(likely):
        if any(is_number(line.at(place)) for line in grid[index + 1 : index + 3] for place in each.gives):
            sentence = _(
                "Không thấy cột tên cơ quan: ghi “Cơ quan” hoặc “Đơn vị” vào ô tiêu đề của cột tên ở dòng này."
            )
            return NoTable("missing-name-column", sentence, each.line.number)
    return NoTable(
        "no-table",
        _(
            "Không thấy bảng: bảng cần một dòng tiêu đề, có cột “Cơ quan” (hoặc “Đơn vị”) và cột số “Biên chế”; "
            "xem tệp mẫu."
        ),
    )


def _why_no_number_column(likely: Sequence[Headings], index: int) -> NoTable:
    each = likely[index]
    for near in (*likely[index + 1 : index + 2], *likely[max(index - 1, 0) : index]):
        beside = [place for place in near.gives if not each.first(place) and place not in each.all]
        if _is_adjacent(near, each) and beside:
            return _stacked(*sorted([each.line.number, near.line.number]))
    sentence = _("Không thấy cột số biên chế: ghi tiêu đề “Biên chế” (hoặc “Giao năm …”) vào ô trên cột số ở dòng này.")
    return NoTable("missing-number-column", sentence, each.line.number)
