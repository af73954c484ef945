"""Check a draft against the ledger's rules: proposal and facts become problems. Pure: no Django.

A rule is registered with its code and its sentence; its docstring is the rule for developers, with its number in the
design. Facts are loaded beforehand: no rule asks for more, and none raises, whatever is proposed.
"""

# The order of the imports is the order of the rules: the paper, then the figures, then the sums.
from quotas.rules import documents, figures, totals
from quotas.rules.cases import (
    CategoryFact,
    CeilingPolicy,
    Facts,
    HolderFact,
    HolderKind,
    Kind,
    Proposal,
    ProposedLine,
    StatedTotal,
)
from quotas.rules.registry import RULES, Acknowledged, Problem, Rule, Severity, check, unacknowledged
from quotas.rules.totals import CeilingRow, ceiling_rows, standing_ceiling_rows, stated_totals_that_differ

__all__ = [
    "RULES",
    "Acknowledged",
    "CategoryFact",
    "CeilingPolicy",
    "CeilingRow",
    "Facts",
    "HolderFact",
    "HolderKind",
    "Kind",
    "Problem",
    "Proposal",
    "ProposedLine",
    "Rule",
    "Severity",
    "StatedTotal",
    "ceiling_rows",
    "check",
    "documents",
    "figures",
    "standing_ceiling_rows",
    "stated_totals_that_differ",
    "totals",
    "unacknowledged",
]
