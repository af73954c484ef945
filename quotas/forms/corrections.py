"""What a clerk types to put a record right: the paper's lines as they stand in the register, kept, restated or voided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.records import VersionConflict
from quotas import actions
from quotas.choices import DecisionKind
from quotas.forms.fields import CountField, all_categories
from quotas.forms.lines import LineForm, typed_line
from quotas.forms.rows import other_lines, sent_rows
from quotas.intake import recipient_of, recipients_of
from quotas.models import DecisionLine, QuotaDecision, StatedTotal
from quotas.postings import Operation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from accounts.models import User
    from quotas.forms.rows import OpenFormSet
    from quotas.intake import Recipient
    from quotas.models import DecisionDraft, DraftLine

MISSING = "bo-sot"
_NAMES = ("holder__agency", "holder__pool__locality", "to_holder__agency", "to_holder__pool__locality", "category")


class Treatment(models.TextChoices):
    """What is done with a line of the register."""

    KEEP = "giu", gettext_lazy("Giữ nguyên")
    RESTATE = "sua", gettext_lazy("Ghi lại cho đúng bản giấy")
    VOID = "huy", gettext_lazy("Huỷ: bản giấy không có dòng này")


@dataclass(frozen=True)
class BookedRow:
    """A line of the register with what is to become of it."""

    line: DecisionLine
    treatment: forms.BoundField
    restated: LineForm

    @property
    def is_open(self) -> bool:
        """Whether there is anything to see but the line."""
        return str(self.treatment.value()) != Treatment.KEEP or bool(self.treatment.errors or self.restated.errors)


class CorrectionForm(forms.Form):
    """A correction of what was booked on one document for one pool (rule 18): the paper is right, the record wrong.

    Every line restates itself whole, with the days that the paper means; the document's own lines only.
    """

    reason = forms.CharField(
        label=gettext_lazy("Lý do đính chính"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Sổ ghi sai ở đâu, vì sao. Lý do in trong sổ và nằm trong mã chốt."),
        error_messages={"required": gettext_lazy("Ghi lý do đính chính.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        decision: QuotaDecision,
        user: User,
        draft: DecisionDraft | None = None,
        withdraws: bool = False,
    ) -> None:
        """Open what is booked on the document of `decision` in its pool; `withdraws` begins with every line voided."""
        self.document, self.pool, self.user, self.draft = decision.document, decision.pool, user, draft
        # Whoever asks for one more empty line gets everything typed back as it was, unjudged.
        self.typed_so_far = data if data is not None and f"{MISSING}-them" in data else None
        typed = _typed_in(draft)
        initial = {"reason": draft.reason, "version": draft.version} if draft else {}
        if self.typed_so_far is not None:
            data, initial = None, initial | self.typed_so_far.dict()
        super().__init__(data, initial=initial)
        of_document = QuotaDecision.objects.visible_to(user).filter(document=self.document, pool=self.pool)
        self.decisions = _since_last_original(of_document.order_by("position"))
        self.lines = _lines_of(self.decisions, typed, user)
        self.recipients = _with_those_of(self.lines, recipients_of(self.pool, user))
        self.categories = all_categories()
        self._usual = Treatment.VOID if withdraws else Treatment.KEEP
        self.rows = [self._row(line, typed.get(line.pk)) for line in self.lines]
        self.missing = self._missing_lines()
        self._add_totals()

    def _row(self, line: DecisionLine, typed: DraftLine | None) -> BookedRow:
        name = f"dong-{line.decision_id}-{line.number}"
        initial = self._usual if typed is None else Treatment.RESTATE
        if typed is not None and typed.operation == Operation.VOID:
            initial = Treatment.VOID
        prefix = f"{name}-ghi-lai"
        self.fields[name] = forms.ChoiceField(
            label=_("Dòng %(number)s") % {"number": line.number},
            choices=Treatment.choices,
            initial=initial,
            widget=forms.RadioSelect,
        )
        shown = typed if initial == Treatment.RESTATE and typed is not None else line
        # What is kept or voided is read only to see that nothing was typed in vain.
        is_restated = self.is_bound and f"{prefix}-holder" in self.data
        restated = LineForm(
            self.data if is_restated else None,
            prefix=prefix,
            # What is sent is held against the register, what is shown is what was typed before.
            initial=typed_line(line) if is_restated else typed_line(shown) | _below(self.typed_so_far, prefix),
            recipients=self.recipients,
            categories=self.categories,
        )
        return BookedRow(line, self[name], restated)

    def _missing_lines(self) -> OpenFormSet:
        """Open the lines that the register had left out, one of them empty where none is typed or one more is asked."""
        if self.typed_so_far is not None:
            rows = [*sent_rows(self.typed_so_far, MISSING), {}]
        else:
            left_out = self.draft.lines.filter(corrects=None).select_related(*_NAMES) if self.draft else ()
            rows = [typed_line(line) for line in left_out] or [{}]
        data = self.data if self.is_bound else None
        return other_lines(data, rows, prefix=MISSING, recipients=self.recipients, categories=self.categories)

    def _add_totals(self) -> None:
        """Ask again for the totals that the paper states: the register may have them wrong (rule 25)."""
        stated = {
            total.category_id: total
            for total in StatedTotal.objects.visible_to(self.user)
            .filter(decision__in=self.decisions)
            .select_related("category")
            .order_by("decision")
        }
        self.totals = {} if self.is_extract else {f"tong-{each.category.code}": each for each in stated.values()}
        drafted = {total.category_id: total.posts for total in self.draft.totals.all()} if self.draft else {}
        for name, total in self.totals.items():
            self.fields[name] = CountField(
                label=_("Tổng số ghi trong quyết định (%(category)s)") % {"category": total.category},
                initial=drafted.get(total.category_id, total.posts),
            )

    @property
    def total_fields(self) -> list[forms.BoundField]:
        """The totals of the paper, to be confirmed or put right."""
        return [self[name] for name in self.totals]

    @property
    def is_extract(self) -> bool:
        """Whether the register holds only a part of the paper."""
        return any(decision.is_extract for decision in self.decisions)

    def clean(self) -> dict[str, Any]:
        """Ask that something is put right, and that what is restated is whole and says something else."""
        cleaned = super().clean() or {}
        for row in self.rows:
            if cleaned.get(row.treatment.name) != Treatment.RESTATE:
                if (
                    row.restated.is_bound
                    and row.restated.has_changed()
                    and cleaned.get(row.treatment.name) == Treatment.KEEP
                ):
                    self.add_error(
                        row.treatment.name,
                        _("Các ô của dòng này đã được sửa: chọn “Ghi lại”, hoặc trả về như cũ nếu giữ nguyên."),
                    )
                continue
            if not row.restated.is_valid():
                self.add_error(row.treatment.name, _("Sửa các ô được đánh dấu của dòng này."))
            elif not row.restated.has_changed():
                self.add_error(row.treatment.name, _("Dòng này chưa sửa gì: sửa, hoặc chọn “Giữ nguyên”."))
        if self.missing.is_bound and not self.missing.is_valid():
            self.add_error(None, _("Sửa các ô được đánh dấu của dòng bị bỏ sót."))
        treated = any(cleaned.get(row.treatment.name) not in {None, Treatment.KEEP} for row in self.rows)
        if not treated and not self.typed_missing() and not self.errors:
            self.add_error(
                None, _("Chưa đính chính dòng nào: chọn dòng cần ghi lại hoặc huỷ, hoặc thêm dòng bị bỏ sót.")
            )
        return cleaned

    def typed_missing(self) -> list[LineForm]:
        """The lines that the register had left out; none while one of them is to be mended."""
        return self.missing.filled if self.missing.is_bound and self.missing.is_valid() else []

    def save(self, *, at: dt.datetime) -> DecisionDraft | None:
        """Write the draft of the correction; None, with the reason in the form, if it is refused."""
        try:
            with transaction.atomic():
                return self._save(at)
        except (actions.NotAllowed, actions.WrongState, VersionConflict) as refusal:
            self.add_error(None, str(refusal))
        except ValidationError as error:
            self.add_error(None, error.messages)
        except IntegrityError:  # somebody wrote the same record in the instant between the check and this
            self.add_error(None, _("Có người vừa ghi cùng lúc: xem lại rồi bấm ghi lần nữa."))
        return None

    def _save(self, at: dt.datetime) -> DecisionDraft:
        spans = [year for each in self.decisions for year in (each.year_from, each.year_to)]
        typed = [*self._treated(), *(form.line_input() for form in self.typed_missing())]
        # A line that names no years has those of the paper, however far another line reaches.
        lines = [_within(line, min(spans), max(spans)) for line in typed]
        years = [year for line in lines for year in (line.year_from, line.year_to) if year]
        return actions.save_draft(
            draft=self.draft,
            version=self.cleaned_data["version"],
            kind=DecisionKind.CORRECTION,
            document=self.document,
            pool=self.pool,
            year_from=min(spans + years),
            year_to=max(spans + years),
            is_extract=self.is_extract,
            reason=self.cleaned_data["reason"],
            lines=lines,
            totals=[
                actions.TotalInput(
                    category=total.category, posts=self.cleaned_data[name], counts_in_total=total.counts_in_total
                )
                for name, total in self.totals.items()
            ],
            by=self.user,
            at=at,
        )

    def _treated(self) -> Iterator[actions.LineInput]:
        for row in self.rows:
            treatment = self.cleaned_data[row.treatment.name]
            if treatment == Treatment.RESTATE:
                yield row.restated.line_input(corrects=row.line)
            elif treatment == Treatment.VOID:
                yield actions.LineInput(
                    holder=row.line.holder,
                    category=row.line.category,
                    posts=None,
                    operation=Operation.VOID,
                    effective_on=row.line.effective_on,
                    year_from=row.line.year_from,
                    year_to=row.line.year_to,
                    corrects=row.line,
                )


def _since_last_original(decisions: Iterable[QuotaDecision]) -> list[QuotaDecision]:
    """Leave out what was booked before a withdrawal: a paper booked anew is what its last original says (rule 19)."""
    kept: list[QuotaDecision] = []
    for decision in decisions:
        kept = [decision] if decision.kind == DecisionKind.ORIGINAL else [*kept, decision]
    return kept


def _within(line: actions.LineInput, first: int, last: int) -> actions.LineInput:
    year_from = line.year_from or first
    return replace(line, year_from=year_from, year_to=line.year_to or max(year_from, last))


def _typed_in(draft: DecisionDraft | None) -> dict[int, DraftLine]:
    """Return what the draft says of booked lines, by the line it corrects."""
    if draft is None:
        return {}
    return {row.corrects_id: row for row in draft.lines.exclude(corrects=None).select_related(*_NAMES)}


def _lines_of(decisions: Sequence[QuotaDecision], typed: Iterable[int], user: User) -> list[DecisionLine]:
    """Return the lines that stand, and those the draft corrects though another correction came first."""
    lines = DecisionLine.objects.visible_to(user).filter(decision__in=decisions)
    live = lines.live_at(max((each.position for each in decisions), default=0)).values("pk")
    kept = lines.filter(models.Q(pk__in=live) | models.Q(pk__in=list(typed)))
    return list(kept.select_related(*_NAMES).order_by("decision", "number"))


def _with_those_of(lines: Iterable[DecisionLine], recipients: Sequence[Recipient]) -> list[Recipient]:
    """Add whoever a line names though nobody gives to it today: an agency that ended, a former part of the place."""
    known = {recipient.key: recipient for recipient in recipients}
    for line in lines:
        for holder in (line.holder, line.to_holder):
            if holder is not None:
                recipient = recipient_of(holder)
                known.setdefault(recipient.key, recipient)
    return list(known.values())


def _below(sent: Any, prefix: str) -> dict[str, Any]:
    """Return what was sent for one line, field by field, as it was typed."""
    start = f"{prefix}-"
    return {} if sent is None else {name.removeprefix(start): sent[name] for name in sent if name.startswith(start)}
