"""The figures of one contribution: pledged, received, outstanding, and where its money stands."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import DateField, F, IntegerField, Value

from appeal.models import Heading, Office
from appeal.viewpoint import Viewpoint

from ..models import Contribution, Flow, in_usd, known_assignments, known_flows

# Where money stands: an office and a heading; None is no single one.
Place = tuple[Office | None, Heading | None]
# The same by their ids.
PlaceKey = tuple[int | None, int | None]
NONE = Decimal(0)
NOBODY = Value(None, IntegerField())


def is_a_cell(place: PlaceKey) -> bool:
    return None not in place


class Move(NamedTuple):
    """An assignment: USD that left one place for another within it; less than 0 takes one back."""

    left: PlaceKey
    place: PlaceKey
    usd: Decimal


@dataclass
class ContributionFigures:
    """What one contribution comes to: `own_...` in its currency, all else in USD.

    `place` is what it is earmarked for, `rate` that of its latest commitment that stands, in units
    per USD.
    """

    place: PlaceKey
    own_pledged: Decimal = NONE
    own_committed: Decimal = NONE
    own_received: Decimal = NONE
    pledged: Decimal = NONE
    committed: Decimal = NONE
    received: Decimal = NONE
    rate: Decimal | None = None
    moves: list[Move] = field(default_factory=list)

    @property
    def own_outstanding(self) -> Decimal:
        return max(self.own_committed - self.own_received, NONE)

    @property
    def outstanding(self) -> Decimal:
        return in_usd(self.own_outstanding, self.rate) if self.rate else NONE

    @property
    def funded(self) -> Decimal:
        return self.received + self.outstanding

    @property
    def stands(self) -> dict[PlaceKey, Decimal]:
        """Where its funded money stands; the place that it is earmarked for comes first.

        What was assigned from there stays assigned though the contribution shrinks: then that
        place holds less than nothing.
        """
        stands: dict[PlaceKey, Decimal] = defaultdict(Decimal)
        stands[self.place] = self.funded
        for move in self.moves:
            stands[move.left] -= move.usd
            stands[move.place] += move.usd
        return dict(stands)

    @property
    def unassigned(self) -> Decimal:
        """What stands in no cell."""
        return sum((usd for place, usd in self.stands.items() if not is_a_cell(place)), NONE)

    def at_office(self, office: int) -> Decimal:
        """What of it counts for an office."""
        return sum((usd for place, usd in self.stands.items() if place[0] == office), NONE)

    @property
    def moved(self) -> Decimal:
        """What was assigned from the place that it is earmarked for."""
        return sum((move.usd for move in self.moves if move.left == self.place), NONE)

    def count(self, kind: str, own: Decimal, usd: Decimal, *, is_reversal: bool) -> None:
        """One more flow."""
        name, sign = NAMES[kind], -1 if is_reversal else 1
        setattr(self, f"own_{name}", getattr(self, f"own_{name}") + sign * own)
        setattr(self, name, getattr(self, name) + sign * usd)


NAMES: dict[str, str] = {
    Flow.Kind.PLEDGE: "pledged",
    Flow.Kind.COMMITMENT: "committed",
    Flow.Kind.RECEIPT: "received",
}


class Movement(NamedTuple):
    """A flow of a contribution, or an assignment, which is on no day here and moves USD alone."""

    contribution: int
    of_office: int | None
    of_heading: int | None
    pk: int
    kind: str
    on: date | None
    own: Decimal
    usd: Decimal
    rate: Decimal | None
    reverses: int | None
    from_office: int | None
    from_heading: int | None
    office: int | None
    heading: int | None


def read_contributions(viewpoint: Viewpoint, **of: Any) -> dict[int, ContributionFigures]:
    """The figures of contributions with a flow or an assignment, by their ids; in one question."""
    place = ("contribution", "contribution__office", "contribution__heading", "pk")
    flow = ("kind", F("value_on"), "amount", "usd_amount", "rate", "reverses")
    no_flow = (Value(""), Value(None, DateField()), "amount", "signed", Value(NONE), NOBODY)
    ways = ("from_office", "from_heading", "office", "heading")
    flows = known_flows(viewpoint).filter(**of).order_by()
    moves = known_assignments(viewpoint).filter(**of).order_by()
    rows = flows.values_list(*place, *flow, NOBODY, NOBODY, NOBODY, NOBODY).union(
        moves.values_list(*place, *no_flow, *ways), all=True
    )
    found = sorted(map(Movement._make, rows), key=lambda row: (row.on or date.max, row.pk))
    undone = {row.reverses for row in found}
    given: dict[int, ContributionFigures] = {}
    for row in found:
        nothing = ContributionFigures((row.of_office, row.of_heading))
        figures = given.setdefault(row.contribution, nothing)
        if row.on is None:
            left, reached = (row.from_office, row.from_heading), (row.office, row.heading)
            figures.moves.append(Move(left, reached, row.usd))
            continue
        figures.count(row.kind, row.own, row.usd, is_reversal=row.reverses is not None)
        if row.kind == Flow.Kind.COMMITMENT and row.reverses is None and row.pk not in undone:
            figures.rate = row.rate
    return given


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
