"""The terms of a grant: its code, dates, currency, overhead and earmarking."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appeal.models.columns import rule, unique

IS_CODE = RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as EUR."))


class Earmarking(models.TextChoices):
    """How closely a donor says what its money is for, in the words of the Grand Bargain."""

    UNEARMARKED = "unearmarked", _("unearmarked")
    SOFTLY = "softly", _("softly earmarked")
    EARMARKED = "earmarked", _("earmarked")
    TIGHTLY = "tightly", _("tightly earmarked")


class Terms(models.Model):
    """What an agreement with a donor says besides the amount; a grant without dates has no end."""

    project_code = models.CharField(
        _("project code"),
        max_length=50,
        blank=True,
        help_text=_("The code of the grant in the organisation's finance system."),
    )
    starts_on = models.DateField(
        _("starts on"), null=True, blank=True, help_text=_("The first day that it pays for.")
    )
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The last day that it pays for.")
    )
    extended_to = models.DateField(
        _("extended to"),
        null=True,
        blank=True,
        help_text=_("The new last day, where the donor agreed to an extension."),
    )
    reporting_currency = models.CharField(
        _("reporting currency"),
        max_length=3,
        blank=True,
        validators=[IS_CODE],
        help_text=_("The currency of the reports to the donor; empty for that of the agreement."),
    )
    overhead_rate = models.DecimalField(
        _("overhead rate"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("In percent of what is spent; empty where none is agreed."),
    )
    earmarking = models.CharField(
        _("earmarking"),
        max_length=11,
        choices=Earmarking.choices,
        blank=True,
        help_text=_("In the words of the Grand Bargain; empty to take it from the place."),
    )

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day that it pays for, an extension counted."""
        return self.extended_to or self.ends_on

    def covers(self, day: date) -> bool:
        """Whether it pays for this day; without an end or a beginning for any."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.last_day is None or day <= self.last_day)


# What holds of every grant; the names are those of its table.
TERMS_RULES = [
    rule(
        "grant_ends_after_it_starts",
        Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        _("The grant cannot end before it starts."),
    ),
    rule(
        "extension_is_later_than_the_end",
        Q(extended_to__isnull=True) | Q(ends_on__isnull=False, extended_to__gt=F("ends_on")),
        _("An extension needs an end, and is later than that."),
    ),
    rule(
        "overhead_is_a_percentage",
        Q(overhead_rate__isnull=True) | Q(overhead_rate__gte=0, overhead_rate__lte=100),
        _("The overhead rate is a percentage from 0 to 100."),
    ),
    rule(
        "unearmarked_money_has_no_place",
        ~Q(earmarking=Earmarking.UNEARMARKED) | Q(office__isnull=True, heading__isnull=True),
        _("Money for an office or a heading is earmarked: choose another earmarking."),
    ),
    unique(
        "project_code_is_of_one_grant",
        "appeal",
        "project_code",
        condition=~Q(project_code=""),
        said=_("Another contribution to this appeal has this project code."),
    ),
]
