from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = pgettext_lazy("plural", "Cơ quan, đơn vị")

    def ready(self) -> None:
        """Show agencies on the pages of documents and localities, and answer the search box."""
        from agencies import reports  # apps are ready only now
        from agencies.panels import agencies_of_document, agencies_of_locality
        from orgregs.foundation import panels, searches

        panels.register("document", agencies_of_document)
        panels.register("locality", agencies_of_locality)
        searches.register(reports.search)
