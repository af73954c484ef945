"""A pasted table is read by its names, whatever their order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgregs.foundation.numbers import read_count
from orgregs.foundation.vietnamese import Sentence, fold
from orgregs.foundation.vietnamese import marked as _
from quotas.sheets.names import Named, Names, is_total
from quotas.sheets.pastes.columns import choose_column
from quotas.sheets.pastes.lines import PastedLine, Unread, has_number, why_no_count
from quotas.sheets.pastes.reading import Reading, ask_for_column

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_by_name(lines: Sequence[PastedLine], names: Names, year: int, chosen: int | None) -> Reading:
    start = next(
        place for place, line in enumerate(lines) if names.knows(line.name) or line.gives or line.ends_in_count
    )
    body = [line for line in lines[start:] if line.name_at >= 0]
    place, heading, columns = choose_column(body, lines[:start], year, chosen)
    if columns:
        return ask_for_column(columns, year)
    found = _Found()
    for line in lines[start:]:
        if line.text:
            _take(line, "" if place is None else line.cell(place), names, found)
    total = found.only_total()
    found.refuse_repeated()
    return Reading(
        numbers={row.key: printed for row, [(_line, printed)] in found.numbers.items()},
        total=total,
        heading=heading,
        unread=sorted(found.unread, key=lambda unread: unread.line),
        passed_over=found.passed_over,
    )


@dataclass
class _Found:
    """What the lines of a table gave so far."""

    numbers: dict[Named, list[tuple[PastedLine, str]]] = field(default_factory=lambda: defaultdict(list))
    totals: list[tuple[PastedLine, str]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    passed_over: list[Unread] = field(default_factory=list)

    def refuse_repeated(self) -> None:
        """A row that is named twice is filled from neither line."""
        for row, given in list(self.numbers.items()):
            if len(given) > 1:
                del self.numbers[row]
                where = ", ".join(str(line.number) for line, _printed in given)
                sentence = Sentence(
                    _("“{title}” đứng ở các dòng {lines}: chỉ giữ một dòng, hoặc gõ số vào bảng."),
                    title=row.title,
                    lines=where,
                )
                self.unread += [line.unread(sentence) for line, _printed in given]

    def only_total(self) -> str | None:
        """Return the total; of “Cộng” for each part and one “Tổng cộng” the latter, of others that differ none."""
        grand = [(line, printed) for line, printed in self.totals if "tong" in fold(line.name).split()]
        kept = grand if len(grand) == 1 else self.totals
        if len({read_count(printed) for _line, printed in kept}) > 1:
            kept = []
        sentence = _("Có nhiều dòng tổng: gõ tổng của cả quyết định vào ô “Tổng số ghi trong quyết định”.")
        same = {read_count(printed) for _line, printed in kept}
        self.unread += [line.unread(sentence) for line, printed in self.totals if read_count(printed) not in same]
        return kept[0][1] if kept else None


def _take(line: PastedLine, printed: str, names: Names, found: _Found) -> None:
    """Put one line of a table where it belongs."""
    rows = names.called(line.name)
    title = rows[0].title if len(rows) == 1 else line.name
    if not rows and not is_total(line.name):
        _take_unknown(line, found)
    elif len(rows) > 1:
        sentence = _("“{name}” có thể là {titles}: gõ số vào đúng dòng của bảng.")
        titles = " / ".join(row.title for row in rows[:4])
        found.unread.append(line.unread(Sentence(sentence, name=line.name, titles=titles)))
    elif not printed:
        sentence = Sentence(_("“{title}” không có số bên cạnh: để nguyên ô trong bảng."), title=title)
        put = found.unread if any(has_number(cell) for cell in line.numbers.values()) else found.passed_over
        put.append(line.unread(sentence))
    elif (why := why_no_count(printed)) is not None:
        found.unread.append(line.unread(Sentence(_("“{title}”: {why}"), title=title, why=why)))
    elif rows:
        found.numbers[rows[0]].append((line, printed))
    else:
        found.totals.append((line, printed))


def _take_unknown(line: PastedLine, found: _Found) -> None:
    """A line without a name that is known: with a number somebody must look at it, without one it is only told."""
    if not line.ends_in_count and not any(has_number(cell) for cell in line.numbers.values()):
        found.passed_over.append(line.unread(_("Dòng chữ không có số: bỏ qua.")))
    elif line.name:
        sentence = _("Không có dòng nào trong bảng tên “{name}”: sửa tên cho đúng, hoặc gõ số vào bảng.")
        found.unread.append(line.unread(Sentence(sentence, name=line.name)))
    else:
        found.unread.append(line.unread(_("Có số nhưng không có tên cơ quan: gõ số vào bảng.")))
