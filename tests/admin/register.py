"""One row of the lists that `load_register` leaves empty, so that every page has something to show."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from agencies import actions
from agencies.models import Agency, AgencyName, Succession
from quotas.models import (
    Countersignature,
    DecisionAcknowledgement,
    DecisionDraft,
    DraftAcknowledgement,
    QuotaDecision,
    Receipt,
)
from regulations.actions import attach_scan
from regulations.models import Document
from tests.conftest import guards_lifted
from tests.scans import upload


def fill() -> None:
    """Add a succession, a changed name, acknowledged warnings, the receipt of a file, a scan and a second person's later word."""
    somebody = User.objects.order_by("pk")[0]
    agency = Agency.objects.get(code="duc-linh-nong-dan")
    document = Document.objects.get(code="2034-qd-hu-duc-linh-2023")
    actions.save_record(
        record=Succession(predecessor=agency, kind="ended", happened_on=dt.date(2025, 7, 1), document=document),
        by=somebody,
    )
    name = AgencyName.objects.get(agency=agency)
    name.name = "Hội Nông dân huyện Đức Linh, tỉnh Bình Thuận"
    actions.save_record(record=name, by=somebody, reason="Ghi đủ tên")
    DraftAcknowledgement.objects.create(
        draft=DecisionDraft.objects.order_by("pk")[0],
        code="tong-so",
        reason="Văn bản in sai",
        acknowledged_by=somebody,
        acknowledged_at=timezone.now(),
    )
    Receipt.objects.create(
        draft=DecisionDraft.objects.order_by("pk")[0],
        file_name="giao-2034.xlsx",
        sha256="ab" * 32,
        size=9_000,
        sheet="Giao biên chế",
        received_by=somebody,
        received_at=timezone.now(),
    )
    with guards_lifted():  # a decision of the seeds has no warning, and is sealed
        DecisionAcknowledgement.objects.create(
            decision=QuotaDecision.objects.order_by("pk")[0],
            code="tong-so",
            sentence="Tổng số không khớp.",
            reason="Văn bản in sai",
            acknowledged_by=somebody,
        )
    decision = QuotaDecision.objects.order_by("pk")[0]
    Countersignature.objects.create(
        decision=decision, countersigned_by=somebody, countersigned_at=timezone.now(), position=1, digest="0" * 64
    )
    administrator = User.objects.filter(is_superuser=True)[0]
    attach_scan(document=document, upload=upload(), is_secret=False, by=administrator, at=timezone.now())
