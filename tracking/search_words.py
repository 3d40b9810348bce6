"""Rows found by the words that they say themselves, or that those say which they belong to."""

from django.db.models import Q, QuerySet

from appeal.base.folding import fold
from appeal.models import Activity, ActivityWords, PriorityWords, asked_words

from .models import ContributionWords, DonorWords


def activities_with(rows: QuerySet, text: str, how: str = "holds") -> QuerySet:
    """Activities that say it themselves, in their priority, or by the name of a partner."""
    asked = {f"partner__words__index__{how}": text}
    partners = Activity.partners.through.objects.filter(**asked).values("activity")
    direct = Q()
    for word in asked_words(text):
        asked = {f"index__{how}": word}
        own = Q(pk__in=ActivityWords.objects.filter(**asked).values("row"))
        direct &= own | Q(priority__in=PriorityWords.objects.filter(**asked).values("row"))
    return rows.filter(direct | Q(pk__in=partners))


def contributions_with(rows: QuerySet, text: str, how: str = "holds") -> QuerySet:
    """Contributions that say it themselves, or by the name of their donor."""
    words = asked_words(text)
    for word in words:
        asked = {f"index__{how}": word}
        own = Q(pk__in=ContributionWords.objects.filter(**asked).values("row"))
        rows = rows.filter(own | Q(donor__in=DonorWords.objects.filter(**asked).values("row")))
    return rows if words else rows.none()


def scanned_for(rows: QuerySet, text: str, *columns: str) -> QuerySet:
    """Lines of the change log, which has no index, with every word in one of the columns."""
    for word in map(fold, asked_words(text)):
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__folded__contains": word})
        rows = rows.filter(found)
    return rows
