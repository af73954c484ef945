"""The form to which a file is brought to be checked; nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.vietnamese import normalise
from orgregs.foundation.workbooks import MOST_BYTES
from quotas.checking.files import CannotBeChecked, Verdict, check_file

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from orgregs.foundation.reach import Reader

_LONGEST_NAME = 200


class FileCheckForm(forms.Form):
    """An exported file; valid means that there is a `verdict`, whatever it says."""

    exported = forms.FileField(
        label=gettext_lazy("Tệp đã xuất"),
        allow_empty_file=True,  # refused by the reader, in our words
        error_messages={"required": gettext_lazy("Chọn tệp XLSX hoặc CSV đã xuất từ sổ.")},
        help_text=gettext_lazy("Tệp XLSX hoặc CSV của một bảng giao biên chế; mở và lưu lại bằng Excel cũng được."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.ods,.xls"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, user: Reader) -> None:
        super().__init__(data, files)
        self.user = user
        self.verdict: Verdict | None = None
        self.file_name = ""

    def clean_exported(self) -> Any:
        """Check the file, or say why it cannot be checked."""
        upload: UploadedFile[Any] = self.cleaned_data["exported"]
        self.file_name = normalise(upload.name or "")[-_LONGEST_NAME:]
        if (upload.size or 0) > MOST_BYTES:
            sentence = _("Tệp lớn hơn %(most)s MB: chép riêng trang có bảng sang một tệp mới rồi chọn lại.")
            raise forms.ValidationError(sentence % {"most": MOST_BYTES // 1_000_000})
        try:
            self.verdict = check_file(upload.read(), self.file_name, self.user)
        except CannotBeChecked as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload
