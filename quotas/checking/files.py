"""The check of a file: opened as any file of a stranger, asked for again by its own address, compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from localities.models import Locality
from orgregs.foundation.clock import said
from orgregs.foundation.imprint import ADDRESS, DAY, FILTER, HEAD, NOTE, POSITION
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.workbooks import UnreadableWorkbook, column_letter, read_workbook
from quotas.checking.comparing import Difference, compare, shown
from quotas.checking.reading import table_in
from quotas.models import QuotaDecision
from quotas.questions import (
    NoAddress,
    NoSuchTable,
    Part,
    TableQuestion,
    address_in,
    content_of,
    narrowed,
    pool_asked,
    sees_all_of,
    table_asked,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgregs.foundation.reach import Reader
    from orgregs.foundation.workbooks import Sheet
    from quotas.checking.comparing import Comparison
    from quotas.checking.reading import FoundLine, FoundTable
    from quotas.questions import AskedTable, TableAddress

MOST_SHOWN = 200
# Who exported a file, and when, the register does not know: what is written in that place is compared with nothing.
_SOME_MOMENT = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


class CannotBeChecked(Exception):
    """There is nothing to hold the file against; the message is a sentence for whoever brought it."""


@dataclass(frozen=True)
class Verdict:
    """What came of a check: how many cells were compared, and each difference."""

    title: str
    address: str
    cells: int
    differences: Sequence[Difference]
    head: str = ""
    position: int = 0
    day: dt.date | None = None
    notes: Sequence[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where this installation shows the table."""
        return f"{get_script_prefix().rstrip('/')}{self.address}"

    @property
    def first_differences(self) -> Sequence[Difference]:
        """What a page shows of the differences."""
        return self.differences[:MOST_SHOWN]

    @property
    def left_out(self) -> int:
        """How many differences a page does not show."""
        return max(len(self.differences) - MOST_SHOWN, 0)

    @property
    def matches(self) -> bool:
        """Whether the register says what the file says."""
        return not self.differences


def check_file(content: bytes, name: str, user: Reader) -> Verdict:
    """Check an exported allocation table as the person may read it; raises `CannotBeChecked`."""
    if content.lstrip().startswith((b"{", b"[")):
        raise CannotBeChecked(_("Chỉ đối chiếu được tệp XLSX và CSV: xuất lại bảng này bằng một trong hai kiểu đó."))
    try:
        sheets = read_workbook(content, name)
    except UnreadableWorkbook as refusal:
        raise CannotBeChecked(said(refusal.sentence)) from refusal
    return check_sheets(sheets, user)


def check_sheets(sheets: Sequence[Sheet], user: Reader) -> Verdict:
    """Check a file that was opened; raises `CannotBeChecked`."""
    found = _table_in(sheets)
    text = shown(found.address.value)
    try:
        address = address_in(text)
    except NoAddress as broken:
        return _verdict_without_table(found, text, _of_address(found, text, str(broken)))
    part = Part.named_in(address.query)
    question = _question(user, address, part)
    last = QuotaDecision.objects.last_position()
    if address.position > last:
        return _verdict_without_table(found, text, _beyond_the_register(found, address.position, last))
    answer = table_asked(narrowed(user, part), question)
    if not answer.is_understood:
        told = _("bộ lọc trong địa chỉ không dùng được ở sổ này")
        return _verdict_without_table(found, text, _of_address(found, text, told))
    return _compared(found, answer, part, user)


def _table_in(sheets: Sequence[Sheet]) -> FoundTable:
    found = table_in(sheets)
    if found is None:
        sentence = _(
            "Tệp không có dòng “%(label)s”: chỉ đối chiếu được bảng giao biên chế xuất từ sổ, "
            "còn nguyên các dòng phía trên bảng."
        )
        raise CannotBeChecked(sentence % {"label": ADDRESS})
    return found


def _question(user: Reader, address: TableAddress, part: Part) -> TableQuestion:
    try:
        pool = pool_asked(narrowed(user, part), code=address.code, year=address.year, query=address.query)
        if not sees_all_of(user, part, pool):
            raise NoSuchTable
    except NoSuchTable as missing:
        sentence = _("Sổ không có bảng ghi trong tệp, hoặc bảng đó nằm ngoài phạm vi được xem.")
        raise CannotBeChecked(sentence) from missing
    return TableQuestion(pool, address.year, address.day, address.position, address.query)


