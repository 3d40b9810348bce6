"""People, and what they may do for which office or region."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Now, TruncDate
from django.db.models.lookups import GreaterThan
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..base.labels import labelled
from .changes import change_log
from .columns import rule, to_one, to_one_or_none, unique
from .offices import Office, Region
from .translated import Language

LANGUAGE = "office__language"
# A role ends by the database's clock, whatever the day of an appeal is.
TODAY = TruncDate(Now())
OVER = Q(ends_on__lt=TODAY)
# So long after it was given or confirmed a role is to be looked at again.
A_YEAR = timedelta(days=365)
IS_OVER = Case(
    When(memberships__ends_on__lt=TODAY, then=Value(value=True)), default=Value(value=False)
)


def is_over(day: date) -> bool:
    """Whether a role whose last day this is has ended."""
    return User.objects.annotate(today=TODAY).filter(today__gt=day).exists()


class Held(NamedTuple):
    """A role, and the id of the office or region that it is held for; the office's language."""

    role: str
    office: int | None
    region: int | None
    language: str | None


class User(AbstractUser):
    """A person who signs in; their memberships say what they may do."""

    language = models.CharField(
        _("preferred language"), max_length=2, choices=Language.choices, blank=True
    )

    # What they prove it with besides a password. Secrets lie with the library that checks them: see
    # `appeal/factors`.
    has_app = models.BooleanField(_("authenticator app"), default=False, editable=False)
    passkeys = models.PositiveSmallIntegerField(_("passkeys"), default=0, editable=False)
    codes_left = models.PositiveSmallIntegerField(
        _("recovery codes left"), default=0, editable=False
    )
    # When they last ended sessions of theirs in other browsers.
    signed_out_at = models.DateTimeField(
        _("signed out in other browsers at"), null=True, blank=True, editable=False
    )

    # Who they are and whether they may sign in; never by what password, nor when they did.
    history = change_log(without=("password", "last_login", "date_joined", "is_staff"))

    @property
    def has_factor(self) -> bool:
        """Whether a password alone does not let them in."""
        return self.has_app or self.passkeys > 0

    @property
    def is_expected(self) -> bool:
        """Whether they were invited and never came in."""
        return not self.has_usable_password() and self.last_login is None

    @cached_property
    def held(self) -> list[Held]:
        """Their roles of today, read once per request."""
        rows = self.memberships.exclude(OVER).order_by("pk")
        return [Held(*row) for row in rows.values_list("role", "office", "region", LANGUAGE)]

    @classmethod
    def with_each_role(cls, pk: int, **beside: Combinable) -> "models.QuerySet[User]":
        """The person, once for each of their roles, with columns `beside` them."""
        held: dict[str, Combinable] = {
            name: F(f"memberships__{name}") for name in ("role", "office", "region")
        }
        held |= {"language": F(f"memberships__{LANGUAGE}"), "is_over": IS_OVER}
        rows = cls.objects.filter(pk=pk).order_by("memberships__pk")
        return rows.annotate(**{f"held_{name}": held[name] for name in held} | beside)

    @staticmethod
    def holding(found: Sequence[Any]) -> "User | None":
        """The person of these rows, who holds the roles of today among them."""
        for person in found[:1]:
            person.held = [
                Held(row.held_role, row.held_office, row.held_region, row.held_language)
                for row in found
                if row.held_role and not row.held_is_over
            ]
        return found[0] if found else None


class Role(models.TextChoices):
    """What a membership lets a person do; each role adds to viewer only."""

    VIEWER = "viewer", _("viewer")
    REPORTER = "reporter", _("reporting officer")
    FINANCE = "finance", _("finance")
    REVIEWER = "reviewer", _("reviewer")
    MANAGER = "manager", _("manager")


FRESH = GreaterThan(Coalesce("confirmed_at", "since_at"), Now() - A_YEAR)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def with_review(self) -> Self:
        """Adds `since_at`, when it was given, `confirmed_by`, who said last that it stays, and

        `is_due`: whether neither was within a year.
        """
        own = Membership.history.filter(id=OuterRef("pk")).order_by("history_date", "history_id")
        given = own.filter(history_type="+").values("history_date")
        confirmed = own.filter(confirmed_at=OuterRef("confirmed_at"))
        return self.annotate(
            since_at=Subquery(given[:1]),
            confirmed_by=Subquery(confirmed.values("history_user__username")[:1]),
        ).annotate(is_due=Case(When(FRESH, then=Value(value=False)), default=Value(value=True)))


class Membership(models.Model):
    """One role of one person, for one office or for a whole region.

    A stand-in holds it for somebody who is away, until its last day.
    """

    user = to_one(User, _("user"), "memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    office = to_one_or_none(Office, _("office"), "memberships")
    region = to_one_or_none(Region, _("region"), "memberships")

    ends_on = models.DateField(_("last day"), null=True, blank=True)
    stands_in_for = to_one_or_none(User, _("stand-in for"), "stand_ins")
    # When somebody last said, in a review of access, that it is still needed.
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)

    # What `with_review` adds.
    since_at: datetime | None
    confirmed_by: str | None
    is_due: bool

    objects = MembershipQuerySet.as_manager()
    history = change_log()

    class Meta:
        verbose_name = _("role by office")
        verbose_name_plural = _("roles by office")
        constraints = [
            rule(
                "membership_is_for_an_office_or_a_region",
                Q(office__isnull=False) | Q(region__isnull=False),
                _("Choose the office or region for this role."),
            ),
            rule(
                "membership_is_not_for_both",
                Q(office__isnull=True) | Q(region__isnull=True),
                _("Choose either an office or a region, not both."),
            ),
            rule(
                "stand_in_has_a_last_day",
                Q(stands_in_for__isnull=True) | Q(ends_on__isnull=False),
                _("Say until which day they stand in."),
            ),
            rule(
                "nobody_stands_in_for_themselves",
                Q(stands_in_for__isnull=True) | ~Q(stands_in_for=F("user")),
                _("Choose somebody else: people can't be their own stand-in."),
            ),
            unique(
                "person_holds_a_role_once_per_office",
                "user",
                "role",
                "office",
                condition=Q(office__isnull=False),
                said=_("This person already has this role for this office."),
            ),
            unique(
                "person_holds_a_role_once_per_region",
                "user",
                "role",
                "region",
                condition=Q(region__isnull=False),
                said=_("This person already has this role for this region."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.user, f"{self.get_role_display()}, {self.office or self.region}")
