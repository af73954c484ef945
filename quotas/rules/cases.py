"""What the rules judge: a draft as it would be booked, the facts around it, and both worked out into one case."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.postings import (
    Account,
    Line,
    LineKey,
    Operation,
    book_of,
    counts_from,
    lines_in_order,
    live_lines,
    touched_accounts,
)

# No paper of the register can bear an earlier or later year, nor a single line more posts.
FIRST_YEAR, LAST_YEAR = 1945, 2100
MOST_POSTS = 100_000


class Kind(StrEnum):
    """A decision as signed, or a correction of how the register recorded it (rules 2, 18)."""

    ORIGINAL = "original"
    CORRECTION = "correction"


class CeilingPolicy(StrEnum):
    """What a pool does where more is given than it received (rule 15)."""

    BLOCK = "block"
    WARN = "warn"
    ALLOW = "allow"


class HolderKind(StrEnum):
    """Who may hold posts (rule 1)."""

    AGENCY = "agency"
    POOL = "pool"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLine:
    """A line of the draft with what the paper prints beside it; its key holds the position to be taken."""

    line: Line
    label: str = ""
    provisional: bool = False
    effective_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTotal:
    """A total as printed, if any, and whether this paper counts the category in its grand total (rule 25)."""

    category: int
    posts: int | None
    counts_in_total: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft as it would be booked at `position`.

    `original_exists`: an original of this document and pool is booked, even if withdrawn since. `others_live`: live
    lines of this document and pool exist, be they the original's own or restated by its corrections.
    """

    kind: Kind
    position: int
    pool: int
    issued_on: dt.date
    effective_from: dt.date | None
    year_from: int
    year_to: int
    is_extract: bool
    lines: tuple[ProposedLine, ...]
    totals: tuple[StatedTotal, ...] = ()
    others_live: bool = False
    original_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderFact:
    """A holder as the rules see it; `in_pool`: the paying pool may give to it. Valid half-open."""

    name: str
    kind: HolderKind
    code: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    in_pool: bool = True
    has_own_quota: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryFact:
    """A staff category; `is_undivided` marks "chưa phân loại", whose totals speak for all (rules 15, 25)."""

    name: str
    parent: int | None = None
    counts_in_total: bool = True
    is_undivided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known before checking; all lines are whole, as `postings` says.

    `standing`: the paying pool's booked lines of every year that the draft or a line it corrects speaks of, and all
    lines of this document's decisions in the pool. `document_positions`: those decisions. `allotment_lines`: the lines
    by which the paying pool receives, as holder `pool_holder`. `symbols`: how decisions are called, by position.
    `counted`: whether the pool's standing papers of those years count a category in the total, as the last of them says.
    """

    standing: tuple[Line, ...] = ()
    holders: Mapping[int, HolderFact] = field(default_factory=dict)
    categories: Mapping[int, CategoryFact] = field(default_factory=dict)
    document_positions: frozenset[int] = frozenset()
    allotment_lines: tuple[Line, ...] = ()
    pool_holder: int | None = None
    ceiling_policy: CeilingPolicy = CeilingPolicy.WARN
    symbols: Mapping[int, str] = field(default_factory=dict)
    counted: Mapping[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal beside its facts, with the pool's accounts before and after it, each in legal order.

    `lines` are the proposed ones whose shape is right: the rules on figures look at no others, so that a slip of the
    finger is told once, by the rule that it breaks. `correctable`: the lines that a correction may name.
    """

    proposal: Proposal
    facts: Facts
    correctable: Mapping[LineKey, Line]
    lines: tuple[Line, ...]
    by_key: Mapping[LineKey, Line]
    before: Mapping[Account, Sequence[Line]]
    after: Mapping[Account, Sequence[Line]]

    @classmethod
    def of(cls, proposal: Proposal, facts: Facts) -> Self:
        """Read the accounts as they are and as they would be."""
        known_at = proposal.position - 1
        if any(proposed.line.key.position != proposal.position for proposed in proposal.lines):
            raise ValueError(f"Every proposed line must stand at position {proposal.position}.")
        standing = book_of(line for line in facts.standing if line.key.position <= known_at)
        correctable = book_of(
            line for line in live_lines(standing.values(), known_at) if line.key.position in facts.document_positions
        )
        lines: dict[LineKey, Line] = {}
        corrected: set[LineKey | None] = set()
        for line in (proposed.line for proposed in proposal.lines):
            may_correct = correction_is_right(line, proposal.kind, correctable) and line.corrects not in corrected
            if shape_is_right(line) and may_correct and line.key not in lines:
                lines[line.key] = line
                corrected |= {line.corrects} - {None}
        by_key = standing | lines
        return cls(
            proposal,
            facts,
            correctable,
            tuple(lines.values()),
            by_key,
            lines_in_order(standing.values(), known_at),
            lines_in_order(by_key.values(), proposal.position),
        )

    @property
    def own_positions(self) -> frozenset[int]:
        """The positions of this document's decisions in the pool, the proposed one too."""
        return self.facts.document_positions | {self.proposal.position}

    def corrected(self, line: Line) -> Line | None:
        """The line that a proposed line corrects or voids."""
        return None if line.corrects is None else self.by_key[line.corrects]

    def touched(self) -> list[Account]:
        """The accounts that the booking can change, in order."""
        return sorted(touched_accounts(self.lines, self.by_key))

    def touching(self, account: Account) -> list[Line]:
        """The proposed lines that change an account, by what they bring or by what they take away."""
        return [line for line in self.lines if account in touched_accounts([line], self.by_key)]

    def holder(self, holder: int | None) -> HolderFact:
        """A holder as the rules see it; one that the facts do not know lies outside the pool."""
        known = None if holder is None else self.facts.holders.get(holder)
        return known or HolderFact(name=Sentence(_("chưa rõ cơ quan")), kind=HolderKind.AGENCY, in_pool=False)

    def category(self, category: int) -> CategoryFact:
        """A category as the rules see it."""
        return self.facts.categories.get(category) or CategoryFact(name=Sentence(_("chưa rõ loại")))


