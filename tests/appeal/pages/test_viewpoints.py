"""The pages of the plan as at a date and as known on a day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.actions import revise_requirement, set_allocations
from appeal.base.viewpoint import EVERYTHING
from appeal.models import Allocation, Appeal, Office, Requirement, User, as_known
from tests.tracking.browsing import APPEAL, activity_of, filled, words

pytestmark = pytest.mark.person("manager_ro")


BEFORE, AFTER = {"as_at": "2020-06-30"}, {"as_at": "2020-07-01"}
UNKNOWN, KNOWN = {"known_on": "2020-05-03"}, {"known_on": "2020-05-04"}
AT = datetime(2020, 5, 4, 15, tzinfo=UTC)
PAGES = ("reconciliation", "revisions", "allocations", "priority_detail")


@pytest.fixture
def cell(mi2020: Appeal, manager_ro: User) -> Requirement:
    """Guatemala's O1, revised on 4 May 2020 to 12 000 000 from 1 July on."""
    cell = Requirement.objects.get(appeal=mi2020, office__code="GT", heading__code="O1")
    revise_requirement(
        cell=cell,
        amount=Decimal(12_000_000),
        effective_on=date(2020, 7, 1),
        reason="The donor gave less.",
        by=manager_ro,
        at=AT,
        version=0,
    )
    return cell


def address(page: str) -> str:
    parts = {"revisions": ["GT"], "allocations": ["GT"], "priority_detail": ["GT-1"]}
    return reverse(f"appeal:{page}", args=[APPEAL, *parts.get(page, [])])


def seen(client: Client, page: str, **query: str) -> str:
    response = client.get(address(page), query)
    assert response.status_code == 200
    return words(response)


def current(client: Client, page: str, **query: str) -> Decimal:
    """The requirement of Guatemala's O1 that the page shows as current."""
    context = client.get(address(page), query).context
    cells = context["cells"] if page == "revisions" else context["table"].cells
    found = [c for c in cells if (c.office.code, c.heading.code) == ("GT", "O1")]
    return found[0].requirement


@pytest.mark.parametrize("page", ["reconciliation", "revisions"])
def test_the_requirement_is_that_of_the_date_and_of_the_day_known(
    client: Client, cell: Requirement, page: str
) -> None:
    assert current(client, page, **BEFORE) == 13_505_000
    assert current(client, page, **AFTER) == 12_000_000
    assert current(client, page, **AFTER, **KNOWN) == 12_000_000
    assert current(client, page, **AFTER, **UNKNOWN) == 13_505_000


def test_a_revision_that_was_not_known_then_is_not_listed(
    client: Client, cell: Requirement
) -> None:
    assert "The donor gave less." in seen(client, "revisions", **KNOWN)
    assert "The donor gave less." not in seen(client, "revisions", **UNKNOWN)


@pytest.mark.parametrize("page", ["allocations", "priority_detail"])
def test_an_allocation_is_that_of_the_day_known(
    client: Client, mi2020: Appeal, manager_ro: User, page: str
) -> None:
    share = Allocation.objects.get(activity=activity_of("GT-1.1"))
    pair = (share.activity_id, share.cell_id)
    set_allocations(
        wanted={pair: Decimal("1234567.00")},
        seen={pair: share.amount},
        confirmed=set(),
        on=date(2021, 3, 31),
        by=manager_ro,
        at=AT,
    )

    assert "1,234,567" in seen(client, page)
    assert "1,234,567" not in seen(client, page, **UNKNOWN)


@pytest.mark.once
@pytest.mark.parametrize("page", PAGES)
def test_a_banner_says_so_whenever_the_dates_are_not_the_default(
    client: Client, mi2020: Appeal, page: str
) -> None:
    usual, other = client.get(address(page)), client.get(address(page), BEFORE)

    assert "viewpoint-notice" not in usual.content.decode()
    assert "viewpoint-notice" in other.content.decode()
    assert "Permanent link to these figures" in words(usual)
    assert 'name="known_on"' in usual.content.decode()


@pytest.mark.parametrize("page", ["revisions", "allocations"])
def test_a_view_of_other_dates_is_to_be_read_only(
    client: Client, mi2020: Appeal, guatemala: Office, page: str
) -> None:
    usual, other = client.get(address(page)), client.get(address(page), BEFORE)

    assert usual.context["may_plan"]
    assert 'name="idempotency_key"' not in other.content.decode()
    assert f'href="{address(page)}"' in other.content.decode()


def test_what_is_sent_acts_on_today_whatever_the_address_asks_for(
    client: Client, mi2020: Appeal
) -> None:
    page = client.get(address("revisions"), {"cell": "O1"})
    typed: dict[str, Any] = {"amount": "1", "effective_on": "2020-07-01", "reason": "Less."}

    client.post(f"{address('revisions')}?as_at=2020-01-01", filled(page, **typed))

    cell = Requirement.objects.get(appeal=mi2020, office__code="GT", heading__code="O1")
    assert cell.revisions.get().amount == 1


@pytest.mark.unit
def test_rows_of_today_are_not_narrowed_before_they_are_read_as_known() -> None:
    with pytest.raises(ValueError, match="Narrow the rows as they were known"):
        as_known(Allocation.objects.filter(amount__gt=0), EVERYTHING)
