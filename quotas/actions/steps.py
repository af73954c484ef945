"""What every step of a draft begins with: the row under its lock, who may, from which state, and what is in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from orgregs.foundation.records import VersionConflict
from quotas.actions.refusals import DraftHasProblems, NotAllowed, WrongState
from quotas.models import DecisionDraft, DraftAcknowledgement
from quotas.rules import RULES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from accounts.models import User
    from quotas.choices import DraftState
    from quotas.intake import Examination
    from quotas.models import Pool


def locked(draft: DecisionDraft, version: int | None, by: User) -> DecisionDraft:
    """Read the draft again under its lock, and refuse a version that is no longer true."""
    rows = DecisionDraft.objects.select_for_update(of=("self",)).select_related(
        "pool__locality", "document__type", "submitted_by"
    )
    current: DecisionDraft = rows.get(pk=draft.pk)
    if version is not None and version != current.version:
        raise VersionConflict(current, version, current.version)
    return current


def require(by: User, action: str, pool: Pool, in_words: str) -> None:
    if not by.may(action, pool.locality.path):
        raise NotAllowed(
            _("Bạn không có quyền %(action)s ở %(locality)s.") % {"action": in_words, "locality": pool.locality}
        )


def require_state(draft: DecisionDraft, *states: DraftState) -> None:
    if draft.state not in states:
        raise WrongState(
            _("Phương án %(code)s hiện ở trạng thái “%(state)s”: mở lại trang để xem.")
            % {"code": draft.code, "state": draft.get_state_display()}
        )


def acknowledge(draft: DecisionDraft, reasons: Mapping[str, str], by: User, at: dt.datetime) -> None:
    given = dict(draft.acknowledgements.values_list("code", "reason"))
    for code, reason in reasons.items():
        # A reason that stands already stays with whoever gave it.
        if code in RULES and reason.strip() and reason.strip()[:500] != given.get(code):
            DraftAcknowledgement.objects.update_or_create(
                draft=draft,
                code=code,
                defaults={"reason": reason.strip()[:500], "acknowledged_by": by, "acknowledged_at": at},
            )


def refuse_problems(examination: Examination) -> None:
    if examination.in_the_way:
        raise DraftHasProblems(examination.in_the_way)
