"""Rules on the decision and on the shape of its lines: what can be told without folding anything."""

from collections.abc import Iterator

from orgregs.foundation.dates import print_day
from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.postings import LineKey, Operation
from quotas.rules.cases import Case, Kind, day_fits, posts_fit, receiver_fits, years_fit
from quotas.rules.registry import Hit, Severity, on_draft, on_line, rule

_NUMBER_WANTED = {
    Operation.SET: _("giao thì ghi số từ 0 trở lên, hoặc “-” nếu văn bản không giao"),
    Operation.ADD: _("bổ sung thì ghi số dương, thu hồi thì ghi số âm, không ghi 0"),
    Operation.MOVE: _("điều chuyển thì ghi số dương"),
    Operation.VOID: _("huỷ dòng đã ghi thì để trống số"),
    Operation.CHECK: _("dự phòng thì ghi đúng số in trong văn bản"),
}


@rule("empty", _("Chưa có dòng nào: nhập ít nhất một dòng trước khi trình."))
def empty(case: Case) -> Iterator[Hit]:
    """A decision has at least one line."""
    if not case.proposal.lines:
        yield on_draft()


@rule(
    "second-original",
    _(
        "Quyết định này đã vào sổ ở nguồn biên chế này: nếu sổ ghi sai thì lập đính chính sổ; "
        "nếu cần ghi lại từ đầu thì rút cả quyết định đã ghi trước."
    ),
)
def second_original(case: Case) -> Iterator[Hit]:
    """At most one original with live lines per document and pool (rule 2)."""
    if case.proposal.kind == Kind.ORIGINAL and (case.proposal.others_live or case.correctable):
        yield on_draft()


@rule(
    "correction-without-original",
    _(
        "Đính chính sổ chỉ lập cho quyết định đã vào sổ, nhưng văn bản này chưa vào sổ ở nguồn biên chế này: "
        "vào sổ quyết định trước."
    ),
)
def correction_without_original(case: Case) -> Iterator[Hit]:
    """A correction has its original's document and pool (rules 2, 18)."""
    if case.proposal.kind == Kind.CORRECTION and not case.proposal.original_exists:
        yield on_draft()


@rule(
    "correction-of-withdrawn",
    _("Quyết định này đã được rút khỏi sổ, không còn dòng nào để đính chính: vào sổ lại quyết định."),
)
def correction_of_withdrawn(case: Case) -> Iterator[Hit]:
    """A VOID is not undone: what was withdrawn as a whole is booked anew, not corrected (rule 19)."""
    proposal = case.proposal
    if proposal.kind == Kind.CORRECTION and proposal.original_exists and not case.correctable:
        yield on_draft()


@rule("numbered-twice", _("Dòng {line} ({holder}): có hai dòng cùng số thứ tự {line}: đánh lại số thứ tự."))
def numbered_twice(case: Case) -> Iterator[Hit]:
    """A line's number is its place in the decision."""
    seen: set[int] = set()
    for proposed in case.proposal.lines:
        if proposed.line.key.number in seen:
            yield on_line(case, proposed.line)
        seen.add(proposed.line.key.number)


@rule("posts", _("Dòng {line} ({holder}): số biên chế không hợp với hình thức của dòng: {wanted}."))
def posts(case: Case) -> Iterator[Hit]:
    """SET ≥ 0 or none, ADD signed and not 0, MOVE > 0, VOID none, CHECK as printed (rule 4)."""
    for proposed in case.proposal.lines:
        if not posts_fit(proposed.line):
            yield on_line(case, proposed.line, wanted=Sentence(_NUMBER_WANTED[proposed.line.operation]))


@rule(
    "receiver",
    _(
        "Dòng {line} ({holder}): điều chuyển phải ghi nơi nhận, khác nơi chuyển đi; "
        "các hình thức khác thì để trống nơi nhận."
    ),
)
def receiver(case: Case) -> Iterator[Hit]:
    """A MOVE, and nothing else, has a receiver, who is not the giver (rule 4)."""
    for proposed in case.proposal.lines:
        if not receiver_fits(proposed.line):
            yield on_line(case, proposed.line)


@rule("void-of-nothing", _("Dòng {line} ({holder}): huỷ dòng đã ghi thì phải chọn dòng bị huỷ."))
def void_of_nothing(case: Case) -> Iterator[Hit]:
    """A VOID needs the line that it voids (rule 4)."""
    for proposed in case.proposal.lines:
        if proposed.line.operation is Operation.VOID and proposed.line.corrects is None:
            yield on_line(case, proposed.line)


@rule(
    "original-corrects",
    _(
        "Dòng {line} ({holder}): chỉ đính chính sổ mới sửa hoặc huỷ dòng đã vào sổ: "
        "chọn loại “Đính chính sổ”, hoặc bỏ chọn dòng được sửa."
    ),
)
def original_corrects(case: Case) -> Iterator[Hit]:
    """Only a correction corrects or voids lines; a change of the law is new lines (rule 18)."""
    for proposed in case.proposal.lines:
        if case.proposal.kind != Kind.CORRECTION and proposed.line.corrects is not None:
            yield on_line(case, proposed.line)


