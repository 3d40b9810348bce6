"""The next appeal of a demonstration: on one clock with it, published, carried over to, tracked."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from appeal.actions import keep_table
from appeal.models import Appeal, User
from appeal.web.clock import now_in
from tests.factories import make_appeal
from tests.tracking.browsing import at, filled, words
from tracking.demonstration import is_unfinished
from tracking.models import ExchangeRate, OfficeReport, Transaction, open_commitments

TODAY, NEXT = date(2020, 10, 23), date(2021, 1, 1)
THERE = "/appeals/MI2021-CNAC/"
TYPED = {"percent": "5", "status": "ongoing", "narrative": "Begun."}
SignIn = Callable[[str], Client]

pytestmark = [pytest.mark.publication, pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def sign_in(demonstration: Appeal, signed_in: Callable[[User], Client]) -> SignIn:
    User.objects.update(language="en")
    return lambda username: signed_in(User.objects.get(username=username))


@pytest.fixture
def draft(demonstration: Appeal, sign_in: SignIn) -> Appeal:
    """All of 2020 copied, with its amounts."""
    address = "/appeals/new/?of=MI2020-CNAC"
    manager = sign_in("manager.ro")
    manager.post(address, filled(manager.get(address)))
    appeal = Appeal.objects.get(code="MI2021-CNAC")
    amounts = {(row.office_id, row.heading_id): row.amount
               for row in demonstration.requirements.all()}  # fmt: skip
    return keep_table(
        appeal=appeal, version=None, amounts=amounts, totals={}, at=now_in(demonstration)
    )


def publish(manager: Client) -> Any:
    address = f"{THERE}publish/"
    page = manager.get(address)
    odd = {name: "on" for name in page.context["form"].fields if name.startswith("odd-")}
    return manager.post(address, filled(page, source_name="The book of 2021", **odd))


def clocks() -> set[tuple[bool, date | None]]:
    return set(Appeal.objects.values_list("is_demonstration", "clock_stands_on"))


def test_an_appeal_copied_in_the_demonstration_is_of_its_day(
    draft: Appeal, sign_in: SignIn
) -> None:
    page = sign_in("manager.ro").get(f"{THERE}draft/")

    assert clocks() == {(True, TODAY)}
    assert "Demonstration data" in words(page)
    assert {draft.day_of(row.history_date) for row in draft.history.all()} <= {TODAY}


def test_one_that_is_typed_in_the_demonstration_is_of_its_day_and_beside_a_real_one_is_not(
    demonstration: Appeal, sign_in: SignIn
) -> None:
    manager = sign_in("manager.ro")

    def begun(code: str) -> Appeal:
        typed = {"code": code, "title_en": "A plan", "year": 2021, "starts_on": "2021-01-01",
                 "ends_on": "2021-12-31", "source_name": "A book",
                 "framework": demonstration.framework_id}  # fmt: skip
        manager.post("/appeals/new/", filled(manager.get("/appeals/new/"), **typed))
        return Appeal.objects.get(code=code)

    assert begun("MI2021-X").clock_stands_on == TODAY
    make_appeal(code="REAL", region=demonstration.region, year=2022)
    assert not begun("MI2021-Y").is_demonstration


def test_publishing_it_says_that_the_demonstration_goes_on_to_its_first_day_and_does_so(
    draft: Appeal, sign_in: SignIn
) -> None:
    manager = sign_in("manager.ro")
    said = words(manager.get(f"{THERE}publish/"))

    assert "Publishing it moves the date to 1 Jan 2021" in said
    assert publish(manager).url == THERE
    assert clocks() == {(True, NEXT)}
    assert not manager.get(THERE).context["late"]
    months = ExchangeRate.objects.filter(currency="GTQ", effective_on__gt=TODAY)
    assert set(months.values_list("effective_on__month", flat=True)) == {11, 12, 1}


def test_one_that_has_begun_already_moves_no_date(draft: Appeal, sign_in: SignIn) -> None:
    Appeal.objects.update(clock_stands_on=date(2021, 2, 3))

    publish(sign_in("manager.ro"))

    assert clocks() == {(True, date(2021, 2, 3))}


def test_an_open_commitment_is_carried_over_to_it_on_its_first_day(
    draft: Appeal, demonstration: Appeal, sign_in: SignIn
) -> None:
    publish(sign_in("manager.ro"))
    finance = sign_in("finance.gt")
    own = open_commitments(demonstration).filter(cell__office__code="GT")
    commitment = own.first()
    assert commitment is not None
    address = at("commitment_carry", commitment.pk)

    typed = filled(finance.get(address), reason="The works go on.")
    said = words(finance.post(address, typed, follow=True))

    made = Transaction.objects.get(continues=commitment)
    assert (made.cell.appeal, made.value_on, made.is_posted) == (draft, NEXT, True)
    assert "is released here and committed in MI2021-CNAC" in said
    assert made.amount > Decimal(0)


def test_its_first_period_is_reported_on_time(draft: Appeal, sign_in: SignIn) -> None:
    publish(sign_in("manager.ro"))
    reporter = sign_in("reporter.gt")
    address = f"{THERE}activities/GT-1.1/progress/"

    reporter.post(address, filled(reporter.get(address), **TYPED))

    report = OfficeReport.objects.get(period__appeal=draft)
    assert report.period.code == "2021-Q1"
    assert "late" not in words(reporter.get(f"{THERE}reports/"))


def test_the_demonstration_starts_again_with_it(
    draft: Appeal, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(sign_in("manager.ro"))
    draft.refresh_from_db()

    assert not is_unfinished(draft)
    call_command("load_demo")
    assert "nothing is changed" in capsys.readouterr().out
