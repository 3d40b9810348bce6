"""Coming in again: a link to a new password, sent to whoever has the address."""

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import actions
from ..web.clock import real_now


class PasswordReset(auth.PasswordResetView):
    """Django's own page; the mail is sent by the worker, and the answer is always the same."""

    def get_context_data(self, **page: object) -> dict[str, object]:
        told: dict[str, object] = super().get_context_data(**page)
        return told | {"is_sent": settings.IS_MAIL_SENT}

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        actions.ask_reset(address=form.cleaned_data["email"], at=real_now())
        return HttpResponseRedirect(reverse("password_reset_done"))
