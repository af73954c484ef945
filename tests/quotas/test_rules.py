"""The rules a draft is checked by: for each at least one draft that breaks it and one that keeps it."""

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotas.postings import Line, LineKey, Operation
from quotas.rules import (
    RULES,
    CategoryFact,
    CeilingPolicy,
    CeilingRow,
    Facts,
    HolderFact,
    HolderKind,
    Kind,
    Proposal,
    ProposedLine,
    Severity,
    StatedTotal,
    ceiling_rows,
    check,
    unacknowledged,
)
from tests.quotas.ledger_books import (
    ADD,
    CHECK,
    CIVIL,
    CONTRACT,
    DAYS,
    DISTRICT,
    DISTRICT_AS_HOLDER,
    FARMERS,
    FRONT,
    HOLDERS,
    JULY,
    MARCH,
    MOVE,
    NEW_YEAR,
    OCTOBER,
    PROVINCE,
    SET,
    SIGNED,
    UNDIVIDED,
    VOID,
    WOMEN,
    YEARS,
    books,
    line,
)

pytestmark = pytest.mark.once

FOUNDED, ENDED, OFFICE, ELSEWHERE, NAMELESS = 14, 15, 16, 17, 99
EARLIER, LATER = dt.date(2023, 6, 1), dt.date(2024, 6, 20)
HOLDER_FACTS = {
    FRONT: HolderFact(name="Ủy ban MTTQ", kind=HolderKind.AGENCY),
    FARMERS: HolderFact(name="Hội Nông dân", kind=HolderKind.AGENCY),
    WOMEN: HolderFact(name="Hội LHPN", kind=HolderKind.AGENCY),
    DISTRICT_AS_HOLDER: HolderFact(name="Huyện Đức Linh", kind=HolderKind.POOL, in_pool=False),
    FOUNDED: HolderFact(name="Hội CCB", kind=HolderKind.AGENCY, valid_from=MARCH),
    ENDED: HolderFact(name="Ban Dân vận", kind=HolderKind.AGENCY, valid_to=JULY),
    OFFICE: HolderFact(name="Văn phòng Khối", kind=HolderKind.AGENCY, has_own_quota=False),
    ELSEWHERE: HolderFact(name="MTTQ Na Hang", kind=HolderKind.AGENCY, in_pool=False),
}
CATEGORY_FACTS = {
    UNDIVIDED: CategoryFact(name="biên chế (chưa phân loại)", is_undivided=True),
    CIVIL: CategoryFact(name="cán bộ, công chức"),
    CONTRACT: CategoryFact(name="hợp đồng 111", parent=CIVIL, counts_in_total=False),
}
AT = 9  # the position to be taken


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft by what is special about it; everything else is as the district's paper for 2024."""

    lines: tuple[Line, ...] = (line(AT, SET, 6),)
    booked: tuple[Line, ...] = ()
    corrects_paper_at: int | None = None
    allotment: tuple[Line, ...] = ()
    policy: CeilingPolicy = CeilingPolicy.BLOCK
    totals: tuple[StatedTotal, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def proposal(self) -> Proposal:
        """The draft as it would be booked."""
        is_correction = self.corrects_paper_at is not None
        usual: dict[str, Any] = {
            "kind": Kind.CORRECTION if is_correction else Kind.ORIGINAL,
            "position": AT,
            "pool": DISTRICT,
            "issued_on": SIGNED,
            "effective_from": SIGNED,
            "year_from": 2024,
            "year_to": 2026,
            "is_extract": False,
            "lines": tuple(ProposedLine(line=each) for each in self.lines),
            "totals": self.totals,
            "original_exists": is_correction,
            "others_live": is_correction,
        }
        return Proposal(**(usual | self.more))

    def facts(self) -> Facts:
        """What is known about it."""
        return Facts(
            standing=self.booked,
            holders=HOLDER_FACTS,
            categories=CATEGORY_FACTS,
            document_positions=frozenset() if self.corrects_paper_at is None else frozenset({self.corrects_paper_at}),
            allotment_lines=self.allotment,
            pool_holder=DISTRICT_AS_HOLDER,
            ceiling_policy=self.policy,
            symbols={1: "2034-QĐ/HU"},
        )


def allotment(
    posts: int | None, *, category: int = UNDIVIDED, effective_on: dt.date = NEW_YEAR, number: int = 1
) -> Line:
    """What the province gives to the district."""
    return line(
        2,
        SET,
        posts,
        number=number,
        holder=DISTRICT_AS_HOLDER,
        pool=PROVINCE,
        category=category,
        effective_on=effective_on,
    )


def total(posts: int | None, category: int = UNDIVIDED, *, counts_in_total: bool = True) -> StatedTotal:
    """A total as printed, undivided unless told otherwise."""
    return StatedTotal(category=category, posts=posts, counts_in_total=counts_in_total)


BOOKED = line(1, SET, 6)
CUT = line(2, SET, 5, effective_on=JULY, issued_on=SIGNED)
SIX_LINES = tuple(
    line(AT, SET, posts, number=number, holder=holder)
    for number, (holder, posts) in enumerate([(FRONT, 6), (FARMERS, 4), (WOMEN, 4)], start=1)
)


def breaks(code: str, draft: Draft, *says: str, id: str) -> Any:  # noqa: A002
    """A draft that breaks a rule, and words that the sentence holds."""
    return pytest.param(code, draft, says, id=f"{code}: {id}")


BREAKING = [
    breaks("empty", Draft(lines=()), "Chưa có dòng nào", id="no line"),
    breaks("second-original", Draft(more={"others_live": True}), "đính chính sổ", id="booked already"),
    breaks(
        "correction-without-original",
        Draft(more={"kind": Kind.CORRECTION}),
        "vào sổ quyết định trước",
        id="nothing to correct",
    ),
    breaks(
        "correction-of-withdrawn",
        Draft(lines=(line(AT, SET, 6),), booked=(BOOKED, line(2, VOID, None, corrects=(1, 1))), corrects_paper_at=1),
        "vào sổ lại",
        id="every line was voided",
    ),
    breaks("numbered-twice", Draft(lines=(line(AT, SET, 6), line(AT, SET, 4, holder=FARMERS))), id="two lines 1"),
    breaks("posts", Draft(lines=(line(AT, SET, -1),)), "Dòng 1 (Ủy ban MTTQ)", "0 trở lên", id="SET below 0"),
    breaks("posts", Draft(lines=(line(AT, ADD, 0),)), "thu hồi thì ghi số âm", id="ADD 0"),
    breaks("posts", Draft(lines=(line(AT, ADD, None),)), id="ADD nothing"),
    breaks("posts", Draft(lines=(line(AT, MOVE, 0, to_holder=WOMEN),)), "số dương", id="MOVE 0"),
    breaks("posts", Draft(lines=(line(AT, MOVE, None, to_holder=WOMEN),)), id="MOVE nothing"),
    breaks("posts", Draft(lines=(line(AT, CHECK, None),)), "dự phòng", id="CHECK nothing"),
    breaks(
        "posts",
        Draft(lines=(line(AT, VOID, 6, corrects=(1, 1)),), booked=(BOOKED,), corrects_paper_at=1),
        "để trống số",
        id="VOID with a number",
    ),
    breaks("posts", Draft(lines=(line(AT, SET, 100_001),)), id="more than any paper gives"),
    breaks("receiver", Draft(lines=(line(AT, MOVE, 1),)), "nơi nhận", id="MOVE to nobody"),
    breaks("receiver", Draft(lines=(line(AT, MOVE, 1, to_holder=FRONT),)), id="MOVE to itself"),
    breaks("receiver", Draft(lines=(line(AT, SET, 1, to_holder=WOMEN),)), id="SET with a receiver"),
    breaks(
        "void-of-nothing",
        Draft(lines=(line(AT, VOID, None),), booked=(BOOKED,), corrects_paper_at=1),
        "chọn dòng bị huỷ",
        id="VOID alone",
    ),
    breaks(
        "original-corrects",
        Draft(lines=(line(AT, SET, 5, corrects=(1, 1)),), booked=(BOOKED,)),
        "Đính chính sổ",
        id="a new paper corrects nothing",
    ),
    breaks(
        "corrects-another",
        Draft(lines=(line(AT, SET, 5, corrects=(2, 1)),), booked=(BOOKED, CUT), corrects_paper_at=1),
        "chọn lại dòng",
        id="a line of another paper",
    ),
    breaks(
        "corrects-another",
        Draft(
            lines=(line(AT, SET, 5, corrects=(1, 1)),),
            booked=(BOOKED, line(1, SET, 1, number=2, holder=WOMEN), line(2, VOID, None, corrects=(1, 1))),
            corrects_paper_at=1,
        ),
        id="a void is not undone",
    ),
    breaks(
        "corrected-twice",
        Draft(
            lines=(line(AT, SET, 5, corrects=(1, 1)), line(AT, VOID, None, number=2, corrects=(1, 1))),
            booked=(BOOKED,),
            corrects_paper_at=1,
        ),
        "Dòng 2",
        "dòng 1",
        id="restated and voided",
    ),
    breaks("years", Draft(lines=(line(AT, SET, 6, years=(2025, 2024)),)), "2025–2024", id="backwards"),
    breaks("years", Draft(lines=(line(AT, SET, 6, years=(2024, 20240)),)), id="no year of ours"),
    breaks("years-outside", Draft(lines=(line(AT, SET, 6, years=(2024, 2027)),)), "2024–2026", id="beyond the paper's"),
    breaks(
        "day-after-first-year",
        Draft(lines=(line(AT, SET, 6, effective_on=dt.date(2025, 1, 1), years=(2024, 2025)),)),
        "01/01/2025",
        "31/12/2024",
        id="a day after it",
    ),
    breaks(
        "before-issue",
        Draft(lines=(line(AT, SET, 6, effective_on=dt.date(2023, 12, 14)),)),
        "14/12/2023",
        "15/12/2023",
        id="counts before the signing",
    ),
    breaks(
        "two-levels",
        Draft(lines=(line(AT, SET, 6), line(AT, SET, 5, number=2))),
        "Dòng 2",
        "dòng 1",
        "năm 2024",
        id="twice on one day",
    ),
    breaks(
        "two-levels",
        Draft(
            lines=(
                line(AT, SET, 6, years=(2024, 2026)),
                line(AT, SET, 5, number=2, years=(2025, 2026), effective_on=NEW_YEAR),
            ),
        ),
        "năm 2025",
        id="twice in a year that both speak of",
    ),
    breaks(
        "two-levels",
        Draft(lines=(line(AT, SET, 5),), booked=(BOOKED,), corrects_paper_at=1),
        id="left out, says the correction, but it stands",
    ),
    breaks("outside-pool", Draft(lines=(line(AT, SET, 6, holder=ELSEWHERE),)), "MTTQ Na Hang", id="a stranger"),
    breaks(
        "outside-pool",
        Draft(lines=(line(AT, MOVE, 1, to_holder=ELSEWHERE),), booked=(BOOKED,)),
        id="a MOVE to a stranger",
    ),
    breaks("outside-pool", Draft(lines=(line(AT, SET, 6, holder=NAMELESS),)), "chưa rõ cơ quan", id="nobody knows it"),
    breaks("pays-itself", Draft(lines=(line(AT, SET, 6, holder=DISTRICT_AS_HOLDER),)), "chính mình", id="to itself"),
    breaks("no-own-quota", Draft(lines=(line(AT, SET, 2, holder=OFFICE),)), "Văn phòng Khối", id="given posts"),
    breaks(
        "no-own-quota",
        Draft(lines=(line(AT, MOVE, 1, to_holder=OFFICE),), booked=(BOOKED,)),
        id="receives by a MOVE",
    ),
    breaks(
        "after-end",
        Draft(lines=(line(AT, SET, 2, holder=ENDED, effective_on=JULY),)),
        "Ban Dân vận",
        "01/07/2024",
        id="on its very day",
    ),
    breaks(
        "after-end", Draft(lines=(line(AT, SET, 2, holder=ENDED, years=(2024, 2025)),)), "01/01/2025", id="next year"
    ),
    breaks("after-end", Draft(lines=(line(AT, ADD, 2, holder=ENDED, effective_on=JULY),)), id="an ADD"),
    breaks(
        "after-end",
        Draft(lines=(line(AT, MOVE, 2, to_holder=ENDED, effective_on=JULY),), booked=(BOOKED,)),
        id="a MOVE to it",
    ),
    breaks(
        "after-end-corrected",
        Draft(
            lines=(line(AT, VOID, None, holder=ENDED, corrects=(1, 1)),),
            booked=(line(1, SET, 2, holder=ENDED, effective_on=OCTOBER),),
            corrects_paper_at=1,
        ),
        "01/10/2024",
        id="a void stays possible, with a reason",
    ),
    breaks(
        "after-end-corrected",
        Draft(
            lines=(line(AT, SET, 2, holder=ENDED, effective_on=JULY, corrects=(1, 1)),),
            booked=(BOOKED,),
            corrects_paper_at=1,
        ),
        id="a correction too",
    ),
    breaks("no-level-before", Draft(lines=(line(AT, ADD, 2),)), "Ủy ban MTTQ", "năm 2024", id="ADD on nothing"),
    breaks(
        "no-level-before",
        Draft(lines=(line(AT, MOVE, 2, to_holder=FARMERS),), booked=(BOOKED,)),
        "Hội Nông dân",
        id="a MOVE to a body with nothing",
    ),
    breaks(
        "no-level-before",
        Draft(lines=(line(AT, ADD, 2, effective_on=MARCH),), booked=(CUT,)),
        id="before the level, in legal order",
    ),
    breaks(
        "no-level-before",
        Draft(lines=(line(AT, ADD, 2, effective_on=MARCH, years=(2024, 2025)),), booked=(BOOKED,)),
        "năm 2025",
        id="in one of its years",
    ),
    breaks(
        "no-level-before",
        Draft(lines=(line(AT, ADD, -1, holder=FOUNDED, effective_on=JULY),)),
        id="a founded body cannot begin below 0",
    ),
    breaks(
        "no-level-before",
        Draft(lines=(line(AT, ADD, 1, holder=FOUNDED, effective_on=dt.date(2025, 3, 1), years=(2025, 2025)),)),
        id="founded the year before",
    ),
    breaks(
        "level-taken-away",
        Draft(
            lines=(line(AT, VOID, None, corrects=(1, 1)),),
            booked=(BOOKED, line(2, ADD, 1, effective_on=MARCH)),
            corrects_paper_at=1,
        ),
        "quyết định vào sổ số 2",
        id="a void under an ADD",
    ),
    breaks(
        "level-taken-away",
        Draft(
            lines=(line(AT, SET, 6, corrects=(1, 1), effective_on=JULY),),
            booked=(BOOKED, line(2, ADD, 1, effective_on=MARCH)),
            corrects_paper_at=1,
        ),
        id="a correction of the day past an ADD",
    ),
    breaks(
        "below-zero",
        Draft(lines=(line(AT, ADD, -7, effective_on=MARCH),), booked=(BOOKED,)),
        "còn -1",
        "01/03/2024",
        id="more taken than there is",
    ),
    breaks(
        "below-zero",
        Draft(
            lines=(line(AT, SET, 2, corrects=(1, 1)),),
            booked=(BOOKED, line(2, ADD, -3, effective_on=JULY)),
            corrects_paper_at=1,
        ),
        "01/07/2024",
        id="on a later day, by a correction",
    ),
    breaks(
        "swallowed",
        Draft(
            lines=(line(AT, ADD, 2, effective_on=MARCH),), booked=(BOOKED, line(1, SET, 5, number=2, effective_on=JULY))
        ),
        "2034-QĐ/HU giao 5",
        "từ ngày 01/07/2024",
        id="a late ADD before a level of the plan",
    ),
    breaks(
        "swallowed",
        Draft(
            lines=(line(AT, SET, 6, effective_on=dt.date(2024, 1, 1), years=(2024, 2026)),),
            booked=(line(2, SET, 5, effective_on=dt.date(2025, 1, 1), years=(2025, 2025)),),
        ),
        "năm 2025",
        id="21: a plan where a yearly level stands",
    ),
    breaks(
        "swallowed-by-later-paper",
        Draft(lines=(line(AT, SET, 6),), booked=(line(1, SET, 5, issued_on=LATER),)),
        "ban hành sau",
        id="21: equal days go to the later paper",
    ),
    breaks(
        "above-ceiling",
        Draft(lines=SIX_LINES, allotment=(allotment(13),)),
        "giao 14, vượt 1",
        "01/01/2024",
        id="14 of 13",
    ),
    breaks(
        "above-ceiling",
        Draft(lines=SIX_LINES, allotment=(allotment(20), replace(allotment(13), key=LineKey(3, 1), effective_on=JULY))),
        "01/07/2024",
        id="on a later day",
    ),
    breaks(
        "above-ceiling",
        Draft(
            lines=(line(AT, SET, 6, category=CIVIL), line(AT, SET, 3, number=2, category=CONTRACT)),
            allotment=(allotment(8, category=CIVIL),),
        ),
        "cán bộ, công chức",
        id="a category with those within it",
    ),
    breaks(
        "above-ceiling",
        Draft(
            lines=(line(AT, SET, 6, category=CIVIL), line(AT, SET, 3, number=2, category=CONTRACT)),
            allotment=(allotment(8),),
            totals=(total(3, CONTRACT, counts_in_total=True),),
        ),
        id="undivided, and this paper counts contracts",
    ),
    breaks("above-ceiling", Draft(allotment=(allotment(None),)), id="a dash allots nothing"),
    breaks(
        "above-ceiling",
        Draft(
            lines=(line(AT, VOID, None, corrects=(1, 2)),),
            booked=(
                line(1, SET, 9),
                line(1, SET, 1, number=2, effective_on=MARCH),
            ),
            allotment=(allotment(9), allotment(5, effective_on=MARCH, number=2)),
            corrects_paper_at=1,
        ),
        "01/03/2024",
        id="a void that lets an old level live on",
    ),
    breaks(
        "above-ceiling-warned",
        Draft(lines=SIX_LINES, allotment=(allotment(13),), policy=CeilingPolicy.WARN),
        id="14 of 13",
    ),
    breaks(
        "above-ceiling-allowed",
        Draft(lines=SIX_LINES, allotment=(allotment(13),), policy=CeilingPolicy.ALLOW),
        "văn bản cho phép",
        id="14 of 13",
    ),
    breaks(
        "reserve-differs",
        Draft(
            lines=(*SIX_LINES, line(AT, CHECK, 2, number=4, holder=DISTRICT_AS_HOLDER)),
            allotment=(allotment(15),),
        ),
        "là 2",
        "còn 1",
        id="one is left, the paper prints two",
    ),
    breaks(
        "total-differs",
        Draft(lines=SIX_LINES, totals=(total(1_149),)),
        "là 1.149 nhưng cộng các dòng được 14",
        id="a wrong total",
    ),
    breaks(
        "total-differs",
        Draft(lines=SIX_LINES, totals=(total(6, CIVIL),)),
        "cộng các dòng được 0",
        id="a total without lines",
    ),
    breaks(
        "total-differs",
        Draft(
            lines=(line(AT, SET, 6, category=CIVIL), line(AT, SET, 3, number=2, category=CONTRACT)),
            totals=(total(9, CIVIL), total(3, CONTRACT, counts_in_total=False)),
        ),
        "được 6",
        id="contracts do not count in it",
    ),
    breaks(
        "total-differs",
        Draft(
            lines=(line(AT, SET, 5, corrects=(1, 1)),),
            booked=(BOOKED, line(1, SET, 4, number=2, holder=FARMERS)),
            corrects_paper_at=1,
            totals=(total(10),),
        ),
        "được 9",
        id="a correction, by all that stands of the paper",
    ),
]


def keeps(code: str, draft: Draft, *, id: str) -> Any:  # noqa: A002
    """A draft that keeps a rule."""
    return pytest.param(code, draft, id=f"{code}: {id}")


CORRECTION = Draft(lines=(line(AT, SET, 5, corrects=(1, 1)),), booked=(BOOKED,), corrects_paper_at=1)
WITHDRAWAL = Draft(lines=(line(AT, VOID, None, corrects=(1, 1)),), booked=(BOOKED,), corrects_paper_at=1)
UNDER_CEILING = Draft(lines=SIX_LINES, allotment=(allotment(14),))

KEEPING = [
    keeps("empty", Draft(), id="one line"),
    keeps("second-original", Draft(more={"original_exists": True}), id="the first was withdrawn"),
    keeps("second-original", CORRECTION, id="a correction is none"),
    keeps("correction-without-original", CORRECTION, id="the paper is booked"),
    keeps("correction-of-withdrawn", WITHDRAWAL, id="what is live can be withdrawn"),
    keeps("numbered-twice", Draft(lines=SIX_LINES), id="1 to 3"),
    keeps("posts", Draft(lines=(line(AT, SET, None),)), id="a dash"),
    keeps("posts", Draft(lines=(line(AT, SET, 0),)), id="SET 0"),
    keeps("posts", Draft(lines=(line(AT, ADD, -1),)), id="a withdrawal of posts"),
    keeps("posts", WITHDRAWAL, id="VOID without a number"),
    keeps("receiver", Draft(lines=(line(AT, MOVE, 1, to_holder=WOMEN),)), id="MOVE to another"),
    keeps("void-of-nothing", WITHDRAWAL, id="of a line"),
    keeps("original-corrects", CORRECTION, id="a correction does"),
    keeps("corrects-another", CORRECTION, id="a live line of the paper"),
    keeps("corrected-twice", CORRECTION, id="once"),
    keeps("years", Draft(lines=(line(AT, SET, 6, years=(2024, 2026)),)), id="a plan"),
    keeps("years-outside", Draft(lines=(line(AT, SET, 6, years=(2024, 2026)),)), id="the paper's own"),
    keeps("day-after-first-year", Draft(lines=(line(AT, SET, 6, effective_on=dt.date(2024, 12, 31)),)), id="31/12"),
    keeps("before-issue", Draft(lines=(line(AT, SET, 6, effective_on=SIGNED),)), id="the day of signing"),
    keeps("before-issue", Draft(lines=(line(AT, CHECK, 1, effective_on=EARLIER),)), id="a CHECK counts from no day"),
    keeps("two-levels", Draft(lines=SIX_LINES), id="three agencies"),
    keeps("two-levels", Draft(lines=(line(AT, SET, 6), line(AT, SET, 5, number=2, effective_on=JULY))), id="two days"),
    keeps("two-levels", Draft(lines=(line(AT, SET, 6), line(AT, ADD, 5, number=2))), id="an ADD beside it"),
    keeps("two-levels", Draft(booked=(BOOKED,)), id="another paper on the same day"),
    keeps(
        "two-levels",
        Draft(
            lines=(
                line(AT, SET, 6, effective_on=EARLIER, years=(2023, 2026)),
                line(AT, SET, 5, number=2),
            )
        ),
        id="21: a plan beside its own figure for one year",
    ),
    keeps("two-levels", CORRECTION, id="a corrected line stands no more"),
    keeps("outside-pool", Draft(lines=SIX_LINES), id="of the district"),
    keeps("outside-pool", Draft(lines=(line(AT, CHECK, 1, holder=DISTRICT_AS_HOLDER),)), id="the pool's own reserve"),
    keeps(
        "outside-pool",
        Draft(
            lines=(line(AT, VOID, None, holder=ELSEWHERE, corrects=(1, 1)),),
            booked=(line(1, SET, 6, holder=ELSEWHERE),),
            corrects_paper_at=1,
        ),
        id="a void puts it right",
    ),
    keeps("pays-itself", Draft(lines=(line(AT, CHECK, 1, holder=DISTRICT_AS_HOLDER),)), id="a CHECK is no gift"),
    keeps("no-own-quota", Draft(lines=(line(AT, SET, None, holder=OFFICE),)), id="a dash"),
    keeps("no-own-quota", Draft(lines=(line(AT, MOVE, 1, holder=OFFICE, to_holder=FRONT),)), id="it gives back"),
    keeps("after-end", Draft(lines=(line(AT, SET, 2, holder=ENDED, effective_on=dt.date(2024, 6, 30)),)), id="its eve"),
    keeps("after-end", Draft(lines=(line(AT, SET, 0, holder=ENDED, effective_on=JULY),)), id="0 closes the account"),
    keeps("after-end", Draft(lines=(line(AT, ADD, -2, holder=ENDED, effective_on=JULY),)), id="taken back"),
    keeps(
        "after-end",
        Draft(lines=(line(AT, MOVE, 2, holder=ENDED, to_holder=FRONT, effective_on=JULY),)),
        id="moved away",
    ),
    keeps("after-end-corrected", CORRECTION, id="nobody ended"),
    keeps(
        "no-level-before", Draft(lines=(line(AT, ADD, 2, effective_on=MARCH),), booked=(BOOKED,)), id="after a level"
    ),
    keeps("no-level-before", Draft(lines=(line(AT, SET, 6), line(AT, ADD, 2, number=2))), id="a level of its own"),
    keeps(
        "no-level-before", Draft(lines=(line(AT, ADD, 2, holder=FOUNDED, effective_on=MARCH),)), id="founded, by ADD"
    ),
    keeps(
        "no-level-before",
        Draft(lines=(line(AT, MOVE, 2, to_holder=FOUNDED, effective_on=MARCH),), booked=(BOOKED,)),
        id="founded, by MOVE",
    ),
    keeps("level-taken-away", WITHDRAWAL, id="nothing stands on it"),
    keeps(
        "level-taken-away",
        Draft(
            lines=(line(AT, SET, 5, corrects=(1, 1)),),
            booked=(BOOKED, line(2, ADD, 1, effective_on=MARCH)),
            corrects_paper_at=1,
        ),
        id="another number on the same day",
    ),
    keeps(
        "level-taken-away",
        Draft(
            lines=(line(AT, VOID, None, corrects=(2, 1)),),
            booked=(line(1, ADD, 1, effective_on=MARCH), CUT),
            corrects_paper_at=2,
        ),
        id="what had no level before is an old finding",
    ),
    keeps("below-zero", Draft(lines=(line(AT, ADD, -6),), booked=(BOOKED,)), id="down to 0"),
    keeps(
        "below-zero",
        Draft(lines=(line(AT, ADD, -6, holder=NAMELESS),), booked=(line(1, SET, 6, holder=NAMELESS),)),
        id="down to 0, whoever it is",
    ),
    keeps("swallowed", Draft(lines=(line(AT, ADD, 2, effective_on=OCTOBER),), booked=(BOOKED, CUT)), id="after it"),
    keeps(
        "swallowed",
        Draft(lines=(line(AT, SET, 6), line(AT, SET, 5, number=2, effective_on=JULY)), booked=()),
        id="by the paper's own second level",
    ),
    keeps(
        "swallowed",
        Draft(lines=(line(AT, ADD, 1, effective_on=MARCH),), booked=(BOOKED, replace(CUT, issued_on=LATER))),
        id="a second line would not help",
    ),
    keeps(
        "swallowed-by-later-paper",
        Draft(lines=(line(AT, ADD, 1, effective_on=MARCH),), booked=(BOOKED, CUT)),
        id="the level is of an earlier paper",
    ),
    keeps("above-ceiling", UNDER_CEILING, id="14 of 14"),
    keeps("above-ceiling", Draft(lines=SIX_LINES), id="14: no allotment is known"),
    keeps(
        "above-ceiling", Draft(lines=SIX_LINES, allotment=(allotment(13),), policy=CeilingPolicy.ALLOW), id="allowed"
    ),
    keeps(
        "above-ceiling",
        replace(UNDER_CEILING, booked=(line(1, SET, 5, years=(2025, 2025)), line(1, SET, 5, number=2, pool=PROVINCE))),
        id="another year and another pool give from their own",
    ),
    keeps(
        "above-ceiling",
        Draft(allotment=(replace(allotment(1), holder=NAMELESS),)),
        id="another pool's allotment",
    ),
    keeps(
        "above-ceiling",
        Draft(lines=(line(AT, SET, 6),), allotment=(allotment(1, category=CIVIL),)),
        id="a category without allotment is listed, not checked",
    ),
    keeps(
        "above-ceiling",
        Draft(
            lines=(line(AT, SET, 6, category=CIVIL), line(AT, SET, 3, number=2, category=CONTRACT)),
            allotment=(allotment(8),),
        ),
        id="undivided, contracts usually stand beside it",
    ),
    keeps(
        "above-ceiling",
        Draft(
            lines=SIX_LINES,
            allotment=(
                allotment(5, effective_on=dt.date(2023, 1, 1)),
                replace(allotment(14), key=LineKey(3, 1), issued_on=LATER),
            ),
        ),
        id="before the first touched day nothing is asked",
    ),
    keeps(
        "above-ceiling",
        Draft(
            lines=(line(AT, ADD, -1, effective_on=JULY),),
            booked=(BOOKED,),
            allotment=(allotment(6), replace(allotment(3), key=LineKey(3, 1), effective_on=MARCH)),
        ),
        id="an allotment was cut: what takes back can be booked",
    ),
    keeps("above-ceiling-warned", replace(UNDER_CEILING, policy=CeilingPolicy.WARN), id="14 of 14"),
    keeps("above-ceiling-allowed", replace(UNDER_CEILING, policy=CeilingPolicy.ALLOW), id="14 of 14"),
    keeps(
        "reserve-differs",
        Draft(
            lines=(*SIX_LINES, line(AT, CHECK, 1, number=4, holder=DISTRICT_AS_HOLDER)),
            allotment=(allotment(15),),
        ),
        id="as printed",
    ),
    keeps(
        "reserve-differs",
        Draft(lines=(*SIX_LINES, line(AT, CHECK, 1, number=4, holder=DISTRICT_AS_HOLDER))),
        id="nothing to compare with",
    ),
    keeps("total-differs", Draft(lines=SIX_LINES, totals=(total(14),)), id="the sum"),
    keeps("total-differs", Draft(lines=SIX_LINES, totals=(total(None),)), id="the paper states none"),
    keeps("total-differs", Draft(lines=SIX_LINES, totals=(total(99),), more={"is_extract": True}), id="an extract"),
    keeps(
        "total-differs",
        Draft(
            lines=(line(AT, SET, 6, category=CIVIL), line(AT, SET, 3, number=2, category=CONTRACT)),
            totals=(total(6), total(3, CONTRACT, counts_in_total=False)),
        ),
        id="contracts beside the grand total",
    ),
    keeps(
        "total-differs",
        Draft(
            lines=(line(AT, SET, 6, category=CIVIL), line(AT, SET, 3, number=2, category=CONTRACT)),
            totals=(total(9), total(9, CIVIL), total(3, CONTRACT)),
        ),
        id="contracts within it",
    ),
    keeps(
        "total-differs",
        Draft(lines=(line(AT, SET, 6), line(AT, CHECK, 2, number=2, holder=DISTRICT_AS_HOLDER)), totals=(total(8),)),
        id="the reserve within the total",
    ),
    keeps(
        "total-differs",
        Draft(lines=(line(AT, ADD, -2),), booked=(BOOKED,), totals=(total(2),)),
        id="a paper that takes back prints no minus",
    ),
    keeps(
        "total-differs",
        Draft(lines=(line(AT, MOVE, 2, to_holder=FARMERS), line(AT, ADD, 1, number=2)), totals=(total(1),)),
        id="a MOVE adds nothing",
    ),
    keeps(
        "total-differs",
        Draft(
            lines=(line(AT, SET, 5, corrects=(1, 1)),),
            booked=(BOOKED, line(1, SET, 4, number=2, holder=FARMERS)),
            corrects_paper_at=1,
            totals=(total(9),),
        ),
        id="a correction, by all that stands of the paper",
    ),
]


@pytest.mark.parametrize(("code", "draft", "says"), BREAKING)
def test_a_broken_rule_is_told(code: str, draft: Draft, says: tuple[str, ...]) -> None:
    problems = [problem for problem in check(draft.proposal(), draft.facts()) if problem.code == code]

    assert problems
    assert all(words in problems[0].sentence for words in says), problems[0].sentence
    assert problems[0].severity is RULES[code].severity
    assert problems[0].line is None or problems[0].sentence.startswith(f"Dòng {problems[0].line}")


@pytest.mark.parametrize(("code", "draft"), KEEPING)
def test_a_kept_rule_is_silent(code: str, draft: Draft) -> None:
    assert code not in {problem.code for problem in check(draft.proposal(), draft.facts())}


def test_every_rule_has_a_draft_that_breaks_it_and_one_that_keeps_it() -> None:
    assert {each.values[0] for each in BREAKING} == RULES.keys()
    assert {each.values[0] for each in KEEPING} == RULES.keys()


def test_every_rule_speaks_to_users_and_to_developers() -> None:
    assert [each.code for each in RULES.values() if not each.explanation.strip()] == []
    assert [each.code for each in RULES.values() if not each.sentence.endswith(".")] == []


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(Draft(lines=SIX_LINES, totals=(total(14),)), id="the yearly table"),
        pytest.param(CORRECTION, id="a correction"),
        pytest.param(WITHDRAWAL, id="a withdrawal"),
        pytest.param(replace(UNDER_CEILING, policy=CeilingPolicy.BLOCK), id="all of the allotment"),
    ],
)
def test_a_good_draft_has_no_problem(draft: Draft) -> None:
    assert check(draft.proposal(), draft.facts()) == []


