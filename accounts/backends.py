"""Who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class RegisterBackend(ModelBackend):
    """Django's own, but demo accounts (whose password is printed) sign in to a training register only."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        if getattr(user, "is_demo", False) and not settings.TRAINING:
            return False
        return super().user_can_authenticate(user)
