"""The register's own language: whatever is kept, sealed, exported or compared is said in it, whoever reads the page."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def as_kept() -> Iterator[None]:
    """Speak the register's own language; also a decorator."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
