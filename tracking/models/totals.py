"""Sums of the posted ledger, kept by the database in the transaction that posts or reverses."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from appeal.models import ZERO, Activity, MoneyField, Requirement, total
from appeal.viewpoint import Include, Viewpoint

from .ledger import Transaction, included_entries


class LedgerTotalQuerySet(models.QuerySet):
    def before(self, day: date) -> Self:
        """The months that ended before the month of `day` began."""
        return self.filter(month__lt=f"{day:%Y-%m}")


def spent_of(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
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
    """What was posted, reversals deducted, on an activity from a cell, of a kind, in a month.

    Triggers write it (see `guarded.py`), whatever the door; `manage.py check_ledger` compares it
    with the entries.
    """

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="+", verbose_name=_("activity")
    )
    cell = models.ForeignKey(Requirement, models.PROTECT, related_name="+", verbose_name=_("cell"))
    kind = models.CharField(_("kind"), max_length=15, choices=Transaction.Kind.choices)
    month = models.CharField(_("month"), max_length=7, help_text=_("Such as 2020-03."))
    amount = MoneyField(_("amount in USD"))

    objects = LedgerTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept total")
        verbose_name_plural = _("kept totals")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "cell", "kind", "month"], name="total_is_kept_once"
            )
        ]
        indexes = [models.Index(fields=["cell", "kind", "month", "amount"], name="total_by_cell")]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.kind} {self.month}"


def spent(viewpoint: Viewpoint, link: str, **rows: object) -> models.Expression:
    """Disbursements and expenditure less their reversals, of `rows`, one sum per `link`."""
    return posted(viewpoint, link, Transaction.SPENDING, **rows)


def disbursed(viewpoint: Viewpoint, link: str, **rows: object) -> models.Expression:
    """Disbursements less their reversals, of the outer row, one sum per `link`."""
    own = {link: models.OuterRef("pk"), **rows}
    return posted(viewpoint, link, [Transaction.Kind.DISBURSEMENT], **own)


def disbursed_of(viewpoint: Viewpoint, **rows: object) -> Decimal:
    """The same of all of `rows`."""
    entries = included_entries(viewpoint).filter(kind=Transaction.Kind.DISBURSEMENT, **rows)
    return entries.with_signed().aggregate(all=models.Sum("signed"))["all"] or Decimal(0)


def spent_by_month(viewpoint: Viewpoint, **rows: object) -> dict[date, Decimal]:
    """What was spent of `rows` in each month with an entry, by the month's first day."""
    entries = included_entries(viewpoint).spending().with_signed().filter(**rows)
    months = entries.order_by().annotate(month=TruncMonth("value_on")).values("month")
    return dict(months.annotate(usd=models.Sum("signed")).values_list("month", "usd"))


def posted(
    viewpoint: Viewpoint, link: str, kinds: Collection[str], **rows: object
) -> models.Expression:
    """Entries of some kinds less their reversals, of `rows`, one sum per `link`.

    Whole months are read from the kept totals and the broken one from the ledger; everything from
    the ledger where drafts count, or only what was known on a past day.
    """
    entries = included_entries(viewpoint).filter(kind__in=kinds).with_signed().filter(**rows)
    if viewpoint.known_at is not None or viewpoint.include == Include.DRAFT:
        return Coalesce(total(entries, "signed", per=link), ZERO)
    after = viewpoint.as_at + timedelta(days=1)
    kept = LedgerTotal.objects.filter(kind__in=kinds).before(after).filter(**rows)
    whole = Coalesce(total(kept, "amount", per=link), ZERO)
    if after.day == 1:
        return whole
    broken = entries.filter(value_on__gte=after.replace(day=1))
    return whole + Coalesce(total(broken, "signed", per=link), ZERO)
