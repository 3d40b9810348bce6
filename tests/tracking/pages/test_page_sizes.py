"""No page is over 60 kB, 15 kB over the wire: in no language, of no day, with no measure.

Of another day and with each measure they are opened in French, which has the longest words.
"""

import gzip
from collections.abc import Iterator

import pytest
from django.test import Client

from appeal.models import Appeal, Office, User
from tests.browser.pages import PAGES, Shown, rows_of, tell
from tests.factories import make_export, make_upload, make_user
from tests.test_costs import MOST_BYTES
from tracking.views.matrix import MEASURES

# Over the wire, and the longest lists.
LATER, LONGEST = 15_000, 20_000
LISTS = ("activity_list", "transaction_list", "contribution_list", "person_list", "risk_list")
THEN = "as_at=2020-06-30&known_on=2020-07-15"


def addresses(page: Shown, language: str) -> Iterator[str]:
    """That of the page, and of what it shows of another day and with another measure."""
    yield page.address
    if language != "fr":
        return
    yield f"{page.address}{'&' if '?' in page.address else '?'}{THEN}"
    if page.name in ("overview", "matrix"):
        for name in MEASURES:
            yield f"{page.address}?measure={name}"
            yield f"{page.address}?measure={name}&{THEN}"
    if page.name in LISTS:
        yield f"{page.address}?per_page=100"


def too_heavy(address: str, content: bytes) -> bool:
    """Whether it is heavier than it may be, before it is compressed or after."""
    wire = len(gzip.compress(content, 6))
    return len(content) > MOST_BYTES or wire >= (LONGEST if "per_page" in address else LATER)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_page_of_a_full_year_is_small(demonstration: Appeal, language: str) -> None:
    make_user(username="stranger")
    uploader = User.objects.get(username="reporter.gt")
    make_upload(office=Office.objects.get(code="GT"), uploaded_by=uploader)
    make_export(appeal=demonstration, uploaded_by=uploader)
    make_export(appeal=demonstration, uploaded_by=uploader, is_read=False)
    tell(demonstration)
    User.objects.update(language=language)
    places, sizes = rows_of(demonstration), {}
    for page in (each for each in PAGES if each.who and each.status == 200):
        client = Client()
        client.force_login(User.objects.get(username=page.who))
        for address in addresses(page, language):
            answer = client.get(address.format_map(places))
            if answer.status_code == 200:
                assert f'<html lang="{language}">' in answer.content.decode()
                sizes[page.name, address] = answer.content

    assert len({name for name, _address in sizes}) > len(PAGES) * 0.8
    assert not {
        page: (len(content), len(gzip.compress(content, 6)))
        for page, content in sizes.items()
        if too_heavy(page[1], content)
    }


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("language", "most"), [("en", 16_000), ("es", 16_750), ("fr", 17_250)])
def test_the_ledger_of_25_lines_is_at_most_16_kb_before_compression_and_a_little_more_in_others(
    demonstration: Appeal, language: str, most: int
) -> None:
    manager = User.objects.get(username="manager.ro")
    User.objects.filter(pk=manager.pk).update(language=language)
    client = Client()
    client.force_login(manager)

    page = client.get(f"/appeals/{demonstration.code}/transactions/")

    assert page.content.count(b"<tr><td>") == 25
    assert len(page.content) <= most
    assert len(gzip.compress(page.content, 6)) <= 6_000
