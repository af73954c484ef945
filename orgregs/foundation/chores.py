"""When the machine's own chores were last done: small notes beside the data, so that a first page can tell.

They are no proof, whoever may write them may write anything; they remind. So they stand in no table and in no backup, and
a chore does not fail because its note cannot be written.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.timezone import localtime

if TYPE_CHECKING:
    from pathlib import Path

VERIFY, BACKUP = "verify", "backup"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """One that was done: at which moment, at which position and head of the register, and how many faults it found."""

    done_at: dt.datetime
    position: int
    head: str
    faults: int

    def age_on(self, day: dt.date) -> int:
        """Return how many days ago it was done, 0 for today."""
        return (day - localtime(self.done_at).date()).days


def note(name: str, chore: Chore) -> None:
    """Keep the chore as the last one of its name; a note takes the other's place whole, or not at all."""
    told = {**asdict(chore), "done_at": chore.done_at.isoformat()}
    path = _path_of(name)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_text(json.dumps(told), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        _log.warning("The note of the last %s was not written: %s", name, error)


def last(name: str) -> Chore | None:
    """Return the last chore of the name; None if there was none, or its note cannot be read."""
    try:
        told = json.loads(_path_of(name).read_text(encoding="utf-8"))
        done_at = dt.datetime.fromisoformat(told["done_at"])
        localtime(done_at)  # a moment without its zone is none
        return Chore(done_at, int(told["position"]), str(told["head"]), int(told["faults"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _path_of(name: str) -> Path:
    return settings.CHORES_DIR / f"{name}.json"
