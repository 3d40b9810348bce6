"""What staff carry out and track, and the money allocated to it."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from .. import reach
from ..base.viewpoint import EVERYTHING, Viewpoint
from .appeals import Appeal
from .changes import as_known, change_log
from .columns import rule, to_one, unique
from .framework import CompactObjective, SdgTarget
from .lineage import Continuing
from .money import MoneyField
from .offices import Country, Office
from .partners import Partner
from .phasing import PhasingField, phased_outside
from .priorities import Priority, headings_of
from .requirements import Requirement, allocated_per
from .translated import Basis, Language, in_languages
from .versions import Versioned


def printed_order(step: str = "") -> tuple[str, ...]:
    """What to order by so that activities come as in the publication; `step` leads to them."""
    columns = ("priority__section__order", "priority__order", "order")
    return tuple(f"{step}{column}" for column in columns)


def to_office(step: str = "") -> str:
    """The way from an activity to its office; `step` leads to the activity."""
    return f"{step}priority__section__office"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(priority__section__appeal=appeal)

    def in_office(self, office: Office) -> Self:
        return self.filter(**{to_office(): office})

    def in_printed_order(self) -> Self:
        return self.order_by(*printed_order())

    def existing(self, viewpoint: Viewpoint) -> Self:
        """Those that were in the plan by the day that `viewpoint` knows of."""
        if not viewpoint.is_past:
            return self
        return self.filter(pk__in=as_known(Activity.objects.all(), viewpoint).values("id"))

    def cancelled(self) -> Self:
        return self.filter(hold=Activity.Hold.CANCELLED)

    def going(self) -> Self:
        """Those that are not cancelled."""
        return self.exclude(hold=Activity.Hold.CANCELLED)

    def with_office(self) -> Self:
        """With the priority and office of each, and without the summaries: they are the longest."""
        texts = in_languages("summary")
        ways = ("priority", "priority__section")
        longest = (f"{way}__{text}" for way in ways for text in texts)
        return self.select_related(to_office()).defer(*longest)

    def with_plan(self) -> Self:
        """With all that names an activity: its priority, office and headings."""
        return self.select_related(to_office(), "priority__section__appeal").prefetch_related(
            headings_of("priority__")
        )

    def with_plan_then(self, viewpoint: Viewpoint) -> Self:
        """Adds `hold_then`, `starts_then` and `ends_then`."""
        columns = {"hold_then": "hold", "starts_then": "starts_on", "ends_then": "ends_on"}
        if not viewpoint.is_past:
            return self.annotate(**{name: F(column) for name, column in columns.items()})
        then = as_known(Activity.objects.all(), viewpoint).filter(id=OuterRef("pk"))
        return self.annotate(
            **{name: Subquery(then.values(column)[:1]) for name, column in columns.items()}
        )

    def with_allocated(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        """Adds `allocated`, the activity's budget, and `is_indicative`: part of it unconfirmed.

        Both as `viewpoint` knew them.
        """
        own = as_known(Allocation.objects.all(), viewpoint).filter(activity=OuterRef("pk"))
        return self.annotate(
            allocated=allocated_per("activity", viewpoint),
            is_indicative=models.Exists(own.filter(basis=Allocation.Basis.INDICATIVE)),
        )


HAS_FINANCE_CODE = ~Q(finance_code="")


class Activity(Continuing):  # guards: guarded.py
    """What an office carries out for a priority; progress and spend are logged against it."""

    class Hold(models.TextChoices):
        SUSPENDED = "suspended", _("suspended")
        CANCELLED = "cancelled", _("cancelled")

    # What its page names beside it.
    NAMED = ("countries", "partners", "sdg_targets", "compact_objectives")

    priority = to_one(Priority, _("priority"), "activities")
    code = models.CharField(
        _("code"),
        max_length=25,
        validators=[
            RegexValidator(
                r"^[A-Z0-9]+(-[A-Z0-9]+)*\.[0-9]+$",
                _("The priority's code, a full stop and a number, such as GT-3.2."),
            )
        ],
    )
    order = models.PositiveSmallIntegerField(_("order"))
    own_title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("If empty: the priority's title.")
    )
    description = models.TextField(_("description"), max_length=4000, blank=True)
    language = models.CharField(
        _("language of title and description"),
        max_length=2,
        choices=Language.choices,
        default=Language.ENGLISH,
    )
    lead = models.CharField(
        _("lead"), max_length=100, blank=True, help_text=_("The person responsible at the office.")
    )
    finance_code = models.CharField(
        _("finance code"),
        max_length=50,
        blank=True,
        help_text=_("The WBS element or project code in the organisation's finance system."),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    dates_basis = models.CharField(
        _("basis of the dates"), max_length=10, choices=Basis.choices, default=Basis.ASSIGNED
    )
    phasing = PhasingField(
        _("plan by month"),
        blank=True,
        help_text=_("USD by month. If empty, planned spending is spread evenly over its days."),
    )
    hold = models.CharField(
        _("suspended or cancelled"),
        max_length=10,
        choices=Hold.choices,
        blank=True,
        help_text=_("Leave empty while the activity is going ahead."),
    )
    countries = models.ManyToManyField(
        Country, blank=True, related_name="activities", verbose_name=_("countries and territories")
    )
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="activities", verbose_name=_("partners")
    )
    sdg_targets = models.ManyToManyField(
        SdgTarget, blank=True, related_name="activities", verbose_name=_("SDG targets")
    )
    compact_objectives = models.ManyToManyField(
        CompactObjective,
        blank=True,
        related_name="activities",
        verbose_name=_("Global Compact objectives"),
    )

    # What `with_allocated` adds, and `with_plan_then`.
    allocated: Decimal
    is_indicative: bool
    hold_then: str
    starts_then: date
    ends_then: date

    history = change_log(countries, partners, sdg_targets, compact_objectives)
    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            unique("activity_code_is_unique_in_a_priority", "priority", "code"),
            unique(
                "activity_order_is_unique_in_a_priority",
                "priority",
                "order",
                said=_("Another activity of this priority already has this order."),
            ),
            rule("activity_code_fits_into_an_address", ~Q(code__contains="/")),
            rule(
                "activity_ends_after_it_starts",
                Q(ends_on__gte=F("starts_on")),
                _("The activity must end on or after the day it starts."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["finance_code"],
                condition=HAS_FINANCE_CODE,
                name="activities_by_finance_code",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        """Its own title, or the priority's in the reader's language."""
        return self.own_title or self.priority.title

    @property
    def office(self) -> Office:
        return self.priority.section.office

    @property
    def appeal(self) -> Appeal:
        return self.priority.section.appeal

    def clean(self) -> None:
        if not self.priority_id:
            return
        reach.ACTIVITY.check(self.appeal, self, "starts_on", "ends_on")
        if outside := phased_outside(self.phasing, self.starts_on, self.ends_on):
            sentence = _("Money is planned for %(month)s. Change the plan by month first.")
            refused = {name: sentence % {"month": month} for name, month in outside.items()}
            raise ValidationError(refused)
        if self.finance_code and self.appeal.finance_codes_are_unique:
            same = Activity.objects.of(self.appeal).filter(finance_code=self.finance_code)
            if other := same.exclude(pk=self.pk).first():
                sentence = _("%(activity)s has this finance code. Each belongs to one activity.")
                raise ValidationError({"finance_code": sentence % {"activity": other.code}})
        if not self.code.startswith(f"{self.priority.code}."):
            raise ValidationError(
                {
                    "code": _("The code must begin with the priority's code: %(code)s.…")
                    % {"code": self.priority.code}
                }
            )


class Allocation(Versioned):  # guards: guarded.py
    """Dollars of one cell set aside for one activity; an activity's budget is their sum."""

    class Basis(models.TextChoices):
        INDICATIVE = "indicative", _("indicative")
        CONFIRMED = "confirmed", _("confirmed")

    activity = to_one(Activity, _("activity"), "allocations")
    cell = to_one(Requirement, _("requirement line"), "allocations")
    amount = MoneyField(_("amount"))
    basis = models.CharField(
        _("basis"),
        max_length=10,
        choices=Basis.choices,
        help_text=_("Indicative: an even split, until a manager confirms or changes it."),
    )
    lowered_reason = models.CharField(
        _("reason for going below what is spent"),
        max_length=300,
        blank=True,
        help_text=_("Needed if you lower the amount below what has already been spent."),
    )

    history = change_log()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            unique(
                "activity_draws_once_on_a_cell",
                "activity",
                "cell",
                said=_("This activity already has a budget in this requirement line."),
            ),
            rule("allocation_is_positive", Q(amount__gt=0), _("A budget must be above zero.")),
        ]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.cell.heading.code}"
