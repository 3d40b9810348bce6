"""Rules about the entries of the ledger."""

from functools import partial

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.base.amounts import cents
from appeal.models import Allocation, as_known, by_heading

from ..models import NEEDS_EVIDENCE, ExchangeRate, Transaction, in_words
from .scope import Found, Rows, Scope, ToldFinding

ENTRY, RATES = "tracking:transaction_detail", "tracking:rate_list"
ALLOCATIONS = "appeal:allocations"


def _about(entry: Transaction) -> str:
    day = date_format(entry.value_on)
    return f"{entry.activity.code}, {day}, {entry.currency} {cents(entry.amount)}"


def _on_entry(entry: Transaction, message: str) -> ToldFinding:
    return ToldFinding(_about(entry), message, ENTRY, (entry.id,))


def no_rate(scope: Scope) -> Rows:
    for entry in scope.drafts:
        if entry.is_rateless:
            yield Found(entry.office, scope.day(entry.entered_at), partial(_no_rate, entry))


def _no_rate(entry: Transaction) -> ToldFinding:
    message = _("There is no %(currency)s rate for %(month)s, so it cannot be posted.") % {
        "currency": entry.currency,
        "month": date_format(entry.value_on, "YEAR_MONTH_FORMAT"),
    }
    return ToldFinding(_about(entry), message, RATES, ())


def no_evidence(scope: Scope) -> Rows:
    for entry in scope.posted:
        if entry.usd_amount >= NEEDS_EVIDENCE and not entry.is_proven:
            yield Found(entry.office, scope.day(entry.posted_at), partial(_no_evidence, entry))


def _no_evidence(entry: Transaction) -> ToldFinding:
    message = _("USD %(amount)s is posted without any evidence attached.")
    return _on_entry(entry, message % {"amount": cents(entry.usd_amount)})


def own_draft(scope: Scope) -> Rows:
    for entry in scope.posted:
        if entry.posted_by_id == entry.entered_by_id:
            yield Found(entry.office, scope.day(entry.posted_at), partial(_own_draft, entry))


def _own_draft(entry: Transaction) -> ToldFinding:
    return _on_entry(entry, _("%(person)s entered and posted it.") % {"person": entry.posted_by})


def unusual(scope: Scope) -> Rows:
    """Unusual rows saved with a reason: posted entries, visible drafts, and rates of the year."""
    for entry in (*scope.posted, *scope.drafts):
        if entry.unusual_reason:
            yield Found(entry.office, scope.day(entry.entered_at), partial(_kept_entry, entry))
    yield from _lowered(scope)
    days = (scope.appeal.starts_on, min(scope.viewpoint.as_at, scope.appeal.closes_on))
    rates = as_known(ExchangeRate.objects.all(), scope.viewpoint).filter(effective_on__range=days)
    rates = rates.exclude(unusual_reason="").order_by("effective_on", "currency")
    for rate in () if scope.office else rates:
        yield Found(None, rate.effective_on, partial(_kept_rate, rate))


def _lowered(scope: Scope) -> Rows:
    rows = as_known(Allocation.objects.all(), scope.viewpoint).filter(cell__appeal=scope.appeal)
    rows = scope.of_office(rows.exclude(lowered_reason=""), "cell__office")
    rows = rows.select_related("activity", "cell__heading", "cell__office")
    lines = scope.before(Allocation.history.filter(id=OuterRef("id")), "history_date")
    changed = lines.order_by("-history_date").values("history_date")[:1]
    rows = rows.annotate(changed_at=Subquery(changed))
    for row in rows.order_by("activity__code", by_heading("cell__")):
        yield Found(row.cell.office, scope.day(row.changed_at), partial(_kept_allocation, row))


def _kept_allocation(row: Allocation) -> ToldFinding:
    message = _("USD %(amount)s is less than what was spent. Reason given: “%(reason)s”") % {
        "amount": cents(row.amount),
        "reason": row.lowered_reason,
    }
    about = f"{row.activity.code} {row.cell.heading.code}"
    return ToldFinding(about, message, ALLOCATIONS, (row.cell.office.code,))


def _kept_entry(entry: Transaction) -> ToldFinding:
    return _on_entry(entry, _kept(entry))


def _kept_rate(rate: ExchangeRate) -> ToldFinding:
    about = f"{rate.currency}, {date_format(rate.effective_on)}"
    return ToldFinding(about, _kept(rate), RATES, ())


def _kept(row: Transaction | ExchangeRate) -> str:
    return _("%(questions)s Reason given: “%(reason)s”") % {
        "questions": in_words(row.asked),
        "reason": row.unusual_reason,
    }
