"""Keeping the rates of exchange."""

from calendar import monthrange
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal.base.actions import action
from appeal.base.refusals import TooLate
from appeal.base.where_used import in_words
from appeal.models import Appeal, update_logged

from ..models import ExchangeRate, Flow, NeighbourRates, ReportingPeriod, Transaction
from .asking import ask_about_rate
from .drafts import known_usd

WRITTEN = ("currency", "effective_on", "rate", "source", "unusual_reason", "asked")
LARGEST_USD = 10**13


class NotKeepable(TooLate):
    """Somebody else added the rate of that day."""


@action
def keep_rate(
    *, rate: ExchangeRate, version: int | None, at: datetime, answers: str | None = None
) -> ExchangeRate:
    """Save a new rate, or a changed one over its `version`; drafts follow, posted entries stay.

    Raises NotKeepable if somebody else added one for that day, StaleVersion if somebody
    changed this one, Unusual as `draft_transaction` does.
    """
    value_drafts(currencies=write_rate(rate=rate, version=version, at=at, answers=answers), at=at)
    return rate


@action
def write_rate(
    *,
    rate: ExchangeRate,
    version: int | None,
    at: datetime,
    answers: str | None = None,
    neighbours: NeighbourRates | None = None,
) -> set[str]:
    """Save a rate but not its drafts, for whoever saves many; gives the currencies whose drafts
    are to follow.

    `neighbours` are what it is compared to, where that is more than what is stored.
    """
    stored = ExchangeRate.objects.filter(pk=rate.pk).first() if rate.pk else None
    ask_about_rate(rate, stored, answers, neighbours)
    try:
        with transaction.atomic():
            rate.keep(version, WRITTEN)
    except IntegrityError as error:
        sentence = _("Somebody else has added a rate for this currency and day.")
        raise NotKeepable(sentence, "effective_on") from error
    return {rate.currency, stored.currency if stored else rate.currency}


@action
def value_drafts(*, currencies: Collection[str], at: datetime) -> None:
    """Give the drafts in these currencies the USD amount of the rates that are known now."""
    published = Appeal.State.PUBLISHED
    # The periods first, as whoever posts does: the other order ends in a deadlock.
    periods = ReportingPeriod.objects.filter(appeal__state=published).order_by("pk")
    list(periods.select_for_update(of=["self"], no_key=True))
    drafts = Transaction.objects.drafts().filter(currency__in=currencies, appeal__state=published)
    changed = []
    for draft in drafts.select_for_update(of=["self"], no_key=True):
        usd = known_usd(draft)
        if usd != draft.usd_amount and (usd is None or usd < LARGEST_USD):
            draft.usd_amount = usd
            changed.append(draft)
    update_logged(changed, ["usd_amount"])


@action
def remove_rate(*, row: ExchangeRate, version: int | None, at: datetime) -> None:
    """Take a rate away that nothing was recorded at; drafts take the rate that is then known.

    Raises StillUsed.
    """
    if refusal := why_rate_stays(row):
        raise plan.StillUsed(refusal)
    plan.remove(row=row, version=version, at=at)
    value_drafts(currencies={row.currency}, at=at)


def why_rate_stays(rate: ExchangeRate) -> str:
    """Where it is used, and what to do instead; empty where nothing was recorded at it."""
    uses = uses_of_rate(rate)
    if not uses:
        return ""
    sentence = _(
        "“%(rate)s” cannot be removed. %(uses)s Correct it instead: entries already recorded"
        " keep their rate."
    )
    return sentence % {"rate": rate, "uses": in_words(uses)}


def uses_of_rate(rate: ExchangeRate) -> list[tuple[str, int]]:
    """What is recorded at a rate: dated while it held, in its currency."""
    month = ExchangeRate.objects.filter(
        currency=rate.currency,
        effective_on__gt=rate.effective_on,
        effective_on__year=rate.effective_on.year,
        effective_on__month=rate.effective_on.month,
    )
    until = month.order_by("effective_on").values_list("effective_on", flat=True).first()
    days = monthrange(rate.effective_on.year, rate.effective_on.month)[1]
    held = {
        "currency": rate.currency,
        "value_on__gte": rate.effective_on,
        "value_on__lte": until - timedelta(days=1)
        if until
        else rate.effective_on.replace(day=days),
    }
    counts = [
        (model._meta.verbose_name_plural, rows.filter(**held).count())
        for model, rows in (
            (Transaction, Transaction.objects.posted()), (Flow, Flow.objects.all()),
        )
    ]  # fmt: skip
    return [(str(name), count) for name, count in counts if count]
