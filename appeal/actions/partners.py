"""Partners: two that are one are merged."""

from datetime import datetime

from ..base.actions import action
from ..models import Partner, hold_rows
from .removing import remove


@action
def merge_partners(*, row: Partner, into: Partner, at: datetime) -> Partner:
    """Name `into` wherever `row` was named, and take `row` away.

    Raises StaleVersion where one of them is gone.
    """
    hold_rows(row, into)
    for activity in row.activities.select_for_update(no_key=True):
        activity.partners.add(into)
        activity.partners.remove(row)
    remove(row=row, version=None, at=at)
    return into
