"""System checks of the installation, beside Django's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def the_key_is_the_offices_own(**_options: Any) -> list[CheckMessage]:
    """A random key per process would sign everybody out at each restart."""
    if settings.HAS_OWN_SECRET_KEY:
        return []
    return [
        Error(
            "ORGREGS_SECRET_KEY is not set.",
            hint="Put a long random text into ORGREGS_SECRET_KEY, or its file's path into ORGREGS_SECRET_KEY_FILE.",
            id="orgregs.E001",
        )
    ]


@register(Tags.security, deploy=True)
def training_is_not_production(**_options: Any) -> list[CheckMessage]:
    """A training register knows accounts whose password is printed."""
    if not settings.TRAINING:
        return []
    return [Error("ORGREGS_TRAINING is on.", hint="Unset it for a real office.", id="orgregs.E002")]
