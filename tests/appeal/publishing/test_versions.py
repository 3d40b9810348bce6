"""Versions and the change log; days of an appeal and of an activity; the even split."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from appeal.actions import allocate_evenly
from appeal.base.actions import Door, signed
from appeal.figures.even_split import even_split
from appeal.models import (
    Allocation,
    Milestone,
    Priority,
    StaleVersion,
    create_logged,
    elapsed,
    hold_rows,
    version_of,
)
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_heading,
    make_priority,
    make_section,
    make_user,
)

AT = datetime(2020, 3, 2, 15, 30, tzinfo=UTC)
LOGGED = "The change log cannot be changed or deleted."


# Two people saving the same row.


@pytest.mark.django_db
def test_saving_over_the_version_that_was_read_writes_and_counts_on() -> None:
    priority = make_priority()
    priority.title_en = "Ours"

    priority.save_over(1, ["title_en"])

    stored = Priority.objects.get(pk=priority.pk)
    assert (stored.title_en, stored.version, priority.version) == ("Ours", 2, 2)


@pytest.mark.django_db
def test_of_a_row_without_versions_its_newest_line_in_the_change_log_is_what_was_seen() -> None:
    person = make_user()
    seen = version_of(person)
    person.set_password("Quetzal-2020-y")
    person.save()
    hold_rows(person, version=seen)

    person.email = "other@example.org"
    person.save()

    assert version_of(person) > seen
    with pytest.raises(StaleVersion):
        hold_rows(person, version=seen)


@pytest.mark.django_db
def test_the_second_to_save_is_told_and_writes_nothing() -> None:
    first = make_priority()
    second = Priority.objects.get(pk=first.pk)
    first.title_en, second.title_en = "Theirs", "Mine"
    first.save_over(1, ["title_en"])

    with pytest.raises(StaleVersion) as told:
        second.save_over(1, ["title_en"])

    assert told.value.row == second
    assert (second.title_en, second.version) == ("Mine", 1)
    stored = Priority.objects.get(pk=first.pk)
    assert (stored.title_en, stored.version) == ("Theirs", 2)
    assert stored.history.count() == 2


# Many new rows at once.


def lines_of(milestone: Milestone) -> list[dict[str, Any]]:
    """What the change log says of a milestone, but for the numbers of its rows."""
    rows = Milestone.history.filter(id=milestone.pk).values()
    return [
        {name: value for name, value in row.items() if name not in ("history_id", "id", "order")}
        for row in rows
    ]


@pytest.mark.django_db
def test_rows_made_together_are_logged_as_each_one_saved_is() -> None:
    activity, person = make_activity(), make_user()
    told = {"activity": activity, "title": "Kiosk opened", "due_on": date(2020, 5, 4)}
    saved = Milestone(**told, order=1)
    saved._history_user, saved._history_date = person, AT
    together = [Milestone(**told, order=number) for number in range(2, 1100)]

    with signed(door=Door.UPLOAD):
        saved.save()
        with signed(by=person, at=AT):
            create_logged(together)

    (line,) = lines_of(saved)
    assert (line["history_type"], line["history_user_id"]) == ("+", person.pk)
    assert (line["door"], line["history_date"], line["title"]) == ("upload", AT, "Kiosk opened")
    assert all(lines_of(each) == [line] for each in (together[0], together[-1]))
    assert Milestone.history.filter(order__gt=1).count() == len(together)


@pytest.mark.django_db
def test_rows_made_together_are_made_all_or_none() -> None:
    activity = make_activity()
    twice = [Milestone(activity=activity, title="Opened", due_on=AT.date(), order=7)] * 2

    with pytest.raises(IntegrityError), signed(at=AT):
        create_logged([*twice, twice[0]])

    assert not Milestone.objects.exists()
    assert not Milestone.history.exists()


@pytest.mark.django_db
def test_no_rows_are_made_of_none() -> None:
    create_logged([])

    assert not Milestone.history.exists()


@pytest.mark.django_db
def test_only_the_fields_named_are_written() -> None:
    priority = make_priority(title_en="A title", summary_en="A summary")
    priority.title_en, priority.summary_en = "Another title", "Another summary"

    priority.save_over(1, ["title_en"])

    stored = Priority.objects.get(pk=priority.pk)
    assert (stored.title_en, stored.summary_en) == ("Another title", "A summary")


@pytest.mark.django_db
def test_the_change_log_says_what_is_stored_and_not_what_was_only_typed() -> None:
    priority = make_priority(title_en="A title", summary_en="A summary")
    priority.title_en, priority.summary_en = "Another title", "Another summary"

    priority.save_over(1, ["title_en"], at=AT)

    line = priority.history.order_by("-history_id")[0]
    assert (line.version, line.title_en, line.summary_en) == (2, "Another title", "A summary")


@pytest.mark.django_db
def test_saving_over_a_version_is_one_change_and_one_line_of_the_change_log() -> None:
    priority = make_priority()

    with CaptureQueriesContext(connection) as asked:
        priority.save_over(1, ["title_en"], at=AT)

    written = [query["sql"].partition(" ")[0] for query in asked]
    assert written == ["UPDATE", "INSERT"]


@pytest.mark.django_db
def test_the_reason_of_a_change_stands_in_the_change_log() -> None:
    priority = make_priority()
    priority._change_reason = "Misprinted"

    priority.save_over(1, ["title_en"], at=AT)

    assert priority.history.order_by("-history_id")[0].history_change_reason == "Misprinted"


@pytest.mark.django_db
def test_nothing_to_write_is_counted_and_not_logged() -> None:
    priority = make_priority()

    priority.save_over(1, [], at=AT)

    assert Priority.objects.get(pk=priority.pk).version == 2
    assert priority.history.count() == 1


@pytest.mark.django_db
def test_a_row_that_is_gone_counts_as_changed_by_somebody_else() -> None:
    priority = make_priority()
    Priority.objects.filter(pk=priority.pk).delete()

    with pytest.raises(StaleVersion):
        priority.save_over(1, ["title_en"])


# The change log.


@pytest.mark.django_db
def test_one_save_is_one_row_of_the_change_log_that_says_when_who_and_by_which_door() -> None:
    priority, person = make_priority(), make_user()
    priority.title_en, priority._history_user = "Ours", person

    with signed(door=Door.UPLOAD):
        priority.save_over(1, ["title_en"], at=AT)

    row, first = priority.history.order_by("-history_id")
    assert (row.title_en, row.history_date, row.history_user, row.door) == (
        "Ours",
        AT,
        person,
        "upload",
    )
    assert (first.history_type, first.door) == ("+", "command")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET title_en = 'x'", "DELETE FROM {}"])
def test_the_change_log_is_append_only(statement: str) -> None:
    make_priority()
    table = Priority.history.model._meta.db_table

    with pytest.raises(IntegrityError, match=LOGGED), transaction.atomic():
        connection.cursor().execute(statement.format(table))


@pytest.mark.django_db
def test_the_change_log_is_append_only_through_the_orm_too() -> None:
    row = make_priority().history.get()
    row.title_en = "x"

    with pytest.raises(IntegrityError, match=LOGGED), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError, match=LOGGED), transaction.atomic():
        row.delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_change_log_is_not_truncated(mi2020: Any) -> None:
    table = Priority.history.model._meta.db_table

    with pytest.raises(IntegrityError, match=LOGGED), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table}")


# Days.


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2020, 1, 1, 5, 59, 59, tzinfo=UTC), date(2019, 12, 31)),
        (datetime(2020, 1, 1, 6, 0, tzinfo=UTC), date(2020, 1, 1)),
    ],
)
@pytest.mark.django_db
def test_a_day_begins_at_midnight_in_the_appeals_time_zone(instant: datetime, day: date) -> None:
    assert make_appeal(time_zone="America/Costa_Rica").day_of(instant) == day


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2020, 6, 30), date(2020, 6, 30)),
        (date(2021, 3, 31), date(2021, 3, 31)),
        (date(2026, 11, 23), date(2021, 3, 31)),
    ],
)
@pytest.mark.django_db
def test_the_last_value_day_is_today_until_the_appeal_closes(today: date, day: date) -> None:
    assert make_appeal(closes_on=date(2021, 3, 31)).last_value_day(today) == day


@pytest.mark.unit
@pytest.mark.parametrize(
    ("as_at", "part"),
    [
        (date(2020, 3, 31), Decimal(0)),
        (date(2020, 4, 1), Decimal("0.1")),
        (date(2020, 4, 5), Decimal("0.5")),
        (date(2020, 4, 10), Decimal(1)),
        (date(2021, 4, 10), Decimal(1)),
    ],
)
def test_the_first_day_of_an_activity_has_elapsed_by_its_end(as_at: date, part: Decimal) -> None:
    assert elapsed(date(2020, 4, 1), date(2020, 4, 10), as_at) == part


@pytest.mark.unit
def test_an_activity_of_one_day_has_elapsed_on_it() -> None:
    assert elapsed(date(2020, 4, 1), date(2020, 4, 1), date(2020, 4, 1)) == 1


# The even split.

amounts = st.integers(1, 10**15 - 1).map(lambda cents: Decimal(cents).scaleb(-2))


@pytest.mark.unit
@given(amounts, st.integers(1, 60))
def test_the_parts_add_up_to_the_amount_and_the_larger_ones_come_first(
    amount: Decimal, shares: int
) -> None:
    parts = even_split(amount, shares)

    assert len(parts) == shares
    assert sum(parts) == amount
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] < 2


@pytest.mark.unit
@given(st.integers(1, 10**13 - 1), st.integers(1, 60))
def test_the_parts_of_whole_dollars_are_whole_and_differ_by_at_most_one(
    dollars: int, shares: int
) -> None:
    parts = even_split(Decimal(dollars), shares)

    assert all(part == int(part) for part in parts)
    assert parts[0] - parts[-1] in (0, 1)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("10", 3, ["4", "3", "3"]),
        ("10.25", 3, ["4.25", "3", "3"]),
        ("2", 3, ["1", "1", "0"]),
        ("10", 1, ["10"]),
        ("10", 0, []),
    ],
)
def test_the_remainder_goes_one_dollar_each_in_printed_order(
    amount: str, shares: int, parts: list[str]
) -> None:
    assert even_split(Decimal(amount), shares) == [Decimal(part) for part in parts]


def split(appeal: Any) -> list[tuple[str, str, int]]:
    rows = allocate_evenly(appeal=appeal, at=AT)
    return sorted((row.activity.code, str(row.cell), int(row.amount)) for row in rows)


@pytest.mark.django_db
def test_an_activity_without_a_cell_joins_the_largest_and_no_other() -> None:
    section = make_section()
    own = {"appeal": section.appeal, "office": section.office}
    small, large, unfunded = (make_heading(appeal=section.appeal) for _ in range(3))
    small_cell = make_cell(**own, heading=small, amount=10)
    large_cell = make_cell(**own, heading=large, amount=100)
    make_cell(**own, heading=unfunded, amount=None)
    with_cell = make_activity(priority=make_priority(section=section, headings=[small]))
    without = make_activity(priority=make_priority(section=section, headings=[unfunded]))

    shares = split(section.appeal)

    expected = [(with_cell.code, str(small_cell), 10), (without.code, str(large_cell), 100)]
    assert shares == sorted(expected)


@pytest.mark.django_db
def test_a_cell_with_more_activities_than_dollars_leaves_the_last_without() -> None:
    section = make_section()
    heading = make_heading(appeal=section.appeal)
    own = {"appeal": section.appeal, "office": section.office}
    cell = make_cell(**own, heading=heading, amount=2)
    first, second, _ = (
        make_activity(priority=make_priority(section=section, headings=[heading])) for _ in range(3)
    )

    shares = split(section.appeal)

    assert shares == sorted([(first.code, str(cell), 1), (second.code, str(cell), 1)])


@pytest.mark.django_db
def test_a_funded_cell_that_no_activity_is_read_under_stays_whole() -> None:
    section = make_section()
    read, unread = (make_heading(appeal=section.appeal) for _ in range(2))
    own = {"appeal": section.appeal, "office": section.office}
    make_cell(**own, heading=read, amount=10)
    left = make_cell(**own, heading=unread, amount=100)
    make_activity(priority=make_priority(section=section, headings=[read]))

    split(section.appeal)

    assert not Allocation.objects.filter(cell=left).exists()


@pytest.mark.django_db
def test_an_office_of_dashes_only_gets_no_allocation() -> None:
    section = make_section()
    heading = make_heading(appeal=section.appeal)
    make_cell(appeal=section.appeal, office=section.office, heading=heading, amount=None)
    make_activity(priority=make_priority(section=section, headings=[heading]))

    assert split(section.appeal) == []


@pytest.mark.django_db
def test_a_split_is_logged_at_the_instant_given() -> None:
    section = make_section()
    heading = make_heading(appeal=section.appeal)
    make_cell(appeal=section.appeal, office=section.office, heading=heading)
    make_activity(priority=make_priority(section=section, headings=[heading]))

    [share] = allocate_evenly(appeal=section.appeal, at=AT)

    logged = Allocation.history.get(activity=share.activity)
    assert (logged.history_type, logged.history_date, logged.basis) == ("+", AT, "indicative")
