"""The pages of the plan, the way in, and what every page answers with."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeal.actions import revise_requirement
from appeal.base import guards
from appeal.base.viewpoint import EVERYTHING
from appeal.figures.reconciliation import total_of
from appeal.models import (
    Allocation,
    Appeal,
    Office,
    Priority,
    Region,
    Requirement,
    StatedTotal,
    User,
)
from tests.factories import (
    ENTERED,
    make_activity,
    make_allocation,
    make_appeal,
    make_cell,
    make_membership,
    make_priority,
    make_region,
    make_user,
    publish,
)
from tests.fixture_types import SignIn

pytestmark = pytest.mark.once

CODE = "MI2020-CNAC"
HOME = f"/appeals/{CODE}/"
PAGES = [
    HOME,
    f"{HOME}matrix/",
    f"{HOME}reconciliation/",
    f"{HOME}gaps/",
    f"{HOME}priorities/",
    f"{HOME}priorities/GT-3/",
    f"{HOME}offices/GT/",
    f"{HOME}activities/",
    f"{HOME}activities/GT-3.1/",
    f"{HOME}reports/",
    f"{HOME}transactions/",
    f"{HOME}workbooks/",
]


class Page(HTMLParser):
    """A page as a person reads it: its text, and its tables as rows of texts."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.read: list[str] = []
        self.is_in_cell = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
            self.is_in_cell = False
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.is_in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "table"):
            self.is_in_cell = False

    def handle_data(self, data: str) -> None:
        self.read.append(data)
        if self.is_in_cell:
            row = self.tables[-1][-1]
            row[-1] = " ".join(f"{row[-1]} {data}".split())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.read).split())


@pytest.fixture
def reading(viewer: User, signed_in: SignIn, mi2020: Appeal) -> Client:
    """A browser in which somebody who may only look has signed in."""
    return signed_in(viewer)


def words(response: HttpResponse) -> str:
    assert response.status_code == 200
    return Page(response).text


# The way in.


def test_the_front_door_leads_to_the_current_appeal(reading: Client) -> None:
    assert reading.get("/").url == HOME


def test_the_current_appeal_is_the_newest_that_is_no_draft(
    superuser: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    make_appeal(code="T2021", year=2021)
    client = signed_in(superuser)
    assert client.get("/").url == HOME

    Appeal.objects.filter(code="T2021").update(state="published", published_on=date(2021, 1, 1))

    assert client.get("/").url == "/appeals/T2021/"


def test_a_manager_of_a_region_without_an_appeal_is_led_to_where_one_is_begun(
    signed_in: SignIn, mi2020: Appeal
) -> None:
    role = make_membership(user=make_user(), role="manager", region=make_region())
    client = signed_in(role.user)

    assert client.get("/").url == reverse("tracking:appeal_list")
    assert "New appeal" in words(client.get("/", follow=True))

    make_appeal(code="THEIRS", region=role.region)
    assert client.get("/").url == "/appeals/THEIRS/"


def test_whoever_begins_no_appeal_is_led_to_the_one_that_runs(
    signed_in: SignIn, mi2020: Appeal
) -> None:
    for role in ("viewer", "reviewer"):
        person = make_membership(user=make_user(), role=role, region=make_region()).user

        assert signed_in(person).get("/").url == HOME


def test_where_no_appeal_is_to_be_seen_the_front_door_says_how_to_load_one(
    reading: Client,
) -> None:
    guards.lift(connection)
    Appeal.objects.update(state="draft")
    guards.install(connection)

    assert "with the command manage.py load_appeal" in words(reading.get("/"))


# The reconciliation.


@pytest.mark.publication
def test_the_reconciliation_shows_62_amounts_22_dashes_and_21_differences_of_zero(
    reading: Client,
) -> None:
    response = reading.get(f"{HOME}reconciliation/")

    table = Page(response).tables[0]
    offices, below = table[2:16], table[-1]
    cells = [cell for row in offices for cell in row[1:7]]
    amounts = [cell for cell in cells if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})*", cell)]
    assert (len(cells), len(amounts), cells.count("–")) == (84, 62, 22)
    assert (offices[0][0], offices[-1][0]) == (
        "Regional Office San Jose",
        "United States of America",
    )
    assert below[0] == "Difference"
    assert [row[-1] for row in offices] + below[1:7] + below[-1:] == ["0"] * 21


