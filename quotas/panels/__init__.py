"""What the quotas show on pages that are not theirs: records below, the first page, the search."""

from quotas.panels.homes import booked_panel, choice_panel, ledger_panel, own_panel, tables_panel, waiting_panel
from quotas.panels.records import agency_panel, document_panel, figures_of_agency, locality_panel, search
from quotas.panels.tasks import tasks_panel

__all__ = [
    "agency_panel",
    "booked_panel",
    "choice_panel",
    "document_panel",
    "figures_of_agency",
    "ledger_panel",
    "locality_panel",
    "own_panel",
    "search",
    "tables_panel",
    "tasks_panel",
    "waiting_panel",
]
