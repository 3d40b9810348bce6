"""An allocation lowered below what is spent of it is asked about, with the amount."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.actions import BelowUse, set_allocation
from appeal.models import Allocation, Appeal, Office
from tests.appeal.admin.test_admin import at as at_admin
from tests.appeal.admin.test_admin import typed as typed_there
from tests.factories import make_transaction
from tests.tracking.browsing import APPEAL, activity_of, at, complaints, filled, words
from tests.tracking.uploads.filling import decide, downloaded, filled_in, uploaded
from tracking.models import Transaction

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]


LESS = "USD 1,000.00 of this is already spent: the new amount is USD 400.00 too low."
REASON = "The rest moves to GT-2.1."


@pytest.fixture
def share(guatemala: Office) -> Allocation:
    """An allocation of which 1000 dollars are spent; reversed entries and drafts do not count."""
    activity = activity_of("GT-1.1")
    share = activity.allocations.get()
    for fields in ({"amount": 1000, "posted": True}, {"amount": 50}):
        make_transaction(activity=activity, cell=share.cell, **fields)
    wrong = make_transaction(activity=activity, cell=share.cell, amount=70, posted=True)
    make_transaction(activity=activity, cell=share.cell, amount=70, posted=True, reverses=wrong)
    return share


def save(client: Client, share: Allocation, amount: str, page: Any = None, **typed: str) -> Any:
    address = reverse("appeal:allocations", args=[APPEAL, "GT"])
    name = f"amount-{share.activity_id}-{share.cell_id}"
    sent = filled(page or client.get(address), **{name: amount, "step": "save", **typed})
    return client.post(address, {key: value for key, value in sent.items() if key != "confirmed"})


def stored(share: Allocation) -> tuple[Decimal, str]:
    share.refresh_from_db()
    return share.amount, share.lowered_reason


def test_on_the_page_it_is_asked_about_and_kept_with_its_reason(
    client: Client, share: Allocation
) -> None:
    page = save(client, share, "600")
    elsewhere = save(client, share, "500", page, reason=REASON)
    kept = save(client, share, "600", page, reason=REASON)

    assert (page.status_code, elsewhere.status_code, kept.status_code) == (422, 422, 302)
    (name,) = (field for field in complaints(page) if field.startswith("amount"))
    assert complaints(page)[name] == [LESS]
    assert "Reason for going below what is spent" in words(page)
    assert stored(share) == (600, REASON)
    assert share.history.latest("history_id").lowered_reason == REASON
    gaps = words(client.get(at("gaps")))
    assert f"USD 600.00 is less than what was spent. Reason given: “{REASON}”" in gaps


@pytest.mark.parametrize("amount", ["1000", "1200"])
def test_what_covers_what_is_spent_is_kept_at_once_and_needs_no_reason_any_more(
    client: Client, share: Allocation, amount: str
) -> None:
    save(client, share, "600", save(client, share, "600"), reason=REASON)

    assert save(client, share, amount).status_code == 302

    assert stored(share) == (Decimal(amount), "")


def test_raised_but_still_too_low_is_no_lowering(client: Client, share: Allocation) -> None:
    save(client, share, "600", save(client, share, "600"), reason=REASON)

    assert save(client, share, "700").status_code == 302

    assert stored(share) == (700, REASON)


def test_in_the_admin_too(client: Client, share: Allocation) -> None:
    address = at_admin(Allocation, "change", share.pk)

    page = client.post(address, typed_there(client.get(address), amount="600"))
    kept = client.post(address, typed_there(client.get(address), amount="600", lowered_reason="A"))
    lower = client.post(address, typed_there(client.get(address), amount="500"))

    assert LESS in page.content.decode()
    assert (page.status_code, kept.status_code, lower.status_code) == (200, 302, 200)
    assert stored(share) == (600, "A")


def test_in_an_upload_too(client: Client, share: Allocation, mi2020: Appeal) -> None:
    content = filled_in(
        downloaded(client, "T4", office="GT", lang="en"), {("allocations", 0, "amount"): 600}
    )
    upload = uploaded(client, content)

    page = words(client.get(at("upload_detail", upload.pk)))
    unanswered = decide(client, upload)
    before = stored(share)
    answered = decide(client, upload, reason=REASON)

    assert LESS in page
    assert (unanswered.status_code, answered.status_code) == (409, 302)
    assert before[1] == ""
    assert stored(share) == (600, REASON)


def test_whatever_the_door_it_is_asked_about(mi2020: Appeal, share: Allocation) -> None:
    share.amount = Decimal(600)

    with pytest.raises(BelowUse, match=r"USD 1,000\.00 of this is already spent"):
        set_allocation(
            allocation=share, version=None, on=mi2020.ends_on, at=datetime(2020, 7, 1, tzinfo=UTC)
        )

    assert Transaction.objects.posted().count() == 3
