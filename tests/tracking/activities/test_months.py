"""The budget of an activity by month: planned spending and status follow it, on every door."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from appeal.actions import keep_activity, phase_activity
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, User
from tests.factories import ENTERED, make_activity, make_transaction
from tests.tracking.browsing import words
from tests.tracking.uploads.filling import decide, downloaded, filled_in, sentences, uploaded
from tracking.figures import figures_of
from tracking.figures.flags import Flags, flags_of

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

PAGE = "/appeals/MI2020-CNAC/activities/GT-3.1/"
MONTHS = f"{PAGE}months/"


def phased(phasing: dict[str, int], **fields: Any) -> Activity:
    amounts = {month: Decimal(usd) for month, usd in phasing.items()}
    return make_activity(phasing=amounts, **({"allocated": 1200} | fields))


def seen(day: date) -> Viewpoint:
    return Viewpoint(day, Include.OFFICIAL, ())


def planned(activity: Activity, day: date) -> Decimal | None:
    return figures_of(activity.appeal, seen(day)).activity(activity.pk).planned


def judged(activity: Activity, day: date) -> Flags:
    figures = figures_of(activity.appeal, seen(day), only=[activity.pk])
    return flags_of(figures, [activity.pk])[activity.pk]


def sent(version: int, **months: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): usd for name, usd in months.items()}
    return {"idempotency_key": uuid4(), "version": version, "step": "save", **named}


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    return Activity.objects.with_plan().get(code="GT-3.1")


# The figures


@pytest.mark.parametrize(
    ("as_at", "usd"),
    [
        (date(2020, 1, 31), 0),
        (date(2020, 2, 29), 300),
        (date(2020, 5, 31), 300),
        (date(2020, 6, 10), 600),
        (date(2020, 6, 30), 1200),
        (date(2020, 12, 31), 1200),
    ],
)
def test_planned_spending_follows_the_months_and_the_days_of_the_running_one(
    as_at: date, usd: int
) -> None:
    activity = phased({"2020-02": 300, "2020-06": 900})

    assert planned(activity, as_at) == usd


def test_a_month_that_the_activity_is_only_partly_in_counts_by_its_own_days() -> None:
    activity = phased({"2020-03": 600, "2020-04": 600}, starts_on=date(2020, 3, 22))

    assert planned(activity, date(2020, 3, 26)) == 300


def test_months_that_do_not_come_to_the_budget_divide_it_as_they_are() -> None:
    activity = phased({"2020-02": 1, "2020-06": 3})

    assert planned(activity, date(2020, 2, 29)) == 300
    assert planned(activity, date(2020, 12, 31)) == 1200


def test_an_activity_planned_for_october_is_not_late_in_june_and_is_in_november() -> None:
    activity = phased({"2020-10": 1200}, spent=60, percent=5)
    even = make_activity(allocated=1200, spent=60, percent=5, appeal=activity.appeal,
                         office=activity.office)  # fmt: skip
    june, november = date(2020, 6, 30), date(2020, 11, 30)

    assert [judged(each, june).spend.colour for each in (activity, even)] == ["green", "red"]
    assert [judged(each, june).progress.colour for each in (activity, even)] == ["green", "red"]
    assert judged(activity, november).spend.colour == "red"
    assert judged(activity, november).spend.numbers["planned"] == 100


def test_the_plan_of_a_past_day_is_the_one_that_was_known_then() -> None:
    activity = make_activity(allocated=1200)
    phase_activity(activity=activity, version=None, phasing={"2020-02": Decimal(1)}, at=ENTERED)
    day = date(2020, 3, 31)
    known = replace(seen(day), known_at=ENTERED)

    assert planned(activity, day) == 1200
    before = figures_of(activity.appeal, known).activity(activity.pk)
    assert before.phasing == {}


# What is refused


@pytest.mark.parametrize(
    ("days", "column", "month"),
    [
        ({"starts_on": date(2020, 3, 1)}, "starts_on", "2020-02"),
        ({"ends_on": date(2020, 5, 31)}, "ends_on", "2020-06"),
    ],
)
def test_the_days_of_an_activity_do_not_leave_planned_money_outside(
    days: dict[str, date], column: str, month: str
) -> None:
    activity = phased({"2020-02": 300, "2020-06": 900})
    for name, day in days.items():
        setattr(activity, name, day)

    with pytest.raises(ValidationError) as refused:
        keep_activity(activity=activity, version=activity.version, at=ENTERED)

    said = f"Money is planned for {month}. Change the plan by month first."
    assert refused.value.message_dict == {column: [said]}


# The page


@pytest.mark.publication
def test_a_manager_spreads_the_budget_changes_a_month_and_saves_it(
    client: Client, activity: Activity, manager_ro: User
) -> None:
    whole = sum(row.amount for row in activity.allocations.all())
    assert f'href="{MONTHS}"' in client.get(PAGE).text

    spread = client.post(MONTHS, sent(activity.version) | {"step": "spread"})

    months = [field.value() for field, _spent in spread.context["months"]]
    assert (spread.status_code, len(months), sum(map(Decimal, months))) == (200, 12, whole)
    assert "Nothing is saved yet." in spread.text
    activity.refresh_from_db()
    assert activity.phasing == {}

    answer = client.post(MONTHS, sent(activity.version, **{"2020_03": "1,000"}), follow=True)

    activity.refresh_from_db()
    assert activity.phasing == {"2020-03": Decimal(1000)}
    assert activity.history.first().history_user == manager_ro
    assert "The months come to USD 1,000" in answer.text
    assert "by its plan by month USD" in answer.text


@pytest.mark.publication
def test_a_wrong_amount_is_said_at_its_month_and_everything_stays_as_typed(
    client: Client, activity: Activity
) -> None:
    typed = {"2020_01": "70", "2020_02": "many"}

    refused = client.post(MONTHS, sent(activity.version, **typed))

    fields = {field.name: field for field, _spent in refused.context["months"]}
    assert refused.status_code == 422
    assert fields["2020-01"].value() == "70"
    assert fields["2020-02"].value() == "many"
    assert fields["2020-02"].errors[0].startswith("This is not an amount.")
    activity.refresh_from_db()
    assert activity.phasing == {}


@pytest.mark.publication
def test_the_second_of_two_is_told_what_the_first_planned(
    client: Client, activity: Activity
) -> None:
    seen = activity.version
    phase_activity(
        activity=activity, version=seen, phasing={"2020-01": Decimal(50)}, at=ENTERED
    )  # fmt: skip

    second = client.post(MONTHS, sent(seen, **{"2020_01": "70"}))

    assert second.status_code == 409
    assert "Somebody changed this to “50” while you were writing." in second.text
    again = {"idempotency_key": uuid4(), "version": second.context["form"]["version"].value()}
    client.post(MONTHS, again | {"step": "save", "2020-01": "70"})
    activity.refresh_from_db()
    assert activity.phasing == {"2020-01": Decimal(70)}


@pytest.mark.publication
def test_empty_months_take_the_plan_away(client: Client, activity: Activity) -> None:
    phase_activity(
        activity=activity, version=None, phasing={"2020-01": Decimal(50)}, at=ENTERED
    )  # fmt: skip

    answer = client.post(MONTHS, sent(activity.version), follow=True)

    activity.refresh_from_db()
    assert activity.phasing == {}
    assert "without a plan by month" in answer.text


@pytest.mark.publication
def test_the_change_log_tells_the_months_in_words(client: Client, activity: Activity) -> None:
    plan = {"2020-01": Decimal(50), "2020-11": Decimal("1000.50")}
    phase_activity(activity=activity, version=None, phasing=plan, at=ENTERED)

    text = client.get("/appeals/MI2020-CNAC/changes/?written=").text

    assert "2020-01: 50; 2020-11: 1,000.50" in text


# T4


@pytest.mark.publication
def test_the_months_are_planned_in_excel_and_come_out_again(
    client: Client, activity: Activity
) -> None:
    phase_activity(
        activity=activity, version=None, phasing={"2020-01": Decimal(50)}, at=ENTERED
    )  # fmt: skip
    own = Activity.objects.of(activity.appeal).in_office(activity.office).in_printed_order()
    row = [each.code for each in own].index("GT-3.1")
    cells = {
        ("activities", row, "2020-01"): "CLEAR",
        ("activities", row, "2020-02"): 600,
        ("activities", row, "2020-03"): "many",
    }
    file = downloaded(client, "T4", office="GT", lang="en")

    wrong = uploaded(client, filled_in(file, cells))
    assert [said for row in wrong.upload_rows.all() for said in sentences(row)] == [
        f"M{row + 6} “many” is not a number."
    ]
    del cells["activities", row, "2020-03"]
    right = uploaded(client, filled_in(file, cells))
    decide(client, right)

    activity.refresh_from_db()
    assert activity.phasing == {"2020-02": Decimal(600)}
    assert activity.history.first().door == "upload"


@pytest.mark.publication
def test_whoever_does_not_plan_the_office_finds_no_page_of_its_months(
    activity: Activity, reporter: Client
) -> None:
    assert reporter.get(MONTHS).status_code == 404
    assert reporter.post(MONTHS, sent(activity.version)).status_code == 404
    assert f'href="{MONTHS}"' not in reporter.get(PAGE).text


def test_each_month_says_what_was_spent_in_it_and_all_of_them_add_up(
    client: Client, activity: Activity
) -> None:
    Activity.objects.filter(pk=activity.pk).update(ends_on=date(2020, 11, 30))
    for day, amount, posted in (
        (date(2020, 2, 3), 100, True), (date(2020, 2, 4), 20, False), (date(2020, 12, 5), 7, True)
    ):  # fmt: skip
        make_transaction(activity=activity, value_on=day, amount=amount, posted=posted)

    page = client.get(f"{MONTHS}?include=draft&as_at=2020-12-31")

    shown = words(page)
    assert "February 2020 120 " in shown
    assert "In other months 7 " in shown
    assert re.search(r"Total 0 127 ", shown)
