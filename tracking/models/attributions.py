"""Which grant pays an entry of the ledger: said once, moved later, never changed."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.labels import labelled
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, MoneyField
from appeal.models.columns import person, rule, to_one, to_one_or_none

from .contributions import Contribution
from .donor_asks import CostCategory
from .ledger import Transaction, TransactionQuerySet

UNFUNDED = _("unfunded yet")


class Payer(NamedTuple):
    """Who pays: a grant, perhaps under one of its categories; without a grant nobody yet."""

    grant: Contribution | None = None
    category: CostCategory | None = None

    def __str__(self) -> str:
        if self.grant is None:
            return str(UNFUNDED)
        return labelled(self.grant, self.category) if self.category else str(self.grant)


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(entry__appeal=appeal)

    def known(self, viewpoint: Viewpoint) -> Self:
        """Those known by then, of entries that count and are not reversed."""
        return self.filter(
            viewpoint.by_then("recorded_at"),
            viewpoint.not_by_then("entry__reversal__posted_at"),
            entry__value_on__lte=viewpoint.as_at,
        )


class Attribution(models.Model):  # guards: guarded/attributions.py
    """USD of a posted entry that pass from who paid them so far to who pays them now. Append-only.

    Without a giver they were unfunded, without a receiver they become so. What a grant pays of an
    entry is what it received of it less what it gave away; the rest of the entry is unfunded.
    """

    entry = to_one(Transaction, _("ledger entry"), "attributions")
    giver = to_one_or_none(Contribution, _("paid so far by"), "attributions_given")
    giver_category = to_one_or_none(CostCategory, _("category so far"))
    receiver = to_one_or_none(Contribution, _("paid from now on by"), "attributions_received")
    category = to_one_or_none(CostCategory, _("category"))
    usd = MoneyField(_("amount in USD"), validators=[MinValueValidator(Decimal("0.01"))])
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    recorded_by = person(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = AttributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("attribution to a grant")
        verbose_name_plural = _("attributions to grants")
        constraints = [
            rule("attribution_is_positive", Q(usd__gt=0), _("The amount must be above zero.")),
            rule(
                "attribution_moves_money",
                Q(giver__isnull=True, receiver__isnull=False)
                | Q(giver__isnull=False, receiver__isnull=True)
                | (Q(giver__isnull=False, receiver__isnull=False) & ~Q(giver=F("receiver")))
                | Q(giver_category__isnull=True, category__isnull=False)
                | Q(giver_category__isnull=False, category__isnull=True)
                | (
                    Q(giver_category__isnull=False, category__isnull=False)
                    & ~Q(giver_category=F("category"))
                ),
                _("Choose another grant or category than the one that pays so far."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(Payer(self.receiver, self.category), cents(self.usd))


def payable_entries(appeal: Appeal) -> TransactionQuerySet:
    """The posted entries that grants may pay: neither reversals nor reversed, nor releases."""
    return Transaction.objects.of(appeal).reversible().exclude(kind=Transaction.Kind.RELEASE)


def known_payers(entry: Transaction, viewpoint: Viewpoint) -> dict[Payer, Decimal]:
    """Who pays how much of a posted entry, as known then; what nobody pays yet comes last."""
    rows = entry.attributions.filter(viewpoint.by_then("recorded_at"))
    named = ("giver__donor", "giver_category", "receiver__donor", "category")
    held: dict[Payer, Decimal] = {}
    for row in rows.select_related(*named).order_by("pk"):
        for payer, usd in (
            (Payer(row.giver, row.giver_category), -row.usd),
            (Payer(row.receiver, row.category), row.usd),
        ):
            held[payer] = held.get(payer, Decimal(0)) + usd
    rest = (entry.usd_amount or Decimal(0)) + held.pop(Payer(), Decimal(0))
    return {payer: usd for payer, usd in {**held, Payer(): rest}.items() if usd}


def fits(grant: Contribution, *, office: int, heading: int, day: date | None) -> bool:
    """Whether a grant pays for this place on this day; without a day for any."""
    is_place = grant.office_id in (None, office) and grant.heading_id in (None, heading)
    return is_place and (day is None or grant.covers(day))


def fitting_by_rule(
    grants: Iterable[Contribution], *, office: int, heading: int, day: date | None
) -> list[Contribution]:
    """Those that fit, as the rule proposes them: the tightest earmark, then the earliest end."""
    found = [each for each in grants if fits(each, office=office, heading=heading, day=day)]
    return sorted(found, key=_by_rule)


TIGHTNESS = {"tightly": 0, "earmarked": 1, "softly": 2, "unearmarked": 3}


def _by_rule(grant: Contribution) -> tuple[int, date, int]:
    return TIGHTNESS[grant.earmarked_as], grant.last_day or date.max, grant.pk
