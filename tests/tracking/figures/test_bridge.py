"""Why figures changed between two viewpoints: every step, and that nothing is left unexplained."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from os import environ
from typing import Any

import pytest

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Office
from tests.tracking.notebook.figures import Known
from tests.tracking.notebook.histories import REFUSALS, STEPS, begin
from tests.tracking.notebook.rows import Entry
from tests.tracking.notebook.world import NEW_YEAR, Dice, World
from tracking.figures import HEADLINES, Bridge, Cause, bridge_between
from tracking.figures.between import FOR_EVER
from tracking.models import Transaction

pytestmark = pytest.mark.django_db

# RANDOM_PAIRS=10000 compares at least as many.
HISTORIES, PAIRS, LENGTH = -(-int(environ.get("RANDOM_PAIRS", "64")) // 32), 32, 90
GAPS = [1, 5, 24, 24, 96, 24 * 7]
MONEY = [name for name in HEADLINES if name not in ("progress", "delivery")]


def live(world: World, seed: int) -> None:
    """A random history of the year."""
    dice = Dice(seed)
    for _ in range(LENGTH):
        world.at += timedelta(hours=dice.of(GAPS))
        try:
            dice.of(STEPS)(world, dice)
        except REFUSALS:
            continue


def some_viewpoint(world: World, dice: Dice, include: str) -> Viewpoint:
    own = Office.objects.filter(pk=world.offices[0].pk)
    as_at = NEW_YEAR + timedelta(days=dice.below(400))
    known_on = NEW_YEAR + timedelta(days=dice.below((world.today - NEW_YEAR).days + 1))
    if not dice.below(4):
        return Viewpoint(as_at, include, own)
    return Viewpoint(as_at, include, own, "", known_on, world.appeal.end_of(known_on))


def some_pair(world: World, dice: Dice) -> tuple[Viewpoint, Viewpoint]:
    """Mostly an earlier and a later one; sometimes as they come."""
    include = dice.of([Include.OFFICIAL, *Include.values])
    pair = [some_viewpoint(world, dice, include) for _ in range(2)]
    if dice.below(4):
        pair.sort(key=lambda each: (each.known_at or FOR_EVER, each.as_at))
    return pair[0], pair[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_nothing_is_left_unexplained_between_two_viewpoints_of_a_random_history(seed: int) -> None:
    world, dice = begin(), Dice(seed)
    count: Counter[str] = Counter()
    live(world, seed)

    for _ in range(PAIRS):
        explain(world, dice.of([None, 0, 1]), *some_pair(world, dice), count)

    assert count["steps"] > PAIRS


def explain(
    world: World, office: int | None, before: Viewpoint, after: Viewpoint, count: Counter
) -> None:
    """Every figure of an office or of the appeal, and of its headings."""
    known = [Known(world, before), Known(world, after)]
    part = None if office is None else world.offices[office]
    bridge = bridge_between(world.appeal, before, after, office=part)
    for heading in (None, 0, 1):
        figures = [each.group(office, heading) for each in known]
        place = None if heading is None else world.headings[heading]
        for name in HEADLINES:
            told = bridge.of(name, place)
            assert [told.before, told.after] == [each[name] for each in figures]
            assert told.rest == 0
            steps = sum(change.amount for change in told.changes)
            assert abs(steps - told.difference) <= (0 if name in MONEY else 1e-9)
            count["steps"] += len(told.changes)
        assert by_step(bridge, "spent", place) == spent_by_step(known, office, heading)


def by_step(bridge: Bridge, name: str, heading: Any = None) -> dict[str, Decimal]:
    return {change.step.value: change.amount for change in bridge.of(name, heading).changes}


def spent_by_step(
    known: list[Known], office: int | None, heading: int | None
) -> dict[str, Decimal]:
    """By the notebook: each entry that counts from one of the viewpoints, by its sort."""
    both = min(each.as_at for each in known)
    sums: dict[str, Decimal] = defaultdict(Decimal)

    def sort_of(entry: Entry) -> Cause:
        if not is_posted(entry):
            return Cause.DRAFTS
        if entry.reverses:
            return Cause.REVERSALS
        return Cause.NEW if entry.value_on > both else Cause.LATE

    for sign, each in zip((-1, 1), known, strict=True):
        for entry in each.counted_entries().values():
            is_here = office in (None, entry.cell // 2) and heading in (None, entry.cell % 2)
            if is_here and entry.kind in Transaction.SPENDING:
                sums[sort_of(entry).value] += sign * entry.signed
    return {step: usd for step, usd in sums.items() if usd}


def is_posted(entry: Entry) -> bool:
    return entry.is_posted or bool(entry.reverses)
