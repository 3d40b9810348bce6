"""The page of periods and locks: everybody reads it, the region's managers lock and close."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Office, Role, User
from tests.factories import (
    make_appeal,
    make_membership,
    make_milestone,
    make_report,
    make_transaction,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, count_queries, filled, words
from tracking.models import PeriodEvent, ReportingPeriod

pytestmark = pytest.mark.once

PAGE = at("period_list")


def turn(client: Client, step: str, reason: str = "Published.", **typed: Any) -> Any:
    sent = {"idempotency_key": str(uuid4()), "version": 0, "reason": reason} | typed
    return client.post(at(f"period_{step}", "2020-Q1"), sent, follow=True)


def move(client: Client, step: str, appeal: Appeal, reason: str = "The year is over.") -> Any:
    appeal.refresh_from_db()
    sent = {"idempotency_key": str(uuid4()), "version": appeal.version, "reason": reason}
    return client.post(at(f"appeal_{step}"), sent, follow=True)


def is_locked(period: ReportingPeriod) -> bool:
    return ReportingPeriod.objects.with_lock().get(pk=period.pk).is_locked


@pytest.mark.once
def test_a_period_that_is_open_is_so_in_its_own_gender(
    viewer: User, signed_in: SignIn, period: ReportingPeriod
) -> None:
    User.objects.filter(pk=viewer.pk).update(language="fr")

    page = words(signed_in(viewer).get(PAGE))

    assert re.search(r"\d sur \d+ ouverte\b", page)


def test_a_manager_locks_and_unlocks_and_everybody_reads_who_when_and_why(
    manager: Client, period: ReportingPeriod, viewer: User, signed_in: SignIn
) -> None:
    done = turn(manager, "lock", "Published.")
    assert "2020-Q1 is locked." in words(done)
    assert is_locked(period)

    done = turn(manager, "unlock", "An invoice came late.")

    assert "2020-Q1 is unlocked." in words(done)
    assert not is_locked(period)
    page = signed_in(viewer).get(PAGE)
    assert [(entry.what, str(entry.by), entry.reason) for entry in page.context["log"]] == [
        ("2020-Q1: unlocked", "manager.ro", "An invoice came late."),
        ("2020-Q1: locked", "manager.ro", "Published."),
    ]
    assert "2020-Q1: unlocked, manager.ro," in words(page)


@pytest.mark.publication
def test_it_shows_days_due_dates_and_how_many_reports_are_approved(
    manager: Client, period: ReportingPeriod, guatemala: Office, honduras: Office
) -> None:
    make_report(office=guatemala, period=period, state="approved")
    make_report(office=honduras, period=period, state="submitted")

    text = words(manager.get(PAGE))

    assert "2020-Q1 1 Jan 2020 – 31 Mar 2020 15 Apr 2020 1 of 14 open" in text


def test_others_are_shown_no_button_and_lock_nothing(
    reporter_gt: User,
    reviewer_ro: User,
    viewer: User,
    guatemala: Office,
    signed_in: SignIn,
    period: ReportingPeriod,
) -> None:
    make_membership(user=reporter_gt, role=Role.MANAGER, office=guatemala)

    for person in (reporter_gt, reviewer_ro, viewer):
        client = signed_in(person)
        assert "<form" not in client.get(PAGE).content.decode().split('id="content"')[1]
        assert turn(client, "lock").status_code == 404
        assert client.post(at("appeal_close"), {"reason": "x"}).status_code == 404
    assert not PeriodEvent.objects.exists()


def test_without_a_reason_nothing_is_locked(manager: Client, period: ReportingPeriod) -> None:
    refusal = turn(manager, "lock", " ")

    assert refusal.status_code == 422
    assert complaints(refusal, "refused") == {"reason": ["This field is required."]}
    assert "Nothing is saved yet." in words(refusal)
    assert not is_locked(period)


@pytest.mark.once
def test_a_reason_beyond_its_limit_is_refused_and_kept(manager: Client) -> None:
    refusal = turn(manager, "lock", "a" * 501)

    assert refusal.status_code == 422
    assert "a" * 501 in refusal.content.decode()


def test_the_second_of_two_managers_is_told_and_keeps_the_reason(
    manager: Client, period: ReportingPeriod
) -> None:
    turn(manager, "lock")

    late = turn(manager, "lock", "Because of the audit.")

    assert late.status_code == 409
    assert "2020-Q1 is already locked." in words(late)
    assert "Because of the audit." in words(late)
    assert period.lock_events.count() == 1


def test_the_same_button_twice_has_one_effect_and_one_answer(
    manager: Client, period: ReportingPeriod
) -> None:
    key = str(uuid4())

    answers = [turn(manager, "lock", idempotency_key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert period.lock_events.count() == 1


def test_a_manager_closes_the_appeal_and_opens_it_again(
    manager: Client, mi2020: Appeal, period: ReportingPeriod, viewer: User, signed_in: SignIn
) -> None:
    closed = move(manager, "close", mi2020)

    assert "The appeal is closed: all periods are locked" in words(closed)
    assert not ReportingPeriod.objects.of(mi2020).unlocked().exists()
    assert "Unlock 2020-Q1" not in words(closed)
    late = turn(manager, "unlock")
    assert late.status_code == 409
    assert "The appeal is closed. Re-open it first." in words(late)

    opened = move(manager, "reopen", mi2020, "An audit.")

    assert "The appeal is open again." in words(opened)
    assert is_locked(period)
    assert "Unlock 2020-Q1" in words(opened)
    log = [(entry.what, entry.reason) for entry in signed_in(viewer).get(PAGE).context["log"]]
    assert log[0] == ("Appeal re-opened", "An audit.")
    assert ("Appeal closed", "The year is over.") in log
    assert len(log) == 6


def test_what_is_not_finished_is_said_before_closing(
    manager: Client, period: ReportingPeriod, guatemala: Office
) -> None:
    make_report(office=guatemala, period=period, state="submitted")
    make_transaction(activity=activity_of("GT-1.1"))

    text = words(manager.get(at("appeal_close")))

    assert "Reports that are begun and not approved: 1" in text
    assert "Draft ledger entries: 1" in text


def test_periods_lead_to_the_page_that_closes_and_close_nothing_themselves(
    manager: Client,
) -> None:
    close = at("appeal_close")

    page = manager.get(PAGE).content.decode()

    assert f'href="{close}"' in page
    assert f'action="{close}"' not in page


def test_before_closing_it_is_said_what_cannot_be_done_afterwards_and_what_can(
    manager: Client,
) -> None:
    commitment = make_transaction(
        activity=activity_of("GT-1.1"), kind="commitment", posted=True, amount=40
    )
    milestone = make_milestone(activity=activity_of("GT-1.1"))

    page = manager.get(at("appeal_close"))

    above, _form = page.content.decode().split('name="reason"')
    assert at("commitment_carry", commitment.pk) in above
    assert at("milestone_carry", milestone.pk) in above
    said = words(page)
    assert "In a closed appeal no commitment is carried over" in said
    assert "until a manager of the region re-opens it" in said
    assert "Milestones that are not reached can still be carried over" in said


def test_a_closed_appeal_shows_what_can_still_be_carried_over_to_whoever_governs_it(
    manager: Client, mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    carry = at("milestone_carry", make_milestone(activity=activity_of("GT-1.1")).pk)

    assert carry not in manager.get(PAGE).content.decode()
    assert carry in move(manager, "close", mi2020).content.decode()
    assert carry not in signed_in(viewer).get(PAGE).content.decode()


def test_a_checklist_counts_what_is_still_open_and_leads_to_it(
    manager: Client, mi2020: Appeal, period: ReportingPeriod, guatemala: Office
) -> None:
    make_report(office=guatemala, period=period, state="submitted")
    make_transaction(activity=activity_of("GT-1.1"))
    make_transaction(activity=activity_of("GT-1.1"), kind="commitment", posted=True)
    make_milestone(activity=activity_of("GT-1.1"))
    turn(manager, "lock")

    page = manager.get(at("appeal_close"))

    rows = page.context["still_open"]
    expected = mi2020.sections.count() * 4 - 1
    assert [row.count for row in rows[:8]] == [expected, 1, 1, 1, 0, 1, 0, 3]
    pages = [row.address for row in rows if not row.address.startswith("#")]
    assert {manager.get(address).status_code for address in pages} == {200}
    manager.post(at("appeal_close"), filled(page, reason="The year is over."))
    mi2020.refresh_from_db()
    assert mi2020.state == "closed"
    assert manager.get(at("appeal_close")).url == PAGE


def test_an_appeal_is_not_closed_twice_without_a_reason_or_over_a_change(
    manager: Client, mi2020: Appeal
) -> None:
    assert move(manager, "close", mi2020, "").status_code == 422
    assert move(manager, "close", mi2020, "a" * 101).status_code == 422
    stale = {"idempotency_key": str(uuid4()), "version": mi2020.version - 1, "reason": "Over."}
    conflict = manager.post(at("appeal_close"), stale)
    assert conflict.status_code == 409
    assert "Somebody else changed this" in words(conflict)
    assert "Over." in conflict.content.decode()
    assert not PeriodEvent.objects.exists()

    manager.post(at("appeal_close"), filled(conflict))
    assert manager.get(PAGE).context["log"][0].reason == "Over."

    late = move(manager, "close", mi2020)
    assert late.status_code == 409
    assert "MI2020-CNAC is closed." in words(late)


def test_an_appeal_without_periods_gets_them_here(superuser: User, signed_in: SignIn) -> None:
    appeal = publish(make_appeal(rhythm=Appeal.Rhythm.MONTHLY))
    client = signed_in(superuser)
    page = client.get(reverse("tracking:period_list", args=[appeal.code]))
    assert "This appeal has no periods yet. Offices report every month." in words(page)

    done = client.post(
        reverse("tracking:period_open", args=[appeal.code]),
        {"idempotency_key": str(uuid4()), "version": 0},
        follow=True,
    )

    assert "12 periods created." in words(done)
    assert ReportingPeriod.objects.of(appeal).count() == 12
    assert "Create the periods" not in words(done)


@pytest.mark.parametrize("page", ["period_lock", "period_unlock"])
def test_opening_the_address_of_a_button_only_shows_the_page(
    manager: Client, period: ReportingPeriod, page: str
) -> None:
    answer = manager.get(at(page, "2020-Q1"))

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert not PeriodEvent.objects.exists()


@pytest.mark.once
def test_its_queries_do_not_grow_with_the_log(manager: Client, mi2020: Appeal) -> None:
    few = count_queries(manager, PAGE)
    for _ in range(3):
        turn(manager, "lock")
        turn(manager, "unlock")

    assert count_queries(manager, PAGE) == few
