"""What is not budgeted, which the plan works out for itself and the figures for all else."""

from datetime import date

import pytest

from appeal.base.viewpoint import Include, Viewpoint
from appeal.figures.reconciliation import reconcile
from appeal.models import Allocation, Appeal, Office, Requirement
from tracking.figures import figures_of

pytestmark = pytest.mark.django_db


def test_the_plan_and_the_figures_say_alike_what_is_not_budgeted(mi2020: Appeal) -> None:
    Allocation.objects.filter(cell__appeal=mi2020).order_by("pk")[0].delete()
    viewpoint = Viewpoint(date(2020, 12, 31), Include.OFFICIAL, Office.objects.none())

    figures = figures_of(mi2020, viewpoint)
    table = reconcile(mi2020, Requirement.objects.of(mi2020).seen_from(viewpoint))

    own = [row.unallocated for row in figures.offices]
    assert [row.total.unallocated for row in table.rows] == own
    assert [total.unallocated for total in table.totals] == [
        row.unallocated for row in figures.headings
    ]
    assert table.grand.unallocated == figures.whole.unallocated
    assert any(own)