@pytest.mark.publication
def test_the_reconciliation_has_the_published_amounts(
    reading: Client,
) -> None:
    response = reading.get(f"{HOME}reconciliation/")

    rows = {row[0]: row[1:] for row in Page(response).tables[0][2:]}
    assert rows["Guatemala"] == [*"–––", "13,505,000", "–", "–", *["13,505,000"] * 2, "0"]
    assert rows["Stated"][-2] == "82,138,527"
    assert "84 requirement lines as published: 62 amounts and 22 dashes." in words(response)
    assert "21 of 21 stated totals equal the sum of their lines." in words(response)
    assert "Total required: USD 82,138,527" in words(response)


def test_the_reconciliation_sets_current_and_allocated_beside_the_published(
    reading: Client,
) -> None:
    response = reading.get(f"{HOME}reconciliation/")

    rows = {row[0]: row[1:] for row in Page(response).tables[1]}
    assert rows["Guatemala"] == ["13,505,000", "13,505,000", "13,505,000", "0"]
    assert rows["Belize"] == ["1,100,000", "1,100,000", "980,000", "120,000"]


def test_an_office_of_nothing_but_dashes_has_dashes_for_sums(db: None) -> None:
    cells = [make_cell(amount=None)]
    cells += [make_cell(appeal=cells[0].appeal, office=cells[0].office, amount=None)]
    stated = StatedTotal(appeal=cells[0].appeal, office=cells[0].office, amount=0)
    shown = Requirement.objects.seen_from(EVERYTHING.on(date(2020, 6, 30)))

    total = total_of(stated, list(shown.filter(appeal=cells[0].appeal)))

    assert (total.current, total.allocated, total.unallocated) == (None, None, None)


def test_a_revision_shows_as_current_and_leaves_what_is_published(
    reading: Client, mi2020: Appeal, manager_ro: User
) -> None:
    revise_requirement(
        cell=Requirement.objects.of(mi2020).get(office__code="GT", heading__code="O1"),
        version=None,
        amount=Decimal("12000000.50"),
        effective_on=date(2020, 7, 1),
        reason="The donor asked for less.",
        by=manager_ro,
        at=ENTERED,
    )

    published, current = Page(reading.get(f"{HOME}reconciliation/")).tables

    assert "13,505,000" in next(row for row in published if row[0] == "Guatemala")
    row = next(row for row in current if row[0] == "Guatemala")
    assert row[1:] == ["13,505,000", "12,000,000.50", "13,505,000", "-1,504,999.50"]


# Priorities.


@pytest.mark.publication
def test_the_priorities_stand_in_printed_order(reading: Client, mi2020: Appeal) -> None:
    response = reading.get(f"{HOME}priorities/")

    codes = [priority.code for priority in response.context["priorities"]]
    assert codes[0] == "RO-P1-1"
    assert codes[-1] == "US-6"
    assert [code for code in codes if code.startswith("GT")] == [f"GT-{n}" for n in range(1, 8)]
    shown = words(response)
    assert f"{len(codes)} priorities in printed order, in our own words." in shown
    assert all(f" {code} " in shown for code in codes)


@pytest.mark.publication
def test_a_published_heading_is_called_printed(reading: Client) -> None:
    shown = words(reading.get(f"{HOME}priorities/RO-P1-1/"))

    assert "fulfilling migrants' rights (printed above the text)" in shown
    assert "set by the regional office" not in shown


def test_an_assigned_heading_is_never_called_published(reading: Client) -> None:
    shown = words(reading.get(f"{HOME}priorities/GT-1/"))

    assert "well-being of migrants and society (set by the regional office, not published)" in shown
    assert "printed above the text" not in shown


@pytest.mark.publication
def test_a_priority_says_where_it_stands_in_the_publication(reading: Client) -> None:
    assert "Section “Guatemala”, no. 3, printed as bullet" in words(
        reading.get(f"{HOME}priorities/GT-3/")
    )
    assert "Section “Panama”, no. 6, printed as prose" in words(
        reading.get(f"{HOME}priorities/PA-6/")
    )


def test_a_priority_shows_its_activities_and_that_a_split_is_indicative(reading: Client) -> None:
    before = words(reading.get(f"{HOME}priorities/GT-3/"))
    Allocation.objects.filter(activity__code="GT-3.1").update(basis="confirmed")
    after = words(reading.get(f"{HOME}priorities/GT-3/"))

    assert "GT-3.1" in before
    assert "Budget: USD 1,929,286 indicative" in before
    assert "Budget: USD 1,929,286" in after
    assert "indicative" not in after


