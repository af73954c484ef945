from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgregsConfig(AppConfig):
    name = "orgregs"
    verbose_name = _("Sổ theo dõi tổ chức bộ máy và biên chế")

    def ready(self) -> None:
        """Register the system checks of the installation."""
        from orgregs import checks  # noqa: F401  # registers itself
