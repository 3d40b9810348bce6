"""Reminding an office of an overdue report: the message, to whom it goes, and who may."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from appeal.models import Appeal, Indicator, Office, Role, User
from tests.factories import make_indicator, make_membership, make_milestone, make_update, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, period_of, words
from tracking import actions
from tracking.views import report_remind

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

PLACE = ("GT", "2020-Q1")
PAGE = ("report_remind", *PLACE)


@pytest.fixture
def reporter(guatemala: Office, reporter_gt: User) -> User:
    User.objects.filter(pk=reporter_gt.pk).update(
        first_name="Ana", last_name="Pérez", email="ana@example.org"
    )
    return User.objects.get(pk=reporter_gt.pk)


def without_a_line(codes: list[str]) -> str:
    sentence = ngettext(
        "%(count)s activity has no line yet: %(codes)s",
        "%(count)s activities have no line yet: %(codes)s",
        len(codes),
    )
    return sentence % {"count": len(codes), "codes": ", ".join(codes)}


def test_the_message_says_which_report_since_when_and_what_is_left_in_the_offices_language(
    client: Client, mi2020: Appeal, reporter: User
) -> None:
    activity, period = activity_of("GT-1.1"), period_of(mi2020)
    Indicator.objects.filter(activity__code__startswith="GT-").delete()
    make_indicator(activity=activity)
    make_milestone(activity=activity, due_on=date(2020, 3, 1))
    make_update(activity=activity, period=period)

    page = client.get(at(*PAGE))

    reminder, late = page.context["reminder"], page.context["due"].late
    assert late > 0
    with override("es"):
        assert reminder.subject == _("Reminder: report of %(office)s on %(period)s") % {
            "office": "Guatemala", "period": "2020-Q1",
        }  # fmt: skip
        assert reminder.body.split("\n\n")[0] == _("Dear colleagues,")
        assert date_format(period.due_on) in reminder.body
        assert without_a_line([f"GT-{number}.1" for number in range(2, 8)]) in reminder.body
    assert str(late) in reminder.body
    assert reminder.body.count("\n- ") == 4
    assert f"http://testserver{at('report_detail', *PLACE)}" in reminder.body
    assert 'readonly lang="es">' in page.text.replace("\n", " ")
    assert "Ana Pérez <ana@example.org>" in words(page)


def test_so_many_activities_are_named_and_all_of_them_counted(
    client: Client, mi2020: Appeal, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020))
    monkeypatch.setattr(report_remind, "MOST_NAMED", 2)

    body = client.get(at(*PAGE)).context["reminder"].body

    assert "6 " in body
    assert "GT-2.1, GT-3.1 …" in body
    assert "GT-4.1" not in body


def test_the_mail_program_is_given_addresses_subject_and_text(
    client: Client, mi2020: Appeal, reporter: User, guatemala: Office
) -> None:
    silent = make_membership(role=Role.REPORTER, office=guatemala).user
    past = make_user(email="past@example.org")
    make_membership(user=past, role=Role.REPORTER, office=guatemala, ends_on=date(2019, 12, 31))

    page = client.get(at(*PAGE))

    reminder = page.context["reminder"]
    parts = urlsplit(reminder.address)
    assert (parts.scheme, parts.path) == ("mailto", "ana%40example.org")
    sent = parse_qs(parts.query)
    assert sent == {"subject": [reminder.subject], "body": [reminder.body.replace("\n", "\r\n")]}
    assert f"{silent.username} has no address here" in words(page)
    assert "past@example.org" not in page.text


def test_of_a_returned_report_the_reason_is_told_and_of_one_not_begun_that(
    client: Client, mi2020: Appeal, reporter: User, reviewer_ro: User
) -> None:
    with override("es"):
        nothing = _("Nothing has been written yet.")
        returned = _("It was returned: %(reason)s") % {"reason": "Count again"}
    assert nothing in client.get(at(*PAGE)).context["reminder"].body
    report = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020)).report
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    actions.submit_report(report=report, version=1, by=reporter, at=moment)
    report.refresh_from_db()
    actions.return_report(
        report=report, version=report.version, reason="Count again", by=reviewer_ro, at=moment
    )

    body = client.get(at(*PAGE)).context["reminder"].body
    assert returned in body
    assert nothing not in body


def test_what_was_submitted_is_not_reminded_of(
    client: Client, mi2020: Appeal, reporter: User
) -> None:
    report = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020)).report
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    actions.submit_report(report=report, version=1, by=reporter, at=moment)

    answer = client.get(at(*PAGE), follow=True)

    assert answer.redirect_chain == [(at("report_list"), 302)]
    assert "The report of Guatemala on 2020-Q1 is not overdue." in words(answer)


def test_who_is_late_is_reminded_from_every_page_that_says_so_by_those_who_may(
    client: Client, mi2020: Appeal, guatemala: Office, viewer: User, signed_in: SignIn
) -> None:
    places = [at("home"), at("report_list"), at("office_detail", "GT")]
    way = f'href="{at(*PAGE)}"'

    assert [way in client.get(place).text for place in places] == [True, True, True]
    assert [way in client.get(f"{place}?known_on=2020-05-01").text for place in places] == [
        False, False, False,
    ]  # fmt: skip
    near = make_membership(role=Role.REVIEWER, office=guatemala).user
    listed = signed_in(near).get(at("report_list")).text
    assert way in listed
    assert at("report_remind", "HN", "2020-Q1") not in listed
    assert way not in signed_in(viewer).get(at("report_list")).text


def test_where_nobody_may_report_or_the_period_is_locked_that_is_said(
    client: Client, mi2020: Appeal, manager_ro: User
) -> None:
    actions.lock_period(
        period=period_of(mi2020), reason="Done", by=manager_ro, at=datetime(2020, 5, 1, tzinfo=UTC)
    )

    told = words(client.get(at(*PAGE)))

    assert "The period is locked, so nobody can submit the report." in told
    assert "Nobody may report for this office" in told
