"""A decision about ninety agencies with long names: what is wide and long on a screen and on paper."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from agencies.actions import save_record as save_of_agencies
from agencies.models import Agency, AgencyKind
from localities.models import Locality
from quotas import actions
from quotas.intake import UNDIVIDED, examine
from quotas.models import Pool, StaffCategory
from regulations.actions import save_record as save_of_regulations
from regulations.models import Document, DocumentType, IssuingBody

if TYPE_CHECKING:
    from accounts.models import User
    from quotas.models import QuotaDecision

ROWS = 90
YEAR = 2019
NAME = "Trung tâm Bồi dưỡng chính trị, hỗ trợ nông dân, phụ nữ và thanh niên khởi nghiệp liên xã số {number:02}"


def book_long_table(*, drafts: User, books: User, at: dt.datetime, code: str = "duc-linh") -> QuotaDecision:
    """Give each of ninety agencies a number, in a decision that two persons book."""
    place = Locality.objects.get(code=code)
    kind = AgencyKind.objects.get(code="phu-nu")
    category = StaffCategory.objects.get(code=UNDIVIDED)
    document = Document(
        series_of=IssuingBody.objects.filter(locality=place).order_by("pk")[0],
        type=DocumentType.objects.get(code="quyet-dinh"),
        number=950,
        issued_on=dt.date(YEAR - 1, 12, 20),
        subject="Giao biên chế cho chín mươi cơ quan, đơn vị",
    )
    save_of_regulations(record=document, by=drafts)
    lines = []
    for number in range(1, ROWS + 1):
        agency = Agency(name=NAME.format(number=number), kind=kind, locality=place, order=1000 + number)
        save_of_agencies(record=agency, by=drafts)
        lines.append(actions.LineInput(holder=actions.holder_of(agency=agency), category=category, posts=number))
    draft = actions.save_draft(
        document=document,
        pool=Pool.objects.get(locality=place, block="party"),
        year_from=YEAR,
        lines=lines,
        totals=[actions.TotalInput(category=category, posts=sum(range(1, ROWS + 1)))],
        by=drafts,
        at=at,
    )
    reasons = {problem.code: "Bản giấy ghi như vậy" for problem in examine(draft).warnings}
    actions.submit_draft(draft=draft, acknowledged=reasons, by=drafts, at=at)
    return actions.book_decision(draft=draft, by=books, at=at)
