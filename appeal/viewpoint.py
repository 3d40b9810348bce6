"""From where a figure is read: two dates, and whether drafts count."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Include(models.TextChoices):
    """What counts besides the approved and posted."""

    OFFICIAL = "official", _("approved and posted only")
    SUBMITTED = "submitted", _("also what your offices submitted")
    DRAFT = "draft", _("also your offices' drafts")


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
    draft_offices: models.QuerySet
    query: str = ""
    known_on: date | None = None
    known_at: datetime | None = None
    today: date | None = None

    @property
    def is_of_now(self) -> bool:
        """Whether the posted alone counts, as it is known today: what kept totals hold."""
        return self.known_at is None and self.include != Include.DRAFT

    @property
    def pinned_on(self) -> date:
        """The day to write into a link to these figures."""
        return self.known_on or self.today or self.as_at

    @property
    def include_words(self) -> str:
        return str(Include(self.include).label)

    @property
    def drafts_known_at(self) -> datetime | None:
        """Where drafts count as of a past day they are read from the change log as of then.

        None where they do not: what is posted, submitted or approved carries its own instants.
        """
        return self.known_at if self.include == Include.DRAFT else None
