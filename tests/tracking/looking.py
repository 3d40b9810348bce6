"""Pages looked at by the people of the eventful year's last week, beside what the rows say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import time_machine
from django.test import Client
from django.urls import reverse

from tests.tracking.reference.people import own_offices
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.week import NOW, Week
from tests.tracking.reference.year import KNOWN_ON, TODAY
from tests.tracking.shown import Element, read

Moments = dict[str, tuple[date, date | None]]
# The dates that an address asks for: on the last day of a period, and on which reports are due.
MOMENTS: Moments = {
    "now": (TODAY, None),
    "as at the last day of a period": (date(2020, 6, 30), None),
    "as known on a past day": (date(2020, 7, 15), KNOWN_ON),
}
# Before the revisions of a year take effect, for pages of the plan.
OF_THE_PLAN: Moments = MOMENTS | {"in spring": (date(2020, 5, 20), None)}


@dataclass
class Looking:
    """`raw` is read once: nothing that is compared is written by looking at a page."""

    week: Week
    raw: Raw

    def at(
        self, name: str, page: str, /, *args: Any, moment: str = "now", include: str = "official",
        **query: Any,
    ) -> Element:  # fmt: skip
        """The page as somebody sees it from a moment."""
        as_at, known_on = OF_THE_PLAN[moment]
        asked: dict[str, Any] = {"as_at": as_at, "known_on": known_on, "include": include}
        if moment == "now":
            asked = {"include": include}
        asked = {key: value for key, value in (asked | query).items() if value is not None}
        address = reverse(page, args=[self.week.year.appeal.code, *args])
        client = Client()
        client.force_login(self.week.people[name])
        with time_machine.travel(NOW, tick=False):
            answer = client.get(f"{address}?{urlencode(asked)}")
        assert answer.status_code == 200, answer.status_code
        return read(answer)

    def seen(
        self, name: str, moment: str = "now", include: str = "official", office: str | None = None
    ) -> Seen:
        """What the rows say from there, to the same person."""
        as_at, known_on = OF_THE_PLAN[moment]
        year = self.week.year
        return Seen(
            self.raw, appeal=year.appeal.pk, as_at=as_at, include=include,
            known_at=year.appeal.end_of(known_on) if known_on else None,
            own=own_offices(self.raw, self.week.people[name].pk),
            office=year.offices[office].pk if office else None,
        )  # fmt: skip

    def both(
        self, name: str, page: str, /, *args: Any, include: str = "official",
        moments: Moments = MOMENTS, **query: Any,
    ) -> Iterator[tuple[Element, Seen]]:  # fmt: skip
        """The page from each moment, beside what the rows say from there."""
        for moment in moments:
            shown = self.at(name, page, *args, moment=moment, include=include, **query)
            yield shown, self.seen(name, moment, include)
