"""Due dates as a calendar: which are a person's, and how calendar programs read them."""

from .events import events_of
from .ical import Event, written

__all__ = ["Event", "events_of", "written"]
