"""`manage.py check_records`: silent about sound records, table and row of whatever was changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from appeal.base import guards
from appeal.base.actions import signed
from appeal.models import Activity, Appeal, Partner, newest_seal, update_logged
from tests.factories import (
    make_activity,
    make_evidence,
    make_export,
    make_period,
    make_report,
    make_transaction,
    make_user,
    move,
)
from tests.faults.trials import how_often
from tests.tracking.ledger.test_check_ledger import NOON, alter, seal_now, unguarded
from tests.tracking.notebook.histories import REFUSALS, STEPS, begin
from tests.tracking.notebook.world import Dice
from tracking.management.commands import check_records
from tracking.models import PeriodEvent, ReviewEvent
from tracking.records import faults
from tracking.records.changes import logged, wrong_rows

pytestmark = pytest.mark.django_db

# RANDOM_HISTORIES=10000 looks for a false alarm in as many, as `make faults` does.
HISTORIES, LENGTH = how_often("RANDOM_HISTORIES"), 60
GAPS = [1, 5, 24, 24, 96, 24 * 7]


def live(seed: int) -> None:
    """A random history of a year, through the actions of the application."""
    world, dice = begin(), Dice(seed)
    for _ in range(LENGTH):
        world.at += timedelta(hours=dice.of(GAPS))
        try:
            dice.of(STEPS)(world, dice)
        except REFUSALS:
            continue


def make_partner(name: str) -> Partner:
    return Partner.objects.create(name_en=name, kind="government")


def found() -> list[str]:
    seal_now()
    return list(faults())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_a_random_history_raises_no_alarm(seed: int) -> None:
    live(seed)

    assert found() == []


def test_all_of_the_demonstration_agrees(demonstration: Appeal) -> None:
    told = StringIO()

    call_command("check_records", stdout=told)

    assert told.getvalue() == f"All records agree. The end of the seals is {newest_seal()}.\n"


# Every column of every row with a change log


def another(field: Any) -> str:
    """SQL: a value that the column does not have yet."""
    name, kind = f'"{field.column}"', field.get_internal_type()
    if field.is_relation or "Integer" in kind or kind in ("DecimalField", "FloatField"):
        return f"COALESCE({name}, 0) + 1"
    if kind == "BooleanField":
        return f"NOT {name}"
    if kind == "DateField":
        return f"CASE WHEN {name} = '2020-02-03' THEN '2020-02-04' ELSE '2020-02-03' END"
    if kind == "DateTimeField":
        return "'2020-02-03 04:05:06'"
    if kind == "JSONField":
        return "'{\"another\": 1}'"
    return f"substr('x' || COALESCE({name}, ''), 1, {field.max_length or 100})"


def cast(field: Any, value: str) -> str:
    """The value as PostgreSQL wants it for the column."""
    if connection.vendor == "sqlite" or field.is_relation:
        return value
    return f"CAST({value} AS {field.db_type(connection).split(' GENERATED')[0]})"


@contextmanager
def changed(field: Any, table: str, pk: int) -> Iterator[None]:
    """Meanwhile the column has another value in the database alone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            value = cast(field, another(field))
            cursor.execute(f'UPDATE {table} SET "{field.column}" = {value} WHERE id = %s', [pk])  # noqa: S608
        yield
        transaction.set_rollback(True)


def columns_with_a_row() -> Iterator[tuple[Any, models.Field, int]]:
    for model in logged():
        if pk := model._base_manager.order_by("pk").values_list("pk", flat=True).first():
            for field in model._meta.concrete_fields:
                is_kept = any(
                    each.column == field.column for each in model.history.model._meta.fields
                )
                if is_kept and not field.primary_key:
                    yield model, field, pk


@pytest.mark.slow
def test_whatever_column_is_changed_past_the_application_its_row_is_named() -> None:
    live(1)
    named, refused = 0, []

    with unguarded():
        for model, field, pk in columns_with_a_row():
            table = model._meta.db_table
            try:
                with changed(field, table, pk):
                    told = [each for each in wrong_rows() if each.startswith(f"{table} {pk}: ")]
                    assert [field.column in each for each in told] == [True], (table, field.column)
                    named += 1
            except IntegrityError:
                refused.append((table, field.column))

    # The constraints that stay refuse some: a currency of three letters, a state that there is.
    assert named > 4 * len(refused)
    assert named > 100


@pytest.mark.slow
def test_whatever_row_is_deleted_past_the_application_is_named() -> None:
    live(2)
    tables = set()

    with unguarded():
        for model in logged():
            table, pk = model._meta.db_table, model._base_manager.order_by("pk").last()
            if pk is None:
                continue
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk.pk])  # noqa: S608
                told = [each for each in wrong_rows() if each.startswith(f"{table} {pk.pk}: it is")]
                assert len(told) == 1, table
                tables.add(table)
                transaction.set_rollback(True)

    assert len(tables) > 12


def test_a_row_that_came_past_the_application_is_named() -> None:
    activity = make_activity()
    copy = Activity.objects.get(pk=activity.pk)
    with unguarded():
        copy.pk, copy.code, copy.order = None, f"{activity.code}9", activity.order + 1
        Activity.objects.bulk_create([copy])

    assert found() == [f"appeal_activity {copy.pk}: the change log does not know it."]


