"""The figures: each definition on its own, and all of them against plain Python over histories."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Allocation, Appeal, Heading, Office, Requirement
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_heading,
    make_office,
    make_period,
    make_region,
    make_report,
    make_transaction,
    make_update,
    make_user,
    move,
)
from tracking import actions
from tracking.figures import Figures, figures_of
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod, Transaction

pytestmark = pytest.mark.django_db

Kind, State, Status = Transaction.Kind, OfficeReport.State, ProgressUpdate.Status
NOON = datetime(2020, 12, 31, 18, tzinfo=UTC)


def seen(
    as_at: date = date(2020, 12, 31),
    include: str = Include.OFFICIAL,
    offices: Iterable[Office] = (),
) -> Viewpoint:
    """From `as_at`, by somebody who sees the drafts of `offices`."""
    own = Office.objects.filter(pk__in=[office.pk for office in offices])
    return Viewpoint(as_at, include, own)


def of_activity(activity: Activity, viewpoint: Viewpoint | None = None) -> Any:
    return figures_of(activity.appeal, viewpoint or seen()).activity(activity.pk)


def of_cell(cell: Requirement, viewpoint: Viewpoint | None = None) -> Any:
    return row_of(figures_of(cell.appeal, viewpoint or seen()).cells, cell.pk)


def of_office(cell: Requirement, viewpoint: Viewpoint | None = None) -> Any:
    return row_of(figures_of(cell.appeal, viewpoint or seen()).offices, cell.office_id)


def row_of(rows: Iterable[Figures], pk: int) -> Figures:
    (row,) = (row for row in rows if row.of.pk == pk)
    return row


def every_level(cell: Requirement, viewpoint: Viewpoint | None = None) -> list[Any]:
    """The cell, and the office, heading and appeal that it is the only cell of."""
    figures = figures_of(cell.appeal, viewpoint or seen())
    return [
        row_of(figures.cells, cell.pk),
        row_of(figures.offices, cell.office_id),
        row_of(figures.headings, cell.heading_id),
        figures.whole,
    ]


def reverse(entry: Transaction) -> Transaction:
    return actions.reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=NOON)


def revise(cell: Requirement, amount: int, effective_on: date) -> None:
    cell.revisions.create(
        amount=amount,
        effective_on=effective_on,
        reason="A new need",
        revised_by=make_user(),
        recorded_at=NOON,
    )


# The money of a plan


def test_what_no_activity_draws_on_is_unallocated_at_every_level() -> None:
    cell = make_cell(amount=1000)
    make_activity(cell=cell, allocated=600)
    make_activity(cell=cell, allocated=150)

    for row in every_level(cell):
        assert (row.requirement, row.allocated, row.unallocated) == (1000, 750, 250)


def test_a_dash_stays_a_dash_in_every_figure_that_needs_a_requirement() -> None:
    cell = make_cell(amount=None)

    for row in every_level(cell):
        assert (row.requirement, row.unallocated, row.balance, row.delivery) == (None,) * 4
        assert (row.spent, row.committed, row.progress) == (0, 0, None)
        assert row.allocated is None


def test_a_sum_skips_dashes() -> None:
    cell = make_cell(amount=1000)
    dash = make_cell(appeal=cell.appeal, office=cell.office, amount=None)

    assert (of_office(cell).requirement, of_office(cell).allocated) == (1000, 0)
    assert (of_cell(dash).requirement, of_cell(dash).allocated) == (None, None)


def test_what_was_allocated_from_a_dash_counts_from_the_day_that_it_holds_money() -> None:
    dash = make_cell(amount=None)
    revise(dash, 500, date(2020, 6, 1))
    activity = make_activity(cell=dash, allocated=300)

    before, after = seen(date(2020, 5, 31)), seen(date(2020, 6, 1))

    assert [row.allocated for row in every_level(dash, before)] == [None] * 4
    assert [row.allocated for row in every_level(dash, after)] == [300] * 4
    assert of_activity(activity, before).allocated == 300


def test_the_requirement_is_the_last_revision_effective_by_the_date() -> None:
    cell = make_cell(amount=1000)
    revise(cell, 1500, date(2020, 6, 1))
    revise(cell, 1400, date(2020, 6, 1))
    revise(cell, 900, date(2020, 9, 1))

    def at(day: date) -> list[Decimal]:
        return [row.requirement for row in every_level(cell, seen(day))]

    assert at(date(2020, 5, 31)) == [1000] * 4
    assert at(date(2020, 6, 1)) == [1400] * 4
    assert at(date(2020, 9, 1)) == [900] * 4


def test_a_dash_revised_to_an_amount_is_a_requirement_from_then_on() -> None:
    cell = make_cell(amount=None)
    revise(cell, 500, date(2020, 6, 1))

    assert of_cell(cell, seen(date(2020, 5, 31))).requirement is None
    assert of_cell(cell, seen(date(2020, 6, 1))).requirement == 500


# The ledger


def test_spent_is_disbursements_and_expenditure_less_their_reversals() -> None:
    cell = make_cell(amount=1000)
    activity = make_activity(cell=cell, allocated=1000)
    for kind, amount in [(Kind.DISBURSEMENT, 100), (Kind.EXPENDITURE, 40), (Kind.COMMITMENT, 7)]:
        make_transaction(activity=activity, kind=kind, amount=amount, posted=True)
    reverse(make_transaction(activity=activity, amount=25, posted=True))

    for row in [of_activity(activity), *every_level(cell)]:
        assert row.spent == 140


def test_spend_is_exact_to_the_cent_however_many_entries_there_are() -> None:
    activity = make_activity(allocated=1000)
    for _ in range(30):
        make_transaction(activity=activity, amount=Decimal("0.10"), posted=True)

    assert of_activity(activity).spent == Decimal("3.00")


def test_where_nothing_is_booked_spent_is_zero_and_delivery_is_zero() -> None:
    row = of_activity(make_activity(allocated=900))

    assert (row.spent, row.committed, row.delivery, row.balance) == (0, 0, 0, 900)


def test_without_allocation_delivery_is_null_and_not_zero() -> None:
    row = of_activity(make_activity())

    assert (row.allocated, row.delivery) == (0, None)


def test_a_draft_counts_in_no_official_figure() -> None:
    activity = make_activity(allocated=900)
    make_transaction(activity=activity, amount=100)
    make_transaction(activity=activity, amount=100, kind=Kind.COMMITMENT)

    row = of_activity(activity)

    assert (row.spent, row.committed) == (0, 0)


def test_a_draft_counts_for_those_who_see_it_and_ask_for_it_only() -> None:
    activity = make_activity(allocated=900)
    make_transaction(activity=activity, amount=100)

    def spent(include: str, *offices: Office) -> Decimal:
        return of_activity(activity, seen(include=include, offices=offices)).spent

    assert spent(Include.DRAFT, activity.office) == 100
    assert spent(Include.DRAFT, make_office()) == 0
    assert spent(Include.DRAFT) == 0
    assert spent(Include.SUBMITTED, activity.office) == 0
    assert spent(Include.OFFICIAL, activity.office) == 0


def test_an_entry_counts_from_its_value_date_on() -> None:
    activity = make_activity(allocated=900)
    make_transaction(activity=activity, amount=100, value_on=date(2020, 6, 30), posted=True)

    assert of_activity(activity, seen(date(2020, 6, 29))).spent == 0
    assert of_activity(activity, seen(date(2020, 6, 30))).spent == 100


def test_a_reversal_takes_effect_on_the_value_date_of_its_original() -> None:
    activity = make_activity(allocated=900)
    entry = make_transaction(activity=activity, value_on=date(2020, 3, 15), posted=True)

    reverse(entry)

    assert of_activity(activity, seen(date(2020, 3, 15))).spent == 0


def test_overspending_shows_as_such_and_as_a_negative_balance() -> None:
    over = of_activity(make_activity(allocated=100, spent=130))
    within = of_activity(make_activity(allocated=100, spent=70))

    assert (over.overspent, over.balance, over.delivery) == (30, -30, pytest.approx(1.3))
    assert (within.overspent, within.balance) == (0, 30)


def test_the_balance_takes_off_what_is_spent_and_what_is_committed() -> None:
    cell = make_cell(amount=1000)
    activity = make_activity(cell=cell, allocated=600, spent=250)
    make_transaction(activity=activity, kind=Kind.COMMITMENT, amount=100, posted=True)

    assert of_activity(activity).balance == 250
    for row in every_level(cell):
        assert row.balance == 650
        assert row.delivery == pytest.approx(0.25)


def commitment(activity: Activity, amount: int = 100, **fields: Any) -> Transaction:
    given = {"kind": Kind.COMMITMENT, "amount": amount, "posted": True} | fields
    return make_transaction(activity=activity, **given)


@pytest.fixture
def activity() -> Activity:
    return make_activity(allocated=900)


def committed(activity: Activity, viewpoint: Viewpoint | None = None) -> Decimal:
    """The figure of the activity, which its cell has to share."""
    figure = of_activity(activity, viewpoint).committed
    for row in every_level(activity.allocations.get().cell, viewpoint):
        assert row.committed == figure
    return figure


def test_a_commitment_holds_back_its_amount(activity: Activity) -> None:
    commitment(activity, 100)
    commitment(activity, 30)

    assert committed(activity) == 130


@pytest.mark.parametrize("kind", [Kind.RELEASE, Kind.EXPENDITURE, Kind.DISBURSEMENT])
def test_what_is_released_or_spent_against_a_commitment_uses_it_up(
    activity: Activity, kind: str
) -> None:
    held = commitment(activity, 100)
    make_transaction(activity=activity, kind=kind, amount=35, against=held, posted=True)

    assert committed(activity) == 65


def test_spending_that_draws_on_no_commitment_leaves_it_whole(activity: Activity) -> None:
    commitment(activity, 100)
    make_transaction(activity=activity, amount=35, posted=True)

    assert committed(activity) == 100


def test_a_commitment_drawn_beyond_its_amount_holds_back_nothing_and_no_other(
    activity: Activity,
) -> None:
    held = commitment(activity, 100)
    commitment(activity, 40)
    make_transaction(activity=activity, amount=150, against=held, posted=True)

    assert committed(activity) == 40


def test_a_reversed_draw_is_held_back_again(activity: Activity) -> None:
    held = commitment(activity, 100)
    reverse(make_transaction(activity=activity, amount=35, against=held, posted=True))

    assert committed(activity) == 100


def test_a_reversed_commitment_holds_back_nothing(activity: Activity) -> None:
    reverse(commitment(activity, 100))

    assert committed(activity) == 0


def in_money(amount: str, rate: str, currency: str = "EUR", **fields: Any) -> dict[str, Any]:
    """The fields of a posted entry in another currency."""
    usd = actions.in_usd(Decimal(amount), Decimal(rate))
    posted = {"posted": True, "currency": currency, "rate": Decimal(rate)}
    return {"amount": Decimal(amount), "usd_amount": usd, **posted, **fields}


@pytest.mark.parametrize(
    ("draws", "left"),
    [
        # Fully drawn is nothing, whatever the rates; overdrawn too.
        ([("1000", "0.800000", "EUR")], "0"),
        ([("1000", "0.950000", "EUR")], "0"),
        ([("600", "0.800000", "EUR"), ("400", "0.990000", "EUR")], "0"),
        ([("1200", "0.950000", "EUR")], "0"),
        # EUR 400 are left, at the commitment's own rate of 0.9.
        ([("600", "0.500000", "EUR")], "444.44"),
        # EUR 1000 are USD 1111.11, less what was paid in dollars and quetzales.
        ([("1000", "1", "USD")], "111.11"),
        ([("770", "7.700000", "GTQ")], "1011.11"),
        ([("600", "0.500000", "EUR"), ("400", "1", "USD")], "44.44"),
        ([("600", "0.500000", "EUR"), ("500", "1", "USD")], "0"),
        ([("1200", "0.500000", "EUR"), ("5", "1", "USD")], "0"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.RELEASE, Kind.EXPENDITURE, Kind.DISBURSEMENT])
def test_a_commitment_is_netted_in_its_own_currency_and_what_is_left_has_its_own_rate(
    activity: Activity, kind: str, draws: list[tuple[str, str, str]], left: str
) -> None:
    held = commitment(activity, **in_money("1000", "0.900000"))
    for amount, rate, currency in draws:
        fields = in_money(amount, rate, currency, against=held, kind=kind)
        make_transaction(activity=activity, **fields)

    assert committed(activity) == Decimal(left)


def test_the_reversal_of_a_draw_gives_its_own_currency_back(activity: Activity) -> None:
    held = commitment(activity, **in_money("1000", "0.900000"))
    draws = [
        make_transaction(activity=activity, **in_money("600", rate, against=held))
        for rate in ("0.800000", "0.950000")
    ]
    assert committed(activity) == 0

    reverse(draws[0])

    assert committed(activity) == Decimal("444.44")


def test_a_draft_without_a_rate_adds_nothing_to_what_is_spent() -> None:
    activity = make_activity()
    make_transaction(activity=activity, currency="XAF", usd_amount=None)

    drafts = seen(include=Include.DRAFT, offices=[activity.office])

    assert of_activity(activity, drafts).spent == 0
    assert figures_of(activity.appeal, drafts).facts.spent_by_month == {date(2020, 3, 1): 0}


def test_a_draft_in_another_currency_commits_what_it_is_worth_by_now(activity: Activity) -> None:
    make_transaction(
        activity=activity, kind=Kind.COMMITMENT, amount=900, currency="EUR", usd_amount=1000
    )
    make_transaction(
        activity=activity, kind=Kind.COMMITMENT, amount=5, currency="XAF", usd_amount=None
    )

    assert committed(activity) == 0
    assert committed(activity, seen(include=Include.DRAFT, offices=[activity.office])) == 1000


def test_a_draft_uses_up_a_commitment_only_where_drafts_count(activity: Activity) -> None:
    held = commitment(activity, 100)
    make_transaction(activity=activity, amount=35, against=held)

    assert committed(activity) == 100
    assert committed(activity, seen(include=Include.DRAFT, offices=[activity.office])) == 65


def test_commitments_and_draws_count_from_their_value_dates_on(activity: Activity) -> None:
    held = commitment(activity, 100, value_on=date(2020, 3, 1))
    make_transaction(
        activity=activity, amount=35, against=held, posted=True, value_on=date(2020, 6, 1)
    )

    assert committed(activity, seen(date(2020, 2, 29))) == 0
    assert committed(activity, seen(date(2020, 5, 31))) == 100
    assert committed(activity, seen(date(2020, 6, 1))) == 65


# Progress


@pytest.fixture
def quarters(activity: Activity) -> list[ReportingPeriod]:
    return [make_period(appeal=activity.appeal, quarter=number) for number in (1, 2, 3, 4)]


def progress(activity: Activity, viewpoint: Viewpoint | None = None) -> tuple[Any, Any]:
    row = of_activity(activity, viewpoint)
    return row.progress, row.progress_period


def test_progress_is_the_latest_approved_percentage_with_its_period(
    activity: Activity, quarters: list[ReportingPeriod]
) -> None:
    for period, percent in zip(quarters, (20, 60, 40), strict=False):
        make_update(activity=activity, period=period, percent=percent, state=State.APPROVED)

    assert progress(activity) == (40, "2020-Q3")


def test_a_later_report_without_a_percentage_leaves_the_earlier_one_standing(
    activity: Activity, quarters: list[ReportingPeriod]
) -> None:
    make_update(activity=activity, period=quarters[0], percent=20, state=State.APPROVED)
    make_update(activity=activity, period=quarters[1], percent=None, state=State.APPROVED)

    assert progress(activity) == (20, "2020-Q1")


def test_nothing_reported_is_not_zero_and_zero_is_not_nothing(
    activity: Activity, quarters: list[ReportingPeriod]
) -> None:
    zero = make_activity(priority=activity.priority)
    empty = make_activity(priority=activity.priority)
    make_update(activity=zero, period=quarters[0], percent=0, state=State.APPROVED)
    make_update(activity=empty, period=quarters[0], percent=None)

    assert progress(activity) == (None, None)
    assert progress(zero) == (0, "2020-Q1")
    assert progress(empty) == (None, None)


def test_a_period_counts_from_its_last_day_on(
    activity: Activity, quarters: list[ReportingPeriod]
) -> None:
    make_update(activity=activity, period=quarters[1], percent=30, state=State.APPROVED)

    assert progress(activity, seen(date(2020, 6, 29))) == (None, None)
    assert progress(activity, seen(date(2020, 6, 30))) == (30, "2020-Q2")


@pytest.mark.parametrize("state", State.values)
def test_who_counts_which_state_of_a_report(
    activity: Activity, quarters: list[ReportingPeriod], state: str
) -> None:
    make_update(activity=activity, period=quarters[0], percent=30, state=state)

    def counts(include: str, *offices: Office) -> bool:
        return progress(activity, seen(include=include, offices=offices))[0] == 30

    is_approved, is_submitted = state == State.APPROVED, state == State.SUBMITTED
    assert counts(Include.OFFICIAL, activity.office) == is_approved
    assert counts(Include.SUBMITTED, activity.office) == (is_approved or is_submitted)
    assert counts(Include.DRAFT, activity.office)
    for include in Include.values:
        assert counts(include, make_office()) == is_approved


def test_a_superseded_revision_never_counts(
    activity: Activity, quarters: list[ReportingPeriod]
) -> None:
    old = make_update(activity=activity, period=quarters[0], percent=90, state=State.APPROVED)
    move(old.report, State.DRAFT)
    ProgressUpdate.objects.filter(pk=old.pk).update(superseded_at=NOON)
    move(old.report, State.APPROVED)
    make_update(activity=activity, report=old.report, percent=None)

    assert progress(activity) == (None, None)


def test_progress_of_a_group_is_weighted_by_allocation_over_the_reported() -> None:
    cell = make_cell(amount=1000)
    make_activity(cell=cell, allocated=600, percent=10)
    make_activity(cell=cell, allocated=200, percent=50)
    make_activity(cell=cell, allocated=200)

    for row in every_level(cell):
        assert row.progress == pytest.approx(20)
        assert row.unreported == pytest.approx(0.2)
    office = of_office(cell)
    assert (office.activities, office.silent) == (3, 1)


def test_a_reported_zero_weighs_like_any_other_percentage() -> None:
    cell = make_cell(amount=1000)
    make_activity(cell=cell, allocated=500, percent=0)
    make_activity(cell=cell, allocated=500, percent=80)

    for row in every_level(cell):
        assert row.progress == pytest.approx(40)
        assert row.unreported == 0


def test_where_nobody_reported_progress_is_null_and_everything_unreported() -> None:
    cell = make_cell(amount=1000)
    make_activity(cell=cell, allocated=500)

    for row in every_level(cell):
        assert (row.progress, row.unreported) == (None, 1)


def test_cancelled_activities_are_left_out_of_progress_but_not_of_money() -> None:
    cell = make_cell(amount=1000)
    make_activity(cell=cell, allocated=500, percent=80)
    make_activity(cell=cell, allocated=300, percent=0, spent=100, hold=Activity.Hold.CANCELLED)
    make_activity(cell=cell, allocated=200, hold=Activity.Hold.CANCELLED)

    for row in every_level(cell):
        assert (row.progress, row.unreported) == (pytest.approx(80), 0)
        assert (row.allocated, row.spent) == (1000, 100)
    office = of_office(cell)
    assert (office.activities, office.silent) == (1, 0)


def test_where_nothing_is_weighed_no_share_is_unreported_either() -> None:
    cell = make_cell(amount=1000)
    make_activity(cell=cell, allocated=500, hold=Activity.Hold.CANCELLED)

    for row in every_level(cell):
        assert (row.progress, row.unreported) == (None, None)


# Status and time


@pytest.mark.parametrize("hold", Activity.Hold.values)
def test_what_a_manager_set_goes_before_what_was_reported(hold: str) -> None:
    activity = make_activity(percent=40, hold=hold)

    assert of_activity(activity).status == hold


def test_the_status_is_that_of_the_latest_counted_report_with_or_without_a_percentage(
    activity: Activity, quarters: list[ReportingPeriod]
) -> None:
    reported = [(Status.ONGOING, 20, State.APPROVED), (Status.DELAYED, None, State.APPROVED)]
    for period, (status, percent, state) in zip(
        quarters, [*reported, (Status.COMPLETED, 100, State.SUBMITTED)], strict=False
    ):
        make_update(activity=activity, period=period, percent=percent, status=status, state=state)

    assert of_activity(activity).status == Status.DELAYED
    assert of_activity(activity, seen(date(2020, 3, 31))).status == Status.ONGOING
    assert of_activity(activity, seen(date(2020, 3, 30))).status == "not_reported"


def test_what_nobody_reported_on_is_planned_until_it_starts_and_not_reported_from_then_on() -> None:
    activity = make_activity(starts_on=date(2020, 3, 1))

    def status(day: date) -> str:
        return of_activity(activity, seen(day)).status

    assert (status(date(2020, 2, 29)), status(date(2020, 3, 1))) == ("planned", "not_reported")


def test_what_is_reported_as_planned_stays_so_after_it_started() -> None:
    activity = make_activity()
    make_update(activity=activity, status=Status.PLANNED, percent=None, state=State.APPROVED)

    assert of_activity(activity).status == Status.PLANNED


@pytest.mark.parametrize(
    ("as_at", "days"),
    [
        (date(2019, 12, 31), 0),
        (date(2020, 3, 1), 1),
        (date(2020, 3, 10), 10),
        (date(2020, 3, 20), 20),
        (date(2021, 1, 1), 20),
    ],
)
def test_elapsed_counts_the_first_and_the_last_day(as_at: date, days: int) -> None:
    activity = make_activity(starts_on=date(2020, 3, 1), ends_on=date(2020, 3, 20))

    assert of_activity(activity, seen(as_at)).elapsed == Decimal(days) / 20


# Everything at once, against plain Python


@dataclass
class History:
    """An appeal with a random year behind it, and the rows that plain Python adds up."""

    appeal: Appeal
    offices: list[Office]
    headings: list[Heading]
    cells: list[Requirement]
    activities: list[Activity] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    entries: list[Transaction] = field(default_factory=list)
    lines: list[ProgressUpdate] = field(default_factory=list)


def make_history(dice: random.Random) -> History:
    region = make_region()
    appeal = make_appeal(region=region)
    offices = [make_office(region=region) for _ in range(2)]
    headings = [make_heading(appeal=appeal) for _ in range(2)]
    cells = [
        make_cell(
            appeal=appeal,
            office=office,
            heading=heading,
            amount=None if (office, heading) == (offices[1], headings[1]) else 10_000,
        )
        for office in offices
        for heading in headings
    ]
    history = History(appeal, offices, headings, cells)
    for _ in range(7):
        add_activity(history, dice)
    for period in [make_period(appeal=appeal, quarter=number) for number in (1, 2, 3, 4)]:
        for office in offices:
            add_report(history, dice, period, office)
    return history


def add_activity(history: History, dice: random.Random) -> None:
    office = dice.choice(history.offices)
    funded = [cell for cell in history.cells if cell.office == office and cell.amount]
    hold = dice.choice(["", "", "", Activity.Hold.SUSPENDED, Activity.Hold.CANCELLED])
    activity = make_activity(appeal=history.appeal, office=office, hold=hold)
    history.activities.append(activity)
    for cell in dice.sample(funded, dice.randint(0, len(funded))):
        amount = Decimal(dice.randint(1, 140_000)) / 100
        allocation = activity.allocations.create(cell=cell, amount=amount, basis="confirmed")
        history.allocations.append(allocation)
        for _ in range(dice.randint(0, 12)):
            add_entry(history, dice, activity, cell)


def add_entry(history: History, dice: random.Random, activity: Activity, cell: Requirement) -> None:
    kind = dice.choice(Kind.values)
    own = [
        entry
        for entry in history.entries
        if entry.kind == Kind.COMMITMENT and entry.activity == activity and entry.cell == cell
        if entry.is_posted and not entry.is_reversal
    ]
    if kind == Kind.RELEASE and not own:
        kind = Kind.COMMITMENT
    draws = own and kind != Kind.COMMITMENT and (kind == Kind.RELEASE or dice.random() < 0.5)
    against = dice.choice(own) if draws else None
    currency, rate = dice.choice(["USD", "EUR", "GTQ"]), Decimal(1)
    if against and dice.random() < 0.5:
        currency = against.currency
    if currency != "USD":
        rate = Decimal(dice.randint(600_000, 9_000_000)) / 1_000_000
    amount, posted = Decimal(dice.randint(1, 90_000)) / 100, dice.random() < 0.75
    entry = make_transaction(
        activity=activity,
        cell=cell,
        kind=kind,
        amount=amount,
        currency=currency,
        usd_amount=actions.in_usd(amount, rate),
        value_on=date(2020, dice.randint(1, 12), dice.randint(1, 28)),
        against=against,
        posted=posted,
        **({"rate": rate} if posted else {}),
    )
    history.entries.append(entry)
    if entry.is_posted and dice.random() < 0.25:
        history.entries.append(reverse(entry))


def add_report(
    history: History, dice: random.Random, period: ReportingPeriod, office: Office
) -> None:
    report = make_report(office=office, period=period, state=dice.choice(State.values))
    for activity in history.activities:
        if activity.office == office and dice.random() < 0.6:
            percent = dice.choice([None, 0, dice.randint(1, 100)])
            status = dice.choice(Status.values)
            line = make_update(activity=activity, report=report, percent=percent, status=status)
            history.lines.append(line)


class Reference:
    """The definitions once more, in loops over lists instead of queries."""

    def __init__(self, history: History, viewpoint: Viewpoint) -> None:
        self.as_at, own = viewpoint.as_at, set(viewpoint.draft_offices)
        self.history = history
        states = {
            Include.OFFICIAL: [],
            Include.SUBMITTED: [State.SUBMITTED],
            Include.DRAFT: State.values,
        }[Include(viewpoint.include)]
        drafts = viewpoint.include == Include.DRAFT
        self.entries = [
            entry
            for entry in history.entries
            if entry.value_on <= self.as_at
            and (entry.is_posted or (drafts and entry.office in own))
        ]
        self.lines = [
            line
            for line in history.lines
            if line.report.period.ends_on <= self.as_at
            and (
                line.report.state == State.APPROVED
                or (line.report.state in states and line.report.office in own)
            )
        ]

    def spent(self, entries: list[Transaction]) -> Decimal:
        spending = [entry for entry in entries if entry.kind in Transaction.SPENDING]
        return sum((signed(entry) for entry in spending), Decimal(0))

    def committed(self, entries: list[Transaction]) -> Decimal:
        held = Decimal(0)
        for entry in entries:
            if entry.kind == Kind.COMMITMENT and not entry.is_reversal:
                draws = [draw for draw in self.entries if draw.against == entry]
                undone = any(back.reverses == entry for back in self.entries)
                held += Decimal(0) if undone else left_open(entry, draws)
        return held

    def percent(self, activity: Activity) -> int | None:
        own = [line for line in self.lines if line.activity == activity]
        reported = [line for line in own if line.percent is not None]
        latest = max(reported, key=lambda line: line.report.period.ends_on, default=None)
        return latest and latest.percent

    def status(self, activity: Activity) -> str:
        own = [line for line in self.lines if line.activity == activity]
        latest = max(own, key=lambda line: line.report.period.ends_on, default=None)
        unreported = Status.PLANNED if self.as_at < activity.starts_on else "not_reported"
        return activity.hold or (latest.status if latest else unreported)

    def activity(self, activity: Activity) -> dict[str, Any]:
        entries = [entry for entry in self.entries if entry.activity == activity]
        own = [each.amount for each in self.history.allocations if each.activity == activity]
        spent, committed, allocated = self.spent(entries), self.committed(entries), sum(own)
        return {
            "allocated": allocated,
            "spent": spent,
            "committed": committed,
            "balance": allocated - spent - committed,
            "overspent": max(Decimal(0), spent - allocated),
            "delivery": pytest.approx(float(spent / allocated)) if allocated else None,
            "progress": self.percent(activity),
            "status": self.status(activity),
        }

    def group(self, cells: list[Requirement]) -> dict[str, Any]:
        entries = [entry for entry in self.entries if entry.cell in cells]
        own = [each for each in self.history.allocations if each.cell in cells]
        amounts = [cell.amount for cell in cells if cell.amount is not None]
        requirement = sum(amounts) if amounts else None
        spent, committed = self.spent(entries), self.committed(entries)
        allocated = sum(each.amount for each in own)
        if requirement is None:
            allocated = None
            figures = dict.fromkeys(("unallocated", "balance", "delivery"))
        else:
            figures = {
                "unallocated": requirement - allocated,
                "balance": requirement - spent - committed,
                "delivery": pytest.approx(float(spent / requirement)),
            }
        figures |= {"requirement": requirement, "spent": spent, "committed": committed}
        return figures | {"allocated": allocated} | self.weighted(own)

    def weighted(self, allocations: list[Allocation]) -> dict[str, Any]:
        going = [each for each in allocations if each.activity.hold != Activity.Hold.CANCELLED]
        rated = [(each.amount, self.percent(each.activity)) for each in going]
        reported = [(weight, percent) for weight, percent in rated if percent is not None]
        everything, weight = sum(each.amount for each in going), sum(w for w, _ in reported)
        points = sum(weight * percent for weight, percent in reported)
        return {
            "progress": pytest.approx(float(points / weight)) if weight else None,
            "unreported": (pytest.approx(float(1 - weight / everything)) if everything else None),
        }


def left_open(entry: Transaction, draws: list[Transaction]) -> Decimal:
    """What draws in its own currency leave, at its rate, less the USD of the others."""
    own = [draw for draw in draws if draw.currency == entry.currency]
    others = sum((signed(draw) for draw in draws if draw not in own), Decimal(0))
    left = entry.amount - sum(draw.amount * (-1 if draw.is_reversal else 1) for draw in own)
    usd = entry.usd_amount or Decimal(0)
    if entry.rate is not None:
        usd = actions.in_usd(max(left, Decimal(0)), entry.rate)
    return max(Decimal(0), usd - others)


def signed(entry: Transaction) -> Decimal:
    return -entry.usd_amount if entry.is_reversal else entry.usd_amount


def read(row: Any, expected: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in expected}


@pytest.mark.parametrize("seed", range(6))
def test_every_level_agrees_with_plain_python_over_a_random_history(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    history = make_history(dice)
    appeal, cells = history.appeal, history.cells

    for include in Include.values:
        day = date(2020, dice.randint(1, 12), dice.randint(1, 28))
        viewpoint = seen(dice.choice([day, date(2020, 12, 31)]), include, history.offices[:1])
        reference = Reference(history, viewpoint)
        figures = figures_of(appeal, viewpoint)
        for activity in Activity.objects.of(appeal):
            expected = reference.activity(activity)
            assert read(figures.activity(activity.pk), expected) == expected
        groups = [
            (figures.offices, "office_id"),
            (figures.headings, "heading_id"),
            ([figures.whole], "appeal_id"),
            (figures.cells, "pk"),
        ]
        for rows, link in groups:
            for row in rows:
                own = [cell for cell in cells if getattr(cell, link) == row.of.pk]
                expected = reference.group(own)
                assert read(row, expected) == expected


def test_offices_headings_and_cells_add_up_to_the_appeal() -> None:
    history = make_history(random.Random(7))  # noqa: S311
    figures = figures_of(history.appeal, seen())

    for rows in (figures.offices, figures.headings, figures.cells):
        for name in ("requirement", "allocated", "spent", "committed"):
            values = [getattr(row, name) for row in rows if getattr(row, name) is not None]
            assert sum(values) == getattr(figures.whole, name)
    activities = [figures.activity(row.pk) for row in Activity.objects.of(history.appeal)]
    for name in ("allocated", "spent", "committed"):
        assert sum(getattr(row, name) for row in activities) == getattr(figures.whole, name)
