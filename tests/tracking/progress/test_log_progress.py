"""Logging progress: one line, once, on the period that the form showed, and nothing typed lost."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from appeal.models import Activity, Receipt, User
from tests.factories import make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod

pytestmark = pytest.mark.person("reporter_gt")


TYPED = {
    "percent": "40",
    "status": "ongoing",
    "narrative": "Two centres improved.",
    "issues": "Late permits.",
    "next_steps": "Train the staff.",
}


@pytest.fixture
def address(activity: Activity) -> str:
    return at("log_progress", activity.code)


def period(code: str) -> ReportingPeriod:
    return ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code=code)


def submit(activity: Activity, code: str, by: User) -> OfficeReport:
    """Somebody of the office submits its report on a period."""
    reports = OfficeReport.objects.filter(office=activity.office, period=period(code))
    report = reports.first() or make_update(activity=activity, period=period(code)).report
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    return actions.submit_report(report=report, version=report.version, by=by, at=moment)


def test_it_saves_a_line_of_the_earliest_open_period(client: Client, address: str) -> None:
    page = client.get(address)

    response = client.post(address, filled(page, **TYPED), follow=True)

    line = ProgressUpdate.objects.get()
    assert {name: str(getattr(line, name)) for name in TYPED} == TYPED
    assert (line.report.period.code, line.report.state) == ("2020-Q1", "draft")
    assert line.updated_by.username == "reporter.gt"
    assert "Saved: GT-1.1 for 2020-Q1" in words(response)


def test_it_shows_what_is_stored_and_changes_it_in_place(client: Client, address: str) -> None:
    client.post(address, filled(client.get(address), **TYPED))

    page = client.get(address)
    client.post(address, filled(page, percent="45"))

    assert "Two centres improved." in words(page)
    line = ProgressUpdate.objects.get()
    assert (line.percent, line.narrative, line.version) == (45, "Two centres improved.", 2)


def test_an_empty_percentage_is_not_reported_and_zero_is_zero(client: Client, address: str) -> None:
    client.post(address, filled(client.get(address), **TYPED) | {"percent": ""})
    assert ProgressUpdate.objects.get().percent is None

    client.post(address, filled(client.get(address), percent="0"))
    assert ProgressUpdate.objects.get().percent == 0


def test_the_address_chooses_the_period_and_the_page_offers_the_open_ones(
    client: Client, address: str
) -> None:
    page = client.get(f"{address}?period=2020-Q3")

    client.post(f"{address}?period=2020-Q3", filled(page, **TYPED))

    assert [row.code for row in page.context["periods"]] == [
        "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4",
    ]  # fmt: skip
    assert ProgressUpdate.objects.get().report.period.code == "2020-Q3"


def test_a_period_that_does_not_exist_or_has_not_begun_is_not_found(
    client: Client, reporter_gt: User, signed_in: SignIn, address: str
) -> None:
    assert client.get(f"{address}?period=2020-Q9").status_code == 404
    with time_machine.travel(datetime(2020, 5, 1, 12, tzinfo=UTC), tick=False):
        spring = signed_in(reporter_gt)
        page = spring.get(f"{address}?period=2020-Q2")
        assert [row.code for row in page.context["periods"]] == ["2020-Q1", "2020-Q2"]
        assert spring.get(f"{address}?period=2020-Q3").status_code == 404


def test_the_previous_period_stands_beside_the_new_values(
    client: Client, address: str, activity: Activity
) -> None:
    make_update(activity=activity, period=period("2020-Q1"), percent=35, narrative="A first step.")

    page = client.get(f"{address}?period=2020-Q2")

    assert page.context["previous"].percent == 35
    assert "A first step." in words(page)
    assert "2020-Q1: 35 %" in words(page).replace("\u00a0", " ")


REFUSED_PERCENT = [
    ("101", "whole number from 0 to 100"),
    ("-1", "Enter a whole number from 0 to 100, or leave it empty."),
    ("abc", "Enter a whole number from 0 to 100, or leave it empty."),
    ("12.5", "Enter a whole number from 0 to 100, or leave it empty."),
    ("1e2", "Enter a whole number from 0 to 100, or leave it empty."),
    ("9" * 30, "Enter a whole number from 0 to 100, or leave it empty."),
]


@pytest.mark.once
@pytest.mark.parametrize(("percent", "sentence"), REFUSED_PERCENT)
def test_what_is_no_percentage_is_refused_and_everything_typed_stays(
    client: Client, address: str, percent: str, sentence: str
) -> None:
    typed = TYPED | {"percent": percent}

    response = client.post(address, filled(client.get(address), **typed))

    assert response.status_code == 422
    assert complaints(response)
    assert sentence in words(response)
    shown = response.content.decode()
    for value in typed.values():
        assert value in shown
    assert not ProgressUpdate.objects.exists()
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("name", ["status", "idempotency_key"])
def test_what_is_missing_is_asked_for(client: Client, address: str, name: str) -> None:
    typed = filled(client.get(address), **TYPED) | {name: ""}

    response = client.post(address, typed)

    assert response.status_code == 422
    assert complaints(response)[name] == ["This field is required."]
    assert "Two centres improved." in words(response)


@pytest.mark.once
def test_a_text_beyond_its_limit_is_refused_and_kept(client: Client, address: str) -> None:
    text = "a" * 4001

    response = client.post(address, filled(client.get(address), **TYPED | {"narrative": text}))

    assert response.status_code == 422
    assert "at most 4000 characters" in words(response)
    assert text in words(response)


def test_falling_progress_needs_a_reason(client: Client, address: str, activity: Activity) -> None:
    make_update(activity=activity, period=period("2020-Q1"), percent=60)
    second = f"{address}?period=2020-Q2"

    refusal = client.post(second, filled(client.get(second), **TYPED))

    assert refusal.status_code == 422
    assert complaints(refusal) == {"reason": ["Progress falls from 60 % to 40 %. Explain why."]}
    assert "Two centres improved." in words(refusal)
    response = client.post(second, filled(refusal, reason="A centre had to close."))
    assert response.status_code == 302
    line = ProgressUpdate.objects.get(report__period__code="2020-Q2")
    assert (line.percent, line.reason) == (40, "A centre had to close.")


@pytest.mark.parametrize("percent", ["60", "61", ""])
def test_progress_that_does_not_fall_needs_no_reason(
    client: Client, address: str, activity: Activity, percent: str
) -> None:
    make_update(activity=activity, period=period("2020-Q1"), percent=60)
    second = f"{address}?period=2020-Q2"

    response = client.post(second, filled(client.get(second), **TYPED | {"percent": percent}))

    assert response.status_code == 302


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client: Client, address: str
) -> None:
    sent = filled(client.get(address), **TYPED)

    first, second = client.post(address, sent), client.post(address, sent | {"percent": "90"})

    assert (first.status_code, first.url) == (second.status_code, second.url)
    line = ProgressUpdate.objects.get()
    assert (line.percent, line.version) == (40, 1)


def test_somebody_elses_key_does_not_swallow_the_form(
    client: Client, address: str, activity: Activity, superuser: User, signed_in: SignIn
) -> None:
    key = uuid4()
    client.post(address, filled(client.get(address), **TYPED, idempotency_key=key))
    other = signed_in(superuser)

    response = other.post(address, filled(other.get(address), percent="55"))

    assert response.status_code == 302
    assert ProgressUpdate.objects.get().percent == 55


def test_the_second_of_two_people_sees_both_versions_and_loses_nothing(
    client: Client, address: str, superuser: User, signed_in: SignIn
) -> None:
    colleague = signed_in(superuser)
    mine, theirs = client.get(address), colleague.get(address)
    colleague.post(address, filled(theirs, **TYPED))

    conflict = client.post(address, filled(mine, **TYPED | {"narrative": "Mine.", "percent": "70"}))

    assert conflict.status_code == 409
    assert "Somebody saved this line while you were writing" in words(conflict)
    assert "Two centres improved." in words(conflict)
    assert conflict.context["form"]["narrative"].value() == "Mine."
    assert ProgressUpdate.objects.get().percent == 40
    again = client.post(address, filled(conflict))
    assert again.status_code == 302
    line = ProgressUpdate.objects.get()
    assert (line.percent, line.narrative, line.version) == (70, "Mine.", 2)


def test_what_is_typed_for_a_period_is_never_saved_for_the_next_one(
    client: Client, address: str, activity: Activity, superuser: User
) -> None:
    page = client.get(address)
    submit(activity, "2020-Q1", by=superuser)

    response = client.post(address, filled(page, **TYPED | {"percent": "70"}, period="2020-Q1"))

    assert response.status_code == 409
    assert "is submitted and can no longer be changed" in words(response)
    assert response.context["form"]["narrative"].value() == "Two centres improved."
    assert not ProgressUpdate.objects.filter(report__period__code="2020-Q2").exists()


def test_the_page_carries_the_period_that_it_shows(client: Client, address: str) -> None:
    page = client.get(address).content.decode()

    assert '<input type="hidden" name="period" value="2020-Q1">' in page


def test_nothing_typed_is_lost_where_the_last_open_period_was_submitted_meanwhile(
    client: Client, address: str, activity: Activity, superuser: User
) -> None:
    page = client.get(f"{address}?period=2020-Q4")
    for number in (1, 2, 3, 4):
        submit(activity, f"2020-Q{number}", by=superuser)

    response = client.post(f"{address}?period=2020-Q4", filled(page, **TYPED | {"percent": "70"}))

    assert response.status_code == 409
    assert response.context["form"]["narrative"].value() == "Two centres improved."


def test_where_every_open_period_is_submitted_the_page_says_so(
    client: Client, address: str, activity: Activity, superuser: User
) -> None:
    for number in (1, 2, 3, 4):
        submit(activity, f"2020-Q{number}", by=superuser)

    page = client.get(address)

    assert page.status_code == 200
    assert "Guatemala has submitted its reports for all open periods" in words(page)


def test_it_leads_back_to_the_list_one_came_from(client: Client, address: str) -> None:
    back = at("activity_list") + "?office=GT&sort=-spent"
    page = client.get(address, {"next": back})

    response = client.post(address, filled(page, **TYPED, next=page.context["back"]))

    assert (response.status_code, response.url) == (302, back)


@pytest.mark.once
@pytest.mark.parametrize(
    "next_page",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/a" * 400],
)
def test_it_leads_to_the_activity_where_next_is_foreign_or_endless(
    client: Client, address: str, activity: Activity, next_page: str
) -> None:
    page = client.get(address, {"next": next_page})

    response = client.post(address, filled(page, **TYPED, next=next_page))

    assert page.context["back"] == at("activity_detail", activity.code)
    assert (response.status_code, response.url) == (302, at("activity_detail", activity.code))


@pytest.mark.once
def test_markup_is_shown_as_typed_and_never_run(
    client: Client, address: str, activity: Activity
) -> None:
    attack = "<script>alert(1)</script>"
    client.post(address, filled(client.get(address), **TYPED | {"narrative": attack}))
    report = at("report_detail", "GT", "2020-Q1")

    for page in (address, at("activity_detail", activity.code), report):
        shown = client.get(page).content.decode()
        assert attack not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.once
def test_control_characters_are_stripped(client: Client, address: str) -> None:
    client.post(
        address, filled(client.get(address), **TYPED | {"narrative": "Bell\x07 and tab\t."})
    )

    assert ProgressUpdate.objects.get().narrative == "Bell and tab\t."


def test_without_a_csrf_token_nothing_is_saved(
    reporter_gt: User, client: Client, address: str
) -> None:
    sent = filled(client.get(address), **TYPED)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter_gt)

    assert strict.post(address, sent).status_code == 403
    assert not ProgressUpdate.objects.exists()
    strict.get(address)
    token = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    assert strict.post(address, sent | token).status_code == 302


def test_another_offices_activity_is_not_found(client: Client) -> None:
    foreign = at("log_progress", "HN-1.1")

    assert client.get(foreign).status_code == 404
    assert client.post(foreign, TYPED | {"idempotency_key": uuid4()}).status_code == 404
    assert not ProgressUpdate.objects.exists()


def test_an_activity_or_report_forged_into_the_form_is_ignored(
    client: Client, address: str, activity: Activity
) -> None:
    foreign = make_update(activity=activity_of("HN-1.1"))
    sent: dict[str, Any] = filled(client.get(address), **TYPED)

    client.post(
        address,
        sent | {"activity": foreign.activity_id, "report": foreign.report_id, "id": foreign.pk},
    )

    assert activity.updates.get().percent == 40
    assert list(foreign.report.updates.all()) == [foreign]
    foreign.refresh_from_db()
    assert foreign.percent == 50


def test_it_dates_the_line_with_the_instant_it_was_saved(
    reporter_gt: User, signed_in: SignIn, address: str
) -> None:
    noon = datetime(2020, 7, 3, 18, 30, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        summer = signed_in(reporter_gt)
        summer.post(address, filled(summer.get(address), **TYPED))

    line = ProgressUpdate.objects.get()
    assert line.updated_at == noon
    assert line.report.period.ends_on == date(2020, 3, 31)