@rule(
    "corrects-another",
    _(
        "Dòng {line} ({holder}): dòng được sửa hoặc huỷ phải là dòng còn giá trị của chính quyết định này, "
        "ở nguồn biên chế này: chọn lại dòng."
    ),
)
def corrects_another(case: Case) -> Iterator[Hit]:
    """What is corrected is a live line of this document's decisions in this pool (rules 2, 18)."""
    for proposed in case.proposal.lines:
        corrects = proposed.line.corrects
        if case.proposal.kind == Kind.CORRECTION and corrects is not None and corrects not in case.correctable:
            yield on_line(case, proposed.line)


@rule(
    "corrected-twice",
    _("Dòng {line} ({holder}): dòng {other} đã sửa hoặc huỷ cùng một dòng của sổ: chỉ giữ một trong hai."),
)
def corrected_twice(case: Case) -> Iterator[Hit]:
    """A line is corrected at most once (rule 4)."""
    first: dict[LineKey, int] = {}
    for proposed in case.proposal.lines:
        corrects, number = proposed.line.corrects, proposed.line.key.number
        if corrects is not None and first.setdefault(corrects, number) != number:
            yield on_line(case, proposed.line, other=first[corrects])


@rule(
    "years",
    _("Dòng {line} ({holder}): năm {year_from}–{year_to} không hợp lệ: năm cuối không được trước năm đầu."),
)
def years(case: Case) -> Iterator[Hit]:
    """The years of a line run forward, in years that a paper can bear (rule 4)."""
    for line in (proposed.line for proposed in case.proposal.lines):
        if not years_fit(line):
            yield on_line(case, line, year_from=line.year_from, year_to=line.year_to)


@rule(
    "years-outside",
    _(
        "Dòng {line} ({holder}): năm {year_from}–{year_to} nằm ngoài các năm của quyết định "
        "({first_year}–{last_year}): sửa lại năm; nếu đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def years_outside(case: Case) -> Iterator[Hit]:
    """A line speaks of the years of its decision."""
    proposal = case.proposal
    for line in case.lines:
        outside = line.year_from < proposal.year_from or line.year_to > proposal.year_to
        if outside and line.operation is not Operation.VOID:
            yield on_line(
                case,
                line,
                year_from=line.year_from,
                year_to=line.year_to,
                first_year=proposal.year_from,
                last_year=proposal.year_to,
            )


@rule(
    "day-after-first-year",
    _(
        "Dòng {line} ({holder}): ngày tính {day} nằm sau ngày 31/12/{year}, hết năm đầu của dòng: "
        "sửa lại ngày, hoặc ghi năm đầu là {right_year}."
    ),
)
def day_after_first_year(case: Case) -> Iterator[Hit]:
    """A line begins to count by 31 December of its first year (rule 7)."""
    for line in (proposed.line for proposed in case.proposal.lines):
        if years_fit(line) and not day_fits(line):
            yield on_line(
                case,
                line,
                day=print_day(line.effective_on),
                year=line.year_from,
                right_year=line.effective_on.year,
            )


@rule(
    "before-issue",
    _(
        "Dòng {line} ({holder}): số được tính từ ngày {day}, trước ngày ban hành {issued_on}: kiểm tra lại ngày tính; "
        "nếu đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def before_issue(case: Case) -> Iterator[Hit]:
    """A day before the signing is possible, but acknowledged (rule 6)."""
    for line in case.lines:
        posts_something = line.operation not in {Operation.VOID, Operation.CHECK}
        if posts_something and line.effective_on < case.proposal.issued_on:
            yield on_line(case, line, day=print_day(line.effective_on), issued_on=print_day(case.proposal.issued_on))


@rule(
    "two-levels",
    _(
        "Dòng {line} ({holder}): quyết định này đã giao cho cùng nơi, cùng loại biên chế, năm {year}, từ cùng ngày {day} "
        "ở dòng {other}: chỉ giữ một dòng."
    ),
)
def two_levels(case: Case) -> Iterator[Hit]:
    """Two SETs of one decision for one account on one day are refused (rule 5).

    The day is the one written: a plan for 2023–2026 beside its own figure for 2024 is no double (rule 21). The lines of
    the document that stand after a correction count as its decision's own.
    """
    for line in case.lines:
        for account in line.all_accounts():
            other = next(
                (
                    other
                    for other in case.after[account]
                    if line.operation is other.operation is Operation.SET
                    and other.effective_on == line.effective_on
                    and other.key < line.key
                    and other.key.position in case.own_positions
                ),
                None,
            )
            if other:
                day = print_day(line.effective_on)
                yield on_line(case, line, year=account.year, day=day, other=other.key.number)
                break
