"""What a line of a report says about results: milestones achieved, values of indicators."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from appeal.base.amounts import quantity
from appeal.base.labels import labelled
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Indicator, Milestone, as_known, change_log
from appeal.models.columns import rule, to_one, unique
from appeal.models.indicators import QUANTITY

from .periods import ReportingPeriod
from .progress import ProgressUpdate, counted_updates


class MilestoneAchievementQuerySet(models.QuerySet["MilestoneAchievement"]):
    def standing(self, activity: Activity) -> Self:
        """Those that the lines in force of an activity report, in any state."""
        return self.filter(milestone__activity=activity, update__superseded_at__isnull=True)

    def elsewhere(self, activity: Activity, period: ReportingPeriod) -> Self:
        """Those of them that lines on other periods report."""
        return self.of_other_periods([activity.pk], period)

    def not_elsewhere(self, activity: Activity, period: ReportingPeriod) -> QuerySet[Milestone]:
        """The activity's milestones that a line on the period may report, in their order."""
        reported = self.elsewhere(activity, period).values("milestone")
        return activity.milestones.exclude(pk__in=reported).order_by("order")

    def of_other_periods(self, activities: Iterable[int], period: ReportingPeriod) -> Self:
        """Those that lines on other periods report, for several activities by their ids."""
        standing = self.filter(
            milestone__activity__in=activities, update__superseded_at__isnull=True
        )
        return standing.exclude(update__report__period=period)


class MilestoneAchievement(models.Model):  # guards: guarded/results.py
    """A milestone that a line reports as achieved. Once the line is submitted it never changes."""

    update = models.ForeignKey(
        ProgressUpdate,
        models.CASCADE,
        related_name="achievements",
        verbose_name=_("progress update"),
    )
    milestone = to_one(Milestone, _("milestone"), "achievements")
    achieved_on = models.DateField(_("achieved on"))

    history = change_log()
    objects = MilestoneAchievementQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone achieved")
        verbose_name_plural = _("milestones achieved")
        constraints = [unique("line_reports_a_milestone_once", "update", "milestone")]

    def __str__(self) -> str:
        return labelled(self.milestone, date_format(self.achieved_on))


def achieved(viewpoint: Viewpoint) -> models.QuerySet:
    """Milestones reported as achieved in a counted line, by their own date and not its period's."""
    return as_known(MilestoneAchievement.objects.all(), viewpoint.of_drafts).filter(
        achieved_on__lte=viewpoint.as_at,
        update__in=counted_updates(viewpoint).values("id"),
    )


def pending_milestones(viewpoint: Viewpoint) -> models.QuerySet:
    """Milestones not reached by the date, of activities neither suspended nor cancelled then."""
    held = as_known(Activity.objects.all(), viewpoint).exclude(hold="")
    rows = as_known(Milestone.objects.all(), viewpoint).exclude(activity__in=held.values("id"))
    return rows.exclude(id__in=achieved(viewpoint).values("milestone"))


