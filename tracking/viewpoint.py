"""From where a figure is read: up to which day, and whether drafts count."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import Office


class Include(models.TextChoices):
    """What counts besides the approved and posted."""

    OFFICIAL = "official", _("approved and posted only")
    SUBMITTED = "submitted", _("also what your offices submitted")
    DRAFT = "draft", _("also your offices' drafts")


@dataclass(frozen=True)
class Viewpoint:
    """The date and the switch that every figure takes.

    `as_at`: transactions dated, revisions effective and periods ended by this day count.
    `draft_offices`: the offices whose submitted or draft entries this reader may see counted; of
    all others only the official ones count, whatever `include` says.
    `query`: what the address carries from page to page; empty for the defaults.
    """

    as_at: date
    include: str
    draft_offices: models.QuerySet[Office]
    query: str = ""

    @property
    def include_words(self) -> str:
        return str(Include(self.include).label)
