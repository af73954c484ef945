"""A workbook goes the road of a draft, stopped before the desk: the same lines, the same rules; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from orgregs.foundation.clock import said
from orgregs.foundation.numbers import print_grouped
from orgregs.foundation.vietnamese import Sentence
from quotas.choices import DecisionKind
from quotas.figures import printed
from quotas.intake.contents import TotalInput, written_down
from quotas.intake.examining import examination_of
from quotas.intake.names import names_of
from quotas.intake.previews import Noticed, Preview, PreviewRow, RowState
from quotas.intake.recipients import recipient_of, recipients_of
from quotas.intake.strangers import who_they_are
from quotas.intake.sums import sum_in_file
from quotas.models import MOST_POSTS, DecisionDraft, Holder, Receipt, StaffCategory
from quotas.postings import Account, counts_from, figure
from quotas.rules import Severity
from quotas.rules.cases import Case
from quotas.sheets import Named, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accounts.models import User
    from orgregs.foundation.workbooks import Sheet
    from quotas.intake.examining import Examination
    from quotas.intake.previews import Asked
    from quotas.intake.recipients import Recipient
    from quotas.models import Pool
    from quotas.postings import Line
    from quotas.rules import Problem
    from quotas.sheets import TableCell, TableProblem, TableReading

# What a rule says of a draft's sum is not yet known where a number of the file could not be read.
_OF_THE_SUM = {"total-differs", "reserve-differs"}
_EMPTY = "empty"
_LONGEST_TOLD = 120
# They stand at the cell of a name.
_OF_THE_NAME = {"unknown-agency", "ambiguous-agency", "doubled-agency"}
# A paper that is booked already is told once, not once more on each of its rows.
_FOLLOWS = {"second-original": ("two-levels", "total-differs", "reserve-differs")}


def preview_of(sheets: Sequence[Sheet], asked: Asked, *, sha256: str, user: User) -> Preview:
    """Read a workbook's table for a pool, and examine it as the draft it would become; writes nothing."""
    everybody = recipients_of(asked.pool, user)
    standing = [each for each in everybody if _stands(each, asked)]
    categories = {each.code: each for each in StaffCategory.objects.order_by("order", "pk")}
    reading = read_table(
        sheets,
        names_of(standing, user),
        year_from=asked.year_from,
        year_to=asked.year_to,
        categories=[Named(key=code, title=each.name) for code, each in categories.items()],
        usual=asked.category.code,
        beside=[code for code, each in categories.items() if not each.counts_in_total],
        sheet=asked.sheet,
        column=asked.column,
    )
    bare = _rows(reading, {each.key: each for each in standing}, categories)
    too_many = [_too_many(row, reading.sheet) for row in bare if (row.posts or 0) > MOST_POSTS]
    bare = [row for row in bare if (row.posts or 0) <= MOST_POSTS]
    stated = _totals(reading, asked, categories)
    holders = _holders_or_stand_ins([row.recipient for row in bare], user)
    problems = [
        *_of_the_file(reading, asked, everybody, user),
        *_of_the_totals(reading, asked, sheets),
        *too_many,
    ]
    rows = bare
    try:
        examination = _examined(bare, stated, holders, asked)
    except ValidationError as error:
        problems += [Noticed("not-a-line", sentence) for sentence in error.messages]
    else:
        rows = _beside_the_register(bare, examination)
        problems += _of_the_rules(examination, rows, reading, is_partial=bool(problems))
    return Preview(
        asked=asked,
        reading=reading,
        rows=rows,
        problems=sorted(problems, key=lambda each: (each.line is None, each.line or 0, each.column or "")),
        passed_over=[_noticed(each, is_error=False) for each in reading.passed_over],
        stated=stated,
        total=_total_in_words(reading, asked),
        earlier=_earlier(asked.pool, sha256, user),
        open_draft=_open_draft(asked, user),
    )


def _stands(recipient: Recipient, asked: Asked) -> bool:
    return any(recipient.stands_in(year) for year in range(asked.year_from, asked.year_to + 1))


def _rows(
    reading: TableReading, recipients: Mapping[str, Recipient], categories: Mapping[str, StaffCategory]
) -> list[PreviewRow]:
    """Return the numbers of the table, not yet held against the register."""
    return [
        PreviewRow(
            line.line, cell.column, line.name, recipients[line.key], categories[code], cell.posts, "", RowState.NEW
        )
        for line in reading.lines
        for code, cell in line.cells.items()
    ]


