"""The admin of what all offices share: by the state of the appeals, as on the pages."""

import pytest
from django.test import Client

from appeal.models import Appeal, Partner, User
from tests.factories import make_donor, make_rate
from tests.fixture_types import SignIn

pytestmark = pytest.mark.django_db


def shared() -> list[tuple[str, str]]:
    """The address of one of each, and what its form offers to whoever may write it."""
    partner = Partner.objects.order_by("pk")[0]
    return [
        (f"/admin/appeal/partner/{partner.pk}/change/", 'name="name_en"'),
        (f"/admin/tracking/donor/{make_donor().pk}/change/", 'name="name"'),
        (f"/admin/tracking/exchangerate/{make_rate(currency='GTQ').pk}/change/", 'name="rate"'),
    ]


def offered(client: Client, rows: list[tuple[str, str]]) -> list[bool]:
    return [field in client.get(address).text for address, field in rows]


@pytest.mark.parametrize("who", ["manager_ro", "superuser"])
def test_what_appeals_share_is_written_while_one_of_them_is_open(
    who: str, mi2020: Appeal, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    client, rows = signed_in(person), shared()

    assert offered(client, rows) == [True, True, True]
    assert client.get("/admin/appeal/partner/add/").status_code == 200

    mi2020.state = Appeal.State.CLOSED
    mi2020.save_over(mi2020.version, ["state"])

    assert offered(client, rows) == [False, False, False]
    assert client.get("/admin/appeal/partner/add/").status_code == 403
    assert client.post(rows[0][0], {"name_en": "Other"}).status_code == 403
