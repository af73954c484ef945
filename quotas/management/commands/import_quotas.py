"""Makes a submitted draft of a workbook's table, as the page would, or says everything that stands in the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from orgregs.foundation import clock
from orgregs.foundation.commands import OneLineCommand, Refusal, day, number_between, one_of, person_named, why
from orgregs.foundation.workbooks import MOST_BYTES
from quotas import actions
from quotas.choices import Block
from quotas.forms import WorkbookForm
from quotas.forms.decisions import EXTRACT, FULL
from quotas.management.naming import BLOCKS, pool_named, reasons_given
from quotas.management.papers import paper_fields, refuse_another_symbol
from quotas.management.told import in_words, lines_of
from quotas.models import FIRST_YEAR, LAST_YEAR, StaffCategory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.management.base import CommandParser

    from quotas.intake import Preview
    from quotas.models import DecisionDraft

# The fields of the form by the options that fill them; what is not listed is the file's own.
_OPTIONS = {
    "year_from": "--year",
    "year_to": "--year-to",
    "category": "--category",
    "stated_total": "--stated-total",
    "issued_on": "--issued-on",
    "subject": "--subject",
    "document": "--decision",
    "number": "--decision",
    "series_of": "--decision",
    "type": "--decision",
    "workbook": "FILE",
    "sheet": "--sheet",
    "column": "--column",
}


class Command(OneLineCommand):
    help = "Import a workbook's table as a draft and submit it; prints what was read, and the draft's code last."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file, the decision, what the file cannot say of itself, and the person."""
        years = number_between(FIRST_YEAR, LAST_YEAR)
        parser.add_argument("file", metavar="FILE", type=Path, help=".xlsx, .xls, .ods or .csv")
        parser.add_argument("--locality", required=True, help="code of the locality, for example duc-linh")
        parser.add_argument("--decision", required=True, help="number and symbol, for example 2034-QĐ/HU")
        parser.add_argument("--issued-on", required=True, type=day, help="day of the decision, YYYY-MM-DD")
        parser.add_argument("--year", required=True, type=years)
        parser.add_argument("--year-to", type=years, help="last year of a decision of several years")
        parser.add_argument("--block", default=Block.PARTY, type=one_of(BLOCKS), help="party or state")
        parser.add_argument("--category", help="code of the category of a column that names none")
        parser.add_argument("--subject", default="", help="of a decision that is not on record yet")
        parser.add_argument("--sheet", help="name of the sheet, where several hold a table")
        parser.add_argument(
            "--column", type=str.upper, help="letter of the column of numbers, where several may be meant"
        )
        parser.add_argument("--extract", action="store_true", help="the file holds a part of the decision")
        parser.add_argument("--stated-total", help="total of the decision, where the file has no such line")
        parser.add_argument(
            "--acknowledge",
            nargs="+",
            action="extend",
            default=[],
            metavar="CODE[=REASON]",
            help="warnings that are right as they are",
        )
        parser.add_argument("--by", required=True, help="who imports: the name to sign in by")
        parser.add_argument("--dry-run", action="store_true", help="show everything, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Show what was read; write the draft and submit it, or nothing."""
        reasons = reasons_given(options["acknowledge"], _("Xác nhận bằng lệnh import_quotas"))
        form = _filled(options)
        if not form.is_valid() or form.preview is None:
            raise Refusal(_why_not_valid(form))
        _refuse_unknown_sheet(form, options["sheet"])
        if not options["subject"] and form.paper().pk is None:
            self.stdout.write(_("Không có --subject: lấy trích yếu “%s”.") % form.paper().subject)
        for line in lines_of(form, form.preview):
            self.stdout.write(line)
        _refuse_problems(form.preview, reasons)
        # A rehearsal goes the whole road, and back.
        with transaction.atomic():
            draft = _submitted(form, reasons)
            refuse_another_symbol(draft.document, options["decision"])
            transaction.set_rollback(options["dry_run"])
        if options["dry_run"]:
            self.stdout.write(_("Chạy thử: tệp này nhập và trình được; chưa ghi gì."))
        else:
            self.stdout.write(draft.code)


def _filled(options: Mapping[str, Any]) -> WorkbookForm:
    """Fill the form of the page from the options."""
    if options["extract"] and options["stated_total"] is not None:
        raise Refusal(_("--extract không đi cùng --stated-total: quyết định ghi trích không đối chiếu tổng số."))
    upload = _opened(options["file"])
    user, pool = person_named(options["by"]), pool_named(options["locality"], options["block"])
    if not (user.may("draft", pool.locality.path) and user.may("submit", pool.locality.path)):
        sentence = _("--by: “%(name)s” không có quyền lập và trình phương án ở %(locality)s.")
        raise Refusal(sentence % {"name": user.username, "locality": pool.locality})
    empty = WorkbookForm(pool=pool, user=user, today=clock.today())
    sent = paper_fields(
        empty,
        typed=options["decision"],
        issued_on=options["issued_on"],
        subject=options["subject"],
        year=options["year"],
    )
    sent |= {
        "year_from": str(options["year"]),
        "year_to": str(options["year_to"] or ""),
        "category": _category(options["category"] or empty.initial["category"]),
        "extent": EXTRACT if options["extract"] else FULL,
        "stated_total": options["stated_total"] or "",
        "sheet": options["sheet"] or "",
        "column": options["column"] or "",
    }
    return WorkbookForm(sent, {"workbook": upload}, pool=pool, user=user, today=clock.today())


def _opened(path: Path) -> SimpleUploadedFile:
    """Read a file, no further than what is refused as too large."""
    if path.is_dir():
        raise Refusal(_("%s là thư mục, không phải tệp.") % path)
    if not path.exists():
        raise Refusal(_("Không có tệp %s.") % path)
    if not path.is_file():
        raise Refusal(_("%s không phải là tệp thường.") % path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refusal(_("Không đọc được tệp %(path)s: %(why)s.") % {"path": path, "why": why(error)}) from error
    return SimpleUploadedFile(path.name.encode("utf-8", "replace").decode(), content)


def _category(code: str) -> str:
    codes = list(StaffCategory.objects.order_by("order", "code").values_list("code", flat=True))
    if code not in codes:
        sentence = _("--category: không có loại biên chế mã “%(code)s”, chọn trong: %(codes)s.")
        raise Refusal(sentence % {"code": code, "codes": ", ".join(codes)})
    return code


def _why_not_valid(form: WorkbookForm) -> str:
    """Say every mistake of the options, each with its option, in one line."""
    told = []
    for name, errors in form.errors.items():
        option = _OPTIONS.get(name, "")
        told += [f"{option}: {error}" if option else str(error) for error in errors]
    return " ".join(told)


def _refuse_unknown_sheet(form: WorkbookForm, sheet: str | None) -> None:
    names = form.carried.sheet_names if form.carried else []
    if sheet and sheet not in names:
        sentence = _("--sheet: tệp không có trang “%(sheet)s”, chỉ có: %(names)s.")
        raise Refusal(sentence % {"sheet": sheet, "names": ", ".join(f"“{name}”" for name in names)})


def _refuse_problems(preview: Preview, reasons: Mapping[str, str]) -> None:
    """Refuse a file with errors, or with warnings that nobody acknowledged."""
    if preview.errors:
        sentence = _("Tệp có %(count)s lỗi, chưa ghi gì. Lỗi đầu: %(first)s")
        raise Refusal(sentence % {"count": len(preview.errors), "first": in_words(preview.errors[0])})
    if preview.open_draft is not None:
        raise Refusal(str(actions.AlreadyImported(preview.open_draft)))
    asked = [each.code for each in preview.warnings if each.code not in reasons]
    if asked:
        sentence = _("Có %(count)s cảnh báo chưa xác nhận, chưa ghi gì: sửa tệp, hoặc thêm --acknowledge %(codes)s")
        raise Refusal(sentence % {"count": len(asked), "codes": " ".join(dict.fromkeys(asked))})


def _submitted(form: WorkbookForm, reasons: Mapping[str, str]) -> DecisionDraft:
    """Write the draft and submit it; whatever refuses is said in its own sentence."""
    assert form.preview is not None  # noqa: S101  # a valid form has one
    now, asked = clock.now(), {each.code for each in form.preview.warnings}
    draft = form.save(at=now)
    if draft is None:
        earlier = form.earlier_draft
        raise Refusal(_why_not_valid(form) if earlier is None else str(actions.AlreadyImported(earlier)))
    given = {code: reason for code, reason in reasons.items() if code in asked}
    try:
        return actions.submit_draft(draft=draft, acknowledged=given, by=form.user, at=now)
    except (actions.NotAllowed, actions.DraftHasProblems) as refusal:
        raise Refusal(str(refusal)) from refusal
