"""Discarding: a draft goes, a posted entry never; the rest stands with posting."""

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import make_transaction
from tests.tracking.browsing import activity_of, at, filled
from tracking.models import Transaction

pytestmark = [pytest.mark.once, pytest.mark.person("finance_gt")]


@pytest.fixture
def draft(finance_gt: User) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), amount=250)


@pytest.fixture
def posted(finance_gt: User) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), amount=250, posted=True)


def confirmed(client: Client, entry: Transaction) -> dict[str, str]:
    """What the buttons on the entry's page send."""
    return filled(client.get(at("transaction_detail", entry.pk)), "confirm")


def test_a_draft_is_discarded(client: Client, draft: Transaction) -> None:
    response = client.post(at("transaction_discard", draft.pk), confirmed(client, draft))

    assert (response.status_code, response.url) == (302, at("activity_detail", "GT-1.1"))
    assert not Transaction.objects.exists()


def test_a_posted_entry_is_not_discarded(client: Client, posted: Transaction) -> None:
    address = at("transaction_discard", posted.pk)

    assert client.post(address, confirmed(client, posted)).status_code == 404
    assert Transaction.objects.exists()
