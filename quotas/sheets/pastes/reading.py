"""What a paste says of the rows of a form: numbers as printed, the stated total, and what stays open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quotas.sheets.pastes.columns import Column
    from quotas.sheets.pastes.lines import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a paste says: numbers as printed, by the keys of their rows, the stated total, and what stays open.

    `refusal`: nothing was read, and why; `columns`: among which to choose then. `passed_over`: lines without number.
    """

    numbers: Mapping[str, str] = field(default_factory=dict)
    total: str | None = None
    heading: str = ""
    unread: Sequence[Unread] = ()
    passed_over: Sequence[Unread] = ()
    refusal: str | None = None
    columns: Sequence[Column] = ()


def ask_for_column(columns: Sequence[Column], year: int) -> Reading:
    sentence = _("Phần dán có {count} cột số: chọn cột của năm {year} rồi điền lại.")
    return Reading(refusal=Sentence(sentence, count=len(columns), year=year), columns=columns)
