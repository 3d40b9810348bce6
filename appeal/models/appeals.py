"""The appeal of one year, and each office's section of it."""

from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .changes import change_log
from .columns import rule, to_one, unique
from .framework import Framework
from .offices import Office, Region
from .translated import Basis, Translated
from .versions import Versioned

# What makes an appeal part of a demonstration: all of it goes by one clock.
DEMONSTRATION = ("is_demonstration", "clock_stands_on", "clock_started_at")
# On the fixed day of the demonstration data, the clock starts at eight and stops before midnight.
MORNING, WORKING_DAY = time(8), timedelta(hours=15)


def validate_time_zone(name: str) -> None:
    """Refuse what is not a name of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Enter one such as America/Costa_Rica."),
            params={"name": name},
        )


class AppealQuerySet(models.QuerySet["Appeal"]):
    def current_first(self) -> Self:
        """The newest appeal that people work on first; drafts last."""
        is_draft = models.Case(models.When(state=Appeal.State.DRAFT, then=1), default=0)
        return self.order_by(is_draft, "-year", "code")

    def own_first(self, is_own: Q) -> Self:
        """Adds `is_own`; those that are come first, each with the current one first."""
        own = models.Case(
            models.When(is_own, then=True), default=False, output_field=models.BooleanField()
        )
        newest = self.current_first()
        return newest.annotate(is_own=own).order_by("-is_own", *newest.query.order_by)

    def on_one_clock(self, appeal: "Appeal") -> Self:
        """Those of the same demonstration; none where the appeal goes by the machine's clock."""
        if appeal.clock_started_at is None:
            return self.none()
        return self.filter(clock_started_at=appeal.clock_started_at)

    def demonstration(self) -> "Appeal | None":
        """The demonstration that a new appeal is part of: where there is no other appeal."""
        stopped = self.filter(clock_started_at__isnull=False).order_by("pk").first()
        return None if self.filter(clock_started_at=None).exists() else stopped


