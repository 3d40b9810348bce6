"""What goes on in another appeal: a commitment that is open here."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.models import Appeal
from appeal.views.answering import answer_page
from appeal.web.request import Request

from .. import actions
from ..forms import CarryForm, places_to_carry_to
from ..models import open_commitments, rests_of
from ..row_addresses import address_of
from .pages import open_appeal, own_row, signing, today_in


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
        "back": address_of(commitment, appeal),
    }
    return answer_page(request, form, act, "tracking/ledger/commitment_carry.html", page)


def limit_days(form: CarryForm, appeal: Appeal) -> None:
    """Offer no day after today or after the appeal takes entries."""
    last = appeal.last_value_day(today_in(appeal))
    form.fields["value_on"].widget.attrs["max"] = last.isoformat()