class IndicatorActual(models.Model):  # guards: guarded/results.py
    """What a line reports of an indicator in its period. `value` NULL is "no data", with a reason.

    A percentage has numerator and denominator; `value` is then 100 numerator / denominator. A yes
    is 1, a no 0.
    """

    update = models.ForeignKey(
        ProgressUpdate, models.CASCADE, related_name="actuals", verbose_name=_("progress update")
    )
    indicator = to_one(Indicator, _("indicator"), "actuals")
    value = models.DecimalField(_("value"), null=True, blank=True, **QUANTITY)
    numerator = models.DecimalField(_("numerator"), null=True, blank=True, **QUANTITY)
    denominator = models.DecimalField(_("denominator"), null=True, blank=True, **QUANTITY)
    missing_reason = models.CharField(_("reason for no data"), max_length=300, blank=True)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)

    history = change_log()

    class Meta:
        verbose_name = _("reported value of an indicator")
        verbose_name_plural = _("reported values of indicators")
        constraints = [
            unique("line_reports_an_indicator_once", "update", "indicator"),
            rule(
                "actual_has_a_value_or_a_reason",
                Q(value__isnull=False, missing_reason="")
                | Q(value__isnull=True) & ~Q(missing_reason=""),
                _("Give either a value or the reason why there is no data, not both."),
            ),
            rule(
                "actual_is_not_negative",
                Q(value__isnull=True) | Q(value__gte=0),
                _("The value of an indicator must be zero or more."),
            ),
            rule(
                "percentage_has_numerator_and_denominator",
                Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, numerator__gte=0)
                & Q(denominator__isnull=False, denominator__gt=0),
                _("Give both numbers; the second must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.indicator, quantity(self.value))

    @property
    def total(self) -> Decimal | None:
        """What the parts of a breakdown are parts of."""
        return self.value if self.numerator is None else self.numerator

    def clean(self) -> None:
        measure, numbers = self.indicator.measure, (self.numerator, self.denominator)
        is_percentage = measure == Indicator.Measure.PERCENTAGE
        if is_percentage and self.value is not None and numbers == (None, None):
            raise ValidationError(
                _("Report a percentage as two numbers: how many, and out of how many.")
            )
        if not is_percentage and numbers != (None, None):
            raise ValidationError(_("Only a percentage is reported as two numbers."))
        if numbers != (None, None) and (None in numbers or not self.denominator):
            sentence = _("Give both numbers; the second must be above zero.")
            raise ValidationError({"denominator": sentence})
        if self.numerator and self.denominator and self.numerator > self.denominator:
            raise ValidationError(
                {"numerator": _("This is more than the total: a percentage cannot be over 100.")}
            )
        if measure == Indicator.Measure.YES_NO and self.value not in (None, 0, 1):
            raise ValidationError({"value": _("Answer yes or no.")})


def percentage(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """100 numerator / denominator as it is stored; None where it cannot be said."""
    if numerator is None or not denominator:
        return None
    return (100 * numerator / denominator).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


class Dimension(models.TextChoices):
    """By what an actual is broken down."""

    SEX = "sex", _("sex")
    AGE_GROUP = "age_group", _("age group")
    DISABILITY = "disability", _("disability")
    NATIONALITY = "nationality", _("nationality")


class Sex(models.TextChoices):
    FEMALE = "female", _("women and girls")
    MALE = "male", _("men and boys")
    OTHER = "other", _("other or not stated")


class AgeGroup(models.TextChoices):
    INFANT = "0-4", _("0 to 4 years")
    CHILD = "5-17", _("5 to 17 years")
    ADULT = "18-59", _("18 to 59 years")
    OLDER = "60+", _("60 years and over")
    UNKNOWN = "unknown", _("age not stated")


class Disability(models.TextChoices):
    WITH = "with", _("persons with a disability")
    WITHOUT = "without", _("persons without a disability")
    UNSTATED = "unstated", _("disability not stated")


# The parts of a whole that are listed; nationalities are those of ISO 3166-1.
CATEGORIES: dict[str, type[models.TextChoices]] = {
    Dimension.SEX: Sex,
    Dimension.AGE_GROUP: AgeGroup,
    Dimension.DISABILITY: Disability,
}
# A nationality that nobody knows; ISO 3166-1 leaves the code to its users.
UNSTATED = "ZZ"


def category_name(dimension: str, category: str) -> str:
    """A part in the reader's words: women and girls, 5 to 17 years, Haiti; empty if unknown."""
    if dimension == Dimension.NATIONALITY:
        return str(_("not stated")) if category == UNSTATED else str(countries.name(category))
    known = CATEGORIES[dimension].choices if dimension in CATEGORIES else ()
    return next((str(label) for name, label in known if name == category), "")


class ActualBreakdown(models.Model):  # guards: guarded/results.py
    """Part of an actual: of one category of a dimension. Nations are ISO 3166-1 (HN), or ZZ.

    Parts of one dimension never sum to more than the total; equal, they are complete. Of a
    percentage the parts are of its numerator.
    """

    actual = models.ForeignKey(
        IndicatorActual, models.CASCADE, related_name="breakdowns", verbose_name=_("reported value")
    )
    dimension = models.CharField(_("broken down by"), max_length=12, choices=Dimension.choices)
    category = models.CharField(
        _("category"), max_length=10, validators=[RegexValidator(r"^[A-Za-z0-9+-]+$")]
    )
    value = models.DecimalField(_("value"), **QUANTITY)

    history = change_log()

    class Meta:
        verbose_name = _("breakdown of a reported value")
        verbose_name_plural = _("breakdowns of reported values")
        constraints = [
            unique("actual_has_each_category_once", "actual", "dimension", "category"),
            rule("breakdown_is_not_negative", Q(value__gte=0), _("A part must be zero or more.")),
        ]

    def __str__(self) -> str:
        return labelled(f"{self.get_dimension_display()} {self.category}", quantity(self.value))

    @property
    def name(self) -> str:
        return category_name(self.dimension, self.category)

    def clean(self) -> None:
        if not category_name(self.dimension, self.category):
            raise ValidationError(
                _("“%(category)s” is not one of the categories by %(dimension)s."),
                params={"category": self.category, "dimension": self.get_dimension_display()},
            )
