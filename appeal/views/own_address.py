"""One's own address: asked for here, confirmed by a link that goes to the new one."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import actions
from ..base.refusals import Refusal
from ..forms import NewAddressForm
from ..models import LetterKind
from ..web.clock import real_now
from ..web.forms import OnceForm
from ..web.new_address import address_in
from ..web.own_password import is_own
from ..web.request import Request
from .confirming import confirm


def address_new(request: Request) -> HttpResponse:
    """Have a link sent to a new address; the answer is the same whoever else has it."""
    form = NewAddressForm(request.POST or None)
    form.is_own = partial(is_own, request)
    page = _page(_("Change your address"), _("Send me a link"))
    page["lead"] = _(
        "A link goes to the new address. Until you confirm it there, mail goes to the one that you"
        " have now, which is told of the change. You go on signing in as %(name)s."
    ) % {"name": request.user.username}
    if not settings.IS_MAIL_SENT:
        page["refusal"] = _("No mail is sent from here: ask a manager to change your address.")

    def ask() -> str:
        if "refusal" in page:
            raise Refusal(page["refusal"])
        person, address = request.user, form.cleaned_data["email"]
        if actions.ask_letter(
            person=person, kind=LetterKind.ADDRESS, address=address, at=real_now()
        ):
            told = _("A link is on its way to %(address)s. It works once, within three days.")
            messages.success(request, told % {"address": address})
        else:
            messages.error(request, _("You were sent several links today. Wait a day."))
        return page["back"]

    return confirm(request, form, page, ask)


def address_confirm(request: Request, token: str) -> HttpResponse:
    """What the link leads to: one press makes it the person's address."""
    address = address_in(token, request.user)
    page = _page(_("Confirm your address"), _("Use this address"))
    facts = [(_("Your address until now"), request.user.email), (_("Your new address"), address)]
    if not address:
        page["refusal"] = _(
            "This link was used already, is older than three days, or belongs to another account."
            " Ask for a new one under My account."
        )

    def move() -> str:
        if not address:
            raise Refusal(page["refusal"])
        person = request.user
        actions.move_address(person=person, address=address, by=person, at=real_now())
        told = _("Mail goes to %(address)s now. You go on signing in as %(name)s.")
        messages.success(request, told % {"address": address, "name": person.username})
        return page["back"]

    shown = page | {"facts": facts if address else []}
    return confirm(request, OnceForm(request.POST or None), shown, move)


def _page(title: str, label: str) -> dict[str, str]:
    back = reverse("appeal:profile")
    return {"title": title, "label": label, "back": back, "from_where": _("My account")}
