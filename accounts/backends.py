"""Who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class RegisterBackend(ModelBackend):
    """Django's own, but demo accounts (whose password is printed) sign in to a training register only."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if getattr(user, "is_demo", False) and not settings.TRAINING:
            return False
        return super().user_can_authenticate(user)
