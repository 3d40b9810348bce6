"""Requirement revisions: dated, with a reason, beside what is published, never changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from appeal.actions import NotRevisable, reverse_revision, revise_requirement
from appeal.base.viewpoint import EVERYTHING
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Office,
    Requirement,
    RequirementRevision,
    Role,
    StaleVersion,
    User,
)
from tests.factories import make_allocation, make_cell, make_membership, make_user
from tests.fixture_types import SignIn
from tests.gaps import gaps_of
from tests.tracking.browsing import APPEAL, complaints, count_queries, filled, words

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

AT = datetime(2020, 5, 4, 15, tzinfo=UTC)
REVISED = {
    "amount": "12,000,000.50",
    "effective_on": "2020-07-01",
    "reason": "The donor gave less.",
}


def address(office: str = "GT", query: str = "") -> str:
    return reverse("appeal:revisions", args=[APPEAL, office]) + query


def cell_of(office: str, heading: str) -> Requirement:
    return Requirement.objects.get(appeal__code=APPEAL, office__code=office, heading__code=heading)


def send(client: Client, **typed: Any) -> Any:
    """Fill in the form about Guatemala's O1 and send it."""
    page = client.get(address(query="?cell=O1"))
    return client.post(address(), filled(page, **REVISED | typed), follow=True)


def test_a_revision_stands_beside_what_is_published(client: Client, manager_ro: User) -> None:
    page = send(client)

    revision = RequirementRevision.objects.get()
    assert (revision.cell, revision.amount) == (cell_of("GT", "O1"), Decimal("12000000.50"))
    assert (revision.effective_on, revision.reason) == (date(2020, 7, 1), "The donor gave less.")
    assert revision.revised_by == manager_ro
    shown = words(page)
    assert "Recorded: GT O1 is 12,000,000.50 from 1 Jul 2020." in shown
    assert "13,505,000 12,000,000.50 -1,504,999.50 13,505,000 -1,504,999.50" in shown
    assert "1 Jul 2020 12,000,000.50 The donor gave less. manager.ro" in shown


def test_the_cell_that_the_address_names_is_chosen(client: Client) -> None:
    chosen = client.get(address(query="?cell=O1")).context["form"]["cell"].value()

    assert chosen == cell_of("GT", "O1").pk
    for query in ("", "?cell=ZZ", "?cell="):
        assert client.get(address(query=query)).context["form"]["cell"].value() is None


def test_a_dash_is_revised_to_an_amount(client: Client) -> None:
    dash = cell_of("GT", "P1")

    page = send(client, cell=dash.pk, amount="500")

    assert dash.revisions.get().amount == 500
    assert "– 500 – 0 500" in words(page)


def test_a_requirement_is_revised_to_nothing(client: Client) -> None:
    send(client, amount="0")

    assert RequirementRevision.objects.get().amount == 0


def test_below_what_is_allocated_it_is_recorded_with_a_warning_and_is_a_gap(
    client: Client, mi2020: Appeal
) -> None:
    page = send(client, amount="13,000,000")

    assert "Budgets are 505,000 higher than GT O1: lower them." in words(page)
    assert gaps_of(mi2020, "overdrawn", date(2021, 3, 31)) == [str(cell_of("GT", "O1"))]


def test_above_what_is_allocated_there_is_no_warning(client: Client) -> None:
    assert "less than the budgets" not in words(send(client, amount="14,000,000"))


def test_a_revision_that_another_one_overtakes_later_gives_no_warning(client: Client) -> None:
    send(client, amount="14,000,000", effective_on="2020-09-01")

    assert "less than the budgets" not in words(send(client, amount="5"))


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("amount", "-1", "A requirement cannot be negative. Enter 0 if nothing is required."),
        ("amount", "NaN", "This is not an amount. Use digits only, for example 1250.50."),
        ("amount", "10000000000000", "This amount is too large."),
        ("amount", "1.005", "An amount can have at most two decimals, for example 1250.50."),
        ("amount", "", "This field is required."),
        (
            "amount",
            "13,505,000",
            "GT O1 is already 13,505,000 on 1 Jul 2020. Enter the new amount.",
        ),
        (
            "effective_on",
            "2019-12-31",
            (
                "A revision must take effect between 1 Jan 2020 and 31 Mar 2021, the dates of"
                " the appeal."
            ),
        ),
        (
            "effective_on",
            "2021-04-01",
            (
                "A revision must take effect between 1 Jan 2020 and 31 Mar 2021, the dates of"
                " the appeal."
            ),
        ),
        ("effective_on", "2020-02-30", "Enter a valid date."),
        ("effective_on", "", "This field is required."),
        ("reason", "", "This field is required."),
        ("reason", " ", "This field is required."),
        ("cell", "", "This field is required."),
    ],
)
def test_what_is_no_revision_is_refused_and_everything_typed_stays(
    client: Client, name: str, typed: str, sentence: str
) -> None:
    page = send(client, **{name: typed})

    assert page.status_code == 422
    assert complaints(page) == {name: [sentence]}
    assert sentence in words(page)
    for field, value in (REVISED | {name: typed}).items():
        if field != "cell" and value.strip():
            assert f'value="{value}"' in page.content.decode()
    assert not RequirementRevision.objects.exists()


