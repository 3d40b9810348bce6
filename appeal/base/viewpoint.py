"""From where a figure is read: two dates, and whether drafts count."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Include(models.TextChoices):
    """What counts besides the approved and posted."""

    OFFICIAL = "official", _("approved and posted only")
    SUBMITTED = "submitted", _("also what your offices submitted")
    DRAFT = "draft", _("also your offices' drafts")


NOTHING = models.Q(pk__in=())


@dataclass(frozen=True)
class Viewpoint:
    """The two dates and the switch that every figure takes.

    `as_at`: transactions dated, revisions effective and periods ended by this day count.
    `draft_offices`: the offices whose submitted or draft entries this reader may see counted; of
    all others only the official ones count, whatever `include` says.
    `query`: what the address carries from page to page; empty for the defaults.
    `known_on`: what was recorded after this day does not count; `known_at` is the instant at which
    that day ends in the appeal's time zone. Both None: everything recorded so far counts.
    `today`: the day in the appeal's time zone on which the figures are read.
    """

    as_at: date
    include: str
    draft_offices: Iterable[Any]
    query: str = ""
    known_on: date | None = None
    known_at: datetime | None = None
    today: date | None = None

    @property
    def pinned_on(self) -> date:
        """The day to write into a link to these figures."""
        return self.known_on or self.today or self.as_at

    @property
    def include_words(self) -> str:
        return str(Include(self.include).label)

    def on(self, day: date) -> "Viewpoint":
        """This viewpoint, as at another day."""
        return replace(self, as_at=day)

    @property
    def is_past(self) -> bool:
        """Whether only what was recorded by a past instant counts."""
        return self.known_at is not None

    @property
    def of_drafts(self) -> "Viewpoint":
        """From where rows are read that may be drafts.

        Where drafts count as of a past day they are read from the change log as of then. Where they
        do not, from the tables: what is posted, submitted or approved carries its own instants.
        """
        return self if self.include == Include.DRAFT else replace(self, known_at=None)

    def by_then(self, column: str) -> models.Q:
        """Narrows a table to the rows whose instant in `column` had come, if it ever came."""
        if self.known_at is None:
            return models.Q(**{f"{column}__isnull": False})
        return models.Q(**{f"{column}__lt": self.known_at})

    def not_by_then(self, column: str) -> models.Q:
        """All the others."""
        return models.Q(**{f"{column}__isnull": True}) | self.since_then(column)

    def since_then(self, column: str) -> models.Q:
        """Those of the others whose instant has come since; none from a present viewpoint."""
        return models.Q(**{f"{column}__gte": self.known_at}) if self.is_past else NOTHING

    @property
    def month_of_recording(self) -> date | None:
        """The first day of the month, by UTC, in which what is known ends; None: it does not."""
        return self.known_at and self.known_at.astimezone(UTC).date().replace(day=1)

    def had_come(self, instant: datetime | None) -> bool:
        """Whether something had happened by then; None never has."""
        return instant is not None and (self.known_at is None or instant < self.known_at)


# Everything that was recorded, whatever its date; nobody's drafts.
EVERYTHING = Viewpoint(date.max, Include.OFFICIAL, ())
