"""Prints who can sign in to a training register."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from orgregs.loading import DEMO_ACCOUNTS, DEMO_PASSWORD


class Command(BaseCommand):
    help = "Print the demo accounts of a training register and their password."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the accounts; outside training there are none."""
        if not settings.TRAINING:
            self.stdout.write("Not a training register: no demo accounts.")
            return
        for name, full_name, _grants in DEMO_ACCOUNTS:
            self.stdout.write(f"  {name:<20} {full_name}")
        self.stdout.write(f"  password: {DEMO_PASSWORD}")
