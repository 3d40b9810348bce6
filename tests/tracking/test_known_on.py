"""The two dates: what was known on a day of a figure as at a day stays the same for ever."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appeal.models import Activity, Office
from appeal.viewpoint import Include, Viewpoint
from tests.factories import make_activity
from tests.tracking.histories import (
    NEW_YEAR,
    REFUSALS,
    STEPS,
    Dice,
    World,
    allocate,
    begin,
)
from tests.tracking.notebook import Known
from tracking.models import (
    TrackedActivity,
    TrackedAppeal,
    TrackedCell,
    TrackedHeading,
    TrackedOffice,
)

pytestmark = pytest.mark.django_db

DAYS = [NEW_YEAR + timedelta(days) for days in (89, 90, 120, 181, 182, 250, 273, 300, 365, 455)]


@pytest.fixture
def world() -> World:
    return begin()


# What the database says


def seen(world: World, as_at: date, include: str, known_on: date | None = None) -> Viewpoint:
    """By somebody of the first office."""
    own = Office.objects.filter(pk=world.offices[0].pk)
    end = world.appeal.end_of(known_on) if known_on else None
    return Viewpoint(as_at, include, own, known_on=known_on, known_at=end)


def rows_at(world: World, viewpoint: Viewpoint, level: str) -> Any:
    """Every row of one level, with its figures."""
    appeal = world.appeal
    if level == "activity":
        rows = TrackedActivity.objects.of(appeal).with_figures(viewpoint)
        return rows.with_flag_facts(viewpoint)
    if level == "cell":
        return TrackedCell.objects.of(appeal).with_figures(viewpoint)
    if level == "office":
        offices = TrackedOffice.objects.of(appeal).with_figures(appeal, viewpoint)
        return offices.with_counts(appeal, viewpoint)
    if level == "heading":
        return TrackedHeading.objects.of(appeal).with_figures(appeal, viewpoint)
    return TrackedAppeal.objects.filter(pk=appeal.pk).with_figures(viewpoint)


@dataclass
class Look:
    """From where a page is read; the activities, and one level of their groups."""

    as_at: date
    include: str
    group: str

    def expected(self, world: World, viewpoint: Viewpoint) -> list[list[dict[str, Any]]]:
        known = Known(world, viewpoint)
        return [known.rows("activity"), known.rows(self.group)]

    def figures(
        self, world: World, viewpoint: Viewpoint, expected: list[list[dict[str, Any]]]
    ) -> list[list[dict[str, Any]]]:
        """What the database says of everything that is expected."""
        shown = []
        for level, rows in zip(("activity", self.group), expected, strict=True):
            found = rows_at(world, viewpoint, level).order_by("pk")
            pairs = zip(found, rows, strict=True)
            shown.append([{name: getattr(row, name) for name in own} for row, own in pairs])
        return shown


def look_about(dice: Dice) -> Look:
    group = dice.of(["cell", "office", "heading", "appeal"])
    return Look(dice.of(DAYS), dice.of(Include.values), group)


def look_now(world: World, look: Look) -> list[list[dict[str, Any]]]:
    """The figures of now, which have to be those of the notebook of now."""
    viewpoint = seen(world, look.as_at, look.include)
    expected = look.expected(world, viewpoint)
    shown = look.figures(world, viewpoint, expected)
    assert shown == expected
    return shown


# Every way to read a history of random steps

GAPS = st.sampled_from([1, 5, 24, 24, 96, 24 * 17, 24 * 31])
# Different seeds, so that no two steps make the same choices.
HISTORIES = st.lists(
    st.tuples(st.integers(0, 2**32), GAPS), min_size=15, max_size=25, unique_by=lambda step: step[0]
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


@settings(
    max_examples=32,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORIES)
def test_whatever_comes_later_the_two_dates_give_the_same_figures_for_ever(
    world: World, history: list[tuple[int, int]]
) -> None:
    pictures = []
    with undone_afterwards(world):
        for seed, gap in history:
            dice, later = Dice(seed), world.at + timedelta(hours=gap)
            if world.appeal.day_of(later) > world.today and not dice.below(4):
                look = look_about(dice)
                pictures.append((look, world.today, look_now(world, look)))
            world.at = later
            with suppress(*REFUSALS):
                dice.of(STEPS)(world, dice)

        for look, known_on, then in pictures:
            viewpoint = seen(world, look.as_at, look.include, known_on)
            assert look.figures(world, viewpoint, then) == then
            assert look.expected(world, viewpoint) == then


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
        office = rows_at(world, viewpoint, "office").get(pk=world.offices[0].pk)
        listed = TrackedActivity.objects.of(world.appeal).existing(viewpoint)
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

    status = rows_at(world, viewpoint, "activity").get(pk=row.pk).status

    assert status == "cancelled"