def test_a_slip_of_the_finger_is_told_once() -> None:
    draft = Draft(lines=(line(AT, ADD, 0, holder=FARMERS, effective_on=MARCH),), allotment=(allotment(0),))

    assert [problem.code for problem in check(draft.proposal(), draft.facts())] == ["posts"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param([line(AT, ADD, -9, corrects=(2, 1))], "corrects-another", id="it corrects what it may not"),
        pytest.param(
            [line(AT, SET, 5, corrects=(1, 1)), line(AT, ADD, -9, number=2, corrects=(1, 1))],
            "corrected-twice",
            id="the second to correct a line",
        ),
        pytest.param(
            [line(AT, SET, 5, corrects=(1, 1)), line(AT, ADD, -9)], "numbered-twice", id="the second of a number"
        ),
    ],
)
def test_a_line_out_of_place_is_judged_by_no_figure(lines: list[Line], code: str) -> None:
    draft = Draft(lines=tuple(lines), booked=(BOOKED, line(2, SET, 4, holder=FARMERS)), corrects_paper_at=1)

    assert [problem.code for problem in check(draft.proposal(), draft.facts())] == [code]


def test_warnings_need_a_reason_and_errors_stay() -> None:
    draft = Draft(lines=(*SIX_LINES, line(AT, SET, 2, number=4, holder=OFFICE)), totals=(total(15),))
    error = Draft(lines=(line(AT, SET, -1),))
    problems = check(draft.proposal(), draft.facts()) + check(error.proposal(), error.facts())

    left = unacknowledged(problems, {"no-own-quota": "Theo phụ lục", "total-differs": "  ", "posts": "cứ ghi"})

    assert [problem.code for problem in left] == ["total-differs", "posts"]
    assert {problem.severity for problem in left} == {Severity.WARNING, Severity.ERROR}


