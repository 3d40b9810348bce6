"""R3: one row per activity, and every figure the one that the pages show."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from appeal.base.excel import write
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Classification,
    Country,
    Milestone,
    Office,
    Partner,
)
from tests.factories import (
    make_activity,
    make_allocation,
    make_cell,
    make_heading,
    make_period,
    make_priority,
    make_section,
    make_transaction,
    make_update,
    make_user,
    move,
)
from tests.workbooks import (
    about,
    check,
    make_asked,
    make_context,
    opened,
    recalculated,
    rows,
    table,
)
from tracking import actions
from tracking.models import ProgressUpdate, StatusOverride, Transaction
from tracking.workbooks import activity_tracker

pytestmark = pytest.mark.once

AS_AT = date(2020, 6, 30)


def workbook(
    appeal: Appeal,
    *,
    activities: QuerySet[Activity] | None = None,
    as_at: date = AS_AT,
    include: str = Include.OFFICIAL,
    drafts_of: QuerySet[Office] | None = None,
    known_on: date | None = None,
    **context: Any,
) -> bytes:
    """R3 of all activities of the appeal, seen by somebody of no office."""
    offices = Office.objects.none() if drafts_of is None else drafts_of
    viewpoint = Viewpoint(
        as_at=as_at,
        include=include,
        draft_offices=offices,
        known_on=known_on,
        known_at=known_on and appeal.end_of(known_on),
    )
    asked = make_asked("R3", appeal, viewpoint=viewpoint, context=make_context(**context))
    chosen = Activity.objects.of(appeal) if activities is None else activities
    book = activity_tracker(asked, chosen)
    return write(book)


def row_of(activity: Activity, **viewpoint: Any) -> dict[str, Any]:
    found = table(workbook(activity.appeal, **viewpoint), "Activities")
    return next(row for row in found if row["Activity"] == activity.code)


def own(activity: Activity) -> dict[str, Any]:
    """The viewpoint of somebody of the activity's office who asks for drafts."""
    return {
        "include": Include.DRAFT,
        "drafts_of": Office.objects.filter(pk=activity.office.pk),
    }


def make_milestone(**fields: Any) -> Milestone:
    return Milestone.objects.create(**{"title": "Assessment shared", "order": 1} | fields)


def test_a_row_says_what_the_activity_is(db: None) -> None:
    section = make_section()
    published, assigned = (make_heading(appeal=section.appeal, code=code) for code in ("HA", "HB"))
    priority = make_priority(section=section, headings=[assigned])
    Classification.objects.create(priority=priority, heading=published, basis=Basis.PUBLISHED)
    activity = make_activity(priority=priority, own_title="Reception centres", lead="Programme")
    activity.partners.add(Partner.objects.create(name_en="ZZ Agency", kind="un_agency"))
    activity.partners.add(Partner.objects.create(name_en="AA Ministry", kind="government"))
    activity.countries.set(Country.objects.filter(code__in=["HN", "GT"]))

    row = row_of(activity)

    assert row["Office code"] == activity.office.code
    assert row["Office"] == activity.office.name
    assert row["Priority"] == priority.code
    assert row["Title"] == "Reception centres"
    assert row["Headings"] == "HA, HB"
    assert row["Heading basis"] == "published, set by the regional office"
    assert row["Lead"] == "Programme"
    assert row["Partners"] == "AA Ministry, ZZ Agency"
    assert row["Countries"] == "GT, HN"
    assert (row["Start"], row["End"]) == (date(2020, 1, 1), date(2020, 12, 31))


