"""Books a submitted draft in the name of its second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from orgregs.foundation import clock
from orgregs.foundation.commands import OneLineCommand, Refusal, person_named
from quotas import actions
from quotas.choices import DraftState
from quotas.management.naming import reasons_given
from quotas.models import DecisionDraft, QuotaDecision
from quotas.proof import head_of

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(OneLineCommand):
    help = "Book a submitted draft; prints position, symbol and head."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the draft and the person who compared it."""
        parser.add_argument("draft", metavar="DRAFT", help="code of the draft, for example du-thao-12")
        parser.add_argument("--by", required=True, help="who books: the name to sign in by")
        parser.add_argument(
            "--acknowledge",
            nargs="+",
            action="extend",
            default=[],
            metavar="CODE[=REASON]",
            help="warnings that are right as they are",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Book it whole or not at all."""
        reasons = reasons_given(options["acknowledge"], _("Xác nhận bằng lệnh book_decision"))
        person, draft = person_named(options["by"]), _draft_named(options["draft"])
        _refuse_state(draft)
        try:
            decision = actions.book_decision(draft=draft, acknowledged=reasons, by=person, at=clock.now())
        except actions.DraftHasProblems as refusal:
            raise Refusal(_why_not(refusal)) from refusal
        except (actions.NotAllowed, actions.SamePerson, actions.WrongState) as refusal:
            raise Refusal(str(refusal)) from refusal
        said = {"position": decision.position, "symbol": decision.symbol, "head": head_of(decision.position)}
        self.stdout.write(_("Vị trí %(position)s: %(symbol)s, mã chốt số liệu %(head)s") % said)


def _draft_named(code: str) -> DecisionDraft:
    found: DecisionDraft | None = next(
        (each for each in DecisionDraft.objects.filter(pk=_key(code)) if each.code == code), None
    )
    if found is None:
        raise Refusal(_("Không có phương án mã “%s”.") % code)
    return found


def _key(code: str) -> int:
    number = code.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _refuse_state(draft: DecisionDraft) -> None:
    if draft.state == DraftState.BOOKED:
        position = QuotaDecision.objects.get(draft=draft).position
        raise Refusal(
            _("Phương án %(code)s đã vào sổ, vị trí %(position)s.") % {"code": draft.code, "position": position}
        )
    if draft.state != DraftState.SUBMITTED:
        sentence = _("Phương án %(code)s chưa trình (%(state)s): trình trước rồi mới vào sổ.")
        raise Refusal(sentence % {"code": draft.code, "state": draft.get_state_display()})


def _why_not(refusal: actions.DraftHasProblems) -> str:
    codes = " ".join(dict.fromkeys(each.code for each in refusal.problems))
    return _("Chưa vào sổ được (%(codes)s): %(why)s") % {"codes": codes, "why": refusal}