def test_the_first_and_the_last_day_of_the_appeal_are_accepted(client: Client) -> None:
    for day in ("2020-01-01", "2021-03-31"):
        assert send(client, effective_on=day, amount=day[:4]).status_code == 200

    assert RequirementRevision.objects.count() == 2


def test_a_longer_reason_than_fits_is_refused(client: Client) -> None:
    page = send(client, reason="x" * 501)

    assert page.status_code == 422
    assert list(complaints(page)) == ["reason"]


def test_a_cell_of_another_office_is_refused(client: Client) -> None:
    page = send(client, cell=cell_of("HN", "O1").pk)

    assert page.status_code == 422
    assert list(complaints(page)) == ["cell"]
    assert not RequirementRevision.objects.exists()


def test_the_same_form_sent_twice_records_one_revision(client: Client) -> None:
    sent = filled(client.get(address(query="?cell=O1")), **REVISED)

    first, second = client.post(address(), sent), client.post(address(), sent | {"amount": "9"})

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, address())
    assert RequirementRevision.objects.count() == 1


def test_whoever_did_not_see_the_last_revision_is_told_and_may_record_theirs_after_it(
    client: Client, superuser: User, signed_in: SignIn
) -> None:
    late = filled(client.get(address(query="?cell=O1")), **REVISED | {"amount": "11000000"})
    send(signed_in(superuser), amount="12000000")

    page = client.post(address(), late)

    assert page.status_code == 409
    assert "Somebody revised this heading while you were writing" in words(page)
    assert "12,000,000" in words(page)
    assert 'value="11000000"' in page.content.decode()
    assert RequirementRevision.objects.count() == 1
    assert client.post(address(), filled(page)).status_code == 302
    assert RequirementRevision.objects.count() == 2


def test_a_revision_of_another_heading_meanwhile_is_no_conflict(
    client: Client, superuser: User, signed_in: SignIn
) -> None:
    late = filled(client.get(address(query="?cell=O1")), **REVISED)
    send(signed_in(superuser), cell=cell_of("GT", "P1").pk)

    assert client.post(address(), late).status_code == 302


@pytest.mark.parametrize("person", ["viewer", "reporter_gt", "finance_gt", "reviewer_ro"])
def test_whoever_does_not_manage_the_office_reads_it_and_records_nothing(
    person: str, request: pytest.FixtureRequest, signed_in: SignIn, client: Client
) -> None:
    form = filled(client.get(address(query="?cell=O1")), **REVISED)
    reader = signed_in(request.getfixturevalue(person))

    page = reader.get(address())

    assert "13,505,000" in words(page)
    assert "Record a revision" not in words(page)
    assert "?cell=" not in page.content.decode()
    assert reader.post(address(), form).status_code == 404
    assert not RequirementRevision.objects.exists()


def test_a_manager_of_another_office_records_nothing_here(
    honduras: Office, signed_in: SignIn, client: Client
) -> None:
    form = filled(client.get(address(query="?cell=O1")), **REVISED)
    neighbour = signed_in(make_membership(role=Role.MANAGER, office=honduras).user)

    assert neighbour.post(address(), form).status_code == 404
    assert neighbour.get(address("HN", "?cell=O1")).context["may_plan"]
    assert not RequirementRevision.objects.exists()


def test_it_costs_the_same_for_no_revision_and_for_many(client: Client) -> None:
    before = count_queries(client, address("BZ"))
    for amount in ("14000000", "15000000", "16000000"):
        send(client, amount=amount)

    assert count_queries(client, address()) == before


def test_the_reconciliation_sets_the_current_amount_below_the_published_and_links_to_why(
    client: Client,
) -> None:
    reconciliation = reverse("appeal:reconciliation", args=[APPEAL])
    assert "current 12,000,000" not in words(client.get(reconciliation))

    send(client)

    page = client.get(reconciliation)
    assert "13,505,000 current 12,000,000" in words(page)
    assert f'<a href="{address()}">current 12,000,000</a>' in page.content.decode()


# The action.