def posts_fit(line: Line) -> bool:
    """Whether the number suits the operation (rule 4)."""
    posts = line.posts
    if posts is None:
        return line.operation in {Operation.SET, Operation.VOID}
    suits = {
        Operation.SET: posts >= 0,
        Operation.ADD: posts != 0,
        Operation.MOVE: posts > 0,
        Operation.VOID: False,
        Operation.CHECK: True,
    }
    return suits[line.operation] and abs(posts) <= MOST_POSTS


def receiver_fits(line: Line) -> bool:
    """Whether a MOVE, and nothing else, names another receiver (rule 4)."""
    if line.operation is Operation.MOVE:
        return line.to_holder is not None and line.to_holder != line.holder
    return line.to_holder is None


def years_fit(line: Line) -> bool:
    """Whether the years are in order and of our time; those of a VOID say nothing (rule 4)."""
    return line.operation is Operation.VOID or FIRST_YEAR <= line.year_from <= line.year_to <= LAST_YEAR


def day_fits(line: Line) -> bool:
    """Whether the line begins to count by the end of its first year (rule 7); the day of a VOID says nothing."""
    return line.operation is Operation.VOID or line.effective_on.year <= line.year_from


def shape_is_right(line: Line) -> bool:
    """Whether the line can be folded at all."""
    return posts_fit(line) and receiver_fits(line) and years_fit(line) and day_fits(line)


def correction_is_right(line: Line, kind: Kind, correctable: Mapping[LineKey, Line]) -> bool:
    """Whether what the line corrects may be corrected, and in such a decision (rules 4, 18)."""
    if line.corrects is None:
        return line.operation is not Operation.VOID
    return kind == Kind.CORRECTION and line.corrects in correctable


def gains(line: Line) -> Iterator[tuple[Account, dt.date]]:
    """The accounts in which a line gives posts, and from when (rule 17)."""
    for account in line.all_accounts():
        brought = line.posts or 0 if line.operation is Operation.SET else line.adds_to(account)
        if brought > 0:
            yield account, counts_from(line, account.year)
