"""The paper of a decision as a clerk types it: its number, day and subject; the rest follows from the locality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.dates import print_day
from orgregs.foundation.vietnamese import fold
from quotas import actions
from quotas.choices import DecisionKind
from quotas.forms.fields import DayField, DocumentChoice, NumberField
from quotas.models import QuotaDecision
from regulations.actions import save_record as save_document
from regulations.choices import NumbersBy
from regulations.models import Document, DocumentType, IssuingBody

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from quotas.models import DecisionDraft, Pool

USUAL_TYPE = "quyet-dinh"
# How party committees sign: centre, province, district, urban district, town, grass roots.
_COMMITTEES = ("TW", "TU", "HU", "QU", "ThU", "ĐU")
_OF_THE_PAPER = ("number", "issued_on", "subject", "series_of", "type", "organ")
_ASKED = _OF_THE_PAPER[:3]


class PaperForm(forms.Form):
    """Three fields are asked; issuer, type and authority are filled from the locality, and may be changed.

    A paper that is on record already is used, never written twice.
    """

    number = NumberField(label=gettext_lazy("Số quyết định"), required=False, min_value=1, max_value=99_999)
    issued_on = DayField(
        label=gettext_lazy("Ngày ban hành"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "15/12/2023", "autocomplete": "off"}),
    )
    subject = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    series_of = forms.ModelChoiceField(
        label=gettext_lazy("Cơ quan ban hành"),
        queryset=IssuingBody.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("— chọn —"),
    )
    type = forms.ModelChoiceField(
        label=gettext_lazy("Loại văn bản"),
        queryset=DocumentType.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=None,
    )
    organ = forms.CharField(
        label=gettext_lazy("Thẩm quyền ban hành"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Ban Thường vụ. Để trống nếu văn bản không ghi."),
    )
    document = DocumentChoice(
        label=gettext_lazy("Văn bản đã có trong sổ"),
        queryset=Document.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("— không chọn: ghi văn bản theo các ô ở trên —"),
    )

    pool: Pool
    user: User
    draft: DecisionDraft | None
    today: dt.date

    def open_paper(self) -> None:
        """Offer the papers and bodies of the locality."""
        drafted = None if self.draft is None else self.draft.document
        of_place = models.Q(series_of__locality=self.pool.locality_id)
        documents = Document.objects.visible_to(self.user).select_related("type")
        kept = of_place if drafted is None else of_place | models.Q(pk=drafted.pk)
        self._offer("document", documents.filter(kept).newest_first())
        bodies = IssuingBody.objects.visible_to(self.user).select_related("locality")
        allowed = models.Q(locality__path__in=_places(self.pool, self.user))
        kept = allowed if drafted is None else allowed | models.Q(pk=drafted.series_of_id)
        self._offer("series_of", bodies.filter(kept).order_by("-locality__depth", "sort_key", "code"))
        self._offer("type", DocumentType.objects.order_by("sort_key", "code"))
        # What the clerk may take over instead of a paper that is on record already.
        self.offered: Document | None = None
        self.notes: list[str] = []

    def _offer(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        """Settle which paper is meant: `cleaned["paper"]`, None where it is new."""
        cleaned = super().clean() or {}
        chosen: Document | None = cleaned.get("document")
        is_typed = any(cleaned.get(name) for name in _ASKED) or any(self[name].errors for name in _ASKED)
        is_changed = is_typed and bool({*_OF_THE_PAPER} & {*self.changed_data})
        if taken := self.data.get("use-document"):
            self._take_over(cleaned, str(taken))
        elif chosen is not None and not is_changed:
            cleaned["paper"] = chosen
        elif chosen is not None and "document" in self.changed_data:
            cleaned["paper"] = chosen
            if self._differences(chosen, cleaned):
                self.add_error(
                    "document",
                    _("Đã chọn %(document)s nhưng các ô ở trên ghi văn bản khác: bỏ chọn, hoặc xoá các ô đó.")
                    % {"document": _named(chosen)},
                )
        else:
            self._find(cleaned, is_typed=is_typed)
        return cleaned

    def _take_over(self, cleaned: dict[str, Any], code: str) -> None:
        """Use the paper that the page offered, whatever was typed of it."""
        found = self._offered_as("document", code)
        if found is None:
            self.add_error("document", _("Văn bản này không có trong sổ của địa phương."))
        cleaned["paper"] = found

    def _offered_as(self, name: str, code: str | None) -> Any:
        """Return what a field offers under a code; None if nothing."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        return None if field.queryset is None else field.queryset.filter(code=code or "").first()

    def _find(self, cleaned: dict[str, Any], *, is_typed: bool) -> None:
        """Find the typed paper on record, or ask for what a new one needs."""
        if not is_typed:
            sentence = _("Ghi số, ngày ban hành và trích yếu của quyết định, hoặc chọn văn bản đã có trong sổ.")
            self.add_error("number", sentence)
            return
        self._ask_for(cleaned, "number", _("Ghi số quyết định."))
        self._ask_for(cleaned, "issued_on", _("Ghi ngày ban hành, ví dụ 15/12/2023."))
        if (issued_on := cleaned.get("issued_on")) and issued_on > self.today:
            self.add_error(
                "issued_on",
                _("Ngày ban hành %(day)s chưa đến: kiểm tra lại ngày, tháng, năm.") % {"day": print_day(issued_on)},
            )
        for name in ("series_of", "type"):
            if self.add_prefix(name) not in self.data:  # a page that does not ask means the usual one
                cleaned[name] = self._offered_as(name, self.get_initial_for_field(self.fields[name], name))
        body: IssuingBody | None = cleaned.get("series_of")
        self._ask_for(
            cleaned, "series_of", _("Chọn cơ quan ban hành; chưa có trong danh sách thì nhờ quản trị khai báo trước.")
        )
        if self.errors.keys() & {*_OF_THE_PAPER} or body is None:
            return
        found = self._on_record(body, cleaned)
        cleaned["paper"] = found
        if found is None:
            self._ask_for(cleaned, "subject", _("Ghi trích yếu của quyết định."))
            self._ask_for(cleaned, "type", _("Danh mục chưa có loại văn bản: nhờ quản trị khai báo trước."))
        elif differences := self._differences(found, cleaned):
            self.offered = found
            sentence = _(
                "%(document)s đã có trong sổ, nhưng %(differences)s. Bấm “Dùng văn bản này” nếu chính là văn bản đó; "
                "nếu không, sửa số hoặc ngày ban hành."
            )
            self.add_error("subject", sentence % {"document": _named(found), "differences": differences})
        else:
            self.notes.append(_("%(document)s đã có trong sổ: đã dùng văn bản đó.") % {"document": _named(found)})

    def _ask_for(self, cleaned: dict[str, Any], name: str, sentence: str) -> None:
        if not cleaned.get(name) and not self[name].errors:
            self.add_error(name, sentence)

    def _on_record(self, body: IssuingBody, cleaned: dict[str, Any]) -> Document | None:
        """Return the document of the same body, series, number and day; one that is held before a stub."""
        papers = Document.objects.visible_to(self.user).select_related("type")
        same = papers.filter(
            series_of=body,
            number=cleaned["number"],
            issued_on=cleaned["issued_on"],
            series=_series(body, cleaned["type"]),
        )
        found: Document | None = same.order_by("is_stub", "code").first()
        return found

    def _differences(self, document: Document, cleaned: dict[str, Any]) -> str:
        """Say in which of the fields that were typed a document differs from them; nothing if in none."""
        pairs = {
            "number": (document.number, cleaned.get("number")),
            "issued_on": (document.issued_in_words, cleaned.get("issued_on") and print_day(cleaned["issued_on"])),
            "subject": (document.subject, cleaned.get("subject")),
            "type": (document.type.name, cleaned.get("type") and cleaned["type"].name),
            "organ": (document.organ, cleaned.get("organ")),
        }
        changed = {*self.changed_data}
        return "; ".join(
            _("%(field)s trong sổ là “%(kept)s”") % {"field": str(self.fields[name].label).lower(), "kept": kept or "–"}
            for name, (kept, typed) in pairs.items()
            if name in changed and typed and fold(str(kept or "")) != fold(str(typed))
        )

    def paper(self) -> Document:
        """Return the paper that is meant, not yet written if it is new; only of a valid form."""
        cleaned = self.cleaned_data
        if cleaned["paper"] is not None:
            found: Document = cleaned["paper"]
            return found
        return Document(
            series_of=cleaned["series_of"],
            type=cleaned["type"],
            organ=cleaned["organ"],
            number=cleaned["number"],
            issued_on=cleaned["issued_on"],
            subject=cleaned["subject"],
        )

    def written_paper(self) -> Document:
        """Return the paper that is meant, written if it is new; only of a valid form.

        Raises `NotAllowed`.
        """
        document = self.paper()
        if document.pk is not None:
            return document
        for place in (self.pool.locality, document.series_of.locality):
            if not self.user.may("draft", place.path):
                raise actions.NotAllowed(_("Bạn không có quyền ghi văn bản ở %(place)s.") % {"place": place})
        save_document(record=document, by=self.user, reason="Vào sổ quyết định")
        return document


