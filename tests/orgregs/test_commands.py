"""Commands of the register: run by `manage.py` with DATABASE_URL alone, and what each of them leaves behind."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from accounts.choices import Role
from accounts.models import Grant, User
from agencies.models import Agency
from localities.models import Locality
from orgregs.loading import DEMO_ACCOUNTS, DEMO_PASSWORD, SYSTEM_ACCOUNTS
from quotas.choices import DraftState
from quotas.models import DecisionDraft, Entry, Pool, QuotaDecision, Seal, StaffCategory
from quotas.proof import find_faults
from regulations.models import Document, IssuingBody
from tests.conftest import guards_lifted
from tests.orgregs.backups import PREPARE
from tests.times import SIGNING_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ROOT = Path(__file__).resolve().parent.parent.parent
IN_ORDER = ["mttq", "ldld", "nong-dan", "phu-nu", "doan", "ccb"]
POSTS = [6, 2, 4, 4, 5, 3]


# ---- As a machine runs them: another process, a clean environment, a file


def environment(file: Path) -> dict[str, str]:
    """Return DATABASE_URL alone; only where a developer's .env says “training” is that taken back."""
    clean = {"DATABASE_URL": f"sqlite:///{file}"}
    return clean | ({"ORGREGS_TRAINING": "0"} if (ROOT / ".env").is_file() else {})


