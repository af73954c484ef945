"""The forms of the administrators' screens: a record with the version it was read in, a file to import or export."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import TempFolderStorage

from orgregs.foundation.spreadsheet_formats import FORMATS, MOST_BYTES

READ_VERSION, REASON = "read_version", "reason"


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that says which version it was filled in from, and shows what the action refused."""

    read_version = forms.IntegerField(label=gettext_lazy("Bản đã đọc"), required=False, widget=forms.HiddenInput)
    # What the action refused when this form was first sent; set on the form's class by `RecordAdmin.get_form`.
    refusal: ClassVar[ValidationError | None] = None
    proposes_code: ClassVar[bool] = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial[READ_VERSION] = getattr(self.instance, "version", None)
        if "code" in self.fields and self.proposes_code:  # proposed by the action where it is left empty
            self.fields["code"].required = False
            self.fields["code"].help_text = _("Để trống: sổ tự đặt mã theo tên. Mã đã cấp thì không đổi.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and self.cleaned_data.get(READ_VERSION) is None:
            self.add_error(None, _("Biểu mẫu không ghi đã đọc bản nào. Tải lại trang rồi sửa lại."))
        if self.refusal is not None:
            for name, sentences in _by_field(self.refusal).items():
                self.add_error(name if name in self.fields else None, sentences)
        return cleaned


class ReasonedForm(RecordForm):
    """The form of a record's own page: it also asks why."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Ghi vào lịch sử thay đổi."),
    )


def _by_field(refusal: ValidationError) -> dict[str, list[str]]:
    if hasattr(refusal, "error_dict"):
        return refusal.message_dict
    return {NON_FIELD_ERRORS: refusal.messages}


class UploadForm(ImportForm):
    """A file to import, not larger than what a list of the register needs."""

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("Tệp lớn hơn 5 MB: chia thành nhiều tệp nhỏ hơn."))
        return file

    def clean(self) -> dict[str, Any]:
        """Take the format from the file's own name; nobody has to choose it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("import_file")
        if file is not None:
            extension = file.name.rsplit(".", 1)[-1].lower()
            known = [kind().get_extension() for kind in FORMATS]
            if extension in known:
                cleaned["format"] = str(known.index(extension))
            else:
                self.add_error("import_file", _("Chỉ nhận tệp .xlsx hoặc .csv."))
        return cleaned

    def __init__(self, formats: Any, resources: Any, **options: Any) -> None:
        super().__init__(formats, resources, **options)
        self.fields["import_file"].label = _("Tệp .xlsx hoặc .csv, không quá 5 MB")
        self.fields["import_file"].widget.attrs["accept"] = ".xlsx,.csv"
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()


class DownloadForm(ExportForm):
    """Which kind of file to write: a workbook unless asked otherwise."""

    def __init__(self, formats: Any, resources: Any, **options: Any) -> None:
        super().__init__(formats, resources, **options)
        self.fields["format"].label = _("Loại tệp")
        self.fields["format"].choices = [(str(number), kind().get_title()) for number, kind in enumerate(formats)]
        self.initial["format"] = "0"


class ConfirmForm(ConfirmImportForm):
    """The checked file, to be written now; its place on the disk is signed, so that no other can be named."""

    signer = signing.TimestampSigner(salt="orgregs.import")

    def clean_import_file_name(self) -> str:
        try:
            name = self.signer.unsign(self.cleaned_data["import_file_name"], max_age=dt.timedelta(hours=2))
        except signing.BadSignature:
            name = ""
        if not name or not Path(TempFolderStorage(name=name).get_full_path()).is_file():
            raise ValidationError(_("Tệp đã kiểm tra không còn: tải tệp lên lại."))
        return name
