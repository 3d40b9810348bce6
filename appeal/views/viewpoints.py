"""From where a page reads its figures: what its address asks for."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.utils.translation import gettext as _

from appeal import duties

from .. import access
from ..base.days import read_day
from ..base.refusals import NotAnswerable
from ..base.viewpoint import Include, Viewpoint
from ..models import Appeal
from ..web.clock import today_in
from ..web.request import Request


def read_viewpoint(request: Request, appeal: Appeal) -> Viewpoint:
    """The viewpoint that the address asks for; a wrong date is named and the default used.

    What was recorded is known up to now, unless the address names a day that is over.
    """
    today = today_in(appeal)
    default = appeal.last_value_day(today)
    as_at = _read_day(request, "as_at", default)
    known_on = _read_day(request, "known_on", today)
    include = request.GET.get("include", "")
    if include not in Include.values:
        include = Include.OFFICIAL
    asked = {}
    if as_at != default:
        asked["as_at"] = as_at.isoformat()
    is_past = known_on < today
    if is_past:
        asked["known_on"] = known_on.isoformat()
    if include != Include.OFFICIAL:
        asked["include"] = include
    return Viewpoint(
        as_at,
        include,
        access.offices(request.user, duties.WORK),
        urlencode(asked),
        known_on if is_past else None,
        appeal.end_of(known_on) if is_past else None,
        today,
    )


def read_earlier_viewpoint(
    request: Request, appeal: Appeal, viewpoint: Viewpoint, default: tuple[date, date]
) -> Viewpoint:
    """That of `from_as_at` and `from_known_on`; what counts from `viewpoint` counts from it too.

    `default` are the two dates where the address names none.
    """
    as_at = _read_day(request, "from_as_at", default[0])
    known_on = _read_day(request, "from_known_on", default[1])
    is_past = viewpoint.today is not None and known_on < viewpoint.today
    return replace(
        viewpoint,
        as_at=as_at,
        known_on=known_on if is_past else None,
        known_at=appeal.end_of(known_on) if is_past else None,
    )


def with_own_drafts(request: Request, viewpoint: Viewpoint) -> Viewpoint:
    """For a list that is worked from: with drafts, unless the address asks for dates or a count."""
    is_asked = viewpoint.query or request.GET.get("include") in Include.values
    if is_asked or not access.may(request.user, duties.WORK):
        return viewpoint
    return replace(viewpoint, include=Include.DRAFT)


def read_viewpoint_to_act(request: Request, appeal: Appeal) -> Viewpoint:
    """What the address asks for; what is sent acts on the plan of today, whatever it asks for."""
    if request.method != "POST":
        return read_viewpoint(request, appeal)
    return viewpoint_of_today(request, appeal)


def viewpoint_of_today(request: Request, appeal: Appeal) -> Viewpoint:
    """That of every page whose address asks for no other."""
    today = today_in(appeal)
    offices = access.offices(request.user, duties.WORK)
    return Viewpoint(appeal.last_value_day(today), Include.OFFICIAL, offices, today=today)


def read_exact_viewpoint(request: Request, appeal: Appeal) -> Viewpoint:
    """The viewpoint of a file, which cannot carry a warning: a wrong date is a bad request."""
    for name in ("as_at", "known_on", "from_as_at", "from_known_on"):
        try:
            read_day(request.GET.get(name) or "2020-01-01")
        except ValueError as error:
            raise NotAnswerable(str(error)) from error
    return read_viewpoint(request, appeal)


def _read_day(request: Request, name: str, default: date) -> date:
    written = request.GET.get(name, "")
    try:
        return read_day(written) if written else default
    except ValueError:
        messages.warning(
            request,
            _(
                "“%(written)s” is not a date between 1900 and 2999. Write it like"
                " 2020-06-30. Figures are shown for %(day)s."
            )
            % {"written": written[:30], "day": default.isoformat()},
        )
        return default
