"""What of dated rows counts from one of two viewpoints and not from the other."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Office

from ..models import Transaction, known_drafts
from ..models.ledger import TransactionQuerySet

IS_REVERSAL = Q(reverses__isnull=False)
# What is known without an end is known up to then.
FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Between:
    """Two viewpoints of an appeal, or of one of its offices; either may be the earlier one.

    A row has a date and an instant at which it was recorded. If its date is within both dates it
    counts from one of them alone where it was recorded between the two; else by its date.
    """

    appeal: Appeal
    before: Viewpoint
    after: Viewpoint
    office: Office | None = None

    @property
    def within_both(self) -> date:
        """The earlier of the two dates."""
        return min(self.before.as_at, self.after.as_at)

    def is_new(self, day: date) -> bool:
        return day > self.within_both

    def dated(self, day: str, instant: str) -> Q:
        """The rows dated between the two dates that were recorded by the later one's day."""
        later = max(self.before, self.after, key=lambda each: each.as_at)
        days = {f"{day}__gt": self.within_both, f"{day}__lte": later.as_at}
        return later.by_then(instant) & Q(**days)

    def recorded(self, day: str, instant: str) -> Q:
        """The rows dated by both dates that were recorded between the two days."""
        first, last = sorted(each.known_at or FOR_EVER for each in (self.before, self.after))
        between: dict[str, object] = {f"{instant}__gte": first, f"{instant}__lt": last}
        return Q(**between, **{f"{day}__lte": self.within_both})

    # Of the ledger

    @property
    def entries(self) -> TransactionQuerySet:
        """Those of the appeal, or of the office."""
        rows = Transaction.objects.of(self.appeal)
        return rows.filter(office=self.office) if self.office else rows

    def parts(self) -> list[tuple[int, TransactionQuerySet]]:
        """The posted entries that count from one viewpoint alone: the new ones, the late ones.

        Each part with 1 where they count from `after`, -1 where they no longer do.
        """
        is_forward = self.after.as_at >= self.before.as_at
        is_later = (self.after.known_at or FOR_EVER) >= (self.before.known_at or FOR_EVER)
        return [
            (1 if is_forward else -1, self.entries.filter(self.dated("value_on", "posted_at"))),
            (1 if is_later else -1, self.entries.filter(self.recorded("value_on", "posted_at"))),
        ]

    def posted(self, *, new: Viewpoint, late: Viewpoint, undone: Viewpoint) -> TransactionQuerySet:
        """The posted entries, each counted from the viewpoint that is given for its sort."""
        is_new = Q(value_on__gt=self.within_both)
        is_entry = Q(reverses__isnull=True)
        return self.entries.filter(
            is_entry & is_new & _counts(new)
            | is_entry & ~is_new & _counts(late)
            | IS_REVERSAL & _counts(undone)
        )

    def drafts(self, viewpoint: Viewpoint) -> TransactionQuerySet:
        """The drafts that count from one of the viewpoints."""
        if viewpoint.include != Include.DRAFT:
            return Transaction.objects.none()
        rows = known_drafts(self.appeal, viewpoint).included(viewpoint)
        return rows.filter(office=self.office) if self.office else rows


def _counts(viewpoint: Viewpoint) -> Q:
    return viewpoint.by_then("posted_at") & Q(value_on__lte=viewpoint.as_at)
