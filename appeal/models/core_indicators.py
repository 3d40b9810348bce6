"""The core indicators of an appeal: what indicators of its activities come together in."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .appeals import Appeal
from .changes import change_log
from .columns import rule, to_one, unique
from .framework import CODE
from .indicators import Indicator
from .translated import Translated
from .versions import Versioned


class CoreIndicatorQuerySet(models.QuerySet["CoreIndicator"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def in_order(self) -> Self:
        return self.order_by("order", "id")


class CoreIndicator(Versioned):  # guards: guarded.py
    """What an appeal counts over all its offices; indicators of activities feed it."""

    MEASURES = (Indicator.Measure.NUMBER, Indicator.Measure.PERCENTAGE)

    appeal = to_one(Appeal, _("appeal"), "core_indicators")
    code = models.CharField(_("code"), max_length=10, validators=[CODE])
    order = models.PositiveSmallIntegerField(_("order"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=100)
    unit_es = models.CharField(_("unit in Spanish"), max_length=100, blank=True)
    unit_fr = models.CharField(_("unit in French"), max_length=100, blank=True)
    definition_en = models.TextField(_("definition in English"), max_length=2000, blank=True)
    definition_es = models.TextField(_("definition in Spanish"), max_length=2000, blank=True)
    definition_fr = models.TextField(_("definition in French"), max_length=2000, blank=True)
    measure = models.CharField(
        _("measure"), max_length=10, choices=[(one.value, one.label) for one in MEASURES]
    )
    accumulation = models.CharField(
        _("accumulation over periods"), max_length=6, choices=Indicator.Accumulation.choices
    )
    is_people = models.BooleanField(
        _("counts people reached"),
        default=False,
        help_text=_("People may be counted by several activities, so they are never just added."),
    )

    title = Translated()
    unit = Translated()
    definition = Translated()
    history = change_log()
    objects = CoreIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("core indicator")
        verbose_name_plural = _("core indicators")
        constraints = [
            unique(
                "core_indicator_code_is_unique_in_an_appeal",
                "appeal",
                "code",
                said=_("Another core indicator of this appeal already has this code."),
            ),
            rule(
                "people_are_counted_in_numbers",
                ~Q(is_people=True, measure=Indicator.Measure.PERCENTAGE),
                _("People reached are counted as a number, not as a percentage."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