def run(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a register in a file, from another folder."""
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(  # noqa: S603  # our own commands
        command, env=environment(file), cwd=file.parent, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register as `migrate` and `load_register` make it; not to be changed."""
    file = tmp_path_factory.mktemp("register") / "so.sqlite3"
    for words in (["migrate", "--verbosity", "0"], ["load_register"]):
        done = run(file, *words)
        assert (done.returncode, done.stderr) == (0, "")
    return file


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    """A copy of the register, to be changed at will."""
    with sqlite3.connect(original) as source, sqlite3.connect(tmp_path / "so.sqlite3") as target:
        source.backup(target)
    return tmp_path / "so.sqlite3"


def alter(file: Path, *statements: str) -> None:
    """Write past every action and every guard, as somebody with the file open would."""
    with sqlite3.connect(file) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE name LIKE 'guard_%'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            database.execute(statement)


def test_the_commands_run_with_database_url_alone(original: Path, tmp_path: Path) -> None:
    verified, state, exported = (
        run(original, "verify"),
        run(original, "state"),
        run(
            original,
            *("export_quotas", "--locality", "duc-linh", "--year", "2024"),
            *("--format", "json", "--output", str(tmp_path / "bang.json")),
        ),
    )

    assert [done.returncode for done in (verified, state, exported)] == [0, 0, 0]
    assert [done.stderr for done in (verified, state, exported)] == ["", "", ""]
    assert verified.stdout.startswith("OK: 1 decision(s), head ")
    assert len(state.stdout.strip()) == 64
    table = json.loads((tmp_path / "bang.json").read_text(encoding="utf-8"))
    assert [line["posts"] for line in table["lines"]] == POSTS
    assert table["head"] == verified.stdout.split()[-1]


def test_loading_again_adds_nothing_and_changes_nothing(copy: Path) -> None:
    before = run(copy, "state").stdout

    again = run(copy, "load_register")

    assert again.stdout == "0 records added; 2034-QĐ/HU stands in the register.\n"
    assert run(copy, "state").stdout == before


def test_equal_registers_have_equal_states_and_an_edit_changes_it(original: Path, copy: Path) -> None:
    assert run(original, "state").stdout == run(copy, "state").stdout

    alter(copy, "UPDATE agencies_agency SET note = 'x' WHERE code = 'duc-linh-mttq'")

    assert run(original, "state").stdout != run(copy, "state").stdout


DECISION_GONE = [
    "DELETE FROM quotas_seal",
    "DELETE FROM quotas_entry",
    "DELETE FROM quotas_decisionline",
    "DELETE FROM quotas_quotadecision",
]
DECISION_MOVED = [
    "UPDATE quotas_quotadecision SET position = 2",
    "UPDATE quotas_decisionline SET decision_id = 2",
    "UPDATE quotas_entry SET decision_id = 2",
    "UPDATE quotas_seal SET decision_id = 2",
]


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        pytest.param(["UPDATE quotas_decisionline SET posts = 5 WHERE number = 3"], "khác với lúc vào sổ", id="a line"),
        pytest.param(["UPDATE quotas_entry SET change = 5 WHERE change = 4"], "không khớp với các dòng", id="an entry"),
        pytest.param(["UPDATE quotas_seal SET head = digest"], "không nối tiếp mã trước", id="a seal"),
        pytest.param(["DELETE FROM quotas_seal"], "không có mã chốt", id="a seal taken away"),
        pytest.param(DECISION_GONE, "không còn quyết định đó", id="the only decision taken away"),
        pytest.param(DECISION_MOVED, "Thiếu quyết định số 1", id="a gap in the positions"),
    ],
)
def test_verify_exits_1_and_names_the_fault(copy: Path, statements: list[str], told: str) -> None:
    alter(copy, *statements)

    verified = run(copy, "verify")

    assert verified.returncode == 1
    assert verified.stdout == ""
    assert told in verified.stderr
    assert "fault(s)." in verified.stderr
    assert "Traceback" not in verified.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["--locality", "khong-co"], "--locality: không có địa phương mã “khong-co”.", id="no such locality"),
        pytest.param(["--block", "state"], "--block: địa phương “duc-linh” chưa có sổ biên chế của khối “state”.", id="no such pool"),
        pytest.param(["--block", "khoi"], "--block: không có “khoi”, chọn trong: party, state.", id="no such block"),
        pytest.param(["--year", "1900"], "--year: 1900: phải từ 1945 đến 2100.", id="a year out of range"),
        pytest.param(["--year", "nay"], "--year: “nay” không phải là số nguyên.", id="a year in words"),
        pytest.param(["--as-of", "01/03/2024"], "--as-of: “01/03/2024” không phải là ngày: ghi năm-tháng-ngày", id="a day"),
        pytest.param(["--as-of", "2023-12-31"], "--as-of: ngày 2023-12-31 không thuộc năm 2024.", id="another year"),
        pytest.param(["--known-at", "2"], "--known-at: sổ có các vị trí từ 0 đến 1, không có 2.", id="a position ahead"),
        pytest.param(["--known-at", "-1"], "--known-at: sổ có các vị trí từ 0 đến 1, không có -1.", id="below 0"),
        pytest.param(["--format", "pdf"], "--format: không có “pdf”, chọn trong: xlsx, csv, json.", id="another format"),
        pytest.param(["--output", "khong-co/bang.json"], "--output: không ghi được khong-co/bang.json: không có thư mục", id="no such folder"),
        pytest.param(["--output", "."], "--output: không ghi được .: đó là thư mục.", id="a folder"),
        pytest.param(["--khong-co"], "Lệnh không có tuỳ chọn “--khong-co”.", id="an option that is none"),
    ],
)  # fmt: skip
def test_export_tells_bad_input_in_one_line_and_writes_no_file(original: Path, words: list[str], told: str) -> None:
    file = original.parent / "bang.json"
    defaults = ["--locality", "duc-linh", "--year", "2024", "--format", "json", "--output", "bang.json"]

    exported = run(original, "export_quotas", *defaults, *words)

    assert exported.returncode == 2
    assert (exported.stdout, len(exported.stderr.splitlines())) == ("", 1)
    assert exported.stderr.startswith(told)
    assert not file.exists()


# Two approvers at once, each a process of its own on the same file.
BOOK = """
import pathlib, sys, time
from quotas.actions import WrongState, book_decision
from accounts.models import User
from quotas.models import DecisionDraft
draft, person = DecisionDraft.objects.get(pk=int(sys.argv[1])), User.objects.get(username="he-thong.doichieu")
pathlib.Path(sys.argv[2]).touch()
while not pathlib.Path(sys.argv[3]).exists():
    time.sleep(0.005)
try:
    print("position", book_decision(draft=draft, by=person, at=now()).position)
except WrongState as refusal:
    print(refusal)
"""


