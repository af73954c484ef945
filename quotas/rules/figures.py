"""Rules on who may receive posts, and on the figures that stand once the lines are folded."""

from collections.abc import Iterator, Sequence

from orgregs.foundation.dates import print_day
from orgregs.foundation.numbers import print_grouped
from orgregs.foundation.vietnamese import Sentence
from orgregs.foundation.vietnamese import marked as _
from quotas.postings import Account, Line, LineKey, Operation, counts_from, levels
from quotas.rules.cases import Case, HolderKind, Kind, gains
from quotas.rules.registry import Hit, Severity, on_line, rule


@rule(
    "outside-pool",
    _(
        "Dòng {line}: {receiver} không thuộc địa phương và khối của nguồn biên chế này: "
        "chọn lại cơ quan hoặc chọn lại nguồn biên chế."
    ),
)
def outside_pool(case: Case) -> Iterator[Hit]:
    """A pool gives within its own locality and block only (rule 1)."""
    for line in case.lines:
        if line.operation is Operation.VOID:
            continue
        for holder in (line.holder, line.to_holder):
            # A CHECK line speaks of the pool itself.
            if holder is not None and holder != case.facts.pool_holder and not case.holder(holder).in_pool:
                yield on_line(case, line, receiver=case.holder(holder).name)


@rule(
    "pays-itself",
    _("Dòng {line} ({holder}): nguồn biên chế không tự giao cho chính mình: chọn cơ quan, hoặc nguồn của cấp trên."),
)
def pays_itself(case: Case) -> Iterator[Hit]:
    """The paying pool is not a holder of its own posts (rules 1, 14)."""
    for line in case.lines:
        if any(account.holder == case.facts.pool_holder for account in line.all_accounts()):
            yield on_line(case, line)


