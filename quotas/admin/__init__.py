"""The administrators' screens of the quotas: reference lists are edited, drafts and what was booked are shown."""

from quotas.admin import booked, drafts, lists

__all__ = ["booked", "drafts", "lists"]
