"""The columns of lists: what their headings say of all their cells."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.tracking.browsing import at
from tracking.tables import FigureTable, ListTable

pytestmark = pytest.mark.once

SHEET = settings.BASE_DIR / "config" / "static" / "css" / "site.css"


@pytest.mark.unit
def test_the_style_sheet_aligns_the_numbers_of_every_list_by_their_headings() -> None:
    told = re.findall(r"thead \.num:nth-child\((\d+)\)\)\) td:where\(:nth-child\((\d+)\)\)",
                      SHEET.read_text())  # fmt: skip
    places = {
        place
        for base in (ListTable, FigureTable)
        for table in base.__subclasses__()
        for place, column in enumerate(table.base_columns.values(), 1)
        if column.attrs.get("th", {}).get("class") == "num"
    }

    assert all(heading == cell for heading, cell in told)
    assert places
    assert places <= {int(heading) for heading, _cell in told}


@pytest.mark.django_db
@pytest.mark.person("reporter_gt")
def test_a_cell_of_a_list_repeats_nothing_that_its_heading_says(client: Client) -> None:
    page = client.get(at("activity_list")).content.decode()

    assert page.count('class="num') == len(re.findall(r'<th class="num[ "]', page)) > 3
