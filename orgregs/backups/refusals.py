"""Why a backup is not written or not restored: one Vietnamese sentence each."""

from __future__ import annotations


class Refused(Exception):
    """It cannot be done as asked; nothing was changed."""


class Damaged(Refused):
    """The file is not, or no longer, what a backup wrote."""
