"""Lists and tables as files: the same lines as XLSX and as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from orgregs.foundation.dates import print_day
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.pages import BadQuestion
from orgregs.foundation.vietnamese import slug

if TYPE_CHECKING:
    from orgregs.foundation.imprint import Imprint

FILE_FIELD = "tep"


class Kind(StrEnum):
    """How a column is set: numbers to the right, days as days, text as it is."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading and its kind; `width` in characters, else what its cells need."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that opens a section of the table."""

    text: str


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A row that sums a section up."""

    cells: Sequence[Any]


# A cell is a text (a dash too), a whole number, a day, or None for an empty cell; a row has a cell for each column.
Row = Sequence[Any] | Heading | Subtotal


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, whatever its format: the lines above, the head, the rows, the totals."""

    imprint: Imprint
    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: Sequence[Sequence[Any]] = ()


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_TEXT = 32_767  # of a cell in a workbook
_WIDEST, _NARROWEST = 60, 6
_LANDSCAPE_FROM = 5  # columns


def answer(
    asked: str,
    *,
    imprint: Imprint,
    columns: Sequence[Column],
    rows: Iterable[Row],
    totals: Sequence[Sequence[Any]] = (),
) -> HttpResponse:
    """Answer `?tep=xlsx` or `?tep=csv` with the file; its name is the title and the day."""
    if asked == "xlsx":
        content = write_xlsx(imprint=imprint, columns=columns, rows=rows, totals=totals)
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    elif asked == "csv":
        content = write_csv(imprint=imprint, columns=columns, rows=rows, totals=totals)
        content_type = "text/csv; charset=utf-8"
    else:
        raise BadQuestion(_("Chỉ xuất được tệp xlsx hoặc csv."))
    name = f"{slug(imprint.title)[:80]}-{imprint.day:%Y-%m-%d}.{asked}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@as_kept()
def write_csv(
    *, imprint: Imprint, columns: Sequence[Column], rows: Iterable[Row], totals: Sequence[Sequence[Any]] = ()
) -> bytes:
    """Write the lines as CSV in UTF-8 with a BOM, so that Excel reads Vietnamese; numbers without grouping."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_harmless(imprint.title)])
    for label, value in imprint.lines():
        writer.writerow([_harmless(label), _harmless(value)])
    writer.writerow([])
    writer.writerow([_harmless(str(column.heading)) for column in columns])
    for row in rows:
        writer.writerow([_in_csv(cell) for cell in _cells_of(row)])
    for total in totals:
        writer.writerow([_in_csv(cell) for cell in total])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


@as_kept()
def write_xlsx(
    *, imprint: Imprint, columns: Sequence[Column], rows: Iterable[Row], totals: Sequence[Sequence[Any]] = ()
) -> bytes:
    """Write the lines as a workbook: numbers are numbers, days are days, text never becomes a formula or a link."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        # A workbook keeps no time zone.
        created = imprint.exported_at.replace(tzinfo=None)
        workbook.set_properties({"title": imprint.title, "author": imprint.exported_by, "created": created})
        _Sheet(workbook, columns).fill(imprint, rows, totals)
    return content.getvalue()


class _Sheet:
    """The one sheet of a workbook, written from the top down."""

    def __init__(self, workbook: Any, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.sheet = workbook.add_worksheet(_("Danh sách"))
        self.line = 0
        self.widths = [len(str(column.heading)) for column in columns]
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        framed = base | {"border": 1, "border_color": "#8C8C8C"}
        self.title = workbook.add_format(base | {"bold": True, "font_size": 14})
        self.label = workbook.add_format(base | {"italic": True})
        self.header = workbook.add_format(
            framed | {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#EFE6E4"}
        )
        self.heading = workbook.add_format(framed | {"bold": True, "bg_color": "#F7F3F2"})
        self.plain = {kind: workbook.add_format(framed | _SET[kind]) for kind in Kind}
        self.bold = {kind: workbook.add_format(framed | _SET[kind] | {"bold": True}) for kind in Kind}

    def fill(self, imprint: Imprint, rows: Iterable[Row], totals: Sequence[Sequence[Any]]) -> None:
        """Write everything."""
        self._write_imprint(imprint)
        header_line = self.line
        for position, column in enumerate(self.columns):
            self.sheet.write_string(self.line, position, str(column.heading), self.header)
        self.line += 1
        for row in rows:
            self._write_row(row)
        for total in totals:
            self._write_row(Subtotal(total))
        self._set_up(header_line)

    def _write_imprint(self, imprint: Imprint) -> None:
        self.sheet.write_string(self.line, 0, imprint.title, self.title)
        for label, value in imprint.lines():
            self.line += 1
            # One cell, so that a narrow first column does not cut the label.
            self.sheet.write_string(self.line, 0, f"{label}: {value}", self.label)
        self.line += 2

    def _write_row(self, row: Row) -> None:
        if isinstance(row, Heading):
            for position in range(len(self.columns)):
                self.sheet.write_string(self.line, position, "" if position else str(row.text), self.heading)
        else:
            formats = self.bold if isinstance(row, Subtotal) else self.plain
            for position, (column, cell) in enumerate(zip(self.columns, _cells_of(row), strict=True)):
                self._write_cell(position, column, cell, formats)
        self.line += 1

    def _write_cell(self, position: int, column: Column, cell: Any, formats: dict[Kind, Any]) -> None:
        if cell is None or cell == "":
            self.sheet.write_blank(self.line, position, None, formats[column.kind])
        elif isinstance(cell, dt.date):
            self.sheet.write_datetime(self.line, position, cell, formats[Kind.DAY])
            self.widths[position] = max(self.widths[position], 11)
        elif isinstance(cell, int):
            self.sheet.write_number(self.line, position, cell, formats[Kind.NUMBER])
        else:
            text = str(cell)
            self.sheet.write_string(self.line, position, as_long_as_a_cell(text), formats[column.kind])
            self.widths[position] = max(self.widths[position], len(text))

    def _set_up(self, header_line: int) -> None:
        for position, column in enumerate(self.columns):
            width = column.width or min(max(self.widths[position] + 2, _NARROWEST), _WIDEST)
            self.sheet.set_column(position, position, width)
        self.sheet.freeze_panes(header_line + 1, 0)
        self.sheet.repeat_rows(header_line)
        self.sheet.set_paper(9)  # A4
        if len(self.columns) >= _LANDSCAPE_FROM:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.7)
        self.sheet.set_footer("&C" + _("Trang") + " &P/&N")


_SET: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"text_wrap": True},
    Kind.NUMBER: {"num_format": "#,##0", "align": "right"},
    Kind.DAY: {"num_format": "dd/mm/yyyy", "align": "center"},
}


def _cells_of(row: Row) -> Sequence[Any]:
    if isinstance(row, Heading):
        return [row.text]
    return row.cells if isinstance(row, Subtotal) else row


def _in_csv(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return print_day(cell)
    return cell if isinstance(cell, int) else _harmless(str(cell))


def _harmless(text: str) -> str:
    """Keep text that begins like a formula text, in whatever program opens the file."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_long_as_a_cell(text: str) -> str:
    """Cut a text to what a cell of a workbook holds."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
