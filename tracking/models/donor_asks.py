"""What donors ask of a grant: spending by their own categories, and reports by a day."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appeal.base.labels import labelled
from appeal.models import MoneyField, change_log
from appeal.models.columns import rule, to_one, unique

from .contributions import Contribution


class CostCategory(models.Model):  # guards: guarded/contributions.py
    """A line of the budget that a donor wants spending told by, such as “Staff”."""

    contribution = to_one(Contribution, _("contribution"), "categories")
    title = models.CharField(_("title"), max_length=200)
    order = models.PositiveIntegerField(_("order"), default=0)
    budget = MoneyField(
        _("budget"),
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("In the reporting currency; empty where the donor sets no amount."),
    )

    history = change_log()

    class Meta:
        verbose_name = _("cost category")
        verbose_name_plural = _("cost categories")
        constraints = [
            unique(
                "grant_has_one_cost_category_per_title",
                "contribution",
                "title",
                said=_("This contribution has a cost category with this title."),
            ),
            rule("budget_of_a_category_is_not_negative", Q(budget__isnull=True) | Q(budget__gte=0)),
        ]

    def __str__(self) -> str:
        return self.title


class DonorReport(models.Model):
    """A report that a donor expects by a day."""

    class Kind(models.TextChoices):
        INTERIM = "interim", _("interim report")
        FINAL = "final", _("final report")

    contribution = to_one(Contribution, _("contribution"), "donor_reports")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.INTERIM)
    due_on = models.DateField(_("due on"))

    history = change_log()

    class Meta:
        verbose_name = _("report to a donor")
        verbose_name_plural = _("reports to donors")
        constraints = [
            unique(
                "grant_has_one_report_per_day",
                "contribution",
                "due_on",
                said=_("This contribution has a report that is due on this day."),
            )
        ]

    def __str__(self) -> str:
        return labelled(self.get_kind_display(), date_format(self.due_on))
