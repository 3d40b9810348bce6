"""What publishing freezes, what stays editable, allocations within a cell, and revisions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from appeal.actions import (
    NotPublishable,
    TooMuchAllocated,
    publish_appeal,
    revise_requirement,
    set_allocation,
)
from appeal.base.actions import Door, signed
from appeal.base.viewpoint import EVERYTHING
from appeal.figures.readiness import readiness_of
from appeal.models import (
    Allocation,
    Appeal,
    Basis,
    Classification,
    Framework,
    Heading,
    Office,
    Priority,
    Requirement,
    RequirementRevision,
    Section,
    StaleVersion,
    StatedTotal,
)
from tests.factories import (
    make_activity,
    make_allocation,
    make_appeal,
    make_cell,
    make_heading,
    make_office,
    make_priority,
    make_region,
    make_section,
    make_transaction,
    make_user,
    publish,
)
from tests.gaps import gaps_of

pytestmark = pytest.mark.django_db
Plan = dict[type[models.Model], Any]
AT = datetime(2020, 3, 2, 15, 30, tzinfo=UTC)
LATER = datetime(2020, 3, 9, 15, 30, tzinfo=UTC)
FROZEN = "This appeal is published: what is printed of it cannot change."
PUBLISHED = (
    "This appeal is published: ",
    "A published appeal cannot be deleted.",
    "The code of an office cannot change once an appeal with it is published.",
)
UNDER_FRAMEWORK = "A published appeal uses this framework: "


@pytest.fixture
def draft() -> Plan:
    """A row of each kind in a draft appeal, by its model."""
    section = make_section()
    heading = make_heading(appeal=section.appeal)
    cell = make_cell(appeal=section.appeal, office=section.office, heading=heading)
    priority = make_priority(section=section)
    for _ in range(2):
        make_heading(appeal=section.appeal)
    return {
        Appeal: section.appeal,
        Section: section,
        Office: section.office,
        Framework: section.appeal.framework,
        Heading: heading,
        Requirement: cell,
        StatedTotal: StatedTotal.objects.create(appeal=section.appeal, amount=cell.amount),
        Priority: priority,
        Classification: Classification.objects.create(
            priority=priority, heading=heading, basis=Basis.PUBLISHED
        ),
    }


@pytest.fixture
def published(draft: Plan) -> Plan:
    """The same rows once their appeal is published."""
    publish(draft[Appeal])
    return draft


@contextmanager
def refused(sentence: str | tuple[str, ...]) -> Iterator[None]:
    """The block is refused by the database, with a text that begins so."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert str(refusal.value).startswith(sentence)


# The doors: each brings in the change of one field that stands on the row already.


def by_save(row: models.Model, field: models.Field) -> None:
    row.save()


def by_update(row: models.Model, field: models.Field) -> None:
    rows = type(row)._base_manager.filter(pk=row.pk)
    rows.update(**{field.name: getattr(row, field.name)})


def by_bulk_update(row: models.Model, field: models.Field) -> None:
    type(row)._base_manager.bulk_update([row], [field.name])


def by_sql(row: models.Model, field: models.Field) -> None:
    value = field.get_db_prep_save(getattr(row, field.attname), connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {row._meta.db_table} SET "{field.column}" = %s WHERE id = %s',  # noqa: S608
            [value, row.pk],
        )


def headings_beside() -> list[Heading]:
    """The two that the draft has besides; none can be made once it is published."""
    return list(Heading.objects.order_by("-pk")[:2])


def heading_beside() -> Heading:
    return headings_beside()[0]


def appeal_beside() -> Appeal:
    return make_appeal(framework=heading_beside().framework)


