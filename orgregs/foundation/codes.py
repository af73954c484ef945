"""Codes: proposed once from a name, never changed, never given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from orgregs.foundation.vietnamese import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db import models


def propose_code(record: models.Model, *texts: str) -> str:
    """Return the first free code among `texts` written as codes, else the last of them with -2, -3 …"""
    most = record._meta.get_field("code").max_length  # type: ignore[union-attr]  # a code is a text column
    for code in _candidates([slug(text) for text in texts if slug(text)], most or 0):
        if not type(record)._default_manager.filter(code=code).exists():
            return code
    return ""


def _candidates(codes: list[str], most: int) -> Iterator[str]:
    for code in codes:
        yield code[:most].strip("-")
    if codes:
        for number in range(2, 1000):
            tail = f"-{number}"
            yield codes[-1][: most - len(tail)].strip("-") + tail


def keep_unchanged(record: models.Model, sentences: Mapping[str, Any]) -> None:
    """Refuse a record whose stored value of one of these fields differs; each field has its sentence."""
    names = [record._meta.get_field(name).attname for name in sentences]  # type: ignore[union-attr]
    stored = type(record)._default_manager.filter(pk=record.pk).values(*names).first() or {}
    problems = {
        name: sentences[name]
        for name, column in zip(sentences, names, strict=True)
        if column in stored and stored[column] != getattr(record, column)
    }
    if problems:
        raise ValidationError(problems)
