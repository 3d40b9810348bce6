"""The mail of an appeal, as those who manage it see it; and sending again what failed."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Office, User
from appeal.web.clock import real_now
from tests.factories import make_mail, make_report
from tests.tracking.browsing import APPEAL, filled, period_of, words
from tracking.models import Mail, ReviewEvent

pytestmark = [pytest.mark.person("manager_ro"), pytest.mark.django_db]
LIST = f"/appeals/{APPEAL}/mail/"


def test_what_failed_stands_first_with_its_reason(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    make_mail(
        appeal=mi2020, office=guatemala, state="failed", subject="First", error="No such box."
    )
    make_mail(appeal=mi2020, office=guatemala, state="sent", subject="Second")

    page = words(client.get(LIST))

    assert page.index("First") < page.index("Second")
    assert "No such box." in page
    assert "No mail server is set" in page
    assert "First" not in words(client.get(f"{LIST}?state=sent"))


def test_the_address_is_that_which_it_went_to_whatever_the_person_has_now(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    sent = {"appeal": mi2020, "office": guatemala, "state": "sent", "subject": "First"}
    mail = make_mail(**sent, address="before@example.org")
    User.objects.filter(pk=mail.to_id).update(email="now@example.org")
    make_mail(**sent, to=mail.to)

    page = words(client.get(LIST))

    assert page.count("before@example.org") == page.count("now@example.org") == 1


def test_a_mail_that_failed_is_sent_again(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    mail = make_mail(appeal=mi2020, office=guatemala, state="failed", attempts=9)
    again = reverse("tracking:mail_again", args=[APPEAL, mail.pk])

    answer = client.post(again, filled(client.get(again)))

    assert answer.url == reverse("tracking:mail_detail", args=[APPEAL, mail.pk])
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)


def test_what_was_never_written_is_told_apart_by_its_office_and_period(
    client: Client, mi2020: Appeal, guatemala: Office, honduras: Office
) -> None:
    """One about a period, one about a decision on a report, one about drafts of an office."""
    dropped = {"appeal": mi2020, "state": "dropped", "subject": ""}
    make_mail(**dropped, office=guatemala)
    decided = make_mail(**dropped, office=honduras)
    make_report(office=honduras, period=period_of(mi2020, "2020-Q2"), state="submitted")
    event = ReviewEvent.objects.latest("pk")
    decided.notices.update(kind="submitted", row=event.pk)
    make_mail(**dropped, office=honduras).notices.update(kind="to_post", row=1)

    page = words(client.get(LIST))

    assert "A report is overdue, every week · Guatemala, 2020-Q1" in page
    assert "A report waits for your review · Honduras, 2020-Q2" in page
    assert "Drafts wait for finance · Honduras" in page
    assert "Honduras, 2020-Q1" not in page
    one = words(client.get(reverse("tracking:mail_detail", args=[APPEAL, decided.pk])))
    assert one.count("A report waits for your review · Honduras, 2020-Q2") >= 2
    assert "no longer needed" in one
    assert "A mail that waits" not in one


def test_what_was_sent_is_not_sent_again(client: Client, mi2020: Appeal, guatemala: Office) -> None:
    mail = make_mail(appeal=mi2020, office=guatemala, state="failed")
    again = reverse("tracking:mail_again", args=[APPEAL, mail.pk])
    form = filled(client.get(again))
    Mail.objects.update(state="sent")

    answer = client.post(again, form)

    assert answer.status_code == 409
    assert "not sent again" in words(answer)


def test_the_text_is_shown_as_it_was_sent(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    mail = make_mail(appeal=mi2020, office=guatemala, state="sent", text="A <b>\nline", subject="S")

    page = client.get(reverse("tracking:mail_detail", args=[APPEAL, mail.pk])).content.decode()

    assert "A &lt;b&gt;<br>line" in page


def written(client: Client) -> str:
    """What the only row says after its subject."""
    return words(client.get(LIST)).split("Overdue")[1].split("Attempts")[0][:80]


def test_mail_about_demonstration_data_bears_its_day_and_not_the_machines(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    now = real_now()
    make_mail(appeal=mi2020, office=guatemala, subject="Overdue", made_at=now)
    assert "2020" not in written(client)

    mi2020.is_demonstration = True
    mi2020.clock_stands_on, mi2020.clock_started_at = date(2020, 10, 23), now
    mi2020.save()

    assert "23 Oct 2020" in written(client)


def test_nobody_but_managers_sees_it(client: Client, reporter: Client) -> None:
    assert client.get(LIST).status_code == 200
    assert reporter.get(LIST).status_code == 404


@pytest.mark.person("superuser")
def test_a_mail_that_was_never_written_is_found_in_the_admin_by_its_day(
    client: Client, mi2020: Appeal, guatemala: Office
) -> None:
    mail = make_mail(appeal=mi2020, office=guatemala, state="dropped", subject="", text="")

    page = client.get(reverse("admin:tracking_mail_changelist")).text

    address = reverse("admin:tracking_mail_change", args=[mail.pk])
    (called,) = re.findall(rf'<a href="{address}">([^<]*)</a>', page)
    assert re.search(r"\d", called)
