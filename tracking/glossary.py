"""What figures and words mean: each defined once, for pages, glossary and workbooks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base import amounts
from appeal.base.excel import Definition

from .core_definitions import CORE, GAP, OVERLAP, REACHED
from .flag_definitions import FLAG, FLAGS
from .grant_definitions import GRANTS

REQUIREMENT = Definition(
    _("Requirement"),
    _("The latest revision in effect on the as-at date; otherwise, the published amount."),
)
ALLOCATED = Definition(
    _("Budgeted"),
    _(
        "The activity's budget: the sum of what it gets from each heading. Indicative: at"
        " least part of it is an even split that no manager has confirmed yet."
    ),
)
UNALLOCATED = Definition(_("Not budgeted"), _("Required minus budgeted."))
FUNDED = Definition(
    _("Funded"),
    _(
        "Received plus still to be received, of contributions earmarked or distributed to the place"
        " or one within it; of agreements that serve two appeals our part. Pledges don't count."
    ),
)
RECEIVED = Definition(
    _("Received"),
    _("Money received, each amount in USD at the rate of its month, minus reversals."),
)
OUTSTANDING = Definition(
    _("Still to be received"),
    _(
        "What donors have committed but not yet paid: commitments minus money received, in the"
        " contribution's own currency, never below zero, at the rate of the latest commitment."
    ),
)
PLEDGED = Definition(_("Pledged"), _("Pledges, shown separately and never counted as funded."))
COVERAGE = Definition(
    _("Coverage"), _("Funded as a share of what is required; can be more than 100 %.")
)
COMMITTED = Definition(
    _("Committed"),
    _(
        "What is left of commitments. For each: its amount minus what was paid and"
        " released from it in its own currency, never below zero, at its own rate."
        " Payments in other currencies are subtracted in USD."
    ),
)
SPENT = Definition(_("Spent"), _("Disbursements and expenditure minus their reversals."))
BALANCE_OF_ALLOCATED = Definition(
    _("Balance"), _("Budgeted minus spent minus committed; can be negative.")
)
BALANCE_OF_REQUIREMENT = Definition(
    _("Balance"), _("Required minus spent minus committed; can be negative.")
)
DELIVERY_OF_ALLOCATED = Definition(_("Delivery"), _("Spent as a share of the budget."))
DELIVERY_OF_REQUIREMENT = Definition(_("Delivery"), _("Spent as a share of what is required."))
OVERSPENT = Definition(_("Overspent"), _("What was spent above the budget."))
ELAPSED = Definition(
    _("Elapsed"), _("The part of the activity's days that has passed by the as-at date.")
)
PLANNED_PART = Definition(
    _("Planned part"),
    _(
        "The part of the budget that was to be spent by the as-at date: by its plan by month where"
        " there is one, otherwise the part of its days that has passed."
    ),
)
PLANNED = Definition(_("Planned spending"), _("The budget times the planned part of it."))
PROGRESS = Definition(
    _("Progress"),
    _(
        "The latest percentage reported for a period that had ended by the as-at date, with that"
        " period next to it. If it is empty nothing was reported, which is not zero."
    ),
)
GROUP_PROGRESS = Definition(
    _("Progress"),
    _(
        "The average of the activities' percentages, weighted by budget, for those that"
        " reported. Cancelled activities are left out."
    ),
)
REPORTS_ON_TIME = Definition(
    _("Reports on time"),
    _(
        "Of the reports whose due date had passed, the share that were submitted by that date and"
        " have not been returned since."
    ),
)
REPORTED_ON = Definition(
    _("Budget with progress reported"),
    _("The budget of the activities that reported a percentage: progress is weighted by it."),
)
STATUS = Definition(
    _("Status"),
    _(
        "Suspended or cancelled if a manager set it; otherwise the last status reported. If nothing"
        " was reported: planned before the activity starts, and not reported after that."
    ),
)
NOT_ASSIGNED = Definition(
    _("Not distributed"),
    _(
        "The part of the funded money that is at an office, a heading or the appeal, and not"
        " yet in a requirement line."
    ),
)
DASH = Definition(
    amounts.DASH, _("No amount was published, or nothing can be calculated. It is not zero.")
)
PUBLISHED = Definition(_("Published"), _("The requirement as printed, without later revisions."))
DISBURSED = Definition(_("Disbursed"), _("Disbursements to partners minus their reversals."))
NOT_REPORTED = Definition(
    _("Not reported"),
    _("The part of the budget whose activities have not reported a percentage."),
)

COMMITMENT = Definition(
    _("Commitment (contract or agreement)"),
    _("A contract or agreement that was signed and is still to be paid (IATI transaction type 2)."),
)
DISBURSEMENT = Definition(
    _("Disbursement"),
    _("Money given to a partner who carries out the work (IATI transaction type 3)."),
)
EXPENDITURE = Definition(
    _("Expenditure"),
    _("What the office paid for goods, services or staff (IATI transaction type 4)."),
)
RELEASE = Definition(
    _("Release of a commitment"), _("The part of a commitment that will not be paid.")
)
REVERSAL = Definition(
    _("Reversal"),
    _(
        "The mirror image of a posted entry, with the same value date. Posted entries"
        " cannot be changed: a reversal corrects them, and both stay in the ledger."
    ),
)
RATE = Definition(
    _("Exchange rate"),
    _(
        "The UN operational rate, in units per USD: the latest one in effect on the value"
        " date, within its month. It is saved with the entry when it is posted."
    ),
)
ACHIEVED = Definition(
    _("Achieved"),
    _(
        "How far an indicator has come from the baseline to the target: actual minus"
        " baseline, as a share of target to date minus baseline."
    ),
)
AS_AT = Definition(
    _("As at"),
    _("The value date: counts entries dated, revisions in effect and periods ended by that day."),
)
KNOWN_ON = Definition(
    _("As known on"),
    _("The record date: only what had been recorded by the end of that day counts."),
)
COUNTING = Definition(
    _("Included"),
    _(
        "Official figures count what is approved and posted. You can add what your own"
        " offices have submitted, or their drafts; nobody else sees those."
    ),
)
HEADING = Definition(
    _("Heading"),
    _(
        "A heading of the appeal's framework, such as the principles (P) and objectives (O) of the"
        " Migration Governance Framework. Its basis says whether it is printed in the publication"
        " or was set by the regional office."
    ),
)
CELL = Definition(
    _("Requirement line"),
    _("What one office requires under one heading: one line of the table of funding requirements."),
)
PRIORITY = Definition(
    _("Priority"), _("What an office set out to do, as printed in the publication, such as GT-3.")
)
ACTIVITY = Definition(
    _("Activity"),
    _("Work that staff carry out, pay for and report on under a priority, such as GT-3.1."),
)
ALLOCATION = Definition(
    _("Budget"),
    _(
        "The part of a requirement line that pays for an activity. The publication does not give"
        " it: until a manager confirms or changes it, it is an even split, called indicative."
    ),
)
VALUE_DATE = Definition(
    _("Value date"), _("The day the money was spent or committed, not the day it is entered.")
)
EARMARKED = Definition(
    _("Earmarked to"),
    _("What the donor gave it for: the appeal, an office, a heading or one requirement line."),
)

SECTIONS: list[tuple[Any, dict[str, Definition]]] = [
    (
        _("The plan"),
        {
            "priority": PRIORITY,
            "activity": ACTIVITY,
            "heading": HEADING,
            "cell": CELL,
            "published": PUBLISHED,
            "requirement": REQUIREMENT,
            "allocation": ALLOCATION,
            "allocated": ALLOCATED,
            "unallocated": UNALLOCATED,
        },
    ),
    (
        _("What donors give"),
        {
            "pledged": PLEDGED,
            "received": RECEIVED,
            "outstanding": OUTSTANDING,
            "funded": FUNDED,
            "coverage": COVERAGE,
            "earmarked": EARMARKED,
            "unassigned": NOT_ASSIGNED,
        },
    ),
    (
        _("What was spent"),
        {
            "commitment": COMMITMENT,
            "disbursement": DISBURSEMENT,
            "expenditure": EXPENDITURE,
            "release": RELEASE,
            "reversal": REVERSAL,
            "value-date": VALUE_DATE,
            "rate": RATE,
            "committed": COMMITTED,
            "disbursed": DISBURSED,
            "spent": SPENT,
            "balance": BALANCE_OF_ALLOCATED,
            "balance-of-requirement": BALANCE_OF_REQUIREMENT,
            "delivery": DELIVERY_OF_ALLOCATED,
            "delivery-of-requirement": DELIVERY_OF_REQUIREMENT,
            "overspent": OVERSPENT,
            "elapsed": ELAPSED,
            "planned-part": PLANNED_PART,
            "planned": PLANNED,
        },
    ),
    (_("What grants pay"), GRANTS),
    (
        _("What was done"),
        {
            "status": STATUS,
            "progress": PROGRESS,
            "group-progress": GROUP_PROGRESS,
            "not-reported": NOT_REPORTED,
            "reports-on-time": REPORTS_ON_TIME,
            "achieved": ACHIEVED,
            "core": CORE,
            "reached": REACHED,
            "gap": GAP,
            "overlap": OVERLAP,
            "flag": FLAG,
            **{f"flag-{name}": flag for name, flag in FLAGS.items()},
        },
    ),
    (
        _("How to read the figures"),
        {"as-at": AS_AT, "known-on": KNOWN_ON, "counting": COUNTING, "dash": DASH},
    ),
]
GLOSSARY: dict[str, Definition] = {
    key: definition for _title, entries in SECTIONS for key, definition in entries.items()
}
