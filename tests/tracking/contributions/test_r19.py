"""R19, the donor statement: made through the pages, and its checklist fails where it should."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Office, Role, User
from tests.factories import (
    make_actual,
    make_attribution,
    make_contribution,
    make_donor,
    make_indicator,
    make_membership,
    make_transaction,
    make_update,
    move,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, period_of, words
from tests.tracking.ledger.test_check_ledger import unguarded
from tests.tracking.uploads.filling import downloaded, saved
from tests.workbooks import all_recalculated, check, looked_into, opened, rows, table
from tracking.figures import Statement, statement_of
from tracking.models import Contribution, Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

LINES = {
    "Only this donor's money": "own",
    "Cumulative from the start": "start",
    "Balances agree": "balances",
    "No entry after the end": "end",
    "Overhead as agreed": "overhead",
    "No more than was given": "funded",
    "No commitment is open": "open",
}


def checklist(content: bytes) -> dict[str, tuple[str, Any]]:
    """Passed or failed, and the figure, of each line."""
    said = {row[0]: row for row in rows(looked_into(content)["Checklist"])}
    return {
        name: (str(said[label][2]).partition(":")[0], said[label][1])
        for label, name in LINES.items()
        if label in said
    }


def failed(content: bytes) -> dict[str, Any]:
    return {name: off for name, (word, off) in checklist(content).items() if word == "Failed"}


# Through the pages alone


def send(client: Client, address: str, **typed: Any) -> Any:
    page = client.post(address, filled(client.get(address), **typed), follow=True)
    assert page.status_code == 200
    return page


def agreed(client: Client) -> Contribution:
    """A grant in euros for 2020: 900 promised, half of it paid, two categories, an overhead."""
    send(
        client, at("contribution_new"), new_donor="A fund", new_donor_kind="other",
        reference="A/1", currency="EUR",
    )  # fmt: skip
    grant = Contribution.objects.get()
    for kind, day, amount in (("commitment", "2020-01-10", 900), ("receipt", "2020-02-10", 450)):
        send(client, at("flow_new", grant.pk), kind=kind, value_on=day, amount=amount)
    send(
        client, at("terms_edit", grant.pk), starts_on="2020-01-01", ends_on="2020-12-31",
        overhead_rate="7.5", category_1="Staff", budget_1="500", category_2="Travel",
        budget_2="300",
    )  # fmt: skip
    return grant


def paid(client: Client, code: str, grant: Contribution, **typed: Any) -> Transaction:
    """Entered and posted by the office's finance."""
    address = at("transaction_new", code)
    page = client.get(address)
    cell = page.context["form"].fields["cell"].queryset[0]
    client.post(address, filled(page, cell=cell.pk, grant=grant.pk, kind="expenditure", **typed))
    entry = Transaction.objects.latest("pk")
    confirm = filled(client.get(at("transaction_detail", entry.pk)), "confirm")
    client.post(at("transaction_post", entry.pk), confirm)
    entry.refresh_from_db()
    assert entry.is_posted
    return entry


