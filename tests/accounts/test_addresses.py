"""Which address is believed, and what a browser is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.addresses import address_of, counted_as
from accounts.devices import in_words

if TYPE_CHECKING:
    from django.test import RequestFactory

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("behind_proxy", "remote", "forwarded", "believed"),
    [
        pytest.param(False, "10.0.0.5", "", "10.0.0.5", id="no proxy"),
        pytest.param(False, "10.0.0.5", "192.0.2.1", "10.0.0.5", id="no proxy, a header all the same"),
        pytest.param(True, "127.0.0.1", "192.0.2.1", "192.0.2.1", id="a proxy"),
        pytest.param(True, "127.0.0.1", "6.6.6.6, 192.0.2.1", "192.0.2.1", id="a proxy, a forged part before its own"),
        pytest.param(True, "127.0.0.1", "", "127.0.0.1", id="a proxy that says nothing"),
        pytest.param(True, "127.0.0.1", "192.0.2.1, <b>", "127.0.0.1", id="what is no address"),
        pytest.param(True, "127.0.0.1", "2001:db8::1", "2001:db8::1", id="IPv6"),
        pytest.param(False, "::ffff:10.0.0.5", "", "10.0.0.5", id="IPv4 written as IPv6"),
        pytest.param(False, "", "", "", id="a socket"),
    ],
)
def test_the_address_is_the_proxys_word_or_the_servers(
    settings: Any,
    rf: RequestFactory,
    behind_proxy: bool,  # noqa: FBT001
    remote: str,
    forwarded: str,
    believed: str,
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert address_of(rf.get("/", REMOTE_ADDR=remote, headers=headers)) == believed


def test_addresses_of_one_line_count_as_one() -> None:
    assert counted_as("2001:db8:1:2:3::4") == counted_as("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert counted_as("10.0.0.5") == "10.0.0.5"
    assert counted_as("") == ""


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge trên Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/131 Chrome/125 Safari/537.36", "Cốc Cốc trên Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/141.0 Mobile Safari/537.36", "Chrome trên Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox trên Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1", "Safari trên macOS"),
        ("curl/8.5", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_browser_is_called_as_its_owner_knows_it(agent: str, words: str) -> None:
    assert in_words(agent) == words
