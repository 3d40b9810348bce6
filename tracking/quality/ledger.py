"""Rules about the entries of the ledger."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.amounts import cents
from appeal.models import Allocation, as_known

from ..models import ExchangeRate, Transaction, in_words
from .scope import Found, Rows, Scope

ENTRY, RATES = "tracking:transaction_detail", "tracking:rate_list"
ALLOCATIONS = "appeal:allocations"
NEEDS_EVIDENCE = Decimal(10_000)


def _about(entry: Any) -> str:
    day = date_format(entry.value_on, "SHORT_DATE_FORMAT")
    return f"{entry.activity.code}, {day}, {entry.currency} {cents(entry.amount)}"


def no_rate(scope: Scope) -> Rows:
    """Drafts show to those only who may see them, whatever is counted."""
    rates = as_known(ExchangeRate, scope.known_at).filter(
        currency=OuterRef("currency"),
        effective_on__lte=OuterRef("value_on"),
        effective_on__gte=OuterRef("month"),
    )
    drafts = as_known(Transaction, scope.known_at).filter(
        posted_at__isnull=True,
        cell__appeal=scope.appeal,
        office__in=scope.viewpoint.draft_offices,
        value_on__lte=scope.viewpoint.as_at,
    )
    drafts = scope.of_office(drafts).exclude(currency="USD").annotate(month=TruncMonth("value_on"))
    drafts = drafts.filter(~Exists(rates)).select_related("office", "activity")
    for entry in drafts.order_by("value_on", "id"):
        message = _("No rate of %(currency)s is known for %(month)s, so it cannot be posted.")
        message %= {
            "currency": entry.currency,
            "month": date_format(entry.value_on, "YEAR_MONTH_FORMAT"),
        }
        yield Found(entry.office, _about(entry), message, RATES, (), scope.day(entry.entered_at))


def no_evidence(scope: Scope) -> Rows:
    large = scope.posted().filter(usd_amount__gte=NEEDS_EVIDENCE)
    for entry in large.filter(~scope.evidence(transaction=OuterRef("pk"))):
        message = _("USD %(amount)s are posted; nothing attached proves it.")
        message %= {"amount": cents(entry.usd_amount)}
        since = scope.day(entry.posted_at)
        yield Found(entry.office, _about(entry), message, ENTRY, (entry.pk,), since)


def own_draft(scope: Scope) -> Rows:
    for entry in scope.posted().filter(posted_by=F("entered_by")):
        message = _("%(person)s drafted and posted it.") % {"person": entry.posted_by}
        since = scope.day(entry.posted_at)
        yield Found(entry.office, _about(entry), message, ENTRY, (entry.pk,), since)


def unusual(scope: Scope) -> Rows:
    """What was asked about and kept: posted entries, visible drafts, and rates of the year."""
    drafts = as_known(Transaction, scope.known_at).filter(
        posted_at__isnull=True,
        cell__appeal=scope.appeal,
        office__in=scope.viewpoint.draft_offices,
        value_on__lte=scope.viewpoint.as_at,
    )
    drafts = scope.of_office(drafts).select_related("office", "activity").order_by("value_on", "id")
    for entry in (*_reasoned(scope.posted()), *_reasoned(drafts)):
        since = scope.day(entry.entered_at)
        yield Found(entry.office, _about(entry), _kept(entry), ENTRY, (entry.id,), since)
    yield from _lowered(scope)
    days = (scope.appeal.starts_on, min(scope.viewpoint.as_at, scope.appeal.closes_on))
    rates = as_known(ExchangeRate, scope.known_at).filter(effective_on__range=days)
    for rate in () if scope.office else _reasoned(rates.order_by("effective_on", "currency")):
        about = f"{rate.currency}, {date_format(rate.effective_on, 'SHORT_DATE_FORMAT')}"
        yield Found(None, about, _kept(rate), RATES, (), rate.effective_on)


def _lowered(scope: Scope) -> Rows:
    rows = as_known(Allocation, scope.known_at).filter(cell__appeal=scope.appeal)
    rows = scope.of_office(rows.exclude(lowered_reason=""), "cell__office")
    rows = rows.select_related("activity", "cell__heading", "cell__office")
    lines = scope.before(Allocation.history.filter(id=OuterRef("id")), "history_date")
    changed = lines.order_by("-history_date").values("history_date")[:1]
    rows = rows.annotate(changed_at=Subquery(changed))
    for row in rows.order_by("activity__code", "cell__heading__order"):
        office = row.cell.office
        about = f"{row.activity.code} {row.cell.heading.code}"
        message = _("USD %(amount)s is less than was spent of it. Kept because: “%(reason)s”") % {
            "amount": cents(row.amount),
            "reason": row.lowered_reason,
        }
        since = scope.day(row.changed_at)
        yield Found(office, about, message, ALLOCATIONS, (office.code,), since)


def _reasoned(rows: Any) -> Any:
    return rows.exclude(unusual_reason="")


def _kept(row: Any) -> str:
    return _("%(questions)s Kept because: “%(reason)s”") % {
        "questions": in_words(row.asked),
        "reason": row.unusual_reason,
    }
