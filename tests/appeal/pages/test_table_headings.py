"""The headings of a table, as a template declares them."""

import pytest
from django.template import Context, Template

pytestmark = [pytest.mark.unit, pytest.mark.publication]


def drawn(declared: str, **context: object) -> str:
    return Template(f"{{% load tables %}}{{% columns {declared} %}}").render(Context(context))


def test_each_title_is_the_heading_of_a_column_and_that_of_numbers_says_so() -> None:
    head = drawn('_("Office") num title "A & B"', title="5 < 6")

    assert head == (
        '<thead class="labels-4271e72b"><tr><th scope="col"><noscript>'
        '<link rel="stylesheet" href="/card-labels.css'
        '?titles=~5+%3C+6~A+%26+B"></noscript>'
        'Office</th> <th scope="col" class="num">5 &lt; 6</th>'
        ' <th scope="col">A & B</th></tr></thead>'
    )


def test_what_a_narrow_screen_folds_away_says_so() -> None:
    assert '<th scope="col" class="num more">USD</th>' in drawn('_("Office") num more _("USD")')


def test_a_column_is_there_only_where_its_condition_holds() -> None:
    declared = '_("Office") num _("USD") if may_keep _("State")'

    assert "USD" in drawn(declared, may_keep=True)
    assert "USD" not in drawn(declared, may_keep=False)
    assert drawn(declared).endswith('<th scope="col">State</th></tr></thead>')


def test_a_column_can_be_there_only_where_its_condition_does_not_hold() -> None:
    declared = '_("Office") _("Recorded") if not is_change num _("Before") if is_change'

    entered, changed = drawn(declared, is_change=False), drawn(declared, is_change=True)

    assert ("Recorded" in entered, "Before" in entered) == (True, False)
    assert ("Recorded" in changed, "Before" in changed) == (False, True)
    assert "False" not in entered + changed