@rule(
    "no-own-quota",
    _(
        "Dòng {line}: {receiver} được ghi là không giao riêng biên chế nhưng ở đây được giao: kiểm tra lại cơ quan; "
        "nếu văn bản ghi đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def no_own_quota(case: Case) -> Iterator[Hit]:
    """A body that is "không giao riêng" receives posts only knowingly."""
    for line in case.lines:
        for holder in sorted({account.holder for account, _day in gains(line)}):
            if not case.holder(holder).has_own_quota:
                yield on_line(case, line, receiver=case.holder(holder).name)


def _gains_after_end(case: Case, line: Line, told_on: Line) -> dict[int, Hit]:
    """The first gain, by receiver, that a line brings from the end of that receiver on."""
    found: dict[int, Hit] = {}
    for account, day in gains(line):
        receiver = case.holder(account.holder)
        if receiver.valid_to is not None and day >= receiver.valid_to and account.holder not in found:
            found[account.holder] = on_line(
                case, told_on, receiver=receiver.name, ended_on=print_day(receiver.valid_to), day=print_day(day)
            )
    return found


@rule(
    "after-end",
    _(
        "Dòng {line}: {receiver} đã kết thúc hoạt động từ ngày {ended_on}, không thể được giao biên chế từ ngày {day}: "
        "chọn đơn vị tiếp nhận, hoặc sửa lại ngày, năm."
    ),
)
def after_end(case: Case) -> Iterator[Hit]:
    """After a holder's end nothing above 0 is given to it from that day (rule 17)."""
    if case.proposal.kind != Kind.CORRECTION:
        for line in case.lines:
            yield from _gains_after_end(case, line, line).values()


@rule(
    "after-end-corrected",
    _(
        "Dòng {line}: {receiver} đã kết thúc hoạt động từ ngày {ended_on}, dòng này đính chính số từ ngày {day}: "
        "nếu đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def after_end_corrected(case: Case) -> Iterator[Hit]:
    """After a holder's end VOID and corrections stay possible, with a reason (rule 17)."""
    if case.proposal.kind == Kind.CORRECTION:
        for line in case.lines:
            corrected = case.corrected(line)
            gone = _gains_after_end(case, corrected, line) if corrected else {}
            yield from (gone | _gains_after_end(case, line, line)).values()


def _opens(case: Case, line: Line, account: Account) -> bool:
    """Whether a line may open an account without a level: what an agency receives in the year of its founding."""
    holder = case.holder(account.holder)
    founded_on = holder.valid_from if holder.kind == HolderKind.AGENCY else None
    return founded_on is not None and founded_on.year == account.year and line.adds_to(account) > 0


def _without_level(case: Case, account: Account, in_order: Sequence[Line]) -> list[Line]:
    """The ADDs and MOVEs of an account that no SET precedes in legal order, save those that open it."""
    found: list[Line] = []
    for line in in_order:
        if line.operation is Operation.SET:
            break
        if not _opens(case, line, account):
            found.append(line)
    return found


@rule(
    "no-level-before",
    _(
        "Dòng {line}: {receiver} chưa có số được giao năm {year} ({category}) để bổ sung, thu hồi hoặc điều chuyển: "
        "vào sổ quyết định giao trước; nếu không còn giữ quyết định đó thì lập quyết định ghi số đầu kỳ "
        "dựa trên văn bản chưa có bản."
    ),
)
def no_level_before(case: Case) -> Iterator[Hit]:
    """An ADD or MOVE stands on a live SET before it, in each year; a founded agency may receive without (rule 16)."""
    for line in case.lines:
        for account in line.all_accounts():
            if line in _without_level(case, account, case.after[account]):
                yield on_line(
                    case,
                    line,
                    receiver=case.holder(account.holder).name,
                    year=account.year,
                    category=case.category(account.category).name,
                )


@rule(
    "level-taken-away",
    _(
        "Dòng {line}: sau khi sửa hoặc huỷ, số được giao năm {year} của {receiver} ({category}) không còn, "
        "nhưng {symbol} còn bổ sung, thu hồi hoặc điều chuyển trên số đó: "
        "đính chính {symbol} trước, hoặc vào sổ quyết định ghi số đầu kỳ."
    ),
)
def level_taken_away(case: Case) -> Iterator[Hit]:
    """No VOID or correction leaves a booked ADD or MOVE without its SET (rule 16)."""
    for account in case.touched():
        without_before: set[LineKey] = {
            line.key for line in _without_level(case, account, case.before.get(account, []))
        }
        left = [
            line
            for line in _without_level(case, account, case.after.get(account, []))
            if line.key.position != case.proposal.position and line.key not in without_before
        ]
        for line in case.touching(account)[:1] if left else []:
            yield on_line(
                case,
                line,
                receiver=case.holder(account.holder).name,
                year=account.year,
                category=case.category(account.category).name,
                symbol=symbol_of(case, left[0]),
            )


@rule(
    "below-zero",
    _(
        "Dòng {line}: số biên chế của {receiver} năm {year} ({category}) từ ngày {day} còn {posts}, dưới 0: "
        "kiểm tra lại số và ngày tính."
    ),
)
def below_zero(case: Case) -> Iterator[Hit]:
    """No figure of an agency lies below 0 on any day (rule 17)."""
    for account in case.touched():
        if case.holder(account.holder).kind != HolderKind.AGENCY:
            continue
        below = next((level for level in levels(account, case.after.get(account, [])) if level.value < 0), None)
        if below:
            yield on_line(
                case,
                case.touching(account)[-1],
                receiver=case.holder(account.holder).name,
                year=account.year,
                category=case.category(account.category).name,
                day=print_day(below.day),
                posts=print_grouped(below.value),
            )


def symbol_of(case: Case, line: Line) -> str:
    """How the decision of a booked line is called."""
    position = line.key.position
    return case.facts.symbols.get(position) or Sentence(_("quyết định vào sổ số {position}"), position=position)


def _swallowed(case: Case) -> Iterator[tuple[Line, Line, Hit]]:
    """Each proposed line with the next level that another paper sets in its account."""
    for line in case.lines:
        for account in line.all_accounts():
            in_order = case.after[account]
            later = in_order[in_order.index(line) + 1 :]
            level = next((other for other in later if other.operation is Operation.SET), None)
            # A paper that sets two levels itself knows what it does.
            if level and level.key.position not in case.own_positions:
                yield (
                    line,
                    level,
                    on_line(
                        case,
                        line,
                        receiver=case.holder(account.holder).name,
                        year=account.year,
                        symbol=symbol_of(case, level),
                        posts=print_grouped(level.posts or 0),
                        day=print_day(counts_from(level, account.year)),
                        second_line_on=print_day(level.effective_on),
                    ),
                )


@rule(
    "swallowed",
    _(
        "Dòng {line}: từ ngày {day} dòng này không còn tác dụng với {receiver} năm {year}, vì {symbol} giao {posts} "
        "từ ngày đó. Nếu phần này vẫn phải tính tiếp thì thêm một dòng nữa tính từ ngày {second_line_on}; "
        "nếu đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def swallowed(case: Case) -> Iterator[Hit]:
    """A later level swallows the line; a second line from that level's day would hold (rule 20)."""
    yield from (hit for line, level, hit in _swallowed(case) if line.issued_on >= level.issued_on)


@rule(
    "swallowed-by-later-paper",
    _(
        "Dòng {line}: từ ngày {day} dòng này không còn tác dụng với {receiver} năm {year}, vì {symbol}, ban hành sau, "
        "giao {posts} từ ngày đó: kiểm tra lại ngày tính; nếu đúng như vậy thì xác nhận và ghi rõ lý do."
    ),
    severity=Severity.WARNING,
)
def swallowed_by_later_paper(case: Case) -> Iterator[Hit]:
    """The level comes from a paper issued later, so a second line on its day would be swallowed too (rules 7, 20)."""
    yield from (hit for line, level, hit in _swallowed(case) if line.issued_on < level.issued_on)
