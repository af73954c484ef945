import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgregs.foundation.dates import Precision
from regulations.kinds import RELATION_KINDS, Effect
from regulations.validity import LABELS, DocumentFacts, IncomingEdge, StatusCode, status_on

pytestmark = pytest.mark.once

DECREE_212 = DocumentFacts(issued_on=dt.date(2019, 12, 30))
DECREE_301: dict[str, Any] = {"source_symbol": "301-QĐ/TW", "source_issued_on": dt.date(2025, 6, 9)}
JULY = dt.date(2025, 7, 1)
REPLACED = IncomingEdge("replaces", JULY, **DECREE_301)
YEAR_2021 = DocumentFacts(
    issued_on=dt.date(2020, 12, 15), effective_from=dt.date(2021, 1, 1), expires_on=dt.date(2021, 12, 31)
)
SUSPENDED = IncomingEdge("suspends", dt.date(2021, 3, 1), "7-QĐ/TU", ends_on=dt.date(2021, 5, 31))


@pytest.mark.parametrize(
    ("facts", "edges", "day", "code", "reason", "since"),
    [
        pytest.param(
            DECREE_212,
            [],
            dt.date(2019, 12, 29),
            StatusCode.PENDING,
            "Chưa ban hành: ban hành ngày 30/12/2019",
            None,
            id="the day before it was issued",
        ),
        pytest.param(
            DECREE_212,
            [],
            dt.date(2019, 12, 30),
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 30/12/2019 (tạm lấy theo ngày ban hành)",
            dt.date(2019, 12, 30),
            id="the day of issue, where the paper states no other",
        ),
        pytest.param(
            YEAR_2021,
            [],
            dt.date(2020, 12, 31),
            StatusCode.PENDING,
            "Chưa có hiệu lực: có hiệu lực từ 01/01/2021",
            None,
            id="issued but not yet effective",
        ),
        pytest.param(
            YEAR_2021,
            [],
            dt.date(2021, 1, 1),
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 01/01/2021",
            dt.date(2021, 1, 1),
            id="the stated first day",
        ),
        pytest.param(
            DocumentFacts(issued_on=dt.date(2020, 6, 9), effective_from=dt.date(2020, 6, 1)),
            [],
            dt.date(2020, 6, 3),
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 01/06/2020",
            dt.date(2020, 6, 1),
            id="effective before it was issued",
        ),
        pytest.param(
            YEAR_2021,
            [],
            dt.date(2021, 12, 31),
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 01/01/2021",
            dt.date(2021, 1, 1),
            id="the last day of its term",
        ),
        pytest.param(
            YEAR_2021,
            [],
            dt.date(2022, 1, 1),
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/01/2022: hết thời hạn (đến hết 31/12/2021)",
            dt.date(2022, 1, 1),
            id="the day after its term",
        ),
        pytest.param(
            DocumentFacts(issued_on=None, expires_on=dt.date(2021, 12, 31), expires_assumed=True),
            [],
            dt.date(2024, 1, 1),
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/01/2022: hết thời hạn (tạm tính đến hết 31/12/2021)",
            dt.date(2022, 1, 1),
            id="an assumed term",
        ),
        pytest.param(
            DECREE_212,
            [REPLACED],
            dt.date(2025, 6, 30),
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 30/12/2019 (tạm lấy theo ngày ban hành)",
            dt.date(2019, 12, 30),
            id="the day before it is replaced",
        ),
        pytest.param(
            DECREE_212,
            [REPLACED],
            JULY,
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/07/2025: được thay thế bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="the day on which it is replaced",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("replaces", JULY, ends_on=dt.date(2025, 12, 31), **DECREE_301)],
            dt.date(2026, 1, 1),
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/07/2025: được thay thế bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="the end of the replacing document revives nothing",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("replaces", JULY, ends_on=dt.date(2025, 12, 31), is_partial=True, **DECREE_301)],
            dt.date(2026, 1, 1),
            StatusCode.PARTLY_ENDED,
            "Hết hiệu lực một phần từ 01/07/2025: được thay thế một phần bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="nor does it revive a part",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("replaces", JULY, source_is_held_or_stub=False, **DECREE_301)],
            JULY,
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 30/12/2019 (tạm lấy theo ngày ban hành)",
            dt.date(2019, 12, 30),
            id="a draft replaces nothing",
        ),
        pytest.param(
            DECREE_212,
            [REPLACED, IncomingEdge("repeals", dt.date(2024, 1, 1), "9-QĐ/TW")],
            JULY,
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/01/2024: bị bãi bỏ bởi 9-QĐ/TW",
            dt.date(2024, 1, 1),
            id="the first of two endings",
        ),
        pytest.param(
            YEAR_2021,
            [IncomingEdge("replaces", dt.date(2022, 1, 1), "1-QĐ/TU")],
            dt.date(2022, 1, 1),
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/01/2022: được thay thế bởi 1-QĐ/TU",
            dt.date(2022, 1, 1),
            id="replaced on the day after its term: the replacement says more",
        ),
        pytest.param(
            YEAR_2021,
            [IncomingEdge("replaces", dt.date(2023, 1, 1), "1-QĐ/TU")],
            dt.date(2023, 1, 1),
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/01/2022: hết thời hạn (đến hết 31/12/2021)",
            dt.date(2022, 1, 1),
            id="replaced long after its term",
        ),
        pytest.param(
            YEAR_2021,
            [IncomingEdge("repeals", dt.date(2020, 12, 20), "2-QĐ/TU")],
            dt.date(2020, 12, 25),
            StatusCode.ENDED,
            "Hết hiệu lực từ 20/12/2020: bị bãi bỏ bởi 2-QĐ/TU",
            dt.date(2020, 12, 20),
            id="repealed before it took effect",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("replaces", JULY, is_partial=True, **DECREE_301)],
            JULY,
            StatusCode.PARTLY_ENDED,
            "Hết hiệu lực một phần từ 01/07/2025: được thay thế một phần bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="one provision replaced",
        ),
        pytest.param(
            DECREE_212,
            [
                IncomingEdge("repeals", JULY, "301-QĐ/TW", is_partial=True),
                IncomingEdge("amends", dt.date(2023, 1, 1), "5-QĐ/TW"),
            ],
            JULY,
            StatusCode.PARTLY_ENDED,
            "Hết hiệu lực một phần từ 01/01/2023: được sửa đổi, bổ sung bởi 5-QĐ/TW; "
            "Hết hiệu lực một phần từ 01/07/2025: bị bãi bỏ một phần bởi 301-QĐ/TW",
            dt.date(2023, 1, 1),
            id="two documents that each end a part",
        ),
        pytest.param(
            YEAR_2021,
            [IncomingEdge("amends", dt.date(2020, 12, 20), "5-QĐ/TU")],
            dt.date(2020, 12, 31),
            StatusCode.PENDING,
            "Chưa có hiệu lực: có hiệu lực từ 01/01/2021",
            None,
            id="amended before it took effect",
        ),
        pytest.param(
            YEAR_2021,
            [SUSPENDED],
            dt.date(2021, 2, 28),
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 01/01/2021",
            dt.date(2021, 1, 1),
            id="the day before the suspension",
        ),
        pytest.param(
            YEAR_2021,
            [SUSPENDED],
            dt.date(2021, 5, 31),
            StatusCode.SUSPENDED,
            "Ngưng hiệu lực từ 01/03/2021 đến hết 31/05/2021: bị đình chỉ bởi 7-QĐ/TU",
            dt.date(2021, 3, 1),
            id="the last day of the suspension",
        ),
        pytest.param(
            YEAR_2021,
            [SUSPENDED],
            dt.date(2021, 6, 1),
            StatusCode.IN_FORCE,
            "Còn hiệu lực: hết thời gian ngưng hiệu lực, có hiệu lực trở lại từ 01/06/2021",
            dt.date(2021, 6, 1),
            id="the day after the suspension",
        ),
        pytest.param(
            YEAR_2021,
            [SUSPENDED],
            dt.date(2022, 1, 1),
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/01/2022: hết thời hạn (đến hết 31/12/2021)",
            dt.date(2022, 1, 1),
            id="a suspension does not lengthen the term",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("suspends", JULY, **DECREE_301)],
            dt.date(2030, 1, 1),
            StatusCode.SUSPENDED,
            "Ngưng hiệu lực từ 01/07/2025: bị đình chỉ bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="a suspension without an end",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("suspends", dt.date(2025, 1, 1), "7-QĐ/TW"), REPLACED],
            JULY,
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/07/2025: được thay thế bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="replaced while suspended",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("suspends", JULY, "7-QĐ/TW", is_partial=True)],
            JULY,
            StatusCode.PARTLY_SUSPENDED,
            "Ngưng hiệu lực một phần từ 01/07/2025: bị đình chỉ một phần bởi 7-QĐ/TW",
            JULY,
            id="one provision suspended",
        ),
        pytest.param(
            DECREE_212,
            [
                IncomingEdge("suspends", dt.date(2021, 3, 1), "7-QĐ/TW", ends_on=dt.date(2021, 5, 31)),
                IncomingEdge("amends", dt.date(2020, 5, 1), "5-QĐ/TW"),
            ],
            dt.date(2021, 6, 1),
            StatusCode.PARTLY_ENDED,
            "Hết hiệu lực một phần từ 01/05/2020: được sửa đổi, bổ sung bởi 5-QĐ/TW",
            dt.date(2021, 6, 1),
            id="partly ended again after a suspension",
        ),
        pytest.param(
            DocumentFacts(issued_on=None),
            [],
            JULY,
            StatusCode.UNKNOWN,
            "Chưa xác định: chưa biết ngày ban hành, ngày có hiệu lực",
            None,
            id="a stub without dates",
        ),
        pytest.param(
            DocumentFacts(issued_on=None, expires_on=dt.date(2021, 12, 31)),
            [],
            dt.date(2021, 12, 31),
            StatusCode.UNKNOWN,
            "Chưa xác định: chưa biết ngày ban hành, ngày có hiệu lực",
            None,
            id="only the end is known and it has not come",
        ),
        pytest.param(
            DocumentFacts(issued_on=None),
            [REPLACED],
            JULY,
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/07/2025: được thay thế bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="a stub without dates that was replaced",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("replaces", None, "301-QĐ/TW")],
            JULY,
            StatusCode.UNKNOWN,
            "Chưa xác định: được thay thế bởi 301-QĐ/TW, chưa biết từ ngày nào",
            None,
            id="replaced, nobody knows from which day",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("replaces", None, "9-QĐ/TW"), REPLACED],
            JULY,
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/07/2025: được thay thế bởi 301-QĐ/TW ngày 09/06/2025",
            JULY,
            id="ended from a known day whatever else is unknown",
        ),
        pytest.param(
            DECREE_212,
            [IncomingEdge("amends", None, "5-QĐ/TW"), IncomingEdge("suspends", None, "6-QĐ/TW")],
            JULY,
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ 30/12/2019 (tạm lấy theo ngày ban hành)",
            dt.date(2019, 12, 30),
            id="amended or suspended from an unknown day says nothing yet",
        ),
        pytest.param(
            DocumentFacts(issued_on=dt.date(2018, 11, 1), issued_on_precision=Precision.MONTH),
            [],
            dt.date(2018, 11, 1),
            StatusCode.IN_FORCE,
            "Còn hiệu lực từ tháng 11/2018 (tạm lấy theo ngày ban hành)",
            dt.date(2018, 11, 1),
            id="issued in a month of which the day is not known",
        ),
        pytest.param(
            DocumentFacts(issued_on=dt.date(2018, 11, 1), issued_on_precision=Precision.MONTH),
            [],
            dt.date(2018, 10, 31),
            StatusCode.PENDING,
            "Chưa ban hành: ban hành tháng 11/2018",
            None,
            id="before the month of issue",
        ),
        pytest.param(
            DECREE_212,
            [
                IncomingEdge(
                    "repeals",
                    JULY,
                    "9-QĐ/TW",
                    source_issued_on=dt.date(2025, 1, 1),
                    source_issued_on_precision=Precision.YEAR,
                )
            ],
            JULY,
            StatusCode.ENDED,
            "Hết hiệu lực từ 01/07/2025: bị bãi bỏ bởi 9-QĐ/TW (năm 2025)",
            JULY,
            id="repealed by a paper of which only the year is known",
        ),
    ],
)
def test_status_is_computed_for_any_day_with_its_reason(
    facts: DocumentFacts,
    edges: list[IncomingEdge],
    day: dt.date,
    code: StatusCode,
    reason: str,
    since: dt.date | None,
) -> None:
    status = status_on(facts, edges, day)

    assert (status.code, status.reason, status.since) == (code, reason, since)
    assert status.label == LABELS[code]


