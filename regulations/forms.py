"""What people bring to a document: the scan of the signed paper, and their word that it is no state secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulations import actions
from regulations.attachments import examine_scan, refuse_secrets

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from regulations.attachments import Scan
    from regulations.models import Attachment, Document

NO, YES = "khong", "co"


class ScanForm(forms.Form):
    """One PDF scan, or none; stands alone on a document's page, and beside another form with a prefix of its own.

    Valid without a file. A file is looked through here, before anything is written, so that `attach` after another
    form's `save` has nothing left to refuse but the person.
    """

    scan = forms.FileField(
        label=gettext_lazy("Bản chụp (PDF)"),
        required=False,
        allow_empty_file=True,  # refused below, in our words
        help_text=format_lazy(
            gettext_lazy("Một tệp, không quá {most} MB; không nhận văn bản mật."),
            most=settings.SCAN_MOST_BYTES // 1_000_000,
        ),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    is_secret = forms.ChoiceField(
        label=gettext_lazy("Văn bản có thuộc danh mục bí mật nhà nước không?"),
        choices=[(NO, gettext_lazy("Không")), (YES, gettext_lazy("Có"))],
        widget=forms.RadioSelect,
        required=False,
    )

    examined: Scan | None = None

    def clean(self) -> dict[str, Any]:
        """Ask for the word about secrecy with every file, and look the file through."""
        cleaned = super().clean() or {}
        upload, answer = cleaned.get("scan"), cleaned.get("is_secret")
        try:
            if answer == YES:
                refuse_secrets(is_secret=True)
            elif upload is not None and answer == NO:
                self.examined = examine_scan(upload, is_secret=False)
        except ValidationError as refusal:
            self.add_error("is_secret" if answer == YES else "scan", refusal)
        if upload is not None and answer == "":
            self.add_error("is_secret", _("Trả lời câu hỏi này khi đính kèm tệp, rồi chọn lại tệp."))
        return cleaned

    def attach(self, *, document: Document, by: User, at: dt.datetime) -> Attachment | None:
        """Keep the scan that came with the form, if one came; last in its transaction, for files do not roll back.

        Raises `NotAllowed`, and `ValidationError` where a newer scan stands over the same file.
        """
        if self.examined is None:
            return None
        return actions.keep_scan(document=document, scan=self.examined, by=by, at=at)

    def keep(self, *, document: Document, by: User, at: dt.datetime) -> Attachment | None:
        """Do the whole of a page that brings a scan alone: None, with the reason in the form, if none was kept.

        Raises `NotAllowed`.
        """
        try:
            if self.is_valid():
                if scan := self.attach(document=document, by=by, at=at):
                    return scan
                self.add_error("scan", _("Chọn tệp PDF của văn bản."))
        except ValidationError as refusal:
            self.add_error("scan", refusal)
        return None
