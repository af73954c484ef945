"""A file that once was exported, held against the register: read, asked for again, compared cell by cell."""

from quotas.checking.comparing import Difference
from quotas.checking.files import CannotBeChecked, Verdict, check_file, check_sheets
from quotas.checking.forms import FileCheckForm

__all__ = ["CannotBeChecked", "Difference", "FileCheckForm", "Verdict", "check_file", "check_sheets"]
