"""What was read of a file travels to the next step in a signed field, for a preview writes nothing to the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core import signing

from orgregs.foundation.workbooks import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from orgregs.foundation.workbooks import Cell
    from quotas.models import Pool

# Well below what Django takes of the text of a form (2.5 million bytes).
MOST_CHARACTERS = 1_000_000


class TooMuchToCarry(Exception):
    """The sheets are too large to travel through a page."""


class NotCarried(Exception):
    """The field was not made here, or for another person or pool."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A file as it was read; where it was previewed, what was `asked` of it then and what was `shown`."""

    name: str
    size: int
    sha256: str
    sheets: Sequence[Sheet]
    asked: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def sheet_names(self) -> list[str]:
        """The names of the sheets that are not hidden."""
        return [sheet.name for sheet in self.sheets if not sheet.is_hidden]


def seal(carried: Carried, *, pool: Pool, user: User) -> str:
    """Write it as the text of a field, for this person and pool only; raises `TooMuchToCarry`."""
    content = {
        "file": [carried.name, carried.size, carried.sha256],
        "sheets": [_packed(sheet) for sheet in carried.sheets],
        "asked": {**carried.asked},
        "shown": {**carried.shown},
    }
    text = signing.dumps(content, salt=_salt(pool, user), compress=True)
    if len(text) > MOST_CHARACTERS:
        raise TooMuchToCarry
    return text


def unseal(text: str, *, pool: Pool, user: User) -> Carried:
    """Read the text of a field; raises `NotCarried`."""
    try:
        content = signing.loads(text, salt=_salt(pool, user))
        name, size, sha256 = content["file"]
        sheets = [_unpacked(sheet) for sheet in content["sheets"]]
        return Carried(
            name=name, size=size, sha256=sha256, sheets=sheets, asked=content["asked"], shown=content["shown"]
        )
    except (signing.BadSignature, LookupError, TypeError, ValueError) as error:
        # A good signature over another content: made before the program was renewed.
        raise NotCarried from error


def _salt(pool: Pool, user: User) -> str:
    return f"quotas.workbook:{pool.pk}:{user.pk}"


def _packed(sheet: Sheet) -> list[Any]:
    # Nobody reads the cells of a hidden sheet, so they need not travel.
    rows = [] if sheet.is_hidden else [[_plain(cell) for cell in row] for row in sheet.rows]
    return [sheet.name, sheet.is_hidden, rows, sorted(sheet.uncomputed)]


def _unpacked(packed: Sequence[Any]) -> Sheet:
    name, is_hidden, rows, uncomputed = packed
    cells = [[_cell(value) for value in row] for row in rows]
    places = frozenset((line, column) for line, column in uncomputed)
    return Sheet(name=name, rows=cells, is_hidden=is_hidden, uncomputed=places)


def _plain(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, dt.date) else cell


def _cell(value: Any) -> Any:
    return dt.date.fromisoformat(value["day"]) if isinstance(value, dict) else value
