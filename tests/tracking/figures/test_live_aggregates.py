"""What the benchmark sums live, beside a page of a past day: the same figures as that page."""

from datetime import date

import pytest

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal
from benchmarks.aggregates import open_then, spent_then
from tracking.figures import monthly_figures_of

pytestmark = pytest.mark.django_db
DATES = [
    (date(2020, 6, 30), date(2020, 7, 15)),
    (date(2020, 8, 20), date(2020, 8, 30)),
    (date(2020, 5, 31), date(2020, 9, 1)),
]


@pytest.mark.parametrize(("as_at", "known_on"), DATES)
def test_what_is_summed_live_is_what_the_overview_shows(
    demonstration: Appeal, as_at: date, known_on: date
) -> None:
    then = Viewpoint(as_at, Include.OFFICIAL, (), known_at=demonstration.end_of(known_on))

    spent, left = spent_then(demonstration, then), open_then(demonstration, then)

    figures = monthly_figures_of(demonstration, then)
    assert figures.whole.spent
    assert figures.whole.committed
    for row in figures.cells:
        place = row.of.office_id, row.of.heading_id
        assert sum(usd for *at, _month, usd in spent if tuple(at) == place) == row.spent
        assert left.get(place, 0) == row.committed
    by_month = figures.facts.spent_by_month
    for month, usd in by_month.items():
        assert sum(own for *_place, at, own in spent if at == month) == usd
