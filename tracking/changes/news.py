"""What of the logs is news for a person: what others did, each act once and by its name."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext as _

from appeal.models import User, log_of

from ..models import (
    ActualBreakdown,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    PeriodEvent,
    ProgressUpdate,
    ReviewEvent,
    Transaction,
)
from .source import ChangeSource

# The review tells of a report's state and lines; line by line they are in the change log.
TOLD_BY_THE_REVIEW = (
    ActualBreakdown,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
)


def is_news(source: ChangeSource) -> bool:
    return source.model not in TOLD_BY_THE_REVIEW


def by_others(source: ChangeSource, person: User) -> Q:
    """What somebody else did; what is done automatically is signed by nobody."""
    return Q(**{f"{source.by}__isnull": False}) & ~Q(**{source.by: person.pk})


STEPS: dict[type, Callable[..., str]] = {
    ReviewEvent: lambda event: event.step,
    PeriodEvent: lambda event: event.get_kind_display(),
    log_of(Transaction): lambda line: (
        _("posted") if line.posted_at and line.before and not line.before.posted_at else ""
    ),
}


def step_of(record: object) -> str:
    """What was done, where it has a name of its own; `record` carries the line `before` it."""
    name = STEPS.get(type(record))
    return name(record) if name else ""
