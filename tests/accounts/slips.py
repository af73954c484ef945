"""Reads a printed slip as its receiver does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse


def password_on(answer: HttpResponse | Any) -> str:
    """Return the one-time password that a slip shows."""
    found = re.search(r'<code class="slip-word">([a-z0-9]{4}(?:-[a-z0-9]{4}){2})</code>', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]
