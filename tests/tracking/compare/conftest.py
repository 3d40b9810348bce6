"""Two years of one region: 2020, and 2021 copied from it and published."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from appeal.actions.copying import Carried, copy_appeal
from appeal.figures.readiness import readiness_of
from appeal.models import Activity, Appeal, Basis, Priority, Requirement, User
from tests.factories import make_transaction
from tracking.actions import publish_with_periods
from tracking.actions.appeals import Publication
from tracking.forms.appeals import following

NOW = datetime(2021, 6, 15, 18, tzinfo=UTC)


@pytest.fixture
def today() -> Iterator[None]:
    """In the middle of the second year."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def next_year(mi2020: Appeal, manager_ro: User, today: None) -> Appeal:
    """The second year without Belize, with a priority less of Guatemala, and half the money."""
    offices = mi2020.sections.exclude(office__code="BZ").values_list("office", flat=True)
    goes_on = Priority.objects.of(mi2020).exclude(code="GT-2")
    signed = {"by": manager_ro, "at": datetime(2021, 1, 1, 18, tzinfo=UTC)}
    appeal = copy_appeal(
        appeal=Appeal(**following(mi2020)),
        of=mi2020,
        carried=Carried(offices=[*offices], priorities=[*goes_on.values_list("pk", flat=True)]),
        **signed,
    )
    for cell in Requirement.objects.of(appeal):
        before = Requirement.objects.of(mi2020).get(office=cell.office_id, heading=cell.heading_id)
        cell.amount = before.amount and before.amount / 2
        cell.save()
    publish_with_periods(
        appeal=appeal,
        version=None,
        publication=Publication(date(2021, 1, 1), Basis.PUBLISHED, "The publication of 2021"),
        confirmed=_everything_odd(appeal),
        **signed,
    )
    return appeal


def _everything_odd(appeal: Appeal) -> list[str]:
    return [remark.key for remark in readiness_of(appeal).odd]


def activity_in(appeal: Appeal, code: str = "GT-1.1") -> Activity:
    return Activity.objects.of(appeal).with_plan().get(code=code)


def spend(
    appeal: Appeal,
    amount: int,
    value_on: date,
    code: str = "GT-1.1",
    posted_on: date | None = None,
) -> None:
    """Posted on the day itself, unless on another."""
    activity = activity_in(appeal, code)
    day = posted_on or value_on
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    make_transaction(
        activity=activity,
        cell=activity.allocations.order_by("pk")[0].cell,
        amount=amount,
        value_on=value_on,
        posted=True,
        entered_at=at,
        posted_at=at,
    )
