"""The reading room: what people bring becomes a proposal, with the facts around it and every problem."""

from quotas.intake.contents import Contents, LineInput, TotalInput, ledger_line, written_down
from quotas.intake.examining import (
    UNDIVIDED,
    Examination,
    category_facts,
    examination_of,
    examine,
    own_positions,
)
from quotas.intake.previews import Asked, Noticed, Preview, PreviewRow, RowState
from quotas.intake.recipients import Recipient, recipient_of, recipients_of
from quotas.intake.workbooks import preview_of

__all__ = [
    "UNDIVIDED",
    "Asked",
    "Contents",
    "Examination",
    "LineInput",
    "Noticed",
    "Preview",
    "PreviewRow",
    "Recipient",
    "RowState",
    "TotalInput",
    "category_facts",
    "examination_of",
    "examine",
    "ledger_line",
    "own_positions",
    "preview_of",
    "recipient_of",
    "recipients_of",
    "written_down",
]
