"""The paper that a symbol and a day mean, as the fields of a form would name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from orgregs.foundation.commands import Refusal
from orgregs.foundation.dates import print_day
from quotas.forms.papers import USUAL_TYPE
from regulations.symbols import parse

if TYPE_CHECKING:
    import datetime as dt

    from quotas.forms import WorkbookForm
    from regulations.models import Document, DocumentType, IssuingBody
    from regulations.symbols import Symbol


def paper_fields(form: WorkbookForm, *, typed: str, issued_on: dt.date, subject: str, year: int) -> dict[str, str]:
    """Return the fields of the document of that symbol and day among those that a form offers, else of a new one."""
    symbol = parse(typed)
    if symbol.number is None or not symbol.issuer:
        raise Refusal(_("--decision: “%s” thiếu số hoặc ký hiệu, ghi đủ như 2034-QĐ/HU.") % typed)
    found = _on_record(form, symbol, issued_on)
    if found is not None:
        return {"document": found.code} | ({"subject": subject} if subject else {})
    body = _body(form, symbol)
    return {
        "number": str(symbol.number),
        "issued_on": print_day(issued_on),
        "subject": subject or _("Giao biên chế năm %s") % year,
        "series_of": body.code,
        "type": _type(form, symbol).code,
        "organ": form.initial.get("organ", "") if body.code == form.initial.get("series_of") else "",
    }


def refuse_another_symbol(document: Document, typed: str) -> None:
    """Refuse a paper that was written under another symbol than the one that was typed."""
    if parse(typed) not in {parse(document.symbol), parse(document.symbol_as_typed)}:
        sentence = _("--decision: cơ quan này ghi ký hiệu là “%(symbol)s”, không phải “%(typed)s”.")
        raise Refusal(sentence % {"symbol": document.symbol, "typed": typed})


def _on_record(form: WorkbookForm, symbol: Symbol, issued_on: dt.date) -> Document | None:
    """Return the one document on record; one that is held before one that is only cited."""
    of_the_day = list(_offered(form, "document").filter(issued_on=issued_on, number=symbol.number))
    same = [each for each in of_the_day if symbol in {parse(each.symbol), parse(each.symbol_as_typed)}]
    likely = [each for each in same if not each.is_stub] or same
    if len(likely) > 1:
        sentence = _("--decision: trong sổ có nhiều văn bản %(symbol)s của ngày này (%(codes)s): nhập trên trang web.")
        codes = ", ".join(each.code for each in likely)
        raise Refusal(sentence % {"symbol": symbol.canonical, "codes": codes})
    return likely[0] if likely else None


def _body(form: WorkbookForm, symbol: Symbol) -> IssuingBody:
    bodies = [each for each in _offered(form, "series_of") if each.suffix.casefold() == symbol.issuer.casefold()]
    own = [each for each in bodies if each.locality_id == form.pool.locality_id] or bodies
    usual = [each for each in own if each.code == form.initial.get("series_of")]
    likely: list[IssuingBody] = usual or own
    if not likely:
        sentence = _("--decision: %(locality)s không có cơ quan ban hành ký hiệu “%(suffix)s”.")
        raise Refusal(sentence % {"locality": form.pool.locality, "suffix": symbol.issuer})
    if len(likely) > 1:
        sentence = _("--decision: ký hiệu “%(suffix)s” là của nhiều cơ quan (%(bodies)s): nhập trên trang web.")
        raise Refusal(sentence % {"suffix": symbol.issuer, "bodies": ", ".join(map(str, likely))})
    return likely[0]


def _type(form: WorkbookForm, symbol: Symbol) -> DocumentType:
    """Quyết định and Quy định share QĐ: a decision on posts is the former."""
    types = [
        each for each in _offered(form, "type") if symbol.series and symbol.series in {each.series, each.state_series}
    ]
    likely: list[DocumentType] = [each for each in types if each.code == USUAL_TYPE] or types
    if not likely:
        raise Refusal(_("--decision: danh mục không có loại văn bản ký hiệu “%s”.") % symbol.series)
    return likely[0]


def _offered(form: WorkbookForm, name: str) -> Any:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    return field.queryset
