"""Money that donors give: pledged, committed, received, and moved down to where it is used."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.labels import labelled
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Continuing, Heading, MoneyField, Office, as_known, change_log
from appeal.models.columns import (
    SIGN,
    person,
    reversed_row,
    rule,
    to_one,
    to_one_or_none,
    unique,
)

from .donors import Donor
from .rates import MOST_UNITS
from .terms import TERMS_RULES, Earmarking, Terms


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def with_names(self) -> Self:
        return self.select_related("appeal", "donor", "office", "heading")

    def existing(self, viewpoint: Viewpoint) -> Self:
        """Those entered by the day that `viewpoint` knows of."""
        if not viewpoint.is_past:
            return self
        return self.filter(pk__in=as_known(Contribution.objects.all(), viewpoint).values("id"))

    def counting_for(self, viewpoint: Viewpoint, **place: object) -> Self:
        """Those earmarked for an `office` or a `heading`, or with money assigned to it."""
        assigned = known_assignments(viewpoint).filter(**place).values("contribution")
        return self.filter(Q(**place) | Q(pk__in=assigned))


class Contribution(Terms, Continuing):  # guards: guarded/contributions.py
    """What one donor gives to an appeal under one reference, in one currency: a grant.

    `office` and `heading` say what it is earmarked for: neither, one of them, or both (a cell).
    Office and heading cannot change once a flow is recorded, the currency while one is in force.
    """

    appeal = to_one(Appeal, _("appeal"), "contributions")
    donor = to_one(Donor, _("donor"), "contributions")
    reference = models.CharField(
        _("reference"), max_length=100, help_text=_("The number of the agreement or grant.")
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as EUR."))],
    )
    office = to_one_or_none(Office, _("earmarked to the office"), "contributions")
    heading = to_one_or_none(Heading, _("earmarked to the heading"), "contributions")
    note = models.CharField(_("note"), max_length=1000, blank=True)

    history = change_log()
    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            unique(
                "donor_has_one_contribution_per_reference",
                "appeal",
                "donor",
                "reference",
                said=_("This donor already has a contribution with this reference."),
            ),
            *TERMS_RULES,
        ]

    def __str__(self) -> str:
        return f"{self.donor} {self.reference}"

    @property
    def reported_in(self) -> str:
        """The currency of the reports to its donor."""
        return self.reporting_currency or self.currency

    @property
    def earmarked_as(self) -> Earmarking:
        """As its donor says; else as follows from the place: none, one of the two, or a cell."""
        if self.earmarking:
            return Earmarking(self.earmarking)
        places = [place for place in (self.office_id, self.heading_id) if place]
        return (Earmarking.UNEARMARKED, Earmarking.SOFTLY, Earmarking.EARMARKED)[len(places)]


class FlowQuerySet(models.QuerySet["Flow"]):
    def in_force(self) -> Self:
        """Those that are neither a reversal nor reversed."""
        return self.filter(reverses__isnull=True, reversal__isnull=True)

    def with_signed(self) -> Self:
        """Adds `signed` (own currency) and `signed_usd`: negative for a reversal."""
        return self.annotate(signed=F("amount") * SIGN, signed_usd=F("usd_amount") * SIGN)

    def usd_by(self, *by: str) -> models.QuerySet:
        """What they come to in USD by columns, the kind among them, as tuples."""
        return self.with_signed().order_by().values_list(*by).annotate(all=Sum("signed_usd"))


class Flow(models.Model):  # guards: guarded/contributions.py
    """One step of a contribution. Append-only: a reversal corrects it. IATI 2.03 types 13, 11, 1.

    A reversal repeats its original's facts, is stored positive and counts negative.
    """

    class Kind(models.TextChoices):
        PLEDGE = "pledge", _("pledge")
        COMMITMENT = "commitment", _("commitment")
        RECEIPT = "receipt", _("received")

    contribution = to_one(Contribution, _("contribution"), "flows")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    value_on = models.DateField(_("value date"))
    amount = MoneyField(_("amount"), validators=[MinValueValidator(Decimal("0.01"))])
    currency = models.CharField(_("currency"), max_length=3, editable=False)
    rate = models.DecimalField(_("units per USD"), max_digits=15, decimal_places=6, editable=False)
    usd_amount = MoneyField(_("amount in USD"), editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True)
    reverses = reversed_row()
    recorded_by = person(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))

    # What `with_signed` adds.
    signed: Decimal
    signed_usd: Decimal

    objects = FlowQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a contribution")
        verbose_name_plural = _("steps of contributions")
        constraints = [
            rule("flow_is_positive", Q(amount__gt=0), _("The amount must be above zero.")),
            rule("flow_has_a_positive_rate", Q(rate__gt=0)),
            rule("flow_has_no_rate_too_large", Q(rate__lte=MOST_UNITS)),
        ]
        indexes = [models.Index(fields=["contribution", "kind", "value_on"], name="flow_by_kind")]

    def __str__(self) -> str:
        return labelled(self.contribution, f"{self.get_kind_display()} {cents(self.amount)}")


class ContributionAssignmentQuerySet(models.QuerySet["ContributionAssignment"]):
    def with_signed(self) -> Self:
        """Adds `signed`: the amount, negative for a reversal."""
        return self.annotate(signed=F("amount") * SIGN)


class ContributionAssignment(models.Model):  # guards: guarded/contributions.py
    """Dollars of a contribution moved down to an office, a heading or a cell. Append-only.

    Money moves from where it is (`from_office`, `from_heading`; neither: the appeal) to a place
    within that (`office`, `heading`; both: a cell). Or it is the part of an agreement that belongs
    to another appeal, and moves `into` that one's own contribution, to what this is earmarked for.
    """

    contribution = to_one(Contribution, _("contribution"), "assignments")
    from_office = to_one_or_none(Office, _("from the office"))
    from_heading = to_one_or_none(Heading, _("from the heading"))
    office = to_one_or_none(Office, _("to the office"), "assigned_contributions")
    heading = to_one_or_none(Heading, _("to the heading"), "assigned_contributions")
    into = to_one_or_none(Contribution, _("to the contribution of another appeal"), "parts")
    amount = MoneyField(_("amount in USD"), validators=[MinValueValidator(Decimal("0.01"))])
    effective_on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reverses = reversed_row()
    recorded_by = person(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))

    # What `with_signed` adds.
    signed: Decimal

    objects = ContributionAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("distribution of a contribution")
        verbose_name_plural = _("distributions of contributions")
        constraints = [
            rule("assignment_is_positive", Q(amount__gt=0), _("The amount must be above zero.")),
            models.CheckConstraint(
                # A comparison with NULL would let an open office or heading pass.
                condition=Q(into__isnull=False, office__isnull=True, heading__isnull=True)
                | Q(into__isnull=True)
                & (Q(from_office__isnull=True) | Q(office__isnull=False, office=F("from_office")))
                & (
                    Q(from_heading__isnull=True)
                    | Q(heading__isnull=False, heading=F("from_heading"))
                )
                & (
                    Q(from_office__isnull=True, office__isnull=False)
                    | Q(from_heading__isnull=True, heading__isnull=False)
                ),
                name="assignment_moves_money_down",
                violation_error_message=_(
                    "Money can only move down: choose a place within the one where it is now."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["contribution", "effective_on"], name="assignment_by_contribution")
        ]

    def __str__(self) -> str:
        return labelled(self.contribution, cents(self.amount))


def known_flows(viewpoint: Viewpoint) -> FlowQuerySet:
    """Flows dated by the viewpoint's date and recorded by the day it knows of."""
    flows = Flow.objects.filter(value_on__lte=viewpoint.as_at)
    return flows.filter(viewpoint.by_then("recorded_at"))


def known_assignments(viewpoint: Viewpoint) -> ContributionAssignmentQuerySet:
    """Assignments effective by the viewpoint's date and recorded by the day it knows of."""
    rows = ContributionAssignment.objects.filter(effective_on__lte=viewpoint.as_at)
    return rows.filter(viewpoint.by_then("recorded_at")).with_signed()
