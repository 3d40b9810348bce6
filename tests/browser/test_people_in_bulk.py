"""People in bulk as a manager does it: the template from the page People, filled in, applied."""

import pytest

from appeal.models import AccountLetter, Membership, User
from tests.browser.conftest import Visit
from tests.browser.test_uploads import send
from tests.tracking.uploads.filling import filled_in

pytestmark = pytest.mark.publication

APPEAL = "/appeals/MI2020-CNAC"


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_a_manager_invites_two_people_by_one_file(
    transactional_db: None, manager_ro: User, visit: Visit, javascript: str
) -> None:
    manager = visit("manager.ro", javascript=javascript)
    manager.open(f"{APPEAL}/people/")
    address = manager.page.get_by_role("link", name="People in Excel (T6)").get_attribute("href")
    template = manager.download(str(address))
    people = {
        ("people", row, name): value
        for row, first in ((1, "Luz"), (2, "Eva"))
        for name, value in (
            ("email", f"{first}@iom.int"), ("first_name", first), ("last_name", "Cano"),
        )
    }  # fmt: skip
    roles = {
        ("roles", 1, "person"): "luz@iom.int",
        ("roles", 1, "role"): "reporting officer",
        ("roles", 1, "office"): "GT",
        ("roles", 2, "person"): "eva@iom.int",
        ("roles", 2, "role"): "manager",
        ("roles", 2, "office"): "HN",
    }

    send(manager, filled_in(template, people | roles))

    assert "This role is given by an administrator only." in manager.text
    assert "Apply everything" not in manager.text
    right = people | roles | {("roles", 2, "role"): "finance"}
    send(manager, filled_in(template, right))
    manager.press("Apply")
    assert "Applied. Everything below is saved." in manager.text
    manager.open(f"{APPEAL}/people/")
    assert "Eva Cano" in manager.text
    held = Membership.objects.filter(user__last_name="Cano")
    assert sorted(held.values_list("role", "office__code")) == [
        ("finance", "HN"),
        ("reporter", "GT"),
    ]
    assert AccountLetter.objects.count() == 2
