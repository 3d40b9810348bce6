"""An office with many activities has no larger page than one with a page of them."""

import pytest
from django.urls import reverse

from appeal.models import Activity, Allocation, Appeal, Office, Requirement, User
from tests.factories import make_activity, make_allocation, make_update, move
from tests.fixture_types import SignIn
from tests.test_costs import MOST_BYTES
from tests.tracking.browsing import at
from tests.tracking.pages.test_page_sizes import THEN
from tracking.models import ReportingPeriod

pytestmark = pytest.mark.publication

EVEN = {"basis": Allocation.Basis.INDICATIVE}


@pytest.fixture
def panama(mi2020: Appeal) -> Office:
    """The office of many headings, with more activities than a page shows, of long titles."""
    office = Office.objects.get(code="PA")
    cells = Requirement.objects.of(mi2020).filter(office=office, amount__isnull=False)
    priority = Activity.objects.of(mi2020).filter(priority__section__office=office)[0].priority
    Allocation.objects.filter(cell__in=cells).delete()
    for number in range(60):
        title = f"Assistance to migrants in shelters near the border, part {number}"
        activity = make_activity(
            priority=priority, code=f"PA-90.{number}", order=90 + number, own_title=title
        )
        make_allocation(activity=activity, cell=cells[number % len(cells)], amount=1, **EVEN)
    return office


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_many_activities_make_no_page_larger(
    panama: Office, superuser: User, signed_in: SignIn, language: str
) -> None:
    User.objects.update(language=language)
    client = signed_in(superuser)
    period = ReportingPeriod.objects.of(panama.sections.get().appeal).get(code="2020-Q1")
    first = Activity.objects.filter(priority__section__office=panama).in_printed_order()[0]
    line = make_update(activity=first, period=period)
    report = at("report_detail", "PA", period.code)
    pages = {
        address: client.get(address).content
        for address in [
            at("activity_list") + "?office=PA&heading=&sort=-spent&q=&per_page=40",
            at("activity_list") + f"?office=PA&per_page=40&{THEN}",
            report,
            f"{report}?page=2",
            *[
                reverse("appeal:allocations", args=["MI2020-CNAC", "PA"]) + f"?page={n}"
                for n in "14"
            ],
        ]
    }
    move(line.report, "submitted")
    pages["to be returned"] = client.get(f"{report}?page=2").content

    assert b'form="return"' in pages["to be returned"]
    assert all(f'<html lang="{language}">'.encode() in page for page in pages.values())
    assert not {at: len(page) for at, page in pages.items() if len(page) > MOST_BYTES}
