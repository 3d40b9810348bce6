"""The ledger names beside each entry the grants that pay it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, Office
from tests.factories import (
    make_attribution,
    make_contribution,
    make_donor,
    make_transaction,
)
from tests.tracking.browsing import activity_of, at, count_queries
from tracking.models import Contribution, Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]


@pytest.fixture
def grants(mi2020: Appeal) -> tuple[Contribution, Contribution]:
    """One with a project code, and one of a donor without."""
    coded = make_contribution(
        appeal=mi2020, donor=make_donor(name="A fund"), reference="A-1", project_code="LM.1",
        committed=1000,
    )  # fmt: skip
    return coded, make_contribution(
        appeal=mi2020, donor=make_donor(name="B fund"), reference="B-1", committed=1000
    )


def entry(**fields: Any) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), **({"posted": True} | fields))


def pays(row: Transaction, grant: Contribution, usd: int | None = None, **fields: Any) -> None:
    given = {} if usd is None else {"usd": usd}
    make_attribution(entry=row, receiver=grant, reason="So.", **given, **fields)


def cells(client: Client, query: str = "") -> dict[int, str]:
    """What the column of grants shows of each entry, as it is on the page."""
    page = client.get(at("transaction_list") + query)
    body = page.content.decode().partition('<tbody hx-boost="false">')[2].partition("</table>")[0]
    listed = page.context["table"].page.object_list
    lines = [row.removesuffix("</tr>").split("<td>")[-1] for row in body.split("<tr>")[1:]]
    shown = [" ".join(line.replace("</tr>", "").split()) for line in lines]
    return {row.id: cell for row, cell in zip(listed, shown, strict=True)}


def link(address: str, words: str) -> str:
    return f'<a href="{address}">{words}</a>'


def test_each_entry_names_who_pays_it_by_project_code_or_else_by_donor(
    client: Client, grants: tuple[Contribution, Contribution]
) -> None:
    coded, named = grants
    by_code, by_donor, nobody = entry(amount=10), entry(amount=20), entry(amount=30)
    pays(by_code, coded)
    pays(by_donor, named)

    assert cells(client) == {
        by_code.pk: link(f"../contributions/{coded.pk}/", "LM.1"),
        by_donor.pk: link(f"../contributions/{named.pk}/", "B fund"),
        nobody.pk: "unfunded yet",
    }


def test_an_entry_that_several_pay_leads_to_its_page_and_says_if_a_part_is_unfunded(
    client: Client, grants: tuple[Contribution, Contribution]
) -> None:
    split, alike, partly, three_ways = (entry(amount=100) for _ in range(4))
    for grant in grants:
        pays(split, grant, 50)
        pays(alike, grant, 50)
        pays(three_ways, grant, 40)
    pays(partly, grants[0], 60)

    shown = cells(client)

    assert shown == {
        split.pk: link(f"{split.pk}/", "2 grants"),
        alike.pk: link(f"{alike.pk}/", "2 grants"),
        partly.pk: link(f"../contributions/{grants[0].pk}/", "LM.1") + " unfunded yet",
        three_ways.pk: link(f"{three_ways.pk}/", "2 grants") + " unfunded yet",
    }


def test_a_draft_names_the_grant_that_it_is_to_be_paid_by(
    client: Client, grants: tuple[Contribution, Contribution]
) -> None:
    named, unnamed = entry(posted=False, grant=grants[1]), entry(posted=False)

    assert cells(client) == {
        named.pk: link(f"../contributions/{grants[1].pk}/", "B fund"),
        unnamed.pk: "unfunded yet",
    }


def test_nobody_pays_a_reversal_what_is_reversed_or_a_release(client: Client) -> None:
    original = entry(kind="disbursement")
    entry(kind="disbursement", reverses=original)
    commitment = entry(kind="commitment")
    release = entry(kind="release", against=commitment, amount=1)

    shown = cells(client)

    assert shown.pop(commitment.pk) == "unfunded yet"
    assert set(shown.values()) == {"–"}
    assert release.pk in shown


def test_of_a_past_day_it_is_who_paid_as_known_then(
    client: Client, grants: tuple[Contribution, Contribution]
) -> None:
    row = entry(posted_at=datetime(2020, 4, 1, tzinfo=UTC))
    pays(row, grants[0], recorded_at=datetime(2020, 4, 1, tzinfo=UTC))
    moved = {"giver": grants[0], "recorded_at": datetime(2020, 8, 1, tzinfo=UTC)}
    pays(row, grants[1], **moved)

    then = cells(client, "?as_at=2020-06-30&known_on=2020-07-15")

    assert ">LM.1<" in then[row.pk]
    assert ">B fund<" in cells(client)[row.pk]


@pytest.mark.once
def test_as_many_queries_for_many_grants_as_for_one(
    client: Client, mi2020: Appeal, grants: tuple[Contribution, Contribution], guatemala: Office
) -> None:
    pays(entry(), grants[0])
    few = count_queries(client, at("transaction_list"))
    for number in range(20):
        donor = make_donor(name=f"Donor {number}")
        pays(entry(), make_contribution(appeal=mi2020, donor=donor, committed=1000))

    assert count_queries(client, at("transaction_list")) == few


@pytest.mark.once
def test_a_reader_who_leaves_the_column_out_does_not_wait_for_it(
    client: Client, grants: tuple[Contribution, Contribution]
) -> None:
    pays(entry(), grants[0])

    all_columns = count_queries(client, at("transaction_list"))
    without = count_queries(client, at("transaction_list") + "?cols=activity")

    assert without == all_columns - 2
