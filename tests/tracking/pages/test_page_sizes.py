"""No page is over 60 kB before it is compressed: in no language, of no day, with no measure."""

from collections.abc import Iterator

import pytest
from django.test import Client

from appeal.models import Appeal, Office, User
from tests.browser.pages import PAGES, Shown, rows_of, tell
from tests.factories import make_upload, make_user
from tests.test_costs import MOST_BYTES
from tracking.views.matrix import MEASURES

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
    make_user(username="stranger")
    uploader = User.objects.get(username="reporter.gt")
    make_upload(office=Office.objects.get(code="GT"), uploaded_by=uploader)
    tell(demonstration)
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
