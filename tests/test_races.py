"""Several people at once, each with a connection of their own: nothing lost, nothing twice."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from appeal.actions import TooMuchAllocated, set_allocation
from appeal.models import Allocation, Appeal, Office, Requirement, User
from tests.appeal.loading.test_appeal_workbook import CODE
from tests.factories import (
    make_activity,
    make_allocation,
    make_appeal,
    make_cell,
    make_contribution,
    make_membership,
    make_rate,
    make_section,
    make_transaction,
    make_update,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled
from tests.tracking.uploads.filling import filled_in
from tracking import actions
from tracking.ledger_check import differences
from tracking.models import (
    ExchangeRate,
    LedgerTotal,
    OpenCommitment,
    ProgressUpdate,
    ReportingPeriod,
    Transaction,
    rests_of,
)

pytestmark = pytest.mark.usefixtures("real_commits")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gives, or the refusal it meets; all begin together."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return act()
        except (Error, TooMuchAllocated) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(run, acts))


def sending(client: Client, address: str, form: dict[str, Any]) -> Callable[[], int]:
    """Send a form; gives the status of the answer."""
    client.raise_request_exception = False
    return lambda: client.post(address, form).status_code


def after(seconds: float, act: Callable[[], Any]) -> Callable[[], Any]:
    """Begin it when another has begun, and is not done yet."""

    def later() -> Any:
        time.sleep(seconds)
        return act()

    return later


def test_a_form_sent_six_times_at_once_takes_effect_once(
    reporter_gt: User, signed_in: SignIn
) -> None:
    address = at("transaction_new", "GT-1.1")
    page = signed_in(reporter_gt).get(address)
    form = filled(page, value_on="2020-03-15", amount="10")

    answers = at_once(*(sending(signed_in(reporter_gt), address, form) for _ in range(6)))

    assert answers == [302] * 6
    assert Transaction.objects.count() == 1


def test_of_two_who_save_the_same_line_at_once_one_is_told(
    reporter_gt: User, signed_in: SignIn
) -> None:
    period = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    line = make_update(activity=activity_of("GT-1.1"), period=period, percent=10)
    address = at("log_progress", "GT-1.1")
    page = signed_in(reporter_gt).get(address)
    forms = [
        filled(page, percent=percent, narrative="Two centres.", idempotency_key=str(uuid4()))
        for percent in ("40", "60")
    ]

    answers = at_once(*(sending(signed_in(reporter_gt), address, form) for form in forms))

    assert sorted(answers) == [302, 409]
    stored = ProgressUpdate.objects.get(pk=line.pk)
    assert stored.percent == int(forms[answers.index(302)]["percent"])
    assert (stored.version, stored.history.filter(history_type="~").count()) == (2, 1)


def test_an_entry_reversed_six_times_at_once_is_reversed_once(
    finance_gt: User, signed_in: SignIn
) -> None:
    posted = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    address = at("transaction_reverse", posted.pk)
    form = filled(signed_in(finance_gt).get(address), "reversing", reason="Paid twice.")

    answers = at_once(
        *(
            sending(signed_in(finance_gt), address, form | {"idempotency_key": str(uuid4())})
            for _ in range(6)
        )
    )

    assert Counter(answers) == {302: 1, 409: 5}
    assert Transaction.objects.filter(reverses=posted).count() == 1


def posting(client: Client, entry: Transaction) -> Callable[[], int]:
    """Press the button on the entry's page, which this reads beforehand."""
    form = filled(client.get(at("transaction_detail", entry.pk)), "confirm")
    return sending(client, at("transaction_post", entry.pk), form)


def test_of_two_who_post_the_same_draft_at_once_one_is_told_and_it_counts_once(
    finance_gt: User, guatemala: Office, signed_in: SignIn
) -> None:
    colleague = make_membership(role="finance", office=guatemala).user
    draft = make_transaction(activity=activity_of("GT-1.1"), amount=100)
    presses = [posting(signed_in(person), draft) for person in (finance_gt, colleague)]

    answers = at_once(*presses)

    assert sorted(answers) == [302, 409]
    assert LedgerTotal.objects.get().amount == 100
    assert list(differences()) == []