def start(file: Path, script: str, *words: str) -> subprocess.Popen[str]:
    """Start a script that stands on the register."""
    opening = "import django; django.setup()\nfrom orgregs.foundation.clock import now\n"
    env = environment(file) | {"DJANGO_SETTINGS_MODULE": "orgregs.settings", "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(  # noqa: S603  # our own script
        [sys.executable, "-c", opening + script, *words],
        env=env,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_processes_that_book_at_once_book_one_decision(copy: Path) -> None:
    draft = start(copy, PREPARE).communicate(timeout=60)[0].strip()
    assert draft.isdigit(), draft
    ready, go = [copy.parent / "ready-1", copy.parent / "ready-2"], copy.parent / "go"

    racers = [start(copy, BOOK, draft, str(each), str(go)) for each in ready]
    deadline = time.monotonic() + 60
    while not all(each.exists() for each in ready) and time.monotonic() < deadline:
        time.sleep(0.01)
    go.touch()
    answers = sorted(racer.communicate(timeout=60)[0].strip() for racer in racers)

    assert answers[1] == "position 2"
    assert "hiện ở trạng thái “Đã vào sổ”" in answers[0]
    assert run(copy, "verify").stdout.startswith("OK: 2 decision(s)")


# ---- load_register


@pytest.fixture
def load(db: None, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Run `load_register` and return what it prints."""

    def run_it() -> str:
        call_command("load_register")
        return capsys.readouterr().out

    return run_it


def test_2034_is_booked_once_by_two_locked_system_accounts(load: Callable[[], str]) -> None:
    first, second = load(), load()

    assert first.endswith("2034-QĐ/HU booked.\n")
    assert second == "0 records added; 2034-QĐ/HU stands in the register.\n"
    decision = QuotaDecision.objects.get()
    assert (decision.symbol, decision.issued_on, decision.is_extract) == ("2034-QĐ/HU", SIGNING_DAY, True)
    assert (decision.submitted_by.username, decision.booked_by.username) == SYSTEM_ACCOUNTS
    assert [line.posts for line in decision.lines.order_by("number")] == POSTS
    assert [line.holder.agency.code for line in decision.lines.order_by("number") if line.holder.agency] == [
        f"duc-linh-{name}" for name in IN_ORDER
    ]
    assert (Entry.objects.count(), Seal.objects.count(), decision.one_person) == (6, 1, False)
    assert find_faults() == []


def test_outside_training_there_are_no_demo_accounts_and_no_practice_data(
    load: Callable[[], str], client: Client
) -> None:
    load()

    assert set(User.objects.values_list("username", flat=True)) == set(SYSTEM_ACCOUNTS)
    for account in User.objects.all():
        assert (account.is_system, account.is_active, account.has_usable_password()) == (True, False, False)
        assert not client.login(username=account.username, password=DEMO_PASSWORD)
    assert not Locality.objects.filter(is_training=True).exists()
    assert not Document.objects.filter(subject__contains="TẬP HUẤN").exists()


def test_in_training_the_demo_accounts_do_it_and_there_is_practice_data(
    load: Callable[[], str], settings: Any, client: Client
) -> None:
    settings.TRAINING = True

    load()
    counts = {model: model._default_manager.count() for model in (QuotaDecision, DecisionDraft, User, Grant, Agency)}
    load()

    assert counts == {model: model._default_manager.count() for model in counts}
    seeds = QuotaDecision.objects.get(document__code="2034-qd-hu-duc-linh-2023")
    assert (seeds.submitted_by.username, seeds.booked_by.username) == ("duclinh.nhap", "duclinh.doichieu")
    assert {name for name, _full_name, _grants in DEMO_ACCOUNTS} | set(SYSTEM_ACCOUNTS) == set(
        User.objects.values_list("username", flat=True)
    )
    practice = DecisionDraft.objects.filter(pool__locality__code="huyen-tap-huan")
    assert sorted(practice.values_list("state", flat=True)) == [
        DraftState.BOOKED,
        DraftState.BOOKED,
        DraftState.RETURNED,
        DraftState.SUBMITTED,
    ]
    assert find_faults() == []
    assert client.login(username="duclinh.nhap", password=DEMO_PASSWORD)


def test_the_practice_table_shows_an_allotment_and_what_is_left(
    load: Callable[[], str], settings: Any, tmp_path: Path
) -> None:
    settings.TRAINING = True
    load()

    tables = {year: exported(tmp_path, year=year, locality="huyen-tap-huan") for year in (2024, 2025)}

    assert (tables[2024]["received"], tables[2024]["total"], tables[2024]["reserve"]) == (25, 24, 1)
    assert (tables[2025]["received"], tables[2025]["carried_from"], tables[2025]["reserve"]) == (24, 2024, 24)
    assert [exported(tmp_path, year=year, locality="tinh-tap-huan")["total"] for year in (2024, 2025)] == [25, 24]


def test_a_demo_account_of_a_training_register_is_refused_when_it_becomes_a_real_one(
    load: Callable[[], str], settings: Any, client: Client
) -> None:
    settings.TRAINING = True
    load()
    settings.TRAINING = False

    assert not client.login(username="quantri", password=DEMO_PASSWORD)


def test_loading_leaves_what_an_office_has_changed(load: Callable[[], str]) -> None:
    load()
    Agency.objects.filter(code="duc-linh-mttq").update(name="Tên văn phòng đã sửa")
    Document.objects.filter(code="1853-qd-btgtw-2010").update(note="Đã tìm thấy")
    Pool.objects.filter(locality__code="binh-thuan").delete()

    printed = load()

    assert printed.startswith("1 records added")
    assert Agency.objects.get(code="duc-linh-mttq").name == "Tên văn phòng đã sửa"
    assert Document.objects.get(code="1853-qd-btgtw-2010").note == "Đã tìm thấy"


def test_a_load_that_breaks_off_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_args: object, **_options: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("orgregs.loading.book_decision", break_off)

    with pytest.raises(RuntimeError):
        call_command("load_register")

    assert not Locality.objects.exists()
    assert not User.objects.exists()


def test_the_demo_accounts_are_printed_in_training_only(
    db: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("demo_accounts")
    assert capsys.readouterr().out == "Not a training register: no demo accounts.\n"

    settings.TRAINING = True
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert all(name in printed for name, _full_name, _grants in DEMO_ACCOUNTS)
    assert DEMO_PASSWORD in printed


# ---- verify, state


def test_verify_and_state_of_an_empty_register(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    assert capsys.readouterr().out == f"OK: 0 decision(s), head {'0' * 64}\n"

    call_command("state")
    assert len(capsys.readouterr().out.strip()) == 64


def test_reading_changes_no_state_and_signing_in_does_not(
    load: Callable[[], str], client: Client, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    load()
    reader = User.objects.create(username="doc", is_superuser=True)

    def state() -> str:
        capsys.readouterr()
        call_command("state")
        return capsys.readouterr().out

    before = state()
    client.force_login(reader)
    for address in ("/", "/bien-che/duc-linh/2024/", "/bien-che/duc-linh/2024/?tep=xlsx", "/quyet-dinh/1/", "/vao-so/"):
        assert client.get(address).status_code == 200
    call_command("verify")
    exported(tmp_path)

    assert state() == before
    reader.last_name = "Khác"
    reader.save()
    assert state() != before


def test_verify_raises_with_exit_code_1(load: Callable[[], str], capsys: pytest.CaptureFixture[str]) -> None:
    load()
    with guards_lifted():
        Seal.objects.update(digest="0" * 64)

    with pytest.raises(CommandError, match=r"2 fault\(s\)") as refusal:
        call_command("verify")

    assert refusal.value.returncode == 1
    assert "2034-QĐ/HU" in capsys.readouterr().err


# ---- export_quotas


def exported(folder: Path, *, locality: str = "duc-linh", year: int = 2024, **options: Any) -> Any:
    """Export a table as JSON and read it."""
    file = folder / "bang.json"
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command(
        "export_quotas", f"--locality={locality}", f"--year={year}", "--format=json", f"--output={file}", *words
    )
    return json.loads(file.read_text(encoding="utf-8"))


def test_json_names_codes_and_figures(load: Callable[[], str], tmp_path: Path) -> None:
    load()

    table = exported(tmp_path)

    assert {key: value for key, value in table.items() if key != "lines"} == {
        "locality": "duc-linh",
        "block": "party",
        "year": 2024,
        "as_of": "2024-12-31",
        "known_at": 1,
        "head": Seal.objects.get().head,
        "is_extract": True,
        "carried_from": None,
        "received": None,
        "reserve": None,
        "total": 24,
    }
    assert table["lines"][2] == {
        "holder": "duc-linh-nong-dan",
        "name": "Hội Nông dân huyện Đức Linh",
        "posts": 4,
        "has_own_quota": True,
        "decisions": [1],
        "mandates": ["293-qd-hu-duc-linh-2021"],
    }


def test_an_export_is_of_the_day_and_position_asked(load: Callable[[], str], tmp_path: Path) -> None:
    load()

    before = exported(tmp_path, known_at=0, as_of="2024-03-01")

    assert (before["known_at"], before["as_of"], before["head"]) == (0, "2024-03-01", "0" * 64)
    assert [line["posts"] for line in before["lines"]] == [None] * 6
    assert exported(tmp_path, year=2025)["carried_from"] == 2024


def test_a_pool_below_is_named_by_its_code(load: Callable[[], str], settings: Any, tmp_path: Path) -> None:
    settings.TRAINING = True
    load()

    (line,) = exported(tmp_path, locality="tinh-tap-huan")["lines"]

    assert (line["holder"], line["posts"]) == ("huyen-tap-huan/party", 25)


def test_xlsx_and_csv_are_the_page_as_files(
    load: Callable[[], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load()

    call_command("export_quotas", locality="duc-linh", year=2024, output=tmp_path / "bang.xlsx")
    assert capsys.readouterr().out == f"{tmp_path / 'bang.xlsx'}: 6 dòng, sổ đến vị trí 1\n"
    call_command("export_quotas", locality="duc-linh", year=2024, format="csv", output=tmp_path / "bang.csv")

    workbook = openpyxl.load_workbook(tmp_path / "bang.xlsx").active
    assert workbook is not None
    rows = [list(row) for row in workbook.iter_rows(values_only=True)]
    header = next(row for row in rows if row[0] == "TT")
    column = header.index("Giao năm 2024")
    assert [row[column] for row in rows[rows.index(header) + 1 :]] == [*POSTS, 24]
    text = (tmp_path / "bang.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert [line[column] for line in lines[-7:]] == [str(posts) for posts in [*POSTS, 24]]
    assert Seal.objects.get().head in text.decode()


def test_a_file_that_cannot_be_written_is_told(load: Callable[[], str], tmp_path: Path) -> None:
    load()

    with pytest.raises(CommandError, match="không ghi được") as refusal:
        exported(tmp_path / "khong-co")
    assert refusal.value.returncode == 2


# ---- setup_office


def set_up(
    folder: Path,
    *,
    passwords: tuple[str, ...] = ("mat-khau-dau-tien", "mat-khau-thu-hai", "mat-khau-thu-ba"),
    **options: Any,
) -> None:
    """Start an office; its passwords come from a file."""
    file = folder / "passwords"
    file.write_text("\n".join(passwords), encoding="utf-8")
    values: dict[str, Any] = {
        "level": "district",
        "name": "Huyện Đức  Linh",
        "suffix": "HU",
        "administrator": "quan.tri",
        "staff": "nhap.lieu",
        "approver": "doi.chieu",
        "password_file": str(file),
    }
    call_command("setup_office", **values | options)


def test_an_office_starts_with_place_committee_pool_agencies_and_people(
    db: None, tmp_path: Path, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path)

    assert capsys.readouterr().out == "Huyện Đức Linh (duc-linh): 6 agencies, 3 accounts.\n"
    locality = Locality.objects.get(code="duc-linh")
    assert (locality.name, locality.level, locality.path) == ("Huyện Đức Linh", "district", "duc-linh/")
    body = IssuingBody.objects.get(locality=locality)
    assert (body.name, body.suffix) == ("Huyện ủy Đức Linh", "HU")
    assert Pool.objects.get().block == "party"
    assert list(Agency.objects.order_by("order").values_list("kind__code", flat=True)) == IN_ORDER
    assert Agency.objects.get(kind__code="nong-dan").name.endswith("huyện Đức Linh")
    assert StaffCategory.objects.filter(code="chua-phan-loai").exists()
    assert not QuotaDecision.objects.exists()
    assert client.login(username="nhap.lieu", password="mat-khau-thu-hai")
    assert {(grant.user.username, grant.role, grant.locality) for grant in Grant.objects.select_related("user")} == {
        ("nhap.lieu", Role.STAFF, locality),
        ("doi.chieu", Role.APPROVER, locality),
    }
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["quan.tri"]


def test_the_new_office_can_work_at_once(db: None, tmp_path: Path, client: Client) -> None:
    set_up(tmp_path)
    client.force_login(User.objects.get(username="nhap.lieu"))

    response = client.post(
        "/vao-so/them/",
        {
            "number": "2034",
            "issued_on": "15/12/2023",
            "subject": "Giao biên chế năm 2024",
            "year_from": "2024",
            "category": "chua-phan-loai",
            "manner": "set",
            "extent": "toan-van",
            **{
                f"posts-{agency.code}": str(posts)
                for agency, posts in zip(Agency.objects.order_by("order"), POSTS, strict=True)
            },
        },
    )

    draft = DecisionDraft.objects.get()
    assert response["Location"] == draft.get_absolute_url()
    assert (draft.document.symbol, draft.document.code) == ("2034-QĐ/HU", "2034-qd-hu-duc-linh-2023")
    client.post(f"{draft.get_absolute_url()}trinh/", {"version": draft.version})
    client.force_login(User.objects.get(username="doi.chieu"))
    booked = client.post(f"{draft.get_absolute_url()}vao-so/", {"version": draft.version + 1, "known_at": 0})
    assert booked["Location"] == "/quyet-dinh/1/"
    assert find_faults() == []


@pytest.mark.parametrize(
    ("name", "level", "suffix", "committee"),
    [
        pytest.param("Tỉnh Bình Thuận", "province", "TU", "Tỉnh ủy Bình Thuận", id="a province"),
        pytest.param("Thành phố Hà Nội", "province", "TU", "Thành ủy Hà Nội", id="a city under the centre"),
        pytest.param("Thành phố Sơn La", "district", "ThU", "Thành ủy Sơn La", id="a city in a province"),
        pytest.param("Thị xã Phú Thọ", "district", "HU", "Thị ủy Phú Thọ", id="a town"),
        pytest.param("Quận Ba Đình", "district", "QU", "Quận ủy Ba Đình", id="an urban district"),
        pytest.param("Xã Vân Hồ", "commune", "ĐU", "Đảng ủy Vân Hồ", id="a commune"),
    ],
)
def test_the_committee_bears_the_name_of_its_kind(
    db: None, tmp_path: Path, name: str, level: str, suffix: str, committee: str
) -> None:
    set_up(tmp_path, name=name, level=level, suffix=suffix)

    assert IssuingBody.objects.get(locality__name=name).name == committee


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param({"kinds": ["mttq", "khong-co"]}, "Không có loại cơ quan: khong-co", id="an unknown kind"),
        pytest.param({"parent": "khong-co"}, "Không có địa phương cấp trên mã “khong-co”", id="an unknown parent"),
        pytest.param({"passwords": ("12345678", "x" * 12, "y" * 12)}, "quan.tri: ", id="a weak password"),
        pytest.param({"passwords": ("mat-khau-dau-tien",)}, "one line for each of", id="passwords missing"),
        pytest.param({"password_file": "/khong/co"}, "--password-file /khong/co: ", id="no such file"),
        pytest.param({"staff": "quan.tri"}, "", id="one name for two people"),
        pytest.param({"name": "  "}, "", id="no name"),
    ],
)
def test_an_office_is_set_up_whole_or_not_at_all(db: None, tmp_path: Path, options: dict[str, Any], told: str) -> None:
    with pytest.raises(CommandError) as refusal:
        set_up(tmp_path, **options)

    assert refusal.value.returncode == 2
    assert told in str(refusal.value)
    assert not Locality.objects.exists()
    assert not User.objects.exists()


def test_a_register_in_use_is_not_set_up_again(db: None, tmp_path: Path) -> None:
    set_up(tmp_path)

    with pytest.raises(CommandError, match="đã có quản trị"):
        set_up(tmp_path, name="Huyện Na Hang")

    assert not Locality.objects.filter(name="Huyện Na Hang").exists()


def test_passwords_are_asked_for_where_there_is_no_file(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr("orgregs.management.commands.setup_office.getpass", lambda question: f"mat-khau cua {question}")

    set_up(tmp_path, password_file=None)

    assert client.login(username="quan.tri", password="mat-khau cua Password of quan.tri: ")


def test_an_office_below_another_stands_under_its_committee(db: None, tmp_path: Path) -> None:
    call_command("loaddata", *sorted((ROOT / "fixtures" / "reference").glob("*.json")), verbosity=0)

    set_up(tmp_path, name="Tỉnh Lâm Đồng", level="province", suffix="TU", parent="trung-uong")

    body = IssuingBody.objects.get(name="Tỉnh ủy Lâm Đồng")
    assert body.locality.path == "trung-uong/lam-dong/"
    assert body.parent is not None
    assert body.parent.locality.code == "trung-uong"
