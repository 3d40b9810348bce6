"""A person's calendar: the page that gives them its address, and the file behind it."""

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import conditional_page

from appeal.views.answering import answer_page
from appeal.web.request import Request

from .. import actions
from ..calendars import events_of, state_of, written
from ..forms import OnceForm
from ..models import CalendarAddress, is_ours, reader_of
from ..notices.letters import language_of

# So many addresses that are none of ours from one network address, within the pause of signing in.
MOST_GUESSES = 30
# In seconds: a calendar of which nothing changed is written again after so long.
KEPT = 3600


def calendar_address(request: Request) -> HttpResponse:
    """The address for calendar programs, a new one in place of it, and none any more."""
    form = OnceForm(request.POST or None)
    held = CalendarAddress.objects.filter(user=request.user, is_stopped=False).first()

    def renew() -> str:
        actions.renew_calendar_address(person=request.user)
        messages.success(request, _("The new address is below. Enter it in your calendar."))
        return request.path

    def stop() -> str:
        actions.stop_calendar_address(person=request.user)
        messages.success(request, _("The address shows nothing any more."))
        return request.path

    does = stop if request.POST.get("step") == "stop" else renew
    page = {"address": ""}
    if held:
        secret = reverse("tracking:calendar", args=[held.secret])
        page["address"] = f"{settings.SITE_URL}{secret}"
    return answer_page(request, form, does, "tracking/calendars/calendar_address.html", page)


def _count_guess(request: Request) -> HttpResponse | None:
    """Remember, for as long as signing in pauses, that a guess came; refuse one too many."""
    pause = int(settings.AXES_COOLOFF_TIME * 3600)
    name = f"calendar-guesses-{get_client_ip_address(request)}"
    guesses = cache.get(name, 0)
    if guesses >= MOST_GUESSES:
        said = _("Too many addresses of calendars were tried from here. Wait 15 minutes.")
        return HttpResponse(said, status=429, content_type="text/plain; charset=utf-8",
                            headers={"Retry-After": str(pause)})  # fmt: skip
    cache.set(name, guesses + 1, pause)
    return None


@login_not_required
@conditional_page
def calendar(request: Request, secret: str) -> HttpResponse:
    """What calendar programs read, by an address that nobody guesses; 304 where it is the same.

    It is written again only where something changed, however often a program asks. Whoever guesses
    is counted; an address that is ours, or once was, is no guess and never refused for those of
    others from the same place.
    """
    if not is_ours(secret) and (refusal := _count_guess(request)):
        return refusal
    person = reader_of(secret)
    if person is None:
        raise Http404
    with override(language_of(person)):
        name = f"calendar-{state_of(person)}"
        told = cache.get(name)
        if told is None:
            told = written(_("Appeal Tracker"), events_of(person))
            cache.set(name, told, KEPT)
    headers = {"Cache-Control": "private, max-age=0", "X-Robots-Tag": "noindex"}
    return HttpResponse(told, content_type="text/calendar; charset=utf-8", headers=headers)
