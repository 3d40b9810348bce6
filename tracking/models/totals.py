"""Sums of the posted ledger, updated by the database in the transaction that posts or reverses."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, MoneyField, Requirement
from appeal.models.columns import minus_where, to_one, unique

from .ledger import Transaction


class LedgerTotalQuerySet(models.QuerySet["LedgerTotal"]):
    def before(self, day: date) -> Self:
        """The months that ended before the month of `day` began."""
        return self.filter(month__lt=f"{day:%Y-%m}")

    def posted_before(self, day: date) -> Self:
        """What was posted in the months, by UTC, before that of `day`."""
        return self.filter(posted_in__lt=f"{day:%Y-%m}")

    def spent_by(self, *by: str | Combinable) -> models.QuerySet:
        """What was spent by columns, as of entries."""
        rows = self.filter(kind__in=Transaction.SPENDING).order_by().values_list(*by)
        return rows.annotate(spent=models.Sum("amount"))

    def usd_by(self, *by: str) -> models.QuerySet:
        """What they come to by columns, as of entries: releases are negative."""
        usd = models.F("amount") * minus_where(kind=Transaction.Kind.RELEASE)
        return self.order_by().values_list(*by).annotate(all=models.Sum(usd))


class LedgerTotal(models.Model):
    """What was posted in a month, on an activity from a cell, of a kind, dated in a month.

    Reversals are deducted.

    Triggers write it (see `guarded.py`), on every change; `manage.py check_ledger` compares it
    with the entries.
    """

    IS_KEPT_BY_TRIGGERS = True

    activity = to_one(Activity, _("activity"))
    cell = to_one(Requirement, _("requirement line"))
    kind = models.CharField(_("kind"), max_length=15, choices=Transaction.Kind.choices)
    month = models.CharField(_("month"), max_length=7, help_text=_("For example 2020-03."))
    posted_in = models.CharField(
        _("posted in"), max_length=7, help_text=_("The month, by UTC; for example 2020-04.")
    )
    amount = MoneyField(_("amount in USD"))

    objects = LedgerTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored total")
        verbose_name_plural = _("stored totals")
        constraints = [
            unique("total_is_kept_once", "activity", "cell", "kind", "month", "posted_in")
        ]
        indexes = [
            models.Index(
                fields=["cell", "kind", "month", "posted_in", "amount"], name="total_by_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.kind} {self.month}"


class ActivityTotalQuerySet(models.QuerySet["ActivityTotal"]):
    def standing(self, viewpoint: Viewpoint) -> Self:
        """All of them, where all that was ever posted on them counts; none where some does not."""
        later = Q(last_on__gt=viewpoint.as_at) | viewpoint.since_then("last_posted_at")
        return self.filter(~Exists(self.filter(later)))

    def usd(self, *kinds: str) -> dict[str, Decimal | None]:
        """What they come to by kind: releases are negative; None where there are none."""
        return self.aggregate(
            **{kind: models.Sum(kind) * (-1 if kind == "release" else 1) for kind in kinds}
        )


class ActivityTotal(models.Model):
    """What all that is posted on an activity from a cell comes to, by its kind, and what is open.

    Reversals are deducted; `committed` is what commitments leave open. Triggers write it (see
    `guarded/ledger.py`), on every posting; `manage.py check_ledger` compares it.
    """

    IS_KEPT_BY_TRIGGERS = True

    activity = to_one(Activity, _("activity"))
    cell = to_one(Requirement, _("requirement line"))
    commitment = MoneyField(_("commitments, in USD"))
    release = MoneyField(_("releases, in USD"))
    disbursement = MoneyField(_("disbursements, in USD"))
    expenditure = MoneyField(_("expenditure, in USD"))
    committed = MoneyField(_("committed, not yet spent, in USD"))
    last_on = models.DateField(_("value date of the last entry"))
    last_posted_at = models.DateTimeField(_("last entry posted at"))

    objects = ActivityTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored total of an activity")
        verbose_name_plural = _("stored totals of activities")
        constraints = [unique("activity_has_one_total_of_a_cell", "activity", "cell")]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.disbursement + self.expenditure}"
