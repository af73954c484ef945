"""The two kinds of file that lists of the admin are exported to and imported from: XLSX and CSV.

A text that begins like a formula stays text, both ways: a workbook says that it is text, a CSV puts an apostrophe
before it and takes it off again when the file is read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import tablib
import xlsxwriter
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import Format

from orgregs.foundation.clock import said
from orgregs.foundation.dates import print_day
from orgregs.foundation.workbooks import MOST_BYTES, UnreadableWorkbook, column_letter, read_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgregs.foundation.workbooks import Sheet

    Lines = Sequence[tuple[str, str]]

__all__ = ["FORMATS", "MOST_BYTES", "Csv", "FileProblem", "Xlsx"]

_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_LONGEST_CELL = 32_767
_WIDEST = 60


class FileProblem(Exception):
    """A file cannot be read; the sentence tells the user."""


class SpreadsheetFormat(Format):
    """A kind of file with headings in its first line and one record in each line after."""

    title = ""
    extension = ""
    content_type = ""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def is_binary(self) -> bool:
        return True

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class Xlsx(SpreadsheetFormat):
    """A workbook of Excel."""

    title = "xlsx"
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def create_dataset(self, content: bytes) -> tablib.Dataset:
        """Read the first sheet; raises `FileProblem`."""
        sheet = _first_sheet(content, self)
        if sheet.uncomputed:
            line, column = min(sheet.uncomputed)
            raise FileProblem(
                _("Ô %(cell)s có công thức chưa tính: mở tệp bằng Excel, lưu lại rồi chọn lại.")
                % {"cell": f"{column_letter(column)}{line}"}
            )
        return _dataset([list(row) for row in sheet.rows])

    def export_data(self, dataset: tablib.Dataset, *, about: Lines = (), **_options: Any) -> bytes:
        """Write a sheet: headings in bold and frozen, days as days, numbers as numbers, the rest as text.

        What is said `about` the file stands on a second sheet, so that the first can be imported again.
        """
        content = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
        }
        with xlsxwriter.Workbook(content, options) as book:
            sheet = book.add_worksheet("Danh sách")
            rows = list(dataset)
            _write_row(sheet, 0, dataset.headers or [], book.add_format({"bold": True, "bottom": 1}))
            for number, row in enumerate(rows, start=1):
                _write_row(sheet, number, row, None)
            for column, heading in enumerate(dataset.headers or []):
                longest = max((len(_printed(row[column])) for row in rows), default=0)
                sheet.set_column(column, column, min(max(longest, len(heading)) + 2, _WIDEST))
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            if about:
                notes = book.add_worksheet("Về tệp này")
                notes.set_column(0, 1, 40)
                for number, line in enumerate(about):
                    _write_row(notes, number, line, None)
        return content.getvalue()


class Csv(SpreadsheetFormat):
    """Text in columns; written in UTF-8 with a mark at its beginning, as Excel wants it."""

    title = "csv"
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def create_dataset(self, content: bytes) -> tablib.Dataset:
        """Read comma, semicolon or tab separated text; raises `FileProblem`."""
        return _dataset([[_unescaped(str(value)) for value in row] for row in _first_sheet(content, self).rows])

    def export_data(self, dataset: tablib.Dataset, **_options: Any) -> bytes:
        """Write the rows; a number is written without dots, a day with the day first."""
        lines = io.StringIO(newline="")
        writer = csv.writer(lines)
        writer.writerow(dataset.headers or [])
        writer.writerows(
            [_escaped(value) if isinstance(value, str) else _printed(value) for value in row] for row in dataset
        )
        return lines.getvalue().encode("utf-8-sig")


FORMATS = [Xlsx, Csv]


def _first_sheet(content: bytes, kind: SpreadsheetFormat) -> Sheet:
    try:
        return read_workbook(content, f"x.{kind.extension}")[0]
    except UnreadableWorkbook as error:
        raise FileProblem(said(error.sentence)) from error


def _dataset(rows: list[list[Any]]) -> tablib.Dataset:
    """Make a table of rows: the first is the headings; lines keep their place, empty ones at the end go."""
    while rows and not any(_has_something(value) for value in rows[-1]):
        rows.pop()
    if not rows:
        return tablib.Dataset()
    headings = [_printed(value) for value in rows[0]]
    while headings and not headings[-1].strip():
        headings.pop()
    width = len(headings)
    if any(_has_something(value) for row in rows for value in row[width:]):
        raise FileProblem(_("Có ô nằm ngoài các cột có tiêu đề: dòng đầu của tệp phải là tiêu đề cột."))
    dataset = tablib.Dataset(headers=headings)
    for row in rows[1:]:
        dataset.append([*row[:width], *[""] * (width - len(row))])
    return dataset


def _has_something(value: Any) -> bool:
    return value is not None and str(value).strip() != ""


def _printed(value: Any) -> str:
    if value is None:
        return ""
    return print_day(value) if isinstance(value, dt.date) else str(value)


def _write_row(sheet: Any, number: int, row: Any, style: Any) -> None:
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, dt.date):
            sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), style)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(number, column, value, style)
        elif len(text := str(value)) > _LONGEST_CELL:
            raise ValueError(_("Có ô dài hơn 32.767 ký tự, Excel không chứa được: hãy xuất tệp CSV."))
        else:
            sheet.write_string(number, column, text, style)


def _escaped(text: str) -> str:
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def _unescaped(text: str) -> str:
    return text[1:] if _ESCAPED.match(text) else text
