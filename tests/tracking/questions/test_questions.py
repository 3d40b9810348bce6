"""What is far from its neighbours is asked about before it is kept, with what it is compared to."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from appeal.models import Activity, User
from tests.appeal.admin.test_admin import at as at_admin
from tests.appeal.admin.test_admin import typed as typed_there
from tests.factories import make_rate, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.models import ExchangeRate, Question, Transaction

pytestmark = pytest.mark.person("reporter_gt")


TYPED = {"value_on": "2020-03-15", "amount": "100", "counterpart": "A printer", "reference": "V-1"}
REASON = "The invoice says so, and the contract too."
FIRST = "Correct the unusual value, or explain why it is right."


def record(client: Client, **typed: Any) -> Any:
    address = at("transaction_new", "GT-1.1")
    return client.post(address, filled(client.get(address), **TYPED | typed))


def again(client: Client, page: Any, **typed: Any) -> Any:
    """The page that asks, sent back with what is typed into it."""
    return client.post(page.request["PATH_INFO"], filled(page, **typed))


def entered(activity: Activity, *amounts: int, **fields: Any) -> None:
    for day, amount in enumerate(amounts, start=1):
        fields = {"reference": f"E-{day}", "value_on": date(2020, 2, day)} | fields
        make_transaction(activity=activity, amount=amount, **fields)


def test_an_amount_far_from_the_usual_is_asked_about_with_what_it_was_compared_to(
    client: Client, activity: Activity
) -> None:
    entered(activity, 90, 100, 130)

    page = record(client, amount="5000")

    heading = activity.allocations.get().cell.heading.code
    sentence = (
        f"USD 5,000.00 is 38 times the largest amount of GT-1.1 from {heading} so far (USD 130.00)."
    )
    assert page.status_code == 422
    assert complaints(page) == {"amount": [sentence], "unusual_reason": [FIRST]}
    for value in ("A printer", "V-1", "5000"):
        assert value in page.content.decode()
    assert page.context["form"].fields["unusual_reason"].widget.attrs["autofocus"]
    assert Transaction.objects.count() == 3


def test_with_its_reason_it_is_kept_and_both_show_on_its_page(
    client: Client, activity: Activity
) -> None:
    entered(activity, 90, 100, 130)

    answer = again(client, record(client, amount="5000"), unusual_reason=REASON)

    assert answer.status_code == 302
    entry = Transaction.objects.get(amount=5000)
    assert entry.unusual_reason == REASON
    assert [each.rule for each in entry.questions] == ["above_all_activity"]
    assert entry.history.get().asked == entry.asked
    page = words(client.get(at("transaction_detail", entry.pk)))
    assert "USD 5,000.00 is 38 times the largest amount" in page
    assert REASON in page


def test_a_reason_given_before_it_was_asked_for_or_to_something_else_is_no_answer(
    client: Client, activity: Activity
) -> None:
    entered(activity, 90, 100, 130)

    unasked = record(client, amount="5000", unusual_reason=REASON)
    other = again(client, unasked, unusual_reason=REASON, amount="6000")

    assert (unasked.status_code, other.status_code) == (422, 422)
    assert again(client, other, unusual_reason=REASON).status_code == 302


def test_what_is_usual_is_kept_at_once_and_keeps_no_reason(
    client: Client, activity: Activity
) -> None:
    entered(activity, 90, 100, 130)

    assert record(client, amount="400", unusual_reason="Because").status_code == 302

    entry = Transaction.objects.get(amount=400)
    assert (entry.unusual_reason, entry.asked) == ("", [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {},
            (
                "Entry {pk} has the same activity, date, payee, amount and reference. Was"
                " this already entered?"
            ),
        ),
        ({"counterpart": " a  PRINTER "}, "Entry {pk} has the same activity, date, payee, amount"),
        (
            {"reference": "V-2"},
            (
                "Entry {pk} has the same activity, date, payee and amount, with the reference"
                " “V-1”. Was this already entered?"
            ),
        ),
        (
            {"value_on": "2020-03-16"},
            (
                "Entry {pk} of 15 Mar 2020 has the same activity, payee, amount and"
                " reference. Was this already entered?"
            ),
        ),
    ],
)
def test_what_may_have_been_entered_before_is_asked_about(
    client: Client, typed: dict[str, str], sentence: str
) -> None:
    record(client)
    first = Transaction.objects.get()

    page = record(client, **typed)

    assert page.status_code == 422
    (told,) = complaints(page)["amount"]
    assert told.startswith(sentence.format(pk=first.pk))
    assert again(client, page, unusual_reason="Two printings on one day.").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"amount": "101"},
        {"reference": "V-2", "counterpart": "Another printer"},
        {"reference": "V-2", "value_on": "2020-03-16"},
        {"currency": "GTQ"},
    ],
)
def test_what_differs_in_what_counts_is_not_asked_about(
    client: Client, typed: dict[str, str]
) -> None:
    record(client)

    assert record(client, **typed).status_code == 302


def test_what_was_reversed_is_entered_again_without_a_question(
    client: Client, activity: Activity
) -> None:
    wrong = make_transaction(activity=activity, posted=True, counterpart="A printer")
    make_transaction(
        activity=activity, posted=True, counterpart="A printer", reverses=wrong, cell=wrong.cell
    )

    assert record(client, reference="").status_code == 302


def test_what_passes_the_balance_of_its_budget_is_asked_about(
    client: Client, activity: Activity
) -> None:
    share = activity.allocations.get()
    make_transaction(activity=activity, amount=share.amount - 50)

    page = record(client, amount="60")

    (sentence,) = complaints(page)["amount"]
    assert sentence.startswith(
        f"USD 60.00 is more than the balance of GT-1.1 from {share.cell.heading.code}: USD 50.00"
    )
    assert record(client, amount="50").status_code == 302


def test_a_payment_uses_up_its_commitment_first(client: Client, activity: Activity) -> None:
    share = activity.allocations.get()
    contract = make_transaction(
        activity=activity, amount=share.amount, kind="commitment", posted=True
    )

    assert record(client, amount=share.amount, against=contract.pk).status_code == 302
    assert record(client, amount="1", against=contract.pk).status_code == 422


def test_a_payee_is_known_by_what_was_entered_for_it_on_any_activity_of_the_office(
    client: Client, activity: Activity
) -> None:
    entered(activity_of("GT-2.1"), 100, 110, 120, 130, 140, counterpart="A printer")

    page = record(client, amount="6000")

    assert complaints(page)["amount"] == [
        "USD 6,000.00 is 50 times the usual amount for the payee A printer (USD 120.00,"
        " the median of its last entries: 5)."
    ]


def test_local_currency_entered_as_usd_is_compared_in_usd(
    client: Client, activity: Activity
) -> None:
    make_rate()
    entered(activity, 760, 770, 800, currency="GTQ", usd_amount=100)

    assert record(client, currency="GTQ", amount="775").status_code == 302
    assert record(client, amount="775", reference="V-2").status_code == 422


def test_a_changed_draft_is_asked_about_what_changed_only(
    client: Client, activity: Activity
) -> None:
    entered(activity, 90, 100, 130)
    again(client, record(client, amount="5000"), unusual_reason=REASON)
    entry = Transaction.objects.get(amount=5000)
    entered(activity, 5000, value_on=date(2020, 3, 15), counterpart="A printer", reference="V-1")
    address = at("transaction_edit", entry.pk)

    noted = client.post(address, filled(client.get(address), note="As agreed"))
    raised = client.post(address, filled(client.get(address), amount="50000"))
    emptied = client.post(address, filled(client.get(address), unusual_reason=""))

    assert (noted.status_code, raised.status_code, emptied.status_code) == (302, 422, 422)
    entry.refresh_from_db()
    assert (entry.note, entry.unusual_reason, len(entry.asked)) == ("As agreed", REASON, 1)
    assert again(client, raised).status_code == 302


def test_posting_asks_nothing_again(
    client: Client, activity: Activity, finance_gt: User, signed_in: SignIn
) -> None:
    entered(activity, 90, 100, 130)
    again(client, record(client, amount="5000"), unusual_reason=REASON)
    entry = Transaction.objects.get(amount=5000)
    finance = signed_in(finance_gt)

    page = finance.get(at("transaction_detail", entry.pk))
    answer = finance.post(at("transaction_post", entry.pk), filled(page, "confirm"))

    assert answer.status_code == 302
    entry.refresh_from_db()
    assert (entry.is_posted, entry.unusual_reason) == (True, REASON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transaction.objects.filter(pk=entry.pk).update(unusual_reason="Another")


def test_the_database_keeps_nothing_that_was_asked_about_without_its_reason(
    activity: Activity,
) -> None:
    asked = [Question.ask("twice", "amount", other="entry 1").as_stored]

    with pytest.raises(IntegrityError), transaction.atomic():
        make_transaction(activity=activity, asked=asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rate(asked=asked)


def test_the_admin_asks_as_the_page_does(
    reporter_gt: User, activity: Activity, signed_in: SignIn
) -> None:
    entered(activity, 90, 100, 130)
    draft = make_transaction(activity=activity)
    client, address = signed_in(reporter_gt), at_admin(Transaction, "change", draft.pk)

    page = client.post(address, typed_there(client.get(address), amount="5000"))
    kept = client.post(address, typed_there(page, unusual_reason=REASON))

    form = page.context["adminform"].form
    assert "38 times the largest amount" in form.errors["amount"][0]
    assert form.errors["unusual_reason"] == [FIRST]
    assert kept.status_code == 302
    draft.refresh_from_db()
    assert (draft.amount, draft.unusual_reason) == (5000, REASON)


@pytest.mark.unit
def test_a_question_is_told_in_the_language_of_whoever_reads_it() -> None:
    asked = Question.ask(
        "far_from_last_rate", "rate", currency="GTQ", times="0.1234", rate="7.700000",
        day="2020-03-01",
    )  # fmt: skip
    stored = Question.stored(asked.as_stored)

    assert str(stored) == "This is 0.12 times the last rate of GTQ (7.70 of 1 Mar 2020)."
    with translation.override("fr"):
        assert "0,12" in str(stored)
        assert "7,70" in str(stored)


@pytest.mark.parametrize(
    "payee", ["asociacion raices", "ASOCIACIÓN  RAÍCES.", "Asociacio\u0301n Raíces"]
)
def test_a_payee_is_the_same_whatever_the_accents_points_and_capitals(
    client: Client, activity: Activity, payee: str
) -> None:
    page = record(client, counterpart="Asociación Raíces")
    assert page.status_code == 302

    page = record(client, counterpart=payee)

    assert page.status_code == 422
    assert "Was this already entered?" in words(page)


def test_a_rate_that_nobody_asked_about_says_nothing_of_it(manager: Client) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate=Decimal("0.916"))

    assert "“”" not in words(manager.get(at("rate_list")))


def add_rate(client: Client, **typed: Any) -> Any:
    address, first = at("rate_new"), {"currency": "EUR", "effective_on": "2020-03-01"}
    return client.post(address, filled(client.get(address), **first | typed))


def test_a_rate_far_from_the_last_one_is_asked_about(manager: Client) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate=Decimal("0.916"))

    page = add_rate(manager, rate="7.70")

    sentence = "This is 8.4 times the last rate of EUR (0.916 of 1 Feb 2020)."
    assert complaints(page) == {"rate": [sentence], "unusual_reason": [FIRST]}
    assert again(manager, page, unusual_reason="The euro was replaced.").status_code == 302
    rate = ExchangeRate.objects.get(effective_on=date(2020, 3, 1))
    assert (rate.unusual_reason, [str(each) for each in rate.questions]) == (
        "The euro was replaced.", [sentence],
    )  # fmt: skip
    assert "The euro was replaced." in words(manager.get(at("rate_list")))


@pytest.mark.parametrize("rate", ["0.74", "0.916", "1.14"])
def test_a_rate_that_moves_as_rates_may_is_kept_at_once(manager: Client, rate: str) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate=Decimal("0.916"))

    assert add_rate(manager, rate=rate).status_code == 302


def test_a_currency_that_hardly_moves_may_move_less(manager: Client) -> None:
    for month in range(1, 8):
        make_rate(effective_on=date(2020, month, 1), rate=Decimal("7.70") + Decimal(month) / 100)

    typed = {"currency": "GTQ", "effective_on": "2020-08-01"}

    assert add_rate(manager, **typed, rate="7.07").status_code == 422
    assert add_rate(manager, **typed, rate="7.80").status_code == 302


def test_a_rate_between_two_is_far_only_where_it_is_far_from_both(manager: Client) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate=Decimal("7.70"))
    make_rate(currency="EUR", effective_on=date(2020, 4, 1), rate=Decimal("0.91"))

    assert add_rate(manager, rate="0.92").status_code == 302
    assert add_rate(manager, rate="77", effective_on="2020-03-02").status_code == 422


def test_before_all_others_it_is_compared_with_the_next(manager: Client) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 4, 1), rate=Decimal("0.91"))

    assert complaints(add_rate(manager, rate="9.1"))["rate"] == [
        "This is 10 times the next rate of EUR (0.91 of 1 Apr 2020)."
    ]


def test_a_corrected_rate_is_compared_with_others_than_itself(manager: Client) -> None:
    make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate=Decimal("0.91"))
    wrong = make_rate(currency="EUR", rate=Decimal("9.1"))
    address = at("rate_edit", wrong.pk)

    assert client_edit(manager, address, rate="91").status_code == 422
    assert client_edit(manager, address, source="The bulletin").status_code == 302
    assert client_edit(manager, address, rate="0.92").status_code == 302


def client_edit(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed))
