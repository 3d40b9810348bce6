"""Percentages of a bridge as they are shown: they add up, and no line of them says nothing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.bridging import ToldFigure
from tracking.figures import Cause
from tracking.figures.steps import Shift, Waterfall

pytestmark = pytest.mark.unit
CAUSES = list(Cause)


def told(before: Any, *amounts: Any, name: str = "progress") -> ToldFigure:
    changes = [Shift(cause, amount) for cause, amount in zip(CAUSES, amounts, strict=False)]
    after = (before or 0) + sum(amounts)
    bridge: Any = None
    return ToldFigure(bridge, Waterfall(name, before, after, changes, after))


def shown(figure: ToldFigure) -> list[str]:
    return [figure.changed(row.amount) for row in figure.changes]


def test_rounded_steps_come_to_the_rounded_figure() -> None:
    figure = told(None, 32.14, 32.14)

    assert shown(figure) == ["+32.1 points", "+32.2 points"]
    assert figure.shown(figure.fall.after) == "64.3\u00a0%"


def test_a_step_that_is_nothing_in_hundredths_is_left_out() -> None:
    figure = told(40.0, 1e-15, 5.0, -0.004)

    assert [row.step for row in figure.changes] == [CAUSES[1]]
    assert shown(figure) == ["+5.0 points"]


def test_a_small_step_has_two_decimals_and_so_has_all_of_its_figure() -> None:
    figure = told(Decimal("0.3214"), Decimal("0.0001"), Decimal("0.1"), name="delivery")

    assert shown(figure) == ["+0.01 points", "+10.00 points"]
    assert figure.shown(figure.fall.after) == "42.15\u00a0%"


def test_amounts_stay_to_the_cent() -> None:
    figure = told(Decimal(100), Decimal("0.01"), Decimal("-50.5"), name="spent")

    assert shown(figure) == ["+0.01", "-50.50"]


@given(st.floats(0, 100), st.lists(st.floats(-30, 30), min_size=1, max_size=len(CAUSES)))
def test_whatever_the_steps_are_what_is_shown_of_them_adds_up(
    before: float, amounts: list[float]
) -> None:
    figure = told(before, *amounts)

    added = figure.rounded(before) + sum(row.amount for row in figure.changes)

    assert added == figure.rounded(figure.fall.after)
    assert all(row.amount for row in figure.changes)
