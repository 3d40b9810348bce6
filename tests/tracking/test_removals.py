"""Rates, risks, contributions, donors, one's own words: taken back while nothing builds on them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from appeal import actions as plan
from appeal.models import Office, Role, StaleVersion, User
from tests.factories import (
    make_contribution,
    make_donor,
    make_flow,
    make_membership,
    make_rate,
    make_risk,
    make_transaction,
    undo,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking import actions
from tracking.models import Comment, Contribution, Donor, ExchangeRate, Risk, Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

AT = datetime(2020, 7, 10, 15, tzinfo=UTC)


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed), follow=True)


# Rates


def test_a_rate_that_nothing_was_recorded_at_goes_and_drafts_take_the_one_before(
    client: Client,
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 3, 1), rate="7.50")
    wrong = make_rate(currency="GTQ", effective_on=date(2020, 3, 16), rate="77")
    draft = make_transaction(
        activity=activity_of("GT-1.1"), currency="GTQ", amount=75, value_on=date(2020, 3, 20)
    )

    page = send(client, at("rate_remove", wrong.pk))

    assert "was removed." in words(page)
    assert not ExchangeRate.objects.filter(pk=wrong.pk).exists()
    assert ExchangeRate.history.filter(id=wrong.pk, history_type="-").exists()
    draft.refresh_from_db()
    assert draft.usd_amount == 10


@pytest.mark.parametrize(
    ("day", "currency", "stays"),
    [
        (date(2020, 3, 16), "GTQ", True),
        (date(2020, 3, 31), "GTQ", True),
        (date(2020, 3, 15), "GTQ", False),
        (date(2020, 4, 1), "GTQ", False),
        (date(2020, 3, 20), "HNL", False),
    ],
)
def test_a_rate_is_used_by_what_is_posted_while_it_held(
    day: date, currency: str, stays: bool, client: Client
) -> None:
    rate = make_rate(currency="GTQ", effective_on=date(2020, 3, 16), rate=8)
    facts = {"currency": currency, "rate": 8, "amount": 80, "usd_amount": 10, "value_on": day}
    make_transaction(activity=activity_of("GT-1.1"), posted=True, **facts)

    page = send(client, at("rate_remove", rate.pk)) if not stays else client.get(
        at("rate_remove", rate.pk)
    )  # fmt: skip

    assert ExchangeRate.objects.filter(pk=rate.pk).exists() is stays
    assert ("Correct it instead: entries already recorded keep their rate." in words(page)) is stays


def test_a_rate_is_used_by_a_flow_and_free_after_a_later_rate_began(client: Client) -> None:
    contribution = make_contribution(currency="EUR")
    rate = make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate="0.9")
    make_flow(contribution=contribution, rate="0.9", value_on=date(2020, 2, 10))
    assert "steps of contributions (1)" in words(client.get(at("rate_remove", rate.pk)))
    for day, is_used in ((date(2020, 2, 11), True), (date(2020, 2, 10), False)):
        make_rate(currency="EUR", effective_on=day, rate="0.9")

        page = words(client.get(at("rate_remove", rate.pk)))

        assert ("steps of contributions (1)" in page) is is_used
        assert ("It is used" in page) is is_used


# Risks


def test_a_risk_entered_by_mistake_goes_and_one_that_was_treated_stays(
    signed_in: SignIn, reporter_gt: User
) -> None:
    client = signed_in(reporter_gt)
    activity = activity_of("GT-1.1")
    mistake, treated = make_risk(activity=activity), make_risk(activity=activity)
    treated.state = Risk.State.TREATED
    treated.save()
    treated.state = Risk.State.OPEN
    treated.save()

    page = send(client, at("risk_remove", mistake.pk))
    refused = client.get(at("risk_remove", treated.pk))

    assert "was removed." in words(page)
    assert "Close it instead" in words(refused)
    assert list(Risk.objects.values_list("pk", flat=True)) == [treated.pk]


# Contributions and donors


def test_a_contribution_without_a_flow_goes_and_then_its_donor(client: Client) -> None:
    contribution = make_contribution(appeal=activity_of("GT-1.1").appeal)
    donor = contribution.donor
    assert "contributions (1)" in words(client.get(at("donor_remove", donor.pk)))

    send(client, at("contribution_remove", contribution.pk))
    send(client, at("donor_remove", donor.pk))

    assert not Contribution.objects.exists()
    assert not Donor.objects.filter(pk=donor.pk).exists()
    assert Donor.history.filter(id=donor.pk, history_type="-").exists()


def test_a_contribution_with_a_flow_stays_though_it_is_reversed(client: Client) -> None:
    contribution = make_contribution(appeal=activity_of("GT-1.1").appeal)
    undo(make_flow(contribution=contribution))

    page = client.get(at("contribution_remove", contribution.pk))

    assert "steps of contributions (2)" in words(page)


def test_a_merged_donor_gives_its_contributions_to_the_other(client: Client) -> None:
    appeal = activity_of("GT-1.1").appeal
    twice, kept = make_donor(name="USAID "), make_donor(name="USAID")
    contribution = make_contribution(appeal=appeal, donor=twice, reference="A-1")
    make_flow(contribution=contribution)
    version = contribution.version

    page = send(client, at("donor_merge", twice.pk), into=kept.pk)

    contribution.refresh_from_db()
    assert (contribution.donor, contribution.version) == (kept, version + 1)
    assert contribution.history.latest().history_change_reason is None
    assert not Donor.objects.filter(pk=twice.pk).exists()
    assert "was merged into “USAID”" in words(page)
    changes = client.get(at("change_list"), {"kind": "contribution"})
    assert changes.status_code == 200


def test_donors_with_the_same_reference_in_an_appeal_are_not_merged(client: Client) -> None:
    appeal = activity_of("GT-1.1").appeal
    twice, kept = make_donor(), make_donor()
    for donor in (twice, kept):
        make_contribution(appeal=appeal, donor=donor, reference="A-1")

    page = send(client, at("donor_merge", twice.pk), into=kept.pk)

    assert "Both donors have a contribution with the reference A-1" in words(page)
    assert Donor.objects.filter(pk=twice.pk).exists()


def test_donors_are_kept_by_managers_of_a_region_only(
    guatemala: Office, signed_in: SignIn, viewer: User
) -> None:
    donor = make_donor()
    own = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)

    for page in ("donor_edit", "donor_merge", "donor_remove"):
        assert own.get(at(page, donor.pk)).status_code == 404
    shown = signed_in(viewer).get(at("donor_list"))
    assert donor.name in words(shown)
    assert at("donor_edit", donor.pk) not in shown.content.decode()


def test_a_donors_name_is_mended(client: Client) -> None:
    donor = make_donor(name="Swedn")

    page = send(client, at("donor_edit", donor.pk), name="Sweden")

    assert "Saved: Sweden." in words(page)
    assert at("donor_edit", donor.pk) in page.content.decode()


# Comments


@pytest.fixture
def thread(reporter_gt: User) -> Comment:
    activity = activity_of("GT-1.1")
    return actions.add_comment(body="Ana López is ill.", activity=activity, by=reporter_gt, at=AT)


def test_ones_own_words_are_taken_back_and_the_answers_stay(
    thread: Comment, reporter_gt: User, viewer: User, signed_in: SignIn
) -> None:
    actions.add_comment(body="No names, please.", parent=thread, by=viewer, at=AT)
    client = signed_in(reporter_gt)
    home = reverse("tracking:activity_detail", args=["MI2020-CNAC", "GT-1.1"])
    assert at("comment_withdraw", thread.pk) in client.get(home).content.decode()

    page = send(client, at("comment_withdraw", thread.pk))

    thread.refresh_from_db()
    assert (thread.body, thread.withdrawn_by) == ("", reporter_gt)
    assert "removed by reporter.gt" in words(page)
    assert "No names, please." in words(page)
    assert "Ana López" not in page.content.decode()
    assert client.get(at("comment_withdraw", thread.pk)).status_code == 404
    assert Transaction.objects.count() == 0


def test_nobody_takes_anothers_words_back_but_a_superuser(
    thread: Comment, manager_ro: User, superuser: User, signed_in: SignIn
) -> None:
    assert signed_in(manager_ro).get(at("comment_withdraw", thread.pk)).status_code == 404

    send(signed_in(superuser), at("comment_withdraw", thread.pk))

    thread.refresh_from_db()
    assert thread.withdrawn_by == superuser


def test_an_answer_is_taken_back_too(thread: Comment, viewer: User, signed_in: SignIn) -> None:
    answer = actions.add_comment(body="Hm.", parent=thread, by=viewer, at=AT)

    page = send(signed_in(viewer), at("comment_withdraw", answer.pk))

    assert "removed by viewer" in words(page)
    assert "Ana López" in words(page)


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Otherwise."},
        {"body": "", "withdrawn_at": None},
        {"body": "x", "withdrawn_at": AT},
        {"withdrawn_at": AT},
    ],
)
def test_by_sql_alone_nothing_said_is_changed_but_by_taking_it_back(
    thread: Comment, change: dict[str, Any], reporter_gt: User
) -> None:
    rows = Comment.objects.filter(pk=thread.pk)
    if change.get("withdrawn_at"):
        change = change | {"withdrawn_by": reporter_gt}

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


def test_what_is_taken_back_stays_so(thread: Comment, reporter_gt: User) -> None:
    actions.withdraw_comment(comment=thread, by=reporter_gt, at=AT)
    rows = Comment.objects.filter(pk=thread.pk)

    with pytest.raises(actions.CommentGone):
        actions.withdraw_comment(comment=thread, by=reporter_gt, at=AT)
    for change in ({"body": "Again."}, {"withdrawn_at": None, "withdrawn_by": None}):
        with pytest.raises(IntegrityError, match="What was said stays"), transaction.atomic():
            rows.update(**change)


# The admin


@pytest.mark.parametrize("make", [make_risk, make_donor, make_rate, make_contribution])
def test_the_admin_removes_what_is_unused(make: Callable[..., Any], client: Client) -> None:
    activity = activity_of("GT-1.1")
    own: dict[Any, dict[str, Any]] = {
        make_risk: {"activity": activity}, make_contribution: {"appeal": activity.appeal},
    }  # fmt: skip
    row = make(**own.get(make, {}))
    name = row._meta.label_lower.replace(".", "_")

    page = client.post(reverse(f"admin:{name}_delete", args=[row.pk]), {"post": "yes"}, follow=True)

    assert page.status_code == 200
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert type(row).history.get(id=row.pk, history_type="-").door == "admin"


def test_the_admin_merges_donors(client: Client) -> None:
    twice, kept = make_donor(), make_donor()
    contribution = make_contribution(appeal=activity_of("GT-1.1").appeal, donor=twice)
    sent = {"name": twice.name, "kind": twice.kind, "initial-name": twice.name,
            "initial-kind": twice.kind, "into": kept.pk}  # fmt: skip

    client.post(reverse("admin:tracking_donor_change", args=[twice.pk]), sent)

    contribution.refresh_from_db()
    assert contribution.donor == kept


# Removed while somebody writes in it


@pytest.mark.parametrize(
    ("make", "address", "written"),
    [
        (lambda: make_risk(activity=activity_of("GT-1.1")), "risk_edit", "what"),
        (lambda: make_rate(currency="GTQ"), "rate_edit", "reason"),
        (
            lambda: make_contribution(appeal=activity_of("GT-1.1").appeal),
            "contribution_edit",
            "note",
        ),
    ],
)
def test_a_row_that_is_taken_away_while_it_is_changed_says_so_and_shows_what_was_written(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[], Any],
    address: str,
    written: str,
) -> None:
    row = make()
    form = filled(client.get(at(address, row.pk)), **{written: "Two trucks are late."})

    def taken_away(own: Any, *_given: Any, **_more: Any) -> None:
        plan.remove(row=own, version=None, at=AT)
        raise StaleVersion(own)

    monkeypatch.setattr(type(row), "save_over", taken_away)

    page = client.post(at(address, row.pk), form)

    assert page.status_code == 409
    assert "Somebody else changed this first" in words(page)
    assert "Two trucks are late." in words(page)


def test_what_somebody_changed_since_its_removal_was_asked_for_stays(client: Client) -> None:
    risk = make_risk(activity=activity_of("GT-1.1"))
    page = client.get(at("risk_remove", risk.pk))
    risk.save_over(risk.version, ["owner"])

    answer = client.post(at("risk_remove", risk.pk), filled(page))

    assert answer.status_code == 409
    assert Risk.objects.filter(pk=risk.pk).exists()
