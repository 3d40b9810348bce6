"""One entry of the ledger: what it says, and which buttons it offers to whom."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from appeal.models import User
from tests.factories import ENTERED, make_evidence, make_transaction, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tracking.models import Transaction

pytestmark = pytest.mark.once

BUTTONS = ("Post it", "Change the draft", "Discard the draft", "Reverse it")


def buttons(client: Client, pk: int) -> set[str]:
    page = words(client.get(at("transaction_detail", pk)))
    return {button for button in BUTTONS if button in page}


def test_a_draft_offers_what_each_role_may(
    reporter_gt: User, finance_gt: User, manager_ro: User, signed_in: SignIn
) -> None:
    draft = make_transaction(activity=activity_of("GT-1.1"))

    assert buttons(signed_in(reporter_gt), draft.pk) == {"Change the draft", "Discard the draft"}
    assert buttons(signed_in(finance_gt), draft.pk) == set(BUTTONS[:3])
    assert buttons(signed_in(manager_ro), draft.pk) == set()


def test_a_posted_entry_offers_its_reversal_to_finance_of_its_office_only(
    reporter_gt: User, finance_gt: User, signed_in: SignIn
) -> None:
    own = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    foreign = make_transaction(activity=activity_of("HN-1.1"), posted=True)
    finance = signed_in(finance_gt)

    assert buttons(finance, own.pk) == {"Reverse it"}
    assert buttons(finance, foreign.pk) == set()
    assert buttons(signed_in(reporter_gt), own.pk) == set()


def test_it_says_who_entered_and_who_posted(viewer: User, signed_in: SignIn) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True, reference="V-17")

    page = words(signed_in(viewer).get(at("transaction_detail", entry.pk)))

    assert page.count(entry.entered_by.username) == 2
    assert "V-17" in page


@pytest.mark.parametrize("pk", [0, 10**9, 10**30])
def test_an_entry_that_does_not_exist_is_not_found(
    viewer: User, signed_in: SignIn, pk: int
) -> None:
    assert signed_in(viewer).get(at("transaction_detail", pk)).status_code == 404


def test_posting_what_passes_the_balance_is_warned_of_before(
    finance_gt: User, signed_in: SignIn
) -> None:
    activity = activity_of("GT-1.1")
    large = make_transaction(activity=activity, amount=5_000_000)
    small = make_transaction(activity=activity, amount=10)
    client = signed_in(finance_gt)

    def page(entry: Transaction) -> str:
        return words(client.get(at("transaction_detail", entry.pk)))

    assert "Posting this would exceed the balance of GT-1.1 by USD" in page(large)
    assert "would exceed the balance" not in page(small)


def test_the_draws_on_a_commitment_follow_both_dates_as_what_is_outstanding_does(
    viewer: User, signed_in: SignIn
) -> None:
    activity, june = activity_of("GT-1.1"), datetime(2020, 6, 10, 15, tzinfo=UTC)
    contract = make_transaction(activity=activity, posted=True, amount=1000, kind="commitment")
    early, late = (
        make_transaction(
            activity=activity, posted=True, against=contract, cell=contract.cell, amount=amount,
            value_on=day, entered_at=moment, posted_at=moment,
        )
        for amount, day, moment in (
            (100, date(2020, 3, 20), datetime(2020, 4, 2, 15, tzinfo=UTC)),
            (300, date(2020, 5, 20), june),
        )
    )  # fmt: skip
    client = signed_in(viewer)

    def draws(query: str) -> tuple[set[Transaction], int]:
        page = client.get(at("transaction_detail", contract.pk) + query)
        return set(page.context["draws"]), page.context["rest"].outstanding

    assert draws("") == ({early, late}, 600)
    assert draws("?as_at=2020-05-19") == ({early}, 900)
    assert draws("?known_on=2020-06-09") == ({early}, 900)
    assert draws("?known_on=2020-06-10") == ({early, late}, 600)


def test_the_page_shows_state_posting_and_reversal_as_known_then(
    finance_gt: User, signed_in: SignIn
) -> None:
    activity, june = activity_of("GT-1.1"), datetime(2020, 6, 10, 15, tzinfo=UTC)
    july = datetime(2020, 7, 10, 15, tzinfo=UTC)
    poster = make_user(username="poster.june")
    with time_machine.travel(ENTERED, tick=False):
        draft = make_transaction(activity=activity)
    with time_machine.travel(june, tick=False):
        draft.posted_by, draft.posted_at, draft.rate = poster, june, 1
        draft.save()
    original = draft
    reversal = make_transaction(
        activity=activity, posted=True, cell=original.cell, reverses=original,
        entered_at=july, posted_at=july,
    )  # fmt: skip
    client = signed_in(finance_gt)

    def page(query: str) -> str:
        return words(client.get(at("transaction_detail", original.pk) + query))

    now, posted, draft = page(""), page("?known_on=2020-07-09"), page("?known_on=2020-06-09")
    assert "Reversed by" in now
    assert "Reversed by" not in posted
    assert ("poster.june" in posted, "poster.june" in draft) == (True, False)
    assert "A posted entry cannot be changed" not in draft
    later = client.get(at("transaction_detail", reversal.pk) + "?known_on=2020-07-09")
    assert later.status_code == 404


def test_evidence_added_later_is_not_shown_in_the_past(viewer: User, signed_in: SignIn) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    june = datetime(2020, 6, 10, 15, tzinfo=UTC)
    make_evidence(transaction=entry, title="The voucher", added_at=june)
    address = at("transaction_detail", entry.pk)
    client = signed_in(viewer)

    assert "The voucher" in words(client.get(address + "?known_on=2020-06-10"))
    assert "The voucher" not in words(client.get(address + "?known_on=2020-06-09"))