def test_six_payments_of_one_commitment_posted_at_once_are_all_taken_off_it(
    finance_gt: User, signed_in: SignIn
) -> None:
    held = make_transaction(
        activity=activity_of("GT-1.1"), kind="commitment", amount=100, posted=True
    )
    drafts = [
        make_transaction(activity=held.activity, cell=held.cell, against=held, amount=amount)
        for amount in range(1, 7)
    ]

    answers = at_once(*(posting(signed_in(finance_gt), draft) for draft in drafts))

    assert answers == [302] * 6
    assert OpenCommitment.objects.get().usd == 79
    assert list(differences()) == []


def test_drafts_of_one_grant_posted_at_once_never_come_to_more_than_it_has(
    finance_gt: User, signed_in: SignIn
) -> None:
    activity = activity_of("GT-1.1")
    grant = make_contribution(appeal=activity.appeal, committed=250)
    drafts = [make_transaction(activity=activity, grant=grant) for _ in range(4)]

    answers = at_once(*(posting(signed_in(finance_gt), entry) for entry in drafts))

    assert Counter(answers) == {302: 2, 409: 2}
    assert grant.attributions_received.count() == 2


def test_six_drafts_of_one_cell_and_month_posted_at_once_are_all_in_the_total(
    finance_gt: User, signed_in: SignIn
) -> None:
    amounts = [Decimal(f"{number}.0{number}") for number in range(1, 7)]
    drafts = [make_transaction(activity=activity_of("GT-1.1"), amount=amount) for amount in amounts]

    answers = at_once(*(posting(signed_in(finance_gt), draft) for draft in drafts))

    assert answers == [302] * 6
    assert LedgerTotal.objects.get().amount == sum(amounts)
    assert list(differences()) == []


def test_a_draft_that_is_changed_and_posted_at_once_is_one_or_the_other(
    finance_gt: User, reporter_gt: User, signed_in: SignIn
) -> None:
    draft = make_transaction(activity=activity_of("GT-1.1"), amount=100)
    writer, address = signed_in(reporter_gt), at("transaction_edit", draft.pk)
    form = filled(writer.get(address), amount="60")

    answers = at_once(sending(writer, address, form), posting(signed_in(finance_gt), draft))

    assert sorted(answers) == [302, 409]
    draft.refresh_from_db()
    assert (draft.amount, draft.is_posted) == ((60, False) if answers[0] == 302 else (100, True))


def test_a_draft_that_is_being_changed_is_not_discarded_unseen(
    reporter_gt: User, finance_gt: User, signed_in: SignIn
) -> None:
    draft = make_transaction(activity=activity_of("GT-1.1"), amount=100)
    client, address = signed_in(finance_gt), at("transaction_discard", draft.pk)
    form = filled(client.get(at("transaction_detail", draft.pk)), "confirm")

    def change_slowly() -> None:
        with transaction.atomic():
            draft.amount = 60
            moment = datetime(2020, 5, 1, tzinfo=UTC)
            actions.draft_transaction(entry=draft, version=None, by=reporter_gt, at=moment)
            time.sleep(0.5)

    _changed, answer = at_once(change_slowly, after(0.2, sending(client, address, form)))

    assert answer == 409
    assert Transaction.objects.get().amount == 60


def test_an_entry_outside_every_period_is_reversed_once(
    finance_gt: User, signed_in: SignIn
) -> None:
    posted = make_transaction(
        activity=activity_of("GT-1.1"), value_on="2019-12-20", late_reason="Old.", posted=True
    )
    client, address = signed_in(finance_gt), at("transaction_reverse", posted.pk)
    form = filled(client.get(address), "reversing", reason="Paid twice.")

    def reverse_slowly() -> None:
        with transaction.atomic():
            moment = datetime(2020, 5, 1, tzinfo=UTC)
            actions.reverse_transaction(entry=posted, reason="x", by=finance_gt, at=moment)
            time.sleep(0.5)

    _reversed, answer = at_once(reverse_slowly, after(0.2, sending(client, address, form)))

    assert answer == 409
    assert Transaction.objects.filter(reverses=posted).count() == 1


def test_the_rest_of_a_commitment_is_released_once(finance_gt: User, signed_in: SignIn) -> None:
    activity = activity_of("GT-1.1")
    contract = make_transaction(activity=activity, kind="commitment", amount=1000, posted=True)
    releases = [
        make_transaction(activity=activity, kind="release", amount=600, against=contract)
        for _ in range(2)
    ]

    answers = at_once(*(posting(signed_in(finance_gt), release) for release in releases))

    assert sorted(answers) == [302, 409]
    assert rests_of(activity)[contract.pk].outstanding == 400


def first_quarter() -> ReportingPeriod:
    return ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")


