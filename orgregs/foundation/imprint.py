"""What every list and file prints about itself: title, filter in words, the day, the state of the ledger, who, when.

A file that can be checked against the register also prints its address, which asks for the same table again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from orgregs.foundation import clock
from orgregs.foundation.dates import print_day
from orgregs.foundation.numbers import print_grouped
from orgregs.foundation.own_language import as_kept

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest


# Labels by which a file that comes back is read again: the same in every language.
FILTER = "Bộ lọc"
DAY = "Tính đến ngày"
POSITION = "Theo sổ đến lúc"
HEAD = "Mã chốt số liệu"
ADDRESS = "Địa chỉ của bảng"
EXPORTED = "Người xuất, lúc xuất"
NOTE = "Ghi chú"


@dataclass(frozen=True, slots=True)
class Ledger:
    """How far the ledger is read: the position K, the head of its chain of seals, and when K was recorded."""

    position: int
    head: str
    recorded_at: dt.datetime | None = None


if TYPE_CHECKING:
    LedgerProvider = Callable[[], Ledger | None]

_ledger_provider: LedgerProvider | None = None


def register_ledger(provider: LedgerProvider) -> None:
    """Take the state of the ledger from `provider`; quotas registers it, for it stands above the lists."""
    global _ledger_provider  # one ledger, one provider, set once in apps.ready()
    _ledger_provider = provider


def current_ledger() -> Ledger | None:
    """Return the ledger as it stands now; None before the first decision."""
    return _ledger_provider() if _ledger_provider else None


@dataclass(frozen=True, slots=True)
class Imprint:
    """The head of a file: everything a reader needs to ask for the same figures again."""

    title: str
    day: dt.date
    exported_by: str
    exported_at: dt.datetime
    ledger: Ledger | None = None
    filters: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    unit: str = ""
    is_training: bool = False
    address: str = ""

    @property
    def filter_in_words(self) -> str:
        """The filter as a reader would say it: “Loại văn bản: Quyết định; Năm: 2021”."""
        return "; ".join(f"{label}: {value}" for label, value in self.filters) or _("không lọc")

    @property
    def position_in_words(self) -> str:
        """The position of the ledger, and when it was recorded."""
        if self.ledger is None:
            return _("chưa có")
        position = _("vị trí %(position)s") % {"position": print_grouped(self.ledger.position)}
        return f"{position} ({_moment(self.ledger.recorded_at)})" if self.ledger.recorded_at else position

    @property
    def head_in_words(self) -> str:
        """The code of the ledger's last seal."""
        return self.ledger.head if self.ledger else _("chưa có")

    @as_kept()
    def lines(self) -> list[tuple[str, str]]:
        """Return the lines below the title, each a label and what it says."""
        lines = [
            (FILTER, self.filter_in_words),
            (DAY, print_day(self.day)),
            (POSITION, self.position_in_words),
            (HEAD, self.head_in_words),
        ]
        if self.address:
            lines.append((ADDRESS, self.address))
        lines.append((EXPORTED, f"{self.exported_by}, {_moment(self.exported_at)}"))
        if self.unit:
            lines.append((_("Đơn vị tính"), self.unit))
        lines += [(NOTE, note) for note in self.notes]
        if self.is_training:
            lines.insert(0, (_("Lưu ý"), _("DỮ LIỆU TẬP HUẤN")))
        return lines


def of(
    request: HttpRequest,
    *,
    title: str,
    day: dt.date,
    filters: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (),
    unit: str = "",
    ledger: Ledger | None = None,
) -> Imprint:
    """Make the imprint of a file that this person exports now; `ledger` for a page that names its own position."""
    return Imprint(
        title=str(title),
        day=day,
        exported_by=str(request.user),
        exported_at=clock.now(),
        ledger=ledger or current_ledger(),
        filters=[(str(label), str(value)) for label, value in filters],
        notes=[str(note) for note in notes],
        unit=str(unit),
        is_training=settings.TRAINING,
    )


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%d/%m/%Y %H:%M}"
