"""How far the people that several lines count are the same ones, as somebody stated it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.base.labels import labelled
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, CoreIndicator, Office
from appeal.models.columns import person, rule, to_one, to_one_or_none
from appeal.models.indicators import QUANTITY


class OverlapStatementQuerySet(models.QuerySet["OverlapStatement"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(core__appeal=appeal)

    def in_force(self, viewpoint: Viewpoint) -> Self:
        """Those of days by the as-at date that were recorded by then, the latest first."""
        given = self.filter(viewpoint.by_then("at"), effective_on__lte=viewpoint.as_at)
        return given.order_by("-effective_on", "-pk")


class OverlapStatement(models.Model):  # guards: guarded/overlaps.py
    """How the people of an office's lines, or of the region's offices, come together. Append-only.

    Without an office it is of the region. An estimate has a `value`, and a `target` where there is
    one; the latest by its day counts from then on.
    """

    class Method(models.TextChoices):
        LARGEST = "largest", _("the largest counts")
        SUM = "sum", _("they add up")
        ESTIMATE = "estimate", _("an estimate")

    core = to_one(CoreIndicator, _("core indicator"), "overlaps")
    office = to_one_or_none(Office, _("office"))
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    value = models.DecimalField(_("estimate of the people reached"), null=True, blank=True,
                                **QUANTITY)  # fmt: skip
    target = models.DecimalField(_("estimate of the target"), null=True, blank=True, **QUANTITY)
    effective_on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=500)
    by = person(_("by"))
    at = models.DateTimeField(_("at"))

    objects = OverlapStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement on overlap")
        verbose_name_plural = _("statements on overlap")
        constraints = [
            rule(
                "overlap_has_a_reason", ~Q(reason=""), _("Explain how far the same people count.")
            ),
            rule(
                "an_estimate_has_a_value_and_nothing_else_has",
                Q(method="estimate", value__gte=0)
                | ~Q(method="estimate") & Q(value__isnull=True, target__isnull=True),
                _("Write the estimate, or choose how the numbers come together."),
            ),
            rule(
                "estimated_target_is_not_negative",
                Q(target__isnull=True) | Q(target__gte=0),
                _("A target must be zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.core.code, self.get_method_display())
