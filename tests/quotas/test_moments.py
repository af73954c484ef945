"""What a page or file prints about the ledger at a position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from quotas.moments import ledger_at

if TYPE_CHECKING:
    from tests.quotas.conftest import Desk


def test_the_moment_of_recording_is_told_in_vietnamese_time(desk: Desk) -> None:
    decision = desk.year_2024()

    ledger = ledger_at(decision.position)

    assert ledger is not None
    assert ledger.recorded_at is not None
    assert f"{ledger.recorded_at:%d/%m/%Y %H:%M}" == f"{localtime(decision.recorded_at):%d/%m/%Y %H:%M}"
    assert ledger.recorded_at.utcoffset() == localtime().utcoffset()
