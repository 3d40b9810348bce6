"""What commitments leave open, by activity and cell: netted and added up by the database."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, DecimalField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from appeal.base.statements import once
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import ZERO as NO_USD
from appeal.models import Appeal
from appeal.models.columns import Among

from ..models import OpenCommitment, Transaction, known_drafts
from ..models.ledger import TransactionQuerySet
from ..models.left_open import LEFT_OPEN, changed_since

# Each commitment once: what a draft is to commit has no rate yet, and nothing is drawn on it.
SUMMED = f"""
SELECT activity, cell, SUM(usd) FROM (
  {{unchanged}} UNION ALL
  SELECT activity, cell, CASE WHEN millionths IS NULL THEN usd ELSE {LEFT_OPEN} END
  FROM (
    SELECT activity, cell, CAST(ROUND(MAX(rate_then) * 1000000) AS BIGINT) AS millionths,
      CAST(SUM(own) AS BIGINT) AS own_left, CAST(SUM(other) AS BIGINT) AS drawn_usd,
      CAST(SUM(draft) AS BIGINT) AS usd
    FROM ({{entries}}) AS entries GROUP BY commitment, activity, cell
  ) AS netted
) AS commitments GROUP BY activity, cell
"""  # noqa: S608
NO_RATE = Value(None, DecimalField(max_digits=15, decimal_places=6))
COLUMNS = ("commitment", "activity", "cell", "own", "other", "rate_then", "draft")


def left_open(
    appeal: Appeal, viewpoint: Viewpoint, narrowed: Mapping[str, object]
) -> dict[tuple[int, int], Decimal]:
    """USD that commitments leave open, by activity and cell; `narrowed` is said of both tables.

    What no entry has changed since the two dates is stored; the others are netted from the ledger.
    """
    try:
        statement = _written(viewpoint, appeal=appeal, **narrowed)
    except EmptyResultSet:
        # Of no activity.
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return {(activity, cell): Decimal(usd).scaleb(-2) for activity, cell, usd in cursor}


@once
def _written(viewpoint: Viewpoint, appeal: Appeal, **narrowed: object) -> tuple[str, list[Any]]:
    kept, is_changed = OpenCommitment.objects.filter(**narrowed), changed_since(viewpoint)
    drafts = Transaction.objects.none()
    if viewpoint.include == Include.DRAFT:
        drafts = known_drafts(appeal, viewpoint).included(viewpoint).filter(**narrowed)
        is_changed |= Q(pk__in=drafts.filter(against__isnull=False).values("against"))
    changed = kept.filter(is_changed).values("pk").query
    unchanged = kept.filter(usd__gt=0).exclude(is_changed)
    posted = Transaction.objects.posted(viewpoint).filter(value_on__lte=viewpoint.as_at)
    made = posted.filter(Among(F("pk"), changed), viewpoint.not_by_then("reversal__posted_at"))
    parts = [_made(made, draft=NO_USD), _drawn(posted.filter(Among(F("against"), changed)))]
    if viewpoint.include == Include.DRAFT:
        parts += [_made(drafts, own=NO_USD, rate_then=NO_RATE), _drawn(drafts)]
    stored, given = unchanged.values_list("activity", "cell", "usd").query.sql_with_params()
    entries, more = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    return SUMMED.format(unchanged=stored, entries=entries), [*given, *more]


def _made(entries: TransactionQuerySet, **other: object) -> QuerySet:
    """Commitments, which a reversal does not follow; a draft has no rate, and USD at best."""
    columns = {
        "commitment": F("id"), "own": F("amount"), "other": NO_USD, "rate_then": F("rate"),
        "draft": Coalesce("usd_amount", NO_USD),
    }  # fmt: skip
    rows = entries.filter(kind=Transaction.Kind.COMMITMENT, reverses__isnull=True).order_by()
    return rows.annotate(**columns | other).values_list(*COLUMNS)


def _drawn(entries: TransactionQuerySet) -> QuerySet:
    """What is drawn on them: in their own currency, and in USD where that is another."""
    is_own = Q(currency=F("against__currency"))
    rows = entries.filter(against__isnull=False).with_signed().order_by()
    return rows.annotate(
        commitment=F("against"),
        own=Case(When(is_own, then=F("signed_amount") * Value(-1)), default=NO_USD),
        other=Case(When(is_own, then=NO_USD), default=Coalesce("signed", NO_USD)),
        rate_then=NO_RATE,
        draft=NO_USD,
    ).values_list(*COLUMNS)
