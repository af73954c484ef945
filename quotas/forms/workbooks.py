"""A decision from a workbook: the file is read, shown beside the register, and written only once somebody saw it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgregs.foundation.clock import said
from orgregs.foundation.dates import print_day
from orgregs.foundation.vietnamese import fold, marked, normalise
from orgregs.foundation.workbooks import MOST_BYTES, UnreadableWorkbook, read_workbook
from quotas import actions
from quotas.forms.carried import Carried, NotCarried, TooMuchToCarry, seal, unseal
from quotas.forms.decisions import EXTRACT, DecisionForm
from quotas.forms.papers import typed_paper
from quotas.intake import Asked, RowState, preview_of
from quotas.models import DecisionDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from quotas.intake import Preview
    from quotas.models import Pool
    from quotas.sheets import TableColumn

_LONGEST_NAME = 200
# A table of quotas has tens of lines; every cell is looked at within the request.
MOST_CELLS = 60_000
_TOO_MUCH = marked("Tệp có quá nhiều dữ liệu để kiểm tra: chỉ giữ trang và cột của bảng trong quyết định.")
_PLACES = ("sheet", "column")


class WorkbookForm(DecisionForm):
    """A workbook and what it cannot say of itself: the paper, the year, the category.

    Valid means that there is a `preview`, with problems or without. `save` writes it; `confirm` does so only if it is
    still what the person saw.
    """

    workbook = forms.FileField(
        label=gettext_lazy("Tệp Excel"),
        required=False,
        allow_empty_file=True,  # refused by the reader, in our words
        help_text=format_lazy(
            gettext_lazy("Tệp .xlsx, .xls, .ods hoặc .csv, không quá {most} MB."), most=MOST_BYTES // 1_000_000
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.xlsm"}),
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)
    sheet = forms.CharField(
        label=gettext_lazy("Trang tính"), required=False, strip=False, max_length=255, widget=forms.Select
    )
    column = forms.CharField(label=gettext_lazy("Cột số cần lấy"), required=False, max_length=3, widget=forms.Select)

    draft = None

    def __init__(self, data: Any = None, files: Any = None, *, pool: Pool, user: User, today: dt.date) -> None:
        self.pool, self.user, self.today = pool, user, today
        super().__init__(data, files, initial=self.usual())
        self.open_decision()
        self.fields["stated_total"].help_text = _("Để trống nếu tệp có dòng tổng.")
        self.fields["effective_on"].help_text = _("Để trống: tính từ 01/01 của năm.")
        self.carried: Carried | None = None  # the file that is previewed
        self._before: Carried | None = None  # the same, as it was shown
        self.preview: Preview | None = None
        # The signed text of what was read, for the next step; nothing while no file is read.
        self.token = ""
        # Why the last confirmation wrote nothing.
        self.is_asked_anew = False
        self.moved: Sequence[str] = ()
        self.earlier_draft: DecisionDraft | None = None

    # ---- What is judged

    def clean(self) -> dict[str, Any]:
        """Read the file first, so that a wrong day does not lose it; then preview what is asked of it."""
        self.carried = self._carried(self.cleaned_data)
        cleaned = super().clean()
        begins, year = cleaned.get("effective_on"), cleaned.get("year_from")
        if begins and year and begins.year > year:
            self.add_error("effective_on", _("Ngày tính không được sau ngày 31/12 của năm đầu."))
        if "use-document" in self.data and cleaned.get("paper"):
            self._show_as_sent(typed_paper(cleaned["paper"]))
        if self.carried is not None:
            if not self.errors:
                asked, digest = self._asked(), self.carried.sha256
                self.preview = preview_of(self.carried.sheets, asked, sha256=digest, user=self.user)
                self.earlier_draft = self.preview.open_draft
            self._seal(self.carried)
            self._offer_places(self.carried)
        return cleaned

    def _carried(self, cleaned: dict[str, Any]) -> Carried | None:
        """Return the file that came, else the one that was read before; None, with the reason at the field."""
        upload: UploadedFile[Any] | None = cleaned.get("workbook")
        try:
            if upload is not None:
                return self._opened(upload, cleaned)
            if cleaned.get("read"):
                self._before = unseal(cleaned["read"], pool=self.pool, user=self.user)
                return self._before
            self.add_error("workbook", _("Chọn tệp Excel của quyết định."))
        except UnreadableWorkbook as refusal:
            self.add_error("workbook", said(refusal.sentence))
        except NotCarried:
            self.add_error("workbook", _("Dữ liệu của lần kiểm tra trước không dùng được nữa: chọn lại tệp."))
        return None

    def _opened(self, upload: UploadedFile[Any], cleaned: dict[str, Any]) -> Carried:
        """Read an uploaded file; what was chosen in a file before it is forgotten."""
        if cleaned.get("read"):
            cleaned |= dict.fromkeys(_PLACES, "")
            self._show_as_sent(dict.fromkeys(_PLACES, ""))
        if (upload.size or 0) > MOST_BYTES:
            sentence = _("Tệp lớn hơn %(most)s MB: chép riêng trang có bảng sang một tệp mới rồi chọn lại.")
            raise UnreadableWorkbook("too-large", sentence % {"most": MOST_BYTES // 1_000_000})
        upload.seek(0)
        content, name = upload.read(), normalise(upload.name or "")[-_LONGEST_NAME:]
        digest = hashlib.sha256(content).hexdigest()
        sheets = read_workbook(content, name)
        if sum(len(row) for sheet in sheets if not sheet.is_hidden for row in sheet.rows) > MOST_CELLS:
            raise UnreadableWorkbook("too-large", _TOO_MUCH)
        return Carried(name=name, size=len(content), sha256=digest, sheets=sheets)

    def _show_as_sent(self, fields: Mapping[str, Any]) -> None:
        """Let the page show, and so send next time, other values than those that came."""
        shown = {name: print_day(value) if isinstance(value, dt.date) else value for name, value in fields.items()}
        self.data = {**dict(self.data.items()), **shown}

    def _asked(self) -> Asked:
        cleaned = self.cleaned_data
        return Asked(
            pool=self.pool,
            document=self.paper(),
            year_from=cleaned["year_from"],
            year_to=cleaned["year_to"] or cleaned["year_from"],
            is_extract=cleaned["extent"] == EXTRACT,
            category=cleaned["category"],
            stated_total=cleaned["stated_total"],
            effective_on=cleaned["effective_on"],
            sheet=cleaned["sheet"] or None,
            column=cleaned["column"] or None,
        )

    def _seal(self, carried: Carried) -> None:
        """Write what goes on to the next step; of a preview also what it was asked, and what it showed."""
        if self.preview is not None:
            carried = replace(carried, asked=_in_words(self.preview.asked), shown=self.preview.shown)
        try:
            self.token = seal(carried, pool=self.pool, user=self.user)
        except TooMuchToCarry:
            self.preview = None
            self.add_error("workbook", said(_TOO_MUCH))

    # ---- What the page shows

    @property
    def paper_in_words(self) -> str:
        """The paper, its years and its extent, as they were typed; only of a valid form."""
        paper, years = self.paper(), {self.cleaned_data["year_from"], self.cleaned_data["year_to"]} - {None}
        parts = [
            f"{paper.type} {paper.symbol}"
            if paper.symbol
            else _("%(type)s số %(number)s") % {"type": paper.type, "number": paper.number},
            _("ngày %(day)s") % {"day": paper.issued_in_words} if paper.issued_on else "",
            _("năm %(years)s") % {"years": "–".join(str(year) for year in sorted(years))},
            _("trích") if self.cleaned_data["extent"] == EXTRACT else _("toàn văn"),
        ]
        return ", ".join(part for part in parts if part)

    @property
    def names_sheets(self) -> bool:
        """Whether the sheets of the file have names; a CSV has one without."""
        return self.carried is not None and any(self.carried.sheet_names)

    @property
    def names_categories(self) -> bool:
        """Whether the rows are of more than one category."""
        return self.preview is not None and len({row.category.pk for row in self.preview.rows}) > 1

    @property
    def is_unchanged(self) -> bool:
        """Whether the register says already what the file says, and the file has nothing to mend."""
        if self.preview is None or not self.preview.rows or any(each.line for each in self.preview.errors):
            return False
        return all(row.state is RowState.UNCHANGED for row in self.preview.rows)

    @property
    def asks_for_place(self) -> bool:
        """Whether a sheet or a column must be chosen before anything can be read."""
        return self.preview is not None and bool(self.preview.sheets or self.preview.choices)

    def _offer_places(self, carried: Carried) -> None:
        """Offer the sheets and columns among which to choose; an empty choice lets the reader find them."""
        asked = self.preview.sheets if self.preview else []
        sheets = asked or (carried.sheet_names if len(carried.sheet_names) > 1 else [])
        self._offer_choices("sheet", [(name, name) for name in sheets])
        columns = (self.preview.choices or self.preview.columns) if self.preview else []
        chosen = self.cleaned_data.get("column")
        is_asked = bool(chosen or (self.preview and self.preview.choices))
        offered = {column.letter: _column_in_words(column) for column in columns} if is_asked else {}
        self._offer_choices("column", ({chosen: chosen} if chosen else {}) | offered)

    def _offer_choices(self, name: str, choices: Iterable[tuple[str, str]] | Mapping[str, str]) -> None:
        widget = self.fields[name].widget
        assert isinstance(widget, forms.Select)  # noqa: S101
        offered = [*dict(choices).items()]
        nothing = _("— chọn —") if self.asks_for_place else _("— tự tìm —")
        widget.choices = [("", nothing), *offered] if offered else []

    # ---- What is written

    def confirm(self, *, at: dt.datetime) -> DecisionDraft | None:
        """Write what the person saw; None, with the reason, if that is no longer what is asked, or no longer true."""
        if self.preview is None or self.earlier_draft is not None:
            return None
        if self._before is None or dict(self._before.asked) != _in_words(self.preview.asked):
            self.is_asked_anew = True
            return None
        self.moved = self.preview.changes_since(self._before.shown)
        return None if self.moved else self.save(at=at)

    def save(self, *, at: dt.datetime) -> DecisionDraft | None:
        """Write the paper where it is new, the draft, and the receipt of the file; None, with the reason, if refused."""
        if self.carried is None or self.preview is None or not self.preview.can_be_saved:
            return None
        carried, preview = self.carried, self.preview
        source = actions.Source(name=carried.name, sha256=carried.sha256, size=carried.size, sheet=preview.sheet)
        try:
            with transaction.atomic():
                asked = replace(preview.asked, document=self.written_paper())
                return actions.save_imported(preview=preview, asked=asked, source=source, by=self.user, at=at)
        except actions.AlreadyImported as refusal:
            self.earlier_draft = refusal.draft
        except actions.NotAllowed as refusal:
            self.add_error(None, str(refusal))
        except (ValidationError, IntegrityError) as error:
            # The other of two clicks may have written the new paper first.
            drafts = DecisionDraft.objects.visible_to(self.user).open()
            self.earlier_draft = drafts.filter(pool=self.pool, receipt__sha256=carried.sha256).first()
            if self.earlier_draft is None:
                met = _("Có người vừa ghi cùng lúc: xem lại rồi bấm ghi lần nữa.")
                self.add_error(None, error.messages if isinstance(error, ValidationError) else met)
        return None


def _in_words(asked: Asked) -> dict[str, str]:
    """Say what was asked, so that two askings can be compared; a new paper is the same once it is written."""
    paper = asked.document
    words = {
        "paper": f"{paper.series_of_id} {paper.type_id} {paper.number} {paper.issued_on}",
        "subject": fold(paper.subject),
        "organ": fold(paper.organ),
        "category": asked.category.code,
    }
    others = ("year_from", "year_to", "is_extract", "stated_total", "effective_on", "sheet", "column")
    return words | {name: str(getattr(asked, name)) for name in others}


def _column_in_words(column: TableColumn) -> str:
    heading = f"{column.letter}: {column.heading}"
    return f"{heading} ({column.sample})" if column.sample else heading
