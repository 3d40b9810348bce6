"""Publishing a draft: what does not add up is refused, what is odd confirmed, periods are made."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.figures.readiness import readiness_of
from appeal.models import Activity, Allocation, Appeal, StatedTotal, User
from tests.factories import (
    make_activity,
    make_allocation,
    make_appeal,
    make_cell,
    make_heading,
    make_priority,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import complaints, filled, words
from tracking.models import ReportingPeriod

pytestmark = [
    pytest.mark.django_db, pytest.mark.person("manager_ro"),
]  # fmt: skip
PAGE = "/appeals/MI2021/publish/"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel("2020-12-15T18:00:00Z", tick=False):
        yield


@pytest.fixture
def draft(mi2020: Appeal, reporter_gt: User) -> Appeal:
    """A draft for 2021 in which Guatemala requires 900 under the heading of its priority."""
    appeal = make_appeal(
        region=mi2020.region, code="MI2021", year=2021, starts_on="2021-01-01",
        ends_on="2021-12-31", closes_on="2022-03-31", rhythm="monthly",
    )  # fmt: skip
    appeal.refresh_from_db()
    office = mi2020.sections.get(office__code="GT").office
    heading = make_heading(appeal=appeal)
    make_cell(appeal=appeal, office=office, heading=heading, amount=900)
    make_activity(priority=make_priority(appeal=appeal, office=office, headings=[heading]))
    StatedTotal.objects.create(appeal=appeal, amount=900)
    return appeal


def publish(client: Client, **typed: Any) -> Any:
    return client.post(PAGE, filled(client.get(PAGE), **typed))


def test_what_adds_up_is_published_with_its_periods_and_an_even_split(
    client: Client, draft: Appeal
) -> None:
    answer = publish(client, published_on="2020-12-10", source_name="The book of 2021")

    assert answer.url == "/appeals/MI2021/"
    draft.refresh_from_db()
    assert (draft.state, draft.source_name) == ("published", "The book of 2021")
    assert (str(draft.published_on), draft.published_on_basis) == ("2020-12-10", "published")
    periods = ReportingPeriod.objects.of(draft).order_by("starts_on")
    assert [row.code for row in periods][:2] == ["2021-01", "2021-02"]
    assert (periods.count(), str(periods[0].due_on)) == (12, "2021-02-15")
    split = Allocation.objects.filter(cell__appeal=draft)
    assert [(row.amount, row.basis) for row in split] == [(Decimal(900), "indicative")]


def test_what_is_published_late_has_no_report_overdue_and_says_when_they_are_due(
    signed_in: SignIn, manager_ro: User, draft: Appeal
) -> None:
    with time_machine.travel("2021-05-20T18:00:00Z", tick=False):
        client = signed_in(manager_ro)
        said = words(client.get(PAGE))
        publish(client, published_on="2021-05-20", source_name="The book of 2021")
        late = client.get("/appeals/MI2021/").context["late"]

    assert "or 15 days after the day of publication where that is later" in said
    assert late == []
    due = ReportingPeriod.objects.of(draft).order_by("starts_on").values_list("due_on", flat=True)
    assert [str(day) for day in due][:6] == ["2021-06-04"] * 4 + ["2021-06-15", "2021-07-15"]


STATED = {
    "published_on": "2020-12-01", "published_on_basis": "assigned", "source_name": "The book",
    "source_sha256": "5" * 64,
}  # fmt: skip


@pytest.mark.parametrize(("source", "digest"), [("The book", "5" * 64), ("Another book", "")])
def test_what_the_draft_states_of_its_publication_is_proposed_and_its_file_goes_with_its_source(
    client: Client, draft: Appeal, source: str, digest: str
) -> None:
    Appeal.objects.filter(pk=draft.pk).update(**STATED)

    page = client.get(PAGE)
    proposed = filled(page)
    client.post(PAGE, proposed | {"source_name": source})

    assert {name: str(proposed.get(name)) for name in STATED} == STATED | {"source_sha256": "None"}
    assert f"SHA-256 of its file: {'5' * 64}" in words(page)
    draft.refresh_from_db()
    assert (draft.state, draft.source_name, draft.source_sha256) == ("published", source, digest)
    assert str(draft.published_on) == "2020-12-01"


def test_nothing_is_said_of_a_file_that_nobody_knows(client: Client, draft: Appeal) -> None:
    Appeal.objects.filter(pk=draft.pk).update(source_sha256="")

    assert "SHA-256" not in words(client.get(PAGE))


def test_what_will_freeze_is_counted_in_the_singular_where_there_is_one(
    client: Client, draft: Appeal
) -> None:
    said = words(client.get(PAGE))

    assert "1 priority" in said
    assert "1 priorities" not in said


def test_a_total_that_is_wrong_is_refused_with_the_way_to_its_field(
    client: Client, draft: Appeal
) -> None:
    draft.stated_totals.update(amount=901)

    page = client.get(PAGE)

    assert "the stated total is 901, the lines add up to 900;" in words(page)
    assert "/appeals/MI2021/draft/table/#id_cell-0-0" in page.content.decode()
    answer = publish(client, published_on="2020-12-10", source_name="A book")
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_is_odd_is_asked_and_each_is_confirmed(client: Client, draft: Appeal) -> None:
    StatedTotal.objects.all().filter(appeal=draft).delete()
    cell = draft.requirements.get()
    make_cell(appeal=draft, office=cell.office, heading=make_heading(appeal=draft), amount=5)
    bare = make_priority(appeal=draft, office=cell.office)
    Appeal.objects.filter(pk=draft.pk).update(year=2022)

    page = client.get(PAGE)
    keys = {remark.key for remark, _field in page.context["form"].questions}

    assert len([key for key in keys if key.startswith("funded-GT-")]) == 1
    assert keys >= {"total", "days", f"heading-{bare.code}"}
    refused = publish(client, published_on="2020-12-10", source_name="A book")
    assert refused.status_code == 422
    assert complaints(refused).keys() == {f"odd-{key}" for key in keys}

    publish(client, published_on="2020-12-10", **{f"odd-{key}": "on" for key in keys})
    draft.refresh_from_db()
    assert draft.state == "published"


NO_PRIORITY = "Guatemala requires 5 under %s but has no priority there. "
BECOMES = {
    "nothing": "Publishing budgets this money to no activity.",
    "split": "Publishing splits this money evenly over those activities of the office whose own"
    " headings have no money.",
    "budgeted": "The draft has budgets already: publishing leaves them as they are.",
}


@pytest.mark.parametrize("what", BECOMES)
def test_what_publishing_does_with_money_under_no_priority_is_said_and_is_what_happens(
    client: Client, draft: Appeal, what: str
) -> None:
    own = draft.requirements.get()
    activity = Activity.objects.of(draft).get()
    heading = make_heading(appeal=draft)
    loose = make_cell(appeal=draft, office=own.office, heading=heading, amount=5)
    if what == "split":
        own.amount = 2
        own.save()
        activity = make_activity(priority=make_priority(appeal=draft, office=own.office))
    elif what == "budgeted":
        make_allocation(activity=activity, cell=loose, amount=5)
    draft.stated_totals.update(amount=own.amount + 5)

    page = client.get(PAGE)
    keys = [remark.key for remark, _field in page.context["form"].questions]
    publish(client, published_on="2020-12-10", **{f"odd-{key}": "on" for key in keys})

    assert NO_PRIORITY % loose.heading.code + BECOMES[what] in words(page)
    draft.refresh_from_db()
    assert draft.state == "published"
    found = [row.activity for row in loose.allocations.all()]
    assert found == ([] if what == "nothing" else [activity])


def test_the_even_split_is_worked_out_only_where_money_is_under_no_priority(
    client: Client, draft: Appeal
) -> None:
    def is_worked_out(page: str) -> bool:
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return any('"appeal_requirement"."amount" IS NOT NULL' in each["sql"] for each in asked)

    pages = [PAGE, "/appeals/MI2021/draft/"]
    beside = ["/appeals/MI2021/discard/", "/appeals/MI2021/reconciliation/"]
    assert [is_worked_out(page) for page in (*pages, *beside)] == [False] * 4

    heading = make_heading(appeal=draft)
    make_cell(appeal=draft, office=draft.requirements.get().office, heading=heading, amount=5)

    assert [is_worked_out(page) for page in (*pages, *beside)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "text", "is_asked"),
    [
        ("code", "MI2020-X", True),
        ("title_en", "Migration Initiatives 2020", True),
        ("table_title_fr", "Besoins de 2019", True),
        ("title_en", "Migration Initiatives 2020–2021", False),
        ("title_en", "Number 20201 of 1234", False),
    ],
)
def test_another_year_in_the_code_or_a_title_is_asked_about(
    draft: Appeal, name: str, text: str, is_asked: bool
) -> None:
    setattr(draft, name, text)

    asked = {row.key: row.sentence for row in readiness_of(draft).odd}

    sentence = f"This appeal is for 2021, but it is called “{text}”."
    assert asked.get(f"year-{name}") == (sentence if is_asked else None)


def test_an_office_without_people_is_odd(client: Client, draft: Appeal, reporter_gt: User) -> None:
    reporter_gt.memberships.all().delete()

    page = client.get(PAGE)

    assert "Nobody can report for Guatemala yet." in words(page)


@pytest.mark.parametrize("is_budgeted", [False, True])
def test_it_says_that_money_is_split_only_where_it_is(
    client: Client, draft: Appeal, is_budgeted: bool
) -> None:
    cell = draft.requirements.get(amount=900)
    if is_budgeted:
        activity = Activity.objects.of(draft).get()
        make_allocation(activity=activity, cell=cell, amount=5)

    said = words(client.get(PAGE))

    assert ("Money is split evenly over activities" in said) != is_budgeted
    assert ("The draft has budgets already" in said) == is_budgeted


def test_an_office_that_promises_and_requires_nothing_is_odd(draft: Appeal) -> None:
    office = draft.region.offices.get(code="HN")
    make_cell(appeal=draft, office=office, heading=make_heading(appeal=draft), amount=None)
    make_priority(appeal=draft, office=office)

    asked = {row.key: row.sentence for row in readiness_of(draft).odd}

    assert asked["nothing-HN"] == "Honduras has priorities, but only dashes in the table."
    assert "nothing-GT" not in asked


def test_a_day_to_come_is_refused(client: Client, draft: Appeal) -> None:
    page = publish(client, published_on="2020-12-16", source_name="A book")

    assert page.status_code == 422
    assert "published_on" in complaints(page)


def test_of_two_managers_who_publish_the_second_is_told(client: Client, draft: Appeal) -> None:
    opened = client.get(PAGE)
    publish(client, published_on="2020-12-10")

    page = client.post(PAGE, filled(opened, published_on="2020-12-11"))

    assert page.status_code == 409
    assert "MI2021 is published, so what was printed can no longer change." in words(page)
    draft.refresh_from_db()
    assert str(draft.published_on) == "2020-12-10"


def test_who_saw_the_table_before_somebody_changed_it_is_told(
    client: Client, draft: Appeal
) -> None:
    opened = client.get(PAGE)
    table = "/appeals/MI2021/draft/table/"
    client.post(table, filled(client.get(table)))

    page = client.post(PAGE, filled(opened, published_on="2020-12-11"))

    assert page.status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_nobody_else_publishes(draft: Appeal, viewer: User, signed_in: SignIn) -> None:
    assert signed_in(viewer).get(PAGE).status_code == 404
    assert signed_in(viewer).post(PAGE, {}).status_code == 404
