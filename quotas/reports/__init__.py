"""What the ledger says, as lines that a page and a file are both drawn from."""

from quotas.reports.allocation import (
    ORDERS,
    AllocationLine,
    AllocationTable,
    allocation_table,
    in_order,
    lacks_second_person,
)
from quotas.reports.history import FigureHistory, figure_history, speaks_of

__all__ = [
    "ORDERS",
    "AllocationLine",
    "AllocationTable",
    "FigureHistory",
    "allocation_table",
    "figure_history",
    "in_order",
    "lacks_second_person",
    "speaks_of",
]
