"""What donors gave and where it was moved to, read in one question."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import DateField, F, IntegerField, Value

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
    "signed_usd", "rate", "undoes", *WAYS,
)  # fmt: skip


def read_contributions(viewpoint: Viewpoint, **of: Any) -> dict[int, ContributionFigures]:
    """The figures of contributions with a flow or an assignment, by their ids."""
    return contributions_among(read_given(viewpoint, **of))


def contributions_among(found: Sequence[Any]) -> dict[int, ContributionFigures]:
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
    moved = grouped(
        (
            row.contribution,
            Move((row.from_office, row.from_heading), (row.office, row.heading), row.signed_usd),
        )
        for row in found
        if not row.kind
    )
    return {
        row.contribution: ContributionFigures(
            (row.contribution__office, row.contribution__heading),
            rate=rates.get(row.contribution),
            moves=moved.get(row.contribution, []),
            **sums.get(row.contribution, {}),
        )
        for row in found
    }


def read_given(viewpoint: Viewpoint, **of: Any) -> list[Any]:
    """Flows and assignments read as one table: an assignment has no kind and moves USD alone."""
    flows = known_flows(viewpoint).with_signed().filter(**of).order_by()
    flows = flows.annotate(on=F("value_on"), undoes=F("reverses"), **dict.fromkeys(WAYS, NOBODY))
    moves = known_assignments(viewpoint).filter(**of).order_by()
    moves = moves.annotate(
        kind=Value(""), on=Value(None, DateField()), signed_usd=F("signed"), rate=Value(ZERO),
        undoes=NOBODY,
    )  # fmt: skip
    rows = flows.values_list(*COLUMNS, named=True)
    return list(rows.union(moves.values_list(*COLUMNS), all=True))


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
