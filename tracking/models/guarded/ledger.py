"""The ledger: posted for good, in its own office, year and period; its totals are stored."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Keeper, Trigger, append_only
from appeal.models.guarded import CLOSED, by_event, on_entry

from .conditions import CLOSED_CELL, LAST_EVENT

POSTED = _("A posted entry cannot be changed or deleted. Reverse it and enter it again.")
SAME_OFFICE = """NOT EXISTS (SELECT 1 FROM appeal_activity y
 JOIN appeal_priority p ON p.id = y.priority_id
 JOIN appeal_section s ON s.id = p.section_id
 JOIN appeal_requirement r ON r.office_id = s.office_id AND r.appeal_id = s.appeal_id
 WHERE y.id = NEW.activity_id AND r.id = NEW.cell_id AND s.office_id = NEW.office_id
 AND s.appeal_id = NEW.appeal_id)"""
UNLIKE_ORIGINAL = """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_transaction o WHERE o.id = NEW.reverses_id
 AND o.posted_at IS NOT NULL AND o.reverses_id IS NULL AND o.kind = NEW.kind
 AND o.activity_id = NEW.activity_id AND o.cell_id = NEW.cell_id
 AND o.currency = NEW.currency AND o.rate = NEW.rate AND o.amount = NEW.amount
 AND o.usd_amount = NEW.usd_amount AND o.value_on = NEW.value_on
 AND o.counterpart = NEW.counterpart
 AND COALESCE(o.against_id, 0) = COALESCE(NEW.against_id, 0)
 AND COALESCE(o.grant_id, 0) = COALESCE(NEW.grant_id, 0))"""
FOREIGN_GRANT = """NEW.grant_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tracking_contribution c
 WHERE c.id = NEW.grant_id AND c.appeal_id = NEW.appeal_id)"""
UNEXPLAINED_DATE = """NEW.late_reason = '' AND NOT EXISTS (SELECT 1 FROM appeal_requirement r
 JOIN appeal_appeal a ON a.id = r.appeal_id
 WHERE r.id = NEW.cell_id AND NEW.value_on BETWEEN a.starts_on AND a.ends_on)"""
NO_COMMITMENT = """NEW.against_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_transaction c WHERE c.id = NEW.against_id AND c.kind = 'commitment'
 AND c.reverses_id IS NULL AND c.activity_id = NEW.activity_id AND c.cell_id = NEW.cell_id)"""
NOT_CARRIED = """NEW.continues_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_transaction c WHERE c.id = NEW.continues_id AND c.kind = 'commitment'
 AND c.posted_at IS NOT NULL AND c.reverses_id IS NULL AND c.appeal_id <> NEW.appeal_id
 AND c.currency = NEW.currency)"""
AFTER_CLOSING = """NEW.value_on > (SELECT a.closes_on FROM appeal_requirement r
 JOIN appeal_appeal a ON a.id = r.appeal_id WHERE r.id = NEW.cell_id)"""
PAID_FROM = """EXISTS (SELECT 1 FROM tracking_transaction t
 WHERE t.activity_id = OLD.activity_id AND t.cell_id = OLD.cell_id)"""
PERIOD_OF_ENTRY = """(SELECT MIN(t.id) FROM tracking_reportingperiod t
 JOIN appeal_requirement r ON r.appeal_id = t.appeal_id
 WHERE r.id = NEW.cell_id AND NEW.value_on BETWEEN t.starts_on AND t.ends_on)"""

entry = partial(Guard, "tracking_transaction")
no_entry = partial(on_entry, "tracking_transaction")
IS_POSTED_NOW = {
    "INSERT": "NEW.posted_at IS NOT NULL",
    "UPDATE": "NEW.posted_at IS NOT NULL AND OLD.posted_at IS NULL",
}
# Half a cent at the rate, and what a float of SQLite may be off for very large amounts.
WRONG_USD = """ABS(NEW.usd_amount * NEW.rate - NEW.amount)
 > 0.5001 * NEW.rate + NEW.amount * 0.000000000001"""

NEEDS_ANOTHER = """NEW.reverses_id IS NULL AND EXISTS (SELECT 1 FROM appeal_requirement r
 JOIN appeal_appeal a ON a.id = r.appeal_id WHERE r.id = NEW.cell_id AND a.needs_second_person)
 AND (NEW.posted_by_id = NEW.entered_by_id OR EXISTS (
 SELECT 1 FROM tracking_historicaltransaction h WHERE h.id = NEW.id AND h.posted_at IS NULL
 AND h.history_user_id = NEW.posted_by_id))"""


def on_posting(
    name: str, message: str, condition: str, reads: str = "", lock: tuple[str, str] | None = None
) -> list[Guard]:
    """A condition that no entry may meet when it is posted."""
    return [
        entry(
            event,
            message,
            f"{when} AND {condition}",
            name=f"{name}_{event.lower()}",
            reads=reads,
            lock=lock,
        )
        for event, when in IS_POSTED_NOW.items()
    ]


KEEP_TOTAL = """INSERT INTO tracking_ledgertotal
 (activity_id, cell_id, kind, month, posted_in, amount)
 VALUES (NEW.activity_id, NEW.cell_id, NEW.kind, SUBSTR(CAST(NEW.value_on AS TEXT), 1, 7),
 SUBSTR(CAST(NEW.posted_at AS TEXT), 1, 7),
 CASE WHEN NEW.reverses_id IS NULL THEN NEW.usd_amount ELSE -NEW.usd_amount END)
 ON CONFLICT (activity_id, cell_id, kind, month, posted_in)
 DO UPDATE SET amount = tracking_ledgertotal.amount + excluded.amount"""
# A later entry may have been posted first.
LATEST = """last_on = CASE WHEN {table}.last_on > excluded.last_on
 THEN {table}.last_on ELSE excluded.last_on END,
 last_posted_at = CASE WHEN {table}.last_posted_at > excluded.last_posted_at
 THEN {table}.last_posted_at ELSE excluded.last_posted_at END"""
KINDS = ("commitment", "release", "disbursement", "expenditure")
SUMS = (*KINDS, "committed")
KEEP_ACTIVITY = f"""INSERT INTO tracking_activitytotal
 (activity_id, cell_id, {", ".join(SUMS)}, last_on, last_posted_at)
 VALUES (NEW.activity_id, NEW.cell_id, {{usd}}, NEW.{{on}}, NEW.{{at}})
 ON CONFLICT (activity_id, cell_id) DO UPDATE SET
 {", ".join(f"{each} = tracking_activitytotal.{each} + excluded.{each}" for each in SUMS)},
 {LATEST.format(table="tracking_activitytotal")}"""
OF_KIND = """CASE WHEN NEW.kind <> '{kind}' THEN 0
 WHEN NEW.reverses_id IS NULL THEN NEW.usd_amount ELSE -NEW.usd_amount END"""
KEEP_KINDS = KEEP_ACTIVITY.format(
    usd=", ".join([OF_KIND.format(kind=kind) for kind in KINDS] + ["0"]),
    on="value_on", at="posted_at",
)  # fmt: skip
KEEP_COMMITTED = partial(KEEP_ACTIVITY.format, on="last_on", at="last_posted_at")
KEEP_COMMITMENT = f"""INSERT INTO tracking_opencommitment
 (commitment_id, activity_id, cell_id, millionths, own_left, drawn_usd, last_on, last_posted_at)
 SELECT c.id, c.activity_id, c.cell_id, CAST(ROUND(c.rate * 1000000) AS BIGINT),
 CASE WHEN NEW.reverses_id IS NULL THEN 1 ELSE -1 END
 * CASE WHEN NEW.against_id IS NULL THEN NEW.amount WHEN NEW.currency = c.currency
 THEN -NEW.amount ELSE 0 END,
 CASE WHEN NEW.reverses_id IS NULL THEN 1 ELSE -1 END
 * CASE WHEN NEW.against_id IS NULL OR NEW.currency = c.currency THEN 0 ELSE NEW.usd_amount END,
 NEW.value_on, NEW.posted_at
 FROM tracking_transaction c WHERE c.id = COALESCE(NEW.against_id, NEW.reverses_id, NEW.id)
 ON CONFLICT (commitment_id) DO UPDATE SET millionths = excluded.millionths,
 own_left = tracking_opencommitment.own_left + excluded.own_left,
 drawn_usd = tracking_opencommitment.drawn_usd + excluded.drawn_usd,
 {LATEST.format(table="tracking_opencommitment")}"""
IS_OF_COMMITMENT = "(NEW.kind = 'commitment' OR NEW.against_id IS NOT NULL)"
KEEPERS = [
    Keeper(
        "tracking_transaction",
        event,
        f"{name}_{event.lower()}",
        when=when + more,
        statement=statement,
        reads=reads,
    )
    for event, when in IS_POSTED_NOW.items()
    for name, more, statement, reads in (
        ("total", "", KEEP_TOTAL, "tracking_ledgertotal.posted_in"),
        ("kinds", "", KEEP_KINDS, "tracking_activitytotal"),
        ("commitment", f" AND {IS_OF_COMMITMENT}", KEEP_COMMITMENT, "tracking_opencommitment"),
    )
] + [
    Keeper(
        "tracking_opencommitment",
        event,
        f"committed_{event.lower()}",
        when=when,
        statement=KEEP_COMMITTED(usd="0, " * len(KINDS) + usd),
        reads="tracking_activitytotal",
    )
    for event, when, usd in (
        ("INSERT", "NEW.usd <> 0", "NEW.usd"),
        ("UPDATE", "NEW.usd <> OLD.usd", "NEW.usd - OLD.usd"),
    )
]

LEDGER: list[Trigger] = [
    *KEEPERS,
    *on_posting(
        "locked",
        _("The value date is in a locked period. Ask a manager to unlock it."),
        LAST_EVENT.format(period=PERIOD_OF_ENTRY),
        reads="tracking_periodevent",
        lock=("tracking_reportingperiod", PERIOD_OF_ENTRY),
    ),
    *on_posting(
        "usd",
        _("The amount in USD is the amount divided by the rate, rounded to cents."),
        WRONG_USD,
    ),
    *on_posting(
        "second",
        _(
            "In this appeal a second person posts: whoever entered or changed a draft cannot"
            " post it."
        ),
        NEEDS_ANOTHER,
    ),
    entry(
        "UPDATE",
        _("Who made an entry, and when, cannot change."),
        columns=("entered_by_id", "entered_at"),
        name="entered",
    ),
    Guard(
        "appeal_allocation",
        "DELETE",
        _("Entries of the activity are paid from this budget. Lower it instead of removing it."),
        when=PAID_FROM,
        name="transactions",
        reads="tracking_transaction",
    ),
    *append_only("tracking_transaction", POSTED, when="OLD.posted_at IS NOT NULL"),
    *no_entry(
        "office",
        _(
            "An entry belongs to the office and the appeal of its activity and of the"
            " requirement line that pays it."
        ),
        SAME_OFFICE,
        reads="tracking_transaction.appeal_id",
    ),
    *no_entry(
        "reversal",
        _("A reversal repeats a posted entry that is not itself a reversal."),
        UNLIKE_ORIGINAL,
        reads="tracking_transaction.grant_id",
    ),
    *no_entry(
        "grant",
        _("An entry is paid by a grant of its own appeal."),
        FOREIGN_GRANT,
        reads="tracking_transaction.grant_id",
    ),
    *no_entry(
        "closing",
        _("The value date is after the day on which the appeal closed."),
        AFTER_CLOSING,
    ),
    *no_entry(
        "year",
        _("A value date outside the appeal's year needs a reason."),
        UNEXPLAINED_DATE,
    ),
    *no_entry(
        "against",
        _("An entry draws on a commitment of its own activity and requirement line."),
        NO_COMMITMENT,
    ),
    *no_entry(
        "continues",
        _("Only a posted commitment of another appeal can be carried over, in its own currency."),
        NOT_CARRIED,
        reads="tracking_transaction.continues_id",
    ),
    *by_event("appeal_allocation", "closed", CLOSED, CLOSED_CELL),
    Guard(
        "appeal_requirementrevision",
        "INSERT",
        CLOSED,
        when=CLOSED_CELL.format(row="NEW"),
        name="closed",
    ),
    *by_event("tracking_transaction", "closed", CLOSED, CLOSED_CELL),
]
