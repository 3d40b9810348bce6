"""An office's split: shown to all, changed as a whole by its managers, never past its cells."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.actions import SplitRefused, revise_requirement, set_allocations
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Office,
    Requirement,
    Role,
    StaleVersion,
    User,
)
from tests.factories import (
    make_activity,
    make_allocation,
    make_cell,
    make_membership,
    make_transaction,
    make_user,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import APPEAL, complaints, count_queries, filled, words

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("manager_ro")]

AT = datetime(2020, 5, 4, 15, tzinfo=UTC)
JUNE = date(2020, 6, 1)
# Guatemala: one cell of 13 505 000, split evenly over seven activities.
EACH = ["1929286", "1929286", "1929286", "1929286", "1929286", "1929285", "1929285"]


def address(office: str = "GT") -> str:
    return reverse("appeal:allocations", args=[APPEAL, office])


def cell_of(office: str, heading: str) -> Requirement:
    return Requirement.objects.get(appeal__code=APPEAL, office__code=office, heading__code=heading)


def activity_of(code: str) -> Activity:
    return Activity.objects.get(code=code)


def name(activity: str, heading: str = "O1", *, office: str = "GT", kind: str = "amount") -> str:
    """The field for what an activity draws on a cell."""
    return f"{kind}-{activity_of(activity).pk}-{cell_of(office, heading).pk}"


def amounts(office: str = "GT") -> dict[str, tuple[Decimal, str]]:
    rows = Allocation.objects.filter(cell__appeal__code=APPEAL, cell__office__code=office)
    return {str(row): (row.amount, row.basis) for row in rows.select_related("activity", "cell")}


def revise(cell: Requirement, amount: int, by: User) -> None:
    revise_requirement(
        cell=cell,
        version=None,
        amount=Decimal(amount),
        effective_on=JUNE,
        reason="Less came.",
        by=by,
        at=AT,
    )


def remainders(page: Any) -> dict[str, Decimal | None]:
    return {str(column.cell): column.remainder for column in page.context["split"].columns}


# Reading.


def test_it_shows_what_each_activity_draws_the_totals_and_the_remainder(client: Client) -> None:
    page = client.get(address())

    rows = page.context["rows"]
    assert [row.activity.code for row in rows] == [f"GT-{number}.1" for number in range(1, 8)]
    assert [str(row.total.quantize(Decimal(1))) for row in rows] == EACH
    assert remainders(page) == {"GT O1": 0}
    shown = words(page)
    assert "O1 13,505,000" in shown
    assert "indicative" in shown
    assert "Remainder 0" in shown


def test_cells_without_a_requirement_are_no_columns(client: Client) -> None:
    page = client.get(address("BZ"))

    assert all(cell.amount is not None for cell in page.context["split"].cells)
    assert "–" not in remainders(page)


@pytest.mark.publication
def test_headings_that_an_activity_does_not_draw_on_stand_apart(client: Client) -> None:
    rows = {row.activity.code: row for row in client.get(address("PA")).context["rows"]}

    for row in rows.values():
        at_hand = {cell.heading.code for cell, share in row.columns if share}
        drawn = set(row.activity.allocations.values_list("cell__heading__code", flat=True))
        assert drawn <= at_hand
        assert len(at_hand) + len(row.others) == 6
    assert any(row.others for row in rows.values())


@pytest.mark.parametrize("person", ["viewer", "reporter_gt", "finance_gt", "reviewer_ro"])
def test_whoever_does_not_manage_the_office_reads_it_and_sends_nothing(
    person: str, request: pytest.FixtureRequest, signed_in: SignIn, client: Client
) -> None:
    form = filled(client.get(address()), **{name("GT-1.1"): "1"})
    reader = signed_in(request.getfixturevalue(person))

    page = reader.get(address())

    assert "1,929,286" in words(page)
    assert name("GT-1.1") not in page.content.decode()
    assert "confirmed" not in page.content.decode()
    assert reader.post(address(), form).status_code == 404
    assert amounts()["GT-1.1 O1"] == (1929286, "indicative")


def test_a_reader_sees_a_dash_where_an_activity_under_the_heading_draws_nothing(
    viewer: User, signed_in: SignIn
) -> None:
    added = make_activity(priority=activity_of("GT-1.1").priority)

    page = signed_in(viewer).get(address())

    assert page.status_code == 200
    assert f"{added.code} {added.title}" in words(page)


def test_a_manager_of_another_office_reads_it_and_sends_nothing(
    honduras: Office, signed_in: SignIn, client: Client
) -> None:
    form = filled(client.get(address()), **{name("GT-1.1"): "1"})
    neighbour = signed_in(make_membership(role=Role.MANAGER, office=honduras).user)

    assert neighbour.get(address("HN")).context["may_plan"]
    assert not neighbour.get(address()).context["may_plan"]
    assert neighbour.post(address(), form).status_code == 404
    assert amounts()["GT-1.1 O1"] == (1929286, "indicative")


def test_an_office_that_is_not_of_the_appeal_is_not_found(client: Client) -> None:
    elsewhere = make_activity().office

    assert client.get(address(elsewhere.code)).status_code == 404
    assert client.get(address("ZZ")).status_code == 404


def test_the_office_page_leads_there_and_tells_managers_what_they_may_do(
    client: Client, viewer: User, signed_in: SignIn
) -> None:
    office = reverse("tracking:office_detail", args=[APPEAL, "GT"])
    reader, manager = signed_in(viewer).get(office), client.get(office)

    for page in (reader, manager):
        assert f'href="{address()}">Budgets</a>' in page.content.decode()
    assert f'href="{address()}">Set budgets</a>' in manager.content.decode()
    assert "Set budgets</a>" not in reader.content.decode()


@pytest.mark.publication
def test_it_costs_the_same_for_one_activity_and_for_many(client: Client) -> None:
    assert count_queries(client, address("BZ")) == count_queries(client, address("RO"))


def test_in_french_amounts_are_written_and_read_with_a_comma(
    client: Client, manager_ro: User
) -> None:
    Allocation.objects.filter(activity__code="GT-1.1").update(amount=Decimal("1250.50"))
    manager_ro.language = "fr"
    manager_ro.save()
    page = client.get(address())

    sent = filled(page, **{name("GT-2.1"): "1 250,25"})
    response = client.post(address(), sent)

    assert sent[name("GT-1.1")] == "1250,50"
    assert response.status_code == 302
    assert amounts()["GT-1.1 O1"][0] == Decimal("1250.50")
    assert amounts()["GT-2.1 O1"][0] == Decimal("1250.25")


# Saving.


def test_a_changed_amount_is_saved_and_confirmed_and_no_other_is_touched(client: Client) -> None:
    sent = filled(client.get(address()), **{name("GT-1.1"): "1,000,000.50"})

    page = client.post(address(), sent, follow=True)

    stored = amounts()
    assert stored.pop("GT-1.1 O1") == (Decimal("1000000.50"), "confirmed")
    assert set(stored.values()) == {(1929286, "indicative"), (1929285, "indicative")}
    untouched = Allocation.objects.filter(cell__office__code="GT", version=1)
    assert untouched.count() == 6
    assert "1 budget saved." in words(page)
    assert remainders(page) == {"GT O1": Decimal("929285.50")}


def test_what_one_activity_gives_another_gets_in_one_step(client: Client) -> None:
    sent = filled(client.get(address()), **{name("GT-1.1"): "2929286", name("GT-7.1"): "929285"})

    assert client.post(address(), sent).status_code == 302

    assert amounts()["GT-1.1 O1"] == (2929286, "confirmed")
    assert amounts()["GT-7.1 O1"] == (929285, "confirmed")


@pytest.mark.publication
def test_an_activity_draws_on_another_heading(client: Client) -> None:
    row = next(row for row in client.get(address("PA")).context["rows"] if row.others)
    share = row.others[0]
    taken = Allocation.objects.filter(cell=share.cell).first()
    given = {
        f"amount-{taken.activity_id}-{taken.cell_id}": str(taken.amount - 100),
        share.field.html_name: "100",
    }

    response = client.post(address("PA"), filled(client.get(address("PA")), **given))

    assert response.status_code == 302
    new = Allocation.objects.get(activity=row.activity, cell=share.cell)
    assert (new.amount, new.basis) == (100, "confirmed")


def test_a_cell_that_would_be_overdrawn_is_refused_and_everything_typed_stays(
    client: Client,
) -> None:
    before = amounts()
    typed = {name("GT-1.1"): "1929287", name("GT-2.1"): "5"}
    over = typed | {name("GT-2.1"): "1,929,290"}

    page = client.post(address(), filled(client.get(address()), **over))

    assert page.status_code == 422
    sentence = "GT O1 is 13,505,000: these budgets are 5 too high. Lower some of them."
    assert complaints(page) == {"__all__": [sentence]}
    assert sentence in words(page)
    assert 'value="1929287"' in page.content.decode()
    assert 'value="1,929,290"' in page.content.decode()
    assert remainders(page) == {"GT O1": -5}
    assert amounts() == before
    assert client.post(address(), filled(page, **typed)).status_code == 302


@pytest.mark.publication
def test_each_cell_at_fault_gets_its_sentence(client: Client) -> None:
    page = client.get(address("PA"))
    first = {row.cell.heading.code: row for row in reversed(page.context["split"].shares)}
    typed = {first[code].field.html_name: "99999999" for code in ("P1", "O3")}

    answer = client.post(address("PA"), filled(page, **typed))

    assert answer.status_code == 422
    assert [said[:5] for said in complaints(answer)["__all__"]] == ["PA P1", "PA O3"]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("0", "An amount must be above zero. Leave it empty if there is no budget here."),
        ("-5", "An amount must be above zero. Leave it empty if there is no budget here."),
        ("NaN", "This is not an amount. Use digits only, for example 1250.50."),
        ("ten", "This is not an amount. Use digits only, for example 1250.50."),
        ("12.505", "An amount can have at most two decimals, for example 1250.50."),
        ("10000000000000", "This amount is too large."),
    ],
)
@pytest.mark.parametrize("step", ["save", "confirm", "remainder"])
def test_what_is_no_amount_is_refused_at_its_field_and_typed_amounts_stay(
    client: Client, amount: str, sentence: str, step: str
) -> None:
    before = amounts()
    typed = {name("GT-1.1"): amount, name("GT-2.1"): "77", "step": step}

    page = client.post(address(), filled(client.get(address()), **typed))

    assert page.status_code == 422
    assert complaints(page) == {name("GT-1.1"): [sentence]}
    assert f"GT-1.1, O1: {sentence}" in words(page)
    assert f'value="{amount}"' in page.content.decode()
    assert 'value="77"' in page.content.decode()
    assert remainders(page) == {"GT O1": None}
    assert amounts() == before


def test_an_emptied_amount_is_removed(client: Client) -> None:
    client.post(address(), filled(client.get(address()), **{name("GT-1.1"): ""}))

    assert "GT-1.1 O1" not in amounts()
    assert len(amounts()) == 6


def test_what_is_paid_from_is_lowered_but_not_emptied(client: Client) -> None:
    make_transaction(activity=Activity.objects.with_plan().get(code="GT-1.1"), amount=100)
    before = amounts()
    typed = {name("GT-1.1"): "", name("GT-2.1"): "5"}

    page = client.post(address(), filled(client.get(address()), **typed))

    assert page.status_code == 422
    sentence = (
        "This activity already has entries paid from here. You can lower the amount,"
        " but not empty it."
    )
    assert complaints(page) == {name("GT-1.1"): [sentence]}
    assert amounts() == before
    assert client.post(address(), filled(page, **{name("GT-1.1"): "50"})).status_code == 302
    assert amounts()["GT-1.1 O1"] == (50, "confirmed")


def test_the_same_form_sent_twice_has_one_effect(client: Client) -> None:
    sent = filled(client.get(address()), **{name("GT-1.1"): "5"})

    first = client.post(address(), sent)
    second = client.post(address(), sent | {name("GT-1.1"): "6"})

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, address())
    assert amounts()["GT-1.1 O1"][0] == 5


def test_a_form_of_which_a_part_did_not_arrive_removes_nothing(client: Client) -> None:
    sent = filled(client.get(address()))
    arrived = {"idempotency_key": sent["idempotency_key"]}

    page = client.post(address(), arrived, follow=True)

    assert "Nothing to save" in words(page)
    assert len(amounts()) == 7


# The remainder, without JavaScript.


def test_working_out_the_remainder_saves_nothing_and_keeps_what_is_typed(client: Client) -> None:
    before = amounts()
    typed = {name("GT-1.1"): "1,000,000.25", name("GT-2.1"): "", "step": "remainder"}

    page = client.post(address(), filled(client.get(address()), **typed))

    assert page.status_code == 200
    assert remainders(page) == {"GT O1": Decimal("2858571.75")}
    assert "Remainder 2,858,571.75" in words(page)
    assert "Nothing is saved yet." in words(page)
    totals = {row.activity.code: row.total for row in page.context["rows"]}
    assert (totals["GT-1.1"], totals["GT-2.1"]) == (Decimal("1000000.25"), 0)
    assert 'value="1,000,000.25"' in page.content.decode()
    assert amounts() == before

    assert client.post(address(), filled(page, step="save")).status_code == 302
    assert remainders(client.get(address())) == {"GT O1": Decimal("2858571.75")}


def test_ticked_rows_stay_ticked_while_the_remainder_is_worked_out(client: Client) -> None:
    ticked = str(activity_of("GT-3.1").pk)

    page = client.post(
        address(), filled(client.get(address()), step="remainder", confirmed=[ticked])
    )

    assert page.content.decode().count(" checked") == 1


# Confirming.


def test_a_ticked_activity_is_confirmed_as_it_is(client: Client) -> None:
    ticked = activity_of("GT-3.1").pk

    client.post(address(), filled(client.get(address()), confirmed=[ticked]))

    assert amounts()["GT-3.1 O1"] == (1929286, "confirmed")
    assert [basis for _amount, basis in amounts().values()].count("confirmed") == 1


def test_the_whole_split_is_confirmed_with_what_is_typed(client: Client) -> None:
    typed = {name("GT-1.1"): "5", "step": "confirm"}

    page = client.post(address(), filled(client.get(address()), **typed), follow=True)

    assert {basis for _amount, basis in amounts().values()} == {"confirmed"}
    assert amounts()["GT-1.1 O1"][0] == 5
    assert amounts()["GT-2.1 O1"][0] == 1929286
    assert "7 budgets saved." in words(page)
    assert "Save and confirm all budgets" not in words(page)


def test_an_activity_of_another_office_is_not_confirmed_here(client: Client) -> None:
    foreign = activity_of("HN-1.1").pk

    page = client.post(address(), filled(client.get(address()), confirmed=[foreign]))

    assert page.status_code == 422
    assert {basis for _amount, basis in amounts("HN").values()} == {"indicative"}


# Two people.


def test_whoever_saves_second_is_told_both_values_and_keeps_what_they_typed(
    client: Client, superuser: User, signed_in: SignIn
) -> None:
    first = filled(client.get(address()), **{name("GT-1.1"): "111"})
    second = filled(client.get(address()), **{name("GT-1.1"): "222", name("GT-2.1"): "333"})
    client.post(address(), first)

    page = signed_in(superuser).post(address(), second)

    assert page.status_code == 409
    assert complaints(page) == {
        name("GT-1.1"): [
            "Somebody changed this to 111 while you were writing (it was 1,929,286). What"
            " you entered is still here: save again to replace theirs."
        ]
    }
    assert 'value="222"' in page.content.decode()
    assert 'value="333"' in page.content.decode()
    assert amounts()["GT-2.1 O1"] == (1929286, "indicative")

    assert signed_in(superuser).post(address(), filled(page)).status_code == 302
    assert (amounts()["GT-1.1 O1"][0], amounts()["GT-2.1 O1"][0]) == (222, 333)


def test_what_somebody_else_changed_and_one_left_alone_is_no_conflict(client: Client) -> None:
    first = filled(client.get(address()), **{name("GT-1.1"): "111"})
    second = filled(client.get(address()), **{name("GT-2.1"): "222"})
    client.post(address(), first)

    assert client.post(address(), second).status_code == 302

    assert (amounts()["GT-1.1 O1"][0], amounts()["GT-2.1 O1"][0]) == (111, 222)


def test_what_somebody_emptied_meanwhile_is_told(client: Client) -> None:
    stale = filled(client.get(address()), **{name("GT-1.1"): "5"})
    client.post(address(), filled(client.get(address()), **{name("GT-1.1"): ""}))

    page = client.post(address(), stale)

    assert page.status_code == 409
    assert "Somebody changed this to – while you were writing (it was 1,929,286)." in words(page)
    assert "GT-1.1 O1" not in amounts()


# Forged fields.


@pytest.mark.parametrize(
    ("activity", "office", "heading"),
    [
        ("GT-1.1", "GT", "P1"),
        ("GT-1.1", "HN", "O1"),
        ("HN-1.1", "HN", "O1"),
        ("HN-1.1", "GT", "O1"),
    ],
    ids=["dash", "foreign cell", "foreign activity and cell", "foreign activity"],
)
def test_a_field_that_the_page_does_not_offer_does_nothing(
    client: Client, activity: str, office: str, heading: str
) -> None:
    before = amounts(), amounts("HN")
    forged = {name(activity, heading, office=office): "1"}

    page = client.post(address(), filled(client.get(address()), **forged), follow=True)

    assert "Nothing to save" in words(page)
    assert (amounts(), amounts("HN")) == before


def test_a_dash_takes_money_once_it_is_revised(client: Client, manager_ro: User) -> None:
    revise(cell_of("GT", "P1"), 500, by=manager_ro)
    typed = {name("GT-1.1", "P1"): "500"}

    assert client.post(address(), filled(client.get(address()), **typed)).status_code == 302

    assert amounts()["GT-1.1 P1"] == (500, "confirmed")


# Cancelled activities, and cells that were revised below what is allocated.


def test_a_cancelled_activity_gives_money_back_and_takes_none(client: Client) -> None:
    Activity.objects.filter(code="GT-1.1").update(hold="cancelled")
    client.post(address(), filled(client.get(address()), **{name("GT-2.1"): "5"}))

    up = client.post(address(), filled(client.get(address()), **{name("GT-1.1"): "1929287"}))
    down = client.post(address(), filled(client.get(address()), **{name("GT-1.1"): "7"}))

    assert up.status_code == 422
    assert complaints(up) == {
        name("GT-1.1"): ["This activity is cancelled: you can only lower its budget."]
    }
    assert down.status_code == 302
    assert amounts()["GT-1.1 O1"][0] == 7


def test_a_cancelled_activity_without_money_is_offered_none(client: Client) -> None:
    Activity.objects.filter(code="GT-1.1").update(hold="cancelled")
    Allocation.objects.filter(activity__code="GT-1.1").delete()

    page = client.get(address())

    assert name("GT-1.1") not in page.content.decode()
    assert "GT-1.1" in words(page)


def test_below_a_revision_amounts_only_go_down_until_they_fit(
    client: Client, manager_ro: User
) -> None:
    revise(cell_of("GT", "O1"), 13_000_000, by=manager_ro)

    page = client.get(address())
    assert remainders(page) == {"GT O1": -505_000}
    swapped = {name("GT-1.1"): "1929287", name("GT-2.1"): "1900000"}
    refused = client.post(address(), filled(page, **swapped))
    lowered = client.post(address(), filled(client.get(address()), **{name("GT-2.1"): "1900000"}))

    assert refused.status_code == 422
    assert complaints(refused)["__all__"][0].startswith(
        "GT O1 was revised to 13,000,000, which is less than the budgets that draw on it"
    )
    assert lowered.status_code == 302
    assert amounts()["GT-2.1 O1"][0] == 1_900_000


def test_below_a_revision_the_split_can_still_be_confirmed(
    client: Client, manager_ro: User
) -> None:
    revise(cell_of("GT", "O1"), 13_000_000, by=manager_ro)

    client.post(address(), filled(client.get(address()), step="confirm"))

    assert {basis for _amount, basis in amounts().values()} == {"confirmed"}


# The action.


def test_a_split_is_logged_at_the_instant_given_with_who_did_it() -> None:
    cell, person = make_cell(amount=1000), make_user()
    first, second, third = (make_activity(appeal=cell.appeal, office=cell.office) for _ in range(3))
    kept = make_allocation(activity=first, cell=cell, amount=100)
    gone = make_allocation(activity=second, cell=cell, amount=200)

    written = set_allocations(
        wanted={
            (first.pk, cell.pk): Decimal(300),
            (second.pk, cell.pk): None,
            (third.pk, cell.pk): Decimal(700),
        },
        seen={(first.pk, cell.pk): Decimal(100), (second.pk, cell.pk): Decimal(200)},
        on=JUNE,
        by=person,
        at=AT,
    )

    assert written == 3
    new = Allocation.objects.get(activity=third)
    for pk, kind in ((kept.pk, "~"), (gone.pk, "-"), (new.pk, "+")):
        line = Allocation.history.filter(id=pk).latest("history_id")
        assert (line.history_type, line.history_date, line.history_user) == (kind, AT, person)


def test_of_a_split_that_is_refused_nothing_is_saved() -> None:
    one, other = make_cell(amount=1000), None
    other = make_cell(appeal=one.appeal, office=one.office, amount=1000)
    activity = make_activity(appeal=one.appeal, office=one.office)

    with pytest.raises(SplitRefused) as refusal:
        set_allocations(
            wanted={(activity.pk, one.pk): Decimal(10), (activity.pk, other.pk): Decimal(1001)},
            seen={},
            on=JUNE,
            by=make_user(),
            at=AT,
        )

    assert list(refusal.value.cells) == [other.pk]
    assert not activity.allocations.exists()


def test_an_allocation_that_is_not_as_it_was_seen_is_stale() -> None:
    allocation = make_allocation(amount=100)
    pair = (allocation.activity_id, allocation.cell_id)

    with pytest.raises(StaleVersion):
        set_allocations(
            wanted={pair: Decimal(50)}, seen={pair: Decimal(99)}, on=JUNE, by=make_user(), at=AT
        )

    allocation.refresh_from_db()
    assert allocation.amount == 100


def test_an_unpublished_appeal_is_split_by_its_managers(
    region: Any, manager_ro: User, client: Client
) -> None:
    cell = make_cell(amount=1000)
    Appeal.objects.filter(pk=cell.appeal.pk).update(region=region)
    Office.objects.filter(pk=cell.office.pk).update(region=region)
    activity = make_activity(cell=cell)
    there = reverse("appeal:allocations", args=[cell.appeal.code, cell.office.code])

    sent = filled(client.get(there), **{f"amount-{activity.pk}-{cell.pk}": "1000"})

    assert client.post(there, sent).status_code == 302
    assert activity.allocations.get().amount == 1000


# In pages.


@pytest.fixture
def many(client: Client) -> list[Activity]:
    """Thirteen more activities of Guatemala, which draw nothing: the last eight are on page 2."""
    priority = activity_of("GT-7.1").priority
    return [
        make_activity(priority=priority, code=f"GT-8.{number}", order=90 + number)
        for number in range(13)
    ]


def draws_on_page_2(client: Client, **typed: str) -> Any:
    page = client.get(address(), {"page": 2})
    return client.post(f"{address()}?page=2", filled(page, **typed))


def test_a_long_split_is_turned_and_its_remainder_is_that_of_the_whole_office(
    client: Client, viewer: User, signed_in: SignIn, many: list[Activity]
) -> None:
    pages = [client.get(address(), {"page": number}) for number in (1, 2)]

    assert [len(page.context["rows"]) for page in pages] == [12, 8]
    assert all(remainders(page) == {"GT O1": 0} for page in pages)
    assert "Activities 13 to 20 of 20." in words(pages[1])
    # The page's script adds up what is typed on it: what it does not show is taken off before.
    assert 'data-cents="0"' in pages[1].content.decode()
    assert 'data-cents="1350500000"' in pages[0].content.decode()
    assert len(signed_in(viewer).get(address(), {"page": 2}).context["rows"]) == 8


def test_what_is_typed_on_the_second_page_is_saved_within_what_the_office_has(
    client: Client, many: list[Activity]
) -> None:
    before = amounts()
    sent = {name("GT-8.12"): "5", name("GT-8.12", kind="seen"): ""}

    refused = draws_on_page_2(client, **sent)

    assert refused.status_code == 422
    assert "these budgets are 5 too high" in words(refused)
    assert [row.activity for row in refused.context["rows"]] == many[5:]
    assert remainders(refused) == {"GT O1": -5}
    assert amounts() == before
    client.post(address(), filled(client.get(address()), **{name("GT-1.1"): "1929281"}))
    saved = draws_on_page_2(client, **sent)
    assert (saved.status_code, saved.url) == (302, f"{address()}?page=2")
    assert amounts()["GT-8.12 O1"] == (5, "confirmed")
    assert amounts()["GT-2.1 O1"] == before["GT-2.1 O1"]
    assert remainders(client.get(address())) == {"GT O1": 0}


def test_all_on_a_page_is_confirmed_and_nothing_that_was_not_shown(
    client: Client, many: list[Activity]
) -> None:
    Activity.objects.filter(code="GT-7.1").update(order=500)
    shown = client.get(address(), {"page": 2})
    assert "GT-7.1" in [row.activity.code for row in shown.context["rows"]]
    assert "Save and confirm all on this page" in words(shown)

    draws_on_page_2(client, step="confirm")

    confirmed = [row for row, (_amount, basis) in amounts().items() if basis == "confirmed"]
    assert confirmed == ["GT-7.1 O1"]
    assert "Save and confirm all on this page" not in words(client.get(address(), {"page": 2}))


def test_what_moved_to_another_page_meanwhile_is_saved_where_it_was_typed(
    client: Client, many: list[Activity]
) -> None:
    page = client.get(address())
    last = page.context["rows"][-1].activity
    make_activity(priority=activity_of("GT-1.1").priority, code="GT-1.0", order=0)
    typed = {name("GT-1.1"): "1929281", name(last.code): "5"}

    client.post(address(), filled(page, **typed))

    assert amounts()[f"{last.code} O1"] == (5, "confirmed")
