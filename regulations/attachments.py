"""Where scans are kept: below the data folder, outside what the web server shows, under names that tell nothing."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from django.core.files.storage import Storage
    from django.db.models import Model

    from regulations.models import Attachment


def attachment_storage() -> Storage:
    """Return the folder of the scans; a test, or an office with another disk, may set another one."""
    return FileSystemStorage(
        location=Path(settings.ATTACHMENTS_DIR),
        base_url=None,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def generated_name(_attachment: Model, _original_name: str) -> str:
    """Return a name of 32 random hexadecimal characters; what the user called the file is kept in a column only."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}.pdf"


def digest_of_file(attachment: Attachment) -> str | None:
    """Return the SHA-256 of the bytes that lie there now, in hexadecimal; None if there is no such file."""
    try:
        with attachment.file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None
