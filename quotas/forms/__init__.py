"""What people type about quotas: decisions, single lines, remarks and reasons."""

from quotas.forms.corrections import CorrectionForm
from quotas.forms.drafts import DraftForm
from quotas.forms.fields import CountField
from quotas.forms.lines import LineForm
from quotas.forms.remarks import RemarkForm, reasons_in
from quotas.forms.typed import form_can_hold
from quotas.forms.workbooks import WorkbookForm

__all__ = [
    "CorrectionForm",
    "CountField",
    "DraftForm",
    "LineForm",
    "RemarkForm",
    "WorkbookForm",
    "form_can_hold",
    "reasons_in",
]