def test_a_row_says_what_was_spent_and_how_far_it_is(db: None) -> None:
    activity = make_activity(allocated=1000, spent=250, percent=40)
    make_transaction(activity=activity, kind=Transaction.Kind.COMMITMENT, amount=100, posted=True)

    row = row_of(activity)

    assert (row["Budgeted"], row["Budget basis"]) == (1000, "confirmed")
    assert (row["Committed"], row["Spent"], row["Balance"]) == (100, 250, 650)
    assert (row["Delivery"], row["Progress"]) == (0.25, 0.4)
    assert row["Progress period"] == "2020-Q1"
    assert row["Elapsed"] == pytest.approx(182 / 366)
    assert row["Delivery minus progress"] == pytest.approx(-15)
    assert row["Status"] == "ongoing"


def test_not_reported_is_an_empty_cell_and_zero_is_zero(db: None) -> None:
    silent = row_of(make_activity(allocated=1000))
    idle = row_of(make_activity(allocated=1000, percent=0))

    assert (silent["Progress"], silent["Progress period"]) == (None, None)
    assert silent["Delivery minus progress"] is None
    assert (silent["Last update"], silent["Days since"], silent["Issues"]) == (None, None, None)
    assert silent["Status"] == "not reported"
    assert row_of(make_activity(starts_on=date(2020, 7, 1)))["Status"] == "planned"
    assert (idle["Progress"], idle["Spent"], idle["Delivery"]) == (0, 0, 0)
    assert idle["Delivery minus progress"] == 0


def test_without_an_allocation_there_is_no_delivery_nor_basis(db: None) -> None:
    row = row_of(make_activity(percent=40))

    assert (row["Budgeted"], row["Budget basis"], row["Delivery"]) == (0, None, None)
    assert row["Delivery minus progress"] is None


def test_an_even_split_is_shown_as_indicative(db: None) -> None:
    activity = make_activity()
    make_allocation(activity=activity, amount=900, basis=Allocation.Basis.INDICATIVE)

    assert row_of(activity)["Budget basis"] == "indicative"


def test_drafts_are_shown_to_their_own_office_that_asks_for_them(db: None) -> None:
    activity = make_activity(allocated=1000)
    make_update(activity=activity, percent=30, issues="No vehicles")
    make_transaction(activity=activity, amount=200)

    official = row_of(activity)
    asked = row_of(activity, **own(activity))

    assert (official["Progress"], official["Spent"], official["Issues"]) == (None, 0, None)
    assert (asked["Progress"], asked["Spent"], asked["Issues"]) == (0.3, 200, "No vehicles")


def test_drafts_of_another_office_never_show(db: None) -> None:
    activity = make_activity(allocated=1000)
    make_update(activity=activity, percent=30, issues="No vehicles")
    make_transaction(activity=activity, amount=200)
    foreign = make_activity()

    row = row_of(activity, **own(foreign))

    assert (row["Progress"], row["Spent"], row["Issues"]) == (None, 0, None)


def test_the_last_update_is_the_latest_one_even_without_a_percentage(db: None) -> None:
    activity = make_activity()
    written = {"state": "approved", "updated_at": datetime(2020, 4, 2, 15, tzinfo=UTC)}
    make_update(activity=activity, percent=40, issues="Old", **written)
    second = make_period(appeal=activity.appeal, quarter=2)
    late = written | {"updated_at": datetime(2020, 7, 3, 3, tzinfo=UTC)}
    make_update(activity=activity, period=second, percent=None, issues="New", **late)

    row = row_of(activity, as_at=date(2020, 7, 15))

    assert (row["Progress"], row["Progress period"]) == (0.4, "2020-Q1")
    assert row["Issues"] == "New"
    # Three in the morning in London is the evening before in San Jose.
    assert row["Last update"] == date(2020, 7, 2)
    assert row["Days since"] == 13


def test_an_update_written_after_the_as_at_date_is_no_days_old(db: None) -> None:
    activity = make_activity()
    entered = datetime(2020, 4, 20, 15, tzinfo=UTC)
    make_update(activity=activity, state="approved", updated_at=entered)

    row = row_of(activity, as_at=date(2020, 3, 31))

    assert (row["Last update"], row["Days since"]) == (date(2020, 4, 20), 0)


