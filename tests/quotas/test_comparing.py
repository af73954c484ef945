"""What the second person sees: the list that waits, the difference to what stands, the ceiling, the scan."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quotas.actions import DraftHasProblems, ScanHasChanged, book_decision, return_draft, submit_draft
from quotas.intake import examine
from quotas.models import Countersignature, QuotaDecision
from quotas.proof import countersignature_contents, find_faults
from quotas.reports.comparison import comparison_of, waiting_drafts
from quotas.seals import digest_of_countersignature
from regulations.models import Attachment
from tests.conftest import guards_lifted
from tests.quotas.conftest import Page
from tests.scans import upload
from tests.times import JULY, MARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User
    from regulations.models import Document
    from tests.quotas.conftest import Desk

    Open = Callable[..., Page]

MOMENT = dt.datetime(2023, 12, 20, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2023, 12, 24)


def scanned(document: Document, person: User, content: bytes = b"%PDF-", at: dt.datetime = MOMENT) -> Attachment:
    """A scan of a paper, as if it had been attached."""
    return Attachment.objects.create(
        document=document,
        file=ContentFile(content, name="x.pdf"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        original_name="qd.pdf",
        attached_by=person,
        attached_at=at,
    )


# ---- The difference to what stands


def test_the_figures_that_change_stand_in_the_order_of_the_paper(desk: Desk) -> None:
    desk.year_2024()
    draft = desk.draft(
        desk.line("ccb", 3),
        desk.add("mttq", -1, effective_on=MARCH),
        desk.move("doan", "phu-nu", 2, effective_on=MARCH),
    )

    compared = comparison_of(examine(draft))

    assert [(str(row.holder), row.before, row.after, row.difference.change) for row in compared.changed] == [
        ("Ủy ban Mặt trận Tổ quốc Việt Nam huyện Đức Linh", 6, 5, -1),
        ("Hội Liên hiệp Phụ nữ huyện Đức Linh", 4, 6, 2),
        ("Huyện đoàn Đức Linh", 5, 3, -2),
    ]
    assert compared.untouched == 1


def test_the_effect_on_the_ceiling_stands_where_one_is_on_record(desk: Desk) -> None:
    desk.allotment(25)
    desk.year_2024()
    within, above = (
        desk.draft(desk.add("mttq", 1, effective_on=JULY)),
        desk.draft(desk.add("mttq", 3, effective_on=JULY)),
    )

    first, second = (comparison_of(examine(draft)).ceiling for draft in (within, above))

    assert [(line.allotment, line.row.given_before, line.row.given, line.reserve) for line in first] == [
        (25, 24, 25, 0)
    ]
    assert [(line.row.day, line.reserve, line.above) for line in second] == [(JULY, -2, 2)]


def test_without_an_allotment_nothing_is_compared(desk: Desk, page: Open) -> None:
    draft = desk.submitted(desk.line("mttq", 6))

    assert comparison_of(examine(draft)).ceiling == []
    assert "Chưa ghi số cấp trên giao" in page(desk.books, draft.get_absolute_url()).text


def test_the_page_shows_old_and_new_side_by_side(desk: Desk, page: Open) -> None:
    desk.allotment(25)
    desk.year_2024()
    draft = desk.submitted(desk.add("mttq", 3, effective_on=JULY), reasons={"above-ceiling-warned": "Tỉnh cho phép."})

    shown = page(desk.books, draft.get_absolute_url())

    assert shown.column("Đang ghi", table=1) == ["6"]
    assert shown.column("Sẽ ghi", table=1) == ["9"]
    assert shown.column("Chưa phân bổ", table=2) == ["vượt 2"]


# ---- The list


def test_the_longest_waiting_stands_first_with_total_lines_and_days(desk: Desk, clerk: User) -> None:
    desk.year_2024()
    old = desk.submitted(desk.line("mttq", 6), desk.line("ldld", 3), year_from=2024)
    new = desk.submitted(desk.line("mttq", 7), year_from=2025, by=clerk)

    waiting = waiting_drafts(desk.books, TODAY)

    assert [(row.draft, row.posts, row.lines, row.changed, row.days, row.is_own) for row in waiting] == [
        (old, 9, 2, 1, 4, False),
        (new, 7, 1, 1, 4, False),
    ]
    assert [row.is_own for row in waiting_drafts(clerk, TODAY)] == [False, True]


def test_nobody_who_does_not_book_there_has_a_list(desk: Desk, auditor: User, unit_head: User, stranger: User) -> None:
    desk.submitted(desk.line("mttq", 6))

    assert [waiting_drafts(person, TODAY) for person in (desk.drafts, auditor, unit_head, stranger)] == [[]] * 4


def test_the_list_of_drafts_begins_with_what_waits(desk: Desk, page: Open) -> None:
    desk.submitted(desk.line("mttq", 6))

    assert "Chờ vào sổ" in page(desk.books, "/vao-so/").text
    assert "Chờ vào sổ" not in page(desk.drafts, "/vao-so/").text


def test_thirty_waiting_drafts_cost_as_many_queries_as_three(
    desk: Desk,
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            waiting_drafts(desk.books, TODAY)
        return len(captured)

    for _number in range(3):
        desk.submitted(desk.line("mttq", 6))
    count()  # what a person may do is read once
    few = count()
    for _number in range(9):
        desk.submitted(desk.line("mttq", 6), desk.line("ldld", 2))

    assert count() == few


# ---- The scan is sealed


def test_booking_seals_the_scan_that_was_compared(desk: Desk) -> None:
    paper = desk.paper()
    scan = scanned(paper, desk.drafts)
    draft = desk.submitted(desk.line("mttq", 6), document=paper)

    decision = book_decision(draft=draft, scan=scan.sha256, by=desk.books, at=MOMENT)

    assert (decision.scan, decision.scan_sha256) == (scan, scan.sha256)
    assert find_faults() == []
    Path(scan.file.path).write_bytes(b"another paper")
    assert [fault for fault in find_faults() if "Bản chụp" in fault] != []
    Path(scan.file.path).unlink()
    assert len(find_faults()) == 1


def test_a_scan_that_changed_since_the_page_was_opened_stops_the_booking(desk: Desk, client: Client) -> None:
    paper = desk.paper()
    old = scanned(paper, desk.drafts)
    draft = desk.submitted(desk.line("mttq", 6), document=paper)
    scanned(paper, desk.drafts, b"%PDF-2", at=MOMENT + dt.timedelta(hours=1))

    with pytest.raises(ScanHasChanged):
        book_decision(draft=draft, scan=old.sha256, by=desk.books, at=MOMENT)

    client.force_login(desk.books)
    response = client.post(f"/vao-so/{draft.code}/vao-so/", {"version": draft.version, "scan": old.sha256})
    assert response.status_code == 409
    assert "đã được thay" in Page(response).text
    assert QuotaDecision.objects.count() == 0


def test_an_alteration_of_the_sealed_digest_or_reason_is_told(desk: Desk) -> None:
    decision = desk.year_2024()
    desk.corrected(decision, desk.line("mttq", 5, corrects=decision.lines.get(number=1)))
    assert find_faults() == []

    with guards_lifted():
        QuotaDecision.objects.filter(position=2).update(reason="Lý do khác")

    assert len(find_faults()) == 1


# ---- One decision, however it is clicked


def test_the_back_button_and_a_second_click_find_the_decision_that_the_first_made(desk: Desk, client: Client) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    client.force_login(desk.books)
    form = {"version": draft.version, "known_at": 0, "scan": ""}

    answers = [client.post(f"/vao-so/{draft.code}/vao-so/", form) for _click in range(3)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/quyet-dinh/1/")] * 3
    assert QuotaDecision.objects.count() == 1
    stale = client.post(f"/vao-so/{draft.code}/tra-lai/", {"version": draft.version, "remark": "Quay lại."})
    assert stale.status_code == 409
    draft.refresh_from_db()
    assert draft.state == "booked"


# ---- A scan given on the draft's own page


def test_a_scan_is_given_on_the_page_of_the_draft(desk: Desk, client: Client, page: Open) -> None:
    draft = desk.draft(desk.line("mttq", 6))
    client.force_login(desk.drafts)

    refused = client.post(f"/vao-so/{draft.code}/ban-chup/", {"is_secret": "khong"})
    assert refused.status_code == 400
    assert "Chọn tệp PDF của văn bản." in Page(refused).text
    secret = client.post(f"/vao-so/{draft.code}/ban-chup/", {"scan": upload(), "is_secret": "co"})
    assert (secret.status_code, Attachment.objects.count()) == (400, 0)

    kept = client.post(f"/vao-so/{draft.code}/ban-chup/", {"scan": upload(), "is_secret": "khong"})

    scan = Attachment.objects.get()
    assert kept["Location"] == draft.get_absolute_url()
    assert (scan.document, scan.attached_by) == (draft.document, desk.drafts)
    assert scan.get_absolute_url() in page(desk.books, draft.get_absolute_url()).html


def test_who_only_compares_gives_no_scan(desk: Desk, client: Client) -> None:
    draft = desk.submitted(desk.line("mttq", 6))
    client.force_login(desk.books)

    client.post(f"/vao-so/{draft.code}/ban-chup/", {"scan": upload(), "is_secret": "khong"})

    assert Attachment.objects.count() == 0


# ---- Reasons for warnings

WRONG_TOTAL = {"total-differs": "Bản giấy ghi 7."}


def test_a_reason_stays_with_whoever_gave_it(desk: Desk, client: Client) -> None:
    draft = desk.submitted(desk.line("mttq", 6), totals=[desk.total(7)], reasons=WRONG_TOTAL)
    client.force_login(desk.books)
    shown = Page(client.get(draft.get_absolute_url()))
    assert "Bản giấy ghi 7." in shown.text
    assert "(Cán bộ Đức Linh)" in shown.text

    client.post(f"/vao-so/{draft.code}/vao-so/", {"reason-total-differs": "Bản giấy ghi 7."})

    given = QuotaDecision.objects.get().acknowledgements.get()
    assert (given.reason, given.acknowledged_by) == ("Bản giấy ghi 7.", desk.drafts)


def test_a_reason_does_not_outlive_the_numbers_it_was_given_for(desk: Desk) -> None:
    draft = desk.submitted(desk.line("mttq", 6), totals=[desk.total(7)], reasons=WRONG_TOTAL)
    return_draft(draft=draft, remark="Xem lại.", by=desk.books, at=MOMENT)
    again = {"draft": draft, "document": draft.document, "totals": [desk.total(7)]}

    desk.draft(desk.line("mttq", 6), **again)
    assert draft.acknowledgements.count() == 1
    desk.draft(desk.line("mttq", 9), **again)

    assert draft.acknowledgements.count() == 0
    with pytest.raises(DraftHasProblems):
        submit_draft(draft=draft, by=desk.drafts, at=MOMENT)


def test_a_draft_with_something_to_mend_offers_no_booking(desk: Desk, page: Open) -> None:
    paper = desk.paper()
    second = desk.submitted(desk.line("mttq", 6), document=paper)
    desk.booked(desk.line("mttq", 5), document=paper)

    shown = page(desk.books, second.get_absolute_url())

    assert "Phải sửa" in shown.text
    assert "Chỉ bấm khi đã so từng dòng" not in shown.text
    assert "Trả lại" in shown.text


def test_last_year_stands_beside_a_first_figure(desk: Desk, page: Open) -> None:
    desk.booked(desk.line("mttq", 4))
    draft = desk.submitted(desk.line("mttq", 9), year_from=2025)

    assert page(desk.books, draft.get_absolute_url()).column("Cuối năm trước", table=1) == ["4"]


# ---- What earlier papers said counts in a total


def test_the_ceiling_counts_what_the_papers_before_counted(desk: Desk) -> None:
    desk.allotment(8)
    lines = [desk.line("mttq", 6), desk.line("mttq", 4, category=desk.civil)]
    desk.booked(*lines, totals=[desk.total(6), desk.total(4, desk.civil, counts_in_total=False)])
    draft = desk.draft(desk.add("mttq", 1, effective_on=JULY))

    examination = examine(draft)

    assert [line.row.given for line in comparison_of(examination).ceiling] == [7]
    assert [problem.code for problem in examination.problems if "ceiling" in problem.code] == []


def test_what_was_received_adds_up_as_its_own_paper_says(desk: Desk, page: Open) -> None:
    paper = desk.paper(place="binh-thuan", issued_on=dt.date(2023, 12, 1))
    lines = [desk.line("duc-linh", 30), desk.line("duc-linh", 5, category=desk.civil)]
    totals = [desk.total(30), desk.total(5, desk.civil, counts_in_total=False)]
    desk.booked(*lines, pool=desk.province, document=paper, totals=totals)
    desk.booked(desk.line("mttq", 6))

    assert "Tổng số cấp trên giao: 30; chưa phân bổ: 24" in page(desk.books, "/bien-che/duc-linh/2024/").text


# ---- What verify says of rows that somebody altered


def test_a_countersignature_of_the_person_who_booked_is_told(desk: Desk) -> None:
    decision = desk.year_2024()

    signed = Countersignature(decision=decision, countersigned_by=desk.books, countersigned_at=MOMENT, position=1)
    signed.digest = digest_of_countersignature(countersignature_contents(signed))
    signed.save(force_insert=True)

    assert find_faults() == ["Người thứ hai đối chiếu của quyết định số 1 không hợp lệ hoặc đã bị sửa."]


@pytest.mark.parametrize("name", ["", "../../etc/passwd"])
def test_a_scan_that_leads_elsewhere_is_told(desk: Desk, name: str) -> None:
    paper = desk.paper()
    scan = scanned(paper, desk.drafts)
    desk.booked(desk.line("mttq", 6), document=paper)

    with guards_lifted():
        Attachment.objects.filter(pk=scan.pk).update(file=name)

    assert len(find_faults()) == 1
