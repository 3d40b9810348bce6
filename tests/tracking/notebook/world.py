"""A small appeal, and the notebook of what is done in it; the dice that choose what that is."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from appeal.models import (
    Activity,
    Appeal,
    Heading,
    Indicator,
    Milestone,
    Office,
    Requirement,
    User,
)
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_heading,
    make_indicator,
    make_office,
    make_period,
    make_priority,
    make_rate,
    make_region,
    make_user,
)
from tracking.models import ReportingPeriod

BEGINNING = datetime(2020, 1, 1, 12, tzinfo=UTC)
NEW_YEAR = date(2020, 1, 1)
QUARTERS = [date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30), date(2020, 12, 31)]
# Units per USD of each month; they move, so that what is drawn is not what was committed.
RATES = {
    "EUR": [Decimal(900_000 + 9_137 * month % 70_000) / 1_000_000 for month in range(12)],
    "GTQ": [Decimal(7_700_000 + 83_911 * month % 600_000) / 1_000_000 for month in range(12)],
}
CURRENCIES = ["USD", *RATES]
Measure, Direction, Accumulation = Indicator.Measure, Indicator.Direction, Indicator.Accumulation
# Of each indicator: its activity, what is fixed of it, its targets by the end of a quarter.
INDICATORS: list[tuple[int, dict[str, Any], dict[date, int]]] = [
    (0, {}, {QUARTERS[0]: 200, QUARTERS[1]: 400, QUARTERS[3]: 300}),
    (0, {"measure": Measure.PERCENTAGE}, {QUARTERS[1]: 40, QUARTERS[2]: 60}),
    (1, {"measure": Measure.YES_NO, "accumulation": Accumulation.LATEST, "target": 1}, {}),
    (2, {"direction": Direction.DOWN, "accumulation": Accumulation.MAX, "baseline": 900},
     {QUARTERS[0]: 700, QUARTERS[2]: 500}),
    (2, {"measure": Measure.PERCENTAGE, "accumulation": Accumulation.LATEST, "baseline": 10,
         "target": 80}, {}),
    (3, {"accumulation": Accumulation.LATEST}, {}),
]  # fmt: skip
MILESTONES = [(0, date(2020, 5, 1)), (0, date(2020, 8, 1)), (2, date(2020, 6, 30))]


@dataclass
class Fact:
    """What one step recorded, in plain values; rows are named by their place in the world."""

    at: datetime
    what: str
    key: Any
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """An appeal of two offices, and the notebook of what is done in it."""

    appeal: Appeal
    offices: list[Office]
    headings: list[Heading]
    cells: list[Requirement]
    activities: list[Activity]
    periods: list[ReportingPeriod]
    milestones: list[Milestone]
    indicators: list[Indicator]
    person: User
    reviewer: User
    at: datetime = BEGINNING
    facts: list[Fact] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.appeal.day_of(self.at)

    def note(self, what: str, key: Any, **values: Any) -> None:
        self.facts.append(Fact(self.at, what, key, values))


def make_world() -> World:
    """Two offices with two headings each, one of the four cells a dash; two activities each."""
    region = make_region()
    appeal = make_appeal(region=region)
    offices = [make_office(region=region) for _ in range(2)]
    headings = [make_heading(appeal=appeal) for _ in range(2)]
    amounts = [Decimal(10_000), Decimal(6_000), Decimal(8_000), None]
    places = [(office, heading) for office in offices for heading in headings]
    cells = [
        make_cell(appeal=appeal, office=office, heading=heading, amount=amount)
        for (office, heading), amount in zip(places, amounts, strict=True)
    ]
    activities = []
    for office in offices:
        priority = make_priority(appeal=appeal, office=office)
        activities += [make_activity(priority=priority) for _ in range(2)]
    for currency, rates in RATES.items():
        for month, rate in enumerate(rates, 1):
            make_rate(currency=currency, effective_on=date(2020, month, 1), rate=rate)
    return World(
        appeal=appeal,
        offices=offices,
        headings=headings,
        cells=cells,
        activities=activities,
        periods=[make_period(appeal=appeal, quarter=quarter) for quarter in (1, 2, 3, 4)],
        milestones=[
            Milestone.objects.create(
                activity=activities[number], title="Opened", order=order, due_on=due_on
            )
            for order, (number, due_on) in enumerate(MILESTONES)
        ],
        indicators=[
            make_indicator(activity=activities[number], targets=targets, **fixed)
            for number, fixed, targets in INDICATORS
        ],
        person=make_user(),
        reviewer=make_user(),
    )


class Dice:
    """The choices of one step; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311

    def below(self, limit: int) -> int:
        return self.random.randrange(limit)

    def of(self, choices: Any) -> Any:
        return self.random.choice(list(choices))

    def amount(self) -> Decimal:
        return Decimal(self.random.randint(1, 200_000)) / 100


def some_day(world: World, dice: Dice) -> date:
    """A day of the year that is not in the future."""
    return NEW_YEAR + timedelta(days=dice.below(min((world.today - NEW_YEAR).days + 1, 366)))
