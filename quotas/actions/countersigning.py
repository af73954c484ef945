"""A second person compares what one person had booked alone (rule 27); the seal stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quotas.actions.refusals import NothingToCountersign, SamePerson
from quotas.actions.steps import require
from quotas.models import Countersignature, QuotaDecision, Register
from quotas.proof import countersignature_contents
from quotas.seals import digest_of_countersignature

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User


@transaction.atomic
def countersign_decision(*, decision: QuotaDecision, by: User, at: dt.datetime) -> Countersignature:
    """Note that `by` compared a booked decision with its signed paper; only for one that was booked by one person.

    Raises `NotAllowed`, `NothingToCountersign`, `SamePerson` (who edited, submitted or booked it).
    """
    Register.objects.select_for_update().get(pk=1)  # two clicks stand in a queue
    decision = QuotaDecision.objects.select_related("pool__locality", "draft").get(pk=decision.pk)
    require(by, "book", decision.pool, _("đối chiếu"))
    if not decision.one_person or Countersignature.objects.filter(decision=decision).exists():
        raise NothingToCountersign(_("Quyết định này đã có người thứ hai đối chiếu."))
    was_there = by.pk in {decision.submitted_by_id, decision.booked_by_id}
    if was_there or decision.draft.editors.filter(pk=by.pk).exists():
        raise SamePerson(_("Bạn đã lập hoặc vào sổ quyết định này: người khác phải đối chiếu."))
    signed = Countersignature(
        decision=decision, countersigned_by=by, countersigned_at=at, position=QuotaDecision.objects.last_position()
    )
    signed.digest = digest_of_countersignature(countersignature_contents(signed))
    signed.save(force_insert=True)
    return signed
