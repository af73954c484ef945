"""Scans: which files are taken, and where they are kept: outside what is served, under names that tell nothing."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation import limited_process
from orgregs.foundation.vietnamese import normalise
from regulations import secrecy

if TYPE_CHECKING:
    from django.core.files.storage import Storage
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import Model

    from regulations.models import Attachment

_LONGEST_NAME = 200
# The register decides nothing about secrecy, and keeps only what its people say is none and what does not look it.
_LAW = gettext_lazy(
    "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15 không cho soạn thảo, lưu giữ tài liệu bí mật nhà nước trên máy tính "
    "nối mạng, nên sổ này không nhận. Tệp đã bị từ chối, không được lưu lại."
)
_REASONS = {
    "not_pdf": gettext_lazy("Tệp không phải PDF: quét hoặc xuất văn bản thành PDF rồi chọn lại."),
    "encrypted": gettext_lazy("Tệp PDF đặt mật khẩu hoặc bị hạn chế quyền: bỏ mật khẩu rồi chọn lại."),
    "too_large": gettext_lazy("Tệp PDF quá lớn khi mở ra: quét lại ở độ phân giải thấp hơn rồi chọn lại."),
    "unreadable": gettext_lazy("Không đọc được tệp PDF: tệp hỏng hoặc bị cắt dở. Quét hoặc xuất lại rồi chọn lại."),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was looked through and may be kept."""

    content: bytes
    name: str
    sha256: str


def refuse_secrets(*, is_secret: bool) -> None:
    """Refuse a paper that its bearer calls a state secret, before anything of it is read."""
    if is_secret:
        raise ValidationError(_("Văn bản thuộc danh mục bí mật nhà nước. %(law)s") % {"law": _LAW}, code="secret")


def examine_scan(upload: UploadedFile[Any], *, is_secret: bool) -> Scan:
    """Read an uploaded file and hand it on if it is one to keep; raises `ValidationError`, and says nothing of it."""
    refuse_secrets(is_secret=is_secret)
    name = normalise(upload.name or "")
    if secrecy.is_named_secret(name):
        raise ValidationError(_("Tên tệp ghi độ mật. %(law)s") % {"law": _LAW}, code="secret")
    if not upload.size:
        raise ValidationError(_("Tệp rỗng: chọn tệp PDF có nội dung."), code="empty")
    if upload.size > settings.SCAN_MOST_BYTES:
        raise ValidationError(
            _("Tệp lớn hơn %(most)s MB: quét lại ở độ phân giải thấp hơn (200–300 dpi, đen trắng) rồi chọn lại.")
            % {"most": settings.SCAN_MOST_BYTES // 1_000_000},
            code="too_large",
        )
    upload.seek(0)
    content = upload.read()
    try:
        texts = limited_process.read("pdf_reader", content)["texts"]
    except limited_process.Refused as refusal:
        raise ValidationError(_REASONS[str(refusal)], code=str(refusal)) from None
    if any(secrecy.bears_stamp(text.splitlines()) for text in texts):
        raise ValidationError(_("Văn bản trong tệp mang dấu chỉ độ mật. %(law)s") % {"law": _LAW}, code="secret")
    return Scan(content, _kept_name(name), hashlib.sha256(content).hexdigest())


def _kept_name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 4]}.pdf"


class ScanStorage(FileSystemStorage):
    """The folder of the scans that the settings name now: a field keeps its storage from the start of the program."""

    @property
    def location(self) -> str:
        return str(Path(settings.ATTACHMENTS_DIR).absolute())


def attachment_storage() -> Storage:
    """Return the folder of the scans, which nobody but the service's account reads."""
    return ScanStorage(base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700)


def generated_name(_attachment: Model, _original_name: str) -> str:
    """Return a name of 32 random hexadecimal characters; what the user called the file is kept in a column only."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}.pdf"


def content_of_file(attachment: Attachment) -> bytes | None:
    """Return the bytes that were attached; None if they are gone, or others lie in their place."""
    try:
        with attachment.file.open("rb") as file:
            content: bytes = file.read()
    except (OSError, ValueError, SuspiciousOperation):  # an altered row may name no file, or one elsewhere
        return None
    return content if hashlib.sha256(content).hexdigest() == attachment.sha256 else None


def digest_of_file(attachment: Attachment) -> str | None:
    """Return the SHA-256 of the bytes that lie there now, in hexadecimal; None if there is no such file."""
    try:
        with attachment.file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except (OSError, ValueError, SuspiciousOperation):  # an altered row may name no file, or one elsewhere
        return None
