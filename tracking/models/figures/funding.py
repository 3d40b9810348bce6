"""The figures of contributions: what is funded, pledged, and assigned to where.

Funded = receipts + outstanding; outstanding = max(0, commitments - receipts) in the contribution's
own currency at the rate of its latest commitment. Pledges are shown apart and never counted.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from appeal.models import ZERO, Heading, Office, as_known, total
from appeal.viewpoint import Viewpoint

from ..contributions import (
    Contribution,
    ContributionAssignment,
    ContributionQuerySet,
    Flow,
    FlowQuerySet,
)
from ..conversion import InUsd


def known_flows(viewpoint: Viewpoint) -> FlowQuerySet:
    """Flows dated by the viewpoint's date and recorded by the day it knows of."""
    flows = Flow.objects.filter(value_on__lte=viewpoint.as_at)
    if viewpoint.known_at is not None:
        flows = flows.filter(recorded_at__lt=viewpoint.known_at)
    return flows


def known_assignments(viewpoint: Viewpoint) -> models.QuerySet:
    """Assignments effective by the viewpoint's date and recorded by the day it knows of."""
    rows = ContributionAssignment.objects.filter(effective_on__lte=viewpoint.as_at)
    if viewpoint.known_at is not None:
        rows = rows.filter(recorded_at__lt=viewpoint.known_at)
    return rows.with_signed()


# Of a contribution (its earmark) and of an assignment (where money comes in).
IS_A_CELL = Q(office__isnull=False, heading__isnull=False)


class ContributionFigures(ContributionQuerySet):
    def existing(self, viewpoint: Viewpoint) -> Self:
        """Those entered by the day that `viewpoint` knows of."""
        if viewpoint.known_at is None:
            return self
        return self.filter(pk__in=as_known(Contribution, viewpoint.known_at).values("id"))

    def counting_for(self, viewpoint: Viewpoint, **place: Any) -> Self:
        """Those earmarked for an `office` or a `heading`, or with money assigned to it."""
        assigned = known_assignments(viewpoint).filter(**place).values("contribution")
        return self.filter(Q(**place) | Q(pk__in=assigned))

    def with_share_of(self, office: Office, viewpoint: Viewpoint) -> Self:
        """Adds `share`: what of `funded`, which it needs, counts for the office."""
        moved = known_assignments(viewpoint).filter(
            contribution=OuterRef("pk"), office=office, from_office__isnull=True
        )
        assigned = Coalesce(total(moved, "signed", per="contribution"), ZERO)
        return self.annotate(share=Case(When(office=office, then=F("funded")), default=assigned))

    def with_unassigned(self, viewpoint: Viewpoint) -> Self:
        """Adds `unassigned`: what stands in no cell; needs `funded`."""
        moved = known_assignments(viewpoint).filter(IS_A_CELL, contribution=OuterRef("pk"))
        in_cells = Coalesce(total(moved, "signed", per="contribution"), ZERO)
        return self.annotate(
            unassigned=Case(When(IS_A_CELL, then=ZERO), default=F("funded") - in_cells)
        )

    def with_figures(self, viewpoint: Viewpoint) -> Self:
        """Adds pledged, committed, received, outstanding and funded in USD.

        In the contribution's own currency: own_pledged, own_committed, own_received and
        own_outstanding.
        """
        flows = known_flows(viewpoint).with_signed().filter(contribution=OuterRef("pk"))

        def sum_of(kind: str, column: str) -> Coalesce:
            return Coalesce(total(flows.filter(kind=kind), column, per="contribution"), ZERO)

        kinds = Flow.Kind
        undone = known_flows(viewpoint).filter(reverses=OuterRef("pk"))
        standing = known_flows(viewpoint).filter(
            ~models.Exists(undone),
            contribution=OuterRef("pk"),
            kind=kinds.COMMITMENT,
            reverses__isnull=True,
        )
        rate = Subquery(standing.order_by("-value_on", "-pk").values("rate")[:1])
        return (
            self.annotate(
                own_pledged=sum_of(kinds.PLEDGE, "signed"),
                own_committed=sum_of(kinds.COMMITMENT, "signed"),
                own_received=sum_of(kinds.RECEIPT, "signed"),
                pledged=sum_of(kinds.PLEDGE, "signed_usd"),
                committed=sum_of(kinds.COMMITMENT, "signed_usd"),
                received=sum_of(kinds.RECEIPT, "signed_usd"),
            )
            .annotate(own_outstanding=Greatest(F("own_committed") - F("own_received"), ZERO))
            .annotate(outstanding=Coalesce(InUsd("own_outstanding", rate), ZERO))
            .annotate(funded=F("received") + F("outstanding"))
        )


class TrackedContribution(Contribution):
    """A contribution, with what is pledged, received, outstanding and funded."""

    objects = ContributionFigures.as_manager()

    class Meta:
        proxy = True


# How a place is named on a contribution (its earmark) and on an assignment (where money comes in).
PLACES = {
    "appeal": (),
    "office": ("office",),
    "heading": ("heading",),
    "cell": ("office", "heading"),
}


def funding(viewpoint: Viewpoint, level: str, appeal: Any, **place: Any) -> dict[str, Any]:
    """`funded`, `unassigned`, `pledged`: `funding(v, "office", appeal, office=OuterRef("pk"))`.

    `level` is a key of PLACES. What is earmarked for, or assigned to, a place or one within it
    counts there; money that was within it already does not count again. `unassigned` is what of
    it stands in no cell.
    """
    contributions = TrackedContribution.objects.filter(appeal=appeal, **place)
    flowing = contributions.with_figures(viewpoint)
    moves = known_assignments(viewpoint).filter(contribution__appeal=appeal, **place)
    came_in = Q(pk__in=[])
    for name in PLACES[level]:
        came_in |= Q(**{f"from_{name}__isnull": True})
    link = PLACES[level][0] if place else "appeal"

    def given(column: str, which: Q) -> Coalesce:
        return Coalesce(total(flowing.filter(which), column, per=link), ZERO)

    def moved(which: Q) -> Coalesce:
        per = link if place else "contribution__appeal"
        return Coalesce(total(moves.filter(which), "signed", per=per), ZERO)

    return {
        "funded": given("funded", Q()) + moved(came_in),
        "unassigned": given("funded", ~IS_A_CELL)
        + moved(came_in & ~IS_A_CELL)
        - moved(~came_in & IS_A_CELL),
        "pledged": given("pledged", Q()),
    }


Place = tuple[Office | None, Heading | None]


def standing(contribution: Contribution, viewpoint: Viewpoint) -> dict[Place, Decimal]:
    """Where the funded money of a contribution stands, in USD; None is no single one.

    The place it is earmarked for comes first. What was assigned from there stays assigned though
    the contribution shrinks: then that place holds less than nothing.
    """
    rows = TrackedContribution.objects.with_figures(viewpoint).with_names()
    row: Any = rows.get(pk=contribution.pk)
    stands: dict[Place, Decimal] = defaultdict(Decimal)
    stands[row.office, row.heading] = row.funded
    names = ("from_office", "from_heading", "office", "heading")
    moves = known_assignments(viewpoint).filter(contribution=contribution).select_related(*names)
    for move in moves.order_by("pk"):
        stands[move.from_office, move.from_heading] -= move.signed
        stands[move.office, move.heading] += move.signed
    return dict(stands)