class Appeal(Versioned):  # guards: guarded.py
    """A published yearly appeal: what a region's offices promise and what they require for it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")

    class Rhythm(models.TextChoices):
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")

    region = to_one(Region, _("region"), "appeals")
    framework = to_one(Framework, _("framework"), "appeals")
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Z0-9]+(-[A-Z0-9]+)*$",
                _("Capital letters, digits and hyphens, such as MI2020-CNAC."),
            ),
            # What addresses have in place of the code of an appeal.
            RegexValidator(
                r"(?i)^new$",
                _("This word is the address of another page. Choose a code such as MI2021-CNAC."),
                inverse_match=True,
            ),
        ],
    )
    title_en = models.CharField(_("title in English"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    table_title_en = models.CharField(_("title of the table, English"), max_length=200)
    table_title_es = models.CharField(_("title of the table, Spanish"), max_length=200, blank=True)
    table_title_fr = models.CharField(_("title of the table, French"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    closes_on = models.DateField(
        _("closes on"), help_text=_("The last value date that the ledger accepts.")
    )
    currency = models.CharField(_("currency"), max_length=3)
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        validators=[validate_time_zone],
        help_text=_("Decides when a day begins and ends, for every office."),
    )
    rhythm = models.CharField(
        _("reporting by offices"), max_length=10, choices=Rhythm.choices, default=Rhythm.QUARTERLY
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    needs_second_person = models.BooleanField(
        _("posting needs a second person"),
        default=False,
        help_text=_(
            "If ticked, nobody can post a draft entry that they entered or changed. If"
            " not, they can, and it is listed among the issues to fix."
        ),
    )
    finance_codes_are_unique = models.BooleanField(
        _("a finance code belongs to one activity"),
        default=False,
        help_text=_("If ticked, no two activities can have the same code of the finance system."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_on_basis = models.CharField(
        _("basis of the date of publication"),
        max_length=10,
        choices=Basis.choices,
        default=Basis.ASSIGNED,
    )
    source_name = models.CharField(_("source document"), max_length=200)
    source_sha256 = models.CharField(_("SHA-256 of the source document"), max_length=64)
    is_demonstration = models.BooleanField(
        _("contains demonstration data"), default=False, editable=False
    )
    clock_stands_on = models.DateField(
        _("fixed date of the demonstration data"), null=True, editable=False
    )
    clock_started_at = models.DateTimeField(
        _("demonstration data since"), null=True, editable=False
    )
    offices = models.ManyToManyField(Office, through="Section", related_name="appeals")

    # What `own_first` adds.
    is_own: bool

    title = Translated()
    table_title = Translated()
    history = change_log()
    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            rule(
                "appeal_ends_after_it_starts",
                Q(ends_on__gte=F("starts_on")),
                _("The appeal must end on or after the day it starts."),
            ),
            rule(
                "appeal_closes_after_it_ends",
                Q(closes_on__gte=F("ends_on")),
                _("The appeal must close on or after the day it ends."),
            ),
            rule(
                "appeal_stops_its_clock_for_demonstration_data_only",
                Q(clock_stands_on=None, clock_started_at=None)
                | Q(
                    is_demonstration=True,
                    clock_stands_on__isnull=False,
                    clock_started_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if self.pk and self.finance_codes_are_unique:
            code = "priorities__activities__finance_code"
            codes = self.sections.filter(**{f"{code}__gt": ""}).order_by(code).values_list(code)
            if shared := codes.annotate(times=Count(code)).filter(times__gt=1).first():
                sentence = _("Several activities have the finance code %(code)s. Change it first.")
                found = sentence % {"code": shared[0]}
                raise ValidationError({"finance_codes_are_unique": found})

    @property
    def full_title(self) -> str:
        """Its title with its year, which many titles have in them already."""
        title: str = self.title
        return title if str(self.year) in title else f"{title} {self.year}"

    @property
    def choice(self) -> str:
        """Its code wherever one of several appeals is chosen or named: a draft says that it is."""
        return self._marked(self.code)

    @property
    def full_choice(self) -> str:
        """The same with its title."""
        return self._marked(f"{self.full_title} ({self.code})")

    def _marked(self, name: str) -> str:
        if self.state != Appeal.State.DRAFT:
            return name
        return gettext("%(name)s (draft)") % {"name": name}

    def clock_at(self, instant: datetime) -> datetime:
        """What the appeal's clock shows at a real instant: the same, unless its day is fixed.

        Demonstration data never ages, and yet what is entered later must be dated later. So the
        clock leaves with the first hour at the pace of others, slows down, and the day never ends.
        """
        if self.clock_stands_on is None or self.clock_started_at is None:
            return instant
        morning = datetime.combine(self.clock_stands_on, MORNING, ZoneInfo(self.time_zone))
        gone = max(instant - self.clock_started_at, timedelta())
        return morning + WORKING_DAY * (gone / (gone + WORKING_DAY))

    def join_demonstration(self, other: "Appeal | None") -> None:
        """Go by the clock of another appeal, if that is demonstration data."""
        for name in DEMONSTRATION if other else ():
            setattr(self, name, getattr(other, name))

    def day_of(self, instant: datetime) -> date:
        """The day that an instant falls on in the appeal's time zone."""
        return instant.astimezone(ZoneInfo(self.time_zone)).date()

    def local(self, instant: datetime) -> datetime:
        """An instant as the clocks of the appeal's time zone show it, for files that know none."""
        return instant.astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None, microsecond=0)

    def end_of(self, day: date) -> datetime:
        """The instant at which a day ends in the appeal's time zone."""
        after = day + timedelta(days=1)
        return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(self.time_zone))

    def last_value_day(self, today: date) -> date:
        """The default as-at date: today, or the day the appeal closed if that is earlier."""
        return min(today, self.closes_on)


class Section(Versioned):  # guards: guarded.py
    """An office's part of one appeal, as the publication prints it."""

    appeal = to_one(Appeal, _("appeal"), "sections")
    office = to_one(Office, _("office"), "sections")
    printed_name = models.CharField(_("name as printed"), max_length=100)
    order = models.PositiveSmallIntegerField(_("printed order"))
    summary_en = models.TextField(_("summary in English"), max_length=4000)
    summary_es = models.TextField(_("summary in Spanish"), max_length=4000, blank=True)
    summary_fr = models.TextField(_("summary in French"), max_length=4000, blank=True)

    summary = Translated()
    history = change_log()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            unique("office_has_one_section_in_an_appeal", "appeal", "office"),
            unique("section_order_is_unique_in_an_appeal", "appeal", "order"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal.code} {self.printed_name}"


# From a row to the appeal that it belongs to, a step at a time.
TOWARDS_APPEAL = (
    "appeal", "section", "priority", "activity", "indicator", "cell", "period", "report", "update",
    "actual", "milestone", "contribution",
)  # fmt: skip


def appeal_of(row: object) -> Appeal | None:
    """The appeal that a row belongs to; None for what all of them share."""
    while row is not None and not isinstance(row, Appeal):
        steps = (getattr(row, step, None) for step in TOWARDS_APPEAL)
        row = next((step for step in steps if step is not None), None)
    return row
