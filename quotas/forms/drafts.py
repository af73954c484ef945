"""What a clerk types about a decision: its paper, its year, a number for each agency of the locality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.records import VersionConflict
from quotas import actions
from quotas.forms import pasting
from quotas.forms.decisions import EXTRACT, Problem
from quotas.forms.rows import other_lines, other_totals, sent_rows
from quotas.forms.tables import TableForm
from quotas.forms.typed import TypedDraft, typed_draft
from quotas.intake import UNDIVIDED, Recipient, recipients_of
from quotas.models import DecisionDraft
from regulations.forms import ScanForm
from regulations.models import Attachment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import User
    from quotas.forms.pasting import Filled
    from quotas.models import Pool, QuotaDecision

# Buttons that show the page again with everything typed, and write nothing.
FILL, REDRAW, ADD_LINE, ADD_TOTAL = "fill", "redraw", "them-dong", "them-tong"
_AGAIN = {FILL, REDRAW, ADD_LINE, ADD_TOTAL}


class DraftForm(TableForm):
    """A decision of one pool; the agencies of the locality stand there in their order, other lines below."""

    paste = forms.CharField(
        label=gettext_lazy("Dán từ Word/Excel"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    order = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        pool: Pool,
        user: User,
        today: dt.date,
        draft: DecisionDraft | None = None,
        amended: QuotaDecision | None = None,
    ) -> None:
        """Open the form of a draft, or of a new one; `amended` is the decision whose figures the new one changes."""
        self.pool, self.user, self.draft, self.today, self.amended = pool, user, draft, today, amended
        self.everybody = recipients_of(pool, user)
        self._typed = typed_draft(draft, self.everybody) if draft else TypedDraft(self.usual(amended), [], [], [])
        # Whoever asks for one more line, or to fill from a paste, gets everything back as it was, unjudged.
        self._again = {name: data[name] for name in data} if data and _AGAIN & data.keys() else None
        if self._again is not None:
            data = None
        super().__init__(data or None, files or None, initial={**self._typed.fields, **(self._again or {})})
        self.open_decision()
        self.open_table(int(self._typed.fields["year_from"]))
        self._add_below()
        self.scan = ScanForm(
            self.data if self.is_bound else None,
            self.files if self.is_bound else None,
            prefix="scan",
            initial={"is_secret": self.initial.get("scan-is_secret")},
        )
        upload = (files or {}).get("scan-scan")
        self.lost_file = upload.name if upload else ""
        self.filled: Filled | None = None
        if FILL in self.initial:
            self.filled = pasting.fill(self.initial, self.recipients, year=self.year, user=user)
            self.initial.update(self.filled.fields)

    # ---- What stands there before anything is typed

    def usual(self, amended: QuotaDecision | None = None) -> dict[str, Any]:
        """Return what follows from the locality, its last decision, and the decision that is amended."""
        if amended is None:
            return super().usual()
        return super().usual(amended) | {"year_from": amended.year_from, "manner": ""}

    def _add_below(self) -> None:
        """Open the lines and totals below the table, one more of those that were asked for."""
        lines, totals = self._typed.lines, self._typed.totals
        if self._again is not None:
            lines = sent_rows(self._again, "dong")
            totals = sent_rows(self._again, "tong")
        fresh = {"category": self.sent("category") or UNDIVIDED}
        lines = [*lines, *[fresh for name in self.initial if name == ADD_LINE]]
        totals = [*totals, *[{} for name in self.initial if name == ADD_TOTAL]]
        named = [*self.everybody, Recipient(pool=self.pool), *self._typed.strangers]
        data = self.data if self.is_bound else None
        self.lines = other_lines(data, lines, recipients=named, categories=self.categories)
        self.totals = other_totals(data, totals, categories=self.categories)

    # ---- What the page shows

    @cached_property
    def kept_scan(self) -> Attachment | None:
        """The scan that the draft's document has already."""
        scans = Attachment.objects.visible_to(self.user).select_related("document")
        kept: Attachment | None = (
            scans.filter(document=self.draft.document_id).newest_first().first() if self.draft else None
        )
        return kept

    @property
    def parts(self) -> Sequence[forms.BaseForm]:
        """The forms that stand on the page as one, in its order."""
        return (self, *self.lines.forms, *self.totals.forms, self.scan)

    @property
    def problems(self) -> list[Problem]:
        """Everything that is to be mended, in the order of the page, each with the field where."""
        found = super().problems
        for rows in (self.lines, self.totals):
            found += [Problem("", "", str(error)) for error in (rows.non_form_errors() if rows.is_bound else [])]
        return found

    # ---- What is judged

    def clean(self) -> dict[str, Any]:
        """Ask for one paper, years in order, and numbers that fit their manner."""
        cleaned = super().clean()
        self._ask_for_the_table_of_the_year(cleaned)
        for recipient in self.recipients:
            self.judge(recipient, cleaned)
        if str(cleaned.get("paste") or "").strip():
            self.add_error(
                "paste", _("Ô dán còn chữ chưa vào bảng: bấm “Điền vào bảng”, hoặc xoá phần còn lại rồi ghi.")
            )
        for part, sentence in (
            (self.lines, _("Sửa các ô được đánh dấu trong phần “Dòng khác”.")),
            (self.totals, _("Sửa các ô được đánh dấu trong phần “Tổng số của loại khác”.")),
            (self.scan, _("Sửa phần “Bản chụp quyết định”.")),
        ):
            if part.is_bound and not part.is_valid():
                self.add_error(None, sentence)
        self._refuse_second_totals(cleaned)
        return cleaned

    def _ask_for_the_table_of_the_year(self, cleaned: dict[str, Any]) -> None:
        """Numbers typed into the table of another year, with other agencies in it, are looked at once more."""
        shown = str(self.data.get("shown_year", ""))
        if not (shown.isascii() and shown.isdigit() and len(shown) == 4) or "year_from" not in cleaned:
            return
        other = [each for each in self.everybody if each.stands_in(int(shown)) != each.stands_in(self.year)]
        if other:
            names = ", ".join(str(each) for each in other[:3]) + (", …" if len(other) > 3 else "")
            self.add_error(
                "year_from",
                _("Bảng lúc gõ là của năm %(shown)s; năm %(year)s khác ở: %(names)s. Xem lại bảng rồi ghi.")
                % {"shown": shown, "year": self.year, "names": names},
            )

    def _refuse_second_totals(self, cleaned: dict[str, Any]) -> None:
        """A category has one total (rule 25)."""
        seen = {cleaned["category"]} if cleaned.get("stated_total") is not None and cleaned.get("category") else set()
        for form in self.totals.filled if self.totals.is_bound and self.totals.is_valid() else []:
            category = form.cleaned_data["category"]
            if category in seen:
                form.add_error("category", _("Loại này đã có tổng số ở trên: chỉ ghi một lần."))
                self.add_error(None, _("Sửa các ô được đánh dấu trong phần “Tổng số của loại khác”."))
            seen.add(category)

    # ---- What is written

    def save(self, *, at: dt.datetime) -> DecisionDraft | None:
        """Write the draft, its document where it is new, and its scan; None, with the reason in the form, if refused."""
        try:
            with transaction.atomic():
                draft = self._save(at)
                self._tell_of_others(draft)
                self.scan.attach(document=draft.document, by=self.user, at=at)  # the last: a file does not roll back
                return draft
        except (actions.NotAllowed, actions.WrongState, VersionConflict) as refusal:
            self.add_error(None, str(refusal))
        except ValidationError as error:
            self.add_error(None, error.messages)
        except IntegrityError:  # somebody wrote the same record in the instant between the check and this
            self.add_error(None, _("Có người vừa ghi cùng lúc: xem lại rồi bấm ghi lần nữa."))
        return None

    def _save(self, at: dt.datetime) -> DecisionDraft:
        cleaned = self.cleaned_data
        totals = []
        if cleaned["stated_total"] is not None:
            category = cleaned["category"]
            totals.append(
                actions.TotalInput(
                    category=category, posts=cleaned["stated_total"], counts_in_total=category.counts_in_total
                )
            )
        totals += [form.total_input() for form in self.totals.filled] if self.totals.is_bound else []
        if cleaned["extent"] == EXTRACT and totals:
            self.notes.append(_("Trích thì không đối chiếu tổng số: tổng số đã gõ không được ghi vào phương án."))
            totals = []
        return actions.save_draft(
            draft=self.draft,
            version=cleaned["version"],
            document=self.written_paper(),
            pool=self.pool,
            year_from=cleaned["year_from"],
            year_to=cleaned["year_to"],
            is_extract=cleaned["extent"] == EXTRACT,
            lines=self._lines(),
            totals=totals,
            by=self.user,
            at=at,
        )

    def _tell_of_others(self, draft: DecisionDraft) -> None:
        """Tell of other drafts on the same paper: of another person, or of a second click."""
        drafts = DecisionDraft.objects.visible_to(self.user).open()
        others = drafts.filter(document=draft.document_id, pool=self.pool).exclude(pk=draft.pk).order_by("pk")
        if codes := ", ".join(other.code for other in others):
            self.notes.append(_("Văn bản này còn phương án khác chưa vào sổ: %(codes)s.") % {"codes": codes})

    def _lines(self) -> list[actions.LineInput]:
        """Return the lines in the order of the page, or in that in which they were written before."""
        rows = self.given()
        below = self.lines.filled if self.lines.is_bound else []
        named = {*rows, *(form.giver for form in below), *(form.receiver for form in below if form.receiver)}
        holders = actions.holders_of(named, self.user)
        lines = {recipient.field_name: self.line(recipient, holders) for recipient in rows}
        lines |= {form.prefix: form.line_input(holders=holders) for form in below}
        order = {name: place for place, name in enumerate(self.cleaned_data["order"].split(","))}
        return [lines[name] for name in sorted(lines, key=lambda name: order.get(name, len(order)))]
