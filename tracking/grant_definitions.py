"""What the figures of grants mean, for pages and glossary."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Definition

PAID_BY = Definition(
    _("Paid by the grant"),
    _(
        "The grant whose money an entry of the ledger is. It is named when the entry is entered,"
        " counts from posting on, and is moved later with a reason; nothing is overwritten."
    ),
)
UNFUNDED_YET = Definition(
    _("Unfunded yet"), _("The part of an entry, or of what was spent, that no grant pays.")
)
COMMITTED_BY_US = Definition(
    _("Committed by us"),
    _(
        "What is left of the commitments that a grant pays. If several grants pay a commitment,"
        " each has its share of what is left."
    ),
)
OVERHEAD = Definition(
    _("Overhead"),
    _("What a grant has spent times the overhead rate in its terms; zero if none is agreed."),
)
CHARGED = Definition(_("Charged"), _("What a grant has spent, and the overhead on it."))
BALANCE_OF_GRANT = Definition(
    _("Balance of the grant"),
    _("Funded minus spent, minus committed by us, minus overhead; can be negative."),
)
BURN = Definition(_("Burn"), _("What a grant has spent, as a share of what is funded."))
TIME_GONE = Definition(
    _("Time gone"), _("The part of a grant's days that has passed by the as-at date.")
)
GRANTS = {
    "paid-by": PAID_BY,
    "unfunded": UNFUNDED_YET,
    "committed-by-us": COMMITTED_BY_US,
    "overhead": OVERHEAD,
    "charged": CHARGED,
    "balance-of-grant": BALANCE_OF_GRANT,
    "burn": BURN,
    "time-gone": TIME_GONE,
}
