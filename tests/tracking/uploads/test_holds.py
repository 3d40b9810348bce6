"""Why an activity is suspended or cancelled: asked by template and admin as by the page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Activity, Appeal
from tests.appeal.admin.test_admin import typed
from tests.tracking.browsing import activity_of, at, words
from tracking.models import Upload

from .filling import decide, downloaded, filled_in, uploaded
from .test_upload_judgement import said

pytestmark = [pytest.mark.once, pytest.mark.django_db]

NEEDED = (
    "Say why the activity is suspended or cancelled, or goes ahead again. Everybody can read it."
)
UNUSED = (
    "The activity goes on as before, so no reason is needed. Delete the reason, or change whether"
    " it is suspended or cancelled."
)


def plan(client: Client, **values: Any) -> Upload:
    """T4 of Guatemala with the first activity so changed."""
    content = downloaded(client, "T4", office="GT", lang="en")
    cells = {("activities", 0, name): value for name, value in values.items()}
    return uploaded(client, filled_in(content, cells))


def stored() -> Activity:
    return activity_of("GT-1.1")


def reason_in_the_log() -> str | None:
    return stored().history.latest("history_id").history_change_reason


@pytest.mark.parametrize("hold", Activity.Hold.values)
def test_the_template_asks_why_and_pages_and_the_change_log_tell_it(
    manager: Client, mi2020: Appeal, hold: str
) -> None:
    silent = plan(manager, hold=hold)
    (sentences,) = said(silent).values()
    assert sentences == [NEEDED]

    told = plan(manager, hold=hold, reason="No road.")
    assert said(told) == {}
    decide(manager, told)

    assert (stored().hold, reason_in_the_log()) == (hold, "No road.")
    assert "No road." in words(manager.get(at("activity_detail", "GT-1.1")))
    assert "Reason: No road." in words(manager.get(at("change_list")))

    resumed = plan(manager, hold="CLEAR", reason="The road is open.")
    assert said(resumed) == {}
    decide(manager, resumed)
    assert (stored().hold, reason_in_the_log()) == ("", "The road is open.")


def test_a_reason_for_no_change_is_refused_and_the_next_template_does_not_repeat_one(
    manager: Client, mi2020: Appeal
) -> None:
    (sentences,) = said(plan(manager, reason="No road.")).values()
    assert sentences == [UNUSED]

    decide(manager, plan(manager, hold="cancelled", reason="No road."))
    again = plan(manager, lead="Ana")

    assert said(again) == {}
    decide(manager, again)
    assert (stored().hold, stored().lead, reason_in_the_log()) == ("cancelled", "Ana", None)


def test_the_admin_asks_why_and_its_history_tells_it(manager: Client, mi2020: Appeal) -> None:
    page = reverse("admin:appeal_activity_change", args=[stored().pk])

    silent = manager.post(page, typed(manager.get(page), hold="suspended"))
    assert NEEDED in silent.context["adminform"].form.errors["reason"]
    assert stored().hold == ""
    unused = manager.post(page, typed(manager.get(page), reason="No road."))
    assert UNUSED in unused.context["adminform"].form.errors["reason"]

    done = manager.post(page, typed(manager.get(page), hold="suspended", reason="No road."))

    assert done.status_code == 302
    assert (stored().hold, reason_in_the_log()) == ("suspended", "No road.")
    history = manager.get(reverse("admin:appeal_activity_history", args=[stored().pk]))
    assert "Reason: – → No road." in words(history)
    assert "No road." in words(manager.get(at("activity_detail", "GT-1.1")))
