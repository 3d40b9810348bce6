"""Results as the activity's page shows them: as they were known, with figures beside curves."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Indicator, Office
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_indicator,
    make_milestone,
    make_period,
    make_update,
)
from tests.tracking.browsing import words_in
from tracking.figures import figures_of
from tracking.views.activity_results import results_context

pytestmark = pytest.mark.django_db

Q1, Q2 = date(2020, 3, 31), date(2020, 6, 30)


@pytest.fixture
def activity() -> Activity:
    return make_activity()


def context_of(
    activity: Activity, as_at: date = Q2, known_at: datetime | None = None
) -> dict[str, Any]:
    own = Office.objects.filter(pk=activity.office.pk)
    viewpoint = Viewpoint(as_at, Include.DRAFT, own, known_at=known_at)
    figures = figures_of(activity.appeal, viewpoint, only=[activity.pk])
    return results_context(activity, figures) | {"viewpoint": viewpoint}


def page_of(activity: Activity, **options: Any) -> str:
    return render_to_string("tracking/results/_results.html", context_of(activity, **options))


def test_a_milestone_shows_its_due_date_when_it_was_achieved_and_how_late_it_is(
    activity: Activity,
) -> None:
    make_period(appeal=activity.appeal)
    late = make_milestone(activity=activity, title="Late", due_on=date(2020, 5, 31), order=1)
    done = make_milestone(activity=activity, title="Done", due_on=date(2020, 2, 1), order=2)
    make_milestone(activity=activity, title="Later", due_on=date(2020, 12, 1), order=3)
    make_achievement(milestone=done, achieved_on=date(2020, 3, 20))

    rows = context_of(activity)["milestone_rows"]

    assert [(row.title, row.achieved_on, row.overdue) for row in rows] == [
        (late.title, None, 30),
        ("Done", date(2020, 3, 20), 0),
        ("Later", None, 0),
    ]
    before = context_of(activity, as_at=date(2020, 3, 10))["milestone_rows"]
    assert [(row.achieved_on, row.overdue) for row in before] == [(None, 0), (None, 38), (None, 0)]


def test_an_indicator_shows_every_period_with_target_actual_and_parts(activity: Activity) -> None:
    indicator = make_indicator(
        activity=activity, title_en="People received", baseline=0, targets={Q1: 100, Q2: 50}
    )
    parts = {("sex", "female"): 40, ("sex", "male"): 20, ("nationality", "HT"): 12}
    make_actual(indicator=indicator, value=60, comment="A note.", parts=parts)

    page = words_in(page_of(activity))

    assert "Baseline 0 people (set by the regional office)" in page
    assert "Target to date 150 people" in page
    assert "Achieved 60 people" in page
    assert "Share of the target to date 40.0 %" in page.replace("\u00a0", " ")
    assert "2020-Q1 100 people 60 people" in page
    assert "women and girls 40, men and boys 20 (complete)" in page
    assert "Haiti 12 (short by 48)" in page
    assert "A note." in page
    assert "by 30 Jun 2020 50 people not reported" in page


def test_a_percentage_shows_its_two_numbers_and_no_data_its_reason(activity: Activity) -> None:
    share = make_indicator(activity=activity, measure=Indicator.Measure.PERCENTAGE)
    silent = make_indicator(activity=activity)
    line = make_update(activity=activity)
    numbers = {"numerator": 1, "denominator": 3, "value": Decimal("33.3333")}
    make_actual(indicator=share, update=line, **numbers)
    make_actual(indicator=silent, update=line, value=None, missing_reason="Closed.")

    page = words_in(page_of(activity))

    assert "33.3 % (1 of 3)" in page.replace("\u00a0", " ")
    assert "no data Closed." in page


def test_a_curve_is_an_image_with_words_and_without_script_or_style(activity: Activity) -> None:
    indicator = make_indicator(activity=activity, baseline=0, targets={Q1: 10, Q2: 30})
    make_actual(indicator=indicator, value=20)

    page = page_of(activity)

    (row,) = context_of(activity)["indicator_rows"]
    assert row["sparkline"].description == "2020-Q1: 20 people; target to date: 40 people"
    assert 'role="img"' in page
    assert "<title" in page
    assert "<desc" in page
    assert "style=" not in page
    assert "<script" not in page
    # From the baseline at the bottom left; the target to date, 10 and then 40, ends at the top.
    assert row["sparkline"].actual == "4.0,36.0 80.0,20.0"
    assert row["sparkline"].target == "80.0,28.0 156.0,4.0"


def test_the_words_of_a_curve_are_written_as_the_page_writes_them(activity: Activity) -> None:
    share = make_indicator(
        activity=activity, measure=Indicator.Measure.PERCENTAGE, accumulation="latest", target=80
    )
    numbers = {"numerator": 9, "denominator": 23, "value": Decimal("39.1304")}
    make_actual(indicator=share, **numbers)

    page = page_of(activity)

    assert "2020-Q1: 39.1\u00a0%" in page
    assert "39.1304" not in page
    with override("fr"):
        assert "39,1\u00a0%" in page_of(activity)


def test_yes_or_no_and_what_was_never_reported_have_no_curve(activity: Activity) -> None:
    adopted = make_indicator(
        activity=activity, measure=Indicator.Measure.YES_NO, targets={Q1: 1}, order=1
    )
    make_indicator(activity=activity, targets={Q1: 1}, order=2)
    make_actual(indicator=adopted, value=1)

    rows = context_of(activity)["indicator_rows"]

    assert [row["sparkline"] for row in rows] == [None, None]
    assert "Achieved yes" in words_in(page_of(activity))


def test_a_fall_from_nowhere_begins_where_it_was_first_reported(activity: Activity) -> None:
    fall = make_indicator(activity=activity, direction=Indicator.Direction.DOWN, target=10)
    make_actual(indicator=fall, value=40)

    (row,) = context_of(activity)["indicator_rows"]

    assert row["sparkline"].actual == "80.0,4.0"
    assert row["sparkline"].target == "4.0,36.0 156.0,36.0"
    assert row["sparkline"].description == "2020-Q1: 40 people; target to date: –"


def test_equal_values_draw_a_level_line_and_do_not_divide_by_zero(activity: Activity) -> None:
    indicator = make_indicator(activity=activity, baseline=5, targets={Q1: 5})
    make_actual(indicator=indicator, value=5)

    (row,) = context_of(activity)["indicator_rows"]

    assert row["sparkline"].actual == "4.0,20.0 156.0,20.0"


def test_an_activity_without_results_shows_nothing(activity: Activity) -> None:
    assert words_in(page_of(activity)) == ""


def test_nothing_shows_of_what_was_not_known_yet(activity: Activity) -> None:
    make_milestone(activity=activity)
    make_actual(indicator=make_indicator(activity=activity))

    shown = context_of(activity, known_at=datetime(2020, 1, 2, tzinfo=UTC))

    assert (shown["milestone_rows"], shown["indicator_rows"]) == ([], [])


def test_parts_by_disability_are_shown_as_listed_with_what_is_missing_to_the_total(
    activity: Activity,
) -> None:
    indicator = make_indicator(activity=activity, by_disability=True)
    parts = {
        ("disability", "unstated"): 2, ("disability", "without"): 30, ("disability", "with"): 8,
    }  # fmt: skip
    make_actual(indicator=indicator, value=50, parts=parts)

    page = words_in(page_of(activity))

    named = ("persons with a disability", "persons without a disability", "disability not stated")
    places = [page.index(words) for words in named]
    assert places == sorted(places)
    assert "persons with a disability 8" in page.replace(":", "")
