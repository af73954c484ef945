"""Commands of the quotas: a workbook becomes a submitted draft, a draft a decision, a table a file; else one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from localities.models import Locality
from orgregs.foundation import commands
from quotas.choices import DraftState
from quotas.models import DecisionDraft, QuotaDecision, Receipt, Seal
from quotas.proof import find_faults
from regulations.models import Document, DocumentType, IssuingBody
from tests.times import SIGNING_DAY
from tests.workbooks import FILES, xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from accounts.models import User
    from tests.quotas.conftest import Desk

    Printed = pytest.CaptureFixture[str]

ROOT = Path(__file__).resolve().parent.parent.parent
HEAD = ["TT", "Cơ quan", "Biên chế"]
POSTS = {"mttq": 6, "ldld": 2, "nong-dan": 4, "phu-nu": 4, "doan": 5, "ccb": 3}
LINES: list[list[Any]] = [
    [1, "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh", 6],
    [2, "Liên đoàn Lao động huyện", 2],
    [3, "Hội Nông dân", 4],
    [4, "Hội Liên hiệp Phụ nữ huyện Đức Linh", 4],
    [5, "Huyện đoàn Đức Linh", 5],
    [6, "Hội Cựu chiến binh", 3],
]
TOTAL = ["", "Tổng cộng", 24]
OPTIONS = {
    "locality": "duc-linh",
    "decision": "2034-QĐ/HU",
    "issued-on": "2023-12-15",
    "year": "2024",
    "by": "duclinh.nhap",
}


def words_of(options: dict[str, str | None]) -> list[str]:
    """Write options as they are typed; an empty one is a flag, one of None is left out."""
    return [f"--{name}={value}" if value else f"--{name}" for name, value in options.items() if value is not None]


@pytest.fixture
def body(desk: Desk) -> IssuingBody:
    """The committee of Đức Linh, and the type of its papers, without any paper yet."""
    DocumentType.objects.create(code="quyet-dinh", name="Quyết định", series="QĐ")
    made: IssuingBody = IssuingBody.objects.create(
        code="huyen-uy-duc-linh", name="Huyện ủy Đức Linh", suffix="HU", locality=desk.places.locality("duc-linh")
    )
    return made


@pytest.fixture
def import_file(body: IssuingBody, tmp_path: Path, capsys: Printed) -> Callable[..., list[str]]:
    """Write lines to a file, run the command on it, and return what it printed."""

    def run(
        *lines: Sequence[Any], words: Sequence[str] = (), name: str = "giao.xlsx", **options: str | None
    ) -> list[str]:
        file = tmp_path / name
        if lines:
            file.write_bytes(xlsx({"Giao": [HEAD, *lines]}))
        capsys.readouterr()
        named = {key.replace("_", "-"): value for key, value in options.items()}
        call_command("import_quotas", str(file), *words_of({**OPTIONS, **named}), *words)
        return capsys.readouterr().out.splitlines()

    return run


@pytest.fixture
def state(db: None, capsys: Printed) -> Callable[[], str]:
    """The digest over everything the office keeps."""

    def digest() -> str:
        capsys.readouterr()
        call_command("state")
        return capsys.readouterr().out

    return digest


# ---- import_quotas


def test_a_file_becomes_a_submitted_draft_and_its_code_is_printed_last(import_file: Callable[..., list[str]]) -> None:
    printed = import_file(*LINES, TOTAL)

    draft = DecisionDraft.objects.get()
    assert printed[-1] == draft.code
    assert printed[0] == "Không có --subject: lấy trích yếu “Giao biên chế năm 2024”."
    assert "Dòng 4, cột C: Hội Nông dân huyện Đức Linh: 4; sổ đang ghi chưa có số liệu; Mới" in printed
    assert "Cộng 24; tổng ghi trong quyết định: 24" in printed
    assert (draft.state, draft.document.symbol, draft.is_extract) == (DraftState.SUBMITTED, "2034-QĐ/HU", False)
    assert draft.document.subject == "Giao biên chế năm 2024"
    assert {line.holder.agency.code: line.posts for line in draft.lines.select_related("holder__agency")} == {
        f"duc-linh-{name}": posts for name, posts in POSTS.items()
    }
    assert draft.submitted_by == draft.prepared_by
    receipt = Receipt.objects.get()
    assert (receipt.draft, receipt.file_name, receipt.sheet) == (draft, "giao.xlsx", "Giao")


def test_a_paper_on_record_is_used(import_file: Callable[..., list[str]], body: IssuingBody) -> None:
    paper = Document.objects.create(
        code="2034-qd-hu",
        series_of=body,
        type=DocumentType.objects.get(code="quyet-dinh"),
        number=2034,
        series="QĐ",
        symbol="2034-QĐ/HU",
        issued_on=SIGNING_DAY,
        subject="Giao biên chế",
    )

    import_file(*LINES, TOTAL, decision="2034 - qđ/hu")

    assert DecisionDraft.objects.get().document == paper


def test_an_extract_of_several_years_and_another_category(import_file: Callable[..., list[str]]) -> None:
    import_file(*LINES[:2], extract="", year_to="2026", category="cong-chuc", subject="Giao cho giai đoạn")

    draft = DecisionDraft.objects.get()
    assert (draft.year_from, draft.year_to, draft.is_extract) == (2024, 2026, True)
    assert draft.document.subject == "Giao cho giai đoạn"
    assert {line.category.code for line in draft.lines.select_related("category")} == {"cong-chuc"}


def test_the_total_may_be_typed(import_file: Callable[..., list[str]]) -> None:
    import_file(*LINES, stated_total="24")

    assert DecisionDraft.objects.get().totals.get().posts == 24


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        pytest.param("total-differs", "Xác nhận bằng lệnh import_quotas", id="the usual reason"),
        pytest.param("total-differs=Bản giấy ghi vậy", "Bản giấy ghi vậy", id="a reason of one's own"),
    ],
)
def test_a_warning_is_acknowledged_by_its_code(
    import_file: Callable[..., list[str]], state: Callable[[], str], word: str, reason: str
) -> None:
    before = state()
    with pytest.raises(CommandError, match=r"1 cảnh báo chưa xác nhận.*--acknowledge total-differs$"):
        import_file(*LINES, ["", "Tổng cộng", 26])
    assert state() == before

    import_file(*LINES, ["", "Tổng cộng", 26], words=["--acknowledge", word])

    given = DecisionDraft.objects.get().acknowledgements.get()
    assert (given.code, given.reason, given.acknowledged_by.username) == ("total-differs", reason, "duclinh.nhap")


def test_a_reason_for_a_warning_that_is_not_there_is_not_kept(import_file: Callable[..., list[str]]) -> None:
    import_file(*LINES, TOTAL, words=["--acknowledge", "total-differs"])

    assert not DecisionDraft.objects.get().acknowledgements.exists()


def test_a_rehearsal_shows_everything_and_writes_nothing(
    import_file: Callable[..., list[str]], state: Callable[[], str]
) -> None:
    before = state()

    printed = import_file(*LINES, TOTAL, words=["--dry-run"])

    assert printed[-1] == "Chạy thử: tệp này nhập và trình được; chưa ghi gì."
    assert state() == before
    with pytest.raises(CommandError, match="total-differs"):
        import_file(*LINES, ["", "Tổng cộng", 26], words=["--dry-run"])
    with pytest.raises(CommandError, match="Tệp có 1 lỗi"):
        import_file([1, "Hội Chữ thập đỏ", 3], words=["--dry-run"])
    assert state() == before


def test_every_problem_of_a_file_is_printed_and_the_first_is_told(
    import_file: Callable[..., list[str]], state: Callable[[], str], capsys: Printed
) -> None:
    before = state()

    with pytest.raises(CommandError) as refusal:
        import_file([1, "Liên đoàn Lao động", -6], [2, "Hội Chữ thập đỏ", 3], [3, "Hội Nông dân", "bốn"], TOTAL)

    printed = capsys.readouterr().out.splitlines()
    assert refusal.value.returncode == 2
    assert str(refusal.value).startswith("Tệp có 3 lỗi, chưa ghi gì. Lỗi đầu: Trang “Giao”, dòng 2, cột C: “-6”")
    assert [line.partition(":")[0] for line in printed if line.startswith("Lỗi")] == [
        "Lỗi [negative]",
        "Lỗi [unknown-agency]",
        "Lỗi [not-a-number]",
    ]
    assert state() == before


def test_the_same_file_again_names_its_draft(import_file: Callable[..., list[str]], state: Callable[[], str]) -> None:
    code = import_file(*LINES, TOTAL)[-1]
    before = state()

    with pytest.raises(CommandError, match=f"đã có phương án {code}"):
        import_file()

    assert state() == before


def test_a_sheet_and_a_column_may_be_named(import_file: Callable[..., list[str]], tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Cơ quan", "Giao đầu năm", "Giao cuối năm"], ["Hội Nông dân", 4, 5]]
    (tmp_path / "giao.xlsx").write_bytes(xlsx({"Một": rows, "Hai": rows}))

    with pytest.raises(CommandError, match="Tệp có 2 trang có bảng"):
        import_file(extract="")
    with pytest.raises(CommandError, match="--sheet: tệp không có trang “Ba”, chỉ có: “Một”, “Hai”"):
        import_file(extract="", sheet="Ba")
    with pytest.raises(CommandError, match="chọn một cột"):
        import_file(extract="", sheet="Hai")

    import_file(extract="", sheet="Hai", column="c")

    assert DecisionDraft.objects.get().lines.get().posts == 5


# What is wrong with the options, each with the one line that says so.
WRONG = [
    pytest.param({"locality": None}, "Thiếu --locality.", id="an option missing"),
    pytest.param({"locality": "khong-co"}, "--locality: không có địa phương mã “khong-co”.", id="an unknown locality"),
    pytest.param({"block": "khoi"}, "--block: không có “khoi”, chọn trong: party, state.", id="an unknown block"),
    pytest.param({"block": "state"}, "--block: địa phương “duc-linh” chưa có sổ biên chế", id="a block without posts"),
    pytest.param({"category": "khong-co"}, "--category: không có loại biên chế mã “khong-co”", id="an unknown category"),
    pytest.param({"decision": "2034"}, "--decision: “2034” thiếu số hoặc ký hiệu", id="a bare number"),
    pytest.param({"decision": "Quyết định"}, "--decision: “Quyết định” thiếu số", id="no number"),
    pytest.param({"decision": "2034-QĐ/TU"}, "--decision: Huyện Đức Linh không có cơ quan ban hành ký hiệu “TU”", id="a body of elsewhere"),
    pytest.param({"decision": "2034-NQ/HU"}, "--decision: danh mục không có loại văn bản ký hiệu “NQ”.", id="an unknown type"),
    pytest.param({"issued-on": "15/12/2023"}, "--issued-on: “15/12/2023” không phải là ngày", id="a day in our way"),
    pytest.param({"issued-on": "20231215"}, "--issued-on: “20231215” không phải là ngày", id="a day without hyphens"),
    pytest.param({"issued-on": "2023-02-30"}, "--issued-on: “2023-02-30”: ngày này không có trên lịch.", id="no such day"),
    pytest.param({"issued-on": "2099-12-15"}, "--issued-on: Ngày ban hành 15/12/2099 chưa đến", id="a day to come"),
    pytest.param({"year": "hai nghìn"}, "--year: “hai nghìn” không phải là số nguyên.", id="a year in words"),
    pytest.param({"year": "1800"}, "--year: 1800: phải từ 1945 đến 2100.", id="a year long past"),
    pytest.param({"year": "٢٠٢٤"}, "--year: “٢٠٢٤” không phải là số nguyên.", id="digits of others"),
    pytest.param({"year-to": "2101"}, "--year-to: 2101: phải từ 1945 đến 2100.", id="a last year far off"),
    pytest.param({"year-to": "2023"}, "--year-to: Năm cuối không được trước năm đầu.", id="years in the wrong order"),
    pytest.param({"extract": "", "stated-total": "24"}, "--extract không đi cùng --stated-total", id="a total of an extract"),
    pytest.param({"stated-total": "-24"}, "--stated-total: “-24”: ở đây chỉ ghi số không có dấu", id="a negative total"),
    pytest.param({"stated-total": "nhiều"}, "--stated-total: “nhiều” không phải là số nguyên", id="a total in words"),
    pytest.param({"acknowledge": "khong-co"}, "--acknowledge: không có cảnh báo mã “khong-co”.", id="an unknown code"),
    pytest.param({"acknowledge": "empty"}, "--acknowledge: “empty” là lỗi, phải sửa", id="an error is not acknowledged"),
    pytest.param({"by": "khong.co"}, "--by: không có tài khoản “khong.co”.", id="an unknown user"),
    pytest.param({"by": "khoa"}, "--by: tài khoản “khoa” đã bị khoá.", id="a locked user"),
    pytest.param({"by": "may"}, "--by: “may” là tài khoản của hệ thống", id="an account of the register"),
    pytest.param({"by": "nahang.nhap"}, "--by: “nahang.nhap” không có quyền lập và trình phương án ở Huyện Đức Linh.", id="a user of elsewhere"),
    pytest.param({"foo": "1"}, "Lệnh không có tuỳ chọn “--foo=1”.", id="no such option"),
    pytest.param({"dry-run": "1"}, "--dry-run: tuỳ chọn này không có giá trị.", id="a flag with a value"),
    pytest.param({"loc": "duc-linh"}, "Lệnh không có tuỳ chọn “--loc=duc-linh”.", id="an option cut short"),
    pytest.param({"by": ""}, "--by: thiếu giá trị.", id="no value"),
]  # fmt: skip


@pytest.fixture
def others(stranger: User, django_user_model: Any) -> None:
    """People in whose name nothing is imported in Đức Linh."""
    del stranger
    django_user_model.objects.create(username="khoa", is_active=False, is_superuser=True)
    django_user_model.objects.create(username="may", is_active=False, is_system=True)


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize(("options", "told"), WRONG)
def test_a_wrong_option_is_told_in_one_line_and_changes_nothing(
    import_file: Callable[..., list[str]], state: Callable[[], str], options: dict[str, str | None], told: str
) -> None:
    before = state()

    with pytest.raises(CommandError) as refusal:
        import_file(*LINES, TOTAL, **options)

    assert refusal.value.returncode == 2
    assert str(refusal.value).startswith(told)
    assert "\n" not in str(refusal.value)
    assert state() == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(None, "Không có tệp ", id="no file"),
        pytest.param("folder", "là thư mục, không phải tệp.", id="a folder"),
        pytest.param("pipe", "không phải là tệp thường.", id="a pipe"),
        pytest.param(b"", "FILE: ", id="empty"),
        pytest.param(b"\x00\x01" * 40, "FILE: Tệp này không phải sổ tính", id="no workbook"),
        pytest.param(b"0" * 5_000_001, "FILE: Tệp lớn hơn 5 MB", id="too large"),
        pytest.param((FILES / "giao-2025-mat-khau.xlsx").read_bytes(), "FILE: Tệp đặt mật khẩu", id="a password"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    import_file: Callable[..., list[str]], tmp_path: Path, content: bytes | str | None, told: str
) -> None:
    file = tmp_path / "giao.xlsx"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content == "folder":
        file.mkdir()
    elif content == "pipe":
        os.mkfifo(file)

    with pytest.raises(CommandError) as refusal:
        import_file()

    assert refusal.value.returncode == 2
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not DecisionDraft.objects.exists()


def test_a_file_without_the_right_to_read_it_is_told(
    import_file: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "exists", lambda _path: True)
    monkeypatch.setattr(Path, "is_file", lambda _path: True)

    with pytest.raises(CommandError, match=r"Không đọc được .*giao.xlsx: không có quyền"):
        import_file()


def test_what_a_paper_on_record_says_otherwise_is_told(import_file: Callable[..., list[str]]) -> None:
    import_file(*LINES, TOTAL)

    with pytest.raises(CommandError, match=r"--decision: Đã chọn .*2034-QĐ/HU"):
        import_file(*LINES[:5], decision="2034-QĐ/HU", subject="Chuyện khác", extract="")

    assert DecisionDraft.objects.count() == 1


def test_two_papers_of_one_symbol_and_day_are_not_guessed(
    import_file: Callable[..., list[str]], body: IssuingBody
) -> None:
    other = IssuingBody.objects.create(code="uy-khac", name="Ủy khác", suffix="HU", locality=body.locality)
    for number, series_of in enumerate((body, other)):
        Document.objects.create(
            code=f"van-ban-{number}",
            series_of=series_of,
            type=DocumentType.objects.get(code="quyet-dinh"),
            number=2034,
            series="QĐ",
            symbol="2034-QĐ/HU",
            issued_on=SIGNING_DAY,
            subject="Giao biên chế",
        )

    with pytest.raises(CommandError, match="có nhiều văn bản 2034-QĐ/HU của ngày này"):
        import_file(*LINES, TOTAL)


def test_two_bodies_of_one_suffix_are_not_guessed(import_file: Callable[..., list[str]], body: IssuingBody) -> None:
    for number in (1, 2):
        IssuingBody.objects.create(
            code=f"vp-{number}", name=f"Văn phòng {number}", suffix="VPHU", locality=body.locality
        )

    with pytest.raises(CommandError, match=r"ký hiệu “VPHU” là của nhiều cơ quan \(Văn phòng 1, Văn phòng 2\)"):
        import_file(*LINES, TOTAL, decision="2034-QĐ/VPHU")


def test_a_new_paper_bears_the_symbol_that_was_typed_or_none(
    import_file: Callable[..., list[str]], body: IssuingBody, state: Callable[[], str]
) -> None:
    IssuingBody.objects.filter(pk=body.pk).update(numbers_by="year")
    before = state()

    with pytest.raises(CommandError, match="ghi ký hiệu là “2034/2023/QĐ-HU”, không phải “2034-QĐ/HU”"):
        import_file(*LINES, TOTAL)

    assert state() == before


# ---- book_decision


def test_the_second_person_books_by_command(
    import_file: Callable[..., list[str]], capsys: Printed, approver: User
) -> None:
    code = import_file(*LINES, TOTAL)[-1]

    call_command("book_decision", code, "--by", approver.username)

    decision = QuotaDecision.objects.get()
    head = Seal.objects.get().head
    assert capsys.readouterr().out == f"Vị trí 1: 2034-QĐ/HU, mã chốt số liệu {head}\n"
    assert (decision.booked_by, decision.one_person) == (approver, False)
    assert find_faults() == []


def test_who_imported_does_not_book(
    import_file: Callable[..., list[str]], staff: User, state: Callable[[], str]
) -> None:
    from accounts.models import Grant

    Grant.objects.create(user=staff, role="approver", locality=Locality.objects.get(code="duc-linh"))
    code = import_file(*LINES, TOTAL)[-1]
    before = state()

    with pytest.raises(CommandError, match="người khác phải đối chiếu") as refusal:
        call_command("book_decision", code, "--by", staff.username)

    assert refusal.value.returncode == 2
    assert state() == before


def test_a_warning_that_came_since_is_acknowledged_when_booking(
    desk: Desk, approver: User, state: Callable[[], str]
) -> None:
    draft = desk.submitted(desk.line("mttq", 6), desk.line("ldld", 2), is_extract=True)
    desk.allotment(5)
    before = state()

    with pytest.raises(CommandError, match=r"Chưa vào sổ được \((?P<code>[a-z-]+)\): ") as refusal:
        call_command("book_decision", draft.code, "--by", approver.username)
    assert state() == before
    code = str(refusal.value).partition("(")[2].partition(")")[0]

    call_command("book_decision", draft.code, "--by", approver.username, "--acknowledge", code)

    decision = QuotaDecision.objects.get(draft=draft)
    assert decision.acknowledgements.get().reason == "Xác nhận bằng lệnh book_decision"


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize(
    ("draft", "by", "told"),
    [
        pytest.param("du-thao-0", "duclinh.doichieu", "Không có phương án mã “du-thao-0”.", id="an unknown draft"),
        pytest.param("2034-QĐ/HU", "duclinh.doichieu", "Không có phương án mã “2034-QĐ/HU”.", id="no draft's code"),
        pytest.param("du-thao-²", "duclinh.doichieu", "Không có phương án mã “du-thao-²”.", id="no digit"),
        pytest.param("prepared", "duclinh.doichieu", "Phương án {code} chưa trình (Đang lập)", id="not submitted"),
        pytest.param("booked", "duclinh.doichieu", "Phương án {code} đã vào sổ, vị trí 1.", id="booked already"),
        pytest.param("submitted", "khong.co", "--by: không có tài khoản “khong.co”.", id="an unknown user"),
        pytest.param("submitted", "khoa", "--by: tài khoản “khoa” đã bị khoá.", id="a locked user"),
        pytest.param("submitted", "nahang.nhap", "Bạn không có quyền vào sổ", id="a user without the right"),
    ],
)
def test_a_booking_that_is_refused_is_told_in_one_line(
    desk: Desk, state: Callable[[], str], draft: str, by: str, told: str
) -> None:
    lines = [desk.line("mttq", 6)]
    made = {
        "booked": lambda: desk.booked(*lines, is_extract=True).draft,
        "prepared": lambda: desk.draft(*lines, is_extract=True),
        "submitted": lambda: desk.submitted(*lines, is_extract=True),
    }
    code = made[draft]().code if draft in made else draft
    before = state()

    with pytest.raises(CommandError) as refusal:
        call_command("book_decision", code, "--by", by)

    assert refusal.value.returncode == 2
    assert str(refusal.value).startswith(told.format(code=code))
    assert "\n" not in str(refusal.value)
    assert state() == before


# ---- export_quotas


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_was_exported_reads_back_unchanged(
    import_file: Callable[..., list[str]], approver: User, tmp_path: Path, capsys: Printed, form: str
) -> None:
    call_command("book_decision", import_file(*LINES, TOTAL)[-1], "--by", approver.username)
    file = tmp_path / f"bang.{form}"
    call_command("export_quotas", "--locality=duc-linh", "--year=2024", f"--format={form}", f"--output={file}")
    capsys.readouterr()

    with pytest.raises(CommandError):  # the paper is booked already: only what was read matters here
        import_file(name=file.name)

    printed = capsys.readouterr().out
    assert "6 dòng: Mới 0, Thay đổi 0, Không đổi 6" in printed
    assert "Cộng 24; tổng ghi trong quyết định: 24" in printed


# ---- As a person runs them: another process


def run(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a training register in a file, from another folder."""
    environment = {"DATABASE_URL": f"sqlite:///{file}", "ORGREGS_TRAINING": "1", "PYTHONUTF8": "1"}
    return subprocess.run(  # noqa: S603  # our own commands
        [sys.executable, str(ROOT / "manage.py"), *words],
        env=environment,
        cwd=file.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training register in a file."""
    file = tmp_path_factory.mktemp("register") / "so.sqlite3"
    for words in (["migrate", "--verbosity", "0"], ["load_register"]):
        assert run(file, *words).returncode == 0
    return file


PRACTICE = (
    *("--locality", "huyen-tap-huan", "--issued-on", "2024-12-20", "--year", "2025"),
    *("--by", "duclinh.nhap", "--decision"),
)


def test_a_workbook_goes_the_whole_road_by_commands(register: Path) -> None:
    position = int(run(register, "verify").stdout.split()[1])

    imported = run(register, "import_quotas", str(FILES / "giao-2025-dung.xlsx"), *PRACTICE, "60-QĐ/HU")
    assert (imported.returncode, imported.stderr) == (0, "")
    booked = run(register, "book_decision", imported.stdout.splitlines()[-1], "--by", "duclinh.doichieu")

    assert (booked.returncode, booked.stderr) == (0, "")
    verified = run(register, "verify").stdout
    assert verified.split()[1] == str(position + 1)
    assert booked.stdout.startswith(f"Vị trí {position + 1}: 60-QĐ/HU, ")
    assert booked.stdout.split()[-1] == verified.split()[-1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["import_quotas"], "Thiếu FILE, --locality, --decision, --issued-on, --year, --by.", id="nothing"),
        pytest.param(["import_quotas", "khong-co.xlsx", *PRACTICE, "61-QĐ/HU"], "Không có tệp khong-co.xlsx.", id="no file"),
        pytest.param(["import_quotas", str(FILES / "giao-2025-loi.xlsx"), *PRACTICE, "61-QĐ/HU"], "Tệp có 4 lỗi, chưa ghi gì. Lỗi đầu: ", id="a file with problems"),
        pytest.param(["import_quotas", str(FILES / "giao-2025-o-xa.xlsx"), *PRACTICE, "61-QĐ/HU"], "FILE: ", id="a cell far out"),
        pytest.param(["book_decision", "du-thao-9999", "--by", "quantri"], "Không có phương án mã “du-thao-9999”.", id="no draft"),
        pytest.param(["export_quotas", "--locality", "duc-linh", "--year", "nay", "--output", "x"], "--year: “nay” không phải là số nguyên.", id="no year"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_on_stderr_and_exit_2(register: Path, words: list[str], told: str) -> None:
    before = run(register, "state").stdout

    done = run(register, *words)

    assert done.returncode == 2
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1
    assert run(register, "state").stdout == before


def test_what_argparse_says_and_we_do_not_stays_as_it_is() -> None:
    with pytest.raises(commands.Refusal, match="something new"):
        commands._refuse("something new")
