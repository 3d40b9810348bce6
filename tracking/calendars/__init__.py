"""Due dates as a calendar: which are a person's, and how calendar programs read them."""

from .events import events_of, state_of
from .ical import CalendarDay, written

__all__ = ["CalendarDay", "events_of", "state_of", "written"]
