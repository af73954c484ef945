"""How uploaded files arrive: in memory only, so that what is refused never lay on a disk."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class KeptInMemory(FileUploadHandler):
    """Keeps a file in memory; of one that is larger than any form takes only the size is kept, for the form to say so."""

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self._file = io.BytesIO()
        self._is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            self._is_too_large = True
            self._file = io.BytesIO()
        if not self._is_too_large:
            self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
