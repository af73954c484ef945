"""Workbooks and CSV that people bring, as sheets of plain cells, or a sentence that says what to do. Pure: no Django."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgregs.foundation import limited_process
from orgregs.foundation.spreadsheet_parts import MOST_COLUMNS, MOST_ROWS
from orgregs.foundation.spreadsheet_reader import MOST_SHEETS
from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 5_000_000

# "" for an empty cell; a whole number is an int; a day is a date; a day with a time, a time, a duration are text.
Cell = str | int | float | bool | dt.date

_DAMAGED = "damaged"
_LIMITS = "limits"
_SENTENCES = {
    "empty": _("Tệp rỗng: mở lại tệp gốc, lưu rồi chọn lại."),
    "too-large": _("Tệp lớn hơn {megabytes} MB: chép riêng trang có bảng sang một tệp mới rồi chọn lại."),
    "unpacks-too-large": _("Tệp quá lớn khi mở ra: chép riêng trang có bảng sang một tệp mới rồi chọn lại."),
    "not-a-workbook": _(
        "Tệp này không phải sổ tính: chọn tệp Excel (.xlsx, .xls), .ods hoặc .csv. "
        "Bảng nằm trong tệp Word, PDF hay tệp nén thì chép sang Excel trước."
    ),
    "web-page": _(
        "Tệp này là trang web (HTML) mang tên sổ tính: mở bằng Excel, chọn “Lưu thành” kiểu .xlsx rồi chọn lại."
    ),
    "other-kind": _("Tệp này là sổ tính kiểu {kind}: mở bằng Excel, chọn “Lưu thành” kiểu .xlsx rồi chọn lại."),
    "password": _("Tệp đặt mật khẩu nên không mở được: bỏ mật khẩu, lưu lại rồi chọn lại."),
    _DAMAGED: _("Tệp bị hỏng, không đọc được: mở bằng Excel, lưu thành tệp .xlsx mới rồi chọn lại."),
    _LIMITS: _(
        "Đọc tệp này tốn quá nhiều bộ nhớ hoặc thời gian, có thể vì có ô ở rất xa: "
        "chép riêng bảng sang một tệp mới rồi chọn lại."
    ),
    "no-cells": _("Không ô nào trong tệp có chữ hay số: kiểm tra lại tệp đã chọn."),
    "too-many-sheets": _("Tệp có hơn {sheets} trang: chép riêng trang có bảng sang một tệp mới rồi chọn lại."),
    "too-many-rows": _(
        "{where} có hơn {rows} dòng, kể cả dòng trống: xóa các dòng thừa, hoặc chép riêng bảng sang một tệp mới."
    ),
    "too-far": _(
        "{where} có ô {cell} ở rất xa (sau dòng {rows} hoặc sau cột {columns}): "
        "xóa ô đó, hoặc chép riêng bảng sang một tệp mới."
    ),
    "csv-encoding": _("Tệp CSV phải ghi bằng mã UTF-8: trong Excel chọn “CSV UTF-8” khi lưu."),
    "csv-quotes": _("Tệp CSV sai cách ghi từ dòng {line}: kiểm tra dấu ngoặc kép."),
    "csv-separator": _("Các cột của tệp CSV phải cách nhau bằng dấu phẩy, dấu chấm phẩy hoặc dấu tab."),
}
_SHEET = _("Trang “{sheet}”")
_FILE = _("Tệp")

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_NO_TEXTS = (b"%PDF", b"{\\rtf")
_UTF_8_MARK = b"\xef\xbb\xbf"
_HTML = re.compile(rb"<(!doctype )?(html|table|head|body|meta)\b")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TEXT_ENDINGS = (".csv", ".txt")
_BEGINNING = 4096


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows[0] is its line 1 and rows[0][0] its cell A1; only what is empty at the end is left out."""

    name: str
    rows: Sequence[Sequence[Cell]]
    is_hidden: bool = False
    # (line, column), both from 1: formulas whose value was never computed, so that the cell seems empty.
    uncomputed: frozenset[tuple[int, int]] = frozenset()


class UnreadableWorkbook(Exception):
    """The file cannot be read as a workbook; the sentence says why and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def read_workbook(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of an .xlsx, .xls, .ods or .csv; raises `UnreadableWorkbook`.

    What the file is, its content says; its name only tells a CSV from text that is none.
    """
    try:
        answer = limited_process.read(_reader(content, name), content)
    except limited_process.Exhausted:
        raise _refused(_LIMITS) from None
    except limited_process.Refused as refusal:
        word = str(refusal)
        raise _refused(_DAMAGED if word == limited_process.UNREADABLE else word, **refusal.details) from None
    return [
        Sheet(
            name=sheet["name"],
            rows=[[_cell(value) for value in row] for row in sheet["rows"]],
            is_hidden=sheet["is_hidden"],
            uncomputed=frozenset((line, column) for line, column in sheet["uncomputed"]),
        )
        for sheet in answer["sheets"]
    ]


def column_letter(number: int) -> str:
    """Name a column as Excel does: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _reader(content: bytes, name: str) -> str:
    """Choose who reads the file, by its first bytes."""
    if not content:
        raise _refused("empty")
    if len(content) > MOST_BYTES:
        raise _refused("too-large")
    if content.startswith(_WORKBOOKS):
        return "spreadsheet_reader"
    if content.startswith(_NO_TEXTS) or (b"\0" in content and not content.startswith(_UTF_16)):
        raise _refused("not-a-workbook")
    _refuse_markup(content[:_BEGINNING].removeprefix(_UTF_8_MARK).lstrip().lower())
    if not name.lower().endswith(_TEXT_ENDINGS):
        raise _refused("not-a-workbook")
    return "csv_reader"


def _refuse_markup(beginning: bytes) -> None:
    """Refuse what programs save as .xls though it is a page or XML; Excel opens both."""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in beginning:
        raise _refused("other-kind", kind="XML 2003")
    if beginning.startswith(b"mime-version:") or (beginning.startswith(b"<") and _HTML.search(beginning)):
        raise _refused("web-page")


def _refused(code: str, **details: Any) -> UnreadableWorkbook:
    sheet = details.get("sheet")
    said = {
        "megabytes": MOST_BYTES // 1_000_000,
        "sheets": MOST_SHEETS,
        "rows": f"{MOST_ROWS:,}".replace(",", "."),
        "columns": column_letter(MOST_COLUMNS),
        "where": Sentence(_SHEET, sheet=sheet) if sheet else Sentence(_FILE),
        "cell": f"{column_letter(details.get('column', 0))}{details.get('line', '')}",
    }
    return UnreadableWorkbook(code, Sentence(_SENTENCES[code], **said | details))


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return dt.date.fromisoformat(value["day"])
    cell: Cell = value
    return cell
