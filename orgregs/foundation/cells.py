"""How one cell of an imported or exported list is read and written; a cell that cannot be read says why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from orgregs.foundation.dates import NotADay, print_day, read_day
from orgregs.foundation.numbers import NotACount, read_count
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.vietnamese import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models


def printed(value: Any) -> str:
    """Print a cell's value for people."""
    if value is None:
        return ""
    return print_day(value) if isinstance(value, dt.date) else str(value)


def spoken(field: models.Field[Any, Any], value: Any) -> str:
    """Say what a field keeps, as a form would show it."""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    for code, label in field.flatchoices:
        if code == value:
            return str(label)
    return printed(value) or "–"


class Cell(Widget):
    """A cell that is exported as the value itself: formats know how to write days and numbers."""

    def render(self, value: Any, obj: Any = None, **_options: Any) -> Any:
        del obj
        return "" if value is None else value


class TextCell(Cell):
    """Text; a number typed where text is meant is taken as it is printed."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> str:
        del row
        return printed(value).strip()


class CountCell(Cell):
    """A whole number, as papers print it."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> int | None:
        del row
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        try:
            # Half a post in a number cell is shown with a comma, as the sheet showed it.
            return read_count(printed(value).replace(".", ",") if isinstance(value, float) else printed(value))
        except NotACount as problem:
            raise ValueError(problem.sentence) from problem


class DayCell(Cell):
    """A day, the day before the month."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> dt.date | None:
        del row
        if isinstance(value, dt.date) or not printed(value).strip():
            return value or None
        try:
            return read_day(printed(value))
        except NotADay as problem:
            raise ValueError(problem.sentence) from problem


class YesNoCell(Cell):
    """Có or không."""

    YES = frozenset({"co", "x", "1", "true", "dung"})
    NO = frozenset({"khong", "0", "false", "sai"})

    def clean(self, value: Any, row: Any = None, **_options: Any) -> bool | None:
        del row
        word = fold(printed(value))
        if not word:
            return None
        if word not in self.YES | self.NO:
            raise ValueError(_("“%s”: ghi “có” hoặc “không”.") % printed(value))
        return word in self.YES

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        del obj
        if value is None:
            return ""
        with as_kept():
            return _("có") if value else _("không")


class ChoiceCell(Cell):
    """One of a closed list, by its label; its code is read too."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.choices = list(choices)

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:
        del row
        word = normalise(printed(value))
        if not word:
            return ""
        labels = self._labels()
        for code, label in labels.items():
            if word == str(code) or fold(word) == fold(label):
                return code
        raise ValueError(
            _("“%(typed)s” không có trong danh sách: %(labels)s.")
            % {"typed": word, "labels": ", ".join(labels.values())}
        )

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        del obj
        return self._labels().get(value, str(value or ""))

    def _labels(self) -> dict[Any, str]:
        with as_kept():
            return {code: str(label) for code, label in self.choices}


class MomentCell(Cell):
    """A moment, in the country's own time."""

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        del obj
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M:%S}" if value else ""


class CodeCell(Cell):
    """Another record, by its code; the codes of a whole column are looked up at once."""

    def __init__(self, model: type[models.Model], key: str = "") -> None:
        super().__init__()
        self.model = model
        # An account has Django's own natural key, everything else ours.
        self.key = key or getattr(model, "natural_key_fields", [getattr(model, "USERNAME_FIELD", "code")])[0]
        self.known: dict[str, models.Model] = {}

    def __deepcopy__(self, memo: Any) -> CodeCell:
        """Start each file with nothing known."""
        return type(self)(self.model, self.key)

    def learn(self, values: Iterable[Any]) -> None:
        """Look up the codes of a column."""
        codes = {printed(value).strip() for value in values} - {""}
        for record in self.model._default_manager.filter(**{f"{self.key}__in": codes}):
            self.known[str(getattr(record, self.key))] = record

    def clean(self, value: Any, row: Any = None, **_options: Any) -> models.Model | None:
        del row
        code = printed(value).strip()
        if not code:
            return None
        if code not in self.known:  # it may stand in a line above of this very file
            self.learn([code])
        if code not in self.known:
            raise ValueError(
                _("Không có %(kind)s nào mang mã “%(code)s”.") % {"kind": self.model._meta.verbose_name, "code": code}
            )
        return self.known[code]

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        del obj
        return "" if value is None else str(getattr(value, self.key))
