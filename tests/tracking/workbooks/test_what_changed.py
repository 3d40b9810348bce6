"""What changed, in R10 and R9: a sheet where the address says from when, proved by Check."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_update
from tests.tracking.bridge.test_bridge import ASKED, AUGUST, JUNE, MAY, entry
from tests.tracking.browsing import activity_of, period_of
from tests.tracking.uploads.filling import downloaded
from tests.workbooks import check, opened, recalculated, table

pytestmark = [pytest.mark.once, pytest.mark.person("viewer"), pytest.mark.django_db]

SHEET = "What changed"


def spend() -> None:
    entry("GT-1.1", 1000, MAY, JUNE)
    entry("GT-1.1", "250.50", AUGUST, JUNE)
    entry("HN-1.1", 300, AUGUST, AUGUST.date())


def test_a_report_has_the_sheet_only_where_it_is_asked_from_when(client: Client) -> None:
    assert SHEET not in opened(downloaded(client, "R10", as_at="2020-09-30")).sheetnames
    assert SHEET in opened(downloaded(client, "R10", **ASKED)).sheetnames


def test_what_was_and_every_step_come_to_the_figures_of_the_report(client: Client) -> None:
    spend()

    lines = table(downloaded(client, "R10", **ASKED), SHEET)

    spent = {row["Step"]: row["Spent"] for row in lines}
    assert spent == {"Before": 1000, "New entries": 300, "Entries posted late": 250.5}


def test_the_office_report_has_that_of_the_office(client: Client) -> None:
    spend()
    period = period_of(activity_of("HN-1.1").appeal, "2020-Q3")
    make_update(activity=activity_of("HN-1.1"), period=period, state="approved")
    asked = ASKED | {"office": "HN", "period": "2020-Q3"}

    lines = table(downloaded(client, "R9", **asked), SHEET)

    spent = {row["Step"]: row["Spent"] for row in lines}
    assert (spent["Before"], spent["New entries"]) == (0, 300)
    assert "Entries posted late" not in spent


@pytest.mark.once
def test_check_proves_every_figure_of_it(client: Client, tmp_path: Path) -> None:
    spend()
    book = recalculated(downloaded(client, "R10", **ASKED, lang="en"), tmp_path)

    own: list[dict[str, Any]] = [row for row in check(book) if SHEET in str(row.values())]

    assert len(own) >= 5
    assert {row["Difference"] for row in own} == {0}


@pytest.mark.once
def test_a_wrong_earlier_date_is_refused(client: Client) -> None:
    address = "/appeals/MI2020-CNAC/workbooks/R10.xlsx"
    assert client.get(address, {"from_as_at": "30 June"}).status_code == 400
