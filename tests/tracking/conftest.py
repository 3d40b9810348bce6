"""What many tests here look at: a year that has begun, and the demonstration data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from appeal.models import Activity, Appeal, Office
from tests import databases
from tests.factories import (
    make_actual,
    make_assignment,
    make_contribution,
    make_flow,
    make_indicator,
    make_milestone,
    make_transaction,
    make_update,
    move,
)
from tests.tracking.browsing import activity_of, period_of
from tests.tracking.looking import Looking
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.week import live
from tracking.models import ReportingPeriod, Transaction

NAUGHTY = '=HYPERLINK("https://evil.example")\x07 مرحبا 🌍'


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    return activity_of("GT-1.1")


@pytest.fixture
def period(mi2020: Appeal) -> ReportingPeriod:
    return period_of(mi2020)


@pytest.fixture
def busy(mi2020: Appeal, guatemala: Office) -> Appeal:
    """The 2020 appeal after a first quarter in Guatemala, with texts that nobody should write."""
    activity = activity_of("GT-1.1")
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    line = make_update(activity=activity, period=period, percent=40, narrative=NAUGHTY)
    make_update(activity=activity_of("HN-1.1"), period=period, percent=77, issues="Of Honduras.")
    indicator = make_indicator(activity=activity, targets={date(2020, 3, 31): 20}, by_sex=True)
    make_actual(indicator=indicator, update=line, parts={("sex", "female"): 6})
    move(line.report, "approved")
    make_milestone(activity=activity, due_on=date(2020, 2, 1), title=NAUGHTY)
    kinds = Transaction.Kind
    for kind, amount in ((kinds.DISBURSEMENT, 250), (kinds.EXPENDITURE, "0.10")):
        make_transaction(
            activity=activity, kind=kind, amount=amount, posted=True, value_on=date(2020, 2, 3)
        )
    make_transaction(activity=activity_of("HN-1.1"), amount=999, note="Draft of Honduras.")
    given = make_contribution(appeal=mi2020, office=guatemala)
    make_flow(contribution=given, amount=5000)
    make_flow(contribution=make_contribution(appeal=mi2020), amount=700)
    make_assignment(contribution=given, office=guatemala, heading=heading_of(activity))
    return mi2020


def heading_of(activity: Any) -> Any:
    return activity.allocations.get().cell.heading


@pytest.fixture(scope="module")
def demonstration(
    databases_of_this_process: databases.Turn, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Appeal]:
    """The whole appeal with its demonstration, as long as the tests of a module read it."""
    with django_db_blocker.unblock(), databases_of_this_process.aside("demonstrated"):
        yield Appeal.objects.get(code="MI2020-CNAC")


@pytest.fixture(scope="module")
def looking(django_db_setup: None, django_db_blocker: Any) -> Iterator[Looking]:
    """The eventful year with its last week, told once; the tests here only look at pages."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Looking(live(Appeal.objects.get(code="MI2020-CNAC")), Raw())
        transaction.set_rollback(True)