@pytest.mark.once
def test_a_final_statement_of_two_offices_and_two_currencies_is_made_through_the_pages_alone(
    client: Client, signed_in: SignIn, finance_gt: User, honduras: Office
) -> None:
    of_february = {"GTQ": "7.7", "HNL": "25", "EUR": "0.8"}
    for month, rates in (("01", {"EUR": "0.9"}), ("02", of_february)):
        for currency, rate in rates.items():
            day = f"2020-{month}-01"
            send(client, at("rate_new"), currency=currency, effective_on=day, rate=rate)
    grant = agreed(client)
    finance_hn = make_membership(role=Role.FINANCE, office=honduras).user
    gt, hn = signed_in(finance_gt), signed_in(finance_hn)
    entry = paid(gt, "GT-1.1", grant, value_on="2020-02-03", amount="770", currency="GTQ")
    paid(hn, "HN-1.1", grant, value_on="2020-02-20", amount="5000", currency="HNL")
    staff = grant.categories.get(title="Staff").pk
    send(gt, at("entry_grants", entry.pk), receiver=f"{grant.pk}-{staff}", usd="100", reason="So.")
    page = client.get(at("contribution_detail", grant.pk))
    (link,) = [each for each in page.content.decode().split('"') if "R19.xlsx" in each]

    content = client.get(link).getvalue()

    assert "Final donor statement (R19)" in words(page)
    assert set(checklist(content).values()) == {("Passed", 0)}
    assert len(checklist(content)) == len(LINES)
    spent = {
        row["Requirement line"]: row["Spent (USD)"] for row in table(content, "By requirement line")
    }
    assert spent == {"GT O1": 100, "HN O1": 200, "Not distributed": 0}
    entries = table(content, "Entries")
    assert [row["Currency"] for row in entries] == ["GTQ", "HNL"]
    # EUR 450 came as USD 562.50, and 450 at 0.9 are still to come: USD 1,062.50 are EUR 900.
    by_category = {row["Category"]: row for row in table(content, "Budget by category")}
    assert by_category["Staff"]["Charged (EUR)"] == 84.71
    assert by_category["Staff"]["Budget minus charged (EUR)"] == 415.29
    rest, budget, charged = (
        sum(row[f"{name} (EUR)"] or 0 for row in by_category.values())
        for name in ("Budget minus charged", "Budget", "Charged")
    )
    assert round(budget - charged - rest, 2) == 0
    assert by_category["Overhead"]["Charged (USD)"] == 22.5
    assert "0.847059 per USD" in about_of(content)["Amounts in EUR"]

    paid(
        gt,
        "GT-1.1",
        grant,
        value_on="2020-02-28",
        amount="7700",
        currency="GTQ",
        grant_reason="So.",
    )

    assert failed(client.get(link).getvalue()) == {"funded": 335}


def about_of(content: bytes) -> dict[str, Any]:
    return {row[0]: row[1] for row in rows(looked_into(content)["About"]) if row[0]}


# One entry is changed


@pytest.fixture
def grant(mi2020: Appeal) -> Contribution:
    """It pays an entry in Guatemala, and half of one in Honduras."""
    grant = make_contribution(
        appeal=mi2020, donor=make_donor(name="A fund"), reference="A-1", committed=1000,
        starts_on=date(2020, 2, 1), ends_on=date(2020, 6, 30), overhead_rate=Decimal("7.5"),
    )  # fmt: skip
    other = make_contribution(appeal=mi2020, donor=make_donor(name="Somebody else"), committed=99)
    for code, usd, day in (("GT-1.1", 100, 3), ("HN-1.1", 40, 20)):
        entry = make_transaction(
            activity=activity_of(code), posted=True, amount=100, value_on=date(2020, 3, day)
        )
        make_attribution(entry=entry, receiver=grant, usd=usd)
    make_attribution(entry=entry, receiver=other, usd=60)
    return grant


def told(grant: Contribution, **fields: Any) -> Statement:
    viewpoint = Viewpoint(date(2020, 12, 31), Include.OFFICIAL, Office.objects.none())
    return statement_of(grant, viewpoint.on(fields.get("day", viewpoint.as_at)))


@pytest.mark.parametrize(
    ("changed", "name", "off"),
    [
        ({}, "", 0),
        ({"usd_amount": Decimal(99)}, "own", 1),
        ({"value_on": date(2020, 1, 31)}, "start", 100),
        ({"posted_at": None, "posted_by": None}, "balances", -100),
        ({"value_on": date(2020, 7, 1)}, "end", 100),
    ],
)
def test_changing_one_entry_makes_exactly_the_right_line_fail(
    grant: Contribution, changed: dict[str, Any], name: str, off: int
) -> None:
    entry = Transaction.objects.get(activity__code="GT-1.1")
    with unguarded():
        Transaction.objects.filter(pk=entry.pk).update(**changed)

    lines = told(grant).checklist

    found = {line.name: line.off for line in lines if not line.is_passed}
    assert found == ({name: off} if name else {})


# What a cell of the file is changed to, by its heading, and which line tells of it.
FILE_CHANGES: dict[str, tuple[str, str, Any]] = {
    "own": ("Entries", "Of it not paid by this grant (USD)", -5),
    "start": ("Entries", "Value date", date(2020, 1, 31)),
    "balances": ("Entries", "Paid by this grant (USD)", 101),
    "end": ("Entries", "Value date", date(2020, 7, 1)),
}


def edited(content: bytes, title: str, heading: str, value: Any) -> bytes:
    """The file with another value in the first row of a table."""
    book = opened(content)
    page = book[title]
    (cell,) = [cell for row in page.iter_rows() for cell in row if cell.value == heading]
    page.cell(cell.row + 1, cell.column).value = value
    return saved(book)


