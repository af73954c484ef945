"""Reads a file of a stranger in a process of its own, for some files kill whoever opens them.

One cell in XFD1048576 lets the reader of workbooks ask for 550 GB and abort: there is no exception to catch. So the
process gives itself limits before it looks at a byte, and answers in JSON; what it reads goes through pipes, never
through a file. It knows nothing of Django: this module is started by its path, alone, and told which reader to use.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1_000_000_000
SECONDS = 20
UNREADABLE = "unreadable"
LONGEST_WAIT = 30
CHILD = Path(__file__)

# Zero, and what Python says of an exception that nobody caught; whatever killed the process says something else.
_ENDED_BY_ITSELF = (0, 1)
_OUT_OF_MEMORY = 3


class Refused(Exception):
    """The file is not one to open; the word says why, the details say where."""

    def __init__(self, word: str, **details: Any) -> None:
        super().__init__(word)
        self.details = details


class Exhausted(Refused):
    """Reading the file took more memory or time than it may."""


def read(reader: str, content: bytes) -> dict[str, Any]:
    """Return what `reader` (a module beside this one, with a function `read`) finds; raises `Refused`, `Exhausted`."""
    try:
        child = subprocess.run(  # noqa: S603  # our own module, by its own path
            [sys.executable, "-I", str(CHILD), reader],
            input=content,
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Exhausted(UNREADABLE) from None
    if child.returncode not in _ENDED_BY_ITSELF:
        raise Exhausted(UNREADABLE)
    try:
        answer: dict[str, Any] = json.loads(child.stdout)
    except ValueError:
        raise Refused(UNREADABLE) from None
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["details"])
    return answer


def main(reader: str) -> int:
    """Read from standard input; print what was found, or why nothing was, to standard output."""
    limit()
    try:
        # Whatever a broken file makes a reader stumble over, the file is what is wrong; the reader's imports too are
        # under the limits.
        answer = importlib.import_module(f"orgregs.foundation.{reader}").read(sys.stdin.buffer.read())
    except Refused as refusal:
        answer = {"refused": str(refusal), "details": refusal.details}
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception:
        answer = {"refused": UNREADABLE, "details": {}}
    json.dump(answer, sys.stdout)
    return 0


def limit() -> None:
    """Take little memory and little time, and leave no core file behind."""
    with contextlib.suppress(ImportError):  # there are no such limits on Windows; the looks before opening remain
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    # By its name, so that the readers raise the same `Refused` that is caught here.
    sys.exit(importlib.import_module("orgregs.foundation.limited_process").main(sys.argv[1]))
