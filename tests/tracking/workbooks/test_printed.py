"""How workbooks come out of the printer: codes in one line, what belongs together on one page."""

import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from appeal.base.excel.text import width_of
from appeal.models import Appeal
from tests.factories import make_update
from tests.tracking.browsing import activity_of
from tests.tracking.uploads.filling import downloaded
from tests.tracking.workbooks.asking import asked_of
from tests.workbooks import opened, rows
from tracking.models import ReportingPeriod
from tracking.workbooks import TO_READ

pytestmark = [pytest.mark.person("manager_ro"), pytest.mark.once]

# The longest of the appeal: the office, the heading, the priority and the activity.
LONGEST = "RO-O1-5.1"


def page_of(client: Client, code: str, title: str, **query: str) -> Worksheet:
    return opened(downloaded(client, code, **query))[title]


@pytest.mark.parametrize("code", [book.code for book in TO_READ])
def test_the_code_of_an_activity_is_in_one_line(client: Client, mi2020: Appeal, code: str) -> None:
    if code == "R9":
        period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
        make_update(activity=activity_of("GT-1.1"), period=period, state="approved")

    book = opened(downloaded(client, code, **asked_of(code)))

    widths = {
        (page.title, heading.value): page.column_dimensions[heading.column_letter].width
        for page in book
        for table in page.tables.values()
        for heading in page[table.ref][0]
        if heading.value in ("Activity", "Priority")
    }
    assert {place: own for place, own in widths.items() if own < width_of(LONGEST)} == {}


def test_the_first_table_of_years_side_by_side_is_on_one_page(
    client: Client, mi2020: Appeal
) -> None:
    page = page_of(client, "R17", "Side by side")

    assert page.page_setup.fitToWidth == 1
    assert "Currency" not in [cell.value for cell in page[5]]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize(("code", "sheet"), [("R4", 4), ("R15", 1), ("R18", 2)])
def test_budgets_of_activities_risks_and_duties_are_one_page_wide(
    client: Client, mi2020: Appeal, code: str, sheet: int, language: str
) -> None:
    page = opened(downloaded(client, code, lang=language)).worksheets[sheet]

    assert page.page_setup.fitToWidth == 1


def test_the_first_sheet_of_an_appeal_says_above_its_table_what_it_is(
    client: Client, mi2020: Appeal
) -> None:
    page = opened(downloaded(client, "T0", lang="fr")).worksheets[1]

    assert not page.column_dimensions["A"].hidden
    assert page["A1"].value == "Modèle de l'appel · Appel"
    assert page["A6"].value == "appel\u00a0: code"


def test_a_milestone_is_achieved_in_french_as_a_milestone_is(
    client: Client, mi2020: Appeal
) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=period, state="approved")

    page = page_of(client, "R9", "Jalons", office="GT", period="2020-Q1", lang="fr")

    assert "Atteint" in [cell for row in rows(page) for cell in row]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_an_entry_is_named_in_one_line_of_the_change_log(
    client: Client, mi2020: Appeal, language: str
) -> None:
    page = opened(downloaded(client, "R14", lang=language)).worksheets[1]

    assert page.page_setup.fitToWidth == 1
    assert page.column_dimensions["F"].width >= width_of(f"{LONGEST} 2020-10-28 RO-PV-20-0016")
