"""T5: indicators, their targets and milestones of an office, in one file."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, Basis, Indicator, IndicatorTarget, Milestone
from tests.factories import make_actual, make_core, make_indicator, make_milestone, make_update
from tests.tracking.browsing import activity_of, period_of
from tests.tracking.uploads.filling import (
    Cell,
    decide,
    downloaded,
    filled_in,
    outcomes,
    place,
    sentences,
    uploaded,
)
from tests.workbooks import opened
from tracking.models import Upload

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]

GT = {"office": "GT", "lang": "en"}
COUNTED = {"measure": "number", "direction": "should rise", "accumulation": "periods add up"}
LAST = date(2020, 3, 31)


def sent(client: Client, cells: dict[Cell, Any]) -> Upload:
    return uploaded(client, filled_in(downloaded(client, "T5", **GT), cells))


def in_row(number: int, sheet: str = "indicators", **values: Any) -> dict[Cell, Any]:
    return {(sheet, number, name): value for name, value in values.items()}


def complaints(upload: Upload) -> list[str]:
    return [each for row in upload.upload_rows.in_order() for each in sentences(row)]


def test_200_indicators_with_targets_come_in_one_file(client: Client, mi2020: Appeal) -> None:
    cells: dict[Cell, Any] = {}
    for number in range(200):
        cells |= in_row(
            number, activity="GT-1.1", title_en=f"Result {number}", unit_en="people", baseline=0,
            target_by_2020_03_31=number + 1, **COUNTED,
        )  # fmt: skip

    upload = sent(client, cells)
    decide(client, upload)

    made = Indicator.objects.filter(activity__code="GT-1.1").order_by("order")
    assert [row.title_en for row in made] == [f"Result {number}" for number in range(200)]
    assert {(row.baseline, row.baseline_basis, row.measure) for row in made} == {
        (Decimal(0), Basis.ASSIGNED, "number")
    }
    targets = IndicatorTarget.objects.filter(indicator__in=made).order_by("indicator__order")
    assert [(row.ends_on, row.value) for row in targets] == [
        (LAST, number + 1) for number in range(200)
    ]


def test_what_is_filled_in_already_is_corrected_and_emptied(client: Client, mi2020: Appeal) -> None:
    row = make_indicator(
        activity=activity_of("GT-1.1"), baseline=5, targets={LAST: 20}, by_sex=True,
        means_of_verification="A survey",
    )  # fmt: skip
    make_milestone(activity=activity_of("GT-1.1"), title="Opened", due_on=date(2020, 2, 3))

    upload = sent(
        client,
        in_row(
            0, baseline="CLEAR", target_by_2020_03_31="CLEAR", target_by_2020_06_30=30,
            by_sex="CLEAR", means_of_verification="A register",
        )
        | in_row(0, "milestones", due_on=date(2020, 5, 6)),
    )  # fmt: skip
    decide(client, upload)

    row.refresh_from_db()
    assert (row.baseline, row.baseline_basis, row.by_sex) == (None, "", False)
    assert row.means_of_verification == "A register"
    assert dict(row.period_targets.values_list("ends_on", "value")) == {date(2020, 6, 30): 30}
    assert Milestone.objects.get().due_on == date(2020, 5, 6)


def test_a_baseline_of_zero_is_shown_and_is_not_empty(client: Client, mi2020: Appeal) -> None:
    make_indicator(activity=activity_of("GT-1.1"), baseline=0)

    content = downloaded(client, "T5", **GT)

    page, first, columns = place(opened(content), "indicators")
    assert page.cell(first, columns["baseline"]).value == 0
    assert outcomes(uploaded(client, content))["indicators", 0] == "unchanged"


def a_published_target() -> None:
    make_indicator(activity=activity_of("GT-1.1"), target=9, target_basis=Basis.PUBLISHED)


def a_reported_value() -> None:
    period = period_of(Appeal.objects.get(code="MI2020-CNAC"))
    activity = activity_of("GT-1.1")
    indicator = make_indicator(activity=activity)
    make_actual(indicator=indicator, update=make_update(activity=activity, period=period))


def a_milestone() -> None:
    make_milestone(activity=activity_of("GT-1.1"))


def a_core_indicator_of_the_highest() -> None:
    make_indicator(activity=activity_of("GT-1.1"))
    make_core(
        appeal=Appeal.objects.get(code="MI2020-CNAC"), code="C1", title_en="Reached",
        accumulation="max",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prepare", "cells", "sentence"),
    [
        (a_published_target, in_row(0, target=10), "This figure is published and cannot change."),
        (a_reported_value, in_row(0, measure="percentage"), "its measure and its activity cannot"),
        (a_reported_value, in_row(0, activity="GT-2.1"), "cannot move to another activity"),
        (a_milestone, in_row(0, "milestones", activity="GT-2.1"), "cannot move to another"),
        (a_milestone, in_row(0, "milestones", due_on=date(2025, 1, 1)), "A milestone must be due"),
        (a_core_indicator_of_the_highest, in_row(0, core="C1"), "Choose the same for this"),
    ],
)
def test_what_the_page_refuses_is_refused_at_its_cell(
    client: Client, mi2020: Appeal, prepare: Callable[[], None], cells: dict[Cell, Any],
    sentence: str,
) -> None:  # fmt: skip
    prepare()

    upload = sent(client, cells)

    (said,) = complaints(upload)
    assert sentence in said
    assert set(outcomes(upload).values()) == {"error"}


def test_a_new_row_says_all_that_it_lacks(client: Client, mi2020: Appeal) -> None:
    upload = sent(client, in_row(0, baseline=3) | in_row(0, "milestones", due_on=date(2020, 2, 3)))

    said = [each.partition(" ")[2] for each in complaints(upload)]
    assert said == [
        "“Activity” is missing. Fill it in.",
        "“Measure” is missing. Fill it in.",
        "“Direction” is missing. Fill it in.",
        "“Accumulation over periods” is missing. Fill it in.",
        "Write the title in at least one language.",
        "Write what is counted in at least one language: people, kiosks.",
        "“Activity” is missing. Fill it in.",
        "“Milestone” is missing. Fill it in.",
    ]


def test_targets_of_other_days_stay(client: Client, mi2020: Appeal) -> None:
    row = make_indicator(activity=activity_of("GT-1.1"), targets={date(2020, 5, 17): 4})

    decide(client, sent(client, in_row(0, target_by_2020_03_31=3)))

    assert dict(row.period_targets.values_list("ends_on", "value")) == {
        LAST: 3, date(2020, 5, 17): 4,
    }  # fmt: skip
