"""Counts the pages of a PDF and reads their text; see limited_process.py for where it runs."""

from __future__ import annotations

import io
from typing import Any

from orgregs.foundation.limited_process import Refused

# A stamp stands on the first page of a paper and of each of its annexes; a plan of 300 pages is not read to its end.
MOST_PAGES_READ = 50
MOST_CHARACTERS_OF_A_PAGE = 20_000
_HEADER_WITHIN = 1024


def read(content: bytes) -> dict[str, Any]:
    """Return the number of pages and their text, page by page; a scan without a text layer has empty texts."""
    import pypdf
    from pypdf.errors import LimitReachedError, PyPdfError

    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        raise Refused("not_pdf")
    try:
        book = pypdf.PdfReader(io.BytesIO(content))
        if book.is_encrypted:
            raise Refused("encrypted")
        pages = len(book.pages)
        if not pages:
            raise Refused("unreadable")
        texts = [_text(book.pages[number]) for number in range(min(pages, MOST_PAGES_READ))]
    except LimitReachedError as error:
        raise Refused("too_large") from error
    except PyPdfError as error:
        raise Refused("unreadable") from error
    return {"pages": pages, "texts": texts}


def _text(page: Any) -> str:
    from pypdf.errors import LimitReachedError

    try:
        return str(page.extract_text())[:MOST_CHARACTERS_OF_A_PAGE]
    except (LimitReachedError, MemoryError, RecursionError):
        raise
    except Exception:  # fonts and marks of old scanners: such a page has no text to read
        return ""
