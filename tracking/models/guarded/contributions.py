"""Contributions: their flows and assignments are corrected by reversals only."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Trigger, append_only
from appeal.models.framework_guards import OWN_APPEAL, within_framework
from appeal.models.guarded import CLOSED
from appeal.models.lineage_guards import lineage_guards

UNLIKE_FLOW = """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_flow o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NULL
 AND o.contribution_id = NEW.contribution_id AND o.kind = NEW.kind AND o.rate = NEW.rate
 AND o.currency = NEW.currency
 AND o.amount = NEW.amount AND o.usd_amount = NEW.usd_amount AND o.value_on = NEW.value_on)"""
UNLIKE_ASSIGNMENT = """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_contributionassignment o WHERE o.id = NEW.reverses_id
 AND o.reverses_id IS NULL AND o.contribution_id = NEW.contribution_id
 AND o.amount = NEW.amount AND o.effective_on = NEW.effective_on
 AND COALESCE(o.into_id, 0) = COALESCE(NEW.into_id, 0)
 AND COALESCE(o.office_id, 0) = COALESCE(NEW.office_id, 0)
 AND COALESCE(o.heading_id, 0) = COALESCE(NEW.heading_id, 0)
 AND COALESCE(o.from_office_id, 0) = COALESCE(NEW.from_office_id, 0)
 AND COALESCE(o.from_heading_id, 0) = COALESCE(NEW.from_heading_id, 0))"""
HAS_FLOWS = "EXISTS (SELECT 1 FROM tracking_flow f WHERE f.contribution_id = OLD.id)"
FLOWS_IN_FORCE = """EXISTS (SELECT 1 FROM tracking_flow f WHERE f.contribution_id = OLD.id
 AND f.reverses_id IS NULL
 AND NOT EXISTS (SELECT 1 FROM tracking_flow x WHERE x.reverses_id = f.id))"""
FOREIGN_CURRENCY = """NEW.reverses_id IS NULL AND NEW.currency <> (SELECT c.currency
 FROM tracking_contribution c WHERE c.id = NEW.contribution_id)"""

# A reversal goes where its original went, see above.
CROSSES_WRONGLY = """NEW.reverses_id IS NULL AND NEW.into_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_contribution c JOIN appeal_appeal a ON a.id = c.appeal_id
 JOIN tracking_contribution o ON o.id = NEW.into_id JOIN appeal_appeal b ON b.id = o.appeal_id
 WHERE c.id = NEW.contribution_id AND a.id <> b.id AND a.currency = b.currency
 AND c.donor_id = o.donor_id)"""
INTO_CLOSED = """EXISTS (SELECT 1 FROM tracking_contribution c JOIN appeal_appeal a
 ON a.id = c.appeal_id WHERE c.id = NEW.into_id AND a.state = 'closed')"""
HAS_PARTS = """EXISTS (SELECT 1 FROM tracking_contributionassignment m WHERE m.into_id = OLD.id)"""
# Of a donor that is gone every contribution has to move, both sides of a part to the same donor:
# that is a merge.
PARTS_IN_FORCE = """EXISTS (SELECT 1 FROM tracking_contributionassignment m
 JOIN tracking_contribution o ON o.id IN (m.into_id, m.contribution_id) AND o.id <> OLD.id
 WHERE m.into_id IS NOT NULL AND OLD.id IN (m.into_id, m.contribution_id)
 AND m.reverses_id IS NULL
 AND NOT EXISTS (SELECT 1 FROM tracking_contributionassignment x WHERE x.reverses_id = m.id)
 AND (o.donor_id NOT IN (OLD.donor_id, NEW.donor_id)
 OR EXISTS (SELECT 1 FROM tracking_donor d WHERE d.id = OLD.donor_id)))"""

PAYS = """EXISTS (SELECT 1 FROM tracking_attribution a WHERE a.receiver_id = OLD.id)"""
PAYS_OTHER_DAYS = """EXISTS (SELECT 1 FROM tracking_attribution a
 JOIN tracking_transaction t ON t.id = a.entry_id
 WHERE OLD.id IN (a.receiver_id, a.giver_id)
 AND (t.value_on < NEW.starts_on OR t.value_on > COALESCE(NEW.extended_to, NEW.ends_on))
 AND NOT EXISTS (SELECT 1 FROM tracking_transaction x WHERE x.reverses_id = t.id)
 GROUP BY a.entry_id HAVING SUM(CASE WHEN a.receiver_id = OLD.id THEN a.usd ELSE 0 END
 - CASE WHEN a.giver_id = OLD.id THEN a.usd ELSE 0 END) > 0)"""

CLOSED_APPEAL = """EXISTS (SELECT 1 FROM tracking_contribution c JOIN appeal_appeal a
 ON a.id = c.appeal_id WHERE c.id = NEW.contribution_id AND a.state = 'closed')"""

THROUGH_CONTRIBUTION = """tracking_contribution c JOIN appeal_appeal a ON a.id = c.appeal_id
 WHERE c.id = NEW.contribution_id"""

# What each table refuses.
flow = partial(Guard, "tracking_flow")
contribution = partial(Guard, "tracking_contribution")

CONTRIBUTIONS: list[Trigger] = [
    Guard(
        "tracking_costcategory",
        "UPDATE",
        _("A cost category stays with its contribution. Add one to the other contribution."),
        columns=("contribution_id",),
    ),
    *lineage_guards("tracking_contribution", "appeal_id", "{row}.appeal_id"),
    *(
        Guard(table, "INSERT", CLOSED, when=CLOSED_APPEAL, name="closed")
        for table in ("tracking_flow", "tracking_contributionassignment")
    ),
    *within_framework("tracking_contribution", OWN_APPEAL),
    *(
        # Nothing changes an assignment.
        guard
        for column in ("heading_id", "from_heading_id")
        for guard in within_framework(
            "tracking_contributionassignment", THROUGH_CONTRIBUTION, column
        )
        if guard.event == "INSERT"
    ),
    *append_only("tracking_flow", _("A flow is never changed or deleted: reverse it.")),
    *append_only(
        "tracking_contributionassignment",
        _("A distribution is never changed or deleted: reverse it."),
    ),
    flow(
        "INSERT",
        _("A reversal repeats an original that is not itself a reversal."),
        UNLIKE_FLOW,
        reads="tracking_flow.currency",
    ),
    Guard(
        "tracking_contributionassignment",
        "INSERT",
        _("A reversal repeats an original that is not itself a reversal."),
        when=UNLIKE_ASSIGNMENT,
        reads="tracking_contributionassignment.into_id",
    ),
    Guard(
        "tracking_contributionassignment",
        "INSERT",
        _(
            "A part goes to a contribution of the same donor to another appeal in the same"
            " currency."
        ),
        when=CROSSES_WRONGLY,
        name="crosses",
        reads="tracking_contributionassignment.into_id",
    ),
    Guard(
        "tracking_contributionassignment",
        "INSERT",
        CLOSED,
        when=INTO_CLOSED,
        name="into_closed",
        reads="tracking_contributionassignment.into_id",
    ),
    contribution(
        "UPDATE",
        _("A part of another contribution is recorded: appeal and earmarking stand."),
        HAS_PARTS,
        columns=("appeal_id", "office_id", "heading_id"),
        name="parts",
        reads="tracking_contributionassignment.into_id",
    ),
    contribution(
        "UPDATE",
        _("A part counts in another appeal: the donor stays until it is reversed."),
        PARTS_IN_FORCE,
        columns=("donor_id",),
        name="donor",
        reads="tracking_contributionassignment.into_id",
    ),
    contribution(
        "UPDATE",
        _("Flows are recorded: appeal and earmarking of the contribution stand."),
        HAS_FLOWS,
        columns=("appeal_id", "office_id", "heading_id"),
        reads="tracking_flow",
    ),
    contribution(
        "UPDATE",
        _("Flows are in force: the currency cannot change until all of them are reversed."),
        FLOWS_IN_FORCE,
        columns=("currency",),
        name="currency",
        reads="tracking_flow",
    ),
    contribution(
        "UPDATE",
        _("Entries are paid by this grant: appeal and earmarking stand."),
        PAYS,
        columns=("appeal_id", "office_id", "heading_id"),
        name="pays",
        reads="tracking_attribution",
    ),
    contribution(
        "UPDATE",
        _("This grant pays entries of other days. Move these to another grant first."),
        PAYS_OTHER_DAYS,
        columns=("starts_on", "ends_on", "extended_to"),
        name="days",
        reads="tracking_attribution",
    ),
    flow(
        "INSERT",
        _("A flow is in the currency of its contribution."),
        FOREIGN_CURRENCY,
        name="currency",
        reads="tracking_flow.currency",
    ),
]