def _holders_or_stand_ins(recipients: Sequence[Recipient], user: User) -> dict[Recipient, Holder]:
    """Return the holders; who was never given posts has none yet, and a preview makes none: a negative key stands in."""
    agencies = [each.agency for each in recipients if each.agency]
    pools = [each.pool for each in recipients if each.pool]
    visible = Holder.objects.visible_to(user).select_related("agency__locality", "pool__locality")
    found = visible.filter(agency__in=agencies) | visible.filter(pool__in=pools)
    known = {recipient_of(holder): holder for holder in found}
    for number, each in enumerate((each for each in dict.fromkeys(recipients) if each not in known), start=1):
        known[each] = Holder(pk=-number, agency=each.agency, pool=each.pool)
    return known


def _examined(
    rows: Sequence[PreviewRow], stated: Sequence[TotalInput], holders: Mapping[Recipient, Holder], asked: Asked
) -> Examination:
    draft = DecisionDraft(
        kind=DecisionKind.ORIGINAL,
        document=asked.document,
        pool=asked.pool,
        year_from=asked.year_from,
        year_to=asked.year_to,
        is_extract=asked.is_extract,
    )
    return examination_of(written_down(draft, [row.line_input(holders, asked) for row in rows], stated))


def _beside_the_register(rows: Sequence[PreviewRow], examination: Examination) -> list[PreviewRow]:
    """Put beside each number what stands on the day from which it would count, in the first year that differs."""
    case = Case.of(examination.proposal, examination.facts)
    compared = []
    for row, proposed in zip(rows, examination.proposal.lines, strict=True):
        told = [_in_a_year(row, year, proposed.line, case) for year in proposed.line.years]
        differing = [each for each in told if each.state is not RowState.UNCHANGED]
        # Of several years, the row is new only where none of them has a figure.
        known = [each for each in differing if each.state is RowState.CHANGED]
        is_known = known or len(differing) < len(told)
        shown = (known or differing or told)[0]
        compared.append(replace(shown, state=RowState.CHANGED) if differing and is_known else shown)
    return compared


def _in_a_year(row: PreviewRow, year: int, line: Line, case: Case) -> PreviewRow:
    account = Account(line.pool, line.holder, year, line.category)
    in_order = case.before.get(account, [])
    stands = figure(account, in_order, counts_from(line, year))
    state = RowState.CHANGED if in_order else RowState.NEW
    if stands is not None and (stands.posts, stands.is_dash) == (row.posts or 0, row.posts is None):
        state = RowState.UNCHANGED
    standing = printed(stands)
    return replace(row, standing=standing if year == line.year_from else f"{standing} ({year})", state=state)


# ---- What is wrong, and where


def _noticed(problem: TableProblem, *, is_error: bool = True) -> Noticed:
    return Noticed(
        problem.code,
        said(problem.sentence),
        problem.sheet,
        problem.line,
        problem.column,
        _short(problem.name if problem.code in _OF_THE_NAME else problem.printed),
        is_error,
    )


def _too_many(row: PreviewRow, sheet: str) -> Noticed:
    sentence = _("%(posts)s biên chế là quá nhiều cho một cơ quan: kiểm tra lại số.")
    printed = print_grouped(row.posts or 0)
    return Noticed("too-many-posts", sentence % {"posts": printed}, sheet, row.line, row.column, printed)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


def _of_the_file(reading: TableReading, asked: Asked, everybody: Sequence[Recipient], user: User) -> Iterator[Noticed]:
    """Tell what the reading found; of names that are nobody's of the pool, who they are."""
    unknown = [each.name for each in reading.problems if each.code == "unknown-agency"]
    standing = [each for each in everybody if _stands(each, asked)]
    others = [each for each in everybody if each not in standing]
    told = who_they_are(unknown, asked=asked, standing=standing, not_standing=others, user=user) if unknown else {}
    for problem in reading.problems:
        noticed = _noticed(problem)
        better = told.get(problem.name) if problem.code == "unknown-agency" else None
        yield replace(noticed, code=better.code, sentence=better.sentence) if better else noticed


