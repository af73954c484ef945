"""Fills the register with its reference lists and the facts of the five reports; in training with practice data too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from orgregs.foundation import clock
from orgregs.loading import book_seeds, fixture_files, load_missing, make_practice, open_desk


class Command(BaseCommand):
    help = "Load what is missing of the reference lists and the seeds, and book 2034-QĐ/HU once. Run it as often as you like."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, open the accounts, book; nothing that is there is changed."""
        added = load_missing(fixture_files())
        desk = open_desk(clock.now())
        booked = book_seeds(desk)
        if settings.TRAINING:
            make_practice(desk)
        self.stdout.write(f"{added} records added; 2034-QĐ/HU {'booked' if booked else 'stands in the register'}.")
