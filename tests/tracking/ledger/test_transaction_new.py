"""Recording spend: a draft of the own office, once, with every refusal in a sentence."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from appeal.models import Activity, Allocation, Receipt, Requirement, User
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.models import Transaction

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]

TYPED = {
    "value_on": "2020-03-15",
    "amount": "1250.50",
    "counterpart": "A printer",
    "reference": "V-17",
    "note": "Leaflets",
}


@pytest.fixture
def address(activity: Activity) -> str:
    return at("transaction_new", activity.code)


def test_it_saves_a_draft_of_expenditure_in_usd(client: Client, address: str) -> None:
    response = client.post(address, filled(client.get(address), **TYPED), follow=True)

    entry = Transaction.objects.get()
    assert (entry.value_on, entry.amount) == (date(2020, 3, 15), Decimal("1250.50"))
    assert (entry.currency, entry.kind, entry.is_posted) == ("USD", "expenditure", False)
    assert (entry.counterpart, entry.reference, entry.note) == ("A printer", "V-17", "Leaflets")
    assert (entry.activity.code, entry.office.code) == ("GT-1.1", "GT")
    assert entry.entered_by.username == "reporter.gt"
    assert "Saved as a draft: USD 1,250.50 on GT-1.1." in words(response)


def test_finance_records_spend_too(finance_gt: User, signed_in: SignIn, address: str) -> None:
    client = signed_in(finance_gt)

    assert client.post(address, filled(client.get(address), **TYPED)).status_code == 302


def test_the_only_cell_that_the_activity_draws_on_is_chosen_already(
    client: Client, address: str, activity: Activity
) -> None:
    cell = activity.allocations.get().cell

    assert client.get(address).context["form"]["cell"].value() == cell.pk


@pytest.mark.parametrize(
    ("amount", "saved"),
    [
        ("0.01", "0.01"),
        ("1,250.5", "1250.50"),
        ("1 250.50", "1250.50"),
        ("$ 12", "12.00"),
        ("1'250.5", "1250.50"),
    ],
)
def test_it_reads_an_amount_as_people_write_it(
    client: Client, address: str, amount: str, saved: str
) -> None:
    client.post(address, filled(client.get(address), **TYPED | {"amount": amount}))

    assert Transaction.objects.get().amount == Decimal(saved)


FOREIGN = (
    "“{}” is in {}, but the currency here is USD. Enter the amount in USD or correct the currency."
)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("0", "The amount must be above zero."),
        ("-5", "The amount must be above zero."),
        ("NaN", "This is not an amount. Use digits only, for example 1250.50."),
        ("Infinity", "This is not an amount. Use digits only, for example 1250.50."),
        ("1.2.3", "This is not an amount. Use digits only, for example 1250.50."),
        ("1250,000", "This is not an amount. Use digits only, for example 1250.50."),
        ("1e3", "This is not an amount. Use digits only, for example 1250.50."),
        ("abc", "This is not an amount. Use digits only, for example 1250.50."),
        ("١٢", "This is not an amount. Use digits only, for example 1250.50."),
        ("0,125", "An amount can have at most two decimals, for example 1250.50."),
        ("GTQ 10", FOREIGN.format("GTQ 10", "GTQ")),
        ("Q10", FOREIGN.format("Q10", "GTQ")),
        ("12.505", "An amount can have at most two decimals, for example 1250.50."),
        ("10000000000000", "This amount is too large."),
        ("9" * 400, "This amount is too large."),
        ("", "This field is required."),
    ],
)
def test_what_is_no_amount_is_refused_and_everything_typed_stays(
    client: Client, address: str, amount: str, sentence: str
) -> None:
    typed = TYPED | {"amount": amount}

    response = client.post(address, filled(client.get(address), **typed))

    assert response.status_code == 422
    assert complaints(response) == {"amount": [sentence]}
    assert sentence in words(response)
    for value in typed.values():
        assert value in response.content.decode()
    assert not Transaction.objects.exists()
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("value_on", "sentence"),
    [
        ("2021-04-01", "The appeal closed on 2021-03-31. Enter a value date up to that day."),
        ("2999-01-01", "The value date is in the future."),
        ("2019-12-31", "The value date is outside 2020. Give the reason for the date."),
        ("2021-01-01", "The value date is outside 2020. Give the reason for the date."),
        ("2020-02-30", "Enter a valid date."),
        ("yesterday", "Enter a valid date."),
        ("", "This field is required."),
    ],
)
def test_a_value_date_that_is_not_accepted_is_refused_and_everything_typed_stays(
    client: Client, address: str, value_on: str, sentence: str
) -> None:
    typed = TYPED | {"value_on": value_on}

    response = client.post(address, filled(client.get(address), **typed))

    assert response.status_code == 422
    assert complaints(response) == {"value_on": [sentence]}
    for value in typed.values():
        assert value in response.content.decode()
    assert not Transaction.objects.exists()
    assert not Receipt.objects.exists()


def test_a_refused_form_is_saved_once_it_is_corrected(client: Client, address: str) -> None:
    refusal = client.post(
        address, filled(client.get(address), **TYPED | {"value_on": "2999-01-01"})
    )

    response = client.post(address, filled(refusal, value_on="2020-03-15"))

    assert response.status_code == 302
    assert Transaction.objects.get().counterpart == "A printer"


def test_a_date_outside_the_year_is_taken_with_its_reason(client: Client, address: str) -> None:
    typed = TYPED | {"value_on": "2021-02-01", "late_reason": "The invoice came late."}

    assert client.post(address, filled(client.get(address), **typed)).status_code == 302
    assert Transaction.objects.get().late_reason == "The invoice came late."


def test_tomorrow_is_the_future_and_today_is_not(
    reporter_gt: User, signed_in: SignIn, address: str
) -> None:
    with time_machine.travel(datetime(2020, 4, 10, 15, tzinfo=UTC), tick=False):
        client = signed_in(reporter_gt)

        def enter(day: str) -> Any:
            return client.post(address, filled(client.get(address), **TYPED | {"value_on": day}))

        assert complaints(enter("2020-04-11"))["value_on"] == ["The value date is in the future."]
        assert enter("2020-04-10").status_code == 302


@pytest.mark.parametrize("name", ["cell", "idempotency_key"])
def test_what_is_missing_is_asked_for(client: Client, address: str, name: str) -> None:
    response = client.post(address, filled(client.get(address), **TYPED) | {name: ""})

    assert response.status_code == 422
    assert complaints(response) == {name: ["This field is required."]}


@pytest.mark.parametrize("office", ["HN", "GT"])
def test_a_cell_that_the_activity_does_not_draw_on_is_refused(
    client: Client, address: str, activity: Activity, office: str
) -> None:
    foreign = Requirement.objects.filter(appeal=activity.appeal, office__code=office)
    cell = foreign.exclude(allocations__activity=activity).first()
    assert cell is not None

    response = client.post(address, filled(client.get(address), **TYPED, cell=cell.pk))

    assert response.status_code == 422
    assert list(complaints(response)) == ["cell"]
    assert not Transaction.objects.exists()


def test_what_the_form_does_not_ask_cannot_be_forged(
    client: Client, address: str, finance_gt: User
) -> None:
    foreign = activity_of("HN-1.1")
    forged = {
        "activity": foreign.pk,
        "office": foreign.office.pk,
        "posted_by": finance_gt.pk,
        "posted_at": "2020-04-01",
        "rate": "1",
        "entered_by": finance_gt.pk,
    }

    client.post(address, filled(client.get(address), **TYPED) | forged)

    entry = Transaction.objects.get()
    assert (entry.activity.code, entry.office.code, entry.currency) == ("GT-1.1", "GT", "USD")
    assert (entry.rate, entry.is_posted, entry.entered_by.username) == (None, False, "reporter.gt")


def test_another_offices_activity_is_not_found(client: Client) -> None:
    foreign = at("transaction_new", "HN-1.1")

    assert client.get(foreign).status_code == 404
    assert client.post(foreign, TYPED | {"idempotency_key": uuid4()}).status_code == 404
    assert not Transaction.objects.exists()


def test_without_an_allocation_the_page_says_whom_to_ask(
    client: Client, address: str, activity: Activity
) -> None:
    Allocation.objects.filter(activity=activity).delete()

    page = client.get(address)

    assert "This activity has no budget" in words(page)
    response = client.post(address, filled(page, **TYPED))
    assert response.status_code == 422


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client: Client, address: str
) -> None:
    sent = filled(client.get(address), **TYPED)

    first, second = client.post(address, sent), client.post(address, sent | {"amount": "9"})

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Transaction.objects.get().amount == Decimal("1250.50")


def test_it_leads_back_to_the_list_one_came_from(client: Client, address: str) -> None:
    back = at("activity_list") + "?office=GT&page=2"
    page = client.get(address, {"next": back})

    response = client.post(address, filled(page, **TYPED, next=page.context["back"]))

    assert (response.status_code, response.url) == (302, back)


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "/a" * 400])
def test_it_leads_to_the_activity_where_next_is_foreign_or_endless(
    client: Client, address: str, activity: Activity, next_page: str
) -> None:
    response = client.post(address, filled(client.get(address), **TYPED, next=next_page))

    assert (response.status_code, response.url) == (302, at("activity_detail", activity.code))


def test_markup_is_shown_as_typed_and_never_run(client: Client, address: str) -> None:
    attack = "<script>alert(1)</script>"
    client.post(address, filled(client.get(address), **TYPED | {"counterpart": attack}))
    entry = Transaction.objects.get()

    for page in (
        at("transaction_list"),
        at("transaction_detail", entry.pk),
        at("activity_detail", "GT-1.1"),
    ):
        shown = client.get(page).content.decode()
        assert attack not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_without_a_csrf_token_nothing_is_saved(
    reporter_gt: User, client: Client, address: str
) -> None:
    sent = filled(client.get(address), **TYPED)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter_gt)

    assert strict.post(address, sent).status_code == 403
    assert not Transaction.objects.exists()
    strict.get(address)
    token = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    assert strict.post(address, sent | token).status_code == 302
