"""The index of words: in step with its tables whoever writes, and asked for as people write."""

from typing import Any

import pytest
from django.db import connection, models
from django.urls import reverse

from appeal.base import guards
from appeal.models import Activity, Partner, Priority, User
from tests.factories import (
    make_activity,
    make_contribution,
    make_donor,
    make_priority,
    make_report,
    make_transaction,
    make_update,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, filled
from tests.tracking.uploads.filling import decide, downloaded, filled_in, uploaded
from tracking.models import Contribution, Donor, OfficeReport, ProgressUpdate, Transaction

pytestmark = pytest.mark.django_db

# Of each indexed table: a row with the text in the column, as a factory makes it.
MAKERS: dict[type[models.Model], dict[str, Any]] = {
    Priority: dict.fromkeys(("title_en", "title_fr", "summary_es"), make_priority),
    Activity: dict.fromkeys(("own_title", "description", "lead"), make_activity),
    Partner: dict.fromkeys(
        ("name_en", "name_fr"),
        lambda **texts: Partner.objects.create(**{"name_en": "UN", "kind": "un_agency"} | texts),
    ),
    Donor: {"name": make_donor},
    Contribution: dict.fromkeys(("reference", "note"), make_contribution),
    ProgressUpdate: dict.fromkeys(("narrative", "issues", "next_steps"), make_update),
    OfficeReport: dict.fromkeys(("highlights", "challenges", "next_steps"), make_report),
    Transaction: dict.fromkeys(("counterpart", "reference", "note"), make_transaction),
}
COLUMNS = [(model, column) for model, makers in MAKERS.items() for column in makers]


def found(model: type[models.Model], text: str, how: str = "holds") -> list[Any]:
    rows = model._base_manager.filter(**{f"words__index__{how}": text})
    return list(rows.order_by("pk").values_list("pk", flat=True))


def execute(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def entry(text: str) -> Any:
    return make_transaction(counterpart=text).pk


def test_every_index_is_tested() -> None:
    tables = {model._meta.db_table for model in MAKERS}

    assert {index.table for index in guards.declared_indexes()} == tables


@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_a_row_is_found_by_what_was_written_last(model: type[models.Model], column: str) -> None:
    row = MAKERS[model][column](**{column: "El Ñandú canta"})
    table = model._meta.db_table

    assert found(model, "nandu canta") == [row.pk]

    execute(f"UPDATE {table} SET {column} = 'Zorro' WHERE id = %s", row.pk)  # noqa: S608
    assert found(model, "nandu") == []
    assert found(model, "ZORRO") == [row.pk]

    model._base_manager.filter(pk=row.pk).update(**{column: "Puma"})
    assert found(model, "zorro") == []
    assert found(model, "pum") == [row.pk]
    assert dict(guards.drifted(connection)) == {}


@pytest.mark.parametrize("model", [Partner, Donor, Contribution, Transaction])
def test_rows_are_found_that_came_in_bulk_and_none_that_is_gone(model: type[models.Model]) -> None:
    column = next(iter(MAKERS[model]))
    pattern = MAKERS[model][column](**{column: "Nandu"})
    table = model._meta.db_table
    values = {f.attname: getattr(pattern, f.attname) for f in model._meta.concrete_fields}
    copies = [model(**values | {"id": None, column: f"Zorro {each}"}) for each in range(3)]

    model._base_manager.bulk_create(copies)

    assert found(model, "zorro") == [each.pk for each in copies]
    execute(f"DELETE FROM {table} WHERE id = %s", copies[0].pk)  # noqa: S608
    model._base_manager.filter(pk=copies[1].pk).delete()
    assert found(model, "zorro") == [copies[2].pk]
    assert dict(guards.drifted(connection)) == {}


def test_what_was_written_without_triggers_is_found_once_they_are_back() -> None:
    kept, lost = make_donor(name="Zorro"), make_donor(name="Puma")
    guards.lift(connection)
    execute("UPDATE tracking_donor SET name = 'Nandu' WHERE id = %s", kept.pk)
    execute("DELETE FROM tracking_donor WHERE id = %s", lost.pk)
    assert dict(guards.drifted(connection)) == {"tracking_donor": 3}

    guards.install(connection)

    assert found(Donor, "nandu") == [kept.pk]
    assert found(Donor, "puma") == found(Donor, "zorro") == []
    assert dict(guards.drifted(connection)) == {}


def test_an_entry_is_found_by_the_code_of_its_activity_where_that_is_asked_for() -> None:
    row = make_transaction(note="Zorro")
    code = row.activity.code

    assert found(Transaction, f"zorro {code}", "is_found_by") == [row.pk]
    assert found(Transaction, code) == []

    Activity.objects.filter(pk=row.activity_id).update(code="QQ-7.3")
    assert found(Transaction, "qq-7", "is_found_by") == [row.pk]
    assert found(Transaction, code, "is_found_by") == []
    assert dict(guards.drifted(connection)) == {}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Łódź Straße Œuvre Ærø", "lodz strasse oeuvre aero"),
        ("ŁÓDŹ STRASSE ŒUVRE ÆRØ", "Łódź straße œuvre ærø"),
        ("e\u0301te\u0301", "été"),
        ("V-17/2020", "v-17"),
        ("V-17/2020", "17/20"),
        ("V-17/2020", "2020 v"),
        ("O'Brien & Co. – “sons”", "o'brien sons"),
        ("O'Brien & Co. – “sons”", 'brien – & " *'),
        ("Московская область", "МОСК обл"),
        ("日本語", "日本"),
        ("a_b", "b"),
        ("NEAR AND OR NOT", "not near"),
    ],
)
def test_words_are_found_as_people_write_them(text: str, asked: str) -> None:
    row = entry(text)

    assert found(Transaction, asked) == [row]


