"""Conditions of who pays an entry: within what there is, and what the grants allow."""

from datetime import date, timedelta
from typing import Any

from tests.factories import (
    ENTERED,
    make_activity,
    make_attribution,
    make_contribution,
    make_cost_category,
    make_flow,
    make_heading,
    make_office,
    make_transaction,
    undo,
)
from tracking.models import Attribution, Transaction

from . import scenes as of
from .cases import Case, both, case
from .sql import add, change


def beside(row: Attribution, **fields: Any) -> Attribution:
    """Not stored: what a move of another entry of the same appeal would be like."""
    same: dict[str, Any] = {"activity": row.entry.activity, "cell": row.entry.cell, "posted": True}
    entry = make_transaction(**same | fields)
    return Attribution(
        entry=entry,
        receiver=row.receiver,
        usd=1,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
    )


def moving() -> Attribution:
    """One cent's worth that is still unfunded, of an entry of 100 dollars."""
    return make_attribution(usd=1)


@case("tracking_transaction", **both("grant"))
def drafted_for_a_grant_of_another_appeal() -> Case:
    row = make_transaction()
    own, foreign = make_contribution(appeal=row.appeal), make_contribution()
    return Case(row, [{"grant_id": foreign.pk}], [{"grant_id": own.pk}, {"grant_id": None}])


@case("tracking_attribution", entry=add)
def of_what_no_grant_pays() -> Case:
    row = moving()
    reversed_one = beside(row)
    undo(reversed_one.entry)
    commitment = beside(row, kind="commitment")
    release = beside(row, kind="release", against=commitment.entry)
    reversal = beside(row)
    back: Transaction = undo(reversal.entry)
    return Case(
        row,
        [{"entry_id": back.pk}, (reversed_one, {}), (release, {}), (beside(row, posted=False), {})],
        [{}, (commitment, {})],
    )


@case("tracking_attribution", appeal=add)
def of_another_appeal() -> Case:
    row, foreign = moving(), make_contribution(committed=100)
    return Case(
        row,
        [{"receiver_id": foreign.pk}, {"receiver_id": None, "giver_id": foreign.pk}],
        [{}, {"receiver_id": None, "giver_id": row.receiver_id}],
    )


@case("tracking_attribution", closed=add)
def in_a_closed_appeal() -> Case:
    row = moving()
    of.close(row.entry.appeal)
    return Case(row, [{}], [(moving(), {})])


@case("tracking_attribution", place=add)
def earmarked_elsewhere() -> Case:
    row = moving()
    cell, appeal = row.entry.cell, row.entry.appeal
    own: list[dict[str, Any]] = [
        {"office": cell.office}, {"heading": cell.heading},
        {"office": cell.office, "heading": cell.heading},
    ]  # fmt: skip
    other: list[dict[str, Any]] = [
        {"office": make_office(region=appeal.region)}, {"heading": make_heading(appeal=appeal)},
    ]  # fmt: skip

    def to(place: dict[str, Any]) -> dict[str, Any]:
        return {"receiver_id": make_contribution(appeal=appeal, committed=100, **place).pk}

    return Case(row, [to(place) for place in other], [{}, *(to(place) for place in own)])


@case("tracking_attribution", days=add)
def outside_the_days_of_the_grant() -> Case:
    row = moving()
    day = row.entry.value_on
    before, after = day - timedelta(days=1), day + timedelta(days=1)

    def to(**terms: Any) -> dict[str, Any]:
        grant = make_contribution(appeal=row.entry.appeal, committed=100, **terms)
        return {"receiver_id": grant.pk}

    return Case(
        row,
        [to(starts_on=after), to(ends_on=before), to(ends_on=before - timedelta(days=1),
                                                     extended_to=before)],
        [to(starts_on=day, ends_on=day), to(ends_on=before, extended_to=day), to()],
    )  # fmt: skip


@case("tracking_attribution", category=add)
def under_the_category_of_another_grant() -> Case:
    row = moving()
    own = make_cost_category(contribution=row.receiver)
    foreign = make_cost_category()
    return Case(
        row,
        [{"category_id": foreign.pk}, {"giver_category_id": own.pk}],
        [{"category_id": own.pk}, {"category_id": None}],
    )


@case("tracking_attribution", there=add)
def more_than_is_there() -> Case:
    """Of 100 dollars a grant pays 60, so that 40 are unfunded."""
    row = make_attribution(usd=60)
    back = {"giver_id": row.receiver_id, "receiver_id": None}
    category = make_cost_category(contribution=row.receiver)
    return Case(
        row,
        [{"usd": 41}, back | {"usd": 61}, back | {"usd": 1, "giver_category_id": category.pk}],
        [{"usd": 40}, back | {"usd": 60}],
    )


@case("tracking_attribution", funded=add)
def more_than_the_grant_has() -> Case:
    """It has 50 dollars, half of them received, and pays 30."""
    grant = make_contribution(committed=50, received=25)
    activity = make_activity(appeal=grant.appeal)
    entry = make_transaction(activity=activity, posted=True)
    row = make_attribution(entry=entry, receiver=grant, usd=30)
    undo(make_flow(contribution=grant, amount=1000))
    commitment = make_transaction(activity=activity, posted=True, kind="commitment")
    return Case(
        row,
        [{"usd": 21}],
        [
            {"usd": 20},
            {"usd": 21, "reason": "The donor agreed."},
            {"usd": 21, "entry_id": commitment.pk},
            {"usd": 30, "receiver_id": None, "giver_id": grant.pk},
        ],
    )


@case("tracking_contribution", days=change)
def pays_for_other_days() -> Case:
    row = of.paying()
    day, moved = date(2020, 3, 15), make_attribution()
    assert moved.receiver
    Attribution.objects.create(
        entry=moved.entry, giver=moved.receiver, usd=moved.usd, recorded_by=moved.recorded_by,
        recorded_at=ENTERED,
    )  # fmt: skip
    after, before = day + timedelta(days=1), day - timedelta(days=1)
    return Case(
        row,
        [{"starts_on": after}, {"ends_on": before}, {"ends_on": before, "extended_to": None}],
        [
            {"starts_on": day, "ends_on": day},
            {"ends_on": before, "extended_to": day},
            (moved.receiver, {"starts_on": after}),
        ],
    )