def test_a_problem_can_be_said_in_another_language() -> None:
    draft = Draft(lines=(line(AT, ADD, 0),))
    catalogue = {
        RULES["posts"].sentence: "Line {line} ({holder}): {wanted}.",
        "bổ sung thì ghi số dương, thu hồi thì ghi số âm, không ghi 0": "add above, withdraw below 0",
    }

    (problem,) = check(draft.proposal(), draft.facts())

    assert (
        problem.sentence.said_in(lambda text: catalogue[text]) == "Line 1 (Ủy ban MTTQ): add above, withdraw below 0."
    )
    assert problem.params["line"] == problem.line == 1


def test_a_line_at_another_position_is_the_callers_mistake() -> None:
    draft = Draft(lines=(line(AT + 1, SET, 6),))

    with pytest.raises(ValueError, match="position 9"):
        check(draft.proposal(), draft.facts())


def test_the_ceiling_is_listed_day_by_day_and_category_by_category() -> None:
    draft = Draft(
        lines=(line(AT, SET, 6, category=CIVIL), line(AT, SET, 3, number=2, category=CONTRACT, effective_on=MARCH)),
        booked=(line(1, SET, 1, category=CIVIL, holder=FARMERS),),
        allotment=(allotment(8, category=CIVIL), allotment(2, category=CONTRACT, effective_on=JULY, number=2)),
    )

    assert ceiling_rows(draft.proposal(), draft.facts()) == [
        CeilingRow(2024, NEW_YEAR, CIVIL, 8, 7, 1),
        CeilingRow(2024, NEW_YEAR, CONTRACT, None, 0, 0),
        CeilingRow(2024, MARCH, CIVIL, 8, 10, 1),
        CeilingRow(2024, MARCH, CONTRACT, None, 3, 0),
        CeilingRow(2024, JULY, CIVIL, 8, 10, 1),
        CeilingRow(2024, JULY, CONTRACT, 2, 3, 0),
    ]


