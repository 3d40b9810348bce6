"""What donors gave and where it was moved to, read in one question."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, DateField, F, IntegerField, QuerySet, Value, When

from appeal.base.statements import Rows, answered
from appeal.base.viewpoint import Viewpoint
from appeal.models import Heading, Office

from ..models import Contribution, Flow, known_assignments, known_flows
from .definitions import GIVEN, ContributionFigures, Move
from .sums import ZERO, add_up, grouped

# Where money is: an office and a heading; None is no single one.
Place = tuple[Office | None, Heading | None]
NOBODY = Value(None, IntegerField())


WAYS = ("from_office", "from_heading", "office", "heading")
COLUMNS = (
    "contribution", "contribution__office", "contribution__heading", "pk", "kind", "on", "signed",
    "signed_usd", "rate", "undoes", *WAYS, "crosses",
)  # fmt: skip
# Whether money leaves an appeal, stays in it, or comes into it.
LEAVES, STAYS, COMES = -1, 0, 1


def read_contributions(viewpoint: Viewpoint, **of: object) -> dict[int, ContributionFigures]:
    """The figures of contributions with a flow or an assignment, by their ids."""
    return contributions_among(read_given(viewpoint, **of))


def contributions_among(found: Rows) -> dict[int, ContributionFigures]:
    """The figures of the contributions that some flows and assignments are of, by their ids."""
    sums = add_up(
        (row.contribution, {GIVEN[row.kind]: row.signed_usd, f"own_{GIVEN[row.kind]}": row.signed})
        for row in found
        if row.kind
    )
    undone = {row.undoes for row in found}
    committed = [row for row in found if row.kind == Flow.Kind.COMMITMENT and not row.undoes]
    rates = {
        row.contribution: row.rate
        for row in sorted(committed, key=lambda row: (row.on, row.pk))
        if row.pk not in undone
    }
    moved = grouped((row.contribution, _move(row)) for row in found if not row.kind)
    return {
        row.contribution: ContributionFigures(
            (row.contribution__office, row.contribution__heading),
            rate=rates.get(row.contribution),
            moves=moved.get(row.contribution, []),
            **sums.get(row.contribution, {}),
        )
        for row in found
    }


def _move(row: Any) -> Move:
    """Of an assignment; what crosses to another appeal comes to, or leaves, no place here."""
    if row.crosses == COMES:
        return Move(None, (row.contribution__office, row.contribution__heading), row.signed_usd)
    place = None if row.crosses == LEAVES else (row.office, row.heading)
    return Move((row.from_office, row.from_heading), place, row.signed_usd)


@answered(*COLUMNS)
def read_given(viewpoint: Viewpoint, **of: object) -> QuerySet:
    """Flows and assignments read as one table: an assignment has no kind and moves USD alone.

    One that crosses from appeal to appeal is in it for each of its two contributions.
    """
    flows = known_flows(viewpoint).with_signed().filter(**of).order_by()
    flows = flows.annotate(
        on=F("value_on"), undoes=F("reverses"), crosses=Value(STAYS), **dict.fromkeys(WAYS, NOBODY)
    )
    moves = known_assignments(viewpoint).order_by()
    moves = moves.annotate(
        kind=Value(""), on=Value(None, DateField()), signed_usd=F("signed"), rate=Value(ZERO),
        undoes=NOBODY, crosses=Case(When(into__isnull=False, then=LEAVES), default=STAYS),
    )  # fmt: skip
    # What comes is told by the contribution that it comes into.
    into = {name.replace("contribution", "into", 1): value for name, value in of.items()}
    told = [F(name.replace("contribution", "into", 1)) for name in COLUMNS[:3]]
    return flows.values_list(*COLUMNS).union(
        moves.filter(**of).values_list(*COLUMNS),
        moves.filter(**into).values_list(*told, *COLUMNS[3:-1], Value(COMES)),
        all=True,
    )


def overdrawn(stands: dict[Place, Decimal]) -> Decimal:
    """By how much more was moved from a place than was there; 0 where nothing was."""
    return max(-min(stands.values()), ZERO)


def standing(contribution: Contribution, viewpoint: Viewpoint) -> dict[Place, Decimal]:
    """Where the money of one contribution is; what it is earmarked for comes first."""
    nothing = ContributionFigures((contribution.office_id, contribution.heading_id))
    figures = read_contributions(viewpoint, contribution=contribution).get(contribution.pk, nothing)
    offices = Office.objects.in_bulk({office for office, _heading in figures.stands if office})
    headings = Heading.objects.in_bulk({heading for _office, heading in figures.stands if heading})
    return {
        (offices.get(office), headings.get(heading)): usd
        for (office, heading), usd in figures.stands.items()
    }
