"""Why an action was not done: exceptions that say what happened, in the words that the person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from orgregs.foundation.records import NotAllowed as NotAllowed  # one word of all apps, so that doors catch one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotas.models import DecisionDraft, QuotaDecision
    from quotas.rules import Problem


class WrongState(Exception):
    """The draft is no longer where the person saw it."""


class SamePerson(Exception):
    """Whoever edited the draft since its last return cannot book it (rule 27)."""


class ScanHasChanged(Exception):
    """The scan that the person compared with is no longer the newest one of the document."""


class NothingToCountersign(Exception):
    """The decision had its second person already, when it was booked or since."""


class AlreadyImported(Exception):
    """The paper has a draft already, which is not booked yet."""

    def __init__(self, draft: DecisionDraft) -> None:
        super().__init__(
            _("Quyết định này đã có phương án %(code)s (%(state)s), chưa vào sổ: sửa phương án đó, không nhập lại.")
            % {"code": draft.code, "state": draft.get_state_display()}
        )
        self.draft = draft


class DraftHasProblems(Exception):
    """Errors, or warnings that nobody acknowledged, stand in the way."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


class RegisterHasMovedOn(Exception):
    """Other decisions of the pool, or of the one above, were booked since the person looked."""

    def __init__(self, decisions: Sequence[QuotaDecision]) -> None:
        names = ", ".join(
            _("%(decision)s (số %(position)s)") % {"decision": decision, "position": decision.position}
            for decision in decisions
        )
        super().__init__(_("Từ lúc bạn mở trang, sổ đã ghi thêm: %(names)s. Xem lại rồi vào sổ.") % {"names": names})
        self.decisions = decisions