def locking(client: Client) -> Callable[[], int]:
    form = {"idempotency_key": str(uuid4()), "version": "0", "reason": "Published."}
    return sending(client, at("period_lock", "2020-Q1"), form)


def test_of_a_posting_and_the_locking_of_its_period_at_once_the_posting_is_first_or_refused(
    finance_gt: User, manager_ro: User, signed_in: SignIn
) -> None:
    drafts = [make_transaction(activity=activity_of("GT-1.1"), amount=10) for _ in range(4)]
    presses = [posting(signed_in(finance_gt), draft) for draft in drafts]

    lock, *answers = at_once(locking(signed_in(manager_ro)), *presses)

    assert lock == 302
    assert set(answers) <= {302, 409}
    stored = [Transaction.objects.get(pk=draft.pk).is_posted for draft in drafts]
    assert stored == [answer == 302 for answer in answers]
    assert list(differences()) == []


def test_a_posting_waits_for_a_locking_that_has_begun_and_is_refused(
    finance_gt: User, manager_ro: User, signed_in: SignIn
) -> None:
    draft = make_transaction(activity=activity_of("GT-1.1"))
    press = posting(signed_in(finance_gt), draft)

    def lock_slowly() -> None:
        with transaction.atomic():
            moment = datetime(2020, 5, 1, tzinfo=UTC)
            actions.lock_period(period=first_quarter(), reason="x", by=manager_ro, at=moment)
            time.sleep(0.5)

    _locked, answer = at_once(lock_slowly, after(0.2, press))

    assert answer == 409
    assert not Transaction.objects.get().is_posted


def test_a_locking_waits_for_a_posting_that_has_begun(
    finance_gt: User, manager_ro: User, signed_in: SignIn
) -> None:
    draft = make_transaction(activity=activity_of("GT-1.1"))
    lock = locking(signed_in(manager_ro))
    done: list[str] = []

    def post_slowly() -> None:
        with transaction.atomic():
            moment = datetime(2020, 5, 1, tzinfo=UTC)
            actions.post_transaction(entry=draft, version=1, by=finance_gt, at=moment)
            time.sleep(0.5)
            done.append("posted")

    def lock_meanwhile() -> int:
        answer = after(0.2, lock)()
        done.append("locked")
        return answer

    _posted, answer = at_once(post_slowly, lock_meanwhile)

    assert (answer, done) == (302, ["posted", "locked"])
    assert Transaction.objects.get().is_posted


def test_drafts_posted_while_their_rate_changes_have_the_usd_of_the_rate_they_keep(
    finance_gt: User, manager_ro: User, signed_in: SignIn
) -> None:
    rate = make_rate()
    drafts = [
        make_transaction(activity=activity_of("GT-1.1"), currency="GTQ", amount=770, usd_amount=100)
        for _ in range(4)
    ]
    manager, address = signed_in(manager_ro), at("rate_edit", rate.pk)
    form = filled(manager.get(address), rate="3.85")

    answers = at_once(
        sending(manager, address, form),
        *(posting(signed_in(finance_gt), draft) for draft in drafts),
    )

    assert answers == [302] * 5
    assert list(differences()) == []


def test_of_two_who_add_or_change_the_same_rate_at_once_one_is_told(
    manager_ro: User, signed_in: SignIn
) -> None:
    new = at("rate_new")
    typed = {"currency": "GTQ", "effective_on": "2020-03-01"}
    managers = [signed_in(manager_ro) for _ in range(2)]
    forms = [filled(manager.get(new), **typed, rate="7.7") for manager in managers]

    added = at_once(
        *(sending(manager, new, form) for manager, form in zip(managers, forms, strict=True))
    )

    assert added.count(302) == 1
    assert set(added) <= {302, 409, 422}
    edit = at("rate_edit", ExchangeRate.objects.get().pk)
    forms = [filled(manager.get(edit), rate=f"8.{n}") for n, manager in enumerate(managers)]
    changed = at_once(
        *(sending(manager, edit, form) for manager, form in zip(managers, forms, strict=True))
    )
    assert sorted(changed) == [302, 409]
    assert ExchangeRate.objects.get().version == 2


def test_of_two_who_begin_an_appeal_with_one_code_at_once_one_is_told(
    manager_ro: User, signed_in: SignIn
) -> None:
    address = f"{reverse('tracking:appeal_new')}?of=MI2020-CNAC"
    managers = [signed_in(manager_ro) for _ in range(2)]
    forms = [filled(manager.get(address), source_name="A book") for manager in managers]

    answers = at_once(
        *(sending(manager, address, form) for manager, form in zip(managers, forms, strict=True))
    )

    assert answers.count(302) == 1
    assert set(answers) <= {302, 409, 422}
    assert Appeal.objects.filter(code="MI2021-CNAC").count() == 1