@pytest.mark.parametrize("amount", [800, 1000])
def test_an_amount_is_compared_with_what_holds_on_its_day(amount: int) -> None:
    """From July on the cell holds 800: that day 1000 is a change, before it 800 is one."""
    cell, person = make_cell(amount=1000), make_user()

    def revise(amount: int, day: date) -> RequirementRevision:
        return revise_requirement(
            cell=cell,
            version=None,
            amount=Decimal(amount),
            effective_on=day,
            reason="x",
            by=person,
            at=AT,
        )

    revise(800, date(2020, 7, 1))

    days = {800: (date(2020, 7, 1), date(2020, 6, 30)), 1000: (date(2020, 6, 30), date(2020, 7, 1))}
    same, other = days[amount]
    with pytest.raises(NotRevisable):
        revise(amount, same)
    assert revise(amount, other).amount == amount


def test_a_revision_after_one_that_was_not_read_is_stale() -> None:
    cell, person = make_cell(amount=1000), make_user()
    common = {"cell": cell, "effective_on": date(2020, 7, 1), "reason": "x", "by": person, "at": AT}
    revise_requirement(amount=Decimal(800), version=0, **common)

    with pytest.raises(StaleVersion):
        revise_requirement(amount=Decimal(700), version=0, **common)

    assert cell.revisions.get().amount == 800


@pytest.mark.parametrize(("amount", "reason"), [(-5, "x"), (800, ""), (800, "x" * 501)], ids=str)
def test_what_no_revision_says_is_refused_whoever_asks(amount: int, reason: str) -> None:
    cell, person = make_cell(amount=1000), make_user()
    day = date(2020, 7, 1)

    with pytest.raises(ValidationError):
        revise_requirement(
            cell=cell,
            version=None,
            amount=Decimal(amount),
            effective_on=day,
            reason=reason,
            by=person,
            at=AT,
        )
    revision = revise_requirement(
        cell=cell, version=None, amount=Decimal(800), effective_on=day, reason="x", by=person, at=AT
    )
    with pytest.raises(ValidationError):
        reverse_revision(
            revision=revision, reason=reason if amount == 800 else "", by=person, at=AT
        )

    assert list(cell.revisions.all()) == [revision]


# Reversals


def reverse_address(revision: RequirementRevision) -> str:
    office = revision.cell.office.code
    return reverse("appeal:revision_reverse", args=[APPEAL, office, revision.pk])


def revise(cell: Requirement, amount: int, day: date, at: datetime = AT) -> RequirementRevision:
    return revise_requirement(
        cell=cell,
        version=None,
        amount=Decimal(amount),
        effective_on=day,
        reason="New.",
        by=make_user(),
        at=at,
    )


def undo(revision: RequirementRevision, at: datetime = AT) -> RequirementRevision:
    return reverse_revision(revision=revision, reason="A mistake.", by=make_user(), at=at)


def held(cell: Requirement, day: date, known_at: datetime | None = None) -> Decimal | None:
    seen = replace(EVERYTHING, known_at=known_at)
    return Requirement.objects.with_requirement(seen.on(day)).get(pk=cell.pk).requirement


def test_a_reversal_takes_a_revised_dash_back_to_a_dash(client: Client, mi2020: Appeal) -> None:
    dash = cell_of("GT", "P1")
    revision = revise(dash, 500, date(2020, 6, 1))
    page = client.get(reverse_address(revision))

    page = client.post(
        reverse_address(revision), filled(page, reason="Entered for another office."), follow=True
    )

    assert held(dash, mi2020.closes_on) is None
    reversal = RequirementRevision.objects.get(reverses=revision)
    assert reversal.reason == "Entered for another office."
    assert "GT P1 is – on" in words(page)
    assert "Reversed:" in words(page)
    assert "Entered for another office." in words(page)
    shown = words(page)
    assert "reversal" in shown
    assert "reversed" in shown


def test_without_a_revision_an_earlier_one_or_what_is_published_holds_again() -> None:
    cell = cell_of("GT", "O1")
    july, august = date(2020, 7, 1), date(2020, 8, 1)
    late, early = revise(cell, 100, august), revise(cell, 50, july)

    undo(late)
    assert [held(cell, july), held(cell, august)] == [50, 50]
    undo(early)
    assert [held(cell, july), held(cell, august)] == [cell.amount, cell.amount]


def test_a_reversal_counts_from_when_it_is_known() -> None:
    cell, day = cell_of("GT", "O1"), date(2020, 7, 1)
    revision = revise(cell, 100, day, AT)
    undo(revision, AT + timedelta(days=10))

    assert held(cell, day, AT) == cell.amount
    assert held(cell, day, AT + timedelta(days=5)) == 100
    assert held(cell, day, AT + timedelta(days=11)) == cell.amount


