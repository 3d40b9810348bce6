"""The risk register of each activity."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from appeal.models import Activity, Appeal, Language, Versioned, change_log, to_office
from appeal.models.columns import rule, to_one

LEVELS = [
    MinValueValidator(1, _("A level must be a whole number from 1 to 5.")),
    MaxValueValidator(5, _("A level must be a whole number from 1 to 5.")),
]


class RiskQuerySet(models.QuerySet["Risk"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(activity__priority__section__appeal=appeal)

    def open(self) -> Self:
        return self.exclude(state=Risk.State.CLOSED)

    def with_score(self) -> Self:
        """Adds `score`, likelihood x consequence, and `level`, what that score means."""
        bands = [When(score__lte=most, then=Value(level)) for level, most in HIGHEST_SCORES.items()]
        return self.annotate(score=F("likelihood") * F("consequence")).annotate(
            level=Case(*bands, output_field=models.CharField())
        )

    def with_names(self) -> Self:
        return self.select_related(to_office("activity__"))


class Level(models.TextChoices):
    """What the score of a risk means."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    CRITICAL = "critical", _("critical")


HIGHEST_SCORES = {Level.LOW: 4, Level.MEDIUM: 9, Level.HIGH: 16, Level.CRITICAL: 25}


def level_of(score: int) -> Level:
    """The level of a score from 1 to 25."""
    return next(level for level, most in HIGHEST_SCORES.items() if score <= most)


class Risk(Versioned):
    """What may prevent an activity's results, how likely and how grave it is, and what is done."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TREATED = "treated", _("being treated")
        CLOSED = "closed", _("closed")

    class Likelihood(models.IntegerChoices):
        RARE = 1, _("1 rare")
        UNLIKELY = 2, _("2 unlikely")
        POSSIBLE = 3, _("3 possible")
        LIKELY = 4, _("4 likely")
        ALMOST_CERTAIN = 5, _("5 almost certain")

    class Consequence(models.IntegerChoices):
        INSIGNIFICANT = 1, _("1 insignificant")
        MINOR = 2, _("2 minor")
        MODERATE = 3, _("3 moderate")
        MAJOR = 4, _("4 major")
        SEVERE = 5, _("5 severe")

    activity = to_one(Activity, _("activity"), "risks")
    what = models.CharField(
        _("what may happen"),
        max_length=500,
        help_text=_(
            "What could happen and what it would cause. Never write the names of beneficiaries."
        ),
    )
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), choices=Likelihood.choices, validators=LEVELS
    )
    consequence = models.PositiveSmallIntegerField(
        _("impact"), choices=Consequence.choices, validators=LEVELS
    )
    treatment = models.CharField(
        _("treatment"), max_length=1000, blank=True, help_text=_("What is being done about it.")
    )
    owner = models.CharField(
        _("owner"), max_length=100, help_text=_("The person responsible for the treatment.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    language = models.CharField(
        _("language of the text"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )

    # What `with_score` adds.
    score: int
    level: str

    history = change_log()
    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints = [
            rule(
                "risk_levels_are_from_1_to_5",
                Q(likelihood__range=(1, 5), consequence__range=(1, 5)),
                _("A level must be a whole number from 1 to 5."),
            )
        ]

    def __str__(self) -> str:
        return self.what
