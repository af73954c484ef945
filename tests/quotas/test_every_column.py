"""With every guard lifted: whatever column of the booked side somebody changes, the check of the register tells."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, models, transaction

from localities.models import Locality
from quotas import models as quotas
from quotas.actions import book_decision, countersign_decision
from quotas.proof import faults_of_ledger, find_faults, head_of
from regulations.actions import attach_scan
from tests.conftest import guards_lifted
from tests.quotas.conftest import MOMENT
from tests.scans import upload
from tests.times import MARCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from quotas.models import QuotaDecision
    from tests.quotas.conftest import Desk

BOOKED: tuple[type[models.Model], ...] = (
    quotas.QuotaDecision,
    quotas.StatedTotal,
    quotas.DecisionAcknowledgement,
    quotas.DecisionLine,
    quotas.Entry,
    quotas.Seal,
    quotas.Countersignature,
)
# Numbers that the database gives to rows: nothing prints them, and no seal could hold them in another database.
UNPRINTED = {"quotas.statedtotal.id", "quotas.decisionacknowledgement.id", "quotas.decisionline.id", "quotas.entry.id"}


@pytest.fixture
def register(desk: Desk, clerk: User, approver: User) -> list[QuotaDecision]:
    """A year with a scan and a move; a supplement in spite of a warning; a correction; a countersigned one; one more."""
    paper = desk.paper()
    attach_scan(document=paper, upload=upload(), is_secret=False, by=desk.drafts, at=MOMENT)
    attach_scan(document=desk.paper(), upload=upload(), is_secret=False, by=desk.drafts, at=MOMENT)  # of another paper
    year = desk.booked(*(desk.line(name, 4) for name in ("mttq", "ldld", "ccb")), document=paper)
    supplement = desk.booked(
        desk.add("mttq", 1, label="bổ sung", effective_on=MARCH),
        totals=[desk.total(2)],
        reasons={"total-differs": "Bản giấy in sai"},
        document=desk.paper(issued_on=MARCH),
    )
    moved = desk.booked(desk.move("mttq", "ldld", 1, effective_on=MARCH), document=desk.paper(issued_on=MARCH))
    correction = desk.corrected(year, desk.line("ccb", 5, corrects=year.lines.get(number=3)))
    Locality.objects.filter(code="duc-linh").update(one_person_books=True)
    alone = book_decision(draft=desk.submitted(desk.line("nong-dan", 4), by=clerk), by=clerk, at=MOMENT)
    countersign_decision(decision=alone, by=approver, at=MOMENT + dt.timedelta(days=1))
    return [year, supplement, moved, correction, alone, desk.booked(desk.line("phu-nu", 4, year_to=2026), year_to=2026)]


def test_no_column_of_what_was_booked_can_be_changed_unnoticed(register: list[QuotaDecision]) -> None:
    assert find_faults() == []
    unnoticed, unchanged = [], []

    with guards_lifted():
        for model in BOOKED:
            assert model._base_manager.exists(), f"{model._meta.label} is empty: nothing would be changed"
            for field in model._meta.concrete_fields:
                name = f"{model._meta.label_lower}.{field.name}"
                if name in UNPRINTED:
                    continue
                faults = list(changed_and_checked(model, field))
                unchanged += [] if faults or field.unique else [name]  # PostgreSQL lets no key lead nowhere
                unnoticed += [name] if [] in faults else []

    assert unnoticed == []
    assert unchanged == ["quotas.entry.year"]  # a constraint holds it to the year of its day


def changed_and_checked(model: type[models.Model], field: models.Field[Any, Any]) -> Iterator[list[str]]:
    """Change the column in a few rows that let it be changed, one at a time; yield what the check then tells."""
    rows = model._base_manager.order_by("pk").values_list(field.attname, "pk")
    for value, key in list(dict(rows).items())[:4]:
        for other in others(field, value):
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=key).update(**{field.attname: other})
                    told = faults_of_ledger() or find_faults()
                    transaction.set_rollback(True)
            except DatabaseError:  # a constraint holds this one; perhaps not the next
                continue
            yield told
            break


def others(field: models.Field[Any, Any], value: Any) -> list[Any]:
    """Return values that somebody could write in place of this one, the likeliest first."""
    if isinstance(field, models.ForeignKey):
        key = field.target_field.attname
        rows = field.related_model._base_manager.exclude(**{key: value})
        nothing = [None] if field.null and value is not None else []
        nowhere = [value + 1000] if isinstance(value, int) else []  # keys are looked at when a transaction ends
        return [*nothing, *rows.values_list(key, flat=True)[:20], *nowhere]
    if field.choices:
        return [key for key, _label in field.flatchoices if key != value]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, value + 1000]
    if isinstance(value, dt.datetime | dt.date):
        return [value + dt.timedelta(days=1), value - dt.timedelta(days=1), value + dt.timedelta(days=400)]
    if isinstance(value, str):
        return [value[:-1] + ("a" if value[-1:] != "a" else "b")]
    return [1, "a", dt.date(2024, 5, 1)]  # there was none


def test_a_countersignature_is_held_by_its_own_digest_and_by_the_next_seal(register: list[QuotaDecision]) -> None:
    signed = quotas.Countersignature.objects.get()
    assert signed.position == 5
    head = head_of(6)

    with guards_lifted():
        quotas.Countersignature.objects.all().delete()

    assert faults_of_ledger() == [f"Quyết định số 6 ({register[-1]}) khác với lúc vào sổ."]
    assert head_of(6) == head
