"""Allocation tables as files, in the columns of the page; the files that go to and fro when one is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tablib
from django.utils.translation import gettext as _

from orgregs.foundation.exports import Column, Kind
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.spreadsheet_formats import Xlsx
from quotas.figures import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotas.intake import Noticed
    from quotas.models import StaffCategory
    from quotas.reports import AllocationLine, AllocationTable


def table_title(table: AllocationTable) -> str:
    """Return the title of the page and of the file."""
    return _("Bảng giao biên chế năm %(year)s, %(locality)s") % {"year": table.year, "locality": table.pool.locality}


def table_columns(table: AllocationTable) -> list[Column]:
    """Return the columns; categories stand apart only where there is more than one."""
    parts = [Column(f"category-{each.code}", each.name, Kind.NUMBER) for each in table_parts(table)]
    return [
        Column("stt", _("TT"), Kind.NUMBER),
        Column("co_quan", _("Cơ quan, đơn vị")),
        Column("mandates", _("Văn bản quy định")),
        Column("nam_truoc", table.last_year_label, Kind.NUMBER),
        *parts,
        Column("nam_nay", table.this_year_label, Kind.NUMBER),
        Column("tang_giam", _("Tăng, giảm"), Kind.NUMBER),
        Column("decisions", _("Quyết định")),
        Column("note", _("Ghi chú")),
    ]


def table_rows(table: AllocationTable) -> list[list[Any]]:
    """Return one row a line, figures as numbers."""
    return [_row(table, number, line) for number, line in enumerate(table.lines, start=1)]


def table_total(table: AllocationTable) -> list[Any]:
    """Return the total row of the lines shown."""
    parts = [table.sums.get(each.pk) for each in table_parts(table)]
    this_year = table.total if table.recorded else None
    return [None, table.total_label, None, table.last_year_total, *parts, this_year, table.difference, None, None]


def table_parts(table: AllocationTable) -> Sequence[StaffCategory]:
    """Return the categories that stand apart: all of them, where there is more than one."""
    return table.categories if len(table.categories) > 1 else ()


def line_parts(table: AllocationTable, line: AllocationLine) -> list[int | str | None]:
    """Return a line's figure in each category that stands apart."""
    return [None if (each := line.figures.get(part.pk)) is None else printed(each) for part in table_parts(table)]


def _row(table: AllocationTable, number: int, line: AllocationLine) -> list[Any]:
    return [
        number,
        str(line.holder),
        "; ".join(str(document) for document in line.mandates),
        line.last_year_printed,
        *line_parts(table, line),
        line.this_year_printed,
        line.difference,
        "; ".join(str(decision) for decision in line.decisions),
        _("tạm giao") if line.is_provisional else None,
    ]


@as_kept()
def template_workbook(names: Sequence[str]) -> bytes:
    """Write an empty table for these agencies; filled in, it is read back by the same road as any other."""
    table = tablib.Dataset(headers=[_("TT"), _("Cơ quan, đơn vị"), _("Biên chế"), _("Ghi chú")])
    for number, name in enumerate(names, start=1):
        table.append([number, name, "", ""])
    table.append(["", _("Tổng cộng"), "", ""])
    return Xlsx().export_data(table)


def problems_workbook(problems: Sequence[Noticed]) -> bytes:
    """Write what is to be mended in a file, for whoever mends it."""
    table = tablib.Dataset(headers=[_("Trang"), _("Dòng"), _("Cột"), _("Trong tệp"), _("Cần sửa gì")])
    for each in problems:
        told = each.sentence if each.is_error else _("Cảnh báo: %(sentence)s") % {"sentence": each.sentence}
        table.append([each.sheet, each.line, each.column, each.printed, told])
    return Xlsx().export_data(table)
