"""Conditions of the ledger and of contributions."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from appeal.models import Appeal, User
from tests.factories import (
    make_activity,
    make_allocation,
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_flow,
    make_heading,
    make_office,
    make_period,
    make_transaction,
    make_user,
    undo,
)
from tracking.models import ContributionAssignment, Transaction

from . import scenes as of
from .cases import Case, both, case
from .sql import add, change, remove


def posting(row: Transaction, **values: Any) -> dict[str, Any]:
    """What posting a draft writes."""
    given = {
        "posted_at": of.NOON, "posted_by_id": make_user().pk, "rate": 1, "usd_amount": row.amount
    }  # fmt: skip
    return given | values


@case("tracking_transaction", **both("locked"))
def posted_into_a_locked_period() -> Case:
    row = make_transaction()
    make_period(appeal=row.cell.appeal, quarter=2)
    of.lock(make_period(appeal=row.cell.appeal))
    elsewhere, opened = make_transaction(), make_transaction()
    period = make_period(appeal=opened.cell.appeal)
    of.lock(period)
    of.lock(period, "unlocked")
    moved = {"activity_id": row.activity_id, "cell_id": row.cell_id, "office_id": row.office_id}
    first, last, after = date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 1)
    return Case(
        row,
        [*(posting(row, value_on=day) for day in (first, last)),
         (elsewhere, posting(elsewhere) | moved)],
        [{}, posting(row, value_on=after), {"note": "Still a draft."}]
        + [(other, posting(other)) for other in (elsewhere, opened)],
    )  # fmt: skip


@case("tracking_transaction", **both("usd"))
def wrong_in_dollars() -> Case:
    row = make_transaction(amount=1)

    def at_eight(usd: str) -> dict[str, Any]:
        return posting(row, rate=8, usd_amount=Decimal(usd))

    small = make_transaction(amount="4.50")
    too_much = posting(small, rate=1000, usd_amount=Decimal("0.01"))
    # One unit at eight a dollar is 0.125: both cents beside it are within half a cent.
    return Case(
        row,
        [
            at_eight("0.11"),
            at_eight("0.14"),
            at_eight("1"),
            at_eight("0.13") | {"amount": 2},
            (small, too_much),
        ],
        [
            at_eight("0.12"),
            at_eight("0.13"),
            {"usd_amount": Decimal(7)},
            at_eight("0.25") | {"amount": 2},
            (small, too_much | {"usd_amount": 0}),
        ],
    )


def changed_by(row: Any, person: User) -> None:
    row.note, row._history_user = "Changed.", person
    row.save()


def posted_by_who_drafted(clerks: int = 0) -> Case:
    row, free = make_transaction(), make_transaction()
    Appeal.objects.filter(pk=row.cell.appeal.pk).update(needs_second_person=True)
    clerk = make_user()
    changed_by(row, clerk)
    busy = make_user()
    changed_by(make_transaction(), busy)
    own = posting(row, posted_by_id=row.entered_by_id)
    where_free = (free, posting(free, posted_by_id=free.entered_by_id))
    return Case(
        row,
        [own, *(posting(row, posted_by_id=clerk.pk) for _time in range(clerks))],
        [
            posting(row),
            own | {"reverses_id": row.pk},
            {},
            where_free,
            posting(row, posted_by_id=busy.pk),
        ],
    )


# Only who changed this very draft is known by its history: a new row has none.
case("tracking_transaction", second_insert=add)(posted_by_who_drafted)
case("tracking_transaction", second_update=change)(partial(posted_by_who_drafted, 1))


@case("tracking_transaction", **both("office"))
def entry_of_another_office() -> Case:
    row = make_transaction()
    other, cell = make_activity(cell=make_cell(appeal=row.cell.appeal)), row.cell
    elsewhere = make_cell(appeal=cell.appeal, office=other.office)
    sister = make_activity(cell=cell)
    return Case(
        row,
        [{"office_id": other.office.pk}, {"appeal_id": make_appeal().pk},
         {"activity_id": other.pk}, {"cell_id": elsewhere.pk},
         {"cell_id": make_cell(office=cell.office).pk},
         {"activity_id": other.pk, "cell_id": elsewhere.pk}],
        [{"activity_id": sister.pk},
         {"activity_id": other.pk, "cell_id": elsewhere.pk, "office_id": other.office.pk}],
    )  # fmt: skip


@case("tracking_transaction", **both("reversal"))
def unlike_its_original() -> Case:
    contract = make_transaction(kind="commitment", posted=True)
    place = {"activity": contract.activity, "cell": contract.cell}
    paid: dict[str, Any] = {"counterpart": "A shop", "against": contract, **place}
    original, row = make_transaction(posted=True, **paid), make_transaction(**paid)
    draft, reversal = make_transaction(**paid), undo(make_transaction(posted=True, **paid))
    sister = make_activity(cell=contract.cell)
    same = posting(row, reverses_id=original.pk)
    other: list[dict] = [
        {"kind": "disbursement"}, {"activity_id": sister.pk, "against_id": None},
        {"cell_id": make_cell(appeal=row.cell.appeal, office=row.office).pk}, {"currency": "GTQ"},
        {"rate": 2}, {"amount": 99}, {"usd_amount": 99}, {"value_on": date(2020, 3, 16)},
        {"counterpart": "A stall"}, {"against_id": None}, {"reverses_id": draft.pk},
        {"reverses_id": reversal.pk},
    ]  # fmt: skip
    return Case(row, [same | values for values in other], [same, same | {"note": "x"}, {}])


def entry_of_next_year() -> Transaction:
    activity = make_activity(appeal=of.next_year())
    return make_transaction(activity=activity, value_on=date(2021, 3, 15))


@case("tracking_transaction", **both("closing"))
def after_the_appeal_closed() -> Case:
    late, row = {"late_reason": "The invoice came late."}, entry_of_next_year()
    return Case(row, [late | {"value_on": of.AFTER}], [late | {"value_on": of.LAST}])


@case("tracking_transaction", **both("year"))
def outside_the_year() -> Case:
    late = {"value_on": of.NEW_YEAR, "late_reason": "The invoice came late."}
    return Case(
        entry_of_next_year(),
        [{"value_on": of.EVE}, {"value_on": of.NEW_YEAR}],
        [{"value_on": of.FIRST}, {"value_on": of.YEAR_END}, late],
    )


@case("appeal_allocation", transactions=remove)
def allocation_that_pays() -> Case:
    row: Any = of.paid_from()
    place = {"appeal": row.cell.appeal, "office": row.cell.office}
    same_activity = make_allocation(activity=row.activity, cell=make_cell(**place))
    sister = make_activity(cell=row.cell)
    same_cell = make_allocation(activity=sister, cell=row.cell, amount=100)
    return Case(row, [{}], [(same_activity, {}), (same_cell, {})])


@case("tracking_transaction", **both("against"))
def drawn_on_no_commitment() -> Case:
    row = make_transaction()
    place: dict[str, Any] = {"activity": row.activity, "cell": row.cell}
    other_activity = make_activity(cell=row.cell)
    contract = make_transaction(kind="commitment", posted=True, **place)
    reversal = undo(make_transaction(kind="commitment", posted=True, **place))
    sister = make_transaction(activity=other_activity, cell=row.cell, kind="commitment")
    cell = make_cell(appeal=row.cell.appeal, office=row.office)
    other_cell = make_transaction(activity=row.activity, cell=cell, kind="commitment")
    paid = make_transaction(posted=True, **place)
    no_commitments = (reversal, sister, other_cell, paid)
    return Case(
        row,
        [{"against_id": entry.pk} for entry in no_commitments],
        [
            {"against_id": contract.pk},
            {"against_id": None},
            {"against_id": sister.pk, "activity_id": other_activity.pk},
            {"against_id": other_cell.pk, "cell_id": cell.pk},
        ],
    )


@case("tracking_transaction", **both("continues"))
def carried_over_from_elsewhere() -> Case:
    row = make_transaction(kind="commitment")
    within = make_transaction(activity=row.activity, cell=row.cell, kind="commitment", posted=True)
    draft = make_transaction(kind="commitment")
    spent = make_transaction(posted=True)
    foreign = make_transaction(kind="commitment", posted=True, currency="GTQ")
    before = make_transaction(kind="commitment", posted=True)
    wrong = [within, draft, spent, foreign, undo(make_transaction(kind="commitment", posted=True))]
    return Case(
        row,
        [{"continues_id": each.pk} for each in wrong],
        [{"continues_id": before.pk}, {"continues_id": None}],
    )


# Contributions


def closed_contribution(make: Callable[[], Any]) -> Callable[[], Case]:
    def new() -> Case:
        row = make()
        of.close(row.contribution.appeal)
        return Case(row, [{}], [(make(), {})])

    return new


case("tracking_flow", closed=add)(closed_contribution(make_flow))
case("tracking_contributionassignment", closed=add)(closed_contribution(make_assignment))


@case("tracking_flow", insert=add)
def unlike_the_flow() -> Case:
    row, reversal = make_flow(), undo(make_flow())
    same = {"reverses_id": row.pk}
    other: list[dict] = [
        {"contribution_id": make_contribution().pk}, {"kind": "pledge"}, {"rate": 2},
        {"currency": "GTQ"}, {"amount": 99}, {"usd_amount": 99}, {"value_on": date(2020, 2, 2)},
    ]  # fmt: skip
    return Case(
        row,
        [*(same | values for values in other), (reversal, {"reverses_id": reversal.pk})],
        [same, same | {"note": "x"}, {"amount": 99}],
    )


@case("tracking_flow", currency=add)
def foreign_currency() -> Case:
    row = make_flow()
    return Case(
        row,
        [{"currency": "GTQ"}],
        [{"currency": "USD"}, {"currency": "GTQ", "reverses_id": row.pk}],
    )


@case("tracking_contributionassignment", insert=add)
def unlike_the_assignment() -> Case:
    row, reversal = make_assignment(), undo(make_assignment())
    same = {"reverses_id": row.pk}
    office, heading = make_office().pk, make_heading().pk
    beside = make_contribution(donor=row.contribution.donor)
    other: list[dict] = [
        {"contribution_id": make_contribution().pk}, {"amount": 49},
        {"effective_on": date(2020, 3, 2)}, {"office_id": office}, {"heading_id": heading},
        {"from_office_id": office}, {"from_heading_id": heading},
        {"into_id": beside.pk, "office_id": None, "heading_id": None},
    ]  # fmt: skip
    return Case(
        row,
        [*(same | values for values in other), (reversal, {"reverses_id": reversal.pk})],
        [same, same | {"reason": "x"}, {"amount": 49}],
    )


def shared_contribution() -> ContributionAssignment:
    """A part of one contribution that belongs to another appeal."""
    given = make_contribution(committed=100)
    after = make_contribution(donor=given.donor, reference=given.reference)
    return make_assignment(contribution=given, into=after)


@case("tracking_contributionassignment", crosses=add)
def crosses_wrongly() -> Case:
    row = shared_contribution()
    donor, own = row.contribution.donor, row.contribution.appeal
    in_euros = make_contribution(donor=donor, appeal=make_appeal(currency="EUR"))
    wrong = [make_contribution(), make_contribution(donor=donor, appeal=own), in_euros]
    right = make_contribution(donor=donor)
    return Case(
        row,
        [{"into_id": each.pk} for each in wrong],
        [
            {"into_id": right.pk},
            *({"into_id": each.pk, "reverses_id": row.pk} for each in wrong),
            (make_assignment(), {}),
        ],
    )


@case("tracking_contributionassignment", into_closed=add)
def into_a_closed_appeal() -> Case:
    row = shared_contribution()
    assert row.into
    of.close(row.into.appeal)
    return Case(row, [{}], [(shared_contribution(), {})])


@case("tracking_contribution", **both("within_framework"))
def earmarked_for_a_heading() -> Case:
    row = make_contribution()
    own = make_heading(appeal=row.appeal)
    return Case(
        row,
        [{"heading_id": make_heading().pk, "reference": "A"}],
        [{"heading_id": own.pk, "reference": "B"}, {"heading_id": None, "reference": "C"}],
    )


@case(
    "tracking_contributionassignment",
    within_framework_insert=add,
    from_framework_insert=add,
)
def assigned_to_a_heading() -> Case:
    row = make_assignment()
    own, foreign = make_heading(appeal=row.contribution.appeal), make_heading()
    down = {"from_heading_id": foreign.pk, "heading_id": foreign.pk}
    return Case(
        row,
        [down],
        [{"heading_id": own.pk}, {"from_heading_id": own.pk, "heading_id": own.pk}],
    )