def test_the_same_amount_can_be_recorded_again_after_its_reversal() -> None:
    cell, day = cell_of("GT", "O1"), date(2020, 7, 1)
    undo(revise(cell, 100, day))

    revise(cell, 100, day)

    assert held(cell, day) == 100


def test_a_reversal_is_not_reversed_nor_anything_twice() -> None:
    revision = revise(cell_of("GT", "O1"), 100, date(2020, 7, 1))
    reversal = undo(revision)

    with pytest.raises(NotRevisable, match="Record the revision again"):
        undo(reversal)
    with pytest.raises(NotRevisable, match="already been reversed"):
        undo(revision)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        mirrored(revision)
    with pytest.raises(IntegrityError, match="not itself a reversal"), transaction.atomic():
        mirrored(reversal)


def mirrored(revision: RequirementRevision, **fields: Any) -> RequirementRevision:
    """A reversal past the action."""
    facts = {name: getattr(revision, name) for name in ("cell", "amount", "effective_on")}
    people = {"revised_by": revision.revised_by, "recorded_at": AT}
    return RequirementRevision.objects.create(
        **facts | people | {"reason": "x", "reverses": revision} | fields
    )


@pytest.mark.parametrize(
    "fields", [{"amount": 7}, {"effective_on": date(2020, 9, 9)}, {"cell": "other"}]
)
def test_a_reversal_repeats_its_original(fields: dict[str, Any]) -> None:
    revision = revise(cell_of("GT", "O1"), 100, date(2020, 7, 1))
    if "cell" in fields:
        fields = {"cell": cell_of("HN", "O1")}

    with pytest.raises(IntegrityError, match="A reversal must repeat"), transaction.atomic():
        mirrored(revision, **fields)


def test_a_cell_is_no_dash_again_while_money_of_it_is_allocated(client: Client) -> None:
    dash = cell_of("GT", "P1")
    revision = revise(dash, 500, date(2020, 6, 1))
    activity = Activity.objects.get(code="GT-1.1")
    allocation = make_allocation(activity=activity, cell=dash, amount=300)
    page = client.get(reverse_address(revision))

    refused = client.post(reverse_address(revision), filled(page, reason="Wrong."))

    assert refused.status_code == 422
    assert "This would turn GT P1 into a dash again, but 300 of it is budgeted" in words(refused)
    with (
        pytest.raises(IntegrityError, match="before turning it into a dash again"),
        transaction.atomic(),
    ):
        mirrored(revision)
    later = revise(dash, 400, date(2020, 9, 1))
    undo(revision)
    with pytest.raises(NotRevisable):
        undo(later)
    allocation.delete()
    undo(later)
    assert held(dash, date(2020, 12, 31)) is None


def test_nothing_new_is_allocated_beyond_what_a_reversal_leaves() -> None:
    """By SQL alone: the amount of a reversed revision bounds nothing any more."""
    cell = cell_of("GT", "O1")
    assert cell.amount is not None
    undo(revise(cell, int(cell.amount) + 1000, date(2020, 6, 1)))
    row = Allocation.objects.filter(cell=cell)[0]

    with pytest.raises(IntegrityError, match="cannot exceed"), transaction.atomic():
        Allocation.objects.filter(pk=row.pk).update(amount=row.amount + 500)


def test_below_what_is_allocated_a_reversal_is_recorded_with_a_warning(client: Client) -> None:
    cell = cell_of("GT", "O1")
    assert cell.amount is not None
    revision = revise(cell, int(cell.amount) + 1000, date(2020, 1, 1))
    row = Allocation.objects.filter(cell=cell)[0]
    row.amount += 500
    row.save()
    page = client.get(reverse_address(revision))

    page = client.post(reverse_address(revision), filled(page, reason="Wrong."), follow=True)

    assert "Budgets are 500 higher than GT O1" in words(page)


def test_only_who_manages_the_office_reverses_and_only_in_an_open_appeal(
    signed_in: SignIn, guatemala: Office, honduras: Office, mi2020: Appeal
) -> None:
    revision = revise(cell_of("GT", "O1"), 100, date(2020, 7, 1))
    own = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    other = signed_in(make_membership(role=Role.MANAGER, office=honduras).user)

    assert own.get(reverse_address(revision)).status_code == 200
    assert other.get(reverse_address(revision)).status_code == 404
    Appeal.objects.filter(pk=mi2020.pk).update(state=Appeal.State.CLOSED)
    assert own.post(reverse_address(revision), {"reason": "x"}).status_code == 404
