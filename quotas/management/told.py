"""A preview as lines of text: what was read, beside what stands, and everything that is wrong, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from orgregs.foundation.numbers import print_grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quotas.forms import WorkbookForm
    from quotas.intake import Noticed, Preview


def lines_of(form: WorkbookForm, preview: Preview) -> Iterator[str]:
    """Yield what a person would see on the page."""
    if preview.columns:
        columns = ", ".join(
            _("%(letter)s “%(heading)s”") % {"letter": each.letter, "heading": each.heading} for each in preview.columns
        )
        sheet = _("trang “%s”, ") % preview.sheet if preview.sheet else ""
        yield _("Đọc: %(sheet)sdòng tiêu đề %(line)s, cột %(columns)s") % {
            "sheet": sheet,
            "line": preview.reading.header_line,
            "columns": columns,
        }
    yield _("Văn bản: %s") % form.paper_in_words
    if form.paper().pk is None:
        yield _("Văn bản mới, trích yếu: %s") % form.paper().subject
    for row in preview.rows:
        category = f" ({row.category})" if form.names_categories else ""
        yield _(
            "Dòng %(line)s, cột %(column)s: %(recipient)s%(category)s: %(posts)s; sổ đang ghi %(standing)s; %(state)s"
        ) % {
            "line": row.line,
            "column": row.column,
            "recipient": row.recipient,
            "category": category,
            "posts": row.printed,
            "standing": row.standing,
            "state": row.state.label,
        }
    if preview.rows:
        counts = ", ".join(f"{state.label} {count}" for state, count in preview.counts.items())
        yield _("%(rows)s dòng: %(counts)s") % {"rows": len(preview.rows), "counts": counts}
        stated = _("không ghi") if preview.total is None else print_grouped(preview.total)
        yield _("Cộng %(sum)s; tổng ghi trong quyết định: %(stated)s") % {
            "sum": print_grouped(preview.sum),
            "stated": stated,
        }
    for each in preview.errors:
        yield _("Lỗi [%(code)s]: %(sentence)s") % {"code": each.code, "sentence": in_words(each)}
    for each in preview.warnings:
        yield _("Cảnh báo [%(code)s]: %(sentence)s") % {"code": each.code, "sentence": in_words(each)}
    for each in preview.passed_over:
        yield _("Bỏ qua: %s") % in_words(each)


def in_words(noticed: Noticed) -> str:
    """Say where something stands, and what it is."""
    return f"{noticed.where}: {noticed.sentence}" if noticed.where else noticed.sentence
