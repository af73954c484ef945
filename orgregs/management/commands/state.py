"""Prints one digest over everything the office keeps: equal registers print equal digests, on either database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from orgregs.foundation.snapshots import snapshot
from quotas.proof import state_of_register


class Command(BaseCommand):
    help = "Print one digest over the business tables."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the digest."""
        with snapshot():
            self.stdout.write(state_of_register())
