from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class LocalitiesConfig(AppConfig):
    name = "localities"
    verbose_name = pgettext_lazy("plural", "Địa phương")

    def ready(self) -> None:
        """Answer the search box."""
        from localities import reports  # apps are ready only now
        from orgregs.foundation import searches

        searches.register(reports.search)
