"""What becomes of a row of an upload, and what its template asks the database before it is read."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from appeal.models import Appeal, Office
from tracking.models import ReportingPeriod, UploadRow
from tracking.uploads import TEMPLATES, Template, UploadPlace
from tracking.uploads.outcomes import Reading

pytestmark = pytest.mark.once

CHANGES = [{"column": "note", "old": None, "new": "x"}]
WRONG = [{"column": "note", "at": "B7", "sentence": "This is wrong."}]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({}, "unchanged"),
        ({"is_new": True}, "unchanged"),
        ({"changes": CHANGES}, "changed"),
        ({"changes": CHANGES, "is_new": True}, "new"),
        ({"changes": CHANGES, "problems": WRONG}, "error"),
        ({"problems": WRONG}, "error"),
        ({"changes": CHANGES, "problems": WRONG, "is_conflict": True}, "conflict"),
        ({"changes": CHANGES, "is_skipped": True}, "skipped"),
    ],
)
def test_what_becomes_of_a_row_follows_from_what_is_said_of_it(
    said: dict[str, Any], outcome: str
) -> None:
    assert Reading(UploadRow(), **said).outcome == outcome


# T5 has a column for each period and each day of a target, and one where there are core indicators.
OF_WHAT_THERE_IS = {"T5": 3}


@pytest.mark.django_db
@pytest.mark.parametrize("form", TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_declares_its_columns_without_a_query(
    mi2020: Appeal, form: Template, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = Office.objects.get(code="GT")
    period = ReportingPeriod.objects.of(mi2020).order_by("starts_on")[0]

    with django_assert_num_queries(OF_WHAT_THERE_IS.get(form.code, 0)):
        sheets = form.columns(mi2020, UploadPlace(office, period))

    assert all(any(column.input_cell for column in columns) for columns in sheets.values())
