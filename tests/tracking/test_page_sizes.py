"""No page is over 60 kB before it is compressed: in no language, of no day, with no measure."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Activity, Allocation, Appeal, Office, Requirement, User
from tests.browser.pages import PAGES, Shown, rows_of
from tests.factories import make_activity, make_allocation, make_update, make_upload, move
from tests.test_costs import MOST_BYTES
from tests.tracking.browsing import at
from tracking.models import ReportingPeriod
from tracking.views.measures import MEASURES

EVEN = {"basis": Allocation.Basis.INDICATIVE}
THEN = "as_at=2020-06-30&known_on=2020-07-15"


def addresses(page: Shown) -> Iterator[str]:
    """That of the page, and of what it shows of another day and with another measure."""
    yield page.address
    yield f"{page.address}{'&' if '?' in page.address else '?'}{THEN}"
    if page.name in ("overview", "matrix"):
        for name in MEASURES:
            yield f"{page.address}?measure={name}"
            yield f"{page.address}?measure={name}&{THEN}"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_page_of_a_full_year_is_small(demonstration: Appeal, language: str) -> None:
    uploader = User.objects.get(username="reporter.gt")
    make_upload(office=Office.objects.get(code="GT"), uploaded_by=uploader)
    User.objects.update(language=language)
    places, sizes = rows_of(demonstration), {}
    for page in (each for each in PAGES if each.who and each.status == 200):
        client = Client()
        client.force_login(User.objects.get(username=page.who))
        for address in addresses(page):
            answer = client.get(address.format_map(places))
            if answer.status_code == 200:
                assert f'<html lang="{language}">' in answer.content.decode()
                sizes[page.name, address] = len(answer.content)

    assert len(sizes) > len(PAGES)
    assert not {page: size for page, size in sizes.items() if size > MOST_BYTES}


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
    panama: Office, superuser: User, signed_in: Callable[[User], Client], language: str
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
