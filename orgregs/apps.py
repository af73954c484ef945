from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgregsConfig(AppConfig):
    name = "orgregs"
    verbose_name = _("Sổ theo dõi tổ chức bộ máy và biên chế")

    def ready(self) -> None:
        """Register the system checks of the installation, and the panels that only the roof can draw."""
        from orgregs import checks  # noqa: F401  # registers itself
        from orgregs.administration import administration_panel  # models are ready only now
        from orgregs.findings import findings_of_record, findings_panel
        from orgregs.foundation import panels

        for kind in ("agency", "document", "locality", "decision"):
            panels.register(kind, findings_of_record)
        panels.register("home:findings", findings_panel)
        panels.register("home:administrator", administration_panel)
