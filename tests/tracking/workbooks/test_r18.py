"""R18, who may what: whose roles it shows to whom, and the duties as they are declared."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from appeal import duties
from appeal.actions import confirm_roles
from appeal.base.actions import signed
from appeal.models import Office, User
from tests.factories import make_membership, make_user
from tests.fixture_types import SignIn
from tests.workbooks import table

pytestmark = pytest.mark.django_db
BOOK = "/appeals/MI2020-CNAC/workbooks/R18.xlsx"
MOMENT = datetime(2020, 4, 6, 15, tzinfo=UTC)


def people(client: Client) -> list[dict]:
    return table(client.get(BOOK).content, "People")


def test_a_manager_reads_each_role_with_last_sign_in_and_confirmation(
    manager: Client, manager_ro: User, reporter_gt: User
) -> None:
    User.objects.filter(pk=reporter_gt.pk).update(last_login=MOMENT)
    with signed(by=manager_ro):
        confirm_roles(roles=reporter_gt.memberships.all(), at=MOMENT)

    (row,) = [each for each in people(manager) if each["Signs in as"] == "reporter.gt"]

    assert row["Role"] == "reporting officer"
    assert row["Place"] == "Guatemala"
    assert row["Last sign-in"] == MOMENT.date()
    assert row["Confirmed on"] == MOMENT.date()
    assert row["Confirmed by"] == "manager.ro"


def test_what_the_review_asks_to_confirm_is_so_in_the_workbook(
    manager: Client, reporter_gt: User, guatemala: Office
) -> None:
    with signed(at=MOMENT):
        make_membership(user=make_user(username="before.gt"), role="viewer", office=guatemala)

    asked = {row["Signs in as"]: row["To confirm"] for row in people(manager)}

    assert (asked["before.gt"], asked["reporter.gt"]) == ("yes", "no")


def test_who_manages_nothing_reads_their_own_roles_only(
    reporter: Client, honduras: Office, finance_gt: User
) -> None:
    make_membership(user=make_user(username="far.hn"), role="reporter", office=honduras)

    assert [row["Signs in as"] for row in people(reporter)] == ["reporter.gt"]


def test_administrators_are_named_to_administrators(
    superuser: User, manager: Client, signed_in: SignIn
) -> None:
    assert "admin" not in [row["Signs in as"] for row in people(manager)]
    assert "admin" in [row["Signs in as"] for row in people(signed_in(superuser))]


def test_the_second_sheet_has_every_duty(manager: Client) -> None:
    rows = table(manager.get(BOOK).content, "Duties")

    assert len(rows) == len(duties.DUTIES)
    (post,) = [row for row in rows if row["Duty"] == "post ledger entries"]
    assert (post["finance"], post["reporting officer"]) == ("yes", None)
