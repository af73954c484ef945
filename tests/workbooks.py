"""Workbooks made in memory: good ones, and those that a stranger may send."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FILES = Path(__file__).resolve().parent.parent / "fixtures" / "tap-huan"

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_ODS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
_ODS_ERRORS = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_ENTITY = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = "".join(f"<!ENTITY x{number + 1} '" + f"&x{number};" * 10 + "'>" for number in range(9))


# ---- Good ones


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> bytes:
    """Write a workbook of Excel: rows of values by name of sheet; a text that begins with “=” is a formula."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods(tables: str, *, styles: str = "", manifest: str = "", before: str = "") -> bytes:
    """Write a workbook of LibreOffice from its own XML; `table`, `row` and `cell` write some of it."""
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_ODS} {_ODS_ERRORS}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        }
    )


def table(*rows: str, name: str = "Giao", style: str = "") -> str:
    """Write a sheet of an .ods."""
    return f'<table:table table:name="{name}"{_said("style-name", style)}>{"".join(rows)}</table:table>'


def row(*cells: str, times: int = 1) -> str:
    """Write a row of an .ods that stands so many times."""
    return f"<table:table-row{_said('number-rows-repeated', times)}>{''.join(cells)}</table:table-row>"


def cell(value: str | int | None = None, *, times: int = 1) -> str:
    """Write a cell of an .ods that stands so many times."""
    repeated = _said("number-columns-repeated", times)
    if value is None:
        return f"<table:table-cell{repeated}/>"
    kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
    return f'<table:table-cell{repeated} office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'


def _said(name: str, value: object) -> str:
    return f' table:{name}="{value}"' if value not in ("", 1) else ""


def sheet_of(body: str, *, before: str = "", after: str = "") -> str:
    """Write the XML of a sheet of an .xlsx around its rows."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet {MAIN}><sheetData>{body}</sheetData>{after}</worksheet>'


def raw_xlsx(
    *sheets: str | bytes, charts: int = 0, others: Mapping[str, str | bytes] | None = None, about: str = ""
) -> bytes:
    """Write a workbook of Excel from the XML of its sheets, called “Giao1”, “Giao2”…; the first may be charts."""
    numbers = range(1, len(sheets) + 1)
    kinds = ["chartsheet" if number <= charts else "worksheet" for number in numbers]
    listed = "".join(f'<sheet name="Giao{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    pointed = "".join(
        _relationship(f"r{n}", kind, f"{kind}s/sheet{n}.xml") for n, kind in zip(numbers, kinds, strict=True)
    )
    root = _relationship("r1", "officeDocument", "xl/workbook.xml")
    return _zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f"<Relationships {_PACKAGE}>{root}</Relationships>",
            "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>{about}</workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships {_PACKAGE}>{pointed}</Relationships>",
        }
        | {f"xl/{kind}s/sheet{n}.xml": sheet for n, kind, sheet in zip(numbers, kinds, sheets, strict=True)}
        | dict(others or {})
    )


def _relationship(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


# ---- Hostile and broken ones

A1 = '<c r="A1"><v>1</v></c>'
ONE = f'<row r="1">{A1}</row>'


def overlapping_bomb() -> bytes:
    """Let the directory of a zip name the same bytes many times, so that they are unpacked as often."""
    content = raw_xlsx(sheet_of(ONE), others={"xl/media/a.bin": b"\0" * 20_000_000})
    start = content.rindex(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    copies = entry * 9
    before = content.index(b"PK\x01\x02")
    count = int.from_bytes(content[end + 10 : end + 12], "little") + 9
    size = end - before + len(copies)
    ending = content[end : end + 8] + count.to_bytes(2, "little") * 2 + size.to_bytes(4, "little") + content[end + 16 :]
    return content[:end] + copies + ending


def locked_zip() -> bytes:
    """Say in the zip that every part is encrypted."""
    return re.sub(rb"(PK\x01\x02.{4})\x00", b"\\g<1>\x01", raw_xlsx(sheet_of(ONE)), flags=re.DOTALL)


@cache
def xls() -> bytes:
    """Return a workbook of old Excel."""
    return (FILES / "giao-2025-dung.xls").read_bytes()


def far_xls(*, line: int, column: int) -> bytes:
    """Move one number of an .xls to another place."""
    place = (line - 1).to_bytes(2, "little") + (column - 1).to_bytes(2, "little")
    found = re.search(rb"\x7e\x02\x0a\x00", xls())
    assert found
    return xls()[: found.end()] + place + xls()[found.end() + 4 :]


def locked_xls() -> bytes:
    """Put the mark of a password behind the beginning of an .xls, over what stands there."""
    content = xls()
    place = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    length = int.from_bytes(content[place + 2 : place + 4], "little")
    return content[:place] + b"\x2f\x00" + length.to_bytes(2, "little") + content[place + 4 :]


def compound(*streams: str) -> bytes:
    """Write the beginning of a compound file (.xls, .doc, what holds a password) that names these streams."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + names.ljust(2048, b"\0")


