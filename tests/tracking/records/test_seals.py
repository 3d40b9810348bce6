"""Seals: whatever is changed in what only grows is named, with its log or without it."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO, StringIO
from os import environ
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, DataError, IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from appeal.base.excel import write
from appeal.base.guards import declared
from appeal.base.sealed import SealAgain
from appeal.base.seals import Sealer, begin, digest_of, forms_of
from appeal.models import Appeal, Requirement, Seal, SealForm, has_seal, newest_seal
from tests.factories import (
    make_activity,
    make_cell,
    make_evidence,
    make_flow,
    make_heading,
    make_transaction,
    make_user,
    publish,
)
from tests.guarded.scenes import make_comment, taken_back, uploaded_row
from tests.tracking.ledger.test_check_ledger import seal_now, unguarded
from tests.workbooks import make_asked, make_context, rows
from tracking.models import Flow
from tracking.records.changes import logged
from tracking.records.seals import wrong_seals

from .test_records import another, cast, live

pytestmark = pytest.mark.django_db

# RANDOM_CHANGES=500 changes as many columns of sealed rows.
CHANGES = int(environ.get("RANDOM_CHANGES", "12"))


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def found() -> list[str]:
    seal_now()
    return list(wrong_seals())


def sealed() -> dict[str, Sealer]:
    """Those of the tables, by name."""
    return {
        each.table: each
        for each in declared()
        if isinstance(each, Sealer) and each.event == "INSERT"
    }


def tables() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def seals_of(row: models.Model) -> list[Seal]:
    seal_now()
    seals = Seal.objects.filter(form__name=row._meta.db_table, key=row.pk)
    return list(seals.order_by("number"))


def test_every_log_is_sealed_and_whatever_is_kept_whole_without_one() -> None:
    without = {
        "appeal_heading", "appeal_requirement", "appeal_requirementrevision", "appeal_statedtotal",
        "tracking_attribution", "tracking_comment", "tracking_contributionassignment",
        "tracking_flow",
        "tracking_overlapstatement", "tracking_periodevent", "tracking_reviewevent",
        "tracking_statusoverride",
        "tracking_upload", "tracking_uploadrow", "tracking_bookslayout", "tracking_booksexport",
        "tracking_booksline", "tracking_explaineddifference",
    }  # fmt: skip
    logs = {
        name for name in tables()
        if "_historical" in name and name.startswith(("appeal", "tracking"))
    }  # fmt: skip

    assert len(logs) == 33
    assert sealed().keys() == without | logs


# What is found


def a_row_and_its_line() -> list[str]:
    entry = make_transaction(posted=True)
    line = entry.history.latest("history_id").pk
    with unguarded():
        for table, key, pk in (
            ("tracking_transaction", "id", entry.pk),
            ("tracking_historicaltransaction", "history_id", line),
        ):
            execute(f"UPDATE {table} SET note = 'x' WHERE {key} = %s", pk)  # noqa: S608
    return [f"tracking_historicaltransaction {line}: it is not what was sealed by seal"]


def an_older_line() -> list[str]:
    activity = make_activity()
    activity.lead = "Another"
    activity.save()
    line = activity.history.earliest("history_id").pk
    with unguarded():
        execute("UPDATE appeal_historicalactivity SET lead = 'x' WHERE history_id = %s", line)
    return [f"appeal_historicalactivity {line}: it is not what was sealed by seal"]


def a_row_that_has_no_log() -> list[str]:
    flow = make_flow()
    with unguarded():
        execute("UPDATE tracking_flow SET note = 'x' WHERE id = %s", flow.pk)
    return [f"tracking_flow {flow.pk}: it is not what was sealed by seal"]


def a_frozen_amount() -> list[str]:
    cell = make_cell()
    publish(cell.appeal)
    with unguarded():
        execute("UPDATE appeal_requirement SET amount = 7 WHERE id = %s", cell.pk)
    return [f"appeal_requirement {cell.pk}: it is not what was sealed by seal"]


def a_row_gone_with_its_lines() -> list[str]:
    evidence = make_evidence()
    lines = list(evidence.history.order_by("pk").values_list("pk", flat=True))
    with unguarded():
        execute("DELETE FROM tracking_historicalevidence WHERE id = %s", evidence.pk)
        execute("DELETE FROM tracking_evidence WHERE id = %s", evidence.pk)
    return [f"tracking_historicalevidence {line}: it is gone, and seal" for line in lines]


def a_row_that_came() -> list[str]:
    with unguarded():
        flow = make_flow()
        line = flow.contribution.history.get().pk
    told = [f"tracking_flow {flow.pk}: it was never sealed."]
    return [f"tracking_historicalcontribution {line}: it was never sealed.", *told]


def a_seal() -> list[str]:
    flow = make_flow()
    (seal,) = seals_of(flow)
    make_flow()
    with unguarded():
        execute("UPDATE appeal_seal SET key = key + 1000 WHERE number = %s", seal.number)
    return [
        f"appeal_seal {seal.number}: it does not follow from the seal before it.",
        f"tracking_flow {flow.pk}: it was never sealed.",
        f"tracking_flow {flow.pk + 1000}: it is gone, and seal {seal.number} still has it.",
    ]


def a_seal_with_its_link() -> list[str]:
    """Made again by whoever knows how, but not those that follow."""
    flow = make_flow()
    (seal,) = seals_of(flow)
    make_flow()
    before = bytes(Seal.objects.get(number=seal.number - 1).digest)
    content = b"x" * 32
    digest = digest_of(before, seal.number, seal.form_id, seal.key, content)
    with unguarded():
        execute(
            "UPDATE appeal_seal SET content = %s, digest = %s WHERE number = %s",
            content, digest, seal.number,
        )  # fmt: skip
    return [
        f"appeal_seal {seal.number + 1}: it does not follow from the seal before it.",
        f"tracking_flow {flow.pk}: it is not what was sealed by seal {seal.number}.",
    ]


def a_seal_gone() -> list[str]:
    flow = make_flow()
    (seal,) = seals_of(flow)
    make_flow()
    with unguarded():
        execute("DELETE FROM appeal_seal WHERE number = %s", seal.number)
    return [
        f"appeal_seal {seal.number + 1}: the seal before it is missing.",
        f"tracking_flow {flow.pk}: it was never sealed.",
    ]


def a_row_sealed_again_after_it_was_changed() -> list[str]:
    """What whoever can write everything may try: the chain is whole, and says so twice."""
    flow = make_flow()
    (seal,) = seals_of(flow)
    last = Seal.objects.newest_first()[0]
    number, content = last.number + 1, b"x" * 32
    digest = digest_of(bytes(last.digest), number, seal.form_id, seal.key, content)
    Seal.objects.create(
        number=number, form_id=seal.form_id, key=seal.key, content=content, digest=digest
    )
    return [f"tracking_flow {flow.pk}: it was sealed 2 times, the last time by seal {number}."]


def a_form_gone() -> list[str]:
    seal = seals_of(make_flow())[0]
    with unguarded():
        execute("UPDATE appeal_seal SET form_id = 9999 WHERE number = %s", seal.number)
    return [
        f"appeal_seal {seal.number}: what it is made of is not known.",
        f"tracking_flow {seal.key}: it was never sealed.",
    ]


HARM: list[Callable[[], list[str]]] = [
    a_row_and_its_line, an_older_line, a_row_that_has_no_log, a_frozen_amount,
    a_row_gone_with_its_lines, a_row_that_came, a_seal, a_seal_with_its_link, a_seal_gone,
    a_row_sealed_again_after_it_was_changed, a_form_gone,
]  # fmt: skip


@pytest.mark.parametrize("harm", HARM, ids=lambda each: each.__name__)
def test_what_is_done_past_the_application_is_named(harm: Callable[[], list[str]]) -> None:
    assert found() == []

    expected = harm()

    told = found()
    for beginning in expected:
        assert any(each.startswith(beginning) for each in told), (beginning, told)
    if harm is not a_row_that_came:
        assert len(told) == len(expected)


def changed(table: str, key: str, field: Any, pk: int) -> list[str]:
    """What is told while a column of a row has another value; empty where it is refused."""
    told: list[str] = []
    with suppress(IntegrityError, DataError), transaction.atomic():
        value = cast(field, another(field))
        execute(f'UPDATE {table} SET "{field.column}" = {value} WHERE {key} = %s', pk)  # noqa: S608
        told = list(wrong_seals())
        transaction.set_rollback(True)
        return told or ["nothing"]
    return told


def sealed_columns() -> Iterator[tuple[str, str, Any, list[int]]]:
    for table, sealer in sorted(sealed().items()):
        model = tables()[table]
        rows = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for field in model._meta.concrete_fields:
            if rows and not field.primary_key:
                yield table, sealer.key, field, rows


@pytest.mark.slow
def test_whatever_column_of_a_sealed_row_is_changed_the_row_is_named() -> None:
    live(1)
    make_comment()
    uploaded_row()
    seal_now()
    dice = random.Random(environ.get("SEED", "1"))  # noqa: S311 - a draw of tests
    columns = list(sealed_columns())
    named = 0

    with unguarded():
        while named < CHANGES:
            table, key, field, keys = dice.choice(columns)
            pk = dice.choice(keys)
            if told := changed(table, key, field, pk):
                (sentence,) = told
                assert sentence.startswith(f"{table} {pk}: it is not what was sealed"), field
                named += 1


@pytest.mark.slow
def test_a_row_of_any_table_that_is_changed_with_its_newest_line_is_named() -> None:
    live(1)
    seal_now()
    tried = []

    with unguarded():
        for model in logged():
            log = model.history.model
            if not (line := log._base_manager.order_by("-history_id").first()):
                continue
            table = log._meta.db_table
            own = {each.column for each in log._meta.concrete_fields}
            for field in model._meta.concrete_fields:
                if field.primary_key or field.column not in own:
                    continue
                with suppress(IntegrityError), transaction.atomic():
                    value = cast(field, another(field))
                    setting = f'SET "{field.column}" = {value}'
                    execute(f"UPDATE {table} {setting} WHERE history_id = %s", line.pk)
                    with suppress(IntegrityError), transaction.atomic():
                        execute(f"UPDATE {model._meta.db_table} {setting} WHERE id = %s", line.id)
                    told = list(wrong_seals())
                    assert len(told) == 1
                    assert told[0].startswith(f"{table} {line.pk}: "), field
                    transaction.set_rollback(True)
                tried.append(table)

    assert len(set(tried)) > 15


# What is no harm


def test_what_people_may_change_of_a_sealed_row_is_sealed_again() -> None:
    cell, comment, row = make_cell(amount=5), make_comment(), uploaded_row()
    Requirement.objects.filter(pk=cell.pk).update(amount=6)
    Requirement.objects.filter(pk=cell.pk).update(amount=6)
    taken_back(comment)
    type(row).objects.filter(pk=row.pk).update(outcome="new")

    assert found() == []
    assert [len(seals_of(each)) for each in (cell, comment)] == [2, 2]


def test_a_sealed_row_that_may_go_is_not_missed() -> None:
    cell = make_cell()
    cell.delete()
    make_heading().delete()

    assert found() == []


def test_what_is_rolled_back_leaves_no_seal(real_commits: None) -> None:
    before = newest_seal()
    with suppress(ZeroDivisionError), transaction.atomic():
        make_flow()
        raise ZeroDivisionError

    assert newest_seal() == before
    assert found() == []


def test_what_is_rolled_back_to_a_savepoint_leaves_no_seal(real_commits: None) -> None:
    with transaction.atomic():
        kept = make_flow()
        before = Flow.objects.count()
        with suppress(ZeroDivisionError), transaction.atomic():
            make_flow(contribution=kept.contribution)
            raise ZeroDivisionError

    assert Flow.objects.count() == before
    assert found() == []
    assert len(seals_of(kept)) == 1


def test_many_who_write_at_once_make_one_chain(real_commits: None) -> None:
    before, ready, failures = Seal.objects.count(), Barrier(4), list[Exception]()

    def enter() -> None:
        try:
            ready.wait(timeout=300)
            for _number in range(5):
                with transaction.atomic():
                    make_user()
                    make_user()
        except DatabaseError as failure:
            failures.append(failure)
        finally:
            connection.close()

    writers = [Thread(target=enter) for _number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=300)

    assert failures == []
    assert Seal.objects.count() == before + 40
    assert found() == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
def test_nobody_waits_for_a_seal_before_the_other_commits(real_commits: None) -> None:
    with transaction.atomic():
        make_flow()
        ended = []

        def enter() -> None:
            make_user()
            ended.append(True)
            connection.close()

        other = Thread(target=enter)
        other.start()
        other.join(timeout=300)
        assert ended == [True]

    assert found() == []


# Versions


def older(sealer: Sealer) -> Sealer:
    return replace(sealer, columns=tuple(each for each in sealer.columns if each != "note"))


def as_of(sealer: Sealer) -> None:
    """The table is of another version from here on."""
    seal_now()
    begin(connection, [sealer])
    name = sealer.trigger
    on = "" if connection.vendor == "sqlite" else f" ON {sealer.table}"
    execute(f"DROP TRIGGER {name}{on}")
    for statement in sealer.create(connection.vendor):
        execute(statement)


def test_a_column_that_is_added_leaves_earlier_seals_as_they_are() -> None:
    new = sealed()["tracking_flow"]
    as_of(older(new))
    before = make_flow(note="then")
    seal_now()

    as_of(new)
    after = make_flow(note="now")

    assert found() == []
    assert [len(seals_of(each)) for each in (before, after)] == [1, 1]
    assert forms_of(connection, "tracking_flow")[-1][1] == new.columns
    with unguarded():
        execute("UPDATE tracking_flow SET note = 'x' WHERE id = %s", after.pk)
    assert [each.split(":")[0] for each in found()] == [f"tracking_flow {after.pk}"]


def test_where_a_column_goes_all_rows_are_sealed_again_and_the_chain_goes_on() -> None:
    flow, new = make_flow(), sealed()["tracking_flow"]
    seal_now()
    head = newest_seal()

    as_of(older(new))

    assert has_seal(head)
    assert len(seals_of(flow)) == 2
    assert found() == []
    told = StringIO()
    as_of(new)
    seal_now()
    call_command("check_records", "--head", head, stdout=told)
    number = int(head.split("-")[0])
    assert f"tracking_flow: all rows were sealed again, beginning with seal {number + 1}.\n" in (
        told.getvalue()
    )
    assert f"What was sealed up to {head} is as it was then.\n" in told.getvalue()


def test_rows_that_another_engine_sealed_are_sealed_again() -> None:
    flow = make_flow()
    seal_now()
    with unguarded():
        execute("UPDATE appeal_sealform SET engine = 'other' WHERE name = 'tracking_flow'")

    assert len(seals_of(flow)) == 2
    assert found() == []


def test_a_migration_that_changes_sealed_rows_seals_them_again() -> None:
    flow = make_flow()
    with unguarded():
        execute("UPDATE tracking_flow SET note = 'as it should be' WHERE id = %s", flow.pk)
        editor: Any = SimpleNamespace(connection=connection)
        SealAgain("tracking_flow").database_forwards("tracking", editor)

    assert found() == []
    assert SealForm.objects.filter(name="tracking_flow", is_again=True).count() == 2


# On paper


def test_a_workbook_says_where_the_seals_ended(mi2020: Appeal) -> None:
    asked = make_asked("R2", mi2020, context=make_context(seal="12-0123456789abcdef"))

    page = openpyxl.load_workbook(BytesIO(write(asked.build())))["About"]

    assert ["Seal of the records when generated", "12-0123456789abcdef"] in rows(page)


@pytest.mark.person("superuser")
def test_what_is_downloaded_has_the_newest_seal(client: Client, mi2020: Appeal) -> None:
    address = reverse("tracking:workbook", args=[mi2020.code, "R1"])

    content = client.get(address).content

    page = rows(openpyxl.load_workbook(BytesIO(content))["About"])
    assert ["Seal of the records when generated", newest_seal()] in page


@pytest.mark.parametrize("shown", ["", "0-", "1", "1-", "x-1", "99999999999999999999-aa", "1-zz"])
def test_a_seal_that_is_none_is_not_here(shown: str) -> None:
    assert not has_seal(shown)


def test_a_paper_proves_the_records_and_not_those_of_another_history() -> None:
    make_flow()
    seal_now()
    head, told = newest_seal(), StringIO()
    make_flow()
    seal_now()

    call_command("check_records", "--head", f" {head.upper()} ", stdout=told)

    assert f"What was sealed up to {head} is as it was then." in told.getvalue()
    with pytest.raises(CommandError, match="1 differences"):
        call_command("check_records", "--head", f"{head[:-1]}z", stdout=told)
    assert "these are not the records that the workbook is of" in told.getvalue()


def test_who_makes_all_seals_again_is_found_by_a_paper_alone() -> None:
    """What somebody who can write everything, and knows how, can still do."""
    flow = make_flow()
    seal_now()
    head = newest_seal()
    with unguarded():
        execute("UPDATE tracking_flow SET note = 'x' WHERE id = %s", flow.pk)
        execute("DELETE FROM appeal_seal")
        execute("DELETE FROM appeal_sealform")

    assert found() == []
    assert not has_seal(head)
