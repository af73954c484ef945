"""PDF papers for tests: pages of lines, made without any font file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

if TYPE_CHECKING:
    from collections.abc import Sequence

Name = NameObject


def pdf(*pages: Sequence[str], password: str = "") -> bytes:
    """Return a PDF with these pages of lines; a page without lines is one as a scanner makes it."""
    writer = pypdf.PdfWriter()
    for lines in pages or ([],):
        page = writer.add_blank_page(595, 842)
        if lines:
            page[Name("/Resources")] = DictionaryObject({Name("/Font"): DictionaryObject({Name("/F"): _font(lines)})})
            stream = DecodedStreamObject()
            shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
            stream.set_data(f"BT /F 12 Tf 14 TL 60 780 Td\n{shown}\nET".encode())
            page[Name("/Contents")] = stream
    if password:
        writer.encrypt(password)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def _font(lines: Sequence[str]) -> DictionaryObject:
    """Make a font whose codes are the letters' own numbers, and that says so."""
    letters = sorted({letter for line in lines for letter in line})
    says = DecodedStreamObject()
    rows = "\n".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in letters)
    says.set_data(
        "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{rows}\nendbfchar endcmap".encode()
    )
    below = DictionaryObject(
        {
            Name("/Type"): Name("/Font"),
            Name("/Subtype"): Name("/CIDFontType2"),
            Name("/BaseFont"): Name("/Thu"),
            Name("/CIDSystemInfo"): DictionaryObject(
                {Name("/Registry"): TextStringObject("Adobe"), Name("/Ordering"): TextStringObject("Identity")}
            ),
        }
    )
    return DictionaryObject(
        {
            Name("/Type"): Name("/Font"),
            Name("/Subtype"): Name("/Type0"),
            Name("/BaseFont"): Name("/Thu"),
            Name("/Encoding"): Name("/Identity-H"),
            Name("/DescendantFonts"): ArrayObject([below]),
            Name("/ToUnicode"): says,
        }
    )


def upload(content: bytes | None = None, name: str = "2034.pdf") -> SimpleUploadedFile:
    """Return a file as a browser sends it; a scan of one page unless told otherwise."""
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/pdf")
