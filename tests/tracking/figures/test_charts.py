"""Charts: where the marks stand, and which shade a value has."""

from datetime import date
from decimal import Decimal

import pytest

from tracking.charts import curves_of, scale_of
from tracking.figures import Month

pytestmark = [pytest.mark.unit, pytest.mark.once]


def month(number: int, planned: int, spent: int | None) -> Month:
    done = None if spent is None else Decimal(spent)
    return Month(date(2020, number, 1), Decimal(planned), done, Decimal(planned), done)


def test_the_highest_point_of_a_curve_is_the_largest_amount() -> None:
    curves = curves_of([month(1, 10, 0), month(2, 20, 40), month(3, 30, None)])

    assert curves.planned.split() == ["1.00,68.00", "50.00,48.00", "99.00,28.00"]
    assert curves.spent.split() == ["1.00,88.00", "50.00,8.00"]
    assert curves.last == month(2, 20, 40)


@pytest.mark.parametrize("most", [0, 1, 7, 99, 12_345, 82_138_527, 5 * 10**12])
def test_the_rules_are_few_round_and_reach_over_everything(most: int) -> None:
    rules = [amount for _y, amount in curves_of([month(1, most, most)]).rules]

    assert 2 <= len(rules) <= 6
    assert rules[0] == 0
    assert rules[-1] >= most
    # One, two or five, and zeros.
    assert str(rules[1].normalize().as_tuple().digits[0]) in "125"


def test_no_month_is_no_error() -> None:
    assert curves_of([]).planned == ""


def test_shares_fall_into_fifths_and_nothing_into_no_shade() -> None:
    values = {"a": 0.1, "b": 0.2, "c": 0.99, "d": 1.4, "e": 0, "f": None, "g": -0.5}

    scale = scale_of(values, whole=1)

    shades = {key: scale.shade(key) for key in values}
    assert shades == {"a": 1, "b": 2, "c": 5, "d": 5, "e": 0, "f": 0, "g": 0}
    assert [(each.shade, each.lowest, each.highest) for each in scale.classes] == [
        (1, 0.1, 0.1), (2, 0.2, 0.2), (5, 0.99, 1.4),
    ]  # fmt: skip


def test_amounts_fall_into_fifths_of_their_number_and_equals_together() -> None:
    values = {
        name: Decimal(amount) for name, amount in zip("abcdef", (1, 2, 3, 4, 5, 5), strict=True)
    }

    scale = scale_of(values)

    assert [scale.shade(name) for name in "abcdef"] == [1, 2, 3, 4, 5, 5]
