"""What every form that is sent shares: where it leads, and keys that are somebody else's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from appeal.models import User
from tests.factories import make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking.models import Transaction

pytestmark = pytest.mark.person("reporter_gt")


TYPED = {"value_on": "2020-03-15", "amount": "1250.50"}


@pytest.fixture
def address() -> str:
    return at("transaction_new", "GT-1.1")


@pytest.fixture
def entry() -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"))


def posted(client: Client, entry: Transaction, wanted: str) -> str:
    """Post the draft from a page named `wanted`; where that leads."""
    address = at("transaction_post", entry.pk)
    page = client.get(at("transaction_detail", entry.pk))
    response = client.post(address, filled(page, "confirm", next=wanted))
    assert response.status_code == 302
    entry.refresh_from_db()
    assert entry.is_posted
    return response.url


@pytest.mark.once
@pytest.mark.parametrize("wanted", [
    "/x\0y", "/x\ny", "//elsewhere.example/", "/\\elsewhere.example/", "/" + "x" * 500, "abc",
    "?a=b", "#x", "javascript:x", "http://testserver/", "https://elsewhere.example/", "",
    " /", "../x",
])  # fmt: skip
def test_a_form_leads_to_no_page_that_cannot_be_ours(
    finance_gt: User, signed_in: SignIn, entry: Transaction, wanted: str
) -> None:
    assert posted(signed_in(finance_gt), entry, wanted) == at("transaction_detail", entry.pk)


def test_a_form_leads_back_to_the_page_it_came_from(
    finance_gt: User, signed_in: SignIn, entry: Transaction
) -> None:
    assert posted(signed_in(finance_gt), entry, "/appeals/?q=año") == "/appeals/?q=a%C3%B1o"


def test_the_key_of_somebody_elses_form_is_a_conflict_and_saves_nothing(
    client: Client, address: str, finance_gt: User, signed_in: SignIn
) -> None:
    sent = filled(client.get(address), **TYPED)
    client.post(address, sent)

    response = signed_in(finance_gt).post(address, sent)

    assert response.status_code == 409
    assert "Somebody else changed this first" in words(response)
    assert Transaction.objects.get().entered_by.username == "reporter.gt"


def test_a_key_sent_by_nobody_signed_in_is_passed_over(client: Client, address: str) -> None:
    sent = filled(client.get(address), **TYPED)
    client.post(address, sent)

    assert Client().post(reverse("login"), sent).status_code == 200


def test_a_busy_database_leaves_its_reason_in_the_log(
    client: Client, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with failing("INSERT"):
        response = client.post(address, filled(client.get(address), **TYPED))

    assert response.status_code == 503
    (record,) = [it for it in caplog.records if it.name == "appeal.web.middleware"]
    assert record.levelno == logging.ERROR
    assert response["X-Request-ID"] in record.getMessage()
    assert "database is locked" in caplog.text
    assert "Traceback" in caplog.text


@contextmanager
def failing(statement: str) -> Iterator[None]:
    """Statements of a kind fail as they do where another writer keeps the database too long."""

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(statement):
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield
