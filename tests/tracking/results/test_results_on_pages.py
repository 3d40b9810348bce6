"""Core indicators of the eventful year as pages show them, beside what the rows say."""

import pytest

from tests.tracking.looking import MOMENTS, Looking
from tests.tracking.reference.core import core_table
from tests.tracking.shown import Element

pytestmark = [pytest.mark.once, pytest.mark.publication]
SAID_BESIDE = "How it comes together"


def told(page: Element) -> list[dict[str, str]]:
    """The table without what is said beside each number."""
    rows = page.one("main").told()
    return [{name: text for name, text in row.items() if name != SAID_BESIDE} for row in rows]


@pytest.mark.parametrize("moment", MOMENTS)
def test_results_of_the_region(looking: Looking, moment: str) -> None:
    page = looking.at("viewer", "tracking:result_list", moment=moment)

    assert told(page) == core_table(looking.seen("viewer", moment))


def test_results_of_the_region_with_drafts(looking: Looking) -> None:
    page = looking.at("reporter", "tracking:result_list", include="draft")

    assert told(page) == core_table(looking.seen("reporter", include="draft"))


@pytest.mark.parametrize("moment", MOMENTS)
def test_results_of_an_office_begin_with_its_numbers(looking: Looking, moment: str) -> None:
    page = looking.at("viewer", "tracking:result_list", moment=moment, office="GT")

    shown = [row for row in told(page) if row["Core indicator"].startswith("C")]
    assert shown == core_table(looking.seen("viewer", moment, office="GT"))


def test_numbers_and_percentages_are_among_those_compared(looking: Looking) -> None:
    reached = {row["Core indicator"]: row["Reached"] for row in core_table(looking.seen("viewer"))}

    assert reached["C1 Everybody reached"].endswith("people")
    assert "%" in reached["C2 Share of all trained"]
