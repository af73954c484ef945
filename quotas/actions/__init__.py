"""The only writers of the quotas: drafts by one person, the booked side by another, each change in one transaction."""

from orgregs.foundation.records import delete_record, save_record
from quotas.actions.booking import book_decision
from quotas.actions.countersigning import countersign_decision
from quotas.actions.drafts import LineInput, TotalInput, holder_of, return_draft, save_draft, submit_draft
from quotas.actions.refusals import (
    DraftHasProblems,
    NotAllowed,
    NothingToCountersign,
    RegisterHasMovedOn,
    SamePerson,
    ScanHasChanged,
    WrongState,
)

__all__ = [
    "DraftHasProblems",
    "LineInput",
    "NotAllowed",
    "NothingToCountersign",
    "RegisterHasMovedOn",
    "SamePerson",
    "ScanHasChanged",
    "TotalInput",
    "WrongState",
    "book_decision",
    "countersign_decision",
    "delete_record",
    "holder_of",
    "return_draft",
    "save_draft",
    "save_record",
    "submit_draft",
]
