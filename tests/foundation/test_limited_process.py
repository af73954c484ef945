"""Files of strangers are read where they can hurt nobody."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from orgregs.foundation import limited_process
from orgregs.foundation.limited_process import Refused
from tests.scans import pdf

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
A_READER = f"""
import sys, types
sys.path.insert(0, {str(ROOT)!r})
from orgregs.foundation import limited_process
sys.modules["orgregs.foundation.reader"] = reader = types.ModuleType("orgregs.foundation.reader")
def read(content):
    DOES
reader.read = read
sys.exit(limited_process.main("reader"))
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A child of one's own in place of the real one; little time for it."""
    monkeypatch.setattr(limited_process, "CHILD", tmp_path / "reader.py")
    monkeypatch.setattr(limited_process, "LONGEST_WAIT", 3)
    return tmp_path / "reader.py"


@pytest.mark.parametrize(
    "does",
    [
        pytest.param("import os; os.abort()", id="it dies"),
        pytest.param("while True: pass", id="it hangs"),
        pytest.param("raise KeyError('a word of the file')", id="it stumbles"),
        pytest.param("return {'texts': ['x' * (1 << 20)] * 4000}", id="it finds too much"),
        pytest.param("return b'x' * 2_000_000_000", id="it wants too much memory"),
        pytest.param("sys.stdout.write('no '); return {}", id="it prints"),
    ],
)
def test_a_reader_that_dies_or_hangs_takes_nobody_with_it(does: str, reader: Path) -> None:
    reader.write_text(A_READER.replace("DOES", does))

    with pytest.raises(Refused, match=r"^unreadable$"):
        limited_process.read("reader", b"x")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limits")
def test_the_reader_limits_itself(reader: Path) -> None:
    does = "import resource as r; return {'limits': [r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0]]}"
    reader.write_text(A_READER.replace("DOES", does))

    assert limited_process.read("reader", b"x") == {"limits": [1_000_000_000, 20]}


def test_the_child_knows_nothing_of_django() -> None:
    code = "import sys, orgregs.foundation.pdf_reader, orgregs.foundation.spreadsheet_reader; print('django' in sys.modules)"

    said = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout == "False\n"


# ---- PDF


def bomb() -> bytes:
    """A page whose text unpacks to 128 MB."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    packed = b"".join(packer.compress(block) for _number in range(128)) + packer.flush()
    head = (
        b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    )
    page = b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Thu>>>>>>>> endobj\n"
    text = b"4 0 obj <</Length %d/Filter/FlateDecode>> stream\n%s\nendstream endobj\n" % (len(packed), packed)
    return head + page + text + b"trailer <</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"


def endless_pages() -> bytes:
    """A tree of pages that is its own child."""
    head = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    return (
        head
        + b"2 0 obj <</Type/Pages/Kids[2 0 R]/Count 1>> endobj\ntrailer <</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"PK\x03\x04 a workbook", "not_pdf", id="a workbook"),
        pytest.param(b"x" * 2000 + pdf(), "not_pdf", id="a PDF behind something else"),
        pytest.param(pdf(password="x"), "encrypted", id="a password"),
        pytest.param(pdf(["Giao biên chế"])[:300], "unreadable", id="cut off"),
        pytest.param(b"%PDF-1.7\nnothing", "unreadable", id="a name only"),
        pytest.param(endless_pages(), "unreadable", id="pages without end"),
        pytest.param(bomb(), "too_large", id="a bomb"),
    ],
)
def test_what_is_no_plain_pdf_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=f"^{why}$"):
        limited_process.read("pdf_reader", content)


@pytest.mark.parametrize(
    ("pages", "texts"),
    [
        pytest.param([[]], [""], id="a scan without a layer of text"),
        pytest.param([["Số 12-QĐ/HU", "MẬT"], []], ["Số 12-QĐ/HU\nMẬT\n", ""], id="lines stay lines"),
    ],
)
def test_pages_are_counted_and_read(pages: list[list[str]], texts: list[str]) -> None:
    assert limited_process.read("pdf_reader", pdf(*pages)) == {"pages": len(pages), "texts": texts}


def test_only_the_first_pages_are_read() -> None:
    found = limited_process.read("pdf_reader", pdf(*[["x"]] * 60))

    assert (found["pages"], len(found["texts"])) == (60, 50)