DOORS = [by_save, by_update, by_bulk_update, by_sql]
FACTS: list[tuple[type[models.Model], str, Callable[[], Any]]] = [
    (Requirement, "amount", lambda: Decimal(5)),
    (Requirement, "amount", lambda: None),
    (Requirement, "office", make_office),
    (Requirement, "heading", heading_beside),
    (Requirement, "appeal", appeal_beside),
    (StatedTotal, "amount", lambda: Decimal(5)),
    (StatedTotal, "office", make_office),
    (StatedTotal, "heading", heading_beside),
    (Priority, "code", lambda: "QQ-1"),
    (Priority, "order", lambda: 999),
    (Priority, "printed_as", lambda: "prose"),
    (Priority, "section", make_section),
    (Classification, "heading", heading_beside),
    (Classification, "priority", lambda: make_priority(appeal=appeal_beside())),
    (Classification, "basis", lambda: "assigned"),
    (Section, "order", lambda: 999),
    (Section, "printed_name", lambda: "Elsewhere"),
    (Section, "office", make_office),
    (Section, "appeal", make_appeal),
    (Appeal, "code", lambda: "OTHER"),
    (Appeal, "year", lambda: 2021),
    (Appeal, "starts_on", lambda: date(2020, 1, 2)),
    (Appeal, "ends_on", lambda: date(2020, 12, 30)),
    (Appeal, "currency", lambda: "EUR"),
    (Appeal, "region", make_region),
    (Office, "code", lambda: "QQ"),
    (Heading, "code", lambda: "QQ"),
    (Heading, "order", lambda: 9999),
    (Heading, "kind_en", lambda: "principle"),
    (Framework, "code", lambda: "QQ"),
]


def name_of(part: Any) -> str | None:
    if isinstance(part, type):
        return part.__name__
    return part.__name__ if callable(part) else None


every_fact = pytest.mark.parametrize(("model", "name", "value"), FACTS, ids=name_of)


@pytest.mark.parametrize("through", DOORS, ids=name_of)
@every_fact
def test_a_printed_fact_changes_through_no_door_once_it_is_published(
    published: Plan, model: Any, name: str, value: Callable[[], Any], through: Any
) -> None:
    row = published[model]
    before = getattr(row, name)
    setattr(row, name, value())

    with refused(UNDER_FRAMEWORK if model in (Framework, Heading) else PUBLISHED):
        through(row, model._meta.get_field(name))

    row.refresh_from_db()
    assert getattr(row, name) == before


@every_fact
def test_a_draft_is_changed_freely(
    draft: Plan, model: Any, name: str, value: Callable[[], Any]
) -> None:
    row, new = draft[model], value()
    setattr(row, name, new)

    row.save()

    row.refresh_from_db()
    assert getattr(row, name) == new


ROWS = [Requirement, StatedTotal, Priority, Classification, Section]


@pytest.mark.parametrize("model", ROWS, ids=name_of)
def test_no_row_is_added_to_what_is_published(published: Plan, model: Any) -> None:
    row = published[model]
    columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if f.name != "id")
    table = model._meta.db_table

    with refused(FROZEN), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns})"  # noqa: S608
            f" SELECT {columns} FROM {table} WHERE id = %s",
            [row.pk],
        )
    row.pk = None
    with refused(FROZEN):
        row.save(force_insert=True)
    with refused(FROZEN):
        model._base_manager.bulk_create([row])


@pytest.mark.parametrize("model", [*ROWS, Appeal], ids=name_of)
def test_no_row_is_removed_from_what_is_published(published: Plan, model: Any) -> None:
    row = published[model]

    with refused(PUBLISHED), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
    with refused(PUBLISHED):
        model._base_manager.filter(pk=row.pk)._raw_delete("default")

    assert model._base_manager.filter(pk=row.pk).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("model", [*ROWS, Appeal, RequirementRevision], ids=name_of)
