"""What people type about quotas: decisions, single lines, remarks and reasons."""

from quotas.forms.drafts import DraftForm, form_can_hold
from quotas.forms.fields import CountField
from quotas.forms.lines import LineForm
from quotas.forms.remarks import RemarkForm, reasons_in

__all__ = ["CountField", "DraftForm", "LineForm", "RemarkForm", "form_can_hold", "reasons_in"]
