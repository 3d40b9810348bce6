"""What the results that add up are, in the reader's words."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Definition

CORE = Definition(
    _("Core indicator"),
    _(
        "What the appeal counts over all its offices. Indicators of activities feed it: numbers add"
        " up, percentages are joined by numerator and denominator."
    ),
)
REACHED = Definition(
    _("Reached"),
    _("What the indicators that feed it come to by the date; of people by the stated method."),
)
GAP = Definition(
    _("Still to reach"),
    _(
        "Target to date minus reached; below zero where more was reached. It is not told while"
        " something reached has no target to compare it with."
    ),
)
OVERLAP = Definition(
    _("Overlap"),
    _(
        "The same person may be reached by several activities. So people are never just added: the"
        " largest number counts until somebody states that they add up, or gives an estimate."
    ),
)
