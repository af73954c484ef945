"""Starts an empty real office: locality, issuing body, pool, agencies in order, first accounts."""

from __future__ import annotations

from getpass import getpass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.choices import Role
from localities.choices import Level
from orgregs.foundation.vietnamese import normalise
from orgregs.loading import load_missing
from orgregs.office import Office, open_office

if TYPE_CHECKING:
    from argparse import ArgumentParser

DEFAULT_KINDS = ("mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb")


class Command(BaseCommand):
    help = (
        "Start an empty office: the reference lists, one locality with its committee, pool and agencies, and accounts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the office; accounts get their passwords at the prompt or from --password-file."""
        parser.add_argument("--level", required=True, choices=Level.values)
        parser.add_argument("--name", required=True, help="for example: Huyện Đức Linh")
        parser.add_argument("--suffix", required=True, help="of the committee's symbols: TU, HU, QU, ĐU …")
        parser.add_argument("--parent", help="code of the locality above, if the register has it")
        parser.add_argument("--kinds", nargs="*", default=list(DEFAULT_KINDS), help="codes of agency kinds, in order")
        parser.add_argument("--administrator", required=True, help="name to sign in by")
        parser.add_argument("--staff", help="name of the office's first clerk")
        parser.add_argument("--approver", help="name of the second person")
        parser.add_argument("--password-file", help="one line an account, in the order administrator, staff, approver")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write everything or nothing."""
        accounts = [
            (options[name], role)
            for name, role in (("administrator", None), ("staff", Role.STAFF), ("approver", Role.APPROVER))
            if options[name]
        ]
        passwords = self._passwords([name for name, _role in accounts], options["password_file"])
        office = Office(
            level=Level(options["level"]),
            name=normalise(options["name"]),
            suffix=options["suffix"],
            parent=options["parent"],
            kinds=options["kinds"],
            accounts=[(name, password, role) for (name, role), password in zip(accounts, passwords, strict=True)],
        )
        try:
            with transaction.atomic():
                load_missing(sorted((settings.BASE_DIR / "fixtures" / "reference").glob("*.json")))
                locality = open_office(office)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        self.stdout.write(f"{locality.name} ({locality.code}): {len(office.kinds)} agencies, {len(accounts)} accounts.")

    def _passwords(self, names: list[str], path: str | None) -> list[str]:
        if path is None:
            return [getpass(f"Password of {name}: ") for name in names]
        try:
            with open(path, encoding="utf-8") as stream:  # a path as typed
                lines = stream.read().splitlines()
        except OSError as error:
            raise CommandError(f"--password-file {path}: {error.strerror}.", returncode=2) from error
        if len(lines) < len(names):
            raise CommandError(f"--password-file {path}: one line for each of {', '.join(names)}.", returncode=2)
        return lines[: len(names)]
