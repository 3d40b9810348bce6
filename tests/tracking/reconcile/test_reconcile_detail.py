"""An export beside the ledger: from its upload until nothing is open any more."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from appeal.models import Appeal
from tests.factories import make_rate, make_transaction
from tests.tracking.browsing import activity_of, at, filled, words
from tracking.models import BooksExport, Transaction

from .exporting import act, compared, csv_of, shown

pytestmark = [pytest.mark.django_db, pytest.mark.person("finance_gt")]


def entered(reference: str, day: int, amount: int, payee: str = "", **fields: Any) -> Transaction:
    """A posted entry of Guatemala in March 2020."""
    fields = {"posted": True} | fields
    return make_transaction(
        activity=activity_of("GT-1.1"), reference=reference, value_on=date(2020, 3, day),
        amount=amount, counterpart=payee, **fields,
    )  # fmt: skip


def line(
    reference: str, day: int, amount: object, payee: str = "", currency: str = "USD",
    code: str = "GT-1.1",
) -> tuple[object, ...]:  # fmt: skip
    return f"2020-03-{day:02}", reference, amount, currency, payee, code


def assert_it_adds_up(page: Any, export: BooksExport) -> None:
    """By currency every column of the sums adds up, and the lines are all that the file has."""
    for currency, groups, total in page.context["sums"]:
        for name in ("lines", "entries", "there", "here", "difference"):
            assert sum(getattr(own, name) for _said, own in groups) == getattr(total, name)
        of_file = export.lines.filter(currency=currency).aggregate(Sum("amount"))
        assert total.there == (of_file["amount__sum"] or 0)


def kinds(client: Client, export: BooksExport) -> dict[str, int]:
    return {name: count for name, _said, count in shown(client, export).context["tabs"]}


def test_from_the_upload_to_nothing_open(mi2020: Appeal, client: Client, finance_gt: Any) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 3, 1), rate="7.7")
    entered("V-1", 3, 100, "Hotel Tikal")
    entered("V-2", 4, 250, "Imprenta")
    entered("V-3", 5, 70, "Transportes")
    entered("V-4", 6, 80, "Farmacia")
    entered("V-5", 7, 90, "Farmacia")
    gone = entered("V-6", 8, 33, "Farmacia")
    entered("V-7", 9, 12, "Farmacia")
    twin = entered("V-7", 9, 12, "Farmacia")
    content = csv_of(
        line("V-1", 3, 100, "HOTEL TIKAL SA"), line("V-2", 4, "252.50", "IMPRENTA"),
        line("V-3", 11, 70, "TRANSPORTES"), line("V-4", 6, 80, "FARMACIA", "GTQ"),
        line("V-5", 7, 90, "FARMACIA"), line("V-5", 7, 90, "FARMACIA"),
        line("V-7", 9, 12, "FARMACIA"), line("V-9", 20, "1,500.25", "Consultora"),
    )  # fmt: skip

    export = compared(client, content)

    assert kinds(client, export) == {
        "amount": 1, "date": 1, "currency": 1, "missing_here": 1, "missing_there": 1,
        "twice_there": 1, "twice_here": 1, "matched": 3,
    }  # fmt: skip
    assert "7 differences are open" in words(shown(client, export))
    assert_it_adds_up(shown(client, export), export)

    assert "1 draft made" in words(act(client, export, "draft", "missing_here"))
    for kind in ("amount", "date", "currency", "twice_here"):
        assert "1 entry corrected" in words(act(client, export, "correct", kind))
    new = Transaction.objects.get(reference="V-9")
    assert (new.amount, new.value_on, new.counterpart, new.is_posted) == (
        Decimal("1500.25"), date(2020, 3, 20), "Consultora", False,
    )  # fmt: skip
    assert not Transaction.objects.reversible().filter(pk=twin.pk).exists()
    assert kinds(client, export) == {
        "draft": 4, "missing_there": 1, "twice_there": 1, "matched": 3,
    }  # fmt: skip

    post_drafts(client, export)
    why = "Booked in April: invoice came late."
    assert "1 difference explained" in words(
        act(client, export, "explain", "missing_there", reason=why)
    )
    act(client, export, "explain", "twice_there", reason="Taken back on 2 April.")
    page = shown(client, export)
    assert "Nothing is open" in words(page)
    assert_it_adds_up(page, export)
    assert kinds(client, export) == {"explained": 2, "matched": 7}
    assert why in words(shown(client, export, "explained"))
    assert [(currency, total.difference) for currency, _groups, total in page.context["sums"]] == [
        ("GTQ", Decimal(0)),
        ("USD", Decimal("57.00")),
    ]

    again = compared(client, csv_of(*map(list, rows_of(content)), ["2020-03-01", "X", 0, "USD"]))
    assert again.pk != export.pk
    assert kinds(client, again) == {"explained": 2, "matched": 7}
    assert gone.explained_differences.count() == 1


def rows_of(content: bytes) -> list[list[str]]:
    return [each.split(";") for each in content.decode().split("\n")[1:]]


def post_drafts(client: Client, export: BooksExport) -> None:
    """By the page that posts drafts, from the list of those that are here as drafts."""
    page = shown(client, export, "draft")
    drafts = [finding.entry for finding, _place in page.context["rows"]]
    asked = client.get(
        at("transactions_post"), {"chosen": [f"{each.pk}-{each.version}" for each in drafts]}
    )
    sent = filled(asked, "several") | {
        "chosen": [f"{row.pk}-{row.version}" for row in asked.context["ready"]]
    }
    answer = client.post(at("transactions_post"), sent, follow=True)
    assert f"{len(drafts)} drafts posted" in words(answer)