def _named(document: Document) -> str:
    return _("%(title)s, ngày %(day)s") % {"title": document.title, "day": document.issued_in_words}


def _series(body: IssuingBody, kind: DocumentType | None) -> str:
    """Return the letters between number and body, as `regulations.actions` writes them for a new document."""
    if kind is None:
        return ""
    return (body.numbers_by == NumbersBy.YEAR and kind.state_series) or kind.series


def _places(pool: Pool, user: User) -> list[str]:
    """Return the paths of the locality and of those above it in which the person drafts: whose bodies it may name."""
    steps = [step for step in pool.locality.path.split("/") if step]
    paths = ["".join(f"{step}/" for step in steps[: place + 1]) for place in range(len(steps))]
    return [path for path in paths if user.may("draft", path)]


def last_decision(pool: Pool, user: User) -> QuotaDecision | None:
    """Return the pool's last decision on a paper of its own."""
    decisions = QuotaDecision.objects.visible_to(user).filter(pool=pool, kind=DecisionKind.ORIGINAL)
    last: QuotaDecision | None = decisions.select_related("document__series_of").newest_first().first()
    return last


def usual_paper(pool: Pool, user: User, last: QuotaDecision | None) -> dict[str, Any]:
    """Return who decides there, from the pool's last decision; else the committee of the locality."""
    bodies = IssuingBody.objects.visible_to(user).filter(locality=pool.locality_id, suffix__in=_COMMITTEES)
    body = last.document.series_of if last else bodies.order_by("code").first()
    usual = {"type": USUAL_TYPE, "series_of": body.code if body else None, "organ": last.organ if last else None}
    return {name: value for name, value in usual.items() if value}


def typed_paper(document: Document) -> dict[str, Any]:
    """Return a document as it would be typed."""
    return {
        "document": document.code,
        "number": document.number,
        "issued_on": document.issued_on,
        "subject": document.subject,
        "series_of": document.series_of.code,
        "type": document.type.code,
        "organ": document.organ,
    }
