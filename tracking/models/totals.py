"""Sums of the posted ledger, updated by the database in the transaction that posts or reverses."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import Activity, MoneyField, Requirement
from appeal.models.columns import to_one

from .ledger import Transaction


class LedgerTotalQuerySet(models.QuerySet["LedgerTotal"]):
    def before(self, day: date) -> Self:
        """The months that ended before the month of `day` began."""
        return self.filter(month__lt=f"{day:%Y-%m}")

    def posted_before(self, day: date) -> Self:
        """What was posted in the months, by UTC, before that of `day`."""
        return self.filter(posted_in__lt=f"{day:%Y-%m}")

    def sums_by_kind(self) -> dict[str, Decimal]:
        """The USD of each kind that occurs, as of entries: releases are negative."""
        sums = self.order_by().values_list("kind").annotate(usd=models.Sum("amount"))
        return {kind: -usd if kind == Transaction.Kind.RELEASE else usd for kind, usd in sums}


def used_of(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    """What is posted as spent of each pair of an activity and a cell, reversals deducted."""
    kept = LedgerTotal.objects.filter(
        activity__in={activity for activity, _cell in pairs},
        cell__in={cell for _activity, cell in pairs},
        kind__in=Transaction.SPENDING,
    )
    sums = kept.order_by().values_list("activity", "cell").annotate(usd=models.Sum("amount"))
    spent = {(activity, cell): usd for activity, cell, usd in sums}
    return {pair: spent[pair] for pair in pairs if pair in spent}


class LedgerTotal(models.Model):
    """What was posted in a month, on an activity from a cell, of a kind, dated in a month.

    Reversals are deducted.

    Triggers write it (see `guarded.py`), on every change; `manage.py check_ledger` compares it
    with the entries.
    """

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
            models.UniqueConstraint(
                fields=["activity", "cell", "kind", "month", "posted_in"], name="total_is_kept_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["cell", "kind", "month", "posted_in", "amount"], name="total_by_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.kind} {self.month}"
