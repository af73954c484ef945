"""The only writers of documents and of what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from localities.choices import Level
from orgregs.foundation import records
from orgregs.foundation.codes import keep_unchanged, propose_code
from orgregs.foundation.dates import print_day
from regulations import symbols
from regulations.attachments import examine_scan
from regulations.choices import NumbersBy
from regulations.models import Attachment, Document, DocumentType, IssuingBody

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AbstractBaseUser
    from django.core.files.uploadedfile import UploadedFile
    from django.db import models

    from accounts.models import User
    from regulations.attachments import Scan

delete_record = records.delete_record

_FIXED = {"code": _("Mã không đổi được sau khi đã cấp.")}


def save_record(*, record: models.Model, by: AbstractBaseUser, reason: str = "", version: int | None = None) -> None:
    """Write a document, a type, a body, a term, a provision or a relation; gives a code where none is typed."""
    with transaction.atomic():
        if isinstance(record, Document | DocumentType | IssuingBody):
            if isinstance(record, Document):
                _complete_symbol(record)
            if not record._state.adding:
                keep_unchanged(record, _FIXED)
            elif not record.code:
                record.code = _proposed_code(record)
        records.save_record(record=record, by=by, reason=reason, version=version)


def _proposed_code(record: Document | DocumentType | IssuingBody) -> str:
    if not isinstance(record, Document):
        return propose_code(record, record.name)
    if record.series_of_id is None:
        return ""  # the check of the record asks for the body
    body = record.series_of
    place = None if body.locality.level == Level.CENTRAL else body.locality.code
    year = record.issued_on.year if record.issued_on else None
    if record.symbol and body.numbers_by == NumbersBy.YEAR:
        # State symbols carry their year themselves: 203/2025/QH15.
        return propose_code(record, f"{record.symbol} {place or ''}")
    if record.symbol:
        return propose_code(record, symbols.document_code(record.number, record.series, body.suffix, year, place))
    # Without a symbol: its type, its body and its year are all that is known.
    series = record.series or (record.type.series or record.type.code if record.type_id else "")
    return propose_code(record, symbols.document_code(None, series, body.suffix, year, place))


def _complete_symbol(document: Document) -> None:
    """Fill the symbol's parts from one another where the form leaves them empty; what was typed is kept."""
    typed = document.symbol_as_typed or document.symbol
    read = symbols.parse(typed)
    if read.is_recognised:
        document.number = document.number or read.number
        document.series = document.series or read.series
        document.symbol = document.symbol or read.canonical
    elif typed:
        document.symbol = document.symbol or typed[:80]
    elif document.number is not None and document.series_of_id is not None:
        if not document.series and document.type_id is not None:
            by_year = document.series_of.numbers_by == NumbersBy.YEAR
            document.series = (by_year and document.type.state_series) or document.type.series
        document.symbol = _symbol_of(document)


def _symbol_of(document: Document) -> str:
    """Print the symbol as the body's own papers do: 212-QĐ/TW, 15/2023/QĐ-UBND."""
    body = document.series_of
    if body.numbers_by == NumbersBy.YEAR and document.issued_on:
        codes = "-".join(part for part in (document.series, body.suffix) if part)
        return f"{document.number}/{document.issued_on.year}/{codes}"
    return (
        f"{document.number}-{document.series}/{body.suffix}" if document.series else f"{document.number}/{body.suffix}"
    )


def attach_scan(
    *, document: Document, upload: UploadedFile[Any], is_secret: bool, by: User, at: dt.datetime
) -> Attachment:
    """Look a scan through and keep it with its document; call it last in a transaction, for a file does not roll back.

    `is_secret` answers “Văn bản có thuộc danh mục bí mật nhà nước không?”. Raises `NotAllowed`, `ValidationError` (a
    secret, a stamp, no readable PDF, too large, empty, a newer scan over the same file).
    """
    _require_right_to_attach(by, document)
    return keep_scan(document=document, scan=examine_scan(upload, is_secret=is_secret), by=by, at=at)


def keep_scan(*, document: Document, scan: Scan, by: User, at: dt.datetime) -> Attachment:
    """Keep a scan that was looked through; the same bytes again are the attachment that is there."""
    _require_right_to_attach(by, document)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)  # two clicks stand in a queue
        newest: list[Attachment] = list(Attachment.objects.filter(document=document).newest_first())
        for number, kept in enumerate(newest):
            if kept.sha256 == scan.sha256:
                _refuse_hidden(kept, is_newest=number == 0)
                return kept
        attachment = Attachment(
            document=document,
            sha256=scan.sha256,
            size=len(scan.content),
            original_name=scan.name,
            attached_by=by,
            attached_at=at,
        )
        attachment.file.save(scan.name, ContentFile(scan.content), save=False)
        try:
            attachment.full_clean()
            attachment.save()
        except BaseException:
            attachment.file.storage.delete(str(attachment.file.name))
            raise
    return attachment


def _refuse_hidden(kept: Attachment, *, is_newest: bool) -> None:
    """The newest file is the scan of its document: an older one does not come back unseen, nor is anything changed."""
    if not is_newest:
        raise ValidationError(
            say(
                "Tệp này đã đính kèm ngày %(day)s, sau đó có tệp mới hơn đang được dùng làm bản chụp. "
                "Muốn dùng lại, hãy quét lại thành tệp mới."
            )
            % {"day": print_day(timezone.localtime(kept.attached_at).date())}
        )


def _require_right_to_attach(by: User, document: Document) -> None:
    locality = document.series_of.locality
    if not by.may("draft", locality.path):
        raise records.NotAllowed(say("Bạn không có quyền đính kèm tệp ở %(locality)s.") % {"locality": locality})