def test_no_table_of_the_plan_is_truncated(mi2020: Appeal, model: Any) -> None:
    with (
        pytest.raises(IntegrityError, match=r"published|cannot be changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")

    assert model is RequirementRevision or model._base_manager.exists()


def test_a_draft_can_be_taken_apart_and_deleted(draft: Plan) -> None:
    for model in (Classification, Priority, Requirement, StatedTotal, Section, Appeal):
        draft[model].delete()

        assert not model._base_manager.filter(pk=draft[model].pk).exists()


def test_a_row_of_a_draft_is_not_moved_into_a_published_appeal(published: Plan) -> None:
    cell = make_cell(appeal=appeal_beside(), heading=heading_beside())
    priority = make_priority()

    with refused(PUBLISHED):
        Requirement.objects.filter(pk=cell.pk).update(appeal=published[Appeal])
    with refused(PUBLISHED):
        Priority.objects.filter(pk=priority.pk).update(section=published[Section])


# States of an appeal.


@pytest.mark.parametrize("through", DOORS, ids=name_of)
@pytest.mark.parametrize("state", ["published", "closed"])
def test_an_appeal_never_goes_back_to_draft(published: Plan, state: str, through: Any) -> None:
    appeal = published[Appeal]
    Appeal.objects.filter(pk=appeal.pk).update(state=state)
    appeal.state = "draft"

    with refused("An appeal is published before it is closed, and does not go back to draft."):
        through(appeal, Appeal._meta.get_field("state"))


def test_a_published_appeal_closes_and_opens_again(published: Plan) -> None:
    appeal = published[Appeal]

    for state in ("closed", "published"):
        appeal.state = state
        appeal.save_over(appeal.version, ["state"])

        appeal.refresh_from_db()
        assert appeal.state == state


def test_a_closed_appeal_stays_frozen(published: Plan) -> None:
    Appeal.objects.filter(pk=published[Appeal].pk).update(state="closed")

    with refused(PUBLISHED):
        Requirement.objects.filter(pk=published[Requirement].pk).update(amount=5)


def test_publishing_is_logged_and_takes_the_day_of_the_appeals_time_zone(draft: Plan) -> None:
    last_minute_of_the_year = datetime(2020, 1, 1, 5, 59, tzinfo=UTC)

    appeal = publish_appeal(appeal=draft[Appeal], version=None, at=last_minute_of_the_year)

    assert (appeal.state, appeal.published_on) == ("published", date(2019, 12, 31))
    logged = appeal.history.latest("history_id")
    assert (logged.state, logged.history_date) == ("published", last_minute_of_the_year)


def test_a_day_of_publication_that_is_known_stays(draft: Plan) -> None:
    Appeal.objects.filter(pk=draft[Appeal].pk).update(published_on=date(2020, 1, 1))
    draft[Appeal].refresh_from_db()

    appeal = publish_appeal(appeal=draft[Appeal], version=None, at=AT)

    assert appeal.published_on == date(2020, 1, 1)


def test_an_appeal_is_published_once(published: Plan) -> None:
    with pytest.raises(NotPublishable, match="is already published"):
        publish_appeal(appeal=published[Appeal], version=None, at=AT)


def test_what_does_not_add_up_is_not_published(draft: Plan) -> None:
    StatedTotal.objects.filter(pk=draft[StatedTotal].pk).update(amount=999)

    with pytest.raises(NotPublishable, match=r"stated 999\.00, computed 1000\.00"):
        publish_appeal(appeal=draft[Appeal], version=None, at=AT)

    draft[Appeal].refresh_from_db()
    assert draft[Appeal].state == "draft"


# What stays editable.

WORDING = [
    (Priority, "title_en"),
    (Priority, "summary_en"),
    (Priority, "title_es"),
    (Priority, "summary_fr"),
    (Section, "summary_en"),
    (Appeal, "title_fr"),
    (Appeal, "table_title_es"),
    (Office, "name_fr"),
]


@pytest.mark.parametrize(("model", "name"), WORDING)
def test_wording_stays_editable_and_the_change_log_says_who_and_by_which_door(
    published: Plan, model: Any, name: str
) -> None:
    person, row = make_user(), published[model]
    setattr(row, name, "In other words")
    row._history_user = person

    with signed(door=Door.ADMIN):
        row.save()

    logged = row.history.latest("history_id")
    assert (getattr(logged, name), logged.history_type) == ("In other words", "~")
    assert (logged.history_user, logged.door) == (person, "admin")


def test_an_assigned_heading_is_added_changed_and_removed(published: Plan) -> None:
    first, other = headings_beside()
    row = Classification.objects.create(
        priority=published[Priority], heading=first, basis=Basis.ASSIGNED
    )
    key = row.pk
    row.heading = other

    row.save()
    row.delete()

    logged = Classification.history.filter(id=key).order_by("history_id")
    assert list(logged.values_list("history_type", flat=True)) == ["+", "~", "-"]


def test_an_assigned_heading_never_becomes_a_published_one(published: Plan) -> None:
    row = Classification.objects.create(
        priority=published[Priority], heading=heading_beside(), basis=Basis.ASSIGNED
    )

    with refused(FROZEN):
        Classification.objects.filter(pk=row.pk).update(basis=Basis.PUBLISHED)


# Allocations.

TOO_MUCH = "The budgets of a requirement line cannot exceed what is required."
FOREIGN = "An activity is budgeted from the requirement lines of its own office and appeal only."
NEW_YEAR = date(2020, 1, 1)


def allocate(cell: Requirement, amount: int, on: date = NEW_YEAR) -> Allocation:
    activity = make_activity(appeal=cell.appeal, office=cell.office)
    allocation = Allocation(activity=activity, cell=cell, amount=Decimal(amount), basis="confirmed")
    return set_allocation(allocation=allocation, version=None, on=on, at=AT)


def change(allocation: Allocation, amount: int, on: date = NEW_YEAR) -> Allocation:
    allocation.amount = Decimal(amount)
    return set_allocation(allocation=allocation, version=None, on=on, at=AT)


def test_a_cell_can_be_allocated_to_the_last_dollar() -> None:
    cell = make_cell(amount=1000)

    allocate(cell, 600)
    allocate(cell, 400)

    assert sum(row.amount for row in cell.allocations.all()) == 1000


def test_a_cell_is_not_allocated_beyond_its_requirement() -> None:
    cell = make_cell(amount=1000)
    allocate(cell, 600)

    with pytest.raises(TooMuchAllocated) as refusal:
        allocate(cell, 401)

    assert str(refusal.value) == (
        f"{cell} is 1,000, but these budgets would take 1,001 from it. Lower some of them."
    )
    assert cell.allocations.count() == 1


def test_nothing_is_allocated_from_a_dash() -> None:
    dash = make_cell(amount=None)

    with pytest.raises(TooMuchAllocated, match="is –, but these budgets would take 1 from it"):
        allocate(dash, 1)
    with refused(TOO_MUCH):
        make_allocation(
            activity=make_activity(appeal=dash.appeal, office=dash.office), cell=dash, amount=1
        )


def test_the_database_refuses_what_would_overdraw_a_cell() -> None:
    cell = make_cell(amount=1000)
    own = {"appeal": cell.appeal, "office": cell.office}
    first = make_allocation(activity=make_activity(**own), cell=cell, amount=600)
    second = make_allocation(activity=make_activity(**own), cell=cell, amount=400)

    with refused(TOO_MUCH):
        make_allocation(activity=make_activity(**own), cell=cell, amount=1)
    with refused(TOO_MUCH):
        Allocation.objects.filter(pk=first.pk).update(amount=601)
    first.amount = Decimal(601)
    for way in (by_save, by_bulk_update, by_sql):
        with refused(TOO_MUCH):
            way(first, Allocation._meta.get_field("amount"))

    first.amount, second.amount = Decimal(500), Decimal(500)
    first.save()
    second.save()
    assert [row.amount for row in cell.allocations.order_by("pk")] == [500, 500]


def test_an_allocation_does_not_move_to_a_cell_that_is_full() -> None:
    cell = make_cell(amount=1000)
    full = make_cell(appeal=cell.appeal, office=cell.office, amount=100)
    allocation = allocate(cell, 200)
    allocation.cell = full

    with pytest.raises(TooMuchAllocated):
        set_allocation(allocation=allocation, version=None, on=NEW_YEAR, at=AT)
    with refused(TOO_MUCH):
        Allocation.objects.filter(pk=allocation.pk).update(cell=full)


def test_an_allocation_moves_to_a_cell_that_has_room() -> None:
    cell = make_cell(amount=1000)
    roomy = make_cell(appeal=cell.appeal, office=cell.office, amount=200)
    allocation = allocate(cell, 200)
    allocation.cell = roomy

    set_allocation(allocation=allocation, version=None, on=NEW_YEAR, at=AT)

    allocation.refresh_from_db()
    assert allocation.cell == roomy


@pytest.mark.parametrize("foreign", ["office", "appeal"])
def test_an_activity_draws_on_no_cell_of_another_office_or_appeal(foreign: str) -> None:
    own = make_cell(amount=1000)
    same = {"office": {"appeal": own.appeal}, "appeal": {"office": own.office}}[foreign]
    other = make_cell(amount=1000, **same)
    allocation = allocate(own, 200)

    with refused(FOREIGN):
        make_allocation(activity=allocation.activity, cell=other, amount=1)
    with refused(FOREIGN):
        Allocation.objects.filter(pk=allocation.pk).update(cell=other)
    allocation.cell = other
    with refused(FOREIGN):
        set_allocation(allocation=allocation, version=None, on=NEW_YEAR, at=AT)


@pytest.mark.parametrize("amount", [0, -1])
def test_an_allocation_is_above_zero(amount: int) -> None:
    activity = make_activity()

    with pytest.raises(IntegrityError, match="allocation_is_positive"), transaction.atomic():
        make_allocation(activity=activity, cell=make_cell_of(activity), amount=amount)


def make_cell_of(activity: Any) -> Requirement:
    return make_cell(appeal=activity.appeal, office=activity.office)


def test_an_activity_draws_once_on_a_cell() -> None:
    allocation = allocate(make_cell(amount=1000), 200)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_allocation(activity=allocation.activity, cell=allocation.cell, amount=1)


def test_a_new_and_a_changed_allocation_are_logged_at_the_instant_given() -> None:
    stored = Allocation.objects.get(pk=allocate(make_cell(amount=1000), 200).pk)
    stored.amount = Decimal(300)

    set_allocation(allocation=stored, version=None, on=NEW_YEAR, at=LATER)

    logged = stored.history.order_by("history_id")
    assert [(row.amount, row.history_date) for row in logged] == [(200, AT), (300, LATER)]


def test_the_second_to_change_an_allocation_is_told() -> None:
    allocation = allocate(make_cell(amount=1000), 200)
    stale = Allocation.objects.get(pk=allocation.pk)
    change(allocation, 300)

    with pytest.raises(StaleVersion):
        change(stale, 400)

    allocation.refresh_from_db()
    assert allocation.amount == 300


# Revisions.

JULY = date(2020, 7, 1)


def revise(cell: Requirement, amount: int, effective_on: date = JULY) -> RequirementRevision:
    return revise_requirement(
        cell=cell,
        version=None,
        amount=Decimal(amount),
        effective_on=effective_on,
        reason="The donor asked for less.",
        by=make_user(),
        at=AT,
    )


def requirement(cell: Requirement, on: date) -> Decimal | None:
    return Requirement.objects.with_requirement(EVERYTHING.on(on)).get(pk=cell.pk).requirement


def test_a_revision_counts_from_its_day_on_and_leaves_the_published_amount(
    published: Plan,
) -> None:
    cell = published[Requirement]

    revise(cell, 800)

    assert requirement(cell, date(2020, 6, 30)) == 1000
    assert requirement(cell, JULY) == 800
    cell.refresh_from_db()
    assert cell.amount == 1000


def test_the_last_revision_effective_by_the_day_counts_whatever_their_order() -> None:
    cell = make_cell(amount=1000)
    revise(cell, 700, date(2020, 9, 1))
    revise(cell, 800, JULY)

    assert requirement(cell, date(2020, 8, 31)) == 800
    assert requirement(cell, date(2020, 9, 1)) == 700


def test_of_two_revisions_of_one_day_the_later_record_counts() -> None:
    cell = make_cell(amount=1000)
    revise(cell, 700)
    revise(cell, 900)

    assert requirement(cell, JULY) == 900


def test_a_dash_can_be_revised_to_an_amount() -> None:
    dash = make_cell(amount=None)

    revise(dash, 300)

    assert requirement(dash, date(2020, 6, 30)) is None
    assert requirement(dash, JULY) == 300
    assert allocate(dash, 300, on=JULY).amount == 300
    with pytest.raises(TooMuchAllocated):
        allocate(dash, 1, on=JULY)


@pytest.mark.parametrize(("name", "value"), [("reason", ""), ("amount", Decimal(-1))])
def test_a_revision_needs_a_reason_and_is_not_negative(name: str, value: Any) -> None:
    cell, person = make_cell(), make_user()
    facts = {"amount": Decimal(5), "effective_on": JULY, "reason": "Less.", name: value}

    with pytest.raises(ValidationError):
        revise_requirement(cell=cell, version=None, by=person, at=AT, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        RequirementRevision.objects.create(cell=cell, revised_by=person, recorded_at=AT, **facts)

    assert not cell.revisions.exists()


@pytest.mark.parametrize("through", DOORS, ids=name_of)
def test_a_revision_is_never_changed(through: Any) -> None:
    revision = revise(make_cell(), 800)
    revision.amount = Decimal(900)

    with refused(
        "A requirement revision cannot be changed or deleted. Reverse it or record another one."
    ):
        through(revision, RequirementRevision._meta.get_field("amount"))


def test_a_revision_is_never_deleted() -> None:
    revision = revise(make_cell(), 800)

    with refused(
        "A requirement revision cannot be changed or deleted. Reverse it or record another one."
    ):
        revision.delete()


def test_below_what_is_allocated_a_cells_allocations_only_go_down() -> None:
    cell = make_cell(amount=1000)
    first, second = allocate(cell, 600), allocate(cell, 400)

    revise(cell, 500)

    assert gaps_of(cell.appeal, "overdrawn", JULY) == [str(cell)]
    with pytest.raises(TooMuchAllocated, match=r"is 500, .* would take 1,001"):
        change(first, 601, on=JULY)
    with pytest.raises(TooMuchAllocated):
        allocate(cell, 1, on=JULY)
    first.refresh_from_db()
    change(first, 550, on=JULY)
    change(first, 100, on=JULY)
    assert not gaps_of(cell.appeal, "overdrawn", JULY)
    assert change(second, 400, on=JULY).amount == 400


def test_a_cell_without_an_activity_is_a_gap_until_it_is_revised_to_nothing() -> None:
    cell = make_cell(amount=1000)
    revise(cell, 0)

    assert gaps_of(cell.appeal, "unassigned", date(2020, 6, 30)) == [str(cell)]
    assert not gaps_of(cell.appeal, "unassigned", JULY)


def test_an_unchanged_amount_can_be_confirmed_below_what_is_allocated() -> None:
    cell = make_cell(amount=1000)
    allocation = allocate(cell, 600)
    Allocation.objects.filter(pk=allocation.pk).update(basis="indicative")
    revise(cell, 500)

    allocation.basis = "confirmed"
    set_allocation(allocation=allocation, version=None, on=JULY, at=AT)

    allocation.refresh_from_db()
    assert allocation.basis == "confirmed"


# SQLite's REPLACE, which deletes whatever stands in the way of a row.

REVERSE_IT = "A posted entry cannot be changed or deleted"
APPEND_ONLY = "The change log cannot be changed or deleted"


def replaceable() -> dict[str, tuple[models.Model, models.Model, str]]:
    """A row that stands for good, one that may still change, and the refusal, by name."""
    cell, free = publish_cell(), make_cell()
    activity = make_activity(allocated=900)
    posted, entry = (make_transaction(activity=activity, posted=it) for it in (True, False))
    return {
        "transaction": (posted, entry, REVERSE_IT),
        "requirement": (cell, free, FROZEN),
        "change log": (posted.history.get(), entry.history.get(), APPEND_ONLY),
    }


def publish_cell() -> Requirement:
    cell = make_cell()
    publish(cell.appeal)
    return cell


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
@pytest.mark.parametrize("name", ["transaction", "requirement", "change log"])
def test_what_stands_for_good_is_not_replaced(name: str) -> None:
    standing, _, sentence = replaceable()[name]
    table = standing._meta.db_table

    with refused(sentence), connection.cursor() as cursor:
        copied = f"SELECT * FROM {table} WHERE {own(standing)}"  # noqa: S608
        cursor.execute(f"INSERT OR REPLACE INTO {table} {copied}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
@pytest.mark.parametrize("name", ["transaction", "requirement", "change log"])
def test_no_other_row_takes_the_place_of_what_stands_for_good(name: str) -> None:
    standing, other, sentence = replaceable()[name]
    place = own(standing)

    with refused(sentence), connection.cursor() as cursor:
        cursor.execute(f"UPDATE OR REPLACE {other._meta.db_table} SET {place} WHERE {own(other)}")  # noqa: S608


def own(row: models.Model) -> str:
    """SQL: the row's key, as a condition and as an assignment."""
    return f"{row._meta.pk.column} = {row.pk}"


def test_an_even_split_whose_amount_a_manager_changes_is_confirmed() -> None:
    allocation = allocate(make_cell(amount=1000), 400)
    Allocation.objects.filter(pk=allocation.pk).update(basis="indicative")
    allocation.basis = "indicative"

    change(allocation, 300)

    assert Allocation.objects.get(pk=allocation.pk).basis == "confirmed"


def test_an_appeal_in_another_currency_is_not_published_and_says_why() -> None:
    appeal = make_appeal(currency="EUR")

    with pytest.raises(NotPublishable, match="an appeal in EUR cannot be published"):
        publish_appeal(appeal=appeal, version=None, at=AT)

    assert "currency" in [remark.key for remark in readiness_of(appeal).refused]
    appeal.currency = "USD"
    assert "currency" not in [remark.key for remark in readiness_of(appeal).refused]
