"""How a rule is declared, and how all of them are asked: a case becomes problems, one sentence each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import getdoc
from typing import NamedTuple

from orgregs.foundation.vietnamese import Sentence
from quotas.postings import Line
from quotas.rules.cases import Case, Facts, Proposal

# The reason for each warning that the clerk has acknowledged, by the warning's code.
Acknowledged = Mapping[str, str]


class Severity(StrEnum):
    """An error stops the booking; a warning asks for a reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a draft: where, what, and what to do about it; `line` counts from 1 in the draft."""

    code: str
    sentence: Sentence
    severity: Severity
    line: int | None
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


class Hit(NamedTuple):
    """Where a rule is broken, and what fills its sentence."""

    line: int | None
    params: Mapping[str, object]


Find = Callable[[Case], Iterator[Hit]]


class Rule(NamedTuple):
    """A rule as registered: the sentence speaks to users, the explanation to developers."""

    code: str
    sentence: str
    severity: Severity
    explanation: str
    find: Find

    def problems(self, case: Case) -> Iterator[Problem]:
        """Tell every place where a case breaks the rule."""
        for line, params in self.find(case):
            sentence = Sentence(self.sentence, **params)
            yield Problem(code=self.code, sentence=sentence, severity=self.severity, line=line, params=params)


RULES: dict[str, Rule] = {}


def rule(code: str, sentence: str, *, severity: Severity = Severity.ERROR) -> Callable[[Find], Find]:
    """Register a function as the rule `code`."""

    def register(find: Find) -> Find:
        RULES[code] = Rule(code, sentence, severity, getdoc(find) or "", find)
        return find

    return register


def on_line(case: Case, line: Line, **params: object) -> Hit:
    """A hit on a line; its number and its holder's name come by themselves."""
    return Hit(line.key.number, {"line": line.key.number, "holder": case.holder(line.holder).name, **params})


def on_draft(**params: object) -> Hit:
    """A hit on the draft as a whole."""
    return Hit(None, params)


def check(proposal: Proposal, facts: Facts) -> list[Problem]:
    """Tell everything that is wrong with a draft, in the order of the rules."""
    case = Case.of(proposal, facts)
    return [problem for each in RULES.values() for problem in each.problems(case)]


def unacknowledged(problems: Iterable[Problem], acknowledged: Acknowledged) -> list[Problem]:
    """Keep what still stands in the way: every error, and each warning whose code has no reason."""
    return [
        problem
        for problem in problems
        if problem.severity is Severity.ERROR or not acknowledged.get(problem.code, "").strip()
    ]
