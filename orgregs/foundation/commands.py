"""Commands that answer bad input with one Vietnamese line on stderr and exit 2, whoever calls them."""

from __future__ import annotations

import datetime as dt
import errno
import re
import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.core.management.base import CommandParser

    from accounts.models import User

REFUSED = 2
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What argparse says, and how we say it; what is not listed here stays as it is.
_SAYINGS = (
    (re.compile(r"the following arguments are required: (.+)"), gettext_lazy("Thiếu %s.")),
    (re.compile(r"unrecognized arguments: (.+)"), gettext_lazy("Lệnh không có tuỳ chọn “%s”.")),
    (re.compile(r"argument (\S+): expected (?:one|at least one) argument"), gettext_lazy("%s: thiếu giá trị.")),
    (re.compile(r"ambiguous option: (\S+) could match .+"), gettext_lazy("%s: ghi đủ tên tuỳ chọn.")),
    (re.compile(r"argument (\S+): ignored explicit argument .+"), gettext_lazy("%s: tuỳ chọn này không có giá trị.")),
    (re.compile(r"argument (\S+: .+)"), "%s"),
)


class Refusal(CommandError):
    """Bad input: one line that says what and how to mend it; nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.split()), returncode=REFUSED)


class OneLineCommand(BaseCommand):
    """A command that says no in one line, without usage and without a traceback."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let a wrong option be refused as everything else is."""
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        parser.error = _refuse  # type: ignore[method-assign]  # argparse would print the usage
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from the command line."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")  # a terminal without Vietnamese loses no line
        try:
            super().run_from_argv(argv)
        except Refusal as refusal:
            self._say(refusal)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Do it, or say why not."""
        try:
            return super().execute(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as refusal:
            if not getattr(self, "_called_from_command_line", False) or options["traceback"]:
                raise
            self._say(refusal)

    def _say(self, refusal: CommandError) -> NoReturn:
        self.stderr.write(str(refusal))
        sys.exit(refusal.returncode)


def _refuse(message: str) -> NoReturn:
    for pattern, saying in _SAYINGS:
        if (found := pattern.fullmatch(message)) is not None:
            raise Refusal(saying % found[1])
    raise Refusal(message)


# ---- Values of options


def day(typed: str) -> dt.date:
    """Read YYYY-MM-DD."""
    try:
        if _DAY.fullmatch(typed):
            return dt.date.fromisoformat(typed)
    except ValueError as error:
        raise ArgumentTypeError(_("“%s”: ngày này không có trên lịch.") % typed) from error
    raise ArgumentTypeError(_("“%s” không phải là ngày: ghi năm-tháng-ngày, ví dụ 2024-03-01.") % typed)


def whole_number(typed: str) -> int:
    """Read a whole number."""
    if not re.fullmatch(r"-?[0-9]{1,9}", typed):
        raise ArgumentTypeError(_("“%s” không phải là số nguyên.") % typed)
    return int(typed)


def number_between(first: int, last: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `first` to `last`."""

    def read(typed: str) -> int:
        number = whole_number(typed)
        if not first <= number <= last:
            sentence = _("%(number)s: phải từ %(first)s đến %(last)s.")
            raise ArgumentTypeError(sentence % {"number": number, "first": first, "last": last})
        return number

    return read


def one_of(choices: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of one of some words, each with what it means."""

    def read(typed: str) -> str:
        if typed not in choices:
            offered = ", ".join(choices)
            raise ArgumentTypeError(
                _("không có “%(typed)s”, chọn trong: %(offered)s.") % {"typed": typed, "offered": offered}
            )
        return typed

    return read


def person_named(name: str) -> User:
    """Return the account in whose name a command acts; locked accounts and the register's own do nothing."""
    people: Any = get_user_model()._default_manager
    person: User | None = people.filter(username=name).first()
    if person is None:
        raise Refusal(_("--by: không có tài khoản “%s”.") % name)
    if person.is_system:
        raise Refusal(_("--by: “%s” là tài khoản của hệ thống, không phải của một người.") % name)
    if not person.is_active:
        raise Refusal(_("--by: tài khoản “%s” đã bị khoá.") % name)
    return person


def why(error: OSError) -> str:
    """Say why a file cannot be read or written."""
    known = {
        errno.EACCES: _("không có quyền"),
        errno.EFBIG: _("tệp vượt dung lượng cho phép"),
        errno.EISDIR: _("đó là thư mục"),
        errno.ENOENT: _("không có thư mục hoặc tệp đó"),
        errno.ENOSPC: _("hết chỗ trên đĩa"),
        errno.ENOTDIR: _("đường dẫn đi qua một tệp"),
        errno.EROFS: _("đĩa chỉ cho đọc"),
    }
    return known.get(error.errno or 0, error.strerror or _("lỗi đọc ghi"))
