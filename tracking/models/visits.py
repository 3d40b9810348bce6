"""What the site stores for one person alone: when they were here, and the views they saved."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, User
from appeal.models.columns import rule, unique
from appeal.models.ordering import in_order

# Two looks at the home page within this time belong to one visit.
ONE_VISIT = timedelta(hours=2)


class VisitQuerySet(models.QuerySet["Visit"]):
    def note(self, *, user: User, appeal: Appeal, at: datetime) -> datetime | None:
        """Remember that the person is here; says when their last visit ended, None at the first.

        Written a few times an hour at most, so that reading a page seldom writes.
        """
        own = self.filter(user=user, appeal=appeal)
        visit: Any = own.first()
        if visit is None:
            self.get_or_create(user=user, appeal=appeal, defaults={"seen_at": at})
            return None
        if at - visit.seen_at > ONE_VISIT:
            own.update(before=visit.seen_at, seen_at=at)
            return visit.seen_at
        if at - visit.seen_at > ONE_VISIT / 8:
            own.update(seen_at=at)
        return visit.before


class Visit(models.Model):
    """A person was on the home page of an appeal, and when the visit before that one ended."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(_("seen at"))
    before = models.DateTimeField(_("previous visit"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [unique("visit_is_kept_once_per_person_and_appeal", "user", "appeal")]

    def __str__(self) -> str:
        return f"{self.user} {self.seen_at:%Y-%m-%d}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def on(self, *, user: User, appeal: Appeal, page: str) -> Self:
        """The person's views of one list, by name."""
        return in_order(self.filter(user=user, appeal=appeal, page=page), "name")


class SavedView(models.Model):
    """A list as a person likes to see it: its filters, order and columns under a name."""

    class Page(models.TextChoices):
        ACTIVITIES = "activity_list", _("Activities")
        TRANSACTIONS = "transaction_list", _("Ledger")
        CONTRIBUTIONS = "contribution_list", _("Contributions")
        RISKS = "risk_list", _("Risks")
        MATRIX = "matrix", _("Matrix")
        OVERVIEW = "overview", _("Overview")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="+")
    page = models.CharField(_("page"), max_length=20, choices=Page.choices)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("what it shows"), max_length=1500, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            unique(
                "saved_view_has_a_name_of_its_own",
                "user",
                "appeal",
                "page",
                "name",
                said=_("You already have a view with this name. Choose another one."),
            ),
            rule("saved_view_has_a_name", ~models.Q(name=""), _("Give the view a name.")),
        ]

    def __str__(self) -> str:
        return self.name
