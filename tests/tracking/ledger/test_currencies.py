"""Money in other currencies: the rate of the month of its value date, or a draft that waits."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Office, User
from tests.factories import make_rate, make_transaction, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, complaints, filled, words
from tracking import actions
from tracking.figures import figures_of
from tracking.models import ExchangeRate, Transaction

pytestmark = pytest.mark.person("finance_gt")


MAY = datetime(2020, 5, 10, 15, tzinfo=UTC)
TYPED = {"value_on": "2020-03-15", "amount": "770", "currency": "GTQ"}


def posted(activity: Activity, **fields: Any) -> Transaction:
    entry = make_transaction(activity=activity, **{"currency": "GTQ"} | fields)
    return actions.post_transaction(entry=entry, version=1, by=make_user(), at=MAY)


def confirm(client: Client, entry: Transaction) -> Any:
    sent = filled(client.get(at("transaction_detail", entry.pk)), "confirm")
    return client.post(at("transaction_post", entry.pk), sent)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2020, 3, 1), "7.70"),
        (date(2020, 3, 15), "7.70"),
        (date(2020, 3, 16), "7.80"),
        (date(2020, 3, 31), "7.80"),
    ],
)
def test_the_newest_rate_of_the_month_by_the_value_date_wins(
    activity: Activity, day: date, rate: str
) -> None:
    make_rate(effective_on=date(2020, 2, 1), rate="7.60")
    make_rate(effective_on=date(2020, 3, 1), rate="7.70")
    make_rate(effective_on=date(2020, 3, 16), rate="7.80")
    make_rate(effective_on=date(2020, 4, 1), rate="7.90")
    make_rate(currency="HNL", effective_on=date(2020, 3, 15), rate=25)

    assert posted(activity, value_on=day).rate == Decimal(rate)


@pytest.mark.parametrize("effective_on", [date(2020, 2, 29), date(2020, 3, 16), date(2020, 4, 1)])
def test_neither_last_months_rate_nor_a_later_one_counts(
    activity: Activity, effective_on: date
) -> None:
    make_rate(effective_on=effective_on)

    with pytest.raises(actions.NoRate, match="GTQ exchange rate for March 2020"):
        posted(activity, value_on=date(2020, 3, 15))


def test_usd_is_the_amount_over_the_rate_rounded_half_even_and_both_are_kept(
    activity: Activity,
) -> None:
    rate = make_rate(rate="8")
    entry = posted(activity, amount=Decimal("0.20"))

    assert (entry.rate, entry.usd_amount) == (8, Decimal("0.02"))
    rate.rate = Decimal(4)
    actions.keep_rate(rate=rate, version=None, at=MAY)
    entry.refresh_from_db()
    assert (entry.rate, entry.usd_amount) == (8, Decimal("0.02"))


def test_two_currencies_add_up_in_usd(activity: Activity) -> None:
    make_rate(rate="7.70")
    make_rate(currency="MXN", rate="22.50")
    posted(activity, amount=770)
    posted(activity, amount=450, currency="MXN")
    posted(activity, amount=5, currency="USD")

    seen = Viewpoint(date(2020, 12, 31), Include.OFFICIAL, Office.objects.none())
    assert figures_of(activity.appeal, seen).activity(activity.pk).spent == 125


def test_an_amount_that_is_too_large_in_usd_is_refused(activity: Activity) -> None:
    make_rate(currency="KWD", rate="0.30")
    huge = Transaction(
        activity=activity, cell=activity.allocations.get().cell, value_on=date(2020, 3, 15),
        amount=Decimal("9000000000000"), currency="KWD",
    )  # fmt: skip

    with pytest.raises(actions.NotPostable, match="too large"):
        actions.draft_transaction(entry=huge, version=None, by=make_user(), at=MAY)


# The pages


def test_a_new_form_is_expenditure_in_usd(client: Client, activity: Activity) -> None:
    form = client.get(at("transaction_new", "GT-1.1")).context["form"]

    assert (form["kind"].value(), form["currency"].value()) == ("expenditure", "USD")


def test_the_currencies_with_a_rate_are_suggested(client: Client, activity: Activity) -> None:
    make_rate()
    make_rate(effective_on=date(2020, 4, 1))
    make_rate(currency="BZD", rate=2)

    page = client.get(at("transaction_new", "GT-1.1"))

    assert page.context["form"].currencies == ["USD", "BZD", "GTQ"]
    assert '<option value="GTQ">' in page.content.decode()


@pytest.mark.parametrize("typed", ["GTQ", "gtq", " gtq "])
def test_a_draft_takes_the_usd_of_the_rate_that_is_known(
    client: Client, activity: Activity, typed: str
) -> None:
    make_rate()
    address = at("transaction_new", "GT-1.1")

    client.post(address, filled(client.get(address), **TYPED | {"currency": typed}))

    entry = Transaction.objects.get()
    assert (entry.currency, entry.usd_amount, entry.rate) == ("GTQ", 100, None)
    page = words(client.get(at("transaction_detail", entry.pk)))
    assert "GTQ 770.00" in page
    assert "7.70 GTQ per USD (today's rate; fixed when it is posted)" in page
    assert "In USD 100.00" in page


@pytest.mark.once
@pytest.mark.parametrize("typed", ["Q 770.00", "GTQ 770", "770 q", "Q.770.00"])
@pytest.mark.parametrize("currency", ["GTQ", " gtq "])
def test_an_amount_may_bear_the_sign_of_the_currency_that_is_typed_beside_it(
    client: Client, activity: Activity, typed: str, currency: str
) -> None:
    address = at("transaction_new", "GT-1.1")

    client.post(
        address, filled(client.get(address), **TYPED | {"amount": typed, "currency": currency})
    )

    entry = Transaction.objects.get()
    assert (entry.currency, entry.amount) == ("GTQ", 770)


@pytest.mark.once
@pytest.mark.parametrize(("typed", "other"), [("USD 10", "USD"), ("$10", "USD"), ("10 €", "EUR")])
def test_an_amount_with_the_sign_of_another_currency_is_refused(
    client: Client, activity: Activity, typed: str, other: str
) -> None:
    address = at("transaction_new", "GT-1.1")

    answer = client.post(address, filled(client.get(address), **TYPED | {"amount": typed}))

    assert complaints(answer)["amount"] == [
        f"“{typed}” is in {other}, but the currency here is GTQ. Enter the amount in GTQ"
        " or correct the currency."
    ]
    assert not Transaction.objects.exists()


@pytest.mark.once
def test_beside_a_currency_that_is_refused_no_sign_is_judged(
    client: Client, activity: Activity
) -> None:
    address = at("transaction_new", "GT-1.1")
    typed = TYPED | {"amount": "Q 10", "currency": "QQQ"}

    answer = client.post(address, filled(client.get(address), **typed))

    assert complaints(answer).keys() == {"currency"}


@pytest.mark.once
@pytest.mark.parametrize("typed", ["QQQ", "Quetzal", "GT", "Q", "G Q", "12", "ＧＴＱ", "GTQ;"])
def test_an_unknown_currency_is_refused_and_everything_typed_stays(
    client: Client, activity: Activity, typed: str
) -> None:
    address = at("transaction_new", "GT-1.1")

    answer = client.post(
        address, filled(client.get(address), **TYPED | {"currency": typed, "note": "Kept"})
    )

    assert answer.status_code == 422
    assert complaints(answer) == {
        "currency": [
            f"“{typed}” is not an ISO 4217 currency. Enter its three letters, such as GTQ."
        ]
    }
    assert answer.context["form"]["note"].value() == "Kept"
    assert not Transaction.objects.exists()


def test_without_a_rate_the_draft_is_saved_and_says_so(client: Client, activity: Activity) -> None:
    address = at("transaction_new", "GT-1.1")

    answer = client.post(address, filled(client.get(address), **TYPED), follow=True)

    entry = Transaction.objects.with_signed().get()
    assert (entry.usd_amount, entry.signed) == (None, None)
    assert "Saved as a draft: GTQ 770.00 on GT-1.1." in words(answer)
    assert "There is no GTQ exchange rate for March 2020" in words(answer)
    assert "GTQ 770.00 –" in words(client.get(at("transaction_list")))
    assert "Expenditure, GTQ 770.00" in words(client.get(at("transaction_detail", entry.pk)))


def test_posting_without_a_rate_is_refused_with_whom_to_ask(
    client: Client, activity: Activity
) -> None:
    entry = make_transaction(activity=activity, currency="GTQ", usd_amount=None)
    page = words(client.get(at("transaction_detail", entry.pk)))
    assert "This cannot be posted yet." in page

    answer = confirm(client, entry)

    assert answer.status_code == 409
    assert (
        "GTQ exchange rate for March 2020 up to the value date. Ask a manager to add it"
        in words(answer)
    )
    assert not Transaction.objects.get().is_posted


def test_a_manager_is_led_to_add_the_rate_and_others_are_not(
    client: Client, manager_ro: User, signed_in: SignIn, activity: Activity
) -> None:
    entry = make_transaction(activity=activity, currency="GTQ", usd_amount=None)
    address = at("transaction_detail", entry.pk)
    link = f"{at('rate_new')}?currency=GTQ&amp;effective_on=2020-03-01"

    assert link in signed_in(manager_ro).get(address).content.decode()
    assert link not in client.get(address).content.decode()


def test_once_the_rate_is_there_the_draft_has_its_usd_and_is_posted(
    client: Client, activity: Activity
) -> None:
    entry = make_transaction(activity=activity, currency="GTQ", amount=770, usd_amount=None)
    rate = ExchangeRate(currency="GTQ", effective_on=date(2020, 3, 1), rate=Decimal("7.70"))
    actions.keep_rate(rate=rate, version=None, at=MAY)
    entry.refresh_from_db()
    assert (entry.usd_amount, entry.version) == (100, 1)
    assert entry.history.latest("history_id").history_date == MAY

    assert confirm(client, entry).status_code == 302

    entry.refresh_from_db()
    assert (entry.is_posted, entry.rate, entry.usd_amount) == (True, Decimal("7.70"), 100)
    page = words(client.get(at("transaction_detail", entry.pk)))
    assert "GTQ 770.00" in page
    assert "Rate 7.70 GTQ per USD" in page


def test_a_changed_rate_values_drafts_anew_and_other_currencies_not(activity: Activity) -> None:
    rate = make_rate()
    ours = make_transaction(activity=activity, currency="GTQ", amount=770, usd_amount=100)
    other = make_transaction(activity=activity, currency="HNL", amount=770, usd_amount=None)
    rate.rate = Decimal("3.85")

    actions.keep_rate(rate=rate, version=None, at=MAY)

    ours.refresh_from_db()
    other.refresh_from_db()
    assert (ours.usd_amount, other.usd_amount, other.history.count()) == (200, None, 1)


def test_a_rate_that_moves_to_another_currency_leaves_drafts_without(activity: Activity) -> None:
    rate = make_rate()
    entry = make_transaction(activity=activity, currency="GTQ", amount=770, usd_amount=100)
    rate.currency = "HNL"

    actions.keep_rate(rate=rate, version=None, at=MAY)

    entry.refresh_from_db()
    assert entry.usd_amount is None
