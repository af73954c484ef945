"""Holds an exported allocation table against the register, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from django.utils.translation import gettext as _

from orgregs.foundation.commands import OneLineCommand, Refusal, why
from orgregs.foundation.dates import print_day
from orgregs.foundation.reach import Everyone
from quotas.checking import CannotBeChecked, check_file

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from quotas.checking import Verdict


class Command(OneLineCommand):
    help = "Check an exported allocation table (XLSX or CSV); exit 0 if it matches, else name each difference, exit 1."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file."""
        parser.add_argument("file", type=Path, metavar="FILE", help="exported file, XLSX or CSV")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line: that it matches; else one line a difference."""
        path: Path = options["file"]
        try:
            verdict = check_file(path.read_bytes(), path.name, Everyone())
        except OSError as error:
            sentence = _("không đọc được %(path)s: %(why)s.")
            raise Refusal(sentence % {"path": path, "why": why(error)}) from error
        except CannotBeChecked as refusal:
            raise Refusal(str(refusal)) from refusal
        if not verdict.matches:
            for note in verdict.notes:
                self.stdout.write(note)
            raise CommandError("\n".join(map(str, verdict.differences)), returncode=1)
        self.stdout.write(_in_one_line(verdict))


def _in_one_line(verdict: Verdict) -> str:
    matches = _(
        "OK khớp với sổ: %(cells)s ô, %(title)s, tính đến ngày %(day)s, vị trí %(position)s, mã chốt %(head)s."
    ) % {
        "cells": verdict.cells,
        "title": verdict.title,
        "day": print_day(verdict.day) if verdict.day else "",
        "position": verdict.position,
        "head": verdict.head,
    }
    return " ".join([matches, *verdict.notes])
