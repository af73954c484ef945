"""An allocation table as it is asked for: one question, one answer, whoever asks and wherever it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from localities.models import Locality
from orgregs.foundation.clock import DAY_FIELD
from orgregs.foundation.dates import print_day
from orgregs.foundation.exports import Content
from orgregs.foundation.imprint import Imprint
from orgregs.foundation.listings import SORT_FIELD
from orgregs.foundation.own_language import as_kept
from orgregs.foundation.pages import PageRequest
from quotas import reports
from quotas.choices import Block
from quotas.exports import table_columns, table_rows, table_title, table_total
from quotas.filters import AllocationFilter
from quotas.models import FIRST_YEAR, LAST_YEAR, Holder, Pool, QuotaDecision
from quotas.moments import POSITION_FIELD, ledger_at
from quotas.questions.addresses import BLOCK_FIELD, address_of

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from django.http import QueryDict

    from orgregs.foundation.reach import Reader
    from quotas.models import StaffCategory
    from quotas.questions.parts import Part
    from quotas.reports import AllocationTable

_NARROWING = ("q", "loai_co_quan", "quyet_dinh")


class NoSuchTable(Exception):
    """There is no such table, or none that the person may see: nobody is told which."""


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A pool, a year and everything asked of its table; `query` holds filters and order as they were typed."""

    pool: Pool
    year: int
    day: dt.date
    position: int
    query: QueryDict


@dataclass(frozen=True)
class AskedTable:
    """The answer: the table in the order asked, and the filter that narrowed it."""

    question: TableQuestion
    table: AllocationTable
    asked: AllocationFilter
    is_understood: bool

    @property
    def category(self) -> StaffCategory | None:
        """The category that the figures were narrowed to."""
        found: StaffCategory | None = self.asked.form.cleaned_data.get("loai_bien_che") if self.is_understood else None
        return found


def pool_asked(user: Reader, *, code: str, year: int, query: QueryDict) -> Pool:
    """Return the pool of a locality and of the block asked for; raises `NoSuchTable`."""
    block = query.get(BLOCK_FIELD, Block.PARTY)
    if not FIRST_YEAR <= year <= LAST_YEAR or block not in Block.values:
        raise NoSuchTable
    localities = Locality.objects.visible_to(user).filter(code=code)
    pools = Pool.objects.within_sight_of(user).select_related("locality")
    pool: Pool | None = pools.filter(locality__in=localities, block=block).first()
    if pool is None:
        raise NoSuchTable
    return pool


def table_asked(user: Reader, question: TableQuestion) -> AskedTable:
    """Draw the table that a question asks for; a filter that is not understood shows no line."""
    pool, position = question.pool, question.position
    request = PageRequest()
    request.GET, request.user = question.query, user  # type: ignore[assignment]  # nobody writes to it
    asked = AllocationFilter(question.query, Holder.objects.visible_to(user), request=request, day=question.day)
    decisions = QuotaDecision.objects.visible_to(user).filter(pool=pool).known_at(position)
    asked.form.fields["quyet_dinh"].queryset = decisions.order_by("position")
    understood = asked.is_valid()
    answers = asked.form.cleaned_data if understood else {}
    table = reports.allocation_table(
        user=user,
        pool=pool,
        year=question.year,
        day=question.day,
        position=position,
        holders=_holders(asked, understood=understood),
        agencies=asked.agencies() if understood else None,
        category=answers.get("loai_bien_che"),
    )
    table = replace(table, lines=reports.in_order(table.lines, question.query.get(SORT_FIELD, "")))
    return AskedTable(question, table, asked, understood)


def _holders(asked: AllocationFilter, *, understood: bool) -> QuerySet[Holder] | None:
    if not understood:
        return Holder.objects.none()
    is_narrowed = any(asked.form.cleaned_data.get(name) for name in _NARROWING)
    return asked.qs if is_narrowed else None


@as_kept()
def content_of(answer: AskedTable, part: Part, *, exported_by: str, exported_at: dt.datetime) -> Content:
    """Return what a file of the table holds; `part` is what of it the person was shown."""
    table = answer.table
    imprint = Imprint(
        title=table_title(table),
        day=table.day,
        exported_by=exported_by,
        exported_at=exported_at,
        ledger=ledger_at(table.position),
        filters=[(str(label), str(value)) for label, value in answer.asked.in_words()],
        notes=table.notes,
        unit=_("biên chế"),
        is_training=settings.TRAINING,
        address=_address(answer, part),
    )
    return Content(imprint, table_columns(table), table_rows(table), [table_total(table)])


def _address(answer: AskedTable, part: Part) -> str:
    question, query = answer.question, answer.question.query
    order = query.get(SORT_FIELD, "")
    filters = {name: query.get(name, "").strip() for name in answer.asked.form.fields}
    asked = {
        BLOCK_FIELD: question.pool.block,
        DAY_FIELD: print_day(question.day),
        POSITION_FIELD: str(question.position),
        **filters,
        SORT_FIELD: order if order.removeprefix("-") in reports.ORDERS else "",
        **part.query(),
    }
    return address_of(code=question.pool.locality.code, year=question.year, query=asked)
