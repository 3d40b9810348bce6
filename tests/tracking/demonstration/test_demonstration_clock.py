"""What a visitor does in the demonstration happens on its own day, through every door."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Membership,
    Milestone,
    Partner,
    Receipt,
    User,
)
from tests.tracking.browsing import at, complaints, filled, words
from tests.tracking.uploads.filling import decide, downloaded, filled_in, outcomes, uploaded
from tests.workbooks import about
from tracking.models import OfficeReport, ReviewEvent, Risk, Transaction, Visit

TODAY = date(2020, 10, 23)
SignIn = Callable[[str], Client]

pytestmark = [pytest.mark.publication, pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def sign_in(demonstration: Appeal, signed_in: Callable[[User], Client]) -> SignIn:
    User.objects.update(language="en")
    return lambda username: signed_in(User.objects.get(username=username))


def submit(client: Client) -> OfficeReport:
    page = client.get(at("report_detail", "GT", "2020-Q3"))
    client.post(at("report_submit", "GT", "2020-Q3"), filled(page, "confirm"))
    return OfficeReport.objects.get(office__code="GT", period__code="2020-Q3")


def record(client: Client, value_on: str) -> Any:
    activity = Activity.objects.get(code="GT-1.1")
    address = at("transaction_new", activity.code)
    cell = Allocation.objects.filter(activity=activity).first()
    assert cell is not None
    typed = filled(client.get(address)) | {
        "kind": "expenditure", "amount": "125.50", "currency": "USD", "value_on": value_on,
        "cell": cell.cell_id, "counterpart": "Hotel", "reference": "ours", "note": "",
    }  # fmt: skip
    return client.post(address, typed)


def test_a_report_submitted_now_is_late_by_days_on_every_page(
    sign_in: SignIn, demonstration: Appeal
) -> None:
    reporter = sign_in("reporter.gt")

    report = submit(reporter)

    event = ReviewEvent.objects.filter(report=report).latest("pk")
    assert (event.to_state, demonstration.day_of(event.at)) == ("submitted", TODAY)
    assert "8 days late" in words(reporter.get(at("report_detail", "GT", "2020-Q3")))
    assert "8 days late" in words(sign_in("reviewer.ro").get(at("report_list")))


def test_figures_are_read_as_at_its_today_and_what_was_just_posted_counts(
    sign_in: SignIn,
) -> None:
    reporter, finance = sign_in("reporter.gt"), sign_in("finance.gt")
    assert reporter.get(at("home")).context["viewpoint"].as_at == TODAY
    before = finance.get(at("office_detail", "GT")).context["figures"].whole.spent

    assert record(reporter, TODAY.isoformat()).status_code == 302
    entry = Transaction.objects.get(reference="ours")
    page = finance.get(at("transaction_detail", entry.pk))
    finance.post(at("transaction_post", entry.pk), filled(page, "confirm"))

    entry.refresh_from_db()
    assert entry.posted_at is not None
    assert entry.entered_at < entry.posted_at
    for query in ({}, {"known_on": TODAY.isoformat()}):
        spent = finance.get(at("office_detail", "GT"), query).context["figures"].whole.spent
        assert spent - before == entry.usd_amount
    yesterday = {"known_on": "2020-10-22"}
    assert (
        finance.get(at("office_detail", "GT"), yesterday).context["figures"].whole.spent == before
    )


def test_a_value_date_after_its_today_is_refused(sign_in: SignIn) -> None:
    refused = record(sign_in("reporter.gt"), "2020-10-24")

    assert refused.status_code == 422
    assert not Transaction.objects.filter(reference="ours").exists()
    assert "value_on" in complaints(refused)


def test_a_form_proposes_its_today(sign_in: SignIn) -> None:
    manager = sign_in("manager.ro")

    form = manager.get(at("status_override", "GT-1.1")).context["form"]

    assert form["effective_on"].value() == TODAY


def test_a_workbook_is_of_its_today(sign_in: SignIn, demonstration: Appeal) -> None:
    book = b"".join(sign_in("viewer").get(at("workbook", "R8")))

    told = about(book)
    assert told["As at"] == TODAY
    assert told["Generated at"].startswith(TODAY.isoformat())


def test_an_upload_is_checked_and_applied_on_its_today(
    sign_in: SignIn, demonstration: Appeal
) -> None:
    reporter = sign_in("reporter.gt")
    template = downloaded(reporter, office="GT", period="2020-Q3")
    row = {
        "value_on": TODAY, "activity": "GT-1.1", "cell": "O1", "kind": "expenditure",
        "amount": 120.5, "currency": "USD", "reference": "ours",
    }  # fmt: skip
    cells = {("spend", 0, column): value for column, value in row.items()}
    tomorrow = cells | {("spend", 0, "value_on"): TODAY + timedelta(days=1)}

    refused = uploaded(reporter, filled_in(template, tomorrow))
    assert outcomes(refused)["spend", 0] == "error"
    upload = uploaded(reporter, filled_in(template, cells))
    decide(reporter, upload)

    upload.refresh_from_db()
    entry = Transaction.objects.get(reference="ours")
    moments = (upload.uploaded_at, upload.decided_at, entry.entered_at)
    assert {demonstration.day_of(moment) for moment in moments if moment} == {TODAY}


# What belongs to people, or to all appeals, goes by the machine's clock.
NOT_OF_IT = {
    Membership.history.model,
    Partner.history.model,
    User.history.model,
    Receipt,
    Visit,
    User,
}


def later_than(day: datetime) -> Iterator[str]:
    """Every instant in the tables of both apps that is after the day."""
    for app in ("appeal", "tracking"):
        for model in apps.get_app_config(app).get_models():
            if model in NOT_OF_IT:
                continue
            for column in model._meta.fields:
                if isinstance(column, models.DateTimeField) and column.name != "clock_started_at":
                    rows = model._base_manager.filter(**{f"{column.name}__gte": day})
                    yield from (f"{model.__name__}.{column.name} of {row}" for row in rows)


def test_nothing_that_is_kept_of_an_appeal_is_dated_after_its_today(
    sign_in: SignIn, demonstration: Appeal
) -> None:
    reporter, manager = sign_in("reporter.gt"), sign_in("manager.ro")
    submit(reporter)
    record(reporter, TODAY.isoformat())
    for page, typed in (
        ("risk_new", {"what": "Rain", "owner": "Me", "likelihood": 2, "consequence": 3}),
        ("comment_new", {"body": "When?"}),
    ):
        address = at(page, "GT-1.1")
        reporter.post(address, filled(reporter.get(address)) | typed)
    milestone = Milestone.objects.filter(activity__code__startswith="GT").first()
    assert milestone is not None
    address = reverse("admin:appeal_milestone_change", args=[milestone.pk])
    form = manager.get(address).context["adminform"].form
    shown = {field.html_name: field.value() for field in form if field.value() is not None}
    typed = shown | {f"initial-{name}": value for name, value in shown.items()}
    manager.post(address, typed | {"title": "Agreed"})
    reporter.get(at("workbook", "R8"))

    assert Risk.objects.filter(what="Rain").exists()
    assert Milestone.objects.get(pk=milestone.pk).title == "Agreed"
    assert sorted({row.split()[0] for row in later_than(demonstration.end_of(TODAY))}) == []


def test_an_allocation_changed_in_the_admin_is_dated_in_it_and_an_unchanged_one_says_nothing(
    sign_in: SignIn,
) -> None:
    client = sign_in("manager.ro")
    allocation = Allocation.objects.filter(activity__code="GT-6.1").get()
    address = reverse("admin:appeal_allocation_change", args=[allocation.pk])
    lines = allocation.history.count()

    form = client.get(address).context["adminform"].form
    shown = {field.html_name: field.value() for field in form if field.value() is not None}
    assert client.post(address, shown).status_code == 302
    assert allocation.history.count() == lines
    less = shown | {"amount": str(allocation.amount - 1)}
    assert client.post(address, less).status_code == 302

    assert allocation.history.count() == lines + 1
    last = allocation.history.latest("history_date", "history_id")
    assert allocation.cell.appeal.day_of(last.history_date) == TODAY
