"""The second step: asked for when signing in, and set up, replaced and removed by its owner."""

from base64 import b64encode
from datetime import datetime, timedelta
from functools import partial
from textwrap import wrap

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from ..base.given import given
from ..base.refusals import Refusal
from ..forms import OwnPasswordForm
from ..views.answering import answer_page
from ..views.confirming import confirm
from ..web.clock import real_now
from ..web.entering import PROVED, Entering, entering, let_in, speak_to
from ..web.own_password import is_own
from ..web.request import Request
from ..web.sessions import end_sessions
from . import actions, passkeys
from .backend import CALLED
from .forms import AppForm, CodeForm, PasskeyForm
from .middleware import is_required

NEW_SECRET, SHOWN_UNTIL = "factors.new_secret", "factors.codes_shown_until"
WRONG_CODE = gettext_lazy("This code is wrong, or was used already. Try the next one.")
ONLY_RECOVERY = gettext_lazy("One of your recovery codes.")
WRONG_KEY = gettext_lazy("The passkey did not answer as asked. Try again.")
# So long new recovery codes are shown, for whoever loads the page again.
SHOWN = timedelta(minutes=10)


@login_not_required
@never_cache
def factor_ask(request: Request) -> HttpResponseBase:
    """Ask for the second step of whoever gave their password, and let them in."""
    found = entering(request, real_now()) or _unproved(request)
    return FactorAsk.as_view(entering=found)(request) if found else redirect("login")


class FactorAsk(RedirectURLMixin, FormView):
    """The page of one who is on the way in; `next` where they wanted to go since."""

    entering: Entering | None = None
    form_class = CodeForm
    template_name = "appeal/factors/factor_ask.html"

    def get_form(self, form_class: type[CodeForm] | None = None) -> CodeForm:
        form = super().get_form(form_class)
        if not given(self.entering).person.has_app:
            form.fields["code"].help_text = ONLY_RECOVERY
        return form

    def get_context_data(self, **page: object) -> dict[str, object]:
        person = given(self.entering).person
        speak_to(self.request, person)
        shown: dict[str, object] = super().get_context_data(**page)
        return shown | {"options": passkeys.ask_for(person) if person.passkeys else None}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        found, typed = given(self.entering), form.cleaned_data
        counted = CALLED.format(found.person.get_username())
        proof = {"person": found.person, "at": real_now(), **typed}
        if authenticate(self.request, username=counted, **proof):
            goal = self.get_redirect_url() or found.goal
            return let_in(self.request, found.person, goal, real_now(), "second step")
        is_passkey = bool(typed["credential"])
        form.add_error(None if is_passkey else "code", WRONG_KEY if is_passkey else WRONG_CODE)
        return self.form_invalid(form)


def _unproved(request: Request) -> Entering | None:
    """Somebody whose session began before their second step was set up."""
    if request.user.is_authenticated and request.user.has_factor and PROVED not in request.session:
        return Entering(request.user, "/")
    return None


def factor_list(request: Request) -> HttpResponse:
    """What one has besides a password, and the ways to more."""
    page = {
        "factors": actions.factors_of(request.user),
        **_from_account(),
    }
    return render(request, "appeal/factors/factor_list.html", page)


def factor_app(request: Request) -> HttpResponse:
    """Set up an authenticator app, or another one in its place."""
    form = AppForm(request.POST or None)
    form.is_own = partial(is_own, request)
    secret = _new_secret(request)

    def save() -> str:
        code = form.cleaned_data["code"]
        actions.set_up_app(
            person=request.user, secret=secret, code=code, by=request.user, at=real_now()
        )
        del request.session[NEW_SECRET]
        messages.success(request, _("The app is set up: from now on signing in asks for its code."))
        return _proved(request)

    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    page = {
        "picture": b64encode(drawn.encode()).decode(),
        "secret": " ".join(wrap(secret, 4)),
        **_from_list(),
    }
    return answer_page(request, form, save, "appeal/factors/factor_app.html", page)


def factor_passkey(request: Request) -> HttpResponse:
    """Add a passkey: a phone, a computer or a security key that says who one is."""
    form = PasskeyForm(request.POST or None)
    form.is_own = partial(is_own, request)

    def save() -> str:
        name, credential = form.cleaned_data["name"], form.cleaned_data["credential"]
        passkeys.add_passkey(
            person=request.user, name=name, credential=credential, by=request.user, at=real_now()
        )
        messages.success(request, _("The passkey is added: from now on signing in asks for it."))
        return _proved(request)

    # Called when the page is drawn: what the browser answered belongs to the challenge before.
    page = {"options": partial(passkeys.ask_for_new, request.user), **_from_list()}
    return answer_page(request, form, save, "appeal/factors/factor_passkey.html", page)


def _new_secret(request: Request) -> str:
    """That of the app being set up: the same until it is, so that a wrong code costs nothing."""
    if NEW_SECRET not in request.session:
        request.session[NEW_SECRET] = encrypt(generate_totp_secret())
    return decrypt(request.session[NEW_SECRET])


def _proved(request: Request) -> str:
    """This session has taken the second step, every other ends; codes that are new are shown."""
    end_sessions(request, "", real_now())
    request.session[PROVED] = "set up"
    request.session.cycle_key()
    had_codes = request.user.codes_left > 0
    return reverse("factors:factor_list") if had_codes else _show_codes(request)


def _show_codes(request: Request) -> str:
    request.session[SHOWN_UNTIL] = (real_now() + SHOWN).isoformat()
    return reverse("factors:factor_codes")


def factor_codes(request: Request) -> HttpResponse:
    """The recovery codes, shown when they are new only, and new ones instead."""
    form = OwnPasswordForm(request.POST or None)
    form.is_own = partial(is_own, request)
    until = request.session.get(SHOWN_UNTIL, "")
    is_shown = until != "" and real_now() < datetime.fromisoformat(until)

    def make() -> str:
        actions.make_codes(person=request.user, by=request.user, at=real_now())
        return _show_codes(request)

    page = {"codes": actions.unused_codes(request.user) if is_shown else [], **_from_list()}
    return answer_page(request, form, make, "appeal/factors/factor_codes.html", page)


def factor_remove(request: Request, pk: int) -> HttpResponse:
    """Remove an app or a passkey; the last one only where no role needs it."""
    mine = actions.factors_of(request.user)
    factor = get_object_or_404(mine, pk=pk)
    form = OwnPasswordForm(request.POST or None)
    form.is_own = partial(is_own, request)
    page = {"title": _called(factor), "label": _("Remove it"), **_from_list()}
    if len(list(mine)) > 1:
        page["lead"] = _("Signing in then asks for what is left.")
    elif is_required(request.user):
        page["refusal"] = _("Your role needs a second step: set up another one first.")
    else:
        page["lead"] = _("Signing in then asks for your password only.")

    def remove() -> str:
        if "refusal" in page:
            raise Refusal(page["refusal"])
        actions.remove_factor(factor=factor, by=request.user, at=real_now())
        messages.success(request, _("Removed."))
        return page["back"]

    return confirm(request, form, page, remove)


def _called(factor: Authenticator) -> str:
    if factor.type == actions.APP:
        return _("Remove the authenticator app")
    return _("Remove the passkey %(name)s") % {"name": factor}


def _from_account() -> dict[str, str]:
    return {"back": reverse("appeal:profile"), "from_where": _("My account")}


def _from_list() -> dict[str, str]:
    return {"back": reverse("factors:factor_list"), "from_where": _("Two-step sign-in")}
