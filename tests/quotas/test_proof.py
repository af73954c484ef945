"""What proves the booked side: every alteration made behind the register's back is told."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from hypothesis import given

from quotas.models import DecisionLine, Entry, QuotaDecision, Seal
from quotas.postings import plan
from quotas.proof import decision_contents, faults_of_ledger, find_faults, head_of, whole_decisions
from quotas.proof.faults import HistoryOfPool
from quotas.seals import GENESIS, digest_of, next_head
from tests.conftest import guards_lifted
from tests.quotas.ledger_books import books
from tests.times import MARCH

if TYPE_CHECKING:
    from quotas.postings import Line
    from tests.quotas.conftest import Desk


def tamper(sql: str, *values: int) -> None:
    """Write past every action, as somebody with the database open would."""
    with guards_lifted(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def register(desk: Desk) -> list[QuotaDecision]:
    """Three decisions: the year, a supplement acknowledged with a reason, a correction."""
    year = desk.year_2024()
    supplement = desk.booked(
        desk.add("mttq", 1, label="bổ sung"),
        totals=[desk.total(2)],
        reasons={"total-differs": "Bản giấy in sai"},
        document=desk.paper(issued_on=MARCH),
    )
    correction = desk.corrected(year, desk.line("ccb", 4, corrects=year.lines.get(number=6)))
    return [year, supplement, correction]


def test_a_sound_register_has_no_faults(register: list[QuotaDecision]) -> None:
    assert find_faults() == []
    assert head_of(0) == GENESIS
    assert [head_of(each.position) for each in register] == [Seal.objects.get(decision=each).head for each in register]


def test_an_empty_register_is_sound(db: None) -> None:
    assert find_faults() == []
    assert head_of(0) == GENESIS


def test_the_chain_can_be_followed_by_hand(register: list[QuotaDecision]) -> None:
    head = GENESIS
    for decision in whole_decisions().order_by("position"):
        head = next_head(head, digest_of(decision_contents(decision)))
        assert decision.seal.head == head


def test_the_contents_name_nothing_by_an_internal_number(register: list[QuotaDecision]) -> None:
    contents = decision_contents(whole_decisions().get(position=2))

    assert contents["document"] == register[1].document.code
    assert contents["pool"] == ["duc-linh", "party"]
    assert (contents["submitted_by"], contents["booked_by"]) == ("duclinh.nhap", "duclinh.doichieu")
    assert contents["lines"][0][:3] == [1, "add", "duc-linh-mttq"]
    assert contents["totals"] == [["chua-phan-loai", "Biên chế (chưa phân loại)", 2, True]]
    assert contents["acknowledgements"][0][0] == "total-differs"
    assert contents["entries"][0][:4] == ["duc-linh", "party", "duc-linh-mttq", 2024]


SHORT = {
    "line": "UPDATE quotas_decisionline SET",
    "decision": "UPDATE quotas_quotadecision SET",
    "entry": "UPDATE quotas_entry SET",
    "seal": "UPDATE quotas_seal SET",
    "third": "WHERE decision_id = 1 AND number = 3",
    "second": "WHERE position = 2",
    "of_second": "WHERE decision_id = 2",
}
DIFFERS, CHAIN, ENTRIES = "khác với lúc vào sổ", "không nối tiếp", "không khớp với các dòng"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        pytest.param("{line} posts = 5 {third}", ["số 1", DIFFERS, ENTRIES], id="a line's posts"),
        pytest.param("{line} posts = NULL {third}", ["số 1", DIFFERS, ENTRIES], id="a dash for a number"),
        pytest.param("{line} holder_name = 'X' {third}", ["số 1", DIFFERS], id="the name a line printed"),
        pytest.param("{line} label = 'thu hồi' {third}", ["số 1", DIFFERS], id="a line's label"),
        pytest.param("{line} provisional = TRUE {third}", ["số 1", DIFFERS], id="giao becomes tạm giao"),
        pytest.param("{line} effective_on = '2023-07-01' {third}", ["số 1", DIFFERS], id="a day that counts the same"),
        pytest.param("{line} effective_on = '2024-07-01' {third}", ["số 1", DIFFERS, ENTRIES], id="a later day"),
        pytest.param("{line} year_to = 2025 {third}", ["số 1", DIFFERS, ENTRIES], id="a line's years"),
        pytest.param("{decision} subject = 'Khác' {second}", ["số 2", DIFFERS], id="the subject"),
        pytest.param("{decision} symbol = '1-QĐ/HU' {second}", ["số 2", DIFFERS], id="the symbol"),
        pytest.param("{decision} issued_on = '2024-03-02' {second}", ["số 2", DIFFERS], id="the day of issue"),
        pytest.param("{decision} is_extract = TRUE {second}", ["số 2", DIFFERS], id="an extract"),
        pytest.param("{decision} one_person = TRUE {second}", ["số 2", DIFFERS], id="one person"),
        pytest.param("{decision} booked_by_id = submitted_by_id {second}", ["số 2", DIFFERS], id="who booked"),
        pytest.param("{decision} recorded_at = '2020-01-01 00:00:00+00:00' {second}", ["số 2", DIFFERS], id="when"),
        pytest.param("UPDATE quotas_statedtotal SET posts = 1 {of_second}", ["số 2", DIFFERS], id="a stated total"),
        pytest.param("DELETE FROM quotas_statedtotal {of_second}", ["số 2", DIFFERS], id="a total taken away"),
        pytest.param(
            "UPDATE quotas_decisionacknowledgement SET reason = 'Khác' {of_second}", ["số 2", DIFFERS], id="a reason"
        ),
        pytest.param("{entry} change = change + 1 {of_second}", ["số 2", DIFFERS, ENTRIES], id="an entry"),
        pytest.param(
            "{entry} effective_on = '2024-04-01' {of_second}", ["số 2", DIFFERS, ENTRIES], id="an entry's day"
        ),
        pytest.param("DELETE FROM quotas_entry {of_second}", ["số 2", DIFFERS, ENTRIES], id="an entry taken away"),
        pytest.param("{seal} digest = head {of_second}", ["số 2", DIFFERS, CHAIN], id="a digest"),
        pytest.param("{seal} head = digest {of_second}", ["số 2", "số 3", CHAIN], id="a head, so the next too"),
        pytest.param("{seal} previous_head = digest {of_second}", ["số 2", CHAIN], id="a link of the chain"),
        pytest.param("DELETE FROM quotas_seal {of_second}", ["số 2", "không có mã chốt"], id="a seal taken away"),
    ],
)
def test_an_alteration_is_told(register: list[QuotaDecision], sql: str, told: list[str]) -> None:
    tamper(sql.format(**SHORT))

    faults = " ".join(find_faults())
    assert [words for words in told if words not in faults] == []


def test_an_entry_too_many_is_told(register: list[QuotaDecision]) -> None:
    entry = Entry.objects.filter(decision=2).get()
    entry.pk, entry.effective_on = None, MARCH.replace(month=9)
    with guards_lifted():
        Entry.objects.bulk_create([entry])

    faults = " ".join(find_faults())
    assert DIFFERS in faults
    assert ENTRIES in faults


def test_entries_of_a_decision_without_lines_are_told(register: list[QuotaDecision]) -> None:
    tamper("UPDATE quotas_entry SET line_id = (SELECT min(id) FROM quotas_decisionline) WHERE decision_id = 2")
    tamper("DELETE FROM quotas_decisionline WHERE decision_id = 2")

    assert "có số liệu nhưng không có dòng nào" in " ".join(find_faults())


def remove(position: int) -> None:
    """Take a decision out of the register with everything that hangs on it."""
    tamper("DELETE FROM quotas_seal WHERE decision_id = %s", position)
    tamper("DELETE FROM quotas_entry WHERE decision_id = %s", position)
    tamper("DELETE FROM quotas_decisionline WHERE decision_id = %s", position)
    for table in ("statedtotal", "decisionacknowledgement"):
        tamper(f"DELETE FROM quotas_{table} WHERE decision_id = %s", position)  # noqa: S608  # names of our own
    tamper("DELETE FROM quotas_quotadecision WHERE position = %s", position)


def test_a_missing_decision_is_told(register: list[QuotaDecision]) -> None:
    remove(2)

    faults = " ".join(find_faults())
    assert "Thiếu quyết định số 2" in faults
    assert CHAIN in faults


def test_a_decision_cut_off_from_the_end_is_told_by_its_draft(register: list[QuotaDecision]) -> None:
    code = register[2].draft.code

    remove(3)

    assert [fault for fault in find_faults() if code in fault] == find_faults()
    assert len(find_faults()) == 1


def test_an_edit_of_what_is_not_booked_is_no_fault(desk: Desk, register: list[QuotaDecision]) -> None:
    document = register[0].document
    document.subject = "Trích yếu sửa lại"
    document.save()
    agency = desk.places.agency("duc-linh-mttq")
    agency.name = "Tên mới"
    agency.save()

    assert find_faults() == []


def test_checking_thirty_decisions_costs_as_many_queries_as_three(
    desk: Desk, register: list[QuotaDecision], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(30, exact=False) as counted:
        faults_of_ledger()
    for _number in range(27):
        desk.booked(desk.line("doan", 5))

    with django_assert_num_queries(len(counted.captured_queries)):
        assert faults_of_ledger() == []
    assert DecisionLine.objects.count() == 6 + 1 + 1 + 27


@given(books())
def test_a_decision_planned_beside_what_it_touches_posts_the_same(decisions: list[list[Line]]) -> None:
    lines = list(chain.from_iterable(decisions))
    history = HistoryOfPool(lines)

    for position, arriving in history.decisions():
        standing = [line for line in lines if line.key.position < position]
        assert plan(history.before(arriving), arriving, position) == plan(standing, arriving, position)