def test_the_ceiling_is_listed_from_the_first_touched_day_on() -> None:
    draft = Draft(
        lines=(line(AT, ADD, 1, effective_on=JULY),),
        booked=(BOOKED, line(1, ADD, 1, number=2, effective_on=MARCH)),
        allotment=(allotment(5), allotment(9, effective_on=OCTOBER, number=2)),
    )

    assert ceiling_rows(draft.proposal(), draft.facts()) == [
        CeilingRow(2024, JULY, UNDIVIDED, 5, 8, 7),
        CeilingRow(2024, OCTOBER, UNDIVIDED, 9, 8, 7),
    ]


def test_a_ring_of_categories_hangs_nothing() -> None:
    draft = Draft(lines=(line(AT, SET, 6, category=CIVIL),), allotment=(allotment(5, category=CONTRACT),))
    ring = {CIVIL: CategoryFact(name="a", parent=30), 30: CategoryFact(name="b", parent=CIVIL)}

    assert check(draft.proposal(), replace(draft.facts(), categories=ring)) == []


@st.composite
def careless_lines(draw: st.DrawFn, number: int, keys: list[LineKey]) -> Line:
    """A line as a hurried hand might leave it: mostly well."""
    year_from = draw(st.sampled_from([*YEARS, *YEARS, 0, 10**6]))
    operation = draw(st.sampled_from(list(Operation)))
    moves = operation is MOVE or draw(st.integers(0, 9)) == 0
    return Line(
        key=LineKey(AT, draw(st.sampled_from([*[number] * 9, 1]))),
        issued_on=SIGNED,
        pool=DISTRICT,
        operation=operation,
        holder=draw(st.sampled_from([*HOLDERS, *HOLDER_FACTS, NAMELESS])),
        to_holder=draw(st.sampled_from([FRONT, ENDED])) if moves else None,
        category=draw(st.sampled_from([UNDIVIDED, CIVIL, CONTRACT, 30])),
        posts=draw(st.sampled_from([None, None, -1, 0, 1, 1, 5, 5, 10**9])),
        effective_on=draw(st.sampled_from([*DAYS, dt.date.min, dt.date.max])),
        year_from=year_from,
        year_to=draw(st.sampled_from([year_from, *YEARS, 10**6])),
        corrects=draw(st.sampled_from([None, None, LineKey(50, 1), *keys])),
    )


@settings(max_examples=200, deadline=None)
@given(st.data(), books())
def test_checking_never_raises(data: st.DataObject, decisions: list[list[Line]]) -> None:
    booked = list(chain.from_iterable(decisions))
    count = data.draw(st.integers(0, 5))
    draft = Draft(
        lines=tuple(data.draw(careless_lines(number, [each.key for each in booked])) for number in range(1, count + 1)),
        booked=tuple(booked),
        corrects_paper_at=data.draw(st.sampled_from([None, 1, 2])),
        allotment=tuple(
            replace(
                each,
                holder=DISTRICT_AS_HOLDER,
                to_holder=None,
                pool=PROVINCE,
                operation=ADD if each.operation is MOVE else each.operation,
            )
            for each in booked
        ),
        policy=data.draw(st.sampled_from(list(CeilingPolicy))),
        totals=data.draw(st.sampled_from([(), (total(3), total(1, CIVIL))])),
    )

    problems = check(draft.proposal(), draft.facts())

    assert all(problem.sentence for problem in problems)