def test_of_two_who_send_the_workbook_of_one_appeal_at_once_one_is_told(
    manager_ro: User, signed_in: SignIn
) -> None:
    address = reverse("tracking:appeal_from_workbook")
    content = signed_in(manager_ro).get(at("workbook", "T0")).getvalue()
    named = filled_in(content, {CODE: "AGAIN"})
    managers = [signed_in(manager_ro) for _ in range(2)]
    forms = [
        {
            "idempotency_key": str(uuid4()),
            "version": 0,
            "file": SimpleUploadedFile("T0.xlsx", named),
        }
        for _ in managers
    ]

    answers = at_once(
        *(sending(manager, address, form) for manager, form in zip(managers, forms, strict=True))
    )

    assert answers.count(302) == 1
    assert set(answers) <= {302, 409, 422}
    assert Appeal.objects.filter(code="AGAIN").count() == 1


def draft_of(office: Office) -> Appeal:
    draft = make_appeal(region=office.region, code="DRAFT", title_en="A draft")
    make_section(appeal=draft, office=office)
    return draft


def by_page(client: Client, draft: Appeal, number: int) -> tuple[str, dict[str, Any]]:
    address = reverse("appeal:draft_edit", args=[draft.code])
    return address, filled(client.get(address), code=f"OTHER-{number}")


def by_admin(client: Client, draft: Appeal, number: int) -> tuple[str, dict[str, Any]]:
    """With a code that somebody sends although the page shows no field for it."""
    address = reverse("admin:appeal_appeal_change", args=[draft.pk])
    form = client.get(address).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in shown.items() if value not in (None, False)}
    return address, typed | {"code": f"OTHER-{number}", "title_en": f"Title {number}"}


@pytest.mark.parametrize("way", [by_page, by_admin])
def test_of_two_who_change_one_draft_at_once_one_is_told(
    way: Callable, guatemala: Office, superuser: User, signed_in: SignIn
) -> None:
    draft = draft_of(guatemala)
    managers = [signed_in(superuser) for _ in range(2)]
    sent = [way(manager, draft, number) for number, manager in enumerate(managers)]

    answers = at_once(
        *(sending(manager, *form) for manager, form in zip(managers, sent, strict=True))
    )

    kept = Appeal.objects.get(pk=draft.pk)
    assert answers.count(302) == 1, answers
    assert kept.version == 2
    winner = answers.index(302)
    if way is by_page:
        assert kept.code == f"OTHER-{winner}"
    else:
        assert (kept.code, kept.title_en) == ("DRAFT", f"Title {winner}")


def drawn(cell: Requirement) -> Decimal:
    return sum((row.amount for row in cell.allocations.all()), Decimal(0))


def test_two_who_allocate_the_same_money_at_once_do_not_overdraw_the_cell() -> None:
    cell = make_cell(amount=1000)
    wanted = [
        Allocation(
            activity=make_activity(appeal=cell.appeal, office=cell.office),
            cell=cell,
            amount=600,
            basis=Allocation.Basis.CONFIRMED,
        )
        for _ in range(2)
    ]

    answers = at_once(
        *(
            lambda it=it: set_allocation(
                allocation=it,
                version=None,
                on=date(2020, 1, 1),
                at=datetime(2020, 1, 1, tzinfo=UTC),
            )
            for it in wanted
        )
    )

    assert {type(answer) for answer in answers} == {Allocation, TooMuchAllocated}
    assert drawn(cell) == 600


def test_two_who_write_past_the_application_do_not_overdraw_the_cell() -> None:
    cell = make_cell(amount=1000)
    rows = [
        make_allocation(
            activity=make_activity(appeal=cell.appeal, office=cell.office), cell=cell, amount=400
        )
        for _ in range(2)
    ]

    def raise_to_600(row: Allocation) -> int:
        with transaction.atomic():
            changed = Allocation.objects.filter(pk=row.pk).update(amount=600)
            time.sleep(0.3)  # the other one writes before this is committed
        return changed

    answers = at_once(*(lambda row=row: raise_to_600(row) for row in rows))

    assert {type(answer) for answer in answers} == {int, IntegrityError}
    assert drawn(cell) == 1000
