"""Whatever language a person reads: what is kept, sealed, exported and compared is said in the register's own."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actions import set_password
from accounts.models import User
from agencies.models import Agency
from localities.models import Locality
from orgregs.foundation.cells import ChoiceCell, YesNoCell
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.spreadsheet_formats import FORMATS, Csv, Xlsx
from orgregs.foundation.workbooks import read_workbook
from quotas.actions import book_decision, countersign_decision
from quotas.checking import check_file
from quotas.choices import Block
from quotas.forms.manners import Manner, printed_word
from quotas.models import DecisionDraft, Pool, QuotaDecision, Receipt
from tests.admin.pages import address, own_models
from tests.admin.register import fill
from tests.conftest import ROOT
from tests.test_no_english import places_without_arguments
from tests.workbooks import xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from tests.quotas.conftest import Desk

    Export = Callable[[str, str], bytes]

COOKIE = "django_language"
LANGUAGES = ("vi", "en")
TABLE = "/bien-che/duc-linh/2024/"
BLOCK = "Khối Đảng, Mặt trận Tổ quốc và các tổ chức chính trị - xã hội"
NOW = dt.datetime(2024, 3, 1, 2, 30, tzinfo=dt.UTC)


@pytest.fixture
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of the doors, so that two files differ in nothing but the language."""
    monkeypatch.setattr("orgregs.foundation.clock.now", lambda: timezone.localtime(NOW))


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Take back what is written, so that both languages find the same register."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """Return what a workbook holds, without the moment at which a program wrote it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


# ---- What goes out


@pytest.fixture
def export(loaded: None, client: Client, administrator: User, one_moment: None) -> Export:
    """The file of an address, as somebody who reads a language gets it; none where the page has no file."""
    client.force_login(administrator)

    def of(place: str, language: str) -> bytes:
        client.cookies[COOKIE] = language
        answer = client.get(place)
        return answer.content if "attachment" in answer.headers.get("Content-Disposition", "") else b""

    return of


def test_every_list_gives_the_same_file_in_every_language(export: Export) -> None:
    given = []
    for place in [*places_without_arguments(), TABLE, f"{TABLE}?q=hoi&xep=-nam_nay"]:
        for form in ("csv", "xlsx"):
            asked = f"{place}{'&' if '?' in place else '?'}tep={form}"
            own, english = (export(asked, language) for language in LANGUAGES)
            if own:
                given.append(asked)
                assert english == own, asked

    assert len(given) >= 2 * 8


def test_an_english_reader_gets_a_file_with_vietnamese_lines_and_headings(export: Export) -> None:
    lines = export(f"{TABLE}?tep=csv", "en").decode("utf-8-sig").splitlines()

    assert lines[0].strip('"') == "Bảng giao biên chế năm 2024, Huyện Đức Linh"
    assert lines[1] == "Bộ lọc,không lọc"
    assert any(line.startswith('TT,"Cơ quan, đơn vị",') for line in lines)


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.title)
def test_every_list_of_the_admin_gives_the_same_file_in_every_language(
    kind: type[Any], loaded: None, client: Client, administrator: User, one_moment: None
) -> None:
    fill()
    client.force_login(administrator)
    for model in own_models():
        files, names = [], set()
        for language in LANGUAGES:
            client.cookies[COOKIE] = language
            answer = client.post(address(model, "export"), {"format": str(FORMATS.index(kind)), "resource": "0"})
            assert answer.status_code == 200, model
            files.append(parts_of(answer.content) if kind is Xlsx else answer.content)
            names.add(answer.headers["Content-Disposition"])

        assert files[0] == files[1], model
        assert len(names) == 1


def test_what_was_exported_changes_nothing_when_an_english_reader_brings_it_back(
    loaded: None, client: Client, administrator: User
) -> None:
    client.force_login(administrator)
    client.cookies[COOKIE] = "en"
    for model in (Agency, Locality, Pool):  # days, yes and no, choices
        sent = client.post(address(model, "export"), {"format": str(FORMATS.index(Csv)), "resource": "0"})

        file = SimpleUploadedFile("danh-muc.csv", sent.content)
        answer = client.post(address(model, "import"), {"import_file": file, "resource": "0"})

        assert "confirm_form" in answer.context, model
        assert answer.context["result"].totals["skip"] == model._default_manager.count()


