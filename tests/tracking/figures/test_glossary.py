"""The glossary: one source for pages and workbooks."""

import pytest

from appeal.models import User
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, words
from tracking.glossary import GLOSSARY
from tracking.tables import ActivityTable, ContributionTable, RateTable, RiskTable, TransactionTable
from tracking.views.matrix import MEASURES

pytestmark = pytest.mark.once


def test_it_shows_every_definition_under_its_anchor(viewer: User, signed_in: SignIn) -> None:
    page = signed_in(viewer).get(at("glossary"))

    for key, entry in GLOSSARY.items():
        assert f'id="{key}"' in page.content.decode()
        assert str(entry.meaning) in words(page)


@pytest.mark.unit
def test_every_figure_that_is_explained_stands_in_it() -> None:
    tables = (ActivityTable, ContributionTable, RateTable, RiskTable, TransactionTable)
    terms = {
        column.term
        for table in tables
        for column in table.base_columns.values()
        if getattr(column, "term", "")
    }

    assert terms | {measure.term for measure in MEASURES.values()} <= set(GLOSSARY)
