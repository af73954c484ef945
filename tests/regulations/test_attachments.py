"""One scan of the signed paper: who may attach it, what is refused and leaves nothing behind, how it is handed over."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from orgregs.foundation.records import NotAllowed
from regulations import actions
from regulations.attachments import digest_of_file, examine_scan
from regulations.forms import ScanForm
from regulations.models import Attachment
from tests.leaves import document
from tests.scans import pdf, upload

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from accounts.models import User
    from regulations.models import Document

MOMENT = dt.datetime(2024, 3, 1, 9, 30, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 3, 2, 9, 30, tzinfo=dt.UTC)
LAW = "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """An empty folder of scans."""
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    return tmp_path / "attachments"


@pytest.fixture
def paper(staff: User, folder: Path) -> Document:
    """2034-QĐ/HU of Đức Linh."""
    return document(2034, day=dt.date(2023, 12, 15))


def attached(paper: Document, by: User, content: bytes | None = None, **options: Any) -> Attachment:
    values: dict[str, Any] = {"is_secret": False, "at": MOMENT} | options
    file = upload(content, values.pop("name", "2034.pdf"))
    return actions.attach_scan(document=paper, upload=file, by=by, **values)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# ---- Attaching


def test_a_scan_is_kept_under_a_name_that_tells_nothing(paper: Document, staff: User, folder: Path) -> None:
    content = pdf(["Giao biên chế năm 2024"])

    scan = attached(paper, staff, content, name="QĐ 2034 giao biên chế.pdf")

    (kept,) = files(folder)
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "2034" not in str(kept.relative_to(folder))
    assert (scan.sha256, scan.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (scan.original_name, scan.attached_by, scan.attached_at) == ("QĐ 2034 giao biên chế.pdf", staff, MOMENT)
    assert digest_of_file(scan) == scan.sha256


def test_the_same_bytes_again_are_the_scan_that_is_there(paper: Document, staff: User, folder: Path) -> None:
    scan = attached(paper, staff)

    assert attached(paper, staff, name="khác.pdf", at=LATER) == scan
    assert len(files(folder)) == 1


def test_the_same_bytes_belong_to_another_document_too(paper: Document, staff: User, folder: Path) -> None:
    assert attached(paper, staff) != attached(document(2035), staff)
    assert len(files(folder)) == 2


def test_the_last_scan_attached_is_the_scan_of_the_document(paper: Document, staff: User) -> None:
    attached(paper, staff)
    second = attached(paper, staff, pdf(["trang hai"]), at=LATER)

    assert Attachment.objects.filter(document=paper).newest_first().first() == second


def test_an_older_scan_does_not_come_back_unseen(paper: Document, staff: User) -> None:
    attached(paper, staff)
    attached(paper, staff, pdf(["trang hai"]), at=LATER)

    with pytest.raises(ValidationError, match="đã đính kèm ngày 01/03/2024"):
        attached(paper, staff, at=LATER)


def test_two_scans_of_one_moment_are_in_the_order_of_coming(paper: Document, staff: User) -> None:
    attached(paper, staff)
    second = attached(paper, staff, pdf(["trang hai"]))

    assert Attachment.objects.filter(document=paper).newest_first().first() == second


@pytest.mark.parametrize("role", ["approver", "unit_head", "auditor", "stranger"])
def test_who_does_not_draft_there_attaches_nothing(
    role: str, paper: Document, folder: Path, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed, match="Huyện Đức Linh"):
        attached(paper, request.getfixturevalue(role))

    assert files(folder) == []


def test_a_row_that_cannot_be_written_leaves_no_file(
    paper: Document, staff: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Attachment, "save", fail)

    with pytest.raises(RuntimeError), transaction.atomic():
        attached(paper, staff)

    assert files(folder) == []


def test_a_long_name_is_shortened_and_stays_a_pdf(paper: Document, staff: User) -> None:
    scan = attached(paper, staff, name=f"{'a' * 245}.pdf")

    assert len(scan.original_name) == 200
    assert scan.original_name.endswith("a.pdf")


# ---- What is refused

REFUSED = [
    pytest.param({"is_secret": True}, "thuộc danh mục bí mật nhà nước", LAW, id="called secret"),
    pytest.param({"content": pdf(["HUYỆN ỦY", "MẬT"])}, "mang dấu chỉ độ mật", LAW, id="a stamp"),
    pytest.param({"content": pdf(["Trang một"], ["TUYỆT MẬT"])}, "mang dấu chỉ độ mật", LAW, id="on page two"),
    pytest.param({"name": "2034 (Mật).pdf"}, "Tên tệp ghi độ mật", LAW, id="named secret"),
    pytest.param({"content": b"PK\x03\x04"}, "không phải PDF", "", id="a workbook"),
    pytest.param({"content": b"<script>%PDF"}, "không phải PDF", "", id="a page"),
    pytest.param({"content": b""}, "Tệp rỗng", "", id="empty"),
    pytest.param({"content": pdf(password="x")}, "đặt mật khẩu", "", id="locked"),
    pytest.param({"content": pdf(["x"])[:300]}, "hỏng hoặc bị cắt dở", "", id="cut off"),
    pytest.param({"content": b"%PDF-1.7" + b"x" * 20_000_000}, "lớn hơn 20 MB", "", id="too large"),
]


@pytest.mark.parametrize(("brought", "sentence", "law"), REFUSED)
def test_what_is_refused_is_refused_in_words_and_leaves_nothing(
    brought: dict[str, Any],
    sentence: str,
    law: str,
    paper: Document,
    staff: User,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(ValidationError, match=sentence) as refusal:
        attached(paper, staff, **brought)

    assert law in str(refusal.value)
    assert "HUYỆN ỦY" not in f"{refusal.value} {caplog.text}"
    assert files(folder) == []
    assert not Attachment.objects.exists()


# ---- The form


def form_of(answer: str | None, file: Any = None, **options: Any) -> ScanForm:
    prefix = options.get("prefix")
    name = (lambda field: f"{prefix}-{field}") if prefix else (lambda field: field)
    data = {} if answer is None else {name("is_secret"): answer}
    files: Any = {} if file is None else {name("scan"): file}
    return ScanForm(data, files, **options)


def test_the_form_asks_about_secrecy_and_chooses_no_answer() -> None:
    html = str(ScanForm()["is_secret"])

    assert html.count('type="radio"') == 2
    assert "checked" not in html


def test_a_form_without_a_file_is_valid_and_attaches_nothing(paper: Document, staff: User) -> None:
    form = form_of(None, prefix="scan")

    assert form.is_valid()
    assert form.attach(document=paper, by=staff, at=MOMENT) is None


def test_a_form_with_a_file_attaches_it(paper: Document, staff: User) -> None:
    form = form_of("khong", upload(), prefix="scan")

    assert form.is_valid(), form.errors
    assert form.attach(document=paper, by=staff, at=MOMENT) == Attachment.objects.get()


@pytest.mark.parametrize(
    ("answer", "file", "field", "sentence"),
    [
        pytest.param(None, upload(), "is_secret", "Trả lời câu hỏi này", id="no answer"),
        pytest.param("co", upload(), "is_secret", LAW, id="secret"),
        pytest.param("co", None, "is_secret", LAW, id="secret, and no file"),
        pytest.param("có thể", upload(), "is_secret", "", id="no such answer"),
        pytest.param("khong", upload(pdf(["MẬT"])), "scan", LAW, id="a stamp"),
        pytest.param("khong", upload(b""), "scan", "Tệp rỗng", id="empty"),
    ],
)
def test_a_form_says_what_is_wrong_before_anything_is_written(
    answer: str | None, file: Any, field: str, sentence: str, db: None
) -> None:
    form = form_of(answer, file)

    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in str(form.errors[field])
    assert form.examined is None


# ---- Arriving


def test_uploads_stay_in_memory_however_large(
    client: Client, staff: User, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise AssertionError("a temporary file")

    client.force_login(staff)
    for maker in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, maker, fail)

    answer = post(client, paper, "khong", upload(pdf() + b"\n" * 6_000_000))

    assert answer.status_code == 302
    assert Attachment.objects.get().size > 6_000_000


def test_of_a_file_that_is_too_large_only_its_size_is_kept(
    client: Client, staff: User, paper: Document, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, bytes]] = []

    def examine(file: Any, **options: Any) -> Any:
        seen.append((file.size, file.read()))
        return examine_scan(file, **options)

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = settings.SCAN_MOST_BYTES = 1_000_000
    monkeypatch.setattr("regulations.forms.examine_scan", examine)
    client.force_login(staff)
    file = upload(pdf() + b"\n" * 3_000_000)

    answer = post(client, paper, "khong", file)

    assert answer.status_code == 400
    assert "Tệp lớn hơn 1 MB" in answer.content.decode()
    assert seen == [(file.size, b"")]


# ---- The page


def post(client: Client, paper: Document, answer: str, file: Any) -> HttpResponse:
    sent = {"is_secret": answer, "scan": file}
    return client.post(f"{paper.get_absolute_url()}tep/", sent)  # type: ignore[return-value]


def test_a_scan_is_attached_on_the_page_of_its_document(client: Client, staff: User, paper: Document) -> None:
    client.force_login(staff)

    answer = post(client, paper, "khong", upload(name="QĐ 2034.pdf"))
    page = client.get(answer["Location"]).content.decode()

    scan = Attachment.objects.get()
    assert answer["Location"] == paper.get_absolute_url()
    for fact in ("QĐ 2034.pdf", scan.get_absolute_url(), scan.sha256, "Cán bộ Đức Linh", "Đã đính kèm QĐ 2034.pdf."):
        assert fact in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize(
    ("answer", "file", "sentence"),
    [
        ("khong", None, "Chọn tệp PDF của văn bản."),
        ("", upload(), "Trả lời câu hỏi này"),
        ("khong", upload(pdf(["MẬT"])), LAW),
    ],
)
def test_what_is_wrong_is_said_on_the_page(
    answer: str, file: Any, sentence: str, client: Client, staff: User, paper: Document
) -> None:
    client.force_login(staff)

    refused = client.post(f"{paper.get_absolute_url()}tep/", {"is_secret": answer} | ({"scan": file} if file else {}))

    assert refused.status_code == 400
    assert sentence in refused.content.decode()
    assert not Attachment.objects.exists()


def test_a_reader_sees_the_scans_and_no_form(client: Client, staff: User, auditor: User, paper: Document) -> None:
    scan = attached(paper, staff)
    client.force_login(auditor)

    page = client.get(paper.get_absolute_url()).content.decode()

    assert scan.get_absolute_url() in page
    assert "multipart/form-data" not in page


def test_scans_cost_the_page_no_query_each(client: Client, staff: User, paper: Document) -> None:
    client.force_login(staff)
    asked = []
    for number in (1, 4):
        for page in range(number):
            attached(paper, staff, pdf([f"{number} {page}"]))
        with CaptureQueriesContext(connection) as queries:
            client.get(paper.get_absolute_url())
        asked.append(len(queries))

    assert asked[0] == asked[1]


# ---- Handing over


@pytest.fixture
def scan(paper: Document, staff: User) -> Attachment:
    return attached(paper, staff, name="giao.pdf")


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scan_is_handed_over_inert(method: str, client: Client, auditor: User, scan: Attachment) -> None:
    client.force_login(auditor)

    answer = getattr(client, method)(scan.get_absolute_url())

    assert answer.status_code == 200
    assert b"".join(answer) == (pdf() if method == "get" else b"")
    assert {name: answer[name] for name in HEADERS} == HEADERS | {"Content-Length": str(scan.size)}


HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="2034-qd-hu-duc-linh-2023.pdf"',
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Content-Length": "",
}


def test_a_stranger_does_not_learn_that_there_is_a_scan(client: Client, stranger: User, scan: Attachment) -> None:
    client.force_login(stranger)

    assert client.get(scan.get_absolute_url()).status_code == 404


def test_a_scan_opens_under_its_own_document_only(client: Client, staff: User, scan: Attachment) -> None:
    client.force_login(staff)
    other = document(2035)

    assert client.get(f"{other.get_absolute_url()}tep/{scan.sha256}/").status_code == 404


@pytest.mark.parametrize("broken", ["missing", "changed"])
def test_a_file_that_is_no_longer_that_one_is_not_handed_over(
    broken: str, client: Client, staff: User, scan: Attachment
) -> None:
    path = Path(scan.file.path)
    if broken == "missing":
        path.unlink()
    else:
        path.chmod(0o600)
        path.write_bytes(b"%PDF-1.7 something else")
    client.force_login(staff)

    answer = client.get(scan.get_absolute_url())

    assert answer.status_code == 410
    assert "không còn hoặc không còn nguyên vẹn" in answer.content.decode()


def test_scans_lie_outside_what_is_served() -> None:
    from orgregs import settings

    served = [Path(each) for each in settings.STATICFILES_DIRS]
    assert not [each for each in served if settings.ATTACHMENTS_DIR.is_relative_to(each)]
    assert not django_settings.MEDIA_URL.strip("/")
