"""Who pays an entry: moved by adding only, within what there is and what the grants allow."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Keeper, Trigger, append_only
from appeal.models.guarded import CLOSED

from .ledger import IS_POSTED_NOW

TABLE = "tracking_attribution"
NOT_PAYABLE = """NOT EXISTS (SELECT 1 FROM tracking_transaction t WHERE t.id = NEW.entry_id
 AND t.posted_at IS NOT NULL AND t.reverses_id IS NULL AND t.kind <> 'release')
 OR EXISTS (SELECT 1 FROM tracking_transaction x WHERE x.reverses_id = NEW.entry_id)"""
OF_ENTRY = """EXISTS (SELECT 1 FROM tracking_transaction t
 JOIN appeal_requirement r ON r.id = t.cell_id
 JOIN tracking_contribution c ON c.id {of} WHERE t.id = NEW.entry_id AND {condition})"""
FOREIGN = OF_ENTRY.format(
    of="IN (NEW.giver_id, NEW.receiver_id)", condition="c.appeal_id <> t.appeal_id"
)
RECEIVED = partial(OF_ENTRY.format, of="= NEW.receiver_id")
OUTSIDE_PLACE = RECEIVED(condition="(c.office_id <> r.office_id OR c.heading_id <> r.heading_id)")
OUTSIDE_DAYS = RECEIVED(
    condition="(t.value_on < c.starts_on OR t.value_on > COALESCE(c.extended_to, c.ends_on))"
)
CLOSED_APPEAL = """EXISTS (SELECT 1 FROM tracking_transaction t JOIN appeal_appeal a
 ON a.id = t.appeal_id WHERE t.id = NEW.entry_id AND a.state = 'closed')"""
FOREIGN_CATEGORY = """EXISTS (SELECT 1 FROM tracking_costcategory k
 WHERE k.id = NEW.category_id AND k.contribution_id <> COALESCE(NEW.receiver_id, 0)
 OR k.id = NEW.giver_category_id AND k.contribution_id <> COALESCE(NEW.giver_id, 0))"""
IS_GIVER = """COALESCE(a.{side}_id, 0) = COALESCE(NEW.giver_id, 0)
 AND COALESCE(a.{category}_id, 0) = COALESCE(NEW.giver_category_id, 0)"""
# What was unfunded at first is the whole entry.
NOT_THERE = f"""NEW.usd > (SELECT CASE WHEN NEW.giver_id IS NULL THEN t.usd_amount ELSE 0 END
 FROM tracking_transaction t WHERE t.id = NEW.entry_id)
 + COALESCE((SELECT SUM(
 CASE WHEN {IS_GIVER.format(side="receiver", category="category")} THEN a.usd ELSE 0 END
 - CASE WHEN {IS_GIVER.format(side="giver", category="giver_category")} THEN a.usd ELSE 0 END)
 FROM tracking_attribution a WHERE a.entry_id = NEW.entry_id), 0)"""

# In cents. What is still to be received is valued at the rate of the latest commitment in force.
FLOWS = """COALESCE((SELECT SUM(CASE WHEN f.reverses_id IS NULL THEN {what} ELSE -{what} END)
 FROM tracking_flow f WHERE f.contribution_id = NEW.receiver_id AND f.kind = '{kind}'), 0)"""
DUE = f"""({FLOWS.format(what="f.amount", kind="commitment")}
 - {FLOWS.format(what="f.amount", kind="receipt")})"""
LATEST_RATE = """(SELECT f.rate FROM tracking_flow f WHERE f.contribution_id = NEW.receiver_id
 AND f.kind = 'commitment' AND f.reverses_id IS NULL
 AND NOT EXISTS (SELECT 1 FROM tracking_flow x WHERE x.reverses_id = f.id)
 ORDER BY f.value_on DESC, f.id DESC LIMIT 1)"""
PARTS = """COALESCE((SELECT SUM(
 CASE WHEN m.reverses_id IS NULL THEN 1 ELSE -1 END
 * CASE WHEN m.into_id = NEW.receiver_id THEN m.amount ELSE -m.amount END)
 FROM tracking_contributionassignment m WHERE m.into_id IS NOT NULL
 AND NEW.receiver_id IN (m.into_id, m.contribution_id)), 0)"""
GIVEN = f"""{FLOWS.format(what="f.usd_amount", kind="receipt")} + {PARTS}
 + CASE WHEN {DUE} > 0 THEN COALESCE({DUE} / {LATEST_RATE}, 0) ELSE 0 END"""
SPENT = """COALESCE((SELECT SUM(
 CASE WHEN a.receiver_id = NEW.receiver_id THEN a.usd ELSE 0 END
 - CASE WHEN a.giver_id = NEW.receiver_id THEN a.usd ELSE 0 END)
 FROM tracking_attribution a JOIN tracking_transaction t ON t.id = a.entry_id
 WHERE NEW.receiver_id IN (a.receiver_id, a.giver_id)
 AND t.kind IN ('disbursement', 'expenditure')
 AND NOT EXISTS (SELECT 1 FROM tracking_transaction x WHERE x.reverses_id = t.id)), 0)"""
IS_SPENDING = """EXISTS (SELECT 1 FROM tracking_transaction t WHERE t.id = NEW.entry_id
 AND t.kind IN ('disbursement', 'expenditure'))"""
# A cent more is what rounding to cents may be off. Open commitments are counted by the action.
TOO_MUCH = f"""NEW.reason = '' AND NEW.receiver_id IS NOT NULL
 AND COALESCE(NEW.giver_id, 0) <> NEW.receiver_id AND {IS_SPENDING}
 AND {SPENT} + NEW.usd > {GIVEN} + 1"""

new = partial(Guard, TABLE, "INSERT")
PAY = f"""INSERT INTO {TABLE} (entry_id, receiver_id, usd, reason, recorded_by_id, recorded_at)
 VALUES (NEW.id, NEW.grant_id, NEW.usd_amount, NEW.grant_reason, NEW.posted_by_id, NEW.posted_at)"""

ATTRIBUTIONS: list[Trigger] = [
    # What a draft names as its grant pays it as soon as it is posted, whoever writes.
    *(
        Keeper(
            "tracking_transaction",
            event,
            f"grant_{event.lower()}_pays",
            when=f"{when} AND NEW.grant_id IS NOT NULL AND NEW.reverses_id IS NULL"
            " AND NEW.usd_amount > 0",
            statement=PAY,
            reads=f"{TABLE}.usd",
        )
        for event, when in IS_POSTED_NOW.items()
    ),
    *append_only(TABLE, _("Who pays an entry is never changed or deleted. Move it instead.")),
    new(
        _(
            "Only a posted entry that is neither a reversal nor reversed is paid by a grant. A"
            " release follows its commitment."
        ),
        NOT_PAYABLE,
        name="entry",
    ),
    new(_("A grant pays entries of its own appeal only."), FOREIGN, name="appeal"),
    new(CLOSED, CLOSED_APPEAL, name="closed"),
    new(
        _("The earmarking of the grant is for another office or heading than this entry."),
        OUTSIDE_PLACE,
        name="place",
    ),
    new(
        _("The value date is outside the days that the grant pays for."), OUTSIDE_DAYS, name="days"
    ),
    new(_("A cost category is of the grant that pays."), FOREIGN_CATEGORY, name="category"),
    new(
        _("That much of this entry is not paid by the grant that it is to be moved from."),
        NOT_THERE,
        name="there",
        lock=("tracking_transaction", "NEW.entry_id"),
    ),
    new(
        _("This is more than the grant has. Give a reason for it, or choose another grant."),
        TOO_MUCH,
        name="funded",
        lock=("tracking_contribution", "NEW.receiver_id"),
    ),
]