@pytest.mark.once
def test_changing_one_entry_of_the_file_makes_exactly_the_right_line_of_check_differ(
    client: Client, grant: Contribution, tmp_path: Path
) -> None:
    content = downloaded(client, "R19", grant=grant.pk, lang="en")
    files = {name: edited(content, *change) for name, change in FILE_CHANGES.items()}

    books = all_recalculated({"right": content} | files, tmp_path)

    def differing(name: str) -> list[str]:
        lines = [line for line in check(books[name]) if line["Sheet"] == "Checklist"]
        return [
            LINES[line["Figure"]]
            for line in lines
            if line["Difference"] and line["Figure"] in LINES
        ]

    assert {line["Difference"] for line in check(books["right"])} == {0}
    assert {name: differing(name) for name in files} == {name: [name] for name in files}


# What it shows, and what it does not


@pytest.mark.once
def test_it_shows_nothing_of_another_donor(client: Client, grant: Contribution) -> None:
    book = opened(downloaded(client, "R19", grant=grant.pk))

    said = " ".join(str(value) for page in book for row in rows(page) for value in row if value)
    assert "A fund" in said
    assert "Somebody else" not in said


@pytest.mark.once
def test_it_tells_what_reports_say_of_the_activities_that_it_paid_and_of_no_other(
    client: Client, grant: Contribution, mi2020: Appeal
) -> None:
    lines = {
        (code, quarter): make_update(
            activity=activity_of(code), period=period_of(mi2020, f"2020-{quarter}"), percent=40,
            narrative=f"Done in {code}, {quarter}.",
        )
        for code, quarter in (
            ("GT-1.1", "Q1"), ("GT-2.1", "Q1"), ("GT-1.1", "Q3"), ("HN-1.1", "Q2"),
        )
    }  # fmt: skip
    indicator = make_indicator(activity=activity_of("GT-1.1"), title_en="People reached")
    make_actual(indicator=indicator, update=lines["GT-1.1", "Q1"], value=12)
    for report in {line.report for line in lines.values()}:
        if report.office.code == "GT":
            move(report, "approved")

    content = downloaded(client, "R19", grant=grant.pk, lang="en")

    # Quarter three is after its end, the report of Honduras is a draft.
    assert [row["What was done"] for row in table(content, "Narrative")] == ["Done in GT-1.1, Q1."]
    results = {row["Indicator"]: row["Actual to date"] for row in table(content, "Results")}
    assert results["People reached"] == 12


@pytest.mark.once
@pytest.mark.parametrize(
    ("day", "title", "last"),
    [
        ("2020-06-29", "Interim donor statement", "funded"),
        ("2020-06-30", "Final donor statement", "open"),
    ],
)
def test_it_is_final_from_the_last_day_on_and_then_asks_for_settled_commitments(
    client: Client, grant: Contribution, day: str, title: str, last: str
) -> None:
    make_attribution(
        entry=make_transaction(activity=activity_of("GT-1.1"), posted=True, kind="commitment"),
        receiver=grant, usd=70,
    )  # fmt: skip

    content = downloaded(client, "R19", grant=grant.pk, as_at=day, lang="en")

    assert looked_into(content).worksheets[0]["A2"].value == title
    assert list(checklist(content))[-1] == last
    assert failed(content) == ({"open": 70} if last == "open" else {})
    assert [row["Committed by us (USD)"] for row in table(content, "Open commitments")] == [70]


@pytest.mark.once
@pytest.mark.parametrize("asked", [{}, {"grant": "0"}, {"grant": "x"}, {"grant": "9" * 30}])
def test_without_a_grant_it_says_where_to_find_one(
    client: Client, mi2020: Appeal, asked: Any
) -> None:
    response = client.get(at("workbook", "R19"), asked)

    assert response.status_code == 400
    assert "Open one from the list of contributions." in words(response)


@pytest.mark.once
def test_a_grant_of_another_appeal_or_of_later_has_no_statement(
    client: Client, mi2020: Appeal, grant: Contribution
) -> None:
    foreign = make_contribution()

    for asked in ({"grant": foreign.pk}, {"grant": grant.pk, "known_on": "2020-01-01"}):
        assert client.get(at("workbook", "R19"), asked).status_code == 400
