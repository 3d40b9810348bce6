"""What donors gave and where it was moved to, read in one question."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import DateField, IntegerField, Value

from appeal.models import Heading, Office
from appeal.viewpoint import Viewpoint

from ..models import Contribution, Flow, known_assignments, known_flows
from .definitions import GIVEN, ContributionFigures, Move
from .sums import NONE, add_up, grouped

# Where money stands: an office and a heading; None is no single one.
Place = tuple[Office | None, Heading | None]
NOBODY = Value(None, IntegerField())


class Movement(NamedTuple):
    """A flow of a contribution, or an assignment, which has no kind and moves USD alone."""

    contribution: int
    of_office: int | None
    of_heading: int | None
    pk: int
    kind: str
    on: date
    own: Decimal
    usd: Decimal
    rate: Decimal
    reverses: int | None
    from_office: int | None
    from_heading: int | None
    office: int | None
    heading: int | None

    @property
    def as_move(self) -> Move:
        left, reached = (self.from_office, self.from_heading), (self.office, self.heading)
        return Move(left, reached, self.usd)


def read_contributions(viewpoint: Viewpoint, **of: Any) -> dict[int, ContributionFigures]:
    """The figures of contributions with a flow or an assignment, by their ids."""
    place = ("contribution", "contribution__office", "contribution__heading", "pk")
    flow = ("kind", "value_on", "signed", "signed_usd", "rate", "reverses")
    no_flow = (Value(""), Value(None, DateField()), "amount", "signed", Value(NONE), NOBODY)
    ways = ("from_office", "from_heading", "office", "heading")
    flows = known_flows(viewpoint).with_signed().filter(**of).order_by()
    moves = known_assignments(viewpoint).filter(**of).order_by()
    rows = flows.values_list(*place, *flow, NOBODY, NOBODY, NOBODY, NOBODY).union(
        moves.values_list(*place, *no_flow, *ways), all=True
    )
    found = [Movement._make(row) for row in rows]
    sums = add_up(
        (row.contribution, {GIVEN[row.kind]: row.usd, f"own_{GIVEN[row.kind]}": row.own})
        for row in found
        if row.kind
    )
    undone = {row.reverses for row in found}
    committed = [row for row in found if row.kind == Flow.Kind.COMMITMENT and not row.reverses]
    rates = {
        row.contribution: row.rate
        for row in sorted(committed, key=lambda row: (row.on, row.pk))
        if row.pk not in undone
    }
    moved = grouped((row.contribution, row.as_move) for row in found if not row.kind)
    return {
        row.contribution: ContributionFigures(
            (row.of_office, row.of_heading),
            rate=rates.get(row.contribution),
            moves=moved.get(row.contribution, []),
            **sums.get(row.contribution, {}),
        )
        for row in found
    }


def standing(contribution: Contribution, viewpoint: Viewpoint) -> dict[Place, Decimal]:
    """Where the money of one contribution stands; what it is earmarked for comes first."""
    nothing = ContributionFigures((contribution.office_id, contribution.heading_id))
    figures = read_contributions(viewpoint, contribution=contribution).get(contribution.pk, nothing)
    offices = Office.objects.in_bulk({office for office, _heading in figures.stands if office})
    headings = Heading.objects.in_bulk({heading for _office, heading in figures.stands if heading})
    return {
        (offices.get(office), headings.get(heading)): usd
        for (office, heading), usd in figures.stands.items()
    }
