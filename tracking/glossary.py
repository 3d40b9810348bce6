"""What figures and words mean: each defined once, for pages, glossary and workbooks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base import amounts
from appeal.base.excel import Definition

REQUIREMENT = Definition(
    _("Requirement"),
    _("The last revision of the cell effective by the as-at date, otherwise as published."),
)
ALLOCATED = Definition(
    _("Allocated"),
    _(
        "The sum of the activity's allocations, which is its budget. Indicative: at least a"
        " part of it is an even split that no manager has confirmed yet."
    ),
)
UNALLOCATED = Definition(_("Unallocated"), _("Requirement less allocated."))
FUNDED = Definition(
    _("Funded"),
    _(
        "Received plus outstanding, of the contributions earmarked for or assigned to the place or"
        " one within it. Pledges are not counted."
    ),
)
RECEIVED = Definition(
    _("Received"), _("Incoming funds, each in USD at the rate of its month, less reversals.")
)
OUTSTANDING = Definition(
    _("Outstanding"),
    _(
        "What donors have committed and not yet paid: commitments less receipts in the"
        " contribution's own currency, never below zero, at the rate of the latest commitment."
    ),
)
PLEDGED = Definition(_("Pledged"), _("Pledges, shown apart and never counted as funded."))
COVERAGE = Definition(_("Coverage"), _("Funded as a share of the requirement; it may pass 100 %."))
COMMITTED = Definition(
    _("Committed"),
    _(
        "What commitments leave open. Of each: its amount less what was paid and released against"
        " it in its own currency, never below zero, at its own rate; payments in other currencies"
        " are taken off in USD."
    ),
)
SPENT = Definition(_("Spent"), _("Disbursements and expenditure less their reversals."))
BALANCE_OF_ALLOCATED = Definition(
    _("Balance"), _("Allocated less spent less committed; it may be negative.")
)
BALANCE_OF_REQUIREMENT = Definition(
    _("Balance"), _("Requirement less spent less committed; it may be negative.")
)
DELIVERY_OF_ALLOCATED = Definition(_("Delivery"), _("Spent as a share of allocated."))
DELIVERY_OF_REQUIREMENT = Definition(_("Delivery"), _("Spent as a share of the requirement."))
OVERSPENT = Definition(_("Overspent"), _("What was spent beyond the allocated amount."))
ELAPSED = Definition(
    _("Elapsed"), _("The activity's days passed by the as-at date as a share of all its days.")
)
PLANNED = Definition(
    _("Planned spend"), _("Allocated times elapsed: what even spending would have come to.")
)
PROGRESS = Definition(
    _("Progress"),
    _(
        "The latest percentage reported for a period that had ended by the as-at date, with"
        " that period beside it. An empty cell is not reported, which is not zero."
    ),
)
GROUP_PROGRESS = Definition(
    _("Progress"),
    _(
        "The mean of the activities' percentages weighted by allocation, over those that reported;"
        " cancelled activities are left out."
    ),
)
REPORTED_ON = Definition(
    _("Allocated and reported on"),
    _("Allocated to the activities that reported a percentage: what progress is weighted by."),
)
STATUS = Definition(
    _("Status"),
    _(
        "Suspended or cancelled where a manager set it, otherwise as last reported. Where nothing"
        " is: planned before the activity starts, not reported from then on."
    ),
)
NOT_ASSIGNED = Definition(
    _("Not distributed"),
    _("What of the funded money stands at an office, a heading or the appeal, and in no cell yet."),
)
DASH = Definition(
    amounts.DASH, _("No amount was published, or nothing can be said. It is not zero.")
)
PUBLISHED = Definition(
    _("Published"), _("The requirement as it was printed, without later revisions.")
)
DISBURSED = Definition(_("Disbursed"), _("Disbursements to partners less their reversals."))
NOT_REPORTED = Definition(
    _("Not reported"),
    _("The share of the allocated money whose activities have not reported a percentage."),
)

COMMITMENT = Definition(
    _("Outgoing commitment"),
    _("A contract or agreement that was signed and is to be paid (IATI transaction type 2)."),
)
DISBURSEMENT = Definition(
    _("Disbursement"),
    _("Money handed to a partner who carries out the work (IATI transaction type 3)."),
)
EXPENDITURE = Definition(
    _("Expenditure"),
    _("What the office paid for goods, services or staff (IATI transaction type 4)."),
)
RELEASE = Definition(
    _("Release of a commitment"), _("What of a commitment will not be paid any more.")
)
REVERSAL = Definition(
    _("Reversal"),
    _(
        "The mirror image of a posted entry, with the same value date. Posted entries never"
        " change: a reversal corrects them, and both stay in the ledger."
    ),
)
RATE = Definition(
    _("Rate of exchange"),
    _(
        "The UN operational rate, in units per USD: the latest one effective on or before the"
        " value date within its month. It is kept with the entry when it is posted."
    ),
)
ACHIEVED = Definition(
    _("Achieved"),
    _(
        "How much of the way from the baseline to the target an indicator has come: actual less"
        " baseline, as a share of the target to date less baseline."
    ),
)
FLAG = Definition(
    _("Status flag"),
    _(
        "On track (●), needs attention (▲), off track (■), nothing reported (○), or an en dash"
        " where it does not apply. Grey is never green."
    ),
)
FLAGS = {
    "schedule": Definition(
        _("Schedule"),
        _(
            "Milestones: overdue by 1 to 30 days is amber, by more is red, reported or not; none"
            " overdue is green once something is reported."
        ),
    ),
    "results": Definition(
        _("Results"),
        _(
            "The worst indicator: at least 90 % of its target to date is green, 70 % amber, below"
            " red."
        ),
    ),
    "progress": Definition(
        _("Progress"),
        _(
            "Percent complete less elapsed time: -10 points or better is green, -25 amber, below"
            " red."
        ),
    ),
    "spend": Definition(
        _("Spend"),
        _(
            "Delivery and elapsed time apart by up to 10 points is green, 25 amber, more is red;"
            " spending more than is allocated is red. A completed activity that did not is green."
        ),
    ),
    "overall": Definition(_("Overall"), _("The worst of the flags that have a colour.")),
}
AS_AT = Definition(
    _("As at"),
    _("The value date: entries dated, revisions effective and periods ended by that day count."),
)
KNOWN_ON = Definition(
    _("As known on"),
    _("The record date: only what had been recorded by the end of that day counts."),
)
COUNTING = Definition(
    _("Counting"),
    _(
        "Official figures count what is approved and posted. You can add what your own offices"
        " submitted, or their drafts; nobody else sees those."
    ),
)
HEADING = Definition(
    _("Heading"),
    _(
        "One of the principles (P) and objectives (O) of the Migration Governance Framework. Its"
        " basis says whether the publication prints it or we assigned it."
    ),
)
CELL = Definition(
    _("Cell"),
    _("What one office requires under one heading: a line of the table of requirements."),
)
PRIORITY = Definition(
    _("Priority"), _("What an office set out to do, as the publication prints it, such as GT-3.")
)
ACTIVITY = Definition(
    _("Activity"),
    _("What staff carry out, pay for and report on under a priority, such as GT-3.1."),
)
ALLOCATION = Definition(
    _("Allocation"),
    _(
        "What of a cell pays for an activity. The publication gives no such split: until a manager"
        " confirms or changes it, it is an even one and called indicative."
    ),
)
VALUE_DATE = Definition(
    _("Value date"), _("The day the money was spent or committed, not the day it is entered.")
)
EARMARKED = Definition(
    _("Earmarked for"),
    _("What the donor gave the money for: the appeal, an office, a heading, or one cell."),
)

SECTIONS: list[tuple[Any, dict[str, Definition]]] = [
    (
        _("What was promised"),
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
            "planned": PLANNED,
        },
    ),
    (
        _("What was done"),
        {
            "status": STATUS,
            "progress": PROGRESS,
            "group-progress": GROUP_PROGRESS,
            "not-reported": NOT_REPORTED,
            "achieved": ACHIEVED,
            "flag": FLAG,
            **{f"flag-{name}": flag for name, flag in FLAGS.items()},
        },
    ),
    (
        _("How figures are read"),
        {"as-at": AS_AT, "known-on": KNOWN_ON, "counting": COUNTING, "dash": DASH},
    ),
]
GLOSSARY: dict[str, Definition] = {
    key: definition for _title, entries in SECTIONS for key, definition in entries.items()
}
