"""From which address a request came, as far as it can be believed."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

# Of an IPv6 line its owner chooses the lower half of every address.
_LINE_OF_ONE_OWNER = 64


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks; "" if the server does not tell one.

    X-Forwarded-For is anybody's to write. Only its last part is believed, and only behind a proxy of the office,
    which puts there whom it was itself asked by.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        return _read(forwarded) or _read(told)
    return _read(told)


def counted_as(address: str) -> str:
    """Return under which address tries are counted: an IPv4 address, or the IPv6 line it belongs to."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address, _LINE_OF_ONE_OWNER), strict=False))


def _read(text: str) -> str:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found).partition("%")[0]
