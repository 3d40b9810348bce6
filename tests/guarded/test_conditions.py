"""Each condition of a guard met and just not met, by SQL; each state left for every other."""

from functools import partial
from itertools import product
from typing import Any

import pytest

from appeal.base import guards
from tests.factories import make_appeal, make_period, make_report, make_user

from . import (
    attribution_cases,
    books_cases,
    core_cases,
    lineage_cases,
    money_cases,
    plan_cases,
    report_cases,
    result_cases,
    said_cases,
)
from . import scenes as of
from .cases import CASES, Attempt
from .expected import KEPT_WHOLE
from .sql import add, change, stopped_by
from .test_rows import SITUATIONS, by_trigger, change_log

pytestmark = pytest.mark.django_db
# Importing them declares their cases.
MODULES = (
    attribution_cases,
    books_cases,
    core_cases,
    lineage_cases,
    money_cases,
    plan_cases,
    report_cases,
    result_cases,
    said_cases,
)
APPEALS, REPORTS = ("draft", "published", "closed"), ("draft", "submitted", "returned", "approved")


def tried(row: Any, verb: Any, attempt: Attempt) -> set[str]:
    given, values = attempt if isinstance(attempt, tuple) else (row, attempt)
    return stopped_by(lambda: verb(given, **values))


@pytest.mark.parametrize("trigger", sorted(CASES))
def test_a_guard_refuses_what_it_must_and_nothing_beside_it(trigger: str) -> None:
    verb, make = CASES[trigger]
    row, refused, allowed = make()

    for attempt in refused:
        assert trigger in tried(row, verb, attempt), attempt
    for attempt in allowed:
        assert trigger not in tried(row, verb, attempt), attempt


def test_each_guard_is_tried() -> None:
    kept = {
        trigger
        for situation, row in SITUATIONS.items()
        for names in [*row.kept, row.removal]
        for trigger in by_trigger(situation.split()[0], names)
    }
    kept |= {f"guard_{table}_truncate" for table in KEPT_WHOLE | change_log()}
    kept |= {f"guard_{table}_{verb}" for table in change_log() for verb in ("update", "delete")}
    declared = {each.trigger for each in guards.declared() if isinstance(each, guards.Guard)}

    assert kept | CASES.keys() | STEPS == declared


STEPS = {
    "guard_appeal_appeal_state",
    "guard_tracking_officereport_insert",
    "guard_tracking_periodevent_insert",
    "guard_tracking_reviewevent_steps",
}


@pytest.mark.parametrize(("before", "after"), [*product(APPEALS, APPEALS)])
def test_an_appeal_is_published_then_closed_and_reopened(before: str, after: str) -> None:
    row = of.in_appeal(make_appeal(), before)
    possible = {("draft", "published"), ("published", "closed"), ("closed", "published")}

    stopped = stopped_by(lambda: change(row, state=after))

    is_possible = before == after or (before, after) in possible
    assert stopped == (set() if is_possible else {"guard_appeal_appeal_state"})


@pytest.mark.parametrize("states", [(), ("locked",), ("locked", "unlocked")])
@pytest.mark.parametrize("after", ["locked", "unlocked"])
def test_a_period_is_locked_and_unlocked_in_turn(states: tuple[str, ...], after: str) -> None:
    period = make_period()
    events = [of.lock(period, kind) for kind in states] or [of.lock(make_period())]

    stopped = stopped_by(lambda: add(events[-1], period_id=period.pk, kind=after))

    is_locked = states[-1:] == ("locked",)
    is_possible = is_locked == (after == "unlocked")
    assert stopped == (set() if is_possible else {"guard_tracking_periodevent_insert"})


@pytest.mark.parametrize("state", REPORTS)
def test_a_report_goes_from_its_state_into_the_next_and_no_other(state: str) -> None:
    report = make_report(state=state)
    event = make_report(state="submitted").reviews.get()
    possible = {
        ("draft", "submitted"), ("submitted", "returned"), ("submitted", "approved"),
        ("submitted", "draft"),
        ("returned", "submitted"), ("approved", "draft"),
    }  # fmt: skip

    for before, after in product(REPORTS, REPORTS):
        step: dict[str, Any] = {"from_state": before, "to_state": after, "comment": "Why."}
        whoever = {"report_id": report.pk, "by_id": make_user().pk}
        stopped = stopped_by(partial(add, event, **whoever, **step))
        is_possible = before == state and (before, after) in possible
        assert stopped == (set() if is_possible else {"guard_tracking_reviewevent_steps"}), step


@pytest.mark.parametrize("state", REPORTS)
@pytest.mark.parametrize("other", REPORTS)
def test_the_state_of_a_report_is_the_one_its_review_led_to(state: str, other: str) -> None:
    report = make_report(state=state)

    is_new = stopped_by(lambda: add(report, state=other))
    is_changed = stopped_by(lambda: change(report, state=other))

    assert is_new == (set() if other == "draft" else {"guard_tracking_officereport_insert"})
    assert is_changed == (set() if other == state else {"guard_tracking_officereport_state"})
