"""Checks the booked side: positions, seals, their chain, and every entry against the lines."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotas.models import QuotaDecision
from quotas.proof import find_faults, head_of


class Command(BaseCommand):
    help = "Check the whole register; exit 0 if it is sound, else name each fault and exit 1."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the position and the head of a sound register."""
        faults = find_faults()
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} fault(s).", returncode=1)
        position = QuotaDecision.objects.last_position()
        self.stdout.write(f"OK: {position} decision(s), head {head_of(position)}")