@pytest.mark.parametrize("kind", [kind.code for kind in RELATION_KINDS.values() if kind.effect == Effect.NONE])
def test_a_kind_without_effect_changes_nothing(kind: str) -> None:
    edges = [IncomingEdge(kind, JULY, **DECREE_301), IncomingEdge(kind, JULY, is_partial=True, **DECREE_301)]

    assert status_on(DECREE_212, edges, JULY) == status_on(DECREE_212, [], JULY)


def test_a_reason_is_said_in_another_language_with_its_parts() -> None:
    catalogue = {
        "Hết hiệu lực từ {day}: {cause}": "Ended from {day}: {cause}",
        "được thay thế bởi {source}": "replaced by {source}",
        "{symbol} ngày {day}": "{symbol} of {day}",
    }

    reason = status_on(DECREE_212, [REPLACED], JULY).reason

    assert reason.said_in(catalogue.__getitem__) == "Ended from 01/07/2025: replaced by 301-QĐ/TW of 09/06/2025"


DAYS = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2020, 2, 15))
FACTS = st.builds(
    DocumentFacts, issued_on=st.none() | DAYS, effective_from=st.none() | DAYS, expires_on=st.none() | DAYS
)
EDGES = st.lists(
    st.builds(
        IncomingEdge,
        kind=st.sampled_from(sorted(RELATION_KINDS)),
        begins_on=st.none() | DAYS,
        source_symbol=st.sampled_from(["1-QĐ/TW", "2-QĐ/TW"]),
        source_issued_on=st.none() | DAYS,
        ends_on=st.none() | DAYS,
        is_partial=st.booleans(),
        source_is_held_or_stub=st.booleans(),
    ),
    max_size=4,
)


@given(FACTS, EDGES, DAYS)
def test_since_is_the_first_day_of_an_unbroken_state(
    facts: DocumentFacts, edges: list[IncomingEdge], day: dt.date
) -> None:
    status = status_on(facts, edges, day)

    assert status.reason
    if status.since is None:
        assert status.code in {StatusCode.PENDING, StatusCode.UNKNOWN}
        return
    days = [status.since + dt.timedelta(days=count) for count in range((day - status.since).days + 1)]
    assert {status_on(facts, edges, each).code for each in days} == {status.code}
    assert status_on(facts, edges, status.since - dt.timedelta(days=1)).code != status.code


@given(FACTS, EDGES, DAYS)
def test_what_has_ended_stays_ended_and_the_order_of_edges_says_nothing(
    facts: DocumentFacts, edges: list[IncomingEdge], day: dt.date
) -> None:
    status = status_on(facts, edges, day)

    assert status_on(facts, edges[::-1], day).code == status.code
    if status.code == StatusCode.ENDED:
        assert status_on(facts, edges, day + dt.timedelta(days=400)).code == StatusCode.ENDED
