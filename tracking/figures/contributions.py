"""The figures of one contribution: pledged, received, outstanding, and where its money stands."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from appeal.models import Heading, Office
from appeal.viewpoint import Viewpoint

from ..models import Contribution, Flow, in_usd, known_assignments, known_flows

# Where money stands: an office and a heading; None is no single one.
Place = tuple[Office | None, Heading | None]
# The same by their ids.
PlaceKey = tuple[int | None, int | None]
NONE = Decimal(0)


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


def read_contributions(viewpoint: Viewpoint, **of: Any) -> dict[int, ContributionFigures]:
    """The figures of contributions with a flow or an assignment, by their ids."""
    place = ("contribution", "contribution__office", "contribution__heading")
    given: dict[int, ContributionFigures] = {}
    flows = known_flows(viewpoint).filter(**of).order_by("value_on", "pk")
    rows = list(flows.values_list(*place, "pk", "kind", "amount", "usd_amount", "rate", "reverses"))
    undone = {reverses for *_flow, reverses in rows}
    for pk, office, heading, flow, kind, own, usd, rate, reverses in rows:
        row = given.setdefault(pk, ContributionFigures((office, heading)))
        row.count(kind, own, usd, is_reversal=reverses is not None)
        if kind == Flow.Kind.COMMITMENT and reverses is None and flow not in undone:
            row.rate = rate
    moves = known_assignments(viewpoint).filter(**of).order_by("pk")
    columns = ("from_office", "from_heading", "office", "heading", "signed")
    for pk, office, heading, *places, usd in moves.values_list(*place, *columns):
        row = given.setdefault(pk, ContributionFigures((office, heading)))
        row.moves.append(Move(tuple(places[:2]), tuple(places[2:]), usd))
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
