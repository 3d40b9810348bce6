"""Coming in, and one's own account: name, language, and where one is signed in."""

from functools import partial

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm, SetPasswordForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from .. import actions
from ..base.given import given
from ..forms import EndSessionForm, OldPasswordForm, OwnForm
from ..models import User
from ..models.membership import OVER
from ..web.clock import real_now
from ..web.entering import enter, entering, speak_to
from ..web.own_password import is_own
from ..web.request import Request
from ..web.sessions import end_sessions, sessions_of
from .answering import answer_page, press


class LogIn(auth.LoginView):
    """Django's own page, behind which is the one way in."""

    def get_context_data(self, **page: object) -> dict[str, object]:
        told: dict[str, object] = super().get_context_data(**page)
        return told | {
            "provider": settings.OPENID,
            "is_entering": entering(self.request, real_now()) is not None,
        }

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return enter(self.request, form.get_user(), self.get_success_url(), real_now())


class PasswordChosen(auth.PasswordResetConfirmView):
    """Django's own page of a link by which one chooses a password, and is signed in."""

    success_url = "/"

    def get_context_data(self, **page: object) -> dict[str, object]:
        if self.validlink:
            speak_to(self.request, given(self.user))
        return dict(super().get_context_data(**page))

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        super().form_valid(form)
        return enter(self.request, form.user, self.success_url, real_now())


class PasswordChange(auth.PasswordChangeView):
    """Django's own page; wrong guesses of the old password count as they do when signing in."""

    form_class = OldPasswordForm

    def get_form(self, form_class: type | None = None) -> OldPasswordForm:
        form = OldPasswordForm(**self.get_form_kwargs())
        form.is_own = partial(is_own, self.request)
        return form


class PasswordReset(auth.PasswordResetView):
    """Django's own page; the mail is sent by the worker, and the answer is always the same."""

    def get_context_data(self, **page: object) -> dict[str, object]:
        told: dict[str, object] = super().get_context_data(**page)
        return told | {"is_sent": settings.IS_MAIL_SENT}

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        if not settings.IS_MAIL_SENT:
            return self.render_to_response(self.get_context_data(form=form))
        address, client = form.cleaned_data["email"], get_client_ip_address(self.request) or ""
        if actions.ask_reset(address=address, client=client, at=real_now()):
            return HttpResponseRedirect(reverse("password_reset_done"))
        form.add_error(
            None, _("Too many links were asked for from here. Wait 15 minutes, then try again.")
        )
        return self.render_to_response(self.get_context_data(form=form), status=429)


def profile(request: Request) -> HttpResponse:
    """One's own account: name and language, the ways to all else, and where one is signed in."""
    # Read again: a refused form changes its row, and the header shows the person.
    person = User.objects.get(pk=request.user.pk)
    form = OwnForm(request.POST or None, instance=person)

    def save() -> str:
        version = form.cleaned_data["version"]
        actions.keep_person(person=person, version=version, by=request.user, at=real_now())
        with override(person.language or get_language()):
            messages.success(request, _("Your account is saved."))
        return request.path

    sessions = sessions_of(request, real_now())
    own = request.user.memberships.exclude(OVER)
    page = {
        "sessions": [(each, EndSessionForm.of(each.mark)) for each in sessions],
        "everywhere": EndSessionForm.of("") if len(sessions) > 1 else None,
        "roles": own.select_related("office", "region").order_by("pk"),
    }
    return answer_page(request, form, save, "appeal/accounts/profile.html", page)


def sessions_end(request: Request) -> HttpResponse:
    """Sign out in another browser, or in all others."""
    back = reverse("appeal:profile")
    form = EndSessionForm(request.POST or None)

    def end() -> str:
        end_sessions(request, form.cleaned_data["session"], real_now())
        messages.success(request, _("Done: you are signed in where the list below says."))
        return back

    def show(**refused: object) -> HttpResponse:
        return redirect(back)

    return press(request, form, end, show, back)