def test_the_next_milestone_is_the_first_one_not_past(db: None) -> None:
    activity = make_activity()
    for order, (title, day) in enumerate(
        [("Late", date(2020, 12, 1)), ("Past", date(2020, 6, 29)), ("Today", AS_AT)], start=1
    ):
        make_milestone(activity=activity, title=title, due_on=day, order=order)
    done = make_activity()
    make_milestone(activity=done, due_on=date(2020, 6, 29))

    coming, none = row_of(activity), row_of(done)

    assert (coming["Next milestone"], coming["Milestone due"]) == ("Today", AS_AT)
    assert (none["Next milestone"], none["Milestone due"]) == (None, None)


def test_a_manager_s_hold_is_the_status(db: None) -> None:
    activity = make_activity(percent=40, hold=Activity.Hold.SUSPENDED)

    assert row_of(activity)["Status"] == "suspended"


@pytest.mark.once
def test_what_people_wrote_stays_text(db: None) -> None:
    activity = make_activity()
    make_update(activity=activity, state="approved", issues="=1+1\x07")

    content = workbook(activity.appeal)

    (row,) = table(content, "Activities")
    assert row["Issues"] == "=1+1"
    assert about(content)["Characters removed"].startswith("1 control character was removed")


def test_only_the_activities_asked_for_are_shown_and_added_up(db: None, tmp_path: Path) -> None:
    cell = make_cell(amount=5000)
    wanted = make_activity(cell=cell, allocated=1000, spent=250)
    make_activity(cell=cell, allocated=2000, spent=500)
    only = Activity.objects.of(cell.appeal).filter(pk=wanted.pk)

    content = workbook(cell.appeal, activities=only, filters="Activity is the first")

    (row,) = table(content, "Activities")
    assert row["Activity"] == wanted.code
    figures = {line["Figure"]: line for line in check(recalculated(content, tmp_path))}
    assert figures["Spent"]["From the rows"] == 250
    assert figures["Activities"]["From the rows"] == 1
    assert about(content)["Filters"] == "Activity is the first"


@pytest.mark.once
@pytest.mark.publication
def test_check_proves_the_whole_appeal_when_recalculated(mi2020: Appeal, tmp_path: Path) -> None:
    cents = Decimal("0.10")
    for activity in Activity.objects.of(mi2020).filter(allocations__isnull=False).distinct()[:30]:
        make_transaction(activity=activity, amount=cents, posted=True)

    content = workbook(mi2020)

    lines = check(recalculated(content, tmp_path))
    figures = {line["Figure"]: line["Computed by the application"] for line in lines}
    assert {line["Difference"] for line in lines} == {0}
    assert list(figures) == ["Budgeted", "Committed", "Spent", "Balance", "Activities"]
    assert figures["Spent"] == 3
    assert figures["Activities"] == Activity.objects.of(mi2020).count()
    total_row = rows(opened(content)["Activities"])[-1]
    assert figures["Budgeted"] in total_row


@pytest.mark.publication
def test_the_activities_stand_in_printed_order(mi2020: Appeal) -> None:
    codes = [row["Activity"] for row in table(workbook(mi2020), "Activities")]

    assert codes[0] == "RO-P1-1.1"
    guatemala = [code for code in codes if code.startswith("GT-")]
    assert guatemala == [f"GT-{number}.1" for number in range(1, 8)]


def test_no_activity_at_all_is_a_valid_workbook(mi2020: Appeal, tmp_path: Path) -> None:
    content = workbook(mi2020, activities=Activity.objects.none())

    (empty,) = table(content, "Activities")
    assert set(empty.values()) == {None}
    assert {line["Difference"] for line in check(recalculated(content, tmp_path))} == {0}


