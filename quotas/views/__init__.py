"""Doors of the quotas: tables, booked decisions, drafts."""

from quotas.views.checking import file_check
from quotas.views.comparing import draft_book, draft_detail, draft_return, draft_scan, draft_submit
from quotas.views.correcting import correction_edit, decision_correct, decision_countersign
from quotas.views.decisions import decision_detail, decision_list
from quotas.views.drafting import draft_add, draft_edit, draft_list
from quotas.views.figures import agency_figure, pool_figure
from quotas.views.importing import import_template, import_workbook
from quotas.views.tables import allocation_index, allocation_table

__all__ = [
    "agency_figure",
    "allocation_index",
    "allocation_table",
    "correction_edit",
    "decision_correct",
    "decision_countersign",
    "decision_detail",
    "decision_list",
    "draft_add",
    "draft_book",
    "draft_detail",
    "draft_edit",
    "draft_list",
    "draft_return",
    "draft_scan",
    "draft_submit",
    "file_check",
    "import_template",
    "import_workbook",
    "pool_figure",
]
