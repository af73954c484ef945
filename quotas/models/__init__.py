"""The quota ledger: drafts, which change, and booked decisions, which never do."""

from quotas.models.booked import (
    Countersignature,
    DecisionAcknowledgement,
    DecisionLine,
    Entry,
    QuotaDecision,
    Register,
    Seal,
    StatedTotal,
)
from quotas.models.drafts import DecisionDraft, DraftAcknowledgement, DraftLine, DraftTotal, Receipt
from quotas.models.holders import Holder, Pool, StaffCategory
from quotas.models.statements import FIRST_YEAR, LAST_YEAR, MOST_POSTS, Statement

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MOST_POSTS",
    "Countersignature",
    "DecisionAcknowledgement",
    "DecisionDraft",
    "DecisionLine",
    "DraftAcknowledgement",
    "DraftLine",
    "DraftTotal",
    "Entry",
    "Holder",
    "Pool",
    "QuotaDecision",
    "Receipt",
    "Register",
    "Seal",
    "StaffCategory",
    "StatedTotal",
    "Statement",
]
