"""The only writers of the quotas: drafts by one person, the booked side by another, each change in one transaction."""

from orgregs.foundation.records import delete_record, save_record
from quotas.actions.booking import book_decision
from quotas.actions.countersigning import countersign_decision
from quotas.actions.drafts import return_draft, save_draft, submit_draft
from quotas.actions.holders import holder_of, holders_of
from quotas.actions.importing import Source, save_imported
from quotas.actions.refusals import (
    AlreadyImported,
    DraftHasProblems,
    NotAllowed,
    NothingToCountersign,
    RegisterHasMovedOn,
    SamePerson,
    ScanHasChanged,
    WrongState,
)
from quotas.intake import LineInput, TotalInput

__all__ = [
    "AlreadyImported",
    "DraftHasProblems",
    "LineInput",
    "NotAllowed",
    "NothingToCountersign",
    "RegisterHasMovedOn",
    "SamePerson",
    "ScanHasChanged",
    "Source",
    "TotalInput",
    "WrongState",
    "book_decision",
    "countersign_decision",
    "delete_record",
    "holder_of",
    "holders_of",
    "return_draft",
    "save_draft",
    "save_imported",
    "save_record",
    "submit_draft",
]
