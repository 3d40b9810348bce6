"""What the status flags mean, each by its name."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Definition

FLAG = Definition(
    _("Status flag"),
    _(
        "On track (●), needs attention (▲), off track (■), nothing reported (○), or an en"
        " dash if it does not apply. What is not reported is never on track."
    ),
)
FLAGS = {
    "schedule": Definition(
        _("Schedule"),
        _(
            "Milestones: 1 to 30 days overdue needs attention, more is off track, whether"
            " reported or not. If none is overdue, it is on track once something is reported."
        ),
    ),
    "results": Definition(
        _("Results"),
        _(
            "The worst indicator: at least 90 % of its target to date is on track, 70 %"
            " needs attention, less is off track."
        ),
    ),
    "progress": Definition(
        _("Progress"),
        _(
            "Percent complete minus the planned part of the budget: -10 points or better is on"
            " track, -25 needs attention, worse is off track."
        ),
    ),
    "spend": Definition(
        _("Spend"),
        _(
            "Delivery minus the planned part of the budget: up to 10 points apart is on track, up"
            " to 25 needs attention, more is off track. Spending more than the budget is off track."
            " A completed activity that did not is on track."
        ),
    ),
    "overall": Definition(_("Overall"), _("The worst of the four on which something is reported.")),
}
