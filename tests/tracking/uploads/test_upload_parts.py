"""T3's parts: what of a contribution belongs to another appeal, out and in again, counted once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, Office
from tests.factories import (
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_region,
    publish,
)
from tests.tracking.uploads.filling import (
    Cell,
    cell_of,
    decide,
    downloaded,
    filled_in,
    outcomes,
    place,
    sentences,
    uploaded,
)
from tests.workbooks import opened
from tracking.figures import figures_of
from tracking.models import Contribution, ContributionAssignment, Upload

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]
PART = {
    "contribution": "EU-7", "appeal": "mi2021-cnac", "amount": 400,
    "effective_on": date(2021, 1, 1), "reason": "Art. 3",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(datetime(2021, 3, 1, 18, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def after(mi2020: Appeal, guatemala: Office) -> Appeal:
    """The year after, of the same region and headings, with one office."""
    appeal = make_appeal(
        code="MI2021-CNAC", region=mi2020.region, framework=mi2020.framework, year=2021,
        starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31), closes_on=date(2022, 3, 31),
    )  # fmt: skip
    make_cell(appeal=appeal, office=guatemala, heading=mi2020.framework.headings.get(code="O1"))
    return publish(appeal)


@pytest.fixture
def given(mi2020: Appeal) -> Contribution:
    """1 000 dollars for the whole appeal, committed on 1 February 2020."""
    return make_contribution(appeal=mi2020, committed=1000, reference="EU-7")


def cells(number: int = 0, sheet: str = "parts", **values: Any) -> dict[Cell, Any]:
    return {(sheet, number, name): value for name, value in values.items()}


def sent(client: Client, filled: dict[Cell, Any]) -> Upload:
    return uploaded(client, filled_in(downloaded(client, "T3", lang="en"), filled))


def funded(appeal: Appeal) -> Any:
    return figures_of(appeal, EVERYTHING.on(date(2021, 3, 1))).whole.funded or 0


def parts() -> list[tuple]:
    rows = ContributionAssignment.objects.filter(into__isnull=False)
    return [*rows.values_list("contribution__reference", "into__appeal__code", "amount", "reason")]


def test_a_part_is_shown_first_then_counts_there_and_no_longer_here(
    client: Client, given: Contribution, after: Appeal
) -> None:
    before = funded(given.appeal)

    upload = sent(client, cells(**PART))
    assert (outcomes(upload)["parts", 0], parts()) == ("new", [])
    decide(client, upload)

    assert parts() == [("EU-7", "MI2021-CNAC", 400, "Art. 3")]
    assert (funded(given.appeal), funded(after)) == (before - 400, 400)


def test_a_new_contribution_its_flow_and_its_part_come_in_one_file(
    client: Client, mi2020: Appeal, after: Appeal
) -> None:
    upload = sent(
        client,
        cells(sheet="contributions", reference="EU-8", donor="A fund", new_donor_kind="other")
        | cells(sheet="flows", contribution="EU-8", kind="receipt", value_on=date(2020, 3, 1),
                amount=900)
        | cells(**PART | {"contribution": "eu-8"}),
    )  # fmt: skip

    decide(client, upload)

    assert set(outcomes(upload).values()) == {"new"}
    assert (funded(mi2020), funded(after)) == (500, 400)


def test_what_is_recorded_goes_out_and_comes_in_again_unchanged(
    client: Client, given: Contribution, after: Appeal, guatemala: Office
) -> None:
    make_assignment(contribution=given, office=guatemala, amount=700)
    decide(client, sent(client, cells(**PART | {"office": "GT"})))

    content = downloaded(client, "T3", lang="en")
    page, first, columns = place(opened(content), "parts")
    shown = {name: page.cell(first, column).value for name, column in columns.items()}
    upload = uploaded(client, content)

    assert (shown["contribution"], shown["appeal"]) == ("EU-7", "MI2021-CNAC")
    assert shown["office"].startswith("GT ")
    assert (shown["heading"], shown["amount"], shown["reason"]) == (None, 400, "Art. 3")
    assert set(outcomes(upload).values()) <= {"unchanged"}
    assert len(parts()) == 1


def test_the_same_file_again_records_nothing_twice(
    client: Client, given: Contribution, after: Appeal
) -> None:
    content = filled_in(downloaded(client, "T3", lang="en"), cells(**PART))
    decide(client, uploaded(client, content))

    decide(client, uploaded(client, filled_in(content, {})))

    assert len(parts()) == 1


def test_a_part_that_is_recorded_is_not_changed_by_a_file(
    client: Client, given: Contribution, after: Appeal
) -> None:
    decide(client, sent(client, cells(**PART)))

    content = downloaded(client, "T3", lang="en")
    upload = uploaded(client, filled_in(content, {("parts", 0, "amount"): 500}))

    (row,) = [row for row in upload.upload_rows.in_order() if row.outcome == "error"]
    (sentence,) = sentences(row)
    at = cell_of(content, "parts", 0, "amount")
    assert sentence.startswith(f"{at} This part is recorded for good.")
    decide(client, upload)
    assert parts() == [("EU-7", "MI2021-CNAC", 400, "Art. 3")]


WRONG: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "an unknown appeal": ({"appeal": "NONE"}, {"appeal": "Choose another published appeal"}),
    "its own appeal": ({"appeal": "MI2020-CNAC"}, {"appeal": "Choose another published appeal"}),
    "another region's": ({"appeal": "AWAY"}, {"appeal": "Choose another published appeal"}),
    "an unknown contribution": (
        {"contribution": "EU-9"}, {"contribution": "Enter the reference of a contribution"}
    ),
    "more than there is": ({"amount": 1001}, {"amount": "Only USD 1,000.00"}),
    "more than there was": (
        {"effective_on": date(2020, 1, 15)}, {"effective_on": "only USD 0.00"},
    ),
    "where there is nothing": ({"office": "GT"}, {"office": "no money left there"}),
    "a day to come": ({"effective_on": date(2021, 3, 2)}, {"effective_on": "in the future"}),
    "nothing but a contribution": (
        dict.fromkeys(("appeal", "amount", "effective_on", "reason")),
        {
            "appeal": "“To the appeal” is missing", "amount": "“Amount” is missing",
            "effective_on": "“Effective on” is missing", "reason": "“Reason” is missing",
        },
    ),
    "what cannot be read": (
        {"amount": "much", "heading": "Q9", "reason": None},
        {"amount": "not a number", "heading": "not one of", "reason": "“Reason” is missing"},
    ),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("fault", WRONG)
def test_each_fault_is_said_at_its_cell_and_nothing_is_recorded(
    client: Client, given: Contribution, after: Appeal, fault: str
) -> None:
    publish(make_appeal(code="AWAY", region=make_region()))
    values, said = WRONG[fault]
    content = downloaded(client, "T3", lang="en")

    upload = uploaded(client, filled_in(content, cells(**PART | values)))

    (row,) = [row for row in upload.upload_rows.in_order() if row.sheet == "parts"]
    found = dict(sentence.split(" ", 1) for sentence in sentences(row))
    assert found.keys() == {cell_of(content, "parts", 0, column) for column in said}
    for column, words in said.items():
        assert words in found[cell_of(content, "parts", 0, column)]
    decide(client, upload)
    assert parts() == []


def test_two_parts_of_one_file_share_no_dollar(
    client: Client, given: Contribution, after: Appeal
) -> None:
    upload = sent(client, cells(0, **PART) | cells(1, **PART | {"amount": 700}))

    found = outcomes(upload)
    assert (found["parts", 0], found["parts", 1]) == ("new", "error")
    decide(client, upload)
    assert parts() == []
