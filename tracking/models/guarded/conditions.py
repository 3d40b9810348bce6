"""Conditions that guards of several tables share."""

from appeal.base.guards import ROWS, Guard, of_rows

# What a locked period refuses: its reports and all that hangs on them, and postings dated in it.
LOCKED = "This period is locked: ask a manager to unlock it, or use a later period."
LAST_EVENT = """(SELECT e.kind FROM tracking_periodevent e WHERE e.period_id = {period}
 ORDER BY e.id DESC LIMIT 1) = 'locked'"""
CLOSED = "This appeal is closed: a manager of the region re-opens it."
CLOSED_CELL = """EXISTS (SELECT 1 FROM appeal_requirement r JOIN appeal_appeal a
 ON a.id = r.appeal_id WHERE r.id = {row}.cell_id AND a.state = 'closed')"""
CHANGES = tuple(ROWS)


def on_entry(table: str, name: str, message: str, when: str, reads: str = "") -> list[Guard]:
    """A condition that no new or changed row may meet."""
    return [
        Guard(table, event, message, when=when, name=f"{name}_{event.lower()}", reads=reads)
        for event in ("INSERT", "UPDATE")
    ]


def by_event(
    table: str, name: str, message: str, when: str, events: tuple[str, ...], reads: str = ""
) -> list[Guard]:
    """One condition for several events, on the `{row}` that each finds or leaves."""
    return [
        Guard(
            table,
            event,
            message,
            when=of_rows(when, event),
            name=f"{name}_{event.lower()}",
            reads=reads,
        )
        for event in events
    ]


def locked_with(table: str, period: str, events: tuple[str, ...] = CHANGES) -> list[Guard]:
    """Refuses events on rows of a locked period."""
    when = LAST_EVENT.format(period=period)
    return by_event(table, "locked", LOCKED, when, events, reads="tracking_periodevent")
