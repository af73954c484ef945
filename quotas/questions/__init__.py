"""What the address of an allocation table asks, answered for a person: the page, its file and the check of a file."""

from quotas.questions.addresses import NoAddress, TableAddress, address_in, address_of
from quotas.questions.parts import PART_FIELDS, Part, narrowed, sees_all_of
from quotas.questions.tables import AskedTable, NoSuchTable, TableQuestion, content_of, pool_asked, table_asked

__all__ = [
    "PART_FIELDS",
    "AskedTable",
    "NoAddress",
    "NoSuchTable",
    "Part",
    "TableAddress",
    "TableQuestion",
    "address_in",
    "address_of",
    "content_of",
    "narrowed",
    "pool_asked",
    "sees_all_of",
    "table_asked",
]
