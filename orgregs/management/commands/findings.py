"""Prints what in the register needs attention, the longest standing first: everything, whoever runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from localities.models import Locality
from orgregs.foundation import clock, findings
from orgregs.foundation.reach import Everyone

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from orgregs.foundation.findings import Finding


class Command(BaseCommand):
    help = "Print the findings of the register, or those of a locality and what lies below it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the locality."""
        parser.add_argument("--locality", help="code of a locality, for example duc-linh; everywhere if left out")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print two lines for each: since when, where, which rule, what; how it is cleared."""
        path = _path_of(options["locality"])
        found = [each for each in findings.collect(Everyone(), clock.today()) if each.place.path.startswith(path)]
        for finding in found:
            self.stdout.write(_line(finding))
            self.stdout.write(f"    {finding.remedy}")
        self.stdout.write(f"{len(found)} finding(s)")


def _path_of(code: str | None) -> str:
    if code is None:
        return ""
    path: str | None = Locality.objects.filter(code=code).values_list("path", flat=True).first()
    if path is None:
        raise CommandError(f"--locality {code}: no such locality.", returncode=2)
    return path


def _line(finding: Finding) -> str:
    since = finding.since.isoformat() if finding.since else "unknown   "
    return f"{since}  {finding.place.code}  {finding.code}  {finding.found}"
