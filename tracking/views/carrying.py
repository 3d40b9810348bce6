"""What goes on in another appeal: a commitment or a milestone that is open here."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.models import Appeal, Milestone
from appeal.views.answering import answer_page
from appeal.views.confirming import confirm
from appeal.views.drafts import explained
from appeal.web.request import Request

from .. import actions
from ..forms import (
    CarryForm,
    CarryMilestoneForm,
    activities_to_carry_to,
    places_to_carry_to,
)
from ..models import open_commitments, rests_of
from ..row_addresses import address_of
from .pages import open_appeal, own_row, sent_at, signing, today_in


def commitment_carry(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Release what a commitment leaves open, and make it a commitment of another appeal."""
    appeal = open_appeal(request, appeal_code)
    commitment = own_row(request, duties.CARRY_OVER, open_commitments(appeal).with_names(), pk=pk)
    places = places_to_carry_to(request.user, commitment)
    form = CarryForm(
        request.POST or None,
        commitment=commitment,
        places=places,
        today=appeal.last_value_day(today_in(appeal)),
    )
    limit_days(form, appeal)

    def act() -> str:
        place = form.place
        made = actions.carry_commitment(
            commitment=commitment,
            activity=place.activity,
            cell=place.cell,
            value_on=form.cleaned_data["value_on"],
            reason=form.cleaned_data["reason"],
            **signing(request),
        )
        carried = {"amount": f"{made.currency} {cents(made.amount)}"}
        carried |= {"appeal": place.cell.appeal.code, "activity": place.activity.code}
        messages.success(
            request,
            _("%(amount)s is released here and committed in %(appeal)s, %(activity)s.") % carried,
        )
        return address_of(commitment, appeal)

    page = {
        "commitment": commitment,
        "places": places,
        "rest": rests_of(commitment.activity)[commitment.pk],
        "refusal": actions.why_not_released(appeal),
        "back": address_of(commitment, appeal),
    }
    return answer_page(request, form, act, "tracking/ledger/commitment_carry.html", page)


def milestone_carry(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Go on with a milestone that was not reached in an activity of a later appeal."""
    appeal = open_appeal(request, appeal_code)
    rows = Milestone.objects.filter(activity__priority__section__appeal=appeal)
    own = rows.select_related("activity__priority__section__appeal")
    milestone = own_row(request, duties.CARRY_MILESTONES, own, pk=pk)
    activities = activities_to_carry_to(request.user, milestone)
    form = CarryMilestoneForm(request.POST or None, milestone=milestone, activities=activities)

    def act() -> str:
        made = explained(
            lambda: actions.carry_milestone(
                milestone=milestone,
                activity=form.activity,
                due_on=form.cleaned_data["due_on"],
                at=sent_at(request),
            )
        )
        carried = {"milestone": made, "appeal": made.activity.appeal.choice}
        messages.success(
            request,
            _("“%(milestone)s” goes on in %(appeal)s, %(activity)s.")
            % (carried | {"activity": made.activity.code}),
        )
        return back

    back = f"{address_of(milestone.activity, appeal)}#milestones"
    page = _page_of(milestone, back, may_go_on=bool(activities))
    if request.method != "POST" and (late := actions.why_not_carried(milestone)):
        page["refusal"] = late
    return confirm(request, form, page, act)


def _page_of(milestone: Milestone, back: str, *, may_go_on: bool) -> dict[str, object]:
    none = _(
        "No later appeal has an activity of this office whose plan you edit. Begin the next appeal,"
        " or add an activity of the office to it."
    )
    return {
        "title": _("Carry the milestone over to another appeal"),
        "lead": _("It is made there with its own day, and stays here as it is."),
        "facts": [
            (_("Milestone"), milestone.title),
            (_("Activity"), milestone.activity),
            (_("Due"), date_format(milestone.due_on)),
        ],
        "label": _("Carry it over"),
        "refusal": "" if may_go_on else none,
        "back": back,
        "from_where": milestone.activity,
    }


def limit_days(form: CarryForm, appeal: Appeal) -> None:
    """Offer no day after today or after the appeal takes entries."""
    last = appeal.last_value_day(today_in(appeal))
    form.fields["value_on"].widget.attrs["max"] = last.isoformat()
