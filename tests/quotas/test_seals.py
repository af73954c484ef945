"""Seals: one way of writing, one digest, one chain."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from zoneinfo import ZoneInfo

import pytest

from quotas.seals import GENESIS, canonical, composed, digest_of, next_head, state_of

pytestmark = pytest.mark.once

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = dt.datetime(2024, 1, 5, 12, 0, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="the order of keys"),
        pytest.param({"a": [1, 2]}, {"a": (1, 2)}, id="lists and tuples"),
        pytest.param({"a": NOON}, {"a": NOON.astimezone(dt.UTC)}, id="the zone of a moment"),
        pytest.param({"a": NOON}, {"a": "2024-01-05T05:00:00.000000+00:00"}, id="a moment is its text in UTC"),
        pytest.param({"a": dt.date(2024, 1, 5)}, {"a": "2024-01-05"}, id="a day is its ISO text"),
        pytest.param(
            {"a": composed(unicodedata.normalize("NFD", "Đức Linh"))}, {"a": "Đức Linh"}, id="composed and decomposed"
        ),
    ],
)
def test_what_reads_the_same_digests_the_same(one: dict[str, object], other: dict[str, object]) -> None:
    assert digest_of(one) == digest_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"a": 1}, {"a": 2}, id="another number"),
        pytest.param({"a": 1}, {"a": "1"}, id="a number and its text"),
        pytest.param({"a": None}, {"a": 0}, id="a dash and a 0"),
        pytest.param({"a": None}, {"a": ""}, id="nothing and an empty text"),
        pytest.param({"a": [1, 2]}, {"a": [2, 1]}, id="the order of a list"),
        pytest.param({"a": "bc"}, {"ab": "c"}, id="where a text ends"),
        pytest.param({"a": True}, {"a": "true"}, id="yes and its word"),
    ],
)
def test_what_reads_differently_digests_differently(one: dict[str, object], other: dict[str, object]) -> None:
    assert digest_of(one) != digest_of(other)


def test_the_canonical_form_is_plain_json_in_utf_8() -> None:
    assert canonical({"b": "Đ", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"Đ"}'.encode()


@pytest.mark.parametrize("value", [{"a": {1, 2}}, {"a": object()}, {"a": b"bytes"}])
def test_what_has_no_canonical_form_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical(value)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})


def test_the_head_is_known_by_hand() -> None:
    digest = digest_of({"position": 1})

    assert digest == hashlib.sha256(b'orgregs decision 1\x00{"position":1}').hexdigest()
    assert (
        next_head(GENESIS, digest)
        == hashlib.sha256(b"orgregs head 1\x00" + bytes(32) + bytes.fromhex(digest)).hexdigest()
    )


def test_a_chain_in_another_order_has_another_head() -> None:
    one, two = digest_of({"position": 1}), digest_of({"position": 2})

    assert next_head(next_head(GENESIS, one), two) != next_head(next_head(GENESIS, two), one)


def test_a_digest_of_one_kind_stands_for_no_other() -> None:
    assert len({digest_of({}), state_of([]), state_of([{}]), next_head(GENESIS, GENESIS)}) == 4


def test_the_state_keeps_rows_apart_and_in_order() -> None:
    assert state_of([["a"], ["b"]]) == state_of(iter([["a"], ["b"]]))
    assert len({state_of(rows) for rows in ([["a"], ["b"]], [["b"], ["a"]], [["a", "b"]], [["a"]], [])}) == 5