def test_a_priority_of_another_appeal_is_not_found_here(reading: Client, mi2020: Appeal) -> None:
    assert reading.get(f"{HOME}priorities/GT-99/").status_code == 404
    assert reading.get("/appeals/MI2019/priorities/GT-3/").status_code == 404


def test_a_draft_appeal_is_not_found_by_those_who_may_not_see_it(
    reading: Client, superuser: User, signed_in: SignIn
) -> None:
    draft = make_appeal()

    assert reading.get(f"/appeals/{draft.code}/priorities/").status_code == 404
    assert signed_in(superuser).get(f"/appeals/{draft.code}/priorities/").status_code == 200


@pytest.mark.parametrize("place", ["priorities/", "reconciliation/", "gaps/"])
def test_a_page_costs_the_same_for_one_priority_and_for_a_hundred(
    superuser: User, signed_in: SignIn, mi2020: Appeal, place: str
) -> None:
    client, small = signed_in(superuser), publish(make_small_appeal())

    of_one = count_queries(client, f"/appeals/{small.code}/{place}")
    of_all = count_queries(client, f"{HOME}{place}")

    assert of_all == of_one


def make_small_appeal() -> Appeal:
    """An appeal of one office, one cell, one priority and one activity, all of it a gap."""
    cell = make_cell(amount=1000)
    for place in ({}, {"office": cell.office}, {"heading": cell.heading}):
        StatedTotal.objects.create(appeal=cell.appeal, amount=1000, **place)
    priority = make_priority(appeal=cell.appeal, office=cell.office, headings=[cell.heading])
    make_allocation(activity=make_activity(priority=priority), cell=cell, basis="indicative")
    return cell.appeal


def count_queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# Gaps.


@pytest.mark.publication
def test_the_gaps_name_the_funded_cells_without_an_activity(reading: Client) -> None:
    shown = words(reading.get(f"{HOME}gaps/"))

    assert "Requirement lines without an activity 5 " in shown
    for place in ("BZ P1", "MX P2", "MX O2", "NI O2", "PA P3"):
        assert place in shown
    assert "USD 100,000 is required under P3" in shown


@pytest.mark.publication
def test_the_gaps_of_one_office_are_its_own(reading: Client) -> None:
    response = reading.get(f"{HOME}gaps/?office=MX")

    unassigned = response.context["findings"]["unassigned"]
    assert [finding.about for finding in unassigned] == ["MX P2", "MX O2"]
    assert "Requirement lines without an activity 2 " in words(response)


@pytest.mark.publication
def test_an_office_that_is_unknown_narrows_nothing(reading: Client) -> None:
    assert "Requirement lines without an activity 5 " in words(
        reading.get(f"{HOME}gaps/?office=ZZ")
    )


# Who is let in.


@pytest.mark.once
@pytest.mark.parametrize("page", ["/", *PAGES, "/admin/", "/accounts/password_change/"])
def test_who_has_not_signed_in_is_asked_to(client: Client, mi2020: Appeal, page: str) -> None:
    response = client.get(page, follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('login')}?next={page}"


def test_signing_in_leads_on_to_where_one_was_going(client: Client, viewer: User) -> None:
    sent = {"username": viewer.username, "password": "secret", "next": f"{HOME}gaps/"}

    assert client.post("/accounts/login/", sent).url == f"{HOME}gaps/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    client: Client, viewer: User
) -> None:
    answers = [
        client.post("/accounts/login/", {"username": name, "password": "wrong"})
        for name in (viewer.username, "nobody")
    ]

    known, unknown = (response.context["form"].errors for response in answers)
    assert known == unknown


@pytest.mark.parametrize("page", ["/", *PAGES, "/admin/"])
def test_a_person_without_a_role_is_told_whom_to_ask(
    stranger: User, signed_in: SignIn, mi2020: Appeal, page: str
) -> None:
    client = signed_in(stranger)

    response = client.get(page, follow=True)

    assert response.status_code == 403
    assert "signed in as stranger, but nobody has given you a role" in Page(response).text


def test_a_person_without_a_role_can_log_out_and_change_the_password(
    stranger: User, signed_in: SignIn
) -> None:
    client = signed_in(stranger)

    assert client.get("/accounts/password_change/").status_code == 200
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_logging_out_is_a_post(reading: Client) -> None:
    assert reading.get("/accounts/logout/").status_code == 405
    assert "_auth_user_id" in reading.session


# Languages.


