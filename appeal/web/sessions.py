"""Where a person is signed in, read from the sessions themselves: no list of them can miss one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from ..actions import note_sessions_ended
from ..models import User
from .request import Request

SALT = "appeal.sessions"
SINCE, BROWSER = "signed_in_at", "browser"
# The first that the browser names is the right one: the others call themselves by its names too.
BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "Chrome": "Chrome",
    "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Mac OS": "Mac", "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True)
class SignedIn:
    """A browser in which a person is signed in; the mark names its session and opens nothing."""

    mark: str
    since: datetime | None
    browser: str
    is_this: bool


def note_sign_in(request: HttpRequest, at: datetime) -> None:
    """Write into the new session when it began, and in what browser."""
    request.session[SINCE] = at.isoformat()
    request.session[BROWSER] = named(request.headers.get("User-Agent", ""))


def named(agent: str) -> str:
    """Browser and system in the words of those who use them; empty where neither is known."""
    parts = (
        next((name for sign, name in known.items() if sign in agent), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, parts))


def sessions_of(request: Request, at: datetime) -> list[SignedIn]:
    """Every browser in which the person is signed in now: this one first, then the latest."""
    found = [
        SignedIn(
            mark=_mark(key),
            since=datetime.fromisoformat(held[SINCE]) if SINCE in held else None,
            browser=held.get(BROWSER) or _("another browser"),
            is_this=key == request.session.session_key,
        )
        for key, held in _held_by(request, at)
    ]
    found.sort(key=lambda each: (each.is_this, str(each.since or "")), reverse=True)
    return found


def end_sessions(request: Request, mark: str, at: datetime) -> None:
    """Sign the person out where the mark says; everywhere but here where it is empty."""
    keys = [
        key
        for key, _held in _held_by(request, at)
        if key != request.session.session_key and mark in ("", _mark(key))
    ]
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        note_sessions_ended(person=User.objects.get(pk=request.user.pk), at=at)


def end_sessions_of(person: User) -> None:
    """Sign the person out everywhere."""
    theirs = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(session_key__in=theirs).delete()


def _held_by(request: Request, at: datetime) -> Iterable[tuple[str, dict[str, str]]]:
    """Keys and contents of the person's sessions; what an older password opened is closed."""
    lasting = Session.objects.filter(expire_date__gt=at)
    mine = request.user.get_session_auth_hash()
    for session in lasting.iterator():
        held = session.get_decoded()
        if held.get(SESSION_KEY) == str(request.user.pk) and constant_time_compare(
            held.get(HASH_SESSION_KEY, ""), mine
        ):
            yield session.session_key, held


def _mark(key: str) -> str:
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()[:32]