def test_a_cell_of_a_file_has_one_word_in_every_language() -> None:
    with translation.override("en"):
        assert [YesNoCell().render(each) for each in (True, False, None)] == ["có", "không", ""]
        assert ChoiceCell(Block.choices).render("party") == BLOCK
        assert ChoiceCell(Block.choices).clean(BLOCK) == "party"
        with pytest.raises(ValueError, match="is not in the list: Khối Đảng"):
            ChoiceCell(Block.choices).clean("Party")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("writer", LANGUAGES)
def test_a_file_matches_whoever_wrote_and_checks_it(
    writer: str, reader: str, form: str, export: Export, client: Client, administrator: User
) -> None:
    content = export(f"{TABLE}?tep={form}", writer)

    with translation.override(reader):
        verdict = check_file(content, f"bang.{form}", administrator)
    client.cookies[COOKIE] = reader
    page = client.post("/doi-chieu-tep/", {"exported": SimpleUploadedFile(f"bang.{form}", content)}).content.decode()

    assert verdict.matches, [str(each) for each in verdict.differences]
    assert {"vi": "Khớp", "en": "Matches"}[reader] in page


def test_a_note_of_the_file_that_a_second_person_lifted_is_no_difference_in_english(
    desk: Desk, client: Client, clerk: User
) -> None:
    alone = desk.places.locality("duc-linh")
    alone.one_person_books = True
    alone.save()
    draft = desk.submitted(desk.line("mttq", 6), document=desk.paper(), by=clerk, is_extract=True)
    decision = book_decision(draft=draft, by=clerk, at=NOW)
    client.force_login(desk.books)
    client.cookies[COOKIE] = "en"
    content = client.get("/bien-che/duc-linh/2024/?tep=csv").content
    assert "Chưa có người thứ hai đối chiếu." in content.decode()
    countersign_decision(decision=decision, by=desk.books, at=NOW)

    with translation.override("en"):
        verdict = check_file(content, "bang.csv", desk.books)

    assert verdict.matches
    assert verdict.notes == ["Since the export, a second person has compared."]


# ---- What is kept


def test_a_decision_booked_by_an_english_reader_has_the_same_seal(desk: Desk, client: Client, one_moment: None) -> None:
    # It counts from before its day of issue: a warning that says the name of a pool, and so of its block.
    draft = desk.submitted(
        desk.line("duc-linh", 6),
        totals=[desk.total(7)],
        pool=desk.province,
        year_from=2023,
        document=desk.paper(place="binh-thuan", issued_on=dt.date(2023, 12, 1)),
        reasons=dict.fromkeys(("total-differs", "before-issue"), "Bản giấy ghi như vậy"),
    )
    client.force_login(desk.books)
    kept = []
    for language in LANGUAGES:
        with undone():
            client.cookies[COOKIE] = language
            assert client.post(reverse("quotas:draft-book", args=[draft.code])).status_code == 302
            decision = QuotaDecision.objects.select_related("seal").latest("position")
            told = list(decision.acknowledgements.order_by("code").values_list("sentence", flat=True))
            why = list(DecisionDraft.history.filter(id=draft.pk).values_list("history_change_reason", flat=True))
            lines = list(decision.lines.values_list("holder_name", "label"))
            kept.append((decision.seal.digest, decision.seal.head, decision.pool_name, lines, told, why))

    assert kept[0] == kept[1]
    assert kept[1][2].endswith(BLOCK)
    assert f"Dòng 1 (Huyện Đức Linh – {BLOCK}): số được tính từ ngày 01/01/2023" in kept[1][4][0]
    assert {"Trình", "Đối chiếu, vào sổ"} <= set(kept[1][5])


def test_a_form_filled_in_english_makes_the_same_draft(desk: Desk, client: Client, one_moment: None) -> None:
    paper = desk.paper()
    client.force_login(desk.drafts)
    typed = {"document": paper.code, "year_from": "2024", "extent": "toan-van", "category": "chua-phan-loai"}
    typed |= {
        "manner": "set",
        "posts-duc-linh-mttq": "06",
        "posts-duc-linh-phu-nu": "1.149",
        "effective_on": "03/01/2024",
    }
    typed |= {"manner-duc-linh-ldld": "provisional", "posts-duc-linh-ldld": "2", "stated_total": "1.157"}
    made = []
    for language in LANGUAGES:
        with undone():
            client.cookies[COOKIE] = language
            assert client.post("/vao-so/them/?dia-phuong=duc-linh", typed).status_code == 302
            made.append(lines_of(DecisionDraft.objects.get()))

    assert made[0] == made[1]
    assert [line[1:] for line in made[1]] == [
        (6, "giao", dt.date(2024, 1, 3)),
        (2, "tạm giao", dt.date(2024, 1, 3)),
        (1149, "giao", dt.date(2024, 1, 3)),
    ]


