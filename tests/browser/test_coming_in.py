"""From an invitation to the first report, and back in by a new password, as people walk it."""

import re
from email.message import EmailMessage

import pytest

from appeal.models import Appeal, User
from appeal.web.clock import real_now
from tests.browser.conftest import Visit, Visitor
from tests.tracking.notices.conftest import server as mail_server
from tests.tracking.notices.smtp import Server
from tracking.models import OfficeReport
from tracking.notices import Worker

pytestmark = [pytest.mark.publication, pytest.mark.django_db(transaction=True)]

HOME = "/appeals/MI2020-CNAC"
PASSWORD, ANOTHER = "Quetzal-2020-x", "Tucan-2021-y"
server = mail_server


def letter_in(server: Server) -> str:
    """The address that the newest letter about an account leads to."""
    Worker(real_now).go_round()
    letters = [mail for mail in server.taken if str(mail["Message-ID"]).startswith("<letter-")]
    (link,) = re.findall(r"https?://[^/]+(/accounts/\S+)", words_of(letters[-1]))
    return str(link)


def words_of(mail: EmailMessage) -> str:
    return str(mail.get_body(("plain",)).get_content())


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_somebody_invited_by_mail_submits_a_first_report_and_comes_back_by_a_new_password(
    mi2020: Appeal,
    manager_ro: User,
    server: Server,
    visit: Visit,
    javascript: str,
) -> None:
    manager = visit("manager.ro", javascript=javascript)
    invite(manager)
    assert "A link is on its way to luz@example.org." in manager.text

    luz = visit("", javascript=javascript)
    luz.open(letter_in(server))
    choose(luz, PASSWORD)
    luz.open(f"{HOME}/activities/BZ-1.1/progress/?period=2020-Q1")
    luz.page.fill("#id_percent", "20")
    luz.page.select_option("#id_status", "ongoing")
    luz.page.fill("#id_narrative", "The first centre works.")
    luz.press("Save")
    luz.open(f"{HOME}/reports/BZ/2020-Q1/")
    luz.press("Submit the report")
    assert "Submitted. A reviewer must approve it" in luz.text
    report = OfficeReport.objects.get(office__code="BZ", period__code="2020-Q1")
    assert report.state == "submitted"

    back = visit("", javascript=javascript)
    back.press("Forgot your password?")
    back.page.fill("#id_email", "luz@example.org")
    back.press("Send me a link")
    back.open(letter_in(server))
    choose(back, ANOTHER)
    back.open("/accounts/profile/")
    assert "luz@example.org" in back.text
    assert User.objects.get(username="luz@example.org").check_password(ANOTHER)


def invite(manager: Visitor) -> None:
    page = manager.page
    manager.open(f"{HOME}/people/new/")
    page.fill("#id_first_name", "Luz")
    page.fill("#id_last_name", "Cano")
    page.fill("#id_email", "luz@example.org")
    page.select_option("#id_role", "reporter")
    page.select_option("#id_office", label="Belize")
    manager.press("Invite")


def choose(person: Visitor, password: str) -> None:
    """What the page of a link asks for: a password, and whatever else stands in it already."""
    person.page.fill("#id_new_password1", password)
    person.page.fill("#id_new_password2", password)
    person.press("Save and sign in")
