"""The entries of the ledger that count from a viewpoint, as they were known then."""

from typing import Any

from django.db.models import F, Q

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, as_known, log_of
from appeal.models.columns import Among

from .ledger import Transaction, TransactionQuerySet


def included_entries(viewpoint: Viewpoint, appeal: Appeal | None = None) -> TransactionQuerySet:
    """The rows of the ledger that count from `viewpoint`, as they were known then.

    Of one `appeal` drafts of a past day are found without a look at each line of the change log.
    """
    if appeal is None or not viewpoint.is_past or viewpoint.include != Include.DRAFT:
        rows: TransactionQuerySet = as_known(Transaction.objects.all(), viewpoint.of_drafts)
        return rows.included(viewpoint)
    # Of what was posted one line says so: its last, since it never changes.
    posted = viewpoint.by_then("posted_at") & viewpoint.by_then("history_date")
    drafts = Among(F("pk"), known_drafts(appeal, viewpoint).values("pk").query)
    lines = TransactionQuerySet(log_of(Transaction))
    return lines.filter(posted | Q(drafts), appeal=appeal).included(viewpoint)


def included_in_parts(appeal: Appeal, viewpoint: Viewpoint) -> list[TransactionQuerySet]:
    """The same to be narrowed to what is of `appeal`, in parts that indexes serve.

    What was posted never changes, so that only drafts are read from the change log.
    """
    if not viewpoint.is_past or viewpoint.include != Include.DRAFT:
        return [included_entries(viewpoint)]
    posted = Transaction.objects.of(appeal).posted(viewpoint)
    drafts = known_drafts(appeal, viewpoint).included(viewpoint)
    return [posted.filter(value_on__lte=viewpoint.as_at), drafts]


def known_drafts(appeal: Appeal, viewpoint: Viewpoint) -> TransactionQuerySet:
    """The drafts of an appeal as they were then, everybody's; compare by `id`.

    What was a draft on a past day is one still, or has been posted or discarded since. These are
    few, and found without a look at each line of the change log.
    """
    if not viewpoint.is_past:
        return Transaction.objects.of(appeal).drafts()
    begun = Transaction.objects.of(appeal).filter(viewpoint.by_then("entered_at"))
    gone: Any = log_of(Transaction)
    discarded = gone.objects.filter(
        viewpoint.since_then("history_date"), appeal=appeal, history_type="-"
    )
    still = Among(F("id"), begun.filter(posted_at__isnull=True).values("pk").query)
    posted = Among(F("id"), begun.filter(viewpoint.since_then("posted_at")).values("pk").query)
    away = Among(F("id"), discarded.values("id").query)
    rows: TransactionQuerySet = as_known(Transaction.objects.all(), viewpoint)
    return rows.filter(still | posted | away, posted_at__isnull=True)
