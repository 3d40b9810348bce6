"""The narrative of an office report: saved once, nothing typed lost."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import make_update, move
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import OfficeReport, ReportingPeriod

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]

ADDRESS = at("report_edit", "GT", "2020-Q1")
TYPED = {"highlights": "Two centres.", "challenges": "Permits.", "next_steps": "Train."}


@pytest.fixture
def report(reporter_gt: User) -> OfficeReport:
    period = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    return make_update(activity=activity_of("GT-1.1"), period=period).report


def test_it_saves_the_narrative(client: Client, report: OfficeReport) -> None:
    response = client.post(ADDRESS, filled(client.get(ADDRESS), **TYPED), follow=True)

    report.refresh_from_db()
    assert {name: getattr(report, name) for name in TYPED} == TYPED
    assert "Narrative saved." in words(response)
    assert "Two centres." in words(response)


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client: Client, report: OfficeReport
) -> None:
    sent = filled(client.get(ADDRESS), **TYPED)

    first, second = client.post(ADDRESS, sent), client.post(ADDRESS, sent | {"highlights": "x"})

    assert (first.status_code, first.url) == (second.status_code, second.url)
    report.refresh_from_db()
    assert (report.highlights, report.version) == ("Two centres.", 2)


def test_a_text_beyond_its_limit_is_refused_and_kept(client: Client, report: OfficeReport) -> None:
    response = client.post(
        ADDRESS, filled(client.get(ADDRESS), **TYPED) | {"challenges": "a" * 4001}
    )

    assert response.status_code == 422
    assert list(complaints(response)) == ["challenges"]
    assert "a" * 4001 in words(response)
    report.refresh_from_db()
    assert report.highlights == ""


def test_the_second_of_two_people_sees_both_versions_and_loses_nothing(
    client: Client, report: OfficeReport, superuser: User, signed_in: SignIn
) -> None:
    colleague = signed_in(superuser)
    mine, theirs = client.get(ADDRESS), colleague.get(ADDRESS)
    colleague.post(ADDRESS, filled(theirs, **TYPED))

    conflict = client.post(ADDRESS, filled(mine, highlights="Mine."))

    assert conflict.status_code == 409
    assert "Two centres." in words(conflict)
    assert conflict.context["form"]["highlights"].value() == "Mine."
    assert client.post(ADDRESS, filled(conflict)).status_code == 302
    report.refresh_from_db()
    assert (report.highlights, report.version) == ("Mine.", 3)


def test_what_was_typed_while_the_report_was_submitted_is_not_lost_and_changes_nothing(
    client: Client, report: OfficeReport, superuser: User
) -> None:
    page = client.get(ADDRESS)
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    actions.submit_report(report=report, version=1, by=superuser, at=moment)

    for version in (1, 2):
        conflict = client.post(ADDRESS, filled(page, **TYPED) | {"version": version})
        assert conflict.status_code == 409
        assert "is now submitted and can no longer be changed" in words(conflict)
        assert conflict.context["form"]["highlights"].value() == "Two centres."
    report.refresh_from_db()
    assert report.highlights == ""


def test_what_was_typed_while_the_period_was_locked_is_not_lost_and_changes_nothing(
    client: Client, report: OfficeReport, manager_ro: User
) -> None:
    page = client.get(ADDRESS)
    moment = datetime(2020, 4, 20, 15, tzinfo=UTC)
    actions.lock_period(period=report.period, reason="Published.", by=manager_ro, at=moment)

    conflict = client.post(ADDRESS, filled(page, **TYPED))

    assert conflict.status_code == 409
    assert "2020-Q1 is locked" in words(conflict)
    assert conflict.context["form"]["highlights"].value() == "Two centres."
    report.refresh_from_db()
    assert report.highlights == ""
    assert client.get(ADDRESS).status_code == 404


def test_a_submitted_report_has_no_form(client: Client, report: OfficeReport) -> None:
    move(report, "submitted")

    assert client.get(ADDRESS).status_code == 404


def test_markup_is_shown_as_typed(client: Client, report: OfficeReport) -> None:
    attack = "<script>alert(1)</script>"
    sent = filled(client.get(ADDRESS), highlights=attack)

    page = client.post(ADDRESS, sent, follow=True).content.decode()

    assert attack not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
