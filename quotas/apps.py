from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotasConfig(AppConfig):
    name = "quotas"
    verbose_name = _("Biên chế")

    def ready(self) -> None:
        """Show the quotas on the pages below, and the ledger's state on every list and file."""
        from orgregs.foundation import imprint, panels, searches  # models are ready only now
        from quotas.moments import current_ledger
        from quotas.panels import agency_panel, document_panel, home_panel, locality_panel, search

        imprint.register_ledger(current_ledger)
        panels.register("agency", agency_panel)
        panels.register("document", document_panel)
        panels.register("locality", locality_panel)
        panels.register("home", home_panel)
        searches.register(search)
