from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class RegulationsConfig(AppConfig):
    name = "regulations"
    verbose_name = pgettext_lazy("plural", "Văn bản")

    def ready(self) -> None:
        """Show documents on the pages of localities, and answer the search box."""
        from orgregs.foundation import guards, panels, searches  # apps are ready only now
        from regulations import reports
        from regulations.models import Attachment
        from regulations.panels import bodies_of_locality

        guards.register(Attachment)
        panels.register("locality", bodies_of_locality)
        searches.register(reports.search)
