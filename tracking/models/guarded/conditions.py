"""Conditions that guards of several tables share."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop as _

from appeal.base.guards import ROWS, Guard
from appeal.models.guarded import by_event

# What a locked period refuses: its reports and all that hangs on them, and postings dated in it.
LOCKED = _("This period is locked: ask a manager to unlock it, or use a later period.")
LAST_EVENT = """(SELECT e.kind FROM tracking_periodevent e WHERE e.period_id = {period}
 ORDER BY e.id DESC LIMIT 1) = 'locked'"""
CLOSED_CELL = """EXISTS (SELECT 1 FROM appeal_requirement r JOIN appeal_appeal a
 ON a.id = r.appeal_id WHERE r.id = {row}.cell_id AND a.state = 'closed')"""


def locked_with(table: str, period: str, events: Iterable[str] = ROWS) -> list[Guard]:
    """Refuses events on rows of a locked period."""
    when = LAST_EVENT.format(period=period)
    return by_event(table, "locked", LOCKED, when, events, reads="tracking_periodevent")