@pytest.mark.once
def test_the_language_chosen_stays_with_the_person(
    reading: Client, viewer: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    priority = Priority.objects.of(mi2020).get(code="GT-3")
    place = f"{HOME}priorities/GT-3/"

    answer = reading.post("/language/", {"language": "es", "next": place})

    viewer.refresh_from_db()
    assert (answer.url, viewer.language) == (place, "es")
    for client in (reading, signed_in(viewer)):
        response = client.get(place)
        assert response["Content-Language"] == "es"
        assert '<html lang="es">' in response.content.decode()
        assert priority.title_es in words(response)


@pytest.mark.once
@pytest.mark.parametrize("place", ["abc", "?a=b", "//example.org/", "", "javascript:alert(1)"])
def test_a_language_chosen_from_nowhere_leads_home(reading: Client, place: str) -> None:
    assert reading.post("/language/", {"language": "es", "next": place}).url == "/"


@pytest.mark.once
def test_the_language_chosen_before_signing_in_is_kept(client: Client, db: None) -> None:
    client.post("/language/", {"language": "fr", "next": "/accounts/login/"})

    assert client.get("/accounts/login/")["Content-Language"] == "fr"


@pytest.mark.once
def test_a_browsers_language_counts_until_one_is_chosen(
    reading: Client, viewer: User, mi2020: Appeal
) -> None:
    User.objects.update(language="")
    spanish = {"accept-language": "es-GT,es;q=0.9"}
    assert reading.get(HOME, headers=spanish)["Content-Language"] == "es"

    reading.post("/language/", {"language": "en", "next": HOME})

    assert reading.get(HOME, headers=spanish)["Content-Language"] == "en"


@pytest.mark.publication
@pytest.mark.parametrize(
    ("chosen", "office", "expected"),
    [("", "GT", "es"), ("", "HT", "fr"), ("", "BZ", "en"), ("en", "GT", "en"), ("", None, "fr")],
)
def test_a_page_is_in_the_language_chosen_else_the_offices_else_the_browsers(
    chosen: str, office: str | None, expected: str, region: Region
) -> None:
    user = make_user(language=chosen)
    place = {"office": Office.objects.get(code=office)} if office else {"region": region}
    make_membership(user=user, **place)
    client = Client(headers={"accept-language": "fr"})
    client.force_login(user)

    page = client.get("/", follow=True).content.decode()

    assert f'<html lang="{expected}">' in page


def test_a_language_that_is_not_offered_changes_nothing(reading: Client, viewer: User) -> None:
    reading.post("/language/", {"language": "de", "next": HOME})

    viewer.refresh_from_db()
    assert viewer.language == "en"
    assert reading.get(HOME)["Content-Language"] == "en"


def test_choosing_a_language_leads_to_no_foreign_site(reading: Client) -> None:
    sent = {"language": "es", "next": "https://elsewhere.example/"}

    assert "elsewhere" not in reading.post("/language/", sent).url


def test_choosing_a_language_is_a_post(reading: Client) -> None:
    assert reading.get("/language/").status_code == 405


# Errors.


@contextmanager
def failing(error: Exception, on: str = "") -> Iterator[None]:
    """A database that answers every statement about `on` with `error`."""

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if on in sql:
            raise error
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        yield


def test_a_page_that_does_not_exist_says_where_to_start(reading: Client) -> None:
    for address in ("/nowhere/", "/appeals/MI1999/", f"{HOME}priorities/XX-1/"):
        response = reading.get(address)

        assert response.status_code == 404
        text = Page(response).text
        assert "This page does not exist" in text
        assert f"give this request number: {response['X-Request-ID']}" in text


PLACES = '<nav class="places"'


def test_an_unknown_address_has_the_frame_of_the_product(reading: Client, viewer: User) -> None:
    make_appeal(code="MI1999", region=viewer.memberships.get().region, year=1999, state="published")

    def text(client: Client, address: str) -> str:
        response = client.get(address, headers={"accept-language": "es"})
        assert response.status_code == 404
        return response.content.decode()

    inside, outside = text(reading, "/appeals/MI1999/nothing/"), text(reading, "/nowhere/")
    for page, code in ((inside, "MI1999"), (outside, "MI2020-CNAC")):
        assert PLACES in page
        assert f'href="/appeals/{code}/activities/"' in page
        assert f'href="/appeals/{code}/help/"' in page
        assert 'aria-current="page"' not in page
    stranger = text(Client(), "/nowhere/")
    assert PLACES not in stranger
    assert '<html lang="es">' in stranger
    assert 'href="/accounts/login/"' in stranger
    assert 'id="language"' in stranger


def test_who_sees_no_appeal_gets_the_frame_without_its_pages(
    stranger: User, signed_in: SignIn
) -> None:
    client = signed_in(stranger)

    for address, status in (("/", 403), ("/nowhere/", 404), ("/accounts/password_change/", 200)):
        response = client.get(address)
        assert response.status_code == status
        assert PLACES not in response.content.decode()
        assert 'action="/accounts/logout/"' in response.content.decode()


def test_pages_of_no_appeal_lead_back_to_the_current_one(reading: Client) -> None:
    for address in ("/accounts/password_change/", "/help/"):
        assert PLACES in reading.get(address).content.decode()


def test_what_a_role_does_not_include_says_who_can_change_it(reading: Client) -> None:
    response = reading.get("/admin/", follow=True)

    assert response.status_code == 403
    assert "A manager of your office or of the Regional Office can change" in Page(response).text


def test_a_form_without_its_token_can_be_sent_again(viewer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(viewer)

    response = client.post("/language/", {"language": "es"})

    assert response.status_code == 403
    assert "reload the page and send the form again" in Page(response).text


def test_a_request_that_cannot_be_read_is_answered_with_a_page(client: Client, db: None) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "Go back, check what you sent, and try again." in Page(response).text


def test_a_fault_of_ours_shows_a_sentence_and_no_traceback(reading: Client) -> None:
    reading.raise_request_exception = False

    with failing(ValueError("a fault"), on="tracking_"):
        response = reading.get(HOME)

    assert response.status_code == 500
    text = Page(response).text
    assert "The error is ours and has been logged" in text
    assert "a fault" not in text
    assert "Traceback" not in text


BUSY = OperationalError("database is locked")


def test_a_busy_database_loses_nothing_that_was_typed(
    reporter_gt: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    client = signed_in(reporter_gt)
    typed = {"narrative": "Line one\n<b>two</b>", "percent": "40", "csrfmiddlewaretoken": "token"}

    with failing(BUSY, on="tracking_reportingperiod"):
        response = client.post(f"{HOME}activities/GT-3.1/progress/", typed)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "nothing you entered is lost" in Page(response).text
    assert dict(response.context["typed"]) == {"narrative": typed["narrative"], "percent": "40"}
    assert "Line one\n&lt;b&gt;two&lt;/b&gt;</textarea>" in response.content.decode()


def test_a_password_is_never_sent_back(reading: Client) -> None:
    sent = {"old_password": "secret", "new_password1": "Tz7-aaKq1", "new_password2": "Tz7-aaKq1"}

    with failing(BUSY, on="UPDATE"):
        response = reading.post("/accounts/password_change/", sent)

    assert response.status_code == 503
    assert "Tz7-aaKq1" not in response.content.decode()


def test_a_database_that_is_gone_is_told_as_busy_too(reading: Client) -> None:
    reading.raise_request_exception = False

    with failing(OperationalError("the connection is closed")):
        response = reading.get(HOME)

    assert (response.status_code, response.get("Retry-After")) == (503, "5")
    assert "Wait a few seconds and try again." in Page(response).text


# Headers and templates.

# A mail is read where no style sheet of ours can be fetched.
LETTER = "templates/tracking/notices/mail.html"
INLINE_CODE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", re.I)


@pytest.mark.unit
def test_no_template_has_inline_style_or_script(root: Path) -> None:
    templates = sorted((root / "templates").rglob("*.html"))

    guilty = [
        file.relative_to(root).as_posix()
        for file in templates
        if file.relative_to(root).as_posix() != LETTER and INLINE_CODE.search(file.read_text())
    ]

    assert len(templates) > 40
    assert guilty == []


@pytest.mark.unit
@pytest.mark.parametrize(
    "code",
    ["<script>x()</script>", '<p style="color:red">', "<p onclick=x()>", "<a href='javascript:x'>"],
)
def test_the_scan_finds_inline_code(code: str) -> None:
    assert INLINE_CODE.search(code)
    assert not INLINE_CODE.search('<script src="a.js" defer></script><p class="style">')


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("", "activities/"),
        ("activities/", "./"),
        ("activities/GT-1.1/", "../"),
        ("nothing/", "/appeals/MI2020-CNAC/activities/"),
    ],
)
def test_the_menu_leads_from_wherever_one_is(reading: Client, address: str, leads: str) -> None:
    page = reading.get(f"/appeals/MI2020-CNAC/{address}").content.decode()

    menu = page[page.index(PLACES) :]
    assert f'<a href="{leads}"' in menu
    assert ('aria-current="page">Activities' in menu) == (address.startswith("activities/"))