def test_about_says_from_which_viewpoint_the_figures_are_read(mi2020: Appeal) -> None:
    facts = about(workbook(mi2020, include=Include.DRAFT, scope="Guatemala"))

    assert facts["Scope"] == "Guatemala"
    assert facts["As at"] == AS_AT
    assert facts["Included"] == Include.DRAFT.label
    assert facts["Delivery"] == "Spent as a share of the budget."


@pytest.mark.once
def test_every_figure_of_the_sheet_is_defined_on_about(mi2020: Appeal) -> None:
    content = workbook(mi2020)

    figures = {
        "Budgeted", "Committed", "Spent", "Balance", "Delivery", "Progress", "Elapsed",
        "Delivery minus progress", "Status",
    }  # fmt: skip
    assert figures <= set(table(content, "Activities")[0])
    assert figures <= set(about(content))


@pytest.mark.once
def test_titles_are_in_the_language_of_the_reader(mi2020: Appeal) -> None:
    with translation.override("es"):
        content = workbook(mi2020)
        activity = Activity.objects.of(mi2020).get(code="GT-1.1")
        title = activity.priority.title_es

    cells = [value for row in rows(opened(content).worksheets[1]) for value in row]
    assert title in cells


@pytest.mark.once
def test_the_number_of_queries_does_not_grow_with_the_rows(mi2020: Appeal) -> None:
    few = Activity.objects.of(mi2020).filter(code="GT-1.1")

    with CaptureQueriesContext(connection) as for_one:
        workbook(mi2020, activities=few)
    with CaptureQueriesContext(connection) as for_all:
        workbook(mi2020)

    # One of them makes the person who asks.
    assert len(for_all) == len(for_one) <= 20


@pytest.mark.once
def test_no_query_is_made_for_a_row_that_is_never_asked(
    mi2020: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies, clone = [], Query.clone

    def counted(query: Query) -> Query:
        copies.append(query)
        return clone(query)

    monkeypatch.setattr(Query, "clone", counted)

    workbook(mi2020, activities=Activity.objects.of(mi2020).filter(code="GT-1.1"))
    for_one = len(copies)
    workbook(mi2020, activities=Activity.objects.of(mi2020))

    assert len(copies) - for_one <= for_one


def test_a_superseded_revision_is_not_shown(db: None) -> None:
    activity = make_activity()
    update = make_update(activity=activity, state="approved", percent=80, issues="Old")
    move(update.report, "draft")
    ProgressUpdate.objects.filter(pk=update.pk).update(
        superseded_at=datetime(2020, 4, 10, tzinfo=UTC)
    )
    move(update.report, "approved")

    row = row_of(activity)

    assert (row["Progress"], row["Issues"]) == (None, None)


def test_it_shows_the_flags_and_what_a_person_judged_instead(mi2020: Appeal) -> None:
    activity = make_activity(allocated=1000, spent=1200, percent=100)
    StatusOverride.objects.create(
        activity=activity,
        colour="green",
        effective_on=date(2020, 6, 1),
        reason="The rest is paid by a partner.",
        by=make_user(username="maria"),
        at=datetime(2020, 6, 1, 18, tzinfo=UTC),
    )

    row = row_of(activity)

    assert (row["Schedule status"], row["Results status"]) == (None, None)
    assert (row["Progress status"], row["Spend status"]) == ("on track", "off track")
    assert row["Overall status"] == "off track"
    assert row["Assessment changed"] == "on track: The rest is paid by a partner. (maria)"


def test_as_known_on_a_past_day_it_shows_what_was_posted_by_then(mi2020: Appeal) -> None:
    activity = make_activity(allocated=1000)
    for day in (2, 20):
        entry = make_transaction(activity=activity, amount=100)
        actions.post_transaction(
            entry=entry, version=1, by=make_user(), at=datetime(2020, 4, day, 18, tzinfo=UTC)
        )

    early = row_of(activity, known_on=date(2020, 4, 10))

    assert (early["Spent"], row_of(activity)["Spent"]) == (100, 200)
