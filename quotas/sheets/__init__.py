"""What people paste, and the tables of their workbooks, become rows: a name and a number each. Pure: no Django."""

from quotas.sheets.names import Named
from quotas.sheets.pastes import read_paste
from quotas.sheets.pastes.columns import Column
from quotas.sheets.pastes.lines import Unread
from quotas.sheets.pastes.reading import Reading
from quotas.sheets.workbooks import read_table
from quotas.sheets.workbooks.findings import TableCell, TableColumn, TableLine, TableProblem, TableReading

__all__ = [
    "Column",
    "Named",
    "Reading",
    "TableCell",
    "TableColumn",
    "TableLine",
    "TableProblem",
    "TableReading",
    "Unread",
    "read_paste",
    "read_table",
]
