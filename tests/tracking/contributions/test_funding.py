"""Funded, pledged and coverage: each rule on its own, and all against plain Python."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import CENTS, Appeal, Heading, Office, Requirement
from tests.factories import (
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_flow,
    make_heading,
    make_office,
    make_rate,
    make_region,
    undo,
)
from tracking.figures import Figures, figures_of, standing
from tracking.models import Contribution, ContributionAssignment, Flow

pytestmark = pytest.mark.django_db

Kind = Flow.Kind


def seen(as_at: date = date(2020, 12, 31), known_on: date | None = None) -> Viewpoint:
    known_at = known_on and datetime(
        known_on.year, known_on.month, known_on.day, 6, tzinfo=UTC
    ) + timedelta(days=1)
    return Viewpoint(
        as_at, Include.OFFICIAL, Office.objects.none(), known_on=known_on, known_at=known_at
    )


def of(contribution: Contribution, viewpoint: Viewpoint | None = None) -> Any:
    return figures_of(contribution.appeal, viewpoint or seen()).contribution_of(contribution)


@pytest.fixture
def cell() -> Requirement:
    """One of two cells of 1 000 dollars that an office has."""
    cell = make_cell(amount=1000)
    make_cell(appeal=cell.appeal, office=cell.office, amount=1000)
    return cell


def levels(cell: Requirement, viewpoint: Viewpoint | None = None) -> dict[str, Any]:
    """The cell, its heading, its office and its appeal, with their figures."""
    figures = figures_of(cell.appeal, viewpoint or seen())
    return {
        "cell": row_of(figures.cells, cell.pk),
        "heading": row_of(figures.headings, cell.heading_id),
        "office": row_of(figures.offices, cell.office_id),
        "appeal": figures.whole,
    }


def row_of(rows: Iterable[Figures], pk: int) -> Figures:
    (row,) = (row for row in rows if row.of.pk == pk)
    return row


def funded(cell: Requirement, viewpoint: Viewpoint | None = None) -> list[Decimal]:
    """Of the cell, the heading, the office, the appeal."""
    return [row.funded for row in levels(cell, viewpoint).values()]


# One contribution


def test_what_is_committed_and_not_yet_received_is_outstanding() -> None:
    row = of(make_contribution(committed=500, received=200))

    assert (row.agreed, row.received, row.outstanding, row.funded) == (500, 200, 300, 500)


def test_what_is_received_beyond_the_commitment_counts_and_leaves_nothing_outstanding() -> None:
    row = of(make_contribution(committed=500, received=650))

    assert (row.outstanding, row.funded) == (0, 650)


def test_a_pledge_stands_apart_and_is_never_counted() -> None:
    contribution = make_contribution()
    make_flow(contribution=contribution, kind=Kind.PLEDGE, amount=900)

    row = of(contribution)

    assert (row.pledged, row.funded, row.outstanding) == (900, 0, 0)


def test_outstanding_is_counted_in_its_own_currency_at_the_rate_of_the_commitment() -> None:
    """EUR 1 000 committed at 0.80; 400 came at 0.50, worth more dollars than 400 of the 1 250."""
    contribution = make_contribution(currency="EUR")
    make_flow(contribution=contribution, amount=1000, rate="0.8")
    make_flow(contribution=contribution, kind=Kind.RECEIPT, amount=400, rate="0.5")

    row = of(contribution)

    assert (row.own_outstanding, row.outstanding) == (600, 750)
    assert (row.received, row.funded) == (800, 1550)


def test_the_latest_commitment_that_stands_gives_the_rate() -> None:
    contribution = make_contribution(currency="EUR")
    make_flow(contribution=contribution, amount=100, rate="0.8")
    later = make_flow(contribution=contribution, amount=100, rate="0.5", value_on=date(2020, 6, 1))

    assert of(contribution, seen(date(2020, 5, 31))).outstanding == 125
    assert of(contribution).outstanding == 400
    undo(later)
    assert of(contribution).outstanding == 125


def test_a_reversal_takes_back_what_it_reverses_on_its_value_date() -> None:
    contribution = make_contribution(committed=500)
    undo(make_flow(contribution=contribution, amount=70))

    assert of(contribution).funded == 500
    assert of(contribution, seen(date(2020, 2, 1))).funded == 500


def test_a_reversal_does_not_count_on_the_day_on_which_nobody_knew_of_it() -> None:
    flow = make_flow(amount=500)
    undo(flow, recorded_at=datetime(2020, 9, 1, 12, tzinfo=UTC))

    assert of(flow.contribution, seen(known_on=date(2020, 8, 31))).funded == 500
    assert of(flow.contribution, seen(known_on=date(2020, 9, 1))).funded == 0


def test_flows_count_from_their_value_date_on() -> None:
    contribution = make_contribution(committed=500)

    assert of(contribution, seen(date(2020, 1, 31))).funded == 0
    assert of(contribution, seen(date(2020, 2, 1))).funded == 500


def test_where_nothing_is_recorded_nothing_is_funded() -> None:
    row = of(make_contribution())

    assert (row.pledged, row.agreed, row.received, row.outstanding, row.funded) == (0,) * 5


@pytest.mark.parametrize("rate", ["9000000", "8999999.999999", "8999999.000001"])
def test_the_largest_amount_is_exact_at_the_largest_rates(rate: str) -> None:
    """Divided in Python, which keeps every cent."""
    contribution = make_contribution(currency="IRR")
    amount = Decimal("9999999999999.99")
    flow = make_flow(contribution=contribution, amount=amount, rate=rate)

    exact = (amount / Decimal(rate)).quantize(CENTS, ROUND_HALF_EVEN)
    assert (of(contribution).outstanding, flow.usd_amount) == (exact, exact)


def test_no_flow_and_no_rate_is_beyond_what_is_exact() -> None:
    contribution = make_contribution(currency="IRR")

    with pytest.raises(IntegrityError, match="too_large"), transaction.atomic():
        make_flow(contribution=contribution, amount=1000, rate="9000000.000001")
    with pytest.raises(IntegrityError, match="too_large"), transaction.atomic():
        make_rate(currency="IRR", rate=Decimal("9000000.000001"))


# Where it counts


def test_what_is_earmarked_for_nothing_counts_for_the_appeal_alone(cell: Requirement) -> None:
    make_contribution(appeal=cell.appeal, committed=500)

    assert funded(cell) == [0, 0, 0, 500]
    assert levels(cell)["appeal"].unassigned == 500


def test_what_is_earmarked_for_an_office_counts_from_there_up(cell: Requirement) -> None:
    make_contribution(appeal=cell.appeal, office=cell.office, committed=500)

    assert funded(cell) == [0, 0, 500, 500]
    assert [levels(cell)[name].unassigned for name in ("office", "appeal")] == [500, 500]


def test_what_is_earmarked_for_a_heading_counts_from_there_up(cell: Requirement) -> None:
    make_contribution(appeal=cell.appeal, heading=cell.heading, committed=500)

    assert funded(cell) == [0, 500, 0, 500]


def test_what_is_earmarked_for_a_cell_counts_everywhere_once(cell: Requirement) -> None:
    make_contribution(appeal=cell.appeal, office=cell.office, heading=cell.heading, committed=500)

    assert funded(cell) == [500, 500, 500, 500]
    for name in ("heading", "office", "appeal"):
        assert levels(cell)[name].unassigned == 0


def test_what_is_assigned_to_a_place_within_its_earmark_counts_there_too_and_not_twice(
    cell: Requirement,
) -> None:
    given = make_contribution(appeal=cell.appeal, office=cell.office, committed=500)
    make_assignment(contribution=given, office=cell.office, heading=cell.heading, amount=200)

    assert funded(cell) == [200, 200, 500, 500]
    assert [levels(cell)[name].unassigned for name in ("heading", "office", "appeal")] == [
        0, 300, 300,
    ]  # fmt: skip


def test_what_is_moved_down_twice_counts_once_at_every_level(cell: Requirement) -> None:
    given = make_contribution(appeal=cell.appeal, committed=500)
    make_assignment(contribution=given, office=cell.office, amount=300)
    make_assignment(
        contribution=given, from_office=cell.office, office=cell.office, heading=cell.heading,
        amount=200,
    )  # fmt: skip

    assert funded(cell) == [200, 200, 300, 500]
    assert of(given).unassigned == 300
    assert standing(given, seen()) == {
        (None, None): 200,
        (cell.office, None): 100,
        (cell.office, cell.heading): 200,
    }


def test_an_assignment_that_is_reversed_gives_the_money_back(cell: Requirement) -> None:
    given = make_contribution(appeal=cell.appeal, committed=500)
    undo(make_assignment(contribution=given, office=cell.office, amount=300))

    assert funded(cell) == [0, 0, 0, 500]
    assert standing(given, seen())[None, None] == 500


def test_an_assignment_counts_from_its_day_on_and_from_when_it_was_known(
    cell: Requirement,
) -> None:
    given = make_contribution(appeal=cell.appeal, committed=500)
    make_assignment(contribution=given, office=cell.office, heading=cell.heading, amount=300)

    assert funded(cell, seen(date(2020, 2, 29))) == [0, 0, 0, 500]
    assert funded(cell, seen(date(2020, 3, 1))) == [300, 300, 300, 500]
    assert funded(cell, seen(known_on=date(2020, 4, 1))) == [0, 0, 0, 0]


def test_coverage_is_funded_of_the_requirement_and_may_pass_100_percent(
    cell: Requirement,
) -> None:
    make_contribution(appeal=cell.appeal, office=cell.office, heading=cell.heading, committed=1500)

    assert [row.coverage for row in levels(cell).values()] == [1.5, 1.5, 0.75, 0.75]


def test_a_dash_shows_what_is_funded_and_no_coverage() -> None:
    dash = make_cell(amount=None)
    make_contribution(appeal=dash.appeal, office=dash.office, heading=dash.heading, committed=500)

    for row in levels(dash).values():
        assert (row.funded, row.requirement, row.coverage) == (500, None, None)


def test_another_appeals_contributions_do_not_count(cell: Requirement) -> None:
    other = make_appeal(region=cell.appeal.region, framework=cell.appeal.framework)
    make_contribution(appeal=other, office=cell.office, heading=cell.heading, committed=500)
    make_assignment(
        contribution=make_contribution(appeal=other, committed=90), office=cell.office, amount=40
    )

    assert funded(cell) == [0, 0, 0, 0]


# Everything at once, against plain Python


@dataclass
class History:
    appeal: Appeal
    offices: list[Office]
    headings: list[Heading]
    cells: list[Requirement]
    contributions: list[Contribution] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    moves: list[ContributionAssignment] = field(default_factory=list)


def make_history(dice: random.Random) -> History:
    region = make_region()
    appeal = make_appeal(region=region)
    offices = [make_office(region=region) for _ in range(2)]
    headings = [make_heading(appeal=appeal) for _ in range(2)]
    cells = [
        make_cell(
            appeal=appeal, office=office, heading=heading, amount=dice.choice([None, 900, 50_000])
        )
        for office in offices
        for heading in headings
    ]
    history = History(appeal, offices, headings, cells)
    for number in range(8):
        history.contributions.append(
            make_contribution(
                appeal=appeal,
                currency=("USD", "EUR", "GTQ")[number % 3],
                office=dice.choice([None, *offices]),
                heading=dice.choice([None, *headings]),
            )
        )
        add_flows(history, dice)
        add_moves(history, dice)
    return history


def any_day(dice: random.Random) -> date:
    return date(2020, 1, 1) + timedelta(days=dice.randint(0, 365))


def any_instant(dice: random.Random) -> datetime:
    return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randint(0, 366 * 24 * 60))


def add_flows(history: History, dice: random.Random) -> None:
    contribution = history.contributions[-1]
    for _ in range(dice.randint(0, 6)):
        rates = {"USD": Decimal(1), "EUR": Decimal(dice.randint(700_000, 1_100_000)) / 10**6}
        rate = rates.get(contribution.currency, Decimal(dice.randint(7_000_000, 8_500_000)) / 10**6)
        flow = make_flow(
            contribution=contribution,
            kind=dice.choice(Kind.values),
            amount=Decimal(dice.randint(1, 10_000_000)) / 100,
            rate=rate,
            value_on=any_day(dice),
            recorded_at=any_instant(dice),
        )
        history.flows.append(flow)
        if dice.random() < 0.25:
            history.flows.append(undo(flow, recorded_at=any_instant(dice)))


def add_moves(history: History, dice: random.Random) -> None:
    """The figures must hold for whatever is in the tables, money that is not there included."""
    contribution = history.contributions[-1]
    stops = [(contribution.office, contribution.heading)]
    for _ in range(dice.randint(0, 5)):
        office, heading = dice.choice(stops)
        if office and heading:
            continue
        to = (
            office or dice.choice([None, *history.offices]),
            heading or dice.choice([None, *history.headings]),
        )
        if to == (office, heading):
            continue
        stops.append(to)
        move = make_assignment(
            contribution=contribution, from_office=office, from_heading=heading, office=to[0],
            heading=to[1], amount=Decimal(dice.randint(1, 1_000_000)) / 100,
            effective_on=any_day(dice), recorded_at=any_instant(dice),
        )  # fmt: skip
        history.moves.append(move)
        if dice.random() < 0.25:
            history.moves.append(undo(move, recorded_at=any_instant(dice)))


class Reference:
    """The definitions once more, in loops over lists: a purse for each cell, office, and so on."""

    def __init__(self, history: History, viewpoint: Viewpoint) -> None:
        def is_known(on: date, row: Any) -> bool:
            at = viewpoint.known_at
            return on <= viewpoint.as_at and (at is None or row.recorded_at < at)

        self.history = history
        self.flows = [row for row in history.flows if is_known(row.value_on, row)]
        self.moves = [row for row in history.moves if is_known(row.effective_on, row)]
        self.undone = {row.reverses for row in self.flows}

    def contribution(self, contribution: Contribution) -> dict[str, Any]:
        own = [flow for flow in self.flows if flow.contribution == contribution]

        def added(kind: str, column: str) -> Decimal:
            rows = [flow for flow in own if flow.kind == kind]
            signs = [-1 if flow.reverses else 1 for flow in rows]
            return sum(
                (s * getattr(flow, column) for s, flow in zip(signs, rows, strict=True)), Decimal(0)
            )

        due = added(Kind.COMMITMENT, "amount") - added(Kind.RECEIPT, "amount")
        standing = [
            flow
            for flow in own
            if flow.kind == Kind.COMMITMENT and not flow.reverses and flow not in self.undone
        ]
        latest = max(standing, key=lambda flow: (flow.value_on, flow.pk), default=None)
        outstanding = (
            (due / latest.rate).quantize(CENTS, ROUND_HALF_EVEN)
            if latest and due > 0
            else Decimal(0)
        )
        received = added(Kind.RECEIPT, "usd_amount")
        return {
            "pledged": added(Kind.PLEDGE, "usd_amount"),
            "received": received,
            "outstanding": outstanding,
            "funded": received + outstanding,
        }

    def purses(self, contribution: Contribution) -> dict[tuple[Any, Any], Decimal]:
        """How much lies at each place, and nowhere else at the same time."""
        purses = {
            (office, heading): Decimal(0)
            for office in (None, *self.history.offices)
            for heading in (None, *self.history.headings)
        }
        purses[contribution.office, contribution.heading] += self.contribution(contribution)[
            "funded"
        ]
        for move in self.moves:
            if move.contribution == contribution:
                amount = -move.amount if move.reverses else move.amount
                purses[move.from_office, move.from_heading] -= amount
                purses[move.office, move.heading] += amount
        return purses

    def place(self, **place: Any) -> dict[str, Any]:
        def is_in(office: Any, heading: Any) -> bool:
            return place.items() <= {"office": office, "heading": heading}.items()

        funded = unassigned = pledged = Decimal(0)
        for contribution in self.history.contributions:
            if is_in(contribution.office, contribution.heading):
                pledged += self.contribution(contribution)["pledged"]
            for (office, heading), amount in self.purses(contribution).items():
                if is_in(office, heading):
                    funded += amount
                    unassigned += 0 if office and heading else amount
        amounts = [
            cell.amount
            for cell in self.history.cells
            if is_in(cell.office, cell.heading) and cell.amount is not None
        ]
        return {
            "funded": funded,
            "unassigned": unassigned,
            "pledged": pledged,
            "coverage": pytest.approx(float(funded / sum(amounts))) if amounts else None,
        }


def read(row: Any, expected: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in expected}


@pytest.mark.parametrize("seed", range(8))
def test_every_level_agrees_with_plain_python_over_a_random_history(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    history = make_history(dice)
    appeal = history.appeal

    for known_on in (None, any_day(dice), any_day(dice)):
        viewpoint = seen(dice.choice([any_day(dice), date(2020, 12, 31)]), known_on)
        reference = Reference(history, viewpoint)
        for contribution in history.contributions:
            expected = reference.contribution(contribution)
            row = of(contribution, viewpoint)
            assert read(row, expected) == expected
            purses = reference.purses(contribution)
            assert row.unassigned == sum(purses[key] for key in purses if None in key)
            stands = standing(contribution, viewpoint)
            assert {key: value for key, value in stands.items() if value} == {
                key: value for key, value in purses.items() if value
            }
        figures = figures_of(appeal, viewpoint)
        for row in figures.offices:
            expected = reference.place(office=row.of)
            assert read(row, expected) == expected
        for row in figures.headings:
            expected = reference.place(heading=row.of)
            assert read(row, expected) == expected
        for row in figures.cells:
            expected = reference.place(office=row.of.office, heading=row.of.heading)
            assert read(row, expected) == expected
        whole, expected = figures.whole, reference.place()
        assert read(whole, expected) == expected
        given = [figures.contribution_of(row) for row in Contribution.objects.of(appeal)]
        assert whole.funded == sum(row.funded for row in given)
        assert whole.unassigned == whole.funded - sum(cell.funded for cell in figures.cells)


def test_what_was_seen_on_a_past_day_stays_whatever_is_recorded_later(cell: Requirement) -> None:
    given = make_contribution(appeal=cell.appeal, committed=500)
    viewpoint = seen(date(2020, 6, 30), known_on=date(2020, 7, 31))
    before = funded(cell, viewpoint)
    late = datetime(2020, 8, 1, 12, tzinfo=UTC)

    make_flow(contribution=given, amount=70, recorded_at=late)
    undo(given.flows.earliest("pk"), recorded_at=late)
    make_assignment(contribution=given, office=cell.office, amount=20, recorded_at=late)

    assert before == [0, 0, 0, 500] == funded(cell, viewpoint)
    assert funded(cell, seen()) == [0, 0, 20, 70]


def test_a_contribution_is_there_from_the_day_on_which_it_was_entered() -> None:
    contribution = make_contribution()
    existing = Contribution.objects.filter(pk=contribution.pk).existing

    assert list(existing(seen())) == [contribution]
    assert not existing(seen(known_on=date(2020, 12, 31)))


def test_a_contribution_counts_for_an_office_by_its_earmark_or_by_an_assignment(
    cell: Requirement,
) -> None:
    earmarked = make_contribution(appeal=cell.appeal, office=cell.office, committed=40)
    assigned = make_contribution(appeal=cell.appeal, committed=100)
    make_assignment(contribution=assigned, office=cell.office)
    make_contribution(appeal=cell.appeal, committed=100)

    def shares(viewpoint: Viewpoint) -> dict[int, Decimal]:
        figures, rows = figures_of(cell.appeal, viewpoint), Contribution.objects.of(cell.appeal)
        return {
            row.pk: figures.contribution_of(row).at_office(cell.office_id)
            for row in rows.counting_for(viewpoint, office=cell.office)
        }

    assert shares(seen()) == {earmarked.pk: 40, assigned.pk: 50}
    assert shares(seen(date(2020, 2, 29))) == {earmarked.pk: 40}
