"""An appeal of another region: four headings, five offices, in French, every month.

Beside the 2020 appeal it shows its own headings and offices, on every page and in every workbook.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from appeal.base.excel import write
from appeal.loading import make_appeal
from appeal.models import Appeal, Heading, Office, User
from appeal.workbooks import appeal_template
from tests.appeal.loading.test_appeal_workbook import CODE, CONTEXT, told
from tests.factories import make_contribution
from tests.fixture_types import SignIn
from tests.test_pages import ROUTES, RULES
from tests.tracking.uploads.filling import filled_in
from tests.workbooks import opened, rows
from tracking.models import ReportingPeriod
from tracking.workbooks import WORKBOOKS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FILE = "fixtures/example-aoc/appeal.yaml"
# Pages of what all appeals share, or that need a row of their own.
SHARED = {"appeal:partner_list", "appeal:person_list", "tracking:donor_list"}
PAGES = sorted(
    route
    for route, rule in RULES.items()
    if rule.get == 200 and ROUTES[route] == ["appeal_code"] and route not in SHARED
)
# The headings and priorities of the 2020 appeal. Partners, whose names say of which country they
# are, are of no appeal; GT-3 is the example by which pages explain what a code is.
MARKERS = re.compile(r"\b(?:[PO][1-3]|(?:BZ|HN)-\d)\b")


@pytest.fixture
def example(mi2020: Appeal, root: Path) -> Appeal:
    call_command("load_appeal", root / FILE)
    return Appeal.objects.get(code="EX2021-AOC")


@pytest.fixture
def client(superuser: User, signed_in: SignIn) -> Iterator[Client]:
    with time_machine.travel(datetime(2021, 5, 3, 12, tzinfo=UTC), tick=False):
        yield signed_in(superuser)


def texts(html: str) -> str:
    """What a page says of the appeal: its main part, without tags and addresses."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]*>", " ", main)


def around(text: str) -> list[str]:
    """Where a marker is, with the words around it."""
    return [text[max(m.start() - 40, 0) : m.end() + 40] for m in MARKERS.finditer(text)]


def test_it_has_four_headings_five_offices_and_a_period_for_each_month(example: Appeal) -> None:
    headings = Heading.objects.of(example).in_printed_order()

    assert list(headings.values_list("code", "kind_fr")) == [
        (f"A{number}", "axe") for number in range(1, 5)
    ]
    assert example.sections.count() == 5
    assert set(Office.objects.of(example).values_list("language", flat=True)) == {"fr"}
    assert ReportingPeriod.objects.of(example).count() == 12


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_shows_its_own_headings_and_offices(
    client: Client, example: Appeal, language: str
) -> None:
    found = {}
    for route in PAGES:
        address = reverse(route, args=[example.code])
        page = client.get(address, headers={"accept-language": language})
        assert page.status_code == 200, address
        if marks := around(texts(page.content.decode())):
            found[address] = marks
    assert len(PAGES) > 10
    assert found == {}


def test_every_workbook_shows_its_own_headings_and_offices(client: Client, example: Appeal) -> None:
    grant = make_contribution(appeal=example, committed=100)
    chosen = {"office": "SN", "period": "2021-01", "grant": grant.pk}
    found = {}
    for book in WORKBOOKS.values():
        if "upload" in book.takes or book.code == "R9":
            continue
        asked = urlencode({name: chosen[name] for name in book.needs} | {"lang": "fr"})
        page = client.get(f"{reverse('tracking:workbook', args=[example.code, book.code])}?{asked}")
        assert page.status_code == 200, book.code
        said = " ".join(
            str(value)
            for sheet in opened(page.getvalue())
            if sheet.title not in ("À propos", "Lists")
            for row in rows(sheet)
            for value in row
            if value
        )
        if marks := around(said):
            found[book.code] = marks
    assert found == {}


def test_it_goes_out_as_a_workbook_and_comes_in_again_as_it_was(
    example: Appeal, superuser: User
) -> None:
    seen = Appeal.objects.all()
    book = appeal_template(appeal=example, as_at=date(2021, 5, 3), context=CONTEXT, seen=seen)
    content = write(book)

    made = make_appeal(
        file=BytesIO(filled_in(content, {CODE: "AGAIN"})), regions=[example.region], by=superuser,
        at=datetime(2021, 5, 3, 12, tzinfo=UTC),
    )  # fmt: skip

    assert told(made) == told(example)
