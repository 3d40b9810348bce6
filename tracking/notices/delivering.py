"""One round of the worker: what the day brings is told, mails are made, mails are sent."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from appeal.models import Appeal

from ..models import Mail
from .daily import remind, tell_of_roles, tell_of_week
from .gathering import gather, gather_letters
from .sending import send_all

log = logging.getLogger(__name__)
# What a mail said is shown to managers so long; then it is forgotten.
KEPT_FOR = timedelta(days=90)


def _tell_of_week(appeal: Appeal, at: datetime) -> None:
    """A fault in reading what changed hinders no other mail."""
    try:
        tell_of_week(appeal, at)
    except Exception:
        log.exception("The week of %s could not be told.", appeal.code)


class Worker:
    """What one process remembers between its rounds: the days that it told of already."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.told: dict[int, date] = {}

    def go_round(self) -> int:
        """Tell, gather and send once; says how many mails were sent."""
        at = self.clock()
        running = Appeal.objects.filter(state=Appeal.State.PUBLISHED).current_first()
        for appeal in running:
            today = appeal.day_of(appeal.clock_at(at))
            if self.told.get(appeal.pk) != today:
                remind(appeal, at)
                _tell_of_week(appeal, at)
                self.told[appeal.pk] = today
        tell_of_roles(running, at)
        gather(at)
        gather_letters(at)
        sent = send_all(self.clock)
        Mail.objects.exclude(state=Mail.State.WAITING).filter(made_at__lt=at - KEPT_FOR).delete()
        return sent
