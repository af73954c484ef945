"""Seals: what a decision prints becomes a digest, the digests a chain. Pure: no Django.

A chain shows an alteration only against a head that somebody noted outside the register; therefore every file
prints the head (mã chốt số liệu).
"""

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

# Each kind of digest has its own prefix, so that none can stand for another.
_DECISION = b"orgregs decision 1\x00"
_COUNTERSIGNATURE = b"orgregs countersignature 1\x00"
_HEAD = b"orgregs head 1\x00"
_STATE = b"orgregs state 1\x00"

# The head of an empty register.
GENESIS = "0" * 64


def digest_of(contents: Mapping[str, Any]) -> str:
    """Digest everything a decision prints: 64 hexadecimal characters, equal on every machine."""
    return hashlib.sha256(_DECISION + canonical(contents)).hexdigest()


def digest_of_countersignature(contents: Mapping[str, Any]) -> str:
    """Digest who compared later what one person had booked: 64 hexadecimal characters."""
    return hashlib.sha256(_COUNTERSIGNATURE + canonical(contents)).hexdigest()


def next_head(previous_head: str, digest: str) -> str:
    """Chain a decision's digest to the head before it."""
    return hashlib.sha256(_HEAD + bytes.fromhex(previous_head) + bytes.fromhex(digest)).hexdigest()


def state_of(rows: Any) -> str:
    """Digest the rows of a register, in the order given."""
    running = hashlib.sha256(_STATE)
    for row in rows:
        running.update(canonical(row) + b"\n")
    return running.hexdigest()


def canonical(value: Any) -> bytes:
    """Write a value in the one way that every machine writes it: sorted keys, NFC, days and moments in ISO form."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_as_text, allow_nan=False
    ).encode()


def composed(text: str) -> str:
    """Write a text in NFC."""
    return unicodedata.normalize("NFC", text)


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form.")
