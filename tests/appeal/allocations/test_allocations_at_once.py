"""Two managers at the same split at the same moment, each with a connection of their own."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from appeal.models import Allocation, Requirement, RequirementRevision, User
from tests.appeal.allocations.test_allocations import SignIn, address, amounts, name
from tests.appeal.publishing import test_revisions as revising
from tests.test_races import at_once, sending
from tests.tracking.browsing import filled

pytestmark = [pytest.mark.publication, pytest.mark.usefixtures("real_commits")]


@pytest.fixture
def pair(manager_ro: User, superuser: User, signed_in: SignIn) -> tuple[Client, Client]:
    return signed_in(manager_ro), signed_in(superuser)


def drawn() -> Decimal:
    rows = Allocation.objects.filter(cell__office__code="GT")
    return sum((row.amount for row in rows), Decimal(0))


def test_of_two_who_change_the_same_amount_at_once_one_is_told(
    pair: tuple[Client, Client],
) -> None:
    forms = [
        filled(client.get(address()), **{name("GT-1.1"): amount})
        for client, amount in zip(pair, ("111", "222"), strict=True)
    ]

    answers = at_once(
        *(sending(client, address(), form) for client, form in zip(pair, forms, strict=True))
    )

    assert sorted(answers) == [302, 409]
    kept = forms[answers.index(302)][name("GT-1.1")]
    assert amounts()["GT-1.1 O1"] == (Decimal(kept), "confirmed")
    assert Allocation.objects.get(activity__code="GT-1.1").version == 2


def test_two_who_spend_the_same_remainder_at_once_do_not_overdraw_the_cell(
    pair: tuple[Client, Client],
) -> None:
    """1 000 are free, and each gives them to another activity."""
    Allocation.objects.filter(activity__code="GT-7.1").update(amount=Decimal(1928285))
    changes = ({name("GT-1.1"): "1930286"}, {name("GT-2.1"): "1930286"})
    forms = [
        filled(client.get(address()), **change)
        for client, change in zip(pair, changes, strict=True)
    ]

    answers = at_once(
        *(sending(client, address(), form) for client, form in zip(pair, forms, strict=True))
    )

    assert sorted(answers) == [302, 422]
    assert drawn() == Requirement.objects.get(office__code="GT", heading__code="O1").amount


def test_two_who_change_several_cells_at_once_do_not_wait_for_each_other_for_ever(
    pair: tuple[Client, Client],
) -> None:
    """Each writes all of Panama's cells, in the opposite order of amounts."""
    forms = []
    for client, base in zip(pair, (1, 1000), strict=True):
        page = client.get(address("PA"))
        given = {
            share.field.html_name: str(base + number)
            for number, share in enumerate(page.context["split"].shares)
            if share.stored
        }
        forms.append(filled(page, **given))

    answers = at_once(
        *(sending(client, address("PA"), form) for client, form in zip(pair, forms, strict=True))
    )

    assert sorted(answers) == [302, 409]


def test_a_split_sent_six_times_at_once_takes_effect_once(pair: tuple[Client, Client]) -> None:
    form = filled(pair[0].get(address()), **{name("GT-1.1"): "5"})

    answers = at_once(*(sending(pair[0], address(), form) for _ in range(6)))

    assert answers == [302] * 6
    assert Allocation.objects.get(activity__code="GT-1.1").version == 2


def test_of_two_who_revise_the_same_cell_at_once_one_is_told(pair: tuple[Client, Client]) -> None:
    there = revising.address(query="?cell=O1")
    forms = [
        filled(client.get(there), **revising.REVISED | {"amount": amount})
        | {"idempotency_key": str(uuid4())}
        for client, amount in zip(pair, ("111", "222"), strict=True)
    ]

    answers = at_once(
        *(
            sending(client, revising.address(), form)
            for client, form in zip(pair, forms, strict=True)
        )
    )

    assert sorted(answers) == [302, 409]
    assert RequirementRevision.objects.count() == 1
