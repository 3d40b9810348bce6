"""Every link that a page offers leads somewhere: followed once, from now and from a past day."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from appeal.models import User
from tests.fixture_types import SignIn
from tests.test_pages import RULES, Place, places
from tracking.workbooks import WORKBOOKS

__all__ = ["places"]

HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"', re.DOTALL)
# Known by the end of the day on which it was made, and read two days later.
NOW, PAST = "", "as_at=2020-06-30&known_on={made}&include=draft"
PAGES = sorted(name for name, rule in RULES.items() if rule.get == 200)


def links_of(page: Any, address: str) -> Iterator[str]:
    """The addresses of ours that a page offers, whole and without the place within the page."""
    if not page["Content-Type"].startswith("text/html"):
        return
    for written in HREF.findall(page.content.decode()):
        found = urldefrag(urljoin(address, unescape(written))).url
        # A page that is not for this person leads to its own content.
        if found.startswith("/") and found != address:
            yield found


def offered(client: Client, place: Place, view: str) -> dict[str, str]:
    """Each link once, with a page that offers it."""
    found: dict[str, str] = {}
    for route in PAGES:
        address = place.address(route)
        page = client.get(f"{address}?{view}" if view else address)
        assert page.status_code < 500, (route, view)
        for link in links_of(page, address):
            found.setdefault(link, route)
    return found


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("role", "view"),
    [
        ("reporter_gt", NOW),
        # Long enough to be turned page by page.
        pytest.param("superuser", PAST, marks=pytest.mark.publication),
    ],
)
def test_every_link_of_every_page_leads_somewhere(
    role: str, view: str, places: list[Place], signed_in: SignIn, request: Any
) -> None:
    now = timezone.now()
    view = view.format(made=now.date())
    with time_machine.travel(now + timedelta(days=2), tick=True):
        client = signed_in(request.getfixturevalue(role))
        links = offered(client, places[0], view)
        lost = {
            (link, route, status)
            for link, route in links.items()
            if (status := client.get(link).status_code) >= 400
        }

    assert len(links) > 100
    assert not lost


def test_every_workbook_is_offered(places: list[Place], superuser: User, signed_in: SignIn) -> None:
    client = signed_in(superuser)
    page = client.get(places[0].address("tracking:workbook_list")).content.decode()

    for code, book in WORKBOOKS.items():
        is_elsewhere = {"upload", "grant"}.intersection(book.takes)
        assert (f"workbooks/{code}.xlsx" in page) != bool(is_elsewhere), code
