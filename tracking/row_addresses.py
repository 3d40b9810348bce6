"""From a row of any table to the address of the page that shows it."""

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.urls import reverse

from appeal.base.paths import reader_of
from appeal.models import Appeal, Membership, Requirement, StatedTotal, User, appeal_of

from .changes.sources import SOURCES
from .models import BooksExport, Comment, Upload

# Where the change log leads to a list or to a row that this one is of, and where it has no lines.
OTHERS: dict[type[models.Model], tuple[tuple[str, ...], ...]] = {
    Requirement: (("appeal:revisions", "office__code"),),
    StatedTotal: (("appeal:reconciliation",),),
    User: (("appeal:person_edit", "id"),),
    Membership: (("appeal:person_edit", "user_id"),),
    Comment: (
        ("tracking:activity_detail", "activity__code"),
        ("tracking:report_detail", "report__office__code", "report__period__code"),
    ),
    Upload: (("tracking:upload_detail", "id"),),
    BooksExport: (("tracking:reconcile_detail", "id"),),
}
PLACES = {source.model: source.places for source in SOURCES} | OTHERS


def address_of(row: models.Model, appeal: Appeal | None = None) -> str:
    """Where the row is shown, in its appeal or else in the current one; empty where nowhere."""
    places = PLACES.get(type(row), ())
    if places:
        appeal = appeal or appeal_of(row) or Appeal.objects.current_first().first()
    for page, *paths in places:
        values = [reader_of(path.replace(LOOKUP_SEP, "."))(row) for path in paths]
        if appeal and all(value is not None for value in values):
            return reverse(page, args=[appeal.code, *values])
    return ""
