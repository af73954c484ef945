"""Writes the allocation table of a locality and year to a file, as the page would."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from orgregs.foundation import clock, exports
from orgregs.foundation.commands import OneLineCommand, Refusal, day, number_between, one_of, whole_number, why
from orgregs.foundation.reach import Everyone
from quotas.choices import Block
from quotas.management.naming import BLOCKS, pool_named
from quotas.models import FIRST_YEAR, LAST_YEAR, QuotaDecision
from quotas.moments import within_year
from quotas.questions import Part, TableQuestion, content_of, table_asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.core.management.base import CommandParser

    from quotas.models import Holder
    from quotas.questions import AskedTable
    from quotas.reports import AllocationTable


_FORMATS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}


class Command(OneLineCommand):
    help = "Export the allocation table of a locality and year: xlsx, csv or json."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the table, the day, the position and the file."""
        parser.add_argument("--locality", required=True, help="code of the locality, for example duc-linh")
        parser.add_argument("--year", required=True, type=number_between(FIRST_YEAR, LAST_YEAR))
        parser.add_argument("--block", default=Block.PARTY, type=one_of(BLOCKS), help="party or state")
        parser.add_argument("--as-of", type=day, help="day, YYYY-MM-DD; today within the year if left out")
        parser.add_argument("--known-at", type=whole_number, help="position of the register; the last one if left out")
        parser.add_argument("--format", default="xlsx", type=one_of(_FORMATS), help="xlsx, csv or json")
        parser.add_argument("--output", required=True, type=Path, help="file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file whole or not at all."""
        answer = _asked(options)
        table = answer.table
        content = _content(answer, options["format"])
        try:
            _write_whole(options["output"], content)
        except OSError as error:
            sentence = _("--output: không ghi được %(path)s: %(why)s.")
            raise Refusal(sentence % {"path": options["output"], "why": why(error)}) from error
        said = {"path": options["output"], "lines": len(table.lines), "position": table.position}
        self.stdout.write(_("%(path)s: %(lines)s dòng, sổ đến vị trí %(position)s") % said)


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside the file and put it in its place, so that a full disk leaves an older export as it was."""
    if path.is_dir() or not path.name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    beside = path.with_name(f".{path.name}.moi")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _asked(options: Mapping[str, Any]) -> AskedTable:
    pool, year = pool_named(options["locality"], options["block"]), options["year"]
    last = QuotaDecision.objects.last_position()
    position = last if options["known_at"] is None else options["known_at"]
    if not 0 <= position <= last:
        sentence = _("--known-at: sổ có các vị trí từ 0 đến %(last)s, không có %(position)s.")
        raise Refusal(sentence % {"last": last, "position": position})
    question = TableQuestion(pool, year, _day(options["as_of"], year), position, QueryDict())
    return table_asked(Everyone(), question)


def _day(asked: dt.date | None, year: int) -> dt.date:
    if asked is None:
        return within_year(clock.today(), year)
    if asked.year != year:
        raise Refusal(_("--as-of: ngày %(day)s không thuộc năm %(year)s.") % {"day": asked, "year": year})
    return asked


def _content(answer: AskedTable, form: str) -> bytes:
    if form == "json":
        return _as_json(answer.table)
    content = content_of(answer, Part(), exported_by="manage.py export_quotas", exported_at=clock.now())
    write = exports.write_xlsx if form == "xlsx" else exports.write_csv
    return write(imprint=content.imprint, columns=content.columns, rows=content.rows, totals=content.totals)


def _code_of(holder: Holder) -> str:
    """Return an agency's code, or that of a pool's locality with its block."""
    if holder.agency is not None:
        return holder.agency.code
    return f"{holder.pool.locality.code}/{holder.pool.block}" if holder.pool else ""


def _as_json(table: AllocationTable) -> bytes:
    """Write codes and figures; null is “no figure on record”, "-" a dash of the paper."""
    contents = {
        "locality": table.pool.locality.code,
        "block": table.pool.block,
        "year": table.year,
        "as_of": table.day.isoformat(),
        "known_at": table.position,
        "head": table.head,
        "is_extract": table.is_extract,
        "carried_from": table.carried_from,
        "received": table.received,
        "reserve": table.reserve,
        "total": table.total,
        "lines": [
            {
                "holder": _code_of(line.holder),
                "name": str(line.holder),
                "posts": None if line.total is None else "-" if line.total.is_dash else line.total.posts,
                "has_own_quota": line.has_own_quota,
                "decisions": [decision.position for decision in line.decisions],
                "mandates": [document.code for document in line.mandates],
            }
            for line in table.lines
        ],
    }
    return (json.dumps(contents, ensure_ascii=False, indent=2) + "\n").encode()
