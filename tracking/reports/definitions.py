"""What the figures mean, as About explains them: each defined once, for every workbook."""

from django.utils.translation import gettext_lazy as _

from appeal.excel import Definition
from appeal.excel.sheets import EN_DASH

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
    _("Commitments less their releases and less what has been spent against them."),
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
STATUS = Definition(
    _("Status"),
    _(
        "Suspended or cancelled where a manager set it, otherwise as last reported, otherwise"
        " planned."
    ),
)
NOT_ASSIGNED = Definition(
    _("Not assigned"),
    _("What of the funded money stands at an office, a heading or the appeal, and in no cell yet."),
)
DASH = Definition(EN_DASH, _("No amount was published, or nothing can be said. It is not zero."))
PUBLISHED = Definition(
    _("Published"), _("The requirement as it was printed, without later revisions.")
)
DISBURSED = Definition(_("Disbursed"), _("Disbursements to partners less their reversals."))
NOT_REPORTED = Definition(
    _("Not reported"),
    _("The share of the allocated money whose activities have not reported a percentage."),
)
