"""The two dates: what was known on a day of a figure as at a day stays the same for ever."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Office
from tests.factories import make_activity
from tests.tracking.notebook.databook import read
from tests.tracking.notebook.figures import Known
from tests.tracking.notebook.histories import REFUSALS, STEPS, allocate, begin
from tests.tracking.notebook.world import NEW_YEAR, Dice, World
from tracking.figures import figures_of

pytestmark = pytest.mark.django_db

DAYS = [NEW_YEAR + timedelta(days) for days in (89, 90, 120, 181, 182, 250, 273, 300, 365, 455)]
MONEY = ["activities", "activities", "cells", "offices", "headings", "appeal"]
OTHERS = ["contributions", "contributions", "flags", "results", "months", "risks"]
Figures = list[list[dict[str, Any]]]


@pytest.fixture
def world() -> World:
    return begin()


def seen(world: World, as_at: date, include: str, known_on: date | None = None) -> Viewpoint:
    """By somebody of the first office."""
    own = Office.objects.filter(pk=world.offices[0].pk)
    end = world.appeal.end_of(known_on) if known_on else None
    return Viewpoint(as_at, include, own, known_on=known_on, known_at=end)


@dataclass
class Look:
    """From where the figures are read, and of what."""

    as_at: date
    include: str
    levels: list[str]

    def expected(self, world: World, viewpoint: Viewpoint) -> Figures:
        known = Known(world, viewpoint)
        return [known.rows(level) for level in self.levels]

    def shown(self, world: World, viewpoint: Viewpoint, expected: Figures) -> Figures:
        """What the database says of everything that is expected."""
        pairs = zip(self.levels, expected, strict=True)
        return [read(world, viewpoint, level, rows) for level, rows in pairs]


def look_about(dice: Dice) -> Look:
    levels = [dice.of(MONEY), dice.of(OTHERS)]
    return Look(dice.of(DAYS), dice.of(Include.values), levels)


def look_now(world: World, look: Look) -> Figures:
    """The figures of now, which have to be those of the notebook of now."""
    viewpoint = seen(world, look.as_at, look.include)
    expected = look.expected(world, viewpoint)
    shown = look.shown(world, viewpoint, expected)
    assert shown == expected
    return shown


# Every way to read a history of random steps

EXAMPLES = 20
# Besides every step, and every level that is looked at.
REFUSED = {
    ("assign", "NotRecordable"), ("change_allocation", "TooMuchAllocated"),
    ("change_contribution", "NotRecordable"), ("change_requirement", "NotRevisable"),
    ("judge", "NotJudgeable"), ("log_line", "NotWritable"),
    ("record_flow", "NotRecordable"), ("remove_risk", "StillUsed"),
    ("reverse_assignment", "AlreadyReversed"), ("reverse_assignment", "NotRecordable"),
    ("reverse_flow", "AlreadyReversed"), ("reverse_flow", "NotRecordable"),
    ("review", "NotApprovable"), ("review", "NotReturnable"),
    ("take_back_revision", "NotRevisable"),
}  # fmt: skip
GAPS = st.sampled_from([1, 5, 24, 24, 96, 24 * 17, 24 * 31])
# Different seeds, so that no two steps make the same choices.
HISTORIES = st.lists(
    st.tuples(st.integers(0, 2**32), GAPS), min_size=25, max_size=40, unique_by=lambda step: step[0]
)


@contextmanager
def undone_afterwards(world: World) -> Iterator[None]:
    """The next history begins where this one began."""
    began, noted = world.at, len(world.facts)
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
            world.at = began
            del world.facts[noted:]


def take(world: World, dice: Dice, count: Counter) -> None:
    """One step, or its refusal; counted where either happened."""
    step, noted = dice.of(STEPS), len(world.facts)
    try:
        step(world, dice)
    except REFUSALS as refusal:
        count[step.__name__, type(refusal).__name__] += 1
    count[step.__name__] += len(world.facts) > noted


def relive(
    world: World, history: list[tuple[int, int]], count: Counter
) -> list[tuple[Look, date, Figures]]:
    """Take the steps; what was seen meanwhile, on which day."""
    pictures = []
    for seed, gap in history:
        dice, later = Dice(seed), world.at + timedelta(hours=gap)
        if world.appeal.day_of(later) > world.today and not dice.below(5):
            look = look_about(dice)
            pictures.append((look, world.today, look_now(world, look)))
            count.update(look.levels)
        world.at = later
        take(world, dice, count)
    return pictures


@pytest.mark.slow
def test_whatever_comes_later_the_two_dates_give_the_same_figures_for_ever(world: World) -> None:
    count: Counter = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(history=HISTORIES)
    def run(history: list[tuple[int, int]]) -> None:
        with undone_afterwards(world):
            pictures = relive(world, history, count)
            for look, known_on, then in pictures:
                viewpoint = seen(world, look.as_at, look.include, known_on)
                assert look.shown(world, viewpoint, then) == then
                assert look.expected(world, viewpoint) == then

    run()
    never = {*REFUSED, *(step.__name__ for step in STEPS), *MONEY, *OTHERS} - {*+count}
    assert not never


# What no history of one year's steps shows


def test_an_activity_added_later_was_not_there_and_does_not_weigh_before(world: World) -> None:
    end = world.appeal.end_of(world.today)
    known_on = world.today
    world.at = end + timedelta(days=1)
    with time_machine.travel(world.at, tick=False):
        added = make_activity(priority=world.activities[0].priority)
    world.activities.append(added)
    allocate(world, 4, 0, Decimal(100))

    before, after = (
        seen(world, date(2020, 12, 31), Include.OFFICIAL, day) for day in (known_on, None)
    )

    def count(viewpoint: Viewpoint) -> tuple[int, int, Decimal]:
        office, _other = figures_of(world.appeal, viewpoint).offices
        listed = Activity.objects.of(world.appeal).existing(viewpoint)
        return listed.count(), office.activities, office.allocated

    assert count(before) == (4, 2, Decimal(7500))
    assert count(after) == (5, 3, Decimal(7600))


def test_two_changes_at_the_same_instant_are_known_in_the_order_they_were_made(
    world: World,
) -> None:
    row = Activity.objects.get(pk=world.activities[0].pk)
    for hold in ("suspended", "", "cancelled"):
        row.hold = hold
        row.save_over(row.version, ["hold"], at=world.at)
    viewpoint = seen(world, date(2020, 12, 31), Include.OFFICIAL, world.today)

    assert figures_of(world.appeal, viewpoint).activity(row.pk).status == "cancelled"
