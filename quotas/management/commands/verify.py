"""Checks the whole register: guards, constraints, seals and their chain, files, every entry against the lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from orgregs.foundation import chores, clock
from orgregs.foundation.snapshots import snapshot
from quotas.models import QuotaDecision
from quotas.proof import anchor_faults, find_faults, head_of

if TYPE_CHECKING:
    from argparse import ArgumentParser

_ANCHOR = re.compile(r"([0-9]{1,9}):([0-9a-fA-F]{64})")


class Command(BaseCommand):
    help = "Check the whole register; exit 0 if it is sound, else name each fault and exit 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take heads that were noted elsewhere."""
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="K:HEAD",
            help="position and head (mã chốt số liệu) noted outside the register; may be given more than once",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the position and the head of a sound register."""
        anchors = [_anchor(typed) for typed in options["anchor"]]
        try:
            position, head, faults, mismatches = _checked(anchors)
        except DatabaseError as error:
            raise CommandError(f"Cơ sở dữ liệu báo lỗi, chưa kiểm tra được: {error}".strip(), returncode=2) from error
        chores.note(chores.VERIFY, chores.Chore(clock.now(), position, head, len(faults)))
        faults += mismatches  # of a head that may have been noted, or typed, wrong: no fault of the register by itself
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} fault(s).", returncode=1)
        self.stdout.write(f"OK: {position} decision(s), head {head}")


def _checked(anchors: list[tuple[int, str]]) -> tuple[int, str, list[str], list[str]]:
    with snapshot():  # a booking in the middle is neither half seen nor kept waiting
        mismatches = [fault for position, head in anchors for fault in anchor_faults(position, head)]
        position = QuotaDecision.objects.last_position()
        return position, head_of(position), find_faults(), mismatches


def _anchor(typed: str) -> tuple[int, str]:
    found = _ANCHOR.fullmatch(typed.strip())
    if found is None:
        raise CommandError(f"--anchor {typed}: viết SỐ:MÃ, mã chốt gồm 64 chữ số và chữ a–f.", returncode=2)
    return int(found[1]), found[2]
