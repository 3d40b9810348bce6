"""Of which period notices are, by the rows that they are about."""

from django.db.models import Case, Model, OuterRef, Subquery, When

from ..models import Comment, ReportingPeriod, ReviewEvent
from ..models.notices import NoticeQuerySet
from .kinds import KINDS

PERIODS: dict[type[Model], str] = {
    ReportingPeriod: "code",
    ReviewEvent: "report__period__code",
    Comment: "report__period__code",
}


def with_period(notices: NoticeQuerySet) -> NoticeQuerySet:
    """Adds `period_code`; None for what is about no period."""
    cases = [
        When(
            kind__in=[kind for kind, event in KINDS.items() if event.row is model],
            then=Subquery(model._default_manager.filter(pk=OuterRef("row")).values(code)[:1]),
        )
        for model, code in PERIODS.items()
    ]
    return notices.select_related("office").annotate(period_code=Case(*cases))
