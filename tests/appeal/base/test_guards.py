"""Migrations that touch a guarded table lift the guards before and install them after."""

import inspect
import os
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import (
    AddIndex,
    AlterModelOptions,
    Migration,
    RemoveIndex,
    RunPython,
    RunSQL,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from appeal.base import guards
from appeal.base.guards import InstallGuards, LiftGuards
from appeal.models import Section


def widened(field: models.Field) -> models.Field:
    """The same column, wider and indexed: SQLite rebuilds the table for it."""
    _, _, arguments, options = field.deconstruct()
    wider = type(field)(*arguments, **options | {"max_length": 120, "db_index": True})
    wider.set_attributes_from_name(field.name)
    wider.model = field.model
    return wider


@pytest.mark.publication
@pytest.mark.django_db(transaction=True)
def test_a_guarded_table_can_be_rebuilt_and_is_guarded_again() -> None:
    narrow = Section._meta.get_field("printed_name")
    wide = widened(narrow)
    state = ProjectState()

    for old, new in ((narrow, wide), (wide, narrow)):
        with connection.schema_editor() as editor:
            LiftGuards().database_forwards("appeal", editor, state, state)
            editor.alter_field(Section, old, new)
            InstallGuards().database_forwards("appeal", editor, state, state)

    expected = {guard.trigger for guard in guards.declared() if guard.create(connection.vendor)}
    assert guards.installed(connection) == expected
    assert Section.objects.filter(appeal__code="MI2020-CNAC").count() == 14


# On SQLite these leave the table as it is, and its triggers with it.
LEAVING = (AddIndex, RemoveIndex, AlterModelOptions, LiftGuards, InstallGuards)


def rebuilt(migration: Migration) -> set[str]:
    """The guarded tables that the migration touches; `?` where it runs code, which may."""
    guarded = {guard.table for guard in guards.declared() if isinstance(guard, guards.Guard)}
    tables = set()
    for operation in migration.operations:
        if isinstance(operation, (RunPython, RunSQL)):
            tables.add("?")
        elif not isinstance(operation, LEAVING):
            model = getattr(operation, "model_name", None) or getattr(operation, "name", "")
            tables.add(f"{migration.app_label}_{model}".lower())
    return tables & (guarded | {"?"})


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["appeal", "tracking"])
def test_a_migration_of_a_guarded_table_lifts_its_guards_and_installs_them(app: str) -> None:
    migrations = MigrationLoader(connection).disk_migrations
    touching = [
        each for (label, _name), each in migrations.items() if label == app and rebuilt(each)
    ]

    assert touching
    for migration in touching:
        first, last = migration.operations[0], migration.operations[-1]
        is_initial = bool(migration.initial)
        assert is_initial or isinstance(first, LiftGuards), migration
        assert isinstance(last, InstallGuards), migration


def modules_with_guards(app: str) -> list[ModuleType]:
    root = import_module(f"{app}.models.guarded")
    parts = pkgutil.iter_modules(getattr(root, "__path__", []), f"{root.__name__}.")
    return [import_module(part.name) for part in parts] or [root]


def declaring(model: type[models.Model]) -> list[str]:
    """The files of its own app in which guards of the model's table are declared."""
    app, table = model._meta.app_label, model._meta.db_table
    return [
        module.__name__.removeprefix(f"{app}.models.").replace(".", "/") + ".py"
        for module in modules_with_guards(app)
        if any(
            isinstance(each, guards.Guard) and each.table == table
            for value in vars(module).values()
            if isinstance(value, list)
            for each in value
        )
    ]


@pytest.mark.unit
@pytest.mark.parametrize("app", ["appeal", "tracking"])
def test_whoever_reads_a_model_sees_where_its_guards_are(app: str) -> None:
    """But for the change logs, which are all append-only, and have no class to read."""
    for model in apps.get_app_config(app).get_models():
        files = [] if hasattr(model, "history_id") else declaring(model)
        source = "" if hasattr(model, "history_id") else inspect.getsource(model)
        named = re.findall(r"^class .*:  # guards: (.*)$", source, flags=re.MULTILINE)
        assert named == ([", ".join(files)] if files else []), model


SPELLED = """
import django
django.setup()
from appeal.base import guards
for each in guards.declared():
    print(each.trigger, each.create("sqlite"), each.create("postgresql"))
"""


@pytest.mark.unit
@pytest.mark.once
@pytest.mark.slow
def test_every_process_spells_the_guards_alike() -> None:
    """Or what one wrote into the database could not be compared with what another would write."""
    spelled = [
        subprocess.run(
            [sys.executable, "-c", SPELLED],
            env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert spelled[0] == spelled[1]
    assert b"CREATE TRIGGER" in spelled[0]