@dataclass(frozen=True)
class Hostile:
    """A file as it is sent, and the code of the sentence that answers it."""

    name: str
    code: str
    content: Callable[[], bytes]


HOSTILE: dict[str, Hostile] = {
    "nothing": Hostile("giao.xlsx", "empty", lambda: b""),
    "larger than 5 MB": Hostile("giao.xlsx", "too-large", lambda: b"PK\x03\x04" + b"x" * 5_000_000),
    "random bytes": Hostile("giao.xlsx", "not-a-workbook", lambda: bytes(range(256)) * 20),
    "a PDF": Hostile("giao.xlsx", "not-a-workbook", lambda: b"%PDF-1.7\n1 0 obj <<>> endobj\n"),
    "a PDF called .csv": Hostile("giao.csv", "not-a-workbook", lambda: b"%PDF-1.7\n1 0 obj <<>> endobj\n"),
    "a picture": Hostile("giao.xls", "not-a-workbook", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "a picture called .csv": Hostile("giao.csv", "not-a-workbook", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "a letter of Word": Hostile("giao.xlsx", "not-a-workbook", lambda: _zipped({"word/document.xml": "<w/>"})),
    "an old letter of Word": Hostile("giao.xls", "not-a-workbook", lambda: compound("Root Entry", "WordDocument")),
    "an empty zip": Hostile("giao.xlsx", "not-a-workbook", lambda: _zipped({})),
    "text called .xlsx": Hostile("giao.xlsx", "not-a-workbook", lambda: "Cơ quan;Biên chế\nHội;4".encode()),
    "a PDF with a workbook behind it": Hostile(
        "giao.xlsx", "not-a-workbook", lambda: b"%PDF-1.7\n" + raw_xlsx(sheet_of(ONE))
    ),
    "a page called .xls": Hostile("giao.xls", "web-page", lambda: b"\n<HTML><body><table><tr><td>4</table>"),
    "a page called .csv": Hostile("giao.csv", "web-page", lambda: b"\xef\xbb\xbf<!DOCTYPE html><html>"),
    "XML of 2003": Hostile(
        "giao.xls",
        "other-kind",
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ),
    "a binary workbook": Hostile("giao.xlsb", "other-kind", lambda: _zipped({"xl/workbook.bin": b"x"})),
    "a password": Hostile("giao.xlsx", "password", lambda: compound("Root Entry", "EncryptedPackage")),
    "a password on a zip": Hostile("giao.xlsx", "password", locked_zip),
    "a password on an .xls": Hostile("giao.xls", "password", locked_xls),
    "a password on an .ods": Hostile("giao.ods", "password", lambda: ods("", manifest="<m:encryption-data/>")),
    "a bomb": Hostile("giao.xlsx", "unpacks-too-large", lambda: raw_xlsx(sheet_of(" " * 70_000_000))),
    "a bomb in a picture": Hostile(
        "giao.xlsx", "unpacks-too-large", lambda: raw_xlsx(sheet_of(ONE), others={"xl/a.png": b"\0" * 70_000_000})
    ),
    "a bomb in an .ods": Hostile("giao.ods", "unpacks-too-large", lambda: ods(" " * 70_000_000)),
    "a bomb of one part many times": Hostile("giao.xlsx", "unpacks-too-large", overlapping_bomb),
    "thousands of parts": Hostile(
        "giao.xlsx",
        "unpacks-too-large",
        lambda: raw_xlsx(sheet_of(ONE), others={f"xl/{number}.xml": "" for number in range(2000)}),
    ),
    "a bomb in the list of sheets": Hostile(
        "giao.xlsx", "unpacks-too-large", lambda: raw_xlsx(sheet_of(ONE), about=" " * 2_000_000)
    ),
    "one long text in many cells": Hostile(
        "giao.xlsx",
        "limits",
        lambda: raw_xlsx(
            sheet_of("<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>"),
            others={"xl/sharedStrings.xml": f"<sst {MAIN}><si><t>{'x' * 30_000_000}</t></si></sst>"},
        ),
    ),
    "a rectangle of millions": Hostile(
        "giao.xlsx",
        "unpacks-too-large",
        lambda: raw_xlsx(sheet_of(f'{ONE}<row r="19999"><c r="GR19999"><v>1</v></c></row>')),
    ),
    "half a million cells": Hostile(
        "giao.xlsx",
        "unpacks-too-large",
        lambda: raw_xlsx(sheet_of(("<row>" + "<c><v>1</v></c>" * 50 + "</row>") * 10_000)),
    ),
    "a hundred and one sheets": Hostile("giao.xlsx", "too-many-sheets", lambda: raw_xlsx(*[sheet_of(ONE)] * 101)),
    "a cell at the end of the world": Hostile(
        "giao.xlsx",
        "too-far",
        lambda: raw_xlsx(sheet_of(f'{ONE}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    ),
    "a cell far away, written as an entity": Hostile(
        "giao.xlsx",
        "too-far",
        lambda: raw_xlsx(sheet_of(f'{ONE}<row r="7"><c r="XFD&#49;048576"><v>1</v></c></row>')),
    ),
    "a cell far to the right that does not say where": Hostile(
        "giao.xlsx", "too-far", lambda: raw_xlsx(sheet_of(f"<row>{'<c/>' * 300}<c><v>1</v></c></row>"))
    ),
    "a cell beyond the end of the world": Hostile(
        "giao.xlsx", "too-far", lambda: raw_xlsx(sheet_of('<row r="99999999999"><c><v>1</v></c></row>'))
    ),
    "a cell at the end of an .ods": Hostile(
        "giao.ods",
        "too-far",
        lambda: ods(table(row(cell("a")), row(cell(times=16384), times=1048574), row(cell(times=16383), cell(6)))),
    ),
    "a cell that fills an .ods to the right": Hostile(
        "giao.ods", "too-far", lambda: ods(table(row(cell(6, times=16384))))
    ),
    "a cell at the end of an .xls": Hostile("giao.xls", "limits", lambda: far_xls(line=65536, column=256)),
    "a cell far below in an .xls": Hostile("giao.xls", "too-far", lambda: far_xls(line=30_000, column=3)),
    "a CSV of 300 columns": Hostile("giao.csv", "too-far", lambda: b";" * 299 + b"1\n"),
    "a million empty rows": Hostile(
        "giao.xlsx", "too-many-rows", lambda: raw_xlsx(sheet_of(ONE + "<row/>" * 1_000_000))
    ),
    "a million rows": Hostile(
        "giao.xlsx", "too-many-rows", lambda: raw_xlsx(sheet_of("<row><c><v>1</v></c></row>" * 1_000_000))
    ),
    "an empty row far below": Hostile(
        "giao.xlsx", "too-many-rows", lambda: raw_xlsx(sheet_of(f'{ONE}<row r="1048576"><c r="A1048576" s="0"/></row>'))
    ),
    "a row that an .ods repeats a million times": Hostile(
        "giao.ods", "too-many-rows", lambda: ods(table(row(cell(6, times=16384), times=1048576)))
    ),
    "a row that an .ods repeats without end": Hostile(
        "giao.ods", "too-many-rows", lambda: ods(table(row(cell(6), times=10**30)))
    ),
    "a CSV of 20,001 rows": Hostile("giao.csv", "too-many-rows", lambda: b"a;1\n" * 20_001),
    "a zip cut off": Hostile("giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of(ONE))[:-40]),
    "an .xls with a hole": Hostile("giao.xls", "damaged", lambda: xls()[:512] + bytes(1024) + xls()[1536:]),
    "XML that is none": Hostile("giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of(f"{ONE}<b></a>"))),
    "a sheet that is no sheet": Hostile("giao.xlsx", "damaged", lambda: raw_xlsx("<chart/>")),
    "an .ods without contents": Hostile("giao.ods", "damaged", lambda: ods("").replace(b"content.xml", b"konten.xml")),
    "a sheet that is not there": Hostile(
        "giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of(ONE)).replace(b"sheet1.xml", b"sheet9.xmm")
    ),
    "two cells in one place": Hostile(
        "giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of(f'<row r="1">{A1}<c r="A1"><v>9</v></c></row>'))
    ),
    "two sheets of one name": Hostile("giao.ods", "damaged", lambda: ods(table(row(cell(1))) + table(row(cell(2))))),
    "a text that is not there": Hostile(
        "giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))
    ),
    "another alphabet": Hostile(
        "giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of(ONE).replace("UTF-8", "UTF-16").encode("utf-16"))
    ),
    "an attribute of 30 MB": Hostile(
        "giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of('<row r="1" x="' + "x" * 30_000_000 + f'">{A1}</row>'))
    ),
    "a file of the machine": Hostile(
        "giao.xlsx",
        "damaged",
        lambda: raw_xlsx(sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>', before=_ENTITY)),
    ),
    "a file of the machine in an .ods": Hostile(
        "giao.ods", "damaged", lambda: ods(table(row(cell("&x;"))), before=_ENTITY)
    ),
    "definitions that nothing uses": Hostile("giao.xlsx", "damaged", lambda: raw_xlsx(sheet_of(ONE, before=_ENTITY))),
    "a billion laughs": Hostile(
        "giao.xlsx",
        "damaged",
        lambda: raw_xlsx(
            sheet_of(
                '<row r="1"><c r="A1" t="inlineStr"><is><t>&x9;</t></is></c></row>',
                before=f"<!DOCTYPE x [<!ENTITY x0 'ha'>{_LAUGHS}]>",
            )
        ),
    ),
    "no filled cell": Hostile(
        "giao.xlsx", "no-cells", lambda: raw_xlsx(sheet_of('<row r="1"><c r="A1" s="0"/></row>'))
    ),
    "charts only": Hostile("giao.xlsx", "no-cells", lambda: raw_xlsx("<chartsheet/>", charts=1)),
    "no sheet at all": Hostile("giao.xlsx", "no-cells", raw_xlsx),
    "an .ods without a filled cell": Hostile("giao.ods", "no-cells", lambda: ods(table(row(cell(times=1024))))),
    "a CSV of separators": Hostile("giao.csv", "no-cells", lambda: b";;;\r\n;;;\r\n"),
    "a CSV of another code page": Hostile(
        "giao.csv", "csv-encoding", lambda: "Cơ quan;Số\nHội;4".encode("cp1258", "replace") + b"\xd5"
    ),
    "a CSV with a character that is none": Hostile("giao.csv", "csv-encoding", lambda: "Hội\0;4".encode("utf-16")),
    "a CSV with an open quote": Hostile("giao.csv", "csv-quotes", lambda: b'a;1\n"b;2\n'),
    "a CSV of bars": Hostile("giao.csv", "csv-separator", lambda: b"a|1\nb|2\n"),
}
