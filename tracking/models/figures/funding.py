"""The figures of contributions: what is funded, pledged, and assigned to where.

Funded = receipts + outstanding; outstanding = max(0, commitments - receipts) in the contribution's
own currency at the rate of its latest commitment. Pledges are shown apart and never counted.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from appeal.models import ZERO, MoneyField, total

from ...viewpoint import Viewpoint
from ..contributions import (
    Contribution,
    ContributionAssignment,
    ContributionQuerySet,
    Flow,
    FlowQuerySet,
)


class InUsd(Func):
    """Cents of a currency over units per USD, as cents of a dollar, rounded half-even.

    Both are taken as whole numbers (a rate in millionths), so that IEEE division shows a tie as a
    tie: exact up to 90 million units.
    """

    arity = 2
    output_field = MoneyField()
    quotient = "(CAST(%s AS {number}) * 1000000 / CAST(ROUND(%s * 1000000) AS {number}))"

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        amount, rate = self.source_expressions
        amount_sql, amount_params = compiler.compile(amount)
        rate_sql, rate_params = compiler.compile(rate)
        divided = self.quotient.replace("%s", "{}").format
        params = (*amount_params, *rate_params)
        if connection.vendor == "postgresql":
            # ROUND of double precision breaks ties towards the even number, as IEEE 754 does.
            x = divided(amount_sql, rate_sql, number="DOUBLE PRECISION")
            return f"CAST(ROUND({x}) AS BIGINT)", params
        x = divided(amount_sql, rate_sql, number="REAL")
        even = f"({x} - CAST({x} AS INTEGER) = 0.5 AND CAST({x} AS INTEGER) %% 2 = 0)"
        return f"CAST(ROUND({x}) - {even} AS INTEGER)", params * 4


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


class ContributionFigures(ContributionQuerySet):
    def with_figures(self, viewpoint: Viewpoint) -> Self:
        """Adds pledged, received, outstanding and funded in USD.

        In the contribution's own currency: own_pledged, own_committed and own_received.
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
    """`funded`, `pledged` of a place: `funding(v, "office", appeal, office=OuterRef("pk"))`.

    `level` is a key of PLACES. What is earmarked for, or assigned to, a place or one within it
    counts there; money that was within it already does not count again.
    """
    contributions = TrackedContribution.objects.filter(appeal=appeal, **place)
    flowing = contributions.with_figures(viewpoint)
    per = PLACES[level][0] if place else "appeal"
    funded = Coalesce(total(flowing, "funded", per=per), ZERO)
    pledged = Coalesce(total(flowing, "pledged", per=per), ZERO)
    if place:
        was_outside = Q()
        for name in PLACES[level]:
            was_outside |= Q(**{f"from_{name}__isnull": True})
        moved = known_assignments(viewpoint).filter(
            was_outside, contribution__appeal=appeal, **place
        )
        funded = funded + Coalesce(total(moved, "signed", per=per), ZERO)
    return {"funded": funded, "pledged": pledged}