@pytest.mark.parametrize(
    ("text", "asked"),
    [("migration", "gration"), ("3 GT", "GT-3"), ("one two", "one three")],
)
def test_what_was_not_written_is_not_found(text: str, asked: str) -> None:
    entry(text)

    assert found(Transaction, asked) == []


@pytest.mark.parametrize(
    "asked", ["", " ", "*", '"', "'", "( )", "\\", "%", "_", ":", "^", "{}", "<->", "!", "& |"]
)
def test_signs_alone_find_nothing(asked: str) -> None:
    entry("a * \" ' ( ) \\ % _ : ^ { } <-> ! & |")

    assert found(Transaction, asked) == []


@pytest.mark.parametrize(
    "asked", ['zorro"', "zorro'", "zorro*", "(zorro", "zorro\\", "names:zorro", "zorro:*", "-zorro"]
)
def test_signs_beside_a_word_are_no_commands(asked: str) -> None:
    row = entry("names zorro")

    assert found(Transaction, asked) == [row]


def test_the_first_eight_words_are_looked_for() -> None:
    row = entry("a b c d e f g h")

    assert found(Transaction, "a b c d e f g h i") == [row]
    assert found(Transaction, "a b c d e f g i") == []


def test_a_name_is_told_from_a_text() -> None:
    named, _told = make_donor(name="Zorro"), make_contribution(note="Zorro")

    assert found(Donor, "zorro", "is_called") == [named.pk]
    assert found(Contribution, "zorro", "is_called") == []


def test_what_comes_in_by_page_upload_and_admin_is_found_as_well(
    reporter_gt: User, manager_ro: User, signed_in: SignIn
) -> None:
    reporter, manager = signed_in(reporter_gt), signed_in(manager_ro)
    new = at("transaction_new", "GT-1.1")
    typed = {"value_on": "2020-03-15", "amount": "10", "counterpart": "Ñandú"}

    assert reporter.post(new, filled(reporter.get(new), **typed)).status_code == 302
    told = {("progress", 0, "percent"): 10, ("progress", 0, "status"): "ongoing",
            ("progress", 0, "narrative"): "Ñandú"}  # fmt: skip
    assert (
        decide(reporter, uploaded(reporter, filled_in(downloaded(reporter), told))).status_code
        == 302
    )
    partner = {"name_en": "Ñandú", "kind": "civil_society"}
    assert manager.post(reverse("admin:appeal_partner_add"), partner).status_code == 302

    entry = Transaction.objects.get()
    assert found(Transaction, "nandu") == [entry.pk]
    assert found(ProgressUpdate, "nandu") == [ProgressUpdate.objects.get().pk]
    assert len(found(Partner, "nandu")) == 1

    confirmed = filled(reporter.get(at("transaction_detail", entry.pk)), "confirm")
    discarded = reporter.post(at("transaction_discard", entry.pk), confirmed)
    assert discarded.status_code == 302
    assert found(Transaction, "nandu") == []
    assert dict(guards.drifted(connection)) == {}
