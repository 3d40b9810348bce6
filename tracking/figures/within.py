"""What was spent from one day to another of each of some activities; drafts apart."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal

from ..models.ledger import TransactionQuerySet
from .facts import Facts
from .sums import ZERO


@dataclass
class SpentWithin:
    """USD posted and in drafts, reversals deducted; `rateless` drafts have no USD amount yet."""

    posted: Decimal = ZERO
    drafted: Decimal = ZERO
    drafts: int = 0
    rateless: int = 0


def spent_within(
    appeal: Appeal,
    viewpoint: Viewpoint,
    days: tuple[date, date],
    activities: Collection[int],
    entries: TransactionQuerySet,
) -> dict[int, SpentWithin]:
    """What was spent on `days` of each of `activities`, by their ids.

    `entries` are the rows of the ledger that the reader sees: of these are the drafts.
    """
    official = replace(viewpoint, include=Include.OFFICIAL)
    posted = Facts(appeal, official, only=activities).spent_within(*days)
    found = {pk: SpentWithin(posted.get(pk, ZERO)) for pk in activities}
    drafts = entries.drafts(viewpoint).spending()
    drafts = drafts.filter(activity__in=activities, value_on__range=days).order_by()
    counted = drafts.values_list("activity").annotate(
        Sum("usd_amount", default=ZERO), Count("id"), Count("usd_amount")
    )
    for activity, usd, count, rated in counted:
        row = found[activity]
        row.drafted, row.drafts, row.rateless = usd, count, count - rated
    return found