def test_a_partner_who_came_or_went_past_the_application_is_named() -> None:
    activity = make_activity()
    kept, new = make_partner("A"), make_partner("B")
    activity.partners.add(kept)
    pairs = Activity.partners.through.objects
    assert found() == []
    with unguarded():
        pairs.filter(partner=kept).update(partner=new)

    told = f"appeal_activity_partners {activity.pk}: partner_id"
    assert found() == [
        f"{told} {new.pk} is not in the change log.",
        f"{told} {kept.pk} is gone, and the change log still has it.",
    ]


# Reviews and locks


def test_a_report_in_a_state_to_which_no_review_led_is_named() -> None:
    report = make_report()
    alter("tracking_officereport", report.pk, state="approved")

    assert f"tracking_officereport {report.pk}: it is approved, and its review led to draft." in (
        found()
    )


def test_a_step_of_a_review_that_is_missing_or_not_possible_is_named() -> None:
    report = make_report()
    move(report, "approved")
    submitted, approved = ReviewEvent.objects.filter(report=report).order_by("pk")
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracking_reviewevent WHERE id = %s", [submitted.pk])
    alter("tracking_reviewevent", approved.pk, from_state="draft")

    assert found()[-1] == f"tracking_reviewevent {approved.pk}: draft leads to no approved."


def test_a_lock_without_its_opening_between_is_named() -> None:
    told = {"period": make_period(), "by": make_user(), "at": NOON, "reason": "All is in."}
    with unguarded():
        _first, second = (PeriodEvent.objects.create(kind="locked", **told) for _ in range(2))

    assert found()[-1] == f"tracking_periodevent {second.pk}: the period was locked already."


# Files


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda name: default_storage.delete(name), "is gone."),
        (lambda name: default_storage.open(name, "wb").write(b"other"), "is not the one that was"),
    ],
    ids=["gone", "changed"],
)
def test_a_file_that_is_gone_or_changed_is_named(harm: Callable[[str], Any], told: str) -> None:
    evidence, export = make_evidence(content=b"%PDF-1.4 an invoice"), make_export()
    assert found() == []

    for row in (evidence, export):
        harm(row.file.name)

    wrong = [f"tracking_evidence {evidence.pk}", f"tracking_booksexport {export.pk}"]
    for line, row in zip(found(), wrong, strict=True):
        assert line.startswith(f"{row}: its file {told}")


# Triggers

GUARD = "guard_tracking_reviewevent_delete"


def do(sqlite: str, postgresql: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)


def test_a_trigger_that_was_dropped_is_named(db: None) -> None:
    do(f"DROP TRIGGER {GUARD}", f"DROP TRIGGER {GUARD} ON tracking_reviewevent")

    assert found() == [f"tracking_reviewevent: its trigger {GUARD} is missing."]


def test_a_trigger_that_does_something_else_is_named(db: None) -> None:
    do(f"DROP TRIGGER {GUARD}", "SELECT 1")
    do(
        f"CREATE TRIGGER {GUARD} BEFORE DELETE ON tracking_reviewevent BEGIN SELECT 1; END",
        f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN OLD; END $$",
    )

    assert found() == [f"tracking_reviewevent: its trigger {GUARD} is not as declared."]


def test_a_trigger_that_was_switched_off_is_named(db: None) -> None:
    if connection.vendor == "sqlite":
        do(f"DROP TRIGGER {GUARD}", "")
        do(
            f"CREATE TRIGGER {GUARD} BEFORE DELETE ON tracking_reviewevent WHEN 0"
            " BEGIN SELECT 1; END",
            "",
        )
    else:
        do("", f"ALTER TABLE tracking_reviewevent DISABLE TRIGGER {GUARD}")

    assert found() == [f"tracking_reviewevent: its trigger {GUARD} is not as declared."]


def test_a_trigger_of_nobody_is_named(db: None) -> None:
    do(
        "CREATE TRIGGER guard_more AFTER INSERT ON tracking_risk BEGIN SELECT 1; END",
        "CREATE TRIGGER guard_more AFTER INSERT ON tracking_risk FOR EACH ROW"
        f" EXECUTE FUNCTION {GUARD}()",
    )

    assert found() == ["tracking_risk: nobody declared its trigger guard_more."]


def test_every_trigger_that_is_installed_is_as_declared(db: None) -> None:
    assert len(guards.installed(connection)) > 100
    assert found() == []


def test_the_command_fails_with_a_sentence_for_everything(db: None) -> None:
    entry = make_transaction(posted=True)
    alter("tracking_transaction", entry.pk, counterpart="Somebody else")
    told = StringIO()

    with pytest.raises(CommandError, match="do not agree with each other") as failure:
        call_command("check_records", stdout=told)

    assert failure.value.returncode == 1
    assert f"tracking_transaction {entry.pk}: counterpart unlike line" in told.getvalue()


def test_rows_that_are_written_together_keep_their_partners_in_the_change_log(db: None) -> None:
    activities, partner = [make_activity(), make_activity()], make_partner("A")
    for activity in activities:
        activity.partners.add(partner)

    with signed(at=NOON):
        update_logged(activities, ["starts_on"])

    assert found() == []
    line = activities[0].history.latest("history_id")
    assert [each.partner for each in line.partners.all()] == [partner]


def test_people_go_on_writing_while_all_is_compared(
    real_commits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def write() -> None:
        written.append(make_user())
        connection.close()

    def compare() -> list[str]:
        writer = Thread(target=write)
        writer.start()
        writer.join(timeout=60)
        assert written
        return []

    monkeypatch.setattr(check_records, "faults", compare)

    call_command("check_records", stdout=StringIO())
