"""What the ledger says, as lines that a page and a file are both drawn from."""

from quotas.reports.allocation import ORDERS, AllocationLine, AllocationTable, allocation_table, in_order, printed

__all__ = ["ORDERS", "AllocationLine", "AllocationTable", "allocation_table", "in_order", "printed"]
