"""What a clerk types about a decision: its paper, its year, a number for each agency of the locality."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.records import VersionConflict
from quotas import actions
from quotas.choices import DecisionKind
from quotas.forms.fields import CountField, DocumentChoice
from quotas.forms.recipients import Recipient, recipients_of
from quotas.intake import UNDIVIDED
from quotas.models import FIRST_YEAR, LAST_YEAR, QuotaDecision, StaffCategory
from quotas.postings import Operation
from quotas.reports import allocation_table
from regulations.actions import save_record as save_document
from regulations.models import Document, DocumentType, IssuingBody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from quotas.models import DecisionDraft, Pool
    from quotas.reports import AllocationTable


class Manner(models.TextChoices):
    """How the whole decision gives."""

    SET = "set", gettext_lazy("Giao")
    PROVISIONAL = "provisional", gettext_lazy("Tạm giao")
    ADD = "add", gettext_lazy("Bổ sung (+), thu hồi (−)")


@dataclass(frozen=True)
class Row:
    """One recipient's row of the form: its field, and the figure of the year before."""

    recipient: Recipient
    field: forms.BoundField
    before: int | str


class DraftForm(forms.Form):
    """A decision of one pool; the agencies of the locality stand there in their order."""

    document = DocumentChoice(
        label=gettext_lazy("Văn bản đã có trong sổ"),
        queryset=Document.objects.none(),
        to_field_name="code",
        required=False,
    )
    number = forms.IntegerField(label=gettext_lazy("Số quyết định"), required=False, min_value=1, max_value=99_999)
    issued_on = forms.DateField(label=gettext_lazy("Ngày ban hành"), required=False)
    subject = forms.CharField(label=gettext_lazy("Trích yếu"), required=False, max_length=1000)
    year_from = forms.IntegerField(label=gettext_lazy("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = forms.IntegerField(
        label=gettext_lazy("Đến năm (nếu nhiều năm)"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Loại biên chế"), queryset=StaffCategory.objects.none(), to_field_name="code"
    )
    manner = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=Manner.choices, initial=Manner.SET)
    is_extract = forms.BooleanField(label=gettext_lazy("Trích (chỉ ghi một phần quyết định)"), required=False)
    effective_on = forms.DateField(
        label=gettext_lazy("Tính từ ngày"),
        required=False,
        help_text=gettext_lazy(
            "Để trống: giao tính từ 01/01 của năm; bổ sung, thu hồi tính từ ngày văn bản có hiệu lực."
        ),
    )
    stated_total = CountField(label=gettext_lazy("Tổng số ghi trong quyết định"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, pool: Pool, user: User, draft: DecisionDraft | None = None, **options: Any
    ) -> None:
        self.pool, self.user, self.draft = pool, user, draft
        super().__init__(data, **options)
        documents = Document.objects.visible_to(user).filter(series_of__locality=pool.locality_id)
        self.fields["document"].queryset = documents.newest_first()  # type: ignore[attr-defined]
        self.fields["category"].queryset = StaffCategory.objects.order_by("order", "code")  # type: ignore[attr-defined]
        self.fields["category"].initial = UNDIVIDED
        self.recipients = recipients_of(pool, user)
        # Whether a minus is meant is known only with the manner, so signs are read and judged in clean().
        for recipient in self.recipients:
            self.fields[recipient.field_name] = CountField(label=str(recipient), signed=True)

    @classmethod
    def of(
        cls, data: Any, *, pool: Pool, user: User, draft: DecisionDraft | None, today: dt.date, **options: Any
    ) -> Self:
        """Return the form of a draft as it was typed, or of a new one for this year."""
        initial = {"year_from": today.year} if draft is None else initial_of(draft)
        return cls(data, pool=pool, user=user, draft=draft, initial=initial, **options)

    @cached_property
    def before(self) -> AllocationTable:
        """Draw the table of the year before, which stands beside what is typed."""
        typed = str(self["year_from"].value())
        year = int(typed) if typed.isascii() and typed.isdigit() else 0
        if not FIRST_YEAR < year <= LAST_YEAR:
            year = int(self.fields["year_from"].initial or self.initial["year_from"])
        return allocation_table(
            user=self.user,
            pool=self.pool,
            year=year - 1,
            day=dt.date(year - 1, 12, 31),
            position=QuotaDecision.objects.last_position(),
        )

    def rows(self) -> Iterator[Row]:
        """Yield the recipients' rows, each with the figure of the year before."""
        figures = {Recipient(line.agency, line.holder.pool): line.this_year_printed for line in self.before.lines}
        for recipient in self.recipients:
            yield Row(recipient, self[recipient.field_name], figures.get(recipient, _("chưa có số liệu")))

    def save(self, *, at: dt.datetime) -> DecisionDraft | None:
        """Write the draft, and its document where it is new; None, with the reason in the form, if it is refused."""
        try:
            with transaction.atomic():
                return self._save(at)
        except (actions.NotAllowed, actions.WrongState, VersionConflict) as refusal:
            self.add_error(None, str(refusal))
        except ValidationError as error:
            self.add_error(None, error.messages)
        return None

    def _save(self, at: dt.datetime) -> DecisionDraft:
        cleaned = self.cleaned_data
        manner = Manner(cleaned["manner"])
        lines = [
            actions.LineInput(
                holder=actions.holder_of(agency=recipient.agency, pool=recipient.pool),
                category=cleaned["category"],
                posts=posts,
                operation=Operation.ADD if manner == Manner.ADD else Operation.SET,
                label=str(manner.label).lower(),
                provisional=manner == Manner.PROVISIONAL,
                effective_on=cleaned["effective_on"],
            )
            for recipient, posts in self.typed()
        ]
        totals = []
        if cleaned["stated_total"] is not None and not cleaned["is_extract"]:
            totals = [actions.TotalInput(category=cleaned["category"], posts=cleaned["stated_total"])]
        return actions.save_draft(
            draft=self.draft,
            version=cleaned["version"],
            document=cleaned["document"] or self._new_document(),
            pool=self.pool,
            year_from=cleaned["year_from"],
            year_to=cleaned["year_to"],
            is_extract=cleaned["is_extract"],
            lines=lines,
            totals=totals,
            by=self.user,
            at=at,
        )

    def _new_document(self) -> Document:
        body = numbering_body(self.pool)
        if body is None:
            raise ValidationError(_("Địa phương chưa có cơ quan ban hành: nhờ quản trị khai báo trước."))
        if not self.user.may("draft", self.pool.locality.path):
            raise actions.NotAllowed(_("Bạn không có quyền ghi văn bản ở %(place)s.") % {"place": self.pool.locality})
        document = Document(
            series_of=body,
            type=DocumentType.objects.get(code="quyet-dinh"),
            number=self.cleaned_data["number"],
            issued_on=self.cleaned_data["issued_on"],
            subject=self.cleaned_data["subject"],
        )
        save_document(record=document, by=self.user, reason=_("Vào sổ quyết định"))
        return document

    def clean(self) -> dict[str, Any]:
        """Ask for one paper, years in order, and numbers that fit the manner."""
        cleaned = super().clean() or {}
        if cleaned.get("document") is None and not (cleaned.get("number") and cleaned.get("issued_on")):
            self.add_error("document", _("Chọn văn bản đã có, hoặc ghi số, ngày ban hành và trích yếu của quyết định."))
        elif cleaned.get("document") is None and not cleaned.get("subject"):
            self.add_error("subject", _("Ghi trích yếu của quyết định."))
        if cleaned.get("year_to") and cleaned.get("year_from") and cleaned["year_to"] < cleaned["year_from"]:
            self.add_error("year_to", _("Năm cuối không được trước năm đầu."))
        if cleaned.get("manner") != Manner.ADD:
            for recipient in self.recipients:
                if (cleaned.get(recipient.field_name) or 0) < 0:
                    self.add_error(
                        recipient.field_name,
                        _("Giao thì không ghi số âm; thu hồi thì chọn “Bổ sung (+), thu hồi (−)”."),
                    )
        return cleaned

    def typed(self) -> list[tuple[Recipient, int | None]]:
        """Return those for whom something was typed, each with its number; None where a dash was typed."""
        return [
            (recipient, self.cleaned_data[recipient.field_name])
            for recipient in self.recipients
            if str(self.data.get(self.add_prefix(recipient.field_name), "")).strip()
        ]


def form_can_hold(draft: DecisionDraft) -> bool:
    """Say whether the form shows every line of a draft: one manner, one category, one day, nothing transferred.

    A draft with other lines is not offered to the form, which would drop them.
    """
    lines = list(draft.lines.all())
    alike = {
        (line.operation, line.category_id, line.provisional, line.effective_on, line.year_from, line.year_to)
        for line in lines
    }
    documents = Document.objects.filter(series_of__locality=draft.pool.locality_id)
    if draft.kind != DecisionKind.ORIGINAL or not documents.filter(pk=draft.document_id).exists():
        return False
    plain = all(line.operation in {Operation.SET, Operation.ADD} and line.corrects_id is None for line in lines)
    once = len({line.holder_id for line in lines}) == len(lines)
    of_draft = all((line.year_from, line.year_to) == (draft.year_from, draft.year_to) for line in lines)
    return plain and once and of_draft and len(alike) <= 1 and draft.totals.count() <= 1


def initial_of(draft: DecisionDraft) -> dict[str, Any]:
    """Return a draft as it was typed."""
    lines = list(draft.lines.select_related("holder__agency", "holder__pool__locality", "category").order_by("number"))
    initial: dict[str, Any] = {
        "document": draft.document.code,
        "year_from": draft.year_from,
        "year_to": draft.year_to if draft.year_to != draft.year_from else None,
        "is_extract": draft.is_extract,
        "stated_total": next((total.posts for total in draft.totals.all()), None),
        "version": draft.version,
    }
    if lines:
        first = lines[0]
        given = Manner.PROVISIONAL if first.provisional else Manner.SET
        initial["manner"] = Manner.ADD if first.operation == Operation.ADD else given
        initial["category"] = first.category.code
        initial["effective_on"] = None if first.effective_is_assumed else first.effective_on
    for line in lines:
        recipient = Recipient(line.holder.agency, line.holder.pool)
        initial[recipient.field_name] = "-" if line.posts is None else line.posts
    return {name: value for name, value in initial.items() if value is not None}


# How party committees sign: centre, province, district, urban district, town, grass roots.
_COMMITTEES = ("TW", "TU", "HU", "QU", "ThU", "ĐU")


def numbering_body(pool: Pool) -> IssuingBody | None:
    """Return the committee in whose series the locality's decisions are numbered."""
    bodies = IssuingBody.objects.filter(locality=pool.locality_id, suffix__in=_COMMITTEES)
    return bodies.order_by("code").first()
