"""What the second person writes: a remark, and the reasons beside warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping


class RemarkForm(forms.Form):
    """Why a draft is given back."""

    remark = forms.CharField(
        label=gettext_lazy("Ý kiến trả lại"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Ghi ý kiến để người lập biết cần sửa gì.")},
    )


def reasons_in(data: Mapping[str, str]) -> dict[str, str]:
    """Read the reasons typed beside warnings: fields named “reason-<code>”."""
    prefix = "reason-"
    # PostgreSQL keeps no NUL in a text.
    typed = {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix)}
    return {code: reason for code, value in typed.items() if (reason := value.replace("\x00", "").strip())}
