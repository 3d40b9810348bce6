"""What of an activity stays while anything refers to it."""

import pytest
from django.db import models
from django.db.models import ProtectedError

from appeal.models import Activity
from tests.factories import (
    make_activity,
    publish,
)
from tests.tracking.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    return make_activity(allocated=900)


def test_what_has_entries_or_lines_is_protected_from_deletion() -> None:
    activity = make_activity(allocated=900, spent=100, percent=40)
    entry, line = activity.transactions.get(), activity.updates.get()
    publish(activity.appeal)

    protected: list[models.Model] = [
        activity,
        entry.cell,
        entry.entered_by,
        activity.office,
        line.report,
        line.report.period,
        line.updated_by,
    ]
    for row in protected:
        with pytest.raises(ProtectedError):
            row.delete()


def test_an_activity_stays_with_its_priority(activity: Activity) -> None:
    foreign = make_activity().priority

    refused(
        lambda: Activity.objects.filter(pk=activity.pk).update(priority=foreign),
        "stays under its priority",
    )