def _of_the_rules(
    examination: Examination, rows: Sequence[PreviewRow], reading: TableReading, *, is_partial: bool
) -> Iterator[Noticed]:
    """Tell what the rules of the ledger say, at the cell of the row; lines are numbered as the sheet numbers them."""
    found = {problem.code for problem in examination.problems}
    hidden = {code for cause, codes in _FOLLOWS.items() if cause in found for code in codes}
    hidden |= {"two-levels"} if any(each.code == "doubled-agency" for each in reading.problems) else set()
    hidden |= {*_OF_THE_SUM, _EMPTY} if is_partial else set()
    for problem in examination.problems:
        if problem.code in hidden:
            continue
        row = rows[problem.line - 1] if problem.line else None
        cell = row or (_total_cell(reading) if problem.code == "total-differs" else None)
        yield Noticed(
            problem.code,
            said(_renumbered(problem, rows)),
            reading.sheet if cell else "",
            cell.line if cell else None,
            cell.column if cell else None,
            str(cell.printed) if cell else "",
            problem.severity is Severity.ERROR,
        )


def _renumbered(problem: Problem, rows: Sequence[PreviewRow]) -> Sentence:
    """Say a rule's sentence with the line numbers of the sheet in place of those of the draft."""
    lines = {
        name: rows[number - 1].line
        for name in ("line", "other")
        if isinstance(number := problem.params.get(name), int) and 0 < number <= len(rows)
    }
    return Sentence(problem.sentence.template, **{**problem.params, **lines})


# ---- Totals


def _totals(reading: TableReading, asked: Asked, categories: Mapping[str, StaffCategory]) -> list[TotalInput]:
    """Return the totals that the draft states: what the clerk typed comes before what the file says (rule 25)."""
    if asked.is_extract:
        return []
    posts = {code: cell.posts for code, cell in reading.totals.items()}
    if asked.stated_total is not None:
        posts[asked.category.code] = asked.stated_total
    return [
        TotalInput(category=categories[code], posts=total, counts_in_total=categories[code].counts_in_total)
        for code, total in posts.items()
    ]


def _total_in_words(reading: TableReading, asked: Asked) -> int | None:
    """Return the one total to show; None where none is stated, or several categories have each their own."""
    if asked.stated_total is not None:
        return asked.stated_total
    cell = reading.sum_of_totals or _total_cell(reading)
    return cell.posts if cell else None


def _total_cell(reading: TableReading) -> TableCell | None:
    return next(iter(reading.totals.values())) if len(reading.totals) == 1 else None


def _of_the_totals(reading: TableReading, asked: Asked, sheets: Sequence[Sheet]) -> Iterator[Noticed]:
    """Compare the file's total with what was typed, and with its own numbers where rows are to be mended.

    Else the rule of the ledger does. An extract has no total check: its last line may be that of the whole paper.
    """
    typed, cell = asked.stated_total, reading.totals.get(asked.category.code)
    if typed is not None and cell is not None and cell.posts != typed:
        sentence = _("Tổng đã gõ là %(typed)s, dòng tổng của tệp ghi %(printed)s: sửa cho đúng với bản giấy.")
        yield Noticed(
            "total-typed-differs",
            sentence % {"typed": typed, "printed": cell.printed},
            reading.sheet,
            cell.line,
            cell.column,
            cell.printed,
        )
    if asked.is_extract or not reading.problems:
        return
    for code, total in reading.totals.items():
        column = next((each for each in reading.columns if each.category == code), None)
        found = column and sum_in_file(reading, sheets, column)
        if found is not None and total.posts is not None and found != total.posts:
            sentence = _(
                "Dòng tổng ghi %(total)s, các số đang có trong tệp cộng lại là %(sum)s: sửa dòng sai hoặc dòng tổng."
            )
            yield Noticed(
                "total-differs",
                sentence % {"total": total.printed, "sum": found},
                reading.sheet,
                total.line,
                total.column,
                total.printed,
            )


def _open_draft(asked: Asked, user: User) -> DecisionDraft | None:
    """Return the draft that the paper has already, and that is not booked yet."""
    if asked.document.pk is None:
        return None
    drafts = DecisionDraft.objects.visible_to(user).open().filter(document=asked.document, pool=asked.pool)
    found: DecisionDraft | None = drafts.filter(kind=DecisionKind.ORIGINAL).order_by("pk").first()
    return found


def _earlier(pool: Pool, sha256: str, user: User) -> list[Receipt]:
    receipts = Receipt.objects.visible_to(user).filter(sha256=sha256, draft__pool=pool)
    return list(receipts.select_related("draft__document", "received_by").newest_first())