def _compared(found: FoundTable, answer: AskedTable, part: Part, user: Reader) -> Verdict:
    content = content_of(answer, part, exported_by="", exported_at=_SOME_MOMENT)
    imprint = content.imprint
    signed_since = _second_persons_since(found, answer)
    comparison = compare(found, content, _why(), signed_since)
    unknown = _unknown_places(part, user)
    if unknown and user.reach().everything:
        told = _("sổ không có địa phương %s") % ", ".join(unknown)
        comparison.differences += _of_address(found, imprint.address, told)
    notes = [_("Từ lúc xuất tệp, đã có người thứ hai đối chiếu.")] if signed_since else []
    return Verdict(
        title=imprint.title,
        address=imprint.address,
        cells=comparison.cells,
        differences=comparison.differences,
        head=imprint.head_in_words,
        position=answer.question.position,
        day=answer.question.day,
        notes=[*notes, *_explanations(comparison, answer, part, user)],
    )


def _why() -> dict[str, str]:
    """Say what it means that a line above the table differs."""
    contradicts = _("dòng này trái với địa chỉ của bảng")
    return {
        FILTER: contradicts,
        DAY: contradicts,
        POSITION: _("dòng này trái với địa chỉ của bảng hoặc với sổ"),
        HEAD: _("ở vị trí này sổ đã bị viết lại, hoặc tệp bị sửa"),
        ADDRESS: _("địa chỉ bị sửa"),
    }


# ---- What no table can be drawn for


def _of_address(found: FoundTable, text: str, told: str) -> list[Difference]:
    line = found.address
    return [Difference(line.number, _column_of(line), ADDRESS, text, "", told)]


def _beyond_the_register(found: FoundTable, position: int, last: int) -> list[Difference]:
    line = next((line for line in found.lines if line.label == POSITION), found.address)
    told = _("sổ đã bị cắt bớt hoặc khôi phục từ bản cũ, hoặc tệp không phải của sổ này")
    written = _("sổ chỉ có %(last)s quyết định") % {"last": last}
    return [Difference(line.number, _column_of(line), POSITION, _("vị trí %s") % position, written, told)]


def _verdict_without_table(found: FoundTable, address: str, differences: list[Difference]) -> Verdict:
    return Verdict(title=shown(found.lines[0].value), address=address, cells=0, differences=differences)


def _column_of(line: FoundLine) -> str:
    return column_letter(2 if line.has_two_cells else 1)


# ---- What is no fault of the file


def _second_persons_since(found: FoundTable, answer: AskedTable) -> list[FoundLine]:
    """Return the line that says a second person is missing, where one has compared since (rule 27)."""
    decisions = (decision for line in answer.table.lines for decision in line.decisions)
    if answer.table.one_person or not any(decision.one_person for decision in decisions):
        return []
    with as_kept():
        told = _("Chưa có người thứ hai đối chiếu.")
    return [line for line in found.lines if line.label == NOTE and line.value == told]


def _unknown_places(part: Part, user: Reader) -> list[str]:
    codes = (part.localities or frozenset()) | (part.figures_of or frozenset())
    known = Locality.objects.visible_to(user).filter(code__in=codes).values_list("code", flat=True)
    return sorted(codes - set(known))


def _explanations(comparison: Comparison, answer: AskedTable, part: Part, user: Reader) -> list[str]:
    """Say what else than a change of the file may lie behind differences in names and regulations."""
    if not comparison.touches_names:
        return []
    notes = [
        _(
            "Tên gọi và văn bản quy định đọc theo danh mục hiện nay: nếu danh mục đã sửa sau khi xuất tệp "
            "thì xem Lịch sử thay đổi."
        )
    ]
    read = part.read()
    if comparison.touches_regulations and user.reach() & read != read:
        notes.append(_("Người xuất tệp được xem rộng hơn: tệp có thể nêu văn bản ngoài phạm vi được xem ở đây."))
    return notes
