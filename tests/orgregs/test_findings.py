"""Vấn đề cần xử lý: the list, the panels of records, the first page, the command."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Grant, User
from localities.models import Locality
from orgregs.foundation import chores, clock, findings
from orgregs.foundation.findings import Finding
from orgregs.foundation.reach import Everyone
from tests.quotas.conftest import Desk, Page
from tests.quotas.conftest import desk as desk
from tests.quotas.conftest import page as page_of_a_person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from tests.conftest import Places

    Open = Callable[..., Page]

open_page = page_of_a_person
TODAY = dt.date(2026, 11, 1)


@pytest.fixture
def told(desk: Desk) -> Desk:
    """Five agencies without a line, and a wrong total."""
    desk.booked(desk.line("mttq", 6), totals=[desk.total(9)], reasons={"total-differs": "In sai."})
    return desk


def column(page: Page, heading: str) -> list[str]:
    return page.column(heading)


def test_the_list_tells_each_finding_the_longest_standing_first(told: Desk, open_page: Open) -> None:
    shown = open_page(told.drafts, "/van-de/")

    assert "Tổng cộng 6 vấn đề" in shown.text
    assert column(shown, "Từ ngày") == ["15/12/2023", *["01/01/2024"] * 5]
    assert set(column(shown, "Địa phương")) == {"Huyện Đức Linh"}
    assert 'href="/quyet-dinh/1/"' in shown.html
    assert 'href="/co-quan/duc-linh-ccb/"' in shown.html


def test_the_list_is_narrowed_by_rule_and_place(told: Desk, open_page: Open) -> None:
    one = open_page(told.drafts, "/van-de/", quy_tac="stated-total-differs")
    above = open_page(told.drafts, "/van-de/", dia_phuong="binh-thuan")

    assert "Tổng cộng 1 vấn đề" in one.text
    assert "Đang lọc: Quy tắc: Tổng số ghi trong quyết định bằng cộng các dòng." in one.text
    assert "Tổng cộng 6 vấn đề" in above.text
    for query in ({"quy_tac": "khong-co"}, {"dia_phuong": "na-hang"}):
        refused = open_page(told.drafts, "/van-de/", **query)
        assert refused.status == 400
        assert "danh sách để trống" in refused.text


def test_an_address_of_a_rule_stays_good_when_its_last_finding_is_put_in_order(told: Desk, open_page: Open) -> None:
    for code, rule in findings.rules().items():
        shown = open_page(told.drafts, "/van-de/", quy_tac=code)
        assert shown.status == 200, code
        assert f"Đang lọc: Quy tắc: {rule}" in shown.text
    assert "Tổng cộng 0 vấn đề" in open_page(told.drafts, "/van-de/", quy_tac="allotment-cut").text


def test_every_finding_is_of_a_rule_that_is_known(told: Desk) -> None:
    found = findings.collect(Everyone(), TODAY)

    assert {each.code: each.rule for each in found}.items() <= findings.rules().items()


def test_the_list_is_sorted_as_asked(told: Desk, open_page: Open) -> None:
    shown = open_page(told.drafts, "/van-de/", xep="-since")

    assert column(shown, "Từ ngày")[-1] == "15/12/2023"


def test_the_list_is_exported(told: Desk, client: Client) -> None:
    client.force_login(told.drafts)

    text = client.get("/van-de/?tep=csv&quy_tac=stated-total-differs").content.decode("utf-8-sig")

    (row,) = [row for row in csv.reader(io.StringIO(text)) if row and row[0] == "1"]
    assert row[1:3] == ["15/12/2023", "Huyện Đức Linh"]
    assert row[5] == "1001-QĐ/HU"
    assert client.get("/van-de/?tep=xlsx").status_code == 200


def test_nobody_reads_the_findings_of_others(told: Desk, stranger: User, unit_head: User, open_page: Open) -> None:
    for person in (stranger, unit_head):
        shown = open_page(person, "/van-de/")
        assert "Tổng cộng 0 vấn đề" in shown.text
        assert "Đức Linh" not in "".join("".join(row) for row in shown.tables[0])


def test_the_page_of_a_record_shows_its_findings(told: Desk, places: Places, open_page: Open) -> None:
    heading = "<h2>Vấn đề cần xử lý</h2>"

    for address in (
        "/dia-phuong/duc-linh/",
        "/co-quan/duc-linh-ccb/",
        "/quyet-dinh/1/",
        f"/van-ban/{told.district.decisions.get().document.code}/",
    ):
        assert heading in open_page(told.drafts, address).html, address
    for address in ("/dia-phuong/binh-thuan/", "/co-quan/duc-linh-mttq/"):
        assert heading not in open_page(told.drafts, address).html, address


def test_the_first_page_counts_them_and_shows_the_first(told: Desk, auditor: User, open_page: Open) -> None:
    shown = open_page(auditor, "/")

    assert "6 vấn đề" in shown.text
    assert "tổng số ghi trong quyết định là 9, cộng các dòng được 6" in shown.text
    assert shown.html.count('class="finding"') == 5


def test_what_nobody_knows_the_day_of_comes_last(db: None) -> None:
    place = Locality(code="x", name="X", path="x/")

    def finding(found: str, since: dt.date | None) -> Finding:
        return Finding("code", "Quy tắc.", found, "Cách xử lý.", place, (), since)

    ordered = sorted([finding("b", None), finding("a", TODAY), finding("c", None)], key=lambda each: each.order)

    assert [each.found for each in ordered] == ["a", "b", "c"]


def test_an_app_registers_its_findings_once() -> None:
    def nothing(_user: Any, _day: dt.date, _about: Any) -> list[Finding]:
        return []

    before = list(findings._providers)
    try:
        findings.register(nothing, {})
        findings.register(nothing, {})
        assert findings._providers == [*before, nothing]
    finally:
        findings._providers[:] = before


def test_the_command_prints_everything_and_the_rest_of_a_place(told: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("findings")
    everything = capsys.readouterr().out
    call_command("findings", locality="na-hang")
    elsewhere = capsys.readouterr().out
    call_command("findings", locality="binh-thuan")

    lines = everything.splitlines()
    assert lines[0].startswith("2023-12-15  duc-linh  stated-total-differs  Quyết định 1001-QĐ/HU")
    assert lines[-1] == "6 finding(s)"
    assert elsewhere == "0 finding(s)\n"
    assert capsys.readouterr().out == everything
    with pytest.raises(CommandError, match="khong-co: no such locality"):
        call_command("findings", locality="khong-co")


def test_whoever_runs_a_command_sees_everything_and_may_do_nothing() -> None:
    assert Everyone().reach().everything
    assert Everyone().agencies().reach.everything
    assert not Everyone().may("book", "duc-linh/")


# ---- What an administrator is told


def test_an_administrator_is_told_where_a_second_person_is_missing(
    desk: Desk, places: Places, stranger: User, administrator: User, open_page: Open
) -> None:
    """Na Hang has a clerk and nobody who compares; Đức Linh has both."""
    shown = open_page(administrator, "/")

    assert 'href="/dia-phuong/na-hang/"' in shown.html
    assert 'href="/dia-phuong/duc-linh/"' not in shown.html
    assert "Thiếu người thứ hai" in shown.text


@pytest.mark.parametrize(
    ("grants", "is_missing"),
    [
        pytest.param([], False, id="nobody drafts"),
        pytest.param([("an", "staff")], True, id="nobody compares"),
        pytest.param([("an", "staff"), ("an", "approver")], True, id="one person does both"),
        pytest.param([("an", "staff"), ("binh", "approver")], False, id="two persons"),
        pytest.param(
            [("an", "staff"), ("an", "approver"), ("binh", "staff")], True, id="what one of them drafts, nobody books"
        ),
        pytest.param(
            [("an", "staff"), ("an", "approver"), ("binh", "approver")], False, id="each has another who books"
        ),
        pytest.param([("an", "staff"), ("khoa", "approver")], True, id="who compares is locked"),
        pytest.param([("khoa", "staff")], False, id="who drafts is locked"),
    ],
)
def test_who_counts_as_a_second_person(places: Places, grants: list[tuple[str, str]], is_missing: bool) -> None:  # noqa: FBT001
    from orgregs.administration import without_second_person

    people = {name: User.objects.create(username=name, is_active=name != "khoa") for name in ("an", "binh", "khoa")}
    place = places.locality("duc-linh")
    for name, role in grants:
        where = places.locality("binh-thuan") if role == "approver" else place
        Grant.objects.create(user=people[name], role=role, locality=where)

    assert without_second_person([place]) == ([place] if is_missing else [])


def test_an_administrator_is_told_who_is_locked_and_where_one_person_books(
    places: Places, administrator: User, open_page: Open, settings: Any
) -> None:
    User.objects.create(username="khoa.roi", is_active=False)
    place = places.locality("duc-linh")
    place.one_person_books = True
    place.save()
    person = User.objects.create(username="an")
    Grant.objects.create(user=person, role="staff", locality=place)

    shown = open_page(administrator, "/")
    settings.TRAINING = True
    training = open_page(administrator, "/")

    assert "khoa.roi" in shown.text
    assert "Đặt chế độ một người Huyện Đức Linh" in shown.text
    assert "Sổ thật." in shown.text
    assert "Sổ tập huấn" in training.text


def test_an_administrator_is_told_how_old_the_last_backup_is(
    administrator: User, open_page: Open, settings: Any, tmp_path: Path
) -> None:
    settings.CHORES_DIR = tmp_path / "chores"
    assert "Sao lưu gần nhất chưa có lần nào. Cần sao lưu" in open_page(administrator, "/").text

    chores.note(chores.BACKUP, chores.Chore(clock.now() - dt.timedelta(days=8), 5, "0" * 64, 0))
    assert "(8 ngày trước), sổ đến số 5: không có lỗi. Cần sao lưu" in open_page(administrator, "/").text

    chores.note(chores.BACKUP, chores.Chore(clock.now(), 5, "0" * 64, 0))
    assert "(hôm nay), sổ đến số 5: không có lỗi. Kiểm tra toàn vẹn gần nhất chưa" in open_page(administrator, "/").text


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"done_at": "2026-11-22T10:00:00", "position": 1}', "\x00"])
def test_a_note_of_a_chore_that_cannot_be_read_is_none(settings: Any, tmp_path: Path, kept: str) -> None:
    settings.CHORES_DIR = tmp_path
    (tmp_path / "backup.json").write_text(kept, encoding="utf-8")

    assert chores.last(chores.BACKUP) is None


def test_a_chore_does_not_fail_because_its_note_cannot_be_written(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "in-the-way").touch()
    settings.CHORES_DIR = tmp_path / "in-the-way"

    chores.note(chores.VERIFY, chores.Chore(clock.now(), 0, "0" * 64, 0))

    assert chores.last(chores.VERIFY) is None


def test_more_places_cost_an_administrator_no_more_queries(
    desk: Desk, administrator: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    from quotas.models import Pool

    client.force_login(administrator)
    client.get("/")

    def queries() -> int:
        with django_assert_max_num_queries(40) as counted:
            client.get("/")
        return len(counted.captured_queries)

    few = queries()
    for number in range(20):
        place = Locality(code=f"xa-{number}", name=f"Xã {number}", level="commune", parent=desk.district.locality)
        place.place_below_parent()
        place.save()
        Pool.objects.create(locality=place)
        person = User.objects.create(username=f"an-{number}", is_active=number % 2 == 0)
        Grant.objects.create(user=person, role="staff", locality=place)

    assert queries() == few
