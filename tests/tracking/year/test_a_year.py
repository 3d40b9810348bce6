"""One office's whole year through the pages alone, against a sheet that was computed by hand.

Belize, 2020: the split confirmed, four reports with one return and one re-opening, commitments,
a release, spending in three currencies with one reversal, a revision, contributions.

The sheet (USD). Spent by 31 March: 20 000 + BZD 9 000.01 / 2.0153 = 4 465.84, in all 24 465.84.
By 30 June: + 35 000 + 12 500, the latter reversed on 25 July. By 31 December: + BZD 100 000.00 /
1.9987 = 50 032.52, + MXN 1 000 000.00 / 22.1375 = 45 172.22, + 8 000 + 210 000, in all 372 670.58.
Committed: 60 000 - 20 000 by March; + 90 000 by June; 60 000 - 20 000 - 15 000 released and
max(0, 90 000 - 50 032.52 - 45 172.22) by December. Progress is weighted by 250, 550 and 300
thousand: first (20, 15, 0), then (55, 40, 0), corrected to (45, 40, 0), at last (90, 75, 100).
Funded: 300 000 committed for Belize, of which 120 000 came; of CAD 400 000 at 1.4012, 100 000 came
at 1.3750 = 72 727.27, outstanding 300 000 / 1.4012 = 214 102.20; 50 000 of it went to BZ O3.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from appeal.models import Allocation, Office, Role, User
from tests.factories import make_membership, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import APPEAL, activity_of, at, filled, words
from tracking.models import Contribution, OfficeReport, Transaction

pytestmark = [pytest.mark.publication, pytest.mark.django_db]


@dataclass
class Belize:
    """The people of the office, and what they do on their pages on a day of 2020."""

    signed_in: SignIn
    people: dict[str, User]

    @contextmanager
    def on(self, day: str, role: str) -> Iterator[Client]:
        noon = datetime.fromisoformat(f"{day}T18:00:00").replace(tzinfo=UTC)
        with time_machine.travel(noon, tick=False):
            yield self.signed_in(self.people[role])

    def send(
        self, day: str, role: str, address: str, form: str = "form", to: str = "", **typed: Any
    ) -> None:
        """Open a page, fill in its form and send it: to another address where the form says so."""
        with self.on(day, role) as browser:
            page = browser.get(address)
            assert page.status_code == 200, address
            answer = browser.post(to or address, filled(page, form, **typed))
            if answer.status_code == 422 and "unusual_reason" in answer.context[form].errors:
                reasoned = filled(answer, form, unusual_reason="The season's one large payment")
                answer = browser.post(to or address, reasoned)
            told = words(answer) if answer.status_code != 302 else ""
            assert answer.status_code == 302, f"{day} {address}: {told}"

    def enter(self, day: str, code: str, heading: str, amount: str, **typed: Any) -> Transaction:
        """The reporter records, and on the same day finance posts."""
        activity = activity_of(code)
        cell = activity.allocations.get(cell__heading__code=heading).cell
        address = at("transaction_new", code)
        self.send(day, "reporter", address, value_on=day, amount=amount, cell=cell.pk, **typed)
        entry = Transaction.objects.latest("pk")
        detail = at("transaction_detail", entry.pk)
        self.send(day, "finance", detail, "confirm", at("transaction_post", entry.pk))
        return entry

    def report(self, day: str, period: str, **percents: str) -> None:
        """The reporter logs each activity (`a1="20"` is BZ-1.1) and submits."""
        for name, percent in percents.items():
            address = f"{at('log_progress', f'BZ-{name[1:]}.1')}?period={period}"
            reason = "Counted again." if day == "2020-08-08" else ""
            self.send(
                day, "reporter", address, percent=percent, status="ongoing",
                narrative=f"What was done in {period}.", period=period, reason=reason,
            )  # fmt: skip
        self.review(day, "reporter", period, "submit", "confirm")

    def review(self, day: str, role: str, period: str, step: str, form: str, **typed: Any) -> None:
        place = at("report_detail", "BZ", period)
        self.send(day, role, place, form, f"{place}{step}/", **typed)


@pytest.fixture
def belize(mi2020: Any, signed_in: SignIn) -> Belize:
    office = Office.objects.get(code="BZ")
    region = {"region": office.region}
    places: dict[str, tuple[str, dict[str, Any]]] = {
        "reporter": (Role.REPORTER, {"office": office}),
        "finance": (Role.FINANCE, {"office": office}),
        "reviewer": (Role.REVIEWER, region),
        "manager": (Role.MANAGER, region),
        "viewer": (Role.VIEWER, region),
    }
    people = {
        name: make_membership(user=make_user(username=f"{name}.bz"), role=role, **place).user
        for name, (role, place) in places.items()
    }
    return Belize(signed_in, people)


def confirm_the_plan(belize: Belize) -> None:
    """BZ-1.1 gives 50 000 of O1 to BZ-3.1; P1, which nobody draws on, goes to BZ-2.1."""
    address = reverse("appeal:allocations", args=[APPEAL, "BZ"])
    cells = {c.heading.code: c for c in Office.objects.get(code="BZ").requirements.all()}
    wanted = {("BZ-1.1", "O1"): "200000", ("BZ-3.1", "O1"): "50000", ("BZ-2.1", "P1"): "120000"}
    typed = {
        f"amount-{activity_of(code).pk}-{cells[heading].pk}": amount
        for (code, heading), amount in wanted.items()
    }
    belize.send("2020-01-20", "manager", address, step="save", **typed)
    belize.send("2020-01-20", "manager", address, step="confirm")


def keep_rates(belize: Belize) -> None:
    for day, currency, rate in (
        ("2020-03-01", "BZD", "2.0153"),
        ("2020-08-01", "BZD", "1.9987"),
        ("2020-10-01", "MXN", "22.1375"),
        ("2020-05-01", "CAD", "1.4012"),
        ("2020-06-01", "CAD", "1.3750"),
    ):
        belize.send(day, "manager", at("rate_new"), currency=currency, effective_on=day, rate=rate)


def first_half(belize: Belize) -> None:
    contract = belize.enter("2020-02-10", "BZ-1.1", "O1", "60000", kind="commitment")
    belize.enter("2020-03-05", "BZ-1.1", "O1", "20000", kind="disbursement", against=contract.pk)
    belize.enter("2020-03-12", "BZ-1.1", "P2", "9000.01", currency="BZD")
    belize.report("2020-04-10", "2020-Q1", a1="20", a2="10", a3="0")
    belize.review(
        "2020-04-12", "reviewer", "2020-Q1", "return", "returning", reason="BZ-2.1 is behind?"
    )
    belize.report("2020-04-14", "2020-Q1", a2="15")
    belize.review("2020-04-20", "reviewer", "2020-Q1", "approve", "confirm")
    belize.send(
        "2020-05-15", "manager", reverse("appeal:revisions", args=[APPEAL, "BZ"]),
        cell=Office.objects.get(code="BZ").requirements.get(heading__code="O3").pk,
        amount="460000", effective_on="2020-06-01", reason="A second border post.",
    )  # fmt: skip
    belize.enter("2020-05-20", "BZ-2.1", "O3", "35000")
    twice = belize.enter("2020-06-15", "BZ-2.1", "O3", "12500")
    belize.enter("2020-06-20", "BZ-3.1", "O2", "90000", kind="commitment")
    belize.report("2020-07-10", "2020-Q2", a1="55", a2="40", a3="")
    belize.review("2020-07-20", "reviewer", "2020-Q2", "approve", "confirm")
    reverse_it = at("transaction_reverse", twice.pk)
    belize.send("2020-07-25", "finance", reverse_it, "reversing", reason="Paid twice.")


def second_half(belize: Belize) -> None:
    belize.review(
        "2020-08-05", "manager", "2020-Q2", "reopen", "reopening", reason="BZ-1.1 was overstated."
    )
    belize.report("2020-08-08", "2020-Q2", a1="45")
    belize.review("2020-08-10", "reviewer", "2020-Q2", "approve", "confirm")
    office = Transaction.objects.get(kind="commitment", cell__heading__code="O2")
    centre = Transaction.objects.get(kind="commitment", cell__heading__code="O1")
    belize.enter("2020-08-11", "BZ-3.1", "O2", "100000", currency="BZD", against=office.pk)
    belize.enter("2020-09-10", "BZ-1.1", "O1", "15000", kind="release", against=centre.pk)
    belize.report("2020-10-12", "2020-Q3", a1="60", a2="40", a3="35")
    belize.review("2020-10-22", "reviewer", "2020-Q3", "approve", "confirm")
    belize.enter(
        "2020-10-14", "BZ-3.1", "O2", "1000000", currency="MXN", kind="disbursement",
        against=office.pk,
    )  # fmt: skip
    belize.enter("2020-11-30", "BZ-1.1", "P2", "8000")
    belize.enter("2020-12-10", "BZ-2.1", "O3", "210000")
    address = at("transaction_new", "BZ-2.1")
    cell = activity_of("BZ-2.1").allocations.get(cell__heading__code="P1").cell_id
    belize.send(
        "2020-12-15", "reporter", address, value_on="2020-12-15", amount="999.00", cell=cell
    )
    belize.report("2021-01-11", "2020-Q4", a1="90", a2="75", a3="100")
    belize.review("2021-01-20", "reviewer", "2020-Q4", "approve", "confirm")


def contributions(belize: Belize) -> None:
    new = at("contribution_new")
    office = Office.objects.get(code="BZ")
    belize.send(
        "2020-02-03", "manager", new, new_donor="Fund of the North", new_donor_kind="private",
        reference="N-1", currency="USD", office=office.pk,
    )  # fmt: skip
    north = Contribution.objects.latest("pk").pk
    for day, kind, amount in (
        ("2020-02-03", "pledge", "500000"),
        ("2020-03-10", "commitment", "300000"),
        ("2020-04-15", "receipt", "120000"),
    ):
        belize.send(day, "manager", at("flow_new", north), kind=kind, value_on=day, amount=amount)
    belize.send(
        "2020-05-12", "manager", new, new_donor="Fund of the West", new_donor_kind="government",
        reference="W-7", currency="CAD",
    )  # fmt: skip
    west = Contribution.objects.latest("pk").pk
    for day, kind, amount in (
        ("2020-05-12", "commitment", "400000"),
        ("2020-06-18", "receipt", "100000"),
    ):
        belize.send(day, "manager", at("flow_new", west), kind=kind, value_on=day, amount=amount)
    headings = {c.heading.code: c.heading.pk for c in office.requirements.all()}
    for day, pk, source, heading, amount in (
        ("2020-07-05", west, "0-0", "O3", "50000"),
        ("2020-07-10", north, f"{office.pk}-0", "O1", "80000"),
    ):
        belize.send(
            day, "manager", at("assignment_new", pk), source=source, office=office.pk,
            heading=headings[heading], amount=amount, effective_on=day,
        )  # fmt: skip


# as at, as known on (empty: now) -> what the office's page shows.
SHEET = {
    ("2020-03-31", ""): {
        "requirement": "1100000", "allocated": "1100000", "funded": "300000",
        "spent": "24465.84", "committed": "40000", "balance": "1035534.16",
        "delivery": 24465.84 / 1100000, "coverage": 3 / 11, "progress": 13250 / 1100,
    },
    ("2020-06-30", "2020-05-14"): {
        "requirement": "1100000", "spent": "24465.84", "progress": 13250 / 1100,
    },
    ("2020-06-30", "2020-07-22"): {
        "requirement": "1160000", "spent": "71965.84", "committed": "130000",
        "balance": "958034.16", "progress": 32.5,
    },
    ("2020-06-30", "2020-07-31"): {
        "spent": "59465.84", "committed": "130000", "balance": "970534.16", "progress": 32.5,
    },
    ("2020-06-30", "2020-08-06"): {"spent": "59465.84", "progress": 13250 / 1100},
    ("2020-06-30", ""): {
        "requirement": "1160000", "unallocated": "60000", "spent": "59465.84",
        "funded": "300000", "progress": 33250 / 1100,
    },
    ("2020-12-31", ""): {
        "requirement": "1160000", "allocated": "1100000", "unallocated": "60000",
        "funded": "350000", "pledged": "500000", "spent": "372670.58", "committed": "25000",
        "balance": "762329.42", "delivery": 372670.58 / 1160000, "coverage": 35 / 116,
        "progress": 93750 / 1100,
    },
}  # fmt: skip
ACTIVITIES = {
    "BZ-1.1": ("250000", "32465.84", "25000", "192534.16", 90),
    "BZ-2.1": ("550000", "245000", "0", "305000", 75),
    "BZ-3.1": ("300000", "95204.74", "0", "204795.26", 100),
}


@pytest.mark.slow
def test_a_year_through_the_pages_comes_to_the_sheet_computed_by_hand(
    belize: Belize, capsys: pytest.CaptureFixture
) -> None:
    confirm_the_plan(belize)
    keep_rates(belize)
    first_half(belize)
    second_half(belize)
    contributions(belize)

    the_office_shows_the_sheet(belize.signed_in(belize.people["viewer"]))
    each_activity_shows_its_line(belize.signed_in(belize.people["viewer"]))
    the_appeal_is_funded_by_what_came_and_is_outstanding(belize.signed_in(belize.people["viewer"]))
    every_step_is_kept()
    drafts_count_only_where_they_are_asked_for(belize.signed_in(belize.people["reporter"]))
    # All of it is one transaction here: what was written is sealed, as if it were committed.
    connection.check_constraints()
    call_command("check_records")
    assert "All records agree." in capsys.readouterr().out


def the_office_shows_the_sheet(browser: Client) -> None:
    for (as_at, known_on), expected in SHEET.items():
        asked = {"as_at": as_at} | ({"known_on": known_on} if known_on else {})
        page = browser.get(at("office_detail", "BZ"), asked)
        shown = {name: getattr(page.context["figures"].whole, name) for name in expected}
        assert shown == {name: exact(value) for name, value in expected.items()}, asked


def exact(value: Any) -> Any:
    """Money to the cent as it is; a share as near as a float comes."""
    return Decimal(value) if isinstance(value, str) else pytest.approx(value, rel=1e-12)


def each_activity_shows_its_line(browser: Client) -> None:
    for code, (allocated, spent, committed, balance, percent) in ACTIVITIES.items():
        page = browser.get(at("activity_detail", code), {"as_at": "2020-12-31"})
        activity = page.context["activity"].figures
        figures = (activity.allocated, activity.spent, activity.committed, activity.balance)
        assert figures == tuple(map(Decimal, (allocated, spent, committed, balance))), code
        assert (activity.progress, activity.is_indicative) == (percent, False)


def the_appeal_is_funded_by_what_came_and_is_outstanding(browser: Client) -> None:
    whole = browser.get(at("overview"), {"as_at": "2020-12-31"}).context["figures"].whole
    assert whole.funded == Decimal("300000") + Decimal("72727.27") + Decimal("214102.20")
    assert whole.pledged == Decimal("500000")
    matrix = browser.get(at("matrix"), {"as_at": "2020-12-31", "measure": "funded"})
    ((_office, row, total, _rest),) = [
        line for line in matrix.context["grid"].rows if line[0].code == "BZ"
    ]
    by_heading = {square.heading.code: square.value for square in row}
    assert (by_heading["O1"], by_heading["O3"]) == (Decimal("80000"), Decimal("50000"))
    assert total == Decimal("350000")


def every_step_is_kept() -> None:
    q1, q2 = OfficeReport.objects.filter(office__code="BZ").order_by("period__starts_on")[:2]
    steps = [event.to_state for event in q1.reviews.order_by("pk")]
    assert steps == ["submitted", "returned", "submitted", "approved"]
    steps = [event.to_state for event in q2.reviews.order_by("pk")]
    assert steps == ["submitted", "approved", "draft", "submitted", "approved"]
    first = q2.updates.filter(activity__code="BZ-1.1").order_by("pk").first()
    assert (first.percent, first.superseded_at is not None) == (55, True)
    assert not Allocation.objects.filter(cell__office__code="BZ", basis="indicative").exists()


def drafts_count_only_where_they_are_asked_for(browser: Client) -> None:
    page = browser.get(at("office_detail", "BZ"), {"as_at": "2020-12-31", "include": "draft"})
    assert page.context["figures"].whole.spent == Decimal("372670.58") + Decimal("999.00")
