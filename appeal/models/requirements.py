"""The money that was asked for: the printed table, its totals, and later revisions."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .. import reach
from ..base.amounts import cents
from ..base.labels import labelled
from ..base.viewpoint import EVERYTHING, Viewpoint
from .appeals import Appeal
from .changes import as_known
from .columns import person, reversed_row, rule, to_one, to_one_or_none, unique
from .framework import Heading, by_heading
from .money import ZERO, MoneyField
from .offices import Office


def allocated_per(whose: str, viewpoint: Viewpoint = EVERYTHING) -> Coalesce:
    """The sum of the allocations of the outer row, which is their `activity` or `cell`; 0 of none.

    A subquery: two sums joined in one query would multiply each other's rows.
    """
    allocation: Any = Requirement._meta.get_field("allocations").related_model
    own = as_known(allocation.objects.all(), viewpoint).filter(**{whose: OuterRef("pk")})
    sums = own.order_by().values(whose).annotate(_sum=models.Sum("amount")).values("_sum")
    return Coalesce(Subquery(sums, output_field=MoneyField()), ZERO)


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def with_requirement(self, viewpoint: Viewpoint) -> Self:
        """Adds `requirement`: the last revision in force, else the published amount."""
        revisions = RequirementRevision.objects.in_force(viewpoint).filter(
            cell=OuterRef("pk"), effective_on__lte=viewpoint.as_at
        )
        revisions = revisions.order_by("-effective_on", "-pk")
        return self.annotate(
            requirement=Coalesce(Subquery(revisions.values("amount")[:1]), F("amount"))
        )

    def seen_from(self, viewpoint: Viewpoint) -> Self:
        """Adds `requirement`, and `allocated`: 0 where nothing is, NULL in a dash."""
        return self.with_requirement(viewpoint).annotate(
            allocated=models.Case(
                models.When(requirement__isnull=True, then=None),
                default=allocated_per("cell", viewpoint),
                output_field=MoneyField(),
            )
        )

    def in_printed_order(self) -> Self:
        own_section = models.Q(office__sections__appeal=F("appeal"))
        return self.filter(own_section).order_by("office__sections__order", by_heading())


class Requirement(models.Model):  # guards: guarded.py
    """One cell of the printed table: an office, a heading, an amount. NULL is a printed dash."""

    appeal = to_one(Appeal, _("appeal"), "requirements")
    office = to_one(Office, _("office"), "requirements")
    heading = to_one(Heading, _("heading"), "requirements")
    amount = MoneyField(
        _("published amount"), null=True, blank=True, help_text=_("Leave empty for a printed dash.")
    )

    # What `seen_from` adds.
    requirement: Decimal | None
    allocated: Decimal | None

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding requirement")
        verbose_name_plural = _("funding requirements")
        constraints = [
            unique("cell_stands_once_in_an_appeal", "appeal", "office", "heading"),
            rule(
                "requirement_is_positive_or_a_dash",
                Q(amount__isnull=True) | Q(amount__gt=0),
                _("A requirement must be above zero, or empty for a dash."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office.code} {self.heading.code}"

    def overdrawn_by(self, on: date) -> Decimal:
        """What is allocated from it beyond the requirement current on a day; 0 where it fits."""
        row = Requirement.objects.seen_from(EVERYTHING.on(on)).get(pk=self.pk)
        return max((row.allocated or Decimal(0)) - (row.requirement or Decimal(0)), Decimal(0))


class StatedTotal(models.Model):  # guards: guarded.py
    """A total as the publication prints it: of an office, of a heading, or of everything."""

    appeal = to_one(Appeal, _("appeal"), "stated_totals")
    office = to_one_or_none(Office, _("office"), "stated_totals")
    heading = to_one_or_none(Heading, _("heading"), "stated_totals")
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("stated total")
        verbose_name_plural = _("stated totals")
        constraints = [
            rule(
                "total_is_of_an_office_or_a_heading_or_all",
                Q(office__isnull=True) | Q(heading__isnull=True),
                _("Choose an office, a heading, or neither for the overall total."),
            ),
            unique(
                "office_has_one_stated_total", "appeal", "office", condition=Q(office__isnull=False)
            ),
            unique(
                "heading_has_one_stated_total",
                "appeal",
                "heading",
                condition=Q(heading__isnull=False),
            ),
            unique(
                "appeal_has_one_grand_total",
                "appeal",
                condition=Q(office__isnull=True, heading__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        everything = _("total")
        return f"{self.appeal.code} {self.office or self.heading or everything}"


class RequirementRevisionQuerySet(models.QuerySet["RequirementRevision"]):
    def known(self, viewpoint: Viewpoint) -> Self:
        return self.filter(viewpoint.by_then("recorded_at"))

    def in_force(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        """Those known then that are neither a reversal nor reversed by then."""
        reversals = RequirementRevision.objects.known(viewpoint).filter(reverses=OuterRef("pk"))
        return self.known(viewpoint).filter(~Exists(reversals), reverses__isnull=True)


class RequirementRevision(models.Model):  # guards: guarded.py
    """A later change of a cell's requirement. Append-only: a mistake is corrected by a reversal.

    A reversal repeats its original's cell, amount and day; neither of the two counts from then on,
    so that the cell holds again what it held without them: an earlier revision, the published
    amount, or a dash.
    """

    cell = to_one(Requirement, _("requirement line"), "revisions")
    amount = MoneyField(_("new amount"))
    effective_on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=500)
    revised_by = person(_("revised by"), "requirement_revisions")
    recorded_at = models.DateTimeField(_("recorded at"))
    reverses = reversed_row()

    objects = RequirementRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement revision")
        verbose_name_plural = _("requirement revisions")
        constraints = [
            rule(
                "revision_is_not_negative", Q(amount__gte=0), _("A requirement cannot be negative.")
            ),
            rule("revision_has_a_reason", ~Q(reason=""), _("Explain why the requirement changes.")),
        ]

    def __str__(self) -> str:
        return labelled(self.cell, cents(self.amount))

    def clean(self) -> None:
        if self.cell_id:
            reach.REVISION.check(self.cell.appeal, self, "effective_on")
