"""How an activity's results are measured."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .. import reach
from .activities import Activity
from .changes import change_log
from .columns import rule, to_one, unique
from .lineage import Continuing
from .translated import Basis, Translated
from .versions import Versioned

QUANTITY: dict[str, Any] = {"max_digits": 15, "decimal_places": 4}


class Indicator(Continuing):  # guards: guarded.py
    """A quantity that shows a result; baseline and target say whether they were printed."""

    class Measure(models.TextChoices):
        NUMBER = "number", _("number")
        PERCENTAGE = "percentage", _("percentage")
        YES_NO = "yes_no", _("yes or no")

    class Direction(models.TextChoices):
        UP = "up", _("should rise")
        DOWN = "down", _("should fall")

    class Accumulation(models.TextChoices):
        SUM = "sum", _("periods add up")
        LATEST = "latest", _("the latest counts")
        MAX = "max", _("the highest counts")

    activity = to_one(Activity, _("activity"), "indicators")
    core = models.ForeignKey(
        "appeal.CoreIndicator",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("core indicator"),
        help_text=_("What its values count towards over all offices of the appeal."),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=100, blank=True)
    unit_es = models.CharField(_("unit in Spanish"), max_length=100, blank=True)
    unit_fr = models.CharField(_("unit in French"), max_length=100, blank=True)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure.choices)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices)
    accumulation = models.CharField(
        _("accumulation over periods"), max_length=6, choices=Accumulation.choices
    )
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **QUANTITY)
    baseline_basis = models.CharField(
        _("basis of the baseline"), max_length=10, choices=Basis.choices, blank=True
    )
    target = models.DecimalField(_("target"), null=True, blank=True, **QUANTITY)
    target_basis = models.CharField(
        _("basis of the target"), max_length=10, choices=Basis.choices, blank=True
    )
    means_of_verification = models.CharField(_("means of verification"), max_length=300, blank=True)
    by_sex = models.BooleanField(_("broken down by sex"), default=False)
    by_age_group = models.BooleanField(_("broken down by age group"), default=False)
    by_disability = models.BooleanField(_("broken down by disability"), default=False)
    by_nationality = models.BooleanField(_("broken down by nationality"), default=False)

    title = Translated()
    unit = Translated()
    history = change_log()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            unique("indicator_order_is_unique_in_an_activity", "activity", "order"),
            rule(
                "indicator_has_a_title_in_some_language",
                ~Q(title_en="", title_es="", title_fr=""),
                _("Write the title in at least one language."),
            ),
            rule(
                "baseline_has_a_basis",
                Q(baseline__isnull=True, baseline_basis="")
                | Q(baseline__isnull=False) & ~Q(baseline_basis=""),
                _("Choose whether the baseline was published or set by the regional office."),
            ),
            rule(
                "target_has_a_basis",
                Q(target__isnull=True, target_basis="")
                | Q(target__isnull=False) & ~Q(target_basis=""),
                _("Choose whether the target was published or set by the regional office."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        language, empty = (get_language() or "en")[:2], {}
        if not self.title:
            empty[f"title_{language}"] = _("Write the title in at least one language.")
        if not self.unit and self.measure != self.Measure.YES_NO:
            empty[f"unit_{language}"] = _(
                "Write what is counted in at least one language: people, kiosks."
            )
        if empty:
            raise ValidationError(empty)
        if self.core and self.activity_id:
            self._check_core()

    def _check_core(self) -> None:
        """Refuse a core indicator of elsewhere, or one that is measured otherwise."""
        core: Any = self.core
        if core.appeal_id != self.activity.appeal.pk:
            raise ValidationError({"core": _("Choose a core indicator of the same appeal.")})
        if self.direction != self.Direction.UP:
            raise ValidationError(
                {"core": _("Only an indicator that should rise can feed a core indicator.")}
            )
        if (core.measure, core.accumulation) != (self.measure, self.accumulation):
            sentence = _(
                "“%(core)s” is measured as: %(measure)s, %(accumulation)s. Choose the same for this"
                " indicator, or another core indicator."
            )
            words = {
                "core": core,
                "measure": core.get_measure_display(),
                "accumulation": core.get_accumulation_display(),
            }
            raise ValidationError({"core": sentence % words})


class IndicatorTarget(Versioned):  # guards: guarded.py
    """What an indicator should reach by the end of one reporting period."""

    indicator = to_one(Indicator, _("indicator"), "period_targets")
    ends_on = models.DateField(_("end of the period"))
    value = models.DecimalField(_("target"), **QUANTITY)

    history = change_log()

    class Meta:
        verbose_name = _("target of a period")
        verbose_name_plural = _("targets of a period")
        constraints = [unique("indicator_has_one_target_per_period", "indicator", "ends_on")]

    def __str__(self) -> str:
        return f"{self.indicator} {date_format(self.ends_on)}"

    def clean(self) -> None:
        if self.indicator_id and self.indicator.activity_id:
            reach.TARGET.check(self.indicator.activity.appeal, self, "ends_on")
