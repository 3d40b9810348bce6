"""Several people at once, each with a connection of their own: nothing lost, nothing twice."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, IntegrityError, connections, transaction
from django.test import Client

from appeal.actions import TooMuchAllocated, set_allocation
from appeal.models import Allocation, Requirement, User
from tests.factories import make_activity, make_allocation, make_cell, make_transaction, make_update
from tests.tracking.browsing import activity_of, at, filled
from tracking.models import ProgressUpdate, ReportingPeriod, Transaction

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("real_commits")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gives, or the refusal it meets; all begin together."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return act()
        except (Error, TooMuchAllocated) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(run, acts))


def sending(client: Client, address: str, form: dict[str, Any]) -> Callable[[], int]:
    """Send a form; gives the status of the answer."""
    client.raise_request_exception = False
    return lambda: client.post(address, form).status_code


def test_a_form_sent_six_times_at_once_takes_effect_once(
    reporter_gt: User, signed_in: SignIn
) -> None:
    address = at("transaction_new", "GT-1.1")
    page = signed_in(reporter_gt).get(address)
    form = filled(page, value_on="2020-03-15", amount="10")

    answers = at_once(*(sending(signed_in(reporter_gt), address, form) for _ in range(6)))

    assert answers == [302] * 6
    assert Transaction.objects.count() == 1


def test_of_two_who_save_the_same_line_at_once_one_is_told(
    reporter_gt: User, signed_in: SignIn
) -> None:
    period = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    line = make_update(activity=activity_of("GT-1.1"), period=period, percent=10)
    address = at("log_progress", "GT-1.1")
    page = signed_in(reporter_gt).get(address)
    forms = [
        filled(page, percent=percent, narrative="Two centres.", idempotency_key=str(uuid4()))
        for percent in ("40", "60")
    ]

    answers = at_once(*(sending(signed_in(reporter_gt), address, form) for form in forms))

    assert sorted(answers) == [302, 409]
    stored = ProgressUpdate.objects.get(pk=line.pk)
    assert stored.percent == int(forms[answers.index(302)]["percent"])
    assert (stored.version, stored.history.filter(history_type="~").count()) == (2, 1)


def test_an_entry_reversed_six_times_at_once_is_reversed_once(
    finance_gt: User, signed_in: SignIn
) -> None:
    posted = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    address = at("transaction_reverse", posted.pk)
    form = filled(signed_in(finance_gt).get(address), "reversing", reason="Paid twice.")

    answers = at_once(
        *(
            sending(signed_in(finance_gt), address, form | {"idempotency_key": str(uuid4())})
            for _ in range(6)
        )
    )

    assert Counter(answers) == {302: 1, 409: 5}
    assert Transaction.objects.filter(reverses=posted).count() == 1


def drawn(cell: Requirement) -> Decimal:
    return sum((row.amount for row in cell.allocations.all()), Decimal(0))


def test_two_who_allocate_the_same_money_at_once_do_not_overdraw_the_cell() -> None:
    cell = make_cell(amount=1000)
    wanted = [
        Allocation(
            activity=make_activity(appeal=cell.appeal, office=cell.office),
            cell=cell,
            amount=600,
            basis=Allocation.Basis.CONFIRMED,
        )
        for _ in range(2)
    ]

    answers = at_once(
        *(lambda it=it: set_allocation(allocation=it, on=date(2020, 1, 1)) for it in wanted)
    )

    assert {type(answer) for answer in answers} == {Allocation, TooMuchAllocated}
    assert drawn(cell) == 600


def test_two_who_write_past_the_application_do_not_overdraw_the_cell() -> None:
    cell = make_cell(amount=1000)
    rows = [
        make_allocation(
            activity=make_activity(appeal=cell.appeal, office=cell.office), cell=cell, amount=400
        )
        for _ in range(2)
    ]

    def raise_to_600(row: Allocation) -> int:
        with transaction.atomic():
            changed = Allocation.objects.filter(pk=row.pk).update(amount=600)
            time.sleep(0.3)  # the other one writes before this is committed
        return changed

    answers = at_once(*(lambda row=row: raise_to_600(row) for row in rows))

    assert {type(answer) for answer in answers} == {int, IntegrityError}
    assert drawn(cell) == 1000