def test_a_workbook_brought_by_an_english_reader_makes_the_same_draft(
    loaded: None, client: Client, administrator: User, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TRAINING = True
    call_command("load_register")
    capsys.readouterr()
    client.force_login(User.objects.get(username="duclinh.nhap"))
    content = (ROOT / "fixtures/tap-huan/giao-2025-dung.xlsx").read_bytes()
    place = "/vao-so/tu-excel/?dia-phuong=huyen-tap-huan"
    typed = {"number": "60", "issued_on": "03/01/2025", "subject": "Giao biên chế", "year_from": "2025"}
    typed |= {"extent": "toan-van", "category": "chua-phan-loai"}
    made = []
    for language in LANGUAGES:
        with undone():
            client.cookies[COOKIE] = language
            opened = client.get(place).context["form"]
            typed |= {
                name: str(opened[name].value() or opened.fields[name].queryset[0].pk) for name in ("series_of", "type")
            }
            shown = client.post(place, typed | {"workbook": SimpleUploadedFile("giao.xlsx", content)})
            read = shown.context["form"].token
            assert client.post(place, typed | {"read": read, "confirm": "1"}).status_code == 302
            draft = Receipt.objects.latest("pk").draft
            assert draft.document.issued_on == dt.date(2025, 1, 3)
            made.append(lines_of(draft))

    assert made[0] == made[1]
    assert len(made[1]) >= 6


def lines_of(draft: DecisionDraft) -> list[tuple[Any, ...]]:
    return list(draft.lines.order_by("number").values_list("holder__agency__code", "posts", "label", "effective_on"))


def test_files_that_go_to_and_fro_are_the_same_in_every_language(desk: Desk, client: Client, one_moment: None) -> None:
    client.force_login(desk.drafts)
    sheet = xlsx({"Giao": [["TT", "Cơ quan", "Biên chế"], [1, "Hội Không có", 3], [2, "Huyện đoàn Đức Linh", -5]]})
    typed = {"document": desk.paper().code, "year_from": "2024", "extent": "toan-van", "category": "chua-phan-loai"}
    place, files = "/vao-so/tu-excel/?dia-phuong=duc-linh", []
    for language in LANGUAGES:
        client.cookies[COOKIE] = language
        template = client.get("/vao-so/tu-excel/tep-mau/?dia-phuong=duc-linh&nam=2024").content
        sent = typed | {"workbook": SimpleUploadedFile("giao.xlsx", sheet), "result": "1"}
        files.append([read_workbook(each, "x.xlsx")[0].rows for each in (template, client.post(place, sent).content)])

    assert files[0] == files[1]
    assert files[1][0][0] == ["TT", "Cơ quan, đơn vị", "Biên chế", "Ghi chú"]
    assert files[1][1][0] == ["Trang", "Dòng", "Cột", "Trong tệp", "Cần sửa gì"]
    assert "không có cơ quan tên" in str(files[1][1][1])


@pytest.mark.parametrize("manner", Manner)
def test_the_word_of_a_line_is_that_of_the_papers(manner: Manner) -> None:
    with as_kept():
        own = printed_word(manner)
    with translation.override("en"):
        assert printed_word(manner) == own
        assert str(manner.label).lower() != own


def test_reasons_that_the_register_gives_itself_are_kept_in_vietnamese(staff: User, administrator: User) -> None:
    with translation.override("en"):
        set_password(user=staff, password="mat-khau-moi-dai", by=administrator)

    assert staff.history.latest().history_change_reason == "Đặt lại mật khẩu"


def test_the_note_of_an_edit_in_the_admin_names_the_record_in_vietnamese(
    desk: Desk, client: Client, administrator: User
) -> None:
    client.force_login(administrator)
    client.cookies[COOKIE] = "en"
    place = address(Pool, "change", desk.district.pk)
    form = client.get(place).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    answer = client.post(place, sent | {"ceiling_policy": "block", "reason": "Theo văn bản"})

    assert answer.status_code == 302, answer.context["errors"]
    assert LogEntry.objects.latest("pk").object_repr.endswith(BLOCK)


def test_speaking_the_own_language_ends_where_it_ends() -> None:
    with translation.override("en"):
        with as_kept():
            assert translation.get_language() == "vi"
        assert translation.get_language() == "en"
