"""Calendars as calendar programs read them: RFC 5545, of which all-day events are enough."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# RFC 5545, 3.1: no line is longer, in octets without its end.
LONGEST_LINE = 75


@dataclass(frozen=True)
class CalendarDay:
    """A day to remember. `turn` grows with each change, `at` is the instant of the last one."""

    uid: str
    turn: int
    at: datetime
    on: date
    summary: str
    address: str
    is_cancelled: bool = False


def written(name: str, events: Iterable[CalendarDay]) -> bytes:
    """A calendar as a file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Appeal Tracker//Due dates//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _lines(event)),
        "END:VCALENDAR",
    ]
    return b"".join(octets + b"\r\n" for line in lines for octets in _folded(line))


def _lines(event: CalendarDay) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.turn}",
        f"DTSTAMP:{event.at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(event.summary)}",
        f"URL:{event.address}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(said: str) -> str:
    """A text, with what means something to the format escaped."""
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return "\\n".join(said.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces that are not too long; each one after the first begins with a space."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > LONGEST_LINE:
            yield piece
            piece = b" "
        piece += octets
    yield piece
