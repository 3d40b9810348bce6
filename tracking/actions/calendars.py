"""The address of a person's calendar: made, made again so that the old one stops, and stopped."""

from django.db.models import F

from appeal.base.actions import action
from appeal.models import User

from ..models import CalendarAddress


@action
def renew_calendar_address(*, person: User) -> None:
    """Give the person's calendar a new address; the one before it shows nothing any more."""
    CalendarAddress.objects.get_or_create(user=person, defaults={"turn": 0})
    CalendarAddress.objects.filter(user=person).update(turn=F("turn") + 1, is_stopped=False)


@action
def stop_calendar_address(*, person: User) -> None:
    """Let no address show the person's calendar any more, until they make a new one."""
    CalendarAddress.objects.filter(user=person).update(is_stopped=True)
