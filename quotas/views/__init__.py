"""Doors of the quotas: tables, booked decisions, drafts."""

from quotas.views.comparing import draft_book, draft_detail, draft_return, draft_submit
from quotas.views.drafting import draft_add, draft_edit, draft_list
from quotas.views.tables import allocation_index, allocation_table, decision_detail, decision_list

__all__ = [
    "allocation_index",
    "allocation_table",
    "decision_detail",
    "decision_list",
    "draft_add",
    "draft_book",
    "draft_detail",
    "draft_edit",
    "draft_list",
    "draft_return",
    "draft_submit",
]
